//! One participant's part in a ceremony.
//!
//! The caller makes [`Ceremony::to_bytes`] durable after everything that changed it and before anything that it says is
//! sent. What was said once is kept, so that a participant that was restarted says the same again and draws nothing anew.

use std::collections::BTreeMap;

use rand_core::CryptoRngCore;
use serde_bytes::ByteBuf;

use super::Fault;
use super::dealing::{self, Dealings, Polynomial};
use super::evidence::{self, Evidence};
use super::message::{AttemptId, Attestation, Dealing, Exchange, Handed, Probe};
use super::roster::Roster;
use super::secret::{SecretBytes, SecretScalar};
use crate::canon::CanonProfile;
use crate::charter::{Charter, EpochKey};
use crate::envelope::{self, NodeSecret, Verified};
use crate::evaluation::{TagKey, open_canary};
use crate::ids::{CircleId, OrganisationId};

/// How many attested shares are kept while it is open which attempt a charter will activate.
pub const MAX_KEPT: usize = 64;

/// What is known of one attempt.
#[derive(Clone, Default)]
pub(super) struct Attempt {
    pub(super) number: u32,
    /// Until it is dealt.
    pub(super) polynomial: Option<Polynomial>,
    pub(super) dealings: Dealings,
    /// Envelopes for those who have not shown yet that they have theirs.
    pub(super) handed: BTreeMap<u16, SecretBytes>,
    /// Values of everybody's polynomial, until they make the share.
    pub(super) received: BTreeMap<u16, SecretScalar>,
    pub(super) share: Option<SecretScalar>,
    pub(super) probes: BTreeMap<u16, Verified<Probe>>,
    pub(super) attestations: BTreeMap<u16, Verified<Attestation>>,
    pub(super) evidence: Option<Evidence>,
    /// Follows from the dealings, and the canary from the probes.
    pub(super) draft: Option<EpochKey>,
    pub(super) key: Option<EpochKey>,
}

/// One participant's part in the making of one key.
#[derive(Clone)]
pub struct Ceremony {
    pub(super) roster: Roster,
    pub(super) me: u16,
    pub(super) attempt: Attempt,
    /// The shares of all attempts that this participant attested: a charter may activate any of them.
    pub(super) kept: Vec<(u32, SecretScalar)>,
}

impl core::fmt::Debug for Ceremony {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Ceremony(charter {}, {:?})", self.roster.number, self.standing())
    }
}

/// Whether a decided charter wants a key that is still to be made by all its members.
pub fn is_wanted(charter: &Charter) -> bool {
    charter.key().is_none_or(|key| key.epoch < charter.epoch)
}

