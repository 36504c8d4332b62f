//! Filing again what is shared, under the key of a new epoch.
//!
//! Nobody but a publisher can make tags for its entries: it alone has the plain identifiers. So when a key begins to serve
//! beside an older one, every node goes once through the alerts that it shares, in the order of their ids, has their
//! identifiers evaluated under the new key and files them a second time. Until it is through, its heads name the older
//! epoch; then the newer one, by which the others know that they lose nothing of it when the older key ends.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use parasol_protocol::charter::Charter;
use parasol_protocol::evaluation::{self, Answer, Ask, Class, MAX_ELEMENTS};
use parasol_protocol::identifier::Identifier;
use parasol_protocol::ids::{CircleId, EntryId};
use parasol_protocol::record::Record;
use parasol_protocol::time::Timestamp;
use parasol_protocol::volume::VolumeKey;
use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};

use super::turns::rows;
use super::{SHARED, Why, has_waited, identifiers, outputs, put_job, seal, wait};
use crate::alerts;
use crate::audit::AuditEvent;
use crate::circles;
use crate::command::{Command, Ctx, Event};
use crate::ids::AlertId;
use crate::ledger;
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError, Table, Tx};
use crate::unanswered::Blinded;

/// How many shared alerts are looked at in one step.
const LOOKED_AT: usize = 512;

/// How far this node has come in a circle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct RetaggingRow {
    epoch: u64,
    since: Timestamp,
    /// The last alert that is done.
    after: Option<AlertId>,
    done: u64,
    all: u64,
    tries: u32,
    not_before: Timestamp,
    finished: bool,
}

const RETAGGING: Table<CircleId, RetaggingRow> = Table::new("retagging/1");

/// How far the filing under the key of a new epoch has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retagging {
    /// The epoch.
    pub epoch: u64,
    /// Since when.
    pub since: Timestamp,
    /// How many alerts are done.
    pub done: u64,
    /// How many alerts were shared when it began.
    pub all: u64,
    /// How often the last step was tried in vain.
    pub tries: u32,
    /// Whether everything is filed.
    pub finished: bool,
}

/// A key has begun to serve beside an older one: what is shared is filed again.
pub(crate) fn begin(ctx: &mut Ctx<'_>, circle: &CircleId, epoch: u64) -> Result<(), Refusal> {
    let shared = ctx.tx.prefix(&SHARED, circle)?;
    let all = shared.iter().filter(|(_, shared)| shared.recalled.is_none()).count();
    let row = RetaggingRow {
        epoch,
        since: ctx.now,
        after: None,
        done: 0,
        all: u64::try_from(all).unwrap_or(u64::MAX),
        tries: 0,
        not_before: ctx.now,
        finished: false,
    };
    ctx.tx.put(&RETAGGING, circle, &row)?;
    ctx.emit(Event::WorkDue);
    ctx.audit(&Actor::System, AuditEvent::about("retagging_begun", circle.as_bytes()))
}

/// After a roll-back: what this node had filed again may be in no ledger any more, and that it was through is not so. Where an
/// alert is filed under older keys alone, it goes through all of them once more.
pub(super) fn after_rollback(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    filed_under: &BTreeSet<u64>,
) -> Result<(), Refusal> {
    let Some(decided) = circles::charter(ctx.tx, circle)? else { return Ok(()) };
    let charter = decided.charter();
    let newest = charter.key().filter(|_| charter.keys.len() > 1).map(|key| key.epoch);
    match newest.filter(|newest| filed_under.iter().any(|epoch| epoch < newest)) {
        Some(newest) => begin(ctx, circle, newest),
        None => Ok(()),
    }
}

/// The oldest epoch under which one has to ask to find all that this node shares: that of its heads.
pub(crate) fn oldest_needed(read: &impl Read, charter: &Charter) -> Result<u64, StoreError> {
    let Some(newest) = charter.key() else { return Ok(charter.epoch) };
    let row = read.get(&RETAGGING, &charter.circle)?;
    let under_way = row.is_some_and(|row| row.epoch == newest.epoch && !row.finished);
    let oldest = charter.keys.first().filter(|_| under_way);
    Ok(oldest.unwrap_or(newest).epoch)
}

/// Keys have ended: their entries are forgotten. What was not filed under one that stays is shared as if it never had been.
pub(crate) fn end_epochs(ctx: &mut Ctx<'_>, charter: &Charter) -> Result<(), Refusal> {
    let circle = charter.circle;
    for (key, mut shared) in ctx.tx.prefix(&SHARED, &circle)? {
        let before = shared.entries.len();
        shared.entries.retain(|(volume, _)| charter.key_of(volume.epoch()).is_some());
        if shared.entries.is_empty() && shared.recalled.is_none() {
            ctx.tx.remove(&SHARED, &key)?;
            if let Some(shareable) = alerts::shareable(ctx.tx, &key.1)? {
                put_job(ctx, key, shareable.identifiers.len(), 0, Why::Again)?;
            }
        } else if shared.entries.len() != before {
            ctx.tx.put(&SHARED, &key, &shared)?;
        }
    }
    ctx.tx.remove(&RETAGGING, &circle)?;
    Ok(())
}

