//! A charter was decided: which key it activates, which it wants, and of which this node still needs its share.

use parasol_protocol::charter::{Charter, EpochKey};
use parasol_protocol::circle::HandedShare;
use parasol_protocol::ids::CircleId;

use super::super::shares;
use super::tables::{CEREMONIES, HELPERS, NEWCOMERS, PUT_BACK, bucket};
use super::{held, newcomer};
use crate::audit::AuditEvent;
use crate::command::Ctx;
use crate::publish;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError, Tx};

/// What follows from a charter that has just begun to hold here, after `before` if this node was in the circle then.
pub(in crate::circles) fn after_charter(
    ctx: &mut Ctx<'_>,
    before: Option<&Charter>,
    next: &Charter,
) -> Result<(), Refusal> {
    if let Some(before) = before {
        for key in next.keys.iter().filter(|key| before.key_of(key.epoch).is_none()) {
            take_share(ctx, before, key)?;
            if !before.keys.is_empty() {
                publish::retag::begin(ctx, &next.circle, key.epoch)?;
            }
        }
    }
    // Whatever was made for another number is not used: its secrets are erased.
    ctx.tx.bucket_remove(&CEREMONIES, &bucket(&next.circle), &next.circle)?;
    ctx.node.cache().forget_ceremony(&next.circle);
    newcomer::tell_on(ctx, next)?;
    end_help(ctx.tx, next)?;
    if parasol_protocol::ceremony::is_wanted(next) {
        held::begin(ctx, next)?;
    }
    newcomer::ask_again(ctx, next)
}

/// The key that was made begins to serve: this node's share of it is kept with the others.
fn take_share(ctx: &mut Ctx<'_>, before: &Charter, key: &EpochKey) -> Result<(), Refusal> {
    let circle = before.circle;
    let ceremony = held::of_charter(ctx.tx, ctx.node, before)?;
    if let Some(share) = ceremony.and_then(|ceremony| ceremony.share_of(key)) {
        shares::put(ctx.tx, &circle, key.epoch, &HandedShare::new(&share))?;
        return ctx.audit(&Actor::System, AuditEvent::about("key_activated", circle.as_bytes()));
    }
    tracing::error!(circle = %circle.short(), epoch = key.epoch,
        "a key begins to serve of which this node has no share: it was put back after it had attested it");
    Ok(())
}

/// Repairs are about the charter under which they were asked for: help that did not come to an end is asked for anew.
fn end_help(tx: &mut Tx, next: &Charter) -> Result<(), StoreError> {
    let bucket = bucket(&next.circle);
    for (key, row) in tx.bucket_rows(&HELPERS, &bucket)? {
        let (_, epoch, newcomer) = key;
        let same = next.member(&newcomer).is_some_and(|member| member.share == row.share);
        let stays = same && next.key_of(epoch).is_some() && (row.done || row.number == next.number);
        if !stays {
            tx.bucket_remove(&HELPERS, &bucket, &key)?;
        }
    }
    Ok(())
}

/// Lists a newcomer in every live key, so that the charter that names her says what her shares are.
pub(in crate::circles) fn list_newcomer(next: &mut Charter, share: u16) -> Result<(), Refusal> {
    for key in &mut next.keys {
        if key.t == 1 {
            key.hand_over(share);
        } else {
            key.list_newcomer(share).map_err(|_| Refusal::Invalid { field: "charter", reason: "members" })?;
        }
    }
    Ok(())
}

/// Erases everything of a circle that this node is not in any more.
pub(in crate::circles) fn forget_circle(tx: &mut Tx, circle: &CircleId) -> Result<(), StoreError> {
    tx.remove(&PUT_BACK, circle)?;
    let bucket = bucket(circle);
    let held = tx.bucket_get(&CEREMONIES, &bucket, circle)?.is_some()
        || !tx.bucket_rows(&NEWCOMERS, &bucket)?.is_empty()
        || !tx.bucket_rows(&HELPERS, &bucket)?.is_empty();
    if held { tx.bucket_clear(&bucket) } else { Ok(()) }
}
