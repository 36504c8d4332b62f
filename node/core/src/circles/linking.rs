//! Linking a peer: the invite, the knock, the two admins' confirmations, the charter of both.
//!
//! Every step is kept before it is answered, and may be asked again: either node can stop anywhere and go on.

use parasol_protocol::charter::{self, Charter, Decided, Member};
use parasol_protocol::circle::{HandedShare, Question, Reply};
use parasol_protocol::envelope::{self, Verified};
use parasol_protocol::ids::{CircleId, NodeKey, OrganisationId};
use parasol_protocol::join::{
    self, Introduction, Invite, InviteSecret, JoinReply, JoinRequest, Knock, MAX_ADDRESS, MAX_ADDRESSES,
};
use parasol_protocol::time::Timestamp;
use serde_bytes::ByteBuf;

use super::create::adopt;
use super::tables::{CIRCLES, ENDED, INVITES, InviteRow, JOINS, JoinRow, KEYS, PEERS, Side, charter};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::Read;

/// Wrong knocks that close an invite.
const MAX_FAILURES: u8 = 5;
/// How many organisations a circle may have until charters are agreed among many.
const MAX_LINKED: usize = 2;

/// This organisation, as it introduces itself.
fn introduction(ctx: &Ctx<'_>, addresses: Vec<String>) -> Introduction {
    let identity = ctx.node.identity();
    Introduction {
        organisation: identity.organisation,
        name: identity.name.clone(),
        legal_name: identity.legal_name.clone(),
        country: identity.country,
        data_protection: identity.contact.clone(),
        recovery_key: identity.recovery_key,
        addresses,
    }
}

fn check_addresses(addresses: &[String]) -> Result<(), Refusal> {
    let fit =
        addresses.len() <= MAX_ADDRESSES && addresses.iter().all(|address| address.len() <= MAX_ADDRESS);
    if fit { Ok(()) } else { Err(Refusal::TooLong { field: "addresses", max: MAX_ADDRESSES }) }
}

/// Whether an organisation of this id is linked, or being linked, under another key: whoever claims it then is somebody
/// else, or has been given a new key, which a succession would say.
fn known_under_another_key(
    ctx: &Ctx<'_>,
    organisation: &OrganisationId,
    key: &NodeKey,
) -> Result<bool, Refusal> {
    let joining = ctx.tx.range(&JOINS, ..)?.into_iter().map(|(_, row)| (row.peer.organisation, row.peer_key));
    let mut known: Vec<(OrganisationId, NodeKey)> = joining.collect();
    for circle in super::tables::active(ctx.tx)? {
        let decided = charter(ctx.tx, &circle)?;
        let members = decided.iter().flat_map(|decided| &decided.charter().members);
        known.extend(members.map(|member| (member.organisation, member.node_key)));
    }
    Ok(known.iter().any(|(id, other)| id == organisation && other != key))
}

/// The six words of a link between this node and a peer.
pub(super) fn words(own: (&OrganisationId, &NodeKey), circle: &CircleId, row: &JoinRow) -> String {
    join::fingerprint(circle, [own, (&row.peer.organisation, &row.peer_key)])
}

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
        if decided.charter().members.len() >= MAX_LINKED {
            return Err(Refusal::Invalid { field: "circle", reason: "two_members" });
        }
        let secret = InviteSecret::random(ctx.rng);
        let invite = Invite {
            from: introduction(ctx, self.addresses),
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

/// A link that waits for the admins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The circle.
    pub circle: CircleId,
    /// The other organisation.
    pub peer: OrganisationId,
    /// Its name.
    pub name: String,
    /// The six words that both admins compare.
    pub words: String,
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
            share: None,
        };
        ctx.tx.put(&JOINS, &body.circle, &row)?;
        ctx.emit(Event::LinksChanged);
        ctx.audit(&self.actor, AuditEvent::about("invite_accepted", body.circle.as_bytes()))?;
        Ok(pending(ctx, body.circle, &row))
    }
}

