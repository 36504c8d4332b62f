//! What a command tells its operator when it could not do what was asked.

use std::fmt::{self, Display};

use parasol_core::node::CreateError;
use parasol_core::refusal::Refusal;
use parasol_core::store::{OpenError, StoreError};
use serde::{Deserialize, Serialize};

/// The program refused or failed; a sentence says why.
pub const REFUSED: u8 = 1;
/// The program was called wrongly, settings included.
pub const USAGE: u8 = 2;

/// A sentence for the operator, a stable word for scripts, and the exit code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// A stable word in snake case.
    pub code: String,
    /// What was expected, what was found and what to do.
    pub sentence: String,
    /// [`REFUSED`] or [`USAGE`].
    pub exit: u8,
}

impl Failure {
    /// The node said no, or something outside it did not work.
    pub fn refused(code: &str, sentence: impl Display) -> Self {
        Self { code: code.to_owned(), sentence: sentence.to_string(), exit: REFUSED }
    }

    /// The command line or the settings were wrong.
    pub fn usage(code: &str, sentence: impl Display) -> Self {
        Self { code: code.to_owned(), sentence: sentence.to_string(), exit: USAGE }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Failure {}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal.code(), refusal)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::refused("storage", error)
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self::refused("data_directory", error)
    }
}

impl From<CreateError> for Failure {
    fn from(error: CreateError) -> Self {
        Self::refused("data_directory", error)
    }
}

impl From<crate::config::Mistakes> for Failure {
    fn from(mistakes: crate::config::Mistakes) -> Self {
        Self::usage("settings", mistakes)
    }
}
