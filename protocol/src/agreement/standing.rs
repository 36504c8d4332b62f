//! Where a motion stands, for pages and the command line.

use std::collections::BTreeSet;

use super::change::Change;
use super::electorate::Electorate;
use super::motion::{Motion, Needs};
use super::proposer::Proposer;
use crate::ids::{Hash, OrganisationId};

/// What a motion waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Admins have not confirmed it yet.
    Admins,
    /// It has its consents; nobody has asked for promises yet, or they were asked for by another node.
    Carried,
    /// Nodes are asked to promise.
    Promises,
    /// Nodes are asked to vote.
    Votes,
}

impl Phase {
    /// A stable word for pages and the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Admins => "admins",
            Self::Carried => "carried",
            Self::Promises => "promises",
            Self::Votes => "votes",
        }
    }
}

/// Everything that can be said of an open motion from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The charter.
    pub charter: Hash,
    /// Who proposed it.
    pub proposer: OrganisationId,
    /// What it changes.
    pub changes: Vec<Change>,
    /// Whose consent it needs.
    pub needs: Needs,
    /// What it waits for.
    pub phase: Phase,
    /// How many of those who have a say must consent.
    pub consents_needed: usize,
    /// Who has consented, newcomers included.
    pub consented: BTreeSet<OrganisationId>,
    /// Whose admin has not confirmed it, newcomers included.
    pub unconfirmed: BTreeSet<OrganisationId>,
    /// Who has left and has no say.
    pub left: BTreeSet<OrganisationId>,
    /// How many nodes must promise, and then vote.
    pub votes_needed: usize,
    /// Whose node has promised, in this node's ballot.
    pub promised: BTreeSet<OrganisationId>,
    /// Whose node has voted, in this node's ballot.
    pub voted: BTreeSet<OrganisationId>,
    /// Whose node has not answered this node's present question.
    pub missing: BTreeSet<OrganisationId>,
}

impl Standing {
    /// Where `motion` stands; `proposer` is what this node is doing about this number, if anything.
    pub fn of(motion: &Motion, electorate: &Electorate, proposer: Option<&Proposer>) -> Self {
        let (say, consented) = (motion.has_a_say(electorate), motion.consented());
        let everybody: BTreeSet<_> = say.union(&motion.newcomers()).copied().collect();
        let carried = motion.check_carried(electorate).is_ok();
        // Promises serve whatever will be asked for, votes only what was.
        let proposer = proposer
            .filter(|proposer| carried && proposer.asked().is_none_or(|asked| asked == motion.hash()));
        let phase = match proposer {
            _ if !carried => Phase::Admins,
            None => Phase::Carried,
            Some(proposer) if proposer.asked().is_none() => Phase::Promises,
            Some(_) => Phase::Votes,
        };
        Self {
            charter: motion.hash(),
            proposer: motion.proposer(),
            changes: motion.changes(),
            needs: motion.needs(),
            phase,
            consents_needed: motion.consents_needed(electorate),
            unconfirmed: everybody.difference(&consented).copied().collect(),
            consented,
            left: motion.left(),
            votes_needed: electorate.votes_needed(&motion.absent()),
            promised: proposer.map(Proposer::promised).unwrap_or_default(),
            voted: proposer.map(Proposer::voted).unwrap_or_default(),
            missing: proposer.map(Proposer::missing).unwrap_or_default(),
        }
    }
}
