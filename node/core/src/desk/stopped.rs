//! Identifiers that are never published: of emergency and help services, of directories, of the organisation itself; and
//! those of members, of which nothing is said but that they are protected.

use parasol_protocol::identifier::{self, Identifier, IdentifierKind, Regions};
use parasol_protocol::region::Region;

use crate::members;
use crate::refusal::Refusal;
use crate::reports::NamedIdentifier;
use crate::rules::Rules;
use crate::store::{Read, StoreError};
use crate::words::words;

/// A short number has at most so many digits.
const SHORT: usize = 6;
/// A calling code has at most so many digits.
const CALLING_CODE: usize = 3;

words! {
    /// Whose an identifier is that stops.
    StopReason {
        /// An emergency service.
        Emergency = "emergency",
        /// A help line.
        Help = "help",
        /// A directory, or another service that everybody calls.
        Directory = "directory",
        /// The organisation itself.
        Organisation = "organisation",
    }
}

/// Identifiers that are never a dangerous person's. None of them is personal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StopList(Vec<Stop>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Stop {
    why: StopReason,
    /// The canonical form; a short number has none.
    identifier: Option<Identifier>,
    digits: String,
}

impl StopList {
    /// Adds a number as people dial it in `region`, or an e-mail address; false when it cannot be read.
    pub fn add(&mut self, why: StopReason, text: &str, region: Region) -> bool {
        let kind = if text.contains('@') { IdentifierKind::Email } else { IdentifierKind::Phone };
        let read = identifier::read(text, Some(kind), &Regions::new(region, []));
        let identifier = read.ok().map(|readings| readings.best().identifier.clone());
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let short = kind == IdentifierKind::Phone && (2..=SHORT).contains(&digits.len());
        let known = identifier.is_some() || short;
        if known {
            self.0.push(Stop { why, identifier, digits });
        }
        known
    }

    fn find(&self, identifier: &Identifier) -> Option<StopReason> {
        self.0.iter().find(|stop| stop.is(identifier)).map(|stop| stop.why)
    }

    /// Why these digits are a short number of a service.
    pub(super) fn short(&self, digits: &str) -> Option<StopReason> {
        let short = |stop: &&Stop| stop.identifier.is_none() && stop.digits == digits;
        self.0.iter().find(short).map(|stop| stop.why)
    }
}

impl Stop {
    fn is(&self, identifier: &Identifier) -> bool {
        if self.identifier.as_ref() == Some(identifier) {
            return true;
        }
        let value = identifier.value();
        match identifier.kind() {
            IdentifierKind::Email => false,
            // A number that was written down as something else.
            IdentifierKind::Plate | IdentifierKind::Handle => !self.digits.is_empty() && value == self.digits,
            IdentifierKind::Phone => {
                let code = value.strip_prefix('+').and_then(|number| number.strip_suffix(&self.digits));
                self.digits.len() <= SHORT
                    && code.is_some_and(|code| (1..=CALLING_CODE).contains(&code.len()))
            }
        }
    }
}

/// Whether an identifier may be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It may.
    Free,
    /// It is not a person's.
    Stopped(StopReason),
    /// It may not, and nobody is told why.
    Protected,
}

impl Mark {
    /// Whether it may be published.
    #[must_use]
    pub fn is_free(self) -> bool {
        self == Self::Free
    }
}

/// Why this identifier is never published, if it is not a person's.
pub(crate) fn stopped(rules: &Rules, identifier: &Identifier) -> Option<StopReason> {
    rules.stopped.find(identifier)
}

/// Whether this identifier is protected: a member can be reached by it. To be told to the desk alone, and never whose it is.
pub(crate) fn protected(read: &impl Read, identifier: &Identifier) -> Result<bool, StoreError> {
    members::is_contact(read, identifier)
}

/// Both together.
pub(crate) fn mark(read: &impl Read, rules: &Rules, identifier: &Identifier) -> Result<Mark, StoreError> {
    let protected = protected(read, identifier)?;
    Ok(match stopped(rules, identifier) {
        Some(why) => Mark::Stopped(why),
        None if protected => Mark::Protected,
        None => Mark::Free,
    })
}

/// Refuses when one of these must not stand on an alert: for whatever publishes, adds to an alert or changes one.
pub(crate) fn publishable(
    read: &impl Read,
    rules: &Rules,
    identifiers: &[NamedIdentifier],
) -> Result<(), Refusal> {
    for named in identifiers {
        let reason = match mark(read, rules, &named.identifier)? {
            Mark::Free => continue,
            Mark::Stopped(_) => "stopped",
            Mark::Protected => "protected",
        };
        return Err(Refusal::Invalid { field: "identifiers", reason });
    }
    Ok(())
}
