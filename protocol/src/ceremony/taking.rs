//! What comes from others: looked at piece by piece, each with its signature, taken or refused. Who cheated is convicted.

use std::collections::BTreeMap;

use rand_core::CryptoRngCore;
use serde_bytes::ByteBuf;

use super::Fault;
use super::dealing;
use super::evidence::{self, Evidence};
use super::message::{Attestation, Dealing, Exchange, Handed, Placed, Probe};
use super::participant::{Attempt, Ceremony, envelopes};
use crate::envelope::{self, NodeSecret, Verified};
use crate::ids::OrganisationId;

/// What an exchange did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Whether there is anything new to be made durable, and to be told to others.
    pub changed: bool,
    /// What was not taken, and why.
    pub fault: Option<Fault>,
}

impl Ceremony {
    /// Takes what a participant said on its own link. What cannot be used yet comes again.
    pub fn receive(
        &mut self,
        from: &OrganisationId,
        exchange: &Exchange,
        secret: &NodeSecret,
        rng: &mut dyn CryptoRngCore,
    ) -> Received {
        let before = self.weight();
        let fault = self.take(from, exchange, secret, rng).err();
        Received { changed: self.weight() != before, fault }
    }

    /// Grows with everything that is taken.
    fn weight(&self) -> (u32, usize, usize, usize, bool) {
        let Attempt { number, dealings, received, share, probes, attestations, evidence, .. } = &self.attempt;
        let values = if share.is_some() { self.roster.len() } else { received.len() };
        (*number, dealings.len(), values, probes.len() + attestations.len(), evidence.is_some())
    }

