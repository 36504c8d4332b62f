//! Key confirmation (DESIGN section 4): nothing is filed under a key before this node's own share and the canary hold.
//!
//! When the node is opened and every hour, for every key that serves: this node's own share is compared with the charter's
//! V_i, and all V_i with one another and K, each as it stands on the disk then. The canary, the evaluation of a fixed input
//! whose hash the charter carries, is asked of holders chosen at random: it shows that what this node would file others will
//! find. With t = 1 the share makes the canary by itself, and nobody is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
use crate::limits::{CANARY_AGAIN, CANARY_EVERY, CANARY_LATER, CANARY_SOON};
use crate::node::{Node, Snapshot};
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError, Table, Tx};
use crate::sweeps::tell_admins;
use crate::unanswered::Blinded;

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
    /// It is here, and fits the charter, of which all shares belong to the one key.
    Held,
    /// It is not here: others evaluate.
    Missing,
    /// What is here does not fit what the charter lists, or what the charter lists does not belong to one key.
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

/// What was seen of the keys since the node was opened: what was seen before then is looked at anew.
#[derive(Default)]
pub(crate) struct Canaries {
    /// By circle and epoch: those whose canary was right.
    right: BTreeSet<(CircleId, u64)>,
    /// How often in a row nobody answered, and when it is asked for again.
    again: BTreeMap<(CircleId, u64), (u32, Timestamp)>,
    /// When shares were compared last.
    compared: Option<Timestamp>,
    /// The keys of which they did not fit then.
    wrong: BTreeSet<(CircleId, u64)>,
}

impl Canaries {
    fn unanswered(&mut self, key: (CircleId, u64), now: Timestamp) {
        let (times, again) = self.again.entry(key).or_insert((0, now));
        // Soon at first: a node that was just opened has yet to meet the others. For what was right before nothing waits.
        let soon = CANARY_SOON.saturating_mul(1 << (*times).min(10)).min(CANARY_AGAIN);
        *again = now.plus(if self.right.contains(&key) { CANARY_LATER } else { soon });
        *times = times.saturating_add(1);
    }

    fn answered(&mut self, key: (CircleId, u64), right: bool, now: Timestamp) {
        if right {
            self.again.remove(&key);
            self.right.insert(key);
        } else {
            self.right.remove(&key);
            self.again.insert(key, (0, now.plus(CANARY_AGAIN)));
        }
    }
}

/// A canary between asking and finishing.
#[derive(Debug)]
pub struct PendingCanary {
    circle: CircleId,
    epoch: u64,
    public: TagKeyPublic,
    blinded: Blinded,
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
            Ok(None) if self.is_sound(charter, key)? => ShareState::Missing,
            Ok(None) => ShareState::Wrong,
            Err(StoreError::Damaged { .. }) => ShareState::Wrong,
            Err(other) => return Err(other),
        };
        let canary = self.canary_state(&charter.circle, key, share)?;
        let me = charter.member(&self.identity().organisation);
        let newcomer = me.is_none_or(|me| key.t <= 1 || came_later(key, me.share));
        let publishes = key.canon.is_current() && may_file(share, canary, newcomer);
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
        let right = self.node.canaries().right.contains(&(*circle, key.epoch));
        Ok(match row.filter(|row| row.public == key.public) {
            Some(CanaryRow { matched: false, at, .. }) => CanaryState::Differs(at),
            Some(CanaryRow { at, .. }) if right => CanaryState::Holds(at),
            _ => CanaryState::Waits,
        })
    }

    /// Whether entries may be filed under the key of an epoch: share and canary hold.
    pub fn publishes_under(&self, circle: &CircleId, epoch: u64) -> Result<bool, StoreError> {
        Ok(self.key_states(circle)?.iter().any(|state| state.epoch == epoch && state.publishes))
    }

    /// A canary that is to be asked for now: of those that are due the one that waits longest, so that no key waits for
    /// another's holders.
    pub fn next_canary(
        &self,
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<Option<(PendingCanary, Ask)>, StoreError> {
        let mut due = Vec::new();
        for circle in circles::active(&self.tx)? {
            let Some(decided) = self.charter(&circle)? else { continue };
            let asked = |key: &&EpochKey| key.t > 1 && key.canon.is_current();
            for key in decided.charter().keys.iter().filter(asked) {
                if self.is_due(&circle, key, now)? {
                    let again = self.node.canaries().again.get(&(circle, key.epoch)).map(|(_, again)| *again);
                    due.push((again, circle, key.epoch, key.public));
                }
            }
        }
        let Some((_, circle, epoch, public)) = due.into_iter().min_by_key(|(again, ..)| *again) else {
            return Ok(None);
        };
        let before = self.node.unanswered().canaries.blinded(&(circle, epoch), &public, now);
        let blinded = before.or_else(|| evaluation::blind_canary(rng).ok().map(Arc::new));
        let Some(blinded) = blinded else { return Ok(None) };
        let elements = blinded.1.clone();
        let pending = PendingCanary { circle, epoch, public, blinded };
        // To a holder it is a check like any other: one that answered canaries alone would be found out.
        Ok(Some((pending, Ask { circle, epoch, class: Class::Check, elements })))
    }

    fn is_due(&self, circle: &CircleId, key: &EpochKey, now: Timestamp) -> Result<bool, StoreError> {
        let of = (*circle, key.epoch);
        let (again, right) = {
            let canaries = self.node.canaries();
            (canaries.again.get(&of).map(|(_, again)| *again), canaries.right.contains(&of))
        };
        // A clock that was set back puts nothing off for long.
        if again.is_some_and(|again| now < again && again.since(now) <= CANARY_LATER) {
            return Ok(false);
        }
        let row = self.tx.get(&CANARIES, &of)?;
        let row = row.filter(|row| right && row.public == key.public && row.matched);
        Ok(row.is_none_or(|row| is_over(row.at, now)))
    }

    /// Whether [`CompareShares`] is to be run: the node was just opened, or an hour is over.
    pub fn shares_are_due(&self, now: Timestamp) -> bool {
        self.node.canaries().compared.is_none_or(|compared| is_over(compared, now))
    }

    /// The keys of which a share does not fit. A circle whose charter cannot be read stands there with epoch 0.
    fn wrong_shares(&self) -> Result<BTreeSet<(CircleId, u64)>, StoreError> {
        let mut wrong = BTreeSet::new();
        for circle in circles::active(&self.tx)? {
            match self.key_states(&circle) {
                Ok(states) => wrong.extend(
                    states
                        .iter()
                        .filter(|state| state.share == ShareState::Wrong)
                        .map(|state| (circle, state.epoch)),
                ),
                Err(StoreError::Damaged { .. }) => drop(wrong.insert((circle, 0))),
                Err(other) => return Err(other),
            }
        }
        for (circle, epoch) in &wrong {
            tracing::error!(circle = %circle.short(), epoch, "the shares of a key do not fit its charter");
        }
        Ok(wrong)
    }
}

