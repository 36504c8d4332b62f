//! Countries and territories, by their two letters.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::identifier::phone_calling_code;

/// A country or territory: its ISO 3166-1 alpha-2 code in upper case.
///
/// Any pair of letters parses. A country younger than this program must not be refused; whether phone
/// numbers can be read in it is another question, which [`Region::calling_code`] answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region([u8; 2]);

impl Region {
    /// The code as text, for example `FR`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Both bytes are ASCII capitals, so this never falls back.
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The telephone calling code, for example 33, if the pinned phone metadata knows this region.
    #[must_use]
    pub fn calling_code(self) -> Option<u16> {
        phone_calling_code(self)
    }
}

/// A text that is no region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a country as two letters of ISO 3166, such as FR or BE, and found something else")]
pub struct NotARegion;

impl FromStr for Region {
    type Err = NotARegion;

    fn from_str(text: &str) -> Result<Self, NotARegion> {
        match *text.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => Err(NotARegion),
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        let region: Self = text.parse().map_err(de::Error::custom)?;
        // One region, one spelling: signed bytes must not have two forms.
        if region.as_str() == text { Ok(region) } else { Err(de::Error::custom(NotARegion)) }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;

    #[test]
    fn two_letters_parse_in_either_case() {
        assert_eq!("fr".parse::<Region>().unwrap().to_string(), "FR");
        for wrong in ["", "F", "FRA", "F1", "é", "  "] {
            assert_eq!(wrong.parse::<Region>(), Err(NotARegion), "{wrong:?}");
        }
    }

    #[test]
    fn calling_codes_come_from_the_pinned_metadata() {
        let code = |text: &str| text.parse::<Region>().unwrap().calling_code();
        assert_eq!(code("FR"), Some(33));
        assert_eq!(code("AL"), Some(355));
        assert_eq!(code("ZZ"), None);
    }

    #[test]
    fn only_the_upper_case_spelling_is_a_wire_form() {
        assert_eq!(serde_json::from_str::<Region>("\"BE\"").unwrap().as_str(), "BE");
        assert!(serde_json::from_str::<Region>("\"be\"").is_err());
        assert_eq!(serde_json::to_string(&Region(*b"BE")).unwrap(), "\"BE\"");
    }
}
