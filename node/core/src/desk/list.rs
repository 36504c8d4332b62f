//! The queue: urgent ones first, then grave ones, then the oldest; nothing of what is in them.

use parasol_protocol::lists::{EventKind, Perpetrator};
use parasol_protocol::time::Timestamp;

use super::{is_about, is_own};
use crate::ids::{AlertId, ReportId};
use crate::limits::REPORT_DUE;
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::reports::{self, Consent, Status};
use crate::roles::{Action, Actor};

/// A report in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskRow {
    /// Its id.
    pub id: ReportId,
    /// When it came.
    pub received: Timestamp,
    /// When it should be decided.
    pub due: Timestamp,
    /// Where it stands.
    pub status: Status,
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// Who did it.
    pub perpetrator: Option<Perpetrator>,
    /// By how many identifiers the person can be found.
    pub identifiers: usize,
    /// To what the reporter agreed.
    pub consent: Consent,
    /// Whether somebody is under age or in danger now.
    pub urgent: bool,
    /// Whether somebody should call back.
    pub severe: bool,
    /// Whether it is the asker's own, which somebody else must handle.
    pub own: bool,
    /// The alert that it became.
    pub alert: Option<AlertId>,
    /// Since when it is not used, because its reporter asked to have it looked at.
    pub restricted: Option<Timestamp>,
}

impl Snapshot {
    /// Up to 50 reports of this status, or of all; urgent ones first, then grave ones, then the oldest. Reports about the one
    /// who asks are left out.
    pub fn desk(&self, actor: &Actor, status: Option<Status>) -> Result<Vec<DeskRow>, Refusal> {
        self.allow(actor, Action::SeeDesk)?;
        self.desk_rows(actor, reports::queue(&self.tx, status)?)
    }

    /// Up to 50 reports that are not used because somebody asked to have them looked at, whether or not she is still here.
    pub fn desk_restricted(&self, actor: &Actor) -> Result<Vec<DeskRow>, Refusal> {
        self.allow(actor, Action::SeeDesk)?;
        self.desk_rows(actor, reports::restricted(&self.tx)?)
    }

    fn desk_rows(&self, actor: &Actor, ids: Vec<ReportId>) -> Result<Vec<DeskRow>, Refusal> {
        let mut rows = Vec::new();
        for id in ids {
            let report = reports::needed(&self.tx, &id)?;
            if is_about(&self.tx, actor, &id, &report)? {
                continue;
            }
            rows.push(DeskRow {
                id,
                received: report.received,
                due: report.received.plus(REPORT_DUE),
                status: report.status,
                urgent: report.urgent,
                severe: report.severe(),
                own: is_own(actor, &report),
                kinds: report.kinds,
                perpetrator: report.perpetrator,
                identifiers: report.identifiers,
                consent: report.consent,
                alert: report.alert,
                restricted: report.restricted,
            });
        }
        Ok(rows)
    }
}
