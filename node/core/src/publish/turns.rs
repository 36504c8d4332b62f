//! Whose turn it is: the next job that can be done, such that no circle's jobs wait for another's.
//!
//! A circle whose key is not confirmed is left out, and one in which nobody answers rests for a while. Else what is to be
//! shared in the other circles would not be, while their heads say that nothing is missing.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::{Bound, ControlFlow, RangeBounds};
use std::sync::Arc;

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
    circles: BTreeMap<CircleId, Rest>,
    /// The last of them that was asked.
    last: Option<CircleId>,
}

struct Rest {
    /// How often in a row nobody answered.
    times: u32,
    until: Timestamp,
    /// What is asked again first: of another alert those who do answer would count other elements, for nothing.
    again: Option<AlertId>,
}

impl Resting {
    pub(super) fn unanswered(&mut self, circle: CircleId, again: Option<AlertId>, now: Timestamp) {
        let times = self.circles.get(&circle).map_or(0, |rest| rest.times).saturating_add(1);
        let until = now.plus(wait(times).min(LONGEST_REST));
        self.circles.insert(circle, Rest { times, until, again });
        self.last = Some(circle);
    }

    pub(super) fn answered(&mut self, circle: &CircleId) {
        self.circles.remove(circle);
    }

    /// Those that do not rest, beginning after the one in which nobody answered last.
    fn awake(&self, mut circles: Vec<CircleId>, now: Timestamp) -> Vec<CircleId> {
        // A clock that was set back lets nobody rest for long.
        let rests = |until: Timestamp| now < until && until.since(now) <= LONGEST_REST;
        circles.retain(|circle| self.circles.get(circle).is_none_or(|rest| !rests(rest.until)));
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
        let awake = self.node.resting().awake(circles::active(&self.tx)?, now);
        for circle in awake {
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
        let (again, due) = (self.asked_last(&circle)?, self.due(&circle, now)?);
        if (again.is_none() && due.is_empty()) || ledger::own::awaits_peers(&self.tx, &circle)? {
            return Ok(None);
        }
        let Some(decided) = self.charter(&circle)? else { return Ok(None) };
        let Some(epoch) = decided.charter().key().map(|key| key.epoch) else { return Ok(None) };
        if !self.publishes_under(&circle, epoch)? {
            return Ok(None);
        }
        let due = due.into_iter().map(|Due(.., alert)| alert);
        self.first_of(again.into_iter().chain(due), circle, epoch, now, rng)
    }

    /// What must be evaluated for the first of these jobs that can be done.
    fn first_of(
        &self,
        jobs: impl IntoIterator<Item = AlertId>,
        circle: CircleId,
        epoch: u64,
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<Option<(PendingPublication, Vec<Ask>)>, StoreError> {
        for alert in jobs {
            let Some(shareable) = alerts::shareable(&self.tx, &alert)? else { continue };
            let asked = (epoch, identifiers(&shareable));
            let before = self.node.unanswered().publications.blinded(&(circle, alert), &asked, now);
            let blinded = before.or_else(|| evaluation::blind(&asked.1, rng).ok().map(Arc::new));
            // An alert without identifiers has nothing to blind and nothing to share.
            let Some(blinded) = blinded else { continue };
            let ask = Ask { circle, epoch, class: Class::Publish, elements: blinded.1.clone() };
            let pending = PendingPublication { circle, epoch, alert, identifiers: asked.1, blinded };
            return Ok(Some((pending, vec![ask])));
        }
        Ok(None)
    }

    /// The job of a circle that was asked for last, if nobody answered and it is still to be done. It waits no longer than its
    /// circle rests.
    fn asked_last(&self, circle: &CircleId) -> Result<Option<AlertId>, StoreError> {
        let again = self.node.resting().circles.get(circle).and_then(|rest| rest.again);
        let Some(alert) = again else { return Ok(None) };
        let on = self.tx.get(&CIRCLES, circle)?.is_some_and(|row| row.outbound.on);
        let job = self.tx.get(&JOBS, &(*circle, alert))?.filter(|job| job.tries > 0 && (on || job.again));
        Ok(job.map(|_| alert))
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
            if job.is_due(now) && (on || job.again) {
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
