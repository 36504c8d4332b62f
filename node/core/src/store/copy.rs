//! The whole store, row by row as it is sealed: out of one snapshot, and back into an empty directory.

use std::ops::{Bound, ControlFlow};
use std::path::{Path, PathBuf};

use rand_core::CryptoRngCore;
use redb::{Database, ReadableDatabase as _, TableHandle, WriteTransaction};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::bucket::{BUCKETS, BucketId, BucketKey, DIRTY, INDEX_PREFIX, TABLE_PREFIX};
use super::engine::{FILE, Raw, builder, engine_error, open_error};
use super::error::{OpenError, StoreError};
use super::keyring::{Keyring, Keys};
use super::migrations::META;
use super::read::{ReadTx, Rows, bound_to, bucket_key, open_bucket_row};
use super::seal::{Nonces, SealKey, StoreKey};
use super::table::{read_value, write_value};

/// Rows written at a time.
const ROWS_AT_ONCE: usize = 512;

/// A piece of a store, in the order in which [`Import`] takes it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// The rows that follow are of this table.
    Table(&'a str),
    /// A row: its key, and its value as it is sealed.
    Row(&'a [u8], &'a [u8]),
}

/// The keys of a store's buckets, as secret as its store key.
#[derive(Serialize, Deserialize)]
struct BucketKeys(Vec<(serde_bytes::ByteArray<16>, serde_bytes::ByteArray<32>)>);

impl Drop for BucketKeys {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(|(_, key)| zeroize::Zeroize::zeroize(&mut **key));
    }
}

impl ReadTx {
    /// The key that opens this store.
    pub fn store_key(&self) -> &StoreKey {
        &self.inner().key
    }

