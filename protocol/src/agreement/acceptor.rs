//! The acceptor: what a member promised and voted for, about one number.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::ballot::Ballot;
use super::electorate::Electorate;
use super::error::AgreementError;
use super::message::{Accepted, Prepare, Promise, Promised, Refused, Reply};
use super::motion::Motion;
use super::rule::Asked;
use crate::charter::Vote;
use crate::codec::{self, CodecError};
use crate::envelope::{self, NodeSecret, Verified};
use crate::ids::OrganisationId;

/// This organisation and the key with which its node signs.
#[derive(Debug, Clone, Copy)]
pub struct Voter<'a> {
    /// Who votes.
    pub organisation: OrganisationId,
    /// With which key.
    pub secret: &'a NodeSecret,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Voted {
    accepted: Accepted,
    ask: ByteBuf,
    motion: ByteBuf,
}

/// What this member promised and voted for. Every step gives the state after it and the reply: the state must be durable
/// before the reply is sent. A node that lost it must not vote about this number again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptor {
    promised: Option<Ballot>,
    voted: Option<Voted>,
    absent: bool,
    abstains: bool,
}

impl Acceptor {
    /// The longest stored form, in bytes.
    pub const MAX_BYTES: usize = Motion::MAX_BYTES + 1_024;

    /// The bytes that are stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// Reads what was stored.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        codec::decode_bounded(bytes, Self::MAX_BYTES)
    }

    /// The state for the next number.
    pub fn next_number(&self) -> Self {
        Self { absent: self.absent, ..Self::default() }
    }

    /// The highest ballot that was promised.
    pub fn promised(&self) -> Option<Ballot> {
        self.promised
    }

    /// What was voted for last.
    pub fn accepted(&self) -> Option<Accepted> {
        self.voted.as_ref().map(|voted| voted.accepted)
    }

    /// From now on this member neither promises nor votes. To be durable before its leave, or the succession of its node
    /// key, is shown to anybody.
    pub fn withdraw(&self) -> Self {
        Self { absent: true, ..self.clone() }
    }

    /// About this number, this member neither promises nor votes: after a restore from a backup it cannot know what it
    /// promised since.
    pub fn abstain(&self) -> Self {
        Self { abstains: true, ..self.clone() }
    }

    /// Answers a prepare.
    pub fn prepare(
        &self,
        bytes: &[u8],
        electorate: &Electorate,
        voter: Voter<'_>,
    ) -> Result<(Self, Reply), AgreementError> {
        let prepare: Verified<Prepare> = envelope::open(bytes)?;
        let Prepare { circle, number, prev, ballot, organisation } = *prepare.body();
        electorate.is_about((circle, number, prev))?;
        electorate.owned_by(&prepare, &organisation, ballot)?;
        if let Some(reply) = self.refusal(ballot, electorate, voter) {
            return Ok((self.clone(), reply));
        }
        // Once voted in, a ballot is not promised again: the promise would have to hide the vote or to break its own form.
        if self.accepted().is_some_and(|accepted| accepted.0 == ballot) {
            return Ok((self.clone(), Reply::Higher(ballot)));
        }
        let state = Self { promised: Some(ballot), ..self.clone() };
        let accepted = self.accepted();
        let organisation = voter.organisation;
        let promise = Promise { circle, number, prev, ballot, organisation, accepted };
        let promise = ByteBuf::from(envelope::seal(promise, voter.secret).bytes());
        let motion = self.voted.as_ref().map(|voted| voted.motion.clone());
        Ok((state, Reply::Promised(Promised { promise, motion })))
    }

    /// Answers an ask whose justification holds.
    pub fn vote(&self, asked: &Asked, electorate: &Electorate, voter: Voter<'_>) -> (Self, Reply) {
        let ask = asked.ask().body();
        if let Some(reply) = self.refusal(ask.ballot, electorate, voter) {
            return (self.clone(), reply);
        }
        let accepted = Accepted(ask.ballot, ask.charter);
        let here = self.accepted().filter(|held| held.0 == ask.ballot);
        if here.is_some_and(|held| held != accepted) {
            return (self.clone(), Reply::Refused(Refused::Contradiction));
        }
        // Who is counted as absent by the motion itself is the one whose vote it does without.
        if electorate.charter().members.len() == 2 && asked.motion().absent().contains(&voter.organisation) {
            return (self.withdraw(), Reply::Refused(Refused::Absent));
        }
        let voted = Voted {
            accepted,
            ask: ByteBuf::from(asked.ask().bytes()),
            motion: ByteBuf::from(asked.motion().to_bytes()),
        };
        let state = Self { promised: Some(ask.ballot), voted: Some(voted), ..self.clone() };
        let vote = Vote {
            circle: ask.circle,
            number: ask.number,
            charter: ask.charter,
            organisation: voter.organisation,
            ballot: ask.ballot.into(),
        };
        (state, Reply::Voted(ByteBuf::from(envelope::seal(vote, voter.secret).bytes())))
    }

    /// The ask that was voted for in this ballot: half of the evidence when its owner asks for another charter.
    pub fn asked_in(&self, ballot: Ballot) -> Option<&[u8]> {
        let voted = self.voted.as_ref().filter(|voted| voted.accepted.0 == ballot)?;
        Some(&voted.ask)
    }

    fn refusal(&self, ballot: Ballot, electorate: &Electorate, voter: Voter<'_>) -> Option<Reply> {
        let member = electorate.charter().member(&voter.organisation);
        let seated = member.is_some_and(|member| member.node_key == voter.secret.public());
        if self.absent || self.abstains || !seated {
            return Some(Reply::Refused(Refused::Absent));
        }
        match self.promised {
            Some(promised) if promised > ballot => Some(Reply::Higher(promised)),
            promised if !ballot.in_reach(promised) => Some(Reply::Far(promised)),
            _ => None,
        }
    }
}
