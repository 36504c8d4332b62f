//! What is done to every text before it is read.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Unreadable;

/// The most characters of a text that is read at all.
pub const MAX_TEXT: usize = 320;

/// The text without what nobody sees: NFKC, no direction marks, no zero-width characters, each run of blanks
/// one space. The length is checked first, so all work after it is bounded.
pub(super) fn clean(text: &str) -> Result<String, Unreadable> {
    if text.chars().nth(MAX_TEXT).is_some() {
        return Err(Unreadable::TooLong);
    }
    // Twice, because dropping an invisible character can put two others together that compose.
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).nfkc().collect();
    let visible: String = visible.chars().filter(|c| !is_invisible(*c)).nfkc().collect();
    let words: Vec<&str> = visible.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let cleaned = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if cleaned.is_empty() { Err(Unreadable::Empty) } else { Ok(cleaned) }
}

/// Unicode's default-ignorable characters, except controls: joiners, direction marks and isolates, fillers,
/// variation selectors, tags.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// The zeros of the scripts whose decimal digits are read in phones and plates. Full-width and mathematical
/// digits are not here: NFKC has made ASCII of them. The list is part of `canon 1`.
const ZEROS: &[u32] = &[
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0,
    0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
];

/// A decimal digit of any listed script as ASCII; other characters unchanged.
pub(super) fn ascii_digit(c: char) -> char {
    let code = u32::from(c);
    ZEROS
        .iter()
        .filter_map(|zero| code.checked_sub(*zero))
        .find(|value| *value < 10)
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(c)
}

/// Whether a character is some dash, hyphen or minus sign.
pub(super) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{058A}' | '\u{05BE}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2053}'
                | '\u{207B}'
                | '\u{208B}'
                | '\u{2212}'
                | '\u{23AF}'
                | '\u{2500}'
                | '\u{2E3A}'
                | '\u{2E3B}'
                | '\u{301C}'
                | '\u{3030}'
                | '\u{30A0}'
                | '\u{30FC}'
                | '~'
                | '\u{223C}'
    )
}

/// The text without accents, in its shortest composition.
pub(super) fn without_accents(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c)).nfc().collect()
}
