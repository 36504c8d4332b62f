//! Who may use what the holders of a circle's key allow this node, when many want it: a member with a program must not leave
//! the others at the door with "not answered".
//!
//! What the holders allow is known (DESIGN section 4): each of them its part of G = 2C numbers a day, C twice the busiest of the
//! last days within the floor and the charter's ceiling. Searches of an hour may use an eighth of what those allow that are there.
//! A quarter of each hour and of the day is kept for members who have had no more numbers looked up today than they usually do; a
//! call that rings now goes before searches. Counted is how many numbers a circle was asked for, for whole hours and days; a
//! member's own counts are those of [`crate::quota`].

use std::collections::HashMap;

use parasol_protocol::charter::Charter;
use parasol_protocol::evaluation::{Answer, Ask};
use parasol_protocol::ids::{CircleId, OrganisationId};
use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use crate::checks::PendingCheck;
use crate::command::{Command, Ctx};
use crate::days::DaysBefore;
use crate::ids::MemberId;
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
    /// The same row on this day. Each day goes on with what it has counted, in whatever order the clock shows them: one that was
    /// ahead for a moment costs none of the days that come.
    fn on(mut self, day: u64) -> Self {
        if self.day != day {
            let numbers = self.before.turn((self.day, self.numbers), day);
            (self.day, self.numbers) = (day, numbers);
        }
        self
    }

    /// What was counted on the busiest of the last days.
    fn busiest(&self) -> u64 {
        self.before.busiest_before(self.day)
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

/// What is to be asked of holders for a member's check. Only [`Snapshot::share_out`] makes one, for somebody who is signed in: the
/// pages have no other way to the holders. It lives as long as the check, and is logged nowhere.
pub struct Allotted {
    member: MemberId,
    urgency: Urgency,
    asks: Vec<Ask>,
    remembered: Vec<CircleId>,
}

impl core::fmt::Debug for Allotted {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Allotted(…)")
    }
}

impl Allotted {
    /// Whose check it is: whoever has many waits for those who have one.
    pub fn member(&self) -> MemberId {
        self.member
    }

    /// What it is for.
    pub fn urgency(&self) -> Urgency {
        self.urgency
    }

    /// What is to be asked.
    pub fn asks(&self) -> &[Ask] {
        &self.asks
    }

    /// The circles in which nothing has to be asked, once for each key, because it was evaluated a moment ago. Who answers must not
    /// be quicker for it: else whoever checks a number could tell that somebody has just checked it.
    pub fn remembered(&self) -> &[CircleId] {
        &self.remembered
    }

    /// Whether there is nothing to wait for.
    pub fn is_empty(&self) -> bool {
        self.asks.is_empty() && self.remembered.is_empty()
    }
}

/// What came of a member's check.
#[derive(Debug, Clone, Default)]
pub struct InTurn {
    /// An answer for each ask, in the same order.
    pub answers: Vec<Answer>,
    /// The circles in which it was not her turn in time: for [`PendingCheck::pass_over`].
    pub passed_over: Vec<CircleId>,
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

    /// Counts so many if there are as many left for her.
    fn take(&mut self, wanted: u64, grant: Grant, under_her_average: bool, urgency: Urgency) -> bool {
        let (in_hour, in_day) = (self.in_hour.saturating_add(wanted), self.in_day.saturating_add(wanted));
        let part = |of: u64| of.saturating_mul(eighths(under_her_average, urgency)) / 8;
        let enough = match (under_her_average, urgency) {
            // She is not told to wait for what others searched: nor by the hour, nor because a holder that seems to be away may
            // be back.
            (true, Urgency::Call) => in_day <= grant.whole,
            _ => in_hour <= part(grant.there.div_ceil(HOURS)) && in_day <= part(grant.there),
        };
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

/// How many numbers a day the holders evaluate for this node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Grant {
    /// All of them.
    whole: u64,
    /// Those that are there, as far as is known.
    there: u64,
}

/// Of whom a number needs evaluations.
#[derive(Debug, Clone, Copy)]
struct Crowd {
    /// How many other members the circle has: each allows its part.
    others: u64,
    /// How many shares a number takes.
    t: u16,
    /// Of them, how many are others'.
    needed: u64,
    /// How many others hold a share.
    all: u64,
    /// How many of them are there.
    there: u64,
}

impl Grant {
    /// Of a node whose busiest day had so many. Each of the n - 1 others allows 2C(t-1)/(n-1), and a number takes as many of
    /// them as are needed: 2C where all of them are there and this node has a share. Where fewer are there than a number takes,
    /// nothing can be evaluated; as many are reckoned with, because the next moment they may be back.
    fn of(busiest: u64, ceiling: u64, crowd: Crowd) -> Self {
        let total = busiest.saturating_mul(2).clamp(LEAST_A_DAY.min(ceiling), ceiling).saturating_mul(2);
        let Crowd { others, t, needed, all, there } = crowd;
        let of = |holders: u64| {
            let evaluations = total.saturating_mul(u64::from(t).saturating_sub(1)).saturating_mul(holders);
            evaluations / others.max(1).saturating_mul(needed).max(1)
        };
        Self { whole: of(all), there: of(there.max(needed).min(all)) }
    }
}

impl Snapshot {
    /// Counts the numbers of a check, and takes out of what is to be asked the circles in which nothing is left for this member
    /// now: their sources are told as not answered. To be called when the check was counted. What is remembered counts as well, so
    /// that nobody can tell it.
    pub fn share_out(
        &self,
        pending: &mut PendingCheck,
        mut asks: Vec<Ask>,
        urgency: Urgency,
        now: Timestamp,
    ) -> Result<Allotted, Refusal> {
        let Actor::Member(member, _) = *pending.actor() else { return Err(Refusal::Forbidden) };
        let under_her_average = quota::count_numbers(self, &member, pending.numbers(), now)?;
        let mut refused = Vec::new();
        for (circle, numbers) in pending.wanted() {
            let Some(decided) = self.charter(&circle)? else { continue };
            let row = self.tx.get(&OWN_USE, &circle)?.unwrap_or_default().on(now.seconds() / DAY);
            let Some(crowd) = self.crowd(decided.charter(), now) else { continue };
            let grant = Grant::of(row.busiest(), decided.charter().checks_per_day, crowd);
            let mut shares = self.node.shares();
            let used = shares.0.entry(circle).or_default();
            *used = used.at(now, || row.numbers);
            if !used.take(numbers, grant, under_her_average, urgency) {
                refused.push(circle);
            }
        }
        let refused = pending.refuse(&refused);
        asks.retain(|ask| !refused.contains(&(ask.circle, ask.epoch)));
        Ok(Allotted { member, urgency, asks, remembered: pending.remembered() })
    }

