//! Numbers and addresses in the words of an alert. They cannot be unticked there, so what is stopped or protected is refused.

use parasol_protocol::identifier::{self, Identifier, IdentifierKind, Regions};

use super::stopped::{Mark, mark};
use super::warnings::PublicText;
use crate::circles;
use crate::command::Ctx;
use crate::ids::ReportId;
use crate::quota;
use crate::refusal::Refusal;
use crate::rules::Rules;
use crate::store::{Read, StoreError};

/// A number has so many digits at least, and at most with its calling code and what is dialled before that.
const FEWEST: usize = 7;
const MOST: usize = 17;
/// A short number of a service that stands alone has so many; shorter ones are prices, ages and rooms.
const SHORT: core::ops::RangeInclusive<usize> = 4..=6;

/// Refuses words in which a number or address stands that is stopped or protected, whoever wants it published. What is tried
/// counts as a reading of the report, because the answer depends on what the desk is not shown.
pub(crate) fn publishable_words(
    ctx: &mut Ctx<'_>,
    report: &ReportId,
    public: &PublicText,
) -> Result<(), Refusal> {
    let fields: Vec<_> = public.fields().map(|(field, text)| (field, Typed::of(text))).collect();
    if fields.iter().all(|(_, typed)| typed.is_empty()) {
        return Ok(());
    }
    quota::proofread(ctx, report)?;
    let (rules, regions) = (ctx.node.rules(), regions(ctx)?);
    for (field, typed) in fields {
        let reason = match typed.mark(ctx.tx, &rules, &regions)? {
            Mark::Free => continue,
            Mark::Stopped(_) => "stopped_words",
            Mark::Protected => "protected_words",
        };
        return Err(Refusal::Invalid { field, reason });
    }
    Ok(())
}

/// The regions in which a national form is read.
fn regions(ctx: &Ctx<'_>) -> Result<Regions, StoreError> {
    let mut others = Vec::new();
    for circle in circles::active(ctx.tx)? {
        if let Some(decided) = circles::charter(ctx.tx, &circle)? {
            others.extend(decided.charter().members.iter().map(|member| member.country));
        }
    }
    Ok(Regions::new(ctx.node.identity().country, others))
}

/// What in a text may be a number or an address.
struct Typed {
    numbers: Vec<String>,
    short: Vec<String>,
    addresses: Vec<String>,
}

/// Digits with nothing between them, with the bytes at which they stand.
struct Digits {
    from: usize,
    to: usize,
    count: usize,
}

impl Typed {
    fn of(text: &str) -> Self {
        let mut typed = Self { numbers: Vec::new(), short: Vec::new(), addresses: addresses(text) };
        for row in rows(text) {
            if let [alone] = row.as_slice()
                && SHORT.contains(&alone.count)
            {
                typed.short.extend(text.get(alone.from..alone.to).map(str::to_owned));
            }
            for (n, first) in row.iter().enumerate() {
                let mut count = 0_usize;
                for last in row.iter().skip(n) {
                    count = count.saturating_add(last.count);
                    if count > MOST {
                        break;
                    }
                    if count >= FEWEST {
                        typed.number(text, first.from, last.to);
                    }
                }
            }
        }
        typed
    }

    /// Adds a number as it was typed, and with nothing but blanks between its digits.
    fn number(&mut self, text: &str, from: usize, to: usize) {
        let part = text.get(from..to).unwrap_or_default();
        let before = text.get(..from).unwrap_or_default().trim_end_matches(['(', ' ']);
        let plus = if before.ends_with(['+', '＋']) { "+" } else { "" };
        let blank: String = part.chars().map(|c| if c.is_numeric() { c } else { ' ' }).collect();
        self.numbers.push(format!("{plus}{part}"));
        if blank != part {
            self.numbers.push(format!("{plus}{blank}"));
        }
    }

    fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.short.is_empty() && self.addresses.is_empty()
    }

    fn mark(&self, read: &impl Read, rules: &Rules, regions: &Regions) -> Result<Mark, StoreError> {
        if let Some(why) = self.short.iter().find_map(|digits| rules.stopped.short(digits)) {
            return Ok(Mark::Stopped(why));
        }
        let numbers = self.numbers.iter().map(|text| (text, IdentifierKind::Phone));
        let addresses = self.addresses.iter().map(|text| (text, IdentifierKind::Email));
        for (text, kind) in numbers.chain(addresses) {
            let Ok(readings) = identifier::read(text, Some(kind), regions) else { continue };
            let found: Vec<Identifier> = readings.iter().map(|each| each.identifier.clone()).collect();
            for identifier in found {
                let mark = mark(read, rules, &identifier)?;
                if !mark.is_free() {
                    return Ok(mark);
                }
            }
        }
        Ok(Mark::Free)
    }
}

/// Rows of digits with at most a few signs between them, as people write numbers.
fn rows(text: &str) -> Vec<Vec<Digits>> {
    let mut rows: Vec<Vec<Digits>> = Vec::new();
    // Whether the next digit goes on with the digits before it, or with their row.
    let (mut touching, mut same_row) = (false, false);
    for (place, c) in text.char_indices() {
        if !c.is_numeric() {
            touching = false;
            same_row = same_row && is_between(c);
            continue;
        }
        let to = place.saturating_add(c.len_utf8());
        let new = || Digits { from: place, to, count: 1 };
        match rows.last_mut() {
            Some(row) if same_row => match row.last_mut() {
                Some(digits) if touching => (digits.to, digits.count) = (to, digits.count.saturating_add(1)),
                _ => row.push(new()),
            },
            _ => rows.push(vec![new()]),
        }
        (touching, same_row) = (true, true);
    }
    rows
}

/// What people write between the digits of a number.
fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '.' | '-' | '/' | '(' | ')' | '_' | '\u{2010}'..='\u{2015}' | '·' | '*')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn addresses(text: &str) -> Vec<String> {
    let apart = |c: char| c.is_whitespace() || ",;:<>()[]{}\"'«»“”!?|/".contains(c);
    let words = text.split(apart).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.filter(|word| word.contains(['@', '＠'])).map(str::to_owned).collect()
}
