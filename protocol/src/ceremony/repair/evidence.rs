//! Evidence that a helper lied: signed by itself, verifiable by anybody who holds the charter and the request.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::message::{Delta, Part, Sigma, Splitting};
use super::{Repair, Splittings, hash_of, opens};
use crate::ceremony::Fault;
use crate::ceremony::evidence::{Offence, Wrong};
use crate::charter::{Charter, MAX_MEMBERS};

/// What a helper signed, and what it contradicts. A wrong part or sum is shown as it was signed: it is a part of nothing,
/// and the attempt is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepairEvidence {
    /// Two splittings for one request.
    TwoSplittings(ByteBuf, ByteBuf),
    /// A splitting whose parts do not add up to the helper's weighted share.
    UnsoundSplitting(ByteBuf),
    /// A splitting, and a part that it did not commit to.
    WrongDelta(ByteBuf, ByteBuf),
    /// All splittings, and a sum of something else.
    WrongSigma(Vec<ByteBuf>, ByteBuf),
}

impl RepairEvidence {
    pub(super) fn within_bounds(&self) -> bool {
        match self {
            Self::WrongSigma(splittings, _) => splittings.len() <= MAX_MEMBERS,
            Self::TwoSplittings(..) | Self::UnsoundSplitting(_) | Self::WrongDelta(..) => true,
        }
    }

    /// Whom it convicts, by the request's envelope and the charter under which it was made.
    pub fn verify(&self, request: &[u8], charter: &Charter) -> Result<Offence, Fault> {
        self.convicts(&Repair::read(request, charter)?)
    }

    pub(super) fn convicts(&self, repair: &Repair) -> Result<Offence, Fault> {
        let (share, holds, wrong) = match self {
            Self::TwoSplittings(one, other) => {
                let (one, other) = (repair.open::<Splitting>(one)?, repair.open::<Splitting>(other)?);
                let (share, differ) = (one.body().share, one.hash() != other.hash());
                (share, share == other.body().share && differ, Wrong::TwoSplittings)
            }
            Self::UnsoundSplitting(bytes) => {
                let splitting = repair.open::<Splitting>(bytes)?;
                (splitting.body().share, !repair.is_sound(splitting.body()), Wrong::UnsoundSplitting)
            }
            Self::WrongDelta(splitting, delta) => {
                let (splitting, delta) = (repair.open::<Splitting>(splitting)?, repair.open::<Delta>(delta)?);
                let Delta { share, to, ref value, .. } = *delta.body();
                let part = repair.part(splitting.body(), to);
                let wrong = part.is_some_and(|part| !opens(value, part));
                (share, wrong && splitting.body().author() == share, Wrong::WrongDelta)
            }
            Self::WrongSigma(splittings, sigma) => {
                let (splittings, sigma) = (all(repair, splittings)?, repair.open::<Sigma>(sigma)?);
                let Sigma { share, splittings: of, ref value, .. } = *sigma.body();
                let sum = repair.sum(&splittings, share).ok_or(Fault::Unproven)?;
                // A sum under other splittings proves nothing against the one who made it.
                (share, of == hash_of(&splittings) && !opens(value, sum), Wrong::WrongSigma)
            }
        };
        let organisation = repair.roster.organisation(share).filter(|_| holds).ok_or(Fault::Unproven)?;
        Ok(Offence { organisation, attempt: repair.request.body().attempt, wrong })
    }
}

/// The sound splittings of all helpers.
fn all(repair: &Repair, bytes: &[ByteBuf]) -> Result<Splittings, Fault> {
    let mut splittings = Splittings::new();
    for bytes in bytes {
        let splitting = repair.open::<Splitting>(bytes)?;
        if !repair.is_sound(splitting.body()) {
            return Err(Fault::Unproven);
        }
        splittings.insert(splitting.body().share, splitting);
    }
    if splittings.len() == repair.helpers.len() { Ok(splittings) } else { Err(Fault::Unproven) }
}
