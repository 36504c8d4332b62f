//! From pasted text to everything it may mean.

use std::fmt;

use super::clean::{ascii_digit, clean};
use super::hidden::is_hidden;
use super::link::{self, Link};
use super::phone_text::looks_like_phone;
use super::{Identifier, IdentifierKind, Regions, Unreadable, email, handle, phone, plate};
use crate::region::Region;

/// The most readings of one text: home, seven other regions, a forgotten plus, a plate, a handle, and one spare.
pub const MAX_READINGS: usize = 12;

/// One way to read a text.
#[derive(Clone, PartialEq, Eq)]
pub struct Reading {
    /// What is looked up.
    pub identifier: Identifier,
    /// As it should be shown to a person: `+33 6 39 98 77 01`, the plate as written, `@name`.
    pub shown: String,
    /// The country of a phone number, as far as the digits tell.
    pub region: Option<Region>,
    /// The platform of a handle, if the text named it. Never part of the identifier.
    pub platform: Option<String>,
    /// Whether it looks right for its kind. It ranks readings and refuses none.
    pub valid: bool,
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading")
            .field("identifier", &self.identifier)
            .field("region", &self.region)
            .field("valid", &self.valid)
            .finish_non_exhaustive()
    }
}

/// The readings of one text: never none, best first, each identifier once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readings {
    best: Reading,
    others: Vec<Reading>,
}

impl Readings {
    fn new(readings: Vec<Reading>) -> Option<Self> {
        let mut distinct: Vec<Reading> = Vec::new();
        for reading in readings {
            if distinct.iter().all(|known| known.identifier != reading.identifier) {
                distinct.push(reading);
            }
        }
        distinct.sort_by_key(|reading| !reading.valid);
        distinct.truncate(MAX_READINGS);
        let mut distinct = distinct.into_iter();
        Some(Self { best: distinct.next()?, others: distinct.collect() })
    }

    /// The reading to show, and to keep when a person reports.
    #[must_use]
    pub fn best(&self) -> &Reading {
        &self.best
    }

    /// All readings, best first.
    pub fn iter(&self) -> impl Iterator<Item = &Reading> {
        std::iter::once(&self.best).chain(&self.others)
    }

    /// How many readings there are: at least one, at most [`MAX_READINGS`].
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        1 + self.others.len()
    }
}

/// Reads what somebody pasted, as the kind they named or as anything it may be.
///
/// # Errors
/// [`Unreadable`] says why the text is no identifier, and what to do.
pub fn read(text: &str, kind: Option<IdentifierKind>, regions: &Regions) -> Result<Readings, Unreadable> {
    let text = clean(text)?;
    let (readings, otherwise) = match kind {
        None => (read_any(&text, regions)?, Unreadable::NothingKnown),
        Some(IdentifierKind::Phone) => (read_phone(&text, regions)?, Unreadable::NotAPhone),
        Some(IdentifierKind::Email) => (vec![email::read(&text)?], Unreadable::NotAnEmail),
        Some(IdentifierKind::Plate) => (vec![plate::read(&text)?], Unreadable::PlateTooShort),
        Some(IdentifierKind::Handle) => (vec![read_handle(&text)?], Unreadable::HandleTooShort),
    };
    Readings::new(readings).ok_or(otherwise)
}

fn read_phone(text: &str, regions: &Regions) -> Result<Vec<Reading>, Unreadable> {
    match link::find(text) {
        Some((Link::Phone(number), _)) => phone::read(&clean(&number)?, regions),
        _ if is_hidden(text) => Err(Unreadable::HiddenNumber),
        _ => phone::read(text, regions),
    }
}

fn read_handle(text: &str) -> Result<Reading, Unreadable> {
    match link::find(text) {
        Some((Link::Profile(name, platform), _)) => read_profile(&name, platform),
        Some((Link::Other, _)) => Err(Unreadable::NotAProfile),
        Some((Link::Phone(_), _)) | None => match handle::split_platform(text) {
            Some((platform, name)) => handle::read(name, Some(platform.to_owned())),
            None => handle::read(text, None),
        },
    }
}

fn read_profile(name: &str, platform: &str) -> Result<Reading, Unreadable> {
    handle::read(&clean(name)?, Some(platform.to_owned())).map_err(|_| Unreadable::NotAProfile)
}

/// A text of unknown kind. What has a clear shape is that; else it may be a plate, or a handle, or both.
fn read_any(text: &str, regions: &Regions) -> Result<Vec<Reading>, Unreadable> {
    if let Some((link, around)) = link::find(text) {
        if names_something(&around) {
            return Err(Unreadable::Several);
        }
        return match link {
            Link::Phone(number) => phone::read(&clean(&number)?, regions),
            Link::Profile(name, platform) => Ok(vec![read_profile(&name, platform)?]),
            Link::Other => Err(Unreadable::NotAProfile),
        };
    }
    if text.contains('@') {
        return read_with_at(text);
    }
    if is_hidden(text) {
        return Err(Unreadable::HiddenNumber);
    }
    if let Some((platform, name)) = handle::split_platform(text)
        && !looks_like_phone(name)
    {
        return Ok(vec![handle::read(name, Some(platform.to_owned()))?]);
    }
    let has_name_characters = text.chars().any(|c| c.is_alphabetic() || c == '_');
    let has_digits = text.chars().any(|c| ascii_digit(c).is_ascii_digit());
    if looks_like_phone(text) || (has_digits && !has_name_characters) {
        return phone::read(text, regions);
    }
    read_plate_or_handle(text)
}

/// Whether the words around an identifier hold another one, which must not be dropped in silence.
fn names_something(around: &str) -> bool {
    around.contains('@') || looks_like_phone(around) || link::find(around).is_some()
}

/// A text with an @: an address, or a handle written with its sign.
fn read_with_at(text: &str) -> Result<Vec<Reading>, Unreadable> {
    let (signed, around): (Vec<&str>, Vec<&str>) = text.split(' ').partition(|word| word.contains('@'));
    if looks_like_phone(&around.join(" ")) {
        return Err(Unreadable::Several);
    }
    let handles: Vec<&str> = signed.iter().copied().filter(|word| word.starts_with('@')).collect();
    match (handles.as_slice(), signed.len()) {
        ([handle], 1) => {
            let platform = handle::split_platform(text).map(|(platform, _)| platform.to_owned());
            Ok(vec![handle::read(handle, platform)?])
        }
        ([], _) => match (email::read(text), handle::split_platform(text)) {
            (Err(Unreadable::NotAnEmail), Some((platform, name))) => {
                Ok(vec![handle::read(name, Some(platform.to_owned()))?])
            }
            (address, _) => Ok(vec![address?]),
        },
        _ => Err(Unreadable::Several),
    }
}

fn read_plate_or_handle(text: &str) -> Result<Vec<Reading>, Unreadable> {
    let plate = plate::guess(text);
    let name = handle::read(text, None);
    if plate.is_none() && name.is_err() {
        // A single word is a name that went wrong; several words are something else.
        let why = name.err().filter(|_| !text.contains(' '));
        return Err(why.unwrap_or(Unreadable::NothingKnown));
    }
    Ok(plate.into_iter().chain(name.ok()).collect())
}
