//! Times that were written while the clock was wrong. A clock that was put forward and back must not keep anybody waiting
//! until its time has come.

use parasol_protocol::time::Timestamp;

use crate::limits::CLOCK_SLACK;

/// Whether it was written less than `seconds` ago; a time that is still to come was written under a wrong clock, and counts
/// as none.
pub(crate) fn within(at: Timestamp, seconds: u64, now: Timestamp) -> bool {
    !is_ahead(at, now) && now.since(at) < seconds
}

/// Whether it was written under a clock that was wrong.
pub(crate) fn is_ahead(at: Timestamp, now: Timestamp) -> bool {
    at > now.plus(CLOCK_SLACK)
}
