//! The knock of a joiner, at both sides.

use parasol_protocol::ids::{CircleId, NodeKey};
use parasol_protocol::join::{JoinReply, JoinRequest, Knock};

use super::super::tables::{INVITES, JOINS, JoinRow, Side, charter};
use super::known_under_another_key;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError};
use crate::sweeps::tell_admins;

/// So many nodes whose knock is wrong close an invite. One that knocks again with what has ended is one.
const MAX_WRONG: usize = 5;

/// Whether the charter names this key already.
fn is_named(ctx: &Ctx<'_>, circle: &CircleId, key: &NodeKey) -> Result<bool, StoreError> {
    Ok(charter(ctx.tx, circle)?.is_some_and(|decided| decided.charter().member_by_key(key).is_some()))
}

/// A stranger knocks; whether it may introduce itself.
#[derive(Debug)]
pub struct ReceiveKnock {
    /// The key of its link.
    pub from: NodeKey,
    /// What it sent.
    pub knock: Knock,
}

impl Command for ReceiveKnock {
    type Outcome = bool;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<bool, Refusal> {
        let circle = self.knock.circle;
        let held = ctx.tx.get(&JOINS, &circle)?;
        if held.is_some_and(|row| row.side == Side::Inviter && row.peer_key == self.from) {
            // It has introduced itself and did not hear the answer.
            return Ok(true);
        }
        if is_named(ctx, &circle, &self.from)? {
            return Ok(true);
        }
        let Some(mut row) = ctx.tx.get(&INVITES, &circle)? else { return Ok(false) };
        let own = ctx.node.identity().node_key();
        if row.expires <= ctx.now {
            ctx.tx.remove(&INVITES, &circle)?;
            ctx.emit(Event::LinksChanged);
            return Ok(false);
        }
        let proven = self.knock.verify(&row.secret, &self.from, &own);
        if proven {
            row.knocked = Some(self.from);
        } else if !row.wrong.contains(&self.from) {
            row.wrong.push(self.from);
        }
        if row.wrong.len() >= MAX_WRONG {
            tracing::warn!(circle = %circle.short(), "an invite was closed after wrong knocks of five nodes");
            ctx.tx.remove(&INVITES, &circle)?;
            ctx.emit(Event::LinksChanged);
        } else {
            ctx.tx.put(&INVITES, &circle, &row)?;
        }
        Ok(proven)
    }
}

/// Whoever knocked introduces itself; the invite is used up.
#[derive(Debug)]
pub struct ReceiveJoin {
    /// The key of its link.
    pub from: NodeKey,
    /// The circle for which it knocked.
    pub circle: CircleId,
    /// Who it says it is.
    pub request: JoinRequest,
}

impl Command for ReceiveJoin {
    type Outcome = JoinReply;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<JoinReply, Refusal> {
        let held = ctx.tx.get(&JOINS, &self.circle)?;
        if held.is_some_and(|row| row.side == Side::Inviter && row.peer_key == self.from) {
            return Ok(JoinReply::Pending);
        }
        if is_named(ctx, &self.circle, &self.from)? {
            // It was admitted, and whoever invited it is gone: this node welcomes it.
            return Ok(JoinReply::Pending);
        }
        let invited = ctx.tx.get(&INVITES, &self.circle)?.is_some_and(|row| row.knocked == Some(self.from));
        let own = ctx.node.identity().organisation;
        if !invited || !self.request.within_bounds() || self.request.organisation == own {
            return Ok(JoinReply::Refused);
        }
        let Some(decided) = charter(ctx.tx, &self.circle)? else { return Ok(JoinReply::Refused) };
        let taken = known_under_another_key(ctx, &self.request.organisation, &self.from)?;
        if taken || decided.charter().member(&self.request.organisation).is_some() {
            return Ok(JoinReply::Refused);
        }
        let row = JoinRow {
            side: Side::Inviter,
            circle_name: decided.charter().name.clone(),
            peer: self.request,
            peer_key: self.from,
            since: ctx.now,
            secret: None,
            expires: None,
            addresses: Vec::new(),
            confirmed: false,
            confirmed_by_peer: false,
            refused: false,
            proposal: None,
            handed: false,
        };
        ctx.tx.put(&JOINS, &self.circle, &row)?;
        ctx.tx.remove(&INVITES, &self.circle)?;
        ctx.emit(Event::LinksChanged);
        // Six words wait to be compared.
        tell_admins(ctx)?;
        ctx.audit(&Actor::System, AuditEvent::about("join_requested", self.circle.as_bytes()))?;
        Ok(JoinReply::Pending)
    }
}

/// The inviter answered this node's knock and introduction.
#[derive(Debug)]
pub struct JoinAnswered {
    /// The circle.
    pub circle: CircleId,
    /// Who answered.
    pub inviter: NodeKey,
    /// What it answered.
    pub reply: JoinReply,
}

impl Command for JoinAnswered {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let row = ctx.tx.get(&JOINS, &self.circle)?;
        let Some(mut row) = row.filter(|row| row.side == Side::Joiner && row.peer_key == self.inviter) else {
            return Ok(());
        };
        match self.reply {
            JoinReply::Pending => row.secret = None,
            // Whatever the clock says later.
            JoinReply::Refused => (row.refused, row.expires) = (true, None),
        }
        ctx.tx.put(&JOINS, &self.circle, &row)?;
        ctx.emit(Event::LinksChanged);
        Ok(())
    }
}

/// Invites that nobody opened in time are of no use any more: this node stops knocking. Where a clock was ahead for a moment, it
/// goes on.
pub(crate) fn end_invites(ctx: &mut Ctx<'_>) -> Result<(), StoreError> {
    for (circle, mut row) in ctx.tx.range(&JOINS, ..)? {
        let Some(late) = row.expires.map(|expires| expires <= ctx.now) else { continue };
        if row.secret.is_some() && row.refused != late {
            row.refused = late;
            ctx.tx.put(&JOINS, &circle, &row)?;
            ctx.emit(Event::LinksChanged);
        }
    }
    Ok(())
}
