//! Opening: wrong keys, damaged and foreign files, other versions.

use super::*;
use crate::store::migrations::run_steps;
use crate::store::read::Rows;
use crate::store::{OpenError, Read, StoreError, Tx};

#[test]
fn what_was_written_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let store = made(dir.path());
    let mut tx = store.begin(&mut rng(2)).unwrap();
    tx.put(&TOWNS, &7, &"Lyon".to_owned()).unwrap();
    tx.bucket_put(&NOTES, &march(), &1, &"a note".to_owned()).unwrap();
    tx.index_put(&NAMES, &march(), b"abcd", &"a name".to_owned()).unwrap();
    assert!(store.read().unwrap().get(&TOWNS, &7).unwrap().is_none(), "nothing is seen before the commit");
    tx.commit().unwrap();
    drop(store);
    let store = Store::open(dir.path(), key(), &mut rng(3)).unwrap();
    let read = store.read().unwrap();
    assert_eq!(read.get(&TOWNS, &7).unwrap().unwrap(), "Lyon");
    assert_eq!(read.bucket_get(&NOTES, &march(), &1).unwrap().unwrap(), "a note");
    assert_eq!(read.index_get(&NAMES, &march(), b"abcd").unwrap().unwrap(), "a name");
    assert!(read.index_get(&NAMES, &march(), b"abce").unwrap().is_none());
}

#[test]
fn a_wrong_key_is_told_and_touches_nothing() {
    let dir = tempfile::tempdir().unwrap();
    drop(made(dir.path()));
    let before = files(dir.path());
    let error = Store::open(dir.path(), StoreKey::new([8; 32]), &mut rng(2)).err().unwrap();
    assert!(matches!(error, OpenError::WrongKey { .. }), "{error}");
    assert!(error.to_string().contains("the store key does not open"), "{error}");
    assert!(files(dir.path()) == before);
    Store::open(dir.path(), key(), &mut rng(2)).unwrap();
}

#[test]
fn damage_is_told_from_a_wrong_key() {
    let dir = tempfile::tempdir().unwrap();
    drop(made(dir.path()));
    let path = dir.path().join("keyring");
    let mut bytes = std::fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let error = Store::open(dir.path(), key(), &mut rng(2)).err().unwrap();
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
}

#[test]
fn a_keyring_of_another_time_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let store = made(dir.path());
    let old = std::fs::read(dir.path().join("keyring")).unwrap();
    let mut tx = store.begin(&mut rng(2)).unwrap();
    tx.bucket_put(&NOTES, &march(), &1, &"a note".to_owned()).unwrap();
    tx.commit().unwrap();
    drop(store);
    std::fs::write(dir.path().join("keyring"), old).unwrap();
    let error = Store::open(dir.path(), key(), &mut rng(3)).err().unwrap();
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
}

#[test]
fn there_is_one_node_in_a_directory_and_one_process_at_it() {
    let dir = tempfile::tempdir().unwrap();
    let missing = Store::open(dir.path(), key(), &mut rng(2)).err().unwrap();
    assert!(matches!(missing, OpenError::Missing { .. }), "{missing}");
    let store = made(dir.path());
    let exists = Store::create(dir.path(), key(), &mut rng(2)).err().unwrap();
    assert!(matches!(exists, OpenError::Exists { .. }), "{exists}");
    let in_use = Store::open(dir.path(), key(), &mut rng(2)).err().unwrap();
    assert!(matches!(in_use, OpenError::InUse { .. }), "{in_use}");
    drop(store);
}

#[test]
fn the_keyring_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    drop(made(dir.path()));
    let mode = std::fs::metadata(dir.path().join("keyring")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn migrations_run_once_each_and_in_order() {
    let upper: fn(&mut Tx) -> Result<(), StoreError> = |tx| {
        for (id, town) in tx.range(&TOWNS, ..)? {
            tx.put(&TOWNS, &id, &town.to_uppercase())?;
        }
        Ok(())
    };
    let mark: fn(&mut Tx) -> Result<(), StoreError> = |tx| {
        for (id, town) in tx.range(&TOWNS, ..)? {
            tx.put(&TOWNS, &id, &format!("{town}!"))?;
        }
        Ok(())
    };
    let dir = tempfile::tempdir().unwrap();
    let store = made(dir.path());
    let mut tx = store.begin(&mut rng(2)).unwrap();
    tx.put(&TOWNS, &1, &"Lyon".to_owned()).unwrap();
    tx.raw_put("meta", b"version", &1_u32.to_be_bytes()).unwrap();
    tx.commit().unwrap();
    let town = |store: &Store| store.read().unwrap().get(&TOWNS, &1).unwrap().unwrap();
    run_steps(&store, dir.path(), &mut rng(3), &[upper]).unwrap();
    assert_eq!(town(&store), "LYON");
    run_steps(&store, dir.path(), &mut rng(4), &[upper, mark]).unwrap();
    run_steps(&store, dir.path(), &mut rng(5), &[upper, mark]).unwrap();
    assert_eq!(town(&store), "LYON!");
    let newer = run_steps(&store, dir.path(), &mut rng(6), &[upper]).err().unwrap();
    assert!(matches!(newer, OpenError::Newer { known: 2, found: 3 }), "{newer}");
}

#[test]
fn a_row_cannot_be_moved_or_changed() {
    let dir = tempfile::tempdir().unwrap();
    let store = made(dir.path());
    let mut tx = store.begin(&mut rng(2)).unwrap();
    tx.put(&TOWNS, &1, &"Lyon".to_owned()).unwrap();
    tx.put(&TOWNS, &2, &"Lille".to_owned()).unwrap();
    let sealed = tx.raw_get("towns/1", &1_u64.to_be_bytes()).unwrap().unwrap();
    tx.raw_put("towns/1", &2_u64.to_be_bytes(), &sealed).unwrap();
    assert!(matches!(tx.get(&TOWNS, &2), Err(StoreError::Damaged { .. })));
}

#[test]
fn a_fingerprint_tells_whether_anything_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let store = made(dir.path());
    let print = || store.read().unwrap().fingerprint().unwrap();
    let empty = print();
    let mut tx = store.begin(&mut rng(2)).unwrap();
    let mark = tx.mark();
    tx.put(&TOWNS, &1, &"Lyon".to_owned()).unwrap();
    tx.rollback_to(mark).unwrap();
    tx.commit().unwrap();
    assert_eq!(print(), empty);
    let mut tx = store.begin(&mut rng(3)).unwrap();
    tx.put(&TOWNS, &1, &"Lyon".to_owned()).unwrap();
    tx.commit().unwrap();
    assert_ne!(print(), empty);
}

#[test]
fn the_text_of_a_key_is_read_back() {
    let key = StoreKey::generate(&mut rng(5));
    let text = key.to_text();
    assert_eq!(text.len(), 64);
    assert_eq!(StoreKey::from_text(&format!(" {}\n", *text)).unwrap().to_text(), text);
    for bad in ["", "ab", &"g".repeat(64), &"é".repeat(32), &"0".repeat(65)] {
        assert!(StoreKey::from_text(bad).is_err());
    }
    assert_eq!(format!("{key:?}"), "StoreKey(…)");
}
