//! Circles whose key takes several holders: `cargo bench -p parasol-tests -- circles`, or the last part alone: `-- twenty`.
//!
//! Five processes on this machine, each behind a [relay](relay) that holds every datagram back as long as half a round trip
//! is to take; the kernel's own emulation (`tc netem`) wants rights and modules that few machines give. The bound of a
//! check is one round trip through a relay, measured in the same run. Then twenty processes, which make one key.

mod ceremony;
mod checks;
mod cluster;
mod evaluations;
mod holder;
mod keys;
mod relay;

use std::path::Path;
use std::time::Duration;

use crate::Outcome;
use crate::table::Table;

/// Measures all of it.
pub(crate) fn measure(program: &Path, table: &mut Table) -> Outcome<()> {
    let multiplication = evaluations::measure(table)?;
    ceremony::measure(multiplication, table)?;
    checks::measure(program, multiplication, table)?;
    keys::measure_many(program, multiplication, table)
}

/// Measures the key of twenty processes alone.
pub(crate) fn measure_many(program: &Path, table: &mut Table) -> Outcome<()> {
    let multiplication = evaluations::measure(table)?;
    keys::measure_many(program, multiplication, table)
}

/// In milliseconds.
fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The middle one, and the one that 99 in a hundred are below, in milliseconds.
fn middle_and_slowest(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort();
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default();
    (millis(at(50)), millis(at(99)))
}
