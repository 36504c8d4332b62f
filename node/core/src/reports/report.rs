//! A report in the store.

use core::ops::{Bound, ControlFlow};

use parasol_protocol::lists::{EventKind, Motive, Perpetrator};
use parasol_protocol::time::{Month, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Consent, Details, Showing, Wording, thread, whose};
use crate::cases;
use crate::desk::{self, RejectReason};
use crate::erasures::{self, Erased};
use crate::ids::{AlertId, MemberId, ReportId};
use crate::limits::MAX_LIST;
use crate::refusal::Refusal;
use crate::retention;
use crate::roles::Actor;
use crate::store::{BucketId, BucketTable, Read, StoreError, Table, Tx};
use crate::words::words;

/// Report -> what the desk sorts by; not whose it is.
const REPORTS: Table<ReportId, Report> = Table::new("reports/2");
/// Report -> what it says, in the bucket of the month in which it came.
const DETAILS: BucketTable<ReportId, Details> = BucketTable::new("report_details/1");
/// Status, urgent ones first, then grave ones, oldest first: the desk's order.
const QUEUE: Table<QueueKey, ()> = Table::new("desk_queue/2");

type QueueKey = (u8, u8, Timestamp, ReportId);

/// How grave a report is, as the queue has it: urgent, grave, the rest.
pub(crate) const RANKS: [u8; 3] = [0, 1, 2];

/// Where a report stands among those of its status and rank: when it came, and its id.
pub(crate) type Spot = (Timestamp, ReportId);

words! {
    /// Where a report stands.
    Status {
        /// Nobody has looked at it yet.
        Waiting = "waiting",
        /// A moderator is at it.
        Claimed = "claimed",
        /// The reporter was asked something.
        AskedBack = "asked_back",
        /// It became an alert.
        Published = "published",
        /// It was added to another report.
        Merged = "merged",
        /// It was decided not to publish it.
        NotPublished = "not_published",
        /// The reporter took it back.
        Withdrawn = "withdrawn",
        /// Its alert was recalled.
        Recalled = "recalled",
    }
}

impl Status {
    /// Whether nothing was decided yet.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Claimed | Self::AskedBack)
    }

    fn place(self) -> u8 {
        Self::ALL.iter().zip(0..).find(|(status, _)| **status == self).map_or(u8::MAX, |(_, place)| place)
    }
}

/// What the desk sorts by.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Report {
    /// Whose account it came from; none when it came by a card. Kept apart ([`whose`]), as all that could tell who she is.
    #[serde(skip)]
    pub(crate) reporter: Option<MemberId>,
    /// The partner whose card it came by.
    #[serde(skip)]
    pub(crate) card: Option<MemberId>,
    /// The hour in which it came.
    pub(crate) received: Timestamp,
    pub(crate) status: Status,
    pub(crate) kinds: Vec<EventKind>,
    pub(crate) perpetrator: Option<Perpetrator>,
    pub(crate) motives: Vec<Motive>,
    pub(crate) identifiers: usize,
    pub(crate) consent: Consent,
    pub(crate) wording: Wording,
    pub(crate) for_other: bool,
    #[serde(default)]
    pub(crate) urgent: bool,
    /// When its alert may be shown.
    #[serde(default)]
    pub(crate) showing: Showing,
    /// Whether its reporter would like help to file a complaint.
    #[serde(default)]
    pub(crate) complaint: bool,
    pub(crate) rejected: Option<RejectReason>,
    /// On which day it was decided not to publish it.
    #[serde(default)]
    pub(crate) decided: Option<Timestamp>,
    pub(crate) alert: Option<AlertId>,
    /// Since which day it is not used, because its reporter asked to have it looked at.
    #[serde(skip)]
    pub(crate) restricted: Option<Timestamp>,
    /// When somebody looked at that last, and had it used again.
    #[serde(default)]
    pub(crate) lifted: Option<Timestamp>,
    /// Whether the team's questions are read and answered by the follow code.
    #[serde(default)]
    pub(crate) by_code: bool,
    /// When the bare entry of a report that was withdrawn goes too.
    #[serde(default)]
    pub(crate) withdrawn_until: Option<Timestamp>,
    /// Whether that entry was put back, because its reporter was not free. Only the desk knows: see [`Report::told`].
    #[serde(default)]
    pub(crate) put_back: bool,
    /// By when its reporter was told that the entry is gone, while that lies ahead, of a report that was put back.
    #[serde(default)]
    pub(crate) told_gone: Option<Timestamp>,
    /// Whether its reporter wrote something, or took it back, and nobody of the desk has opened it since.
    #[serde(default)]
    pub(crate) unread: bool,
}

