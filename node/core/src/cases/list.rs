//! The list of cases: nothing of what is in them.

use std::collections::BTreeSet;

use parasol_protocol::lists::EventKind;
use parasol_protocol::time::Timestamp;

use super::case::{self, CLOSED, Case, LIST, OPEN, REMINDERS};
use super::{CaseOutcome, CaseWhy};
use crate::desk;
use crate::ids::{MemberId, ReportId};
use crate::limits::MAX_LIST;
use crate::members::{self, Pseudonym};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::reports::{self, Report};
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError};
use crate::words::words;

words! {
    /// Which cases are listed.
    CaseFilter {
        /// All that are open.
        Open = "open",
        /// Those of the one who asks.
        Mine = "mine",
        /// Those of which somebody is to be reminded now.
        Due = "due",
        /// Those that are closed.
        Closed = "closed",
    }
}

/// A case in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// Its id, which is its report's.
    pub id: ReportId,
    /// When it was opened.
    pub opened: Timestamp,
    /// Why there is one.
    pub why: Vec<CaseWhy>,
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// Whether somebody is under age or in danger now.
    pub urgent: bool,
    /// Whether what happened is grave.
    pub severe: bool,
    /// The moderator whose it is.
    pub assigned: Option<Pseudonym>,
    /// Whether that is the reader.
    pub mine: bool,
    /// When somebody is to be reminded.
    pub reminder: Option<Timestamp>,
    /// Whether that is now.
    pub due: bool,
    /// Whether a partner looks after her.
    pub handed: bool,
    /// How it ended.
    pub closed: Option<CaseOutcome>,
    /// Whether its report is the reader's own, which somebody else must handle.
    pub own: bool,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseList {
    /// Up to 50 cases.
    pub rows: Vec<CaseRow>,
    /// How many pages there are.
    pub pages: usize,
}

/// How many cases there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseCounts {
    /// That are open.
    pub open: usize,
    /// Of which somebody is to be reminded now.
    pub due: usize,
}

impl Snapshot {
    /// A page of cases, counted from 0, 50 at most. Open ones: urgent ones first, then those with a reminder that is due, then
    /// grave ones, the oldest first. Closed ones: the newest first. Cases about the one who asks are left out.
    pub fn cases(
        &self,
        actor: &Actor,
        filter: CaseFilter,
        page: usize,
        now: Timestamp,
    ) -> Result<CaseList, Refusal> {
        self.allow(actor, Action::HandleCase)?;
        let Actor::Member(me, _) = actor else { return Err(Refusal::Forbidden) };
        let mut ids = self.listed(me, filter, now)?;
        // Before they are counted: a page that is too short, or one page more, would tell of them.
        let hers = self.about(me)?;
        ids.retain(|id| !hers.contains(id));
        let pages = ids.len().div_ceil(MAX_LIST).max(1);
        let mut rows = Vec::new();
        for id in ids.into_iter().skip(page.saturating_mul(MAX_LIST)).take(MAX_LIST) {
            let report = reports::needed(&self.tx, &id)?;
            if !desk::is_about(&self.tx, actor, &id, &report)? {
                let case = case::needed(&self.tx, &id, &report)?;
                rows.push(self.row((actor, me), id, report, case, now)?);
            }
        }
        Ok(CaseList { rows, pages })
    }

    /// How many cases there are, for whoever sees the list.
    pub fn case_counts(&self, actor: &Actor, now: Timestamp) -> Result<CaseCounts, Refusal> {
        self.allow(actor, Action::HandleCase)?;
        let Actor::Member(me, _) = actor else { return Err(Refusal::Forbidden) };
        let (hers, open) = (self.about(me)?, open(&self.tx)?);
        let open = open.iter().filter(|(_, _, id)| !hers.contains(id)).count();
        Ok(CaseCounts { open, due: due(&self.tx, now)?.difference(&hers).count() })
    }

    /// The reports that name a number or address of hers.
    fn about(&self, me: &MemberId) -> Result<BTreeSet<ReportId>, StoreError> {
        let member = members::load(&self.tx, me)?;
        Ok(member.map(|member| desk::naming(&self.node, &member)).unwrap_or_default())
    }

    fn listed(&self, me: &MemberId, filter: CaseFilter, now: Timestamp) -> Result<Vec<ReportId>, StoreError> {
        if filter == CaseFilter::Closed {
            let mut ids = Vec::new();
            self.tx.scan_back(
                &LIST,
                starts(CLOSED)..starts(CLOSED.saturating_add(1)),
                |(_, _, _, id), ()| {
                    ids.push(id);
                    core::ops::ControlFlow::Continue(())
                },
            )?;
            return Ok(ids);
        }
        let due = due(&self.tx, now)?;
        let mut rows = open(&self.tx)?;
        match filter {
            CaseFilter::Mine => {
                let mine: BTreeSet<_> = case::of_moderator(&self.tx, me)?.into_iter().collect();
                rows.retain(|(_, _, id)| mine.contains(id));
            }
            CaseFilter::Due => rows.retain(|(_, _, id)| due.contains(id)),
            CaseFilter::Open | CaseFilter::Closed => {}
        }
        // The rank of an urgent case is 0.
        rows.sort_by_key(|(rank, opened, id)| (*rank != 0, !due.contains(id), *rank, *opened, *id));
        Ok(rows.into_iter().map(|(_, _, id)| id).collect())
    }

    fn row(
        &self,
        (actor, me): (&Actor, &MemberId),
        id: ReportId,
        report: Report,
        case: Case,
        now: Timestamp,
    ) -> Result<CaseRow, Refusal> {
        let assigned = match &case.assigned {
            Some(moderator) => members::load(&self.tx, moderator)?.map(|member| member.pseudonym),
            None => None,
        };
        Ok(CaseRow {
            id,
            opened: case.opened,
            urgent: report.urgent,
            severe: report.severe(),
            own: desk::is_own(actor, &report),
            kinds: report.kinds,
            mine: case.assigned == Some(*me),
            assigned,
            due: case.is_due(now),
            reminder: case.reminder,
            handed: case.handed.is_some(),
            closed: case.closed.as_ref().map(|closed| closed.outcome),
            why: case.why,
        })
    }
}

fn starts(place: u8) -> (u8, u8, Timestamp, ReportId) {
    (place, 0, Timestamp::new(0), ReportId::new([0; 16]))
}

/// Rank, when it was opened, and which: of those that are open.
fn open(read: &impl Read) -> Result<Vec<(u8, Timestamp, ReportId)>, StoreError> {
    let mut rows = Vec::new();
    read.scan(&LIST, starts(OPEN)..starts(OPEN.saturating_add(1)), |(_, rank, opened, id), ()| {
        rows.push((rank, opened, id));
        core::ops::ControlFlow::Continue(())
    })?;
    Ok(rows)
}

/// The cases of which somebody is to be reminded now.
pub(super) fn due(read: &impl Read, now: Timestamp) -> Result<BTreeSet<ReportId>, StoreError> {
    let rows = read.range(&REMINDERS, ..=(now, ReportId::new([u8::MAX; 16])))?;
    Ok(rows.into_iter().map(|((_, id), ())| id).collect())
}
