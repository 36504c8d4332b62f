//! What is to become of each line. Duplicates are looked for in the file and among the members.

use std::collections::HashMap;

use parasol_protocol::region::Region;
use parasol_protocol::time::{DAY, Month, Timestamp};

use super::read::{Line, lines};
use super::{FileFault, ImportReport};
use crate::ids::MemberId;
use crate::members::contact::{self, Address};
use crate::members::member::{Pseudonym, by_pseudonym};
use crate::members::registration::hides;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::Role;
use crate::store::Read;

/// Why a line is refused. None of it repeats what the line says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// It has other columns than the first line.
    #[error("it has more or fewer columns than the first line")]
    Columns,
    /// Something in it cannot be seen.
    #[error("a cell holds a control character, or one that turns the direction of writing; remove it")]
    Hidden,
    /// A spreadsheet would compute it.
    #[error("a cell begins as a spreadsheet's formula does (=, @, + or -); remove that")]
    Formula,
    /// Its name is none.
    #[error(
        "the work name needs 2 to 40 characters: letters, digits, spaces, hyphens, underscores, full stops, apostrophes"
    )]
    Name,
    /// Its name is a member's.
    #[error("a member has this work name")]
    NameTaken,
    /// Its name is another line's.
    #[error("line {0} has the same work name")]
    NameTwice(u64),
    /// Its contact is none.
    #[error("the contact is neither an e-mail address nor a telephone number")]
    Contact,
    /// Its contact is a member's.
    #[error("a member has this contact")]
    ContactTaken,
    /// Its contact is another line's.
    #[error("line {0} has the same contact")]
    ContactTwice(u64),
    /// Its language is none.
    #[error("the language is no code such as fr or pt-BR")]
    Language,
    /// Its role is none that is imported.
    #[error("the role is not member, partner or moderator; admins are made one by one")]
    Role,
    /// Its sponsor is nobody.
    #[error("the sponsor is neither a member nor a good line above this one")]
    Sponsor,
    /// Its date is none.
    #[error("since is no date such as 2024-03-09 or 2024-03, or it lies in the future")]
    Since,
}

/// Somebody who is to be a member.
pub(super) struct Planned {
    pub(super) pseudonym: Pseudonym,
    pub(super) contact: Address,
    pub(super) language: Option<String>,
    pub(super) role: Role,
    pub(super) sponsor: Option<Sponsor>,
    pub(super) since: Timestamp,
}

/// Who vouches for somebody on the list.
pub(super) enum Sponsor {
    /// A member.
    Member(MemberId),
    /// A good line above, counted from 0.
    Above(usize),
}

/// What is to become of a list.
pub(super) struct Plan {
    pub(super) good: Vec<Planned>,
    refused: Vec<(u64, LineFault)>,
}

no_debug!(Planned, Sponsor, Plan);

impl Plan {
    /// What the list holds, before anything became of it.
    pub(super) fn report(&self) -> ImportReport {
        let lines = self.good.len().saturating_add(self.refused.len());
        ImportReport { lines, refused: self.refused.clone(), imported: 0, told: 0 }
    }
}

/// What is known of the lines above.
#[derive(Default)]
struct Above {
    /// Name in lower case -> line number, and its place among the good ones if it is one.
    names: HashMap<String, (u64, Option<usize>)>,
    contacts: HashMap<String, u64>,
}

pub(super) fn plan(
    read: &impl Read,
    file: &[u8],
    region: Region,
    now: Timestamp,
) -> Result<Result<Plan, FileFault>, Refusal> {
    let lines = match lines(file) {
        Ok(lines) => lines,
        Err(fault) => return Ok(Err(fault)),
    };
    let mut plan = Plan { good: Vec::new(), refused: Vec::new() };
    let mut above = Above::default();
    for line in lines {
        match look(read, &line, &mut above, region, now)? {
            Ok(planned) => {
                let name = planned.pseudonym.as_str().to_lowercase();
                above.names.insert(name, (line.number, Some(plan.good.len())));
                plan.good.push(planned);
            }
            Err(fault) => plan.refused.push((line.number, fault)),
        }
    }
    Ok(Ok(plan))
}

