//! Evidence: two statements of one member that contradict each other, which anybody can verify.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::ballot::Ballot;
use super::certificate;
use super::electorate::Electorate;
use super::error::AgreementError;
use super::message::{Ask, Promise};
use crate::charter::{Decided, Vote};
use crate::codec::{self, CodecError};
use crate::envelope::{self, Signed, Verified};
use crate::ids::{CircleId, OrganisationId};
use crate::text;

/// Two statements, as envelopes or certificates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Two votes of one member in one ballot, for two charters.
    TwoVotes(ByteBuf, ByteBuf),
    /// Two asks of one ballot's owner, for two charters.
    TwoAsks(ByteBuf, ByteBuf),
    /// Two promises of one member for one ballot that name different votes.
    TwoPromises(ByteBuf, ByteBuf),
    /// A vote in a lower ballot, and a promise that does not name it, or that was broken by it.
    HiddenVote(ByteBuf, ByteBuf),
    /// Two certificates for one number.
    TwoCertificates(ByteBuf, ByteBuf),
}

/// What stands before the text of evidence.
const PREFIX: &str = "parasol-evidence:";

/// Evidence on its way from hand to hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The circle.
    pub circle: CircleId,
    /// The number about which somebody contradicted itself.
    pub number: u64,
    /// What was signed.
    pub evidence: Evidence,
}

impl Told {
    /// The longest text that is looked at, in bytes.
    pub const MAX_TEXT: usize = text::longest(Evidence::MAX_BYTES);

    /// As text, for a message or a file.
    pub fn to_text(&self) -> String {
        text::write(PREFIX, &codec::encode(self))
    }

    /// Reads the text, with whatever white space came with it; none if it is not whole. What it proves is for
    /// [`Evidence::verify`] to say.
    pub fn read(told: &str) -> Option<Self> {
        let bytes = text::read(PREFIX, told, Evidence::MAX_BYTES)?;
        codec::decode_bounded(&bytes, Evidence::MAX_BYTES).ok()
    }
}

/// What evidence proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// Who contradicted itself. Empty where two certificates only show that somebody did.
    pub guilty: BTreeSet<OrganisationId>,
    /// Who voted for both of two certificates: among them, or among the owners of the ballots between, is whoever broke
    /// the agreement. Their promises tell.
    pub signed_both: BTreeSet<OrganisationId>,
}

impl Evidence {
    /// The longest evidence that is looked at, in bytes.
    pub const MAX_BYTES: usize = 2 * Decided::MAX_BYTES + 384;

    /// The bytes that travel and are stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// Reads evidence; what it proves is for [`Self::verify`] to say.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        codec::decode_bounded(bytes, Self::MAX_BYTES)
    }

    /// A contradiction among promises and votes about one number, as envelopes; what is neither, or not a member's, is passed over.
    pub fn among(statements: &[ByteBuf], electorate: &Electorate) -> Option<Self> {
        let votes = read_all(statements, |bytes| vote(bytes, electorate));
        let promises = read_all(statements, |bytes| promise(bytes, electorate));
        let two = pair(&votes, &votes, two_votes).map(|(a, b)| Self::TwoVotes(a, b));
        two.or_else(|| pair(&promises, &promises, two_promises).map(|(a, b)| Self::TwoPromises(a, b)))
            .or_else(|| pair(&votes, &promises, hidden_vote).map(|(a, b)| Self::HiddenVote(a, b)))
    }

    /// Verifies it against the charter that was in force for the number that it is about.
    pub fn verify(&self, electorate: &Electorate) -> Result<Proven, AgreementError> {
        let guilty = match self {
            Self::TwoVotes(a, b) => two_votes(&vote(a, electorate)?, &vote(b, electorate)?),
            Self::TwoAsks(a, b) => two_asks(&ask(a, electorate)?, &ask(b, electorate)?),
            Self::TwoPromises(a, b) => two_promises(&promise(a, electorate)?, &promise(b, electorate)?),
            Self::HiddenVote(a, b) => hidden_vote(&vote(a, electorate)?, &promise(b, electorate)?),
            Self::TwoCertificates(a, b) => return two_certificates(a, b, electorate),
        };
        let guilty = guilty.ok_or(AgreementError::NoContradiction)?;
        Ok(Proven { guilty: BTreeSet::from([guilty]), signed_both: BTreeSet::new() })
    }
}

