//! The node's own ledger in a circle: filing entries, recalling them, signing heads.
//!
//! A head is signed inside the transaction that makes its batches durable, and announced after it.

use parasol_protocol::charter::{Charter, Decided};
use parasol_protocol::envelope;
use parasol_protocol::head::{Head, Listed};
use parasol_protocol::ids::{CircleId, EntryId, Hash, Incarnation};
use parasol_protocol::record::Record;
use parasol_protocol::time::Timestamp;
use parasol_protocol::volume::{MAX_OPS, Op, Volume, VolumeError, VolumeKey, VolumeName};
use serde_bytes::ByteBuf;

use super::tables::{BATCHES, HEADS, OWN, OwnRow, POSITIONS, SIGNED};
use super::{ended, read, take};
use crate::circles;
use crate::command::{Ctx, Event};
use crate::publish;
use crate::store::{Read, StoreError};

/// A head is signed at least so often, in seconds, so that peers know that nothing was kept from them.
const HEARTBEAT: u64 = 6 * 3_600;

/// Steps to take in one volume of the own ledger.
type Steps = (VolumeName, Vec<Op>);

fn damaged(_: VolumeError) -> StoreError {
    StoreError::damaged("documents/1")
}

/// What is kept beside the own ledger's head; made when it is first needed.
pub(super) fn row(ctx: &mut Ctx<'_>, circle: &CircleId) -> Result<OwnRow, StoreError> {
    if let Some(row) = ctx.tx.get(&OWN, circle)? {
        return Ok(row);
    }
    let row = OwnRow::new(Incarnation::random(ctx.rng));
    ctx.tx.put(&OWN, circle, &row)?;
    Ok(row)
}

/// Files records in the volumes of this month and signs a new head. Returns the volume of each, in order.
pub(crate) fn file(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    epoch: u64,
    records: &[Record],
) -> Result<Vec<VolumeKey>, StoreError> {
    let mut filed = Vec::with_capacity(records.len());
    let mut rest = records;
    while !rest.is_empty() {
        let mut volume = open_volume(ctx, circle, epoch)?;
        let room = usize::try_from(volume.room()).unwrap_or(usize::MAX).min(MAX_OPS).min(rest.len());
        let (now, later) = rest.split_at(room);
        let ops = now.iter().map(|record| Op(record.clear().id, Some(record.hash()))).collect();
        append(ctx, &mut volume, ops)?;
        let me = ctx.node.identity().organisation;
        take::keep_records(ctx.tx, circle, &me, now)?;
        filed.extend(now.iter().map(|_| volume.name().key));
        rest = later;
    }
    sign(ctx, circle, Vec::new())?;
    Ok(filed)
}

/// Recalls entries of the own ledger and signs a new head; ids that are not live are passed over.
pub(crate) fn recall(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    entries: &[(VolumeKey, EntryId)],
) -> Result<(), StoreError> {
    if awaits_peers(ctx.tx, circle)? {
        // Whoever knows of the alert has written down that it is recalled; the ledger follows when peers were heard.
        return Ok(());
    }
    let publisher = ctx.node.identity().organisation;
    let mut steps: Vec<Steps> = Vec::new();
    for (key, id) in entries {
        let name = VolumeName { circle: *circle, publisher, key: *key };
        match steps.iter_mut().find(|(other, _)| *other == name) {
            Some((_, ops)) => ops.push(Op(*id, None)),
            None => steps.push((name, vec![Op(*id, None)])),
        }
    }
    recall_in(ctx, steps)?;
    sign(ctx, circle, Vec::new())
}

/// Takes recalls in their volumes, without signing.
pub(super) fn recall_in(ctx: &mut Ctx<'_>, steps: Vec<Steps>) -> Result<(), StoreError> {
    for (name, ops) in steps {
        let mut volume = read::volume(ctx.tx, &name)?;
        let mut live = Vec::with_capacity(ops.len());
        for op in ops {
            if matches!(volume.standing(&op.0), Ok(parasol_protocol::volume::Standing::Live(_))) {
                live.push(op);
            }
        }
        for chunk in live.chunks(MAX_OPS) {
            append(ctx, &mut volume, chunk.to_vec())?;
        }
    }
    Ok(())
}

/// The volume of this month and life that still has room.
fn open_volume(ctx: &mut Ctx<'_>, circle: &CircleId, epoch: u64) -> Result<Volume, StoreError> {
    let publisher = ctx.node.identity().organisation;
    let incarnation = row(ctx, circle)?.incarnation;
    let mut part = 0;
    loop {
        let key = VolumeKey(epoch, ctx.now.month(), part, incarnation);
        let volume = read::volume(ctx.tx, &VolumeName { circle: *circle, publisher, key })?;
        if volume.room() > 0 {
            return Ok(volume);
        }
        part += 1;
    }
}

