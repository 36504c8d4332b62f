//! The only reader of the clock. Everything else is handed the time.

use std::time::{SystemTime, UNIX_EPOCH};

use parasol_protocol::time::Timestamp;

/// The time now; the epoch itself on a machine whose clock stands before it.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::new(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}
