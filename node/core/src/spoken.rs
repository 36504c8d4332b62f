//! Codes that can be read aloud: sponsorship codes and follow codes.

use rand_core::CryptoRngCore;

use crate::refusal::Refusal;
use crate::store::Read;

/// Crockford's digits: no I, L, O or U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 10;

/// A one-time or follow code: ten of Crockford's digits and a check digit, 50 random bits. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SpokenCode([u8; LENGTH]);

impl SpokenCode {
    /// A new code. Codes whose check symbol is not among the 32 digits are drawn again: it could not be read aloud.
    pub(crate) fn random(rng: &mut dyn CryptoRngCore) -> Self {
        loop {
            let mut values = [0; LENGTH];
            rng.fill_bytes(&mut values);
            values.iter_mut().for_each(|value| *value &= 31);
            if check(&values) < 32 {
                return Self(values);
            }
        }
    }

    /// The code that somebody typed or heard: case, spaces and dashes do not count, O is 0, I and L are 1.
    pub fn from_text(text: &str) -> Result<Self, Refusal> {
        let value = |c: char| {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let place = DIGITS.iter().position(|digit| char::from(*digit) == c)?;
            u8::try_from(place).ok()
        };
        let typed = text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(LENGTH + 2);
        let values: Vec<u8> = typed.map(value).collect::<Option<_>>().ok_or(Refusal::CodeRefused)?;
        match values.split_first_chunk::<LENGTH>() {
            Some((code, [last])) if check(code) == u32::from(*last) => Ok(Self(*code)),
            _ => Err(Refusal::CodeRefused),
        }
    }

    /// As it is shown and read aloud: `7KQ2M-9XW4D-H`.
    pub fn to_text(&self) -> String {
        let digit = |value: u32| {
            DIGITS.iter().zip(0..).find(|(_, n)| *n == value).map_or('?', |(d, _)| char::from(*d))
        };
        let (first, second) = self.0.split_at(LENGTH / 2);
        let part = |values: &[u8]| values.iter().map(|value| digit(u32::from(*value))).collect::<String>();
        format!("{}-{}-{}", part(first), part(second), digit(check(&self.0)))
    }

    /// What stands for the code in a table's key.
    pub(crate) fn key(&self, purpose: &'static str, read: &impl Read) -> [u8; 16] {
        read.index_key(purpose, &self.0)
    }
}

/// Crockford's check symbol: the number modulo 37, which finds every wrong digit and every exchange of neighbours.
fn check(values: &[u8; LENGTH]) -> u32 {
    values.iter().fold(0, |sum, value| (sum * 32 + u32::from(*value)) % 37)
}

impl core::fmt::Debug for SpokenCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SpokenCode(…)")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    #[test]
    fn a_code_survives_being_read_aloud() {
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        for _ in 0..500 {
            let code = SpokenCode::random(&mut rng);
            let text = code.to_text();
            assert_eq!(text.len(), 13);
            assert_eq!(SpokenCode::from_text(&text).unwrap(), code);
            let heard = text.to_lowercase().replace('0', "o").replace('1', "l").replace('-', " ");
            assert_eq!(SpokenCode::from_text(&heard).unwrap(), code);
        }
    }

    #[test]
    fn one_wrong_digit_is_noticed() {
        let code = SpokenCode::random(&mut ChaCha20Rng::seed_from_u64(4));
        let text = code.to_text().replace('-', "");
        for place in 0..text.len() {
            for digit in DIGITS {
                let mut wrong = text.clone().into_bytes();
                *wrong.get_mut(place).unwrap() = *digit;
                let wrong = String::from_utf8(wrong).unwrap();
                assert_eq!(SpokenCode::from_text(&wrong).is_ok(), wrong == text);
            }
        }
        assert!(SpokenCode::from_text("").is_err());
        assert!(SpokenCode::from_text(&"A".repeat(100_000)).is_err());
    }
}
