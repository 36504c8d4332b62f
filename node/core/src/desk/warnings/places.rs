//! Places in a text that are finer than the town.

use super::venues::goes_on;
use super::verbatim::is_formula;
use super::words::{is_common, number, split};
use super::{Found, WarningKind};
use crate::reports::Details;

/// After or before these words stands the name of a street.
const STREETS: &[&str] = &[
    "rue",
    "avenue",
    "boulevard",
    "bd",
    "quai",
    "impasse",
    "allee",
    "chemin",
    "chaussee",
    "street",
    "road",
    "lane",
    "quartier",
];
/// After these words stands a number.
const NUMBERED: &[&str] =
    &["chambre", "room", "appartement", "apartment", "flat", "etage", "floor", "porte", "door"];
/// Words of a place that every town has.
const EVERYWHERE: &[&str] = &[
    "bois", "bord", "cafe", "chez", "city", "gare", "home", "mall", "parc", "park", "pont", "port", "pres",
    "quai", "road", "shop", "side", "town", "zone",
];

/// Looks at a field; `town` is what is said as the town, none when this field is that itself.
pub(super) fn look(found: &mut Found<'_>, details: &Details, town: Option<&str>) {
    for place in 0..found.words.len() {
        let after = place.saturating_add(1);
        if STREETS.contains(&found.word(place)) {
            named(found, place);
        }
        let word = found.word(place);
        let numbered = NUMBERED.contains(&word) && number(found.word(after)).is_some();
        let district = word.starts_with("arrondissement") || (town.is_none() && is_district(word));
        if numbered {
            found.add_words(WarningKind::Place, place, after);
        }
        if district || is_postcode(found, place) {
            let first = if found.before(place, 1).chars().any(char::is_numeric) {
                place.saturating_sub(1)
            } else {
                place
            };
            found.add_words(WarningKind::Place, first, place);
        }
    }
    // Who named no town may have written it where she told the place.
    if town.is_some() || details.town.is_some() {
        own_place(found, details, town);
    }
}

/// `rue Inventée`, `Invented Street`, `12 rue`: the street's word with its name, or its number.
fn named(found: &mut Found<'_>, place: usize) {
    let numbered = number(found.before(place, 1)).is_some();
    let english = matches!(found.word(place), "street" | "road" | "lane");
    let first = place.saturating_sub(usize::from(numbered || english));
    if english {
        // "The street" is none.
        if place > 0 && found.is_capital(first) && !is_formula(found.word(first)) {
            found.add_words(WarningKind::Place, first, place);
        }
        return;
    }
    // "rue de la République": small words stand between.
    let small = |word: &str| matches!(word, "de" | "du" | "des" | "la" | "le" | "les" | "l" | "d" | "aux");
    let mut last = place.saturating_add(1);
    while small(found.word(last)) {
        last = last.saturating_add(1);
    }
    if found.is_capital(last) && !found.between(last.saturating_sub(1)).contains(['.', '\n', '!', '?']) {
        let last = goes_on(found, last);
        found.add_words(WarningKind::Place, first, last);
    } else if numbered {
        found.add_words(WarningKind::Place, first, place);
    }
}

/// `3e`, `11eme`.
fn is_district(word: &str) -> bool {
    ["eme", "ieme", "er", "e"]
        .iter()
        .find_map(|end| word.strip_suffix(end))
        .is_some_and(|digits| number(digits).is_some())
}

/// Five digits that stand alone.
fn is_postcode(found: &Found<'_>, place: usize) -> bool {
    let alone = |sign: &str| !sign.contains(['-', '.', '/']);
    let digits = found.words.get(place).is_some_and(|word| word.folded.len() == 5 && word.number().is_some());
    digits
        && alone(found.between(place))
        && alone(place.checked_sub(1).map_or("", |before| found.between(before)))
}

/// Words in which she told where, beside the town's name.
fn own_place(found: &mut Found<'_>, details: &Details, town: Option<&str>) {
    let reported = details.town.as_ref().map(|town| town.name.as_str());
    let town = reported.into_iter().chain(town).flat_map(split);
    let town: Vec<String> = town.map(|word| word.folded).collect();
    let own: Vec<String> =
        split(details.place.as_deref().unwrap_or_default()).into_iter().map(|word| word.folded).collect();
    let telling = |word: &str| {
        let name = word.chars().count() >= 4 && !is_common(word) && word.chars().any(char::is_alphabetic);
        let everywhere = EVERYWHERE.contains(&word) || STREETS.contains(&word);
        name && !everywhere && !town.iter().any(|part| part == word)
    };
    for place in 0..found.words.len() {
        let (word, next) = (found.word(place), found.word(place.saturating_add(1)));
        let single = own.iter().any(|own| own == word) && telling(word);
        // Two words of every day in a row are a name too.
        let row = own.windows(2).any(|pair| matches!(pair, [one, two] if one == word && two == next));
        let long = |word: &str| word.chars().count() >= 3 && !town.iter().any(|part| part == word);
        let pair = row && long(word) && long(next);
        if single || pair {
            found.add_words(WarningKind::Place, place, place.saturating_add(usize::from(pair)));
        }
    }
}
