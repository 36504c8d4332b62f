//! Passwords and keys of providers: read from a file when they are needed, kept nowhere.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use zeroize::Zeroizing;

/// A password or key is a line; anything longer is something else.
const SECRET_MAX: u64 = 4_096;

/// Why a file with a secret cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It is not there, or may not be read.
    #[error("{path} cannot be read: {error}")]
    Unreadable {
        /// Which file.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// Everybody on the machine may read it.
    #[error("{path} can be read by everybody on this machine (mode {mode:o}); run `chmod 600 {path}`")]
    Open {
        /// Which file.
        path: String,
        /// Its rights.
        mode: u32,
    },
    /// There is no line in it, or more than a line.
    #[error("{path} does not hold one line of printable characters")]
    NoLine {
        /// Which file.
        path: String,
    },
}

/// A password or key. Its `Debug` shows nothing.
pub struct Secret(Zeroizing<String>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

impl Secret {
    /// Reads the one line of a file.
    ///
    /// # Errors
    /// When it cannot be read, everybody may read it, or it is not one line.
    pub fn read(path: &Path) -> Result<Self, Unusable> {
        let name = || path.display().to_string();
        let unreadable = |error| Unusable::Unreadable { path: name(), error };
        let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode() & 0o777;
        if mode & 0o007 != 0 {
            return Err(Unusable::Open { path: name(), mode });
        }
        let mut text = Zeroizing::new(String::new());
        File::open(path)
            .map_err(unreadable)?
            .take(SECRET_MAX)
            .read_to_string(&mut text)
            .map_err(unreadable)?;
        let line = text.trim_end_matches(['\r', '\n']);
        if line.is_empty() || line.chars().any(char::is_control) {
            return Err(Unusable::NoLine { path: name() });
        }
        Ok(Self(Zeroizing::new(line.to_owned())))
    }

    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}
