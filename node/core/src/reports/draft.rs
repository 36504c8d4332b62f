//! What a reporter fills in, and what is kept of it.

use parasol_protocol::identifier::{self, Identifier, IdentifierKind, Reading, Regions};
use parasol_protocol::lists::{EventKind, Motive, Perpetrator};
use parasol_protocol::region::Region;
use serde::{Deserialize, Serialize};

use super::{HappenedOn, SafeWay, Showing};
use crate::limits::{
    MAX_ALIAS, MAX_ALIASES, MAX_CONTACT, MAX_DESCRIPTION, MAX_HOUR, MAX_IDENTIFIERS, MAX_KINDS, MAX_MET,
    MAX_PLACE, MAX_TEXT, MAX_VEHICLE,
};
use crate::places::Town;
use crate::private::no_debug;
use crate::refusal::Refusal;

/// A phone number, address, plate or name as it was typed.
#[derive(Clone, Default)]
pub struct IdentifierInput {
    /// What it is, when the reporter said so.
    pub kind: Option<IdentifierKind>,
    /// What was typed.
    pub value: String,
}

/// To what the reporter agreed. Nothing is agreed to by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Consent {
    /// It may become an alert for members here.
    pub alert: bool,
    /// The organisation may pass it to a partner organisation.
    pub partners: bool,
    /// The alert may be shared with nodes abroad.
    pub abroad: bool,
}

/// Which words the reporter agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Wording {
    /// The version of the words.
    pub version: u16,
    /// The language in which they were shown, as a BCP 47 tag.
    pub language: String,
}

/// What a reporter fills in. Every field may be empty, though not all of them.
#[derive(Clone, Default)]
pub struct ReportDraft {
    /// By what the reported person can be found.
    pub identifiers: Vec<IdentifierInput>,
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// Who did it.
    pub perpetrator: Option<Perpetrator>,
    /// The hatred behind it; for figures only.
    pub motives: Vec<Motive>,
    /// Names the person used.
    pub aliases: Vec<String>,
    /// The vehicle.
    pub vehicle: Option<String>,
    /// What the person looks like.
    pub description: Option<String>,
    /// What happened, in the reporter's words.
    pub text: Option<String>,
    /// In which town: the finest that is ever published.
    pub town: Option<Town>,
    /// Where, more exactly or in words. Never published.
    pub place: Option<String>,
    /// When.
    pub happened_on: Option<HappenedOn>,
    /// At what hour, in words. Never published.
    pub hour: Option<String>,
    /// How contact was made, before they met.
    pub met: Option<String>,
    /// How to reach the reporter.
    pub contact: Option<String>,
    /// In which way that is safe.
    pub reach: SafeWay,
    /// Whether she would like help to file a complaint.
    pub complaint: bool,
    /// When it may be shown.
    pub showing: Showing,
    /// To what the reporter agreed.
    pub consent: Consent,
    /// Which words that were.
    pub consent_wording: Wording,
    /// Whether somebody else than the account's owner was met.
    pub for_other: bool,
    /// Whether the one it happened to is under age, or in danger now. Nobody is asked how old she is.
    pub urgent: bool,
    /// Whether the team's questions may be read, and answered, by whoever holds the follow code.
    pub by_code: bool,
}

/// An identifier with the form in which it is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedIdentifier {
    /// What is looked up.
    pub identifier: Identifier,
    /// As it is shown to a person.
    pub shown: String,
    /// The platform of a handle.
    pub platform: Option<String>,
    /// The country of a phone number.
    pub region: Option<Region>,
}

impl From<&Reading> for NamedIdentifier {
    fn from(reading: &Reading) -> Self {
        Self {
            identifier: reading.identifier.clone(),
            shown: reading.shown.clone(),
            platform: reading.platform.clone(),
            region: reading.region,
        }
    }
}

/// What a report says: everything in it that is personal.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// By what the reported person can be found.
    pub identifiers: Vec<NamedIdentifier>,
    /// Names the person used.
    pub aliases: Vec<String>,
    /// The vehicle.
    pub vehicle: Option<String>,
    /// What the person looks like.
    pub description: Option<String>,
    /// What happened, in the reporter's words.
    pub text: Option<String>,
    /// In which town.
    #[serde(default)]
    pub town: Option<Town>,
    /// Where, more exactly or in words.
    pub place: Option<String>,
    /// When.
    pub happened_on: Option<HappenedOn>,
    /// At what hour, in words.
    #[serde(default)]
    pub hour: Option<String>,
    /// How contact was made.
    #[serde(default)]
    pub met: Option<String>,
    /// How to reach the reporter.
    pub contact: Option<String>,
    /// In which way that is safe.
    #[serde(default)]
    pub reach: Option<SafeWay>,
}

no_debug!(IdentifierInput, ReportDraft, NamedIdentifier, Details);

/// What is kept of a draft: what the desk sorts by, and what the report says.
pub(super) struct Kept {
    pub(super) kinds: Vec<EventKind>,
    pub(super) motives: Vec<Motive>,
    pub(super) details: Details,
}

