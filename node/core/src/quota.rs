//! How many checks a member may make: counted, never what was checked.
//!
//! Checks are reserved on the disk in blocks and then counted in memory, so that counting costs next to nothing. A crash
//! loses what is left of a block; it never grants anything.

use std::collections::HashMap;

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::command::{Command, Ctx};
use crate::ids::{MemberId, ReportId};
use crate::limits::{
    CHECK_BLOCK, MAX_PROOFREADS_A_DAY, MAX_UNMASKED_A_DAY, SWEEP_PATIENT, USUAL_LEAST, USUAL_MOST,
};
use crate::node::Snapshot;
use crate::privacy::KeptRow;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError, Table, Tx};
use crate::sweeps;

/// Member -> what she has reserved.
const CHECKS: Table<MemberId, Counter> = Table::new("checks/1");

const HOUR: u64 = 3_600;
pub(crate) const DAY: u64 = 86_400;

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

/// What is left of the blocks, and how many checks of a day found nothing.
#[derive(Default)]
pub(crate) struct Quotas {
    left: HashMap<MemberId, Left>,
    tallies: HashMap<MemberId, Tally>,
    /// The day, and how often words about a report were read through on it.
    proofreads: (u64, HashMap<ReportId, u32>),
}

struct Left {
    hour: u64,
    checks: u32,
}

/// How many checks of a day were answered and how many of them found nothing; never which.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally {
    pub(crate) day: u64,
    pub(crate) checks: u32,
    pub(crate) nothing: u32,
    /// How many numbers that were: a text that may be read in several countries is several.
    #[serde(default)]
    pub(crate) looked_up: u32,
}

impl Tally {
    /// Both of one day, or the later one.
    fn with(self, other: Self) -> Self {
        match self.day.cmp(&other.day) {
            core::cmp::Ordering::Less => other,
            core::cmp::Ordering::Greater => self,
            core::cmp::Ordering::Equal => Self {
                day: self.day,
                checks: self.checks.saturating_add(other.checks),
                nothing: self.nothing.saturating_add(other.nothing),
                looked_up: self.looked_up.saturating_add(other.looked_up),
            },
        }
    }
}

impl Tally {
    /// All of both, as of the later day.
    fn plus(self, other: Self) -> Self {
        let day = self.day.max(other.day);
        Self { day, ..self }.with(Self { day, ..other })
    }
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

    /// Counts how a check ended. At most as many as a block are lost with a crash: the next block writes them down.
    pub(crate) fn saw(&mut self, member: MemberId, nothing: bool, numbers: usize, now: Timestamp) {
        let looked_up = u32::try_from(numbers).unwrap_or(u32::MAX);
        let seen = Tally { day: now.seconds() / DAY, checks: 1, nothing: u32::from(nothing), looked_up };
        let tally = self.tallies.entry(member).or_default();
        *tally = tally.with(seen);
    }

    /// Counts a reading; what was read on other days counts for nothing, so the map is never larger than the reports of one day.
    fn proofread(&mut self, report: ReportId, day: u64) -> bool {
        if self.proofreads.0 != day {
            self.proofreads = (day, HashMap::new());
        }
        let read = self.proofreads.1.entry(report).or_default();
        let allowed = *read < MAX_PROOFREADS_A_DAY;
        *read = read.saturating_add(u32::from(allowed));
        allowed
    }

    fn tally(&self, member: &MemberId) -> Tally {
        self.tallies.get(member).copied().unwrap_or_default()
    }

