//! A contest in the store.

use core::ops::ControlFlow;
use std::collections::BTreeSet;

use parasol_protocol::time::{Month, Timestamp};
use serde::{Deserialize, Serialize};

use super::senders;
use crate::erasures::{self, Erased};
use crate::ids::{AlertId, ContestId, MemberId};
use crate::limits::{MAX_CONTESTS_SEEN, MAX_LIST};
use crate::members::Address;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::store::{BucketId, BucketTable, Read, StoreError, Table, Tx};
use crate::words::words;

/// Contest -> where it stands; not what it says, nor from whom.
const CONTESTS: Table<ContestId, Contest> = Table::new("contests/1");
/// Contest -> what it says and from where, in the bucket of the month in which it came.
const CONTEST_DETAILS: BucketTable<ContestId, ContestDetails> = BucketTable::new("contest_details/1");
/// Closed or not, when it came, contest: the desk's order.
const CONTEST_QUEUE: Table<(u8, Timestamp, ContestId), ()> = Table::new("contest_queue/1");

words! {
    /// What somebody says who contests.
    ContestClaim {
        /// The number or address is hers since lately; it was somebody else's.
        ChangedHands = "changed_hands",
        /// What is said is not right.
        NotRight = "not_right",
        /// Something else.
        Other = "other",
    }
}

words! {
    /// What is decided about an alert that somebody contested.
    ContestDecision {
        /// It is right.
        Stays = "stays",
        /// It was corrected.
        Corrected = "corrected",
        /// It is recalled.
        Recalled = "recalled",
        /// It is recalled, because the number belongs to somebody else now, or was faked.
        ChangedHands = "changed_hands",
    }
}

/// Where a contest stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Contest {
    /// The day on which it came.
    pub(crate) filed: Timestamp,
    pub(crate) decided: Vec<DecidedAlert>,
    /// The day on which it was closed.
    pub(crate) closed: Option<Timestamp>,
    /// The day on which the letter was queued.
    pub(crate) answered: Option<Timestamp>,
}

/// What was decided about one alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DecidedAlert {
    pub(crate) alert: AlertId,
    pub(crate) what: ContestDecision,
    pub(crate) by: MemberId,
    /// The day: the second would lead to who it was that read or corrected something just before.
    pub(crate) at: Timestamp,
    /// Whether it counts: for the gravest level, once another moderator has decided the same.
    pub(crate) done: bool,
}

/// What a contest says and from where.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ContestDetails {
    pub(crate) address: Address,
    pub(crate) language: String,
    pub(crate) claim: ContestClaim,
    pub(crate) statement: String,
}

no_debug!(ContestDetails);

impl Contest {
    fn queue_key(&self, id: &ContestId) -> (u8, Timestamp, ContestId) {
        (u8::from(self.closed.is_some()), self.filed, *id)
    }

    /// What was decided, or is proposed, about an alert.
    pub(crate) fn about(&self, alert: &AlertId) -> Option<&DecidedAlert> {
        self.decided.iter().find(|decided| decided.alert == *alert)
    }

    /// Whether that counts.
    pub(crate) fn is_done(&self, alert: &AlertId) -> bool {
        self.about(alert).is_some_and(|decided| decided.done)
    }
}

fn contest_bucket(month: Month) -> BucketId {
    BucketId::new(format!("contests/{month}"))
}

pub(super) fn add(
    tx: &mut Tx,
    id: &ContestId,
    contest: &Contest,
    details: &ContestDetails,
) -> Result<(), StoreError> {
    tx.put(&CONTEST_QUEUE, &contest.queue_key(id), &())?;
    tx.put(&CONTESTS, id, contest)?;
    senders::add(tx, &details.address, id)?;
    tx.bucket_put(&CONTEST_DETAILS, &contest_bucket(contest.filed.month()), id, details)
}

/// Writes a contest in the place of what it was before.
pub(super) fn replace(
    tx: &mut Tx,
    id: &ContestId,
    before: &Contest,
    after: &Contest,
) -> Result<(), StoreError> {
    tx.remove(&CONTEST_QUEUE, &before.queue_key(id))?;
    tx.put(&CONTEST_QUEUE, &after.queue_key(id), &())?;
    tx.put(&CONTESTS, id, after)
}

pub(super) fn needed(read: &impl Read, id: &ContestId) -> Result<(Contest, ContestDetails), Refusal> {
    let contest = read.get(&CONTESTS, id)?.ok_or(Refusal::NotFound)?;
    let details = read.bucket_get(&CONTEST_DETAILS, &contest_bucket(contest.filed.month()), id)?;
    Ok((contest, details.ok_or(Refusal::NotFound)?))
}

