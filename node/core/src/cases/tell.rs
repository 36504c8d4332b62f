//! Telling the team, in bland words: that a grave report came, at most once an hour; and once a day how much waits. It is the
//! node's own work at its own pace: no answer to a reporter waits for it, or tells by its time that it was done.

use core::ops::ControlFlow;

use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use super::list;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::MemberId;
use crate::limits::{CLOCK_SLACK, REPORT_DUE};
use crate::members::{self, Address, Member};
use crate::messages::{self, Message, Text};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::reports;
use crate::roles::{Actor, Role};
use crate::store::{Read, StoreError, Table, Tx};

/// What the team was told, and what it still has to be told.
const TOLD: Table<(), DeskTold> = Table::new("desk_told/1");
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
pub(crate) fn alarm(tx: &mut Tx) -> Result<(), StoreError> {
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
            sent = sent.saturating_add(send(ctx, &Text::DeskSoon)?);
        }
        if told.line_is_due(ctx.now, ctx.node.rules().desk.daily_at) {
            told.day = Some(ctx.now.seconds() / DAY);
            if let Some(line) = line(ctx)? {
                sent = sent.saturating_add(send(ctx, &line)?);
            }
        }
        ctx.tx.put(&TOLD, &(), &told)?;
        if sent > 0 { ctx.audit(&Actor::System, AuditEvent::times("desk_told", sent)) } else { Ok(()) }
    }
}

/// How much waits; none when nothing does.
fn line(ctx: &Ctx<'_>) -> Result<Option<Text>, Refusal> {
    let came = reports::undecided(ctx.tx)?;
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let overdue = came.iter().filter(|came| came.plus(REPORT_DUE) <= ctx.now).count();
    let reminders = list::due(ctx.tx, ctx.now)?.len();
    // What was taken back and nobody has looked at yet: there is not much time to ask whether she was free.
    let taken_back = reports::standing_unread(ctx.tx)?.len();
    let (waiting, overdue, reminders) =
        (count(came.len().saturating_add(taken_back)), count(overdue), count(reminders));
    Ok((waiting > 0 || reminders > 0).then_some(Text::DeskToday { waiting, overdue, reminders }))
}

/// Sends it to every moderator who can be reached, and to every admin that there is something to do; how many went.
fn send(ctx: &mut Ctx<'_>, text: &Text) -> Result<u64, Refusal> {
    let by_sms = messages::sms_agreed(ctx.tx)?;
    let mut team: Vec<(MemberId, Role, Address, Option<String>)> = Vec::new();
    members::scan(ctx.tx, None, |id, member| {
        if matches!(member.role, Role::Moderator | Role::Admin)
            && member.is_active()
            && let Some(address) = address(&member, by_sms)
        {
            team.push((id, member.role, address, member.language));
        }
        ControlFlow::Continue(())
    })?;
    let mut sent = 0_u64;
    for (id, role, to, language) in team {
        // Whoever keeps the node running learns that there is work, and nothing of it.
        let text = if role == Role::Moderator { text.clone() } else { Text::DeskWork };
        ctx.send_to(&id, Message { to, language, text })?;
        sent = sent.saturating_add(1);
    }
    Ok(sent)
}

/// Where somebody of the team is reached: by e-mail, else by SMS if the organisation has agreed to those.
fn address(member: &Member, by_sms: bool) -> Option<Address> {
    let confirmed = || member.contacts.iter().filter(|contact| contact.confirmed.is_some());
    let mail = confirmed().find(|contact| matches!(contact.address, Address::Email(_)));
    let phone = || confirmed().find(|_| by_sms);
    mail.or_else(phone).map(|contact| contact.address.clone())
}
