//! Several holders' evaluations become that of the whole key.
//!
//! A [`Gathering`] belongs to one question and one [`EpochKey`]. It takes an evaluation in only after its proof held
//! against the public share V_i of that very key, so that neither a wrong answer nor one of another epoch can get
//! among those that are combined. It sees blinded elements alone: the shell around the core gathers, the asker's
//! [`Blinding`](super::Blinding) finishes.

use std::collections::BTreeMap;

use curve25519_dalek::ristretto::RistrettoPoint;
use voprf::{Ristretto255, VoprfClient};

use super::blinding::{clients_of, proven};
use super::{Element, Evaluation, EvaluationFailure, TagKeyPublic, lagrange};
use crate::charter::EpochKey;

/// An evaluation that was not used: its proof does not hold against the public share that the key lists for its holder,
/// or it lists none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the evaluation by share {0} does not hold against its public share; it was not used, and its holder is faulty"
)]
pub struct NotProven(
    /// The share.
    pub u16,
);

/// What has come of the holders' answers to one question under one key.
#[derive(Clone)]
pub struct Gathering {
    key: EpochKey,
    asked: Vec<Element>,
    clients: Vec<VoprfClient<Ristretto255>>,
    parts: BTreeMap<u16, Vec<RistrettoPoint>>,
}

impl core::fmt::Debug for Gathering {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Gathering({} of {})", self.parts.len(), self.key.t)
    }
}

impl Gathering {
    /// A question of 1 to [`MAX_ELEMENTS`](super::MAX_ELEMENTS) blinded elements for the holders of `key`.
    pub fn new(asked: &[Element], key: &EpochKey) -> Result<Self, EvaluationFailure> {
        let clients = clients_of(asked)?;
        Ok(Self { key: key.clone(), asked: asked.to_vec(), clients, parts: BTreeMap::new() })
    }

    /// Takes a holder's evaluation in, if its proof holds. A second one of the same share changes nothing.
    pub fn add(&mut self, share: u16, evaluation: &Evaluation) -> Result<(), NotProven> {
        let public = self.key.share(share).ok_or(NotProven(share))?;
        let part = proven(&self.clients, evaluation, public).map_err(|_| NotProven(share))?;
        self.parts.insert(share, part);
        Ok(())
    }

    /// How many more holders it takes.
    pub fn missing(&self) -> usize {
        usize::from(self.key.t).saturating_sub(self.parts.len())
    }

    /// Whose evaluations held.
    pub fn holders(&self) -> impl Iterator<Item = u16> + '_ {
        self.parts.keys().copied()
    }

    /// Combines exactly t evaluations that held, by interpolation in the exponent (DESIGN section 4; TOPPSS, Jarecki et
    /// al. 2017, section 3).
    pub fn combine(&self) -> Result<Combined, EvaluationFailure> {
        if self.missing() > 0 || self.key.t == 0 {
            return Err(EvaluationFailure::BelowThreshold);
        }
        let parts: Vec<_> = self.parts.iter().take(usize::from(self.key.t)).collect();
        let evaluated = (0..self.asked.len())
            .map(|n| {
                let values: Option<Vec<_>> =
                    parts.iter().map(|(share, part)| Some((**share, *part.get(n)?))).collect();
                lagrange::interpolate(&values?, 0)
            })
            .collect::<Option<Vec<_>>>()
            .ok_or(EvaluationFailure::BelowThreshold)?;
        Ok(Combined { asked: self.asked.clone(), evaluated, epoch: self.key.epoch, public: self.key.public })
    }
}

/// The evaluation of the whole key, still blinded. Nothing but [`Gathering::combine`] builds it.
#[derive(Clone, PartialEq, Eq)]
pub struct Combined {
    pub(super) asked: Vec<Element>,
    pub(super) evaluated: Vec<RistrettoPoint>,
    epoch: u64,
    public: TagKeyPublic,
}

impl Combined {
    /// The epoch of the key.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// The key.
    pub fn public(&self) -> &TagKeyPublic {
        &self.public
    }
}

impl core::fmt::Debug for Combined {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Combined({} elements, epoch {})", self.evaluated.len(), self.epoch)
    }
}