    /// The holders of the newest key that not everybody holds whole. None where it cannot be told: then whoever is asked says it.
    fn crowd(&self, charter: &Charter, now: Timestamp) -> Option<Crowd> {
        let key = charter.keys.iter().filter(|key| key.t > 1).max_by_key(|key| key.epoch)?;
        let holders = self.holders(&charter.circle, key.epoch).ok()?;
        let notes = self.node.holder_notes();
        let evaluates = |holder: &OrganisationId| notes.evaluates(charter.circle, *holder, now);
        let there = holders.others.iter().filter(|(holder, _)| evaluates(holder)).count();
        let many = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let needed = u64::from(key.t).saturating_sub(u64::from(holders.own.is_some()));
        let others = many(charter.members.len()).saturating_sub(1);
        Some(Crowd { others, t: key.t, needed, all: many(holders.others.len()), there: many(there) })
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
            if used.in_day > row.numbers {
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
    use super::*;

    #[test]
    fn what_holders_allow_follows_from_the_busiest_day_and_from_who_is_there() {
        const CEILING: u64 = Charter::CHECKS_PER_DAY;
        let all = Crowd { others: 4, t: 3, needed: 2, all: 4, there: 4 };
        let of = |busiest| Grant::of(busiest, CEILING, all).whole;
        assert_eq!([of(0), of(100), of(150), of(1_000), of(100_000)], [400, 400, 600, 4_000, 10_000]);
        let poor = Grant::of(1_000, 100, all);
        assert_eq!(poor, Grant { whole: 200, there: 200 }, "the charter's ceiling is lower than the floor");
        let there = |there| Grant::of(0, CEILING, Crowd { there, ..all });
        assert_eq!(
            [4, 3, 2, 0].map(|n| there(n).there),
            [400, 300, 200, 200],
            "two are always reckoned with"
        );
        assert_eq!(there(2).whole, 400);
        let no_share = Crowd { needed: 3, ..all };
        assert_eq!(Grant::of(0, CEILING, no_share).whole, 266, "each number takes three of the others");
        let two_of_three = Crowd { others: 2, t: 2, needed: 1, all: 2, there: 1 };
        assert_eq!(Grant::of(0, CEILING, two_of_three), Grant { whole: 400, there: 200 });
    }

    #[test]
    fn an_hour_is_an_eighth_and_a_quarter_of_it_is_kept() {
        const ALL: Grant = Grant { whole: 400, there: 400 };
        const HALF: Grant = Grant { whole: 400, there: 200 };
        let at = |hour: u64| Timestamp::new(20_000 * DAY + hour * HOUR);
        let mut used = Used::default().at(at(0), || 0);
        let of = |used: &mut Used, under, urgency, grant| {
            (0..300).filter(|_| used.take(1, grant, under, urgency)).count()
        };
        let all = |used: &mut Used, under, grant| of(used, under, Urgency::Search, grant);
        assert_eq!(all(&mut used, false, HALF), 18, "half of the holders are there");
        assert_eq!(all(&mut used, false, ALL), 37 - 18);
        assert_eq!(of(&mut used, false, Urgency::Call, ALL), 6, "calls go before searches");
        assert_eq!(all(&mut used, true, ALL), 7, "and the rest is kept");
        assert!(used.take(8, HALF, true, Urgency::Call), "her call does not wait for the next hour");
        let mut used = Used::default().at(at(0), || 0);
        for hour in 1..24 {
            used = used.at(at(hour), || 0);
            all(&mut used, false, ALL);
        }
        assert_eq!(used.in_day, 300, "a quarter of the day is kept as well");
        assert!(!used.take(1, HALF, true, Urgency::Search), "what those have who are there is used up");
        assert!(used.take(1, HALF, true, Urgency::Call), "whoever is away may be back");
        let next = used.at(at(24), || 12);
        assert_eq!(
            (next.in_day, next.in_hour, next.written),
            (12, 0, 12),
            "what is written down of a day counts"
        );
    }
}
