//! The inviter's side of the circle conversation, and what members ask about charters.

use std::collections::BTreeSet;

use parasol_protocol::agreement::Papers;
use parasol_protocol::charter::{self, Charter, Decided, Member};
use parasol_protocol::circle::{KeyShare, Question, Reply};
use parasol_protocol::ids::{CircleId, NodeKey, OrganisationId};
use serde_bytes::ByteBuf;

use super::super::agreement::{Open, admitted_by, certificate_after, held_charter, next_charter};
use super::super::ceremony::list_newcomer;
use super::super::shares;
use super::super::tables::{CHARTERS, ENDED, JOINS, JoinRow, PEERS, Side, charter, is_over};
use super::finish;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::Read;

/// Answers a question of the circle conversation.
#[derive(Debug)]
pub struct AnswerQuestion {
    /// Whose link it came over.
    pub from: OrganisationId,
    /// With which node key that link was opened.
    pub key: NodeKey,
    /// The question.
    pub question: Question,
    /// Where this node can be reached.
    pub addresses: Vec<String>,
}

impl Command for AnswerQuestion {
    type Outcome = Reply;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Reply, Refusal> {
        let circle = self.question.circle();
        if ctx.tx.has(&ENDED, &(circle, self.from))? {
            return Ok(Reply::Refused);
        }
        let row = ctx.tx.get(&JOINS, &circle)?;
        let row = row.filter(|row| row.side == Side::Inviter && row.peer.organisation == self.from);
        // Whoever left is told nothing any more, unless it is on its way back.
        if row.is_none() && is_over(ctx.tx, &circle, &self.from)? {
            return Ok(Reply::Refused);
        }
        let decided = charter(ctx.tx, &circle)?;
        let member = decided.filter(|decided| decided.charter().member(&self.from).is_some());
        let named = named_key(&self.from, row.as_ref(), member.as_ref());
        let hands_over =
            matches!(self.question, Question::Confirm(_) | Question::Consent(..) | Question::Vote(..));
        if hands_over && named.is_some_and(|named| named != self.key) {
            return Ok(Reply::Waiting);
        }
        match (self.question, row, member) {
            (Question::Introduction(_, who), _, Some(decided)) => {
                introduce(ctx, decided.charter(), &who, self.addresses)
            }
            (Question::Introduction(..), ..) => Ok(Reply::Refused),
            (Question::Charter(_, number), _, Some(_)) | (Question::Charter(_, number), None, None) => {
                show_charter(ctx, circle, number, &self.from)
            }
            (Question::Vote(..), _, Some(decided)) => {
                let number = admitted_by(ctx.tx, decided.charter(), &self.from)?;
                let certificate = ctx.tx.get(&CHARTERS, &(circle, number))?;
                Ok(certificate.map_or(Reply::Waiting, Reply::Decided))
            }
            (Question::Confirm(_) | Question::Consent(..), _, Some(decided)) => {
                let number = admitted_by(ctx.tx, decided.charter(), &self.from)?;
                welcome(ctx, circle, decided.charter(), number)
            }
            (_, None, None) => Ok(Reply::Refused),
            (Question::Charter(..), Some(_), None) => Ok(Reply::Waiting),
            (Question::Confirm(_), Some(row), None) => answer_confirm(ctx, circle, row),
            (Question::Vote(_, vote), Some(row), None) => answer_vote(ctx, circle, row, &vote),
            (Question::Consent(_, consent), Some(row), None) => answer_consent(ctx, circle, row, consent),
        }
    }
}

/// The node key to which this circle's keys may be handed: the one that its charter names, or that the newcomer knocked with.
/// Another one, which was proposed, or decided in another circle, lets its node ask about charters, and no more.
fn named_key(who: &OrganisationId, row: Option<&JoinRow>, member: Option<&Decided>) -> Option<NodeKey> {
    let member = member.and_then(|decided| decided.charter().member(who));
    member.map(|member| member.node_key).or_else(|| row.map(|row| row.peer_key))
}

