//! The evaluation: how an identifier becomes the secret from which its tags and seals are derived.
//!
//! `out = F(k, "parasol/1|" kind "|" value)` is the verifiable oblivious pseudorandom function of RFC 9497, suite
//! ristretto255-SHA512, mode VOPRF. The asker blinds, a holder of the key evaluates and proves it, the asker verifies the
//! proof against the public key of the charter and finalizes. Who holds the key learns nothing of what is asked; an
//! answer whose proof does not hold is a failure, never "no report known".
//!
//! A [`Gathering`] takes the evaluations of several holders in, each verified against its public share, and combines exactly
//! t of them: the output is the same as if one had held the whole key. In a circle with t = 1 every member holds the whole
//! key and is its own holder.

mod blinding;
mod gathering;
pub(crate) mod lagrange;
pub mod message;

use curve25519_dalek::ristretto::RistrettoPoint;
use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};
use voprf::{BlindedElement, Group, Ristretto255, VoprfServer};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::ids::{CircleId, Hash};

pub use blinding::{Blinding, blind, blind_canary};
pub(crate) use blinding::{canary_of, open_canary};
pub use gathering::{Combined, Gathering, NotProven};

/// How many identifiers one request may carry.
pub const MAX_ELEMENTS: usize = 32;

/// The input of the canary: no identifier has an empty kind.
const CANARY_INPUT: &[u8] = b"parasol/1||canary";

/// What an evaluation is for; holders count each class alone. An integer on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum Class {
    /// Somebody looks an identifier up.
    Check = 1,
    /// A publisher makes tags for a new alert.
    Publish = 2,
    /// A publisher makes tags again for a new epoch.
    Retag = 3,
}

impl From<Class> for u8 {
    fn from(class: Class) -> Self {
        class as Self
    }
}

impl TryFrom<u8> for Class {
    type Error = EvaluationFailure;

    fn try_from(code: u8) -> Result<Self, EvaluationFailure> {
        let classes = [Self::Check, Self::Publish, Self::Retag];
        classes.into_iter().find(|class| u8::from(*class) == code).ok_or(EvaluationFailure::Malformed)
    }
}

/// A compressed ristretto255 element, 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Element(#[serde(with = "element_bytes")] [u8; 32]);

mod element_bytes {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
        serde_bytes::ByteArray::<32>::deserialize(deserializer).map(|bytes| bytes.into_array())
    }
}

impl Element {
    /// The element with this encoding; whether it is a group element is found when it is used.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The encoding.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The group element, if it is one and not the identity.
    pub(crate) fn point(&self) -> Option<RistrettoPoint> {
        Ristretto255::deserialize_elem(&self.0).ok()
    }
}

impl From<RistrettoPoint> for Element {
    fn from(point: RistrettoPoint) -> Self {
        Self(point.compress().to_bytes())
    }
}

/// Blinded elements for the holders of one circle's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Whose key.
    pub circle: CircleId,
    /// Which of the circle's keys.
    pub epoch: u64,
    /// What for.
    pub class: Class,
    /// 1 to [`MAX_ELEMENTS`] blinded elements.
    pub elements: Vec<Element>,
}

/// A holder's evaluation of an [`Ask`], element by element, with one proof for all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// One evaluated element for each blinded one, in the same order.
    pub elements: Vec<Element>,
    /// The proof of RFC 9497 section 2.2: challenge and response, 64 bytes.
    #[serde(with = "serde_bytes")]
    pub proof: Vec<u8>,
}

