//! Where the store key is, and how it is put out of reach.
//!
//! It is looked for in this order: a systemd credential (`$CREDENTIALS_DIRECTORY/parasol-key`), the key file
//! (`store.key`), the sealed key (`key.sealed`), which a passphrase opens. After `lock` there is a mark (`locked`), and
//! nothing but the passphrase opens the node, whatever else lies there.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use parasol_core::store::{SEALED_KEY_LEN, StoreKey, is_sealed_key, open_key, seal_key};
use parasol_web::port::KeyLeft;
use rand_core::OsRng;
use zeroize::Zeroizing;

use crate::backup::RESTORING;
use crate::backup::passphrase::{self, Passphrase};
use crate::data::DataDir;
use crate::failure::Failure;

/// The credential's name in the systemd unit.
const CREDENTIAL: &str = "parasol-key";

/// Names a file with the passphrase for commands that open the data directory themselves.
const PASSPHRASE_FILE: &str = "PARASOL_PASSPHRASE_FILE";

impl DataDir {
    fn sealed_file(&self) -> PathBuf {
        self.path().join("key.sealed")
    }

    fn mark(&self) -> PathBuf {
        self.path().join("locked")
    }

    /// Whether a passphrase is set.
    #[must_use]
    pub fn has_passphrase(&self) -> bool {
        self.sealed_file().exists()
    }

    /// Whether there is a passphrase whose file is whole, as far as that can be seen without it.
    #[must_use]
    pub fn passphrase_opens(&self) -> bool {
        let limit = u64::try_from(SEALED_KEY_LEN).unwrap_or_default().saturating_add(1);
        let mut file = Vec::with_capacity(SEALED_KEY_LEN);
        let read =
            File::open(self.sealed_file()).and_then(|sealed| sealed.take(limit).read_to_end(&mut file));
        read.is_ok() && is_sealed_key(&file)
    }

