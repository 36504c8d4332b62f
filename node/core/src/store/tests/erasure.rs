//! Erasure: what was removed opens with no key that is left.

use std::ops::{Bound, ControlFlow};

use super::*;
use crate::store::Read;
use crate::store::keyring::Keyring;
use crate::store::read::{Rows, bound_to};
use crate::store::seal::SealKey;

/// A sealed value as it lay in the database.
struct Seen {
    table: String,
    row: Vec<u8>,
    sealed: Vec<u8>,
}

const BUCKET_TABLES: [&str; 2] = ["bucket:notes/1", "index:names/1"];

/// Every sealed value of the bucket tables.
fn seen(store: &Store) -> Vec<Seen> {
    let mut all = Vec::new();
    for table in BUCKET_TABLES {
        let everything = (Bound::Unbounded, Bound::Unbounded);
        let read = store.read().unwrap();
        read.raw_scan(table, &everything, false, &mut |row, sealed| {
            all.push(Seen { table: table.to_owned(), row: row.to_vec(), sealed: sealed.to_vec() });
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
    }
    all
}

/// Every key that can be had from the store key and the data directory.
fn every_key(dir: &Path) -> Vec<SealKey> {
    let mut keys: Vec<SealKey> = Keyring::new(dir, &key()).load().unwrap().into_values().collect();
    keys.push(SealKey::new([9; 32]));
    for (purpose, name) in [("table", "towns/1"), ("table", "notes/1"), ("index", ""), ("keyring", "")] {
        keys.push(key().subkey(purpose, name));
    }
    keys.extend(BUCKET_TABLES.iter().map(|table| key().subkey("table", table)));
    let derived: Vec<SealKey> = keys.iter().map(|key| key.subkey("index")).collect();
    keys.extend(derived);
    keys
}

fn openable(seen: &[Seen], keys: &[SealKey]) -> usize {
    let opens = |value: &&Seen| {
        keys.iter().any(|key| key.open(&bound_to(&value.table, &value.row), &value.sealed).is_some())
    };
    seen.iter().filter(opens).count()
}

fn filled(dir: &Path) -> Store {
    let store = made(dir);
    let mut tx = store.begin(&mut rng(2)).unwrap();
    for n in 0..40_u64 {
        tx.bucket_put(&NOTES, &march(), &n, &format!("note {n}")).unwrap();
        tx.index_put(&NAMES, &march(), &u32::try_from(n).unwrap().to_be_bytes(), &format!("name {n}"))
            .unwrap();
    }
    tx.bucket_put(&NOTES, &BucketId::new("own/2026-04"), &99, &"April".to_owned()).unwrap();
    tx.commit().unwrap();
    store
}

fn forget_the_even_ones(store: &Store) {
    let mut tx = store.begin(&mut rng(3)).unwrap();
    for n in (0..40_u64).step_by(2) {
        assert!(tx.bucket_remove(&NOTES, &march(), &n).unwrap());
        assert!(tx.index_remove(&NAMES, &march(), &u32::try_from(n).unwrap().to_be_bytes()).unwrap());
    }
    tx.commit().unwrap();
}

fn assert_only_the_odd_ones(store: &Store) {
    let read = store.read().unwrap();
    for n in 0..40_u64 {
        let note = read.bucket_get(&NOTES, &march(), &n).unwrap();
        let name = read.index_get(&NAMES, &march(), &u32::try_from(n).unwrap().to_be_bytes()).unwrap();
        let kept = n % 2 == 1;
        assert_eq!(note, kept.then(|| format!("note {n}")));
        assert_eq!(name, kept.then(|| format!("name {n}")));
    }
    assert_eq!(read.bucket_rows(&NOTES, &march()).unwrap().len(), 20);
    assert_eq!(read.index_rows(&NAMES, &march()).unwrap().len(), 20);
    assert_eq!(read.bucket_get(&NOTES, &BucketId::new("own/2026-04"), &99).unwrap().unwrap(), "April");
}

#[test]
fn given_every_key_and_every_byte_no_erased_value_opens() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path());
    let before = seen(&store);
    assert_eq!(openable(&before, &every_key(dir.path())), 81, "the test's keys are the right ones");
    let old_keys: Vec<SealKey> = every_key(dir.path());

    forget_the_even_ones(&store);
    assert!(store.has_dirty().unwrap());
    assert_eq!(store.erase_dirty(10, &mut rng(4)).unwrap(), 1);
    assert_eq!(store.erase_dirty(10, &mut rng(5)).unwrap(), 0);
    assert_only_the_odd_ones(&store);
    let after = seen(&store);
    drop(store);

    // Whoever takes the disk now has these files and, at worst, the store key.
    let copy = tempfile::tempdir().unwrap();
    for (name, bytes) in files(dir.path()) {
        std::fs::write(copy.path().join(name), bytes).unwrap();
    }
    assert_eq!(files(copy.path()).into_keys().collect::<Vec<_>>(), ["keyring", "parasol.redb"]);
    let keys = every_key(copy.path());
    assert_eq!(openable(&before, &keys), 1, "only April, of which nothing was removed, opens as it did");
    assert_eq!(openable(&after, &keys), 41);
    for (name, bytes) in files(copy.path()) {
        let gone = old_keys.iter().filter(|key| !keys.contains(key));
        for key in gone {
            assert!(!bytes.windows(32).any(|window| window == key.bytes()), "an old key lies in {name}");
        }
    }
    assert_only_the_odd_ones(&Store::open(copy.path(), key(), &mut rng(6)).unwrap());
}

