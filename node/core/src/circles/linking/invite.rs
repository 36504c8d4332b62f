//! Making an invite, and accepting one.

use parasol_protocol::charter::{Charter, MAX_MEMBERS};
use parasol_protocol::envelope;
use parasol_protocol::ids::CircleId;
use parasol_protocol::join::{self, Invite, InviteSecret};
use parasol_protocol::time::Timestamp;

use super::super::tables::{CIRCLES, INVITES, InviteRow, JOINS, JoinRow, Side, charter};
use super::{Pending, check_addresses, known_under_another_key, pending};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::Read;

/// Makes an invite into a circle; it replaces an open one.
#[derive(Debug)]
pub struct CreateInvite {
    /// Who wants it.
    pub actor: Actor,
    /// Into which circle.
    pub circle: CircleId,
    /// Where this node can be reached.
    pub addresses: Vec<String>,
    /// Until when it can be used.
    pub expires: Timestamp,
}

impl Command for CreateInvite {
    /// The invite's text.
    type Outcome = String;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<String, Refusal> {
        ctx.allow(&self.actor, Action::ManagePeers)?;
        check_addresses(&self.addresses)?;
        let decided = charter(ctx.tx, &self.circle)?.ok_or(Refusal::NotFound)?;
        if let Some(reason) = closed(decided.charter()) {
            return Err(Refusal::Invalid { field: "circle", reason });
        }
        let secret = InviteSecret::random(ctx.rng);
        let invite = Invite {
            from: ctx.node.identity().introduction(self.addresses),
            circle: self.circle,
            circle_name: decided.charter().name.clone(),
            secret: secret.clone(),
            expires: self.expires,
        };
        let row = InviteRow { secret, expires: self.expires, failures: 0, knocked: None };
        ctx.tx.put(&INVITES, &self.circle, &row)?;
        ctx.emit(Event::LinksChanged);
        ctx.audit(&self.actor, AuditEvent::about("peer_invited", self.circle.as_bytes()))?;
        Ok(join::invite_text(&envelope::seal(invite, ctx.node.identity().secret())))
    }
}

/// Accepts an invite: this node will knock at the other.
#[derive(Debug)]
pub struct AcceptInvite {
    /// Who wants it.
    pub actor: Actor,
    /// The invite's text.
    pub text: String,
    /// Where this node can be reached.
    pub addresses: Vec<String>,
}

impl Command for AcceptInvite {
    type Outcome = Pending;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Pending, Refusal> {
        ctx.allow(&self.actor, Action::ManagePeers)?;
        check_addresses(&self.addresses)?;
        let invalid = |reason| Refusal::Invalid { field: "invite", reason };
        let invite = join::read_invite(&self.text).map_err(|_| invalid("unreadable"))?;
        let body = invite.body();
        if body.expires <= ctx.now {
            return Err(invalid("expired"));
        }
        if body.from.organisation == ctx.node.identity().organisation {
            return Err(invalid("own"));
        }
        if ctx.tx.has(&CIRCLES, &body.circle)? {
            return Err(invalid("already_member"));
        }
        if known_under_another_key(ctx, &body.from.organisation, &invite.signer())? {
            return Err(invalid("another_key"));
        }
        let row = JoinRow {
            side: Side::Joiner,
            circle_name: body.circle_name.clone(),
            peer: body.from.clone(),
            peer_key: invite.signer(),
            since: ctx.now,
            secret: Some(body.secret.clone()),
            addresses: self.addresses,
            confirmed: false,
            confirmed_by_peer: false,
            refused: false,
            proposal: None,
            handed: false,
        };
        ctx.tx.put(&JOINS, &body.circle, &row)?;
        ctx.emit(Event::LinksChanged);
        ctx.audit(&self.actor, AuditEvent::about("invite_accepted", body.circle.as_bytes()))?;
        Ok(pending(ctx, body.circle, &row))
    }
}

/// Why nobody can be invited.
fn closed(charter: &Charter) -> Option<&'static str> {
    (charter.members.len() >= MAX_MEMBERS).then_some("full")
}
