//! Text as it is compared: what people leave out or write in another way does not count.

use unicode_normalization::UnicodeNormalization;

/// Lower case, without accents, white space as one space.
pub(crate) fn fold(text: &str) -> String {
    let plain = text.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    let lower: String = plain.collect::<String>().to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}
