//! What somebody who must not read anything may see: how many there are, and their ids.

use parasol_protocol::time::Timestamp;

use crate::alerts;
use crate::ids::{AlertId, ReportId};
use crate::members;
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::reports::{self, Status};
use crate::roles::{Action, Actor};

/// How many of everything there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Members, suspended ones too.
    pub members: u64,
    /// Alerts that are shown.
    pub alerts: usize,
    /// Reports, by where they stand.
    pub reports: Vec<(Status, u64)>,
}

/// A report of which nothing is told but where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportRow {
    /// Its id.
    pub id: ReportId,
    /// When it came.
    pub received: Timestamp,
    /// Where it stands.
    pub status: Status,
}

/// An alert of which nothing is told but whether it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertRow {
    /// Its id.
    pub id: AlertId,
    /// When it was published.
    pub published_at: Timestamp,
    /// Whether it is to be shared with nodes abroad.
    pub abroad: bool,
    /// Whether it is shown.
    pub live: bool,
}

impl Snapshot {
    /// How many of everything there are.
    pub fn counts(&self, actor: &Actor) -> Result<Counts, Refusal> {
        self.allow(actor, Action::SeeCounts)?;
        let reports = Status::ALL.iter().map(|status| Ok((*status, reports::count(&self.tx, *status)?)));
        Ok(Counts {
            members: members::count(&self.tx)?,
            alerts: self.node.index().len(),
            reports: reports.collect::<Result<_, Refusal>>()?,
        })
    }

    /// Up to 50 reports of this status, or of all, by id.
    pub fn report_rows(&self, actor: &Actor, status: Option<Status>) -> Result<Vec<ReportRow>, Refusal> {
        self.allow(actor, Action::SeeCounts)?;
        let ids = reports::queue(&self.tx, status)?;
        let row = |id| {
            let report = reports::needed(&self.tx, &id)?;
            Ok(ReportRow { id, received: report.received, status: report.status })
        };
        ids.into_iter().map(row).collect()
    }

    /// Up to 50 alerts in the order of their ids, those after `after`.
    pub fn alert_rows(&self, actor: &Actor, after: Option<AlertId>) -> Result<Vec<AlertRow>, Refusal> {
        self.allow(actor, Action::SeeCounts)?;
        Ok(alerts::rows_after(&self.tx, after)?)
    }
}
