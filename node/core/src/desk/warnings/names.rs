//! Names of accounts in a text.

use std::collections::HashSet;

use super::PublicText;
use super::words::{is_common, split};
use crate::members;
use crate::store::{Read, StoreError};

/// The most words of which a name is looked for.
const WORDS: usize = 4;

/// The parts of these words that are the name of an account. One word that everybody uses is none unless it is written as a name.
pub(super) fn named(read: &impl Read, public: &PublicText) -> Result<Vec<String>, StoreError> {
    let mut tried = HashSet::new();
    let mut names = Vec::new();
    for (_, text) in public.fields() {
        let words = split(text);
        for (first, from) in words.iter().enumerate() {
            for (more, to) in words.iter().skip(first).take(WORDS).enumerate() {
                let part = text.get(from.from..to.to).unwrap_or_default();
                let name = more > 0 || !is_common(&from.folded) || part.starts_with(char::is_uppercase);
                if name && tried.insert(part) && members::named(read, part)?.is_some() {
                    names.push(part.to_owned());
                }
            }
        }
    }
    Ok(names)
}
