//! What the node does with messages by itself, now and then.

use super::queue::{COUNTS, Entry, QUEUE, day, remove, replace};
use super::sending::{expect, give_up};
use super::{Fault, MessageState};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::MessageId;
use crate::limits::{COUNTS_KEPT, MESSAGE_KEPT, MESSAGE_LIFE};
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::Read;

/// Gives up what waited too long, and forgets what nobody decided about.
#[derive(Debug)]
pub struct KeepMessages;

impl Command for KeepMessages {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        for (id, entry) in ctx.tx.range(&QUEUE, ..)? {
            match entry.state {
                MessageState::Waiting
                    if ctx.now.since(entry.begun) >= MESSAGE_LIFE || entry.is_over(ctx.now) =>
                {
                    let fault = entry.fault.or(Some(Fault::TooOld));
                    let after = Entry { state: MessageState::Failed, since: ctx.now, fault, ..entry.clone() };
                    replace(ctx.tx, &id, &entry, &after)?;
                    give_up(ctx, &id, entry.channel)?;
                }
                MessageState::Failed | MessageState::Uncertain
                    if ctx.now.since(entry.since) >= MESSAGE_KEPT =>
                {
                    remove(ctx.tx, &id, &entry)?;
                    ctx.audit(&Actor::System, AuditEvent::about("message_forgotten", id.as_bytes()))?;
                }
                _ => {}
            }
        }
        let oldest = day(ctx.now).saturating_sub(COUNTS_KEPT);
        for (key, _) in ctx.tx.range(&COUNTS, ..(oldest, 0))? {
            ctx.tx.remove(&COUNTS, &key)?;
        }
        Ok(())
    }
}

/// A file was taken out of the outbox folder, or its time was over.
#[derive(Debug)]
pub struct OutboxTaken {
    /// Which message's.
    pub id: MessageId,
}

impl Command for OutboxTaken {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let entry = expect(ctx, &self.id, MessageState::Outbox)?;
        remove(ctx.tx, &self.id, &entry)?;
        ctx.audit(&Actor::System, AuditEvent::about("message_left_outbox", self.id.as_bytes()))
    }
}