#[test]
fn the_file_keeps_what_was_removed_which_is_why_keys_go() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path());
    let before = seen(&store);
    forget_the_even_ones(&store);
    assert_eq!(openable(&before, &every_key(dir.path())), 81, "removing alone erases nothing");
    let mut left = 0_usize;
    let bytes = files(dir.path()).remove("parasol.redb").unwrap();
    for value in &before {
        left += usize::from(bytes.windows(value.sealed.len()).any(|window| window == value.sealed));
    }
    assert!(left > 0, "should the engine ever clear freed pages, this test and its reason can go");
}

#[test]
fn a_crash_before_the_rows_are_resealed_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path());
    forget_the_even_ones(&store);
    let extra = SealKey::new([3; 32]);
    let mut nonces = crate::store::seal::Nonces::new(&mut rng(7));
    store.0.change_keys(&mut nonces, |keys| drop(keys.insert([3; 16], extra.clone()))).unwrap();
    drop(store);
    let store = Store::open(dir.path(), key(), &mut rng(8)).unwrap();
    assert!(!every_key(dir.path()).contains(&extra), "the key that no row needs is dropped");
    assert_only_the_odd_ones(&store);
    assert_eq!(store.erase_dirty(10, &mut rng(9)).unwrap(), 1);
    assert_only_the_odd_ones(&store);
}

#[test]
fn a_crash_after_the_rows_are_resealed_is_finished_at_the_next_opening() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path());
    let before = seen(&store);
    forget_the_even_ones(&store);
    let mut tx = store.begin(&mut rng(4)).unwrap();
    tx.reseal(&march()).unwrap();
    tx.commit().unwrap();
    drop(store);
    assert_eq!(openable(&before, &every_key(dir.path())), 81, "the old key is still there");
    let store = Store::open(dir.path(), key(), &mut rng(8)).unwrap();
    assert_eq!(openable(&before, &every_key(dir.path())), 1);
    assert_only_the_odd_ones(&store);
}

#[test]
fn a_bucket_with_nothing_left_loses_its_key() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path());
    let keys = every_key(dir.path()).len();
    let mut tx = store.begin(&mut rng(3)).unwrap();
    tx.bucket_clear(&march()).unwrap();
    tx.commit().unwrap();
    assert_eq!(store.erase_dirty(10, &mut rng(4)).unwrap(), 1);
    assert_eq!(every_key(dir.path()).len(), keys - 2, "its key and what was derived from it");
    assert!(store.read().unwrap().bucket_rows(&NOTES, &march()).unwrap().is_empty());
    let mut tx = store.begin(&mut rng(5)).unwrap();
    tx.bucket_put(&NOTES, &march(), &1, &"a new one".to_owned()).unwrap();
    tx.commit().unwrap();
    assert_eq!(store.read().unwrap().bucket_get(&NOTES, &march(), &1).unwrap().unwrap(), "a new one");
}

#[test]
fn a_snapshot_outlives_an_erasure() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path());
    let snapshot = store.read().unwrap();
    forget_the_even_ones(&store);
    store.erase_dirty(10, &mut rng(4)).unwrap();
    assert_eq!(snapshot.bucket_get(&NOTES, &march(), &2).unwrap().unwrap(), "note 2");
    assert_only_the_odd_ones(&store);
}

#[test]
fn a_replaced_value_is_erased_when_the_bucket_is_marked() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path());
    let before = seen(&store);
    let mut tx = store.begin(&mut rng(3)).unwrap();
    tx.bucket_put(&NOTES, &march(), &1, &"without the name".to_owned()).unwrap();
    tx.mark_dirty(&march()).unwrap();
    tx.commit().unwrap();
    store.erase_dirty(10, &mut rng(4)).unwrap();
    assert_eq!(openable(&before, &every_key(dir.path())), 1);
    assert_eq!(store.read().unwrap().bucket_get(&NOTES, &march(), &1).unwrap().unwrap(), "without the name");
}
