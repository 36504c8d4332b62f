//! The write transaction, with an undo log so that one refused command of a group leaves nothing.

use std::ops::{Bound, ControlFlow};
use std::sync::Arc;

use rand_core::CryptoRngCore;
use redb::{ReadableTableMetadata, TableHandle, WriteTransaction};

use super::bucket::{BUCKETS, BucketId, BucketKey, DIRTY, pack};
use super::engine::{Bounds, Inner, Raw, Visit, engine_error, raw_get, raw_scan};
use super::error::StoreError;
use super::key::Key;
use super::keyring::{KeyId, Keys};
use super::read::{Rows, bound_to, bucket_key, index_name, table_name};
use super::seal::{Nonces, SealKey};
use super::table::{BucketIndex, BucketTable, Table, Value, write_value};

/// The one write transaction. Nothing of it is durable, or seen by readers, before [`Tx::commit`] returns.
pub struct Tx {
    pub(super) inner: Arc<Inner>,
    txn: WriteTransaction,
    keys: Arc<Keys>,
    /// Keys of buckets that are new in this transaction; written to the keyring before the commit.
    pub(super) fresh: Keys,
    pub(super) nonces: Nonces,
    spring: SealKey,
    undo: Vec<Undo>,
}

struct Undo {
    table: String,
    key: Vec<u8>,
    before: Option<Vec<u8>>,
}

/// A point in a transaction to which it can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(usize);

impl Tx {
    pub(super) fn new(
        inner: Arc<Inner>,
        txn: WriteTransaction,
        keys: Arc<Keys>,
        rng: &mut dyn CryptoRngCore,
    ) -> Self {
        let (nonces, spring) = (Nonces::new(rng), SealKey::generate(rng));
        Self { inner, txn, keys, fresh: Keys::new(), nonces, spring, undo: Vec::new() }
    }

    /// Writes `value` at `key`.
    pub fn put<K: Key, V: Value>(
        &mut self,
        table: &Table<K, V>,
        key: &K,
        value: &V,
    ) -> Result<(), StoreError> {
        let (key, seal) = (key.bytes(), self.inner.table_key(table.name));
        let plain = write_value(value).map(zeroize::Zeroizing::new);
        let sealed = plain.and_then(|plain| seal.seal(&mut self.nonces, &bound_to(table.name, &key), &plain));
        self.raw_put(table.name, &key, &sealed.ok_or_else(|| StoreError::unwritable(table.name))?)
    }

    /// Removes what is at `key`; whether there was something. The engine's file may keep the sealed bytes: what must be
    /// erased belongs in a bucket.
    pub fn remove<K: Key, V: Value>(&mut self, table: &Table<K, V>, key: &K) -> Result<bool, StoreError> {
        self.raw_remove(table.name, &key.bytes())
    }

    /// Writes a row of a bucket. What it replaces is erased only after [`Tx::mark_dirty`].
    pub fn bucket_put<K: Key, V: Value>(
        &mut self,
        table: &BucketTable<K, V>,
        bucket: &BucketId,
        key: &K,
        value: &V,
    ) -> Result<(), StoreError> {
        let name = table_name(table);
        let held = self.bucket_key_or_new(bucket)?;
        let plain = write_value(value).ok_or_else(|| StoreError::unwritable(&name))?;
        self.seal_into(&name, &held, &bucket.row(&key.bytes()), &zeroize::Zeroizing::new(plain))
    }

    /// Removes a row of a bucket and marks the bucket for erasure; whether there was one.
    pub fn bucket_remove<K: Key, V: Value>(
        &mut self,
        table: &BucketTable<K, V>,
        bucket: &BucketId,
        key: &K,
    ) -> Result<bool, StoreError> {
        let removed = self.raw_remove(&table_name(table), &bucket.row(&key.bytes()))?;
        if removed {
            self.mark_dirty(bucket)?;
        }
        Ok(removed)
    }

    /// Writes what a bucket's index holds for `key`. What it replaces is erased only after [`Tx::mark_dirty`].
    pub fn index_put<K: Key, V: Value>(
        &mut self,
        index: &BucketIndex<K, V>,
        bucket: &BucketId,
        key: &K,
        value: &V,
    ) -> Result<(), StoreError> {
        let (name, key) = (index_name(index), key.bytes());
        let held = self.bucket_key_or_new(bucket)?;
        let plain = write_value(value).ok_or_else(|| StoreError::unwritable(&name))?;
        let packed = zeroize::Zeroizing::new(pack(&key, &plain));
        self.seal_into(&name, &held, &held.place(bucket, &key), &packed)
    }

    /// Removes what a bucket's index holds for `key` and marks the bucket for erasure; whether there was something.
    pub fn index_remove<K: Key, V: Value>(
        &mut self,
        index: &BucketIndex<K, V>,
        bucket: &BucketId,
        key: &K,
    ) -> Result<bool, StoreError> {
        let Some(held) = bucket_key(self, bucket)? else { return Ok(false) };
        let removed = self.raw_remove(&index_name(index), &held.place(bucket, &key.bytes()))?;
        if removed {
            self.mark_dirty(bucket)?;
        }
        Ok(removed)
    }

    /// Removes every row of a bucket, of all tables, and marks it for erasure.
    pub fn bucket_clear(&mut self, bucket: &BucketId) -> Result<(), StoreError> {
        for table in self.bucket_tables()? {
            for (row, _) in self.rows_of(&table, bucket)? {
                self.raw_remove(&table, &row)?;
            }
        }
        self.mark_dirty(bucket)
    }

