//! A charter was decided: what follows from it here.

use parasol_protocol::agreement::{Electorate, Evidence, Leave};
use parasol_protocol::charter::{Charter, Decided};
use parasol_protocol::envelope;
use parasol_protocol::ids::{CircleId, OrganisationId};
use serde_bytes::ByteBuf;

use super::super::ceremony;
use super::super::create;
use super::super::epochs;
use super::super::tables::{ENDED, INBOUND, JOINS, PEERS, Side, active, charter};
use super::evidence::{keep_evidence, watch};
use super::leave::drop_circle;
use super::open::Open;
use super::past::{certificate, held_charter};
use super::propose::end_key_alone;
use super::tables::{AGREEMENTS, AgreementRow, LEAVES, MOTIONS, Said};
use crate::audit::AuditEvent;
use crate::command::{Ctx, Event};
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError};

/// Takes a certificate that a member showed: of the next charter, or of one that is decided here in another way.
pub(in crate::circles) fn take_certificate(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    from: &OrganisationId,
    bytes: &[u8],
) -> Result<(), Refusal> {
    let Some(open) = Open::load(ctx.tx, circle)? else { return Ok(()) };
    if let Ok(next) = Decided::verify_after(open.decided.charter(), bytes) {
        return take_decided(ctx, &open, &next);
    }
    if contradicts(ctx, circle, bytes)? {
        return Ok(());
    }
    let later = Decided::charter_in(bytes).is_ok_and(|charter| charter.number > open.electorate.number());
    if !later {
        // Not one that helps; it will not be asked for again until that member says once more that it is ahead.
        forget_ahead(ctx, circle, from)?;
    }
    Ok(())
}

fn forget_ahead(ctx: &mut Ctx<'_>, circle: &CircleId, from: &OrganisationId) -> Result<(), StoreError> {
    let Some(mut row) = ctx.tx.get(&AGREEMENTS, circle)? else { return Ok(()) };
    row.ahead.retain(|member| member != from);
    ctx.tx.put(&AGREEMENTS, circle, &row)?;
    ctx.emit(Event::LinksChanged);
    Ok(())
}

/// Whether another charter of this number is decided here; two certificates are evidence.
fn contradicts(ctx: &mut Ctx<'_>, circle: &CircleId, bytes: &[u8]) -> Result<bool, Refusal> {
    let Ok(shown) = Decided::charter_in(bytes) else { return Ok(false) };
    let Some(held) = certificate(ctx.tx, circle, shown.number)? else { return Ok(false) };
    let before = held_charter(ctx.tx, circle, shown.number.saturating_sub(1))?;
    let Some(before) = before.filter(|_| shown.circle == *circle && shown.number > 1) else {
        return Ok(false);
    };
    let evidence = Evidence::TwoCertificates(held, ByteBuf::from(bytes));
    keep_evidence(ctx, &Electorate::new(&before), &evidence)
}

/// Makes a verified certificate of the next charter the one that holds here.
pub(super) fn take_decided(ctx: &mut Ctx<'_>, open: &Open, next: &Decided) -> Result<(), Refusal> {
    let (circle, me) = (open.circle(), ctx.node.identity().organisation);
    if next.charter().member(&me).is_none() {
        drop_circle(ctx, open.decided.charter())?;
        return ctx.audit(&Actor::System, AuditEvent::about("removed_from_circle", circle.as_bytes()));
    }
    watch(ctx, open, Decided::votes_in(next.bytes()).into_iter())?;
    create::adopt(ctx, next)?;
    // Whom the charter before removed is answered no more from now on.
    let before = held_charter(ctx.tx, &circle, open.decided.charter().number.saturating_sub(1))?;
    for organisation in before.iter().flat_map(|before| without(before, open.decided.charter())) {
        forget_introduction(ctx, &organisation)?;
    }
    let gone = without(open.decided.charter(), next.charter());
    for organisation in &gone {
        forget_member(ctx, &circle, organisation)?;
    }
    forget_former_leaves(ctx, next.charter())?;
    epochs::end(ctx, open.decided.charter(), next.charter())?;
    next_number(ctx, open, next)?;
    for organisation in &gone {
        crate::ledger::await_no_more(ctx, &circle, organisation)?;
    }
    joined(ctx, next)?;
    ceremony::after_charter(ctx, Some(open.decided.charter()), next.charter())?;
    ctx.audit(&Actor::System, AuditEvent::about("charter_decided", circle.as_bytes()))?;
    end_key_alone(ctx, &circle)?;
    if without(next.charter(), open.decided.charter()).is_empty() {
        return Ok(());
    }
    crate::publish::enqueue_all(ctx, &circle)?;
    Ok(crate::ledger::own::heartbeat(ctx, &circle)?)
}

