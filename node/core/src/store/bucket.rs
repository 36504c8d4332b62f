//! Buckets: what is erased together is sealed together.
//!
//! A bucket's row begins with the bucket's name, so that all its rows in a table lie side by side:
//! `len(bucket) || bucket || key` in a [`super::BucketTable`], `len(bucket) || bucket || HMAC(bucket key, key)` in a
//! [`super::BucketIndex`], whose sealed part is `len(key) || key || value`.

use super::keyring::KeyId;
use super::seal::SealKey;

/// Bucket name -> the id of the key that its rows are sealed under. Raw: neither is personal.
pub(super) const BUCKETS: &str = "buckets";
/// The names of buckets from which something was removed.
pub(super) const DIRTY: &str = "dirty";
/// What the names of bucket tables and of bucket indexes begin with in the database.
pub(super) const TABLE_PREFIX: &str = "bucket:";
pub(super) const INDEX_PREFIX: &str = "index:";

/// The longest name of a bucket, in bytes.
const MAX_NAME: usize = 200;

/// The name of a bucket, up to 200 bytes. It stays readable in the database: never personal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BucketId(Vec<u8>);

impl BucketId {
    /// The bucket of this name; what is beyond 200 bytes is replaced by nothing, so names must be shorter.
    pub fn new(name: impl AsRef<[u8]>) -> Self {
        Self(name.as_ref().iter().copied().take(MAX_NAME).collect())
    }

    /// Its name.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// What the rows of this bucket begin with.
    pub(super) fn prefix(&self) -> Vec<u8> {
        let mut prefix = Vec::with_capacity(self.0.len() + 48);
        prefix.push(u8::try_from(self.0.len()).unwrap_or(u8::MAX));
        prefix.extend_from_slice(&self.0);
        prefix
    }

    pub(super) fn row(&self, key: &[u8]) -> Vec<u8> {
        let mut row = self.prefix();
        row.extend_from_slice(key);
        row
    }
}

/// A bucket's key with its id.
#[derive(Clone)]
pub(super) struct BucketKey {
    pub(super) id: KeyId,
    pub(super) key: SealKey,
}

impl BucketKey {
    /// The place of `key` in an index: changes with the bucket's key.
    pub(super) fn place(&self, bucket: &BucketId, key: &[u8]) -> Vec<u8> {
        bucket.row(&self.key.subkey("index").tag("row", key))
    }
}

/// `len(key) || key || value`, what is sealed in an index's row.
pub(super) fn pack(key: &[u8], value: &[u8]) -> Vec<u8> {
    let length = u32::try_from(key.len()).unwrap_or(u32::MAX).to_be_bytes();
    [&length[..], key, value].concat()
}

/// Key and value from [`pack`].
pub(super) fn unpack(packed: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = packed.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}
