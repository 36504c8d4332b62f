//! The store key wrapped under a passphrase, so that a node can be closed with nothing on its disk that opens it.
//!
//! The file: `magic || version || memory || passes || lanes || salt || nonce || sealed key`. The wrapping key is Argon2id of
//! the passphrase (RFC 9106, section 4, second recommended option: 64 MiB, three passes, four lanes; about a quarter of a
//! second and 2⁴⁰ times that for 40 bits of passphrase); the key is sealed with XChaCha20-Poly1305 and bound to all that
//! stands before the nonce.

use argon2::{Algorithm, Argon2, Params, Version};
use rand_core::CryptoRngCore;
use zeroize::Zeroizing;

use super::seal::{Nonces, SealKey, StoreKey};
use crate::members::closes_files;

/// The shortest passphrase, in characters: everything hangs on it once the disk is in other hands.
pub const MIN_PASSPHRASE: usize = 12;
/// The longest passphrase, in bytes.
pub const MAX_PASSPHRASE: usize = 1_024;

const MAGIC: &[u8; 12] = b"parasol-key\n";
const VERSION: u8 = 1;
const MEMORY_KIB: u32 = 64 * 1_024;
const PASSES: u32 = 3;
const LANES: u32 = 4;
/// What a file may ask for at most: this program never wrote more.
const MAX_MEMORY_KIB: u32 = 1_024 * 1_024;
const MAX_PASSES: u32 = 64;
const MAX_LANES: u32 = 16;

const SALT: usize = 16;
/// Magic, version, three numbers of four bytes, salt.
const HEAD: usize = 12 + 1 + 12 + SALT;
/// Nonce, the key's text, tag.
const SEALED: usize = 24 + 64 + 16;
/// The exact length of the file.
pub const SEALED_KEY_LEN: usize = HEAD + SEALED;

/// A passphrase cannot be set, or does not open a sealed key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseError {
    /// Too easy to try out.
    #[error(
        "a passphrase has at least {MIN_PASSPHRASE} characters; six or more words drawn at random are best"
    )]
    TooShort,
    /// Easy to guess, however long it is.
    #[error(
        "this passphrase is too easy to guess: whoever has the disk or the backup could try until it opens; take six or \
         more words that do not belong together"
    )]
    Weak,
    /// Longer than anything a person types.
    #[error("a passphrase has at most {MAX_PASSPHRASE} bytes; choose a shorter one")]
    TooLong,
    /// Another passphrase.
    #[error("this is not the passphrase; type it again")]
    Wrong,
    /// Not a file that this program wrote.
    #[error(
        "the sealed key is damaged or was written by a later version; restore `key.sealed` from a backup"
    )]
    Damaged,
    /// The machine has not the memory to try.
    #[error("the passphrase could not be tried: it takes 64 MiB of memory; free some and try again")]
    Memory,
}

/// Judges a passphrase that is to close a key or a backup: whoever has the file can try it out, as fast and as long as money
/// lasts.
pub fn check_passphrase(passphrase: &str) -> Result<(), PassphraseError> {
    if passphrase.chars().count() < MIN_PASSPHRASE {
        return Err(PassphraseError::TooShort);
    }
    if passphrase.len() > MAX_PASSPHRASE {
        return Err(PassphraseError::TooLong);
    }
    if closes_files(passphrase) { Ok(()) } else { Err(PassphraseError::Weak) }
}

/// Wraps the key. Slow on purpose.
pub fn seal_key(
    key: &StoreKey,
    passphrase: &str,
    rng: &mut dyn CryptoRngCore,
) -> Result<Vec<u8>, PassphraseError> {
    check_passphrase(passphrase)?;
    let mut salt = [0; SALT];
    rng.fill_bytes(&mut salt);
    let mut file = Vec::with_capacity(SEALED_KEY_LEN);
    file.extend_from_slice(MAGIC);
    file.push(VERSION);
    for number in [MEMORY_KIB, PASSES, LANES] {
        file.extend_from_slice(&number.to_be_bytes());
    }
    file.extend_from_slice(&salt);
    let wrapping = derive(passphrase, &salt, MEMORY_KIB, PASSES, LANES)?;
    let text = key.to_text();
    let sealed =
        wrapping.seal(&mut Nonces::new(rng), &file, text.as_bytes()).ok_or(PassphraseError::Damaged)?;
    file.extend_from_slice(&sealed);
    Ok(file)
}

/// Unwraps the key. Slow on purpose, and as slow for a wrong passphrase as for the right one.
pub fn open_key(file: &[u8], passphrase: &str) -> Result<StoreKey, PassphraseError> {
    if passphrase.len() > MAX_PASSPHRASE {
        return Err(PassphraseError::Wrong);
    }
    let Parts { head, sealed, salt, memory, passes, lanes } = parts(file).ok_or(PassphraseError::Damaged)?;
    let wrapping = derive(passphrase, salt, memory, passes, lanes)?;
    let plain = wrapping.open(head, sealed).ok_or(PassphraseError::Wrong)?;
    let text = core::str::from_utf8(&plain).map_err(|_| PassphraseError::Damaged)?;
    StoreKey::from_text(text).map_err(|_| PassphraseError::Damaged)
}