impl Report {
    /// The report as its reporter is told of it, and whoever holds her phone, her code or her copy. One that was put back
    /// stays a withdrawn one there, to the day: whoever made her take it back would read that she said she was not free.
    pub(crate) fn told(mut self) -> Self {
        if self.put_back {
            (self.status, self.withdrawn_until) = (Status::Withdrawn, self.told_gone);
            (self.rejected, self.decided, self.restricted) = (None, None, None);
        }
        if self.status == Status::Withdrawn {
            // A restriction that its entry keeps is the desk's matter, should it come back.
            (self.alert, self.restricted) = (None, None);
        }
        self
    }

    /// Whether its reporter was told that nothing of it is left.
    pub(crate) const fn is_told_gone(&self) -> bool {
        self.put_back && self.told_gone.is_none()
    }

    pub(crate) fn severe(&self) -> bool {
        is_severe(&self.kinds)
    }

    /// Whether it is the actor's own.
    pub(crate) fn is_of(&self, actor: &Actor) -> bool {
        matches!(actor, Actor::Member(member, _) if self.reporter == Some(*member))
    }

    fn queue_key(&self, id: &ReportId) -> QueueKey {
        let [urgent, grave, rest] = RANKS;
        let rank = match (self.urgent, self.severe()) {
            (true, _) => urgent,
            (false, true) => grave,
            (false, false) => rest,
        };
        (self.status.place(), rank, self.received, *id)
    }
}

/// Whether what happened is so grave that it comes first and somebody should call back.
pub fn is_severe(kinds: &[EventKind]) -> bool {
    kinds.iter().any(|kind| {
        matches!(
            kind,
            EventKind::ArmedAssaultOrAttemptedMurder
                | EventKind::RapeOrAttempt
                | EventKind::SexualAggression
                | EventKind::ArmedRobbery
                | EventKind::Extortion
        )
    })
}

/// The bucket of the node's own personal data of a month.
pub(crate) fn own_bucket(month: Month) -> BucketId {
    BucketId::new(format!("own/{month}"))
}

pub(super) fn add(tx: &mut Tx, id: &ReportId, report: &Report, details: &Details) -> Result<(), StoreError> {
    save(tx, id, report)?;
    enqueue(tx, id, report)?;
    tx.bucket_put(&DETAILS, &own_bucket(report.received.month()), id, details)
}

/// Puts a report into the desk's queue.
pub(super) fn enqueue(tx: &mut Tx, id: &ReportId, report: &Report) -> Result<(), StoreError> {
    tx.put(&QUEUE, &report.queue_key(id), &())
}

/// Takes a report out of the desk's queue, before what it stands there by changes.
pub(super) fn dequeue(tx: &mut Tx, id: &ReportId, report: &Report) -> Result<(), StoreError> {
    tx.remove(&QUEUE, &report.queue_key(id)).map(drop)
}

pub(crate) fn load(read: &impl Read, id: &ReportId) -> Result<Option<Report>, StoreError> {
    let Some(mut report) = read.get(&REPORTS, id)? else { return Ok(None) };
    whose::fill(read, id, &mut report)?;
    Ok(Some(report))
}

pub(crate) fn needed(read: &impl Read, id: &ReportId) -> Result<Report, Refusal> {
    load(read, id)?.ok_or(Refusal::NotFound)
}

/// What the report says.
pub(crate) fn details(read: &impl Read, id: &ReportId, report: &Report) -> Result<Details, Refusal> {
    read.bucket_get(&DETAILS, &own_bucket(report.received.month()), id)?.ok_or(Refusal::NotFound)
}

/// What its reporter is shown of what the report says: nothing once she was told that it is gone.
pub(crate) fn own_details(read: &impl Read, id: &ReportId, report: &Report) -> Result<Details, Refusal> {
    if report.is_told_gone() { Err(Refusal::NotFound) } else { details(read, id, report) }
}

