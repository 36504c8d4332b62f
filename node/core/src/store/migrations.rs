//! Numbered steps from the shape that an older version wrote to the shape of this one, one transaction each.

use std::path::Path;

use rand_core::CryptoRngCore;

use super::engine::Store;
use super::error::{OpenError, StoreError};
use super::read::Rows;
use super::tx::Tx;
use crate::{audit, circles, members, reports, sessions};

/// Raw, so that every later version can read it: `version` -> the number as four bytes, most significant first.
pub(super) const META: &str = "meta";
const VERSION: &[u8] = b"version";
/// What `init` wrote before there was any migration.
const FIRST: u32 = 1;

/// A step: turns what the version before it wrote into what the next one reads.
pub(super) type Migration = fn(&mut Tx) -> Result<(), StoreError>;

/// The step at place n leads from version n + 1 to version n + 2.
const MIGRATIONS: &[Migration] = &[
    members::into_buckets,
    audit::chain_existing,
    reports::urgent_first,
    members::into_finding,
    reports::apart_from_whose,
    sessions::into_buckets,
    circles::shares_into_buckets,
];

/// Writes the version of a new store.
pub(super) fn start(tx: &mut Tx) -> Result<(), StoreError> {
    tx.raw_put(META, VERSION, &newest(MIGRATIONS).to_be_bytes())
}

/// Takes the steps that are still to be taken.
pub(super) fn run(store: &Store, dir: &Path, rng: &mut dyn CryptoRngCore) -> Result<(), OpenError> {
    run_steps(store, dir, rng, MIGRATIONS)
}

pub(super) fn run_steps(
    store: &Store,
    dir: &Path,
    rng: &mut dyn CryptoRngCore,
    steps: &[Migration],
) -> Result<(), OpenError> {
    let half_made = || OpenError::Damaged { dir: dir.to_owned(), what: "it was never completely made" };
    let found = store.read()?.raw_get(META, VERSION)?.ok_or_else(half_made)?;
    let found = u32::from_be_bytes(found.try_into().map_err(|_| half_made())?);
    let known = newest(steps);
    if found > known {
        return Err(OpenError::Newer { known, found });
    }
    for (step, reached) in steps.iter().zip(FIRST + 1..) {
        if reached > found {
            let mut tx = store.begin(rng)?;
            step(&mut tx)?;
            tx.raw_put(META, VERSION, &reached.to_be_bytes())?;
            tx.commit()?;
        }
    }
    Ok(())
}

fn newest(steps: &[Migration]) -> u32 {
    FIRST.saturating_add(u32::try_from(steps.len()).unwrap_or(u32::MAX))
}
