//! The desk's lists: what is open in one queue, what was decided newest first. Of what is in the reports they say the town
//! alone, and whether another one may be about the same person.

use parasol_protocol::lists::{EventKind, Perpetrator};
use parasol_protocol::time::Timestamp;

use super::claim::{self, AtIt};
use super::order::{self, DeskPlace, Ordered};
use super::{beside, is_about, is_kept_back, is_own};
use crate::alerts;
use crate::ids::{AlertId, ReportId};
use crate::limits::{MAX_LIST, REPORT_DUE};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::reports::{self, Consent, Status};
use crate::roles::{Action, Actor};

/// In the list of what is not used, what is kept back comes first.
const KEPT_BACK: u8 = 0;
const RESTRICTED: u8 = 1;

/// Which reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskList {
    /// Those about which nothing was decided: overdue ones on top, then urgent ones, grave ones, the rest.
    Open,
    /// Those of this status.
    Of(Status),
    /// What is left of reports that were taken back: those whose reporter says that she was not free first.
    Withdrawn,
    /// Those of which the alert is kept back, and those that are not used because somebody asked to have them looked at, whether
    /// or not she is still here.
    Restricted,
    /// All of them.
    All,
}

/// A page of a list: 50 reports at most. Those about the one who asks are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskPage {
    /// The reports.
    pub rows: Vec<DeskRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<DeskPlace>,
}

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
    /// Who is at it, while nothing is decided.
    pub at_it: Option<AtIt>,
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// Who did it.
    pub perpetrator: Option<Perpetrator>,
    /// In which town.
    pub town: Option<String>,
    /// Whether nothing is decided about it and another report or an alert may be about the same person.
    pub maybe_duplicate: bool,
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
    /// Whether its alert was to be shown and is not, because it names what is not published any more.
    pub kept_back: bool,
    /// Whether its reporter wrote something, or took it back, and nobody of the desk has opened it since.
    pub unread: bool,
    /// Whether it was taken back and its reporter says that she was not free.
    pub not_free: bool,
}

impl Snapshot {
    /// A page of the list: its first one, or the one after a place.
    pub fn desk(
        &self,
        actor: &Actor,
        list: DeskList,
        after: Option<&DeskPlace>,
        now: Timestamp,
    ) -> Result<DeskPage, Refusal> {
        self.allow(actor, Action::SeeDesk)?;
        let ordered = match list {
            DeskList::Open => order::open(&self.tx, None, after, now)?,
            DeskList::Of(status) if status.is_open() => order::open(&self.tx, Some(status), after, now)?,
            DeskList::Of(status) => order::newest(&self.tx, Some(status), after, now)?,
            DeskList::All => order::newest(&self.tx, None, after, now)?,
            DeskList::Withdrawn => {
                let spots = reports::standing(&self.tx, after.map(DeskPlace::rank_and_last))?;
                Ordered::page(now, spots)
            }
            DeskList::Restricted => self.restricted_rows(after, now)?,
        };
        let mut rows = Vec::with_capacity(ordered.ids.len());
        for id in ordered.ids {
            rows.extend(self.desk_row(actor, id, now)?);
        }
        if list == DeskList::Restricted {
            // What was taken back keeps its restriction, should it come back; until then nothing is to be decided.
            rows.retain(|row| row.restricted.is_some() || row.kept_back);
        }
        Ok(DeskPage { rows, next: ordered.next })
    }

    fn restricted_rows(&self, after: Option<&DeskPlace>, now: Timestamp) -> Result<Ordered, Refusal> {
        let after = after.map(DeskPlace::rank_and_last);
        let mut found = Vec::new();
        for (_, id) in alerts::kept_back(&self.tx)? {
            found.push((KEPT_BACK, (reports::needed(&self.tx, &id)?.received, id)));
        }
        found.sort_unstable();
        found.retain(|place| after.is_none_or(|after| *place > after));
        if found.len() <= MAX_LIST {
            let after = after.filter(|(rank, _)| *rank == RESTRICTED).map(|(_, last)| last);
            let spots = reports::restricted(&self.tx, after.as_ref())?;
            found.extend(spots.into_iter().map(|spot| (RESTRICTED, spot)));
            found.truncate(MAX_LIST.saturating_add(1));
        }
        Ok(Ordered::page(now, found))
    }

    /// A report as its line says it; nothing of one about the one who asks.
    fn desk_row(&self, actor: &Actor, id: ReportId, now: Timestamp) -> Result<Option<DeskRow>, Refusal> {
        let report = reports::needed(&self.tx, &id)?;
        if is_about(&self.tx, actor, &id, &report)? {
            return Ok(None);
        }
        let withdrawn = report.withdrawn_until.is_some();
        let not_free = withdrawn && reports::says_not_free(&self.tx, &id, &report)?;
        let details = match reports::details(&self.tx, &id, &report) {
            Err(Refusal::NotFound) => None,
            details => Some(details?),
        };
        let own = is_own(actor, &report);
        // Whether others told of the same person is no business of the one who reported.
        let maybe_duplicate = match &details {
            Some(details) if !own && report.status.is_open() => {
                beside::glance(self, actor, (&id, &report), details, now)?
            }
            _ => false,
        };
        Ok(Some(DeskRow {
            town: details.and_then(|details| details.town).map(|town| town.name),
            maybe_duplicate,
            unread: report.unread,
            not_free,
            id,
            received: report.received,
            due: report.received.plus(REPORT_DUE),
            status: report.status,
            at_it: claim::at_it(&self.tx, actor, &id, &report, now)?,
            urgent: report.urgent,
            severe: report.severe(),
            own,
            kinds: report.kinds,
            perpetrator: report.perpetrator,
            identifiers: report.identifiers,
            consent: report.consent,
            alert: report.alert,
            restricted: report.restricted.filter(|_| report.status != Status::Withdrawn),
            kept_back: is_kept_back(&self.tx, report.alert.as_ref())?,
        }))
    }
}
