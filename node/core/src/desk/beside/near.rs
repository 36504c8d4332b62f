//! When two reports may be about the same person: the same identifier; or the same name or part of a plate, close in place
//! and time.

use parasol_protocol::identifier::{Identifier, IdentifierKind};
use parasol_protocol::time::{DAY, Month, Timestamp};

use crate::fold::fold;
use crate::limits::{BESIDE_DAYS, BESIDE_KM};
use crate::places::Town;
use crate::reports::{Details, HappenedOn, NamedIdentifier};
use crate::words::words;

/// The shortest part of a plate, and the shortest name, that says anything.
const SHORTEST_PLATE: usize = 4;
const SHORTEST_NAME: usize = 3;
/// So many words in common are no chance.
const SAME_VEHICLE: usize = 2;
const SAME_DESCRIPTION: usize = 3;

/// Words after which a plate stands.
const PLATE: &[&str] =
    &["plaque", "immat", "immatriculation", "immatricule", "immatriculee", "plate", "registration"];

/// What people write when they know no name.
const NO_NAMES: &[&str] = &[
    "aucun",
    "aucune",
    "client",
    "clients",
    "homme",
    "inconnu",
    "inconnue",
    "jenesaispas",
    "jsp",
    "man",
    "monsieur",
    "nom",
    "nomconnu",
    "none",
    "noname",
    "nsp",
    "pasdenom",
    "rien",
    "sansnom",
    "unknown",
];

words! {
    /// What two reports have in common.
    Sameness {
        /// The same telephone number, address, plate or handle.
        Identifier = "identifier",
        /// The same name.
        Name = "name",
        /// A part of the same plate.
        Plate = "plate",
        /// The same words about the vehicle.
        Vehicle = "vehicle",
        /// The same words about what the person looks like.
        Description = "description",
    }
}

/// Where and when something happened, as far as it is known.
pub(super) struct Around<'a> {
    pub(super) town: Where<'a>,
    /// The first and the last day on which it may have been.
    pub(super) days: (u64, u64),
}

/// A town, as exactly as it is kept.
pub(super) enum Where<'a> {
    Unknown,
    Town(&'a Town),
    Named(&'a str),
}

impl<'a> Around<'a> {
    /// Of a report.
    pub(super) fn report(details: &'a Details, received: Timestamp) -> Self {
        let came = received.seconds() / DAY;
        Self {
            town: details.town.as_ref().map_or(Where::Unknown, Where::Town),
            days: details.happened_on.map_or((came, came), |on| on.days()),
        }
    }

    /// Of an alert.
    pub(super) fn alert(town: Option<&'a str>, month: Month) -> Self {
        Self { town: town.map_or(Where::Unknown, Where::Named), days: HappenedOn::from(month).days() }
    }

    /// Whether both may have happened within so many days.
    pub(super) fn soon(&self, other: &Self) -> bool {
        let ((first, last), (other_first, other_last)) = (self.days, other.days);
        first.saturating_sub(other_last).max(other_first.saturating_sub(last)) <= BESIDE_DAYS
    }

    /// Whether both are in towns close by; nothing when one of them is not known.
    pub(super) fn close(&self, other: &Self) -> Option<bool> {
        match (&self.town, &other.town) {
            (Where::Unknown, _) | (_, Where::Unknown) => None,
            (Where::Town(here), Where::Town(there)) => Some(here.distance(there) <= BESIDE_KM),
            (Where::Town(town), Where::Named(name)) | (Where::Named(name), Where::Town(town)) => {
                Some(fold(&town.name) == fold(name))
            }
            (Where::Named(here), Where::Named(there)) => Some(fold(here) == fold(there)),
        }
    }
}

/// What is compared of a report or an alert.
pub(super) struct Alike<'a> {
    pub(super) identifiers: &'a [NamedIdentifier],
    pub(super) aliases: &'a [String],
    pub(super) vehicle: Option<&'a str>,
    pub(super) description: Option<&'a str>,
    pub(super) around: Around<'a>,
}

