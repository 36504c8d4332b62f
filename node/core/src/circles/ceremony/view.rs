//! What pages and the command line show of the making of a key.

use parasol_protocol::ceremony::{Ceremony, Phase};
use parasol_protocol::charter::Charter;
use parasol_protocol::ids::OrganisationId;

use super::super::agreement::MemberView;
use super::super::shares;
use super::held::of_charter;
use crate::node::Snapshot;
use crate::store::StoreError;

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
}