impl Ceremony {
    /// Begins an attempt at the key that a decided charter wants: the first, unless this node was restored from a backup
    /// and cannot know what it said before. Then it is one that nobody has begun yet.
    pub fn open(
        charter: &Charter,
        organisation: &OrganisationId,
        attempt: u32,
        secret: &NodeSecret,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<Self, Fault> {
        let roster = Roster::of(charter);
        let me = roster.share_of(organisation).filter(|_| is_wanted(charter)).ok_or(Fault::NotWanted)?;
        let mut ceremony = Self { roster, me, attempt: Attempt::default(), kept: Vec::new() };
        ceremony.begin(attempt.max(1), secret, rng)?;
        Ok(ceremony)
    }

    /// The circle and the number of the charter that wants the key.
    pub fn charter(&self) -> (CircleId, u64) {
        (self.roster.circle, self.roster.number)
    }

    /// Begins the next attempt; what was attested in this one is kept. The others follow when they hear of it.
    pub fn retry(&mut self, secret: &NodeSecret, rng: &mut dyn CryptoRngCore) -> Result<u32, Fault> {
        self.go_to(0, secret, rng)
    }

    /// Goes over to an attempt that nobody has begun yet: this node was put back and cannot know what it said in those that
    /// it knows of. What was attested is kept. At least the next one.
    pub fn go_to(
        &mut self,
        attempt: u32,
        secret: &NodeSecret,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<u32, Fault> {
        let next = self.attempt.number.checked_add(1).ok_or(Fault::TooMany)?.max(attempt);
        self.begin(next, secret, rng)?;
        Ok(next)
    }

    pub(super) fn begin(
        &mut self,
        number: u32,
        secret: &NodeSecret,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<(), Fault> {
        if self.kept.len() >= MAX_KEPT {
            return Err(Fault::TooMany);
        }
        let (polynomial, commitment, proof) =
            dealing::draw(self.roster.t, self.me, rng).ok_or(Fault::NoKey)?;
        let (of, share, canon) = (self.roster.attempt(number), self.me, CanonProfile::current());
        let dealing = envelope::seal(Dealing { of, share, canon, commitment, proof }, secret);
        let mut attempt = Attempt { number, polynomial: Some(polynomial), ..Attempt::default() };
        attempt.dealings.insert(self.me, dealing);
        self.attempt = attempt;
        self.advance(secret, rng)
    }

    /// All that is to be said to a participant now.
    pub fn exchange(&self, to: &OrganisationId) -> Exchange {
        let attempt = &self.attempt;
        let of = self.of();
        if attempt.evidence.is_some() {
            return Exchange { evidence: attempt.evidence.clone(), ..Exchange::empty(of) };
        }
        let Some(to) = self.roster.share_of(to) else { return Exchange::empty(of) };
        // Who probed under the same dealings has them all, and who attested has all probes.
        let knows_dealings = attempt.probes.contains_key(&to) && attempt.draft.is_some();
        let knows_probes = attempt.attestations.contains_key(&to);
        Exchange {
            dealings: if knows_dealings { Vec::new() } else { envelopes(&attempt.dealings) },
            handed: attempt.handed.get(&to).cloned(),
            probes: if knows_probes { Vec::new() } else { envelopes(&attempt.probes) },
            attestations: envelopes(&attempt.attestations),
            ..Exchange::empty(of)
        }
    }

    pub(super) fn of(&self) -> AttemptId {
        self.roster.attempt(self.attempt.number)
    }

    /// Says whatever can be said now.
    pub(super) fn advance(&mut self, secret: &NodeSecret, rng: &mut dyn CryptoRngCore) -> Result<(), Fault> {
        if self.attempt.evidence.is_some() {
            return Ok(());
        }
        self.recompute();
        self.hand_out(secret)?;
        self.probe(secret, rng)?;
        self.recompute();
        self.attest(secret);
        Ok(())
    }

    /// What follows from what is held. Whoever deals last can see to it that somebody's share would be nothing: then no draft
    /// follows. It cannot hand out the values of what it dealt, and is found out there.
    pub(super) fn recompute(&mut self) {
        let (all, attempt) = (self.roster.len(), &mut self.attempt);
        if attempt.draft.is_none() && attempt.dealings.len() == all {
            attempt.draft = dealing::draft(&self.roster, &attempt.dealings);
        }
        if let Some(draft) =
            attempt.draft.clone().filter(|_| attempt.key.is_none() && attempt.probes.len() == all)
        {
            attempt.key = evidence::with_canary(draft, &attempt.probes);
        }
    }

    fn hand_out(&mut self, secret: &NodeSecret) -> Result<(), Fault> {
        let dealt = self.attempt.dealings.len() == self.roster.len();
        let Some(polynomial) = self.attempt.polynomial.take_if(|_| dealt) else { return Ok(()) };
        let values = dealing::hand_out(&polynomial, self.me, &self.attempt.dealings).ok_or(Fault::NoKey)?;
        for (to, value) in values {
            if to == self.me {
                self.attempt.received.insert(to, value);
            } else {
                let handed = Handed { of: self.of(), share: self.me, to, value };
                self.attempt.handed.insert(to, SecretBytes::new(envelope::seal(handed, secret).bytes()));
            }
        }
        Ok(())
    }

    fn probe(&mut self, secret: &NodeSecret, rng: &mut dyn CryptoRngCore) -> Result<(), Fault> {
        if self.attempt.share.is_some() || self.attempt.received.len() < self.roster.len() {
            return Ok(());
        }
        let Attempt { dealings, received, draft, .. } = &self.attempt;
        if draft.is_none() {
            return Err(Fault::NoKey);
        }
        let share = dealing::share(self.me, self.roster.t, dealings, received).ok_or(Fault::NoKey)?;
        let (key, (_, asked)) = (tag_key(&share)?, open_canary().map_err(|_| Fault::NoKey)?);
        let evaluation = key.evaluate(&[asked], rng).map_err(|_| Fault::NoKey)?;
        let probe = Probe { of: self.of(), share: self.me, dealings: dealing::hash_of(dealings), evaluation };
        self.attempt.probes.insert(self.me, envelope::seal(probe, secret));
        self.attempt.share = Some(share);
        self.attempt.received.clear();
        Ok(())
    }

    fn attest(&mut self, secret: &NodeSecret) {
        let (of, attempt) = (self.of(), &mut self.attempt);
        if let (Some(key), Some(share)) = (&attempt.key, &attempt.share)
            && !attempt.attestations.contains_key(&self.me)
        {
            let (dealings, key) = (dealing::hash_of(&attempt.dealings), evidence::key_hash(key));
            let attestation = Attestation { of, share: self.me, dealings, key };
            attempt.attestations.insert(self.me, envelope::seal(attestation, secret));
            self.kept.push((attempt.number, share.clone()));
        }
    }

    /// The key with everybody's attestation, as the next charter is to carry it.
    pub fn made(&self) -> Option<EpochKey> {
        let Attempt { key, attestations, .. } = &self.attempt;
        let key = key.clone().filter(|_| attestations.len() == self.roster.len())?;
        Some(EpochKey { ceremony: envelopes(attestations), ..key })
    }

    /// This participant's share of a key that a charter activated: of this attempt, or of one before.
    pub fn share_of(&self, key: &EpochKey) -> Option<TagKey> {
        let mut kept = self.kept.iter().filter_map(|(_, share)| tag_key(share).ok());
        kept.find(|share| key.check_share(self.me, share).is_ok())
    }

    /// Whether the attempt goes on and nobody but this participant and `other` has dealt in it, as far as is known here.
    pub fn is_alone_with(&self, other: &OrganisationId) -> bool {
        let both = [Some(self.me), self.roster.share_of(other)];
        let Attempt { evidence, dealings, .. } = &self.attempt;
        evidence.is_none() && dealings.keys().all(|share| both.contains(&Some(*share)))
    }

    /// The evidence that ended the attempt.
    pub fn evidence(&self) -> Option<&Evidence> {
        self.attempt.evidence.as_ref()
    }
}

fn tag_key(share: &SecretScalar) -> Result<TagKey, Fault> {
    TagKey::from_bytes(share.as_bytes()).map_err(|_| Fault::NoKey)
}

pub(super) fn envelopes<T>(held: &BTreeMap<u16, Verified<T>>) -> Vec<ByteBuf> {
    held.values().map(|signed| ByteBuf::from(signed.bytes())).collect()
}
