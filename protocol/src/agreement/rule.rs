//! The rule of the agreement: what may be voted for in a ballot, after a quorum's promises for it.

use std::collections::{BTreeMap, BTreeSet};

use super::ballot::Ballot;
use super::electorate::Electorate;
use super::error::AgreementError;
use super::message::{Ask, AskFrame, Promise};
use super::motion::Motion;
use crate::charter::MAX_MEMBERS;
use crate::envelope::{self, Verified};
use crate::ids::{Hash, OrganisationId};

pub(super) type Promises = BTreeMap<OrganisationId, Verified<Promise>>;

/// Reads a promise for this ballot.
pub(super) fn read_promise(
    bytes: &[u8],
    ballot: Ballot,
    electorate: &Electorate,
) -> Result<Verified<Promise>, AgreementError> {
    let promise: Verified<Promise> = envelope::open(bytes)?;
    let body = promise.body();
    electorate.is_about((body.circle, body.number, body.prev))?;
    electorate.signed_by(&promise, &body.organisation)?;
    let below = body.accepted.is_none_or(|accepted| accepted.0 < ballot);
    if body.ballot == ballot && below { Ok(promise) } else { Err(AgreementError::Promises) }
}

/// What a quorum's promises leave to be voted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Free {
    /// Nothing can have been decided in a lower ballot.
    Any,
    /// One of these, all of which were voted for in the highest ballot; nothing else can have been decided.
    Only(BTreeSet<Hash>),
    /// The highest ballot's owner asked for several charters, and more than one of them can have been decided. More
    /// promises will tell.
    Undetermined,
}

/// Of all charters only those voted for in the highest ballot can have been decided in a lower one: nobody in the quorum
/// voted in between, and what was voted for in that ballot was itself asked for by this rule. Its honest owner asked for
/// one. Should there be two, nothing was decided below it, and the one counts that a quorum can have voted for.
pub(super) fn free(promises: &Promises, electorate: &Electorate) -> Free {
    let accepted: Vec<_> = promises.values().filter_map(|promise| promise.body().accepted).collect();
    let Some(highest) = accepted.iter().map(|accepted| accepted.0).max() else { return Free::Any };
    let top = accepted.iter().filter(|accepted| accepted.0 == highest);
    let mut votes: BTreeMap<Hash, usize> = BTreeMap::new();
    top.for_each(|accepted| {
        let count = votes.entry(accepted.1).or_default();
        *count = count.saturating_add(1);
    });
    if votes.len() == 1 {
        return Free::Only(votes.into_keys().collect());
    }
    let silent = electorate.charter().members.len().saturating_sub(promises.len());
    let can = |count: usize| count.saturating_add(silent) >= electorate.majority();
    let possible: BTreeSet<Hash> = votes.iter().filter(|vote| can(*vote.1)).map(|vote| *vote.0).collect();
    match possible.len() {
        0 => Free::Only(votes.into_keys().collect()),
        1 => Free::Only(possible),
        _ => Free::Undetermined,
    }
}

/// An ask whose justification holds: by the ballot's owner, for a motion that is carried, after a quorum's promises, and
/// for nothing that the promises forbid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    ask: Verified<Ask>,
    motion: Motion,
}

impl Asked {
    /// Verifies an ask and everything that justifies it.
    pub fn verify(frame: &AskFrame, electorate: &Electorate) -> Result<Self, AgreementError> {
        let ask: Verified<Ask> = envelope::open(&frame.ask)?;
        let body = ask.body();
        electorate.is_about((body.circle, body.number, body.prev))?;
        electorate.owned_by(&ask, &body.organisation, body.ballot)?;
        if frame.promises.len() > MAX_MEMBERS {
            return Err(AgreementError::Promises);
        }
        let motion = Motion::read(&frame.motion, electorate)?;
        motion.check_carried(electorate)?;
        let mut promises = Promises::new();
        for bytes in &frame.promises {
            let promise = read_promise(bytes, body.ballot, electorate)?;
            if promises.insert(promise.body().organisation, promise).is_some() {
                return Err(AgreementError::Promises);
            }
        }
        let promised = promises.keys().copied().collect();
        if !electorate.is_quorum(&promised, &motion.absent()) {
            return Err(AgreementError::Promises);
        }
        let fits = match free(&promises, electorate) {
            Free::Any => true,
            Free::Only(charters) => charters.contains(&body.charter),
            Free::Undetermined => false,
        };
        if fits && motion.hash() == body.charter {
            Ok(Self { ask, motion })
        } else {
            Err(AgreementError::Value)
        }
    }

    /// The ask.
    pub fn ask(&self) -> &Verified<Ask> {
        &self.ask
    }

    /// The motion that it is about.
    pub fn motion(&self) -> &Motion {
        &self.motion
    }
}
