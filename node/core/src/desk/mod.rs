//! The desk: where moderators decide about reports. Nobody handles a report of her own, or about herself.

mod list;
mod open;
mod publish;
mod reject;

pub use list::DeskRow;
pub use open::{ContactReason, OpenReport, RawReport, ShowContact};
pub use publish::{Person, PublishReport, Published, Shared};
pub use reject::{RejectReason, RejectReport};

use crate::members;
use crate::refusal::Refusal;
use crate::reports::{Details, Report, Status};
use crate::roles::Actor;
use crate::store::Read;

/// Refuses when the report is the actor's own.
fn not_her_own(actor: &Actor, report: &Report) -> Result<(), Refusal> {
    if report.is_of(actor) { Err(Refusal::Forbidden) } else { Ok(()) }
}

/// Refuses when the report is about the actor: it names a number or address that she gave as hers.
fn not_about_her(read: &impl Read, actor: &Actor, details: &Details) -> Result<(), Refusal> {
    let Actor::Member(id, _) = actor else { return Ok(()) };
    let about_her = members::load(read, id)?.is_some_and(|member| {
        details.identifiers.iter().any(|named| member.is_reached_at(&named.identifier))
    });
    if about_her { Err(Refusal::Forbidden) } else { Ok(()) }
}

/// Refuses when the report was decided about already.
fn undecided(report: &Report) -> Result<(), Refusal> {
    match report.status {
        Status::Waiting | Status::Claimed | Status::AskedBack => Ok(()),
        other => Err(Refusal::WrongState { expected: Status::Waiting.name(), found: other.name() }),
    }
}
