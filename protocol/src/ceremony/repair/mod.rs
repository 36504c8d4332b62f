//! How a newcomer gets the share that the charter already lists for her, without anybody seeing it or the key.
//!
//! The repairable threshold scheme of Stinson and Wei (eprint 2017/1155): her share is Σ λ_i·k_i over exactly t helpers.
//! Each helper splits λ_i·k_i at random among all helpers, each helper adds up what it was given, and the sums make the
//! share. Here every part is also committed to in the exponent, so that everything can be held against what the charter
//! lists: the parts of a helper add up to λ_i·V_i, a part is the one committed to, a sum is the sum of the parts. Whoever
//! lies is named by what it signed itself.

mod evidence;
mod helper;
pub mod message;
mod newcomer;

use std::collections::BTreeMap;

use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;
use serde_bytes::ByteBuf;

use self::message::{Part, RepairExchange, Request, Splitting};
use super::Fault;
use super::evidence::Offence;
use super::roster::Roster;
use super::secret::SecretScalar;
use crate::charter::{Charter, EpochKey};
use crate::codec;
use crate::envelope::{self, Signed, Verified, domain};
use crate::evaluation::{Element, lagrange};
use crate::ids::{Hash, NodeKey, OrganisationId};

pub use evidence::RepairEvidence;
pub use helper::Helper;
pub use newcomer::Newcomer;

/// The longest stored repair that is read, in bytes.
pub const MAX_STORED: usize = 131_072;

type Splittings = BTreeMap<u16, Verified<Splitting>>;

/// One request, and what everybody may know of its fulfilment.
#[derive(Clone)]
struct Repair {
    roster: Roster,
    keys: BTreeMap<u16, NodeKey>,
    request: Verified<Request>,
    /// Each helper's Lagrange coefficient and public share.
    helpers: BTreeMap<u16, (Scalar, RistrettoPoint)>,
    splittings: Splittings,
    evidence: Option<RepairEvidence>,
}

impl Repair {
    /// Reads a request under the charter that names the newcomer.
    fn read(bytes: &[u8], charter: &Charter) -> Result<Self, Fault> {
        let request: Verified<Request> = envelope::open(bytes)?;
        let Request { circle, number, epoch, share, ref helpers, .. } = *request.body();
        if circle != charter.circle || number != charter.number {
            return Err(Fault::Elsewhere);
        }
        let newcomer = charter.members.iter().find(|member| member.share == share);
        if newcomer.is_none_or(|member| member.node_key != request.signer()) {
            return Err(Fault::Stranger);
        }
        let key = charter.key_of(epoch).ok_or(Fault::NotWanted)?;
        if key.share(share) != key.interpolate(share).ok().as_ref() {
            return Err(Fault::NotWanted);
        }
        let keys: BTreeMap<u16, NodeKey> =
            charter.members.iter().map(|member| (member.share, member.node_key)).collect();
        let named = helpers.iter().all(|helper| *helper != share && keys.contains_key(helper));
        let exact = helpers.len() == usize::from(key.t) && helpers.is_sorted_by(|a, b| a < b);
        let helpers = weigh(key, helpers, share).filter(|_| named && exact).ok_or(Fault::Helpers)?;
        let (roster, splittings) = (Roster::of(charter), BTreeMap::new());
        Ok(Self { roster, keys, request, helpers, splittings, evidence: None })
    }

    fn newcomer(&self) -> u16 {
        self.request.body().share
    }

    /// Opens what a helper signed for this request.
    fn open<T: Signed + Part>(&self, bytes: &[u8]) -> Result<Verified<T>, Fault> {
        let signed: Verified<T> = envelope::open(bytes)?;
        if signed.body().of() != self.request.hash() {
            return Err(Fault::Elsewhere);
        }
        let author = signed.body().author();
        let right = self.helpers.contains_key(&author) && self.keys.get(&author) == Some(&signed.signer());
        if right { Ok(signed) } else { Err(Fault::Stranger) }
    }

    /// Whether the parts add up to the helper's weighted public share.
    fn is_sound(&self, splitting: &Splitting) -> bool {
        let parts: Option<Vec<RistrettoPoint>> = splitting.parts.iter().map(Element::point).collect();
        let whole = self.helpers.get(&splitting.share).map(|(weight, public)| public * weight);
        parts.is_some_and(|parts| {
            parts.len() == self.helpers.len() && Some(parts.iter().sum::<RistrettoPoint>()) == whole
        })
    }

    /// What a helper committed to for another.
    fn part(&self, splitting: &Splitting, to: u16) -> Option<RistrettoPoint> {
        let place = self.helpers.keys().position(|helper| *helper == to)?;
        splitting.parts.get(place)?.point()
    }

