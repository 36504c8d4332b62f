//! What a newcomer and her helpers sign, and the frame in which they exchange it.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::RepairEvidence;
use crate::ceremony::message::MAX_FRAME;
use crate::ceremony::secret::{SecretBytes, SecretScalar};
use crate::charter::MAX_MEMBERS;
use crate::codec::{self, CodecError};
use crate::envelope::{self, EnvelopeError, Signed, Verified, domain};
use crate::evaluation::Element;
use crate::ids::{CircleId, Hash};

/// A newcomer's request: these t members are to make her share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The circle.
    pub circle: CircleId,
    /// The number of the charter that names her.
    pub number: u64,
    /// Which key.
    pub epoch: u64,
    /// Her attempt at it, from 1; every one with other randomness.
    pub attempt: u32,
    /// Her share.
    pub share: u16,
    /// The shares of exactly t members, in order.
    pub helpers: Vec<u16>,
}

impl Signed for Request {
    const DOMAIN: &'static str = domain::REPAIR;
    const MAX_BODY: usize = 384;
}

/// To all: the parts, in the exponent, into which a helper splits its Lagrange-weighted share, one for each helper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Splitting {
    /// The hash of the request.
    pub of: Hash,
    /// Whose.
    pub share: u16,
    /// A part for each helper, in their order.
    pub parts: Vec<Element>,
}

impl Signed for Splitting {
    const DOMAIN: &'static str = domain::SPLITTING;
    const MAX_BODY: usize = 256 + MAX_MEMBERS * 34;
}

/// To one helper: its part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delta {
    /// The hash of the request.
    pub of: Hash,
    /// Whose.
    pub share: u16,
    /// For which helper.
    pub to: u16,
    /// The part.
    pub value: SecretScalar,
}

impl Signed for Delta {
    const DOMAIN: &'static str = domain::DELTA;
    const MAX_BODY: usize = 256;
}

/// To the newcomer: the sum of all parts that a helper was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sigma {
    /// The hash of the request.
    pub of: Hash,
    /// Whose.
    pub share: u16,
    /// The hash of all splittings as this helper knows them.
    pub splittings: Hash,
    /// The sum.
    pub value: SecretScalar,
}

impl Signed for Sigma {
    const DOMAIN: &'static str = domain::SIGMA;
    const MAX_BODY: usize = 256;
}

/// Something that a helper signs.
pub(in crate::ceremony) trait Part {
    fn of(&self) -> Hash;
    fn author(&self) -> u16;
}

macro_rules! part {
    ($($type:ty),*) => {$(
        impl Part for $type {
            fn of(&self) -> Hash {
                self.of
            }

            fn author(&self) -> u16 {
                self.share
            }
        }
    )*};
}

part!(Splitting, Delta, Sigma);

/// All that one has to say to another about one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairExchange {
    /// The request's envelope.
    pub request: ByteBuf,
    /// The splittings that are known.
    pub splittings: Vec<ByteBuf>,
    /// To a helper: its part.
    pub delta: Option<SecretBytes>,
    /// To the newcomer: the helper's sum.
    pub sigma: Option<SecretBytes>,
    /// From the newcomer: she has her share.
    pub done: bool,
    /// Why the attempt is over, if somebody was found out.
    pub evidence: Option<RepairEvidence>,
}

impl RepairExchange {
    /// Nothing but the request.
    pub(super) fn empty(request: &[u8]) -> Self {
        let request = ByteBuf::from(request);
        Self { request, splittings: Vec::new(), delta: None, sigma: None, done: false, evidence: None }
    }

    /// What is asked, so that its circle and key can be found. Whether the one who asks may is decided where it is taken.
    pub fn read_request(&self) -> Result<Verified<Request>, EnvelopeError> {
        envelope::open(&self.request)
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

    pub(in crate::ceremony) fn within_bounds(&self) -> bool {
        self.splittings.len() <= MAX_MEMBERS
            && self.evidence.as_ref().is_none_or(RepairEvidence::within_bounds)
    }

    /// That she has her share, as she says it once nothing of the repair is kept any more.
    pub fn done(request: &[u8]) -> Self {
        Self { done: true, ..Self::empty(request) }
    }
}
