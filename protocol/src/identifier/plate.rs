//! Licence plates.
//!
//! A witness writes down what the eye saw. So the canonical form folds what plates themselves write alike:
//! on British and German plates the letters O and I have the very glyphs of 0 and 1; on Russian, Ukrainian,
//! Bulgarian and Greek plates only capitals that look Latin are used, just so that they can be read abroad.
//! Accents go, because foreign keyboards lack them. Nothing else is folded (not B and 8, not S and 5): those
//! differ on a plate, and each folding makes two cars one. The country is not part of it: few people know it.

use unicode_normalization::UnicodeNormalization;

use super::clean::{ascii_digit, without_accents};
use super::{Identifier, IdentifierKind, Reading, Unreadable};

/// The fewest letters and digits of a plate.
pub const MIN_PLATE: usize = 2;

/// The most letters and digits of a plate.
pub const MAX_PLATE: usize = 16;

/// The most letters and digits of a text that is taken for a plate without being told so.
const MAX_GUESSED: usize = 10;

/// The longest run of letters on a plate; longer ones are words.
const MAX_LETTER_RUN: usize = 3;

/// Words that people put before a plate.
const LABELS: &[&str] = &[
    "plaque",
    "immatriculation",
    "immat",
    "plate",
    "reg",
    "registration",
    "matrícula",
    "matricula",
    "targa",
    "kennzeichen",
    "kenteken",
    "placa",
    "număr",
    "номер",
    "госномер",
    "targë",
    "لوحة",
    "车牌",
];

/// Reads a cleaned text as a licence plate.
pub(super) fn read(text: &str) -> Result<Reading, Unreadable> {
    let text = without_label(text);
    let value = canonical(text)?;
    let shown: String = text.to_uppercase().nfkc().collect();
    let shown = if canonical(&shown).as_ref() == Ok(&value) { shown } else { value.clone() };
    let valid = is_plausible(text, &value);
    let identifier = Identifier::new(IdentifierKind::Plate, value);
    Ok(Reading { identifier, shown, region: None, platform: None, valid })
}

/// Reads a cleaned text as a plate if it might be one: letters and digits, and no sentence.
pub(super) fn guess(text: &str) -> Option<Reading> {
    let text = without_label(text);
    let reading = read(text).ok()?;
    let value = reading.identifier.value();
    let mixed =
        text.chars().any(char::is_alphabetic) && text.chars().any(|c| ascii_digit(c).is_ascii_digit());
    let short = value.chars().count() <= MAX_GUESSED;
    (mixed && short && (reading.valid || !text.contains(' '))).then_some(reading)
}

/// The text after a word such as "plate:", which must not become part of the plate.
fn without_label(text: &str) -> &str {
    let labelled = text.split_once([' ', ':']).filter(|(word, rest)| {
        LABELS.contains(&word.to_lowercase().as_str()) && rest.contains(char::is_alphanumeric)
    });
    labelled.map_or(text, |(_, rest)| rest.trim_start_matches([' ', ':']))
}

/// The canonical form of a cleaned text.
pub(super) fn canonical(text: &str) -> Result<String, Unreadable> {
    let plain = without_accents(&text.to_uppercase());
    let value: String =
        plain.chars().map(ascii_digit).filter(|c| c.is_alphanumeric()).map(look_alike).nfc().collect();
    match value.chars().count() {
        0..MIN_PLATE => Err(Unreadable::PlateTooShort),
        MIN_PLATE..=MAX_PLATE => Ok(value),
        _ => Err(Unreadable::PlateTooLong),
    }
}

/// The character that stands for all that look like it.
fn look_alike(c: char) -> char {
    match c {
        'O' | 'О' | 'Ο' => '0',
        'I' | 'І' | 'Ӏ' | 'Ι' => '1',
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' | 'Ϲ' => 'C',
        'Е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        'Ј' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'Р' | 'Ρ' => 'P',
        'Ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'Х' | 'Χ' => 'X',
        'У' | 'Ү' | 'Υ' => 'Y',
        'Ζ' => 'Z',
        other => other,
    }
}

/// Whether it has the look of a plate: four characters or more, letters in short runs, and digits.
fn is_plausible(text: &str, value: &str) -> bool {
    let longest_run = text
        .split(|c: char| !c.is_alphabetic())
        .map(|letters| letters.chars().count())
        .max()
        .unwrap_or_default();
    let digits = text.chars().any(|c| ascii_digit(c).is_ascii_digit());
    digits
        && (1..=MAX_LETTER_RUN).contains(&longest_run)
        && (4..=MAX_GUESSED).contains(&value.chars().count())
}
