//! Passwords: Argon2id with 19 MiB, two passes, one lane.

use std::sync::LazyLock;

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};

use crate::limits::{MAX_PASSWORD, MIN_PASSWORD};
use crate::refusal::Refusal;

/// What is kept of a password: the PHC string of its Argon2id hash, sealed in the store.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(String);

/// A hash that no password is looked up for, so that an unknown pseudonym takes as long as a known one.
static DECOY: LazyLock<PasswordHash> = LazyLock::new(|| PasswordHash(hash("", &[0; 16])));

impl PasswordHash {
    /// Hashes a new password. Slow on purpose (tens of milliseconds, 19 MiB): call it where waiting does no harm.
    pub fn hash(password: &str, rng: &mut dyn CryptoRngCore) -> Result<Self, Refusal> {
        if password.chars().count() < MIN_PASSWORD {
            return Err(Refusal::Invalid { field: "password", reason: "too_short" });
        }
        if password.len() > MAX_PASSWORD {
            return Err(Refusal::TooLong { field: "password", max: MAX_PASSWORD });
        }
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        Ok(Self(hash(password, &salt)))
    }

    pub(super) fn decoy() -> Self {
        DECOY.clone()
    }

    /// Whether this is the hash of `password`. As slow as hashing.
    pub fn verify(&self, password: &str) -> bool {
        let Ok(hash) = argon2::PasswordHash::new(&self.0) else { return false };
        password.len() <= MAX_PASSWORD
            && Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
    }
}

/// An empty string, which no password matches, should the machine not have the memory.
fn hash(password: &str, salt: &[u8; 16]) -> String {
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), salt);
    hash.map(|hash: argon2::PasswordHash| hash.to_string()).unwrap_or_default()
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

    #[test]
    fn only_the_same_password_matches() {
        let mut rng = <rand_chacha::ChaCha20Rng as rand_chacha::rand_core::SeedableRng>::seed_from_u64(1);
        let hash = PasswordHash::hash("correct horse", &mut rng).unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.0);
        assert!(hash.verify("correct horse"));
        assert!(!hash.verify("correct horsE"));
        assert!(!PasswordHash::decoy().verify("correct horse"));
        assert!(PasswordHash::hash("short", &mut rng).is_err());
        assert!(PasswordHash::hash(&"x".repeat(300), &mut rng).is_err());
    }
}
