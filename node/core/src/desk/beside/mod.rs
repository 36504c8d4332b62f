//! What a moderator is shown beside a report: what looks like the same person, which identifiers must not be published, and
//! how the reports of this account fared. None of it says who reported.

mod duplicates;
mod index;
mod near;
mod record;

use parasol_protocol::identifier::Identifier;
use parasol_protocol::time::Timestamp;

pub use duplicates::{Duplicate, SameWhat, Sameness};
pub(crate) use index::{ReportIndex, look_again, names, naming};
pub use record::{AccountRecord, Branch};

use super::stopped::{Mark, mark, stopped};
use crate::command::Ctx;
use crate::ids::ReportId;
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::{Details, Report};
use crate::roles::Actor;
use crate::rules::Rules;

/// What stands beside a report.
#[derive(Clone, Default)]
pub struct Beside {
    /// Reports and alerts that may be about the same person, the surest first.
    pub duplicates: Vec<Duplicate>,
    /// How many more there are.
    pub more: usize,
    /// Whether each of the report's identifiers may be published, in their order.
    pub marks: Vec<Mark>,
    /// How the reports of this account fared; none when the report came by a card, or its account is gone.
    pub record: Option<AccountRecord>,
}

no_debug!(Beside);

/// What stands beside this report for whoever opens it.
pub(super) fn of(
    ctx: &Ctx<'_>,
    actor: &Actor,
    id: &ReportId,
    report: &Report,
    details: &Details,
) -> Result<Beside, Refusal> {
    let rules = ctx.node.rules();
    let named = details.identifiers.iter();
    let marks: Vec<Mark> =
        named.map(|named| mark(ctx.tx, &rules, &named.identifier)).collect::<Result<_, _>>()?;
    let details = &telling(&rules, details);
    let (duplicates, more) = duplicates::find(ctx, actor, id, report, details)?;
    let same: Vec<ReportId> = same_person(ctx, details.identifiers.iter().map(|named| &named.identifier));
    let record = record::of(ctx.tx, id, report, &same, since(ctx.now))?;
    Ok(Beside { duplicates, more, marks, record })
}

/// Whether another report or an alert may be about the same person: a glance at the likeliest few, for a line in a list.
pub(super) fn glance(
    snapshot: &Snapshot,
    actor: &Actor,
    (id, report): (&ReportId, &Report),
    details: &Details,
    now: Timestamp,
) -> Result<bool, Refusal> {
    let details = telling(&snapshot.node.rules(), details);
    duplicates::any(snapshot, actor, (id, report), &details, now)
}

/// What a report says, without what is nobody's: a help line that two wrote down does not make one person of whom they tell.
fn telling(rules: &Rules, details: &Details) -> Details {
    let mut details = details.clone();
    details.identifiers.retain(|named| stopped(rules, &named.identifier).is_none());
    details
}

/// The reports that name one of these identifiers.
fn same_person<'a>(ctx: &Ctx<'_>, identifiers: impl Iterator<Item = &'a Identifier>) -> Vec<ReportId> {
    let index = ctx.node.reports_index();
    let mut found: Vec<ReportId> = identifiers.flat_map(|identifier| index.exact(identifier)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// What came before is too old to be looked at.
fn since(now: Timestamp) -> Timestamp {
    now.minus(crate::limits::BESIDE_KEPT)
}
