//! The envelope of everything that is signed, and the only place where a signature is verified.
//!
//! An envelope is the DAG-CBOR array `[type, version, body, key, signature]`. The signature covers
//! `"parasol/1/" type 0x00 body`; the body is parsed after it has been verified, and the envelope is stored and relayed
//! as it was received. What has passed is a [`Verified`], which nothing else can build.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::codec::{self, CodecError};
use crate::ids::{Hash, NodeKey};

/// The version of the envelope, and of the `1` in every domain string.
const VERSION: u8 = 1;

/// The domain string of a signed or hashed type, `parasol/1/` and its word.
macro_rules! domains {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = concat!("parasol/1/", $word);)*
        /// Every domain string of this version, in alphabetical order.
        pub const ALL: &[&str] = &[$(concat!("parasol/1/", $word)),*];
    };
}

/// The domain strings: no bytes signed, hashed or derived for one purpose can be taken for another.
pub mod domain {
    domains! {
        /// A peer's statement of the head that it has obeyed.
        ACK = "ack";
        /// Derives the automerge actor of a volume.
        ACTOR = "actor";
        /// An alert in its own node's store, signed when it is published.
        ALERT = "alert";
        /// Asks for votes in a ballot.
        ASK = "ask";
        /// Chains the batches of a volume.
        BATCH = "batch";
        /// Confirms that a node holds the right tag key.
        CANARY = "canary";
        /// The document that rules a circle.
        CHARTER = "charter";
        /// An admin's confirmation of a proposed charter.
        CONSENT = "consent";
        /// What a participant of a key ceremony commits itself to.
        DEALING = "dealing";
        /// One helper's part for another, of which a newcomer's share is made.
        DELTA = "delta";
        /// A publisher's statement of what its ledger is now.
        HEAD = "head";
        /// An offer to join a circle.
        INVITE = "invite";
        /// An organisation leaves a circle.
        LEAVE = "leave";
        /// Asks for promises in a ballot.
        PREPARE = "prepare";
        /// A participant's evaluation with its share of a key that is being made.
        PROBE = "probe";
        /// A member's promise to vote in no lower ballot.
        PROMISE = "promise";
        /// Names a record by the hash of its bytes.
        RECORD = "record";
        /// A newcomer's request that t members make her share.
        REPAIR = "repair";
        /// Derives the key that seals a record.
        SEAL = "seal";
        /// A share of the tag key, handed to its holder.
        SHARE = "share";
        /// The sum of a helper's parts, for a newcomer.
        SIGMA = "sigma";
        /// What a helper commits to when it splits its share for a newcomer, and the hash of all of them.
        SPLITTING = "splitting";
        /// Names an organisation's new node key.
        SUCCESSION = "succession";
        /// Derives a tag.
        TAG = "tag";
        /// A participant's attestation of the key that a ceremony made, and the hashes in it.
        TRANSCRIPT = "transcript";
        /// A member's agreement to a charter.
        VOTE = "vote";
    }
}

/// A body that travels in an envelope.
pub trait Signed: Serialize + DeserializeOwned {
    /// Its domain string.
    const DOMAIN: &'static str;
    /// The longest body that is looked at, in bytes.
    const MAX_BODY: usize;
}

/// What room an envelope takes beside its body, at the most.
pub const OVERHEAD: usize = 160;

/// Why an envelope was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// The bytes are not an envelope, or its body is not of the expected shape.
    #[error(transparent)]
    Codec(#[from] CodecError),
    /// The envelope is of another type or version.
    #[error("expected a signed {expected} of version 1, found another type or version")]
    Type {
        /// The domain string that was expected.
        expected: &'static str,
    },
    /// The key is not one, or the signature is not its.
    #[error("expected a valid signature on this {expected}; it was changed on the way or never signed")]
    Signature {
        /// The domain string that was expected.
        expected: &'static str,
    },
}

/// A node's secret signing key.
pub struct NodeSecret(SigningKey);

impl NodeSecret {
    /// The key pair of this 32-byte seed (RFC 8032, section 5.1.5).
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// A new key pair, drawn from `rng`.
    pub fn random(rng: &mut dyn rand_core::CryptoRngCore) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *seed);
        Self::from_seed(&seed)
    }

    /// The seed, for the sealed store and for libp2p's copy of the same key.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    pub fn public(&self) -> NodeKey {
        NodeKey::new(self.0.verifying_key().to_bytes())
    }
}