    fn take(
        &mut self,
        from: &OrganisationId,
        exchange: &Exchange,
        secret: &NodeSecret,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<(), Fault> {
        let sender = self.roster.share_of(from).ok_or(Fault::Stranger)?;
        if exchange.of != self.roster.attempt(exchange.of.attempt) {
            return Err(Fault::Elsewhere);
        }
        if exchange.of.attempt < self.attempt.number {
            return Ok(());
        }
        if exchange.of.attempt > self.attempt.number {
            self.follow(sender, exchange, secret, rng)?;
        }
        if self.attempt.evidence.is_some() {
            return Ok(());
        }
        if let Some(evidence) = &exchange.evidence {
            return self.abort(evidence.clone());
        }
        // One thing that is wrong does not keep the others out; the first is told.
        let mut first = Ok(());
        for bytes in &exchange.dealings {
            first = first.and(self.take_dealing(bytes));
        }
        self.advance(secret, rng)?;
        if let Some(handed) = &exchange.handed {
            first = first.and(self.take_share(sender, handed.as_bytes()));
        }
        self.advance(secret, rng)?;
        for bytes in &exchange.probes {
            first = first.and(self.take_probe(sender, bytes));
        }
        self.advance(secret, rng)?;
        for bytes in &exchange.attestations {
            first = first.and(self.take_attestation(sender, bytes));
        }
        first
    }

    /// Goes over to a higher attempt, if its sender really began or joined it.
    fn follow(
        &mut self,
        sender: u16,
        exchange: &Exchange,
        secret: &NodeSecret,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<(), Fault> {
        let theirs = |bytes: &ByteBuf| {
            let dealing = self.roster.open::<Dealing>(bytes);
            dealing.is_ok_and(|dealing| dealing.body().of == exchange.of && dealing.body().share == sender)
        };
        let convicted = exchange.evidence.as_ref().is_some_and(|evidence| {
            let offence = evidence.convicts(&self.roster);
            offence.is_ok_and(|offence| offence.attempt == exchange.of.attempt)
        });
        if convicted || exchange.dealings.iter().any(theirs) {
            self.begin(exchange.of.attempt, secret, rng)
        } else {
            Err(Fault::Unfounded)
        }
    }

    fn abort(&mut self, evidence: Evidence) -> Result<(), Fault> {
        let offence = evidence.convicts(&self.roster)?;
        if offence.attempt != self.attempt.number {
            return Err(Fault::Elsewhere);
        }
        let number = self.attempt.number;
        // Whatever was secret in this attempt is wiped; what was attested stays, should the key have been made after all.
        self.attempt = Attempt { number, evidence: Some(evidence), ..Attempt::default() };
        Ok(())
    }

    fn opened<T: envelope::Signed + Placed>(&self, bytes: &[u8]) -> Result<Verified<T>, Fault> {
        let signed = self.roster.open::<T>(bytes)?;
        if signed.body().of() == self.of() { Ok(signed) } else { Err(Fault::Elsewhere) }
    }

    fn take_dealing(&mut self, bytes: &ByteBuf) -> Result<(), Fault> {
        if self.attempt.evidence.is_some() || is_held(&self.attempt.dealings, bytes) {
            return Ok(());
        }
        let dealing = self.opened::<Dealing>(bytes)?;
        let share = dealing.body().share;
        if let Some(held) = self.attempt.dealings.get(&share) {
            if held.hash() == dealing.hash() {
                return Ok(());
            }
            let held = ByteBuf::from(held.bytes());
            return self.abort(Evidence::TwoDealings(held, bytes.clone()));
        }
        if !dealing.body().canon.is_current() {
            return Err(Fault::Canon(self.roster.organisation(share).ok_or(Fault::Stranger)?));
        }
        if !dealing::is_sound(dealing.body(), self.roster.t) {
            return self.abort(Evidence::UnsoundDealing(bytes.clone()));
        }
        self.attempt.dealings.insert(share, dealing);
        Ok(())
    }

    fn take_share(&mut self, sender: u16, bytes: &[u8]) -> Result<(), Fault> {
        let attempt = &self.attempt;
        let done = attempt.share.is_some() || attempt.received.contains_key(&sender);
        let Some(dealing) = attempt.dealings.get(&sender).filter(|_| !done) else { return Ok(()) };
        let handed = self.opened::<Handed>(bytes)?;
        let Handed { share, to, ref value, .. } = *handed.body();
        if share != sender || to != self.me {
            return Err(Fault::PassedOn);
        }
        if !dealing::is_value_of(dealing.body(), to, value) {
            let dealing = ByteBuf::from(dealing.bytes());
            return self.abort(Evidence::WrongShare(dealing, ByteBuf::from(bytes)));
        }
        let value = value.clone();
        self.attempt.received.insert(sender, value);
        Ok(())
    }

    fn take_probe(&mut self, sender: u16, bytes: &ByteBuf) -> Result<(), Fault> {
        let Some(draft) = &self.attempt.draft else { return Ok(()) };
        if is_held(&self.attempt.probes, bytes) {
            return Ok(());
        }
        let probe = self.opened::<Probe>(bytes)?;
        let share = probe.body().share;
        if self.attempt.probes.contains_key(&share) {
            return Ok(());
        }
        if probe.body().dealings != dealing::hash_of(&self.attempt.dealings) {
            return self.other_dealings(sender, share);
        }
        if !evidence::probe_holds(draft, probe.body()) {
            let dealings = envelopes(&self.attempt.dealings);
            return self.abort(Evidence::WrongProbe(dealings, bytes.clone()));
        }
        // Who can probe has everybody's share, this participant's too.
        self.attempt.handed.remove(&share);
        self.attempt.probes.insert(share, probe);
        Ok(())
    }

    fn take_attestation(&mut self, sender: u16, bytes: &ByteBuf) -> Result<(), Fault> {
        let Some(key) = &self.attempt.key else { return Ok(()) };
        if is_held(&self.attempt.attestations, bytes) {
            return Ok(());
        }
        let attestation = self.opened::<Attestation>(bytes)?;
        let Attestation { share, dealings, key: attested, .. } = *attestation.body();
        if dealings != dealing::hash_of(&self.attempt.dealings) {
            return self.other_dealings(sender, share);
        }
        if attested != evidence::key_hash(key) {
            let (dealings, probes) = (envelopes(&self.attempt.dealings), envelopes(&self.attempt.probes));
            return self.abort(Evidence::WrongAttestation(dealings, probes, bytes.clone()));
        }
        self.attempt.attestations.entry(share).or_insert(attestation);
        Ok(())
    }

    /// Somebody knows other dealings: whoever dealt twice is found when those come. Passed on by another, it says nothing.
    fn other_dealings(&self, sender: u16, author: u16) -> Result<(), Fault> {
        let organisation = self.roster.organisation(author).ok_or(Fault::Stranger)?;
        if sender == author { Err(Fault::OtherDealings(organisation)) } else { Ok(()) }
    }
}

fn is_held<T>(held: &BTreeMap<u16, Verified<T>>, bytes: &[u8]) -> bool {
    held.values().any(|signed| signed.bytes() == bytes)
}
