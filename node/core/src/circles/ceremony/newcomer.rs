//! This node came to a circle whose keys nobody holds whole, and asks for its shares.

use std::collections::BTreeSet;

use parasol_protocol::ceremony::conversation::Question;
use parasol_protocol::ceremony::message::Attestation;
use parasol_protocol::ceremony::repair::Newcomer;
use parasol_protocol::ceremony::repair::message::RepairExchange;
use parasol_protocol::charter::{Charter, Decided, EpochKey};
use parasol_protocol::circle::HandedShare;
use parasol_protocol::envelope::{self, Verified};
use parasol_protocol::ids::{CircleId, OrganisationId};
use parasol_protocol::time::Timestamp;
use serde_bytes::ByteBuf;

use super::super::shares;
use super::super::tables::{active, charter, is_over};
use super::held::{attempt_now, furthest};
use super::tables::{KeptSecret, NEWCOMERS, NewcomerRow, bucket};
use super::tasks::CeremonyTask;
use crate::audit::AuditEvent;
use crate::command::{Ctx, Event};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError};

/// After how many seconds other helpers are asked, of whom some may be there.
const PATIENCE: u64 = 3_600;

/// Whether this share was listed after the key was made: whoever made it needs nobody's help, unless it lost its share.
pub(crate) fn came_later(key: &EpochKey, share: u16) -> bool {
    let made = |bytes: &ByteBuf| {
        let attestation: Result<Verified<Attestation>, _> = envelope::open(bytes);
        attestation.is_ok_and(|attestation| attestation.body().share == share)
    };
    key.t > 1 && key.share(share).is_some() && !key.ceremony.iter().any(made)
}

/// Whether a member may help whoever has this share: it made the key, or came before her. Identifiers rise ([`Charter::free_share`]), and
/// those who came before were told when she had her share; who came after was not, and would help a thief of her node key.
pub(super) fn may_help(charter: &Charter, key: &EpochKey, helper: OrganisationId, share: u16) -> bool {
    charter.member(&helper).is_some_and(|helper| {
        key.share(helper.share).is_some() && (!came_later(key, helper.share) || helper.share < share)
    })
}

/// Asks for every share that this node lacks as a newcomer. Attempts that go on are put aside.
pub(super) fn ask_again(ctx: &mut Ctx<'_>, charter: &Charter) -> Result<(), Refusal> {
    let me = ctx.node.identity().organisation;
    let Some(share) = charter.member(&me).map(|member| member.share) else { return Ok(()) };
    for key in charter.keys.iter().filter(|key| came_later(key, share)) {
        if !shares::has(ctx.tx, &charter.circle, key.epoch)? {
            ask(ctx, charter, key, Vec::new())?;
        }
    }
    Ok(())
}

/// Begins an attempt with t helpers, of those who were not in the way before if there are enough.
fn ask(
    ctx: &mut Ctx<'_>,
    charter: &Charter,
    key: &EpochKey,
    suspects: Vec<OrganisationId>,
) -> Result<(), Refusal> {
    let (circle, epoch) = (charter.circle, key.epoch);
    let held = ctx.tx.bucket_get(&NEWCOMERS, &bucket(&circle), &(circle, epoch))?;
    let held = held.filter(|row| row.number == charter.number).map_or(0, |row| row.attempt);
    // A number that was drawn under a wrong clock is taken by nobody, nor is one above it.
    let next = Some(held.saturating_add(1)).filter(|next| *next <= furthest(ctx.now));
    let attempt = next.unwrap_or(0).max(attempt_now(ctx.now));
    let Some(newcomer) = open(ctx, charter, key, attempt, &suspects)? else { return Ok(()) };
    let row = NewcomerRow {
        number: charter.number,
        attempt,
        since: ctx.now,
        request: newcomer.exchange().request,
        repair: KeptSecret::new(&newcomer.to_bytes()),
        untold: Vec::new(),
        suspects,
    };
    keep(ctx, &circle, epoch, &row)?;
    ctx.tx.mark_dirty(&bucket(&circle))?;
    ctx.audit(&Actor::System, AuditEvent::about("share_asked_for", circle.as_bytes()))
}

