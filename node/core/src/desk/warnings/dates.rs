//! Hours and days in a text, in French and English.

use super::words::{number, split};
use super::{Found, WarningKind};

const MONTHS: &[&str] = &[
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAYS: &[&str] = &[
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "hier",
    "yesterday",
    "tonight",
    "today",
];
/// Two words that say the day.
const PAIRS: &[(&str, &str)] = &[
    ("ce", "matin"),
    ("ce", "soir"),
    ("cette", "nuit"),
    ("aujourd", "hui"),
    ("last", "night"),
    ("this", "morning"),
    ("this", "evening"),
    ("this", "afternoon"),
];
const MOMENTS: &[&str] = &["minuit", "midi", "midnight", "noon"];
const NUMBERS: &[&str] = &[
    "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "one",
    "two", "three", "four", "five", "seven", "eight", "nine", "ten", "eleven", "twelve",
];
/// After these words a number of hours says how long.
const HOW_LONG: &[&str] = &[
    "pendant", "durant", "depuis", "apres", "environ", "en", "plus", "moins", "for", "after", "about", "les",
];

/// Shorter words about the hour are no words of hers.
const SHORTEST: usize = 3;

pub(super) fn look(found: &mut Found<'_>, hour: Option<&str>) {
    for place in 0..found.words.len() {
        if is_day(found, place) {
            let first =
                if day_of(found.before(place, 1)).is_some() { place.saturating_sub(1) } else { place };
            let last = place.saturating_add(usize::from(
                is_pair(found, place) || day_of(found.word(place.saturating_add(1))).is_some(),
            ));
            found.add_words(WarningKind::Day, first, last.min(found.words.len().saturating_sub(1)));
        }
        if let Some(last) = hour_at(found, place) {
            found.add_words(WarningKind::Hour, place, last);
        }
    }
    numeric_dates(found);
    own_hour(found, hour);
}

/// Whether this is the name of a month.
pub(super) fn is_month(word: &str) -> bool {
    MONTHS.contains(&word)
}

/// Whether this is the name of a month or says the day.
pub(super) fn is_of_a_date(word: &str) -> bool {
    is_month(word) || DAYS.contains(&word)
}

fn is_pair(found: &Found<'_>, place: usize) -> bool {
    PAIRS.contains(&(found.word(place), found.word(place.saturating_add(1))))
}

fn is_day(found: &Found<'_>, place: usize) -> bool {
    let word = found.word(place);
    let next = found.word(place.saturating_add(1));
    let of_month = MONTHS.contains(&word)
        && (day_of(found.before(place, 1)).is_some()
            || day_of(next).is_some()
            || (found.before(place, 1) == "of" && day_of(found.before(place, 2)).is_some()));
    of_month || DAYS.contains(&word) || is_pair(found, place)
}

/// The day of a month: `3`, `03`, `1er`, `3rd`.
fn day_of(word: &str) -> Option<u32> {
    let ends = ["er", "st", "nd", "rd", "th"];
    let digits = ends.iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    number(digits).filter(|day| (1..=31).contains(day) && digits.len() <= 2)
}

/// Where an hour that begins here ends.
fn hour_at(found: &Found<'_>, place: usize) -> Option<usize> {
    let (word, next) = (found.word(place), found.word(place.saturating_add(1)));
    let long = HOW_LONG.contains(&found.before(place, 1)) || matches!(found.before(place, 1), "d" | "l");
    if MOMENTS.contains(&word) {
        return (found.before(place, 1) != "apres").then_some(place);
    }
    let split = word
        .find(|c: char| !c.is_ascii_digit())
        .and_then(|at| word.split_at_checked(at))
        .filter(|(digits, _)| !digits.is_empty());
    if let Some((digits, rest)) = split {
        let minutes = rest.strip_prefix('h').is_some_and(|rest| rest.is_empty() || number(rest).is_some());
        let known = minutes || matches!(rest, "am" | "pm" | "heures" | "hrs");
        // "24h/24"
        let long = long || found.between(place) == "/";
        return (is_hour(digits) && known && !long).then_some(place);
    }
    let after = place.saturating_add(1);
    if is_hour(word) {
        let clock = found.between(place) == ":" && next.len() == 2 && number(next).is_some_and(|n| n < 60);
        let named = matches!(next, "h" | "am" | "pm" | "heure" | "heures" | "hrs");
        if clock || (named && !long) {
            return Some(after);
        }
    }
    if !NUMBERS.contains(&word) {
        return None;
    }
    if next == "o" && found.word(place.saturating_add(2)) == "clock" {
        return Some(place.saturating_add(2));
    }
    // "une heure" is how long, unless it is "à une heure du matin".
    let hours = next == "heures" || (next == "heure" && found.word(place.saturating_add(2)) == "du");
    if (hours && !long) || matches!(next, "am" | "pm") {
        return Some(after);
    }
    (found.before(place, 1) == "at").then_some(place)
}

fn is_hour(digits: &str) -> bool {
    digits.len() <= 2 && number(digits).is_some_and(|hour| hour <= 24)
}

/// `12/03`, `12.03.2026`, `2026-03-12`.
fn numeric_dates(found: &mut Found<'_>) {
    for place in 0..found.words.len() {
        let (after, third) = (place.saturating_add(1), place.saturating_add(2));
        let (one, two) = (found.word(place).to_owned(), found.word(after).to_owned());
        let sign = found.between(place).to_owned();
        let both = day_of(&one).is_some()
            && number(&two).is_some_and(|month| (1..=12).contains(&month))
            && two.len() <= 2;
        let three = found.between(after) == sign && matches!(found.word(third).len(), 2 | 4);
        let year = three && number(found.word(third)).is_some();
        let iso =
            one.len() == 4 && number(&one).is_some_and(|year| (1_970..2_100).contains(&year)) && sign == "-";
        if both && (sign == "/" || (matches!(sign.as_str(), "." | "-") && year)) {
            found.add_words(WarningKind::Day, place, if year { third } else { after });
        } else if iso && year && day_of(found.word(third)).is_some() {
            found.add_words(WarningKind::Day, place, third);
        }
    }
}

/// The words in which she told the hour.
fn own_hour(found: &mut Found<'_>, hour: Option<&str>) {
    let own: Vec<String> = split(hour.unwrap_or_default()).into_iter().map(|word| word.folded).collect();
    if own.iter().map(String::len).sum::<usize>() >= SHORTEST {
        found.add_row(WarningKind::Hour, &own);
    }
}