/// Whom the one that asks was not linked with by an invite: what that member said of itself, or what this node says.
fn introduce(
    ctx: &Ctx<'_>,
    charter: &Charter,
    who: &OrganisationId,
    addresses: Vec<String>,
) -> Result<Reply, Refusal> {
    if *who == ctx.node.identity().organisation {
        return Ok(Reply::Introduction(Box::new(ctx.node.identity().introduction(addresses))));
    }
    let held = ctx.tx.get(&PEERS, who)?.filter(|_| charter.member(who).is_some());
    Ok(held.map_or(Reply::Waiting, |held| Reply::Introduction(Box::new(held))))
}

/// The next charter, for whoever is behind: a member, or one that has been removed by it.
fn show_charter(
    ctx: &Ctx<'_>,
    circle: CircleId,
    number: u64,
    from: &OrganisationId,
) -> Result<Reply, Refusal> {
    let member = charter(ctx.tx, &circle)?.is_some_and(|decided| decided.charter().member(from).is_some());
    Ok(match certificate_after(ctx.tx, &circle, number, from)? {
        Some(bytes) => Reply::Decided(bytes),
        None if member => Reply::Waiting,
        None => Reply::Refused,
    })
}

/// Once both admins confirmed, proposes the charter with the joiner in it and hands over the key.
fn answer_confirm(ctx: &mut Ctx<'_>, circle: CircleId, mut row: JoinRow) -> Result<Reply, Refusal> {
    let decided = charter(ctx.tx, &circle)?.ok_or(Refusal::NotFound)?;
    if decided.charter().members.len() > 1 {
        return admit(ctx, circle, row);
    }
    row.confirmed_by_peer = true;
    if row.confirmed && row.proposal.is_none() {
        row.proposal = Some(propose(ctx, &decided, &row)?);
    }
    ctx.tx.put(&JOINS, &circle, &row)?;
    let epoch = decided.charter().key().map_or(0, |key| key.epoch);
    let share = shares::get(ctx.tx, &circle, epoch)?;
    Ok(match (row.confirmed, row.proposal, share) {
        (true, Some(proposal), Some(share)) => Reply::Proposal(proposal, share),
        _ => Reply::Waiting,
    })
}

/// The next charter, with the joiner in it. With t = 1 every live key is handed over whole; of others its share follows from
/// those that are listed.
fn with_joiner(decided: &Decided, row: &JoinRow) -> Result<Charter, Refusal> {
    let mut next = next_charter(decided);
    let share = next.free_share();
    list_newcomer(&mut next, share)?;
    next.members.push(Member {
        organisation: row.peer.organisation,
        node_key: row.peer_key,
        recovery_key: row.peer.recovery_key,
        country: row.peer.country,
        name: row.peer.name.clone(),
        share,
    });
    next.members.sort_by_key(|member| member.organisation);
    Ok(next)
}

fn propose(ctx: &Ctx<'_>, decided: &Decided, row: &JoinRow) -> Result<ByteBuf, Refusal> {
    let next = with_joiner(decided, row)?.after(decided.charter());
    let proposal = charter::propose(next, ctx.node.identity().secret())
        .map_err(|_| Refusal::Invalid { field: "charter", reason: "members" })?;
    Ok(ByteBuf::from(proposal.bytes()))
}

/// Once both admins confirmed, proposes to the other members that the joiner is admitted.
fn admit(ctx: &mut Ctx<'_>, circle: CircleId, mut row: JoinRow) -> Result<Reply, Refusal> {
    row.confirmed_by_peer = true;
    let mut open = Open::load(ctx.tx, &circle)?.ok_or(Refusal::NotFound)?;
    if row.confirmed && row.proposal.is_none() && !open.is_frozen() {
        let next = with_joiner(&open.decided, &row)?;
        match open.lay_own(ctx, next) {
            Ok(hash) => {
                let motion = open.table.motion(&hash).ok_or(Refusal::Storage)?;
                row.proposal = Some(ByteBuf::from(motion.charter().bytes()));
                open.save(ctx.tx, ctx.now)?;
                ctx.audit(&Actor::System, AuditEvent::about("change_proposed", circle.as_bytes()))?;
            }
            Err(refusal) => {
                tracing::warn!(circle = %circle.short(), %refusal, "a newcomer cannot be proposed");
            }
        }
    }
    ctx.tx.put(&JOINS, &circle, &row)?;
    ctx.emit(Event::LinksChanged);
    Ok(row.proposal.map_or(Reply::Waiting, Reply::Admission))
}