    /// Says that something in the bucket must be erased: [`super::Store::erase_dirty`] will give it a new key.
    pub fn mark_dirty(&mut self, bucket: &BucketId) -> Result<(), StoreError> {
        self.raw_put(DIRTY, bucket.as_bytes(), &[])
    }

    /// This point, for [`Tx::rollback_to`].
    pub fn mark(&self) -> Mark {
        Mark(self.undo.len())
    }

    /// Takes back everything that was written since `mark`. When this fails, the whole transaction must be dropped.
    pub fn rollback_to(&mut self, mark: Mark) -> Result<(), StoreError> {
        while self.undo.len() > mark.0 {
            let Some(Undo { table, key, before }) = self.undo.pop() else { break };
            let mut table = self.txn.open_table(Raw::new(&table)).map_err(engine_error)?;
            match before {
                Some(value) => table.insert(key.as_slice(), value.as_slice()).map(drop),
                None => table.remove(key.as_slice()).map(drop),
            }
            .map_err(engine_error)?;
        }
        Ok(())
    }

    /// Removes every row of a table.
    pub(crate) fn clear<K: Key, V: Value>(&mut self, table: &Table<K, V>) -> Result<(), StoreError> {
        let mut keys = Vec::new();
        self.raw_scan(table.name, &(Bound::Unbounded, Bound::Unbounded), false, &mut |key, _| {
            keys.push(key.to_vec());
            Ok(ControlFlow::Continue(()))
        })?;
        keys.iter().try_for_each(|key| self.raw_remove(table.name, key).map(drop))
    }

    /// Whether nothing was written, or everything was taken back.
    pub fn is_untouched(&self) -> bool {
        self.undo.is_empty()
    }

    /// Makes it all durable and visible. New bucket keys are on the disk before the rows that need them.
    pub fn commit(mut self) -> Result<(), StoreError> {
        let mut fresh = std::mem::take(&mut self.fresh);
        if !fresh.is_empty() {
            let needed = self.bucket_keys()?;
            fresh.retain(|id, _| needed.contains(id));
        }
        if !fresh.is_empty() {
            self.inner.change_keys(&mut self.nonces, |keys| keys.extend(fresh))?;
        }
        self.txn.commit().map_err(engine_error)
    }

    fn bucket_key_or_new(&mut self, bucket: &BucketId) -> Result<BucketKey, StoreError> {
        if let Some(held) = bucket_key(self, bucket)? {
            return Ok(held);
        }
        let new = self.new_bucket_key();
        self.raw_put(BUCKETS, bucket.as_bytes(), &new.id)?;
        Ok(new)
    }

    /// Draws a bucket key and remembers it for the keyring.
    pub(super) fn new_bucket_key(&mut self) -> BucketKey {
        let nth = u64::try_from(self.fresh.len()).unwrap_or(u64::MAX).to_be_bytes();
        let id = self.spring.tag("id", &nth);
        let key = self.spring.subkey(&format!("bucket {}", self.fresh.len()));
        self.fresh.insert(id, key.clone());
        BucketKey { id, key }
    }

    pub(super) fn seal_into(
        &mut self,
        name: &str,
        held: &BucketKey,
        row: &[u8],
        plain: &[u8],
    ) -> Result<(), StoreError> {
        let sealed = held.key.seal(&mut self.nonces, &bound_to(name, row), plain);
        self.raw_put(name, row, &sealed.ok_or_else(|| StoreError::unwritable(name))?)
    }

    /// The names of all bucket tables and bucket indexes.
    pub(super) fn bucket_tables(&self) -> Result<Vec<String>, StoreError> {
        let names = self.txn.list_tables().map_err(engine_error)?.map(|table| table.name().to_owned());
        let of_buckets = |name: &String| {
            name.starts_with(super::bucket::TABLE_PREFIX) || name.starts_with(super::bucket::INDEX_PREFIX)
        };
        Ok(names.filter(of_buckets).collect())
    }

    pub(super) fn raw_put(&mut self, table: &str, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        let before = {
            let mut rows = self.txn.open_table(Raw::new(table)).map_err(engine_error)?;
            let old = rows.insert(key, value).map_err(engine_error)?;
            old.map(|old| old.value().to_vec())
        };
        self.undo.push(Undo { table: table.to_owned(), key: key.to_vec(), before });
        Ok(())
    }

    pub(super) fn raw_remove(&mut self, table: &str, key: &[u8]) -> Result<bool, StoreError> {
        let before = {
            let mut rows = self.txn.open_table(Raw::new(table)).map_err(engine_error)?;
            let old = rows.remove(key).map_err(engine_error)?;
            old.map(|old| old.value().to_vec())
        };
        let Some(before) = before else { return Ok(false) };
        self.undo.push(Undo { table: table.to_owned(), key: key.to_vec(), before: Some(before) });
        Ok(true)
    }
}

impl Rows for Tx {
    fn raw_get(&self, table: &str, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        raw_get(&self.txn.open_table(Raw::new(table)).map_err(engine_error)?, key)
    }

    fn raw_scan(
        &self,
        table: &str,
        bounds: &Bounds,
        back: bool,
        visit: &mut Visit<'_>,
    ) -> Result<(), StoreError> {
        raw_scan(&self.txn.open_table(Raw::new(table)).map_err(engine_error)?, bounds, back, visit)
    }

    fn raw_len(&self, table: &str) -> Result<u64, StoreError> {
        self.txn.open_table(Raw::new(table)).map_err(engine_error)?.len().map_err(engine_error)
    }

    fn inner(&self) -> &Inner {
        &self.inner
    }

    fn bucket_key_of(&self, id: &KeyId) -> Option<SealKey> {
        self.fresh.get(id).or_else(|| self.keys.get(id)).cloned()
    }
}
