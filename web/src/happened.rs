//! When something happened, as people write it and as they read it.

use jiff::civil::Date;
use parasol_core::reports::HappenedOn;

use crate::language::Texts;

/// The months in French and in English, without accents.
const MONTHS: [[&str; 2]; 12] = [
    ["janvier", "january"],
    ["fevrier", "february"],
    ["mars", "march"],
    ["avril", "april"],
    ["mai", "may"],
    ["juin", "june"],
    ["juillet", "july"],
    ["aout", "august"],
    ["septembre", "september"],
    ["octobre", "october"],
    ["novembre", "november"],
    ["decembre", "december"],
];
/// The days of the week, Monday first.
const WEEKDAYS: [[&str; 2]; 7] = [
    ["lundi", "monday"],
    ["mardi", "tuesday"],
    ["mercredi", "wednesday"],
    ["jeudi", "thursday"],
    ["vendredi", "friday"],
    ["samedi", "saturday"],
    ["dimanche", "sunday"],
];
/// What may stand around them.
const FILLERS: [&str; 10] = ["le", "the", "of", "on", "in", "en", "de", "du", "d", "au"];
/// A part of a month: the month is meant.
const PARTS: [&str; 10] =
    ["debut", "mi", "milieu", "fin", "early", "mid", "middle", "late", "beginning", "end"];

/// Reads a month or a day: `2026-11`, `11/2026`, `11/26`, `novembre 2026`, `fin novembre`, `2026-11-21`, `21/11/26`, `21112026`,
/// `samedi 21 nov.`, `November 21st`. The day stands before the month, as the countries of the network write it. Without a year it is
/// the last one until `today`. Yesterday is not read: at two in the morning nobody knows which day is meant.
pub(crate) fn read(text: &str, today: Date) -> Option<HappenedOn> {
    let folded: String = text.to_lowercase().chars().map(without_accent).collect();
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // "mar" is the third month, or the second day of a week.
    let readings = [Mar::Month, Mar::Weekday].map(|mar| Written::of(&words, mar)?.date(today));
    match readings {
        [Some(one), Some(other)] => (one == other).then_some(one),
        [one, other] => one.or(other),
    }
}

/// What the letters "mar" stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mar {
    Month,
    Weekday,
}

/// The parts of what was written, in its order.
#[derive(Default)]
struct Written {
    numbers: Vec<Number>,
    month: Option<u16>,
    weekday: Option<u16>,
    part: bool,
}

impl Written {
    fn of(words: &[&str], mar: Mar) -> Option<Self> {
        let mut written = Self::default();
        for word in words.iter().filter(|word| !FILLERS.contains(word)) {
            let is_day = |word: &str| word != "mar" || mar == Mar::Weekday;
            if let Some(numbers) = numbers(word) {
                written.numbers.extend(numbers);
            } else if PARTS.contains(word) && !written.part {
                written.part = true;
            } else if let Some(day) = named(word, &WEEKDAYS).filter(|_| is_day(word)) {
                (written.weekday.replace(day).is_none()).then_some(())?;
            } else {
                (written.month.replace(named(word, &MONTHS)?).is_none()).then_some(())?;
            }
        }
        Some(written)
    }

    fn date(&self, today: Date) -> Option<HappenedOn> {
        let (year, month, day) = match (self.month, self.numbers.as_slice()) {
            (Some(month), []) => (None, month, None),
            (Some(month), [Number { value, digits: 4 }]) => (Some(*value), month, None),
            (Some(month), [year]) if self.part && year.is_lately(1, today) => (year.year(), month, None),
            (Some(month), [day]) => (None, month, Some(day.value)),
            (Some(month), [day, year]) if year.digits == 4 || year.is_lately(10, today) => {
                (year.year(), month, Some(day.value))
            }
            (None, [Number { value, digits: 4 }, month]) => (Some(*value), month.value, None),
            (None, [month, Number { value, digits: 4 }]) => (Some(*value), month.value, None),
            (None, [month, year]) if year.value > 12 && year.is_lately(1, today) => {
                (year.year(), month.value, None)
            }
            (None, [day, month]) => (None, month.value, Some(day.value)),
            (None, [Number { value, digits: 4 }, month, day]) => (Some(*value), month.value, Some(day.value)),
            (None, [day, month, year]) => (Some(year.year()?), month.value, Some(day.value)),
            _ => return None,
        };
        if day.is_some() && self.part || day.is_none() && self.weekday.is_some() {
            return None;
        }
        let year = year.or_else(|| last(month, day, today))?;
        if let (Some(weekday), Some(day)) = (self.weekday, day) {
            // A day of the week that the date does not fall on: one of the two is wrong, and nobody here knows which.
            (weekday_of(year, month, day)? == weekday).then_some(())?;
        }
        let day = day.map(|day| format!("-{day:02}")).unwrap_or_default();
        format!("{year:04}-{month:02}{day}").parse().ok()
    }
}

/// It in words.
pub(crate) fn told(t: Texts, on: HappenedOn) -> String {
    let (year, month) = (on.month().year(), on.month().month());
    let Some(day) = on.day() else { return t.month(year, month) };
    let values = [("day", day.into()), ("month", month.into()), ("year", year.to_string().into())];
    t.plain("date", values)
}

#[derive(Clone, Copy)]
struct Number {
    value: u16,
    digits: usize,
}

impl Number {
    /// A year of four digits, or one of this century in two.
    fn year(self) -> Option<u16> {
        match self.digits {
            4 => Some(self.value),
            2 => Some(self.value.saturating_add(2_000)),
            _ => None,
        }
    }

