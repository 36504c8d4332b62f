//! Words of a text, and which of them everybody uses.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::fold::fold;

/// Words of five letters and more that are frequent in French and English, and those of which reports are full; see
/// `config/words/README.md`.
const LISTS: [&str; 3] = [
    include_str!("../../../../../config/words/fr.txt"),
    include_str!("../../../../../config/words/en.txt"),
    include_str!("../../../../../config/words/reports.txt"),
];

static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| LISTS.iter().flat_map(|list| list.lines()).filter(|word| !word.is_empty()).collect());

static OF_REPORTS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let [.., reports] = LISTS;
    reports.lines().filter(|word| !word.is_empty()).collect()
});

/// Shorter words say nothing of who wrote them.
pub(super) const LONG: usize = 5;

/// A run of letters and digits, with the bytes it stands at.
pub(super) struct Word {
    pub(super) folded: String,
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Word {
    pub(super) fn is_long(&self) -> bool {
        self.folded.chars().count() >= LONG && self.folded.chars().all(char::is_alphabetic)
    }

    /// The number, if it is one of up to six digits.
    pub(super) fn number(&self) -> Option<u32> {
        number(&self.folded)
    }
}

/// The number that a word is, if it is one of up to six digits.
pub(super) fn number(word: &str) -> Option<u32> {
    let digits = (1..=6).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| word.parse().ok()).flatten()
}

/// The words of a text.
pub(super) fn split(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut from = None;
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    for (place, c) in ends {
        match (c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c), from) {
            (true, None) => from = Some(place),
            (false, Some(start)) => {
                let folded = plain(text.get(start..place).unwrap_or_default());
                words.push(Word { folded, from: start, to: place });
                from = None;
            }
            _ => {}
        }
    }
    words
}

/// A word as it is compared.
pub(super) fn plain(word: &str) -> String {
    fold(word).replace('œ', "oe").replace('æ', "ae")
}

/// Whether everybody uses this word.
pub(super) fn is_common(word: &str) -> bool {
    let singular =
        word.strip_suffix('s').or_else(|| word.strip_suffix("ing")).or_else(|| word.strip_suffix("ed"));
    COMMON.contains(word) || singular.is_some_and(|word| COMMON.contains(word))
}

/// Whether reports are full of this word.
pub(super) fn is_of_reports(word: &str) -> bool {
    // "frappée", "frappées"
    let masculine = word.strip_suffix("es").or_else(|| word.strip_suffix('e'));
    let forms = [Some(word), word.strip_suffix('s'), masculine];
    forms.into_iter().flatten().any(|word| OF_REPORTS.contains(word))
}

/// Whether a list, its words apart by spaces, has this word.
pub(super) fn is_among(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}
