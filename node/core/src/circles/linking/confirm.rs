//! The admins' part: confirming a link, and ending one.

use parasol_protocol::ids::{CircleId, OrganisationId};

use super::super::tables::{ENDED, JOINS, charter};
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
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManagePeers)?;
        let joining = ctx.tx.get(&JOINS, &self.circle)?.filter(|row| row.peer.organisation == self.peer);
        let member = charter(ctx.tx, &self.circle)?.is_some_and(|decided| {
            decided.charter().member(&self.peer).is_some() && self.peer != ctx.node.identity().organisation
        });
        if let Some(row) = joining {
            row.destroy_share(ctx.tx, &self.circle)?;
            ctx.tx.remove(&JOINS, &self.circle)?;
        } else if member {
            ctx.tx.put(&ENDED, &(self.circle, self.peer), &ctx.now)?;
            crate::ledger::drop_ledger(ctx.tx, &self.circle, &self.peer)?;
        } else {
            return Err(Refusal::NotFound);
        }
        ctx.emit(Event::LinksChanged);
        ctx.audit(&self.actor, AuditEvent::about("peer_removed", self.circle.as_bytes()))?;
        Ok(())
    }
}
