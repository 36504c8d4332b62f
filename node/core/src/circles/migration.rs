//! From the shape in which older versions kept shares of keys.

use parasol_protocol::circle::HandedShare;
use parasol_protocol::ids::CircleId;

use super::shares;
use crate::store::{Read, StoreError, Table, Tx};

/// Shares in a table of which the engine's file keeps what was removed.
const SHARES_1: Table<(CircleId, u64), HandedShare> = Table::new("tag_keys/1");

/// From `tag_keys/1` to the buckets of `tag_keys/2`.
pub(crate) fn shares_into_buckets(tx: &mut Tx) -> Result<(), StoreError> {
    for ((circle, epoch), share) in tx.range(&SHARES_1, ..)? {
        shares::put(tx, &circle, epoch, &share)?;
    }
    tx.clear(&SHARES_1)
}