/// What two have in common, with the words for it; nothing when that is not enough.
pub(super) fn compare(this: &Alike<'_>, other: &Alike<'_>) -> Vec<(Sameness, String)> {
    let mut same: Vec<(Sameness, String)> = Vec::new();
    for named in this.identifiers {
        if other.identifiers.iter().any(|theirs| theirs.identifier == named.identifier) {
            same.push((Sameness::Identifier, named.shown.clone()));
        }
    }
    let certain = !same.is_empty();
    let theirs = all_names(other);
    for (shown, name) in named(this) {
        if theirs.contains(&name) {
            same.push((Sameness::Name, shown));
        }
    }
    let parts = plates(other.identifiers, other.vehicle);
    let plate = plates(this.identifiers, this.vehicle).into_iter().find(|plate| same_plate(&parts, plate));
    let full = same.iter().any(|(what, _)| *what == Sameness::Identifier);
    same.extend(plate.filter(|_| !full).map(|plate| (Sameness::Plate, plate)));
    let could_be = !same.is_empty();
    let vehicle = in_common(this.vehicle, other.vehicle);
    let description = in_common(this.description, other.description);
    let (vehicle, description) = (
        (vehicle.len() >= SAME_VEHICLE).then(|| vehicle.join(", ")),
        (description.len() >= SAME_DESCRIPTION).then(|| description.join(", ")),
    );
    let more = vehicle.is_some() || description.is_some();
    same.extend(vehicle.map(|words| (Sameness::Vehicle, words)));
    same.extend(description.map(|words| (Sameness::Description, words)));
    let close = this.around.close(&other.around);
    // Where nobody said in which town, something else has to speak for it.
    let possible = could_be && this.around.soon(&other.around) && close.unwrap_or(more);
    if certain || possible { same } else { Vec::new() }
}

/// A name as it is compared: letters and digits alone; none when it says nothing.
pub(super) fn name(text: &str) -> Option<String> {
    let name: String = fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
    let says = name.chars().count() >= SHORTEST_NAME && !NO_NAMES.contains(&name.as_str());
    says.then_some(name)
}

/// The names of handles.
pub(super) fn handles(identifiers: &[NamedIdentifier]) -> impl Iterator<Item = String> {
    let handles = identifiers.iter().filter(|named| named.identifier.kind() == IdentifierKind::Handle);
    handles.filter_map(|named| name(named.identifier.value()))
}

fn named(person: &Alike<'_>) -> Vec<(String, String)> {
    let aliases = person.aliases.iter().filter_map(|alias| Some((alias.clone(), name(alias)?)));
    let handles = person.identifiers.iter().filter(|named| named.identifier.kind() == IdentifierKind::Handle);
    let handles = handles.filter_map(|named| Some((named.shown.clone(), name(named.identifier.value())?)));
    aliases.chain(handles).collect()
}

fn all_names(person: &Alike<'_>) -> Vec<String> {
    named(person).into_iter().map(|(_, name)| name).collect()
}

/// The plates, and what looks like a plate or a part of one among the words about the vehicle.
pub(super) fn plates(identifiers: &[NamedIdentifier], vehicle: Option<&str>) -> Vec<String> {
    let plates = identifiers.iter().map(|named| &named.identifier);
    let plates = plates.filter(|identifier| identifier.kind() == IdentifierKind::Plate);
    let mut found: Vec<String> = plates.map(|plate| plate.value().to_owned()).collect();
    let mut labelled = false;
    for word in vehicle.unwrap_or_default().split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let has_digit = word.chars().any(char::is_numeric);
        // "206cc" is a model; a part of a plate is written with its hyphens, or after the word for it.
        if has_digit && (labelled || word.contains('-')) {
            found.extend(canonical_plate(word));
        }
        labelled = PLATE.contains(&fold(word).as_str());
    }
    found.retain(|plate| plate.chars().count() >= SHORTEST_PLATE);
    found
}

fn canonical_plate(word: &str) -> Option<String> {
    let letters: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let same = letters.to_uppercase().replace('O', "0").replace('I', "1");
    Identifier::from_canonical(IdentifierKind::Plate, &same).ok().map(|plate| plate.value().to_owned())
}

/// Whether the plate is one of these, or one is a part of the other.
pub(super) fn same_plate(plates: &[String], plate: &str) -> bool {
    plates.iter().any(|other| other.contains(plate) || plate.contains(other.as_str()))
}

/// The words of four letters and more that both texts have.
fn in_common(one: Option<&str>, other: Option<&str>) -> Vec<String> {
    let (one, other) = (long_words(one), long_words(other));
    one.into_iter().filter(|word| other.contains(word)).collect()
}

fn long_words(text: Option<&str>) -> Vec<String> {
    let folded = fold(text.unwrap_or_default());
    let words = folded.split(|c: char| !c.is_alphanumeric());
    let mut words: Vec<String> = words.filter(|word| word.chars().count() >= 4).map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    words
}
