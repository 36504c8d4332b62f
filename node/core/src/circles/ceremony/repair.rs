//! This node helps a newcomer to her share.
//!
//! It helps whoever came after the key was made, and her once: a stolen node key gets nobody's share a second time.

use parasol_protocol::ceremony::conversation::{Question, Reply};
use parasol_protocol::ceremony::repair::Helper;
use parasol_protocol::ceremony::repair::message::RepairExchange;
use parasol_protocol::charter::{Charter, Decided};
use parasol_protocol::ids::{CircleId, OrganisationId};

use super::super::shares;
use super::held::furthest;
use super::newcomer::{self, came_later, may_help};
use super::tables::{HELPERS, HelperRow, KeptSecret, PUT_BACK, bucket};
use super::tasks::CeremonyTask;
use crate::audit::AuditEvent;
use crate::command::{Ctx, Event};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError};

type HelperKey = (CircleId, u64, OrganisationId);

/// What is asked, as far as it concerns this node.
struct Asked {
    key: HelperKey,
    share: u16,
    attempt: u32,
}

fn asked(charter: &Charter, exchange: &RepairExchange) -> Option<Asked> {
    let request = exchange.read_request().ok()?;
    let request = request.body();
    let newcomer = charter.members.iter().find(|member| member.share == request.share)?;
    let key = (charter.circle, request.epoch, newcomer.organisation);
    Some(Asked { key, share: request.share, attempt: request.attempt })
}

/// Answers a newcomer or another of her helpers.
pub(super) fn answer(
    ctx: &mut Ctx<'_>,
    decided: &Decided,
    from: &OrganisationId,
    exchange: &RepairExchange,
) -> Result<Reply, Refusal> {
    let charter = decided.charter();
    let Some(asked) = asked(charter, exchange) else { return Ok(Reply::Refused) };
    let row = ctx.tx.bucket_get(&HELPERS, &bucket(&charter.circle), &asked.key)?;
    let row = row.filter(|row| row.share == asked.share);
    if row.as_ref().is_some_and(|row| row.done) {
        return Ok(Reply::Over);
    }
    if exchange.done && *from == asked.key.2 && row.as_ref().is_none_or(|row| row.attempt < asked.attempt) {
        // She says it to those, too, who did not help, or in an attempt that came to nothing.
        return over(ctx, charter, &asked);
    }
    let row = row.filter(|row| row.number == charter.number && row.attempt >= asked.attempt);
    let helper = match row {
        Some(row) if row.attempt > asked.attempt => None,
        Some(row) => Some((read(&row, ctx, charter)?, false)),
        None => open(ctx, charter, &asked, exchange)?.map(|helper| (helper, true)),
    };
    match helper {
        Some((helper, new)) => hear(ctx, &asked, (helper, new), from, (charter.number, exchange)),
        None => Ok(Reply::Refused),
    }
}

/// The newcomer has her share, without this node's help: it will not help her either, and what it began is erased.
fn over(ctx: &mut Ctx<'_>, charter: &Charter, asked: &Asked) -> Result<Reply, Refusal> {
    let (circle, epoch, _) = asked.key;
    if charter.key_of(epoch).is_some_and(|key| came_later(key, asked.share)) {
        let Asked { share, attempt, .. } = *asked;
        let row =
            HelperRow { number: charter.number, attempt, share, done: true, repair: KeptSecret::none() };
        ctx.tx.bucket_put(&HELPERS, &bucket(&circle), &asked.key, &row)?;
        ctx.tx.mark_dirty(&bucket(&circle))?;
    }
    Ok(Reply::Over)
}

/// Takes another helper's answer.
pub(super) fn take(
    ctx: &mut Ctx<'_>,
    decided: &Decided,
    from: &OrganisationId,
    (epoch, who): (u64, OrganisationId),
    exchange: &RepairExchange,
) -> Result<(), Refusal> {
    let charter = decided.charter();
    if who == ctx.node.identity().organisation {
        return newcomer::take(ctx, decided, from, epoch, exchange);
    }
    let Some(asked) = asked(charter, exchange).filter(|asked| (asked.key.1, asked.key.2) == (epoch, who))
    else {
        return Ok(());
    };
    let row = ctx.tx.bucket_get(&HELPERS, &bucket(&charter.circle), &asked.key)?;
    let now = (charter.number, asked.attempt, asked.share, false);
    let row = row.filter(|row| (row.number, row.attempt, row.share, row.done) == now);
    let Some(row) = row else { return Ok(()) };
    let helper = read(&row, ctx, charter)?;
    hear(ctx, &asked, (helper, false), from, (charter.number, exchange)).map(drop)
}

