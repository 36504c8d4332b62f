//! Who may use what the holders of a circle's key allow this node, when many want it: a member with a program must not leave
//! the others at the door with "not answered".
//!
//! What the holders allow is known (DESIGN section 4): G = 2C numbers a day, C twice the busiest of the last days within the
//! floor and the charter's ceiling. Searches of an hour may use an eighth of it. A quarter of each hour and of the day is kept for
//! members who have checked no more today than they usually do; a call that rings now goes before searches. Counted is how many
//! numbers a circle was asked for, for whole hours and days; a member's own counts are those of [`crate::quota`].

use std::collections::HashMap;

use parasol_protocol::evaluation::Ask;
use parasol_protocol::ids::CircleId;
use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use crate::checks::PendingCheck;
use crate::command::{Command, Ctx};
use crate::days::DaysBefore;
use crate::limits::LEAST_A_DAY;
use crate::node::Snapshot;
use crate::quota;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError, Table, Tx};

const HOUR: u64 = 3_600;
/// What part of a day's numbers one hour may use.
const HOURS: u64 = 8;

/// Circle -> how many numbers its holders were asked for.
const OWN_USE: Table<CircleId, OwnUse> = Table::new("own_use/1");

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct OwnUse {
    day: u64,
    numbers: u64,
    before: DaysBefore,
}

impl OwnUse {
    fn on(mut self, day: u64) -> Self {
        if self.day < day {
            self.before.end((self.day, self.numbers), day);
            (self.day, self.numbers) = (day, 0);
        }
        self
    }
}

/// What a check is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// It rings now.
    Call,
    /// Somebody looks something up.
    Search,
}

/// How many numbers of today and of this hour there are, and were used.
#[derive(Debug, Clone, Copy, Default)]
struct Used {
    day: u64,
    in_day: u64,
    hour: u64,
    in_hour: u64,
    /// How many of today are written down.
    written: u64,
}

impl Used {
    fn at(mut self, now: Timestamp, row: impl FnOnce() -> u64) -> Self {
        let (day, hour) = (now.seconds() / DAY, now.seconds() / HOUR);
        if self.day != day {
            let known = row();
            self = Self { day, in_day: known, written: known, ..Self::default() };
        }
        if self.hour != hour {
            (self.hour, self.in_hour) = (hour, 0);
        }
        self
    }

    /// Counts so many if they are within these parts, in eighths, of what a day and an hour have. Where somebody checks
    /// little and it rings now, the hour counts for nothing: she is not told to wait for what others searched.
    fn take(&mut self, wanted: u64, grant: u64, under_her_average: bool, urgency: Urgency) -> bool {
        let eighths = eighths(under_her_average, urgency);
        let part = |of: u64| of.saturating_mul(eighths) / 8;
        let (in_hour, in_day) = (self.in_hour.saturating_add(wanted), self.in_day.saturating_add(wanted));
        let waits = !under_her_average || urgency == Urgency::Search;
        let hour = !waits || in_hour <= part(grant.div_ceil(HOURS));
        let enough = hour && in_day <= part(grant);
        if enough {
            (self.in_hour, self.in_day) = (in_hour, in_day);
        }
        enough
    }
}

/// What was used of each circle.
#[derive(Default)]
pub(crate) struct Shares(HashMap<CircleId, Used>);

/// The eighths of each hour and day up to which somebody may go.
const fn eighths(under_her_average: bool, urgency: Urgency) -> u64 {
    match (under_her_average, urgency) {
        (true, _) => 8,
        (false, Urgency::Call) => 7,
        (false, Urgency::Search) => 6,
    }
}

/// How many numbers a day holders evaluate for a node whose busiest day had so many: twice C, as many as all of them allow
/// together.
fn grant(busiest: u64, checks_per_day: u64) -> u64 {
    let floor = LEAST_A_DAY.min(checks_per_day);
    busiest.saturating_mul(2).clamp(floor, checks_per_day).saturating_mul(2)
}