    /// Whether these two digits are this year or one of the last before: else 11/21 may be a day, the American way, and 24/11 after
    /// "mar." a Tuesday.
    fn is_lately(self, years: u16, today: Date) -> bool {
        let now = u16::try_from(today.year()).unwrap_or_default();
        self.digits == 2 && self.year().is_some_and(|year| (now.saturating_sub(years)..=now).contains(&year))
    }
}

/// The numbers in a word: one, or the day, the month and the year that somebody typed on a pad without any other sign.
fn numbers(word: &str) -> Option<Vec<Number>> {
    let digits = ["er", "st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let cut = |lengths: &[usize]| -> Option<Vec<Number>> {
        let mut rest = digits;
        let parts = lengths.iter().map(|length| {
            let (part, after) = rest.split_at_checked(*length)?;
            rest = after;
            Some(Number { value: part.parse().ok()?, digits: *length })
        });
        parts.collect()
    };
    let is_year = |at: usize| digits.get(at..).is_some_and(|from| from.starts_with("20"));
    match digits.len() {
        length @ 1..=4 => cut(&[length]),
        6 if is_year(2) => cut(&[2, 4]),
        6 => cut(&[2, 2, 2]),
        8 if is_year(4) => cut(&[2, 2, 4]),
        8 if is_year(0) => cut(&[4, 2, 2]),
        _ => None,
    }
}

/// The place of the name that begins so, if it is one alone.
fn named(word: &str, list: &[[&str; 2]]) -> Option<u16> {
    let begins = |names: &[&str; 2]| word.len() > 2 && names.iter().any(|name| name.starts_with(word));
    let mut found = (1..).zip(list).filter(|(_, names)| begins(names)).map(|(place, _)| place);
    found.next().filter(|_| found.next().is_none())
}

/// The day of the week, Monday first.
fn weekday_of(year: u16, month: u16, day: u16) -> Option<u16> {
    let (year, month, day) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let date = Date::new(year, month, day).ok()?;
    u16::try_from(date.weekday().to_monday_one_offset()).ok()
}

/// The year of the last such month or day until today.
fn last(month: u16, day: Option<u16>, today: Date) -> Option<u16> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day.unwrap_or(1)).ok()?);
    let is_over = (month, day) <= (today.month(), today.day());
    u16::try_from(today.year().saturating_sub(i16::from(!is_over))).ok()
}

fn without_accent(c: char) -> char {
    match c {
        'é' | 'è' => 'e',
        'û' | 'ù' => 'u',
        'à' => 'a',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    fn today() -> Date {
        Date::new(2026, 11, 22).unwrap()
    }

    #[test]
    fn months_and_days_are_read_as_people_write_them() {
        for (typed, expected) in [
            ("2026-11", "2026-11"),
            (" 11/2026 ", "2026-11"),
            ("Novembre 2026", "2026-11"),
            ("nov", "2026-11"),
            ("décembre", "2025-12"),
            ("août 2026", "2026-08"),
            ("2026-11-21", "2026-11-21"),
            ("21/11/2026", "2026-11-21"),
            ("3.2.26", "2026-02-03"),
            ("21/11", "2026-11-21"),
            ("23/11", "2025-11-23"),
            ("le 1er nov.", "2026-11-01"),
            ("November 21st, 2026", "2026-11-21"),
            ("the 2nd of May", "2026-05-02"),
            ("29 février 2024", "2024-02-29"),
            ("21112026", "2026-11-21"),
            ("211126", "2026-11-21"),
            ("112026", "2026-11"),
            ("20261121", "2026-11-21"),
            ("20112026", "2026-11-20"),
            ("11/26", "2026-11"),
            ("12-25", "2025-12"),
            ("samedi 21 novembre", "2026-11-21"),
            ("sam. 21/11/2026", "2026-11-21"),
            ("Saturday 21 November", "2026-11-21"),
            ("Saturday, November 21st", "2026-11-21"),
            ("mar. 3 novembre", "2026-11-03"),
            ("mardi 3/11", "2026-11-03"),
            ("mar 2026", "2026-03"),
            ("mars 2026", "2026-03"),
            ("début novembre 2026", "2026-11"),
            ("mi-novembre", "2026-11"),
            ("fin nov. 26", "2026-11"),
            ("early November 2026", "2026-11"),
            ("mid-November", "2026-11"),
            ("in late November", "2026-11"),
            ("au début de novembre 2026", "2026-11"),
        ] {
            assert_eq!(read(typed, today()).map(|on| on.to_string()).as_deref(), Some(expected), "{typed}");
        }
    }

    #[test]
    fn what_may_mean_two_things_is_asked_again() {
        for typed in [
            "",
            "2026",
            "21",
            "hier",
            "yesterday",
            "jui 2026",
            "ma 2026",
            "11/21/2026",
            "30 février",
            "13/2026",
            "21 nov 11 2026",
            "1 2 3 4",
            "nov déc",
            "21-11-2026 14h30",
            "٢١/١١",
            "29022026",
            "2026112",
            "11/21",
            "samedi",
            "samedi novembre",
            "vendredi 21 novembre",
            "samedi dimanche 21 novembre",
            "mar. 24/11",
            "début 21 novembre",
            "début fin novembre",
            "cette nuit",
            "le 21/11 vers 23h",
            "la semaine dernière",
            "last week",
            "é",
            "💥",
        ] {
            assert_eq!(read(typed, today()).map(|on| on.to_string()), None, "{typed}");
        }
    }

    #[test]
    fn it_is_told_in_words() {
        let words = |code, on: &str| told(Texts::of(code).unwrap(), on.parse().unwrap());
        assert_eq!(words("fr", "2026-11-01"), "1er novembre 2026");
        assert_eq!(words("fr", "2026-11"), "novembre 2026");
        assert_eq!(words("en", "2026-11-21"), "21 November 2026");
    }
}
