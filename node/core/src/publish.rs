//! Sharing alerts abroad: a durable job for each alert and circle.
//!
//! Alert published here -> tags wanted -> answers -> consent, policy and recall looked at again in the transaction that
//! writes record, batch and head -> announced. A job that cannot be done now is tried again later and says where it
//! stands; a recall takes the job or the entries away, in the same transaction as the recall itself.

pub mod retag;
mod turns;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use parasol_protocol::evaluation::{Answer, Blinding, EvaluationFailure, MAX_ELEMENTS, Output};
use parasol_protocol::identifier::Identifier;
use parasol_protocol::ids::{AlertRef, CircleId, EntryId};
use parasol_protocol::lists::LIST_VERSION;
use parasol_protocol::record::{Audience, Danger, Entry, MAX_SHOWN, Record};
use parasol_protocol::time::Timestamp;
use parasol_protocol::volume::VolumeKey;
use serde::{Deserialize, Serialize};

use crate::alerts::{self, Shareable};
use crate::audit::AuditEvent;
use crate::circles;
use crate::circles::tables::{CIRCLES, Outbound};
use crate::clock;
use crate::command::{Command, Ctx, Event};
use crate::ids::AlertId;
use crate::ledger;
use crate::limits::FREE_FOR;
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError, Table, Tx};
use crate::unanswered::Blinded;

pub(crate) use turns::Resting;

/// The first wait after a try that failed, in seconds; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: u64 = 5;
/// So short that holders who did answer still know what they counted.
const LONGEST_WAIT: u64 = FREE_FOR / 2;
/// How long after its delay an alert should have been shared, in seconds. If it is not, partners are told that something is missing.
const OVERDUE: u64 = 600;
/// The head of a recall that is in no head yet: after a restore, before peers were heard.
const NOT_YET: u64 = u64::MAX;

/// An alert that waits to be shared in a circle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct JobRow {
    since: Timestamp,
    not_before: Timestamp,
    tries: u32,
    /// The ids that its entries will have, one for each identifier. Drawn before anything is filed, so that a node which is
    /// put back to this moment still knows its own entries in its peers' ledgers.
    ids: Vec<EntryId>,
    /// Whether it was filed before a roll-back: until it is again, the own ledger is not complete.
    again: bool,
    /// Whether it is older than this node's part in the circle, or was tried before the delay was changed: while alerts are shared
    /// there, the own ledger is not complete until it is filed.
    #[serde(default)]
    late: bool,
}

impl JobRow {
    /// Whether it is to be done now.
    fn is_due(&self, now: Timestamp) -> bool {
        let tried_ahead = self.tries > 0 && has_waited(self.not_before, now);
        self.not_before <= now || tried_ahead || clock::is_ahead(self.since, now)
    }

    /// Whether it should have been done for a while.
    fn is_overdue(&self, delay: u64, now: Timestamp) -> bool {
        clock::is_ahead(self.since, now) || now.since(self.since) > delay.saturating_add(OVERDUE)
    }
}

/// Why an alert is to be shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// It was just published.
    New,
    /// It was published before anything was shared in that circle.
    Older,
    /// It was shared already, and is lacking.
    Again,
}

/// An alert's entries in a circle, in the order of its identifiers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct SharedRow {
    entries: Vec<(VolumeKey, EntryId)>,
    at: Timestamp,
    recalled: Option<Timestamp>,
    /// The own head from which on the recall holds.
    seq: u64,
}

const JOBS: Table<(CircleId, AlertId), JobRow> = Table::new("publish_jobs/1");
const SHARED: Table<(CircleId, AlertId), SharedRow> = Table::new("shared/1");
/// The number that an alert's entries have in common in a circle.
const REFERENCES: Table<(CircleId, AlertId), AlertRef> = Table::new("alert_references/1");

/// Where an alert stands in one circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sharing {
    /// The circle.
    pub circle: CircleId,
    /// The circle's name.
    pub name: String,
    /// Where it stands.
    pub state: SharingState,
    /// Peers that have stated that they obeyed, and all peers.
    pub acked: (usize, usize),
    /// Peers that have not, by name.
    pub waiting: Vec<String>,
}

/// Where an alert stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharingState {
    /// It waits: for the delay to pass, or for a circle that does not answer.
    Waiting {
        /// Since when.
        since: Timestamp,
        /// How often it was tried in vain.
        tries: u32,
    },
    /// Its entries are in the ledger.
    Shared {
        /// Since when.
        since: Timestamp,
    },
    /// Its entries were recalled.
    Recalled {
        /// When.
        at: Timestamp,
    },
}

