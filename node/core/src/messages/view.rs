//! The queue as admins see it: counts, states and ids. Never an address, never a text.

use std::collections::BTreeMap;

use parasol_protocol::time::Timestamp;

use super::admin::{AGREEMENT, SMS_WORDING};
use super::queue::{COUNTS, Entry, QUEUE, day, load};
use super::{Channel, Fault, MessageState};
use crate::audit::AuditActor;
use crate::ids::MessageId;
use crate::limits::{MAX_LIST, OUTBOX_KEPT};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::Read;

/// The queue of messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Messages {
    /// Each channel in numbers.
    pub channels: Vec<QueueCounts>,
    /// Up to 50 messages: those first that a person has to decide about, then the oldest.
    pub rows: Vec<MessageRow>,
    /// Who agreed that SMS go out, when; none while they do not.
    pub agreement: Option<Agreement>,
}

/// That an admin agreed that SMS go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    /// Who.
    pub by: AuditActor,
    /// When.
    pub at: Timestamp,
}

/// A channel in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueCounts {
    /// Which.
    pub channel: Channel,
    /// How many stand how, in the order of [`MessageState::ALL`].
    pub states: Vec<(MessageState, u64)>,
    /// Since when the oldest one waits.
    pub oldest: Option<Timestamp>,
    /// The fault of the newest try that did not succeed, of those that wait.
    pub fault: Option<Fault>,
    /// Confirmed by a provider today and yesterday, UTC.
    pub sent: u64,
    /// Given up today and yesterday, UTC.
    pub failed: u64,
    /// Not queued today and yesterday, UTC, because too many waited.
    pub dropped: u64,
}

impl QueueCounts {
    /// How many stand so.
    pub fn of(&self, state: MessageState) -> u64 {
        self.states.iter().filter(|(other, _)| *other == state).map(|(_, number)| number).sum()
    }
}

/// A message of which nothing is told but how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageRow {
    /// Its id.
    pub id: MessageId,
    /// By what it goes.
    pub channel: Channel,
    /// How it stands.
    pub state: MessageState,
    /// When it was queued.
    pub queued: Timestamp,
    /// Since when it stands so.
    pub since: Timestamp,
    /// How often it was tried.
    pub tries: u32,
    /// When the next try is due, if it waits.
    pub due: Option<Timestamp>,
    /// What went wrong last.
    pub fault: Option<Fault>,
}

impl Snapshot {
    /// How the queue stands; with `state`, only rows that stand so.
    pub fn messages(
        &self,
        actor: &Actor,
        state: Option<MessageState>,
        now: Timestamp,
    ) -> Result<Messages, Refusal> {
        self.allow(actor, Action::ManageMessages)?;
        let entries = self.tx.range(&QUEUE, ..)?;
        let channels = Channel::ALL.iter().map(|channel| self.channel(*channel, &entries, now));
        let mut rows: Vec<MessageRow> = entries.iter().map(|(id, entry)| row(*id, entry)).collect();
        rows.retain(|row| state.is_none_or(|state| row.state == state));
        rows.sort_by_key(|row| (urgency(row.state), row.queued, row.id));
        rows.truncate(MAX_LIST);
        Ok(Messages { channels: channels.collect::<Result<_, _>>()?, rows, agreement: self.sms_agreement()? })
    }

    /// Who agreed to the present words that SMS go out; none: they do not.
    pub fn sms_agreement(&self) -> Result<Option<Agreement>, Refusal> {
        let agreed = self.tx.get(&AGREEMENT, &())?.filter(|agreed| agreed.wording == SMS_WORDING);
        Ok(agreed.map(|agreed| Agreement { by: agreed.by, at: agreed.at }))
    }

    /// The messages that lie in the outbox folder, and until when each may.
    pub fn messages_in_outbox(&self) -> Result<Vec<(MessageId, Timestamp)>, Refusal> {
        let entries = self.tx.range(&QUEUE, ..)?.into_iter();
        let filed = entries.filter(|(_, entry)| entry.state == MessageState::Outbox);
        let until = |entry: &Entry| {
            let longest = entry.since.plus(OUTBOX_KEPT);
            entry.ends.map_or(longest, |ends| ends.min(longest))
        };
        Ok(filed.map(|(id, entry)| (id, until(&entry))).collect())
    }

    /// How a message stands; none when there is no such message any more.
    pub fn message_state(&self, id: &MessageId) -> Result<Option<MessageState>, Refusal> {
        Ok(load(&self.tx, id)?.map(|entry| entry.state))
    }

    fn channel(
        &self,
        channel: Channel,
        entries: &[(MessageId, Entry)],
        now: Timestamp,
    ) -> Result<QueueCounts, Refusal> {
        let mine = || entries.iter().map(|(_, entry)| entry).filter(|entry| entry.channel == channel);
        let mut numbers: BTreeMap<MessageState, u64> = BTreeMap::new();
        mine().for_each(|entry| *numbers.entry(entry.state).or_default() += 1);
        let states = MessageState::ALL.iter().map(|state| (*state, numbers.get(state).copied().unwrap_or(0)));
        let waiting = || mine().filter(|entry| entry.state == MessageState::Waiting);
        let mut counts = QueueCounts {
            channel,
            states: states.collect(),
            oldest: waiting().map(|entry| entry.queued).min(),
            fault: waiting()
                .filter(|entry| entry.fault.is_some())
                .max_by_key(|entry| entry.since)
                .and_then(|entry| entry.fault),
            sent: 0,
            failed: 0,
            dropped: 0,
        };
        let today = day(now);
        for day in [today.saturating_sub(1), today] {
            let ended = self.tx.get(&COUNTS, &(day, channel.place()))?.unwrap_or_default();
            counts.sent = counts.sent.saturating_add(ended.sent);
            counts.failed = counts.failed.saturating_add(ended.failed);
            counts.dropped = counts.dropped.saturating_add(ended.dropped);
        }
        Ok(counts)
    }
}

/// Whether an admin has agreed to the present words, so that SMS go out.
pub(crate) fn sms_agreed(read: &impl Read) -> Result<bool, Refusal> {
    Ok(read.get(&AGREEMENT, &())?.is_some_and(|agreed| agreed.wording == SMS_WORDING))
}

/// What a person has to decide about comes first.
fn urgency(state: MessageState) -> u8 {
    match state {
        MessageState::Uncertain => 0,
        MessageState::Failed => 1,
        MessageState::Outbox => 2,
        MessageState::Waiting | MessageState::Trying => 3,
    }
}

fn row(id: MessageId, entry: &Entry) -> MessageRow {
    let Entry { channel, state, queued, since, due, tries, fault, .. } = *entry;
    let due = (state == MessageState::Waiting).then_some(due);
    MessageRow { id, channel, state, queued, since, tries, due, fault }
}
