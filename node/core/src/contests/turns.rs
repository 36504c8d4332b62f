//! Whose turn it is when more codes are asked for than go out: who asks in many names must not keep the others waiting.

use std::collections::HashMap;

use parasol_protocol::time::{DAY, Timestamp};

use super::asking::{AskedForCode, Key};
use super::contest;
use crate::clock::within;
use crate::limits::{
    MAX_CONTEST_CODES_OF_ONE_DOMAIN, MAX_CONTESTS_ASKED_OF_ONE, MAX_OPEN_CONTESTS_BY_EMAIL,
    MAX_OPEN_CONTESTS_OF_ONE_DOMAIN,
};
use crate::members::Address;
use crate::refusal::Refusal;
use crate::store::Read;

/// Those that were asked for, in the order in which they are served, and those that are too many of one group.
pub(super) struct Turns {
    pub(super) order: Vec<(Key, AskedForCode)>,
    pub(super) surplus: Vec<Key>,
}

impl Turns {
    /// Telephone numbers and e-mail addresses by turns; of each the oldest day first; within a day one of each group, then
    /// a second one of each. Within a group nobody chooses her place: it is a keyed hash, read another way on each day, so that
    /// nobody is always last.
    pub(super) fn of(mut rows: Vec<(Key, AskedForCode)>) -> Self {
        rows.sort_unstable_by_key(|(key, row)| (row.since, lot(key, row.since)));
        let (mut in_group, mut on_day) = (HashMap::new(), HashMap::new());
        let (mut phones, mut emails, mut surplus) = (Vec::new(), Vec::new(), Vec::new());
        for (key, row) in rows {
            let group = group(&row.address).to_owned();
            if next(&mut in_group, group.clone()) >= MAX_CONTESTS_ASKED_OF_ONE {
                surplus.push(key);
                continue;
            }
            let place = (row.since, next(&mut on_day, (row.since, group)), lot(&key, row.since));
            let kind = if matches!(row.address, Address::Phone(_)) { &mut phones } else { &mut emails };
            kind.push((place, (key, row)));
        }
        for kind in [&mut phones, &mut emails] {
            kind.sort_unstable_by_key(|(place, _)| *place);
        }
        let (mut phones, mut emails) = (phones.into_iter(), emails.into_iter());
        let mut order = Vec::new();
        loop {
            let pair = [phones.next(), emails.next()];
            if pair.iter().all(Option::is_none) {
                return Self { order, surplus };
            }
            order.extend(pair.into_iter().flatten().map(|(_, row)| row));
        }
    }
}

/// The place of a number or address among those of the same day.
fn lot(key: &Key, day: Timestamp) -> Key {
    let (mut lot, width) = (*key, u64::try_from(key.len()).unwrap_or(1));
    lot.rotate_left(usize::try_from((day.seconds() / DAY).checked_rem(width).unwrap_or(0)).unwrap_or(0));
    lot
}

/// How many there were before.
fn next<G: Eq + core::hash::Hash>(counts: &mut HashMap<G, usize>, group: G) -> usize {
    let count = counts.entry(group).or_default();
    let before = *count;
    *count = count.saturating_add(1);
    before
}

/// What is easily had in great numbers together: the addresses of a domain, and the numbers that differ in the last four
/// digits.
fn group(address: &Address) -> &str {
    match address {
        Address::Email(_) => domain(address).unwrap_or_default(),
        Address::Phone(number) => number.get(..number.len().saturating_sub(4)).unwrap_or(number),
    }
}

fn domain(address: &Address) -> Option<&str> {
    match address {
        Address::Email(text) => text.rsplit_once('@').map(|(_, domain)| domain),
        Address::Phone(_) => None,
    }
}

/// How much of what one desk can do is taken already, and by whom. Looked at once for each run.
pub(super) struct Shares {
    by_email: u64,
    by_domain: HashMap<String, u64>,
    sent_today: HashMap<String, u64>,
}

impl Shares {
    /// As it is now; `sent` are the codes that are out, with the time at which they went.
    pub(super) fn find<'a>(
        read: &impl Read,
        sent: impl Iterator<Item = (&'a Address, Timestamp)>,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let mut shares = Self { by_email: 0, by_domain: HashMap::new(), sent_today: HashMap::new() };
        for address in contest::open_addresses(read)? {
            if let Some(domain) = domain(&address) {
                shares.by_email = shares.by_email.saturating_add(1);
                add(&mut shares.by_domain, domain);
            }
        }
        let today = sent.filter(|(_, at)| within(*at, DAY, now));
        today
            .filter_map(|(address, _)| domain(address))
            .for_each(|domain| add(&mut shares.sent_today, domain));
        Ok(shares)
    }

    /// Whether one more code may go there. Addresses cost nothing, so they have less of the desk than telephone numbers,
    /// and those of one domain less still.
    pub(super) fn has_room(&self, address: &Address) -> bool {
        let Some(domain) = domain(address) else { return true };
        let of = |counts: &HashMap<String, u64>| counts.get(domain).copied().unwrap_or_default();
        self.by_email < MAX_OPEN_CONTESTS_BY_EMAIL
            && of(&self.by_domain) < MAX_OPEN_CONTESTS_OF_ONE_DOMAIN
            && of(&self.sent_today) < MAX_CONTEST_CODES_OF_ONE_DOMAIN
    }

    /// One went there.
    pub(super) fn note(&mut self, address: &Address) {
        if let Some(domain) = domain(address) {
            add(&mut self.sent_today, domain);
        }
    }
}

fn add(counts: &mut HashMap<String, u64>, domain: &str) {
    let count = counts.entry(domain.to_owned()).or_default();
    *count = count.saturating_add(1);
}
