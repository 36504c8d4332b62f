//! Telling the team, in bland words: that a grave report came, at most once an hour; and once a day how much waits. It is the
//! node's own work at its own pace: no answer to a reporter waits for it, or tells by its time that it was done.

use core::ops::ControlFlow;
use std::collections::BTreeSet;

use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use super::list;
use crate::alerts;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::desk;
use crate::ids::{MemberId, ReportId};
use crate::limits::{CLOCK_SLACK, REPORT_DUE};
use crate::members::{self, Address, Member};
use crate::messages::{self, Message, Text};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::reports::{self, Report};
use crate::roles::{Actor, Role};
use crate::store::{Read, StoreError, Table, Tx};

/// What the team was told, and what it still has to be told.
const TOLD: Table<(), DeskTold> = Table::new("desk_told/1");
/// Reports of which the team was not told yet what cannot wait: whom all of them are about is not told. A row for each, because two in one
/// row could tell that they are of one reporter.
const ALARMS: Table<ReportId, ()> = Table::new("desk_alarms/1");
/// Between two messages about grave reports, in seconds.
const HOUR: u64 = 3_600;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct DeskTold {
    /// Whether a grave report came of which the team was not told yet.
    waits: bool,
    /// When it was last told of one.
    alarmed: Option<Timestamp>,
    /// The day, since the epoch, on which it was told how much waits.
    day: Option<u64>,
}

/// Has the team told that something came which cannot wait: a grave report, a withdrawal, or the word that it was not free.
pub(crate) fn alarm(tx: &mut Tx, id: &ReportId) -> Result<(), StoreError> {
    tx.put(&ALARMS, id, &())?;
    let told = tx.get(&TOLD, &())?.unwrap_or_default();
    if told.waits { Ok(()) } else { tx.put(&TOLD, &(), &DeskTold { waits: true, ..told }) }
}

impl DeskTold {
    fn alarm_is_due(&self, now: Timestamp) -> bool {
        // A time that lies ahead was written under a wrong clock.
        let rests = |at: Timestamp| at <= now.plus(CLOCK_SLACK) && now.since(at) < HOUR;
        self.waits && !self.alarmed.is_some_and(rests)
    }

    /// Whether it is time for the daily line, at that hour of the day (UTC).
    fn line_is_due(&self, now: Timestamp, hour: u8) -> bool {
        self.day != Some(now.seconds() / DAY) && now.seconds() % DAY >= u64::from(hour).saturating_mul(HOUR)
    }
}

impl Snapshot {
    /// Whether the team is to be told something now: then [`TellDesk`] does it.
    pub fn desk_is_to_be_told(&self, now: Timestamp) -> Result<bool, StoreError> {
        let told = self.tx.get(&TOLD, &())?.unwrap_or_default();
        Ok(told.alarm_is_due(now) || told.line_is_due(now, self.node.rules().desk.daily_at))
    }
}

/// Tells the team what it is to be told now.
#[derive(Debug)]
pub struct TellDesk;

impl Command for TellDesk {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let mut told = ctx.tx.get(&TOLD, &())?.unwrap_or_default();
        let mut sent = 0_u64;
        if told.alarm_is_due(ctx.now) {
            (told.waits, told.alarmed) = (false, Some(ctx.now));
            let reports = alarms(ctx)?;
            sent = sent.saturating_add(send(ctx, |ctx, one| soon(ctx, one, &reports))?);
        }
        if told.line_is_due(ctx.now, ctx.node.rules().desk.daily_at) {
            told.day = Some(ctx.now.seconds() / DAY);
            let came = reports::undecided(ctx.tx)?;
            let due = list::due(ctx.tx, ctx.now)?;
            let mut taken_back = reports::standing_unread(ctx.tx)?;
            taken_back.extend(alerts::kept_back(ctx.tx)?.into_iter().map(|(_, report)| report));
            let waits = Waits { came, taken_back, due };
            sent = sent.saturating_add(send(ctx, |ctx, one| line(ctx, one, &waits))?);
        }
        ctx.tx.put(&TOLD, &(), &told)?;
        if sent > 0 { ctx.audit(&Actor::System, AuditEvent::times("desk_told", sent)) } else { Ok(()) }
    }
}

/// Somebody of the team.
struct Teammate {
    id: MemberId,
    member: Member,
    address: Address,
}

