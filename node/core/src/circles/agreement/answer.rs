//! Answering what other members' nodes ask.

use parasol_protocol::agreement::{
    Acceptor, AgreementError, AskFrame, Asked, Electorate, Evidence, Motion, Question, Refused, Reply,
};
use parasol_protocol::envelope::{self, Verified};
use parasol_protocol::ids::{CircleId, Hash, OrganisationId};
use serde_bytes::ByteBuf;

use super::super::ceremony::vouches;
use super::super::tables::ENDED;
use super::evidence::keep_evidence;
use super::leave::{has_left, note_leaves};
use super::open::{Open, leaves, voter};
use super::past::{certificate, heard_ahead, held_charter, was_member};
use super::propose::refusal;
use super::tables::Said;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::holder_notes::Often;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError};

/// A member's node asks about the agreement; whatever the answer promises is kept before it leaves.
#[derive(Debug)]
pub struct AnswerAgreement {
    /// Whose link it came over.
    pub from: OrganisationId,
    /// The question.
    pub question: Question,
}

const WRONG: Reply = Reply::Refused(Refused::Wrong);
const ABSENT: Reply = Reply::Refused(Refused::Absent);

impl Command for AnswerAgreement {
    type Outcome = Reply;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Reply, Refusal> {
        let Ok((circle, number)) = self.question.about() else { return Ok(WRONG) };
        let Some(open) = Open::load(ctx.tx, &circle)? else { return Ok(WRONG) };
        if ctx.tx.has(&ENDED, &(circle, self.from))? {
            return Ok(WRONG);
        }
        let held = open.decided.charter().number;
        if number <= held {
            if let Question::Motion(_, _, bytes) = &self.question {
                late_leave(ctx, &open, &self.from, number, bytes)?;
            }
            return Ok(past(ctx, &circle, number, &self.from)?);
        }
        if open.decided.charter().member(&self.from).is_none() {
            return Ok(WRONG);
        }
        if number > open.electorate.number() {
            heard_ahead(ctx, &circle, &self.from)?;
            return Ok(Reply::Behind(held));
        }
        let left = has_left(ctx.tx, &circle, &self.from)?;
        match self.question {
            Question::Motion(_, _, bytes) => lay(ctx, open, &self.from, &bytes),
            // Whoever left is counted as one that does not answer, and asks for nothing either.
            _ if left || !open.takes_part() => Ok(ABSENT),
            Question::Prepare(bytes) => prepare(ctx, open, &self.from, &bytes),
            Question::Ask(frame) => vote(ctx, open, &self.from, &frame),
        }
    }
}

/// It is decided. Who was there at that number may know, removed or not.
fn past(ctx: &Ctx<'_>, circle: &CircleId, number: u64, from: &OrganisationId) -> Result<Reply, StoreError> {
    let held = certificate(ctx.tx, circle, number)?;
    Ok(match held {
        Some(bytes) if was_member(ctx.tx, circle, number, from)? => Reply::Decided(bytes),
        _ => WRONG,
    })
}

/// Whoever left may not have known yet what was decided by then.
fn late_leave(
    ctx: &mut Ctx<'_>,
    open: &Open,
    from: &OrganisationId,
    number: u64,
    bytes: &[u8],
) -> Result<(), Refusal> {
    let Some(before) = held_charter(ctx.tx, &open.circle(), number.saturating_sub(1))? else { return Ok(()) };
    match Motion::read(bytes, &Electorate::new(&before)) {
        Ok(motion) => note_leaves(ctx, open.decided.charter(), from, &motion).map(drop),
        Err(_) => Ok(()),
    }
}

fn refused(error: &AgreementError) -> Reply {
    match error {
        AgreementError::TooMany { .. } => Reply::Refused(Refused::Full),
        _ => WRONG,
    }
}

