//! The names of things: fixed-size byte strings that mean one thing each.
//!
//! An organisation keeps its [`OrganisationId`] for ever, while its [`NodeKey`] can be replaced. All of them travel as
//! CBOR byte strings and are written in lower-case hexadecimal for people.

use core::fmt;

pub use rand_core;

/// A text is not the hexadecimal form of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected {expected} hexadecimal digits, found {found} characters that are not that; copy the id as it was printed"
)]
pub struct IdError {
    expected: usize,
    found: usize,
}

/// Writes `bytes` as lower-case hexadecimal.
pub fn write_hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

/// Reads exactly `N` bytes of hexadecimal.
pub fn parse_hex<const N: usize>(text: &str) -> Result<[u8; N], IdError> {
    let error = IdError { expected: N * 2, found: text.chars().count() };
    let digits: Vec<u8> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()).ok_or(error))
        .collect::<Result<_, _>>()?;
    let bytes: Vec<u8> =
        digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    if digits.len() != N * 2 {
        return Err(error);
    }
    bytes.try_into().map_err(|_| error)
}

/// Declares an id: `byte_id!(/// What it names. Name, 16);`. The crate that uses it depends on serde and serde_bytes.
#[macro_export]
macro_rules! byte_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            /// How many bytes it has.
            pub const LEN: usize = $len;

            /// The id with these bytes.
            pub const fn new(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// A new id, drawn from `rng`.
            pub fn random(rng: &mut dyn $crate::ids::rand_core::CryptoRngCore) -> Self {
                let mut bytes = [0; $len];
                rng.fill_bytes(&mut bytes);
                Self(bytes)
            }

            /// Its bytes.
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// The first eight digits, for logs and status lines.
            pub fn short(&self) -> String {
                self.to_string().chars().take(8).collect()
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::ids::write_hex(f, &self.0)
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.short())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::ids::IdError;

            fn from_str(text: &str) -> Result<Self, $crate::ids::IdError> {
                $crate::ids::parse_hex(text).map(Self)
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = ::core::array::TryFromSliceError;

            fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
                bytes.try_into().map(Self)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_bytes(&self.0)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <::serde_bytes::ByteArray<$len> as ::serde::Deserialize>::deserialize(deserializer).map(|bytes| Self(bytes.into_array()))
            }
        }
    };
}

byte_id!(
    /// An organisation, for ever: drawn once by `init`, kept through key changes.
    OrganisationId, 16
);
byte_id!(
    /// A circle: the group of organisations that share one tag key.
    CircleId, 16
);
byte_id!(
    /// One danger entry of a publisher in a circle.
    EntryId, 16
);
byte_id!(
    /// What the entries of one alert have in common within one circle, so that a check can show one alert found twice as one.
    AlertRef, 16
);
byte_id!(
    /// A new start of a volume's name, drawn when a ledger begins or goes on after a roll-back.
    Incarnation, 8
);
byte_id!(
    /// A SHA-256 digest.
    Hash, 32
);
byte_id!(
    /// An Ed25519 public key that names a node, or an organisation's recovery key.
    NodeKey, 32
);

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    #[test]
    fn an_id_is_read_back_from_its_text() {
        let id = OrganisationId::new([0xab; 16]);
        assert_eq!(id.to_string().parse::<OrganisationId>().unwrap(), id);
        assert_eq!(id.short(), "abababab");
        for bad in ["", "ab", "zz".repeat(16).as_str(), "é".repeat(16).as_str(), "ab".repeat(17).as_str()] {
            assert!(bad.parse::<OrganisationId>().is_err());
        }
    }
}
