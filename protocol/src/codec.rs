//! The one canonical encoding of everything that is signed, hashed or sent: DAG-CBOR.
//!
//! There is exactly one way to write a value, and [`decode`] takes no other: what was read is written again and compared,
//! so that unknown fields, other key orders and longer forms of a number are refused instead of being dropped.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::ids::Hash;

/// Bytes that are not the canonical form of what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// The bytes are too many to be looked at.
    #[error("expected at most {max} bytes, found {found}; the sender must split what it sends")]
    TooLong {
        /// The bound that was exceeded.
        max: usize,
        /// How many came.
        found: usize,
    },
    /// The bytes are not DAG-CBOR, or not of the expected shape.
    #[error(
        "expected canonical DAG-CBOR of the documented shape; the sender runs another version or is broken"
    )]
    Shape,
    /// The bytes have the right shape in another than the canonical form.
    #[error(
        "expected the canonical form, found another encoding of the same value; the sender is broken or hostile"
    )]
    NotCanonical,
}

/// The canonical bytes of `value`.
///
/// The protocol's types have no part that DAG-CBOR cannot write; should one ever have, the result is empty, which no
/// decoder takes.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    serde_ipld_dagcbor::to_vec(value).unwrap_or_default()
}

/// Reads the canonical bytes of a `T`.
pub fn decode<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
    let value: T = serde_ipld_dagcbor::from_slice(bytes).map_err(|_| CodecError::Shape)?;
    if encode(&value) == bytes { Ok(value) } else { Err(CodecError::NotCanonical) }
}

/// As [`decode`], for bytes of which there must not be more than `max`.
pub fn decode_bounded<T: Serialize + DeserializeOwned>(bytes: &[u8], max: usize) -> Result<T, CodecError> {
    if bytes.len() > max {
        return Err(CodecError::TooLong { max, found: bytes.len() });
    }
    decode(bytes)
}

/// `SHA-256(domain || 0x00 || bytes)`: a digest that can be mistaken for no other domain's.
pub fn hash(domain: &str, bytes: &[u8]) -> Hash {
    hash_parts(domain, &[bytes])
}

/// As [`hash`], over the concatenation of `parts`; all but the last must be of fixed length.
pub fn hash_parts(domain: &str, parts: &[&[u8]]) -> Hash {
    let mut digest = Sha256::new();
    digest.update(domain.as_bytes());
    digest.update([0]);
    parts.iter().for_each(|part| digest.update(part));
    Hash::new(digest.finalize().into())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Pair {
        b: u64,
        a: String,
    }

    #[test]
    fn only_the_canonical_form_is_read() {
        let pair = Pair { b: 1, a: "x".into() };
        let bytes = encode(&pair);
        assert_eq!(bytes, [0xa2, 0x61, b'a', 0x61, b'x', 0x61, b'b', 0x01]);
        assert_eq!(decode::<Pair>(&bytes).unwrap(), pair);
        let swapped = [0xa2, 0x61, b'b', 0x01, 0x61, b'a', 0x61, b'x'];
        let long_number = [0xa2, 0x61, b'a', 0x61, b'x', 0x61, b'b', 0x18, 0x01];
        let unknown_field = [0xa3, 0x61, b'a', 0x61, b'x', 0x61, b'b', 0x01, 0x61, b'c', 0x01];
        let trailing = [0xa2, 0x61, b'a', 0x61, b'x', 0x61, b'b', 0x01, 0x00];
        for bad in [&swapped[..], &long_number, &unknown_field, &trailing, &[]] {
            assert!(decode::<Pair>(bad).is_err());
        }
    }

    #[test]
    fn a_claimed_length_is_not_believed() {
        // An array of 2^62 items, a text of 2^40 bytes: refused from what is there, not from what is claimed.
        for bad in
            [&[0x9b, 0x40, 0, 0, 0, 0, 0, 0, 0][..], &[0x7b, 0, 0, 1, 0, 0, 0, 0, 0, b'x'], &[0x81; 4096]]
        {
            assert!(decode::<Vec<Vec<u64>>>(bad).is_err());
            assert!(decode::<String>(bad).is_err());
        }
    }
}
