//! Secrets as they are kept and handed over: wiped when they are dropped, never shown.

use core::fmt;

use curve25519_dalek::scalar::Scalar;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A scalar in its canonical form, 32 bytes. Debug and logs never show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
pub struct SecretScalar(#[serde(with = "serde_bytes")] [u8; 32]);

impl SecretScalar {
    /// For keeping or handing over.
    pub(super) fn new(scalar: &Scalar) -> Self {
        Self(scalar.to_bytes())
    }

    /// The scalar, if the bytes are its canonical form.
    pub(super) fn scalar(&self) -> Option<Zeroizing<Scalar>> {
        let scalar: Option<Scalar> = Scalar::from_canonical_bytes(self.0).into();
        scalar.map(Zeroizing::new)
    }

    /// Its bytes.
    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for SecretScalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretScalar(…)")
    }
}

/// An envelope with a secret in it. Debug and logs never show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
pub struct SecretBytes(#[serde(with = "serde_bytes")] Vec<u8>);

impl SecretBytes {
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretBytes(…)")
    }
}
