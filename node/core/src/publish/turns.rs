//! Whose turn it is: the next job that can be done, such that no circle's jobs wait for another's.
//!
//! A circle whose key is not confirmed is left out, and one in which nobody answers rests for a while. Else what is to be
//! shared in the other circles would not be, while their heads say that nothing is missing.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::{Bound, ControlFlow, RangeBounds};

use parasol_protocol::evaluation::{self, Ask, Class};
use parasol_protocol::ids::CircleId;
use parasol_protocol::time::Timestamp;
use rand_core::CryptoRngCore;

use super::{JOBS, PendingPublication, identifiers, wait};
use crate::alerts;
use crate::circles;
use crate::circles::tables::CIRCLES;
use crate::ids::AlertId;
use crate::ledger;
use crate::node::Snapshot;
use crate::store::{Read, StoreError};

/// The longest that a circle rests in which nobody answered, in seconds: a new alert waits no longer for it.
const LONGEST_REST: u64 = 60;

/// Circles in which nobody answered what was to be shared: the others have their turn meanwhile.
#[derive(Default)]
pub(crate) struct Resting {
    /// How often in a row nobody did, and until when each rests.
    circles: BTreeMap<CircleId, (u32, Timestamp)>,
    /// The last of them that was asked.
    last: Option<CircleId>,
}

impl Resting {
    pub(super) fn unanswered(&mut self, circle: CircleId, now: Timestamp) {
        let (times, until) = self.circles.entry(circle).or_insert((0, now));
        *times = times.saturating_add(1);
        *until = now.plus(wait(*times).min(LONGEST_REST));
        self.last = Some(circle);
    }

    pub(super) fn answered(&mut self, circle: &CircleId) {
        self.circles.remove(circle);
    }

    /// Those that do not rest, beginning after the one in which nobody answered last.
    fn awake(&self, mut circles: Vec<CircleId>, now: Timestamp) -> Vec<CircleId> {
        // A clock that was set back lets nobody rest for long.
        let rests = |until: Timestamp| now < until && until.since(now) <= LONGEST_REST;
        circles.retain(|circle| self.circles.get(circle).is_none_or(|(_, until)| !rests(*until)));
        let next = circles.partition_point(|circle| Some(*circle) <= self.last);
        circles.rotate_left(next);
        circles
    }
}

/// A job that is due; the order is that in which they are done. Late ones come last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Due(bool, Reverse<Timestamp>, AlertId);

impl Snapshot {
    /// The next job that is due, with what must be evaluated for it.
    pub fn next_publication(
        &self,
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<Option<(PendingPublication, Vec<Ask>)>, StoreError> {
        for circle in self.node.resting().awake(circles::active(&self.tx)?, now) {
            let next = self.next_in(circle, now, rng)?;
            if next.is_some() {
                return Ok(next);
            }
        }
        Ok(None)
    }

    /// The first job of a circle that is due and can be done.
    fn next_in(
        &self,
        circle: CircleId,
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<Option<(PendingPublication, Vec<Ask>)>, StoreError> {
        let due = self.due(&circle, now)?;
        if due.is_empty() || ledger::own::awaits_peers(&self.tx, &circle)? {
            return Ok(None);
        }
        let Some(decided) = self.charter(&circle)? else { return Ok(None) };
        let Some(epoch) = decided.charter().key().map(|key| key.epoch) else { return Ok(None) };
        if !self.publishes_under(&circle, epoch)? {
            return Ok(None);
        }
        for Due(.., alert) in due {
            let Some(shareable) = alerts::shareable(&self.tx, &alert)? else { continue };
            let identifiers = identifiers(&shareable);
            // An alert without identifiers has nothing to blind and nothing to share.
            let Ok((blinding, elements)) = evaluation::blind(&identifiers, rng) else { continue };
            let ask = Ask { circle, epoch, class: Class::Publish, elements };
            let pending = PendingPublication { circle, epoch, alert, identifiers, blinding };
            return Ok(Some((pending, vec![ask])));
        }
        Ok(None)
    }

    /// A circle's jobs that are due, the newest first: what was published today does not wait behind what was published in years.
    /// What was shared before is filed again even where this node shares nothing any more: the own ledger lacks it.
    fn due(&self, circle: &CircleId, now: Timestamp) -> Result<Vec<Due>, StoreError> {
        let on = self.tx.get(&CIRCLES, circle)?.is_some_and(|row| row.outbound.on);
        let mut due = Vec::new();
        self.tx.scan(&JOBS, rows(circle, None), |(of, alert), job| {
            if of != *circle {
                return ControlFlow::Break(());
            }
            if job.not_before <= now && (on || job.again) {
                due.push(Due(job.late, Reverse(job.since), alert));
            }
            ControlFlow::Continue(())
        })?;
        due.sort_unstable();
        Ok(due)
    }
}

/// From the first row of a circle on, or from that after this alert's.
pub(super) fn rows(
    circle: &CircleId,
    after: Option<AlertId>,
) -> impl RangeBounds<(CircleId, AlertId)> + use<> {
    let first = match after {
        Some(alert) => Bound::Excluded((*circle, alert)),
        None => Bound::Included((*circle, AlertId::new([0; 16]))),
    };
    (first, Bound::Unbounded)
}
