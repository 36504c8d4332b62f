//! The data directory: who may read it and what lies where.
//!
//! ```text
//! parasol.redb   the sealed store      keyring       bucket keys, sealed under the store key
//! store.key      opens both            control.sock  where a running node takes commands
//! key.sealed     the same, under a passphrase            locked    only the passphrase opens it
//! config.toml    settings, optional
//! ```

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use parasol_core::store::StoreKey;

use crate::failure::Failure;

/// A key file is hexadecimal digits and a line end; anything longer is something else.
pub(crate) const KEY_FILE_MAX: u64 = 256;

/// A node's directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataDir(PathBuf);

impl DataDir {
    /// Names a directory; nothing is read or made.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The directory itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where a running node takes commands.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.0.join("control.sock")
    }

    /// Settings, where there are any.
    #[must_use]
    pub fn config_file(&self) -> PathBuf {
        self.0.join("config.toml")
    }

    pub(crate) fn key_file(&self) -> PathBuf {
        self.0.join("store.key")
    }

    /// Whether `init` has been here.
    #[must_use]
    pub fn is_initialised(&self) -> bool {
        self.key_file().exists() || self.has_passphrase()
    }

    /// Makes the directory for its owner alone and writes a new store key into it.
    ///
    /// # Errors
    /// When a node already lives here, others may read the directory, or it cannot be written.
    pub fn initialise(&self, key: &StoreKey) -> Result<(), Failure> {
        if self.is_initialised() {
            return Err(Failure::refused(
                "already_initialised",
                format!("{} already holds a node; choose another directory with --data", self.0.display()),
            ));
        }
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.0)
            .map_err(|error| self.unusable(&error))?;
        self.refuse_others(&self.0)?;
        self.write_key(key).map_err(|error| self.unusable(&error))
    }

    pub(crate) fn write_key(&self, key: &StoreKey) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(self.key_file())?;
        file.write_all(key.to_text().as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::File::open(&self.0)?.sync_all()
    }

    /// Closes what the store has made to everybody else. The directory is closed already; a copy of it may not be.
    ///
    /// # Errors
    /// When the rights cannot be changed.
    pub fn close_files(&self) -> Result<(), Failure> {
        for name in ["parasol.redb", "keyring"] {
            let path = self.0.join(name);
            fs::set_permissions(path, fs::Permissions::from_mode(0o600))
                .map_err(|error| self.unusable(&error))?;
        }
        Ok(())
    }

    /// Reads the key file.
    ///
    /// # Errors
    /// When others may read it, or when it is not 64 hexadecimal digits.
    pub(crate) fn read_key_file(&self) -> Result<StoreKey, Failure> {
        let path = self.key_file();
        self.refuse_others(&path)?;
        self.read_key(&path)
    }

    /// A key or a directory that somebody else may read is not secret any more, and must not look as if it were.
    fn refuse_others(&self, path: &Path) -> Result<(), Failure> {
        let mode = fs::metadata(path).map_err(|error| self.unusable(&error))?.permissions().mode() & 0o777;
        if mode & 0o077 == 0 {
            return Ok(());
        }
        let wanted = if path.is_dir() { "700" } else { "600" };
        Err(Failure::refused(
            "open_permissions",
            format!("{} can be read by others (mode {mode:o}); run `chmod {wanted} {0}`", path.display()),
        ))
    }

    pub(crate) fn unusable(&self, error: &io::Error) -> Failure {
        Failure::refused("data_directory", format!("data directory {}: {error}", self.0.display()))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::new(folder.path().join("deep").join("node"));
        let key = StoreKey::new([0xa5; 32]);
        data.initialise(&key).unwrap();
        assert_eq!(data.store_key().unwrap().to_text(), key.to_text());
        assert_eq!(data.initialise(&key).unwrap_err().code, "already_initialised");
    }

    #[test]
    fn a_key_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::new(folder.path().join("node"));
        data.initialise(&StoreKey::new([1; 32])).unwrap();
        fs::set_permissions(data.key_file(), fs::Permissions::from_mode(0o640)).unwrap();
        let failure = data.store_key().unwrap_err();
        assert_eq!(failure.code, "open_permissions");
        assert!(failure.sentence.contains("chmod 600"), "{failure}");
    }

    #[test]
    fn what_is_missing_or_damaged_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::new(folder.path().join("node"));
        assert_eq!(data.store_key().unwrap_err().code, "no_node");
        data.initialise(&StoreKey::new([1; 32])).unwrap();
        fs::write(data.key_file(), "0101").unwrap();
        assert_eq!(data.store_key().unwrap_err().code, "bad_store_key");
    }
}
