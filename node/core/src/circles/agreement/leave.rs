//! Leaving a circle, and what it means that somebody else has left.

use parasol_protocol::agreement::{Leave, Motion, Papers, Question};
use parasol_protocol::charter::Charter;
use parasol_protocol::envelope::{self, Verified};
use parasol_protocol::ids::{CircleId, OrganisationId};
use parasol_protocol::time::DAY;
use serde_bytes::ByteBuf;

use super::super::ceremony::do_without;
use super::super::shares;
use super::super::tables::{CHARTERS, CIRCLES, ENDED, INBOUND, INVITES, JOINS};
use super::adopt::forget_introduction;
use super::open::{Open, leaves, voter};
use super::past::{admitted_by, heard_leave, held_charter};
use super::propose::{next_charter, refusal};
use super::tables::{AGREEMENTS, CONTRADICTIONS, FAREWELLS, FarewellRow, LEAVES, MOTIONS, NOTED, UntoldRow};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::erasures::{self, Erased};
use crate::holder_notes::Often;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError};

/// For how long members that cannot be reached are told of a leave.
const FAREWELL: u64 = 60 * DAY;

/// Leaves a circle, at once and alone. What was accepted in it is deleted here; the others are told.
#[derive(Debug)]
pub struct LeaveCircle {
    /// Who wants it.
    pub actor: Actor,
    /// The circle.
    pub circle: CircleId,
}

impl Command for LeaveCircle {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageCircles)?;
        let open = Open::load(ctx.tx, &self.circle)?.ok_or(Refusal::NotFound)?;
        let farewell = farewell(ctx, &open)?;
        // With the circle goes what was promised in it: from now on every question about it is refused.
        drop_circle(ctx, open.decided.charter())?;
        if let Some(row) = farewell {
            ctx.tx.put(&FAREWELLS, &self.circle, &row)?;
        }
        erasures::record(ctx.tx, Erased::CircleLeft, self.circle.as_bytes())?;
        ctx.audit(&self.actor, AuditEvent::about("circle_left", self.circle.as_bytes()))
    }
}

/// What the others are told: the charter without this organisation, with its leave. None where nobody else is left.
fn farewell(ctx: &Ctx<'_>, open: &Open) -> Result<Option<FarewellRow>, Refusal> {
    let (circle, voter) = (open.circle(), voter(ctx.node));
    let mut next = next_charter(&open.decided);
    let Some(own) = next.member(&voter.organisation).cloned() else { return Ok(None) };
    let gone = Open::left(ctx.tx, &circle)?;
    next.members.retain(|member| member.organisation != own.organisation);
    let others = next.members.iter().filter(|member| !gone.contains(&member.organisation));
    let untold: Vec<UntoldRow> = others
        .map(|member| UntoldRow {
            organisation: member.organisation,
            node_key: member.node_key,
            name: member.name.clone(),
        })
        .collect();
    if untold.is_empty() {
        return Ok(None);
    }
    let number = open.electorate.number();
    let leave = Leave { circle, number, organisation: own.organisation, share: own.share };
    let leave = ByteBuf::from(leave.sign(voter.secret).bytes());
    // Who leaves keeps what it knows of the key. The leave counts whatever the others decide.
    do_without(&mut next);
    let mut motion =
        Motion::propose(next, &open.electorate, voter.secret).map_err(|error| refusal(&error))?;
    for papers in [leaves(ctx.tx, &circle)?, Papers { leaves: vec![leave], ..Papers::default() }] {
        motion.merge(&papers, &open.electorate).map_err(|error| refusal(&error))?;
    }
    let question = Question::Motion(circle, number, ByteBuf::from(motion.to_bytes()));
    let question = ByteBuf::from(question.to_bytes());
    let certificate = ByteBuf::from(open.decided.bytes());
    Ok(Some(FarewellRow { since: ctx.now, question, untold, certificate }))
}

/// Deletes everything of a circle: what was accepted in it, its keys, what was shared there.
pub(super) fn drop_circle(ctx: &mut Ctx<'_>, charter: &Charter) -> Result<(), Refusal> {
    let circle = charter.circle;
    for member in &charter.members {
        crate::ledger::drop_ledger(ctx.tx, &circle, &member.organisation)?;
        crate::allowances::forget(ctx.tx, &circle, &member.organisation)?;
        ctx.tx.remove(&INBOUND, &(circle, member.organisation))?;
        ctx.tx.remove(&ENDED, &(circle, member.organisation))?;
    }
    crate::publish::forget_circle(ctx.tx, &circle)?;
    super::super::ceremony::forget_circle(ctx.tx, &circle)?;
    ctx.node.cache().forget_ceremony(&circle);
    ctx.tx.remove(&CIRCLES, &circle)?;
    ctx.tx.remove(&INVITES, &circle)?;
    ctx.tx.remove(&JOINS, &circle)?;
    ctx.tx.remove(&AGREEMENTS, &circle)?;
    for (key, _) in ctx.tx.prefix(&CHARTERS, &circle)? {
        ctx.tx.remove(&CHARTERS, &key)?;
    }
    shares::destroy_all(ctx.tx, charter)?;
    ctx.after_commit(move |node| node.cache().forget_shares(&circle));
    for (key, _) in ctx.tx.prefix(&MOTIONS, &circle)? {
        ctx.tx.remove(&MOTIONS, &key)?;
    }
    for (key, _) in ctx.tx.prefix(&LEAVES, &circle)? {
        ctx.tx.remove(&LEAVES, &key)?;
    }
    for (key, _) in ctx.tx.prefix(&CONTRADICTIONS, &circle)? {
        ctx.tx.remove(&CONTRADICTIONS, &key)?;
        ctx.tx.remove(&NOTED, &key)?;
    }
    crate::confirmation::forget_circle(ctx.tx, &circle)?;
    crate::fair_share::forget_circle(ctx.tx, &circle)?;
    ctx.after_commit(move |node| node.remembered().forget_circle(&circle));
    ctx.emit(Event::CircleChanged { circle });
    ctx.emit(Event::LinksChanged);
    Ok(())
}

