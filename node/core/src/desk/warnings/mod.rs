//! What in the public text could tell who reported, or says more than an alert may: a pure function over what is to be
//! published and what was reported. It errs on the side of warning; the moderator decides.

mod dates;
mod handles;
mod known;
mod names;
mod own_words;
mod places;
mod proofread;
mod quotes;
mod venues;
mod verbatim;
mod words;

pub(crate) use proofread::read_through;
pub use proofread::{Proofread, PublicText};

use self::words::{Word, split};
use crate::limits::MAX_WARNINGS;
use crate::private::no_debug;
use crate::reports::{Details, NamedIdentifier};
use crate::words::words as closed_list;

closed_list! {
    /// What may be wrong with a part of the public text.
    WarningKind {
        /// It could tell who reported: how she is reached, how she is called, words of her own.
        Reporter = "reporter",
        /// It stands in quotation marks: what was said may tell who heard it.
        Quote = "quote",
        /// It looks like a number, address, plate or handle that is not among those that are published.
        Identifier = "identifier",
        /// It says the hour.
        Hour = "hour",
        /// It says the day.
        Day = "day",
        /// It says where, more finely than the town.
        Place = "place",
    }
}

/// A part of what is to be published that needs another look.
#[derive(Clone, PartialEq, Eq)]
pub struct Warning {
    /// In which field.
    pub field: &'static str,
    /// What may be wrong.
    pub kind: WarningKind,
    /// The part.
    pub found: String,
}

/// What the text is compared with.
pub struct Told<'a> {
    /// The report.
    pub details: &'a Details,
    /// The parts of the text that are the name of an account, whosever it is: were it the reporter's alone, trying names out
    /// would tell who reported.
    pub names: Vec<String>,
    /// What is published of the report's identifiers.
    pub published: Vec<&'a NamedIdentifier>,
}

no_debug!(Warning);

/// What needs another look before it is published, each part once, in the order of the fields.
#[must_use]
pub fn warnings(public: &PublicText, told: &Told<'_>) -> Vec<Warning> {
    let mut found: Vec<Warning> = Vec::new();
    for (field, text) in public.fields() {
        let mut parts = Found { text, words: split(text), parts: Vec::new() };
        known::look(&mut parts, told);
        handles::look(&mut parts, told, field == "vehicle");
        quotes::look(&mut parts, &public.aliases);
        dates::look(&mut parts, told.details.hour.as_deref());
        let town = (field != "town").then(|| public.town.as_deref().unwrap_or_default());
        places::look(&mut parts, told.details, town);
        venues::look(&mut parts, told.details, town);
        if field != "town" {
            verbatim::look(&mut parts, told);
            own_words::look(&mut parts, told);
        }
        parts.parts.sort_by_key(|(_, from, to)| (*from, core::cmp::Reverse(*to)));
        for (kind, from, to) in parts.parts {
            let part = text.get(from..to).unwrap_or_default().trim();
            let warning = Warning { field, kind, found: part.chars().take(LONGEST).collect() };
            if found.len() < MAX_WARNINGS && !part.is_empty() && !found.contains(&warning) {
                found.push(warning);
            }
        }
    }
    found
}

/// So much of a part is shown.
const LONGEST: usize = 120;

/// What was found in one field.
struct Found<'a> {
    text: &'a str,
    words: Vec<Word>,
    parts: Vec<(WarningKind, usize, usize)>,
}

impl Found<'_> {
    /// Adds the bytes from `from` to `to`, unless they are in a part of this kind already.
    fn add(&mut self, kind: WarningKind, from: usize, to: usize) {
        let covered = |(known, start, end): &(WarningKind, usize, usize)| {
            *known == kind && *start <= from && to <= *end
        };
        if !self.parts.iter().any(covered) {
            self.parts.retain(|(known, start, end)| *known != kind || *start < from || to < *end);
            self.parts.push((kind, from, to));
        }
    }

    /// Adds the words from `first` to `last`.
    fn add_words(&mut self, kind: WarningKind, first: usize, last: usize) {
        if let (Some(from), Some(to)) = (self.words.get(first), self.words.get(last)) {
            let (from, to) = (from.from, to.to);
            self.add(kind, from, to);
        }
    }

    /// Adds every place where these words stand in a row.
    fn add_row(&mut self, kind: WarningKind, row: &[String]) {
        for first in 0..self.words.len() {
            let same = row.iter().enumerate().all(|(n, word)| self.word(first.saturating_add(n)) == word);
            if same && !row.is_empty() {
                self.add_words(kind, first, first.saturating_add(row.len()).saturating_sub(1));
            }
        }
    }

    /// The word at this place, folded; empty beyond the ends.
    fn word(&self, place: usize) -> &str {
        self.words.get(place).map_or("", |word| word.folded.as_str())
    }

    /// The word so many places before this one.
    fn before(&self, place: usize, back: usize) -> &str {
        place.checked_sub(back).map_or("", |place| self.word(place))
    }

    /// The text between two words that follow each other.
    fn between(&self, place: usize) -> &str {
        let next = self.words.get(place.saturating_add(1));
        match (self.words.get(place), next) {
            (Some(word), Some(next)) => self.text.get(word.to..next.from).unwrap_or_default(),
            _ => "",
        }
    }

    /// Whether the word goes on with what stands before it: `qu'il`.
    fn after_apostrophe(&self, place: usize) -> bool {
        place.checked_sub(1).is_some_and(|before| matches!(self.between(before), "'" | "’"))
    }

    /// Whether the word has nothing but capitals, and two at least.
    fn is_shouted(&self, place: usize) -> bool {
        let word =
            self.words.get(place).and_then(|word| self.text.get(word.from..word.to)).unwrap_or_default();
        word.chars().count() > 1 && word.chars().all(char::is_uppercase)
    }

    /// Whether the word begins with a capital.
    fn is_capital(&self, place: usize) -> bool {
        let word = self.words.get(place).and_then(|word| self.text.get(word.from..word.to));
        word.and_then(|word| word.chars().next()).is_some_and(char::is_uppercase)
    }
}

#[cfg(test)]
mod tests;
