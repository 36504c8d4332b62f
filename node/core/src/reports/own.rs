//! What a reporter sees of her reports: month and status, nothing else.

use parasol_protocol::time::{Month, Timestamp};

use super::report::{self, Report, Status};
use super::whose;
use crate::desk::RejectReason;
use crate::ids::{AlertId, ReportId};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};

/// A report as its reporter sees it. Whoever holds her phone learns no more than this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnReport {
    /// Its id.
    pub id: ReportId,
    /// The month in which it came.
    pub month: Month,
    /// Where it stands.
    pub status: Status,
    /// Why it was not published.
    pub rejected: Option<RejectReason>,
    /// The alert that it became, unless it was taken back.
    pub alert: Option<AlertId>,
    /// Since when it is not used, because she asked to have it looked at.
    pub restricted: Option<Timestamp>,
    /// Whether it was withdrawn, and what is left of it is not gone yet.
    pub may_say_not_free: bool,
}

impl OwnReport {
    fn new(id: ReportId, report: Report) -> Self {
        let Report { received, status, rejected, alert, restricted, withdrawn_until, .. } = report.told();
        let (month, may_say_not_free) = (received.month(), withdrawn_until.is_some());
        Self { id, month, status, rejected, alert, restricted, may_say_not_free }
    }
}

impl Snapshot {
    /// The newest reports of the one who asks, 50 at most, newest first.
    pub fn own_reports(&self, actor: &Actor) -> Result<Vec<OwnReport>, Refusal> {
        self.allow(actor, Action::SeeOwnReports)?;
        let Actor::Member(member, _) = actor else { return Err(Refusal::Forbidden) };
        let mut reports = Vec::new();
        for id in whose::of_member(&self.tx, member)? {
            reports.extend(report::load(&self.tx, &id)?.map(|report| OwnReport::new(id, report)));
        }
        Ok(reports)
    }

    /// A report of the one who asks. Somebody else's is as if it did not exist.
    pub fn own_report(&self, actor: &Actor, id: &ReportId) -> Result<OwnReport, Refusal> {
        self.allow(actor, Action::SeeOwnReports)?;
        let report = report::needed(&self.tx, id)?;
        if report.is_of(actor) { Ok(OwnReport::new(*id, report)) } else { Err(Refusal::NotFound) }
    }
}