    /// The keys of the buckets that this snapshot has, as bytes.
    pub fn bucket_key_bytes(&self) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let ids = self.bucket_keys()?;
        let row = |id| {
            let key = self.bucket_key_of(&id).ok_or_else(|| StoreError::damaged(BUCKETS))?;
            Ok((id.into(), (*key.bytes()).into()))
        };
        let keys = BucketKeys(ids.into_iter().map(row).collect::<Result<_, StoreError>>()?);
        write_value(&keys).map(Zeroizing::new).ok_or_else(|| StoreError::unwritable("keyring"))
    }

    /// Visits every row of every table, each opened once to see that it can be, until the visitor breaks.
    ///
    /// # Errors
    /// When a row cannot be read, or opens under no key: a copy of it would be worth nothing.
    pub fn pieces(&self, visit: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> Result<(), StoreError> {
        let mut names: Vec<String> =
            self.tables().map_err(engine_error)?.map(|table| table.name().to_owned()).collect();
        names.sort();
        for name in names {
            if visit(Piece::Table(&name)).is_break() {
                return Ok(());
            }
            let mut opener = Opener::of(self, &name);
            let mut stopped = false;
            self.raw_scan(&name, &(Bound::Unbounded, Bound::Unbounded), false, &mut |key, value| {
                opener.open(key, value)?;
                let flow = visit(Piece::Row(key, value));
                stopped = flow.is_break();
                Ok(flow)
            })?;
            if stopped {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Visits what every row of every table says: all that whoever has all keys can read. For tests that show that
    /// something is not kept.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn visit_opened(&self, visit: &mut dyn FnMut(&[u8])) -> Result<(), StoreError> {
        let names: Vec<String> =
            self.tables().map_err(engine_error)?.map(|table| table.name().to_owned()).collect();
        for name in names {
            let mut opener = Opener::of(self, &name);
            self.raw_scan(&name, &(Bound::Unbounded, Bound::Unbounded), false, &mut |key, value| {
                visit(key);
                match opener.open(key, value)? {
                    Some(plain) => visit(&plain),
                    None => visit(value),
                }
                Ok(ControlFlow::Continue(()))
            })?;
        }
        Ok(())
    }
}

/// Opens the rows of one table.
struct Opener<'a> {
    read: &'a ReadTx,
    table: &'a str,
    seal: Option<SealKey>,
    bucket: Option<(BucketId, BucketKey)>,
}

impl<'a> Opener<'a> {
    fn of(read: &'a ReadTx, table: &'a str) -> Self {
        let raw = [META, BUCKETS, DIRTY].contains(&table);
        let seal = (!raw && !of_buckets(table)).then(|| read.inner().table_key(table));
        Self { read, table, seal, bucket: None }
    }

    /// What the row says; none for a row that the store keeps in clear for itself.
    fn open(&mut self, key: &[u8], value: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let damaged = || StoreError::damaged(self.table);
        if let Some(seal) = &self.seal {
            return seal.open(&bound_to(self.table, key), value).map(Some).ok_or_else(damaged);
        }
        if !of_buckets(self.table) {
            return Ok(None);
        }
        let (length, rest) = key.split_first().ok_or_else(damaged)?;
        let name = rest.get(..usize::from(*length)).ok_or_else(damaged)?;
        if self.bucket.as_ref().is_none_or(|(held, _)| held.as_bytes() != name) {
            let bucket = BucketId::new(name);
            let held = bucket_key(self.read, &bucket)?.ok_or_else(damaged)?;
            self.bucket = Some((bucket, held));
        }
        let (_, held) = self.bucket.as_ref().ok_or_else(damaged)?;
        open_bucket_row(self.table, held, key, value).map(Some)
    }
}

fn of_buckets(table: &str) -> bool {
    table.starts_with(TABLE_PREFIX) || table.starts_with(INDEX_PREFIX)
}

/// A store that is being put together in an empty directory. It opens after [`Import::finish`], not before.
pub struct Import {
    dir: PathBuf,
    db: Database,
    txn: WriteTransaction,
    table: String,
    rows: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Import {
    /// Begins it, with the store key and the bytes of [`ReadTx::bucket_key_bytes`].
    ///
    /// # Errors
    /// When there is a store already, or the directory cannot be written.
    pub fn begin(
        dir: &Path,
        key: &StoreKey,
        bucket_keys: &[u8],
        rng: &mut dyn CryptoRngCore,
    ) -> Result<Self, OpenError> {
        let path = dir.join(FILE);
        if path.exists() {
            return Err(OpenError::Exists { dir: dir.to_owned() });
        }
        let what = "its keys cannot be read";
        let held: BucketKeys =
            read_value(bucket_keys).ok_or_else(|| OpenError::Damaged { dir: dir.to_owned(), what })?;
        let keys: Keys = held.0.iter().map(|(id, key)| (**id, SealKey::new(**key))).collect();
        Keyring::new(dir, key).save(&keys, &mut Nonces::new(rng)).map_err(StoreError::Keyring)?;
        let db = builder().create(&path).map_err(|error| open_error(dir, error))?;
        let txn = db.begin_write().map_err(engine_error)?;
        Ok(Self { dir: dir.to_owned(), db, txn, table: String::new(), rows: Vec::new() })
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// When it cannot be written, or a row comes before any table.
    pub fn take(&mut self, piece: Piece<'_>) -> Result<(), OpenError> {
        match piece {
            Piece::Table(name) => {
                self.write_rows()?;
                name.clone_into(&mut self.table);
            }
            Piece::Row(..) if self.table.is_empty() => {
                let what = "a row belongs to no table";
                return Err(OpenError::Damaged { dir: self.dir.clone(), what });
            }
            Piece::Row(key, value) => {
                self.rows.push((key.to_vec(), value.to_vec()));
                if self.rows.len() >= ROWS_AT_ONCE {
                    self.write_rows()?;
                }
            }
        }
        Ok(())
    }

    fn write_rows(&mut self) -> Result<(), StoreError> {
        if self.table.is_empty() {
            return Ok(());
        }
        let mut table = self.txn.open_table(Raw::new(&self.table)).map_err(engine_error)?;
        for (key, value) in self.rows.drain(..) {
            table.insert(key.as_slice(), value.as_slice()).map_err(engine_error)?;
        }
        Ok(())
    }

    /// Makes it durable. Whether every row opens is seen when the store is opened and read: see [`ReadTx::pieces`].
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<(), OpenError> {
        self.write_rows()?;
        let Self { txn, db, .. } = self;
        txn.commit().map_err(engine_error)?;
        // The engine writes its last page when it is closed.
        drop(db.begin_read().map_err(engine_error)?);
        drop(db);
        Ok(())
    }
}