    /// What a helper's sum must be in the exponent, once all splittings are known.
    fn sum(&self, splittings: &Splittings, of: u16) -> Option<RistrettoPoint> {
        let parts = splittings.values().map(|splitting| self.part(splitting.body(), of));
        let parts: Vec<RistrettoPoint> = parts.collect::<Option<_>>()?;
        Some(parts.iter().sum())
    }

    fn is_split(&self) -> bool {
        self.splittings.len() == self.helpers.len()
    }

    /// What is public is taken from anybody; what is refused is told.
    fn take(&mut self, from: &OrganisationId, exchange: &RepairExchange) -> Result<u16, Fault> {
        let sender = self.roster.share_of(from).ok_or(Fault::Stranger)?;
        let takes_part = sender == self.newcomer() || self.helpers.contains_key(&sender);
        if !takes_part || exchange.request.as_ref() != self.request.bytes() {
            return Err(if takes_part { Fault::Elsewhere } else { Fault::Stranger });
        }
        if self.evidence.is_some() {
            return Ok(sender);
        }
        if let Some(evidence) = &exchange.evidence {
            self.convict(evidence.clone())?;
            return Ok(sender);
        }
        let mut first = Ok(());
        for bytes in &exchange.splittings {
            first = first.and(self.take_splitting(bytes));
        }
        first.map(|()| sender)
    }

    fn take_splitting(&mut self, bytes: &ByteBuf) -> Result<(), Fault> {
        let held = self.splittings.values().any(|splitting| splitting.bytes() == bytes.as_ref());
        if self.evidence.is_some() || held {
            return Ok(());
        }
        let splitting = self.open::<Splitting>(bytes)?;
        let share = splitting.body().share;
        if let Some(held) = self.splittings.get(&share) {
            let (held, other) = (ByteBuf::from(held.bytes()), bytes.clone());
            let same = self.splittings.get(&share).is_some_and(|held| held.hash() == splitting.hash());
            return if same { Ok(()) } else { self.convict(RepairEvidence::TwoSplittings(held, other)) };
        }
        if !self.is_sound(splitting.body()) {
            return self.convict(RepairEvidence::UnsoundSplitting(bytes.clone()));
        }
        self.splittings.insert(share, splitting);
        Ok(())
    }

    /// Ends the attempt, if the evidence proves its point.
    fn convict(&mut self, evidence: RepairEvidence) -> Result<(), Fault> {
        evidence.convicts(self)?;
        self.evidence = Some(evidence);
        self.splittings.clear();
        Ok(())
    }

    fn offence(&self) -> Option<Offence> {
        self.evidence.as_ref().and_then(|evidence| evidence.convicts(self).ok())
    }

    fn envelopes(&self) -> Vec<ByteBuf> {
        self.splittings.values().map(|splitting| ByteBuf::from(splitting.bytes())).collect()
    }

    /// The helpers who are not in `held`.
    fn missing(&self, held: impl Fn(u16) -> bool) -> Vec<OrganisationId> {
        let missing = self.helpers.keys().filter(|helper| !held(**helper));
        missing.filter_map(|helper| self.roster.organisation(*helper)).collect()
    }

    /// What everybody may say.
    fn exchange(&self) -> RepairExchange {
        let empty = RepairExchange::empty(self.request.bytes());
        RepairExchange { splittings: self.envelopes(), evidence: self.evidence.clone(), ..empty }
    }

    /// Splittings and evidence as they were kept.
    fn restore(&mut self, splittings: &[ByteBuf], evidence: Option<RepairEvidence>) -> Result<(), Fault> {
        splittings.iter().try_for_each(|bytes| self.take_splitting(bytes))?;
        evidence.map_or(Ok(()), |evidence| self.convict(evidence))
    }
}

fn weigh(key: &EpochKey, helpers: &[u16], at: u16) -> Option<BTreeMap<u16, (Scalar, RistrettoPoint)>> {
    let weights = lagrange::coefficients(helpers, at)?;
    let weighed = helpers.iter().zip(weights);
    weighed.map(|(helper, weight)| Some((*helper, (weight, key.share(*helper)?.point()?)))).collect()
}

/// The hash of all splittings, in the order of the helpers.
fn hash_of(splittings: &Splittings) -> Hash {
    let hashes: Vec<Hash> = splittings.values().map(Verified::hash).collect();
    codec::hash(domain::SPLITTING, &codec::encode(&hashes))
}

/// Whether a secret is what was committed to.
fn opens(value: &SecretScalar, commitment: RistrettoPoint) -> bool {
    value.scalar().is_some_and(|value| RistrettoPoint::mul_base(&value) == commitment)
}
