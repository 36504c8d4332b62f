//! The admins' part: confirming a link, and ending one.

use parasol_protocol::charter::read_proposal;
use parasol_protocol::ids::{CircleId, OrganisationId};

use super::super::agreement::{Open, heard_number};
use super::super::tables::{ENDED, JOINS, JoinRow, Side, charter};
use super::{Pending, pending};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::Read;

/// The admin compared the six words with the other admin's by another channel, and they are the same.
#[derive(Debug)]
pub struct ConfirmPeer {
    /// Who confirms.
    pub actor: Actor,
    /// The circle into which the link goes.
    pub circle: CircleId,
    /// The six words, typed or shown.
    pub words: String,
}

impl Command for ConfirmPeer {
    type Outcome = Pending;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Pending, Refusal> {
        ctx.allow(&self.actor, Action::ManagePeers)?;
        let mut row = ctx.tx.get(&JOINS, &self.circle)?.ok_or(Refusal::NotFound)?;
        let pending = pending(ctx, self.circle, &row);
        let typed: Vec<String> = self.words.split_whitespace().map(str::to_lowercase).collect();
        if typed.join(" ") != pending.words {
            return Err(Refusal::Invalid { field: "words", reason: "differ" });
        }
        row.confirmed = true;
        ctx.tx.put(&JOINS, &self.circle, &row)?;
        ctx.emit(Event::LinksChanged);
        ctx.audit(&self.actor, AuditEvent::about("peer_confirmed", self.circle.as_bytes()))?;
        Ok(pending)
    }
}

/// What became of a link that was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlinked {
    /// It was still being made, and nothing had been handed over or proposed.
    Stopped,
    /// The other had been shown the charter of the two, and may have been handed the circle's key with it.
    Handed,
    /// The members had been asked to admit the other. Now they are asked to set that aside, and until they have it may come in.
    SettingAside,
    /// As before, but this node could not ask them to set it aside.
    StillProposed,
    /// This node had agreed to a charter that names it: the others may still make it a member.
    Consented,
    /// The other is a member: until the members remove it, nothing is taken from it or given to it.
    Member,
}

impl Unlinked {
    /// As a stable word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Handed => "handed",
            Self::SettingAside => "setting_aside",
            Self::StillProposed => "still_proposed",
            Self::Consented => "consented",
            Self::Member => "member",
        }
    }
}

/// Ends a link, made or being made: what was accepted from the peer in the circle is deleted.
#[derive(Debug)]
pub struct RemovePeer {
    /// Who wants it.
    pub actor: Actor,
    /// The circle.
    pub circle: CircleId,
    /// The peer.
    pub peer: OrganisationId,
}

impl Command for RemovePeer {
    type Outcome = Unlinked;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Unlinked, Refusal> {
        ctx.allow(&self.actor, Action::ManagePeers)?;
        let joining = ctx.tx.get(&JOINS, &self.circle)?.filter(|row| row.peer.organisation == self.peer);
        if let Some(row) = &joining {
            row.destroy_share(ctx.tx, &self.circle)?;
            ctx.tx.remove(&JOINS, &self.circle)?;
        }
        // Whoever was admitted meanwhile is a member, however the joining stands here.
        let unlinked = if is_fellow(ctx, &self.circle, &self.peer)? {
            ctx.tx.put(&ENDED, &(self.circle, self.peer), &ctx.now)?;
            crate::ledger::drop_ledger(ctx.tx, &self.circle, &self.peer)?;
            heard_number(ctx, &self.circle, &self.peer)?;
            crate::ledger::await_no_more(ctx, &self.circle, &self.peer)?;
            Unlinked::Member
        } else {
            let row = joining.ok_or(Refusal::NotFound)?;
            take_back(ctx, &self.actor, &self.circle, &row)?
        };
        ctx.emit(Event::LinksChanged);
        ctx.audit(&self.actor, AuditEvent::about("peer_removed", self.circle.as_bytes()))?;
        Ok(unlinked)
    }
}

/// Takes up the link with a member again that was ended here: what it publishes is fetched anew.
#[derive(Debug)]
pub struct RelinkPeer {
    /// Who wants it.
    pub actor: Actor,
    /// The circle.
    pub circle: CircleId,
    /// The peer.
    pub peer: OrganisationId,
}

impl Command for RelinkPeer {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManagePeers)?;
        if !is_fellow(ctx, &self.circle, &self.peer)? {
            return Err(Refusal::NotFound);
        }
        if !ctx.tx.remove(&ENDED, &(self.circle, self.peer))? {
            return Err(Refusal::WrongState { expected: "ended", found: "linked" });
        }
        ctx.emit(Event::LinksChanged);
        ctx.audit(&self.actor, AuditEvent::about("peer_relinked", self.circle.as_bytes()))
    }
}

fn is_fellow(ctx: &Ctx<'_>, circle: &CircleId, peer: &OrganisationId) -> Result<bool, Refusal> {
    Ok(charter(ctx.tx, circle)?.is_some_and(|decided| {
        decided.charter().member(peer).is_some() && *peer != ctx.node.identity().organisation
    }))
}

/// What was proposed is not wanted any more. This node's yes is out and stays: nothing but another decision is in the way of what
/// the others make of it.
fn take_back(
    ctx: &mut Ctx<'_>,
    actor: &Actor,
    circle: &CircleId,
    row: &JoinRow,
) -> Result<Unlinked, Refusal> {
    let Some(proposal) = &row.proposal else { return Ok(Unlinked::Stopped) };
    if row.side == Side::Joiner {
        return Ok(Unlinked::Consented);
    }
    let proposed = read_proposal(proposal).map_err(|_| Refusal::Storage)?.hash();
    let Some(mut open) = Open::load(ctx.tx, circle)? else { return Ok(Unlinked::Stopped) };
    if open.table.motion(&proposed).is_none() {
        return Ok(Unlinked::Handed);
    }
    let laid = open.set_aside(ctx, &proposed);
    open.save(ctx.tx, ctx.now)?;
    match laid {
        Ok(_) => ctx.audit(actor, AuditEvent::about("change_proposed", circle.as_bytes()))?,
        Err(refusal) => {
            tracing::warn!(circle = %circle.short(), %refusal, "that a newcomer is set aside cannot be proposed");
            return Ok(Unlinked::StillProposed);
        }
    }
    Ok(Unlinked::SettingAside)
}
