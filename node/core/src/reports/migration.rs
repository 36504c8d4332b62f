//! From the shapes in which older versions kept reports.

use parasol_protocol::time::Timestamp;

use super::report::queue_again;
use crate::ids::ReportId;
use crate::store::{Read, StoreError, Table, Tx};

/// The queue that knew no urgent reports.
const QUEUE_1: Table<(u8, u8, Timestamp, ReportId), ()> = Table::new("desk_queue/1");

/// From `desk_queue/1` to `desk_queue/2`, in which urgent reports come first.
pub(crate) fn urgent_first(tx: &mut Tx) -> Result<(), StoreError> {
    for (key, ()) in tx.range(&QUEUE_1, ..)? {
        tx.remove(&QUEUE_1, &key)?;
    }
    queue_again(tx)
}
