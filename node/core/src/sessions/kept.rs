//! Sessions in the store, where they can be erased: a row says when somebody last used the node, to the second, and that
//! must not be found beside what happened at that second once she has gone.

use super::SessionRow;
use crate::ids::SessionId;
use crate::store::{BucketId, BucketTable, Read, StoreError, Tx};

/// Keyed hash of the token -> session, in one of sixteen buckets by the hash, which is of random bytes.
const SESSIONS: BucketTable<SessionId, SessionRow> = BucketTable::new("sessions/2");

fn bucket(id: &SessionId) -> BucketId {
    BucketId::new(format!("sessions/{:x}", id.as_bytes().first().copied().unwrap_or_default() % 16))
}

pub(super) fn get(read: &impl Read, id: &SessionId) -> Result<Option<SessionRow>, StoreError> {
    read.bucket_get(&SESSIONS, &bucket(id), id)
}

/// Writes a session. What it replaces is erased when a session of its bucket ends.
pub(super) fn put(tx: &mut Tx, id: &SessionId, row: &SessionRow) -> Result<(), StoreError> {
    tx.bucket_put(&SESSIONS, &bucket(id), id, row)
}

/// Forgets a session; it is erased, with what it was before.
pub(super) fn forget(tx: &mut Tx, id: &SessionId) -> Result<(), StoreError> {
    tx.bucket_remove(&SESSIONS, &bucket(id), id).map(drop)
}
