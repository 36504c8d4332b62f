//! A key that was made begins to serve with the next charter.
//!
//! Nobody has to confirm that charter by hand: the admins have decided that a key be made, of this epoch and this threshold,
//! by these members; what came of it is not theirs to choose, and whether it is the right one can be checked by a node and
//! not by a person. So every participant proposes it, and consents to it by itself, if it is attested by all and this node
//! holds its share. Anything else in that charter wants an admin.

use parasol_protocol::agreement::{Change, Motion};
use parasol_protocol::charter::{Charter, MAX_KEYS};
use parasol_protocol::ids::CircleId;

use super::super::agreement::{DriveAgreement, Open, next_charter};
use super::super::tables::{active, names_key};
use super::held::{load, of_charter};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::node::Node;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError};

/// Proposes the charter that carries the key, once everybody has attested it.
pub(super) fn activate(ctx: &mut Ctx<'_>, circle: &CircleId) -> Result<(), Refusal> {
    let Some((_, ceremony)) = load(ctx.tx, ctx.node, circle)? else { return Ok(()) };
    let Some(key) = ceremony.made().filter(|key| ceremony.share_of(key).is_some()) else { return Ok(()) };
    let may_propose =
        |open: &Open| !open.is_frozen() && names_key(open.decided.charter(), ctx.node.identity());
    let Some(mut open) = Open::load(ctx.tx, circle)?.filter(may_propose) else { return Ok(()) };
    let mut next = next_charter(&open.decided);
    next.keys.push(key);
    let me = ctx.node.identity().organisation;
    let laid = |motion: &Motion| *motion.charter().body() == next && motion.consented().contains(&me);
    if open.table.motions().iter().any(laid) {
        return Ok(());
    }
    if let Err(refusal) = open.lay_own(ctx, next) {
        tracing::warn!(circle = %circle.short(), %refusal, "the key that was made cannot be proposed");
        return Ok(());
    }
    open.save(ctx.tx, ctx.now)?;
    ctx.emit(Event::LinksChanged);
    ctx.audit(&Actor::System, AuditEvent::about("key_proposed", circle.as_bytes()))?;
    if open.decided.charter().members.len() == 1 {
        DriveAgreement { circle: *circle }.run(ctx)?;
    }
    Ok(())
}

/// Proposes the keys that were made while nothing could be proposed: changes were frozen, or too many were open.
pub(crate) fn propose_made(ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
    for circle in active(ctx.tx)? {
        activate(ctx, &circle)?;
    }
    Ok(())
}

/// Whether this node consents to a motion by itself: it does nothing but activate the key that the charter in force wanted,
/// and this node holds its share.
pub(in crate::circles) fn vouches(
    read: &impl Read,
    node: &Node,
    open: &Open,
    motion: &Motion,
) -> Result<bool, StoreError> {
    let [Change::KeyActivated(epoch)] = *motion.changes() else { return Ok(false) };
    let in_force = open.decided.charter();
    let Some(key) = motion.charter().body().key_of(epoch) else { return Ok(false) };
    if key.verify_ceremony(in_force).is_err() {
        return Ok(false);
    }
    let ceremony = of_charter(read, node, in_force)?;
    Ok(ceremony.is_some_and(|ceremony| ceremony.share_of(key).is_some()))
}

/// Has the next charter do without members who are no longer in it: it wants another key, which they know nothing of. Where too
/// few are left for the threshold, one fewer than there are must be enough from then on; where all had to evaluate, one that is
/// away would stop every check.
pub(in crate::circles) fn do_without(next: &mut Charter) {
    let members = u16::try_from(next.members.len()).unwrap_or(u16::MAX);
    let too_few = next.t > members;
    if too_few {
        next.t = members.saturating_sub(1).max(1);
    }
    // A newer key under which nobody can evaluate any more must not keep the place of the next one.
    let full = next.keys.len() >= MAX_KEYS;
    let lost = next.key().filter(|key| full && !next.can_evaluate(key)).map(|key| key.epoch);
    if let Some(epoch) = lost {
        next.keys.retain(|key| key.epoch != epoch);
        next.epoch = next.epoch.max(epoch.saturating_add(1));
    }
    // Where two keys serve, the next is made when the older one has ended; its threshold must be decided now.
    if !want_key(next) && too_few {
        next.epoch = next.epoch.saturating_add(1);
    }
}

/// Has the next charter want another key, unless one is to be made anyway; whether it wants one now. It does not where as many
/// keys serve as may at once.
pub(in crate::circles) fn want_key(next: &mut Charter) -> bool {
    if next.key_of(next.epoch).is_none() {
        return true;
    }
    if next.keys.len() < MAX_KEYS {
        next.epoch = next.epoch.saturating_add(1);
    }
    next.key_of(next.epoch).is_none()
}
