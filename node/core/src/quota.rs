//! How many checks a member may make: counted, never what was checked.
//!
//! Checks are reserved on the disk in blocks and then counted in memory, so that counting costs next to nothing. A crash
//! loses what is left of a block; it never grants anything.

use std::collections::HashMap;

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::command::{Command, Ctx};
use crate::ids::MemberId;
use crate::limits::CHECK_BLOCK;
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{Read, Table};

/// Member -> what she has reserved.
const CHECKS: Table<MemberId, Counter> = Table::new("checks/1");

const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;

/// How many checks a member may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckLimits {
    /// In an hour of the clock.
    pub per_hour: u32,
    /// In a day, UTC.
    pub per_day: u32,
    /// In a day beyond both, so that nobody stands at a door at night with nothing left.
    pub reserve: u32,
}

impl Default for CheckLimits {
    fn default() -> Self {
        Self { per_hour: 30, per_day: 95, reserve: 10 }
    }
}

/// What is left of the blocks.
#[derive(Default)]
pub(crate) struct Quotas {
    left: HashMap<MemberId, Left>,
}

struct Left {
    hour: u64,
    checks: u32,
}

impl Quotas {
    /// Counts a check if the member has some left of this hour's block.
    fn take(&mut self, member: &MemberId, hour: u64) -> bool {
        match self.left.get_mut(member) {
            Some(left) if left.hour == hour && left.checks > 0 => {
                left.checks -= 1;
                true
            }
            _ => false,
        }
    }

    fn add(&mut self, member: MemberId, hour: u64, checks: u32) {
        // What is left of other hours counts for nothing, so the map is never larger than the members of one hour.
        self.left.retain(|_, left| left.hour == hour);
        let left = self.left.entry(member).or_insert(Left { hour, checks: 0 });
        left.checks = left.checks.saturating_add(checks);
    }
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Counter {
    hour: u64,
    in_hour: u32,
    day: u64,
    in_day: u32,
    reserve_used: u32,
}

impl Counter {
    /// Reserves checks: a block, the rest of the hour or day, one of the reserve; or the seconds to wait.
    fn reserve(&mut self, limits: &CheckLimits, now: Timestamp) -> Result<u32, u64> {
        let (hour, day) = (now.seconds() / HOUR, now.seconds() / DAY);
        if self.day != day {
            *self = Self { day, ..Self::default() };
        }
        if self.hour != hour {
            (self.hour, self.in_hour) = (hour, 0);
        }
        let free =
            limits.per_hour.saturating_sub(self.in_hour).min(limits.per_day.saturating_sub(self.in_day));
        let block = free.min(CHECK_BLOCK);
        if block > 0 {
            self.in_hour = self.in_hour.saturating_add(block);
            self.in_day = self.in_day.saturating_add(block);
            return Ok(block);
        }
        if self.reserve_used < limits.reserve {
            self.reserve_used = self.reserve_used.saturating_add(1);
            return Ok(1);
        }
        let period = if self.in_day < limits.per_day { HOUR } else { DAY };
        Err(period - now.seconds() % period)
    }
}

/// Counts one check of a member. Needed only when [`Snapshot::count_check`] could not.
#[derive(Debug)]
pub struct CountCheck {
    /// Who checks.
    pub actor: Actor,
}

impl Command for CountCheck {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::CheckIdentifier)?;
        let Actor::Member(member, _) = self.actor else { return Err(Refusal::Forbidden) };
        let limits = ctx.node.rules().checks;
        let mut counter = ctx.tx.get(&CHECKS, &member)?.unwrap_or_default();
        let reserved =
            counter.reserve(&limits, ctx.now).map_err(|retry_after| Refusal::OverQuota { retry_after })?;
        ctx.tx.put(&CHECKS, &member, &counter)?;
        let rest = reserved.saturating_sub(1);
        ctx.after_commit(move |node| node.quotas().add(member, counter.hour, rest));
        Ok(())
    }
}

impl Snapshot {
    /// Counts one check if that can be done in memory; else [`CountCheck`] must be sent.
    pub fn count_check(&self, actor: &Actor, now: Timestamp) -> Result<bool, Refusal> {
        self.allow(actor, Action::CheckIdentifier)?;
        let Actor::Member(member, _) = actor else { return Err(Refusal::Forbidden) };
        Ok(self.node.quotas().take(member, now.seconds() / HOUR))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_then_the_reserve_then_a_wait() {
        let limits = CheckLimits { per_hour: 20, per_day: 30, reserve: 2 };
        let mut counter = Counter::default();
        let at = |seconds: u64| Timestamp::new(20_000 * DAY + seconds);
        let mut reserve = |seconds| counter.reserve(&limits, at(seconds));
        assert_eq!((0..5).map(|_| reserve(10)).collect::<Vec<_>>(), [Ok(8), Ok(8), Ok(4), Ok(1), Ok(1)]);
        assert_eq!(reserve(600), Err(3_000));
        assert_eq!((0..2).map(|_| reserve(3_600)).collect::<Vec<_>>(), [Ok(8), Ok(2)]);
        assert_eq!(reserve(3_700), Err(DAY - 3_700));
        assert_eq!(reserve(DAY), Ok(8));
    }
}