/// A request to t helpers, of those who are not suspected if there are enough.
fn open(
    ctx: &mut Ctx<'_>,
    charter: &Charter,
    key: &EpochKey,
    attempt: u32,
    suspects: &[OrganisationId],
) -> Result<Option<Newcomer>, Refusal> {
    let (circle, me, epoch) = (charter.circle, ctx.node.identity().organisation, key.epoch);
    let Some(share) = charter.member(&me).map(|member| member.share) else { return Ok(None) };
    let mut candidates = Vec::new();
    for member in charter.members.iter().filter(|member| member.organisation != me) {
        let organisation = member.organisation;
        if may_help(charter, key, organisation, share) && !is_over(ctx.tx, &circle, &organisation)? {
            let late = came_later(key, member.share);
            candidates.push((suspects.contains(&organisation), late, ctx.rng.next_u64(), organisation));
        }
    }
    candidates.sort_unstable();
    let helpers: Vec<OrganisationId> =
        candidates.into_iter().take(key.t.into()).map(|candidate| candidate.3).collect();
    let opened = Newcomer::open(charter, &me, epoch, &helpers, attempt, ctx.node.identity().secret());
    Ok(opened
        .inspect_err(|error| {
            tracing::error!(circle = %circle.short(), epoch, %error, "nobody can be asked for this node's share");
        })
        .ok())
}

/// Another charter holds. Whoever was not told yet that this node has its share is told under that one; what did not come to an
/// end begins anew.
pub(super) fn tell_on(ctx: &mut Ctx<'_>, next: &Charter) -> Result<(), Refusal> {
    let circle = next.circle;
    for ((_, epoch), mut row) in ctx.tx.bucket_rows(&NEWCOMERS, &bucket(&circle))? {
        if row.number == next.number {
            continue;
        }
        row.untold.retain(|member| next.member(member).is_some());
        let key = next.key_of(epoch).filter(|_| row.repair.is_none() && !row.untold.is_empty());
        let attempt = attempt_now(ctx.now).max(row.attempt.saturating_add(1));
        let newcomer = match key {
            Some(key) => open(ctx, next, key, attempt, &row.suspects)?,
            None => None,
        };
        match newcomer {
            Some(newcomer) => {
                (row.number, row.attempt, row.request) = (next.number, attempt, newcomer.exchange().request);
                keep(ctx, &circle, epoch, &row)?;
            }
            None => {
                ctx.tx.bucket_remove(&NEWCOMERS, &bucket(&circle), &(circle, epoch))?;
            }
        }
    }
    Ok(())
}

fn keep(ctx: &mut Ctx<'_>, circle: &CircleId, epoch: u64, row: &NewcomerRow) -> Result<(), StoreError> {
    ctx.tx.bucket_put(&NEWCOMERS, &bucket(circle), &(*circle, epoch), row)?;
    ctx.emit(Event::LinksChanged);
    Ok(())
}

/// Takes a helper's answer.
pub(super) fn take(
    ctx: &mut Ctx<'_>,
    decided: &Decided,
    from: &OrganisationId,
    epoch: u64,
    exchange: &RepairExchange,
) -> Result<(), Refusal> {
    let (charter, circle) = (decided.charter(), decided.charter().circle);
    let row = ctx.tx.bucket_get(&NEWCOMERS, &bucket(&circle), &(circle, epoch))?;
    let Some(mut row) = row.filter(|row| row.number == charter.number && !row.repair.is_none()) else {
        return Ok(());
    };
    let read = Newcomer::from_bytes(row.repair.bytes(), charter);
    let mut newcomer = read.map_err(|_| StoreError::damaged("repairs/1"))?;
    let received = newcomer.receive(from, exchange);
    if let Some(fault) = received.fault {
        tracing::warn!(circle = %circle.short(), peer = %from.short(), %fault, "a helper's answer was refused");
    }
    if !received.changed {
        return Ok(());
    }
    if let Some(offence) = newcomer.offence() {
        tracing::error!(circle = %circle.short(), member = %offence.organisation.short(), wrong = %offence.wrong,
            "a helper cheated, and signed what proves it; others are asked");
        row.suspects.push(offence.organisation);
        ctx.audit(&Actor::System, AuditEvent::about("repair_aborted", offence.organisation.as_bytes()))?;
        let key = charter.key_of(epoch).ok_or(Refusal::Storage)?;
        return ask(ctx, charter, key, row.suspects);
    }
    if let Some(share) = newcomer.share() {
        shares::put(ctx.tx, &circle, epoch, &HandedShare::new(&share))?;
        let others = charter.members.iter().map(|member| member.organisation);
        row.untold = others.filter(|member| *member != ctx.node.identity().organisation).collect();
        row.repair = KeptSecret::none();
        keep(ctx, &circle, epoch, &row)?;
        ctx.tx.mark_dirty(&bucket(&circle))?;
        ctx.emit(Event::CircleChanged { circle });
        return ctx.audit(&Actor::System, AuditEvent::about("share_received", circle.as_bytes()));
    }
    row.repair = KeptSecret::new(&newcomer.to_bytes());
    Ok(keep(ctx, &circle, epoch, &row)?)
}

