//! An identifier in its canonical form.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{IdentifierKind, email, handle, phone, plate};

/// A phone number, e-mail address, plate or handle in its canonical form.
///
/// It can be built only from text that was read or that already is canonical. It is wiped when dropped, and
/// `Debug` never shows it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    kind: IdentifierKind,
    value: String,
}

/// A stored or received text that is not the canonical form of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected the canonical form of this kind of identifier and found another text; read the text again from what was typed"
)]
pub struct NotCanonical;

impl Identifier {
    /// An identifier from a value that the rules of this module have just made.
    pub(super) fn new(kind: IdentifierKind, value: String) -> Self {
        Self { kind, value }
    }

    /// An identifier from text that is canonical already, as stores and sealed records hold it.
    ///
    /// # Errors
    /// [`NotCanonical`] when the text is not exactly what reading it would give. A phone is judged by its
    /// shape alone, so that stored numbers stay readable whatever the metadata says.
    pub fn from_canonical(kind: IdentifierKind, value: &str) -> Result<Self, NotCanonical> {
        let canonical = match kind {
            IdentifierKind::Phone => phone::is_canonical(value),
            IdentifierKind::Email => email::canonical(value).is_ok_and(|again| again == value),
            IdentifierKind::Plate => plate::canonical(value).is_ok_and(|again| again == value),
            IdentifierKind::Handle => handle::canonical(value).is_ok_and(|again| again == value),
        };
        if canonical { Ok(Self::new(kind, value.to_owned())) } else { Err(NotCanonical) }
    }

    /// What sort of identifier this is.
    #[must_use]
    pub fn kind(&self) -> IdentifierKind {
        self.kind
    }

    /// The canonical form. Personal data: it belongs in no log, no URL and no error.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// What the circle's key is evaluated on: `parasol/1|` kind `|` value.
    #[must_use]
    pub fn tag_input(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new([b"parasol/1|", self.kind.name().as_bytes(), b"|", self.value.as_bytes()].concat())
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identifier({}, …)", self.kind)
    }
}

impl Drop for Identifier {
    fn drop(&mut self) {
        self.value.zeroize();
    }
}

impl ZeroizeOnDrop for Identifier {}

impl Serialize for Identifier {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.kind, &self.value).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Identifier {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (kind, value) = <(IdentifierKind, String)>::deserialize(deserializer)?;
        let value = Zeroizing::new(value);
        Self::from_canonical(kind, &value).map_err(de::Error::custom)
    }
}
