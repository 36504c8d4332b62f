//! What is said on `/parasol/eval/1`: one question a stream, and one reply. A frame is the canonical DAG-CBOR of it.
//!
//! A question may be asked again, of the same holder or of others, with the same blinded elements. A holder never learns
//! what they stand for, and says why it does not answer: only a quota that is used up, or a charter that it lacks, is
//! something that the two admins can mend.

use serde::{Deserialize, Serialize};

use super::{Ask, Class, Element, Evaluation, EvaluationFailure, MAX_ELEMENTS};
use crate::charter::{Charter, EpochKey};
use crate::codec::{self, CodecError};
use crate::ids::{CircleId, NodeKey};
use crate::time::Timestamp;

/// The longest frame that is looked at, in bytes.
pub const MAX_FRAME: usize = 2_048;

/// Blinded elements for a holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Whose key.
    pub circle: CircleId,
    /// The number of the charter that the asker holds.
    pub charter: u64,
    /// Which of the circle's keys.
    pub epoch: u64,
    /// What for.
    pub class: Class,
    /// 1 to [`MAX_ELEMENTS`] blinded elements.
    pub elements: Vec<Element>,
}

/// What a holder says to a [`Question`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// The evaluation under the holder's share, with its proof.
    Evaluation(Evaluation),
    /// The holder lacks this charter and those after it: it evaluates nothing until it has caught up.
    Behind(u64),
    /// The asker's quota of this class at this holder is used up until then.
    Quota(Class, Timestamp),
    /// The asker is no member by the holder's charter.
    NotAMember,
    /// The holder has no share of that key.
    NoKey,
    /// The question was outside its bounds or held something that is no group element.
    Malformed,
}

impl Question {
    /// What is to be asked, by one whose charter has this number.
    pub fn new(ask: &Ask, charter: u64) -> Self {
        let Ask { circle, epoch, class, ref elements } = *ask;
        Self { circle, charter, epoch, class, elements: elements.clone() }
    }

    /// The frame.
    pub fn to_bytes(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// Reads a frame and checks its bounds.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        let question: Self = codec::decode_bounded(bytes, MAX_FRAME)?;
        let bounded = (1..=MAX_ELEMENTS).contains(&question.elements.len());
        if bounded { Ok(question) } else { Err(CodecError::Shape) }
    }

    /// Whether a holder of this charter may answer the one whose node has this key: the key to evaluate under, or the
    /// refusal. A holder that knows less than the asker may not know yet who was removed, and refuses.
    pub fn admit<'c>(&self, held: &'c Charter, asker: &NodeKey) -> Result<&'c EpochKey, Reply> {
        if held.circle != self.circle || held.member_by_key(asker).is_none() {
            return Err(Reply::NotAMember);
        }
        if held.number < self.charter {
            return Err(Reply::Behind(held.number.saturating_add(1)));
        }
        held.key_of(self.epoch).ok_or(Reply::NoKey)
    }
}

impl Reply {
    /// The reply of one who evaluated, or could not.
    pub fn of(evaluated: Result<Evaluation, EvaluationFailure>) -> Self {
        match evaluated {
            Ok(evaluation) => Self::Evaluation(evaluation),
            Err(EvaluationFailure::Malformed) => Self::Malformed,
            Err(_) => Self::NoKey,
        }
    }

    /// What it means to the one who asked.
    pub fn evaluation(self) -> Result<Evaluation, EvaluationFailure> {
        match self {
            Self::Evaluation(evaluation) => Ok(evaluation),
            Self::Quota(..) => Err(EvaluationFailure::Quota),
            Self::Behind(_) | Self::NotAMember => Err(EvaluationFailure::Unreachable),
            Self::NoKey => Err(EvaluationFailure::NoKey),
            Self::Malformed => Err(EvaluationFailure::Malformed),
        }
    }

    /// The frame.
    pub fn to_bytes(&self) -> Vec<u8> {
        codec::encode(self)
    }

    /// Reads a frame and checks its bounds.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        match codec::decode_bounded(bytes, MAX_FRAME)? {
            Self::Evaluation(evaluation) if evaluation.elements.len() > MAX_ELEMENTS => {
                Err(CodecError::Shape)
            }
            reply => Ok(reply),
        }
    }
}
