//! Erasure: what was removed from a bucket can be opened by nobody any more, whatever is left of its bytes.
//!
//! Three steps, each durable before the next: the new key joins the keyring; one transaction re-seals what stays and names
//! the new key; the old key leaves the keyring. After a crash between them the key that no bucket names is dropped at the
//! next opening.

use std::ops::{Bound, ControlFlow};

use rand_core::CryptoRngCore;

use super::bucket::{BUCKETS, BucketId, BucketKey, DIRTY, INDEX_PREFIX, unpack};
use super::engine::Store;
use super::error::StoreError;
use super::keyring::KeyId;
use super::read::{Rows, bucket_key, open_bucket_row, starting_with};
use super::seal::Nonces;
use super::tx::Tx;

/// A row as the engine holds it: key and sealed value.
type RawRow = (Vec<u8>, Vec<u8>);

impl Store {
    /// Erases what was removed from up to `limit` buckets, and tells how many were done: when it is `limit`, there may be
    /// more. Takes the write transaction.
    pub fn erase_dirty(&self, limit: usize, rng: &mut dyn CryptoRngCore) -> Result<usize, StoreError> {
        let mut tx = self.begin(rng)?;
        let dirty = tx.dirty(limit)?;
        if dirty.is_empty() {
            return Ok(0);
        }
        let mut old: Vec<KeyId> = Vec::new();
        for bucket in &dirty {
            old.extend(tx.reseal(bucket)?);
        }
        tx.commit()?;
        self.0.change_keys(&mut Nonces::new(rng), |keys| keys.retain(|id, _| !old.contains(id)))?;
        Ok(dirty.len())
    }

    /// Whether something waits to be erased.
    pub fn has_dirty(&self) -> Result<bool, StoreError> {
        Ok(self.read()?.raw_len(DIRTY)? > 0)
    }
}

impl Tx {
    fn dirty(&self, limit: usize) -> Result<Vec<BucketId>, StoreError> {
        let mut found = Vec::new();
        self.raw_scan(DIRTY, &(Bound::Unbounded, Bound::Unbounded), false, &mut |name, _| {
            if found.len() == limit {
                return Ok(ControlFlow::Break(()));
            }
            found.push(BucketId::new(name));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// Puts the rows that a bucket still has under a new key; the id of the old one.
    pub(super) fn reseal(&mut self, bucket: &BucketId) -> Result<Option<KeyId>, StoreError> {
        self.raw_remove(DIRTY, bucket.as_bytes())?;
        let Some(old) = bucket_key(self, bucket)? else { return Ok(None) };
        let tables = self.bucket_tables()?;
        let mut new = None;
        for table in tables {
            for (row, sealed) in self.rows_of(&table, bucket)? {
                let new = new.get_or_insert_with(|| self.new_bucket_key()).clone();
                self.reseal_row(&table, bucket, (&old, &new), (&row, &sealed))?;
            }
        }
        match new {
            Some(new) => self.raw_put(BUCKETS, bucket.as_bytes(), &new.id)?,
            None => drop(self.raw_remove(BUCKETS, bucket.as_bytes())?),
        }
        Ok(Some(old.id))
    }

    fn reseal_row(
        &mut self,
        table: &str,
        bucket: &BucketId,
        (old, new): (&BucketKey, &BucketKey),
        (row, sealed): (&[u8], &[u8]),
    ) -> Result<(), StoreError> {
        let plain = open_bucket_row(table, old, row, sealed)?;
        if !table.starts_with(INDEX_PREFIX) {
            return self.seal_into(table, new, row, &plain);
        }
        // An index's rows lie where the bucket's key puts them.
        let (key, _) = unpack(&plain).ok_or_else(|| StoreError::damaged(table))?;
        let place = new.place(bucket, key);
        self.raw_remove(table, row)?;
        self.seal_into(table, new, &place, &plain)
    }

    pub(super) fn rows_of(&self, table: &str, bucket: &BucketId) -> Result<Vec<RawRow>, StoreError> {
        let mut rows = Vec::new();
        self.raw_scan(table, &starting_with(bucket.prefix()), false, &mut |row, sealed| {
            rows.push((row.to_vec(), sealed.to_vec()));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(rows)
    }
}
