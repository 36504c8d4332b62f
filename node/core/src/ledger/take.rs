//! Taking what a peer sent: batches into volumes, records into their buckets, recalls for good.
//!
//! Everything here has passed a sync session, which checked it against the publisher's signature. What remains to be
//! found out is whether the volume's own history allows it, and whether another session was faster.

use parasol_protocol::envelope::Verified;
use parasol_protocol::head::{Ack, Head};
use parasol_protocol::ids::{CircleId, EntryId, OrganisationId};
use parasol_protocol::record::Record;
use parasol_protocol::sync::{Applied, Delta, Evidence, Extension, Fault, Found, Progress};
use parasol_protocol::time::Timestamp;
use parasol_protocol::volume::{Op, Volume, VolumeName};
use serde_bytes::ByteBuf;

use super::tables::{
    ACKS, BATCHES, BEHIND, DOCUMENTS, EVIDENCE, EvidenceRow, FILED, FiledRow, HEADS, HeadRow, MISSING,
    MissingRow, POSITIONS, PositionRow, RECALLED, RECORDS, SIGNED, TAGS, bucket,
};
use super::{own, read, recovery};
use crate::circles;
use crate::command::{Command, Ctx, Event};
use crate::refusal::Refusal;
use crate::store::{Read, StoreError, Tx};

/// How many entries are found under one tag of one volume.
const MAX_IDS_OF_A_TAG: usize = 64;
/// How many contradictions of one publisher are kept: one is enough to doubt it.
const MAX_EVIDENCE: usize = 8;

/// Keeps what a sync session with `from` wants kept.
#[derive(Debug)]
pub struct ApplyDelta {
    /// The organisation at the other end of the link.
    pub from: OrganisationId,
    /// What to keep.
    pub delta: Delta,
}

