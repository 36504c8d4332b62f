//! What admins hand to each other by a channel of their own, as text: a word that says what it is, then base64url (RFC 4648,
//! section 5).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The longest text that is looked at, in bytes, where at most `max` bytes are behind it: base64url takes a third more, and
/// messengers add white space.
pub const fn longest(max: usize) -> usize {
    2 * max
}

/// Bytes as text. Upper and lower case count in it.
pub fn write(prefix: &str, bytes: &[u8]) -> String {
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// The bytes of a text, with whatever white space came with it; none if it is too long, begins otherwise or is not whole.
pub fn read(prefix: &str, text: &str, max: usize) -> Option<Vec<u8>> {
    if text.len() > longest(max) {
        return None;
    }
    let packed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    URL_SAFE_NO_PAD.decode(packed.strip_prefix(prefix)?).ok()
}
