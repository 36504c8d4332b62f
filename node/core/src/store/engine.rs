//! The database file: making it, opening it, and the raw rows under the typed tables.

use std::collections::HashMap;
use std::ops::{Bound, ControlFlow};
use std::panic::catch_unwind;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rand_core::CryptoRngCore;
use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, StorageError, TableDefinition};

use super::error::{OpenError, StoreError};
use super::keyring::{Keyring, Keys};
use super::migrations;
use super::read::{ReadTx, Rows};
use super::seal::{Nonces, SealKey, StoreKey};
use super::tx::Tx;

pub(super) const FILE: &str = "parasol.redb";
/// How much of the database is kept in memory, in bytes.
const CACHE: usize = 24 * 1024 * 1024;

pub(super) type Raw<'a> = TableDefinition<'a, &'static [u8], &'static [u8]>;
pub(super) type ReadTable = redb::ReadOnlyTable<&'static [u8], &'static [u8]>;
pub(super) type Bounds = (Bound<Vec<u8>>, Bound<Vec<u8>>);

/// A node's store, open. Clones are handles to the same one.
#[derive(Clone)]
pub struct Store(pub(super) Arc<Inner>);

pub struct Inner {
    pub(super) db: Database,
    pub(super) key: StoreKey,
    index_key: SealKey,
    keyring: Keyring,
    keys: RwLock<Arc<Keys>>,
    saving: Mutex<()>,
    /// The tables' keys, derived once: every read and write needs one.
    table_keys: RwLock<HashMap<String, SealKey>>,
}

impl Store {
    /// Makes a store in `dir`, which is made too; there must not be one yet.
    pub fn create(dir: &Path, key: StoreKey, rng: &mut dyn CryptoRngCore) -> Result<Self, OpenError> {
        let path = dir.join(FILE);
        if path.exists() {
            return Err(OpenError::Exists { dir: dir.to_owned() });
        }
        std::fs::create_dir_all(dir).map_err(StoreError::Keyring)?;
        let keyring = Keyring::new(dir, &key);
        keyring.save(&Keys::new(), &mut Nonces::new(rng)).map_err(StoreError::Keyring)?;
        let db = builder().create(&path).map_err(|error| open_error(dir, error))?;
        let store = Self::with(db, key, keyring, Keys::new());
        let mut tx = store.begin(rng)?;
        migrations::start(&mut tx)?;
        tx.commit()?;
        Ok(store)
    }

    /// Opens the store in `dir`, brings it to this version, and drops the bucket keys that no row needs.
    ///
    /// The key is tried on the keyring first: with a wrong one the database file is not touched.
    pub fn open(dir: &Path, key: StoreKey, rng: &mut dyn CryptoRngCore) -> Result<Self, OpenError> {
        let path = dir.join(FILE);
        if !path.exists() {
            return Err(OpenError::Missing { dir: dir.to_owned() });
        }
        let keyring = Keyring::new(dir, &key);
        let keys = keyring.load()?;
        let db = open_whole(dir, &path)?;
        let store = Self::with(db, key, keyring, keys);
        migrations::run(&store, dir, rng)?;
        store.match_keyring(dir, rng)?;
        Ok(store)
    }

    fn with(db: Database, key: StoreKey, keyring: Keyring, keys: Keys) -> Self {
        let index_key = key.subkey("index", "");
        let keys = RwLock::new(Arc::new(keys));
        Self(Arc::new(Inner {
            db,
            key,
            index_key,
            keyring,
            keys,
            saving: Mutex::new(()),
            table_keys: RwLock::default(),
        }))
    }

    /// Begins the one write transaction; waits while another is open.
    pub fn begin(&self, rng: &mut dyn CryptoRngCore) -> Result<Tx, StoreError> {
        let txn = self.0.db.begin_write().map_err(engine_error)?;
        Ok(Tx::new(Arc::clone(&self.0), txn, self.0.keys(), rng))
    }

    /// Begins a snapshot.
    pub fn read(&self) -> Result<ReadTx, StoreError> {
        // Keys and rows are taken under one lock: keys are only dropped after the rows under them were replaced.
        let keys = self.0.keys.read().unwrap_or_else(PoisonError::into_inner);
        let txn = self.0.db.begin_read().map_err(engine_error)?;
        Ok(ReadTx::new(Arc::clone(&self.0), txn, Arc::clone(&keys)))
    }

    /// A keyed hash for keys that would otherwise be personal, as [`super::Read::index_key`].
    pub fn index_key(&self, purpose: &'static str, bytes: &[u8]) -> [u8; 16] {
        self.0.index_key(purpose, bytes)
    }

