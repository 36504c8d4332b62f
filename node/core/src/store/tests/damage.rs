//! Damaged files are told in a sentence; none of them takes the process down.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::store::Read;

static FILES: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let store = made(dir.path());
    let mut tx = store.begin(&mut rng(2)).unwrap();
    for n in 0..200 {
        tx.put(&TOWNS, &n, &format!("town {n}")).unwrap();
        tx.bucket_put(&NOTES, &march(), &n, &format!("note {n}")).unwrap();
    }
    tx.commit().unwrap();
    drop(store);
    files(dir.path())
});

fn open_and_read(dir: &Path) -> Result<usize, String> {
    let store = Store::open(dir, key(), &mut rng(3)).map_err(|error| error.to_string())?;
    let read = store.read().map_err(|error| error.to_string())?;
    let towns = read.range(&TOWNS, ..).map_err(|error| error.to_string())?;
    let notes = read.bucket_rows(&NOTES, &march()).map_err(|error| error.to_string())?;
    Ok(towns.len() + notes.len())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_file_is_a_sentence(
        which in prop::sample::select(vec!["keyring", "parasol.redb"]),
        place in any::<prop::sample::Index>(),
        flip in 1..=255_u8,
        cut in prop::option::weighted(0.3, any::<prop::sample::Index>()),
    ) {
        let dir = tempfile::tempdir().unwrap();
        for (name, mut bytes) in FILES.clone() {
            if name == which {
                let place = place.index(bytes.len());
                *bytes.get_mut(place).unwrap() ^= flip;
                if let Some(cut) = cut {
                    bytes.truncate(cut.index(bytes.len()));
                }
            }
            std::fs::write(dir.path().join(name), bytes).unwrap();
        }
        match open_and_read(dir.path()) {
            Ok(rows) => prop_assert_eq!(rows, 400),
            Err(sentence) => prop_assert!(sentence.len() > 20, "{}", sentence),
        }
    }
}
