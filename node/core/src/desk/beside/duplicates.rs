//! Reports and alerts that may be about the same person.

use std::collections::HashSet;

use parasol_protocol::time::{Month, Timestamp};

use super::index::names;
pub use super::near::Sameness;
use super::near::{Alike, Around, compare};
use super::since;
use crate::alerts::{self, Alert, AlertState};
use crate::command::Ctx;
use crate::desk::{is_about, is_own};
use crate::ids::{AlertId, ReportId};
use crate::limits::{MAX_BESIDE, MAX_BESIDE_COMPARED, MAX_BESIDE_GLANCED};
use crate::node::{Node, Snapshot};
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::{self, Details, Report, Status};
use crate::roles::Actor;
use crate::store::Read;

/// What two have in common, and the words for each.
type Why = Vec<(Sameness, String)>;

/// Something that two have in common, and the words for it.
#[derive(Clone, PartialEq, Eq)]
pub struct SameWhat {
    /// What it is.
    pub what: Sameness,
    /// As it stands in the report that is open.
    pub shown: String,
}

/// A report or an alert that may be about the same person.
#[derive(Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The report.
    pub report: ReportId,
    /// Where it stands.
    pub status: Status,
    /// The month in which it came.
    pub month: Month,
    /// The alert that it became.
    pub alert: Option<AlertId>,
    /// Whether that alert is shown, or will be: something can be added to it.
    pub stands: bool,
    /// Whether it is surely the same: it names the same identifier.
    pub certain: bool,
    /// What both have in common.
    pub why: Vec<SameWhat>,
    /// Whether it is the asker's own, which she cannot open.
    pub own: bool,
}

no_debug!(SameWhat, Duplicate);

/// The surest, and how many more there are.
pub(super) fn find(
    ctx: &Ctx<'_>,
    actor: &Actor,
    id: &ReportId,
    report: &Report,
    details: &Details,
) -> Result<(Vec<Duplicate>, usize), Refusal> {
    let this = person(details, report);
    let mut found = Vec::new();
    let candidates = ctx.node.reports_index().candidates(details, MAX_BESIDE_COMPARED);
    for other in candidates.iter().filter(|other| *other != id) {
        if let Some((row, why)) = compared(ctx.tx, actor, &this, other, ctx.now)? {
            found.push(duplicate(ctx, actor, *other, row, why)?);
        }
    }
    for alert in alerts_alike(ctx.node, details, MAX_BESIDE_COMPARED) {
        let known = |other: &ReportId| {
            other == id || found.iter().any(|row| row.report == *other || row.alert == Some(alert))
        };
        if let Some((other, row, why)) = compared_alert(ctx.tx, actor, &this, &alert, known)? {
            found.push(duplicate(ctx, actor, other, row, why)?);
        }
    }
    found.sort_by_key(|row| {
        (!row.certain, std::cmp::Reverse(row.why.len()), std::cmp::Reverse(row.month), row.report)
    });
    let more = found.len().saturating_sub(MAX_BESIDE);
    found.truncate(MAX_BESIDE);
    Ok((found, more))
}

/// Whether there is one at all among the likeliest few.
pub(super) fn any(
    snapshot: &Snapshot,
    actor: &Actor,
    (id, report): (&ReportId, &Report),
    details: &Details,
    now: Timestamp,
) -> Result<bool, Refusal> {
    let (read, node) = (&snapshot.tx, &snapshot.node);
    let this = person(details, report);
    let candidates = node.reports_index().candidates(details, MAX_BESIDE_GLANCED);
    for other in candidates.iter().filter(|other| *other != id) {
        if compared(read, actor, &this, other, now)?.is_some() {
            return Ok(true);
        }
    }
    for alert in alerts_alike(node, details, MAX_BESIDE_GLANCED) {
        if compared_alert(read, actor, &this, &alert, |other| other == id)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Another report, and what both have in common; nothing when that is not enough, or it is not for the asker's eyes.
fn compared(
    read: &impl Read,
    actor: &Actor,
    this: &Alike<'_>,
    other: &ReportId,
    now: Timestamp,
) -> Result<Option<(Report, Why)>, Refusal> {
    let Some(row) = reports::load(read, other)?.filter(|row| row.received >= since(now)) else {
        return Ok(None);
    };
    let theirs = match reports::details(read, other, &row) {
        Err(Refusal::NotFound) => return Ok(None),
        theirs => theirs?,
    };
    let why = compare(this, &person(&theirs, &row));
    let shown = !why.is_empty() && !is_about(read, actor, other, &row)?;
    Ok(shown.then_some((row, why)))
}

/// The report of an alert of which the words are compared: they may be all that is left of the report, or say more than it.
fn compared_alert(
    read: &impl Read,
    actor: &Actor,
    this: &Alike<'_>,
    alert: &AlertId,
    known: impl Fn(&ReportId) -> bool,
) -> Result<Option<(ReportId, Report, Why)>, Refusal> {
    let found = alerts::load(read, alert)?.filter(|alert| !known(&alert.report));
    let Some(Alert { content, report, .. }) = found else { return Ok(None) };
    let other = Alike {
        identifiers: &content.identifiers,
        aliases: &content.aliases,
        vehicle: content.vehicle.as_deref(),
        description: content.description.as_deref(),
        around: Around::alert(content.town.as_deref(), content.month),
    };
    let why = compare(this, &other);
    let row = reports::needed(read, &report)?;
    let shown = !why.is_empty() && !is_about(read, actor, &report, &row)?;
    Ok(shown.then_some((report, row, why)))
}

/// The alerts that name the same identifier or the same name.
fn alerts_alike(node: &Node, details: &Details, most: usize) -> Vec<AlertId> {
    let index = node.index();
    let exact = details.identifiers.iter().flat_map(|named| index.exact(&named.identifier));
    // The newest first: a name is compared with what is close in time alone.
    let named = index.named(&names(&details.aliases, &details.identifiers)).into_iter().rev();
    let mut seen = HashSet::new();
    exact.chain(named).filter(|alert| seen.insert(*alert)).take(most).collect()
}

fn person<'a>(details: &'a Details, report: &Report) -> Alike<'a> {
    Alike {
        identifiers: &details.identifiers,
        aliases: &details.aliases,
        vehicle: details.vehicle.as_deref(),
        description: details.description.as_deref(),
        around: Around::report(details, report.received),
    }
}

fn duplicate(
    ctx: &Ctx<'_>,
    actor: &Actor,
    id: ReportId,
    report: Report,
    why: Why,
) -> Result<Duplicate, Refusal> {
    let alert = report.alert.map_or(Ok(None), |alert| alerts::load(ctx.tx, &alert))?;
    let stands = |alert: Alert| matches!(alert.state, AlertState::Live | AlertState::Later { .. });
    Ok(Duplicate {
        report: id,
        status: report.status,
        month: report.received.month(),
        alert: report.alert,
        stands: alert.is_some_and(stands),
        certain: why.iter().any(|(what, _)| *what == Sameness::Identifier),
        why: why.into_iter().map(|(what, shown)| SameWhat { what, shown }).collect(),
        own: is_own(actor, &report),
    })
}
