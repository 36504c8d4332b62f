//! Charters: the signed, numbered documents that rule a circle.
//!
//! Charters form a chain. Each member of a charter votes for it with its node key; a charter with the votes it needs is a
//! [`Decided`] one, which nothing but [`Decided::verify`] builds. In this version every change needs the vote of every
//! member it names; the general agreement among many members comes with the circles' own conversation.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::canon::CanonProfile;
use crate::codec::{self, CodecError};
use crate::envelope::{self, EnvelopeError, NodeSecret, Signed, Verified, domain};
use crate::evaluation::TagKeyPublic;
use crate::ids::{CircleId, Hash, NodeKey, OrganisationId};
use crate::region::Region;
use crate::time::DAY;

/// How many organisations a circle may have.
pub const MAX_MEMBERS: usize = 30;
/// The longest name of an organisation or circle, in bytes of UTF-8.
pub const MAX_NAME: usize = 120;

/// One organisation in a charter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its id, for ever.
    pub organisation: OrganisationId,
    /// The key its node signs with; its PeerId comes from it.
    pub node_key: NodeKey,
    /// The key whose one power is to name another node key.
    pub recovery_key: NodeKey,
    /// Its country.
    pub country: Region,
    /// Its name as it is shown.
    pub name: String,
    /// The identifier of its share of the tag key, from 1.
    pub share: u16,
}

/// The public half of a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicShare(
    /// The share's identifier.
    pub u16,
    /// V_i.
    pub TagKeyPublic,
);

/// The rules of a circle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charter {
    /// The circle.
    pub circle: CircleId,
    /// Its name as it is shown.
    pub name: String,
    /// Its place in the chain, from 1.
    pub number: u64,
    /// The hash of the charter before.
    pub prev: Option<Hash>,
    /// Who is in it, ordered by organisation.
    pub members: Vec<Member>,
    /// How many holders it takes to evaluate.
    pub t: u16,
    /// The epoch of the key.
    pub epoch: u64,
    /// K = k·G.
    pub key: TagKeyPublic,
    /// V_i of every share; with t = 1 every share is the key itself.
    pub shares: Vec<PublicShare>,
    /// The hash of the evaluation of a fixed input.
    pub canary: Hash,
    /// How identifiers become canonical.
    pub canon: CanonProfile,
    /// For how many seconds after its signature a head counts as fresh.
    pub fresh_limit: u64,
    /// For how many seconds after its newest head a publisher's entries are shown to members.
    pub lease: u64,
    /// How many checks a day one organisation may be granted at the most.
    pub checks_per_day: u64,
}

impl Charter {
    /// 24 hours.
    pub const FRESH_LIMIT: u64 = DAY;
    /// 60 days.
    pub const LEASE: u64 = 60 * DAY;
    /// The ceiling of checks a day unless the founders choose another.
    pub const CHECKS_PER_DAY: u64 = 5_000;

    /// The member with this id.
    pub fn member(&self, organisation: &OrganisationId) -> Option<&Member> {
        self.members.iter().find(|member| member.organisation == *organisation)
    }

    /// The member whose node has this key.
    pub fn member_by_key(&self, key: &NodeKey) -> Option<&Member> {
        self.members.iter().find(|member| member.node_key == *key)
    }

    /// The smallest share identifier that no member has.
    pub fn free_share(&self) -> u16 {
        (1..).find(|share| self.members.iter().all(|member| member.share != *share)).unwrap_or(u16::MAX)
    }

    fn check(&self) -> Result<(), CharterError> {
        let distinct =
            |count: usize| if count == self.members.len() { Ok(()) } else { Err(CharterError::Members) };
        if self.members.is_empty() || self.members.len() > MAX_MEMBERS {
            return Err(CharterError::Members);
        }
        if !self.members.is_sorted_by(|a, b| a.organisation < b.organisation) {
            return Err(CharterError::Members);
        }
        distinct(self.members.iter().map(|member| member.node_key).collect::<BTreeSet<_>>().len())?;
        distinct(self.members.iter().map(|member| member.share).collect::<BTreeSet<_>>().len())?;
        distinct(self.shares.iter().filter(|share| self.members.iter().any(|m| m.share == share.0)).count())?;
        distinct(self.shares.len())?;
        let names = self.members.iter().map(|member| &member.name).chain([&self.name]);
        if names.into_iter().any(|name| name.is_empty() || name.len() > MAX_NAME) {
            return Err(CharterError::Name);
        }
        if self.t == 0 || usize::from(self.t) > self.members.len() {
            return Err(CharterError::Threshold);
        }
        if self.t == 1 && self.shares.iter().any(|share| share.1 != self.key) {
            return Err(CharterError::Threshold);
        }
        Ok(())
    }
}

impl Signed for Charter {
    const DOMAIN: &'static str = domain::CHARTER;
    const MAX_BODY: usize = 2_048 + MAX_MEMBERS * 512;
}

/// One member's agreement to one charter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// The circle.
    pub circle: CircleId,
    /// The charter's number.
    pub number: u64,
    /// The charter's hash.
    pub charter: Hash,
    /// Who votes.
    pub organisation: OrganisationId,
}

