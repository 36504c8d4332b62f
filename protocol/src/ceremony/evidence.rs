//! Evidence that a participant of a ceremony cheated: signed by itself, verifiable by anybody who holds the charter.
//!
//! A share that does not fit its dealing is shown as it was signed. That gives nothing away: it is no share of anything,
//! and the attempt is over.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::Fault;
use super::dealing::{self, Dealings};
use super::message::{Attestation, Dealing, Handed, Placed, Probe};
use super::roster::Roster;
use crate::charter::{Charter, EpochKey, MAX_MEMBERS};
use crate::envelope::Verified;
use crate::evaluation::{Gathering, canary_of, open_canary};
use crate::ids::{Hash, OrganisationId};

/// What a participant signed, and what it contradicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Two dealings of one attempt.
    TwoDealings(ByteBuf, ByteBuf),
    /// A dealing that is none.
    UnsoundDealing(ByteBuf),
    /// A dealing, and a share that is not of it.
    WrongShare(ByteBuf, ByteBuf),
    /// All dealings, and a probe that was not made with the share that follows from them.
    WrongProbe(Vec<ByteBuf>, ByteBuf),
    /// All dealings, all probes, and an attestation of another key than they make.
    WrongAttestation(Vec<ByteBuf>, Vec<ByteBuf>, ByteBuf),
}

/// What was done wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Wrong {
    /// Two dealings of one attempt.
    #[error("dealt twice in one attempt")]
    TwoDealings,
    /// A dealing that is none.
    #[error("dealt something that is no dealing")]
    UnsoundDealing,
    /// A share that is not of the dealing.
    #[error("handed out a share that does not fit its dealing")]
    WrongShare,
    /// A probe that was not made with the right share.
    #[error("evaluated with something else than its share")]
    WrongProbe,
    /// An attestation of another key.
    #[error("attested another key than all dealings make")]
    WrongAttestation,
    /// Two splittings for one request.
    #[error("split its share in two ways for one newcomer")]
    TwoSplittings,
    /// A splitting that does not add up.
    #[error("split something else than its share")]
    UnsoundSplitting,
    /// A part that was not committed to.
    #[error("gave a helper another part than it committed to")]
    WrongDelta,
    /// A sum of something else.
    #[error("gave the newcomer another sum than that of the parts")]
    WrongSigma,
}

/// Who did what in which attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{organisation} {wrong} (attempt {attempt})")]
pub struct Offence {
    /// Who.
    pub organisation: OrganisationId,
    /// In which attempt.
    pub attempt: u32,
    /// What.
    pub wrong: Wrong,
}

impl Evidence {
    pub(super) fn within_bounds(&self) -> bool {
        match self {
            Self::WrongProbe(dealings, _) => dealings.len() <= MAX_MEMBERS,
            Self::WrongAttestation(dealings, probes, _) => {
                dealings.len() <= MAX_MEMBERS && probes.len() <= MAX_MEMBERS
            }
            Self::TwoDealings(..) | Self::UnsoundDealing(_) | Self::WrongShare(..) => true,
        }
    }

    /// Whom it convicts, by the charter that wanted the key.
    pub fn verify(&self, charter: &Charter) -> Result<Offence, Fault> {
        self.convicts(&Roster::of(charter))
    }

    pub(super) fn convicts(&self, roster: &Roster) -> Result<Offence, Fault> {
        let (place, wrong) = match self {
            Self::TwoDealings(one, other) => two_dealings(roster, one, other)?,
            Self::UnsoundDealing(bytes) => unsound_dealing(roster, bytes)?,
            Self::WrongShare(dealing, handed) => wrong_share(roster, dealing, handed)?,
            Self::WrongProbe(dealings, probe) => wrong_probe(roster, dealings, probe)?,
            Self::WrongAttestation(dealings, probes, attestation) => {
                wrong_attestation(roster, dealings, probes, attestation)?
            }
        };
        let organisation = roster.organisation(place.1).ok_or(Fault::Stranger)?;
        Ok(Offence { organisation, attempt: place.0, wrong })
    }
}

/// An attempt, and the share of whoever signed in it.
type Place = (u32, u16);

fn place(signed: &impl Placed) -> Place {
    (signed.of().attempt, signed.author())
}

fn proven(holds: bool, place: Place, wrong: Wrong) -> Result<(Place, Wrong), Fault> {
    if holds { Ok((place, wrong)) } else { Err(Fault::Unproven) }
}

