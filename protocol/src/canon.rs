//! The canonical profile: what a circle agrees on so that one person's number is one tag everywhere.
//!
//! A profile is a name and a file. The name stands for the rules written in [`crate::identifier`] (how text
//! is cleaned, folded and cut); the file is the phone metadata which those rules consult, pinned by its
//! SHA-256. The golden vectors in `vectors/identifiers.json` show what both give together. If either changes,
//! the profile gets another name and the circles that adopt it another epoch: one mismatch silently hides
//! somebody dangerous.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The phone metadata of `canon 1`: libphonenumber's `PhoneMetadataCollection`, version 9.0.42.
pub(crate) const PHONE_METADATA: &[u8] = include_bytes!("../data/phone-metadata-9.0.42.bin");

/// The most bytes a profile's name or metadata version may have.
pub const MAX_PROFILE_TEXT: usize = 64;

/// A canonical profile as a charter carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire")]
pub struct CanonProfile {
    /// The name of the rules, for example `canon 1`.
    pub name: Cow<'static, str>,
    /// The phone metadata's source and version, for people.
    pub metadata: Cow<'static, str>,
    /// SHA-256 of the phone metadata file.
    #[serde(with = "serde_bytes")]
    pub hash: [u8; 32],
}

impl CanonProfile {
    /// The profile that this version of Parasol implements.
    pub const CANON_1: Self = Self {
        name: Cow::Borrowed("canon 1"),
        metadata: Cow::Borrowed("libphonenumber 9.0.42"),
        hash: [
            0x62, 0x36, 0x2d, 0xec, 0xea, 0xee, 0x88, 0x8d, 0x0f, 0x7b, 0x94, 0xce, 0x42, 0xb2, 0xd4, 0x29,
            0xef, 0x71, 0x77, 0x4f, 0x8c, 0x37, 0xc2, 0xa6, 0x17, 0x61, 0x63, 0x2b, 0x12, 0xdc, 0x42, 0xf2,
        ],
    };

    /// The profile in which this program reads identifiers.
    #[must_use]
    pub const fn current() -> Self {
        Self::CANON_1
    }

    /// Whether this program reads identifiers by this profile. A circle with another one cannot be joined.
    #[must_use]
    pub fn is_current(&self) -> bool {
        *self == Self::current()
    }
}

/// A profile as it arrives, its texts not yet measured.
#[derive(Deserialize)]
struct Wire {
    name: String,
    metadata: String,
    #[serde(with = "serde_bytes")]
    hash: [u8; 32],
}

/// A profile whose name or metadata version is empty or too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a canonical profile with a name and a metadata version of 1 to {MAX_PROFILE_TEXT} bytes each"
)]
pub struct NotAProfile;

impl TryFrom<Wire> for CanonProfile {
    type Error = NotAProfile;

    fn try_from(wire: Wire) -> Result<Self, NotAProfile> {
        let fits = |text: &str| (1..=MAX_PROFILE_TEXT).contains(&text.len());
        if !fits(&wire.name) || !fits(&wire.metadata) {
            return Err(NotAProfile);
        }
        Ok(Self { name: wire.name.into(), metadata: wire.metadata.into(), hash: wire.hash })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_metadata_file_is_the_pinned_one() {
        assert_eq!(<[u8; 32]>::from(Sha256::digest(PHONE_METADATA)), CanonProfile::CANON_1.hash);
    }

    #[test]
    fn a_profile_survives_the_wire() {
        let bytes = serde_ipld_dagcbor::to_vec(&CanonProfile::current()).unwrap();
        let back: CanonProfile = serde_ipld_dagcbor::from_slice(&bytes).unwrap();
        assert!(back.is_current());
    }

    #[test]
    fn an_oversized_name_is_refused() {
        let long = CanonProfile { name: "x".repeat(MAX_PROFILE_TEXT + 1).into(), ..CanonProfile::current() };
        let bytes = serde_ipld_dagcbor::to_vec(&long).unwrap();
        assert!(serde_ipld_dagcbor::from_slice::<CanonProfile>(&bytes).is_err());
    }
}