    /// Whether the node was locked, so that only its passphrase opens it.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.mark().exists()
    }

    /// Reads the store key, if nobody has to be asked for a passphrase.
    ///
    /// # Errors
    /// `locked` or `passphrase_wanted` when only the passphrase opens it; when there is no node or no key; when others may
    /// read the key file.
    pub fn store_key(&self) -> Result<StoreKey, Failure> {
        if self.is_locked() {
            return Err(self.passphrase_wanted("locked", "is locked"));
        }
        if let Some(key) = self.credential()? {
            return Ok(key);
        }
        if self.key_file().exists() {
            return self.read_key_file();
        }
        if self.has_passphrase() {
            return Err(self.passphrase_wanted("passphrase_wanted", "opens with its passphrase"));
        }
        let (code, what) = if self.path().join(RESTORING).is_dir() {
            (
                "no_node",
                "holds no node: a restore was stopped before it was through; run `parasol restore` again",
            )
        } else if self.path().join("parasol.redb").exists() {
            ("no_key", "holds a node, but no key that opens it; put its `store.key` back")
        } else {
            ("no_node", "holds no node; run `parasol init` first, or name the directory with --data")
        };
        Err(Failure::refused(code, format!("{} {what}", self.path().display())))
    }

    fn passphrase_wanted(&self, code: &str, why: &str) -> Failure {
        Failure::refused(
            code,
            format!(
                "{} {why}; if it is being served, give the passphrase with `parasol unlock`, else type it when asked, or \
                 name a file with it in {PASSPHRASE_FILE}",
                self.path().display()
            ),
        )
    }

    /// Reads the store key; asks at the terminal, or reads the file that the environment names, where a passphrase is
    /// wanted.
    ///
    /// # Errors
    /// As [`DataDir::store_key`], and when the passphrase is wrong or cannot be asked for.
    pub fn store_key_or_ask(&self) -> Result<StoreKey, Failure> {
        match self.store_key() {
            Err(wanted) if is_passphrase_wanted(&wanted) => match env::var_os(PASSPHRASE_FILE) {
                Some(file) => self.unseal(&passphrase::read_file(file.as_ref())?),
                None if io::IsTerminal::is_terminal(&io::stdin()) => self.unseal(&passphrase::ask_known()?),
                None => Err(wanted),
            },
            other => other,
        }
    }

    /// Whether systemd hands a key over, good or not.
    fn has_credential(&self) -> bool {
        env::var_os("CREDENTIALS_DIRECTORY")
            .is_some_and(|folder| PathBuf::from(folder).join(CREDENTIAL).exists())
    }

    /// The key that systemd hands over, where it does.
    fn credential(&self) -> Result<Option<StoreKey>, Failure> {
        let Some(folder) = env::var_os("CREDENTIALS_DIRECTORY") else { return Ok(None) };
        let path = PathBuf::from(folder).join(CREDENTIAL);
        if !path.exists() {
            return Ok(None);
        }
        self.read_key(&path).map(Some)
    }

    /// Opens the sealed key.
    ///
    /// # Errors
    /// When there is none, it is damaged, or this is not its passphrase.
    pub fn unseal(&self, passphrase: &Passphrase) -> Result<StoreKey, Failure> {
        let path = self.sealed_file();
        let mut file = Vec::with_capacity(SEALED_KEY_LEN);
        let limit = u64::try_from(SEALED_KEY_LEN).unwrap_or_default().saturating_add(1);
        let read = File::open(&path).and_then(|sealed| sealed.take(limit).read_to_end(&mut file));
        read.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::refused(
                "no_passphrase",
                format!("{} has no passphrase; set one with `parasol passphrase set`", self.path().display()),
            ),
            _ => self.unusable(&error),
        })?;
        open_key(&file, passphrase.words()).map_err(|error| Failure::refused("passphrase", error))
    }

    /// Wraps the key under a passphrase, in place of the one before, and proves that it opens again before anything
    /// else relies on it.
    ///
    /// # Errors
    /// When the file cannot be written or does not open again.
    pub fn seal(&self, key: &StoreKey, passphrase: &Passphrase) -> Result<(), Failure> {
        let sealed = seal_key(key, passphrase.words(), &mut OsRng)
            .map_err(|error| Failure::refused("passphrase", error))?;
        let next = self.path().join("key.sealed.next");
        let replace = || {
            let mut file =
                OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&next)?;
            file.write_all(&sealed)?;
            file.sync_all()?;
            fs::rename(&next, self.sealed_file())?;
            self.sync()
        };
        replace().map_err(|error| self.unusable(&error))?;
        let again = self.unseal(passphrase)?;
        match *again.to_text() == *key.to_text() {
            true => Ok(()),
            false => Err(Failure::refused(
                "passphrase",
                "the sealed key does not open as it was written; set it again",
            )),
        }
    }

    /// Takes the passphrase away: the key file comes back.
    ///
    /// # Errors
    /// When files cannot be changed.
    pub fn unseal_for_good(&self, key: &StoreKey) -> Result<(), Failure> {
        let change = || {
            if !self.key_file().exists() {
                self.write_key(key)?;
            }
            fs::remove_file(self.sealed_file())?;
            self.sync()
        };
        change().map_err(|error| self.unusable(&error))
    }

    /// Leaves nothing that opens the node but the passphrase, if one is set: the mark first, so that a crash in between
    /// leaves it locked, then the key file. What cannot be done is told, not refused: whoever locks has no time.
    #[must_use]
    pub fn lock(&self) -> KeyLeft {
        // A file that no passphrase can open is no reason to remove the only key that opens the node.
        if !self.passphrase_opens() {
            return KeyLeft::NoPassphrase;
        }
        let marked = File::create(self.mark()).and_then(|mark| mark.sync_all()).and_then(|()| self.sync());
        if let Err(error) = &marked {
            tracing::error!(kind = ?error.kind(), "the mark of the lock could not be written");
        }
        match self.remove_key_file() {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::error!(kind = ?error.kind(), "the key file could not be removed");
                KeyLeft::OnDisk
            }
            // The mark holds off this program; it does not hold off who has the disk and the credential.
            _ if self.has_credential() => KeyLeft::Credential,
            _ => KeyLeft::Nowhere,
        }
    }

    /// Overwrites before it removes: what a disk does with the old blocks is not in our hands, but often it is the same.
    fn remove_key_file(&self) -> io::Result<()> {
        let path = self.key_file();
        let length = fs::metadata(&path)?.len();
        let zeros = vec![b'0'; usize::try_from(length).unwrap_or_default()];
        let overwritten = OpenOptions::new().write(true).open(&path).and_then(|mut file| {
            file.write_all(&zeros)?;
            file.sync_all()
        });
        if let Err(error) = overwritten {
            tracing::warn!(kind = ?error.kind(), "the key file could not be overwritten before it is removed");
        }
        fs::remove_file(path)?;
        self.sync()
    }

    /// Takes the mark of the lock away, after the passphrase opened the node.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn unlocked(&self) -> Result<(), Failure> {
        let removed = fs::remove_file(self.mark()).and_then(|()| self.sync());
        removed.map_err(|error| self.unusable(&error))
    }

    /// The store key that belongs to this directory's own file, read for the first time.
    pub(crate) fn read_key(&self, path: &std::path::Path) -> Result<StoreKey, Failure> {
        let mut digits = Zeroizing::new(String::new());
        let file = File::open(path).map_err(|error| self.unusable(&error))?;
        file.take(crate::data::KEY_FILE_MAX)
            .read_to_string(&mut digits)
            .map_err(|error| self.unusable(&error))?;
        StoreKey::from_text(&digits)
            .map_err(|error| Failure::refused("bad_store_key", format!("{}: {error}", path.display())))
    }

    fn sync(&self) -> io::Result<()> {
        File::open(self.path())?.sync_all()
    }
}

