//! What the participants of a ceremony sign, and the frame in which they exchange it.
//!
//! An [`Exchange`] holds all that one participant has to say to another: it may be sent again at any time, in any order,
//! and is answered with the other's. What is signed for all is passed on by everybody; a share goes to its receiver
//! alone, on the link that both node keys authenticate and encrypt.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::evidence::Evidence;
use super::secret::{SecretBytes, SecretScalar};
use crate::canon::CanonProfile;
use crate::charter::{MAX_CEREMONY_SIGNATURE, MAX_MEMBERS};
use crate::codec::{self, CodecError};
use crate::envelope::{OVERHEAD, Signed, domain};
use crate::evaluation::{Element, Evaluation};
use crate::ids::{CircleId, Hash};

/// The longest frame that is looked at, in bytes.
pub const MAX_FRAME: usize = 98_304;

/// Which attempt at which key: nothing signed for one is taken in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AttemptId {
    /// The circle.
    pub circle: CircleId,
    /// The number of the charter that wants a key.
    pub number: u64,
    /// The attempt, from 1. A higher one ends those below it.
    pub attempt: u32,
}

/// Something that a participant signs.
pub(super) trait Placed {
    fn of(&self) -> AttemptId;
    /// The share of the participant who signs it.
    fn author(&self) -> u16;
}

/// Round 1, to all: a commitment to a polynomial of degree t - 1, and the proof that its constant term is known (FROST,
/// Komlo and Goldberg 2020, figure 1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dealing {
    /// Which attempt.
    pub of: AttemptId,
    /// Whose.
    pub share: u16,
    /// The canonical profile for which the key is made.
    pub canon: CanonProfile,
    /// The coefficients in the exponent, the constant term first: t of them.
    pub commitment: Vec<Element>,
    /// R and z of the proof, 64 bytes.
    #[serde(with = "serde_bytes")]
    pub proof: Vec<u8>,
}

impl Signed for Dealing {
    const DOMAIN: &'static str = domain::DEALING;
    const MAX_BODY: usize = 512 + MAX_MEMBERS * 34;
}

/// Round 2, to one: the dealt polynomial's value at the receiver's share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// Which attempt.
    pub of: AttemptId,
    /// Whose polynomial.
    pub share: u16,
    /// For whom.
    pub to: u16,
    /// Its value.
    pub value: SecretScalar,
}

impl Signed for Handed {
    const DOMAIN: &'static str = domain::SHARE;
    const MAX_BODY: usize = 256;
}

/// Round 3, to all: the canary's input evaluated under the new share, with the proof that it is the share that follows from
/// all dealings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// Which attempt.
    pub of: AttemptId,
    /// Whose.
    pub share: u16,
    /// The hash of all dealings as this participant knows them.
    pub dealings: Hash,
    /// The evaluation.
    pub evaluation: Evaluation,
}

impl Signed for Probe {
    const DOMAIN: &'static str = domain::PROBE;
    const MAX_BODY: usize = 384;
}

/// Round 4, to all: this participant holds its share of this key, made of these dealings. The key serves only with the
/// attestation of everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestation {
    /// Which attempt.
    pub of: AttemptId,
    /// Whose.
    pub share: u16,
    /// The hash of all dealings.
    pub dealings: Hash,
    /// The hash of the key as the charter will carry it, without the attestations.
    pub key: Hash,
}

impl Signed for Attestation {
    const DOMAIN: &'static str = domain::TRANSCRIPT;
    const MAX_BODY: usize = MAX_CEREMONY_SIGNATURE - OVERHEAD;
}

macro_rules! placed {
    ($($type:ty),*) => {$(
        impl Placed for $type {
            fn of(&self) -> AttemptId {
                self.of
            }

            fn author(&self) -> u16 {
                self.share
            }
        }
    )*};
}

placed!(Dealing, Handed, Probe, Attestation);

/// All that one participant has to say to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// The attempt that the sender is in.
    pub of: AttemptId,
    /// The dealings that are known.
    pub dealings: Vec<ByteBuf>,
    /// The receiver's share of the sender's polynomial.
    pub handed: Option<SecretBytes>,
    /// The probes that are known.
    pub probes: Vec<ByteBuf>,
    /// The attestations that are known.
    pub attestations: Vec<ByteBuf>,
    /// Why the attempt is over, if somebody was found out.
    pub evidence: Option<Evidence>,
}

impl Exchange {
    /// Nothing but the attempt.
    pub(super) fn empty(of: AttemptId) -> Self {
        let none = Vec::new;
        Self { of, dealings: none(), handed: None, probes: none(), attestations: none(), evidence: None }
    }

    /// The frame.
    pub fn to_bytes(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// Reads a frame and checks its bounds.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        let exchange: Self = codec::decode_bounded(bytes, MAX_FRAME)?;
        if exchange.within_bounds() { Ok(exchange) } else { Err(CodecError::Shape) }
    }

    pub(super) fn within_bounds(&self) -> bool {
        let lists = [&self.dealings, &self.probes, &self.attestations];
        lists.iter().all(|list| list.len() <= MAX_MEMBERS)
            && self.evidence.as_ref().is_none_or(Evidence::within_bounds)
    }
}
