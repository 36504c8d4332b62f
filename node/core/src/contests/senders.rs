//! From where contests came that are still kept: whether somebody uses them as a weapon shows in their number, and nobody has
//! to open every one of them to count them.

use std::collections::BTreeSet;

use parasol_protocol::identifier::{Identifier, IdentifierKind};

use crate::ids::ContestId;
use crate::members::Address;
use crate::store::{BucketId, BucketIndex, Read, StoreError, Tx};

/// Keyed hash of a number or address -> the contests that came from there.
const SENDERS: BucketIndex<[u8; 16], Vec<ContestId>> = BucketIndex::new("contest_senders/1");

fn bucket() -> BucketId {
    BucketId::new("contest_senders")
}

fn key(read: &impl Read, address: &str) -> [u8; 16] {
    read.index_key("contest", address.as_bytes())
}

pub(super) fn add(tx: &mut Tx, address: &Address, id: &ContestId) -> Result<(), StoreError> {
    let key = key(tx, address.as_str());
    let mut ids = tx.index_get(&SENDERS, &bucket(), &key)?.unwrap_or_default();
    ids.push(*id);
    tx.index_put(&SENDERS, &bucket(), &key, &ids)
}

pub(super) fn remove(tx: &mut Tx, address: &Address, id: &ContestId) -> Result<(), StoreError> {
    let key = key(tx, address.as_str());
    let Some(mut ids) = tx.index_get(&SENDERS, &bucket(), &key)? else { return Ok(()) };
    ids.retain(|other| other != id);
    if ids.is_empty() {
        return tx.index_remove(&SENDERS, &bucket(), &key).map(drop);
    }
    tx.index_put(&SENDERS, &bucket(), &key, &ids)?;
    tx.mark_dirty(&bucket())
}

/// The contests that came from there.
pub(super) fn of(read: &impl Read, address: &Address) -> Result<Vec<ContestId>, StoreError> {
    let found = read.index_get(&SENDERS, &bucket(), &key(read, address.as_str()))?;
    Ok(found.unwrap_or_default())
}

/// How many contests came from any of these.
pub(super) fn count<'a>(
    read: &impl Read,
    identifiers: impl Iterator<Item = &'a Identifier>,
) -> Result<usize, StoreError> {
    let mut ids = BTreeSet::new();
    // Nobody proves a plate or a name online.
    let proven =
        |identifier: &&Identifier| matches!(identifier.kind(), IdentifierKind::Phone | IdentifierKind::Email);
    for identifier in identifiers.filter(proven) {
        let found = read.index_get(&SENDERS, &bucket(), &key(read, identifier.value()))?;
        ids.extend(found.unwrap_or_default());
    }
    Ok(ids.len())
}