fn read_all<T>(
    statements: &[ByteBuf],
    read: impl Fn(&[u8]) -> Result<T, AgreementError>,
) -> Vec<(&ByteBuf, T)> {
    statements.iter().filter_map(|bytes| read(bytes).ok().map(|body| (bytes, body))).collect()
}

fn pair<A, B>(
    these: &[(&ByteBuf, A)],
    those: &[(&ByteBuf, B)],
    guilty: impl Fn(&A, &B) -> Option<OrganisationId>,
) -> Option<(ByteBuf, ByteBuf)> {
    let mut pairs = these.iter().flat_map(|a| those.iter().map(move |b| (a, b)));
    let (a, b) = pairs.find(|(a, b)| guilty(&a.1, &b.1).is_some())?;
    Some((a.0.clone(), b.0.clone()))
}

fn open<T: Signed>(bytes: &[u8]) -> Result<Verified<T>, AgreementError> {
    Ok(envelope::open(bytes)?)
}

fn vote(bytes: &[u8], electorate: &Electorate) -> Result<Vote, AgreementError> {
    let vote: Verified<Vote> = open(bytes)?;
    electorate.signed_by(&vote, &vote.body().organisation)?;
    let body = vote.body().clone();
    if (body.circle, body.number) == (electorate.circle(), electorate.number()) {
        Ok(body)
    } else {
        Err(AgreementError::Elsewhere { expected: electorate.number() })
    }
}

fn ask(bytes: &[u8], electorate: &Electorate) -> Result<Ask, AgreementError> {
    let ask: Verified<Ask> = open(bytes)?;
    let body = ask.body().clone();
    electorate.is_about((body.circle, body.number, body.prev))?;
    electorate.owned_by(&ask, &body.organisation, body.ballot)?;
    Ok(body)
}

fn promise(bytes: &[u8], electorate: &Electorate) -> Result<Promise, AgreementError> {
    let promise: Verified<Promise> = open(bytes)?;
    let body = promise.body().clone();
    electorate.is_about((body.circle, body.number, body.prev))?;
    electorate.signed_by(&promise, &body.organisation)?;
    Ok(body)
}

fn two_votes(a: &Vote, b: &Vote) -> Option<OrganisationId> {
    let contradict = (a.organisation, a.ballot) == (b.organisation, b.ballot) && a.charter != b.charter;
    contradict.then_some(a.organisation)
}

fn two_asks(a: &Ask, b: &Ask) -> Option<OrganisationId> {
    (a.ballot == b.ballot && a.charter != b.charter).then_some(a.organisation)
}

fn two_promises(a: &Promise, b: &Promise) -> Option<OrganisationId> {
    let contradict = (a.organisation, a.ballot) == (b.organisation, b.ballot) && a.accepted != b.accepted;
    contradict.then_some(a.organisation)
}

/// A promise names the highest vote below its ballot, and afterwards there is none below it.
fn hidden_vote(vote: &Vote, promise: &Promise) -> Option<OrganisationId> {
    let ballot = Ballot::try_from(vote.ballot).ok()?;
    let named = promise.accepted;
    let hidden = named.is_none_or(|named| named.0 < ballot || (named.0 == ballot && named.1 != vote.charter));
    let contradict = vote.organisation == promise.organisation && ballot < promise.ballot && hidden;
    contradict.then_some(vote.organisation)
}

fn two_certificates(a: &[u8], b: &[u8], electorate: &Electorate) -> Result<Proven, AgreementError> {
    let (a, b) = (certificate::read(a, electorate)?, certificate::read(b, electorate)?);
    if a.decided.hash() == b.decided.hash() {
        return Err(AgreementError::NoContradiction);
    }
    let (mut guilty, mut signed_both) = (BTreeSet::new(), BTreeSet::new());
    for (organisation, ballot, _) in a.voters() {
        for (other, other_ballot, _) in b.voters() {
            if organisation == other {
                signed_both.insert(organisation);
                guilty.extend((ballot == other_ballot).then_some(organisation));
            }
        }
    }
    Ok(Proven { guilty, signed_both })
}
