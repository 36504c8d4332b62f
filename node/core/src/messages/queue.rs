//! The queue in the store.

use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Message, Text};
use crate::command::{Ctx, Event};
use crate::ids::{MemberId, MessageId};
use crate::limits::MAX_MESSAGES;
use crate::members::{self, Address};
use crate::refusal::Refusal;
use crate::store::{BucketId, BucketIndex, BucketTable, Read, StoreError, Table, Tx};
use crate::words::words;

/// Message -> how it stands; never to whom, never what.
pub(super) const QUEUE: Table<MessageId, Entry> = Table::new("message_queue/1");
/// Channel, when the next try is due, message: only those that wait.
pub(super) const DUE: Table<(u8, Timestamp, MessageId), ()> = Table::new("messages_due/1");
/// Message -> to whom and what, in the bucket of the day on which it was queued.
const CONTENTS: BucketTable<MessageId, Message> = BucketTable::new("message_contents/1");
/// Message -> the member to whom it goes, if it goes to one; in the same bucket, and gone when the message is.
const RECIPIENTS: BucketTable<MessageId, MemberId> = BucketTable::new("message_recipients/1");
/// Member and message that goes to her; in her bucket, so that whoever goes need not be looked for among all messages.
const MESSAGES_TO: BucketIndex<(MemberId, MessageId), ()> = BucketIndex::new("messages_to/1");
/// Day since the epoch, channel -> how many ended how.
pub(super) const COUNTS: Table<(u32, u8), DayCounts> = Table::new("message_counts/1");

words! {
    /// By what a message goes.
    Channel {
        /// E-mail.
        Mail = "mail",
        /// SMS.
        Sms = "sms",
    }
}

words! {
    /// Where a message stands. One that was sent is not kept.
    MessageState {
        /// It waits for its turn or for the next try.
        Waiting = "waiting",
        /// It is being handed over.
        Trying = "trying",
        /// Whether it went out is not known; only a person sends it again.
        Uncertain = "uncertain",
        /// It was given up.
        Failed = "failed",
        /// It lies in the outbox folder, to be handed over by a person.
        Outbox = "outbox",
    }
}

words! {
    /// What went wrong with a try.
    Fault {
        /// The provider could not be reached.
        Unreachable = "unreachable",
        /// The provider's certificate is not one to be trusted.
        Certificate = "certificate",
        /// The provider refused the user name, password or key.
        SignIn = "sign_in",
        /// The provider asked to be tried later, or has trouble of its own.
        PutOff = "put_off",
        /// The provider refused this message.
        Refused = "refused",
        /// The provider was given the message and did not answer.
        NoAnswer = "no_answer",
        /// The node stopped in the middle.
        Stopped = "stopped",
        /// The outbox folder is full or cannot be written.
        Outbox = "outbox",
        /// A file that the settings name cannot be read.
        Settings = "settings",
        /// It waited for longer than anybody waits for it.
        TooOld = "too_old",
    }
}

impl Channel {
    /// By what this address is reached.
    pub fn of(address: &Address) -> Self {
        match address {
            Address::Email(_) => Self::Mail,
            Address::Phone(_) => Self::Sms,
        }
    }

    pub(super) const fn place(self) -> u8 {
        match self {
            Self::Mail => 0,
            Self::Sms => 1,
        }
    }
}

/// How a message stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) channel: Channel,
    pub(super) state: MessageState,
    pub(super) queued: Timestamp,
    /// When it began to be tried: when it was queued, or last sent again by a person.
    pub(super) begun: Timestamp,
    /// Since when it stands so.
    pub(super) since: Timestamp,
    /// When the next try is due, for one that waits.
    pub(super) due: Timestamp,
    pub(super) tries: u32,
    /// By which way it was last handed over, in the words of the process that does it.
    pub(super) route: Option<String>,
    pub(super) fault: Option<Fault>,
    /// When the code in it ends, if there is one: then nobody waits for it any more.
    #[serde(default)]
    pub(super) ends: Option<Timestamp>,
}

