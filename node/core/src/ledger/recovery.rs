//! The own-ledger rule: a node that is shown a head of its own that it does not know was rolled back.
//!
//! It has taken its batches back from the peer, vouched for by its own signature. Now every recall in them holds here too,
//! what it no longer knows is recalled, what it filed since in another history is filed again, and it goes on above the
//! highest number, in a new life of the ledger.

use std::collections::{BTreeMap, BTreeSet};

use parasol_protocol::envelope::Verified;
use parasol_protocol::head::{Head, MAX_MENDS};
use parasol_protocol::ids::{CircleId, EntryId, Hash, Incarnation};
use parasol_protocol::volume::{Op, VolumeName};

use super::tables::{OWN, RECALLED, SIGNED};
use super::{own, read};
use crate::audit::AuditEvent;
use crate::command::Ctx;
use crate::publish;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError};

/// Notes that the own ledger was taken back up to `head`, and goes on unless other peers must be heard first.
pub(super) fn finish(ctx: &mut Ctx<'_>, head: &Verified<Head>) -> Result<(), Refusal> {
    let Head { circle, seq, .. } = *head.body();
    let mut own = own::row(ctx, &circle)?;
    ctx.tx.put(&SIGNED, &(circle, seq, head.hash()), &())?;
    own.mends.extend([head.hash(), own.highest.map_or(head.hash(), |(_, hash)| hash)]);
    own.highest = Some(own.highest.filter(|(highest, _)| *highest > seq).unwrap_or((seq, head.hash())));
    ctx.tx.put(&OWN, &circle, &own)?;
    tracing::warn!(circle = %circle.short(), seq, "this node was rolled back and has taken its ledger back");
    if own.awaits.is_empty() { go_on(ctx, &circle) } else { Ok(()) }
}

/// Publishes again: recalls what this node no longer knows, and signs above the highest number there was.
pub(super) fn go_on(ctx: &mut Ctx<'_>, circle: &CircleId) -> Result<(), Refusal> {
    let unknown = settle(ctx, circle)?;
    let recalled = unknown.iter().map(|(_, ops)| ops.len()).sum::<usize>();
    own::recall_in(ctx, unknown)?;
    let mut own = own::row(ctx, circle)?;
    own.incarnation = Incarnation::random(ctx.rng);
    own.recovered = Some((ctx.now, u64::try_from(recalled).unwrap_or(u64::MAX)));
    let mends = std::mem::take(&mut own.mends);
    ctx.tx.put(&OWN, circle, &own)?;
    tracing::warn!(circle = %circle.short(), recalled, "this node publishes again");
    // Where many peers were behind, each at another head, it takes several heads to name them all; both of a pair stand in one.
    // Peers are told the last: in that are those of one number, which somebody may hold against each other.
    let mends = contradictions_last(ctx, circle, &mends)?;
    let mut heads: Vec<Vec<Hash>> = mends.rchunks(MAX_MENDS).map(<[Hash]>::to_vec).collect();
    heads.extend(mends.is_empty().then(Vec::new));
    for mut mends in heads.into_iter().rev() {
        mends.sort_unstable();
        mends.dedup();
        own::sign(ctx, circle, mends)?;
    }
    publish::date_recalls(ctx, circle)?;
    ctx.audit(&Actor::System, AuditEvent::about("ledger_recovered", circle.as_bytes()))
}

/// Pairs of own heads, those of one number behind the others.
fn contradictions_last(ctx: &Ctx<'_>, circle: &CircleId, mends: &[Hash]) -> Result<Vec<Hash>, StoreError> {
    let signed: BTreeMap<Hash, u64> =
        ctx.tx.prefix(&SIGNED, circle)?.into_iter().map(|((_, seq, hash), ())| (hash, seq)).collect();
    let one_number = |pair: &&[Hash]| match pair {
        [one, other] => one != other && signed.get(one).is_some_and(|seq| signed.get(other) == Some(seq)),
        _ => false,
    };
    let (last, first): (Vec<&[Hash]>, Vec<&[Hash]>) = mends.chunks(2).partition(one_number);
    Ok([first, last].concat().concat())
}

/// Makes the alerts agree with the ledger, and finds the live entries of which this node knows nothing.
fn settle(ctx: &mut Ctx<'_>, circle: &CircleId) -> Result<Vec<(VolumeName, Vec<Op>)>, Refusal> {
    let publisher = ctx.node.identity().organisation;
    let mut live = BTreeMap::new();
    let mut volumes = Vec::new();
    for name in read::volumes(ctx.tx, circle, &publisher)? {
        let volume = read::volume(ctx.tx, &name)?;
        let ids: Vec<EntryId> = volume
            .live()
            .map_err(|_| StoreError::damaged("documents/1"))?
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        live.extend(ids.iter().map(|id| (*id, name.key)));
        volumes.push((name, ids));
    }
    let recalled: BTreeSet<EntryId> =
        ctx.tx.prefix(&RECALLED, &(*circle, publisher))?.into_iter().map(|((_, _, id), ())| id).collect();
    let known = publish::after_rollback(ctx, circle, &live, &recalled)?;
    let unknown = volumes.into_iter().map(|(name, ids)| {
        let ops = ids.into_iter().filter(|id| !known.contains(id)).map(|id| Op(id, None)).collect();
        (name, ops)
    });
    Ok(unknown.filter(|(_, ops): &(_, Vec<Op>)| !ops.is_empty()).collect())
}
