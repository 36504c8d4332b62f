//! A helper's part in a repair.
//!
//! The caller makes [`Helper::to_bytes`] durable after everything that changed it and before anything is sent. The newest
//! request of a newcomer replaces those before it.

use std::collections::BTreeMap;

use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;
use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use zeroize::Zeroizing;

use super::message::{Delta, RepairExchange, Request, Sigma, Splitting};
use super::{MAX_STORED, Repair, RepairEvidence, hash_of, opens};
use crate::ceremony::Fault;
use crate::ceremony::evidence::Offence;
use crate::ceremony::secret::{SecretBytes, SecretScalar};
use crate::ceremony::taking::Received;
use crate::charter::{Charter, MAX_MEMBERS};
use crate::codec::{self, CodecError};
use crate::envelope::{self, NodeSecret};
use crate::evaluation::TagKey;
use crate::ids::OrganisationId;

/// One helper's part in one request.
#[derive(Clone)]
pub struct Helper {
    repair: Repair,
    me: u16,
    /// Envelopes for the other helpers.
    deltas: BTreeMap<u16, SecretBytes>,
    /// The parts that were given, the own included, until they are added up.
    received: BTreeMap<u16, SecretScalar>,
    /// The envelope for the newcomer.
    sigma: Option<SecretBytes>,
    /// She has her share: nothing secret is kept any more.
    done: bool,
}

impl core::fmt::Debug for Helper {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Helper(share {} for share {})", self.me, self.repair.newcomer())
    }
}

#[derive(Serialize, Deserialize)]
struct Stored {
    request: ByteBuf,
    splittings: Vec<ByteBuf>,
    deltas: Vec<(u16, SecretBytes)>,
    received: Vec<(u16, SecretScalar)>,
    sigma: Option<SecretBytes>,
    done: bool,
    evidence: Option<RepairEvidence>,
}

