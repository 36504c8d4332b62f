//! Passwords: Argon2id with 19 MiB, two passes, one lane.

use std::sync::{LazyLock, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::NewPassword;
use crate::limits::MAX_PASSWORD;
use crate::refusal::Refusal;

/// What is kept of a password: the PHC string of its Argon2id hash, sealed in the store.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(String);

/// A hash that no password is looked up for, so that an unknown pseudonym takes as long as a known one.
static DECOY: LazyLock<PasswordHash> = LazyLock::new(|| PasswordHash(hash("", &[0; 16])));

impl PasswordHash {
    /// Hashes a new password, unless it is too weak: there is no other way to a hash. Slow on purpose (tens of
    /// milliseconds, 19 MiB): call it where waiting does no harm.
    pub fn hash(password: impl Into<NewPassword>, rng: &mut dyn CryptoRngCore) -> Result<Self, Refusal> {
        let password = password.into();
        password.check()?;
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        Ok(Self(hash(&password.text, &salt)))
    }

    /// A hash that no password has, and that takes as long to find out as any other: for who has to choose one first.
    pub(super) fn unusable(rng: &mut dyn CryptoRngCore) -> Self {
        let (mut salt, mut output) = ([0; 16], [0; Params::DEFAULT_OUTPUT_LEN]);
        rng.fill_bytes(&mut salt);
        rng.fill_bytes(&mut output);
        Self(Output::new(&output).ok().and_then(|output| written(&salt, output)).unwrap_or_default())
    }

    /// Makes what unknown names are compared with, so that not even the first one takes longer. Slow: to be called at the
    /// start.
    pub fn prepare() {
        LazyLock::force(&DECOY);
    }

    pub(super) fn decoy() -> Self {
        DECOY.clone()
    }

    /// Whether this is the hash of `password`; compared in constant time. As slow as hashing.
    pub fn verify(&self, password: &str) -> bool {
        let Ok(kept) = argon2::PasswordHash::new(&self.0) else { return false };
        let (Some(salt), Some(expected), Ok(params)) = (&kept.salt, &kept.hash, Params::try_from(&kept))
        else {
            return false;
        };
        password.len() <= MAX_PASSWORD
            && compute(params, password, salt).is_some_and(|found| found == *expected)
    }
}

/// An empty string, which no password matches, should the machine not have the memory.
fn hash(password: &str, salt: &[u8; 16]) -> String {
    let made = || {
        let output = compute(Params::default(), password, &Salt::new(salt).ok()?)?;
        written(salt, output)
    };
    made().unwrap_or_default()
}

/// As the PHC string is written.
fn written(salt: &[u8; 16], output: Output) -> Option<String> {
    let hash = argon2::PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&Params::default()).ok()?,
        salt: Some(Salt::new(salt).ok()?),
        hash: Some(output),
    };
    Some(hash.to_string())
}

/// Memory for the next hash, as many as were ever made at once. Given back to the allocator, the 19 MiB of each of the first
/// hashes would stay with the process: 120 MB after seven sign-ins.
static MEMORY: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

fn compute(params: Params, password: &str, salt: &Salt) -> Option<Output> {
    let spare = || MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    let mut memory = spare().pop().unwrap_or_default();
    memory.resize(params.block_count(), Block::default());
    let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    // The same letter can be typed as one character or as two, depending on the keyboard (RFC 8265).
    let password = Zeroizing::new(password.nfc().collect::<String>());
    let done = argon2.hash_password_into_with_memory(password.as_bytes(), salt, &mut output, &mut memory);
    // What is left of a password is not kept.
    memory.fill(Block::default());
    spare().push(memory);
    done.ok().and_then(|()| Output::new(&output).ok())
}

impl core::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;
    use argon2::PasswordHasher;

    #[test]
    fn only_the_same_password_matches() {
        let mut rng = <rand_chacha::ChaCha20Rng as rand_chacha::rand_core::SeedableRng>::seed_from_u64(1);
        let hash = PasswordHash::hash("correct horse", &mut rng).unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.0);
        assert!(hash.verify("correct horse"));
        assert!(!hash.verify("correct horsE"));
        assert!(!PasswordHash::decoy().verify("correct horse"));
        let made = Argon2::default().hash_password_with_salt(b"correct horse", &[7; 16]).unwrap().to_string();
        assert_eq!(super::hash("correct horse", &[7; 16]), made, "as the library writes it");
        assert!(PasswordHash::hash("short", &mut rng).is_err());
        assert!(PasswordHash::hash("x".repeat(300).as_str(), &mut rng).is_err());
    }

    #[test]
    fn it_is_the_same_on_every_keyboard() {
        let mut rng = <rand_chacha::ChaCha20Rng as rand_chacha::rand_core::SeedableRng>::seed_from_u64(1);
        let hash = PasswordHash::hash("une pens\u{e9}e d\u{e9}color\u{e9}e", &mut rng).unwrap();
        assert!(hash.verify("une pense\u{301}e de\u{301}colore\u{301}e"));
        assert!(!hash.verify("une pensee decoloree"));
    }
}
