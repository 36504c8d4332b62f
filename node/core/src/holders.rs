//! Who evaluates: the holders of a circle's key, this node among them.
//!
//! What the network asks of a holder is counted first ([`crate::allowances`]); what this node asks goes to others only for
//! what its own share does not do alone.

use parasol_protocol::charter::EpochKey;
use parasol_protocol::evaluation::message::{Question, Reply};
use parasol_protocol::evaluation::{Answer, Ask, Element, Evaluation, EvaluationFailure, Gathering};
use parasol_protocol::ids::{CircleId, NodeKey, OrganisationId};
use rand_core::CryptoRngCore;

use crate::allowances::Metered;
use crate::circles::is_over;
use crate::node::Snapshot;
use crate::store::StoreError;

/// The holders of the key of one epoch.
#[derive(Debug, Clone)]
pub struct Holders {
    /// The number of the charter that names them.
    pub charter: u64,
    /// The key: evaluations of any t of its shares make an answer.
    pub key: EpochKey,
    /// This node's share, if it holds one.
    pub own: Option<u16>,
    /// The others and their shares.
    pub others: Vec<(OrganisationId, u16)>,
}

impl Snapshot {
    /// Whom to ask for evaluations under the key of an epoch.
    pub fn holders(&self, circle: &CircleId, epoch: u64) -> Result<Holders, EvaluationFailure> {
        let decided = self.charter(circle).map_err(unusable)?.ok_or(EvaluationFailure::NoKey)?;
        let charter = decided.charter();
        // Under a key for which identifiers are read by other rules, this node would look for tags that nobody makes.
        let key = charter.key_of(epoch).filter(|key| key.canon.is_current()).cloned();
        let key = key.ok_or(EvaluationFailure::NoKey)?;
        // What comes of shares that do not belong together would be found nowhere.
        if !self.is_sound(charter, &key).map_err(unusable)? {
            return Err(EvaluationFailure::NoKey);
        }
        let me = self.identity().organisation;
        let own = charter.member(&me).map(|member| member.share);
        let own = own.filter(|_| self.tag_key(circle, epoch).is_ok_and(|held| held.is_some()));
        let mut others = Vec::new();
        for member in charter.members.iter().filter(|member| member.organisation != me) {
            let ended = is_over(&self.tx, circle, &member.organisation).map_err(unusable)?;
            if key.share(member.share).is_some() && !ended {
                others.push((member.organisation, member.share));
            }
        }
        Ok(Holders { charter: charter.number, key, own, others })
    }

    /// Evaluates with the share that this node holds.
    pub fn evaluate(
        &self,
        circle: &CircleId,
        epoch: u64,
        elements: &[Element],
        rng: &mut dyn CryptoRngCore,
    ) -> Result<Evaluation, EvaluationFailure> {
        let key = self.tag_key(circle, epoch).map_err(unusable)?.ok_or(EvaluationFailure::NoKey)?;
        key.evaluate(elements, rng)
    }

    /// Begins to gather what answers an ask, with this node's own share if it holds one.
    pub fn gather(
        &self,
        ask: &Ask,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<(Holders, Gathering), EvaluationFailure> {
        let holders = self.holders(&ask.circle, ask.epoch)?;
        let mut gathering = Gathering::new(&ask.elements, &holders.key)?;
        if let Some(share) = holders.own {
            let evaluation = self.evaluate(&ask.circle, ask.epoch, &ask.elements, rng)?;
            gathering.add(share, &evaluation).map_err(|_| EvaluationFailure::Unproven)?;
        }
        Ok((holders, gathering))
    }

    /// Answers alone, which is enough where t = 1.
    pub fn answer(&self, ask: &Ask, rng: &mut dyn CryptoRngCore) -> Answer {
        let (holders, gathering) = self.gather(ask, rng)?;
        holders.own.ok_or(EvaluationFailure::NoKey)?;
        gathering.combine()
    }

    /// What a peer asks of this node as a holder: to be counted and then evaluated, or the refusal.
    pub fn asked_by(
        &self,
        peer: &NodeKey,
        question: &Question,
    ) -> Result<Result<Metered, Reply>, StoreError> {
        let Some(decided) = self.charter(&question.circle)? else { return Ok(Err(Reply::NotAMember)) };
        let charter = decided.charter();
        let Some(member) = charter.member_by_key(peer) else { return Ok(Err(Reply::NotAMember)) };
        if is_over(&self.tx, &question.circle, &member.organisation)? {
            return Ok(Err(Reply::NotAMember));
        }
        let Question { circle, epoch, class, ref elements, .. } = *question;
        let metered =
            || Metered { peer: member.organisation, circle, epoch, class, elements: elements.clone() };
        Ok(question.admit(charter, peer).map(|_| metered()))
    }
}

/// A key or charter that cannot be read is no key; what it is stands in the log.
fn unusable(error: StoreError) -> EvaluationFailure {
    tracing::error!(%error, "a tag key cannot be used");
    EvaluationFailure::NoKey
}
