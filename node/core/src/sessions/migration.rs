//! From the shape in which older versions kept sessions.

use super::{SessionRow, kept};
use crate::ids::SessionId;
use crate::store::{Read, StoreError, Table, Tx};

/// Sessions in a table of which the engine's file keeps what was removed.
const SESSIONS_1: Table<SessionId, SessionRow> = Table::new("sessions/1");

/// From `sessions/1` to the buckets of `sessions/2`.
pub(crate) fn into_buckets(tx: &mut Tx) -> Result<(), StoreError> {
    for (id, row) in tx.range(&SESSIONS_1, ..)? {
        kept::put(tx, &id, &row)?;
    }
    tx.clear(&SESSIONS_1)
}