impl ReportDraft {
    /// Reads and bounds everything. A field with nothing but white space is empty; a report with nothing is refused.
    pub(super) fn keep(&self, regions: &Regions) -> Result<Kept, Refusal> {
        if self.consent.abroad && !self.consent.alert {
            return Err(Refusal::Invalid { field: "consent.abroad", reason: "needs_alert" });
        }
        if self.consent_wording.language.len() > 35 {
            return Err(Refusal::TooLong { field: "consent_wording.language", max: 35 });
        }
        let kinds = list("kinds", &self.kinds, |kind| kind.name().is_some())?;
        let motives = list("motive", &self.motives, |motive| motive.name().is_some())?;
        if self.perpetrator.is_some_and(|perpetrator| perpetrator.name().is_none()) {
            return Err(Refusal::Invalid { field: "perpetrator", reason: "unknown_word" });
        }
        let details = Details {
            identifiers: self.read_identifiers(regions)?,
            aliases: aliases(&self.aliases)?,
            vehicle: text("vehicle", self.vehicle.as_deref(), MAX_VEHICLE)?,
            description: text("description", self.description.as_deref(), MAX_DESCRIPTION)?,
            text: text("text", self.text.as_deref(), MAX_TEXT)?,
            town: self.town.clone(),
            place: text("place", self.place.as_deref(), MAX_PLACE)?,
            happened_on: self.happened_on,
            hour: text("hour", self.hour.as_deref(), MAX_HOUR)?,
            met: text("met", self.met.as_deref(), MAX_MET)?,
            contact: text("contact", self.contact.as_deref(), MAX_CONTACT)?,
            reach: self.reach.keep()?,
        };
        if !self.urgent
            && !self.complaint
            && kinds.is_empty()
            && motives.is_empty()
            && self.perpetrator.is_none()
            && details.is_empty()
        {
            return Err(Refusal::Invalid { field: "report", reason: "empty" });
        }
        Ok(Kept { kinds, motives, details })
    }

    fn read_identifiers(&self, regions: &Regions) -> Result<Vec<NamedIdentifier>, Refusal> {
        if self.identifiers.len() > MAX_IDENTIFIERS {
            return Err(Refusal::TooLong { field: "identifiers", max: MAX_IDENTIFIERS });
        }
        let mut named: Vec<NamedIdentifier> = Vec::new();
        for (index, input) in self.identifiers.iter().enumerate() {
            if input.value.trim().is_empty() {
                continue;
            }
            let readings = identifier::read(&input.value, input.kind, regions)
                .map_err(|why| Refusal::Unreadable { index, why })?;
            let best = NamedIdentifier::from(readings.best());
            if named.iter().all(|known| known.identifier != best.identifier) {
                named.push(best);
            }
        }
        Ok(named)
    }
}

impl Details {
    /// Whether somebody may contact the reporter: she said where, and in which way it is safe.
    #[must_use]
    pub fn may_be_reached(&self) -> bool {
        self.contact.is_some() && self.reach.as_ref().is_some_and(|way| !way.by.is_empty())
    }

    fn is_empty(&self) -> bool {
        let texts =
            [&self.vehicle, &self.description, &self.text, &self.place, &self.hour, &self.met, &self.contact];
        self.identifiers.is_empty()
            && self.aliases.is_empty()
            && self.town.is_none()
            && self.happened_on.is_none()
            && texts.iter().all(|text| text.is_none())
    }
}

/// A text without white space around it and without control characters; none when nothing is left.
pub(crate) fn text(field: &'static str, value: Option<&str>, max: usize) -> Result<Option<String>, Refusal> {
    let value = value.unwrap_or_default();
    // A character has at most four bytes; what is far too long is not even walked through.
    if value.len() > max.saturating_mul(8) {
        return Err(Refusal::TooLong { field, max });
    }
    let clean: String = value.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let clean = clean.trim();
    if clean.chars().count() > max {
        return Err(Refusal::TooLong { field, max });
    }
    Ok((!clean.is_empty()).then(|| clean.to_owned()))
}

/// Names that the person used, within their bounds, without the empty ones.
pub(crate) fn aliases(given: &[String]) -> Result<Vec<String>, Refusal> {
    if given.len() > MAX_ALIASES {
        return Err(Refusal::TooLong { field: "aliases", max: MAX_ALIASES });
    }
    let read: Result<Vec<_>, _> = given.iter().map(|alias| text("aliases", Some(alias), MAX_ALIAS)).collect();
    Ok(read?.into_iter().flatten().collect())
}

/// The words of a closed list, each once and in the list's order.
pub(crate) fn list<T: Copy + Ord>(
    field: &'static str,
    words: &[T],
    known: impl Fn(&T) -> bool,
) -> Result<Vec<T>, Refusal> {
    if words.len() > MAX_KINDS {
        return Err(Refusal::TooLong { field, max: MAX_KINDS });
    }
    if !words.iter().all(known) {
        return Err(Refusal::Invalid { field, reason: "unknown_word" });
    }
    let mut sorted = words.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    Ok(sorted)
}
