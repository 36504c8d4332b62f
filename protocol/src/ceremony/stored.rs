//! A ceremony as it is kept through a restart. The bytes hold secrets: the store seals them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use zeroize::Zeroizing;

use super::Fault;
use super::evidence::Evidence;
use super::message::Placed;
use super::participant::{Attempt, Ceremony, MAX_KEPT, envelopes};
use super::roster::Roster;
use super::secret::{SecretBytes, SecretScalar};
use crate::charter::{Charter, MAX_MEMBERS};
use crate::codec::{self, CodecError};
use crate::envelope::{Signed, Verified};
use crate::ids::{CircleId, OrganisationId};

/// The longest stored ceremony that is read, in bytes.
pub const MAX_STORED: usize = 131_072;

#[derive(Serialize, Deserialize)]
struct Stored {
    circle: CircleId,
    number: u64,
    share: u16,
    attempt: u32,
    polynomial: Option<Vec<SecretScalar>>,
    dealings: Vec<ByteBuf>,
    handed: Vec<(u16, SecretBytes)>,
    received: Vec<(u16, SecretScalar)>,
    own: Option<SecretScalar>,
    probes: Vec<ByteBuf>,
    attestations: Vec<ByteBuf>,
    evidence: Option<Evidence>,
    kept: Vec<(u32, SecretScalar)>,
}

fn open_all<T: Signed + Placed>(
    roster: &Roster,
    attempt: u32,
    bytes: &[ByteBuf],
) -> Result<BTreeMap<u16, Verified<T>>, Fault> {
    let open = |bytes: &ByteBuf| {
        let signed = roster.open::<T>(bytes)?;
        let here = signed.body().of() == roster.attempt(attempt);
        if here { Ok((signed.body().author(), signed)) } else { Err(Fault::Elsewhere) }
    };
    bytes.iter().map(open).collect()
}

impl Ceremony {
    /// For the sealed store: to be durable before anything is sent.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let attempt = &self.attempt;
        let polynomial = attempt.polynomial.as_ref();
        let stored = Stored {
            circle: self.roster.circle,
            number: self.roster.number,
            share: self.me,
            attempt: attempt.number,
            polynomial: polynomial.map(|polynomial| polynomial.iter().map(SecretScalar::new).collect()),
            dealings: envelopes(&attempt.dealings),
            handed: attempt.handed.iter().map(|(to, bytes)| (*to, bytes.clone())).collect(),
            received: attempt.received.iter().map(|(from, value)| (*from, value.clone())).collect(),
            own: attempt.share.clone(),
            probes: envelopes(&attempt.probes),
            attestations: envelopes(&attempt.attestations),
            evidence: attempt.evidence.clone(),
            kept: self.kept.clone(),
        };
        Zeroizing::new(codec::encode(&stored))
    }

    /// Reads a stored ceremony of `organisation` in the charter that wanted the key.
    pub fn from_bytes(bytes: &[u8], charter: &Charter, organisation: &OrganisationId) -> Result<Self, Fault> {
        let stored: Stored = codec::decode_bounded(bytes, MAX_STORED)?;
        let roster = Roster::of(charter);
        let me = roster.share_of(organisation).ok_or(Fault::NotWanted)?;
        if (stored.circle, stored.number, stored.share) != (roster.circle, roster.number, me) {
            return Err(Fault::Elsewhere);
        }
        let counts = [stored.handed.len(), stored.received.len(), stored.dealings.len()];
        if counts.into_iter().any(|count| count > MAX_MEMBERS) || stored.kept.len() > MAX_KEPT {
            return Err(CodecError::Shape.into());
        }
        let polynomial = stored.polynomial.as_ref().map(|coefficients| {
            let scalars = coefficients.iter().map(|coefficient| Some(*coefficient.scalar()?));
            scalars.collect::<Option<Vec<_>>>().map(Zeroizing::new).ok_or(CodecError::Shape)
        });
        let attempt = Attempt {
            number: stored.attempt,
            polynomial: polynomial.transpose()?,
            dealings: open_all(&roster, stored.attempt, &stored.dealings)?,
            handed: stored.handed.into_iter().collect(),
            received: stored.received.into_iter().collect(),
            share: stored.own,
            probes: open_all(&roster, stored.attempt, &stored.probes)?,
            attestations: open_all(&roster, stored.attempt, &stored.attestations)?,
            evidence: stored.evidence,
            draft: None,
            key: None,
        };
        let mut ceremony = Self { roster, me, attempt, kept: stored.kept };
        ceremony.recompute();
        Ok(ceremony)
    }
}
