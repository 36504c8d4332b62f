//! The messages of the agreement. Every question may be asked again and does no harm; whoever asks is known from the link.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::ballot::Ballot;
use super::motion::Motion;
use super::paper::Papers;
use crate::charter::{Decided, MAX_MEMBERS};
use crate::codec::{self, CodecError};
use crate::envelope::{self, EnvelopeError, OVERHEAD, Signed, Verified, domain};
use crate::ids::{CircleId, Hash, OrganisationId};

/// The longest body of a prepare, promise or ask, in bytes.
const MAX_BODY: usize = 320;
/// The longest question that is looked at, in bytes.
pub const MAX_QUESTION: usize = Motion::MAX_BYTES + (MAX_MEMBERS + 1) * (MAX_BODY + OVERHEAD + 8) + 256;
/// The longest reply that is looked at, in bytes.
pub const MAX_REPLY: usize = Decided::MAX_BYTES + 1_024;

/// The owner of a ballot asks for promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepare {
    /// The circle.
    pub circle: CircleId,
    /// The number that is to be decided.
    pub number: u64,
    /// The hash of the charter in force.
    pub prev: Hash,
    /// The ballot.
    pub ballot: Ballot,
    /// Whose it is.
    pub organisation: OrganisationId,
}

impl Signed for Prepare {
    const DOMAIN: &'static str = domain::PREPARE;
    const MAX_BODY: usize = MAX_BODY;
}

/// For which charter a member voted in its highest ballot: `[ballot, charter]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Accepted(
    /// The ballot.
    pub Ballot,
    /// The charter's hash.
    pub Hash,
);

/// A member votes in no lower ballot of this number any more, and says for what it voted so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// The circle.
    pub circle: CircleId,
    /// The number that is to be decided.
    pub number: u64,
    /// The hash of the charter in force.
    pub prev: Hash,
    /// The ballot.
    pub ballot: Ballot,
    /// Who promises.
    pub organisation: OrganisationId,
    /// Its vote in the highest ballot below this one.
    pub accepted: Option<Accepted>,
}

impl Signed for Promise {
    const DOMAIN: &'static str = domain::PROMISE;
    const MAX_BODY: usize = MAX_BODY;
}

/// The owner of a ballot asks for votes for one charter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The circle.
    pub circle: CircleId,
    /// The number that is to be decided.
    pub number: u64,
    /// The hash of the charter in force.
    pub prev: Hash,
    /// The ballot.
    pub ballot: Ballot,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// The charter's hash.
    pub charter: Hash,
}

impl Signed for Ask {
    const DOMAIN: &'static str = domain::ASK;
    const MAX_BODY: usize = MAX_BODY;
}

/// An [`Ask`] with what justifies it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskFrame {
    /// The ask.
    pub ask: ByteBuf,
    /// The motion that it is about, carried.
    pub motion: ByteBuf,
    /// A quorum's promises for its ballot, in the order of the organisations.
    pub promises: Vec<ByteBuf>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Question {
    /// Here is a motion; which papers about it are held there?
    Motion(CircleId, u64, ByteBuf),
    /// Promise this ballot.
    Prepare(ByteBuf),
    /// Vote for this.
    Ask(AskFrame),
}

/// A promise, and the motion for which its giver voted, if it voted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promised {
    /// The promise.
    pub promise: ByteBuf,
    /// The motion, with its papers.
    pub motion: Option<ByteBuf>,
}

/// A reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reply {
    /// All papers that are held about this charter. Without a consent of the one that answers: it waits for its admin.
    Papers(Hash, Papers),
    /// The ballot is promised.
    Promised(Promised),
    /// The vote.
    Voted(ByteBuf),
    /// A higher ballot was promised.
    Higher(Ballot),
    /// The ballot is further above what was promised here than is believed; it has to come nearer in steps.
    Far(Option<Ballot>),
    /// The certificate of that number: it is decided.
    Decided(ByteBuf),
    /// This node is behind: the number of the newest charter that it holds.
    Behind(u64),
    /// No.
    Refused(Refused),
}

/// Why a question was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Refused {
    /// Malformed, not signed by whom it should be, or not justified.
    Wrong,
    /// The one that answers has left, or its node key was replaced.
    Absent,
    /// The owner of the ballot asked for another charter before: it contradicts itself.
    Contradiction,
    /// Too many open motions.
    Full,
}

impl From<Refused> for u8 {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Wrong => 1,
            Refused::Absent => 2,
            Refused::Contradiction => 3,
            Refused::Full => 4,
        }
    }
}

impl TryFrom<u8> for Refused {
    type Error = CodecError;

    fn try_from(code: u8) -> Result<Self, CodecError> {
        let all = [Self::Wrong, Self::Absent, Self::Contradiction, Self::Full];
        all.into_iter().find(|refused| u8::from(*refused) == code).ok_or(CodecError::Shape)
    }
}

impl Question {
    /// The circle and the number that it is about; the signature in it holds.
    pub fn about(&self) -> Result<(CircleId, u64), EnvelopeError> {
        match self {
            Self::Motion(circle, number, _) => Ok((*circle, *number)),
            Self::Prepare(bytes) => {
                let prepare: Verified<Prepare> = envelope::open(bytes)?;
                Ok((prepare.body().circle, prepare.body().number))
            }
            Self::Ask(frame) => {
                let ask: Verified<Ask> = envelope::open(&frame.ask)?;
                Ok((ask.body().circle, ask.body().number))
            }
        }
    }

    /// The frame.
    pub fn to_bytes(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// Reads a frame.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        codec::decode_bounded(bytes, MAX_QUESTION)
    }
}

impl Reply {
    /// The frame.
    pub fn to_bytes(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// Reads a frame.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        codec::decode_bounded(bytes, MAX_REPLY)
    }
}
