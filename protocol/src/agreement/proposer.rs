//! The proposer: one member's attempt to have a motion decided, in one ballot.

use std::collections::{BTreeMap, BTreeSet};

use serde_bytes::ByteBuf;

use super::acceptor::Voter;
use super::ballot::{Ballot, MAX_JUMP};
use super::certificate;
use super::electorate::Electorate;
use super::error::AgreementError;
use super::message::{Ask, AskFrame, Prepare, Promised, Question, Reply};
use super::motion::Motion;
use super::paper::Papers;
use super::rule::{Free, Promises, free, read_promise};
use crate::charter::{Decided, Vote};
use crate::envelope::{self, NodeSecret, Verified};
use crate::ids::{Hash, OrganisationId};

/// One ballot on its way. The ballot must be durable, as used, before the first question is sent: after a restart the
/// proposer begins again in a higher one, never twice in the same. Questions may be repeated until they are answered.
#[derive(Debug, Clone)]
pub struct Proposer {
    electorate: Electorate,
    organisation: OrganisationId,
    ballot: Ballot,
    motion: Motion,
    promises: Promises,
    accepted: BTreeMap<Hash, Motion>,
    question: Question,
    asked: Option<Hash>,
    votes: BTreeMap<OrganisationId, Verified<Vote>>,
}

/// What an answer led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Nothing new to do: ask those who are missing.
    Going,
    /// A quorum promised: the question has changed, ask everybody again.
    Asking,
    /// Somebody promised a higher ballot: begin again above it, after a while.
    Superseded(Ballot),
    /// This member is to be asked this first.
    Step(Question),
    /// Decided, perhaps for another motion than one's own.
    Decided(Box<Decided>),
    /// The one that answers does not take part: it is behind, has left, or refused.
    Unhelpful,
}

impl Proposer {
    /// Begins in the first ballot of this member above all that were `seen`, its own used ones included. The motion must
    /// be carried.
    pub fn begin(
        electorate: &Electorate,
        motion: Motion,
        seen: Option<Ballot>,
        voter: Voter<'_>,
    ) -> Result<Self, AgreementError> {
        motion.check_carried(electorate)?;
        let seat = electorate.seat(&voter.organisation).ok_or(AgreementError::Stranger)?;
        let ballot = Ballot::after(seen, seat).ok_or(AgreementError::Exhausted)?;
        let question = prepare(electorate, ballot, voter);
        Ok(Self {
            electorate: electorate.clone(),
            organisation: voter.organisation,
            ballot,
            motion,
            promises: Promises::new(),
            accepted: BTreeMap::new(),
            question,
            asked: None,
            votes: BTreeMap::new(),
        })
    }

    /// The ballot.
    pub fn ballot(&self) -> Ballot {
        self.ballot
    }

    /// The charter for which votes are asked; none while promises are gathered.
    pub fn asked(&self) -> Option<Hash> {
        self.asked
    }

    /// The question for everybody who is missing, this node's own acceptor included.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// Who has promised.
    pub fn promised(&self) -> BTreeSet<OrganisationId> {
        self.promises.keys().copied().collect()
    }

    /// Who has voted.
    pub fn voted(&self) -> BTreeSet<OrganisationId> {
        self.votes.keys().copied().collect()
    }

    /// Who has not answered the present question.
    pub fn missing(&self) -> BTreeSet<OrganisationId> {
        let mut missing = self.electorate.organisations();
        missing.retain(|organisation| match self.asked {
            None => !self.promises.contains_key(organisation),
            Some(_) => !self.votes.contains_key(organisation),
        });
        missing
    }

    /// Takes the answer of a member. An error is that member's fault, and nothing was taken.
    pub fn take(
        &mut self,
        from: &OrganisationId,
        reply: Reply,
        secret: &NodeSecret,
    ) -> Result<Progress, AgreementError> {
        match reply {
            Reply::Promised(promised) => self.take_promise(from, &promised, secret),
            Reply::Voted(bytes) => self.take_vote(from, &bytes),
            Reply::Higher(ballot) => self.take_higher(ballot),
            Reply::Far(promised) => self.take_far(promised, secret),
            Reply::Decided(bytes) => {
                let decided = Decided::verify_after(self.electorate.charter(), &bytes)?;
                Ok(Progress::Decided(Box::new(decided)))
            }
            Reply::Behind(_) | Reply::Refused(_) => Ok(Progress::Unhelpful),
            Reply::Papers(..) => Err(AgreementError::Answer),
        }
    }

