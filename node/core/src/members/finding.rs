//! Finding people by a name or an address, so that whoever is gone cannot be found any more.
//!
//! A look-up goes by a keyed hash. That hash is personal too: with the store key all telephone numbers of a country can be
//! tried out in half a minute. So it is no key of a table, which the engine's file would keep; it lies sealed in a bucket,
//! in a place that dies with the bucket's key. Who is found decides the bucket, never what she is found by: of whoever is
//! gone not even a part of the hash is left. A look-up tries all buckets, so it does the same work whoever is there.

use crate::ids::MemberId;
use crate::store::{BucketId, BucketIndex, Read, StoreError, Tx};

/// How many buckets there are: few enough that a look-up takes a tenth of a millisecond, many enough that erasing somebody
/// seals little else anew.
const BUCKETS: u8 = 16;

/// Keyed hash -> who is found by it.
pub(super) type Finding = BucketIndex<[u8; 16], Vec<MemberId>>;

fn bucket(number: u8) -> BucketId {
    BucketId::new(format!("finding/{number:x}"))
}

fn bucket_of(id: &MemberId) -> BucketId {
    bucket(id.as_bytes().first().copied().unwrap_or_default() % BUCKETS)
}

/// Lets somebody be found.
pub(super) fn add(tx: &mut Tx, index: &Finding, key: &[u8; 16], id: &MemberId) -> Result<(), StoreError> {
    let bucket = bucket_of(id);
    let mut found = tx.index_get(index, &bucket, key)?.unwrap_or_default();
    if found.contains(id) {
        return Ok(());
    }
    found.push(*id);
    tx.index_put(index, &bucket, key, &found)
}

/// Lets her be found no more; the hash is erased.
pub(super) fn remove(tx: &mut Tx, index: &Finding, key: &[u8; 16], id: &MemberId) -> Result<(), StoreError> {
    let bucket = bucket_of(id);
    let mut found = tx.index_get(index, &bucket, key)?.unwrap_or_default();
    found.retain(|other| other != id);
    if found.is_empty() {
        return tx.index_remove(index, &bucket, key).map(drop);
    }
    tx.index_put(index, &bucket, key, &found)?;
    tx.mark_dirty(&bucket)
}

/// Everybody who is found by it, in the order of their ids.
pub(super) fn all(read: &impl Read, index: &Finding, key: &[u8; 16]) -> Result<Vec<MemberId>, StoreError> {
    let mut found = Vec::new();
    for number in 0..BUCKETS {
        found.extend(read.index_get(index, &bucket(number), key)?.unwrap_or_default());
    }
    found.sort_unstable();
    Ok(found)
}
