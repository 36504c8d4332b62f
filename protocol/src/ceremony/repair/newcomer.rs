//! A newcomer's part in the making of her share.
//!
//! The caller makes [`Newcomer::to_bytes`] durable after everything that changed it and before anything is sent.

use std::collections::BTreeMap;

use curve25519_dalek::scalar::Scalar;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use zeroize::Zeroizing;

use super::message::{RepairExchange, Request, Sigma};
use super::{MAX_STORED, Repair, RepairEvidence, hash_of, opens};
use crate::ceremony::Fault;
use crate::ceremony::evidence::Offence;
use crate::ceremony::secret::SecretScalar;
use crate::ceremony::taking::Received;
use crate::charter::{Charter, EpochKey, MAX_MEMBERS};
use crate::codec::{self, CodecError};
use crate::envelope::{self, NodeSecret};
use crate::evaluation::TagKey;
use crate::ids::OrganisationId;

/// A newcomer who asks t helpers for her share of one key. Also for a member whose share was lost.
#[derive(Clone)]
pub struct Newcomer {
    repair: Repair,
    key: EpochKey,
    sigmas: BTreeMap<u16, SecretScalar>,
}

impl core::fmt::Debug for Newcomer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Newcomer({} of {} sums)", self.sigmas.len(), self.repair.helpers.len())
    }
}

#[derive(Serialize, Deserialize)]
struct Stored {
    request: ByteBuf,
    splittings: Vec<ByteBuf>,
    sigmas: Vec<(u16, SecretScalar)>,
    evidence: Option<RepairEvidence>,
}

impl Newcomer {
    /// Asks these t members for the share of the key of `epoch`. A higher attempt replaces those before it.
    pub fn open(
        charter: &Charter,
        organisation: &OrganisationId,
        epoch: u64,
        helpers: &[OrganisationId],
        attempt: u32,
        secret: &NodeSecret,
    ) -> Result<Self, Fault> {
        let share = |organisation| charter.member(organisation).map(|member| member.share);
        let mut helpers: Vec<u16> = helpers.iter().map(share).collect::<Option<_>>().ok_or(Fault::Helpers)?;
        helpers.sort_unstable();
        if helpers.len() > MAX_MEMBERS {
            return Err(Fault::Helpers);
        }
        let share = share(organisation).ok_or(Fault::NotWanted)?;
        let Charter { circle, number, .. } = *charter;
        let request = Request { circle, number, epoch, attempt: attempt.max(1), share, helpers };
        Self::begin(envelope::seal(request, secret).bytes(), charter)
    }

    fn begin(request: &[u8], charter: &Charter) -> Result<Self, Fault> {
        let repair = Repair::read(request, charter)?;
        let key = charter.key_of(repair.request.body().epoch).cloned().ok_or(Fault::NotWanted)?;
        Ok(Self { repair, key, sigmas: BTreeMap::new() })
    }

    /// What was asked.
    pub fn request(&self) -> &Request {
        self.repair.request.body()
    }

    /// Whom to talk with.
    pub fn helpers(&self) -> Vec<OrganisationId> {
        self.repair.missing(|_| false)
    }

    /// All that is to be said to a helper.
    pub fn exchange(&self) -> RepairExchange {
        RepairExchange { done: self.share().is_some(), ..self.repair.exchange() }
    }

    /// Takes what came on the link of `from`.
    pub fn receive(&mut self, from: &OrganisationId, exchange: &RepairExchange) -> Received {
        let before = self.weight();
        let fault = self.take(from, exchange).err();
        if self.repair.evidence.is_some() {
            self.sigmas.clear();
        }
        Received { changed: self.weight() != before, fault }
    }

    fn weight(&self) -> (usize, usize, bool) {
        (self.repair.splittings.len(), self.sigmas.len(), self.repair.evidence.is_some())
    }

    fn take(&mut self, from: &OrganisationId, exchange: &RepairExchange) -> Result<(), Fault> {
        let sender = self.repair.take(from, exchange)?;
        match &exchange.sigma {
            Some(sigma) => self.take_sigma(sender, sigma.as_bytes()),
            None => Ok(()),
        }
    }

    fn take_sigma(&mut self, sender: u16, bytes: &[u8]) -> Result<(), Fault> {
        let known = self.repair.evidence.is_some() || self.sigmas.contains_key(&sender);
        if known || !self.repair.is_split() {
            return Ok(());
        }
        let sigma = self.repair.open::<Sigma>(bytes)?;
        let Sigma { share, splittings, ref value, .. } = *sigma.body();
        if share != sender {
            return Err(Fault::PassedOn);
        }
        if splittings != hash_of(&self.repair.splittings) {
            let organisation = self.repair.roster.organisation(share).ok_or(Fault::Stranger)?;
            return Err(Fault::OtherDealings(organisation));
        }
        let sum = self.repair.sum(&self.repair.splittings, share).ok_or(Fault::NoKey)?;
        if !opens(value, sum) {
            let splittings = self.repair.envelopes();
            return self.repair.convict(RepairEvidence::WrongSigma(splittings, ByteBuf::from(bytes)));
        }
        self.sigmas.insert(share, value.clone());
        Ok(())
    }

    /// Her share, once all sums are here; it is the one whose public half the charter lists.
    pub fn share(&self) -> Option<TagKey> {
        if self.sigmas.len() < self.repair.helpers.len() {
            return None;
        }
        let mut sum = Zeroizing::new(Scalar::ZERO);
        for value in self.sigmas.values() {
            *sum += *value.scalar()?;
        }
        let share = TagKey::from_bytes(SecretScalar::new(&sum).as_bytes()).ok()?;
        self.key.check_share(self.repair.newcomer(), &share).is_ok().then_some(share)
    }

    /// The helpers from whom something is missing: suspects, if they could be reached and nobody was found out.
    pub fn missing(&self) -> Vec<OrganisationId> {
        self.repair.missing(|helper| self.sigmas.contains_key(&helper))
    }

    /// Who was found out, and ended the attempt.
    pub fn offence(&self) -> Option<Offence> {
        self.repair.offence()
    }

    /// The evidence that ended the attempt.
    pub fn evidence(&self) -> Option<&RepairEvidence> {
        self.repair.evidence.as_ref()
    }

    /// For the sealed store: to be durable before anything is sent.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let stored = Stored {
            request: ByteBuf::from(self.repair.request.bytes()),
            splittings: self.repair.envelopes(),
            sigmas: self.sigmas.iter().map(|(from, value)| (*from, value.clone())).collect(),
            evidence: self.repair.evidence.clone(),
        };
        Zeroizing::new(codec::encode(&stored))
    }

    /// Reads what was kept, under the charter of the request.
    pub fn from_bytes(bytes: &[u8], charter: &Charter) -> Result<Self, Fault> {
        let stored: Stored = codec::decode_bounded(bytes, MAX_STORED)?;
        if stored.sigmas.len() > MAX_MEMBERS {
            return Err(CodecError::Shape.into());
        }
        let mut newcomer = Self::begin(&stored.request, charter)?;
        newcomer.repair.restore(&stored.splittings, stored.evidence)?;
        newcomer.sigmas = stored.sigmas.into_iter().collect();
        Ok(newcomer)
    }
}
