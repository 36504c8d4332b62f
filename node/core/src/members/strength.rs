//! Which passwords may be set: the one rule, for members, moderators, the command line and the demo alike.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;
use zxcvbn::feedback::Warning;
use zxcvbn::{Score, zxcvbn};

use crate::limits::{MAX_JUDGED, MAX_KNOWN_WORDS, MAX_PASSWORD, MIN_PASSWORD};
use crate::private::no_debug;
use crate::refusal::Refusal;

/// What a password must have: tries to sign in are slowed down.
const PASSWORD: Score = Score::Three;
/// What a passphrase must have, which whoever has the file can try out for years.
const PASSPHRASE: Score = Score::Four;

/// A password that somebody chose, with what everybody knows of her: her work name and her contact are no secrets.
pub struct NewPassword {
    /// As it was typed.
    pub text: Zeroizing<String>,
    /// What makes a password easy to guess when it stands in it.
    pub known: Vec<String>,
}

no_debug!(NewPassword);

impl From<Zeroizing<String>> for NewPassword {
    fn from(text: Zeroizing<String>) -> Self {
        Self { text, known: Vec::new() }
    }
}

impl From<&str> for NewPassword {
    fn from(text: &str) -> Self {
        Zeroizing::new(text.to_owned()).into()
    }
}

impl NewPassword {
    /// Refuses what is too short, too long, or guessed in fewer than 10^8 tries (zxcvbn's score 3). Takes as long as
    /// a hash at the worst, because only the beginning of a long password is judged.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        if self.text.chars().count() < MIN_PASSWORD {
            return Err(Refusal::Invalid { field: "password", reason: "too_short" });
        }
        if self.text.len() > MAX_PASSWORD {
            return Err(Refusal::TooLong { field: "password", max: MAX_PASSWORD });
        }
        let judged = Zeroizing::new(self.text.chars().take(MAX_JUDGED).collect::<String>());
        let known: Vec<String> =
            self.known.iter().take(MAX_KNOWN_WORDS).flat_map(|word| parts(word)).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let guess = zxcvbn(&judged, &known);
        if guess.score() >= PASSWORD {
            return Ok(());
        }
        let warning = guess.feedback().and_then(zxcvbn::feedback::Feedback::warning);
        let lower = judged.to_lowercase();
        let says_who = known.iter().any(|word| lower.contains(word));
        Err(Refusal::Invalid {
            field: "password",
            reason: if says_who { "weak_known" } else { why(warning) },
        })
    }
}

/// What nobody slows down who tries it out: 10^10 guesses at least, and half a second each.
pub(crate) fn closes_files(text: &str) -> bool {
    let judged = Zeroizing::new(text.chars().take(MAX_JUDGED).collect::<String>());
    zxcvbn(&judged, &["parasol", "backup", "passphrase", "jasmine"]).score() >= PASSPHRASE
}

/// A known word as a whole and in its parts: somebody called "rosa@example.org" is called rosa.
fn parts(word: &str) -> Vec<String> {
    let whole: String = word.nfc().collect::<String>().to_lowercase().chars().take(MAX_JUDGED).collect();
    let parts = whole.split(|c: char| !c.is_alphanumeric()).map(str::to_owned);
    let mut all: Vec<String> = parts.filter(|part| part.chars().count() >= 3).collect();
    all.push(whole);
    all.retain(|part| !part.is_empty());
    all.truncate(MAX_KNOWN_WORDS);
    all
}

/// The kind of weakness as a stable word, for which the pages have a sentence with what to do.
fn why(warning: Option<Warning>) -> &'static str {
    match warning {
        Some(
            Warning::ThisIsATop10Password
            | Warning::ThisIsATop100Password
            | Warning::ThisIsACommonPassword
            | Warning::ThisIsSimilarToACommonlyUsedPassword,
        ) => "weak_common",
        Some(
            Warning::AWordByItselfIsEasyToGuess
            | Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
            | Warning::CommonNamesAndSurnamesAreEasyToGuess,
        ) => "weak_word",
        Some(
            Warning::StraightRowsOfKeysAreEasyToGuess
            | Warning::ShortKeyboardPatternsAreEasyToGuess
            | Warning::SequencesLikeAbcAreEasyToGuess,
        ) => "weak_row",
        Some(
            Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess,
        ) => "weak_repeat",
        Some(Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess) => "weak_date",
        None => "weak",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    fn reason(text: &str, known: &[&str]) -> Option<&'static str> {
        let known = known.iter().map(|word| (*word).to_owned()).collect();
        match (NewPassword { text: Zeroizing::new(text.to_owned()), known }).check() {
            Ok(()) => None,
            Err(Refusal::Invalid { field: "password", reason }) => Some(reason),
            Err(other) => Some(other.code()),
        }
    }

    #[test]
    fn what_is_easy_to_guess_is_refused_with_a_reason() {
        assert_eq!(reason("court", &[]), Some("too_short"));
        assert_eq!(reason("12345678", &[]), Some("weak_common"));
        assert_eq!(reason("motdepasse2024", &[]), Some("weak_common"));
        assert_eq!(reason("aaaaaaaaaaaaaaaa", &[]), Some("weak_repeat"));
        assert_eq!(reason(&"x".repeat(300), &[]), Some("too_long"));
        for good in ["maison bleu chat", "k7d2-m9xq-8hw2-4c1p", "une tortue sous la pluie"] {
            assert_eq!(reason(good, &[]), None, "{good}");
        }
    }

    #[test]
    fn what_everybody_knows_of_her_is_no_password() {
        let known = ["Melodina Grenoble", "melodina.travail@example.org"];
        assert_eq!(reason("melodina.travail@example.org", &known), Some("weak_known"));
        assert_eq!(reason("Melodina Grenoble", &known), Some("weak_known"));
        assert_eq!(reason("melodinagrenoble", &known), Some("weak_known"));
        assert_eq!(reason("melodina.travail@example.org", &[]), None);
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_it(text in "\\PC{0,60}", known in "\\PC{0,60}") {
            let _ = reason(&text, &[&known]);
        }
    }

    #[test]
    fn debug_shows_nothing() {
        let shown = format!("{:?}", NewPassword::from("une tortue sous la pluie"));
        assert!(!shown.contains("tortue"), "{shown}");
        NewPassword::from("une tortue sous la pluie").check().unwrap();
    }
}
