//! Key confirmation (DESIGN section 4): nothing is filed under a key before this node's own share and the canary hold.
//!
//! The share is compared with the charter's V_i when the node is opened and when it is used. The canary, the evaluation of a
//! fixed input whose hash the charter carries, is asked of holders chosen at random, every hour: it shows that what this
//! node would file others will find. With t = 1 the share makes the canary by itself, and nobody is asked.

use std::collections::BTreeMap;

use parasol_protocol::charter::{Charter, EpochKey};
use parasol_protocol::evaluation::{self, Answer, Ask, Blinding, Class, EvaluationFailure, TagKeyPublic};
use parasol_protocol::ids::CircleId;
use parasol_protocol::time::Timestamp;
use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};

use crate::audit::AuditEvent;
use crate::circles;
use crate::circles::ceremony::came_later;
use crate::command::{Command, Ctx};
use crate::limits::{CANARY_AGAIN, CANARY_EVERY};
use crate::node::{Node, Snapshot};
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError, Table, Tx};
use crate::sweeps::tell_admins;

/// What the canary of a key showed last.
const CANARIES: Table<(CircleId, u64), CanaryRow> = Table::new("canaries/1");

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct CanaryRow {
    /// K: of another key with the same number it would say nothing.
    public: TagKeyPublic,
    matched: bool,
    at: Timestamp,
}

/// How this node's own share of a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShareState {
    /// It is here, and fits the charter.
    Held,
    /// It is not here: others evaluate.
    Missing,
    /// What is here does not fit what the charter lists.
    Wrong,
}

impl ShareState {
    /// The state as a stable word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Missing => "missing",
            Self::Wrong => "wrong",
        }
    }
}

/// What the canary of a key showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CanaryState {
    /// Nothing yet: too few holders have answered.
    Waits,
    /// What the charter says, when it was asked for last.
    Holds(Timestamp),
    /// The own share makes it: t = 1.
    HoldsBySelf,
    /// Something else than the charter says.
    Differs(Timestamp),
}

impl CanaryState {
    /// The state as a stable word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waits => "waits",
            Self::Holds(_) | Self::HoldsBySelf => "holds",
            Self::Differs(_) => "differs",
        }
    }

    /// When it was asked for last.
    pub const fn at(self) -> Option<Timestamp> {
        match self {
            Self::Holds(at) | Self::Differs(at) => Some(at),
            Self::Waits | Self::HoldsBySelf => None,
        }
    }
}

/// How a key stands at this node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyState {
    /// Its epoch.
    pub epoch: u64,
    /// How many holders it takes.
    pub t: u16,
    /// The own share.
    pub share: ShareState,
    /// The canary.
    pub canary: CanaryState,
    /// Whether this node files entries under it.
    pub publishes: bool,
}

/// When canaries are asked for again of which nobody answered.
#[derive(Default)]
pub(crate) struct Canaries(BTreeMap<(CircleId, u64), Timestamp>);

/// A canary between asking and finishing.
#[derive(Debug)]
pub struct PendingCanary {
    circle: CircleId,
    epoch: u64,
    public: TagKeyPublic,
    blinding: Blinding,
}

/// Whether entries are filed under a key. Whoever made it and lost its share with a disk goes on; a newcomer begins when she
/// has hers.
fn may_file(share: ShareState, canary: CanaryState, newcomer: bool) -> bool {
    let holds = matches!(canary, CanaryState::Holds(_) | CanaryState::HoldsBySelf);
    holds
        && match share {
            ShareState::Held => true,
            ShareState::Missing => !newcomer,
            ShareState::Wrong => false,
        }
}

impl Snapshot {
    /// How every key of a circle stands here.
    pub fn key_states(&self, circle: &CircleId) -> Result<Vec<KeyState>, StoreError> {
        let Some(decided) = self.charter(circle)? else { return Ok(Vec::new()) };
        let states = decided.charter().keys.iter().map(|key| self.key_state(decided.charter(), key));
        states.collect()
    }

    fn key_state(&self, charter: &Charter, key: &EpochKey) -> Result<KeyState, StoreError> {
        let share = match self.tag_key(&charter.circle, key.epoch) {
            Ok(Some(_)) => ShareState::Held,
            Ok(None) => ShareState::Missing,
            Err(StoreError::Damaged { .. }) => ShareState::Wrong,
            Err(other) => return Err(other),
        };
        let canary = self.canary_state(&charter.circle, key, share)?;
        let me = charter.member(&self.identity().organisation);
        let newcomer = me.is_none_or(|me| key.t <= 1 || came_later(key, me.share));
        let publishes = may_file(share, canary, newcomer);
        Ok(KeyState { epoch: key.epoch, t: key.t, share, canary, publishes })
    }

