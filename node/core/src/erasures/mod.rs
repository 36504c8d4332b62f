//! What was erased stays erased, even when an older backup is put back.
//!
//! Every erasure of the organisation's own data writes a row of kind and random id, in the transaction that erases; it is
//! also in a small file outside the database ([`crate::store::Journal`]) before the erasing is acknowledged. Rows and lines
//! are two copies of one set that only grows: when the node opens, each gets what the other has. A line that the database
//! does not know shows that the database is older than the file; then it is erased again, before anybody is served.

mod again;
mod keep;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

use crate::store::{Mark, StoreError, Table, Tx};
use crate::words::words;

pub use keep::{Caught, JournalState};
pub(crate) use keep::{Kept, Unwritten};

/// Number -> what was erased. Rows are only ever added.
pub(crate) const ERASURES: Table<u64, Row> = Table::new("erasures/1");

words! {
    /// What was erased. A later version may know more.
    Erased {
        /// An account, with its contacts, sessions and codes.
        Member = "member",
        /// What a report says, and the contact in it.
        Report = "report",
        /// Whose a report was, and what in it would tell who she is.
        ReportLink = "report_link",
        /// An alert was recalled.
        Alert = "alert",
        /// What a recalled alert said.
        AlertContent = "alert_content",
    }
}

/// An erasure: its word, and the random id of what was erased. Nothing personal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) id: ByteArray<16>,
}

/// Writes down that something was erased. To be called by whatever erases own data, in the same transaction.
pub(crate) fn record(tx: &mut Tx, what: Erased, id: &[u8; 16]) -> Result<(), StoreError> {
    add(tx, what.name(), id)
}

fn add(tx: &mut Tx, what: &str, id: &[u8; 16]) -> Result<(), StoreError> {
    use crate::store::Read;
    let number = tx.last(&ERASURES, &())?.map_or(0, |(last, _)| last.saturating_add(1));
    tx.put(&ERASURES, &number, &Row { what: what.to_owned(), id: ByteArray::new(*id) })
}

/// Whether something was erased since `mark`.
pub(crate) fn any_since(tx: &Tx, mark: Mark) -> bool {
    tx.has_written(&ERASURES, mark)
}
