//! Holds: a report that somebody still needs is kept longer, for a written reason and to an end.

use core::ops::ControlFlow;

use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::desk;
use crate::ids::{MemberId, ReportId};
use crate::limits::{MAX_HOLD_MONTHS, MAX_HOLD_REASON, MAX_HOLDS, MAX_LIST};
use crate::members::{self, Pseudonym};
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::{self, Report, Status, own_bucket};
use crate::roles::{Action, Actor};
use crate::store::{BucketTable, Read, StoreError, Tx};

/// Report -> why it is kept longer, and until when, in the report's bucket.
const HOLDS: BucketTable<ReportId, Held> = BucketTable::new("holds/1");

#[derive(Clone, Serialize, Deserialize)]
struct Held {
    reason: String,
    since: Timestamp,
    until: Timestamp,
    by: MemberId,
}

/// Why a report is kept longer.
#[derive(Clone, PartialEq, Eq)]
pub struct HoldView {
    /// Why, in words.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Who said so, while she is here.
    pub by: Option<Pseudonym>,
}

/// A report that is kept longer.
#[derive(Clone, PartialEq, Eq)]
pub struct HoldRow {
    /// The report.
    pub report: ReportId,
    /// Why.
    pub hold: HoldView,
}

/// A page of them.
#[derive(Clone, PartialEq, Eq)]
pub struct HoldPage {
    /// Up to 50, those that end first on top.
    pub rows: Vec<HoldRow>,
    /// How many pages there are.
    pub pages: usize,
}

no_debug!(Held, HoldView, HoldRow, HoldPage, HoldReport);

fn load(read: &impl Read, id: &ReportId, report: &Report) -> Result<Option<Held>, StoreError> {
    read.bucket_get(&HOLDS, &own_bucket(report.received.month()), id)
}

/// Until when a report is held, if it is now.
pub(crate) fn until(
    read: &impl Read,
    id: &ReportId,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let Some(report) = reports::load(read, id)? else { return Ok(None) };
    Ok(load(read, id, &report)?.map(|held| held.until).filter(|until| *until > now))
}

/// Why a report is kept longer, if it is.
pub(crate) fn of_report(
    read: &impl Read,
    id: &ReportId,
    report: &Report,
    now: Timestamp,
) -> Result<Option<HoldView>, StoreError> {
    load(read, id, report)?.filter(|held| held.until > now).map(|held| view(read, held)).transpose()
}

fn view(read: &impl Read, held: Held) -> Result<HoldView, StoreError> {
    let by = members::load(read, &held.by)?.map(|member| member.pseudonym);
    Ok(HoldView { reason: held.reason, since: held.since, until: held.until, by })
}

/// The holds whose end has come.
pub(super) fn over(read: &impl Read, now: Timestamp) -> Result<Vec<ReportId>, StoreError> {
    let mut ids = Vec::new();
    read.bucket_scan(&HOLDS, None, |id, held| {
        if held.until <= now {
            ids.push(id);
        }
        if ids.len() < MAX_LIST { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(ids)
}

/// Erases a hold whose end has come.
pub(super) fn drop_over(tx: &mut Tx, id: &ReportId, now: Timestamp) -> Result<(), StoreError> {
    let Some(report) = reports::load(tx, id)? else { return Ok(()) };
    match load(tx, id, &report)? {
        Some(held) if held.until <= now => forget(tx, id, &report),
        _ => Ok(()),
    }
}

/// Erases the hold of a report: its end has come, or its words are gone.
pub(crate) fn forget(tx: &mut Tx, id: &ReportId, report: &Report) -> Result<(), StoreError> {
    tx.bucket_remove(&HOLDS, &own_bucket(report.received.month()), id).map(drop)
}

/// Keeps a report, and the alert that it became, longer than their time. Done once more, it begins anew.
pub struct HoldReport {
    /// Who says so.
    pub actor: Actor,
    /// Which report.
    pub report: ReportId,
    /// Why, in words.
    pub reason: String,
    /// For how many months of 30 days from now on, 12 at most.
    pub months: u64,
}

impl Command for HoldReport {
    type Outcome = Timestamp;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Timestamp, Refusal> {
        ctx.allow(&self.actor, Action::KeepLonger)?;
        let Actor::Member(by, _) = self.actor else { return Err(Refusal::Forbidden) };
        let report = reports::needed(ctx.tx, &self.report)?;
        desk::not_hers(ctx.tx, &self.actor, &self.report, &report)?;
        if report.status == Status::Withdrawn {
            return Err(Refusal::WrongState {
                expected: Status::Published.name(),
                found: report.status.name(),
            });
        }
        if !(1..=MAX_HOLD_MONTHS).contains(&self.months) {
            return Err(Refusal::Invalid { field: "months", reason: "other" });
        }
        let reason = reports::text("reason", Some(&self.reason), MAX_HOLD_REASON)?;
        let reason = reason.ok_or(Refusal::Invalid { field: "reason", reason: "empty" })?;
        let bucket = own_bucket(report.received.month());
        let known = ctx.tx.bucket_get(&HOLDS, &bucket, &self.report)?.is_some();
        if !known && ctx.tx.bucket_count(&HOLDS)? >= MAX_HOLDS {
            return Err(Refusal::Invalid { field: "reason", reason: "too_many" });
        }
        let until = ctx.now.plus(self.months.saturating_mul(30 * DAY));
        ctx.tx.bucket_put(&HOLDS, &bucket, &self.report, &Held { reason, since: ctx.now, until, by })?;
        if known {
            ctx.tx.mark_dirty(&bucket)?;
        }
        ctx.audit(&self.actor, AuditEvent::about("report_held", self.report.as_bytes()))?;
        Ok(until)
    }
}

/// Ends a hold before its time.
#[derive(Debug)]
pub struct ReleaseHold {
    /// Who ends it.
    pub actor: Actor,
    /// Which report's.
    pub report: ReportId,
}

impl Command for ReleaseHold {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::KeepLonger)?;
        let report = reports::needed(ctx.tx, &self.report)?;
        desk::not_hers(ctx.tx, &self.actor, &self.report, &report)?;
        load(ctx.tx, &self.report, &report)?.ok_or(Refusal::NotFound)?;
        forget(ctx.tx, &self.report, &report)?;
        ctx.audit(&self.actor, AuditEvent::about("hold_released", self.report.as_bytes()))
    }
}

impl Snapshot {
    /// The reports that are kept longer, those that end first on top; a page (counted from 0) of 50.
    pub fn holds(&self, actor: &Actor, page: usize, now: Timestamp) -> Result<HoldPage, Refusal> {
        self.allow(actor, Action::KeepLonger)?;
        let mut found = Vec::new();
        self.tx.bucket_scan(&HOLDS, None, |id, held| {
            found.push((id, held));
            ControlFlow::Continue(())
        })?;
        found.retain(|(_, held)| held.until > now);
        found.sort_by_key(|(id, held)| (held.until, *id));
        let pages = found.len().div_ceil(MAX_LIST);
        let mut rows = Vec::new();
        for (report, held) in found.into_iter().skip(page.saturating_mul(MAX_LIST)).take(MAX_LIST) {
            let kept = reports::needed(&self.tx, &report)?;
            match desk::not_hers(&self.tx, actor, &report, &kept) {
                Ok(()) => rows.push(HoldRow { report, hold: view(&self.tx, held)? }),
                // Her own, or one about her: not hers to see here.
                Err(Refusal::Forbidden | Refusal::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(HoldPage { rows, pages })
    }
}