fn two_dealings(roster: &Roster, one: &[u8], other: &[u8]) -> Result<(Place, Wrong), Fault> {
    let (one, other) = (roster.open::<Dealing>(one)?, roster.open::<Dealing>(other)?);
    let twice = place(one.body()) == place(other.body()) && one.hash() != other.hash();
    proven(twice, place(one.body()), Wrong::TwoDealings)
}

fn unsound_dealing(roster: &Roster, bytes: &[u8]) -> Result<(Place, Wrong), Fault> {
    let dealing = roster.open::<Dealing>(bytes)?;
    let unsound = !dealing::is_sound(dealing.body(), roster.t);
    proven(unsound, place(dealing.body()), Wrong::UnsoundDealing)
}

fn wrong_share(roster: &Roster, dealing: &[u8], handed: &[u8]) -> Result<(Place, Wrong), Fault> {
    let (dealing, handed) = (roster.open::<Dealing>(dealing)?, roster.open::<Handed>(handed)?);
    let same = place(dealing.body()) == place(handed.body());
    let Handed { to, ref value, .. } = *handed.body();
    let wrong = roster.organisation(to).is_some() && !dealing::is_value_of(dealing.body(), to, value);
    proven(same && wrong, place(handed.body()), Wrong::WrongShare)
}

/// The dealings of everybody in one attempt.
fn all_dealings(roster: &Roster, attempt: u32, bytes: &[ByteBuf]) -> Result<Dealings, Fault> {
    let mut dealings = Dealings::new();
    for bytes in bytes {
        let dealing = roster.open::<Dealing>(bytes)?;
        if dealing.body().of.attempt != attempt || !dealing::is_sound(dealing.body(), roster.t) {
            return Err(Fault::Unproven);
        }
        dealings.insert(dealing.body().share, dealing);
    }
    if dealings.len() == roster.len() { Ok(dealings) } else { Err(Fault::Unproven) }
}

fn wrong_probe(roster: &Roster, dealings: &[ByteBuf], probe: &[u8]) -> Result<(Place, Wrong), Fault> {
    let probe = roster.open::<Probe>(probe)?;
    let dealings = all_dealings(roster, probe.body().of.attempt, dealings)?;
    let draft = dealing::draft(roster, &dealings).ok_or(Fault::Unproven)?;
    // A probe made of other dealings proves nothing against the one who made it.
    let same = probe.body().dealings == dealing::hash_of(&dealings);
    proven(same && !probe_holds(&draft, probe.body()), place(probe.body()), Wrong::WrongProbe)
}

fn wrong_attestation(
    roster: &Roster,
    dealings: &[ByteBuf],
    probes: &[ByteBuf],
    attestation: &[u8],
) -> Result<(Place, Wrong), Fault> {
    let attestation = roster.open::<Attestation>(attestation)?;
    let dealings = all_dealings(roster, attestation.body().of.attempt, dealings)?;
    let draft = dealing::draft(roster, &dealings).ok_or(Fault::Unproven)?;
    let probes = probes.iter().map(|bytes| roster.open::<Probe>(bytes)).collect::<Result<Vec<_>, _>>()?;
    let probes: BTreeMap<u16, _> = probes.into_iter().map(|probe| (probe.body().share, probe)).collect();
    let key = with_canary(draft, &probes).ok_or(Fault::Unproven)?;
    let Attestation { dealings: of, key: attested, .. } = *attestation.body();
    let same = of == dealing::hash_of(&dealings);
    proven(same && attested != key_hash(&key), place(attestation.body()), Wrong::WrongAttestation)
}

/// Whether a probe was made with the share that the key lists for its author.
pub(super) fn probe_holds(draft: &EpochKey, probe: &Probe) -> bool {
    let Ok((_, asked)) = open_canary() else { return false };
    Gathering::new(&[asked], draft)
        .is_ok_and(|mut gathering| gathering.add(probe.share, &probe.evaluation).is_ok())
}

/// The key with the canary that the probes make, all of which hold; at least t.
pub(super) fn with_canary(draft: EpochKey, probes: &BTreeMap<u16, Verified<Probe>>) -> Option<EpochKey> {
    let (blinding, asked) = open_canary().ok()?;
    let mut gathering = Gathering::new(&[asked], &draft).ok()?;
    for probe in probes.values() {
        gathering.add(probe.body().share, &probe.body().evaluation).ok()?;
    }
    let output = blinding.finish_combined(&gathering.combine().ok()?).ok()?.pop()?;
    Some(EpochKey { canary: canary_of(&output), ..draft })
}

/// The hash of a key as its participants attest it.
pub(super) fn key_hash(key: &EpochKey) -> Hash {
    key.transcript(&key.shares)
}