    fn canary_state(
        &self,
        circle: &CircleId,
        key: &EpochKey,
        share: ShareState,
    ) -> Result<CanaryState, StoreError> {
        if key.t <= 1 {
            let held = share == ShareState::Held;
            return Ok(if held { CanaryState::HoldsBySelf } else { CanaryState::Waits });
        }
        let row = self.tx.get(&CANARIES, &(*circle, key.epoch))?;
        Ok(match row.filter(|row| row.public == key.public) {
            None => CanaryState::Waits,
            Some(CanaryRow { matched: true, at, .. }) => CanaryState::Holds(at),
            Some(CanaryRow { at, .. }) => CanaryState::Differs(at),
        })
    }

    /// Whether entries may be filed under the key of an epoch: share and canary hold.
    pub fn publishes_under(&self, circle: &CircleId, epoch: u64) -> Result<bool, StoreError> {
        Ok(self.key_states(circle)?.iter().any(|state| state.epoch == epoch && state.publishes))
    }

    /// A canary that is to be asked for now.
    pub fn next_canary(
        &self,
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<Option<(PendingCanary, Ask)>, StoreError> {
        for circle in circles::active(&self.tx)? {
            let Some(decided) = self.charter(&circle)? else { continue };
            for key in decided.charter().keys.iter().filter(|key| key.t > 1) {
                if !self.is_due(&circle, key, now)? {
                    continue;
                }
                let Ok((blinding, elements)) = evaluation::blind_canary(rng) else { continue };
                let EpochKey { epoch, public, .. } = *key;
                let pending = PendingCanary { circle, epoch, public, blinding };
                // To a holder it is a check like any other: one that answered canaries alone would be found out.
                return Ok(Some((pending, Ask { circle, epoch, class: Class::Check, elements })));
            }
        }
        Ok(None)
    }

    fn is_due(&self, circle: &CircleId, key: &EpochKey, now: Timestamp) -> Result<bool, StoreError> {
        let again = self.node.canaries().0.get(&(*circle, key.epoch)).copied();
        // A clock that was set back puts nothing off for long.
        if again.is_some_and(|again| now < again && again.since(now) <= CANARY_AGAIN) {
            return Ok(false);
        }
        let row = self.tx.get(&CANARIES, &(*circle, key.epoch))?;
        let row = row.filter(|row| row.public == key.public && row.matched);
        Ok(row.is_none_or(|row| row.at > now || now.since(row.at) >= CANARY_EVERY))
    }
}

/// Ends a canary with the answer.
#[derive(Debug)]
pub struct FinishCanary {
    /// What was begun.
    pub pending: PendingCanary,
    /// What came.
    pub answer: Answer,
}

impl Command for FinishCanary {
    /// Whether it showed what the charter says; none when nobody answered, or the key has ended.
    type Outcome = Option<bool>;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Option<bool>, Refusal> {
        let Self { pending: PendingCanary { circle, epoch, public, blinding }, answer } = self;
        let decided = circles::charter(ctx.tx, &circle)?;
        let Some(decided) = decided else { return Ok(None) };
        let Some(key) = decided.charter().key_of(epoch).filter(|key| key.public == public) else {
            return Ok(None);
        };
        forget_ended(ctx.tx, decided.charter())?;
        let Ok(matched) = matches(key, &blinding, &answer) else {
            let again = ctx.now.plus(CANARY_AGAIN);
            ctx.after_commit(move |node| {
                node.canaries().0.insert((circle, epoch), again);
            });
            return Ok(None);
        };
        let before = ctx.tx.get(&CANARIES, &(circle, epoch))?.filter(|row| row.public == public);
        ctx.tx.put(&CANARIES, &(circle, epoch), &CanaryRow { public, matched, at: ctx.now })?;
        let again = ctx.now.plus(CANARY_AGAIN);
        ctx.after_commit(move |node| {
            let canaries = &mut node.canaries().0;
            match matched {
                true => canaries.remove(&(circle, epoch)),
                false => canaries.insert((circle, epoch), again),
            };
        });
        if !matched && before.is_none_or(|before| before.matched) {
            tracing::error!(circle = %circle.short(), epoch, "the canary of a key is not what its charter says");
            tell_admins(ctx)?;
            ctx.audit(&Actor::System, AuditEvent::about("canary_differs", circle.as_bytes()))?;
        }
        Ok(Some(matched))
    }
}

/// Whether the answer is the evaluation of the canary's input as the charter has it.
fn matches(key: &EpochKey, blinding: &Blinding, answer: &Answer) -> Result<bool, EvaluationFailure> {
    let combined = answer.as_ref().map_err(|failure| *failure)?;
    if *combined.public() != key.public {
        return Err(EvaluationFailure::NoKey);
    }
    let outputs = blinding.finish_combined(combined)?;
    Ok(key.check_canary(&outputs).is_ok())
}

/// Forgets what was seen of keys that serve no more.
fn forget_ended(tx: &mut Tx, charter: &Charter) -> Result<(), StoreError> {
    for ((circle, epoch), _) in tx.prefix(&CANARIES, &charter.circle)? {
        if charter.key_of(epoch).is_none() {
            tx.remove(&CANARIES, &(circle, epoch))?;
        }
    }
    Ok(())
}

/// Forgets a circle.
pub(crate) fn forget_circle(tx: &mut Tx, circle: &CircleId) -> Result<(), StoreError> {
    for (key, _) in tx.prefix(&CANARIES, circle)? {
        tx.remove(&CANARIES, &key)?;
    }
    Ok(())
}

impl Node {
    /// Compares every share that is here with the charter that lists it. A share that does not fit is never used; the node
    /// goes on without it.
    pub(crate) fn check_shares(&self) -> Result<(), StoreError> {
        let snapshot = self.read()?;
        for circle in circles::active(&snapshot.tx)? {
            let wrong = snapshot.key_states(&circle)?;
            for state in wrong.iter().filter(|state| state.share == ShareState::Wrong) {
                tracing::error!(circle = %circle.short(), epoch = state.epoch, "the own share does not fit its charter");
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use parasol_protocol::evaluation::{Gathering, TagKey};
    use parasol_protocol::ids::Hash;
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    /// A charter that says another canary than its holders make.
    #[test]
    fn a_canary_that_differs_is_seen_and_an_answer_that_is_none_says_nothing() -> Result<(), EvaluationFailure>
    {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let share = TagKey::random(&mut rng)?;
        let right = EpochKey::founded(1, 1, &share)?;
        let (blinding, elements) = evaluation::blind_canary(&mut rng)?;
        let mut gathering = Gathering::new(&elements, &right)?;
        let evaluation = share.evaluate(&elements, &mut rng)?;
        gathering.add(1, &evaluation).map_err(|_| EvaluationFailure::Unproven)?;
        let answer = gathering.combine();
        assert_eq!(matches(&right, &blinding, &answer), Ok(true));
        let wrong = EpochKey { canary: Hash::new([7; 32]), ..right.clone() };
        assert_eq!(matches(&wrong, &blinding, &answer), Ok(false));
        let other = EpochKey::founded(1, 1, &TagKey::random(&mut rng)?)?;
        assert_eq!(matches(&other, &blinding, &answer), Err(EvaluationFailure::NoKey));
        let (again, _) = evaluation::blind_canary(&mut rng)?;
        assert_eq!(matches(&right, &again, &answer), Err(EvaluationFailure::Unproven));
        let silent = Err(EvaluationFailure::BelowThreshold);
        assert_eq!(matches(&right, &blinding, &silent), Err(EvaluationFailure::BelowThreshold));
        Ok(())
    }

    #[test]
    fn nothing_is_filed_under_a_key_that_is_not_confirmed() {
        use ShareState::{Held, Missing, Wrong};
        let at = Timestamp::new(1);
        for (share, newcomer, expected) in [
            (Held, false, true),
            (Held, true, true),
            (Missing, false, true),
            (Missing, true, false),
            (Wrong, false, false),
        ] {
            assert_eq!(may_file(share, CanaryState::Holds(at), newcomer), expected);
            assert!(!may_file(share, CanaryState::Differs(at), newcomer));
            assert!(!may_file(share, CanaryState::Waits, newcomer));
        }
        assert!(may_file(Held, CanaryState::HoldsBySelf, true));
    }
}
