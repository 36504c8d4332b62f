//! The store, tried from inside: what must never open is tried with every key there is.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod damage;
mod erasure;
mod model;
mod opening;
mod people;

use std::collections::BTreeMap;
use std::path::Path;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use super::{BucketId, BucketIndex, BucketTable, Store, StoreKey, Table};

const TOWNS: Table<u64, String> = Table::new("towns/1");
const NOTES: BucketTable<u64, String> = BucketTable::new("notes/1");
const NAMES: BucketIndex<[u8; 4], String> = BucketIndex::new("names/1");

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn key() -> StoreKey {
    StoreKey::new([9; 32])
}

fn march() -> BucketId {
    BucketId::new("own/2026-03")
}

fn made(dir: &Path) -> Store {
    Store::create(dir, key(), &mut rng(1)).unwrap()
}

/// Every file of a directory.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .collect()
}
