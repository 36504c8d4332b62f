//! The frames of the ceremony and of repairs on `/parasol/circle/1`.
//!
//! Whoever asks says all that it has to say, and is answered with all that the other has to say. Every question may be asked
//! again.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::message::{Exchange, MAX_FRAME as MAX_EXCHANGE};
use super::repair::message::RepairExchange;
use crate::charter::Decided;
use crate::codec::{self, CodecError};
use crate::envelope::EnvelopeError;
use crate::ids::CircleId;

/// The longest question that is looked at, in bytes.
pub const MAX_QUESTION: usize = MAX_EXCHANGE + 64;
/// The longest reply that is looked at, in bytes.
pub const MAX_REPLY: usize = MAX_QUESTION + Decided::MAX_BYTES;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Question {
    /// In a ceremony.
    Ceremony(Box<Exchange>),
    /// In a repair.
    Repair(Box<RepairExchange>),
}

/// A reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reply {
    /// In a ceremony.
    Ceremony(Box<Exchange>),
    /// In a repair.
    Repair(Box<RepairExchange>),
    /// The newcomer has her share: nothing of the repair is kept here any more.
    Over,
    /// The certificate of the number after: another charter is in force.
    Decided(ByteBuf),
    /// This node is behind: the number of the newest charter that it holds.
    Behind(u64),
    /// No: no such ceremony or repair, or not with you.
    Refused,
}

impl Question {
    /// The circle and the number of the charter that it is about; a request's signature holds.
    pub fn about(&self) -> Result<(CircleId, u64), EnvelopeError> {
        match self {
            Self::Ceremony(exchange) => Ok((exchange.of.circle, exchange.of.number)),
            Self::Repair(exchange) => {
                let request = exchange.read_request()?;
                Ok((request.body().circle, request.body().number))
            }
        }
    }

    /// The frame.
    pub fn to_bytes(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// Reads a frame and checks its bounds.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        let question: Self = codec::decode_bounded(bytes, MAX_QUESTION)?;
        let bounded = match &question {
            Self::Ceremony(exchange) => exchange.within_bounds(),
            Self::Repair(exchange) => exchange.within_bounds(),
        };
        if bounded { Ok(question) } else { Err(CodecError::Shape) }
    }
}

impl Reply {
    /// The frame.
    pub fn to_bytes(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// Reads a frame and checks its bounds.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        let reply: Self = codec::decode_bounded(bytes, MAX_REPLY)?;
        let bounded = match &reply {
            Self::Ceremony(exchange) => exchange.within_bounds(),
            Self::Repair(exchange) => exchange.within_bounds(),
            Self::Over | Self::Decided(_) | Self::Behind(_) | Self::Refused => true,
        };
        if bounded { Ok(reply) } else { Err(CodecError::Shape) }
    }
}