fn look(
    read: &impl Read,
    line: &Line,
    above: &mut Above,
    region: Region,
    now: Timestamp,
) -> Result<Result<Planned, LineFault>, Refusal> {
    let Some([name, contact, language, role, sponsor, since]) = &line.cells else {
        return Ok(Err(LineFault::Columns));
    };
    if let Err(fault) = harmless(line) {
        return Ok(Err(fault));
    }
    let Ok(pseudonym) = Pseudonym::new(name) else { return Ok(Err(LineFault::Name)) };
    let key = pseudonym.as_str().to_lowercase();
    if let Some((other, _)) = above.names.get(&key) {
        return Ok(Err(LineFault::NameTwice(*other)));
    }
    above.names.insert(key, (line.number, None));
    if by_pseudonym(read, &pseudonym)?.is_some() {
        return Ok(Err(LineFault::NameTaken));
    }
    let Ok(contact) = Address::read(contact, region) else { return Ok(Err(LineFault::Contact)) };
    if let Some(other) = above.contacts.insert(contact.as_str().to_owned(), line.number) {
        return Ok(Err(LineFault::ContactTwice(other)));
    }
    if !contact::is_free(read, &contact)? {
        return Ok(Err(LineFault::ContactTaken));
    }
    let language = match language_code(language) {
        Ok(language) => language,
        Err(fault) => return Ok(Err(fault)),
    };
    let Some(role) = importable(role) else { return Ok(Err(LineFault::Role)) };
    let Some(since) = day(since, now) else { return Ok(Err(LineFault::Since)) };
    let sponsor = match vouching(read, sponsor, above)? {
        Ok(sponsor) => sponsor,
        Err(fault) => return Ok(Err(fault)),
    };
    Ok(Ok(Planned { pseudonym, contact, language, role, sponsor, since }))
}

/// Refuses what cannot be seen, and what a spreadsheet would compute.
fn harmless(line: &Line) -> Result<(), LineFault> {
    for (place, cell) in line.cells.iter().flatten().enumerate() {
        if cell.chars().any(hides) {
            return Err(LineFault::Hidden);
        }
        // A telephone number may begin with its plus sign.
        let formula = if place == 1 {
            cell.starts_with(['=', '@', '-'])
        } else {
            cell.starts_with(['=', '@', '+', '-'])
        };
        if formula {
            return Err(LineFault::Formula);
        }
    }
    Ok(())
}

fn language_code(text: &str) -> Result<Option<String>, LineFault> {
    if text.is_empty() {
        return Ok(None);
    }
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let good = (2..=3).contains(&first.len())
        && text.len() <= 35
        && text.split('-').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric()));
    if good { Ok(Some(text.to_owned())) } else { Err(LineFault::Language) }
}

fn importable(text: &str) -> Option<Role> {
    if text.is_empty() {
        return Some(Role::Member);
    }
    Role::from_name(&text.to_lowercase()).filter(|role| *role != Role::Admin)
}

/// Since when somebody was a member elsewhere: a day, or the first of a month; now, when nothing is said.
fn day(text: &str, now: Timestamp) -> Option<Timestamp> {
    if text.is_empty() {
        return Some(now);
    }
    let (month, day) = match text.len() {
        7 => (text, 1),
        10 => (text.get(..7)?, text.get(7..)?.strip_prefix('-')?.parse::<u64>().ok()?),
        _ => return None,
    };
    let month: Month = month.parse().ok()?;
    let start = month_start(month)?;
    let at = start.plus(day.checked_sub(1)?.checked_mul(DAY)?);
    (at.month() == month && at <= now).then_some(at)
}

/// The first moment of a month since 1970.
fn month_start(month: Month) -> Option<Timestamp> {
    // Days from 1970 to the first of the month (Howard Hinnant, days_from_civil).
    let (year, month) = (i64::from(month.year()), i64::from(month.month()));
    let year = if month <= 2 { year.checked_sub(1)? } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    u64::try_from(days).ok()?.checked_mul(DAY).map(Timestamp::new)
}

fn vouching(
    read: &impl Read,
    text: &str,
    above: &Above,
) -> Result<Result<Option<Sponsor>, LineFault>, Refusal> {
    if text.is_empty() {
        return Ok(Ok(None));
    }
    let Ok(name) = Pseudonym::new(text) else { return Ok(Err(LineFault::Sponsor)) };
    if let Some((_, Some(place))) = above.names.get(&name.as_str().to_lowercase()) {
        return Ok(Ok(Some(Sponsor::Above(*place))));
    }
    let member = by_pseudonym(read, &name)?;
    Ok(member.map(|id| Some(Sponsor::Member(id))).ok_or(LineFault::Sponsor))
}