/// A circle was left after the moment to which this node was put back.
pub(crate) fn leave_again(ctx: &mut Ctx<'_>, circle: &CircleId) -> Result<(), Refusal> {
    match super::super::tables::charter(ctx.tx, circle)? {
        Some(decided) => drop_circle(ctx, decided.charter()),
        None => Ok(()),
    }
}

/// Whether an organisation has left though the charter still names it.
pub(crate) fn has_left(
    read: &impl Read,
    circle: &CircleId,
    organisation: &OrganisationId,
) -> Result<bool, StoreError> {
    read.has(&LEAVES, &(*circle, *organisation))
}

/// Takes leaves that a verified motion brings, whatever number it is about. They count at once: what was accepted from whoever
/// left is deleted. One who joined again since has another share, and is not meant. Says whether there was one that nobody here
/// knew.
pub(super) fn note_leaves(
    ctx: &mut Ctx<'_>,
    charter: &Charter,
    from: &OrganisationId,
    motion: &Motion,
) -> Result<bool, Refusal> {
    let circle = charter.circle;
    let mut noted = false;
    for bytes in motion.papers().leaves {
        let Ok(leave) = envelope::open::<Leave>(&bytes) else { continue };
        let organisation = leave.body().organisation;
        if !is_meant(ctx, charter, &leave)? || has_left(ctx.tx, &circle, &organisation)? {
            continue;
        }
        if organisation == ctx.node.identity().organisation {
            own_leave(ctx, &circle, from)?;
            continue;
        }
        ctx.tx.put(&LEAVES, &(circle, organisation), &bytes)?;
        crate::ledger::drop_ledger(ctx.tx, &circle, &organisation)?;
        heard_leave(ctx, &circle, &organisation)?;
        crate::ledger::await_no_more(ctx, &circle, &organisation)?;
        ctx.emit(Event::CircleChanged { circle });
        ctx.emit(Event::LinksChanged);
        ctx.audit(&Actor::System, AuditEvent::about("partner_left", circle.as_bytes()))?;
        noted = true;
    }
    Ok(noted)
}

/// Whether a leave is about the membership that goes on: one from before the charter that admitted the member is not.
fn is_meant(ctx: &Ctx<'_>, charter: &Charter, leave: &Verified<Leave>) -> Result<bool, StoreError> {
    let Leave { organisation, share, number, .. } = *leave.body();
    let member = charter.member(&organisation);
    if member.is_none_or(|member| (member.share, member.node_key) != (share, leave.signer())) {
        return Ok(false);
    }
    let admitted = admitted_by(ctx.tx, charter, &organisation)?;
    let known = held_charter(ctx.tx, &charter.circle, admitted.saturating_sub(1))?.is_some();
    Ok(!known || number > admitted)
}

/// A leave of this organisation, which has not left: somebody else has its key. The others count it as one that has no say; here
/// nothing follows, least of all for the own ledger.
fn own_leave(ctx: &mut Ctx<'_>, circle: &CircleId, from: &OrganisationId) -> Result<(), Refusal> {
    tracing::error!(circle = %circle.short(), peer = %from.short(),
        "a leave was shown that this node's key signed and this node does not know; the key may be stolen");
    if ctx.node.holder_notes().is_first_today((*circle, *from), Often::ShowedOwnLeave, ctx.now) {
        ctx.audit(&Actor::System, AuditEvent::about("own_leave_shown", circle.as_bytes()))?;
    }
    Ok(())
}

/// A member of a circle that this node left has answered.
pub(super) fn was_told(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    from: &OrganisationId,
) -> Result<(), StoreError> {
    let Some(mut row) = ctx.tx.get(&FAREWELLS, circle)? else { return Ok(()) };
    row.untold.retain(|member| member.organisation != *from);
    if row.untold.is_empty() {
        ctx.tx.remove(&FAREWELLS, circle)?;
    } else {
        ctx.tx.put(&FAREWELLS, circle, &row)?;
    }
    forget_introduction(ctx, from)?;
    ctx.emit(Event::LinksChanged);
    Ok(())
}

/// Gives up telling members that could not be reached for two months.
pub(crate) fn end_farewells(ctx: &mut Ctx<'_>) -> Result<(), StoreError> {
    for (circle, row) in ctx.tx.range(&FAREWELLS, ..)? {
        if ctx.now.since(row.since) >= FAREWELL {
            end_farewell(ctx, &circle)?;
        }
    }
    Ok(())
}

/// Nobody in this circle is told any more that this node has left: for too long, or it is in again.
pub(in crate::circles) fn end_farewell(ctx: &mut Ctx<'_>, circle: &CircleId) -> Result<(), StoreError> {
    let Some(row) = ctx.tx.get(&FAREWELLS, circle)? else { return Ok(()) };
    ctx.tx.remove(&FAREWELLS, circle)?;
    for member in &row.untold {
        forget_introduction(ctx, &member.organisation)?;
    }
    ctx.emit(Event::LinksChanged);
    Ok(())
}