    /// Takes off what was written down.
    fn wrote(&mut self, member: &MemberId, written: Tally) {
        let Some(tally) = self.tallies.get_mut(member).filter(|tally| tally.day == written.day) else {
            return;
        };
        tally.checks = tally.checks.saturating_sub(written.checks);
        tally.nothing = tally.nothing.saturating_sub(written.nothing);
        tally.looked_up = tally.looked_up.saturating_sub(written.looked_up);
        if tally.checks == 0 {
            self.tallies.remove(member);
        }
    }
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Counter {
    hour: u64,
    in_hour: u32,
    day: u64,
    in_day: u32,
    reserve_used: u32,
    /// How the checks of one day ended, as far as it is written down.
    #[serde(default)]
    tally: Tally,
    /// The last day on which more was asked for than there was, and how many such days there were in a row.
    #[serde(default)]
    over: (u64, u32),
    /// How often identifiers were shown in full today.
    #[serde(default)]
    unmasked: u32,
    /// Eight times how many checks she makes on a day on which she makes any, the last days more than those before.
    #[serde(default)]
    usual: u32,
    /// What was looked up since it was last judged for patience.
    #[serde(default)]
    long: Tally,
}

impl Counter {
    /// Reserves checks, `most` at a time: a block, the rest of the hour or day, one of the reserve; or the seconds to wait.
    fn reserve(&mut self, limits: &CheckLimits, most: u32, now: Timestamp) -> Result<u32, u64> {
        let (hour, day) = (now.seconds() / HOUR, now.seconds() / DAY);
        if self.day != day {
            let Self { tally, over, usual, long, .. } = *self;
            *self = Self { day, tally, over, usual, long, ..Self::default() };
        }
        if self.hour != hour {
            (self.hour, self.in_hour) = (hour, 0);
        }
        let free =
            limits.per_hour.saturating_sub(self.in_hour).min(limits.per_day.saturating_sub(self.in_day));
        let block = free.min(most);
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

    /// Notes that nothing was left; whether this is new today.
    fn note_over(&mut self, day: u64) -> bool {
        let (last, row) = self.over;
        if last == day {
            return false;
        }
        self.over = (day, if last.saturating_add(1) == day { row.saturating_add(1) } else { 1 });
        true
    }
}

/// Counts one check of a member. Needed only when [`Snapshot::count_check`] could not.
#[derive(Debug)]
pub struct CountCheck {
    /// Who checks.
    pub actor: Actor,
}

/// Whether a check may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// It may.
    Yes,
    /// Nothing is left.
    Over {
        /// Seconds until there is.
        retry_after: u64,
    },
}

impl Counted {
    /// As a refusal, for whoever checks.
    pub fn ok(self) -> Result<(), Refusal> {
        match self {
            Self::Yes => Ok(()),
            Self::Over { retry_after } => Err(Refusal::OverQuota { retry_after }),
        }
    }
}

impl Command for CountCheck {
    type Outcome = Counted;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Counted, Refusal> {
        ctx.allow(&self.actor, Action::CheckIdentifier)?;
        let Actor::Member(member, _) = self.actor else { return Err(Refusal::Forbidden) };
        count(ctx, &member, false)
    }
}

/// Counts a showing of identifiers in full: it is a check too, and there are so many a day at the most.
pub(crate) fn unmask(ctx: &mut Ctx<'_>, actor: &Actor) -> Result<(), Refusal> {
    let Actor::Member(member, _) = actor else { return Err(Refusal::Forbidden) };
    count(ctx, member, true)?.ok()
}

/// Counts that words were compared with what the desk is not shown. It counts also when the command is refused then, because
/// the refusal is an answer.
pub(crate) fn proofread(ctx: &Ctx<'_>, report: &ReportId) -> Result<(), Refusal> {
    if ctx.node.quotas().proofread(*report, ctx.now.seconds() / DAY) {
        Ok(())
    } else {
        Err(Refusal::OverQuota { retry_after: DAY - ctx.now.seconds() % DAY })
    }
}

fn count(ctx: &mut Ctx<'_>, member: &MemberId, unmasking: bool) -> Result<Counted, Refusal> {
    let member = *member;
    let (limits, day) = (ctx.node.rules().checks, ctx.now.seconds() / DAY);
    let mut counter = ctx.tx.get(&CHECKS, &member)?.unwrap_or_default();
    if unmasking && counter.day == day && counter.unmasked >= MAX_UNMASKED_A_DAY {
        return Ok(Counted::Over { retry_after: DAY - ctx.now.seconds() % DAY });
    }
    let fresh = ctx.node.quotas().tally(&member);
    let before = counter.tally;
    counter.tally = before.with(fresh);
    let reserved = counter.reserve(&limits, if unmasking { 1 } else { CHECK_BLOCK }, ctx.now);
    if unmasking && reserved.is_ok() {
        counter.unmasked = counter.unmasked.saturating_add(1);
    }
    let newly_over = reserved.is_err() && counter.note_over(day);
    // A day that is over is judged once more, with the checks that came after its last block.
    if before.day < counter.tally.day && before.day != 0 {
        sweeps::judge(ctx, &member, before, (0, 0))?;
        counter.usual = counter.usual.saturating_sub(counter.usual / 8).saturating_add(before.checks);
    }
    counter.long = counter.long.plus(fresh);
    if counter.long.looked_up >= SWEEP_PATIENT {
        sweeps::judge_patience(ctx, &member, counter.long)?;
        counter.long = Tally::default();
    }
    sweeps::judge(ctx, &member, counter.tally, counter.over)?;
    // Whoever asks again and again with nothing left costs no disk.
    if reserved.is_ok() || newly_over || fresh.checks > 0 {
        ctx.tx.put(&CHECKS, &member, &counter)?;
    }
    let hour = counter.hour;
    let rest = reserved.unwrap_or(0).saturating_sub(1);
    ctx.after_commit(move |node| {
        let mut quotas = node.quotas();
        quotas.wrote(&member, fresh);
        if rest > 0 {
            quotas.add(member, hour, rest);
        }
    });
    Ok(reserved.map_or_else(|retry_after| Counted::Over { retry_after }, |_| Counted::Yes))
}

/// Whether a member has checked no more today than she usually does; whoever is new is taken to check a little.
pub(crate) fn is_under_average(
    snapshot: &Snapshot,
    member: &MemberId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let counter = snapshot.tx.get(&CHECKS, member)?.unwrap_or_default();
    let today = Tally { day: now.seconds() / DAY, ..Tally::default() };
    let today = counter.tally.with(snapshot.node.quotas().tally(member)).with(today);
    let usual = (counter.usual / 8).clamp(USUAL_LEAST, USUAL_MOST);
    Ok(today.checks < usual)
}

/// Takes a member's counter away, with her account.
pub(crate) fn forget(tx: &mut Tx, member: &MemberId) -> Result<(), StoreError> {
    tx.remove(&CHECKS, member).map(drop)
}

impl Snapshot {
    /// Counts one check if that can be done in memory; else [`CountCheck`] must be sent.
    pub fn count_check(&self, actor: &Actor, now: Timestamp) -> Result<bool, Refusal> {
        self.allow(actor, Action::CheckIdentifier)?;
        let Actor::Member(member, _) = actor else { return Err(Refusal::Forbidden) };
        Ok(self.node.quotas().take(member, now.seconds() / HOUR))
    }
}

/// A member's counter, for her copy of her data.
pub(crate) fn kept(read: &impl Read, member: &MemberId) -> Result<Option<KeptRow>, StoreError> {
    Ok(read.get(&CHECKS, member)?.map(|counter| KeptRow::of("checks/1", &counter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_then_the_reserve_then_a_wait() {
        let limits = CheckLimits { per_hour: 20, per_day: 30, reserve: 2 };
        let mut counter = Counter::default();
        let at = |seconds: u64| Timestamp::new(20_000 * DAY + seconds);
        let mut reserve = |seconds| counter.reserve(&limits, CHECK_BLOCK, at(seconds));
        assert_eq!((0..5).map(|_| reserve(10)).collect::<Vec<_>>(), [Ok(8), Ok(8), Ok(4), Ok(1), Ok(1)]);
        assert_eq!(reserve(600), Err(3_000));
        assert_eq!((0..2).map(|_| reserve(3_600)).collect::<Vec<_>>(), [Ok(8), Ok(2)]);
        assert_eq!(reserve(3_700), Err(DAY - 3_700));
        assert_eq!(reserve(DAY), Ok(8));
    }
}
