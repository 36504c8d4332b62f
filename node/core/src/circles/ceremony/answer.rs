//! Answering what other members' nodes say in a ceremony or a repair.

use parasol_protocol::ceremony::conversation::{Question, Reply};
use parasol_protocol::ceremony::message::Exchange;
use parasol_protocol::charter::Decided;
use parasol_protocol::ids::OrganisationId;

use super::super::agreement::{certificate_after, heard_ahead};
use super::super::tables::{charter, is_over, names_key};
use super::held::{furthest, load, went_on};
use super::repair;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::holder_notes::Often;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::StoreError;

/// A member's node says what it has to say in a ceremony or a repair; what this node answers is kept before it leaves.
#[derive(Debug)]
pub struct AnswerCeremony {
    /// Whose link it came over.
    pub from: OrganisationId,
    /// What it says.
    pub question: Question,
}

impl Command for AnswerCeremony {
    type Outcome = Reply;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Reply, Refusal> {
        let Self { from, question } = self;
        let Ok((circle, number)) = question.about() else { return Ok(Reply::Refused) };
        let Some(decided) = charter(ctx.tx, &circle)? else { return Ok(Reply::Refused) };
        if is_over(ctx.tx, &circle, &from)? {
            return Ok(Reply::Refused);
        }
        let held = decided.charter().number;
        if number < held {
            return Ok(later(ctx, &decided, number, &from)?);
        }
        // What this node would sign with a key that the charter does not name is nobody's word.
        if decided.charter().member(&from).is_none() || !names_key(decided.charter(), ctx.node.identity()) {
            return Ok(Reply::Refused);
        }
        if number > held {
            heard_ahead(ctx, &circle, &from)?;
            return Ok(Reply::Behind(held));
        }
        match question {
            Question::Ceremony(exchange) => answer(ctx, &decided, &from, &exchange),
            Question::Repair(exchange) => repair::answer(ctx, &decided, &from, &exchange),
        }
    }
}

/// Another charter has ended what it was about.
fn later(ctx: &Ctx<'_>, decided: &Decided, number: u64, from: &OrganisationId) -> Result<Reply, StoreError> {
    let certificate = certificate_after(ctx.tx, &decided.charter().circle, number, from)?;
    Ok(certificate.map_or(Reply::Refused, Reply::Decided))
}

fn answer(
    ctx: &mut Ctx<'_>,
    decided: &Decided,
    from: &OrganisationId,
    exchange: &Exchange,
) -> Result<Reply, Refusal> {
    hear(ctx, decided, from, exchange)?;
    let held = load(ctx.tx, ctx.node, &decided.charter().circle)?;
    Ok(match held {
        Some((_, ceremony)) => Reply::Ceremony(Box::new(ceremony.exchange(from))),
        None => Reply::Refused,
    })
}

/// Takes what a participant says in the ceremony.
pub(super) fn hear(
    ctx: &mut Ctx<'_>,
    decided: &Decided,
    from: &OrganisationId,
    exchange: &Exchange,
) -> Result<(), Refusal> {
    let circle = decided.charter().circle;
    let Some((_, mut ceremony)) = load(ctx.tx, ctx.node, &circle)? else { return Ok(()) };
    let standing = ceremony.standing();
    // Attempts are counted from 1, or begun by the clock by whoever was put back. Nobody is led on to where no other can follow,
    // and a node that is put back tomorrow finds an attempt in which it has said nothing.
    if exchange.of.attempt > furthest(ctx.now) {
        tracing::warn!(circle = %circle.short(), peer = %from.short(), "an attempt from the future was refused");
        return Ok(());
    }
    let received = ceremony.receive(from, exchange, ctx.node.identity().secret(), ctx.rng);
    if let Some(fault) = received.fault {
        tracing::warn!(circle = %circle.short(), peer = %from.short(), %fault,
            "something that was said in the making of a key was refused");
    }
    // Whoever begins again and again keeps the key from being made; the others see who it is, and can do without. One that only
    // followed brings the dealing of whoever began as well; what counts is what held, not how much came.
    let began = ceremony.standing().attempt > standing.attempt && ceremony.is_alone_with(from);
    if began && ctx.node.holder_notes().is_first_today((circle, *from), Often::Restarted, ctx.now) {
        ctx.audit(&Actor::System, AuditEvent::about("ceremony_restarted", from.as_bytes()))?;
    }
    if received.changed {
        went_on(ctx, &ceremony, (standing.attempt, standing.phase))?;
    }
    Ok(())
}
