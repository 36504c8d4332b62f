//! Following a report by its code, without an account: where it stands, and taking it back.
//!
//! Whoever holds the code, with or without right, learns the month and the status and nothing else; and can do one thing,
//! which makes less known and never more.

use parasol_protocol::time::{Month, Timestamp};

use super::report::{self, Report, Status};
use super::submit::FOLLOW_CODES;
use super::{FollowCode, cards};
use crate::alerts;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::desk::RejectReason;
use crate::ids::ReportId;
use crate::node::Snapshot;
use crate::privacy::{self, RequestOutcome};
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::Read;

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowedReport {
    /// The month in which it came.
    pub month: Month,
    /// Where it stands.
    pub status: Status,
    /// Why it was not published.
    pub rejected: Option<RejectReason>,
}

impl Snapshot {
    /// What this code opens.
    pub fn follow(&self, code: &FollowCode, now: Timestamp) -> Result<Followed, Refusal> {
        let (tx, node) = (&self.tx, &self.node);
        if let Some((_, report)) = of_code(tx, code)? {
            let Report { received, status, rejected, .. } = report;
            return Ok(Followed::Report(FollowedReport { month: received.month(), status, rejected }));
        }
        match cards::expires(tx, code, now)? {
            Some(expires) => Ok(Followed::Card { expires }),
            None => Err(node.guesses().wrong(now)),
        }
    }
}

/// Takes a report back, by its code: what it says goes at once, and the alert that it became is recalled everywhere.
#[derive(Debug)]
pub struct WithdrawReport {
    /// The report's code.
    pub code: FollowCode,
}

impl Command for WithdrawReport {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let found = of_code(ctx.tx, &self.code)?;
        let (id, mut report) = found.ok_or_else(|| ctx.node.guesses().wrong(ctx.now))?;
        if report.status == Status::Withdrawn {
            return Err(Refusal::WrongState {
                expected: Status::Published.name(),
                found: Status::Withdrawn.name(),
            });
        }
        if let Some(alert) = &report.alert {
            alerts::withdraw(ctx, alert)?;
        }
        report::forget_details(ctx.tx, &id, &report)?;
        report.restricted = None;
        report::set_status(ctx.tx, &id, &mut report, Status::Withdrawn)?;
        privacy::settle(ctx, &report, RequestOutcome::Granted, None)?;
        ctx.audit(&Actor::System, AuditEvent::about("report_withdrawn_by_code", id.as_bytes()))
    }
}

/// The report of a code, if there is one.
/// Whether this code opens a report or a card.
pub(crate) fn is_known(read: &impl Read, code: &FollowCode, now: Timestamp) -> Result<bool, Refusal> {
    Ok(of_code(read, code)?.is_some() || cards::expires(read, code, now)?.is_some())
}

fn of_code(read: &impl Read, code: &FollowCode) -> Result<Option<(ReportId, Report)>, Refusal> {
    let Some(id) = read.get(&FOLLOW_CODES, &code.key("follow", read))? else { return Ok(None) };
    Ok(report::load(read, &id)?.map(|report| (id, report)))
}
