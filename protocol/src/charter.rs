//! Charters: the signed, numbered documents that rule a circle.
//!
//! Charters form a chain. A charter with the votes it needs is a [`Decided`] one. A founding charter, and one that simply
//! all agree to, has the vote of every member it names ([`Decided::verify`]). Every other is decided by the members of the
//! charter before it, as [`agreement`](crate::agreement) says ([`Decided::verify_after`]).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::agreement::Motion;
use crate::canon::CanonProfile;
use crate::codec::{self, CodecError};
use crate::envelope::{self, EnvelopeError, NodeSecret, Signed, Verified, domain};
use crate::evaluation::{EvaluationFailure, TagKey, TagKeyPublic};
use crate::ids::{CircleId, Hash, NodeKey, OrganisationId};
use crate::region::Region;
use crate::time::DAY;

/// How many organisations a circle may have.
pub const MAX_MEMBERS: usize = 30;
/// The longest name of an organisation or circle, in bytes of UTF-8.
pub const MAX_NAME: usize = 120;

/// How many keys may serve at once.
pub const MAX_KEYS: usize = 2;
/// How many shares one key may have; a leaver's stays listed until its epoch ends.
pub const MAX_SHARES: usize = 2 * MAX_MEMBERS;
/// The longest signature over a ceremony's transcript, in bytes.
pub const MAX_CEREMONY_SIGNATURE: usize = 384;

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

/// The public side of one tag key: everything by which its holders' answers are checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EpochKey {
    /// The epoch in which it makes tags.
    pub epoch: u64,
    /// How many holders it takes to evaluate.
    pub t: u16,
    /// How identifiers become canonical before they are evaluated.
    pub canon: CanonProfile,
    /// K = k·G.
    pub public: TagKeyPublic,
    /// V_i of every share, in order; with t = 1 every share is the key itself.
    pub shares: Vec<PublicShare>,
    /// The hash of the evaluation of a fixed input.
    pub canary: Hash,
    /// The signatures of all who took part in the ceremony over its transcript, as envelopes; none where the founder drew
    /// the key.
    pub ceremony: Vec<ByteBuf>,
}

impl EpochKey {
    /// A key that its founder drew and holds whole (t = 1).
    pub fn founded(epoch: u64, share: u16, key: &TagKey) -> Result<Self, EvaluationFailure> {
        let (public, canary) = (key.public(), key.canary()?);
        let shares = vec![PublicShare(share, public)];
        Ok(Self { epoch, t: 1, canon: CanonProfile::current(), public, shares, canary, ceremony: Vec::new() })
    }

    /// Lists one more holder of the whole key. Only for t = 1, where every share is the key itself.
    pub fn hand_over(&mut self, share: u16) {
        self.shares.push(PublicShare(share, self.public));
        self.shares.sort_by_key(|listed| listed.0);
    }

    /// The public half of the share with this identifier.
    pub fn share(&self, share: u16) -> Option<&TagKeyPublic> {
        self.shares.iter().find(|listed| listed.0 == share).map(|listed| &listed.1)
    }

    fn check(&self) -> Result<(), CharterError> {
        let enough = self.t > 0 && usize::from(self.t) <= self.shares.len();
        // Share 0 would be the key itself, whatever the threshold.
        let ordered =
            self.shares.is_sorted_by(|a, b| a.0 < b.0) && self.shares.first().is_some_and(|s| s.0 > 0);
        let whole = self.t > 1 || self.shares.iter().all(|share| share.1 == self.public);
        let elements = self.public.is_element() && self.shares.iter().all(|share| share.1.is_element());
        let few = self.shares.len() <= MAX_SHARES && self.ceremony.len() <= MAX_SHARES;
        let short = self.ceremony.iter().all(|signature| signature.len() <= MAX_CEREMONY_SIGNATURE);
        if enough && ordered && whole && elements && few && short { Ok(()) } else { Err(CharterError::Key) }
    }
}

