//! A contest in the store.

use core::ops::ControlFlow;

use parasol_protocol::time::{Month, Timestamp};
use serde::{Deserialize, Serialize};

use crate::erasures::{self, Erased};
use crate::ids::{AlertId, ContestId, MemberId};
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
    pub(crate) closed: Option<Timestamp>,
    /// When the letter was queued.
    pub(crate) answered: Option<Timestamp>,
}

/// What was decided about one alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DecidedAlert {
    pub(crate) alert: AlertId,
    pub(crate) what: ContestDecision,
    pub(crate) by: MemberId,
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

/// The contests that wait, or those that are closed, the oldest first; those after `skip`, `limit` at most.
pub(super) fn queue(read: &impl Read, closed: bool, limit: usize) -> Result<Vec<ContestId>, StoreError> {
    let mut ids = Vec::new();
    let place = u8::from(closed);
    let mut take = |(_, _, id): (u8, Timestamp, ContestId), ()| {
        ids.push(id);
        if ids.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    // What waits: the oldest first. What is closed: the newest first.
    if closed {
        read.scan_back(&CONTEST_QUEUE, start(place)..start(place.saturating_add(1)), &mut take)?;
    } else {
        read.scan(&CONTEST_QUEUE, start(place)..start(place.saturating_add(1)), &mut take)?;
    }
    Ok(ids)
}

/// How many wait.
pub(super) fn waiting(read: &impl Read) -> Result<u64, StoreError> {
    read.count_in(&CONTEST_QUEUE, start(0)..start(1))
}

fn start(place: u8) -> (u8, Timestamp, ContestId) {
    (place, Timestamp::new(0), ContestId::new([0; 16]))
}

/// From where contests came, the newest months last, until the visitor breaks.
pub(super) fn each(
    read: &impl Read,
    visit: impl FnMut(ContestId, ContestDetails) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    read.bucket_scan(&CONTEST_DETAILS, None, visit)
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

/// Erases a contest with what it says.
pub(crate) fn forget(tx: &mut Tx, id: &ContestId) -> Result<bool, StoreError> {
    let Some(contest) = tx.get(&CONTESTS, id)? else { return Ok(false) };
    tx.remove(&CONTEST_QUEUE, &contest.queue_key(id))?;
    tx.remove(&CONTESTS, id)?;
    tx.bucket_remove(&CONTEST_DETAILS, &contest_bucket(contest.filed.month()), id)?;
    erasures::record(tx, Erased::Contest, id.as_bytes())?;
    Ok(true)
}
