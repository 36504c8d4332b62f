//! Reading: the same way from a snapshot and from inside a write transaction.

use std::collections::BTreeSet;
use std::ops::{Bound, ControlFlow, RangeBounds};
use std::sync::Arc;

use redb::{ReadTransaction, ReadableTableMetadata, TableError, TableHandle};
use sha2::{Digest, Sha256};

use super::bucket::{BUCKETS, BucketId, BucketKey, INDEX_PREFIX, TABLE_PREFIX, unpack};
use super::engine::{Bounds, Inner, Raw, ReadTable, Visit, engine_error, raw_get, raw_scan};
use super::error::StoreError;
use super::key::Key;
use super::keyring::{KeyId, Keys};
use super::table::{BucketIndex, BucketTable, Table, Value, read_value};

/// Raw rows; what [`Read`] is built on.
pub trait Rows {
    #[doc(hidden)]
    fn raw_get(&self, table: &str, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;
    #[doc(hidden)]
    fn raw_scan(
        &self,
        table: &str,
        bounds: &Bounds,
        back: bool,
        visit: &mut Visit<'_>,
    ) -> Result<(), StoreError>;
    #[doc(hidden)]
    fn raw_len(&self, table: &str) -> Result<u64, StoreError>;
    #[doc(hidden)]
    fn inner(&self) -> &Inner;
    /// The ids of all keys that buckets are sealed under.
    #[doc(hidden)]
    fn bucket_keys(&self) -> Result<BTreeSet<KeyId>, StoreError> {
        let mut ids = BTreeSet::new();
        self.raw_scan(BUCKETS, &(Bound::Unbounded, Bound::Unbounded), false, &mut |_, id| {
            ids.insert(id.try_into().map_err(|_| StoreError::damaged(BUCKETS))?);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(ids)
    }
    #[doc(hidden)]
    fn bucket_key_of(&self, id: &KeyId) -> Option<super::seal::SealKey>;
}

/// What can be read from the store. A [`super::Tx`] reads its own writes, a [`ReadTx`] the moment at which it began.
pub trait Read: Rows {
    /// The value at `key`.
    fn get<K: Key, V: Value>(&self, table: &Table<K, V>, key: &K) -> Result<Option<V>, StoreError> {
        let key = key.bytes();
        self.raw_get(table.name, &key)?
            .map(|sealed| open_row(self.inner(), table.name, &key, &sealed))
            .transpose()
    }

    /// Whether there is a value at `key`.
    fn has<K: Key, V: Value>(&self, table: &Table<K, V>, key: &K) -> Result<bool, StoreError> {
        Ok(self.raw_get(table.name, &key.bytes())?.is_some())
    }

    /// How many rows the table has.
    fn count<K: Key, V: Value>(&self, table: &Table<K, V>) -> Result<u64, StoreError> {
        self.raw_len(table.name)
    }

    /// How many rows of the table lie in `range`; none of them is opened.
    fn count_in<K: Key, V: Value>(
        &self,
        table: &Table<K, V>,
        range: impl RangeBounds<K>,
    ) -> Result<u64, StoreError> {
        let mut count = 0_u64;
        self.raw_scan(table.name, &bounds(&range), false, &mut |_, _| {
            count = count.saturating_add(1);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(count)
    }

    /// Visits the keys of `range`, in order or from the last to the first, until the visitor breaks. No row is opened.
    fn keys<K: Key, V: Value>(
        &self,
        table: &Table<K, V>,
        range: impl RangeBounds<K>,
        back: bool,
        mut visit: impl FnMut(K) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.raw_scan(table.name, &bounds(&range), back, &mut |key, _| {
            let key = K::from_bytes(key).ok_or_else(|| StoreError::damaged(table.name))?;
            Ok(visit(key))
        })
    }

    /// Visits the rows of `range` in order until the visitor breaks. Inside a [`super::Tx`] the visitor must not touch
    /// the same table.
    fn scan<K: Key, V: Value>(
        &self,
        table: &Table<K, V>,
        range: impl RangeBounds<K>,
        mut visit: impl FnMut(K, V) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        scan_rows(self, table, &bounds(&range), false, &mut visit)
    }

    /// As [`Read::scan`], from the last row to the first.
    fn scan_back<K: Key, V: Value>(
        &self,
        table: &Table<K, V>,
        range: impl RangeBounds<K>,
        mut visit: impl FnMut(K, V) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        scan_rows(self, table, &bounds(&range), true, &mut visit)
    }

    /// The rows of `range`, in order.
    fn range<K: Key, V: Value>(
        &self,
        table: &Table<K, V>,
        range: impl RangeBounds<K>,
    ) -> Result<Vec<(K, V)>, StoreError> {
        collect(|visit| scan_rows(self, table, &bounds(&range), false, visit))
    }

    /// The rows whose key begins with `prefix` (the first parts of a tuple), in order.
    fn prefix<K: Key, V: Value, P: Key>(
        &self,
        table: &Table<K, V>,
        prefix: &P,
    ) -> Result<Vec<(K, V)>, StoreError> {
        collect(|visit| scan_rows(self, table, &starting_with(prefix.bytes()), false, visit))
    }

    /// The first row whose key begins with `prefix`.
    fn first<K: Key, V: Value, P: Key>(
        &self,
        table: &Table<K, V>,
        prefix: &P,
    ) -> Result<Option<(K, V)>, StoreError> {
        one(|visit| scan_rows(self, table, &starting_with(prefix.bytes()), false, visit))
    }

    /// The last row whose key begins with `prefix`.
    fn last<K: Key, V: Value, P: Key>(
        &self,
        table: &Table<K, V>,
        prefix: &P,
    ) -> Result<Option<(K, V)>, StoreError> {
        one(|visit| scan_rows(self, table, &starting_with(prefix.bytes()), true, visit))
    }

    /// The value of a bucket's row.
    fn bucket_get<K: Key, V: Value>(
        &self,
        table: &BucketTable<K, V>,
        bucket: &BucketId,
        key: &K,
    ) -> Result<Option<V>, StoreError> {
        let (name, row) = (table_name(table), bucket.row(&key.bytes()));
        let Some(sealed) = self.raw_get(&name, &row)? else { return Ok(None) };
        let plain = open_bucket_row(&name, &needed_key(self, bucket)?, &row, &sealed)?;
        read_value(&plain).ok_or_else(|| StoreError::damaged(&name)).map(Some)
    }

    /// How many rows all buckets together have in one table.
    fn bucket_count<K: Key, V: Value>(&self, table: &BucketTable<K, V>) -> Result<u64, StoreError> {
        self.raw_len(&table_name(table))
    }

    /// All rows of a bucket in one table, in the order of their keys.
    fn bucket_rows<K: Key, V: Value>(
        &self,
        table: &BucketTable<K, V>,
        bucket: &BucketId,
    ) -> Result<Vec<(K, V)>, StoreError> {
        let (name, prefix) = (table_name(table), bucket.prefix());
        let Some(key) = bucket_key(self, bucket)? else { return Ok(Vec::new()) };
        let mut rows = Vec::new();
        self.raw_scan(&name, &starting_with(prefix.clone()), false, &mut |row, sealed| {
            let plain = open_bucket_row(&name, &key, row, sealed)?;
            let damaged = || StoreError::damaged(&name);
            let id = row.get(prefix.len()..).and_then(K::from_bytes).ok_or_else(damaged)?;
            rows.push((id, read_value(&plain).ok_or_else(damaged)?));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(rows)
    }

    /// Visits the rows of all buckets, in the order of the buckets' names and then of their keys, those after `after`, until
    /// the visitor breaks. Rows are taken some at a time, so the visitor may read whatever it likes.
    fn bucket_scan<K: Key, V: Value>(
        &self,
        table: &BucketTable<K, V>,
        after: Option<(&BucketId, &K)>,
        mut visit: impl FnMut(K, V) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let name = table_name(table);
        let mut from =
            after.map_or(Bound::Unbounded, |(bucket, key)| Bound::Excluded(bucket.row(&key.bytes())));
        let mut held: Option<(Vec<u8>, BucketKey)> = None;
        loop {
            let rows = some_rows(self, &name, from)?;
            let Some(last) = rows.last().map(|(row, _)| row.clone()) else { return Ok(()) };
            for (row, sealed) in rows {
                let damaged = || StoreError::damaged(&name);
                let (length, rest) = row.split_first().ok_or_else(damaged)?;
                let (bucket, id) = rest.split_at_checked(usize::from(*length)).ok_or_else(damaged)?;
                if held.as_ref().is_none_or(|(held, _)| held != bucket) {
                    held = Some((bucket.to_vec(), needed_key(self, &BucketId::new(bucket))?));
                }
                let (_, key) = held.as_ref().ok_or_else(damaged)?;
                let plain = open_bucket_row(&name, key, &row, &sealed)?;
                let id = K::from_bytes(id).ok_or_else(damaged)?;
                if visit(id, read_value(&plain).ok_or_else(damaged)?).is_break() {
                    return Ok(());
                }
            }
            from = Bound::Excluded(last);
        }
    }

    /// The value that a bucket's index holds for `key`.
    fn index_get<K: Key, V: Value>(
        &self,
        index: &BucketIndex<K, V>,
        bucket: &BucketId,
        key: &K,
    ) -> Result<Option<V>, StoreError> {
        let Some(held) = bucket_key(self, bucket)? else { return Ok(None) };
        let (name, row) = (index_name(index), held.place(bucket, &key.bytes()));
        let Some(sealed) = self.raw_get(&name, &row)? else { return Ok(None) };
        let packed = open_bucket_row(&name, &held, &row, &sealed)?;
        let value = unpack(&packed).and_then(|(_, value)| read_value(value));
        value.ok_or_else(|| StoreError::damaged(&name)).map(Some)
    }

    /// How many rows an index has in all buckets together.
    fn index_count<K: Key, V: Value>(&self, index: &BucketIndex<K, V>) -> Result<u64, StoreError> {
        self.raw_len(&index_name(index))
    }

    /// Everything a bucket's index holds, in no useful order.
    fn index_rows<K: Key, V: Value>(
        &self,
        index: &BucketIndex<K, V>,
        bucket: &BucketId,
    ) -> Result<Vec<(K, V)>, StoreError> {
        let name = index_name(index);
        let Some(held) = bucket_key(self, bucket)? else { return Ok(Vec::new()) };
        let mut rows = Vec::new();
        self.raw_scan(&name, &starting_with(bucket.prefix()), false, &mut |row, sealed| {
            let packed = open_bucket_row(&name, &held, row, sealed)?;
            let pair =
                unpack(&packed).and_then(|(key, value)| Some((K::from_bytes(key)?, read_value(value)?)));
            rows.push(pair.ok_or_else(|| StoreError::damaged(&name))?);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(rows)
    }

    /// A keyed hash that stands for `bytes` in a key, so that no table's key is personal. It lives as long as the store.
    fn index_key(&self, purpose: &'static str, bytes: &[u8]) -> [u8; 16] {
        self.inner().index_key(purpose, bytes)
    }
}

impl<R: Rows> Read for R {}

pub(super) fn table_name<K, V>(table: &BucketTable<K, V>) -> String {
    format!("{TABLE_PREFIX}{}", table.name)
}

pub(super) fn index_name<K, V>(index: &BucketIndex<K, V>) -> String {
    format!("{INDEX_PREFIX}{}", index.name)
}

/// The key a bucket's rows are sealed under; none while the bucket is empty.
pub(super) fn bucket_key(
    rows: &(impl Rows + ?Sized),
    bucket: &BucketId,
) -> Result<Option<BucketKey>, StoreError> {
    let Some(id) = rows.raw_get(BUCKETS, bucket.as_bytes())? else { return Ok(None) };
    let damaged = || StoreError::damaged(BUCKETS);
    let id: KeyId = id.try_into().map_err(|_| damaged())?;
    let key = rows.bucket_key_of(&id).ok_or_else(damaged)?;
    Ok(Some(BucketKey { id, key }))
}

/// A row as the engine holds it: key and sealed value.
type RawRow = (Vec<u8>, Vec<u8>);

/// Rows taken at a time by [`Read::bucket_scan`].
const SOME: usize = 256;

/// Some raw rows, as they are sealed.
fn some_rows(
    rows: &(impl Rows + ?Sized),
    table: &str,
    from: Bound<Vec<u8>>,
) -> Result<Vec<RawRow>, StoreError> {
    let mut some = Vec::new();
    rows.raw_scan(table, &(from, Bound::Unbounded), false, &mut |row, sealed| {
        some.push((row.to_vec(), sealed.to_vec()));
        Ok(if some.len() < SOME { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    Ok(some)
}

fn needed_key(rows: &(impl Rows + ?Sized), bucket: &BucketId) -> Result<BucketKey, StoreError> {
    bucket_key(rows, bucket)?.ok_or_else(|| StoreError::damaged(BUCKETS))
}

/// What a row is bound to: `table || 0x00 || key`.
pub(super) fn bound_to(table: &str, key: &[u8]) -> Vec<u8> {
    [table.as_bytes(), &[0], key].concat()
}

pub(super) fn open_bucket_row(
    table: &str,
    key: &BucketKey,
    row: &[u8],
    sealed: &[u8],
) -> Result<zeroize::Zeroizing<Vec<u8>>, StoreError> {
    key.key.open(&bound_to(table, row), sealed).ok_or_else(|| StoreError::damaged(table))
}

fn open_row<V: Value>(inner: &Inner, table: &str, key: &[u8], sealed: &[u8]) -> Result<V, StoreError> {
    let plain = inner.table_key(table).open(&bound_to(table, key), sealed);
    plain.and_then(|plain| read_value(&plain)).ok_or_else(|| StoreError::damaged(table))
}

fn scan_rows<K: Key, V: Value>(
    rows: &(impl Rows + ?Sized),
    table: &Table<K, V>,
    bounds: &Bounds,
    back: bool,
    visit: &mut dyn FnMut(K, V) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let seal = rows.inner().table_key(table.name);
    rows.raw_scan(table.name, bounds, back, &mut |key, sealed| {
        let plain = seal.open(&bound_to(table.name, key), sealed);
        let value = plain.and_then(|plain| read_value(&plain));
        let row = K::from_bytes(key).zip(value).ok_or_else(|| StoreError::damaged(table.name))?;
        Ok(visit(row.0, row.1))
    })
}

type Visitor<'v, K, V> = &'v mut dyn FnMut(K, V) -> ControlFlow<()>;

fn collect<K, V>(
    scan: impl FnOnce(Visitor<'_, K, V>) -> Result<(), StoreError>,
) -> Result<Vec<(K, V)>, StoreError> {
    let mut rows = Vec::new();
    scan(&mut |key, value| {
        rows.push((key, value));
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

fn one<K, V>(
    scan: impl FnOnce(Visitor<'_, K, V>) -> Result<(), StoreError>,
) -> Result<Option<(K, V)>, StoreError> {
    let mut found = None;
    scan(&mut |key, value| {
        found = Some((key, value));
        ControlFlow::Break(())
    })?;
    Ok(found)
}

fn bounds<K: Key>(range: &impl RangeBounds<K>) -> Bounds {
    (range.start_bound().map(Key::bytes), range.end_bound().map(Key::bytes))
}

/// All keys that begin with these bytes.
pub(super) fn starting_with(prefix: Vec<u8>) -> Bounds {
    let mut end = prefix.clone();
    while let Some(last) = end.pop() {
        if let Some(next) = last.checked_add(1) {
            end.push(next);
            return (Bound::Included(prefix), Bound::Excluded(end));
        }
    }
    (Bound::Included(prefix), Bound::Unbounded)
}

/// A snapshot of the store.
pub struct ReadTx {
    inner: Arc<Inner>,
    txn: ReadTransaction,
    keys: Arc<Keys>,
}

impl ReadTx {
    pub(super) fn new(inner: Arc<Inner>, txn: ReadTransaction, keys: Arc<Keys>) -> Self {
        Self { inner, txn, keys }
    }

    /// A digest of every row: equal as long as nothing at all was written.
    pub fn fingerprint(&self) -> Result<[u8; 32], StoreError> {
        let names: BTreeSet<String> =
            self.txn.list_tables().map_err(engine_error)?.map(|table| table.name().to_owned()).collect();
        let mut digest = Sha256::new();
        for name in names {
            let mut rows = 0_u64;
            let mut table = Sha256::new();
            self.raw_scan(&name, &(Bound::Unbounded, Bound::Unbounded), false, &mut |key, value| {
                rows += 1;
                table.update(Sha256::digest(key));
                table.update(Sha256::digest(value));
                Ok(ControlFlow::Continue(()))
            })?;
            if rows > 0 {
                digest.update(Sha256::digest(&name));
                digest.update(table.finalize());
            }
        }
        Ok(digest.finalize().into())
    }

    /// How many rows all tables have together, without what the store keeps for itself.
    pub fn rows(&self) -> Result<u64, StoreError> {
        let tables = self.txn.list_tables().map_err(engine_error)?;
        let names: Vec<String> =
            tables.map(|table| table.name().to_owned()).filter(|name| name.contains('/')).collect();
        names.iter().try_fold(0_u64, |sum, name| Ok(sum.saturating_add(self.raw_len(name)?)))
    }

    /// Every table there is.
    pub(super) fn tables(
        &self,
    ) -> Result<impl Iterator<Item = redb::UntypedTableHandle>, redb::StorageError> {
        self.txn.list_tables()
    }

    fn table(&self, name: &str) -> Result<Option<ReadTable>, StoreError> {
        match self.txn.open_table(Raw::new(name)) {
            Ok(table) => Ok(Some(table)),
            Err(TableError::TableDoesNotExist(_)) => Ok(None),
            Err(error) => Err(engine_error(error)),
        }
    }
}

impl Rows for ReadTx {
    fn raw_get(&self, table: &str, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.table(table)?.map_or(Ok(None), |table| raw_get(&table, key))
    }

    fn raw_scan(
        &self,
        table: &str,
        bounds: &Bounds,
        back: bool,
        visit: &mut Visit<'_>,
    ) -> Result<(), StoreError> {
        self.table(table)?.map_or(Ok(()), |table| raw_scan(&table, bounds, back, visit))
    }

    fn raw_len(&self, table: &str) -> Result<u64, StoreError> {
        self.table(table)?.map_or(Ok(0), |table| table.len().map_err(engine_error))
    }

    fn inner(&self) -> &Inner {
        &self.inner
    }

    fn bucket_key_of(&self, id: &KeyId) -> Option<super::seal::SealKey> {
        self.keys.get(id).cloned()
    }
}
