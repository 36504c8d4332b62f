//! The four kinds of identifier.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// What sort of thing an identifier is. On the wire it is its place in this list, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentifierKind {
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A vehicle's licence plate.
    Plate,
    /// A name on an online platform.
    Handle,
}

impl IdentifierKind {
    /// All kinds, in the order of their codes.
    pub const ALL: &'static [Self] = &[Self::Phone, Self::Email, Self::Plate, Self::Handle];

    /// The integer on the wire.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Phone => 1,
            Self::Email => 2,
            Self::Plate => 3,
            Self::Handle => 4,
        }
    }

    /// The kind with this wire integer. Unlike the closed lists there is no "unknown" kind: a kind without
    /// rules for its canonical form could not be looked up.
    #[must_use]
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }

    /// The kind as a word; also the part of a tag's input that keeps the kinds apart.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Plate => "plate",
            Self::Handle => "handle",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for IdentifierKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for IdentifierKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u16(self.code())
    }
}

impl<'de> Deserialize<'de> for IdentifierKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = u16::deserialize(deserializer)?;
        Self::from_code(code).ok_or_else(|| {
            de::Error::custom(format_args!(
                "expected a kind of identifier from 1 (phone) to 4 (handle), found {code}"
            ))
        })
    }
}
