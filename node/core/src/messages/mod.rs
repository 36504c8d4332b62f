//! Messages to members: bland texts by e-mail or SMS, in one queue that survives restarts.
//!
//! * A command asks for a message with `Ctx::send`: it is queued in the command's own transaction, so that it goes out
//!   exactly if the command was accepted.
//! * Before a message is handed to a provider it is marked as being tried, durably ([`BeginSending`]). What is found
//!   marked after a crash may have gone out: it is *uncertain*, and only a person sends it again. So nothing that a
//!   provider confirmed is sent twice.
//! * What a message says and to whom lies in the bucket of its day, and goes when it was sent. What stays in the queue
//!   says when and how it stands, never to whom.

mod admin;
mod keep;
mod queue;
mod sending;
mod text;
mod view;

pub(crate) use admin::forget_agreement;
pub use admin::{AgreeToSms, ForgetMessage, SMS_WORDING, SendAgain, TryMessage, WithdrawSms};
pub use keep::{KeepMessages, OutboxTaken};
pub(crate) use queue::room;
pub use queue::{Channel, Fault, MessageState};
pub(crate) use queue::{forget_all, forget_code, forget_to};
pub use sending::{BeginSending, FinishSending, Outcome, UnderWay};
pub use text::{Message, Text};
pub(crate) use view::sms_agreed;
pub use view::{Agreement, MessageRow, Messages, QueueCounts};
