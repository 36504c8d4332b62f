//! Certificates: a charter with what decided it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::ballot::Ballot;
use super::change::classify;
use super::electorate::Electorate;
use super::error::AgreementError;
use super::motion::Motion;
use super::paper::Papers;
use crate::charter::{self, Charter, CharterError, Decided, MAX_MEMBERS, Member, Vote};
use crate::codec;
use crate::envelope::{self, Verified};
use crate::ids::{Hash, OrganisationId};

/// `[charter, votes, papers]`; one that was simply agreed is `[charter, votes]`.
#[derive(Serialize, Deserialize)]
struct Certificate(#[serde(with = "serde_bytes")] Vec<u8>, Vec<ByteBuf>, Papers);

#[derive(Serialize, Deserialize)]
struct Simple(#[serde(with = "serde_bytes")] Vec<u8>, Vec<ByteBuf>);

/// Takes a vote of a member for this charter in a ballot of the agreement.
pub(super) fn check_vote(
    vote: Verified<Vote>,
    charter: &Verified<Charter>,
    electorate: &Electorate,
) -> Result<Verified<Vote>, AgreementError> {
    let Charter { circle, number, .. } = *charter.body();
    let Vote { organisation, ballot, .. } = *vote.body();
    electorate.signed_by(&vote, &organisation)?;
    Ballot::try_from(ballot)?;
    let expected = Vote { circle, number, charter: charter.hash(), organisation, ballot };
    if *vote.body() == expected { Ok(vote) } else { Err(AgreementError::Votes) }
}

/// Joins a motion and a quorum's votes.
pub(super) fn assemble(
    motion: &Motion,
    votes: &[Verified<Vote>],
    electorate: &Electorate,
) -> Result<Decided, AgreementError> {
    let votes = votes.iter().map(|vote| ByteBuf::from(vote.bytes())).collect();
    let certificate = Certificate(motion.charter().bytes().to_vec(), votes, motion.papers());
    read(&codec::encode(&certificate), electorate).map(|read| read.decided)
}

/// A certificate that was verified, with who voted in it.
pub(super) struct Read {
    pub(super) decided: Decided,
    pub(super) votes: Vec<Verified<Vote>>,
}

impl Read {
    pub(super) fn voters(&self) -> BTreeSet<(OrganisationId, u64, Hash)> {
        let voters = self.votes.iter().map(Verified::body);
        voters.map(|vote| (vote.organisation, vote.ballot, vote.charter)).collect()
    }
}

/// Verifies a certificate of the agreement.
pub(super) fn read(bytes: &[u8], electorate: &Electorate) -> Result<Read, AgreementError> {
    let Certificate(charter, votes, papers) = codec::decode_bounded(bytes, Decided::MAX_BYTES)?;
    if votes.len() > MAX_MEMBERS {
        return Err(AgreementError::Votes);
    }
    let motion = Motion::read_parts(&charter, &papers, electorate)?;
    motion.check_carried(electorate)?;
    let votes: Vec<_> = votes
        .iter()
        .map(|vote| check_vote(envelope::open(vote)?, motion.charter(), electorate))
        .collect::<Result<_, _>>()?;
    let voters: BTreeSet<_> = votes.iter().map(|vote| vote.body().organisation).collect();
    let ballots: BTreeSet<_> = votes.iter().map(|vote| vote.body().ballot).collect();
    let once = voters.len() == votes.len() && ballots.len() == 1;
    if !once || !electorate.is_quorum(&voters, &motion.absent()) {
        return Err(AgreementError::Votes);
    }
    let decided = Decided::agreed(motion.charter().clone(), bytes);
    Ok(Read { decided, votes })
}

impl Decided {
    /// The charter in a certificate that the caller verified when it kept it, or that its inviter shows to a newcomer.
    /// Nothing is said about who decided it.
    pub fn charter_in(bytes: &[u8]) -> Result<Charter, AgreementError> {
        let charter = match codec::decode_bounded(bytes, Self::MAX_BYTES) {
            Ok(Certificate(charter, ..)) => charter,
            Err(_) => {
                let Simple(charter, _) = codec::decode_bounded(bytes, Self::MAX_BYTES)?;
                charter
            }
        };
        Ok(charter::read_charter(&charter)?.body().clone())
    }

    /// The votes in a certificate of the agreement, as envelopes; nothing is said about whether they hold.
    pub fn votes_in(bytes: &[u8]) -> Vec<ByteBuf> {
        let read: Result<Certificate, _> = codec::decode_bounded(bytes, Self::MAX_BYTES);
        read.map(|Certificate(_, votes, _)| votes).unwrap_or_default()
    }

    /// Verifies the certificate of the charter after `prev`, which the caller knows to be decided, or, as a newcomer,
    /// to be what its inviter showed: that the members of `prev` decided it is then what is proved.
    pub fn verify_after(prev: &Charter, bytes: &[u8]) -> Result<Self, AgreementError> {
        let electorate = Electorate::new(prev);
        match Self::verify(bytes) {
            Ok(simple) => simply_agreed(simple, &electorate),
            // A certificate of the agreement has another shape.
            Err(CharterError::Codec(_)) => read(bytes, &electorate).map(|read| read.decided),
            Err(other) => Err(other.into()),
        }
    }
}

/// All whom the charter names have voted in ballot 0. All of the charter in force must be among them, with the keys in force:
/// the charter itself says with which keys its votes were signed, and whoever writes it can write her own.
fn simply_agreed(decided: Decided, electorate: &Electorate) -> Result<Decided, AgreementError> {
    classify(electorate.charter(), decided.charter())?;
    let voted = |held: &Member| {
        decided.charter().member(&held.organisation).is_some_and(|member| member.node_key == held.node_key)
    };
    if electorate.charter().members.iter().all(voted) { Ok(decided) } else { Err(AgreementError::Votes) }
}
