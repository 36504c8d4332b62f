//! The desk: where moderators decide about reports. Nobody handles a report of her own.

mod list;
mod open;
mod publish;
mod reject;

pub use list::DeskRow;
pub use open::{OpenReport, RawReport};
pub use publish::{Person, PublishReport, Published, Shared};
pub use reject::{RejectReason, RejectReport};

use crate::refusal::Refusal;
use crate::reports::{Report, Status};
use crate::roles::Actor;

/// Refuses when the report is the actor's own.
fn not_her_own(actor: &Actor, report: &Report) -> Result<(), Refusal> {
    if report.is_of(actor) { Err(Refusal::Forbidden) } else { Ok(()) }
}

/// Refuses when the report was decided about already.
fn undecided(report: &Report) -> Result<(), Refusal> {
    match report.status {
        Status::Waiting | Status::Claimed | Status::AskedBack => Ok(()),
        other => Err(Refusal::WrongState { expected: Status::Waiting.name(), found: other.name() }),
    }
}
