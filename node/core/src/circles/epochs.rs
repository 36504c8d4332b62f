//! Epochs: while two keys serve, everybody files what it shares under the newer one; then the older one ends.

use parasol_protocol::charter::Charter;
use parasol_protocol::ids::{CircleId, OrganisationId};
use parasol_protocol::time::Timestamp;

use super::agreement::MemberView;
use super::{charter, is_over, shares};
use crate::audit::AuditEvent;
use crate::command::{Ctx, Event};
use crate::ledger::tables::HEADS;
use crate::ledger::{self, lease};
use crate::node::Snapshot;
use crate::publish::retag::{self, Retagging};
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError};

/// Where the change from one key to the next stands, while both serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochView {
    /// The epoch of the key that is to end.
    pub old: u64,
    /// The epoch of the key that stays.
    pub new: u64,
    /// How far this node has come.
    pub own: Option<Retagging>,
    /// Whose entries would be lost if the older key ended now: their newest heads do not say that everything is filed under
    /// the newer one. This organisation is among them until it is through.
    pub unfinished: Vec<MemberView>,
}

/// Whose entries would be lost if the oldest key ended now. Whoever has been silent for longer than the lease has none that
/// members are shown.
pub(super) fn unfinished(
    read: &impl Read,
    charter: &Charter,
    me: &OrganisationId,
    now: Timestamp,
) -> Result<Vec<MemberView>, StoreError> {
    let Some(newest) = charter.key().map(|key| key.epoch) else { return Ok(Vec::new()) };
    let mut unfinished = Vec::new();
    for member in &charter.members {
        let organisation = member.organisation;
        let filed = if organisation == *me {
            retag::oldest_needed(read, charter)? >= newest
        } else if is_over(read, &charter.circle, &organisation)? {
            true
        } else {
            let head = read.get(&HEADS, &(charter.circle, organisation))?;
            let silent = |time| !lease::holds(charter, time, now);
            // There is none of one whose ledger was dropped, after twice the lease.
            head.is_none_or(|head| (head.complete && head.epoch >= newest) || silent(head.time))
        };
        if !filed {
            unfinished.push(MemberView { organisation, name: member.name.clone() });
        }
    }
    Ok(unfinished)
}

/// Refuses where `next` ends a key of `charter` and somebody's entries would be lost with it. Where too few are left to evaluate
/// under it, nobody finds them anyway.
pub(super) fn nothing_is_lost(ctx: &Ctx<'_>, charter: &Charter, next: &Charter) -> Result<(), Refusal> {
    if charter.keys.iter().all(|key| next.key_of(key.epoch).is_some() || !next.can_evaluate(key)) {
        return Ok(());
    }
    let me = ctx.node.identity().organisation;
    match unfinished(ctx.tx, charter, &me, ctx.now)?.is_empty() {
        true => Ok(()),
        false => Err(Refusal::WrongState { expected: "everybody_filed", found: "retagging" }),
    }
}

/// Destroys the shares of the keys that `next` does not have any more, and says in the own head that what was filed under them
/// is no more: from now on nothing finds it here, and `ledger` deletes it, volume by volume.
pub(super) fn end(ctx: &mut Ctx<'_>, before: &Charter, next: &Charter) -> Result<(), Refusal> {
    let ended: Vec<u64> =
        before.keys.iter().map(|key| key.epoch).filter(|epoch| next.key_of(*epoch).is_none()).collect();
    if ended.is_empty() {
        return Ok(());
    }
    for epoch in ended {
        shares::destroy(ctx.tx, &next.circle, epoch)?;
    }
    let circle = next.circle;
    ctx.after_commit(move |node| node.cache().forget_shares(&circle));
    retag::end_epochs(ctx, next)?;
    ledger::own::sign(ctx, &next.circle, Vec::new())?;
    ctx.emit(Event::WorkDue);
    ctx.audit(&Actor::System, AuditEvent::about("key_ended", next.circle.as_bytes()))
}

/// Whether the older of two keys can end: everybody has filed under the newer one what it shares.
pub(super) fn can_end(
    read: &impl Read,
    circle: &CircleId,
    me: &OrganisationId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some(decided) = charter(read, circle)?.filter(|decided| decided.charter().keys.len() > 1) else {
        return Ok(false);
    };
    Ok(unfinished(read, decided.charter(), me, now)?.is_empty())
}

impl Snapshot {
    /// Where the change of keys stands in a circle; none while one key serves.
    pub(super) fn epoch_view(
        &self,
        charter: &Charter,
        now: Timestamp,
    ) -> Result<Option<EpochView>, StoreError> {
        let [old, new] = charter.keys.as_slice() else { return Ok(None) };
        Ok(Some(EpochView {
            old: old.epoch,
            new: new.epoch,
            own: self.retagging(&charter.circle)?,
            unfinished: unfinished(&self.tx, charter, &self.identity().organisation, now)?,
        }))
    }
}

/// Whether somebody who is not in the circle any more has a share of its newest key.
pub(super) fn gone_hold_shares(charter: &Charter) -> bool {
    let held = |share: u16| charter.members.iter().any(|member| member.share == share);
    charter.key().is_some_and(|key| key.shares.iter().any(|share| !held(share.0)))
}
