//! The circle conversation on `/parasol/circle/1`: how a joiner comes to hold a decided charter and the tag key.
//!
//! The joiner asks, the inviter answers; every question may be asked again and gets the same answer, so that either node
//! may stop at any point. `confirm` says that the joiner's admin confirmed the six words. Once the inviter's admin did too,
//! the answer is a proposal: the next charter, and with t = 1 the key, over the link that both node keys authenticate. The
//! joiner checks the key against K and the canary, votes, and receives the certificate.
//!
//! Into a circle that has several members already, one joins by the agreement: the answer is an admission, which is the
//! charter that names the joiner. The joiner consents to it, the members decide, and the answer is then a welcome with
//! the certificates and the shares. Members ask for later charters with `charter`, one number at a time, and with
//! `introduction` where a fellow member listens with whom no invite has linked them.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::charter::{Charter, Decided};
use crate::codec::{self, CodecError};
use crate::evaluation::TagKey;
use crate::ids::{CircleId, OrganisationId};
use crate::join::Introduction;

/// The longest frame that is looked at, in bytes.
pub const MAX_FRAME: usize = 2 * Decided::MAX_BYTES + 1_024;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Question {
    /// The joiner's admin confirmed the words; what is next?
    Confirm(CircleId),
    /// The joiner's vote for the proposed charter.
    Vote(CircleId, ByteBuf),
    /// The joiner's consent to the charter that would admit it.
    Consent(CircleId, ByteBuf),
    /// The certificate of the charter after this number.
    Charter(CircleId, u64),
    /// Who this member of the circle is, and where its node listens.
    Introduction(CircleId, OrganisationId),
}

impl Question {
    /// The circle that it is about.
    pub fn circle(&self) -> CircleId {
        match self {
            Self::Confirm(circle)
            | Self::Vote(circle, _)
            | Self::Consent(circle, _)
            | Self::Charter(circle, _)
            | Self::Introduction(circle, _) => *circle,
        }
    }

    /// The frame.
    pub fn to_bytes(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// Reads a frame.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        codec::decode_bounded(bytes, MAX_FRAME)
    }
}

/// A share of the tag key on its way to its holder. Debug and logs never show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct HandedShare(#[serde(with = "serde_bytes")] [u8; 32]);

impl HandedShare {
    /// For handing over.
    pub fn new(key: &TagKey) -> Self {
        Self(*key.to_bytes())
    }

    /// The key, if it is the charter's newest: its public half is K and it makes the canary.
    pub fn check(&self, charter: &Charter) -> Option<TagKey> {
        self.check_epoch(charter, charter.key()?.epoch)
    }

    /// The key, if it is the charter's of this epoch.
    pub fn check_epoch(&self, charter: &Charter, epoch: u64) -> Option<TagKey> {
        let key = TagKey::from_bytes(&self.0).ok()?;
        let named = charter.key_of(epoch)?;
        let right = key.public() == named.public && key.canary().ok() == Some(named.canary);
        right.then_some(key)
    }

    /// The member's share of the key of this epoch: its public half is the one that the charter lists, and all that it lists
    /// belong to one key. With t = 1 it is the key itself, and makes the canary.
    pub fn check_share(&self, charter: &Charter, member: &OrganisationId, epoch: u64) -> Option<TagKey> {
        let (named, share) = (charter.key_of(epoch)?, charter.member(member)?.share);
        let key = TagKey::from_bytes(&self.0).ok()?;
        named.check_share(share, &key).and_then(|()| named.check_shares()).ok()?;
        let whole = named.t > 1 || key.canary().ok() == Some(named.canary);
        whole.then_some(key)
    }
}

impl core::fmt::Debug for HandedShare {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "HandedShare(…)")
    }
}

/// A share with the epoch of its key: `[epoch, share]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyShare(
    /// The epoch.
    pub u64,
    /// The share.
    pub HandedShare,
);

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reply {
    /// Nothing new: the other admin has not confirmed yet, or there is no newer charter. Ask again later.
    Waiting,
    /// The proposed charter's envelope and the joiner's share.
    Proposal(ByteBuf, HandedShare),
    /// The envelope of the charter that would admit the joiner.
    Admission(ByteBuf),
    /// The joiner is in: the certificate before, the one that names it, and every live key that its holders hold whole
    /// (t = 1). Its share of another it asks for in a repair.
    Welcome(ByteBuf, ByteBuf, Vec<KeyShare>),
    /// A certificate: the one that was asked for.
    Decided(ByteBuf),
    /// The member, as it has introduced itself.
    Introduction(Box<Introduction>),
    /// Not for you, or not any more: the join was removed on the other side.
    Refused,
}

impl Reply {
    /// The frame.
    pub fn to_bytes(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// Reads a frame.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        codec::decode_bounded(bytes, MAX_FRAME)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    #[test]
    fn frames_are_read_back() {
        let circle = CircleId::new([3; 16]);
        for question in [
            Question::Confirm(circle),
            Question::Vote(circle, ByteBuf::from([1])),
            Question::Consent(circle, ByteBuf::from([1])),
            Question::Charter(circle, 2),
            Question::Introduction(circle, OrganisationId::new([2; 16])),
        ] {
            assert_eq!(Question::from_bytes(&question.to_bytes()).unwrap(), question);
        }
        let (one, two) = (ByteBuf::from([1]), ByteBuf::from([2]));
        let share = KeyShare(3, HandedShare([4; 32]));
        for reply in [
            Reply::Waiting,
            Reply::Admission(one.clone()),
            Reply::Welcome(one.clone(), two, vec![share]),
            Reply::Decided(one),
            Reply::Refused,
        ] {
            assert_eq!(Reply::from_bytes(&reply.to_bytes()).unwrap(), reply);
        }
    }
}
