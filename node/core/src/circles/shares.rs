//! This node's shares of its circles' tag keys. Each is sealed in a bucket of its own, so that the bytes which the store still
//! holds of one open nothing once its key has ended.

use parasol_protocol::charter::Charter;
use parasol_protocol::circle::HandedShare;
use parasol_protocol::ids::CircleId;

use crate::store::{BucketId, BucketTable, Read, StoreError, Tx};

/// By circle and epoch.
const SHARES: BucketTable<(CircleId, u64), HandedShare> = BucketTable::new("tag_keys/2");

fn bucket(circle: &CircleId, epoch: u64) -> BucketId {
    BucketId::new([b"share:".as_slice(), circle.as_bytes(), &epoch.to_be_bytes()].concat())
}

/// This node's share of the key of an epoch.
pub(crate) fn get(
    read: &impl Read,
    circle: &CircleId,
    epoch: u64,
) -> Result<Option<HandedShare>, StoreError> {
    read.bucket_get(&SHARES, &bucket(circle, epoch), &(*circle, epoch))
}

/// Whether this node has a share of the key of an epoch.
pub(crate) fn has(read: &impl Read, circle: &CircleId, epoch: u64) -> Result<bool, StoreError> {
    Ok(get(read, circle, epoch)?.is_some())
}

/// Keeps a share that was checked against the charter.
pub(crate) fn put(tx: &mut Tx, circle: &CircleId, epoch: u64, share: &HandedShare) -> Result<(), StoreError> {
    tx.bucket_put(&SHARES, &bucket(circle, epoch), &(*circle, epoch), share)
}

/// Destroys the share of a key that has ended.
pub(crate) fn destroy(tx: &mut Tx, circle: &CircleId, epoch: u64) -> Result<(), StoreError> {
    if has(tx, circle, epoch)? { tx.bucket_clear(&bucket(circle, epoch)) } else { Ok(()) }
}

/// Destroys the shares of every key of a circle that this node is not in any more.
pub(crate) fn destroy_all(tx: &mut Tx, charter: &Charter) -> Result<(), StoreError> {
    charter.keys.iter().try_for_each(|key| destroy(tx, &charter.circle, key.epoch))
}
