//! Names on online platforms.
//!
//! The canonical form is the name alone. One person keeps a name from platform to platform, and who looks it
//! up seldom knows where it was reported; so the platform is shown, never compared.

use caseless::default_case_fold_str;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::clean::is_dash;
use super::link::platform_named;
use super::{Identifier, IdentifierKind, Reading, Unreadable};

/// The fewest characters of a name.
pub const MIN_HANDLE: usize = 3;

/// The most characters of a name.
pub const MAX_HANDLE: usize = 64;

/// Platform words this short ("ig", "x") are also parts of plates and names, so they need a colon or an @.
const LONGEST_AMBIGUOUS_WORD: usize = 4;

/// Reads a cleaned text, without its platform, as a name.
pub(super) fn read(text: &str, platform: Option<String>) -> Result<Reading, Unreadable> {
    // Mastodon writes @name@server.
    let (name, platform) = match text.trim_start_matches('@').split_once('@') {
        Some((name, server)) if text.starts_with('@') && server.contains('.') => {
            (name, platform.or_else(|| Some(server.to_lowercase())))
        }
        _ => (text, platform),
    };
    let value = canonical(name)?;
    let shown = format!("@{}", bare(name));
    let valid = value.is_ascii();
    let identifier = Identifier::new(IdentifierKind::Handle, value);
    Ok(Reading { identifier, shown, region: None, platform, valid })
}

/// The canonical form of a cleaned text.
pub(super) fn canonical(text: &str) -> Result<String, Unreadable> {
    let dashes: String = bare(text).chars().map(|c| if is_dash(c) { '-' } else { c }).collect();
    let folded: String = default_case_fold_str(&dashes).nfkc().collect();
    let folded: String = default_case_fold_str(&folded).nfkc().collect();
    let is_name = |c: char| c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '.' | '-' | '_');
    if !folded.chars().all(is_name) || folded.starts_with(is_combining_mark) {
        return Err(Unreadable::HandleCharacters);
    }
    match folded.chars().count() {
        0..MIN_HANDLE => Err(Unreadable::HandleTooShort),
        MIN_HANDLE..=MAX_HANDLE => Ok(folded),
        _ => Err(Unreadable::HandleTooLong),
    }
}

/// The name without the @ before it and the full stop after it. No platform lets a name start or end with a dot.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c == '.' || c == '@' || c.is_whitespace())
}

/// Takes the platform off a cleaned text: `insta: name`, `telegram @name`, `name (snap)`.
pub(super) fn split_platform(text: &str) -> Option<(&'static str, &str)> {
    if let Some((name, word)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
        let platform = platform_named(word.trim())?;
        return Some((platform, name.trim()));
    }
    let end = text.find(|c: char| !c.is_alphabetic())?;
    let (word, rest) = text.split_at_checked(end)?;
    let platform = platform_named(word)?;
    let marked = rest.trim_start().starts_with([':', '=', '@']);
    let spaced = rest.starts_with(' ') && word.len() > LONGEST_AMBIGUOUS_WORD;
    let name = rest.trim_start_matches([':', '=', '-', '>', ' ']);
    ((marked || spaced) && !name.is_empty()).then_some((platform, name))
}