    /// Drops keys that no bucket needs (a crash left them); every bucket's key must be there.
    fn match_keyring(&self, dir: &Path, rng: &mut dyn CryptoRngCore) -> Result<(), OpenError> {
        let needed = self.read()?.bucket_keys()?;
        let held = self.0.keys();
        if needed.iter().any(|id| !held.contains_key(id)) {
            let what = "the keyring lacks keys that the database needs, so the two are not of one time";
            return Err(OpenError::Damaged { dir: dir.to_owned(), what });
        }
        if needed.len() < held.len() {
            self.0.change_keys(&mut Nonces::new(rng), |keys| keys.retain(|id, _| needed.contains(id)))?;
        }
        Ok(())
    }
}

impl Inner {
    pub(super) fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the keyring: first on the disk, then in memory.
    pub(super) fn change_keys(
        &self,
        nonces: &mut Nonces,
        change: impl FnOnce(&mut Keys),
    ) -> Result<(), StoreError> {
        let _one_at_a_time = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        let mut keys = Keys::clone(&self.keys());
        change(&mut keys);
        self.keyring.save(&keys, nonces).map_err(StoreError::Keyring)?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        Ok(())
    }

    pub(super) fn index_key(&self, purpose: &'static str, bytes: &[u8]) -> [u8; 16] {
        self.index_key.tag(purpose, bytes)
    }

    pub(super) fn table_key(&self, table: &str) -> SealKey {
        let known = self.table_keys.read().unwrap_or_else(PoisonError::into_inner).get(table).cloned();
        known.unwrap_or_else(|| {
            let key = self.key.subkey("table", table);
            let mut keys = self.table_keys.write().unwrap_or_else(PoisonError::into_inner);
            keys.insert(table.to_owned(), key.clone());
            key
        })
    }
}

/// Opens the database file and looks at every page of it.
///
/// A damaged page can hide rows without a word, and a hidden alert is a wrong "no report known". Checking takes about a
/// second for a gigabyte. redb panics over some damage instead of telling it, which here is the same.
fn open_whole(dir: &Path, path: &Path) -> Result<Database, OpenError> {
    let damaged = |what| OpenError::Damaged { dir: dir.to_owned(), what };
    let open = || {
        let mut db = builder().open(path)?;
        let whole = db.check_integrity()?;
        Ok((db, whole))
    };
    match catch_unwind(open) {
        Ok(Ok((db, true))) => Ok(db),
        Ok(Ok((_, false))) => Err(damaged("its database lost pages")),
        Ok(Err(error)) => Err(open_error(dir, error)),
        Err(_) => Err(damaged("the database file cannot be read")),
    }
}

pub(super) fn builder() -> redb::Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE);
    builder
}

pub(super) fn open_error(dir: &Path, error: DatabaseError) -> OpenError {
    match error {
        DatabaseError::DatabaseAlreadyOpen => OpenError::InUse { dir: dir.to_owned() },
        DatabaseError::Storage(StorageError::Corrupted(_)) => {
            OpenError::Damaged { dir: dir.to_owned(), what: "the database file cannot be read" }
        }
        other => engine_error(other).into(),
    }
}

pub(super) fn engine_error(error: impl Into<redb::Error>) -> StoreError {
    StoreError::Engine(Box::new(error.into()))
}

/// What a visitor of raw rows is called with: key and sealed value.
pub(super) type Visit<'v> = dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, StoreError> + 'v;

pub(super) fn raw_get(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    key: &[u8],
) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(table.get(key).map_err(engine_error)?.map(|value| value.value().to_vec()))
}

pub(super) fn raw_scan(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    (from, to): &Bounds,
    back: bool,
    visit: &mut Visit<'_>,
) -> Result<(), StoreError> {
    let bounds = (from.as_ref().map(Vec::as_slice), to.as_ref().map(Vec::as_slice));
    if is_empty(&bounds) {
        return Ok(());
    }
    let mut rows = table.range::<&[u8]>(bounds).map_err(engine_error)?;
    while let Some(row) = if back { rows.next_back() } else { rows.next() } {
        let (key, value) = row.map_err(engine_error)?;
        if visit(key.value(), value.value())?.is_break() {
            break;
        }
    }
    Ok(())
}

/// The engine takes no range whose end lies before its start.
fn is_empty((from, to): &(Bound<&[u8]>, Bound<&[u8]>)) -> bool {
    match (from, to) {
        (Bound::Included(a), Bound::Included(b)) => a > b,
        (Bound::Included(a) | Bound::Excluded(a), Bound::Included(b) | Bound::Excluded(b)) => a >= b,
        _ => false,
    }
}