/// Calls `visit` with what every report says that was not erased.
pub(crate) fn all_details(
    read: &impl Read,
    mut visit: impl FnMut(ReportId, Details),
) -> Result<(), StoreError> {
    read.bucket_scan(&DETAILS, None, |id, details| {
        visit(id, details);
        core::ops::ControlFlow::Continue(())
    })
}

/// Writes a changed report and moves it in the queue.
pub(crate) fn set_status(
    tx: &mut Tx,
    id: &ReportId,
    report: &mut Report,
    status: Status,
) -> Result<(), StoreError> {
    dequeue(tx, id, report)?;
    if !status.is_open() {
        desk::end_claim(tx, id)?;
    }
    report.status = status;
    enqueue(tx, id, report)?;
    save(tx, id, report)?;
    if status == Status::Withdrawn { cases::end(tx, id, report) } else { Ok(()) }
}

/// Up to 50 reports in the desk's order: of one status, or of all.
pub(crate) fn queue(read: &impl Read, status: Option<Status>) -> Result<Vec<ReportId>, StoreError> {
    let mut ids = Vec::new();
    let range = match status {
        Some(status) => queue_start(status.place())..queue_start(status.place().saturating_add(1)),
        None => queue_start(0)..queue_start(u8::MAX),
    };
    read.scan(&QUEUE, range, |(_, _, _, id), ()| {
        ids.push(id);
        if ids.len() < MAX_LIST { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(ids)
}

/// Some spots of one status and rank, oldest first.
pub(crate) fn spots(
    read: &impl Read,
    status: Status,
    rank: u8,
    (from, to): (Bound<Spot>, Bound<Spot>),
    wanted: usize,
) -> Result<Vec<Spot>, StoreError> {
    let mut spots = Vec::new();
    read.scan(&QUEUE, queue_range(status, rank, from, to), |(_, _, received, id), ()| {
        take(&mut spots, (received, id), wanted)
    })?;
    Ok(spots)
}

/// Some spots of one status and rank before `to`, newest first.
pub(crate) fn spots_back(
    read: &impl Read,
    status: Status,
    rank: u8,
    to: Bound<Spot>,
    wanted: usize,
) -> Result<Vec<Spot>, StoreError> {
    let mut spots = Vec::new();
    let range = queue_range(status, rank, Bound::Unbounded, to);
    read.scan_back(&QUEUE, range, |(_, _, received, id), ()| take(&mut spots, (received, id), wanted))?;
    Ok(spots)
}

fn take(spots: &mut Vec<Spot>, spot: Spot, wanted: usize) -> ControlFlow<()> {
    if spots.len() >= wanted {
        return ControlFlow::Break(());
    }
    spots.push(spot);
    ControlFlow::Continue(())
}

fn queue_range(
    status: Status,
    rank: u8,
    from: Bound<Spot>,
    to: Bound<Spot>,
) -> (Bound<QueueKey>, Bound<QueueKey>) {
    let place = status.place();
    let key = |(received, id): Spot| (place, rank, received, id);
    let start = |rank: u8| (place, rank, Timestamp::new(0), ReportId::new([0; 16]));
    let from = match from {
        Bound::Unbounded => Bound::Included(start(rank)),
        bound => bound.map(key),
    };
    let to = match to {
        Bound::Unbounded => Bound::Excluded(start(rank.saturating_add(1))),
        bound => bound.map(key),
    };
    (from, to)
}

/// How many reports stand there.
pub(crate) fn count(read: &impl Read, status: Status) -> Result<u64, StoreError> {
    read.count_in(&QUEUE, queue_start(status.place())..queue_start(status.place().saturating_add(1)))
}

fn queue_start(place: u8) -> QueueKey {
    (place, 0, Timestamp::new(0), ReportId::new([0; 16]))
}

/// Removes what a report says, and what was written about it since; it is erased with the next change of its bucket's key.
pub(crate) fn forget_details(tx: &mut Tx, id: &ReportId, report: &Report) -> Result<(), StoreError> {
    desk::second::forget(tx, id, report)?;
    let posts = thread::forget(tx, id, report)?;
    if tx.bucket_remove(&DETAILS, &own_bucket(report.received.month()), id)? || posts {
        erasures::record(tx, Erased::Report, id.as_bytes())?;
    }
    retention::forget_hold(tx, id, report)?;
    // What the team wrote about her goes with her words.
    cases::end(tx, id, report)
}

/// Takes away how to reach the reporter, for good: her case is closed.
pub(crate) fn forget_contact(tx: &mut Tx, id: &ReportId, report: &Report) -> Result<(), StoreError> {
    let bucket = own_bucket(report.received.month());
    let Some(mut details) = tx.bucket_get(&DETAILS, &bucket, id)? else { return Ok(()) };
    if details.contact.is_none() && details.reach.is_none() {
        return Ok(());
    }
    (details.contact, details.reach) = (None, None);
    tx.bucket_put(&DETAILS, &bucket, id, &details)?;
    tx.mark_dirty(&bucket)?;
    erasures::record(tx, Erased::Contact, id.as_bytes())
}

/// Whether anything of what it says is still there.
pub(crate) fn has_details(read: &impl Read, id: &ReportId, report: &Report) -> Result<bool, StoreError> {
    Ok(read.bucket_get(&DETAILS, &own_bucket(report.received.month()), id)?.is_some())
}

/// Whether it still says how to reach its reporter.
pub(crate) fn has_contact(read: &impl Read, id: &ReportId, report: &Report) -> Result<bool, StoreError> {
    let details = read.bucket_get(&DETAILS, &own_bucket(report.received.month()), id)?;
    Ok(details.is_some_and(|details| details.contact.is_some() || details.reach.is_some()))
}

/// Visits every report, without whose it is, until the visitor breaks.
pub(crate) fn each(
    read: &impl Read,
    mut visit: impl FnMut(ReportId, &Report) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    read.scan(&REPORTS, .., |id, report| visit(id, &report))
}

/// When the newest came.
pub(crate) fn newest(read: &impl Read) -> Result<Option<Timestamp>, StoreError> {
    let mut newest = None;
    each(read, |_, report| {
        newest = newest.max(Some(report.received));
        ControlFlow::Continue(())
    })?;
    Ok(newest)
}

/// The reports of which nothing was decided yet, each with when it came.
pub(crate) fn undecided(read: &impl Read) -> Result<Vec<(Timestamp, ReportId)>, StoreError> {
    let mut came = Vec::new();
    for status in Status::ALL.iter().filter(|status| status.is_open()) {
        let range = queue_start(status.place())..queue_start(status.place().saturating_add(1));
        read.scan(&QUEUE, range, |(_, _, received, id), ()| {
            came.push((received, id));
            core::ops::ControlFlow::Continue(())
        })?;
    }
    Ok(came)
}

/// Leaves of what a report says nothing but by what the person can be found, and of what was written about it since
/// nothing at all.
pub(super) fn strip(tx: &mut Tx, id: &ReportId, report: &Report) -> Result<Details, StoreError> {
    thread::forget(tx, id, report)?;
    let bucket = own_bucket(report.received.month());
    let Details { identifiers, .. } = tx.bucket_get(&DETAILS, &bucket, id)?.unwrap_or_default();
    let left = Details { identifiers, ..Details::default() };
    tx.bucket_put(&DETAILS, &bucket, id, &left)?;
    tx.mark_dirty(&bucket)?;
    Ok(left)
}

/// Writes a report of which neither status nor severity changed.
pub(crate) fn save(tx: &mut Tx, id: &ReportId, report: &Report) -> Result<(), StoreError> {
    tx.put(&REPORTS, id, report)?;
    whose::keep(tx, id, report)
}

/// Takes the reporter away from a report, with what would tell who she is: contact, place, day and hour. No erasure is recorded
/// of it: beside hers, and beside those of her other reports, it would say what belongs together. Hers is enough, for
/// whoever erases it again finds her reports in the older store.
pub(crate) fn unlink(tx: &mut Tx, id: &ReportId, report: &mut Report) -> Result<(), StoreError> {
    report.reporter = None;
    // What was written to her, and by her, is nobody's any more; and her code must not open what comes.
    report.by_code = false;
    thread::forget(tx, id, report)?;
    save(tx, id, report)?;
    // What the team noted could tell who she is, too.
    cases::end(tx, id, report)?;
    let bucket = own_bucket(report.received.month());
    let Some(mut details) = tx.bucket_get(&DETAILS, &bucket, id)? else { return Ok(()) };
    (details.contact, details.reach, details.place, details.hour) = (None, None, None, None);
    details.happened_on = details.happened_on.map(|on| on.month().into());
    tx.bucket_put(&DETAILS, &bucket, id, &details)?;
    tx.mark_dirty(&bucket)
}
