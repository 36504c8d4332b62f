//! What admins decide about messages: to send again, to forget, and whether an SMS company may know.

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::queue::{Entry, load, remove, replace};
use super::{Message, MessageState, Text};
use crate::audit::{AuditActor, AuditEvent};
use crate::command::{Command, Ctx, Event};
use crate::ids::MessageId;
use crate::members::Address;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{StoreError, Table, Tx};

/// The version of the words that say who sees what. It rises when they change in what they say; the agreement has to be
/// given again then.
pub const SMS_WORDING: u16 = 1;

/// That an admin has read who sees what of an SMS, and agreed.
pub(super) const AGREEMENT: Table<(), Agreed> = Table::new("sms_agreement/1");

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Agreed {
    pub(super) by: AuditActor,
    pub(super) at: Timestamp,
    pub(super) wording: u16,
}

/// Ends the agreement: a backup does not know whether it was taken back since.
pub(crate) fn forget_agreement(tx: &mut Tx) -> Result<(), StoreError> {
    tx.clear(&AGREEMENT)
}

/// Sends a trial message, so that an admin sees whether it arrives.
pub struct TryMessage {
    /// Who does it.
    pub actor: Actor,
    /// To whom.
    pub to: Address,
    /// In which language; none: the organisation's first.
    pub language: Option<String>,
}

no_debug!(TryMessage);

impl Command for TryMessage {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageMessages)?;
        ctx.send(Message { to: self.to, language: self.language, text: Text::Trial })?;
        ctx.audit(&self.actor, AuditEvent::new("message_tried"))
    }
}

/// Has a message sent again that was given up, or of which nobody knows whether it went out; or one that waits, at once.
#[derive(Debug)]
pub struct SendAgain {
    /// Who does it.
    pub actor: Actor,
    /// Which message.
    pub id: MessageId,
}

impl Command for SendAgain {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageMessages)?;
        let before = load(ctx.tx, &self.id)?.ok_or(Refusal::NotFound)?;
        if matches!(before.state, MessageState::Trying | MessageState::Outbox) {
            return Err(Refusal::WrongState {
                expected: MessageState::Failed.name(),
                found: before.state.name(),
            });
        }
        let (state, now) = (MessageState::Waiting, ctx.now);
        let after = Entry { state, begun: now, due: now, since: now, tries: 0, ..before.clone() };
        replace(ctx.tx, &self.id, &before, &after)?;
        ctx.emit(Event::MessageQueued);
        ctx.audit(&self.actor, AuditEvent::about("message_sent_again", self.id.as_bytes()))
    }
}

/// Forgets a message that is not being handed over and lies in no outbox.
#[derive(Debug)]
pub struct ForgetMessage {
    /// Who does it.
    pub actor: Actor,
    /// Which message.
    pub id: MessageId,
}

impl Command for ForgetMessage {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageMessages)?;
        let entry = load(ctx.tx, &self.id)?.ok_or(Refusal::NotFound)?;
        if matches!(entry.state, MessageState::Trying | MessageState::Outbox) {
            return Err(Refusal::WrongState {
                expected: MessageState::Waiting.name(),
                found: entry.state.name(),
            });
        }
        remove(ctx.tx, &self.id, &entry)?;
        ctx.audit(&self.actor, AuditEvent::about("message_forgotten", self.id.as_bytes()))
    }
}

/// Says that an admin has read who sees what of an SMS, and agrees that SMS go out.
#[derive(Debug)]
pub struct AgreeToSms {
    /// Who agrees.
    pub actor: Actor,
    /// Which words were read: [`SMS_WORDING`].
    pub wording: u16,
}

impl Command for AgreeToSms {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageMessages)?;
        if self.wording != SMS_WORDING {
            return Err(Refusal::Invalid { field: "wording", reason: "changed" });
        }
        let agreed = Agreed { by: (&self.actor).into(), at: ctx.now, wording: self.wording };
        ctx.tx.put(&AGREEMENT, &(), &agreed)?;
        ctx.emit(Event::MessageQueued);
        ctx.audit(&self.actor, AuditEvent::new("sms_agreed"))
    }
}

/// Takes the agreement back: from now on no SMS goes out.
#[derive(Debug)]
pub struct WithdrawSms {
    /// Who takes it back.
    pub actor: Actor,
}

impl Command for WithdrawSms {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageMessages)?;
        ctx.tx.remove(&AGREEMENT, &())?;
        ctx.audit(&self.actor, AuditEvent::new("sms_withdrawn"))
    }
}