    fn take_promise(
        &mut self,
        from: &OrganisationId,
        promised: &Promised,
        secret: &NodeSecret,
    ) -> Result<Progress, AgreementError> {
        let promise = match read_promise(&promised.promise, self.ballot, &self.electorate) {
            // One that was asked for to come nearer, or a late one of an earlier ballot.
            Err(AgreementError::Promises) => return Ok(Progress::Going),
            read => read?,
        };
        if promise.body().organisation != *from {
            return Err(AgreementError::Answer);
        }
        if self.asked.is_some() {
            return Ok(Progress::Going);
        }
        // A vote for something that nobody can show binds nobody.
        if let Some(accepted) = promise.body().accepted {
            let motion = promised.motion.as_ref().ok_or(AgreementError::Answer)?;
            let motion = Motion::read(motion, &self.electorate)?;
            motion.check_carried(&self.electorate)?;
            if motion.hash() != accepted.1 {
                return Err(AgreementError::Answer);
            }
            self.accepted.insert(accepted.1, motion);
        }
        self.promises.insert(*from, promise);
        self.ask(secret)
    }

    /// Asks for votes, if a quorum has promised.
    fn ask(&mut self, secret: &NodeSecret) -> Result<Progress, AgreementError> {
        if !self.electorate.is_quorum(&self.promised(), &self.motion.absent()) {
            return Ok(Progress::Going);
        }
        let motion = match free(&self.promises, &self.electorate) {
            Free::Any => self.motion.clone(),
            Free::Only(charters) if charters.contains(&self.motion.hash()) => self.motion.clone(),
            Free::Only(charters) => {
                let found = charters.iter().find_map(|charter| self.accepted.get(charter));
                let voted = found.cloned().ok_or(AgreementError::Value)?;
                // Whose absence this ballot relies on. A later succession may undo what carried it; what may have been decided
                // is asked for as it was.
                let Papers { leaves, successions, .. } = self.motion.papers();
                let mut motion = voted.clone();
                motion.merge(&Papers { consents: Vec::new(), leaves, successions }, &self.electorate)?;
                if motion.check_carried(&self.electorate).is_ok() { motion } else { voted }
            }
            Free::Undetermined => return Ok(Progress::Going),
        };
        let ask = Ask {
            circle: self.electorate.circle(),
            number: self.electorate.number(),
            prev: self.electorate.prev(),
            ballot: self.ballot,
            organisation: self.organisation,
            charter: motion.hash(),
        };
        self.asked = Some(motion.hash());
        self.question = Question::Ask(AskFrame {
            ask: ByteBuf::from(envelope::seal(ask, secret).bytes()),
            motion: ByteBuf::from(motion.to_bytes()),
            promises: self.promises.values().map(|promise| ByteBuf::from(promise.bytes())).collect(),
        });
        self.motion = motion;
        Ok(Progress::Asking)
    }

    fn take_vote(&mut self, from: &OrganisationId, bytes: &[u8]) -> Result<Progress, AgreementError> {
        let vote: Verified<Vote> = envelope::open(bytes)?;
        // A late one, of an earlier ballot.
        if self.asked.is_none() || vote.body().ballot != u64::from(self.ballot) {
            return Ok(Progress::Going);
        }
        let vote = certificate::check_vote(vote, self.motion.charter(), &self.electorate)?;
        if vote.body().organisation != *from {
            return Err(AgreementError::Answer);
        }
        self.votes.insert(*from, vote);
        if !self.electorate.is_quorum(&self.voted(), &self.motion.absent()) {
            return Ok(Progress::Going);
        }
        let votes: Vec<_> = self.votes.values().cloned().collect();
        let decided = certificate::assemble(&self.motion, &votes, &self.electorate)?;
        Ok(Progress::Decided(Box::new(decided)))
    }

    /// What is not signed is not believed beyond what an acceptor would believe.
    fn take_higher(&self, ballot: Ballot) -> Result<Progress, AgreementError> {
        if ballot <= self.ballot {
            return Ok(Progress::Going);
        }
        if ballot.round() > self.ballot.round().saturating_add(MAX_JUMP) {
            return Err(AgreementError::Answer);
        }
        Ok(Progress::Superseded(ballot))
    }

    /// A member that missed much is led up in steps, with ballots in which nothing is asked for.
    fn take_far(&self, promised: Option<Ballot>, secret: &NodeSecret) -> Result<Progress, AgreementError> {
        if self.ballot.in_reach(promised) {
            return Err(AgreementError::Answer);
        }
        let step = Ballot::furthest(promised, self.ballot.seat()).filter(|step| *step < self.ballot);
        let step = step.ok_or(AgreementError::Answer)?;
        let voter = Voter { organisation: self.organisation, secret };
        Ok(Progress::Step(prepare(&self.electorate, step, voter)))
    }
}

fn prepare(electorate: &Electorate, ballot: Ballot, voter: Voter<'_>) -> Question {
    let prepare = Prepare {
        circle: electorate.circle(),
        number: electorate.number(),
        prev: electorate.prev(),
        ballot,
        organisation: voter.organisation,
    };
    Question::Prepare(ByteBuf::from(envelope::seal(prepare, voter.secret).bytes()))
}
