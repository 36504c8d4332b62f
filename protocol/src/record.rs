//! Danger entries as they travel: one identifier of one alert, findable and readable only by whoever holds the identifier.
//!
//! A record is the DAG-CBOR array `[clear, nonce, sealed]`. `clear` is the canonical map of [`Clear`]; `sealed` is
//! XChaCha20-Poly1305 over the padded map of [`Danger`], with the exact bytes of `clear` as associated data. The tag and
//! the sealing key come from the evaluation of the identifier by HKDF-SHA-512 (RFC 5869), so that equal persons look
//! different from publisher to publisher and from epoch to epoch.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};
use sha2::Sha512;
use zeroize::Zeroizing;

use crate::codec::{self, CodecError};
use crate::envelope::domain;
use crate::evaluation::Output;
use crate::ids::{AlertRef, CircleId, EntryId, Hash, OrganisationId};
use crate::lists::{EventKind, Level, Perpetrator};
use crate::region::Region;
use crate::time::{Month, Timestamp};

/// The version of the record's shape.
const VERSION: u8 = 1;
/// The sealed part is padded to a multiple of this many bytes.
const PAD: usize = 256;
/// How many bytes Poly1305 adds to what it seals.
const AUTHENTICATOR: usize = 16;
/// The longest record that is looked at, in bytes.
pub const MAX_RECORD: usize = 2_048;
/// How many kinds of event one record may name.
pub const MAX_KINDS: usize = 16;
/// The longest note that may travel, in bytes of UTF-8.
pub const MAX_NOTE: usize = 280;
/// The longest shown form, in bytes of UTF-8.
pub const MAX_SHOWN: usize = 320;

/// What an identifier becomes for one publisher in one circle and epoch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tag(Hash);

impl Tag {
    /// The tag with these bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(Hash::new(bytes))
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

impl core::fmt::Debug for Tag {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Tag({})", self.0.short())
    }
}

/// Whose entries are meant: one publisher in one epoch of one circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Audience {
    /// The circle.
    pub circle: CircleId,
    /// The epoch of its key.
    pub epoch: u64,
    /// The publisher.
    pub publisher: OrganisationId,
}

impl Audience {
    fn expand(&self, output: &Output, domain: &str, id: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut derived = Zeroizing::new([0; 32]);
        let epoch = self.epoch.to_be_bytes();
        let info =
            [domain.as_bytes(), self.circle.as_bytes(), &epoch, self.publisher.as_bytes(), id].concat();
        // An output of 64 bytes is a pseudorandom key of the right length and 32 bytes can always be had of it.
        if let Ok(hkdf) = Hkdf::<Sha512>::from_prk(output.as_bytes()) {
            let _ = hkdf.expand(&info, &mut *derived);
        }
        derived
    }

    /// The tag under which this publisher files what has this evaluation.
    pub fn tag(&self, output: &Output) -> Tag {
        Tag::new(*self.expand(output, domain::TAG, &[]))
    }

    fn cipher(&self, output: &Output, id: &EntryId) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.expand(output, domain::SEAL, id.as_bytes())).into())
    }
}

/// What everybody who holds the record can read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clear {
    v: u8,
    /// The circle in which it is shared.
    pub circle: CircleId,
    /// The epoch of the key behind its tag.
    pub epoch: u64,
    /// Who published it.
    pub publisher: OrganisationId,
    /// Its id in the publisher's ledger.
    pub id: EntryId,
    /// Where it is found.
    pub tag: Tag,
    /// From when on it is no longer shown.
    pub expires: Timestamp,
}

/// What only somebody who holds the identifier can read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Danger {
    /// Common to all entries of one alert in this circle.
    pub alert: AlertRef,
    /// The level of danger.
    pub level: Level,
    /// What happened; [`MAX_KINDS`] at most.
    pub kinds: Vec<EventKind>,
    /// Who did it.
    pub perpetrator: Option<Perpetrator>,
    /// The country where it was reported.
    pub country: Region,
    /// The month of the report.
    pub month: Month,
    /// A moderator's short note; [`MAX_NOTE`] bytes at most.
    pub note: Option<String>,
    /// The identifier as it is shown; [`MAX_SHOWN`] bytes at most.
    pub shown: String,
    /// The platform of a handle, which is shown and never tagged.
    pub platform: Option<String>,
    /// The version of the closed lists from which the codes are.
    pub list: u16,
}

impl core::fmt::Debug for Danger {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Danger(…)")
    }
}

impl Danger {
    fn within_bounds(&self) -> bool {
        self.kinds.len() <= MAX_KINDS
            && self.note.as_ref().is_none_or(|note| note.len() <= MAX_NOTE)
            && self.shown.len() <= MAX_SHOWN
            && self.platform.as_ref().is_none_or(|platform| platform.len() <= MAX_SHOWN)
    }
}

