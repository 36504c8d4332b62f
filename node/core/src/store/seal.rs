//! Sealing: the store key, the subkeys that come from it, and how one value is closed and opened.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use rand_core::CryptoRngCore;
use sha2::Sha256;
use zeroize::Zeroizing;

const NONCE: usize = 24;

/// A text is not a store key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a store key of 64 hexadecimal digits; use the key file as `parasol init` wrote it")]
pub struct KeyTextError;

/// The 32 random bytes under which a node's store is sealed. They live in a file of their own and leave memory with this.
#[derive(Clone)]
pub struct StoreKey(Zeroizing<[u8; 32]>);

impl StoreKey {
    /// The key with these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A new key.
    pub fn generate(rng: &mut dyn CryptoRngCore) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut());
        Self(bytes)
    }

    /// The key in the form of the key file: hexadecimal digits.
    pub fn to_text(&self) -> Zeroizing<String> {
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
        Zeroizing::new(self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect())
    }

    /// The key from its file's text; white space around it does not count.
    pub fn from_text(text: &str) -> Result<Self, KeyTextError> {
        let text = text.trim();
        if text.len() != 64 {
            return Err(KeyTextError);
        }
        let mut bytes = Zeroizing::new([0; 32]);
        for (digit, place) in text.chars().zip(0_usize..) {
            let nibble = digit.to_digit(16).and_then(|d| u8::try_from(d).ok()).ok_or(KeyTextError)?;
            let byte = bytes.get_mut(place / 2).ok_or(KeyTextError)?;
            *byte = *byte << 4 | nibble;
        }
        Ok(Self(bytes))
    }

    /// The subkey for one purpose (a table, the keyring, the index keys).
    pub(super) fn subkey(&self, purpose: &str, name: &str) -> SealKey {
        subkey(&self.0, purpose, name)
    }
}

impl core::fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("StoreKey(…)")
    }
}

#[expect(clippy::expect_used, reason = "HKDF-SHA256 gives 32 bytes whatever the input")]
fn subkey(root: &[u8; 32], purpose: &str, name: &str) -> SealKey {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(b"parasol/1/store"), root)
        .expand_multi_info(&[purpose.as_bytes(), &[0], name.as_bytes()], key.as_mut())
        .expect("32 bytes is a length that HKDF gives");
    SealKey(key)
}

/// A key that values are sealed under, or that index keys are made with.
#[derive(Clone, PartialEq, Eq)]
pub struct SealKey(Zeroizing<[u8; 32]>);

impl SealKey {
    pub(super) fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(super) fn generate(rng: &mut dyn CryptoRngCore) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut());
        Self(bytes)
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(super) fn subkey(&self, purpose: &str) -> SealKey {
        subkey(&self.0, purpose, "")
    }

    /// `nonce || ciphertext`; none when `plain` is longer than the cipher takes (256 GiB).
    pub(super) fn seal(&self, nonces: &mut Nonces, bound_to: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        let nonce = nonces.next();
        let cipher = XChaCha20Poly1305::new((&*self.0).into());
        let closed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: bound_to }).ok()?;
        Some([&nonce[..], &closed].concat())
    }

    /// What [`SealKey::seal`] closed, if this is its key and it was bound to the same.
    pub(super) fn open(&self, bound_to: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, closed) = sealed.split_first_chunk::<NONCE>()?;
        let cipher = XChaCha20Poly1305::new((&*self.0).into());
        cipher.decrypt(&XNonce::from(*nonce), Payload { msg: closed, aad: bound_to }).ok().map(Zeroizing::new)
    }

    /// HMAC-SHA256 of `purpose || 0x00 || bytes`, cut to 16 bytes.
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    pub(super) fn tag(&self, purpose: &str, bytes: &[u8]) -> [u8; 16] {
        let mut mac =
            <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(self.0.as_ref()).expect("HMAC takes 32 bytes");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(bytes);
        let mut tag = [0; 16];
        tag.iter_mut().zip(mac.finalize().into_bytes()).for_each(|(to, from)| *to = from);
        tag
    }
}

/// Nonces that never repeat: 16 random bytes drawn once for a transaction, then a counter.
pub(super) struct Nonces {
    start: [u8; 16],
    used: u64,
}

impl Nonces {
    pub(super) fn new(rng: &mut dyn CryptoRngCore) -> Self {
        let mut start = [0; 16];
        rng.fill_bytes(&mut start);
        Self { start, used: 0 }
    }

    fn next(&mut self) -> [u8; NONCE] {
        let mut nonce = [0; NONCE];
        nonce
            .iter_mut()
            .zip(self.start.into_iter().chain(self.used.to_be_bytes()))
            .for_each(|(to, from)| *to = from);
        self.used = self.used.wrapping_add(1);
        nonce
    }
}