impl Snapshot {
    /// Takes out of what is to be asked the circles in which nothing is left for this member now: their sources are told as not
    /// answered. To be called when the check was counted. What is remembered counts as well, so that nobody can tell it.
    pub fn share_out(
        &self,
        pending: &mut PendingCheck,
        asks: Vec<Ask>,
        urgency: Urgency,
        now: Timestamp,
    ) -> Result<Vec<Ask>, Refusal> {
        let Actor::Member(member, _) = pending.actor() else { return Err(Refusal::Forbidden) };
        let wanted = pending.wanted();
        if wanted.is_empty() {
            return Ok(asks);
        }
        let under_her_average = quota::is_under_average(self, member, now)?;
        let mut refused = Vec::new();
        for (circle, numbers) in wanted {
            let Some(decided) = self.charter(&circle)? else { continue };
            let row = self.tx.get(&OWN_USE, &circle)?.unwrap_or_default().on(now.seconds() / DAY);
            let grant = grant(row.before.busiest(), decided.charter().checks_per_day);
            let mut shares = self.node.shares();
            let used = shares.0.entry(circle).or_default();
            *used = used.at(now, || row.numbers);
            if !used.take(numbers, grant, under_her_average, urgency) {
                refused.push(circle);
            }
        }
        let refused = pending.refuse(&refused);
        Ok(asks.into_iter().filter(|ask| !refused.contains(&(ask.circle, ask.epoch))).collect())
    }

    /// Whether numbers were used that [`KeepUse`] has not written down.
    pub fn use_unwritten(&self) -> bool {
        self.node.shares().0.values().any(|used| used.in_day > used.written)
    }
}

/// Writes down how many numbers were used. To be run every minute while there are any: a crash forgets a minute, and holders
/// count for themselves.
#[derive(Debug)]
pub struct KeepUse;

impl Command for KeepUse {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let all: Vec<(CircleId, Used)> = ctx.node.shares().0.iter().map(|(c, used)| (*c, *used)).collect();
        for (circle, used) in all {
            if crate::circles::charter(ctx.tx, &circle)?.is_none() {
                ctx.after_commit(move |node| {
                    node.shares().0.remove(&circle);
                });
                continue;
            }
            let mut row = ctx.tx.get(&OWN_USE, &circle)?.unwrap_or_default().on(used.day);
            // A clock that was set back rewrites no day that is over.
            if row.day == used.day && used.in_day > row.numbers {
                row.numbers = used.in_day;
                ctx.tx.put(&OWN_USE, &circle, &row)?;
            }
            ctx.after_commit(move |node| {
                if let Some(kept) = node.shares().0.get_mut(&circle).filter(|kept| kept.day == used.day) {
                    kept.written = used.in_day;
                }
            });
        }
        Ok(())
    }
}

/// Forgets a circle.
pub(crate) fn forget_circle(tx: &mut Tx, circle: &CircleId) -> Result<(), StoreError> {
    tx.remove(&OWN_USE, circle).map(drop)
}

#[cfg(test)]
mod tests {
    use parasol_protocol::charter::Charter;

    use super::*;

    #[test]
    fn what_holders_allow_follows_from_the_busiest_day() {
        let of = |busiest| grant(busiest, Charter::CHECKS_PER_DAY);
        assert_eq!([of(0), of(100), of(150), of(1_000), of(100_000)], [400, 400, 600, 4_000, 10_000]);
        assert_eq!(grant(1_000, 100), 200, "the charter's ceiling is lower than the floor");
    }

    #[test]
    fn an_hour_is_an_eighth_and_a_quarter_of_it_is_kept() {
        let at = |hour: u64| Timestamp::new(20_000 * DAY + hour * HOUR);
        let mut used = Used::default().at(at(0), || 0);
        let of =
            |used: &mut Used, under, urgency| (0..300).filter(|_| used.take(1, 400, under, urgency)).count();
        let all = |used: &mut Used, under| of(used, under, Urgency::Search);
        assert_eq!(all(&mut used, false), 37);
        assert_eq!(of(&mut used, false, Urgency::Call), 6, "calls go before searches");
        assert_eq!(all(&mut used, true), 7, "and the rest is kept");
        assert!(used.take(8, 400, true, Urgency::Call), "her call does not wait for the next hour");
        let mut used = Used::default().at(at(0), || 0);
        for hour in 1..24 {
            used = used.at(at(hour), || 0);
            all(&mut used, false);
        }
        assert_eq!(used.in_day, 300, "a quarter of the day is kept as well");
        assert!(used.take(1, 400, true, Urgency::Call));
        let next = used.at(at(24), || 12);
        assert_eq!(
            (next.in_day, next.in_hour, next.written),
            (12, 0, 12),
            "what is written down of a day counts"
        );
    }
}
