//! The desk: where moderators decide about reports. Nobody handles a report of her own, or about herself.

mod ask;
mod beside;
mod claim;
mod list;
mod merge;
mod open;
mod order;
mod publish;
mod reject;
pub(crate) mod second;
mod stopped;
mod typed;
mod undo;
mod warnings;

pub use ask::{AskReporter, PutEntryBack};
pub use beside::{AccountRecord, Beside, Branch, Duplicate, SameWhat, Sameness};
pub(crate) use beside::{ReportIndex, look_again, names, naming};
pub use claim::{AtIt, PutBack, TakeOver};
pub(crate) use claim::{end as end_claim, forget_claims_of, hold, is_read};
pub use list::{DeskList, DeskPage, DeskRow};
pub use merge::MergeReport;
pub use open::{ContactReason, LookAtReport, OpenReport, RawReport, ReporterContact, ShowContact, Work};
pub use order::{DeskPlace, NoSuchPlace};
pub(crate) use publish::of_police;
pub use publish::{Person, PublishReport, Published, Shared};
pub use reject::{RejectReason, RejectReport};
pub use second::{
    ConfirmProposal, Confirmed, Proposal, ProposalRow, Propose, Proposed, Publication, SendBack,
    TakeBackProposal,
};
pub(crate) use stopped::publishable;
pub use stopped::{Mark, StopList, StopReason};
pub(crate) use typed::publishable_words;
pub use undo::UndoPublication;
pub(crate) use warnings::read_through;
pub use warnings::{Proofread, PublicText, Told, Warning, WarningKind, warnings};

use crate::alerts;
use crate::ids::{AlertId, ReportId};
use crate::members;
use crate::refusal::Refusal;
use crate::reports::{self, NamedIdentifier, Report, Status};
use crate::roles::Actor;
use crate::store::{Read, StoreError};

/// Refuses when the report is the actor's own: by her account, or by a card that she printed. A report about herself is
/// as if it did not exist for her: that it is there is more than she may know.
pub(crate) fn not_hers(
    read: &impl Read,
    actor: &Actor,
    id: &ReportId,
    report: &Report,
) -> Result<(), Refusal> {
    if is_own(actor, report) {
        return Err(Refusal::Forbidden);
    }
    if is_about(read, actor, id, report)? { Err(Refusal::NotFound) } else { Ok(()) }
}

/// Whether the alert that a report became is kept back: it was to be shown, and names what is not published any more.
fn is_kept_back(read: &impl Read, alert: Option<&AlertId>) -> Result<bool, StoreError> {
    alert.map_or(Ok(false), |alert| alerts::is_kept_back(read, alert))
}

/// Whether the report is the actor's own: by her account, or by a card that she printed.
pub(crate) fn is_own(actor: &Actor, report: &Report) -> bool {
    let of_her_card = matches!(actor, Actor::Member(id, _) if report.card == Some(*id));
    of_her_card || report.is_of(actor)
}

/// Whether the report, or the alert that it became, names a number or address that the actor gave as hers.
pub(crate) fn is_about(
    read: &impl Read,
    actor: &Actor,
    id: &ReportId,
    report: &Report,
) -> Result<bool, Refusal> {
    let Actor::Member(who, _) = actor else { return Ok(false) };
    let Some(member) = members::load(read, who)? else { return Ok(false) };
    let details = match reports::details(read, id, report) {
        // What was erased names nobody any more.
        Err(Refusal::NotFound) => Vec::new(),
        details => details?.identifiers,
    };
    let alert = report.alert.map_or(Ok(None), |alert| alerts::load(read, &alert))?;
    let published = alert.map(|alert| alert.content.identifiers).unwrap_or_default();
    Ok(details.iter().chain(&published).any(|named| member.is_reached_at(&named.identifier)))
}

/// The identifiers of a report that are published: all but those at the places that are left out.
pub(crate) fn kept_identifiers<'a>(
    identifiers: &'a [NamedIdentifier],
    leave_out: &'a [usize],
) -> impl Iterator<Item = &'a NamedIdentifier> {
    let kept = identifiers.iter().enumerate().filter(|(place, _)| !leave_out.contains(place));
    kept.map(|(_, named)| named)
}

/// Refuses when the report was decided about already.
fn undecided(report: &Report) -> Result<(), Refusal> {
    match report.status {
        Status::Waiting | Status::Claimed | Status::AskedBack => Ok(()),
        other => Err(Refusal::WrongState { expected: Status::Waiting.name(), found: other.name() }),
    }
}
