//! Several reports in one alert. What each brought is kept beside the report, so that what only she brought goes with whoever
//! takes hers back.

use parasol_protocol::evaluation::MAX_ELEMENTS;
use parasol_protocol::identifier::Identifier;
use parasol_protocol::time::{Month, Timestamp};
use serde::{Deserialize, Serialize};

use super::alert::{self, Alert, AlertContent};
use super::history::{self, Change, Made};
use crate::command::Ctx;
use crate::desk;
use crate::ids::{AlertId, ReportId};
use crate::limits::{MAX_MERGED, MAX_VERSIONS};
use crate::refusal::Refusal;
use crate::reports::{self, NamedIdentifier, Report, Status, own_bucket};
use crate::roles::Actor;
use crate::store::{BucketTable, Read, StoreError, Tx};

/// Report -> what it brought into an alert, in the bucket of the month in which it came. Only where an alert has several.
const PARTS: BucketTable<ReportId, Part> = BucketTable::new("alert_parts/1");

#[derive(Serialize, Deserialize)]
struct Part {
    alert: AlertId,
    identifiers: Vec<NamedIdentifier>,
    month: Month,
    /// When it was merged; none for the report that the alert was first.
    merged: Option<Timestamp>,
}

impl Part {
    fn names(&self, identifier: &Identifier) -> bool {
        self.identifiers.iter().any(|named| named.identifier == *identifier)
    }
}

/// Refuses when a report that the alert was made of is the actor's own, or about her.
pub(crate) fn not_hers(read: &impl Read, actor: &Actor, alert: &Alert) -> Result<(), Refusal> {
    for id in std::iter::once(&alert.report).chain(&alert.merged) {
        desk::not_hers(read, actor, id, &reports::needed(read, id)?)?;
    }
    Ok(())
}

fn part(read: &impl Read, id: &ReportId, report: &Report) -> Result<Option<Part>, StoreError> {
    read.bucket_get(&PARTS, &own_bucket(report.received.month()), id)
}

fn put(tx: &mut Tx, id: &ReportId, report: &Report, part: &Part) -> Result<(), StoreError> {
    tx.bucket_put(&PARTS, &own_bucket(report.received.month()), id, part)
}

fn remove(tx: &mut Tx, id: &ReportId, report: &Report) -> Result<(), StoreError> {
    tx.bucket_remove(&PARTS, &own_bucket(report.received.month()), id).map(drop)
}

/// When a report was merged into the alert it is in, to the second.
pub(crate) fn merged_at(
    read: &impl Read,
    id: &ReportId,
    report: &Report,
) -> Result<Option<Timestamp>, StoreError> {
    Ok(part(read, id, report)?.and_then(|part| part.merged))
}

/// Into which alert a report was merged.
pub(crate) fn merged_into(
    read: &impl Read,
    id: &ReportId,
    report: &Report,
) -> Result<Option<AlertId>, StoreError> {
    Ok(part(read, id, report)?.filter(|part| part.merged.is_some()).map(|part| part.alert))
}

/// Adds what a further report names to an alert. Abroad goes nothing to which its reporter did not agree.
pub(crate) fn merge(
    ctx: &mut Ctx<'_>,
    actor: &Actor,
    alert: &mut Alert,
    (id, report): (&ReportId, &Report),
    identifiers: Vec<NamedIdentifier>,
    month: Month,
) -> Result<(), Refusal> {
    let full = alert.merged.len() >= MAX_MERGED || alert.versions >= MAX_VERSIONS;
    let new = news(alert, &identifiers);
    if full || alert.content.identifiers.len().saturating_add(new.len()) > MAX_ELEMENTS {
        return Err(Refusal::Invalid { field: "alert", reason: "merge_full" });
    }
    if alert.abroad && !goes_abroad(report) && !new.is_empty() {
        return Err(Refusal::Invalid { field: "alert", reason: "merge_abroad" });
    }
    let into = alert.content.id;
    if alert.merged.is_empty() {
        let first = reports::needed(ctx.tx, &alert.report)?;
        let (identifiers, month) = (alert.content.identifiers.clone(), alert.content.month);
        put(ctx.tx, &alert.report, &first, &Part { alert: into, identifiers, month, merged: None })?;
    }
    let merged = Some(ctx.now);
    put(ctx.tx, id, report, &Part { alert: into, identifiers, month, merged })?;
    alert.merged.push(*id);
    let mut content = alert.content.clone();
    content.identifiers.extend(new);
    content.month = content.month.max(month);
    let month = abroad_month(ctx.tx, alert)?;
    let made = Made::now(ctx, actor, Change::Merged, None);
    alert::rewrite(ctx, alert, content, made, month)
}