/// The joiner consents. If it is to something that was set aside meanwhile, it is shown what is proposed now.
fn answer_consent(
    ctx: &mut Ctx<'_>,
    circle: CircleId,
    row: JoinRow,
    consent: ByteBuf,
) -> Result<Reply, Refusal> {
    let Some(proposal) = row.proposal.as_ref().filter(|_| row.confirmed) else {
        return admit(ctx, circle, row);
    };
    let hash = charter::read_proposal(proposal).map_err(|_| Refusal::Storage)?.hash();
    let mut open = Open::load(ctx.tx, &circle)?.ok_or(Refusal::NotFound)?;
    let papers = Papers { consents: vec![consent], ..Papers::default() };
    let electorate = open.electorate.clone();
    match open.table.add_papers(&hash, &papers, &electorate) {
        Ok(new) => {
            if new {
                open.save(ctx.tx, ctx.now)?;
                ctx.emit(Event::LinksChanged);
            }
            Ok(Reply::Waiting)
        }
        Err(_) => admit(ctx, circle, row),
    }
}

/// The joiner is in: it is given the certificate that says so, the one before, and the keys that each member holds whole, of that
/// charter and of the one in force. Whoever is in may have them, whatever became of the joining here; one that lacks such a key
/// since it was put back asks for it in the same way.
fn welcome(ctx: &Ctx<'_>, circle: CircleId, in_force: &Charter, number: u64) -> Result<Reply, Refusal> {
    let decided = ctx.tx.get(&CHARTERS, &(circle, number))?;
    let charter = held_charter(ctx.tx, &circle, number)?;
    let (Some(decided), Some(charter)) = (decided, charter) else { return Ok(Reply::Waiting) };
    // Whoever was in before this node needs the keys alone: of what came before, this node holds nothing.
    let before = ctx.tx.get(&CHARTERS, &(circle, number.saturating_sub(1)))?.unwrap_or_default();
    let mut shares = Vec::new();
    // A share of a key that nobody holds whole is its holder's alone: the newcomer gets her own by a repair.
    let keys = charter.keys.iter().chain(&in_force.keys).filter(|key| key.t == 1);
    for epoch in keys.map(|key| key.epoch).collect::<BTreeSet<_>>() {
        let share = shares::get(ctx.tx, &circle, epoch)?;
        shares.extend(share.map(|share| KeyShare(epoch, share)));
    }
    Ok(Reply::Welcome(before, decided, shares))
}

/// With the joiner's vote and this node's own, the charter is decided.
fn answer_vote(ctx: &mut Ctx<'_>, circle: CircleId, row: JoinRow, vote: &[u8]) -> Result<Reply, Refusal> {
    let Some(proposal) = row.proposal.as_ref().filter(|_| row.confirmed) else {
        return answer_confirm(ctx, circle, row);
    };
    let proposal = charter::read_proposal(proposal).map_err(|_| Refusal::Storage)?;
    let Ok(theirs) = charter::read_vote(vote, &proposal) else {
        // About a charter that was set aside meanwhile: the joiner is shown what is proposed now.
        return answer_confirm(ctx, circle, row);
    };
    let identity = ctx.node.identity();
    let ours = charter::vote(&proposal, identity.organisation, identity.secret());
    let Ok(decided) = Decided::assemble(&proposal, &[ours, theirs]) else { return Ok(Reply::Refused) };
    finish(ctx, circle, &row, &decided)?;
    Ok(Reply::Decided(ByteBuf::from(decided.bytes())))
}
