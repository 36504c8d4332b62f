//! Following a report by its code, without an account: where it stands.
//!
//! Whoever holds the code, with or without right, learns the month and the status. What the team asks is read there only
//! if the reporter has nothing but the code, or wanted it so; what she wrote herself is never shown there.

use parasol_protocol::time::{Month, Timestamp};

use super::report::{self, Report, Status};
use super::submit::FOLLOW_CODES;
use super::{FollowCode, cards, thread};
use crate::desk::RejectReason;
use crate::ids::ReportId;
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::store::{Read, StoreError};

/// What a code opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Followed {
    /// A report: where it stands.
    Report(FollowedReport),
    /// A card that was not used yet, and until when it can be.
    Card {
        /// Until when.
        expires: Timestamp,
    },
}

/// A report as whoever holds its code sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct FollowedReport {
    /// The month in which it came.
    pub month: Month,
    /// Where it stands.
    pub status: Status,
    /// Why it was not published, where the team's words are read by the code.
    pub rejected: Option<RejectReason>,
    /// What the team asked, where its reporter has nothing but the code or wanted to read it there.
    pub thread: Option<Vec<CodePost>>,
    /// Whether something can be written to the team with the code.
    pub may_write: bool,
    /// Whether it was withdrawn, and what is left of it is not gone yet.
    pub may_say_not_free: bool,
}

/// A post as whoever holds the code sees it.
#[derive(Clone, PartialEq, Eq)]
pub enum CodePost {
    /// The team wrote this.
    Asked(String),
    /// The reporter wrote something, which is not shown again: somebody else may have found her code.
    Answered,
}

no_debug!(FollowedReport, CodePost);

impl Snapshot {
    /// What this code opens.
    pub fn follow(&self, code: &FollowCode, now: Timestamp) -> Result<Followed, Refusal> {
        let (tx, node) = (&self.tx, &self.node);
        if let Some((id, report)) = of_code(tx, code)? {
            return Ok(Followed::Report(followed(tx, &id, report, now)?));
        }
        match cards::expires(tx, code, now)? {
            Some(expires) => Ok(Followed::Card { expires }),
            None => Err(node.guesses().wrong(now)),
        }
    }
}

fn followed(
    read: &impl Read,
    id: &ReportId,
    report: Report,
    now: Timestamp,
) -> Result<FollowedReport, StoreError> {
    let thread = if report.by_code { Some(thread::by_code(read, id, &report)?) } else { None };
    let report = report.told();
    let being_read = thread::being_read(read, id, &report, now)?;
    Ok(FollowedReport {
        month: report.received.month(),
        status: if being_read { Status::Claimed } else { report.status },
        // A word of the team to her, as its questions are.
        rejected: report.rejected.filter(|_| report.by_code),
        thread,
        may_write: report.by_code && thread::is_open(&report),
        may_say_not_free: report.withdrawn_until.is_some(),
    })
}

/// Whether this code opens a report or a card.
pub(crate) fn is_known(read: &impl Read, code: &FollowCode, now: Timestamp) -> Result<bool, Refusal> {
    Ok(of_code(read, code)?.is_some() || cards::expires(read, code, now)?.is_some())
}

/// The report of a code, if there is one.
pub(super) fn of_code(read: &impl Read, code: &FollowCode) -> Result<Option<(ReportId, Report)>, Refusal> {
    let Some(id) = read.get(&FOLLOW_CODES, &code.key("follow", read))? else { return Ok(None) };
    Ok(report::load(read, &id)?.map(|report| (id, report)))
}
