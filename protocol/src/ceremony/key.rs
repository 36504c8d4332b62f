//! What can be checked about a key and its shares, without any secret but one's own.

use curve25519_dalek::ristretto::RistrettoPoint;

use super::message::Attestation;
use super::roster::Roster;
use crate::charter::{Charter, EpochKey, PublicShare};
use crate::codec;
use crate::envelope::domain;
use crate::evaluation::{Output, TagKey, TagKeyPublic, canary_of, lagrange};
use crate::ids::Hash;

/// Why a key, or a share of it, must not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// The charter lists no such share.
    #[error("expected a share that the charter lists, found share {0}")]
    Unlisted(u16),
    /// The secret share is not the one whose public half the charter lists.
    #[error(
        "share {0} is not the one that the charter lists: its file was damaged, or belongs to another key"
    )]
    WrongShare(u16),
    /// The public shares do not belong to one key of this threshold.
    #[error("expected public shares that all belong to the one key, any t of them; the charter is wrong")]
    NotOneKey,
    /// The key was not attested by everybody who was to make it, or what was attested is another key.
    #[error("expected one attestation of this very key by every member of the charter that wanted it")]
    Unattested,
    /// What the holders evaluated together is not what the charter's canary says.
    #[error(
        "the evaluation of the fixed input differs from the charter's canary; this is not the circle's key"
    )]
    Canary,
}

impl EpochKey {
    /// Whether this secret is the share with this identifier. A node asks it whenever it loads its share.
    pub fn check_share(&self, share: u16, key: &TagKey) -> Result<(), KeyFault> {
        let listed = self.share(share).ok_or(KeyFault::Unlisted(share))?;
        if *listed == key.public() { Ok(()) } else { Err(KeyFault::WrongShare(share)) }
    }

    /// Whether K and every V_i lie on one polynomial of degree t - 1: then any t shares make the same key, and no fewer.
    pub fn check_shares(&self) -> Result<(), KeyFault> {
        let listed = self.points().ok_or(KeyFault::NotOneKey)?;
        let basis = self.basis(&listed)?;
        let holds = |at: u16, expected: &RistrettoPoint| {
            lagrange::interpolate(basis, at).is_some_and(|found| found == *expected)
        };
        let whole = self.public.point().is_some_and(|public| holds(0, &public));
        let rest = listed.iter().skip(basis.len()).all(|(share, point)| holds(*share, point));
        if whole && rest { Ok(()) } else { Err(KeyFault::NotOneKey) }
    }

    /// Whether this key was made in a ceremony that `wanted` opened, and every one of its members attested it. A share
    /// that was listed later must follow from theirs.
    pub fn verify_ceremony(&self, wanted: &Charter) -> Result<(), KeyFault> {
        let roster = Roster::of(wanted);
        if self.epoch != wanted.epoch || self.t != wanted.t || self.ceremony.len() != roster.len() {
            return Err(KeyFault::Unattested);
        }
        let made = roster.shares().map(|share| Some(PublicShare(share, *self.share(share)?)));
        let made: Vec<PublicShare> = made.collect::<Option<_>>().ok_or(KeyFault::Unattested)?;
        let (key, mut common) = (self.transcript(&made), None);
        for (bytes, share) in self.ceremony.iter().zip(roster.shares()) {
            let signed = roster.open::<Attestation>(bytes).map_err(|_| KeyFault::Unattested)?;
            let Attestation { of, share: author, dealings, key: attested } = *signed.body();
            let same = *common.get_or_insert((of, dealings)) == (of, dealings);
            if !same || author != share || attested != key {
                return Err(KeyFault::Unattested);
            }
        }
        self.check_shares()
    }

    /// The hash of what is attested: the key with the shares of those who made it.
    pub(super) fn transcript(&self, made: &[PublicShare]) -> Hash {
        let attested = Self { shares: made.to_vec(), ceremony: Vec::new(), ..self.clone() };
        codec::hash(domain::TRANSCRIPT, &codec::encode(&attested))
    }

    /// Whether the outputs of the canary's input, as this circle's holders evaluated it, are what the charter says.
    pub fn check_canary(&self, outputs: &[Output]) -> Result<(), KeyFault> {
        let right = outputs.len() == 1 && outputs.iter().all(|output| canary_of(output) == self.canary);
        if right { Ok(()) } else { Err(KeyFault::Canary) }
    }

    /// The public half of a share that nobody holds yet: what a newcomer's share is checked against.
    pub fn interpolate(&self, share: u16) -> Result<TagKeyPublic, KeyFault> {
        let listed = self.points().ok_or(KeyFault::NotOneKey)?;
        let point = lagrange::interpolate(self.basis(&listed)?, share).ok_or(KeyFault::NotOneKey)?;
        // Share 0 would be the key itself.
        if share == 0 {
            Err(KeyFault::Unlisted(0))
        } else {
            Ok(TagKeyPublic::new(point.compress().to_bytes()))
        }
    }

    /// Lists a newcomer's share, whose public half follows from those that are listed. One that is listed stays as it is.
    pub fn list_newcomer(&mut self, share: u16) -> Result<(), KeyFault> {
        if self.share(share).is_none() {
            let public = self.interpolate(share)?;
            self.shares.push(PublicShare(share, public));
            self.shares.sort_by_key(|listed| listed.0);
        }
        Ok(())
    }

    fn points(&self) -> Option<Vec<(u16, RistrettoPoint)>> {
        self.shares.iter().map(|listed| Some((listed.0, listed.1.point()?))).collect()
    }

    /// The first t shares, which determine the polynomial.
    fn basis<'p>(
        &self,
        points: &'p [(u16, RistrettoPoint)],
    ) -> Result<&'p [(u16, RistrettoPoint)], KeyFault> {
        let t = usize::from(self.t);
        points.get(..t).filter(|basis| !basis.is_empty()).ok_or(KeyFault::NotOneKey)
    }
}