impl core::fmt::Debug for NodeSecret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "NodeSecret(…)")
    }
}

#[derive(Serialize, Deserialize)]
struct Envelope(
    String,
    u8,
    #[serde(with = "serde_bytes")] Vec<u8>,
    NodeKey,
    #[serde(with = "serde_bytes")] Vec<u8>,
);

/// A body whose signature was verified, with the envelope as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified<T> {
    body: T,
    signer: NodeKey,
    hash: Hash,
    bytes: Vec<u8>,
}

impl<T> Verified<T> {
    /// What was signed.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// Whose key signed it. Whether that key may sign it is for the caller to decide.
    pub fn signer(&self) -> NodeKey {
        self.signer
    }

    /// The hash of the body under its domain.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// The whole envelope, to be stored and relayed.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

fn signed_bytes(domain: &str, body: &[u8]) -> Vec<u8> {
    [domain.as_bytes(), &[0], body].concat()
}

fn word(domain: &str) -> &str {
    domain.strip_prefix("parasol/1/").unwrap_or(domain)
}

/// Signs `body`.
pub fn seal<T: Signed>(body: T, secret: &NodeSecret) -> Verified<T> {
    let body_bytes = codec::encode(&body);
    let signature = secret.0.sign(&signed_bytes(T::DOMAIN, &body_bytes));
    let hash = codec::hash(T::DOMAIN, &body_bytes);
    let signer = secret.public();
    let envelope =
        Envelope(word(T::DOMAIN).to_owned(), VERSION, body_bytes, signer, signature.to_bytes().to_vec());
    Verified { body, signer, hash, bytes: codec::encode(&envelope) }
}

/// Verifies an envelope that came from outside: size, type, signature, then the body's shape.
pub fn open<T: Signed>(bytes: &[u8]) -> Result<Verified<T>, EnvelopeError> {
    let max = T::MAX_BODY.saturating_add(OVERHEAD);
    let Envelope(kind, version, body, signer, signature) = codec::decode_bounded(bytes, max)?;
    if kind != word(T::DOMAIN) || version != VERSION {
        return Err(EnvelopeError::Type { expected: T::DOMAIN });
    }
    let refused = EnvelopeError::Signature { expected: T::DOMAIN };
    let key = VerifyingKey::from_bytes(signer.as_bytes()).map_err(|_| refused.clone())?;
    let signature = Signature::from_slice(&signature).map_err(|_| refused.clone())?;
    key.verify_strict(&signed_bytes(T::DOMAIN, &body), &signature).map_err(|_| refused)?;
    let hash = codec::hash(T::DOMAIN, &body);
    let body = codec::decode_bounded(&body, T::MAX_BODY)?;
    Ok(Verified { body, signer, hash, bytes: bytes.to_vec() })
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test may stop at the first surprise"
    )]
    use super::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Note {
        text: String,
    }

    impl Signed for Note {
        const DOMAIN: &'static str = domain::VOTE;
        const MAX_BODY: usize = 64;
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Other {
        text: String,
    }

    impl Signed for Other {
        const DOMAIN: &'static str = domain::ACK;
        const MAX_BODY: usize = 64;
    }

    fn sealed() -> Verified<Note> {
        seal(Note { text: "yes".into() }, &NodeSecret::from_seed(&[7; 32]))
    }

    #[test]
    fn what_was_sealed_opens() {
        let note = sealed();
        assert_eq!(open::<Note>(note.bytes()).unwrap(), note);
    }

    #[test]
    fn no_changed_byte_passes() {
        let bytes = sealed().bytes().to_vec();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(open::<Note>(&changed).is_err(), "byte {at}");
            assert!(open::<Note>(&bytes[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_signature_counts_for_one_type_only() {
        assert_eq!(open::<Other>(sealed().bytes()), Err(EnvelopeError::Type { expected: domain::ACK }));
    }

    #[test]
    fn a_body_over_its_bound_is_refused() {
        let long = seal(Note { text: "x".repeat(300) }, &NodeSecret::from_seed(&[7; 32]));
        assert!(matches!(open::<Note>(long.bytes()), Err(EnvelopeError::Codec(CodecError::TooLong { .. }))));
    }
}
