//! The way of a message to its provider: marked, handed over, settled.

use parasol_protocol::time::Timestamp;

use super::queue::{DUE, Entry, content, count, drop_content, load, recipient, remove, replace};
use super::{Channel, Fault, Message, MessageState, Text};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::MessageId;
use crate::limits::{MAX_TRIES, MESSAGE_LIFE, RETRY_FIRST, RETRY_LONGEST};
use crate::members;
use crate::node::Snapshot;
use crate::privacy;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::Read;

/// A message that was marked as being tried and not settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderWay {
    /// Which.
    pub id: MessageId,
    /// By what it goes.
    pub channel: Channel,
    /// By which way it was being handed over.
    pub route: String,
}

impl Snapshot {
    /// The message of this channel whose turn it is.
    pub fn next_message(&self, channel: Channel, now: Timestamp) -> Result<Option<MessageId>, Refusal> {
        let first = self.tx.first(&DUE, &channel.place())?;
        Ok(first.filter(|((_, due, _), ())| *due <= now).map(|((_, _, id), ())| id))
    }

    /// What was being handed over when the node last stopped. To be asked once, before anything is sent.
    pub fn messages_under_way(&self) -> Result<Vec<UnderWay>, Refusal> {
        let rows = self.tx.range(&super::queue::QUEUE, ..)?.into_iter();
        let trying = rows.filter(|(_, entry)| entry.state == MessageState::Trying);
        let under_way = |(id, entry): (MessageId, Entry)| UnderWay {
            id,
            channel: entry.channel,
            route: entry.route.unwrap_or_default(),
        };
        Ok(trying.map(under_way).collect())
    }
}

/// Marks a message as being tried and hands it out. What is marked and never settled is uncertain after a restart.
#[derive(Debug)]
pub struct BeginSending {
    /// Which.
    pub id: MessageId,
    /// By which way it will be handed over; told again by [`UnderWay`] after a crash.
    pub route: String,
}

impl Command for BeginSending {
    type Outcome = Message;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Message, Refusal> {
        let before = expect(ctx, &self.id, MessageState::Waiting)?;
        let message = content(ctx.tx, &self.id, &before)?.ok_or(Refusal::NotFound)?;
        let after =
            Entry { state: MessageState::Trying, since: ctx.now, route: Some(self.route), ..before.clone() };
        replace(ctx.tx, &self.id, &before, &after)?;
        Ok(message)
    }
}

/// What became of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The provider confirmed it.
    Sent,
    /// It lies in the outbox folder.
    Filed,
    /// The provider surely does not have it: to be tried again, for a bounded time.
    Later(Fault),
    /// It surely was not taken, and trying again would not help.
    Never(Fault),
    /// Nobody knows whether the provider has it.
    Unknown(Fault),
}

/// Settles a try.
#[derive(Debug)]
pub struct FinishSending {
    /// Which message.
    pub id: MessageId,
    /// What became of it.
    pub outcome: Outcome,
}

impl Command for FinishSending {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let before = expect(ctx, &self.id, MessageState::Trying)?;
        let tries = before.tries.saturating_add(1);
        let settled = |state, fault| Entry { state, fault, tries, since: ctx.now, ..before.clone() };
        let after = match self.outcome {
            Outcome::Sent => {
                note_notice(ctx, &self.id, &before)?;
                remove(ctx.tx, &self.id, &before)?;
                count(ctx.tx, ctx.now, before.channel, |day| day.sent = day.sent.saturating_add(1))?;
                return ctx.audit(&Actor::System, AuditEvent::about("message_sent", self.id.as_bytes()));
            }
            Outcome::Filed => settled(MessageState::Outbox, None),
            Outcome::Unknown(fault) => settled(MessageState::Uncertain, Some(fault)),
            Outcome::Never(fault) => settled(MessageState::Failed, Some(fault)),
            Outcome::Later(fault) if given_up(&before, tries, ctx.now) => {
                settled(MessageState::Failed, Some(fault))
            }
            Outcome::Later(fault) => {
                let due = ctx.now.plus(wait_after(tries));
                Entry { due, ..settled(MessageState::Waiting, Some(fault)) }
            }
        };
        replace(ctx.tx, &self.id, &before, &after)?;
        match after.state {
            MessageState::Waiting => Ok(()),
            MessageState::Outbox => {
                drop_content(ctx.tx, &self.id, &after)?;
                ctx.audit(&Actor::System, AuditEvent::about("message_in_outbox", self.id.as_bytes()))
            }
            MessageState::Uncertain => {
                ctx.audit(&Actor::System, AuditEvent::about("message_uncertain", self.id.as_bytes()))
            }
            _ => give_up(ctx, &self.id, after.channel),
        }
    }
}

/// Writes down that somebody was told that her account will end: nobody's ends otherwise. A code of a sponsor that had been given
/// up counts again.
fn note_notice(ctx: &mut Ctx<'_>, id: &MessageId, entry: &Entry) -> Result<(), Refusal> {
    let text = content(ctx.tx, id, entry)?.map(|message| message.text);
    if let Some(Text::SponsorshipCode(code)) = &text {
        members::code_sent(ctx, code, true)?;
    }
    match (text, recipient(ctx.tx, id, entry)?) {
        (Some(Text::AccountAsleep { .. }), Some(member)) => privacy::notice_sent(ctx, &member),
        _ => Ok(()),
    }
}

/// Counts a message that was given up; a sponsor sees that her code did not go out.
pub(super) fn give_up(ctx: &mut Ctx<'_>, id: &MessageId, channel: Channel) -> Result<(), Refusal> {
    count(ctx.tx, ctx.now, channel, |day| day.failed = day.failed.saturating_add(1))?;
    if let Some(entry) = load(ctx.tx, id)?
        && let Some(Text::SponsorshipCode(code)) = content(ctx.tx, id, &entry)?.map(|message| message.text)
    {
        members::code_sent(ctx, &code, false)?;
    }
    ctx.audit(&Actor::System, AuditEvent::about("message_failed", id.as_bytes()))
}

/// The message, if it stands so.
pub(super) fn expect(ctx: &Ctx<'_>, id: &MessageId, state: MessageState) -> Result<Entry, Refusal> {
    let entry = load(ctx.tx, id)?.ok_or(Refusal::NotFound)?;
    if entry.state == state {
        return Ok(entry);
    }
    Err(Refusal::WrongState { expected: state.name(), found: entry.state.name() })
}

fn given_up(entry: &Entry, tries: u32, now: Timestamp) -> bool {
    tries >= MAX_TRIES || now.since(entry.begun) >= MESSAGE_LIFE
}

/// Seconds before the next try, after so many that failed: a minute, and twice as long each time, up to two hours.
fn wait_after(tries: u32) -> u64 {
    let doubled = 1_u64.checked_shl(tries.saturating_sub(1)).unwrap_or(u64::MAX);
    RETRY_FIRST.saturating_mul(doubled).min(RETRY_LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<u64> = (1..MAX_TRIES).map(wait_after).collect();
        assert_eq!(waits, [60, 120, 240, 480, 960, 1_920, 3_840, 7_200, 7_200]);
        assert!(waits.iter().sum::<u64>() < MESSAGE_LIFE);
        assert_eq!(wait_after(0), 60);
        assert_eq!(wait_after(u32::MAX), RETRY_LONGEST);
    }
}
