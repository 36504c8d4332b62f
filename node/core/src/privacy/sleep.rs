//! Accounts that nobody uses end after 24 months, and their owners are told a month before. Who could not be told (she gave no
//! contact, or the provider never took the message) keeps her account until a person has decided.

use core::ops::ControlFlow;

use parasol_protocol::time::{Month, Timestamp};

use super::ReportsFate;
use super::delete::leave;
use super::request::{self, RequestKind, RequestOutcome};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::MemberId;
use crate::limits::{ASLEEP_MONTHS, ASLEEP_NOTICE, CLOCK_SLACK, MAX_LIST};
use crate::members::{self, Member};
use crate::messages::{Message, Text};
use crate::refusal::Refusal;
use crate::roles::{Actor, Role};
use crate::{reports, sessions};

/// Ends the accounts that nobody has used for 24 months, and tells the owners of those that will. Their reports stay,
/// unlinked. Whether an account may end whose owner was not told is a question to the team ([`RequestKind::Asleep`]). What is
/// over of anybody's sessions, codes and cards is forgotten too. Up to 50 of each at a time: to be sent again and again.
#[derive(Debug)]
pub struct KeepPeople;

impl Command for KeepPeople {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let (mut to_tell, mut to_end) = (Vec::new(), Vec::new());
        let now = ctx.now;
        members::scan(ctx.tx, None, |id, member| {
            // An end that is further ahead was written under a wrong clock: she is told again.
            let furthest = now.plus(ASLEEP_NOTICE).plus(CLOCK_SLACK);
            match (is_asleep(&member, now), member.asleep.filter(|ends| *ends <= furthest)) {
                (true, None) => to_tell.push((id, member)),
                (true, Some(ends)) if ends <= now && !member.asked_to_end => to_end.push((id, member)),
                _ => {}
            }
            let full = to_tell.len() >= MAX_LIST || to_end.len() >= MAX_LIST;
            if full { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        tell_them(ctx, to_tell)?;
        end_them(ctx, to_end)?;
        // What is over goes, some at a time, whether or not its owner ever comes back.
        sessions::forget_over(ctx.tx, now)?;
        members::forget_codes_over(ctx.tx, now)?;
        Ok(reports::forget_sheets_over(ctx.tx, now)?)
    }
}

fn tell_them(ctx: &mut Ctx<'_>, asleep: Vec<(MemberId, Member)>) -> Result<(), Refusal> {
    let mut told = 0_u64;
    for (id, mut member) in asleep {
        let ends = ctx.now.plus(ASLEEP_NOTICE);
        member.asleep = Some(ends);
        (member.noticed, member.asked_to_end) = (false, false);
        members::save(ctx.tx, &id, &member)?;
        // The one that she gave when she registered is better than none.
        let confirmed = member.contacts.iter().find(|contact| contact.confirmed.is_some());
        if let Some(contact) = confirmed.or(member.contacts.first()) {
            let (to, language) = (contact.address.clone(), member.language.clone());
            ctx.send_to(&id, Message { to, language, text: Text::AccountAsleep { ends } })?;
        }
        told = told.saturating_add(1);
    }
    if told == 0 { Ok(()) } else { ctx.audit(&Actor::System, AuditEvent::times("accounts_warned", told)) }
}

fn end_them(ctx: &mut Ctx<'_>, over: Vec<(MemberId, Member)>) -> Result<(), Refusal> {
    let mut ended = 0_u64;
    for (id, mut member) in over {
        if member.role == Role::Admin && !members::another_admin(ctx.tx, &id)? {
            continue;
        }
        if member.noticed {
            leave(ctx, &id, ReportsFate::Unlink)?;
            ended = ended.saturating_add(1);
        } else {
            member.asked_to_end = true;
            members::save(ctx.tx, &id, &member)?;
            let request = request::add(ctx, &id, RequestKind::Asleep, None, None)?;
            ctx.audit(&Actor::System, AuditEvent::about("end_asked", request.as_bytes()))?;
        }
    }
    if ended == 0 { Ok(()) } else { ctx.audit(&Actor::System, AuditEvent::times("accounts_ended", ended)) }
}

/// The provider has taken the notice to this member.
pub(crate) fn notice_sent(ctx: &mut Ctx<'_>, id: &MemberId) -> Result<(), Refusal> {
    match members::load(ctx.tx, id)? {
        Some(member) => Ok(members::save(ctx.tx, id, &Member { noticed: true, ..member })?),
        None => Ok(()),
    }
}

/// What a person decided about an account whose owner could not be told.
pub(super) fn decide(ctx: &mut Ctx<'_>, id: &MemberId, outcome: RequestOutcome) -> Result<(), Refusal> {
    let member = members::needed(ctx.tx, id)?;
    match outcome {
        RequestOutcome::Granted => {
            members::keep_an_admin(ctx, id, &member)?;
            leave(ctx, id, ReportsFate::Unlink)
        }
        RequestOutcome::Refused => awake(ctx, id, &member),
    }
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
    if member.asked_to_end {
        request::forget_asleep(ctx.tx, id)?;
    }
    let awake = Member { seen: month, asleep: None, noticed: false, asked_to_end: false, ..member.clone() };
    Ok(members::save(ctx.tx, id, &awake)?)
}