/// Makes the jobs for an alert that was just published and may be shared. Whether there is any.
pub(crate) fn enqueue(ctx: &mut Ctx<'_>, alert: &AlertId) -> Result<bool, Refusal> {
    let mut any = false;
    for (circle, row) in ctx.tx.range(&CIRCLES, ..)? {
        any |= enqueue_in(ctx, &circle, row.outbound, alert, Why::New)?;
    }
    Ok(any)
}

/// Forgets what was shared, or was to be shared, in a circle that this node is not in any more.
pub(crate) fn forget_circle(tx: &mut Tx, circle: &CircleId) -> Result<(), StoreError> {
    for (key, _) in tx.prefix(&JOBS, circle)? {
        tx.remove(&JOBS, &key)?;
    }
    for (key, _) in tx.prefix(&SHARED, circle)? {
        tx.remove(&SHARED, &key)?;
    }
    for (key, _) in tx.prefix(&REFERENCES, circle)? {
        tx.remove(&REFERENCES, &key)?;
    }
    retag::forget_circle(tx, circle)
}

/// Makes the jobs for every alert that may be shared and is not, in a circle that has just got its members, or where sharing was
/// turned on or off. Until they are done, partners are told that something is missing.
pub(crate) fn enqueue_all(ctx: &mut Ctx<'_>, circle: &CircleId) -> Result<(), Refusal> {
    let Some(row) = ctx.tx.get(&CIRCLES, circle)? else { return Ok(()) };
    for alert in alerts::shareable_ids(ctx.tx)? {
        enqueue_in(ctx, circle, row.outbound, &alert, Why::Older)?;
    }
    Ok(ledger::own::restate(ctx, circle)?)
}

fn enqueue_in(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    outbound: Outbound,
    alert: &AlertId,
    why: Why,
) -> Result<bool, Refusal> {
    let key = (*circle, *alert);
    let peers = circles::charter(ctx.tx, circle)?.is_some_and(|decided| decided.charter().members.len() > 1);
    let known = ctx.tx.has(&SHARED, &key)? || ctx.tx.has(&JOBS, &key)?;
    let shareable = alerts::shareable(ctx.tx, alert)?.filter(|alert| !alert.identifiers.is_empty());
    let Some(shareable) = shareable.filter(|_| outbound.on && peers && !known) else { return Ok(false) };
    put_job(ctx, key, shareable.identifiers.len(), outbound.delay, why)?;
    Ok(true)
}

fn put_job(
    ctx: &mut Ctx<'_>,
    key: (CircleId, AlertId),
    entries: usize,
    delay: u64,
    why: Why,
) -> Result<(), StoreError> {
    let ids = (0..entries.min(MAX_ELEMENTS)).map(|_| EntryId::random(ctx.rng)).collect();
    let (again, late) = (why == Why::Again, why == Why::Older);
    let job = JobRow { since: ctx.now, not_before: ctx.now.plus(delay), tries: 0, ids, again, late };
    ctx.tx.put(&JOBS, &key, &job)?;
    ctx.emit(Event::WorkDue);
    Ok(())
}