/// A share identifier that belonged to somebody who is not in the circle any more, and to whom: nobody gets it again, and whoever
/// comes back gets no second share of a key that lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FormerShare(
    /// The share's identifier.
    pub u16,
    /// Whose it was.
    pub OrganisationId,
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
    /// How many holders it takes to evaluate in the newest epoch, begun or only decided.
    pub t: u16,
    /// The newest epoch, begun or only decided.
    pub epoch: u64,
    /// The keys that serve, by epoch: none before the first is made, two while ledgers are tagged again for a new one.
    pub keys: Vec<EpochKey>,
    /// Whose the shares were that these keys list and no member has, by identifier; and the highest that was ever given, if no
    /// member has that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<FormerShare>,
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

    /// The next share identifier, above all that were ever given: a leaver's may never be somebody else's, nor her own again, since
    /// what she signed as she left is about it. Among those who came to a key later, whoever has the higher one came later.
    pub fn free_share(&self) -> u16 {
        let of_members = self.members.iter().map(|member| member.share);
        let listed = self.keys.iter().flat_map(|key| &key.shares).map(|share| share.0);
        let former = self.former.iter().map(|former| former.0);
        of_members.chain(listed).chain(former).max().unwrap_or(0).saturating_add(1)
    }

    /// This charter, as the one after `before`: whoever goes is written down as long as a key lists a share of hers, or nobody
    /// was given a higher one.
    #[must_use]
    pub fn after(mut self, before: &Self) -> Self {
        self.former = former(before, &self);
        self
    }

    /// Whether an organisation had a share of this key before it left.
    pub fn had_share(&self, organisation: &OrganisationId, key: &EpochKey) -> bool {
        self.former.iter().any(|former| former.1 == *organisation && key.share(former.0).is_some())
    }

    /// The key under which new entries are filed; none until the first was made.
    pub fn key(&self) -> Option<&EpochKey> {
        self.keys.last()
    }

    /// The key of an epoch that is live.
    pub fn key_of(&self, epoch: u64) -> Option<&EpochKey> {
        self.keys.iter().find(|key| key.epoch == epoch)
    }

    /// Whether enough members have a share of this key to evaluate under it.
    pub fn can_evaluate(&self, key: &EpochKey) -> bool {
        let holders = self.members.iter().filter(|member| key.share(member.share).is_some()).count();
        holders >= usize::from(key.t)
    }

    fn check(&self) -> Result<(), CharterError> {
        self.check_members()?;
        let names = self.members.iter().map(|member| &member.name).chain([&self.name]);
        if names.into_iter().any(|name| !is_name(name)) {
            return Err(CharterError::Name);
        }
        if self.number == 0 || (self.number == 1) != self.prev.is_none() {
            return Err(CharterError::Number);
        }
        if self.t == 0 || usize::from(self.t) > self.members.len() {
            return Err(CharterError::Threshold);
        }
        self.keys.iter().try_for_each(EpochKey::check)?;
        let ordered = self.keys.is_sorted_by(|a, b| a.epoch < b.epoch)
            && self.keys.len() <= MAX_KEYS
            && self.former.len() <= MAX_KEYS * MAX_SHARES
            && self.former.is_sorted_by(|a, b| a.0 < b.0);
        let newest = self.keys.last().is_none_or(|key| {
            key.epoch <= self.epoch && self.members.iter().all(|member| key.share(member.share).is_some())
        });
        if ordered && newest { Ok(()) } else { Err(CharterError::Key) }
    }

    fn check_members(&self) -> Result<(), CharterError> {
        let len = self.members.len();
        let node_keys: BTreeSet<_> = self.members.iter().map(|member| member.node_key).collect();
        let shares: BTreeSet<_> = self.members.iter().map(|member| member.share).collect();
        let bounded = (1..=MAX_MEMBERS).contains(&len);
        let ordered = self.members.is_sorted_by(|a, b| a.organisation < b.organisation);
        let distinct = node_keys.len() == len && shares.len() == len && !shares.contains(&0);
        if bounded && ordered && distinct { Ok(()) } else { Err(CharterError::Members) }
    }
}

/// The former shares that a charter `to` lists after `from`.
pub(crate) fn former(from: &Charter, to: &Charter) -> Vec<FormerShare> {
    let gone = from.members.iter().filter(|member| to.member(&member.organisation).is_none());
    let gone = gone.map(|member| FormerShare(member.share, member.organisation));
    let mut former: Vec<FormerShare> = from.former.iter().copied().chain(gone).collect();
    former.sort_unstable();
    let highest =
        former.iter().map(|former| former.0).chain(to.members.iter().map(|member| member.share)).max();
    former.retain(|former| {
        Some(former.0) == highest || to.keys.iter().any(|key| key.share(former.0).is_some())
    });
    former
}

fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.len() <= MAX_NAME && !name.contains(char::is_control)
}

impl Signed for Charter {
    const DOMAIN: &'static str = domain::CHARTER;
    const MAX_BODY: usize = 2_048
        + MAX_MEMBERS * 512
        + MAX_KEYS * MAX_SHARES * 32
        + MAX_KEYS * (512 + MAX_SHARES * (64 + MAX_CEREMONY_SIGNATURE));
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
    /// The round of agreement in which the vote is given; 0 where all simply agree.
    pub ballot: u64,
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
    #[error("expected 1 to 30 members in order, each with a key and a share identifier (from 1) of its own")]
    Members,
    /// A name is empty or too long.
    #[error("expected names of 1 to 120 bytes without control characters")]
    Name,
    /// It is number 0, or its number and what it is chained to do not fit.
    #[error("expected charter 1 to follow nothing and every later one to name the one before")]
    Number,
    /// The threshold does not fit the members.
    #[error("expected a threshold between 1 and the number of members")]
    Threshold,
    /// The keys are unordered, too many, of a later epoch, not group elements, or their shares do not fit.
    #[error("expected at most two keys in the order of their epochs, each with a share for every member")]
    Key,
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

/// Reads a charter that makes sense by itself, whoever signed it.
pub(crate) fn read_charter(bytes: &[u8]) -> Result<Verified<Charter>, CharterError> {
    let charter: Verified<Charter> = envelope::open(bytes)?;
    charter.body().check()?;
    Ok(charter)
}

/// Reads a proposed charter: signed by one of its members and making sense by itself.
pub fn read_proposal(bytes: &[u8]) -> Result<Verified<Charter>, CharterError> {
    let proposal = read_charter(bytes)?;
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
    envelope::seal(Vote { circle, number, charter: charter.hash(), organisation, ballot: 0 }, secret)
}

#[derive(Serialize, Deserialize)]
struct Certificate(#[serde(with = "serde_bytes")] Vec<u8>, Vec<ByteBuf>);

/// A charter with the vote of every one of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    charter: Verified<Charter>,
    bytes: Vec<u8>,
}

impl Decided {
    /// The longest certificate that is looked at, in bytes.
    pub const MAX_BYTES: usize =
        Motion::MAX_BYTES + 1_024 + MAX_MEMBERS * (Vote::MAX_BODY + envelope::OVERHEAD);

    /// A charter of which the agreement has just verified this certificate.
    pub(crate) fn agreed(charter: Verified<Charter>, bytes: &[u8]) -> Self {
        Self { charter, bytes: bytes.to_vec() }
    }

    /// Joins a charter and its votes.
    pub fn assemble(charter: &Verified<Charter>, votes: &[Verified<Vote>]) -> Result<Self, CharterError> {
        let votes = votes.iter().map(|vote| ByteBuf::from(vote.bytes())).collect();
        Self::verify(&codec::encode(&Certificate(charter.bytes().to_vec(), votes)))
    }

    /// Verifies a certificate of what all simply agreed to: the charter, and one vote in ballot 0 of each of its members.
    pub fn verify(bytes: &[u8]) -> Result<Self, CharterError> {
        let Certificate(charter, votes) = codec::decode_bounded(bytes, Self::MAX_BYTES)?;
        let charter = read_proposal(&charter)?;
        if votes.len() != charter.body().members.len() {
            return Err(CharterError::Votes);
        }
        let mut voters = BTreeSet::new();
        let mut simply = true;
        for vote in &votes {
            let vote = read_vote(vote, &charter)?;
            simply &= vote.body().ballot == 0;
            voters.insert(vote.body().organisation);
        }
        // Votes of a later ballot count together with those of the same ballot, and against the charter before.
        if voters.len() != votes.len() || !simply {
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
    let Vote { organisation, ballot, .. } = *vote.body();
    let expected = Vote { circle, number, charter: charter.hash(), organisation, ballot };
    let member = charter.body().member(&vote.body().organisation).ok_or(CharterError::Votes)?;
    if *vote.body() == expected && member.node_key == vote.signer() {
        Ok(vote)
    } else {
        Err(CharterError::Votes)
    }
}

#[cfg(test)]
mod tests;
