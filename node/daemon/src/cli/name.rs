//! Names on the command line: a name that stands there can be read in the list of processes and the shell's history, so each
//! may be read from standard input instead.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::secret::read_line;
use crate::failure::Failure;

/// A pseudonym, an id or a word of the operator's; `-` until it was read from standard input.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(String);

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self(name)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Name {
    /// Reads it from standard input if it is `-`, before the command leaves this process.
    ///
    /// # Errors
    /// When standard input holds none.
    pub fn read(&mut self) -> Result<(), Failure> {
        if self.0 == "-" {
            self.0 = read_line("name")?.expose().trim().to_owned();
        }
        Ok(())
    }

    /// The name.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }
}
