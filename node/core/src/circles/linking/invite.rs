//! Making an invite, and accepting one.

use parasol_protocol::charter::{self, Charter, MAX_MEMBERS};
use parasol_protocol::envelope::{self, Verified};
use parasol_protocol::ids::CircleId;
use parasol_protocol::join::{self, Invite, InviteSecret};
use parasol_protocol::time::Timestamp;
use serde_bytes::ByteBuf;

use super::super::tables::{CIRCLES, INVITES, InviteRow, JOINS, JoinRow, Side, charter as decided_in};
use super::{Pending, check_addresses, known_under_another_key, pending};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError};

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
        let decided = decided_in(ctx.tx, &self.circle)?.ok_or(Refusal::NotFound)?;
        if let Some(reason) = closed(ctx.tx, decided.charter())? {
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
        let row = InviteRow { secret, expires: self.expires, wrong: Vec::new(), knocked: None };
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
        let proposal = admission(ctx, &body.circle, &invite)?;
        let row = JoinRow {
            side: Side::Joiner,
            circle_name: body.circle_name.clone(),
            peer: body.from.clone(),
            peer_key: invite.signer(),
            since: ctx.now,
            secret: Some(body.secret.clone()),
            expires: Some(body.expires),
            addresses: self.addresses,
            confirmed: proposal.is_some(),
            confirmed_by_peer: proposal.is_some(),
            refused: false,
            proposal,
            handed: false,
        };
        ctx.tx.put(&JOINS, &body.circle, &row)?;
        ctx.emit(Event::LinksChanged);
        ctx.audit(&self.actor, AuditEvent::about("invite_accepted", body.circle.as_bytes()))?;
        Ok(pending(ctx, body.circle, &row))
    }
}

/// The charter to which this node has consented, if it names whoever invites now: it may have been decided since, and whoever
/// invited before be gone. The words were compared with the one who showed it, and it names the other's key.
fn admission(
    ctx: &Ctx<'_>,
    circle: &CircleId,
    invite: &Verified<Invite>,
) -> Result<Option<ByteBuf>, StoreError> {
    let held = ctx.tx.get(&JOINS, circle)?;
    let held = held.filter(|row| row.side == Side::Joiner && row.confirmed && !row.handed);
    let proposal = held.and_then(|row| row.proposal);
    let names = |proposal: &ByteBuf| {
        let inviter = &invite.body().from.organisation;
        charter::read_proposal(proposal).is_ok_and(|charter| {
            charter.body().member(inviter).is_some_and(|member| member.node_key == invite.signer())
        })
    };
    Ok(proposal.filter(names))
}

/// Why nobody can be invited. One organisation at a time is on its way in: another would take its place.
fn closed(read: &impl Read, charter: &Charter) -> Result<Option<&'static str>, StoreError> {
    if charter.members.len() >= MAX_MEMBERS {
        return Ok(Some("full"));
    }
    let joining = read.get(&JOINS, &charter.circle)?;
    let joining = joining.is_some_and(|row| charter.member(&row.peer.organisation).is_none());
    Ok(joining.then_some("joining"))
}
