//! The making of a key by processes that talk over libp2p: from the decided charter until the key serves everywhere.

use std::path::Path;
use std::time::Duration;

use super::ceremony::bound;
use super::cluster::{Cluster, Made};
use super::millis;
use crate::table::{Row, Table};
use crate::{Outcome, progress};

/// Organisations in the large circle, and how many it takes to look a number up.
const MANY: (usize, u16) = (20, 10);
/// What nobody can do at once: dealings, shares, probes, attestations; then the consent, the promise and the vote for the charter
/// that activates the key.
const ROUND_TRIPS: u32 = 7;

/// A key that these nodes made, beside what it cannot do without: the way, and the multiplications on all cores.
pub(super) fn row(
    cluster: &Cluster,
    t: u16,
    made: &Made,
    (way, multiplication): (Duration, f64),
    table: &mut Table,
) {
    let nodes = cluster.nodes.len();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let computing = bound(u8::try_from(nodes).unwrap_or(u8::MAX), t, multiplication) / cores as f64;
    let what = format!(
        "a key by {nodes} processes, {t} needed, {:.0} ms of way: from its decision until all have it",
        millis(way)
    );
    let bounds = (millis(way.saturating_mul(ROUND_TRIPS)), computing);
    table.push(Row::key(&what, (millis(made.took), millis(made.work)), bounds));
}

/// Twenty processes on this machine. Should it be too small for them, the table says so.
pub(super) fn measure_many(program: &Path, multiplication: f64, table: &mut Table) -> Outcome<()> {
    let (members, t) = MANY;
    let made = Cluster::direct(program, members).and_then(|cluster| {
        let made = cluster.make_key(&["threshold", &t.to_string()])?;
        row(&cluster, t, &made, (Duration::ZERO, multiplication), table);
        Ok(())
    });
    if let Err(error) = made {
        progress(&format!("{members} processes: {error}"));
        table.note(format!("A key by {members} processes was not made on this machine: {error}"));
    }
    Ok(())
}