fn read(row: &HelperRow, ctx: &Ctx<'_>, charter: &Charter) -> Result<Helper, StoreError> {
    let helper = Helper::from_bytes(row.repair.bytes(), charter, &ctx.node.identity().organisation);
    helper.map_err(|_| StoreError::damaged("helped/1"))
}

/// Begins to help, if this node may and can.
fn open(
    ctx: &mut Ctx<'_>,
    charter: &Charter,
    asked: &Asked,
    exchange: &RepairExchange,
) -> Result<Option<Helper>, Refusal> {
    let (circle, epoch, _) = asked.key;
    let identity = ctx.node.identity();
    let Some(key) = charter.key_of(epoch).filter(|key| came_later(key, asked.share)) else { return Ok(None) };
    if !may_help(charter, key, identity.organisation, asked.share) {
        return Ok(None);
    }
    if charter.had_share(&asked.key.2, key) {
        tracing::warn!(circle = %circle.short(), member = %asked.key.2.short(),
            "a member that came back is not helped to a second share of one key; it gets one of the next");
        return Ok(None);
    }
    if asked.attempt > furthest(ctx.now) {
        tracing::warn!(circle = %circle.short(), "a request for a share from the future was refused");
        return Ok(None);
    }
    // What was asked before this node was put back it may have helped with.
    let put_back = ctx.tx.get(&PUT_BACK, &circle)?;
    if put_back.is_some_and(|at| asked.attempt <= furthest(at)) {
        return Ok(None);
    }
    let share = shares::get(ctx.tx, &circle, epoch)?;
    let share = share.and_then(|share| share.check_share(charter, &identity.organisation, epoch));
    let Some(share) = share else { return Ok(None) };
    let opened =
        Helper::open(&exchange.request, charter, &identity.organisation, &share, identity.secret(), ctx.rng);
    Ok(opened
        .inspect_err(|error| {
            tracing::warn!(circle = %circle.short(), %error, "a request for a share was refused");
        })
        .ok())
}

fn hear(
    ctx: &mut Ctx<'_>,
    asked: &Asked,
    (mut helper, new): (Helper, bool),
    from: &OrganisationId,
    (number, exchange): (u64, &RepairExchange),
) -> Result<Reply, Refusal> {
    let circle = asked.key.0;
    let received = helper.receive(from, exchange, ctx.node.identity().secret());
    if let Some(fault) = received.fault {
        tracing::warn!(circle = %circle.short(), peer = %from.short(), %fault,
            "something that was said about a newcomer's share was refused");
    }
    let done = helper.is_done();
    if new || received.changed {
        let repair = if done { KeptSecret::none() } else { KeptSecret::new(&helper.to_bytes()) };
        let Asked { share, attempt, .. } = *asked;
        let row = HelperRow { number, attempt, share, done, repair };
        ctx.tx.bucket_put(&HELPERS, &bucket(&circle), &asked.key, &row)?;
        ctx.emit(Event::LinksChanged);
        if let Some(offence) = helper.offence() {
            tracing::error!(circle = %circle.short(), member = %offence.organisation.short(),
                wrong = %offence.wrong, "a helper cheated, and signed what proves it");
            ctx.audit(&Actor::System, AuditEvent::about("repair_aborted", offence.organisation.as_bytes()))?;
        }
        if done {
            ctx.audit(&Actor::System, AuditEvent::about("share_repaired", circle.as_bytes()))?;
        }
        if done || helper.offence().is_some() {
            ctx.tx.mark_dirty(&bucket(&circle))?;
        }
    }
    Ok(if done { Reply::Over } else { Reply::Repair(Box::new(helper.exchange(from))) })
}

impl Snapshot {
    /// What this node has to say as a helper to the other helpers.
    pub(super) fn helped_with_shares(
        &self,
        charter: &Charter,
        tasks: &mut Vec<CeremonyTask>,
    ) -> Result<(), StoreError> {
        let (circle, number, me) = (charter.circle, charter.number, self.identity().organisation);
        for ((_, epoch, newcomer), row) in self.tx.bucket_rows(&HELPERS, &bucket(&circle))? {
            if row.done || row.number != number {
                continue;
            }
            let helper = Helper::from_bytes(row.repair.bytes(), charter, &me);
            let helper = helper.map_err(|_| StoreError::damaged("helped/1"))?;
            if helper.offence().is_some() {
                continue;
            }
            for to in helper.missing().into_iter().filter(|to| *to != me) {
                let question = Question::Repair(Box::new(helper.exchange(&to)));
                tasks.push(CeremonyTask { to, circle, number, repair: Some((epoch, newcomer)), question });
            }
        }
        Ok(())
    }
}
