//! The file of bucket keys, beside the database: small, sealed under the store key, replaced as a whole.
//!
//! It also tells whether a store key is the right one, before the database is touched.
//!
//! The file: `SHA-256(sealed) || sealed`; the digest tells a damaged file from a wrong key.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, rename};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::error::OpenError;
use super::seal::{Nonces, SealKey, StoreKey};
use super::table::{read_value, write_value};

const FILE: &str = "keyring";
const BOUND_TO: &[u8] = b"parasol/1/store/keyring";

/// Names a bucket key without saying which bucket it is for.
pub(super) type KeyId = [u8; 16];
/// The keys in force.
pub(super) type Keys = BTreeMap<KeyId, SealKey>;

/// Where the keyring is and how it is sealed.
pub(super) struct Keyring {
    dir: PathBuf,
    seal: SealKey,
}

#[derive(Serialize, Deserialize)]
struct Row(#[serde(with = "serde_bytes")] [u8; 16], #[serde(with = "serde_bytes")] [u8; 32]);

impl Drop for Row {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.1);
    }
}

impl Keyring {
    pub(super) fn new(dir: &Path, key: &StoreKey) -> Self {
        Self { dir: dir.to_owned(), seal: key.subkey("keyring", "") }
    }

    /// The keys in the file. A wrong store key is told from a damaged file.
    pub(super) fn load(&self) -> Result<Keys, OpenError> {
        let damaged =
            || OpenError::Damaged { dir: self.dir.clone(), what: "the keyring file cannot be read" };
        let mut file = Vec::new();
        File::open(self.dir.join(FILE)).and_then(|mut f| f.read_to_end(&mut file)).map_err(|_| damaged())?;
        let (digest, sealed) = file.split_first_chunk::<32>().ok_or_else(damaged)?;
        if Sha256::digest(sealed).as_slice() != digest {
            return Err(damaged());
        }
        let plain =
            self.seal.open(BOUND_TO, sealed).ok_or_else(|| OpenError::WrongKey { dir: self.dir.clone() })?;
        let rows: Vec<Row> = read_value(&plain).ok_or_else(damaged)?;
        Ok(rows.iter().map(|row| (row.0, SealKey::new(row.1))).collect())
    }

    /// Replaces the file; when this returns, the new one is on the disk and the old one is gone from the directory.
    pub(super) fn save(&self, keys: &Keys, nonces: &mut Nonces) -> std::io::Result<()> {
        let rows: Vec<Row> = keys.iter().map(|(id, key)| Row(*id, *key.bytes())).collect();
        let plain = Zeroizing::new(write_value(&rows).unwrap_or_default());
        let sealed = self.seal.seal(nonces, BOUND_TO, &plain).unwrap_or_default();
        let next = self.dir.join("keyring.next");
        let mut file = private().open(&next)?;
        file.write_all(Sha256::digest(&sealed).as_slice())?;
        file.write_all(&sealed)?;
        file.sync_all()?;
        rename(&next, self.dir.join(FILE))?;
        File::open(&self.dir)?.sync_all()
    }
}

/// Files that only the node's own user may read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
