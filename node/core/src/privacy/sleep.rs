//! Accounts that nobody uses end after 24 months, and their owners are told a month before.

use core::ops::ControlFlow;

use parasol_protocol::time::{Month, Timestamp};

use super::ReportsFate;
use super::delete::leave;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::MemberId;
use crate::limits::{ASLEEP_MONTHS, ASLEEP_NOTICE, MAX_LIST};
use crate::members::{self, Member};
use crate::messages::Text;
use crate::refusal::Refusal;
use crate::roles::{Actor, Role};

/// Ends the accounts that nobody has used for 24 months, and tells the owners of those that will. Their reports stay,
/// unlinked. Up to 50 of each at a time: to be sent again and again.
#[derive(Debug)]
pub struct KeepPeople;

impl Command for KeepPeople {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let (mut to_tell, mut to_end) = (Vec::new(), Vec::new());
        let now = ctx.now;
        members::scan(ctx.tx, None, |id, member| {
            match (is_asleep(&member, now), member.asleep) {
                (true, None) => to_tell.push((id, member)),
                (true, Some(ends)) if ends <= now => to_end.push((id, member)),
                _ => {}
            }
            let full = to_tell.len() >= MAX_LIST || to_end.len() >= MAX_LIST;
            if full { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        tell_them(ctx, to_tell)?;
        end_them(ctx, to_end)
    }
}

fn tell_them(ctx: &mut Ctx<'_>, asleep: Vec<(MemberId, Member)>) -> Result<(), Refusal> {
    let mut told = 0_u64;
    for (id, mut member) in asleep {
        let ends = ctx.now.plus(ASLEEP_NOTICE);
        member.asleep = Some(ends);
        members::save(ctx.tx, &id, &member)?;
        super::tell(ctx, &id, Text::AccountAsleep { ends })?;
        told = told.saturating_add(1);
    }
    if told == 0 { Ok(()) } else { ctx.audit(&Actor::System, AuditEvent::times("accounts_warned", told)) }
}

fn end_them(ctx: &mut Ctx<'_>, over: Vec<(MemberId, Member)>) -> Result<(), Refusal> {
    let mut ended = 0_u64;
    for (id, member) in over {
        let last_admin = member.role == Role::Admin && !members::another_admin(ctx.tx, &id)?;
        if !last_admin {
            leave(ctx, &id, ReportsFate::Unlink)?;
            ended = ended.saturating_add(1);
        }
    }
    if ended == 0 { Ok(()) } else { ctx.audit(&Actor::System, AuditEvent::times("accounts_ended", ended)) }
}

/// Whether nobody has used the account for 23 whole months. The month of the last sign-in counts as used to its end.
fn is_asleep(member: &Member, now: Timestamp) -> bool {
    let seen = member.seen.unwrap_or_else(|| member.created.month());
    months_between(seen, now.month()) >= ASLEEP_MONTHS
}

fn months_between(earlier: Month, later: Month) -> u32 {
    let count = |month: Month| month.year().saturating_mul(12).saturating_add(month.month());
    count(later).saturating_sub(count(earlier))
}

/// Somebody has signed in: her account is not asleep. Written down when the month is another one.
pub(crate) fn awake(ctx: &mut Ctx<'_>, id: &MemberId, member: &Member) -> Result<(), Refusal> {
    let month = Some(ctx.now.month());
    if member.seen == month && member.asleep.is_none() {
        return Ok(());
    }
    Ok(members::save(ctx.tx, id, &Member { seen: month, asleep: None, ..member.clone() })?)
}
