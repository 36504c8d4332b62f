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
/// What may stand around them.
const FILLERS: [&str; 4] = ["le", "the", "of", "on"];

/// Reads a month or a day: `2026-11`, `11/2026`, `novembre 2026`, `2026-11-21`, `21/11/26`, `le 21 nov.`, `November 21st`. The day stands
/// before the month, as the countries of the network write it. Without a year it is the last one until `today`. Yesterday is not
/// read: at two in the morning nobody knows which day is meant.
pub(crate) fn read(text: &str, today: Date) -> Option<HappenedOn> {
    let folded: String = text.to_lowercase().chars().map(without_accent).collect();
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric());
    let (mut month, mut numbers) = (None, Vec::new());
    for word in words.filter(|word| !word.is_empty() && !FILLERS.contains(word)) {
        match (number(word), named(word)) {
            (Some(number), _) if numbers.len() < 3 => numbers.push(number),
            (None, Some(named)) if month.is_none() => month = Some(named),
            _ => return None,
        }
    }
    let (year, month, day) = match (month, numbers.as_slice()) {
        (Some(month), []) => (None, month, None),
        (Some(month), [Number { value, digits: 4 }]) => (Some(*value), month, None),
        (Some(month), [day]) => (None, month, Some(day.value)),
        (Some(month), [day, year]) => (Some(year.year()?), month, Some(day.value)),
        (None, [Number { value, digits: 4 }, month]) => (Some(*value), month.value, None),
        (None, [month, Number { value, digits: 4 }]) => (Some(*value), month.value, None),
        (None, [day, month]) => (None, month.value, Some(day.value)),
        (None, [Number { value, digits: 4 }, month, day]) => (Some(*value), month.value, Some(day.value)),
        (None, [day, month, year]) => (Some(year.year()?), month.value, Some(day.value)),
        _ => return None,
    };
    let year = year.or_else(|| last(month, day, today))?;
    let day = day.map(|day| format!("-{day:02}")).unwrap_or_default();
    format!("{year:04}-{month:02}{day}").parse().ok()
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
}

fn number(word: &str) -> Option<Number> {
    let digits = ["er", "st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    let short = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let value = digits.parse().ok().filter(|_| short)?;
    Some(Number { value, digits: digits.len() })
}

/// The month whose name begins so, if it is one alone.
fn named(word: &str) -> Option<u16> {
    let begins = |names: &[&str; 2]| word.len() > 2 && names.iter().any(|name| name.starts_with(word));
    let mut found = (1..).zip(&MONTHS).filter(|(_, names)| begins(names)).map(|(month, _)| month);
    found.next().filter(|_| found.next().is_none())
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
            "20261121",
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
