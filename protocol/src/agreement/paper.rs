//! The papers of a motion: what people said for it, each signed.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::charter::MAX_MEMBERS;
use crate::codec;
use crate::envelope::{self, NodeSecret, Signed, Verified, domain};
use crate::ids::{CircleId, Hash, NodeKey, OrganisationId};
use crate::text;

/// How many consents a motion may have: those of the members and of as many newcomers.
pub const MAX_CONSENTS: usize = 2 * MAX_MEMBERS;
/// How many leaves, and how many successions, a motion may have.
pub const MAX_PAPERS: usize = MAX_MEMBERS;

/// The longest body of a paper, in bytes.
const MAX_PAPER: usize = 192;
/// How many successions one text may hold: circles that named different keys need one each.
pub const MAX_TOLD: usize = 8;
/// What stands before the text of successions.
const PREFIX: &str = "parasol-succession:";

/// What an admin confirmed: this organisation wants this charter. It is given once, is never taken back, and ends with
/// the number that it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The circle.
    pub circle: CircleId,
    /// The charter's number.
    pub number: u64,
    /// The charter's hash.
    pub charter: Hash,
    /// Who consents.
    pub organisation: OrganisationId,
}

impl Signed for Consent {
    const DOMAIN: &'static str = domain::CONSENT;
    const MAX_BODY: usize = MAX_PAPER;
}

/// An organisation leaves by itself. From then on it has no say, and its node votes no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leave {
    /// The circle.
    pub circle: CircleId,
    /// The number that was to be decided when it left; it counts from there on.
    pub number: u64,
    /// Who leaves.
    pub organisation: OrganisationId,
    /// Its share identifier: who joins again gets another one, and this says nothing about it.
    pub share: u16,
}

impl Signed for Leave {
    const DOMAIN: &'static str = domain::LEAVE;
    const MAX_BODY: usize = MAX_PAPER;
}

/// An organisation's new node key, in every circle, signed with its recovery key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession {
    /// Whose node.
    pub organisation: OrganisationId,
    /// The key that it had.
    pub old_key: NodeKey,
    /// The key that it has now. A key is never used twice.
    pub new_key: NodeKey,
    /// Of several for one old key the highest counts.
    pub counter: u64,
}

impl Signed for Succession {
    const DOMAIN: &'static str = domain::SUCCESSION;
    const MAX_BODY: usize = MAX_PAPER;
}

impl Consent {
    /// Signs it.
    pub fn sign(self, secret: &NodeSecret) -> Verified<Self> {
        envelope::seal(self, secret)
    }
}

impl Leave {
    /// Signs it.
    pub fn sign(self, secret: &NodeSecret) -> Verified<Self> {
        envelope::seal(self, secret)
    }
}

impl Succession {
    /// Signs it with the recovery key.
    pub fn sign(self, recovery: &NodeSecret) -> Verified<Self> {
        envelope::seal(self, recovery)
    }
}

/// Papers as they travel: envelopes, each list in the order of the organisations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Papers {
    /// [`Consent`]s.
    pub consents: Vec<ByteBuf>,
    /// [`Leave`]s.
    pub leaves: Vec<ByteBuf>,
    /// [`Succession`]s.
    pub successions: Vec<ByteBuf>,
}

impl Papers {
    /// The most that they take, in bytes.
    pub(super) const MAX_BYTES: usize =
        (MAX_CONSENTS + 2 * MAX_PAPERS) * (MAX_PAPER + envelope::OVERHEAD) + 256;
}

/// Successions as text, for a message, a file or a QR code.
pub fn succession_text(successions: &[Verified<Succession>]) -> String {
    let bytes: Vec<ByteBuf> = successions.iter().map(|paper| ByteBuf::from(paper.bytes())).collect();
    text::write(PREFIX, &codec::encode(&bytes))
}

/// Reads the text of successions, with whatever white space came with it; none if it is not whole. Who signed them, and
/// whether that is anybody's recovery key, is for the charter to say.
pub fn read_succession(told: &str) -> Option<Vec<Verified<Succession>>> {
    const MAX: usize = MAX_TOLD * (MAX_PAPER + envelope::OVERHEAD + 8) + 8;
    let bytes = text::read(PREFIX, told, MAX)?;
    let papers: Vec<ByteBuf> = codec::decode_bounded(&bytes, MAX).ok()?;
    let few = !papers.is_empty() && papers.len() <= MAX_TOLD;
    if few { papers.iter().map(|paper| envelope::open(paper).ok()).collect() } else { None }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    #[test]
    fn the_text_of_a_succession_is_read_back_and_nothing_else_is() {
        let (recovery, new) = (NodeSecret::from_seed(&[1; 32]), NodeSecret::from_seed(&[2; 32]));
        let paper = Succession {
            organisation: OrganisationId::new([3; 16]),
            old_key: NodeSecret::from_seed(&[4; 32]).public(),
            new_key: new.public(),
            counter: 5,
        };
        let paper = paper.sign(&recovery);
        let text = succession_text(std::slice::from_ref(&paper));
        let (first, rest) = text.split_at(40);
        let broken = format!("  {first}\n{rest}\n");
        assert_eq!(read_succession(&broken).unwrap(), std::slice::from_ref(&paper));
        let half = text.get(..text.len() - 4).unwrap();
        let many = vec![paper; MAX_TOLD + 1];
        for wrong in ["", PREFIX, "parasol-invite:AAAA", half, &succession_text(&many), &succession_text(&[])]
        {
            assert_eq!(read_succession(wrong), None, "{wrong}");
        }
    }
}