fn append(ctx: &mut Ctx<'_>, volume: &mut Volume, ops: Vec<Op>) -> Result<(), StoreError> {
    let chained = volume.append(ops).map_err(damaged)?;
    let name = *volume.name();
    ctx.tx.put(&BATCHES, &(name, chained.after().batches), &ByteBuf::from(chained.bytes()))?;
    for op in chained.ops() {
        take::follow(ctx.tx, &name, op)?;
    }
    take::keep_volume(ctx.tx, volume)
}

/// Whether nothing may be published in a circle before peers were heard.
pub(crate) fn awaits_peers(read: &impl Read, circle: &CircleId) -> Result<bool, StoreError> {
    Ok(read.get(&OWN, circle)?.is_some_and(|own| !own.awaits.is_empty()))
}

/// Signs a head of what the own ledger is now; nothing while peers must be heard first.
pub(crate) fn sign(ctx: &mut Ctx<'_>, circle: &CircleId, mends: Vec<Hash>) -> Result<(), StoreError> {
    let publisher = ctx.node.identity().organisation;
    let mut own = row(ctx, circle)?;
    if !own.awaits.is_empty() {
        return Ok(());
    }
    let decided = circles::charter(ctx.tx, circle)?;
    let charter = decided.as_ref().map(Decided::charter);
    let epoch = match charter {
        Some(charter) => publish::retag::oldest_needed(ctx.tx, charter)?,
        None => 0,
    };
    let volumes = listed(ctx, circle, charter)?;
    let held = ctx.tx.get(&HEADS, &(*circle, publisher))?;
    let last = own.highest.map_or(0, |(seq, _)| seq).max(held.as_ref().map_or(0, |head| head.seq));
    let seq = last.saturating_add(1);
    let prev = held.map(|head| head.hash);
    let complete = is_complete(ctx.tx, circle, &volumes, ctx.now)?;
    let head = Head { circle: *circle, publisher, seq, prev, time: ctx.now, epoch, volumes, complete, mends };
    let head = envelope::seal(head, ctx.node.identity().secret());
    ctx.tx.put(&HEADS, &(*circle, publisher), &take::head_row(&head, ctx.now))?;
    ctx.tx.put(&SIGNED, &(*circle, seq, head.hash()), &())?;
    own.highest = Some((seq, head.hash()));
    ctx.tx.put(&OWN, circle, &own)?;
    ctx.emit(Event::LedgerChanged { circle: *circle, publisher });
    Ok(())
}

/// The own volumes that a head lists.
fn listed(ctx: &Ctx<'_>, circle: &CircleId, charter: Option<&Charter>) -> Result<Vec<Listed>, StoreError> {
    let rows = ctx.tx.prefix(&POSITIONS, &(*circle, ctx.node.identity().organisation))?;
    let serves =
        |name: &VolumeName| charter.is_none_or(|charter| !ended::is_ended(charter, name.key.epoch()));
    let volumes = rows.into_iter().filter(|(name, _)| serves(name));
    let volumes = volumes.map(|(name, row)| Listed(name.key, row.position.batches, row.position.digest));
    Ok(volumes.filter(|listed| listed.1 > 0).collect())
}

/// Whether these volumes hold everything that partners could look for. Empty though something is shared: it was lost here, and is
/// not to be called whole.
fn is_complete(
    read: &impl Read,
    circle: &CircleId,
    volumes: &[Listed],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let lost = volumes.is_empty() && publish::is_sharing(read, circle)?;
    Ok(!lost && !publish::is_lacking(read, circle, now)?)
}

/// Signs a head if the newest says that nothing is missing while something is, or the other way round.
pub(crate) fn restate(ctx: &mut Ctx<'_>, circle: &CircleId) -> Result<(), StoreError> {
    let held = ctx.tx.get(&HEADS, &(*circle, ctx.node.identity().organisation))?;
    let Some(held) = held else { return Ok(()) };
    let decided = circles::charter(ctx.tx, circle)?;
    let volumes = listed(ctx, circle, decided.as_ref().map(Decided::charter))?;
    let complete = is_complete(ctx.tx, circle, &volumes, ctx.now)?;
    if held.complete == complete { Ok(()) } else { sign(ctx, circle, Vec::new()) }
}

/// Signs a head if there is none or the newest is older than [`HEARTBEAT`].
pub(crate) fn heartbeat(ctx: &mut Ctx<'_>, circle: &CircleId) -> Result<(), StoreError> {
    let publisher = ctx.node.identity().organisation;
    let held = ctx.tx.get(&HEADS, &(*circle, publisher))?;
    // A head from the future was signed under a wrong clock.
    if held.is_none_or(|head| head.time > ctx.now || ctx.now.since(head.time) >= HEARTBEAT) {
        sign(ctx, circle, Vec::new())?;
    }
    Ok(())
}

/// The number of the own newest head in a circle.
pub(crate) fn newest(ctx: &Ctx<'_>, circle: &CircleId) -> Result<u64, StoreError> {
    let publisher = ctx.node.identity().organisation;
    Ok(ctx.tx.get(&HEADS, &(*circle, publisher))?.map_or(0, |head| head.seq))
}