impl Signed for Vote {
    const DOMAIN: &'static str = domain::VOTE;
    const MAX_BODY: usize = 256;
}

/// Why a charter was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CharterError {
    /// The bytes are not what they should be, or a signature does not hold.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// The bytes are not a certificate.
    #[error(transparent)]
    Codec(#[from] CodecError),
    /// The list of members is empty, too long, unordered or names somebody twice.
    #[error("expected 1 to 30 members in order, each with a key and a share of its own")]
    Members,
    /// A name is empty or too long.
    #[error("expected names of 1 to 120 bytes")]
    Name,
    /// The threshold does not fit the members or their shares.
    #[error("expected a threshold between 1 and the number of members, with public shares that fit it")]
    Threshold,
    /// A member's vote is missing, or somebody voted who is no member.
    #[error("expected one vote of every member of this charter and no other")]
    Votes,
    /// It is not the next charter of this circle.
    #[error("expected charter {expected} of this circle, found charter {found}")]
    Chain {
        /// The number that was expected.
        expected: u64,
        /// The number that came.
        found: u64,
    },
}

/// Signs a charter as its proposer, after checking that it makes sense.
pub fn propose(charter: Charter, secret: &NodeSecret) -> Result<Verified<Charter>, CharterError> {
    charter.check()?;
    Ok(envelope::seal(charter, secret))
}

/// Reads a proposed charter: signed by one of its members and making sense by itself.
pub fn read_proposal(bytes: &[u8]) -> Result<Verified<Charter>, CharterError> {
    let proposal: Verified<Charter> = envelope::open(bytes)?;
    proposal.body().check()?;
    if proposal.body().member_by_key(&proposal.signer()).is_none() {
        return Err(CharterError::Votes);
    }
    Ok(proposal)
}

/// Votes for a charter.
pub fn vote(
    charter: &Verified<Charter>,
    organisation: OrganisationId,
    secret: &NodeSecret,
) -> Verified<Vote> {
    let Charter { circle, number, .. } = *charter.body();
    envelope::seal(Vote { circle, number, charter: charter.hash(), organisation }, secret)
}

#[derive(Serialize, Deserialize)]
struct Certificate(#[serde(with = "serde_bytes")] Vec<u8>, Vec<serde_bytes::ByteBuf>);

/// A charter with the vote of every one of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    charter: Verified<Charter>,
    bytes: Vec<u8>,
}

impl Decided {
    /// The longest certificate that is looked at, in bytes.
    pub const MAX_BYTES: usize =
        Charter::MAX_BODY + 1_024 + MAX_MEMBERS * (Vote::MAX_BODY + envelope::OVERHEAD);

    /// Joins a charter and its votes.
    pub fn assemble(charter: &Verified<Charter>, votes: &[Verified<Vote>]) -> Result<Self, CharterError> {
        let votes = votes.iter().map(|vote| serde_bytes::ByteBuf::from(vote.bytes())).collect();
        Self::verify(&codec::encode(&Certificate(charter.bytes().to_vec(), votes)))
    }

    /// Verifies a certificate: the charter, and one vote of each of its members.
    pub fn verify(bytes: &[u8]) -> Result<Self, CharterError> {
        let Certificate(charter, votes) = codec::decode_bounded(bytes, Self::MAX_BYTES)?;
        let charter = read_proposal(&charter)?;
        if votes.len() != charter.body().members.len() {
            return Err(CharterError::Votes);
        }
        let mut voters = BTreeSet::new();
        for vote in &votes {
            voters.insert(read_vote(vote, &charter)?.body().organisation);
        }
        if voters.len() != votes.len() {
            return Err(CharterError::Votes);
        }
        Ok(Self { charter, bytes: bytes.to_vec() })
    }

    /// Whether it may come after `held`: the next number, chained to it, in the same circle.
    pub fn follows(&self, held: Option<&Self>) -> Result<(), CharterError> {
        let found = self.charter().number;
        let expected = held.map_or(1, |held| held.charter().number.saturating_add(1));
        let chained = match held {
            Some(held) => {
                self.charter().circle == held.charter().circle
                    && self.charter().prev == Some(held.charter.hash())
            }
            None => true,
        };
        // A newcomer holds nothing yet and begins with whatever charter names it.
        let in_turn = held.is_none() || found == expected;
        if chained && in_turn { Ok(()) } else { Err(CharterError::Chain { expected, found }) }
    }

    /// The charter.
    pub fn charter(&self) -> &Charter {
        self.charter.body()
    }

    /// Its hash.
    pub fn hash(&self) -> Hash {
        self.charter.hash()
    }

    /// The certificate's bytes, to be stored and relayed.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Reads a vote for this charter by one of its members.
pub fn read_vote(bytes: &[u8], charter: &Verified<Charter>) -> Result<Verified<Vote>, CharterError> {
    let vote: Verified<Vote> = envelope::open(bytes)?;
    let Charter { circle, number, .. } = *charter.body();
    let expected = Vote { circle, number, charter: charter.hash(), organisation: vote.body().organisation };
    let member = charter.body().member(&vote.body().organisation).ok_or(CharterError::Votes)?;
    if *vote.body() == expected && member.node_key == vote.signer() {
        Ok(vote)
    } else {
        Err(CharterError::Votes)
    }
}
