//! The closed lists as the API writes them.

use parasol_protocol::lists::{EventKind, Level, Perpetrator};

/// What stands for a code that this version does not know: reported, never nothing.
const UNKNOWN: &str = "unknown";

/// A level's word.
pub(crate) fn level_name(level: Level) -> &'static str {
    level.name().unwrap_or(UNKNOWN)
}

/// The words of what happened.
pub(crate) fn kind_names(kinds: &[EventKind]) -> Vec<&'static str> {
    kinds.iter().map(|kind| kind.name().unwrap_or(UNKNOWN)).collect()
}

/// The word for who did it.
pub(crate) fn perpetrator_name(perpetrator: Perpetrator) -> &'static str {
    perpetrator.name().unwrap_or(UNKNOWN)
}
