//! The circle conversation on `/parasol/circle/1`: how a joiner comes to hold a decided charter and the tag key.
//!
//! The joiner asks, the inviter answers; every question may be asked again and gets the same answer, so that either node
//! may stop at any point. `confirm` says that the joiner's admin confirmed the six words. Once the inviter's admin did too,
//! the answer is a proposal: the next charter, and with t = 1 the key, over the link that both node keys authenticate. The
//! joiner checks the key against K and the canary, votes, and receives the certificate. Members ask for later charters
//! with `charter`.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::charter::{Charter, Decided};
use crate::codec::{self, CodecError};
use crate::evaluation::TagKey;
use crate::ids::CircleId;

/// The longest frame that is looked at, in bytes.
pub const MAX_FRAME: usize = Decided::MAX_BYTES + 1_024;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Question {
    /// The joiner's admin confirmed the words; what is next?
    Confirm(CircleId),
    /// The joiner's vote for the proposed charter.
    Vote(CircleId, ByteBuf),
    /// The certificate of the newest charter, if its number is above this one.
    Charter(CircleId, u64),
}

impl Question {
    /// The circle that it is about.
    pub fn circle(&self) -> CircleId {
        match self {
            Self::Confirm(circle) | Self::Vote(circle, _) | Self::Charter(circle, _) => *circle,
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
        let key = TagKey::from_bytes(&self.0).ok()?;
        let named = charter.key()?;
        let right = key.public() == named.public && key.canary().ok() == Some(named.canary);
        right.then_some(key)
    }
}

impl core::fmt::Debug for HandedShare {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "HandedShare(…)")
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reply {
    /// Nothing new: the other admin has not confirmed yet, or there is no newer charter. Ask again later.
    Waiting,
    /// The proposed charter's envelope and the joiner's share.
    Proposal(ByteBuf, HandedShare),
    /// The certificate of the newest charter.
    Decided(ByteBuf),
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
            Question::Charter(circle, 2),
        ] {
            assert_eq!(Question::from_bytes(&question.to_bytes()).unwrap(), question);
        }
        for reply in [Reply::Waiting, Reply::Decided(ByteBuf::from([1])), Reply::Refused] {
            assert_eq!(Reply::from_bytes(&reply.to_bytes()).unwrap(), reply);
        }
    }
}