impl Entry {
    /// Whether the code in it is no good any more.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.ends.is_some_and(|ends| ends <= now)
    }
}

/// How many messages ended how on one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DayCounts {
    /// A provider confirmed them.
    pub(super) sent: u64,
    /// They were given up.
    pub(super) failed: u64,
    /// They were not queued, because too many waited.
    pub(super) dropped: u64,
}

impl Ctx<'_> {
    /// Queues a message to a member: if her account goes first, so does the message.
    pub(crate) fn send_to(&mut self, member: &MemberId, message: Message) -> Result<(), Refusal> {
        let lifetime = message.text.lifetime();
        self.send_to_for(member, message, lifetime)
    }

    /// The same, with a code that is good for so many seconds.
    pub(crate) fn send_to_for(
        &mut self,
        member: &MemberId,
        message: Message,
        lifetime: Option<u64>,
    ) -> Result<(), Refusal> {
        let Some(id) = self.queue(message, lifetime)? else { return Ok(()) };
        self.tx.bucket_put(&RECIPIENTS, &bucket(self.now), &id, member)?;
        Ok(self.tx.index_put(&MESSAGES_TO, &members::bucket(member), &(*member, id), &())?)
    }

    /// Queues a message to somebody who has no account; whether there was room.
    pub(crate) fn send_or_not(&mut self, message: Message) -> Result<bool, Refusal> {
        let lifetime = message.text.lifetime();
        Ok(self.queue(message, lifetime)?.is_some())
    }

    /// Queues a message to somebody who has no account.
    pub(crate) fn send(&mut self, message: Message) -> Result<(), Refusal> {
        self.send_or_not(message).map(drop)
    }

    /// Queues a message: it goes out if the command is accepted.
    ///
    /// When too many wait already, it is counted as dropped and the command goes on: a refusal would tell a visitor that
    /// the address is known here. `doctor` says so.
    fn queue(&mut self, message: Message, lifetime: Option<u64>) -> Result<Option<MessageId>, Refusal> {
        let channel = Channel::of(&message.to);
        // Those that were given up do not count: else whoever names numbers that nobody has would silence everybody.
        if self.tx.count(&DUE)? >= MAX_MESSAGES {
            tracing::error!("too many messages wait: one was dropped; see `parasol message list`");
            count(self.tx, self.now, channel, |day| day.dropped = day.dropped.saturating_add(1))?;
            return Ok(None);
        }
        let id = MessageId::random(self.rng);
        let entry = Entry {
            channel,
            state: MessageState::Waiting,
            queued: self.now,
            begun: self.now,
            since: self.now,
            due: self.now,
            tries: 0,
            route: None,
            fault: None,
            ends: lifetime.map(|seconds| self.now.plus(seconds)),
        };
        self.tx.bucket_put(&CONTENTS, &bucket(self.now), &id, &message)?;
        put(self.tx, &id, &entry)?;
        self.emit(Event::MessageQueued);
        Ok(Some(id))
    }
}

/// The bucket of the messages of a day.
fn bucket(queued: Timestamp) -> BucketId {
    BucketId::new(format!("messages/{}", day(queued)))
}

/// Days since the epoch; the last one there is for the far future.
pub(super) fn day(at: Timestamp) -> u32 {
    u32::try_from(at.seconds() / DAY).unwrap_or(u32::MAX)
}

pub(super) fn load(read: &impl Read, id: &MessageId) -> Result<Option<Entry>, StoreError> {
    read.get(&QUEUE, id)
}

/// What a message says; none once it was sent or written to the outbox.
pub(super) fn content(
    read: &impl Read,
    id: &MessageId,
    entry: &Entry,
) -> Result<Option<Message>, StoreError> {
    read.bucket_get(&CONTENTS, &bucket(entry.queued), id)
}

/// To which member it goes, if it goes to one.
pub(super) fn recipient(
    read: &impl Read,
    id: &MessageId,
    entry: &Entry,
) -> Result<Option<MemberId>, StoreError> {
    read.bucket_get(&RECIPIENTS, &bucket(entry.queued), id)
}

