//! Waiting for what can be seen.

use std::thread;
use std::time::{Duration, Instant};

/// After this a test has failed. It is a bound, not a wait: on an idle machine nothing here takes a second.
const PATIENCE: Duration = Duration::from_secs(90);

/// How long to leave the nodes alone between two looks. A look is a process or a request; asking without a pause would
/// take the processor from the nodes that are waited for.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// Looks until something can be seen, and hands it over.
#[track_caller]
pub fn until_some<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < end, "expected within {} seconds: {what}", PATIENCE.as_secs());
        thread::sleep(BETWEEN_LOOKS);
    }
}

/// Looks until it holds.
#[track_caller]
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    until_some(what, || holds().then_some(()));
}
