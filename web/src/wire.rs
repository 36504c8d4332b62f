//! What several answers of the API write alike: the closed lists, and how a reporter can be reached.

use parasol_core::reports::SafeWay;
use parasol_protocol::lists::{EventKind, Level, Motive, Perpetrator};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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

/// The words for the hatred behind it.
pub(crate) fn motive_names(motives: &[Motive]) -> Vec<&'static str> {
    motives.iter().map(|motive| motive.name().unwrap_or(UNKNOWN)).collect()
}

/// The word for who did it.
pub(crate) fn perpetrator_name(perpetrator: Perpetrator) -> &'static str {
    perpetrator.name().unwrap_or(UNKNOWN)
}

/// In which way a reporter can be reached safely.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct ReachField {
    /// `call`, `sms`, `messenger` or `email`.
    #[serde(default)]
    pub(crate) by: Vec<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) when: Option<String>,
    /// Who else may answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) who_answers: Option<String>,
    /// What the caller is to say that she is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) say_we_are: Option<String>,
    /// Whether a message may be left.
    #[serde(default)]
    pub(crate) leave_message: bool,
}

impl ReachField {
    pub(crate) fn new(way: &SafeWay) -> Self {
        Self {
            by: way.by.iter().map(|by| by.name().to_owned()).collect(),
            when: way.when.clone(),
            who_answers: way.who_answers.clone(),
            say_we_are: way.say_we_are.clone(),
            leave_message: way.leave_message,
        }
    }
}