impl Teammate {
    fn is_it_about(&self, ctx: &Ctx<'_>, id: &ReportId, report: &Report) -> Result<bool, Refusal> {
        desk::is_about(ctx.tx, &Actor::Member(self.id, self.member.role), id, report)
    }
}

/// The reports of which the team is told now; it is not told of them again.
fn alarms(ctx: &mut Ctx<'_>) -> Result<Vec<ReportId>, StoreError> {
    let ids: Vec<ReportId> = ctx.tx.range(&ALARMS, ..)?.into_iter().map(|(id, ())| id).collect();
    for id in &ids {
        ctx.tx.remove(&ALARMS, id)?;
    }
    Ok(ids)
}

/// That something came which cannot wait; none when all that came are about her.
fn soon(ctx: &Ctx<'_>, one: &Teammate, grave: &[ReportId]) -> Result<Option<Text>, Refusal> {
    for id in grave {
        if let Some(report) = reports::load(ctx.tx, id)?
            && !one.is_it_about(ctx, id, &report)?
        {
            return Ok(Some(Text::DeskSoon));
        }
    }
    // Written by a version that did not say which.
    Ok(grave.is_empty().then_some(Text::DeskSoon))
}

/// What waits for the team.
struct Waits {
    /// Undecided reports, and when each came.
    came: Vec<(Timestamp, ReportId)>,
    /// What was taken back and nobody has looked at yet: there is not much time to ask whether she was free.
    taken_back: Vec<ReportId>,
    /// Cases whose reminder is due.
    due: BTreeSet<ReportId>,
}

/// How much waits for her, without what is about her; none when nothing does.
fn line(ctx: &Ctx<'_>, one: &Teammate, waits: &Waits) -> Result<Option<Text>, Refusal> {
    let hers = desk::naming(ctx.node, &one.member);
    let (mut waiting, mut overdue, mut reminders) = (0_u64, 0_u64, 0_u64);
    for (received, _) in waits.came.iter().filter(|(_, id)| !hers.contains(id)) {
        waiting = waiting.saturating_add(1);
        overdue = overdue.saturating_add(u64::from(received.plus(REPORT_DUE) <= ctx.now));
    }
    for id in &waits.taken_back {
        let report = reports::needed(ctx.tx, id)?;
        waiting = waiting.saturating_add(u64::from(!one.is_it_about(ctx, id, &report)?));
    }
    // An alert may name her where its report does not; reminders are set by hand, and few.
    for id in waits.due.difference(&hers) {
        let report = reports::needed(ctx.tx, id)?;
        reminders = reminders.saturating_add(u64::from(!one.is_it_about(ctx, id, &report)?));
    }
    Ok((waiting > 0 || reminders > 0).then_some(Text::DeskToday { waiting, overdue, reminders }))
}

/// Sends it to every moderator who can be reached, and to every admin that there is something to do; how many went.
fn send(
    ctx: &mut Ctx<'_>,
    text: impl Fn(&Ctx<'_>, &Teammate) -> Result<Option<Text>, Refusal>,
) -> Result<u64, Refusal> {
    let by_sms = messages::sms_agreed(ctx.tx)?;
    let mut team = Vec::new();
    members::scan(ctx.tx, None, |id, member| {
        if matches!(member.role, Role::Moderator | Role::Admin)
            && member.is_active()
            && let Some(address) = reached(&member, by_sms)
        {
            team.push(Teammate { id, member, address });
        }
        ControlFlow::Continue(())
    })?;
    let mut sent = 0_u64;
    for one in team {
        let Some(text) = text(ctx, &one)? else { continue };
        // Whoever keeps the node running learns that there is work, and nothing of it.
        let text = if one.member.role == Role::Moderator { text } else { Text::DeskWork };
        let Teammate { id, member, address: to } = one;
        ctx.send_to(&id, Message { to, language: member.language, text })?;
        sent = sent.saturating_add(1);
    }
    Ok(sent)
}

/// Where somebody of the team is reached: by e-mail, else by SMS if the organisation has agreed to those.
pub(crate) fn reached(member: &Member, by_sms: bool) -> Option<Address> {
    let confirmed = || member.contacts.iter().filter(|contact| contact.confirmed.is_some());
    let mail = confirmed().find(|contact| matches!(contact.address, Address::Email(_)));
    let phone = || confirmed().find(|_| by_sms);
    mail.or_else(phone).map(|contact| contact.address.clone())
}