/// Whether an hour is over since then. A clock that was set back puts nothing off.
fn is_over(last: Timestamp, now: Timestamp) -> bool {
    last > now || now.since(last) >= CANARY_EVERY
}

/// Reads charters and shares anew from the disk, and compares this node's own share with the charter's V_i, and all V_i with
/// one another and K, for every key that serves. A share that does not fit is not used, nothing is filed under its key, and
/// admins are told. To be run when the node was opened, and every hour.
#[derive(Debug)]
pub struct CompareShares;

impl Command for CompareShares {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.node.cache().forget();
        let (wrong, now) = (ctx.node.read()?.wrong_shares()?, ctx.now);
        let new: Vec<CircleId> = {
            let canaries = ctx.node.canaries();
            wrong.difference(&canaries.wrong).map(|(circle, _)| *circle).collect()
        };
        ctx.after_commit(move |node| {
            let mut canaries = node.canaries();
            (canaries.compared, canaries.wrong) = (Some(now), wrong);
        });
        if !new.is_empty() {
            tell_admins(ctx)?;
        }
        for circle in new {
            ctx.audit(&Actor::System, AuditEvent::about("share_wrong", circle.as_bytes()))?;
        }
        Ok(())
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
        let Self { pending: PendingCanary { circle, epoch, public, blinded }, answer } = self;
        let (of, now) = ((circle, epoch), ctx.now);
        let decided = circles::charter(ctx.tx, &circle)?;
        let Some(decided) = decided else { return Ok(None) };
        let Some(key) = decided.charter().key_of(epoch).filter(|key| key.public == public) else {
            return Ok(None);
        };
        forget_ended(ctx.tx, decided.charter())?;
        let matched = matches(key, &blinded.0, &answer).ok();
        ctx.after_commit(move |node| {
            // What came to nothing, or was wrong, is asked again soon: those who did answer count the same elements once.
            match matched {
                Some(true) => node.unanswered().canaries.forget(&of),
                _ => node.unanswered().canaries.keep(of, public, blinded, now),
            }
            match matched {
                Some(matched) => node.canaries().answered(of, matched, now),
                None => node.canaries().unanswered(of, now),
            }
        });
        let Some(matched) = matched else { return Ok(None) };
        let before = ctx.tx.get(&CANARIES, &of)?.filter(|row| row.public == public);
        ctx.tx.put(&CANARIES, &of, &CanaryRow { public, matched, at: now })?;
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
    /// Compares all shares with the charters that list them. A share that does not fit is never used; the node goes on without
    /// it.
    pub(crate) fn check_shares(&self) -> Result<(), StoreError> {
        self.read()?.wrong_shares().map(drop)
    }
}

#[cfg(test)]
mod tests;
