//! This node's own ballot: what it has heard in it, and how it goes on.
//!
//! A ballot is kept as what began it and what was answered since. Everything else follows from that, in memory, each time:
//! a node that stops anywhere goes on with exactly what it had said.

use std::collections::BTreeSet;

use parasol_protocol::agreement::{
    AgreementError, Asked, Ballot, Motion, Progress, Proposer, Question, Reply,
};
use parasol_protocol::charter::Decided;
use parasol_protocol::ids::{CircleId, Hash, OrganisationId};
use serde_bytes::ByteBuf;

use super::adopt;
use super::open::{Open, voter};
use super::tables::ProposingRow;
use crate::command::{Command, Ctx, Event};
use crate::node::Node;
use crate::refusal::Refusal;
use crate::store::StoreError;

/// Begins a ballot for a change that has its consents, if none goes on. To be asked for after a random while: whoever is
/// first is then disturbed least.
#[derive(Debug)]
pub struct DriveAgreement {
    /// The circle.
    pub circle: CircleId,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Driven {
    /// There is nothing to be decided, or this node takes no part in it.
    Nothing,
    /// A ballot goes on: the others are to be asked.
    Asking,
    /// It is decided.
    Decided,
}

impl Command for DriveAgreement {
    type Outcome = Driven;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Driven, Refusal> {
        let Some(mut open) = Open::load(ctx.tx, &self.circle)? else { return Ok(Driven::Nothing) };
        if !open.takes_part() {
            return Ok(Driven::Nothing);
        }
        if open.row.proposing.is_some() {
            return Ok(Driven::Asking);
        }
        let carried = open.carried(&ctx.node.identity().organisation).cloned();
        let Some(motion) = carried else { return Ok(Driven::Nothing) };
        let seen = Ballot::try_from(open.row.seen).ok();
        let proposer = match Proposer::begin(&open.electorate, motion.clone(), seen, voter(ctx.node)) {
            Ok(proposer) => proposer,
            Err(error) => {
                tracing::warn!(circle = %self.circle.short(), %error, "no ballot can be begun");
                return Ok(Driven::Nothing);
            }
        };
        open.saw(Some(proposer.ballot()));
        open.row.proposing = Some(ProposingRow {
            ballot: proposer.ballot().into(),
            motion: ByteBuf::from(motion.to_bytes()),
            replies: Vec::new(),
            steps: Vec::new(),
        });
        match open.go_on(ctx, proposer)? {
            Some(decided) => adopt::take_decided(ctx, &open, &decided).map(|()| Driven::Decided),
            None => {
                open.save(ctx.tx, ctx.now)?;
                ctx.emit(Event::LinksChanged);
                Ok(Driven::Asking)
            }
        }
    }
}

/// What is known in a ballot; an answer that changes none of it need not be kept.
type Known = (BTreeSet<OrganisationId>, BTreeSet<OrganisationId>, Option<Hash>);

fn known(proposer: &Proposer) -> Known {
    (proposer.promised(), proposer.voted(), proposer.asked())
}

impl Open {
    /// The own ballot, as far as it has come.
    pub(super) fn proposer(&self, node: &Node) -> Result<Option<Proposer>, StoreError> {
        let Some(row) = &self.row.proposing else { return Ok(None) };
        self.replay(row, node).map(Some).map_err(|_| StoreError::damaged("agreements/1"))
    }

    fn replay(&self, row: &ProposingRow, node: &Node) -> Result<Proposer, AgreementError> {
        let ballot = Ballot::try_from(row.ballot)?;
        let before = ballot.round().checked_sub(1).and_then(|round| Ballot::new(round, ballot.seat()));
        let motion = Motion::read(&row.motion, &self.electorate)?;
        let mut proposer = Proposer::begin(&self.electorate, motion, before, voter(node))?;
        for (from, bytes) in &row.replies {
            proposer.take(from, Reply::from_bytes(bytes)?, voter(node).secret)?;
        }
        Ok(proposer)
    }

    /// Takes an answer to the own ballot; the certificate, if that decides it.
    pub(super) fn take_answer(
        &mut self,
        ctx: &Ctx<'_>,
        from: &OrganisationId,
        reply: Reply,
    ) -> Result<Option<Decided>, Refusal> {
        let Some(mut proposer) = self.proposer(ctx.node)? else { return Ok(None) };
        let decided = self.take_into(ctx, &mut proposer, from, reply);
        if decided.is_some() { Ok(decided) } else { self.go_on(ctx, proposer) }
    }

    /// Lets this node's own acceptor answer what it was not asked yet.
    fn go_on(&mut self, ctx: &Ctx<'_>, mut proposer: Proposer) -> Result<Option<Decided>, Refusal> {
        let own = voter(ctx.node);
        // It is asked for a promise and then for a vote.
        for _ in 0..2 {
            if self.row.proposing.is_none() || !proposer.missing().contains(&own.organisation) {
                break;
            }
            let acceptor = self.acceptor()?;
            let answered = match proposer.question() {
                Question::Prepare(bytes) => acceptor.prepare(bytes, &self.electorate, own).ok(),
                Question::Ask(frame) => Asked::verify(frame, &self.electorate)
                    .ok()
                    .map(|asked| acceptor.vote(&asked, &self.electorate, own)),
                Question::Motion(..) => None,
            };
            let Some((state, reply)) = answered else { break };
            self.keep_acceptor(&state);
            if let Some(decided) = self.take_into(ctx, &mut proposer, &own.organisation, reply) {
                return Ok(Some(decided));
            }
        }
        Ok(None)
    }

    fn take_into(
        &mut self,
        ctx: &Ctx<'_>,
        proposer: &mut Proposer,
        from: &OrganisationId,
        reply: Reply,
    ) -> Option<Decided> {
        let before = known(proposer);
        let bytes = ByteBuf::from(reply.to_bytes());
        let progress = match proposer.take(from, reply, voter(ctx.node).secret) {
            Ok(progress) => progress,
            Err(error) => {
                tracing::warn!(circle = %self.circle().short(), peer = %from.short(), %error,
                    "an answer about the next charter was refused");
                return None;
            }
        };
        match progress {
            Progress::Decided(decided) => return Some(*decided),
            Progress::Superseded(ballot) => {
                self.saw(Some(ballot));
                self.row.proposing = None;
            }
            Progress::Step(question) => self.step(from, Some(&question)),
            Progress::Going | Progress::Asking | Progress::Unhelpful => {
                self.step(from, None);
                if known(proposer) != before
                    && let Some(row) = &mut self.row.proposing
                {
                    row.replies.push((*from, bytes));
                }
            }
        }
        None
    }

    /// What this member is to be asked before the ballot's own question.
    fn step(&mut self, from: &OrganisationId, question: Option<&Question>) {
        if let Some(row) = &mut self.row.proposing {
            row.steps.retain(|(member, _)| member != from);
            row.steps.extend(question.map(|question| (*from, ByteBuf::from(question.to_bytes()))));
        }
    }
}
