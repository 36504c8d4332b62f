//! What a member can do with her own data: see it, take it along, have it looked at, object, and go.
//!
//! * What can be done at once is done at once: [`ExportData`], [`RestrictReports`], [`DeleteAccount`]. What a person must
//!   look at is a [`RequestView`] with the day by which it is answered; the answer stands on her page, and a bland message
//!   says that something waits there.
//! * A restricted report is used by nobody: its alert is hidden from members and recalled from every peer in the command
//!   that asks for it. Only a moderator who is not its reporter ends that, either way.
//! * An account that nobody uses ends ([`KeepPeople`]), without a person only if the notice went out. To know that, the month of the last sign-in is kept, never the day.

mod answering;
mod asking;
mod delete;
mod export;
mod kept;
mod request;
mod restriction;
mod sleep;

use crate::command::Ctx;
use crate::ids::MemberId;
use crate::members;
use crate::messages::{Message, Text};
use crate::refusal::Refusal;

pub use answering::{AnswerRequest, OpenRequest, OpenedRequest, RequestRow};
pub use asking::AskAboutData;
pub use delete::{DeleteAccount, ReportsFate};
pub use export::{ContactView, ExportData, ExportedReport, MyData, MyExport, MyReport, MyReports};
pub use kept::{KeptRow, KeptValue};
pub(crate) use request::forget as forget_requests;
pub use request::{RequestAnswer, RequestKind, RequestOutcome, RequestView};
pub use restriction::{LiftRestriction, RestrictReports};
pub(crate) use restriction::{ask_again, lift_again, restrict_again, settle, unlink};
pub use sleep::KeepPeople;
pub(crate) use sleep::{awake, notice_sent};

/// Says to a member, at the first contact that she confirmed, that something waits; nothing when she has none.
pub(crate) fn tell(ctx: &mut Ctx<'_>, id: &MemberId, text: Text) -> Result<(), Refusal> {
    let Some(member) = members::load(ctx.tx, id)? else { return Ok(()) };
    let confirmed = member.contacts.into_iter().find(|contact| contact.confirmed.is_some());
    match confirmed {
        Some(contact) => ctx.send_to(id, Message { to: contact.address, language: member.language, text }),
        None => Ok(()),
    }
}