/// Whether a passphrase would help.
#[must_use]
pub fn is_passphrase_wanted(failure: &Failure) -> bool {
    matches!(failure.code.as_str(), "locked" | "passphrase_wanted")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panicking")]
mod tests {
    use super::*;

    const WORDS: &str = "parapluie lundi vélo cerise";

    fn node() -> (tempfile::TempDir, DataDir, StoreKey) {
        let folder = tempfile::tempdir().unwrap();
        let (data, key) = (DataDir::new(folder.path().join("node")), StoreKey::new([0xa5; 32]));
        data.initialise(&key).unwrap();
        (folder, data, key)
    }

    #[test]
    fn locking_leaves_nothing_that_opens_but_the_passphrase() {
        let (_folder, data, key) = node();
        let words = Passphrase::new(WORDS).unwrap();
        assert_eq!(data.lock(), KeyLeft::NoPassphrase);
        assert!(!data.is_locked() && data.store_key().is_ok(), "a lock that could not be opened is none");
        data.seal(&key, &words).unwrap();
        assert!(data.store_key().is_ok(), "until it is locked, the key file opens it");
        assert_eq!(data.lock(), KeyLeft::Nowhere);
        assert!(!data.key_file().exists());
        assert_eq!(data.store_key().unwrap_err().code, "locked");
        data.write_key(&key).unwrap();
        assert_eq!(data.store_key().unwrap_err().code, "locked", "the key file alone does not open it");
        assert_eq!(data.unseal(&Passphrase::known("not this one")).unwrap_err().code, "passphrase");
        assert_eq!(data.unseal(&words).unwrap().to_text(), key.to_text());
        assert_eq!(data.lock(), KeyLeft::Nowhere);
        data.unlocked().unwrap();
        assert_eq!(data.store_key().unwrap_err().code, "passphrase_wanted");
        data.unseal_for_good(&key).unwrap();
        assert!(!data.has_passphrase() && data.store_key().is_ok());
    }

    #[test]
    fn a_damaged_sealed_key_is_no_reason_to_remove_the_key_file() {
        let (_folder, data, key) = node();
        data.seal(&key, &Passphrase::new(WORDS).unwrap()).unwrap();
        let whole = fs::read(data.sealed_file()).unwrap();
        let mut magic = whole.clone();
        *magic.first_mut().unwrap() ^= 1;
        let mut asks_too_much = whole.clone();
        *asks_too_much.get_mut(13).unwrap() = 0xff;
        for damaged in [b"cut".to_vec(), vec![0; whole.len()], magic, asks_too_much] {
            fs::write(data.sealed_file(), damaged).unwrap();
            assert!(!data.passphrase_opens(), "`doctor` says so");
            assert_eq!(data.lock(), KeyLeft::NoPassphrase);
            assert!(data.store_key().is_ok());
        }
    }

    #[test]
    fn a_new_passphrase_takes_the_place_of_the_old_one() {
        let (_folder, data, key) = node();
        let (old, new) =
            (Passphrase::new(WORDS).unwrap(), Passphrase::new("cahier jaune escalier minuit").unwrap());
        data.seal(&key, &old).unwrap();
        data.seal(&key, &new).unwrap();
        assert!(data.unseal(&old).is_err() && data.unseal(&new).is_ok());
    }
}