#[derive(Serialize, Deserialize)]
struct Parts(
    #[serde(with = "serde_bytes")] Vec<u8>,
    #[serde(with = "serde_bytes")] Vec<u8>,
    #[serde(with = "serde_bytes")] Vec<u8>,
);

/// Why a record was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The bytes are not a record.
    #[error(transparent)]
    Codec(#[from] CodecError),
    /// Another version of the record's shape.
    #[error("expected a record of version 1, found version {0}; this node must be updated to read it")]
    Version(u8),
    /// A part is longer than its bound.
    #[error("expected a record whose texts and lists are within their bounds")]
    Bounds,
    /// It does not open with the evaluation of the identifier that was asked for.
    #[error(
        "the sealed part does not open with this identifier; the publisher sealed it wrongly or it was changed"
    )]
    Sealed,
}

/// A record, parsed, with its bytes as they were made or received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    clear: Clear,
    parts_nonce: [u8; 24],
    clear_bytes: Vec<u8>,
    sealed: Vec<u8>,
    bytes: Vec<u8>,
    hash: Hash,
}

/// What a publisher says of one identifier, before it is sealed.
#[derive(Debug, Clone)]
pub struct Entry {
    /// For whom.
    pub audience: Audience,
    /// The entry's id.
    pub id: EntryId,
    /// From when on it is no longer shown.
    pub expires: Timestamp,
    /// The part that will be sealed.
    pub danger: Danger,
}

impl Entry {
    /// Seals the entry under the evaluation of its identifier.
    pub fn seal(&self, output: &Output, rng: &mut dyn CryptoRngCore) -> Result<Record, RecordError> {
        if !self.danger.within_bounds() {
            return Err(RecordError::Bounds);
        }
        let Audience { circle, epoch, publisher } = self.audience;
        let tag = self.audience.tag(output);
        let clear = Clear { v: VERSION, circle, epoch, publisher, id: self.id, tag, expires: self.expires };
        let clear_bytes = codec::encode(&clear);
        let mut nonce = [0; 24];
        rng.fill_bytes(&mut nonce);
        let padded = pad(&Zeroizing::new(codec::encode(&self.danger)));
        let sealed = self
            .audience
            .cipher(output, &self.id)
            .encrypt(&XNonce::from(nonce), Payload { msg: &padded, aad: &clear_bytes })
            .map_err(|_| RecordError::Bounds)?;
        let bytes = codec::encode(&Parts(clear_bytes, nonce.to_vec(), sealed));
        Record::parse(&bytes)
    }
}

impl Record {
    /// Reads a record that came from outside. Its sealed part stays closed.
    pub fn parse(bytes: &[u8]) -> Result<Self, RecordError> {
        let Parts(clear_bytes, nonce, sealed) = codec::decode_bounded(bytes, MAX_RECORD)?;
        let clear: Clear = codec::decode(&clear_bytes)?;
        if clear.v != VERSION {
            return Err(RecordError::Version(clear.v));
        }
        let parts_nonce = nonce.try_into().map_err(|_| CodecError::Shape)?;
        // Whoever seals without padding would tell by the length how much is known of somebody.
        if !sealed.len().checked_sub(AUTHENTICATOR).is_some_and(|len| len > 0 && len.is_multiple_of(PAD)) {
            return Err(CodecError::Shape.into());
        }
        let hash = codec::hash(domain::RECORD, bytes);
        Ok(Self { clear, parts_nonce, clear_bytes, sealed, bytes: bytes.to_vec(), hash })
    }

    /// Opens the sealed part with the evaluation of the identifier.
    pub fn open(&self, output: &Output) -> Result<Danger, RecordError> {
        let Clear { circle, epoch, publisher, id, .. } = self.clear;
        let padded = Audience { circle, epoch, publisher }
            .cipher(output, &id)
            .decrypt(&XNonce::from(self.parts_nonce), Payload { msg: &self.sealed, aad: &self.clear_bytes })
            .map(Zeroizing::new)
            .map_err(|_| RecordError::Sealed)?;
        let danger: Danger = codec::decode(unpad(&padded).ok_or(RecordError::Sealed)?)?;
        if danger.within_bounds() { Ok(danger) } else { Err(RecordError::Bounds) }
    }

    /// What everybody can read.
    pub fn clear(&self) -> &Clear {
        &self.clear
    }

    /// Its name in the ledger.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Two bytes of length, the text, zeros up to a multiple of [`PAD`].
fn pad(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let len = u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes();
    let mut padded = Zeroizing::new([&len, text].concat());
    let whole = padded.len().next_multiple_of(PAD);
    padded.resize(whole, 0);
    padded
}

fn unpad(padded: &[u8]) -> Option<&[u8]> {
    let (len, rest) = padded.split_first_chunk::<2>()?;
    let (text, zeros) = rest.split_at_checked(usize::from(u16::from_be_bytes(*len)))?;
    zeros.iter().all(|byte| *byte == 0).then_some(text)
}
