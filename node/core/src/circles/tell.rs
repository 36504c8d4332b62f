//! Telling the admins, in bland words, that something of a circle waits for them: at once when it comes, and once a day while it
//! waits. It is the node's own work at its own pace.

use core::ops::ControlFlow;
use std::collections::BTreeSet;

use parasol_protocol::ids::{CircleId, Hash, OrganisationId};
use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use super::agreement::Open;
use super::agreement::tables::{MOTIONS, Said};
use super::tables::active;
use crate::audit::AuditEvent;
use crate::cases::reached;
use crate::command::{Command, Ctx};
use crate::members;
use crate::messages::{self, Message, Text};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Actor, Role};
use crate::store::{Read, StoreError, Table};

/// What the admins were told.
const TOLD: Table<(), AdminsTold> = Table::new("admins_told/1");
const HOUR: u64 = 3_600;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct AdminsTold {
    /// The changes of which they were told that they wait; those that do no more are forgotten.
    changes: BTreeSet<Hash>,
    /// The circles of which they were told that changes are stopped there.
    stopped: BTreeSet<CircleId>,
    /// The circles of which they were told that the older key can end there.
    #[serde(default)]
    can_end: BTreeSet<CircleId>,
    /// The day, since the epoch, on which they were last told.
    day: Option<u64>,
    /// When they were last told that something new waits.
    #[serde(default)]
    soon: Option<Timestamp>,
}

/// What waits for the admins here.
#[derive(Debug, Default)]
struct Waits {
    changes: BTreeSet<Hash>,
    stopped: BTreeSet<CircleId>,
    can_end: BTreeSet<CircleId>,
}

impl Waits {
    fn now(read: &impl Read, me: &OrganisationId, now: Timestamp) -> Result<Self, StoreError> {
        let mut waits = Self::default();
        for circle in active(read)? {
            if super::agreement::is_frozen(read, &circle)? {
                waits.stopped.insert(circle);
                continue;
            }
            if super::epochs::can_end(read, &circle, me, now)? {
                waits.can_end.insert(circle);
            }
            // Everything that was proposed is verified when it is read: not for nothing every few seconds.
            if read.prefix(&MOTIONS, &circle)?.iter().all(|(_, row)| row.said != Said::Nothing) {
                continue;
            }
            let Some(open) = Open::load(read, &circle)? else { continue };
            waits.changes.extend(open.unanswered());
        }
        Ok(waits)
    }

    fn is_empty(&self) -> bool {
        self.count() == 0
    }

    fn count(&self) -> u64 {
        let count = [self.changes.len(), self.stopped.len(), self.can_end.len()].iter().sum::<usize>();
        u64::try_from(count).unwrap_or(u64::MAX)
    }
}

impl AdminsTold {
    /// Whether something waits of which they know nothing. A member's node that proposes without end is no reason to be told more
    /// than once an hour.
    fn lacks(&self, waits: &Waits, now: Timestamp) -> bool {
        let rests = self.soon.is_some_and(|soon| soon <= now && now.since(soon) < HOUR);
        let new = !waits.changes.is_subset(&self.changes)
            || !waits.stopped.is_subset(&self.stopped)
            || !waits.can_end.is_subset(&self.can_end);
        !rests && new
    }

    /// Whether it is time for the daily line, at that hour of the day (UTC).
    fn line_is_due(&self, waits: &Waits, now: Timestamp, hour: u8) -> bool {
        let due = now.seconds() % DAY >= u64::from(hour).saturating_mul(HOUR);
        !waits.is_empty() && due && self.day != Some(now.seconds() / DAY)
    }
}

impl Snapshot {
    /// Whether the admins are to be told something now: then [`TellAdmins`] does it.
    pub fn admins_are_to_be_told(&self, now: Timestamp) -> Result<bool, StoreError> {
        let told = self.tx.get(&TOLD, &())?.unwrap_or_default();
        let waits = Waits::now(&self.tx, &self.identity().organisation, now)?;
        Ok(told.lacks(&waits, now) || told.line_is_due(&waits, now, self.node.rules().desk.daily_at))
    }
}

/// Tells the admins what they are to be told now.
#[derive(Debug)]
pub struct TellAdmins;

impl Command for TellAdmins {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let told = ctx.tx.get(&TOLD, &())?.unwrap_or_default();
        let waits = Waits::now(ctx.tx, &ctx.node.identity().organisation, ctx.now)?;
        let soon = told.lacks(&waits, ctx.now);
        let text = match soon {
            true => Text::AdminSoon,
            false if told.line_is_due(&waits, ctx.now, ctx.node.rules().desk.daily_at) => {
                Text::AdminToday { waiting: waits.count() }
            }
            false => return Ok(()),
        };
        let Waits { changes, stopped, can_end } = waits;
        let soon = if soon { Some(ctx.now) } else { told.soon };
        let told = AdminsTold { changes, stopped, can_end, day: Some(ctx.now.seconds() / DAY), soon };
        ctx.tx.put(&TOLD, &(), &told)?;
        let sent = send(ctx, &text)?;
        if sent > 0 { ctx.audit(&Actor::System, AuditEvent::times("admins_told", sent)) } else { Ok(()) }
    }
}

/// Sends it to every admin who can be reached; how many went.
fn send(ctx: &mut Ctx<'_>, text: &Text) -> Result<u64, Refusal> {
    let by_sms = messages::sms_agreed(ctx.tx)?;
    let mut admins = Vec::new();
    members::scan(ctx.tx, None, |id, member| {
        if member.role == Role::Admin
            && member.is_active()
            && let Some(to) = reached(&member, by_sms)
        {
            admins.push((id, to, member.language));
        }
        ControlFlow::Continue(())
    })?;
    let mut sent = 0_u64;
    for (id, to, language) in admins {
        ctx.send_to(&id, Message { to, language, text: text.clone() })?;
        sent = sent.saturating_add(1);
    }
    Ok(sent)
}