fn put(tx: &mut Tx, id: &MessageId, entry: &Entry) -> Result<(), StoreError> {
    if entry.state == MessageState::Waiting {
        tx.put(&DUE, &(entry.channel.place(), entry.due, *id), &())?;
    }
    tx.put(&QUEUE, id, entry)
}

/// Writes an entry in the place of what it was before.
pub(super) fn replace(tx: &mut Tx, id: &MessageId, before: &Entry, after: &Entry) -> Result<(), StoreError> {
    tx.remove(&DUE, &(before.channel.place(), before.due, *id))?;
    put(tx, id, after)
}

/// Erases the address and what is said. To which member it goes stays known until it is forgotten: what lies in the outbox
/// goes with her.
pub(super) fn drop_content(tx: &mut Tx, id: &MessageId, entry: &Entry) -> Result<(), StoreError> {
    tx.bucket_remove(&CONTENTS, &bucket(entry.queued), id).map(drop)
}

/// Forgets a message altogether.
pub(super) fn remove(tx: &mut Tx, id: &MessageId, entry: &Entry) -> Result<(), StoreError> {
    tx.remove(&DUE, &(entry.channel.place(), entry.due, *id))?;
    tx.remove(&QUEUE, id)?;
    let bucket = bucket(entry.queued);
    if let Some(member) = tx.bucket_get(&RECIPIENTS, &bucket, id)? {
        tx.bucket_remove(&RECIPIENTS, &bucket, id)?;
        tx.index_remove(&MESSAGES_TO, &members::bucket(&member), &(member, *id))?;
    }
    drop_content(tx, id, entry)
}

/// Changes what is counted for today.
pub(super) fn count(
    tx: &mut Tx,
    now: Timestamp,
    channel: Channel,
    change: impl FnOnce(&mut DayCounts),
) -> Result<(), StoreError> {
    let key = (day(now), channel.place());
    let mut counts = tx.get(&COUNTS, &key)?.unwrap_or_default();
    change(&mut counts);
    tx.put(&COUNTS, &key, &counts)
}

/// Forgets everything that is queued for a member or lies in the outbox for her, not what others get at the same address.
/// One that is being handed over can go out all the same.
pub(crate) fn forget_to(tx: &mut Tx, member: &MemberId) -> Result<(), StoreError> {
    for ((to, id), ()) in tx.index_rows(&MESSAGES_TO, &members::bucket(member))? {
        if to == *member
            && let Some(entry) = load(tx, &id)?
        {
            remove(tx, &id, &entry)?;
        }
    }
    Ok(())
}

/// Forgets the message with a sponsor's code, so that nobody sends again what is good for nothing. One that is being handed
/// over can go out all the same.
pub(crate) fn forget_code(tx: &mut Tx, key: &[u8; 16]) -> Result<(), StoreError> {
    for (id, entry) in tx.range(&QUEUE, ..)? {
        let settled = !matches!(entry.state, MessageState::Trying | MessageState::Outbox);
        if entry.channel == Channel::Sms
            && settled
            && let Some(Text::SponsorshipCode(code)) = content(tx, &id, &entry)?.map(|message| message.text)
            && members::is_code(tx, &code, key)
        {
            remove(tx, &id, &entry)?;
        }
    }
    Ok(())
}

/// Forgets everything that is queued: what waited in a backup went out long ago, or says what is not true any more.
pub(crate) fn forget_all(tx: &mut Tx) -> Result<(), StoreError> {
    for (id, entry) in tx.range(&QUEUE, ..)? {
        remove(tx, &id, &entry)?;
    }
    Ok(())
}

/// How many more messages the queue takes.
pub(crate) fn room(read: &impl Read) -> Result<usize, StoreError> {
    Ok(usize::try_from(MAX_MESSAGES.saturating_sub(read.count(&DUE)?)).unwrap_or(usize::MAX))
}