/// Whether a passphrase could open this, as far as that can be seen without it: a whole file of this version, with parameters
/// that it accepts.
pub fn is_sealed_key(file: &[u8]) -> bool {
    parts(file).is_some()
}

struct Parts<'a> {
    head: &'a [u8],
    sealed: &'a [u8],
    salt: &'a [u8],
    memory: u32,
    passes: u32,
    lanes: u32,
}

fn parts(file: &[u8]) -> Option<Parts<'_>> {
    if file.len() != SEALED_KEY_LEN {
        return None;
    }
    let (head, sealed) = file.split_at_checked(HEAD)?;
    let mut salt = head.strip_prefix(MAGIC).and_then(|rest| rest.strip_prefix(&[VERSION]))?;
    let mut number = || {
        let (bytes, after) = salt.split_first_chunk::<4>()?;
        salt = after;
        Some(u32::from_be_bytes(*bytes))
    };
    let (memory, passes, lanes) = (number()?, number()?, number()?);
    let sane = (8..=MAX_MEMORY_KIB).contains(&memory)
        && (1..=MAX_PASSES).contains(&passes)
        && (1..=MAX_LANES).contains(&lanes);
    sane.then_some(Parts { head, sealed, salt, memory, passes, lanes })
}

fn derive(
    passphrase: &str,
    salt: &[u8],
    memory: u32,
    passes: u32,
    lanes: u32,
) -> Result<SealKey, PassphraseError> {
    let params = Params::new(memory, passes, lanes, Some(32)).map_err(|_| PassphraseError::Damaged)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut key = Zeroizing::new([0; 32]);
    argon2
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut())
        .map_err(|_| PassphraseError::Memory)?;
    Ok(SealKey::new(*key))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    const PASSPHRASE: &str = "parapluie lundi vélo cerise";

    #[test]
    fn only_the_passphrase_opens_and_only_the_whole_file() {
        let (mut rng, key) = (ChaCha20Rng::seed_from_u64(1), StoreKey::new([7; 32]));
        let file = seal_key(&key, PASSPHRASE, &mut rng).unwrap();
        assert_eq!(file.len(), SEALED_KEY_LEN);
        assert_eq!(open_key(&file, PASSPHRASE).unwrap().to_text(), key.to_text());
        assert_eq!(open_key(&file, "parapluie lundi velo cerise").unwrap_err(), PassphraseError::Wrong);
        assert_eq!(open_key(&file, "").unwrap_err(), PassphraseError::Wrong);
        let text = key.to_text();
        assert!(
            !file.windows(32).any(|window| window == [7; 32])
                && !file.windows(64).any(|w| w == text.as_bytes())
        );
        let again = seal_key(&key, PASSPHRASE, &mut rng).unwrap();
        assert_ne!(file, again, "salt and nonce are drawn each time");
        for cut in [0, 1, HEAD, file.len() - 1] {
            assert_eq!(open_key(file.get(..cut).unwrap(), PASSPHRASE).unwrap_err(), PassphraseError::Damaged);
        }
    }

    #[test]
    fn a_changed_file_does_not_open_and_asks_for_no_more_than_is_sane() {
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        let file = seal_key(&StoreKey::new([7; 32]), PASSPHRASE, &mut rng).unwrap();
        let changed = |place: usize, byte: u8| {
            let mut file = file.clone();
            *file.get_mut(place).unwrap() = byte;
            open_key(&file, PASSPHRASE).map(drop)
        };
        assert_eq!(changed(0, b'x'), Err(PassphraseError::Damaged));
        assert_eq!(changed(12, 2), Err(PassphraseError::Damaged), "a later version");
        assert_eq!(changed(13, 0xff), Err(PassphraseError::Damaged), "four terabytes");
        assert_eq!(changed(20, 0xff), Err(PassphraseError::Damaged), "too many passes");
        assert_eq!(changed(30, 1), Err(PassphraseError::Wrong), "the salt");
        assert_eq!(changed(file.len() - 1, 0), Err(PassphraseError::Wrong), "the tag");
    }

    #[test]
    fn short_and_easy_ones_are_refused() {
        let (mut rng, key) = (ChaCha20Rng::seed_from_u64(3), StoreKey::new([7; 32]));
        assert_eq!(seal_key(&key, "onze lettre", &mut rng).unwrap_err(), PassphraseError::TooShort);
        for weak in ["aaaaaaaaaaaa", "motdepasse2026", "parasol parasol", "azertyuiopqsdf"] {
            assert_eq!(seal_key(&key, weak, &mut rng).unwrap_err(), PassphraseError::Weak, "{weak}");
        }
        assert_eq!(seal_key(&key, &"x".repeat(1_025), &mut rng).unwrap_err(), PassphraseError::TooLong);
    }
}
