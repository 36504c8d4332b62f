//! Where a ceremony stands, in what pages and status lines say.

use super::evidence::Offence;
use super::participant::{Attempt, Ceremony};
use crate::ids::OrganisationId;

/// Where an attempt stands, for this participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Dealings are missing.
    Dealing,
    /// Shares of others' dealings are missing.
    Sharing,
    /// Probes are missing.
    Probing,
    /// Attestations are missing.
    Attesting,
    /// Everybody has attested: the next charter may carry the key.
    Made,
    /// Somebody was found out; another attempt may be begun.
    Aborted,
}

/// Where an attempt stands, in what pages and status lines say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The attempt.
    pub attempt: u32,
    /// How far it is.
    pub phase: Phase,
    /// From whom something is missing in this phase.
    pub missing: Vec<OrganisationId>,
    /// Who was found out.
    pub offence: Option<Offence>,
}

impl Ceremony {
    /// Where the attempt stands.
    pub fn standing(&self) -> Standing {
        let Attempt { number, evidence, dealings, received, share, probes, attestations, .. } = &self.attempt;
        let offence = evidence.as_ref().and_then(|evidence| evidence.convicts(&self.roster).ok());
        let all = |has: &dyn Fn(u16) -> bool| self.roster.shares().all(has);
        let has_dealt = |share| dealings.contains_key(&share);
        let has_shared = |from| share.is_some() || received.contains_key(&from);
        let has_probed = |share| probes.contains_key(&share);
        let has_attested = |share| attestations.contains_key(&share);
        let (phase, has): (_, &dyn Fn(u16) -> bool) = match () {
            () if evidence.is_some() => (Phase::Aborted, &|_| true),
            () if !all(&has_dealt) => (Phase::Dealing, &has_dealt),
            () if !all(&has_shared) => (Phase::Sharing, &has_shared),
            () if !all(&has_probed) => (Phase::Probing, &has_probed),
            () if !all(&has_attested) => (Phase::Attesting, &has_attested),
            () => (Phase::Made, &|_| true),
        };
        let missing = self.roster.shares().filter(|share| !has(*share));
        let missing = missing.filter_map(|share| self.roster.organisation(share)).collect();
        Standing { attempt: *number, phase, missing, offence }
    }
}