/// Forgets how far it has come in a circle that this node is not in any more.
pub(super) fn forget_circle(tx: &mut Tx, circle: &CircleId) -> Result<(), StoreError> {
    tx.remove(&RETAGGING, circle).map(drop)
}

/// One step between asking and finishing. It holds plain identifiers: never logged, never written down.
#[derive(Debug)]
pub struct PendingRetagging {
    circle: CircleId,
    epoch: u64,
    /// Where this step begins, and the last alert that is done with it.
    after: Option<AlertId>,
    through: Option<AlertId>,
    /// Whether none comes after it.
    last: bool,
    alerts: Vec<(AlertId, Vec<Identifier>)>,
    /// None where nothing is to be evaluated.
    blinded: Option<Blinded>,
}

impl Snapshot {
    /// The next step that is due, with what must be evaluated for it, if anything.
    pub fn next_retagging(
        &self,
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<Option<(PendingRetagging, Vec<Ask>)>, StoreError> {
        for (circle, row) in self.tx.range(&RETAGGING, ..)? {
            let newest =
                self.charter(&circle)?.and_then(|decided| decided.charter().key().map(|key| key.epoch));
            let due = !row.finished && has_waited(row.not_before, now) && newest == Some(row.epoch);
            let confirmed = due && self.publishes_under(&circle, row.epoch)?;
            if confirmed && !ledger::own::awaits_peers(&self.tx, &circle)? {
                return self.step(circle, &row, now, rng).map(Some);
            }
        }
        Ok(None)
    }

    fn step(
        &self,
        circle: CircleId,
        row: &RetaggingRow,
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<(PendingRetagging, Vec<Ask>), StoreError> {
        let epoch = row.epoch;
        let mut pending = PendingRetagging {
            circle,
            epoch,
            after: row.after,
            through: row.after,
            last: false,
            alerts: Vec::new(),
            blinded: None,
        };
        let (mut elements, mut looked_at) = (0_usize, self.shared_after(&circle, row.after)?);
        let whole = looked_at.len() < LOOKED_AT;
        looked_at.reverse();
        while let Some((alert, wanted)) = looked_at.pop() {
            let shareable = if wanted { alerts::shareable(&self.tx, &alert)? } else { None };
            let identifiers = shareable.map(|shareable| identifiers(&shareable)).unwrap_or_default();
            elements = elements.saturating_add(identifiers.len());
            if elements > MAX_ELEMENTS {
                looked_at.push((alert, wanted));
                break;
            }
            pending.through = Some(alert);
            if !identifiers.is_empty() {
                pending.alerts.push((alert, identifiers));
            }
        }
        pending.last = whole && looked_at.is_empty();
        let asked = (epoch, pending.alerts);
        let before = self.node.unanswered().steps.blinded(&circle, &asked, now);
        pending.blinded = before.or_else(|| {
            let wanted = asked.1.iter().flat_map(|(_, identifiers)| identifiers);
            evaluation::blind(wanted, rng).ok().map(Arc::new)
        });
        pending.alerts = asked.1;
        let asks = pending.blinded.iter().map(|blinded| {
            let elements = blinded.1.clone();
            Ask { circle, epoch, class: Class::Retag, elements }
        });
        let asks = asks.collect();
        Ok((pending, asks))
    }

    /// The next shared alerts, and whether each has to be filed under the newest key.
    fn shared_after(
        &self,
        circle: &CircleId,
        after: Option<AlertId>,
    ) -> Result<Vec<(AlertId, bool)>, StoreError> {
        let newest = self.charter(circle)?.and_then(|decided| decided.charter().key().map(|key| key.epoch));
        let mut found = Vec::new();
        self.tx.scan(&SHARED, rows(circle, after), |(of, alert), shared| {
            if of != *circle {
                return ControlFlow::Break(());
            }
            let filed = shared.entries.iter().any(|(volume, _)| Some(volume.epoch()) == newest);
            found.push((alert, shared.recalled.is_none() && !filed));
            if found.len() < LOOKED_AT { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(found)
    }

    /// How far the filing under the key of a new epoch has come, while an older one serves as well.
    pub(crate) fn retagging(&self, circle: &CircleId) -> Result<Option<Retagging>, StoreError> {
        let row = self.tx.get(&RETAGGING, circle)?;
        Ok(row.map(|RetaggingRow { epoch, since, done, all, tries, finished, .. }| Retagging {
            epoch,
            since,
            done,
            all,
            tries,
            finished,
        }))
    }
}

/// Ends a step with the answers, or puts it off.
#[derive(Debug)]
pub struct FinishRetagging {
    /// What was begun.
    pub pending: PendingRetagging,
    /// One answer for each [`Ask`].
    pub answers: Vec<Answer>,
}

impl Command for FinishRetagging {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let Self { pending, answers } = self;
        let PendingRetagging { circle, epoch, after, through, last, .. } = pending;
        let row = ctx.tx.get(&RETAGGING, &circle)?;
        let Some(mut row) = row.filter(|row| (row.epoch, row.after, row.finished) == (epoch, after, false))
        else {
            return Ok(());
        };
        if ledger::own::awaits_peers(ctx.tx, &circle)? {
            return Ok(());
        }
        let evaluated = match &pending.blinded {
            Some(blinded) => outputs(ctx.tx, &circle, epoch, &blinded.0, &answers)?,
            None => Some(Vec::new()),
        };
        let Some(evaluated) = evaluated else {
            let now = ctx.now;
            if let Some(blinded) = pending.blinded {
                let asked = (epoch, pending.alerts);
                ctx.after_commit(move |node| node.unanswered().steps.keep(circle, asked, blinded, now));
            }
            row.tries = row.tries.saturating_add(1);
            row.not_before = ctx.now.plus(wait(row.tries));
            return Ok(ctx.tx.put(&RETAGGING, &circle, &row)?);
        };
        ctx.after_commit(move |node| node.unanswered().steps.forget(&circle));
        let mut rest = evaluated.as_slice();
        let mut filed: Vec<(AlertId, Vec<Record>)> = Vec::new();
        for (alert, identifiers) in &pending.alerts {
            let (own, later) = rest.split_at_checked(identifiers.len()).unwrap_or_default();
            rest = later;
            if let Some(records) = again(ctx, &circle, epoch, alert, identifiers, own)? {
                filed.push((*alert, records));
            }
        }
        row.done =
            row.done.saturating_add(u64::try_from(pending.alerts.len()).unwrap_or(u64::MAX)).min(row.all);
        (row.after, row.tries, row.finished) = (through, 0, last);
        ctx.tx.put(&RETAGGING, &circle, &row)?;
        file(ctx, &circle, epoch, &filed)?;
        if last {
            ledger::own::sign(ctx, &circle, Vec::new())?;
            ctx.audit(&Actor::System, AuditEvent::about("retagging_finished", circle.as_bytes()))?;
            circles::end_key_alone(ctx, &circle)?;
        }
        Ok(())
    }
}

/// The records of an alert under the new key; none if it is not shared any more, or otherwise, since it was asked for.
fn again(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    epoch: u64,
    alert: &AlertId,
    asked: &[Identifier],
    outputs: &[evaluation::Output],
) -> Result<Option<Vec<Record>>, Refusal> {
    let shared = ctx.tx.get(&SHARED, &(*circle, *alert))?;
    let filed = |(volume, _): &(VolumeKey, EntryId)| volume.epoch() == epoch;
    if shared.is_none_or(|row| row.recalled.is_some() || row.entries.iter().any(filed)) {
        return Ok(None);
    }
    let shareable = alerts::shareable(ctx.tx, alert)?.filter(|shareable| identifiers(shareable) == asked);
    let Some(shareable) = shareable else { return Ok(None) };
    let ids: Vec<EntryId> = asked.iter().map(|_| EntryId::random(ctx.rng)).collect();
    seal(ctx, circle, epoch, alert, &ids, &shareable, outputs)
}

/// Files all records in one go, and remembers for each alert which are its own.
fn file(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    epoch: u64,
    filed: &[(AlertId, Vec<Record>)],
) -> Result<(), StoreError> {
    let records: Vec<Record> = filed.iter().flat_map(|(_, records)| records.iter().cloned()).collect();
    if records.is_empty() {
        return Ok(());
    }
    let mut volumes = ledger::own::file(ctx, circle, epoch, &records)?.into_iter();
    for (alert, records) in filed {
        let Some(mut shared) = ctx.tx.get(&SHARED, &(*circle, *alert))? else { continue };
        let ids = records.iter().map(|record| record.clear().id);
        // In this order the zip takes no volume of the next alert.
        shared.entries.extend(ids.zip(volumes.by_ref()).map(|(id, volume)| (volume, id)));
        ctx.tx.put(&SHARED, &(*circle, *alert), &shared)?;
    }
    Ok(())
}

/// An epoch under which all entries of an alert are in the ledger; the newest, if there are more.
pub(super) fn whole_epoch(
    entries: &[(VolumeKey, EntryId)],
    live: &BTreeMap<EntryId, VolumeKey>,
) -> Option<u64> {
    let epochs: BTreeSet<u64> = entries.iter().map(|(volume, _)| volume.epoch()).collect();
    let of = |epoch: u64| entries.iter().filter(move |(volume, _)| volume.epoch() == epoch);
    epochs.into_iter().rev().find(|epoch| of(*epoch).all(|(_, id)| live.contains_key(id)))
}

/// The number of entries that an alert has under each of the keys that serve, at the most.
pub(super) fn entries_of_one_epoch(entries: &[(VolumeKey, EntryId)]) -> usize {
    let epochs: BTreeSet<u64> = entries.iter().map(|(volume, _)| volume.epoch()).collect();
    let count = |epoch: u64| entries.iter().filter(|(volume, _)| volume.epoch() == epoch).count();
    epochs.into_iter().map(count).max().unwrap_or_default()
}
