//! How many checks a member may make: counted, never what was checked.
//!
//! Checks are reserved on the disk in blocks and then counted in memory ([`crate::blocks`]).

use std::collections::HashMap;

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::blocks::Blocks;
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
    /// By the hour.
    pub(crate) left: Blocks<MemberId>,
    tallies: HashMap<MemberId, Tally>,
    /// The day, and how often words about a report were read through on it.
    proofreads: (u64, HashMap<ReportId, u32>),
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
    fn is_empty(&self) -> bool {
        (self.checks, self.nothing, self.looked_up) == (0, 0, 0)
    }

    /// With what was counted after it: of another day, that alone. That day may be an earlier one: the clock was ahead.
    fn with(self, newer: Self) -> Self {
        if newer.is_empty() {
            return self;
        }
        if newer.day != self.day {
            return newer;
        }
        Self {
            day: self.day,
            checks: self.checks.saturating_add(newer.checks),
            nothing: self.nothing.saturating_add(newer.nothing),
            looked_up: self.looked_up.saturating_add(newer.looked_up),
        }
    }

    /// How many numbers were looked up on this day.
    fn looked_up_on(&self, day: u64) -> u32 {
        if self.day == day { self.looked_up } else { 0 }
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
    /// Counts numbers that a member wants to have looked up; how many of today that made before, as far as it is not written
    /// down. Counted when they are asked for: whoever asks for many at one instant, or does not wait for the answers, has
    /// asked for them.
    fn asked(&mut self, member: MemberId, numbers: u32, day: u64) -> Tally {
        let before = self.tally(&member);
        self.add(member, Tally { day, looked_up: numbers, ..Tally::default() });
        before
    }

    /// Counts how a check ended.
    pub(crate) fn saw(&mut self, member: MemberId, nothing: bool, now: Timestamp) {
        let day = now.seconds() / DAY;
        self.add(member, Tally { day, checks: 1, nothing: u32::from(nothing), looked_up: 0 });
    }

    /// At most as many as a block are lost with a crash: the next block writes them down.
    fn add(&mut self, member: MemberId, counted: Tally) {
        let tally = self.tallies.entry(member).or_default();
        *tally = tally.with(counted);
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
        if tally.is_empty() {
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
    /// Eight times how many numbers she has looked up on a day on which she checks, the last days more than those before.
    #[serde(default)]
    usual: u32,
    /// What was looked up since it was last judged for patience.
    #[serde(default)]
    long: Tally,
}

impl Counter {
    /// Ends the hour and the day that are over.
    fn begin(&mut self, now: Timestamp) {
        let (hour, day) = (now.seconds() / HOUR, now.seconds() / DAY);
        if self.day != day {
            let Self { tally, over, usual, long, .. } = *self;
            *self = Self { day, tally, over, usual, long, ..Self::default() };
        }
        if self.hour != hour {
            (self.hour, self.in_hour) = (hour, 0);
        }
    }

    /// Reserves checks of this hour, `most` at a time: a block, the rest of the hour or day, one of the reserve; or the seconds
    /// to wait.
    fn reserve(&mut self, limits: &CheckLimits, most: u32, now: Timestamp) -> Result<u32, u64> {
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
    let (limits, day, hour) = (ctx.node.rules().checks, ctx.now.seconds() / DAY, ctx.now.seconds() / HOUR);
    let mut counter = ctx.tx.get(&CHECKS, member)?.unwrap_or_default();
    counter.begin(ctx.now);
    if unmasking && counter.unmasked >= MAX_UNMASKED_A_DAY {
        return Ok(Counted::Over { retry_after: DAY - ctx.now.seconds() % DAY });
    }
    // Somebody who checks many at one instant finds nothing in memory for any of them: what the first reserved is for the next.
    let is_reserved = ctx.node.quotas().left.take(member, hour, 1) || ctx.ahead.checks.take(member, hour, 1);
    if is_reserved && !unmasking {
        return Ok(Counted::Yes);
    }
    let most = if unmasking { 1 } else { CHECK_BLOCK };
    let reserved = if is_reserved { Ok(1) } else { counter.reserve(&limits, most, ctx.now) };
    if unmasking && reserved.is_ok() {
        counter.unmasked = counter.unmasked.saturating_add(1);
    }
    let newly_over = reserved.is_err() && counter.note_over(day);
    let fresh = write_down(ctx, member, &mut counter)?;
    // Whoever asks again and again with nothing left costs no disk.
    if reserved.is_ok() || newly_over || !fresh.is_empty() {
        ctx.tx.put(&CHECKS, member, &counter)?;
    }
    ctx.ahead.written.insert(*member);
    let written = *member;
    ctx.after_commit(move |node| node.quotas().wrote(&written, fresh));
    match reserved {
        Ok(checks) => {
            ctx.ahead.checks.add(*member, hour, u64::from(checks.saturating_sub(1)));
            Ok(Counted::Yes)
        }
        Err(retry_after) => Ok(Counted::Over { retry_after }),
    }
}

/// Adds to a counter what is counted in memory alone, and judges it; what that was. Once for a group of commands: it is in memory
/// until the group is durable.
fn write_down(ctx: &mut Ctx<'_>, member: &MemberId, counter: &mut Counter) -> Result<Tally, Refusal> {
    let is_written = ctx.ahead.written.contains(member);
    let fresh = if is_written { Tally::default() } else { ctx.node.quotas().tally(member) };
    let before = counter.tally;
    counter.tally = before.with(fresh);
    // A day that is over is judged once more, with the checks that came after its last block.
    if before.day != counter.tally.day && before.day != 0 {
        sweeps::judge(ctx, member, before, (0, 0))?;
        // Rows of the first days counted checks alone; each is a number at least.
        let numbers = before.looked_up.max(before.checks);
        counter.usual = counter.usual.saturating_sub(counter.usual / 8).saturating_add(numbers);
    }
    counter.long = counter.long.plus(fresh);
    if counter.long.looked_up >= SWEEP_PATIENT {
        sweeps::judge_patience(ctx, member, counter.long)?;
        counter.long = Tally::default();
    }
    sweeps::judge(ctx, member, counter.tally, counter.over)?;
    Ok(fresh)
}

/// Counts the numbers of a check that is shared out; whether until now she has had no more looked up today than she usually does.
/// Whoever is new is taken to check a little.
pub(crate) fn count_numbers(
    snapshot: &Snapshot,
    member: &MemberId,
    numbers: usize,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (day, numbers) = (now.seconds() / DAY, u32::try_from(numbers).unwrap_or(u32::MAX));
    let counter = snapshot.tx.get(&CHECKS, member)?.unwrap_or_default();
    let fresh = snapshot.node.quotas().asked(*member, numbers, day);
    let usual = (counter.usual / 8).clamp(USUAL_LEAST, USUAL_MOST);
    Ok(counter.tally.with(fresh).looked_up_on(day) < usual)
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
        Ok(self.node.quotas().left.take(member, now.seconds() / HOUR, 1))
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
        let mut reserve = |seconds| {
            counter.begin(at(seconds));
            counter.reserve(&limits, CHECK_BLOCK, at(seconds))
        };
        assert_eq!((0..5).map(|_| reserve(10)).collect::<Vec<_>>(), [Ok(8), Ok(8), Ok(4), Ok(1), Ok(1)]);
        assert_eq!(reserve(600), Err(3_000));
        assert_eq!((0..2).map(|_| reserve(3_600)).collect::<Vec<_>>(), [Ok(8), Ok(2)]);
        assert_eq!(reserve(3_700), Err(DAY - 3_700));
        assert_eq!(reserve(DAY), Ok(8));
    }
}