impl Helper {
    /// Begins to help, as a member of the charter that names the newcomer, with the own share of the key.
    pub fn open(
        request: &[u8],
        charter: &Charter,
        organisation: &OrganisationId,
        own: &TagKey,
        secret: &NodeSecret,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<Self, Fault> {
        let (repair, me) = named(request, charter, organisation)?;
        let key = charter.key_of(repair.request.body().epoch).ok_or(Fault::NotWanted)?;
        key.check_share(me, own)?;
        let share = Option::<Scalar>::from(Scalar::from_canonical_bytes(*own.to_bytes()));
        let share = Zeroizing::new(share.ok_or(Fault::NoKey)?);
        let (received, deltas) = (BTreeMap::new(), BTreeMap::new());
        let mut helper = Self { repair, me, deltas, received, sigma: None, done: false };
        helper.split(&share, secret, rng)?;
        helper.add_up(secret)?;
        Ok(helper)
    }

    /// Splits the weighted share at random: as many parts as there are helpers, which add up to it.
    fn split(
        &mut self,
        share: &Scalar,
        secret: &NodeSecret,
        mut rng: &mut dyn CryptoRngCore,
    ) -> Result<(), Fault> {
        let (of, helpers) = (self.repair.request.hash(), &self.repair.helpers);
        let (weight, _) = helpers.get(&self.me).ok_or(Fault::NotWanted)?;
        let mut rest = Zeroizing::new(share * weight);
        let mut parts = Vec::with_capacity(helpers.len());
        for (n, helper) in (1..).zip(helpers.keys()) {
            let last = n == helpers.len();
            let part = Zeroizing::new(if last { *rest } else { Scalar::random(&mut rng) });
            *rest -= *part;
            parts.push(RistrettoPoint::mul_base(&part).into());
            let value = SecretScalar::new(&part);
            if *helper == self.me {
                self.received.insert(self.me, value);
            } else {
                let delta = envelope::seal(Delta { of, share: self.me, to: *helper, value }, secret);
                self.deltas.insert(*helper, SecretBytes::new(delta.bytes()));
            }
        }
        let splitting = envelope::seal(Splitting { of, share: self.me, parts }, secret);
        self.repair.splittings.insert(self.me, splitting);
        Ok(())
    }

    /// The request that is helped with.
    pub fn request(&self) -> &Request {
        self.repair.request.body()
    }

    /// All that is to be said to another helper or to the newcomer.
    pub fn exchange(&self, to: &OrganisationId) -> RepairExchange {
        let Some(to) = self.repair.roster.share_of(to) else {
            return RepairExchange::empty(self.repair.request.bytes());
        };
        let sigma = self.sigma.clone().filter(|_| to == self.repair.newcomer());
        RepairExchange { delta: self.deltas.get(&to).cloned(), sigma, ..self.repair.exchange() }
    }

    /// Takes what came on the link of `from`.
    pub fn receive(
        &mut self,
        from: &OrganisationId,
        exchange: &RepairExchange,
        secret: &NodeSecret,
    ) -> Received {
        let before = self.weight();
        let fault = self.take(from, exchange, secret).err();
        if self.done || self.repair.evidence.is_some() {
            self.deltas.clear();
            self.received.clear();
            self.sigma = None;
        }
        Received { changed: self.weight() != before, fault }
    }

    fn weight(&self) -> (usize, usize, bool, bool, bool) {
        let Repair { splittings, evidence, .. } = &self.repair;
        (splittings.len(), self.received.len(), self.sigma.is_some(), evidence.is_some(), self.done)
    }

    fn take(
        &mut self,
        from: &OrganisationId,
        exchange: &RepairExchange,
        secret: &NodeSecret,
    ) -> Result<(), Fault> {
        let sender = self.repair.take(from, exchange)?;
        self.done |= exchange.done && sender == self.repair.newcomer();
        if let Some(delta) = &exchange.delta {
            self.take_delta(sender, delta.as_bytes())?;
        }
        self.add_up(secret)
    }

    fn take_delta(&mut self, sender: u16, bytes: &[u8]) -> Result<(), Fault> {
        let over = self.done || self.sigma.is_some() || self.repair.evidence.is_some();
        let known = over || self.received.contains_key(&sender);
        let Some(splitting) = self.repair.splittings.get(&sender).filter(|_| !known) else { return Ok(()) };
        let delta = self.repair.open::<Delta>(bytes)?;
        let Delta { share, to, ref value, .. } = *delta.body();
        if share != sender || to != self.me {
            return Err(Fault::PassedOn);
        }
        if !self.repair.part(splitting.body(), to).is_some_and(|part| opens(value, part)) {
            let splitting = ByteBuf::from(splitting.bytes());
            return self.repair.convict(RepairEvidence::WrongDelta(splitting, ByteBuf::from(bytes)));
        }
        self.received.insert(share, value.clone());
        Ok(())
    }

    fn add_up(&mut self, secret: &NodeSecret) -> Result<(), Fault> {
        let all = self.repair.is_split() && self.received.len() == self.repair.helpers.len();
        if !all || self.sigma.is_some() {
            return Ok(());
        }
        let mut sum = Zeroizing::new(Scalar::ZERO);
        for value in self.received.values() {
            *sum += *value.scalar().ok_or(Fault::NoKey)?;
        }
        let (of, splittings) = (self.repair.request.hash(), hash_of(&self.repair.splittings));
        let sigma = Sigma { of, share: self.me, splittings, value: SecretScalar::new(&sum) };
        self.sigma = Some(SecretBytes::new(envelope::seal(sigma, secret).bytes()));
        self.received.clear();
        Ok(())
    }

    /// The helpers from whom a part is missing; nobody once the sum is made.
    pub fn missing(&self) -> Vec<OrganisationId> {
        let made = self.sigma.is_some() || self.done;
        self.repair.missing(|helper| made || self.received.contains_key(&helper))
    }

    /// Whether the newcomer has said that she has her share: there is nothing to be kept any more.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// Who was found out, and ended the attempt.
    pub fn offence(&self) -> Option<Offence> {
        self.repair.offence()
    }

    /// For the sealed store: to be durable before anything is sent.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let stored = Stored {
            request: ByteBuf::from(self.repair.request.bytes()),
            splittings: self.repair.envelopes(),
            deltas: self.deltas.iter().map(|(to, bytes)| (*to, bytes.clone())).collect(),
            received: self.received.iter().map(|(from, value)| (*from, value.clone())).collect(),
            sigma: self.sigma.clone(),
            done: self.done,
            evidence: self.repair.evidence.clone(),
        };
        Zeroizing::new(codec::encode(&stored))
    }

    /// Reads what was kept, under the charter of the request.
    pub fn from_bytes(bytes: &[u8], charter: &Charter, organisation: &OrganisationId) -> Result<Self, Fault> {
        let stored: Stored = codec::decode_bounded(bytes, MAX_STORED)?;
        if stored.deltas.len() > MAX_MEMBERS || stored.received.len() > MAX_MEMBERS {
            return Err(CodecError::Shape.into());
        }
        let (mut repair, me) = named(&stored.request, charter, organisation)?;
        repair.restore(&stored.splittings, stored.evidence)?;
        let (deltas, received) = (stored.deltas.into_iter().collect(), stored.received.into_iter().collect());
        Ok(Self { repair, me, deltas, received, sigma: stored.sigma, done: stored.done })
    }
}

fn named(request: &[u8], charter: &Charter, organisation: &OrganisationId) -> Result<(Repair, u16), Fault> {
    let repair = Repair::read(request, charter)?;
    let me = repair.roster.share_of(organisation);
    let me = me.filter(|me| repair.helpers.contains_key(me)).ok_or(Fault::NotWanted)?;
    Ok((repair, me))
}
