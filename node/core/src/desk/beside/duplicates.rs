//! Reports and alerts that may be about the same person.

use parasol_protocol::time::Month;

use super::index::names;
pub use super::near::Sameness;
use super::near::{Alike, Around, compare};
use super::since;
use crate::alerts::{self, Alert, AlertState};
use crate::command::Ctx;
use crate::desk::{is_about, is_own};
use crate::ids::{AlertId, ReportId};
use crate::limits::{MAX_BESIDE, MAX_BESIDE_COMPARED};
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::{self, Details, Report, Status};
use crate::roles::Actor;

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
    let candidates = ctx.node.reports_index().candidates(details);
    for other in candidates.iter().filter(|other| *other != id) {
        let Some(row) = reports::load(ctx.tx, other)? else { continue };
        if row.received < since(ctx.now) || is_about(ctx.tx, actor, other, &row)? {
            continue;
        }
        let theirs = match reports::details(ctx.tx, other, &row) {
            Err(Refusal::NotFound) => continue,
            theirs => theirs?,
        };
        let why = compare(&this, &person(&theirs, &row));
        if !why.is_empty() {
            found.push(duplicate(ctx, actor, *other, row, why)?);
        }
    }
    by_alert(ctx, actor, id, (details, &this), &mut found)?;
    found.sort_by_key(|row| {
        (!row.certain, std::cmp::Reverse(row.why.len()), std::cmp::Reverse(row.month), row.report)
    });
    let more = found.len().saturating_sub(MAX_BESIDE);
    found.truncate(MAX_BESIDE);
    Ok((found, more))
}

/// Adds what only the alerts tell: their words may be all that is left of a report, or say more than it.
fn by_alert(
    ctx: &Ctx<'_>,
    actor: &Actor,
    id: &ReportId,
    (details, this): (&Details, &Alike<'_>),
    found: &mut Vec<Duplicate>,
) -> Result<(), Refusal> {
    let mut ids: Vec<AlertId> = {
        let index = ctx.node.index();
        let exact = details.identifiers.iter().flat_map(|named| index.exact(&named.identifier));
        exact.chain(index.named(&names(&details.aliases, &details.identifiers))).collect()
    };
    ids.sort_unstable();
    ids.dedup();
    for alert in ids.into_iter().take(MAX_BESIDE_COMPARED) {
        let Some(Alert { content, report, .. }) = alerts::load(ctx.tx, &alert)? else { continue };
        if report == *id || found.iter().any(|row| row.report == report || row.alert == Some(alert)) {
            continue;
        }
        let other = Alike {
            identifiers: &content.identifiers,
            aliases: &content.aliases,
            vehicle: content.vehicle.as_deref(),
            description: content.description.as_deref(),
            around: Around::alert(content.town.as_deref(), content.month),
        };
        let why = compare(this, &other);
        let row = reports::needed(ctx.tx, &report)?;
        if !why.is_empty() && !is_about(ctx.tx, actor, &report, &row)? {
            found.push(duplicate(ctx, actor, report, row, why)?);
        }
    }
    Ok(())
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
    why: Vec<(Sameness, String)>,
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
