//! After a restore: nothing is published in a circle before every peer there was heard, or an admin says to go on.
//!
//! A backup does not know what this node signed after it. The peers do; signing before they were asked could contradict a
//! head that they hold. Checks and everything inside the node go on meanwhile.

use parasol_protocol::ids::{CircleId, Incarnation, OrganisationId};
use rand_core::CryptoRngCore;

use super::own;
use super::recovery;
use super::tables::{OWN, OwnRow};
use crate::audit::AuditEvent;
use crate::circles;
use crate::circles::tables::CIRCLES;
use crate::command::{Command, Ctx, Event};
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError, Tx};

/// From now on peers are waited for, in every circle that has any.
pub(crate) fn await_peers(ctx: &mut Ctx<'_>) -> Result<(), StoreError> {
    let me = ctx.node.identity().organisation;
    for (circle, _) in ctx.tx.range(&CIRCLES, ..)? {
        let Some(decided) = circles::charter(ctx.tx, &circle)? else { continue };
        let mut awaits = Vec::new();
        for member in &decided.charter().members {
            let organisation = member.organisation;
            if organisation != me && !circles::is_over(ctx.tx, &circle, &organisation)? {
                awaits.push(organisation);
            }
        }
        let mut own = own::row(ctx, &circle)?;
        own.awaits = awaits;
        ctx.tx.put(&OWN, &circle, &own)?;
    }
    Ok(())
}

/// As [`await_peers`], in a circle that this node has just come to know, without anything of its own ledger there.
pub(crate) fn await_these(
    tx: &mut Tx,
    circle: &CircleId,
    awaits: Vec<OrganisationId>,
    rng: &mut dyn CryptoRngCore,
) -> Result<(), StoreError> {
    tx.put(&OWN, circle, &OwnRow { awaits, ..OwnRow::new(Incarnation::random(rng)) })
}

/// A peer has said what it holds of this node's ledger in a circle, and everything newer was taken back.
#[derive(Debug)]
pub struct Heard {
    /// The peer.
    pub from: OrganisationId,
    /// The circle.
    pub circle: CircleId,
}

impl Command for Heard {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        await_no_more(ctx, &self.circle, &self.from)
    }
}

/// A peer was heard, or is asked nothing any more: it has left, was removed, or the link with it was ended.
pub(crate) fn await_no_more(
    ctx: &mut Ctx<'_>,
    circle: &CircleId,
    peer: &OrganisationId,
) -> Result<(), Refusal> {
    let Some(mut own) = ctx.tx.get(&OWN, circle)? else { return Ok(()) };
    if !own.awaits.contains(peer) {
        return Ok(());
    }
    own.awaits.retain(|other| other != peer);
    ctx.tx.put(&OWN, circle, &own)?;
    if own.awaits.is_empty() { go_on(ctx, circle) } else { Ok(()) }
}

/// Publishes again without waiting for the peers that have not been heard.
#[derive(Debug)]
pub struct Resume {
    /// Who decides it.
    pub actor: Actor,
    /// Where.
    pub circle: CircleId,
}

impl Command for Resume {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManagePeers)?;
        let decided = circles::charter(ctx.tx, &self.circle)?.ok_or(Refusal::NotFound)?;
        if !circles::names_key(decided.charter(), ctx.node.identity()) {
            // What this node would sign counts for nothing before its partners have decided its new key.
            return Err(Refusal::WrongState { expected: "decided", found: "new_key" });
        }
        let mut own = ctx.tx.get(&OWN, &self.circle)?.ok_or(Refusal::NotFound)?;
        if own.awaits.is_empty() {
            return Err(Refusal::WrongState { expected: "waiting", found: "publishing" });
        }
        own.awaits.clear();
        ctx.tx.put(&OWN, &self.circle, &own)?;
        ctx.audit(&self.actor, AuditEvent::about("ledger_resumed", self.circle.as_bytes()))?;
        go_on(ctx, &self.circle)
    }
}

fn go_on(ctx: &mut Ctx<'_>, circle: &CircleId) -> Result<(), Refusal> {
    recovery::go_on(ctx, circle)?;
    ctx.emit(Event::WorkDue);
    Ok(())
}
