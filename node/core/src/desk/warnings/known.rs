//! Numbers, addresses, plates, handles and names in a text.

use parasol_protocol::identifier::IdentifierKind;

use super::words::split;
use super::{Found, Told, WarningKind};

/// A row of so many digits may be a number by which somebody is reached.
const NUMBER: usize = 6;
/// So many last digits tell a number, whatever stands before them.
const LAST: usize = 8;

pub(super) fn look(found: &mut Found<'_>, told: &Told<'_>) {
    // Her own contact is not looked for: every number that is not published is found, so trying numbers out tells nothing of
    // hers.
    let published = |digits: &str| {
        let phones = told.published.iter().filter(|named| named.identifier.kind() != IdentifierKind::Email);
        phones
            .map(|named| named.identifier.value())
            .any(|value| value.ends_with(&last(digits)) || digits.ends_with(value.trim_start_matches('+')))
    };
    for (digits, from, to) in numbers(found.text) {
        let part = found.text.get(from..to).unwrap_or_default();
        if !(published(&digits) || is_date(part)) {
            found.add(WarningKind::Identifier, from, to);
        }
    }
    addresses(found, told);
    plates(found, told);
    names(found, told);
}

/// The last digits of a number, which are the same in every way of writing it.
fn last(digits: &str) -> String {
    digits.get(digits.len().saturating_sub(LAST)..).unwrap_or_default().to_owned()
}

/// Rows of digits with signs between them, with where they stand.
fn numbers(text: &str) -> Vec<(String, usize, usize)> {
    let mut rows = Vec::new();
    let mut digits = String::new();
    let (mut from, mut to) = (0, 0);
    for (place, c) in text.char_indices().chain([(text.len(), 'x')]) {
        match c.to_digit(10) {
            Some(digit) => {
                if digits.is_empty() {
                    from = place;
                }
                digits.extend(char::from_digit(digit, 10));
                to = place.saturating_add(c.len_utf8());
            }
            None if is_sign(c) && !digits.is_empty() => {}
            None => {
                let row = core::mem::take(&mut digits);
                if row.len() >= NUMBER {
                    rows.push((row, from, to));
                }
            }
        }
    }
    rows
}

/// What people write between the digits of a number.
fn is_sign(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | '-' | '/' | '(' | ')' | '_' | '‑' | '–' | '·')
}

/// `12/03/2026`, which is warned of as a day.
fn is_date(part: &str) -> bool {
    let parts: Vec<&str> = part.split(['/', '.', '-']).collect();
    let short = |part: &&str| (1..=2).contains(&part.len());
    match parts.as_slice() {
        [day, month, year] => {
            short(day) && short(month) && matches!(year.len(), 2 | 4) || year_first(day, month, year)
        }
        _ => false,
    }
}

fn year_first(year: &str, month: &str, day: &str) -> bool {
    year.len() == 4 && month.len() == 2 && day.len() == 2
}

/// How addresses of sites end.
const ENDS: &[&str] =
    &[".com", ".fr", ".be", ".net", ".org", ".ch", ".eu", ".uk", ".info", ".fans", ".xxx", ".ee"];

/// E-mail addresses, names with an @ and addresses of sites that are not published.
fn addresses(found: &mut Found<'_>, told: &Told<'_>) {
    let published: Vec<&str> = told.published.iter().map(|named| named.identifier.value()).collect();
    let mut parts = Vec::new();
    let mut from = 0;
    for piece in found.text.split_inclusive(char::is_whitespace) {
        let word = piece.trim().trim_matches(|c: char| {
            matches!(c, ',' | ';' | ':' | '.' | '!' | '?' | '(' | ')' | '"' | '«' | '»')
        });
        let place = from + piece.find(word).unwrap_or_default();
        from += piece.len();
        let small = word.to_lowercase();
        let name = small.trim_start_matches('@');
        let address = small.contains('@') && name.chars().count() >= 3;
        let site =
            ["http:", "https:", "www.", "t.me/", "wa.me/"].iter().any(|start| small.starts_with(start));
        let site = site || ENDS.iter().any(|end| small.ends_with(end));
        if (address || site) && !published.contains(&name) {
            parts.push((place, place + word.len()));
        }
    }
    for (from, to) in parts {
        found.add(WarningKind::Identifier, from, to);
    }
}

/// What has the shape of a French or Belgian plate and is not published.
fn plates(found: &mut Found<'_>, told: &Told<'_>) {
    let published: Vec<&str> = told.published.iter().map(|named| named.identifier.value()).collect();
    for first in 0..found.words.len() {
        for words in [1_usize, 3] {
            let last = first.saturating_add(words).saturating_sub(1);
            let joined = (first..last).all(|place| matches!(found.between(place), "-" | " " | "." | "·"));
            let (Some(from), Some(to)) = (found.words.get(first), found.words.get(last)) else { continue };
            let (from, to) = (from.from, to.to);
            let part = found.text.get(from..to).unwrap_or_default();
            let letters: String = part.chars().filter(|c| c.is_alphanumeric()).collect();
            // With spaces between, small letters are words.
            let spaced = part.contains(' ') && part.chars().any(char::is_lowercase);
            let known = letters.to_uppercase().replace('O', "0").replace('I', "1");
            if joined && !spaced && is_plate(&letters) && !published.contains(&known.as_str()) {
                found.add(WarningKind::Identifier, from, to);
            }
        }
    }
}

/// `AB123CD`, `1234ABC75`, `1ABC234`.
fn is_plate(letters: &str) -> bool {
    let mut runs: Vec<(bool, usize)> = Vec::new();
    for c in letters.chars() {
        match runs.last_mut() {
            Some((digits, length)) if *digits == c.is_ascii_digit() => *length = length.saturating_add(1),
            _ => runs.push((c.is_ascii_digit(), 1)),
        }
    }
    matches!(
        runs.as_slice(),
        [(false, 2), (true, 3), (false, 2)]
            | [(true, 2..=4), (false, 2..=3), (true, 2)]
            | [(true, 1), (false, 3), (true, 3)]
    )
}

/// Names of accounts.
fn names(found: &mut Found<'_>, told: &Told<'_>) {
    for name in &told.names {
        let row: Vec<String> = split(name).into_iter().map(|word| word.folded).collect();
        found.add_row(WarningKind::Reporter, &row);
    }
}