/// The members of one charter that another does not name.
fn without(charter: &Charter, other: &Charter) -> Vec<OrganisationId> {
    let all = charter.members.iter().map(|member| member.organisation);
    all.filter(|organisation| other.member(organisation).is_none()).collect()
}

/// Forgets everything that was kept of an organisation as a member of this circle.
fn forget_member(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    organisation: &OrganisationId,
) -> Result<(), StoreError> {
    crate::ledger::drop_ledger(ctx.tx, circle, organisation)?;
    crate::allowances::forget(ctx.tx, circle, organisation)?;
    ctx.tx.remove(&INBOUND, &(*circle, *organisation))?;
    ctx.tx.remove(&ENDED, &(*circle, *organisation))?;
    Ok(())
}

/// A leave that was signed with a key which is no longer that member's says nothing any more: whoever stole the key may have said
/// it, and no motion could carry it.
fn forget_former_leaves(ctx: &mut Ctx<'_>, next: &Charter) -> Result<(), StoreError> {
    for ((circle, organisation), bytes) in ctx.tx.prefix(&LEAVES, &next.circle)? {
        let leave = envelope::open::<Leave>(&bytes).map_err(|_| StoreError::damaged("leaves/1"))?;
        if next.member(&organisation).is_none_or(|member| member.node_key != leave.signer()) {
            ctx.tx.remove(&LEAVES, &(circle, organisation))?;
        }
    }
    Ok(())
}

/// Forgets what an organisation said of itself, once no circle is shared with it any more.
pub(super) fn forget_introduction(
    ctx: &mut Ctx<'_>,
    organisation: &OrganisationId,
) -> Result<(), StoreError> {
    for circle in active(ctx.tx)? {
        let decided = charter(ctx.tx, &circle)?;
        if decided.is_some_and(|decided| decided.charter().member(organisation).is_some()) {
            return Ok(());
        }
    }
    ctx.tx.remove(&PEERS, organisation).map(drop)
}

/// Begins the next number. What was open is set aside; what this node wanted stays to be seen until the number after.
fn next_number(ctx: &mut Ctx<'_>, open: &Open, next: &Decided) -> Result<(), Refusal> {
    let (circle, me) = (open.circle(), ctx.node.identity().organisation);
    let mut set_aside = 0_u64;
    for ((_, hash), row) in ctx.tx.prefix(&MOTIONS, &circle)? {
        let own =
            row.said == Said::Yes || open.table.motion(&hash).is_some_and(|motion| motion.proposer() == me);
        if row.number == next.charter().number && hash != next.hash() && own {
            set_aside = set_aside.saturating_add(1);
        } else {
            ctx.tx.remove(&MOTIONS, &(circle, hash))?;
        }
    }
    if set_aside > 0 {
        ctx.audit(&Actor::System, AuditEvent::about("change_set_aside", circle.as_bytes()))?;
    }
    let stays = |member: &OrganisationId| next.charter().member(member).is_some();
    let AgreementRow { mut ahead, mut awaits, motions, abstains_to, mut put_back, .. } = open.row.clone();
    ahead.retain(stays);
    awaits.retain(stays);
    if put_back {
        // With whoever joined after the backup, this node may have decided more than those know whom it asked.
        awaits.extend(without(next.charter(), open.decided.charter()));
        put_back = !awaits.is_empty();
    }
    let acceptor = ByteBuf::from(open.acceptor()?.next_number().to_bytes());
    let row =
        AgreementRow { acceptor, motions, ahead, awaits, abstains_to, put_back, ..AgreementRow::default() };
    ctx.tx.put(&AGREEMENTS, &circle, &row)?;
    ctx.emit(Event::LinksChanged);
    Ok(())
}

/// Whoever comes by this node's invite is in, or has to be proposed again for the next number.
fn joined(ctx: &mut Ctx<'_>, next: &Decided) -> Result<(), Refusal> {
    let circle = next.charter().circle;
    let row = ctx.tx.get(&JOINS, &circle)?;
    let Some(mut row) = row.filter(|row| row.side == Side::Inviter) else { return Ok(()) };
    if next.charter().member(&row.peer.organisation).is_some() {
        // From now on it is a member like any: it is welcomed as one, and removed as one.
        ctx.tx.remove(&JOINS, &circle)?;
        ctx.tx.put(&PEERS, &row.peer.organisation, &row.peer)?;
        return ctx.audit(&Actor::System, AuditEvent::about("peer_linked", circle.as_bytes()));
    }
    row.proposal = None;
    Ok(ctx.tx.put(&JOINS, &circle, &row)?)
}
