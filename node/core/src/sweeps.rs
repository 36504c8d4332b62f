//! Sweeps: an account that tries many identifiers out. It is noticed from counts alone, how many checks there were in a
//! day and how many of them found nothing, or from days with nothing left; what was asked is not known here either.

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::ids::MemberId;
use crate::limits::{
    MAX_LIST, SWEEP_CHECKS, SWEEP_KEPT_DAYS, SWEEP_LOOKED_UP, SWEEP_NOTHING_PERCENT, SWEEP_OVER_DAYS,
    SWEEP_PATIENT_PERCENT,
};
use crate::members::{self, Pseudonym};
use crate::messages::{Message, Text};
use crate::node::Snapshot;
use crate::privacy::{KeptRow, KeptValue};
use crate::quota::{DAY, Tally};
use crate::refusal::Refusal;
use crate::roles::{Action, Actor, Role};
use crate::store::{Read, StoreError, Table, Tx};

/// Day and member -> what was counted.
const SWEEPS: Table<(u64, MemberId), Row> = Table::new("sweeps/1");

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Row {
    checks: u32,
    nothing: u32,
    over_days: u32,
}

/// An account that may be trying numbers out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sweep {
    /// The day, in days since 1970.
    pub day: u64,
    /// Whose account.
    pub member: MemberId,
    /// Her pseudonym.
    pub pseudonym: Pseudonym,
    /// How many checks there were, as far as is known.
    pub checks: u32,
    /// How many of them found nothing.
    pub nothing: u32,
    /// For how many days in a row nothing was left.
    pub over_days: u32,
}

impl Sweep {
    /// The first second of its day.
    pub fn began(&self) -> Timestamp {
        Timestamp::new(self.day.saturating_mul(DAY))
    }
}

/// Raises an alarm if the counts look like a sweep; what is known of a day already grows.
pub(crate) fn judge(
    ctx: &mut Ctx<'_>,
    member: &MemberId,
    tally: Tally,
    (over_day, over_days): (u64, u32),
) -> Result<(), Refusal> {
    let nothing_percent = u64::from(tally.nothing).saturating_mul(100);
    let bound = u64::from(tally.checks).saturating_mul(u64::from(SWEEP_NOTHING_PERCENT));
    let enough = tally.checks >= SWEEP_CHECKS || tally.looked_up >= SWEEP_LOOKED_UP;
    let many = enough && nothing_percent >= bound;
    let often = over_days >= SWEEP_OVER_DAYS;
    if !many && !often {
        return Ok(());
    }
    let key = (if many { tally.day } else { over_day }, *member);
    let counted = if key.0 == tally.day { tally } else { Tally::default() };
    let row = Row {
        checks: counted.checks,
        nothing: counted.nothing,
        over_days: if often { over_days } else { 0 },
    };
    let known = ctx.tx.get(&SWEEPS, &key)?;
    if known != Some(row) {
        ctx.tx.put(&SWEEPS, &key, &row)?;
    }
    if known.is_none() {
        forget_old(ctx.tx, ctx.now)?;
        tell_admins(ctx)?;
        ctx.emit(Event::SweepNoticed);
    }
    Ok(())
}

/// Raises an alarm if what was looked up on many days looks like a sweep by somebody who takes her time.
pub(crate) fn judge_patience(ctx: &mut Ctx<'_>, member: &MemberId, long: Tally) -> Result<(), Refusal> {
    let nothing_percent = u64::from(long.nothing).saturating_mul(100);
    let bound = u64::from(long.checks).saturating_mul(u64::from(SWEEP_PATIENT_PERCENT));
    if nothing_percent < bound {
        return Ok(());
    }
    let key = (ctx.now.seconds() / DAY, *member);
    let row = Row { checks: long.checks, nothing: long.nothing, over_days: 0 };
    ctx.tx.put(&SWEEPS, &key, &row)?;
    forget_old(ctx.tx, ctx.now)?;
    tell_admins(ctx)?;
    ctx.emit(Event::SweepNoticed);
    Ok(())
}

/// Says to each admin who can be reached that something waits; what it is stands on her page.
pub(crate) fn tell_admins(ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
    let mut admins = Vec::new();
    members::scan(ctx.tx, None, |id, member| {
        if member.role == Role::Admin && member.is_active() {
            let first = member.contacts.into_iter().find(|contact| contact.confirmed.is_some());
            admins.extend(first.map(|contact| (id, contact.address, member.language)));
        }
        core::ops::ControlFlow::Continue(())
    })?;
    for (id, to, language) in admins {
        ctx.send_to(&id, Message { to, language, text: Text::SomethingWaits })?;
    }
    Ok(())
}

fn forget_old(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    let first = (now.seconds() / DAY).saturating_sub(SWEEP_KEPT_DAYS);
    for (key, _) in tx.range(&SWEEPS, ..(first, MemberId::new([0; 16])))? {
        tx.remove(&SWEEPS, &key)?;
    }
    Ok(())
}

/// Takes the alarms about a member away, with her account.
pub(crate) fn forget(tx: &mut Tx, member: &MemberId) -> Result<(), StoreError> {
    for (key, _) in tx.range(&SWEEPS, ..)? {
        if key.1 == *member {
            tx.remove(&SWEEPS, &key)?;
        }
    }
    Ok(())
}

/// Says that an admin has looked at an alarm.
#[derive(Debug)]
pub struct SettleSweep {
    /// Who does it.
    pub actor: Actor,
    /// The alarm's day.
    pub day: u64,
    /// The alarm's member.
    pub member: MemberId,
}

impl Command for SettleSweep {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageMembers)?;
        if !ctx.tx.remove(&SWEEPS, &(self.day, self.member))? {
            return Err(Refusal::NotFound);
        }
        ctx.audit(&self.actor, AuditEvent::about("sweep_settled", self.member.as_bytes()))
    }
}

impl Snapshot {
    /// The alarms that nobody has settled, newest first, 50 at most.
    pub fn sweeps(&self, actor: &Actor) -> Result<Vec<Sweep>, Refusal> {
        self.allow(actor, Action::ManageMembers)?;
        let mut rows = Vec::new();
        self.tx.scan_back(&SWEEPS, .., |(day, member), row| {
            let Row { checks, nothing, over_days } = row;
            rows.push((day, member, checks, nothing, over_days));
            if rows.len() < MAX_LIST {
                core::ops::ControlFlow::Continue(())
            } else {
                core::ops::ControlFlow::Break(())
            }
        })?;
        let mut sweeps = Vec::new();
        for (day, member, checks, nothing, over_days) in rows {
            // An account goes with its alarms.
            let pseudonym = members::needed(&self.tx, &member)?.pseudonym;
            sweeps.push(Sweep { day, member, pseudonym, checks, nothing, over_days });
        }
        Ok(sweeps)
    }
}

/// The alarms about a member, for her copy of her data.
pub(crate) fn kept(read: &impl Read, member: &MemberId) -> Result<Vec<KeptRow>, StoreError> {
    let rows = read.range(&SWEEPS, ..)?.into_iter().filter(|((_, of), _)| of == member);
    let day = |day: u64| KeptValue::Time(Timestamp::new(day.saturating_mul(DAY)));
    Ok(rows.map(|((at, _), row)| KeptRow::of("sweeps/1", &row).with("key", day(at))).collect())
}
