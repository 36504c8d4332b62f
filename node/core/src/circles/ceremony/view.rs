//! What pages and the command line show of the making of a key.

use std::collections::BTreeSet;

use parasol_protocol::ceremony::repair::Newcomer;
use parasol_protocol::ceremony::{Ceremony, Phase};
use parasol_protocol::charter::Charter;
use parasol_protocol::ids::OrganisationId;

use super::super::agreement::MemberView;
use super::super::shares;
use super::held::of_charter;
use super::tables::{NEWCOMERS, bucket};
use crate::node::Snapshot;
use crate::store::{Read, StoreError};

/// Where the making of a key stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CeremonyView {
    /// The epoch of the key.
    pub epoch: u64,
    /// How many holders it will take to evaluate.
    pub t: u16,
    /// The attempt.
    pub attempt: u32,
    /// How far it is, as a stable word: `dealing`, `sharing`, `probing`, `attesting`, `made`, or `aborted`.
    pub phase: &'static str,
    /// From whom something is missing.
    pub missing: Vec<MemberView>,
    /// Who was found out, and what it did, in English.
    pub offence: Option<(MemberView, String)>,
}

fn word(phase: Phase) -> &'static str {
    match phase {
        Phase::Dealing => "dealing",
        Phase::Sharing => "sharing",
        Phase::Probing => "probing",
        Phase::Attesting => "attesting",
        Phase::Made => "made",
        Phase::Aborted => "aborted",
    }
}

fn view(charter: &Charter, ceremony: &Ceremony) -> CeremonyView {
    let member = |organisation: &OrganisationId| {
        let member = charter.member(organisation);
        let name = member.map_or_else(|| organisation.short(), |member| member.name.clone());
        MemberView { organisation: *organisation, name }
    };
    let standing = ceremony.standing();
    CeremonyView {
        epoch: charter.epoch,
        t: charter.t,
        attempt: standing.attempt,
        phase: word(standing.phase),
        missing: standing.missing.iter().map(member).collect(),
        offence: standing.offence.map(|offence| (member(&offence.organisation), offence.wrong.to_string())),
    }
}

impl Snapshot {
    /// Where the making of the key stands that this charter wants.
    pub(in crate::circles) fn ceremony_view(
        &self,
        charter: &Charter,
    ) -> Result<Option<CeremonyView>, StoreError> {
        let ceremony = of_charter(&self.tx, &self.node, charter)?;
        Ok(ceremony.map(|ceremony| view(charter, &ceremony)))
    }

    /// The epochs of the keys of which this node has no share: it waits for a repair, or has lost it.
    pub(in crate::circles) fn shares_missing(&self, charter: &Charter) -> Result<Vec<u64>, StoreError> {
        let mut missing = Vec::new();
        for key in &charter.keys {
            if !shares::has(&self.tx, &charter.circle, key.epoch)? {
                missing.push(key.epoch);
            }
        }
        Ok(missing)
    }

    /// Whether one of the keys of which this node has no share is held whole by every other member.
    pub(crate) fn lacks_whole_key(&self, charter: &Charter) -> Result<bool, StoreError> {
        let missing = self.shares_missing(charter)?;
        Ok(charter.keys.iter().any(|key| key.t == 1 && missing.contains(&key.epoch)))
    }

    /// The helpers whose part of this node's share of a key is still to come.
    pub(in crate::circles) fn helpers_missing(
        &self,
        charter: &Charter,
    ) -> Result<BTreeSet<OrganisationId>, StoreError> {
        let mut missing = BTreeSet::new();
        if self.waits_for_next_key(charter)? {
            return Ok(missing);
        }
        for (_, row) in self.tx.bucket_rows(&NEWCOMERS, &bucket(&charter.circle))? {
            if row.number == charter.number && !row.repair.is_none() {
                let newcomer = Newcomer::from_bytes(row.repair.bytes(), charter);
                missing.extend(newcomer.map_err(|_| StoreError::damaged("repairs/1"))?.missing());
            }
        }
        Ok(missing)
    }

    /// Whether this node lacks a share of a key of which it had one before it left: nobody helps it to a second.
    pub(in crate::circles) fn waits_for_next_key(&self, charter: &Charter) -> Result<bool, StoreError> {
        let me = self.identity().organisation;
        let missing = self.shares_missing(charter)?;
        let keys = charter.keys.iter().filter(|key| missing.contains(&key.epoch));
        Ok(keys.into_iter().any(|key| charter.had_share(&me, key)))
    }
}
