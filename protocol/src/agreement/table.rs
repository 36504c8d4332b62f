//! The table: the motions that are open for one number, and the papers held about each.

use super::acceptor::Voter;
use super::electorate::Electorate;
use super::error::AgreementError;
use super::message::Reply;
use super::motion::Motion;
use super::paper::{Papers, Succession};
use crate::envelope::Verified;
use crate::ids::{Hash, OrganisationId};

/// How many open motions of one proposer are kept.
pub const MAX_EACH: usize = 2;

/// The open motions, in the order in which they came. The caller keeps each under its hash and must make it durable before
/// the papers are sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    motions: Vec<Motion>,
}

impl Table {
    /// Puts back what was stored: motions that were verified when they came, read again with [`Motion::read`].
    pub fn new(motions: Vec<Motion>) -> Self {
        Self { motions }
    }

    /// The open motions.
    pub fn motions(&self) -> &[Motion] {
        &self.motions
    }

    /// The motion with this charter.
    pub fn motion(&self, charter: &Hash) -> Option<&Motion> {
        self.motions.iter().find(|motion| motion.hash() == *charter)
    }

    /// Lays a motion on the table, or adds the papers that it brings; the hash of its charter. The oldest of a proposer's
    /// that `own` did not consent to makes room, so that nobody can fill the table for others.
    pub fn lay(
        &mut self,
        motion: Motion,
        own: &OrganisationId,
        electorate: &Electorate,
    ) -> Result<Hash, AgreementError> {
        let hash = motion.hash();
        if let Some(held) = self.motions.iter_mut().find(|held| held.hash() == hash) {
            held.absorb(&motion, electorate)?;
            self.share_successions(electorate)?;
            return Ok(hash);
        }
        let proposer = motion.proposer();
        let of_proposer = self.motions.iter().filter(|held| held.proposer() == proposer);
        if of_proposer.count() >= MAX_EACH {
            let idle = |held: &Motion| held.proposer() == proposer && !held.consented().contains(own);
            let oldest =
                self.motions.iter().position(idle).ok_or(AgreementError::TooMany { max: MAX_EACH })?;
            self.motions.remove(oldest);
        }
        self.motions.push(motion);
        self.share_successions(electorate)?;
        Ok(hash)
    }

    /// What a recovery key said about one motion counts for all: of two new keys of one member only the later named one is
    /// vouched for, whatever motions they are in.
    fn share_successions(&mut self, electorate: &Electorate) -> Result<(), AgreementError> {
        let all: Vec<Verified<Succession>> =
            self.motions.iter().flat_map(Motion::successions).cloned().collect();
        for succession in &all {
            for motion in &mut self.motions {
                motion.add_succession(succession.clone(), electorate)?;
            }
        }
        Ok(())
    }

    /// Adds papers that came about the charter with this hash. Whether anything is new.
    pub fn add_papers(
        &mut self,
        charter: &Hash,
        papers: &Papers,
        electorate: &Electorate,
    ) -> Result<bool, AgreementError> {
        let Some(motion) = self.motions.iter_mut().find(|motion| motion.hash() == *charter) else {
            return Ok(false);
        };
        let new = motion.merge(papers, electorate)?;
        self.share_successions(electorate)?;
        Ok(new)
    }

    /// The admin confirmed the charter with this hash: this organisation consents to it. Whether the motion is here.
    pub fn confirm(
        &mut self,
        charter: &Hash,
        voter: Voter<'_>,
        electorate: &Electorate,
    ) -> Result<bool, AgreementError> {
        let Some(motion) = self.motions.iter_mut().find(|motion| motion.hash() == *charter) else {
            return Ok(false);
        };
        motion.consent(voter.organisation, electorate, voter.secret)?;
        Ok(true)
    }

    /// All papers held about a charter, to answer whoever brought its motion.
    pub fn papers(&self, charter: &Hash) -> Reply {
        let papers = self.motion(charter).map(Motion::papers).unwrap_or_default();
        Reply::Papers(*charter, papers)
    }

    /// The motions that may be decided, in the order of their charters' hashes: proposers who begin with the first of
    /// them get into each other's way less often.
    pub fn carried(&self, electorate: &Electorate) -> Vec<&Motion> {
        let mut carried: Vec<_> =
            self.motions.iter().filter(|motion| motion.check_carried(electorate).is_ok()).collect();
        carried.sort_by_key(|motion| motion.hash());
        carried
    }
}
