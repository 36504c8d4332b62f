//! The reports in memory: found by an identifier, by a name that the person used, or by a part of a plate.
//!
//! Made when the node is opened, changed after a commit. What is found is looked at again in the store, which alone says
//! whether it still stands there.

use std::collections::{BTreeSet, HashMap, HashSet};

use parasol_protocol::identifier::{Identifier, IdentifierKind};

use super::near::{handles, name, plates, same_plate};
use crate::ids::ReportId;
use crate::index::forget;
use crate::limits::MAX_INDEXED_REPORTS;
use crate::members::{Address, Member};
use crate::node::Node;
use crate::refusal::Refusal;
use crate::reports::{self, Details, NamedIdentifier};
use crate::store::{Read, StoreError};

/// Where reports are found.
#[derive(Default)]
pub(crate) struct ReportIndex {
    exact: HashMap<Identifier, Vec<ReportId>>,
    names: HashMap<String, Vec<ReportId>>,
    reports: HashMap<ReportId, Keys>,
}

/// By what a report is found.
struct Keys {
    identifiers: Vec<Identifier>,
    names: Vec<String>,
    plates: Vec<String>,
}

impl ReportIndex {
    /// All reports that still say something.
    pub(crate) fn build(read: &impl Read) -> Result<Self, StoreError> {
        let mut index = Self::default();
        reports::all_details(read, |id, details| index.add(&id, &details))?;
        Ok(index)
    }

    /// Finds a report by what it says now.
    pub(crate) fn add(&mut self, id: &ReportId, details: &Details) {
        self.remove(id);
        if self.reports.len() >= MAX_INDEXED_REPORTS {
            tracing::error!(
                max = MAX_INDEXED_REPORTS,
                "expected fewer reports; this one is not found beside others"
            );
            return;
        }
        let keys = Keys {
            identifiers: details.identifiers.iter().map(|named| named.identifier.clone()).collect(),
            names: names(&details.aliases, &details.identifiers),
            plates: plates(&details.identifiers, details.vehicle.as_deref()),
        };
        for identifier in &keys.identifiers {
            self.exact.entry(identifier.clone()).or_default().push(*id);
        }
        for name in &keys.names {
            self.names.entry(name.clone()).or_default().push(*id);
        }
        self.reports.insert(*id, keys);
    }

    /// Finds it no more.
    pub(crate) fn remove(&mut self, id: &ReportId) {
        let Some(keys) = self.reports.remove(id) else { return };
        keys.identifiers.iter().for_each(|identifier| forget(&mut self.exact, identifier, id));
        keys.names.iter().for_each(|name| forget(&mut self.names, name, id));
    }

    /// The reports that name exactly this identifier.
    pub(super) fn exact(&self, identifier: &Identifier) -> Vec<ReportId> {
        self.exact.get(identifier).cloned().unwrap_or_default()
    }

    /// Up to `most` reports that may be about the same person, each once: those with the same identifier first, and what came
    /// last before what is older, because a name is compared with what is close in time alone.
    pub(super) fn candidates(&self, details: &Details, most: usize) -> Vec<ReportId> {
        let exact = details.identifiers.iter().filter_map(|named| self.exact.get(&named.identifier));
        let names = names(&details.aliases, &details.identifiers);
        let named = names.iter().filter_map(|name| self.names.get(name));
        let parts = plates(&details.identifiers, details.vehicle.as_deref());
        let same = |keys: &Keys| keys.plates.iter().any(|plate| same_plate(&parts, plate));
        let plates =
            self.reports.iter().filter(|(_, keys)| !parts.is_empty() && same(keys)).map(|(id, _)| id);
        let mut seen = HashSet::new();
        let found = exact.chain(named).flat_map(|ids| ids.iter().rev()).chain(plates);
        found.copied().filter(|id| seen.insert(*id)).take(most).collect()
    }
}

/// Finds a report by what is left of it; no more when nothing is.
pub(crate) fn look_again(node: &Node, id: &ReportId) {
    let left = node.read().map_err(Refusal::from).and_then(|read| {
        let report = reports::needed(&read.tx, id)?;
        reports::details(&read.tx, id, &report)
    });
    match left {
        Ok(details) => node.reports_index_mut().add(id, &details),
        // An error of the store is in the log by now; what it hides is looked up in the store anyway.
        Err(_) => node.reports_index_mut().remove(id),
    }
}

/// The names that the person used, and those of handles, as they are compared.
pub(crate) fn names(aliases: &[String], identifiers: &[NamedIdentifier]) -> Vec<String> {
    let mut names: Vec<String> = aliases.iter().filter_map(|alias| name(alias)).collect();
    names.extend(handles(identifiers));
    names.sort_unstable();
    names.dedup();
    names
}

/// The reports that name a number or address which this member gave as hers: found in memory, however many there are.
pub(crate) fn naming(node: &Node, member: &Member) -> BTreeSet<ReportId> {
    let index = node.reports_index();
    let hers = member.contacts.iter().filter_map(|contact| {
        let kind = match &contact.address {
            Address::Email(_) => IdentifierKind::Email,
            Address::Phone(_) => IdentifierKind::Phone,
        };
        Identifier::from_canonical(kind, contact.address.as_str()).ok()
    });
    hers.flat_map(|identifier| index.exact(&identifier)).collect()
}
