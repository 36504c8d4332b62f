//! Passphrases that are offered: five words of a list, in the reader's language where there is a list.

use bip39::Language;
use rand_core::CryptoRngCore;
use zeroize::Zeroizing;

/// Five of more than 1,600 words are 53 random bits: years for a thief of the hashes, for ever at the sign-in.
const WORDS: usize = 5;

/// A new passphrase for a reader of this language (a code such as `fr`); English where there is no list.
///
/// Words with accents are left out: some phones make them hard to type. Hyphens stand between the words, so that
/// nobody who copies it by hand wonders whether there was a space.
pub fn passphrase(language: &str, rng: &mut dyn CryptoRngCore) -> Zeroizing<String> {
    let list = if language.starts_with("fr") { Language::French } else { Language::English };
    let words: Vec<&str> = list.word_list().iter().copied().filter(|word| word.is_ascii()).collect();
    let mut phrase = Zeroizing::new(String::with_capacity(64));
    for n in 0..WORDS {
        if n > 0 {
            phrase.push('-');
        }
        phrase.push_str(any(&words, rng));
    }
    phrase
}

/// One of the words, each as likely as the others.
fn any<'a>(words: &[&'a str], rng: &mut dyn CryptoRngCore) -> &'a str {
    loop {
        // Twelve bits reach beyond every list; what lies beyond is drawn again.
        let drawn = usize::try_from(rng.next_u32() & 0xFFF).unwrap_or_default();
        if let Some(word) = words.get(drawn) {
            return word;
        }
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;

    use super::super::NewPassword;
    use super::*;

    #[test]
    fn every_one_that_is_offered_may_be_set() {
        let mut rng = ChaCha20Rng::seed_from_u64(5);
        for language in ["fr", "fr-CA", "en", "pt"] {
            for _ in 0..50 {
                let phrase = passphrase(language, &mut rng);
                assert_eq!(phrase.split('-').count(), WORDS);
                assert!(phrase.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
                assert_eq!(NewPassword::from(phrase).check(), Ok(()));
            }
        }
        assert_ne!(passphrase("en", &mut rng), passphrase("en", &mut rng));
    }

    #[test]
    fn each_language_has_words_enough() {
        for language in [Language::English, Language::French] {
            let ascii = language.word_list().iter().filter(|word| word.is_ascii()).count();
            assert!((1_600..=4_096).contains(&ascii), "{ascii}");
        }
    }
}