/// Whether anything waits to be filed that partners could take for unknown meanwhile: what was filed before a roll-back, and, where
/// alerts are shared, what is older than this node's part in the circle or should have been filed for a while.
pub(crate) fn is_lacking(read: &impl Read, circle: &CircleId, now: Timestamp) -> Result<bool, StoreError> {
    let outbound = read.get(&CIRCLES, circle)?.map(|row| row.outbound).filter(|outbound| outbound.on);
    let mut lacking = false;
    read.scan(&JOBS, turns::rows(circle, None), |(of, _), job| {
        let late = outbound.as_ref().is_some_and(|outbound| job.late || job.is_overdue(outbound.delay, now));
        lacking = of == *circle && (job.again || late);
        if of == *circle && !lacking { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(lacking)
}

/// The delay of a circle has changed: what has not been tried waits for the new one. What has been does not wait again, and is missing.
pub(crate) fn set_delay(ctx: &mut Ctx<'_>, circle: &CircleId, delay: u64) -> Result<(), StoreError> {
    for (key, mut job) in ctx.tx.prefix(&JOBS, circle)? {
        match (job.tries, job.again) {
            (0, false) => job.not_before = job.since.plus(delay),
            _ => job.late = true,
        }
        ctx.tx.put(&JOBS, &key, &job)?;
    }
    Ok(())
}

/// Whether anything is shared in a circle, and not recalled.
pub(crate) fn is_sharing(read: &impl Read, circle: &CircleId) -> Result<bool, StoreError> {
    Ok(read.prefix(&SHARED, circle)?.iter().any(|(_, shared)| shared.recalled.is_none()))
}

/// Takes an alert back from every circle: jobs are dropped, entries recalled.
pub(crate) fn enqueue_recall(ctx: &mut Ctx<'_>, alert: &AlertId) -> Result<(), Refusal> {
    for (circle, _) in ctx.tx.range(&CIRCLES, ..)? {
        let key = (circle, *alert);
        if ctx.tx.remove(&JOBS, &key)? {
            ledger::own::restate(ctx, &circle)?;
        }
        let Some(mut shared) = ctx.tx.get(&SHARED, &key)?.filter(|shared| shared.recalled.is_none()) else {
            continue;
        };
        ledger::own::recall(ctx, &circle, &shared.entries)?;
        shared.recalled = Some(ctx.now);
        shared.seq = match ledger::own::awaits_peers(ctx.tx, &circle)? {
            true => NOT_YET,
            false => ledger::own::newest(ctx, &circle)?,
        };
        ctx.tx.put(&SHARED, &key, &shared)?;
    }
    Ok(())
}

/// Makes the jobs for an alert that is shown again: it is shared under new entries, whatever was recalled.
pub(crate) fn share_again(ctx: &mut Ctx<'_>, alert: &AlertId) -> Result<(), Refusal> {
    for (circle, row) in ctx.tx.range(&CIRCLES, ..)? {
        let key = (circle, *alert);
        if ctx.tx.get(&SHARED, &key)?.is_some_and(|shared| shared.recalled.is_some()) {
            ctx.tx.remove(&SHARED, &key)?;
        }
        // Nobody is to take it for unknown meanwhile: it is filed at once, and until then the own ledger is not complete.
        let at_once = Outbound { delay: 0, ..row.outbound };
        if enqueue_in(ctx, &circle, at_once, alert, Why::Again)? {
            ledger::own::sign(ctx, &circle, Vec::new())?;
        }
    }
    Ok(())
}

/// A publication between asking and finishing. It holds plain identifiers: never logged, never kept.
#[derive(Debug)]
pub struct PendingPublication {
    circle: CircleId,
    epoch: u64,
    alert: AlertId,
    identifiers: Vec<Identifier>,
    blinded: Blinded,
}

impl Snapshot {
    /// Where an alert stands in every circle in which it is or was to be shared.
    pub fn sharing(&self, alert: &AlertId) -> Result<Vec<Sharing>, StoreError> {
        let mut sharing = Vec::new();
        for (circle, _) in self.tx.range(&CIRCLES, ..)? {
            let key = (circle, *alert);
            let Some(decided) = self.charter(&circle)? else { continue };
            let (state, seq) = match (self.tx.get(&JOBS, &key)?, self.tx.get(&SHARED, &key)?) {
                (Some(job), _) => (SharingState::Waiting { since: job.since, tries: job.tries }, u64::MAX),
                (None, Some(SharedRow { recalled: Some(at), seq, .. })) => {
                    (SharingState::Recalled { at }, seq)
                }
                (None, Some(shared)) => (SharingState::Shared { since: shared.at }, shared.seq),
                (None, None) => continue,
            };
            let me = self.identity().organisation;
            let (mut acked, mut waiting) = (0_usize, Vec::new());
            for member in decided.charter().members.iter().filter(|member| member.organisation != me) {
                if circles::is_over(&self.tx, &circle, &member.organisation)? {
                    continue;
                }
                match self.acked(&circle, &member.organisation)? {
                    Some(ack) if ack.seq >= seq => acked = acked.saturating_add(1),
                    _ => waiting.push(member.name.clone()),
                }
            }
            let all = acked.saturating_add(waiting.len());
            let name = decided.charter().name.clone();
            sharing.push(Sharing { circle, name, state, acked: (acked, all), waiting });
        }
        Ok(sharing)
    }

    /// How many jobs wait, and since when the oldest does.
    pub fn waiting_jobs(&self) -> Result<(usize, Option<Timestamp>), StoreError> {
        let jobs = self.tx.range(&JOBS, ..)?;
        Ok((jobs.len(), jobs.iter().map(|(_, job)| job.since).min()))
    }
}

/// Ends a publication with the answers, or puts it off.
#[derive(Debug)]
pub struct FinishPublication {
    /// What was begun.
    pub pending: PendingPublication,
    /// One answer for each [`Ask`].
    pub answers: Vec<Answer>,
}

impl Command for FinishPublication {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let PendingPublication { circle, epoch, alert, identifiers: asked, blinded } = self.pending;
        let key = (circle, alert);
        let Some(mut job) = ctx.tx.get(&JOBS, &key)? else { return Ok(()) };
        // Everything may have changed while the answers were on their way.
        let Some(shareable) = alerts::shareable(ctx.tx, &alert)? else {
            ctx.tx.remove(&JOBS, &key)?;
            return Ok(());
        };
        let on = ctx.tx.get(&CIRCLES, &circle)?.is_some_and(|row| row.outbound.on || job.again)
            && !ledger::own::awaits_peers(ctx.tx, &circle)?;
        let same = identifiers(&shareable) == asked;
        let outputs = outputs(ctx.tx, &circle, epoch, &blinded.0, &self.answers)?.filter(|_| on && same);
        note(ctx, key, (epoch, asked), blinded, &self.answers);
        let records = match outputs {
            Some(outputs) => seal(ctx, &circle, epoch, &alert, &job.ids, &shareable, &outputs)?,
            None => None,
        };
        let Some(records) = records else {
            job.tries = job.tries.saturating_add(1);
            job.not_before = ctx.now.plus(wait(job.tries));
            ctx.tx.put(&JOBS, &key, &job)?;
            return Ok(ledger::own::restate(ctx, &circle)?);
        };
        ctx.tx.remove(&JOBS, &key)?;
        let volumes = ledger::own::file(ctx, &circle, epoch, &records)?;
        let entries = volumes.into_iter().zip(records.iter().map(|record| record.clear().id)).collect();
        let seq = ledger::own::newest(ctx, &circle)?;
        ctx.tx.put(&SHARED, &key, &SharedRow { entries, at: ctx.now, recalled: None, seq })?;
        ctx.audit(&Actor::System, AuditEvent::about("alert_shared", alert.as_bytes()))
    }
}

/// Notes whether holders answered. Where they did not, the same is asked again.
fn note(
    ctx: &mut Ctx<'_>,
    key: (CircleId, AlertId),
    asked: (u64, Vec<Identifier>),
    blinded: Blinded,
    answers: &[Answer],
) {
    let (circle, alert) = key;
    let (answered, now) = (answers.iter().all(Result::is_ok), ctx.now);
    // Where too much was asked for today, less may pass.
    let refused = answers.iter().any(|answer| matches!(answer, Err(EvaluationFailure::Quota)));
    ctx.after_commit(move |node| {
        if answered {
            node.resting().answered(&circle);
            node.unanswered().publications.forget(&key);
        } else {
            node.resting().unanswered(circle, (!refused).then_some(alert), now);
            node.unanswered().publications.keep(key, asked, blinded, now);
        }
    });
}

/// Whether the wait after a try is over. A longer one was written under a clock that was ahead.
fn has_waited(not_before: Timestamp, now: Timestamp) -> bool {
    not_before <= now || not_before.since(now) > LONGEST_WAIT
}

/// How long is waited after so many tries, in seconds.
fn wait(tries: u32) -> u64 {
    FIRST_WAIT.saturating_mul(1 << tries.min(10)).min(LONGEST_WAIT)
}

/// What is shared of an alert, in the order of its entries.
fn identifiers(shareable: &Shareable) -> Vec<Identifier> {
    shareable.identifiers.iter().take(MAX_ELEMENTS).map(|shown| shown.identifier.clone()).collect()
}

/// What was asked for, evaluated under the newest key; none while it is not, or if another key serves by now.
fn outputs(
    read: &impl Read,
    circle: &CircleId,
    epoch: u64,
    blinding: &Blinding,
    answers: &[Answer],
) -> Result<Option<Vec<Output>>, StoreError> {
    let decided = circles::charter(read, circle)?;
    let named = decided.and_then(|decided| decided.charter().key().filter(|key| key.epoch == epoch).cloned());
    let combined = answers.first().and_then(|answer| answer.as_ref().ok());
    let combined = combined.filter(|combined| named.is_some_and(|named| *combined.public() == named.public));
    Ok(combined.and_then(|combined| blinding.finish_combined(combined).ok()))
}

/// One record for each identifier, under one reference; nothing when one cannot be sealed.
fn seal(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    epoch: u64,
    alert: &AlertId,
    ids: &[EntryId],
    shareable: &Shareable,
    outputs: &[Output],
) -> Result<Option<Vec<Record>>, Refusal> {
    let identity = ctx.node.identity();
    let audience = Audience { circle: *circle, epoch, publisher: identity.organisation };
    let country = identity.country;
    let reference = reference(ctx, circle, alert)?;
    let mut records = Vec::with_capacity(outputs.len());
    for ((named, output), id) in shareable.identifiers.iter().zip(outputs).zip(ids) {
        let danger = Danger {
            alert: reference,
            level: shareable.level,
            kinds: shareable.kinds.clone(),
            perpetrator: shareable.perpetrator,
            country,
            month: shareable.month,
            note: None,
            shown: fitting(&named.shown).unwrap_or_else(|| named.identifier.value().to_owned()),
            platform: named.platform.as_deref().and_then(fitting),
            list: LIST_VERSION,
        };
        let entry = Entry { audience, id: *id, expires: shareable.expires, danger };
        match entry.seal(output, ctx.rng) {
            Ok(record) => records.push(record),
            Err(error) => {
                tracing::error!(circle = %circle.short(), alert = %alert.short(), %error, "an entry cannot be sealed");
                return Ok(None);
            }
        }
    }
    Ok(Some(records))
}

/// A text as it is shown, if a record has room for it.
fn fitting(text: &str) -> Option<String> {
    (text.len() <= MAX_SHOWN).then(|| text.to_owned())
}

fn reference(ctx: &mut Ctx<'_>, circle: &CircleId, alert: &AlertId) -> Result<AlertRef, StoreError> {
    if let Some(reference) = ctx.tx.get(&REFERENCES, &(*circle, *alert))? {
        return Ok(reference);
    }
    let reference = AlertRef::random(ctx.rng);
    ctx.tx.put(&REFERENCES, &(*circle, *alert), &reference)?;
    Ok(reference)
}

/// Recalls that waited for a head have one now.
pub(crate) fn date_recalls(ctx: &mut Ctx<'_>, circle: &CircleId) -> Result<(), StoreError> {
    let seq = ledger::own::newest(ctx, circle)?;
    for (key, shared) in ctx.tx.prefix(&SHARED, circle)? {
        if shared.seq == NOT_YET {
            ctx.tx.put(&SHARED, &key, &SharedRow { seq, ..shared })?;
        }
    }
    Ok(())
}

/// After a roll-back: alerts of which an entry was recalled are recalled here too; alerts whose entries the ledger does
/// not have wait to be shared again. Returns the entries that this node knows.
pub(crate) fn after_rollback(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    live: &BTreeMap<EntryId, VolumeKey>,
    recalled: &BTreeSet<EntryId>,
) -> Result<BTreeSet<EntryId>, Refusal> {
    let mut known = BTreeSet::new();
    for (key, job) in ctx.tx.prefix(&JOBS, circle)? {
        // It was filed, and perhaps recalled, after the moment to which this node was put back.
        let entries: Vec<_> =
            job.ids.iter().filter_map(|id| live.get(id).map(|volume| (*volume, *id))).collect();
        if job.ids.iter().any(|id| recalled.contains(id)) {
            alerts::recall_after_rollback(ctx, &key.1)?;
        } else if entries.len() == job.ids.len() {
            known.extend(job.ids);
            let seq = ledger::own::newest(ctx, circle)?;
            ctx.tx.put(&SHARED, &key, &SharedRow { entries, at: ctx.now, recalled: None, seq })?;
            ctx.tx.remove(&JOBS, &key)?;
        }
    }
    let mut filed_under = BTreeSet::new();
    for (key, mut shared) in ctx.tx.prefix(&SHARED, circle)? {
        if shared.recalled.is_some() {
            continue;
        }
        // A job that was put back draws no new ids: in the other life the entry may be in another volume.
        for (volume, id) in &mut shared.entries {
            *volume = live.get(id).copied().unwrap_or(*volume);
        }
        let ids: BTreeSet<EntryId> = shared.entries.iter().map(|(_, id)| *id).collect();
        if !ids.is_disjoint(recalled) {
            shared.recalled = Some(ctx.now);
            ctx.tx.put(&SHARED, &key, &shared)?;
            alerts::recall_after_rollback(ctx, &key.1)?;
        } else if let Some(epoch) = retag::whole_epoch(&shared.entries, live) {
            // What it was filed under besides has ended since, or will be filed again.
            shared.entries.retain(|(volume, id)| volume.epoch() == epoch || live.contains_key(id));
            known.extend(shared.entries.iter().map(|(_, id)| *id));
            filed_under.insert(epoch);
            ctx.tx.put(&SHARED, &key, &shared)?;
        } else {
            ctx.tx.remove(&SHARED, &key)?;
            put_job(ctx, key, retag::entries_of_one_epoch(&shared.entries), 0, Why::Again)?;
        }
    }
    retag::after_rollback(ctx, circle, &filed_under)?;
    Ok(known)
}