/// What a report names that its alert does not.
pub(crate) fn news(alert: &Alert, identifiers: &[NamedIdentifier]) -> Vec<NamedIdentifier> {
    let known = |named: &NamedIdentifier| {
        alert.content.identifiers.iter().any(|known| known.identifier == named.identifier)
    };
    identifiers.iter().filter(|named| !known(named)).cloned().collect()
}

/// Whether what this report says may be told to peers.
fn goes_abroad(report: &Report) -> bool {
    report.consent.abroad && !desk::of_police(report, &[])
}

/// The newest month of which peers may hear, where that is not the newest of all.
fn abroad_month(read: &impl Read, alert: &Alert) -> Result<Option<Month>, StoreError> {
    let (mut told, mut kept_back) = (None, false);
    for id in std::iter::once(&alert.report).chain(&alert.merged) {
        let Some(report) = reports::load(read, id)? else { continue };
        let Some(part) = part(read, id, &report)? else { continue };
        if *id == alert.report || goes_abroad(&report) {
            told = told.max(Some(part.month));
        } else {
            kept_back = true;
        }
    }
    Ok(told.filter(|_| kept_back))
}

/// Takes a report out of the alert into which it was merged: what nobody else brought goes, from earlier versions too. Nothing
/// happens to one that was not merged.
pub(crate) fn unmerge(ctx: &mut Ctx<'_>, id: &ReportId) -> Result<(), Refusal> {
    let report = reports::needed(ctx.tx, id)?;
    let Some(mine) = part(ctx.tx, id, &report)? else { return Ok(()) };
    let found = alert::load(ctx.tx, &mine.alert)?.filter(|alert| alert.merged.contains(id));
    if mine.merged.is_some() {
        remove(ctx.tx, id, &report)?;
    }
    let Some(mut alert) = found else { return Ok(()) };
    alert.merged.retain(|other| other != id);
    let mut others = Vec::new();
    for other in std::iter::once(&alert.report).chain(&alert.merged) {
        let Some(report) = reports::load(ctx.tx, other)? else { continue };
        others.extend(part(ctx.tx, other, &report)?);
    }
    let gone: Vec<Identifier> = mine
        .identifiers
        .into_iter()
        .map(|named| named.identifier)
        .filter(|identifier| !others.iter().any(|part| part.names(identifier)))
        .collect();
    let mut content = alert.content.clone();
    content.identifiers.retain(|named| !gone.contains(&named.identifier));
    content.month = others.iter().map(|part| part.month).max().unwrap_or(content.month);
    let month = abroad_month(ctx.tx, &alert)?;
    let made = Made::now(ctx, &Actor::System, Change::TakenOut, None);
    alert::rewrite(ctx, &mut alert, content, made, month)?;
    Ok(history::strip(ctx.tx, &alert, &gone)?)
}

/// What an alert says without what further reports brought into it.
pub(super) fn first_alone(
    read: &impl Read,
    alert: &Alert,
    mut content: AlertContent,
) -> Result<AlertContent, StoreError> {
    let Some(first) = reports::load(read, &alert.report)? else { return Ok(content) };
    if let Some(own) = part(read, &alert.report, &first)? {
        content.identifiers.retain(|named| own.names(&named.identifier));
        content.month = own.month;
    }
    Ok(content)
}

/// The alert is not there any more: where the reports stand that were merged into it. Those of which something can still be
/// made wait at the desk again.
pub(super) fn end(ctx: &mut Ctx<'_>, alert: &mut Alert, status: Status) -> Result<(), Refusal> {
    for id in core::mem::take(&mut alert.merged) {
        let Some(mut report) = reports::load(ctx.tx, &id)? else { continue };
        remove(ctx.tx, &id, &report)?;
        if report.status == Status::Merged {
            reports::set_status(ctx.tx, &id, &mut report, status)?;
        }
    }
    let Some(first) = reports::load(ctx.tx, &alert.report)? else { return Ok(()) };
    Ok(remove(ctx.tx, &alert.report, &first)?)
}
