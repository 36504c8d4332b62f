//! The node's own alerts in memory: found by an exact identifier, by a part of one, or by words.
//!
//! Made when the node is opened, changed after a commit. Plain identifiers are in here and, sealed, in the store.

use std::collections::HashMap;
use std::hash::Hash;

use parasol_protocol::identifier::Identifier;

use crate::alerts::{AlertContent, all_live};
use crate::desk;
use crate::fold::fold;
use crate::ids::AlertId;
use crate::limits::{MAX_ALERTS, MIN_SEARCH};
use crate::store::{Read, StoreError};

/// The most alerts that one search looks at again in the store.
const MAX_FOUND: usize = 500;

/// Where alerts are found.
#[derive(Default)]
pub(crate) struct Index {
    exact: HashMap<Identifier, Vec<AlertId>>,
    /// By the names that the person used, and those of handles, as the desk compares them.
    names: HashMap<String, Vec<AlertId>>,
    alerts: HashMap<AlertId, Entry>,
}

struct Entry {
    identifiers: Vec<Identifier>,
    names: Vec<String>,
    /// The identifiers, squeezed, one a line.
    parts: String,
    /// Aliases, vehicle, description and town, folded.
    words: String,
}

impl Index {
    /// Everything that is shown.
    pub(crate) fn build(read: &impl Read) -> Result<Self, StoreError> {
        let mut index = Self::default();
        all_live(read, |content| index.add(content))?;
        Ok(index)
    }

    pub(crate) fn add(&mut self, content: &AlertContent) {
        if self.alerts.len() >= MAX_ALERTS {
            tracing::error!(
                max = MAX_ALERTS,
                "expected fewer alerts; this one cannot be found until others end"
            );
            return;
        }
        let identifiers: Vec<_> = content.identifiers.iter().map(|named| named.identifier.clone()).collect();
        for identifier in &identifiers {
            self.exact.entry(identifier.clone()).or_default().push(content.id);
        }
        let names = desk::names(&content.aliases, &content.identifiers);
        for name in &names {
            self.names.entry(name.clone()).or_default().push(content.id);
        }
        let texts =
            content.aliases.iter().chain(&content.vehicle).chain(&content.description).chain(&content.town);
        let words = fold(&texts.map(String::as_str).collect::<Vec<_>>().join("\n"));
        let parts: Vec<String> = identifiers.iter().map(|identifier| squeeze(identifier.value())).collect();
        self.alerts.insert(content.id, Entry { identifiers, names, parts: parts.join("\n"), words });
    }

    pub(crate) fn remove(&mut self, id: &AlertId) {
        let Some(entry) = self.alerts.remove(id) else { return };
        entry.identifiers.iter().for_each(|identifier| forget(&mut self.exact, identifier, id));
        entry.names.iter().for_each(|name| forget(&mut self.names, name, id));
    }

    /// The alerts of somebody who used one of these names.
    pub(crate) fn named(&self, names: &[String]) -> Vec<AlertId> {
        names.iter().filter_map(|name| self.names.get(name)).flatten().copied().collect()
    }

    /// The alerts of exactly this identifier.
    pub(crate) fn exact(&self, identifier: &Identifier) -> Vec<AlertId> {
        self.exact.get(identifier).cloned().unwrap_or_default()
    }

    /// The alerts in which `text` occurs.
    pub(crate) fn search(&self, text: &str) -> Vec<AlertId> {
        let words = fold(text);
        let part = squeeze(text);
        let long_enough = part.chars().count() >= MIN_SEARCH;
        let matches =
            |entry: &Entry| entry.words.contains(&words) || (long_enough && entry.parts.contains(&part));
        self.alerts.iter().filter(|(_, entry)| matches(entry)).map(|(id, _)| *id).take(MAX_FOUND).collect()
    }

    /// How many alerts can be found.
    pub(crate) fn len(&self) -> usize {
        self.alerts.len()
    }
}

/// Takes an id away from a key; a key without ids goes.
pub(crate) fn forget<K: Hash + Eq, I: Eq>(map: &mut HashMap<K, Vec<I>>, key: &K, id: &I) {
    if let Some(ids) = map.get_mut(key) {
        ids.retain(|other| other != id);
        if ids.is_empty() {
            map.remove(key);
        }
    }
}

/// Whether enough of a text is left to search for: of what is only digits, [`MIN_SEARCH`] of them beside leading zeros.
pub(crate) fn is_searchable(text: &str) -> bool {
    let (words, part) = (fold(text), squeeze(text));
    let number = words.chars().all(|c| !c.is_alphabetic());
    part.chars().count() >= MIN_SEARCH || (!number && words.chars().count() >= MIN_SEARCH)
}

/// Letters and digits alone, with the look-alikes of plates as one; a national number's leading zeros do not count.
fn squeeze(text: &str) -> String {
    let kept = fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let digits_only = kept.chars().all(|c| c.is_numeric());
    let kept = if digits_only { kept.trim_start_matches('0') } else { &kept };
    let same = |c| match c {
        'o' => '0',
        'i' => '1',
        other => other,
    };
    kept.chars().map(same).collect()
}
