//! What was erased stays erased, and what was taken away for safety stays away, even when an older backup is put back.
//!
//! Every erasure of the organisation's own data writes a row of kind and random id, in the transaction that erases; it is
//! also in a small file outside the database ([`crate::store::Journal`]) before the erasing is acknowledged. The same is
//! written when a way into an account, or a right, is taken from whoever else may have it; that is acknowledged even if
//! the file cannot be written now, because whoever locks an account must not wait for a disk.
//!
//! Rows and lines are two copies of one sequence that only grows: when the node opens, each gets what the other has. Lines
//! after the last one that both have show that the database is older than the file; then they are done again, in their
//! order, before anybody is served.

mod again;
mod keep;
mod lost;
mod put_back;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

use crate::ids::ReportId;
use crate::store::{JournalLine, Read, StoreError, Table, Tx};
use crate::words::words;

pub(crate) use again::end_what_was_good_once;
pub use keep::{Caught, JournalState};
pub(crate) use keep::{Kept, Unwritten};
pub use lost::Lost;
pub use put_back::PutBack;
pub(crate) use put_back::note;

/// Number -> what was erased. Rows are only ever added.
pub(crate) const ERASURES: Table<u64, Row> = Table::new("erasures/1");

words! {
    /// What was erased, or taken away for safety. A later version may know more.
    Erased {
        /// An account, with its contacts, sessions and codes.
        Member = "member",
        /// What a report says, and the contact in it.
        Report = "report",
        /// Whose a report was, and what in it would tell who she is. Older versions wrote it; now it goes with the account.
        ReportLink = "report_link",
        /// The contact of a report's reporter went, because her case was closed.
        Contact = "contact",
        /// A case left the inbox of the partner organisation to which it had been handed.
        CaseTakenBack = "case_taken_back",
        /// An alert was recalled.
        Alert = "alert",
        /// What a recalled alert said.
        AlertContent = "alert_content",
        /// What somebody said who was reported.
        Contest = "contest",
        /// An account was locked, or what else than the password opens it or reaches its owner was changed.
        Closed = "closed",
        /// An account was handed over to another person: what the former one wrote, asked and gave is gone.
        HandedOver = "handed_over",
        /// A password was replaced.
        Password = "password",
        /// Recovery codes were used, or replaced.
        RecoveryCodes = "recovery_codes",
        /// An account was suspended.
        Suspended = "suspended",
        /// The rights of another role were taken from somebody.
        Role = "role",
        /// Somebody cut the link to her sponsor.
        LinkCut = "link_cut",
        /// A report was restricted: nothing of it is shown until somebody has looked at it.
        Restricted = "restricted",
        /// Its restriction was lifted.
        Lifted = "lifted",
        /// A report was withdrawn: its words are gone, and its bare entry is hidden until it goes too.
        Withdrawn = "withdrawn",
        /// What a member had begun to report, and kept for later.
        Draft = "draft",
        /// The bare entry of a withdrawn report was put back.
        EntryBack = "entry_back",
        /// This organisation left a circle: what was accepted in it, and its keys, are gone.
        CircleLeft = "circle_left",
    }
}

impl Erased {
    /// Whether something is gone; else a right or a way in was taken away.
    const fn is_erasure(self) -> bool {
        matches!(
            self,
            Self::Member
                | Self::Report
                | Self::ReportLink
                | Self::Contact
                | Self::Alert
                | Self::AlertContent
                | Self::Contest
                | Self::Withdrawn
                | Self::Draft
        )
    }
}

/// An erasure: its word, and the random id of what was erased. Nothing personal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) id: ByteArray<16>,
}

impl From<Row> for JournalLine {
    fn from(row: Row) -> Self {
        Self { what: row.what, id: row.id.into_array() }
    }
}

/// Writes down what was erased or taken away. To be called by whatever does that, in the same transaction.
pub(crate) fn record(tx: &mut Tx, what: Erased, id: &[u8; 16]) -> Result<(), StoreError> {
    add(tx, what.name(), id)
}

fn add(tx: &mut Tx, what: &str, id: &[u8; 16]) -> Result<(), StoreError> {
    let number = next(tx)?;
    tx.put(&ERASURES, &number, &Row { what: what.to_owned(), id: ByteArray::new(*id) })
}

/// The number that the next row gets.
pub(crate) fn next(read: &impl Read) -> Result<u64, StoreError> {
    Ok(read.last(&ERASURES, &())?.map_or(0, |(last, _)| last.saturating_add(1)))
}

/// What the rows from `number` on mean for whoever waits for an answer.
pub(crate) fn written_from(tx: &Tx, number: u64) -> Result<Written, StoreError> {
    let rows = tx.range(&ERASURES, number..)?;
    let erases = |(_, row): &(u64, Row)| Erased::from_name(&row.what).is_none_or(Erased::is_erasure);
    Ok(match rows.iter().any(erases) {
        true => Written::Erasure,
        false if rows.is_empty() => Written::Nothing,
        false => Written::TakenAway,
    })
}

/// The reports of which words went, all of them or some, from this number on.
pub(crate) fn reports_from(tx: &Tx, number: u64) -> Result<Vec<ReportId>, StoreError> {
    let rows = tx.range(&ERASURES, number..)?.into_iter().map(|(_, row)| row);
    let reports =
        rows.filter(|row| matches!(Erased::from_name(&row.what), Some(Erased::Report | Erased::Withdrawn)));
    Ok(reports.map(|row| ReportId::new(row.id.into_array())).collect())
}

/// What a command has to have in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// Nothing.
    Nothing,
    /// A right, or a way in: it is done whether or not the journal can be written now.
    TakenAway,
    /// An erasure: it is acknowledged when the journal has it.
    Erasure,
}
