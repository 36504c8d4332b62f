//! The daily run.

use core::ops::ControlFlow;

use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use super::{clock, due, hold};
use crate::alerts;
use crate::audit::AuditEvent;
use crate::clock::is_ahead;
use crate::command::{Command, Ctx};
use crate::contests;
use crate::ids::{AlertId, ContestId, ReportId};
use crate::limits::{CONTESTS_KEPT, RETAINED_AT_ONCE};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::reports;
use crate::roles::{Action, Actor};
use crate::store::{Read, Table};

/// When the last run was, and what the one under way has done.
pub(super) const STATE: Table<(), State> = Table::new("retention/1");

/// How retention stands.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) run: Option<Timestamp>,
    /// What the run under way has done so far: a run that was interrupted goes on.
    now: Retained,
    last: Retained,
    /// When somebody said that the clock is right.
    pub(super) confirmed: Option<Timestamp>,
}

/// How many of what a run erased.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retained {
    /// Alerts that were kept as long as they may be, and what recalled ones said.
    pub alerts: u64,
    /// Reports' words.
    pub words: u64,
    /// Reporters' contacts.
    pub contacts: u64,
    /// Contests.
    pub contests: u64,
}

impl Retained {
    fn total(&self) -> u64 {
        [self.alerts, self.words, self.contacts, self.contests].into_iter().fold(0, u64::saturating_add)
    }
}

/// Things that are over, by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RetentionDue {
    pub(super) alerts: Vec<AlertId>,
    pub(super) words: Vec<ReportId>,
    pub(super) contacts: Vec<ReportId>,
    pub(super) contests: Vec<ContestId>,
    pub(super) holds: Vec<ReportId>,
}

impl RetentionDue {
    pub(super) fn add_alert(&mut self, id: AlertId) -> ControlFlow<()> {
        self.alerts.push(id);
        self.step()
    }

    pub(super) fn add_words(&mut self, id: ReportId) -> ControlFlow<()> {
        self.words.push(id);
        self.step()
    }

    pub(super) fn add_contact(&mut self, id: ReportId) -> ControlFlow<()> {
        self.contacts.push(id);
        self.step()
    }

    pub(super) fn has_words(&self, id: &ReportId) -> bool {
        self.words.last() == Some(id)
    }

    pub(super) fn is_full(&self) -> bool {
        let found = [self.alerts.len(), self.words.len(), self.contacts.len()];
        found.into_iter().fold(0, usize::saturating_add) >= RETAINED_AT_ONCE
    }

    fn step(&self) -> ControlFlow<()> {
        if self.is_full() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What is to be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RetentionStep {
    /// Nothing: there was a run today.
    Done,
    /// Nothing, before somebody says that the clock is right: what is newest here is from then.
    Jumped(Timestamp),
    /// These are over: [`Retain`] erases them.
    Due(RetentionDue),
    /// Nothing is over any more: [`EndRetention`] ends the run.
    Finished,
}

/// How retention stands, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionState {
    /// When the last run was.
    pub run: Option<Timestamp>,
    /// What it erased.
    pub last: Retained,
    /// When the newest thing here was written, if that is so long ago that nothing is erased before somebody has looked at
    /// the clock.
    pub jumped: Option<Timestamp>,
}

impl Snapshot {
    /// What retention has to do now. To be asked until it is done.
    pub fn retention(&self, now: Timestamp) -> Result<RetentionStep, Refusal> {
        let state = self.tx.get(&STATE, &())?.unwrap_or_default();
        let today = |run: Timestamp| !is_ahead(run, now) && run.seconds() / DAY == now.seconds() / DAY;
        if state.run.is_some_and(today) {
            return Ok(RetentionStep::Done);
        }
        if let Some(newest) = clock::jumped(&self.tx, &state, now)? {
            return Ok(RetentionStep::Jumped(newest));
        }
        let due = due::find(&self.tx, &self.node.rules().retention, now)?;
        Ok(if due.is_empty() { RetentionStep::Finished } else { RetentionStep::Due(due) })
    }

    /// How it stands.
    pub fn retention_state(&self, actor: &Actor, now: Timestamp) -> Result<RetentionState, Refusal> {
        self.allow(actor, Action::SeeCounts)?;
        let state = self.tx.get(&STATE, &())?.unwrap_or_default();
        let jumped = clock::jumped(&self.tx, &state, now)?;
        Ok(RetentionState { run: state.run, last: state.last, jumped })
    }
}

/// Erases things that are over, in one transaction of bounded size. Each is looked at again: it may be held since.
#[derive(Debug)]
pub struct Retain {
    /// Which.
    pub due: RetentionDue,
}

impl Command for Retain {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let rules = ctx.node.rules().retention;
        let mut state = ctx.tx.get(&STATE, &())?.unwrap_or_default();
        if clock::jumped(ctx.tx, &state, ctx.now)?.is_some() {
            return Err(Refusal::WrongState { expected: "confirmed", found: "jumped" });
        }
        let now = ctx.now;
        for id in self.due.alerts.iter().take(RETAINED_AT_ONCE) {
            let Some(age) = alerts::age(ctx.tx, id)? else { continue };
            if due::alert_is_over(ctx.tx, &rules, now, &age)? {
                alerts::end(ctx, id)?;
                state.now.alerts = state.now.alerts.saturating_add(1);
            }
        }
        for id in self.due.words.iter().take(RETAINED_AT_ONCE) {
            let Some(report) = reports::load(ctx.tx, id)? else { continue };
            if due::words_are_over(ctx.tx, &rules, now, id, &report)? {
                reports::forget_details(ctx.tx, id, &report)?;
                state.now.words = state.now.words.saturating_add(1);
            }
        }
        for id in self.due.contacts.iter().take(RETAINED_AT_ONCE) {
            let Some(report) = reports::load(ctx.tx, id)? else { continue };
            if due::contact_is_over(ctx.tx, now, id, &report)? {
                reports::forget_contact(ctx.tx, id, &report)?;
                state.now.contacts = state.now.contacts.saturating_add(1);
            }
        }
        for id in self.due.contests.iter().take(RETAINED_AT_ONCE) {
            let gone = contests::forget_closed(ctx.tx, id, now.minus(CONTESTS_KEPT))?;
            state.now.contests = state.now.contests.saturating_add(u64::from(gone));
        }
        for id in &self.due.holds {
            hold::drop_over(ctx.tx, id, now)?;
        }
        Ok(ctx.tx.put(&STATE, &(), &state)?)
    }
}

/// Ends a run: one line for each kind says how many it were, and one for all.
#[derive(Debug)]
pub struct EndRetention;

impl Command for EndRetention {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let before = ctx.tx.get(&STATE, &())?.unwrap_or_default();
        let done = before.now;
        let lines = [
            (done.alerts, AuditEvent::times("retention_alerts", done.alerts)),
            (done.words, AuditEvent::times("retention_words", done.words)),
            (done.contacts, AuditEvent::times("retention_contacts", done.contacts)),
            (done.contests, AuditEvent::times("retention_contests", done.contests)),
        ];
        for (_, line) in lines.into_iter().filter(|(count, _)| *count > 0) {
            ctx.audit(&Actor::System, line)?;
        }
        let state = State { run: Some(ctx.now), now: Retained::default(), last: done, confirmed: None };
        ctx.tx.put(&STATE, &(), &state)?;
        ctx.audit(&Actor::System, AuditEvent::times("retention_run", done.total()))
    }
}