/// A member knows that this node has its share, and helps it no more.
pub(super) fn was_told(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    epoch: u64,
    helper: &OrganisationId,
) -> Result<(), StoreError> {
    let (bucket, key) = (bucket(circle), (*circle, epoch));
    let Some(mut row) = ctx.tx.bucket_get(&NEWCOMERS, &bucket, &key)? else { return Ok(()) };
    if !row.repair.is_none() {
        return Ok(());
    }
    row.untold.retain(|untold| untold != helper);
    if row.untold.is_empty() {
        ctx.tx.bucket_remove(&NEWCOMERS, &bucket, &key)?;
        ctx.emit(Event::LinksChanged);
        return Ok(());
    }
    keep(ctx, circle, epoch, &row)
}

/// Asks others where helpers were silent for an hour, and anew after the clock was set back.
pub(crate) fn renew_repairs(ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
    let now = ctx.now;
    for circle in active(ctx.tx)? {
        let rows = ctx.tx.bucket_rows(&NEWCOMERS, &bucket(&circle))?;
        let over = |since: Timestamp| since > now || now.since(since) >= PATIENCE;
        let waits = |row: &NewcomerRow| !row.repair.is_none() && over(row.since);
        let rows: Vec<_> = rows.into_iter().filter(|(_, row)| waits(row)).collect();
        let Some(decided) = charter(ctx.tx, &circle)?.filter(|_| !rows.is_empty()) else { continue };
        for ((_, epoch), row) in rows {
            let Some(key) = decided.charter().key_of(epoch) else { continue };
            let read = Newcomer::from_bytes(row.repair.bytes(), decided.charter());
            let newcomer = read.map_err(|_| StoreError::damaged("repairs/1"))?;
            let silent: BTreeSet<_> = newcomer.missing().into_iter().chain(row.suspects).collect();
            ask(ctx, decided.charter(), key, silent.into_iter().collect())?;
        }
    }
    Ok(())
}

impl Snapshot {
    /// What this node has to say as a newcomer.
    pub(super) fn asked_for_shares(
        &self,
        charter: &Charter,
        tasks: &mut Vec<CeremonyTask>,
    ) -> Result<(), StoreError> {
        let (circle, number, me) = (charter.circle, charter.number, self.identity().organisation);
        for ((_, epoch), row) in self.tx.bucket_rows(&NEWCOMERS, &bucket(&circle))? {
            if row.number != number {
                continue;
            }
            let (exchange, asked) = if row.repair.is_none() {
                (RepairExchange::done(&row.request), row.untold)
            } else {
                let newcomer = Newcomer::from_bytes(row.repair.bytes(), charter);
                let newcomer = newcomer.map_err(|_| StoreError::damaged("repairs/1"))?;
                (newcomer.exchange(), newcomer.helpers())
            };
            for to in asked {
                let question = Question::Repair(Box::new(exchange.clone()));
                tasks.push(CeremonyTask { to, circle, number, repair: Some((epoch, me)), question });
            }
        }
        Ok(())
    }
}