/// Why no evaluation came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EvaluationFailure {
    /// No holder could be reached within the budget.
    #[error("no holder of the circle's key answered in time")]
    Unreachable,
    /// Fewer holders than the threshold answered.
    #[error("fewer holders answered than the circle's threshold asks for")]
    BelowThreshold,
    /// A holder's quota is used up.
    #[error("the quota for evaluations is used up")]
    Quota,
    /// This node holds no key of that circle and epoch.
    #[error("this node holds no key of that circle and epoch")]
    NoKey,
    /// The circle is making its first key.
    #[error("the circle is making its key")]
    Ceremony,
    /// An answer's proof did not hold, or it was no answer to what was asked.
    #[error("an answer came whose proof does not hold; it was not used")]
    Unproven,
    /// The request was outside its bounds or held something that is no group element.
    #[error("expected 1 to 32 group elements")]
    Malformed,
}

/// The answer to an [`Ask`]: t evaluations whose proofs held, combined.
pub type Answer = Result<Combined, EvaluationFailure>;

/// The public half of a tag key, K = k·G, as the charter carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TagKeyPublic(Element);

impl TagKeyPublic {
    /// The public key with this encoding.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(Element(bytes))
    }

    /// The encoding.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0.0
    }

    /// Whether it is a group element other than the identity, as every public key must be.
    pub fn is_element(&self) -> bool {
        self.point().is_some()
    }

    pub(crate) fn point(&self) -> Option<RistrettoPoint> {
        self.0.point()
    }
}

/// A circle's tag key, or with t = 1 the share that is the whole of it.
pub struct TagKey(VoprfServer<Ristretto255>);

impl TagKey {
    /// Draws a new key.
    pub fn random(rng: &mut dyn CryptoRngCore) -> Result<Self, EvaluationFailure> {
        VoprfServer::new(&mut { rng }).map(Self).map_err(|_| EvaluationFailure::Malformed)
    }

    /// The key with this canonical scalar; zero and non-canonical scalars are refused.
    pub fn from_bytes(scalar: &[u8; 32]) -> Result<Self, EvaluationFailure> {
        VoprfServer::new_with_key(scalar).map(Self).map_err(|_| EvaluationFailure::Malformed)
    }

    /// The scalar, for the sealed store and the hand-over to a joiner.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        // The crate writes the scalar first and the public key after it.
        let mut scalar = Zeroizing::new([0; 32]);
        scalar.iter_mut().zip(self.0.serialize().as_slice()).for_each(|(to, from)| *to = *from);
        scalar
    }

    /// The public half.
    pub fn public(&self) -> TagKeyPublic {
        TagKeyPublic(Element(Ristretto255::serialize_elem(self.0.get_public_key()).into()))
    }

    /// The canary that the charter carries.
    pub fn canary(&self) -> Result<Hash, EvaluationFailure> {
        let out = self.0.evaluate(CANARY_INPUT).map_err(|_| EvaluationFailure::Malformed)?;
        Ok(canary_of(&Output(out.into())))
    }

    /// Evaluates blinded elements, with one proof for all of them.
    pub fn evaluate(
        &self,
        blinded: &[Element],
        rng: &mut dyn CryptoRngCore,
    ) -> Result<Evaluation, EvaluationFailure> {
        if blinded.is_empty() || blinded.len() > MAX_ELEMENTS {
            return Err(EvaluationFailure::Malformed);
        }
        let elements: Vec<BlindedElement<Ristretto255>> = blinded
            .iter()
            .map(|element| BlindedElement::deserialize(&element.0).map_err(|_| EvaluationFailure::Malformed))
            .collect::<Result<_, _>>()?;
        let result =
            self.0.batch_blind_evaluate(&mut { rng }, &elements).map_err(|_| EvaluationFailure::Malformed)?;
        Ok(Evaluation {
            elements: result.messages.iter().map(|message| Element(message.serialize().into())).collect(),
            proof: result.proof.serialize().to_vec(),
        })
    }
}

impl core::fmt::Debug for TagKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "TagKey(…)")
    }
}

/// The output of the evaluation of one identifier: whoever has it can find and open its entries.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Output([u8; 64]);

impl Output {
    /// The output with these bytes.
    pub const fn new(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl core::fmt::Debug for Output {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Output(…)")
    }
}

#[cfg(test)]
mod tests;