fn pending(ctx: &Ctx<'_>, circle: CircleId, row: &JoinRow) -> Pending {
    let identity = ctx.node.identity();
    let words = words((&identity.organisation, &identity.node_key()), &circle, row);
    Pending { circle, peer: row.peer.organisation, name: row.peer.name.clone(), words }
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
        } else {
            row.failures = row.failures.saturating_add(1);
        }
        if row.failures >= MAX_FAILURES {
            tracing::warn!(circle = %circle.short(), "an invite was closed after five wrong knocks");
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
            addresses: Vec::new(),
            confirmed: false,
            confirmed_by_peer: false,
            refused: false,
            proposal: None,
            share: None,
        };
        ctx.tx.put(&JOINS, &self.circle, &row)?;
        ctx.tx.remove(&INVITES, &self.circle)?;
        ctx.emit(Event::LinksChanged);
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
        row.secret = None;
        row.refused = self.reply == JoinReply::Refused;
        ctx.tx.put(&JOINS, &self.circle, &row)?;
        ctx.emit(Event::LinksChanged);
        Ok(())
    }
}

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
        let joining = ctx.tx.get(&JOINS, &self.circle)?.is_some_and(|row| row.peer.organisation == self.peer);
        let member = charter(ctx.tx, &self.circle)?.is_some_and(|decided| {
            decided.charter().member(&self.peer).is_some() && self.peer != ctx.node.identity().organisation
        });
        if joining {
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

/// Answers a question of the circle conversation.
#[derive(Debug)]
pub struct AnswerQuestion {
    /// Whose link it came over.
    pub from: OrganisationId,
    /// The question.
    pub question: Question,
}

impl Command for AnswerQuestion {
    type Outcome = Reply;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Reply, Refusal> {
        let circle = self.question.circle();
        if ctx.tx.has(&ENDED, &(circle, self.from))? {
            return Ok(Reply::Refused);
        }
        let decided = charter(ctx.tx, &circle)?;
        if let Some(decided) = decided.filter(|decided| decided.charter().member(&self.from).is_some()) {
            let newer =
                !matches!(self.question, Question::Charter(_, number) if number >= decided.charter().number);
            return Ok(if newer { Reply::Decided(ByteBuf::from(decided.bytes())) } else { Reply::Waiting });
        }
        let row = ctx.tx.get(&JOINS, &circle)?;
        let Some(row) = row.filter(|row| row.side == Side::Inviter && row.peer.organisation == self.from)
        else {
            return Ok(Reply::Refused);
        };
        match self.question {
            Question::Confirm(_) => answer_confirm(ctx, circle, row),
            Question::Vote(_, vote) => answer_vote(ctx, circle, &row, &vote),
            Question::Charter(..) => Ok(Reply::Waiting),
        }
    }
}

/// Once both admins confirmed, proposes the charter with the joiner in it and hands over the key.
fn answer_confirm(ctx: &mut Ctx<'_>, circle: CircleId, mut row: JoinRow) -> Result<Reply, Refusal> {
    row.confirmed_by_peer = true;
    if row.confirmed && row.proposal.is_none() {
        row.proposal = Some(propose(ctx, &circle, &row)?);
    }
    ctx.tx.put(&JOINS, &circle, &row)?;
    let decided = charter(ctx.tx, &circle)?.ok_or(Refusal::NotFound)?;
    let share = ctx.tx.get(&KEYS, &(circle, decided.charter().epoch))?;
    Ok(match (row.confirmed, row.proposal, share) {
        (true, Some(proposal), Some(share)) => Reply::Proposal(proposal, share),
        _ => Reply::Waiting,
    })
}

fn propose(ctx: &Ctx<'_>, circle: &CircleId, row: &JoinRow) -> Result<ByteBuf, Refusal> {
    let decided = charter(ctx.tx, circle)?.ok_or(Refusal::NotFound)?;
    let mut next: Charter = decided.charter().clone();
    let share = next.free_share();
    next.number = next.number.saturating_add(1);
    next.prev = Some(decided.hash());
    next.keys.iter_mut().for_each(|key| key.hand_over(share));
    next.members.push(Member {
        organisation: row.peer.organisation,
        node_key: row.peer_key,
        recovery_key: row.peer.recovery_key,
        country: row.peer.country,
        name: row.peer.name.clone(),
        share,
    });
    next.members.sort_by_key(|member| member.organisation);
    let proposal = charter::propose(next, ctx.node.identity().secret())
        .map_err(|_| Refusal::Invalid { field: "charter", reason: "members" })?;
    Ok(ByteBuf::from(proposal.bytes()))
}

/// With the joiner's vote and this node's own, the charter is decided.
fn answer_vote(ctx: &mut Ctx<'_>, circle: CircleId, row: &JoinRow, vote: &[u8]) -> Result<Reply, Refusal> {
    let Some(proposal) = row.proposal.as_ref().filter(|_| row.confirmed) else { return Ok(Reply::Waiting) };
    let proposal = charter::read_proposal(proposal).map_err(|_| Refusal::Storage)?;
    let Ok(theirs) = charter::read_vote(vote, &proposal) else { return Ok(Reply::Refused) };
    let identity = ctx.node.identity();
    let ours = charter::vote(&proposal, identity.organisation, identity.secret());
    let Ok(decided) = Decided::assemble(&proposal, &[ours, theirs]) else { return Ok(Reply::Refused) };
    finish(ctx, circle, row, &decided)?;
    Ok(Reply::Decided(ByteBuf::from(decided.bytes())))
}

fn finish(ctx: &mut Ctx<'_>, circle: CircleId, row: &JoinRow, decided: &Decided) -> Result<(), Refusal> {
    ctx.tx.put(&PEERS, &row.peer.organisation, &row.peer)?;
    ctx.tx.remove(&JOINS, &circle)?;
    adopt(ctx, decided)?;
    ctx.audit(&Actor::System, AuditEvent::about("peer_linked", circle.as_bytes()))?;
    crate::ledger::own::heartbeat(ctx, &circle)?;
    crate::publish::enqueue_all(ctx, &circle)
}

/// Takes the answer to one of this node's questions.
#[derive(Debug)]
pub struct TakeReply {
    /// Who answered.
    pub from: OrganisationId,
    /// About which circle.
    pub circle: CircleId,
    /// The answer.
    pub reply: Reply,
}

impl Command for TakeReply {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let row = ctx.tx.get(&JOINS, &self.circle)?;
        let row = row.filter(|row| row.side == Side::Joiner && row.peer.organisation == self.from);
        match (row, self.reply) {
            (Some(row), Reply::Proposal(proposal, share)) => {
                take_proposal(ctx, self.circle, row, &proposal, share)
            }
            (Some(row), Reply::Decided(bytes)) => take_decided(ctx, self.circle, &row, &bytes),
            (Some(mut row), Reply::Refused) => {
                row.refused = true;
                ctx.tx.put(&JOINS, &self.circle, &row)?;
                ctx.emit(Event::LinksChanged);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// Checks a proposal against everything that the joiner knows: the parties, the canonical profile, the key.
fn take_proposal(
    ctx: &mut Ctx<'_>,
    circle: CircleId,
    mut row: JoinRow,
    bytes: &[u8],
    share: HandedShare,
) -> Result<(), Refusal> {
    if !row.confirmed {
        return Ok(());
    }
    let acceptable = charter::read_proposal(bytes).ok().filter(|proposal| {
        is_expected(ctx, &circle, &row, proposal) && share.check(proposal.body()).is_some()
    });
    match acceptable {
        Some(proposal) => {
            row.confirmed_by_peer = true;
            row.proposal = Some(ByteBuf::from(proposal.bytes()));
            row.share = Some(share);
        }
        None => {
            tracing::warn!(circle = %circle.short(), peer = %row.peer.organisation.short(),
                "a proposed charter or key is not what the invite said; the link was not made");
            row.refused = true;
        }
    }
    ctx.tx.put(&JOINS, &circle, &row)?;
    ctx.emit(Event::LinksChanged);
    Ok(())
}

fn is_expected(ctx: &Ctx<'_>, circle: &CircleId, row: &JoinRow, proposal: &Verified<Charter>) -> bool {
    let (charter, identity) = (proposal.body(), ctx.node.identity());
    let inviter = charter.member(&row.peer.organisation).is_some_and(|member| {
        (member.node_key, member.recovery_key, member.country, member.name.as_str())
            == (row.peer_key, row.peer.recovery_key, row.peer.country, row.peer.name.as_str())
    });
    let times = (charter.fresh_limit, charter.lease, charter.checks_per_day);
    let one_key = charter.keys.len() == 1 && charter.key().is_some_and(|key| key.epoch == charter.epoch);
    let own = charter.member(&identity.organisation).is_some_and(|member| {
        member.node_key == identity.node_key() && member.recovery_key == identity.recovery_key
    });
    charter.circle == *circle
        && charter.name == row.circle_name
        && times == (Charter::FRESH_LIMIT, Charter::LEASE, Charter::CHECKS_PER_DAY)
        && one_key
        && proposal.signer() == row.peer_key
        && inviter
        && own
        && charter.members.len() == MAX_LINKED
        && charter.t == 1
        && charter.keys.iter().all(|key| key.canon.is_current())
}

fn take_decided(ctx: &mut Ctx<'_>, circle: CircleId, row: &JoinRow, bytes: &[u8]) -> Result<(), Refusal> {
    let (Some(proposal), Some(share)) = (&row.proposal, &row.share) else { return Ok(()) };
    let proposal = charter::read_proposal(proposal).map_err(|_| Refusal::Storage)?;
    let Some(decided) = Decided::verify(bytes).ok().filter(|decided| decided.hash() == proposal.hash())
    else {
        return Ok(());
    };
    ctx.tx.put(&KEYS, &(circle, decided.charter().epoch), share)?;
    finish(ctx, circle, row, &decided)
}