/// Why a step was not kept.
enum Stop {
    Fault(Fault),
    Raced,
    Refusal(Refusal),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Refusal(error.into())
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl Command for ApplyDelta {
    type Outcome = Applied;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Applied, Refusal> {
        if !self.may_be_taken(ctx)? {
            return Ok(Applied::Later);
        }
        let mark = ctx.tx.mark();
        let result = match &self.delta {
            Delta::Progress(progress) => take_progress(ctx, progress),
            Delta::Found(found) => take_found(ctx, found),
            Delta::Ack(ack) => take_ack(ctx, ack).map(|()| None).map_err(Stop::from),
            Delta::Evidence(evidence) => take_evidence(ctx, evidence).map(|()| None).map_err(Stop::from),
        };
        match result {
            Ok(ack) => Ok(Applied::Kept { ack }),
            Err(Stop::Refusal(refusal)) => Err(refusal),
            Err(Stop::Fault(fault)) => {
                ctx.tx.rollback_to(mark)?;
                Ok(Applied::Refused(fault))
            }
            Err(Stop::Raced) => {
                ctx.tx.rollback_to(mark)?;
                Ok(Applied::Later)
            }
        }
    }
}

impl ApplyDelta {
    /// Whether the link still stands: it may have been ended while this waited.
    fn may_be_taken(&self, ctx: &Ctx<'_>) -> Result<bool, StoreError> {
        let (circle, publisher) = match &self.delta {
            Delta::Progress(progress) => (progress.head().body().circle, progress.head().body().publisher),
            Delta::Found(found) => (*found.circle(), *found.publisher()),
            Delta::Ack(ack) => (ack.body().circle, ack.body().from),
            Delta::Evidence(evidence) => (evidence.other().body().circle, evidence.other().body().publisher),
        };
        let shared = circles::shared_with(ctx.tx, ctx.node.identity(), &self.from)?
            .iter()
            .any(|(shared, _)| *shared == circle);
        Ok(shared && !circles::is_over(ctx.tx, &circle, &publisher)?)
    }
}

type Ack_ = Option<Vec<u8>>;

fn take_progress(ctx: &mut Ctx<'_>, progress: &Progress) -> Result<Ack_, Stop> {
    let head = progress.head();
    let Head { circle, publisher, seq, .. } = *head.body();
    let me = ctx.node.identity().organisation;
    let held = ctx.tx.get(&HEADS, &(circle, publisher))?;
    if publisher != me && held.is_some_and(|held| held.seq >= seq) {
        // Another session was faster.
        return Ok(None);
    }
    for extension in progress.extensions() {
        extend(ctx.tx, extension)?;
    }
    keep_records(ctx.tx, &circle, &publisher, progress.records())?;
    if !progress.is_whole() {
        return Ok(None);
    }
    drop_unlisted(ctx.tx, head)?;
    ctx.tx.put(&HEADS, &(circle, publisher), &head_row(head, ctx.now))?;
    if publisher == me {
        recovery::finish(ctx, head)?;
        return Ok(None);
    }
    settle_evidence(ctx.tx, head)?;
    ctx.emit(Event::LedgerChanged { circle, publisher });
    ack_if_complete(ctx, &circle, &publisher)
}

/// A head from the future, by a wrong clock or on purpose, counts from when it came: else it would stay fresh for ever.
pub(super) fn head_row(head: &Verified<Head>, now: Timestamp) -> HeadRow {
    let Head { seq, time, complete, epoch, .. } = *head.body();
    let last = head.body().volumes.iter().map(|listed| listed.0.epoch()).max().unwrap_or(0);
    let bytes = ByteBuf::from(head.bytes());
    HeadRow { seq, hash: head.hash(), time: time.min(now), complete, epoch, last, bytes }
}

/// Takes the batches of one volume, from where it stands or in place of what was held.
fn extend(tx: &mut Tx, extension: &Extension) -> Result<(), Stop> {
    let name = extension.name();
    let held = read::position(tx, name)?;
    if held == *extension.to() {
        return Ok(());
    }
    if held != *extension.from() {
        drop_volume(tx, name)?;
    }
    let mut volume = read::volume(tx, name)?;
    if volume.position() != extension.from() {
        // Another session moved the volume while this one fetched; nobody did wrong.
        return Err(Stop::Raced);
    }
    for chained in extension.batches() {
        volume.take(chained).map_err(|_| Stop::Fault(Fault::Step))?;
        tx.put(&BATCHES, &(*name, chained.after().batches), &ByteBuf::from(chained.bytes()))?;
        for op in chained.ops() {
            follow(tx, name, op)?;
        }
    }
    keep_volume(tx, &mut volume)?;
    Ok(())
}

/// Keeps a volume's document and how far it has come.
pub(super) fn keep_volume(tx: &mut Tx, volume: &mut Volume) -> Result<(), StoreError> {
    let stored = volume.save();
    let row = PositionRow { position: stored.position, ids: stored.ids, ops: stored.ops };
    tx.put(&POSITIONS, volume.name(), &row)?;
    tx.put(&DOCUMENTS, volume.name(), &ByteBuf::from(stored.doc))
}

/// What one operation means for the indexes.
pub(super) fn follow(tx: &mut Tx, name: &VolumeName, Op(id, hash): &Op) -> Result<(), StoreError> {
    let entry = (name.circle, name.publisher, *id);
    match hash {
        Some(hash) if !tx.has(&RECALLED, &entry)? => {
            let row = FiledRow { publisher: name.publisher, volume: name.key, id: *id };
            tx.put(&FILED, &(name.circle, *hash), &row)?;
            tx.put(&MISSING, &entry, &MissingRow { volume: name.key, hash: *hash })
        }
        Some(_) => Ok(()),
        None => {
            tx.put(&RECALLED, &entry, &())?;
            forget(tx, name, id)
        }
    }
}

/// Removes everything kept of an entry.
fn forget(tx: &mut Tx, name: &VolumeName, id: &EntryId) -> Result<(), StoreError> {
    let entry = (name.circle, name.publisher, *id);
    if let Some(missing) = tx.get(&MISSING, &entry)? {
        tx.remove(&FILED, &(name.circle, missing.hash))?;
        tx.remove(&MISSING, &entry)?;
    }
    let bucket = bucket(name);
    let Some(bytes) = tx.bucket_get(&RECORDS, &bucket, id)? else { return Ok(()) };
    tx.bucket_remove(&RECORDS, &bucket, id)?;
    if let Ok(record) = Record::parse(&bytes) {
        tx.remove(&FILED, &(name.circle, record.hash()))?;
        let tag = record.clear().tag;
        let mut ids = tx.index_get(&TAGS, &bucket, tag.as_bytes())?.unwrap_or_default();
        ids.retain(|other| other != id);
        if ids.is_empty() {
            tx.index_remove(&TAGS, &bucket, tag.as_bytes())?;
        } else {
            tx.index_put(&TAGS, &bucket, tag.as_bytes(), &ids)?;
        }
    }
    Ok(())
}

/// Removes a volume with everything in it; its recalls stay known.
pub(super) fn drop_volume(tx: &mut Tx, name: &VolumeName) -> Result<(), StoreError> {
    let volume = read::volume(tx, name)?;
    let live = volume.live().map_err(|_| StoreError::damaged("documents/1"))?;
    for (id, hash) in live {
        tx.remove(&FILED, &(name.circle, hash))?;
        let entry = (name.circle, name.publisher, id);
        // In another life of the ledger the same entry is in another volume.
        if tx.get(&MISSING, &entry)?.is_some_and(|missing| missing.volume == name.key) {
            tx.remove(&MISSING, &entry)?;
        }
    }
    for n in 1..=volume.position().batches {
        tx.remove(&BATCHES, &(*name, n))?;
    }
    tx.bucket_clear(&bucket(name))?;
    tx.remove(&POSITIONS, name)?;
    tx.remove(&DOCUMENTS, name)?;
    Ok(())
}

/// What a head does not list does not exist.
fn drop_unlisted(tx: &mut Tx, head: &Verified<Head>) -> Result<(), StoreError> {
    let Head { circle, publisher, .. } = *head.body();
    for name in read::volumes(tx, &circle, &publisher)? {
        if head.body().position(&name.key).is_none() {
            drop_volume(tx, &name)?;
        }
    }
    Ok(())
}

/// Keeps records that are listed and missing; others are left.
pub(super) fn keep_records(
    tx: &mut Tx,
    circle: &CircleId,
    publisher: &OrganisationId,
    records: &[Record],
) -> Result<(), StoreError> {
    for record in records {
        let id = record.clear().id;
        let entry = (*circle, *publisher, id);
        let Some(missing) = tx.get(&MISSING, &entry)?.filter(|missing| missing.hash == record.hash()) else {
            continue;
        };
        let bucket = bucket(&VolumeName { circle: *circle, publisher: *publisher, key: missing.volume });
        tx.bucket_put(&RECORDS, &bucket, &id, &ByteBuf::from(record.bytes()))?;
        let tag = record.clear().tag;
        let mut ids = tx.index_get(&TAGS, &bucket, tag.as_bytes())?.unwrap_or_default();
        // Enough to show; more under one tag are a publisher's mistake, and each would cost the writing of all.
        if ids.len() < MAX_IDS_OF_A_TAG {
            ids.push(id);
        }
        tx.index_put(&TAGS, &bucket, tag.as_bytes(), &ids)?;
        tx.remove(&MISSING, &entry)?;
    }
    Ok(())
}

fn take_found(ctx: &mut Ctx<'_>, found: &Found) -> Result<Ack_, Stop> {
    keep_records(ctx.tx, found.circle(), found.publisher(), found.records())?;
    ctx.emit(Event::LedgerChanged { circle: *found.circle(), publisher: *found.publisher() });
    ack_if_complete(ctx, found.circle(), found.publisher())
}

/// The ack of the held head, once nothing that it lists is missing.
fn ack_if_complete(ctx: &mut Ctx<'_>, circle: &CircleId, publisher: &OrganisationId) -> Result<Ack_, Stop> {
    let from = ctx.node.identity().organisation;
    let Some(held) = ctx.tx.get(&HEADS, &(*circle, *publisher))? else { return Ok(None) };
    if *publisher == from || ctx.tx.first(&MISSING, &(*circle, *publisher))?.is_some() {
        return Ok(None);
    }
    if ctx.tx.get(&BEHIND, &(*circle, *publisher))?.is_some_and(|seq| held.seq >= seq) {
        ctx.tx.remove(&BEHIND, &(*circle, *publisher))?;
    }
    let ack =
        Ack { circle: *circle, publisher: *publisher, from, seq: held.seq, head: held.hash, time: ctx.now };
    let ack = parasol_protocol::envelope::seal(ack, ctx.node.identity().secret());
    ctx.tx.put(&ACKS, &(*circle, *publisher, from), &ByteBuf::from(ack.bytes()))?;
    Ok(Some(ack.bytes().to_vec()))
}

/// Keeps a newer ack. One of this node's own beyond what it holds shows that it was rolled back.
fn take_ack(ctx: &mut Ctx<'_>, ack: &Verified<Ack>) -> Result<(), StoreError> {
    let Ack { circle, publisher, from, seq, .. } = *ack.body();
    if from == ctx.node.identity().organisation {
        let held = ctx.tx.get(&HEADS, &(circle, publisher))?.map_or(0, |head| head.seq);
        let known = ctx.tx.get(&BEHIND, &(circle, publisher))?.unwrap_or(0);
        if seq > held && seq > known {
            ctx.tx.put(&BEHIND, &(circle, publisher), &seq)?;
        }
        return Ok(());
    }
    let plausible = if publisher == ctx.node.identity().organisation {
        ctx.tx.has(&SIGNED, &(circle, seq, ack.body().head))?
    } else {
        ctx.tx.get(&HEADS, &(circle, publisher))?.is_some_and(|head| head.seq >= seq)
    };
    if !plausible {
        return Ok(());
    }
    let held = ctx.tx.get(&ACKS, &(circle, publisher, from))?;
    let held = held.and_then(|bytes| parasol_protocol::envelope::open::<Ack>(&bytes).ok());
    if held.is_none_or(|held| held.body().seq < seq) {
        ctx.tx.put(&ACKS, &(circle, publisher, from), &ByteBuf::from(ack.bytes()))?;
    }
    Ok(())
}

fn take_evidence(ctx: &mut Ctx<'_>, evidence: &Evidence) -> Result<(), StoreError> {
    let (held, other) = (evidence.held(), evidence.other());
    let Head { circle, publisher, seq, .. } = *other.body();
    let row = EvidenceRow {
        held: ByteBuf::from(held.bytes()),
        held_hash: held.hash(),
        other: ByteBuf::from(other.bytes()),
        other_hash: other.hash(),
    };
    if ctx.tx.prefix(&EVIDENCE, &(circle, publisher))?.len() < MAX_EVIDENCE {
        ctx.tx.put(&EVIDENCE, &(circle, publisher, seq), &row)?;
    }
    Ok(())
}

/// A head that names both sides of a contradiction ends it.
fn settle_evidence(tx: &mut Tx, head: &Verified<Head>) -> Result<(), StoreError> {
    let Head { circle, publisher, .. } = *head.body();
    let mends = &head.body().mends;
    for (key, row) in tx.prefix(&EVIDENCE, &(circle, publisher))? {
        if mends.contains(&row.held_hash) && mends.contains(&row.other_hash) {
            tx.remove(&EVIDENCE, &key)?;
        }
    }
    Ok(())
}

/// Whether a publisher's two heads of one number are not mended.
pub(crate) fn is_disputed(
    read: &impl Read,
    circle: &CircleId,
    publisher: &OrganisationId,
) -> Result<bool, StoreError> {
    Ok(read.first(&EVIDENCE, &(*circle, *publisher))?.is_some())
}

/// Deletes everything accepted from a publisher in a circle, and what was acked of it.
pub(crate) fn drop_ledger(
    tx: &mut Tx,
    circle: &CircleId,
    publisher: &OrganisationId,
) -> Result<(), StoreError> {
    for name in read::volumes(tx, circle, publisher)? {
        drop_volume(tx, &name)?;
    }
    tx.remove(&HEADS, &(*circle, *publisher))?;
    tx.remove(&BEHIND, &(*circle, *publisher))?;
    Ok(())
}

/// Signs what the own ledgers owe: a heartbeat in circles whose head is older than six hours, and a head where the newest does not say
/// any more whether something is missing.
pub(super) fn heartbeat(ctx: &mut Ctx<'_>) -> Result<(), StoreError> {
    for circle in circles::active(ctx.tx)? {
        own::heartbeat(ctx, &circle)?;
        own::restate(ctx, &circle)?;
    }
    Ok(())
}