fn lay(ctx: &mut Ctx<'_>, mut open: Open, from: &OrganisationId, bytes: &[u8]) -> Result<Reply, Refusal> {
    let circle = open.circle();
    let mut motion = match Motion::read(bytes, &open.electorate) {
        Ok(motion) => motion,
        Err(error) => {
            tracing::warn!(circle = %circle.short(), peer = %from.short(), %error, "a proposed change was refused");
            return Ok(WRONG);
        }
    };
    let papers = motion.papers();
    if note_leaves(ctx, open.decided.charter(), from, &motion)? {
        // That may have changed what this node waits for.
        let Some(anew) = Open::load(ctx.tx, &circle)? else { return Ok(WRONG) };
        open = anew;
    }
    if motion.merge(&leaves(ctx.tx, &circle)?, &open.electorate).is_err() {
        return Ok(WRONG);
    }
    let known = open.table.motion(&motion.hash()).map(Motion::papers);
    let me = ctx.node.identity().organisation;
    let hash = match open.table.lay(motion, &me, &open.electorate) {
        Ok(hash) => hash,
        Err(error) => return Ok(refused(&error)),
    };
    let vouched = consents_by_itself(ctx, &mut open, &hash)?;
    let reply = open.table.papers(&hash);
    if vouched || known.as_ref() != Some(&papers) {
        open.save(ctx.tx, ctx.now)?;
        ctx.emit(Event::LinksChanged);
    }
    if known.is_none() && ctx.node.holder_notes().is_first_today((circle, *from), Often::Proposed, ctx.now) {
        ctx.audit(&Actor::System, AuditEvent::about("change_received", circle.as_bytes()))?;
    }
    Ok(reply)
}

/// Consents to the activation of a key that this node helped to make; nobody has to confirm that by hand. An admin who has refused it all the same is heard.
fn consents_by_itself(ctx: &Ctx<'_>, open: &mut Open, hash: &Hash) -> Result<bool, Refusal> {
    let Some(motion) = open.table.motion(hash) else { return Ok(false) };
    let answered = motion.consented().contains(&ctx.node.identity().organisation)
        || open.said.get(hash).is_some_and(|(_, _, said)| *said == Said::No);
    if answered || open.is_frozen() || !vouches(ctx.tx, ctx.node, open, motion)? {
        return Ok(false);
    }
    open.table.confirm(hash, voter(ctx.node), &open.electorate).map_err(|error| refusal(&error))?;
    open.say(hash, ctx.now, Said::Yes);
    Ok(true)
}

/// The owner of a ballot may be another than the one whose link this is, but nobody has a reason to pass it on.
fn is_from<T>(open: &Open, from: &OrganisationId, signed: &Verified<T>) -> bool {
    let member = open.decided.charter().member(from);
    member.is_some_and(|member| member.node_key == signed.signer())
}

fn prepare(ctx: &mut Ctx<'_>, mut open: Open, from: &OrganisationId, bytes: &[u8]) -> Result<Reply, Refusal> {
    let signed: Result<Verified<parasol_protocol::agreement::Prepare>, _> = envelope::open(bytes);
    if !signed.is_ok_and(|signed| is_from(&open, from, &signed)) {
        return Ok(WRONG);
    }
    let Ok((state, reply)) = open.acceptor()?.prepare(bytes, &open.electorate, voter(ctx.node)) else {
        return Ok(WRONG);
    };
    keep(ctx, &mut open, &state)?;
    Ok(reply)
}

fn vote(
    ctx: &mut Ctx<'_>,
    mut open: Open,
    from: &OrganisationId,
    frame: &AskFrame,
) -> Result<Reply, Refusal> {
    let Ok(asked) = Asked::verify(frame, &open.electorate) else { return Ok(WRONG) };
    if !is_from(&open, from, asked.ask()) {
        return Ok(WRONG);
    }
    let acceptor = open.acceptor()?;
    let (state, reply) = acceptor.vote(&asked, &open.electorate, voter(ctx.node));
    if reply == Reply::Refused(Refused::Contradiction)
        && let Some(held) = acceptor.asked_in(asked.ask().body().ballot)
    {
        let evidence = Evidence::TwoAsks(ByteBuf::from(held), frame.ask.clone());
        keep_evidence(ctx, &open.electorate, &evidence)?;
        return Ok(reply);
    }
    keep(ctx, &mut open, &state)?;
    Ok(reply)
}

fn keep(ctx: &mut Ctx<'_>, open: &mut Open, state: &Acceptor) -> Result<(), Refusal> {
    if *state != open.acceptor()? {
        open.keep_acceptor(state);
        open.save(ctx.tx, ctx.now)?;
    }
    Ok(())
}