/// A page of the contests that are closed, the newest first, without those to be left out; and how many pages there are. Only
/// keys are read.
pub(super) fn closed_page(
    read: &impl Read,
    page: usize,
    without: &BTreeSet<ContestId>,
) -> Result<(Vec<ContestId>, usize), StoreError> {
    let range = || start(1)..start(2);
    let all = usize::try_from(read.count_in(&CONTEST_QUEUE, range())?).unwrap_or(usize::MAX);
    let pages = all.saturating_sub(without.len()).min(MAX_CONTESTS_SEEN).div_ceil(MAX_LIST);
    let mut ids = Vec::new();
    let mut before = page.saturating_mul(MAX_LIST);
    if page >= pages {
        return Ok((ids, pages));
    }
    read.keys(&CONTEST_QUEUE, range(), true, |(_, _, id)| {
        if without.contains(&id) {
            return ControlFlow::Continue(());
        }
        if before > 0 {
            before = before.saturating_sub(1);
            return ControlFlow::Continue(());
        }
        ids.push(id);
        if ids.len() < MAX_LIST { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok((ids, pages))
}

/// Whether one is closed; none when there is no such contest.
pub(super) fn is_closed(read: &impl Read, id: &ContestId) -> Result<Option<bool>, StoreError> {
    Ok(read.get(&CONTESTS, id)?.map(|contest| contest.closed.is_some()))
}

/// How many wait that came on this day or before.
pub(super) fn waiting_since(read: &impl Read, day: Timestamp) -> Result<u64, StoreError> {
    read.count_in(&CONTEST_QUEUE, start(0)..=(0, day, ContestId::new([u8::MAX; 16])))
}

/// How many wait.
pub(super) fn waiting(read: &impl Read) -> Result<u64, StoreError> {
    read.count_in(&CONTEST_QUEUE, start(0)..start(1))
}

fn start(place: u8) -> (u8, Timestamp, ContestId) {
    (place, Timestamp::new(0), ContestId::new([0; 16]))
}

/// From where those came that wait.
pub(super) fn open_addresses(read: &impl Read) -> Result<Vec<Address>, Refusal> {
    let ids = all_open(read)?;
    ids.iter().map(|id| needed(read, id).map(|(_, details)| details.address)).collect()
}

/// All that wait, the oldest first.
pub(super) fn all_open(read: &impl Read) -> Result<Vec<ContestId>, StoreError> {
    let mut ids = Vec::new();
    read.keys(&CONTEST_QUEUE, start(0)..start(1), false, |(_, _, id)| {
        ids.push(id);
        if ids.len() < MAX_CONTESTS_SEEN { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(ids)
}

/// The contests that were closed before then, `limit` at most.
pub(crate) fn closed_before(
    read: &impl Read,
    then: Timestamp,
    limit: usize,
) -> Result<Vec<ContestId>, StoreError> {
    let mut ids = Vec::new();
    for (_, _, id) in read.range(&CONTEST_QUEUE, start(1)..start(2))?.into_iter().map(|(key, ())| key) {
        let closed = read.get(&CONTESTS, &id)?.and_then(|contest| contest.closed);
        if ids.len() < limit && closed.is_some_and(|closed| closed < then) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// Erases a contest if it was closed before then.
pub(crate) fn forget_closed(tx: &mut Tx, id: &ContestId, then: Timestamp) -> Result<bool, StoreError> {
    let closed = tx.get(&CONTESTS, id)?.and_then(|contest| contest.closed);
    if closed.is_some_and(|closed| closed < then) { forget(tx, id) } else { Ok(false) }
}

/// Erases a contest with what it says.
pub(crate) fn forget(tx: &mut Tx, id: &ContestId) -> Result<bool, StoreError> {
    let Some(contest) = tx.get(&CONTESTS, id)? else { return Ok(false) };
    tx.remove(&CONTEST_QUEUE, &contest.queue_key(id))?;
    tx.remove(&CONTESTS, id)?;
    let bucket = contest_bucket(contest.filed.month());
    if let Some(details) = tx.bucket_get(&CONTEST_DETAILS, &bucket, id)? {
        senders::remove(tx, &details.address, id)?;
    }
    tx.bucket_remove(&CONTEST_DETAILS, &bucket, id)?;
    erasures::record(tx, Erased::Contest, id.as_bytes())?;
    Ok(true)
}
