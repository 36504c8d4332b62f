//! What two nodes say on `/parasol/sync/1`. A frame is the canonical DAG-CBOR of one [`Message`].

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::charter::MAX_MEMBERS;
use crate::codec::{self, CodecError};
use crate::ids::{CircleId, Hash, OrganisationId};
use crate::volume::VolumeKey;

/// The longest frame that is looked at, in bytes.
pub const MAX_FRAME: usize = 1_310_720;
/// How many batches, and how many records, one answer or offer may hold.
pub const MAX_GIVEN: usize = 4_096;
/// How many bytes of batches and records one answer carries.
pub const GIVE_BUDGET: usize = 1_048_576;
/// How many bytes of batches, and how many of records, an offer may carry inline.
pub const INLINE_BUDGET: usize = 65_536;
/// How many circles two nodes may have in common.
pub const MAX_CIRCLES: usize = 32;
/// How many volumes one [`Want`] may name.
pub const MAX_WANTED_VOLUMES: usize = 64;
/// How many records one [`Want`] may name.
pub const MAX_WANTED_RECORDS: usize = 1_024;
/// The version of this conversation.
pub const VERSION: u16 = 1;
/// How many versions a node may say it speaks.
pub const MAX_VERSIONS: usize = 8;
/// How many acks one greeting may carry.
pub const MAX_ACKS: usize = 2 * MAX_MEMBERS;

/// The newest head that a node holds of one publisher: `[publisher, seq, hash]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known(
    /// The publisher.
    pub OrganisationId,
    /// The head's number.
    pub u64,
    /// The head's hash.
    pub Hash,
);

/// Where a node stands in one circle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Greeting {
    /// The circle.
    pub circle: CircleId,
    /// The number of its charter.
    pub charter: u64,
    /// The newest heads held, in the order of their publishers.
    pub heads: Vec<Known>,
    /// Acks, as envelopes: what the other's ledger is obeyed up to, and what the other itself once stated.
    pub acks: Vec<ByteBuf>,
}

/// The first message of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The versions of this conversation that are spoken.
    pub versions: Vec<u16>,
    /// Who speaks.
    pub organisation: OrganisationId,
    /// The circles in common, one greeting each, in their order.
    pub circles: Vec<Greeting>,
}

/// A head that the other does not hold; a small change brings its batches and records along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The head's envelope.
    pub head: ByteBuf,
    /// Batches, each volume's in order.
    pub batches: Vec<ByteBuf>,
    /// Records.
    pub records: Vec<ByteBuf>,
}

/// `[volume, n, m]`: the batches of `volume` after the `n`-th, up to the `m`-th. The giver may hold more by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span(
    /// The volume.
    pub VolumeKey,
    /// How many batches are held.
    pub u64,
    /// How many the head lists that is being fetched.
    pub u64,
);

/// A question for batches and records; with neither, for the newest head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Want {
    /// The circle.
    pub circle: CircleId,
    /// Whose ledger.
    pub publisher: OrganisationId,
    /// Batches.
    pub volumes: Vec<Span>,
    /// Records, by hash.
    pub records: Vec<Hash>,
}

/// The answer to one [`Want`]: what is held of it, up to [`GIVE_BUDGET`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Give {
    /// The circle.
    pub circle: CircleId,
    /// Whose ledger.
    pub publisher: OrganisationId,
    /// Batches, each volume's in order.
    pub batches: Vec<ByteBuf>,
    /// Records.
    pub records: Vec<ByteBuf>,
}

/// One frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Message {
    /// Who speaks and what is held.
    Hello(Hello),
    /// A newer head.
    Offer(Offer),
    /// A question for batches and records; with neither, for the newest head.
    Want(Want),
    /// Its answer.
    Give(Give),
    /// An ack's envelope.
    Ack(ByteBuf),
}

impl Message {
    /// The frame.
    pub fn to_bytes(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// Reads a frame and checks every bound that does not depend on what is held.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        let message: Self = codec::decode_bounded(bytes, MAX_FRAME)?;
        if message.within_bounds() { Ok(message) } else { Err(CodecError::Shape) }
    }

    fn within_bounds(&self) -> bool {
        match self {
            Self::Hello(hello) => {
                let greeting = |g: &Greeting| {
                    g.heads.len() <= MAX_MEMBERS
                        && g.heads.is_sorted_by(|a, b| a.0 < b.0)
                        && g.acks.len() <= MAX_ACKS
                };
                // A circle named twice would be answered twice.
                hello.versions.len() <= MAX_VERSIONS
                    && hello.circles.len() <= MAX_CIRCLES
                    && hello.circles.is_sorted_by(|a, b| a.circle < b.circle)
                    && hello.circles.iter().all(greeting)
            }
            Self::Want(want) => {
                want.volumes.len() <= MAX_WANTED_VOLUMES && want.records.len() <= MAX_WANTED_RECORDS
            }
            Self::Offer(Offer { batches, records, .. }) | Self::Give(Give { batches, records, .. }) => {
                batches.len() <= MAX_GIVEN && records.len() <= MAX_GIVEN
            }
            Self::Ack(_) => true,
        }
    }
}
