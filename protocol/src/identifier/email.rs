//! E-mail addresses.
//!
//! The canonical form is the lower-case address with its domain in ASCII (UTS 46), so that `bücher.example`
//! and `xn--bcher-kva.example` are one. Dots and `+` labels are kept: what they mean differs from provider to
//! provider, and folding them would put one person's name on another's address.

use email_address::EmailAddress;
use unicode_normalization::UnicodeNormalization;

use super::{Identifier, IdentifierKind, Reading, Unreadable};

/// The most bytes of a canonical address (RFC 5321 leaves 254 for the address in a path).
pub const MAX_EMAIL: usize = 254;

/// Reads a cleaned text as an e-mail address.
pub(super) fn read(text: &str) -> Result<Reading, Unreadable> {
    let value = canonical(text)?;
    let shown = match value.rsplit_once('@') {
        Some((local, domain)) => format!("{local}@{}", idna::domain_to_unicode(domain).0),
        None => value.clone(),
    };
    let shown = if canonical(&shown).as_ref() == Ok(&value) { shown } else { value.clone() };
    let valid = EmailAddress::is_valid(&value);
    let identifier = Identifier::new(IdentifierKind::Email, value);
    Ok(Reading { identifier, shown, region: None, platform: None, valid })
}

/// The one address in a cleaned text, in canonical form.
pub(super) fn canonical(text: &str) -> Result<String, Unreadable> {
    let mut found: Option<String> = None;
    for word in text.split(|c: char| c.is_whitespace() || "<>()[]{},;:?|\"«»“”".contains(c)) {
        match address(word.trim_matches(is_edge)) {
            Err(Unreadable::NotAnEmail) => {}
            Err(other) => return Err(other),
            Ok(address) if found.as_ref().is_some_and(|first| *first != address) => {
                return Err(Unreadable::Several);
            }
            Ok(address) => found = Some(address),
        }
    }
    found.ok_or(Unreadable::NotAnEmail)
}

/// Signs that belong to the sentence around an address.
fn is_edge(c: char) -> bool {
    ".…!*'‘’`/\\".contains(c)
}

/// One word as an address.
fn address(word: &str) -> Result<String, Unreadable> {
    let (local, domain) = word.rsplit_once('@').ok_or(Unreadable::NotAnEmail)?;
    if local.is_empty() || local.contains('@') {
        return Err(Unreadable::NotAnEmail);
    }
    let domain = idna::domain_to_ascii(domain).map_err(|_| Unreadable::NotAnEmail)?;
    let domain = domain.trim_end_matches('.');
    let labels_are_names = domain.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    });
    if !labels_are_names || !domain.contains('.') {
        return Err(Unreadable::NotAnEmail);
    }
    let local: String = local.to_lowercase().nfkc().collect();
    let address = format!("{local}@{domain}");
    if address.len() > MAX_EMAIL { Err(Unreadable::EmailTooLong) } else { Ok(address) }
}
