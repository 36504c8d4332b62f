//! Deciding about a contest, alert by alert; then closing it.

use super::contest::{self, Contest, ContestDecision, ContestDetails, DecidedAlert};
use super::{letter, open};
use crate::alerts::{self, Alert, RecallReason, Since};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::desk::second;
use crate::ids::{AlertId, ContestId};
use crate::limits::MAX_LIST;
use crate::members;
use crate::refusal::Refusal;
use crate::reports;
use crate::roles::{Action, Actor};
use crate::store::Read;

/// Decides about one alert that the contest names.
#[derive(Debug)]
pub struct DecideContest {
    /// Who decides.
    pub actor: Actor,
    /// Which contest.
    pub id: ContestId,
    /// Which of the alerts.
    pub alert: AlertId,
    /// What.
    pub decision: ContestDecision,
}

/// How far a decision has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContestStep {
    /// It is done.
    Done,
    /// The alert is of the gravest level: another moderator has to decide the same.
    WaitsForSecond,
}

impl Command for DecideContest {
    type Outcome = ContestStep;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<ContestStep, Refusal> {
        ctx.allow(&self.actor, Action::DecideContest)?;
        let Actor::Member(by, _) = self.actor else { return Err(Refusal::Forbidden) };
        let (before, details) = contest::needed(ctx.tx, &self.id)?;
        let named = open::handled(ctx.tx, ctx.node, &self.actor, &details)?;
        still_open(&before)?;
        let mut alert =
            named.into_iter().find(|alert| alert.content.id == self.alert).ok_or(Refusal::NotFound)?;
        if before.is_done(&self.alert) {
            return Err(Refusal::WrongState { expected: "open", found: "decided" });
        }
        let since = alerts::since(ctx.tx, &alert, before.filed)?;
        if self.decision == ContestDecision::Corrected && !since.corrected {
            return Err(Refusal::Invalid { field: "decision", reason: "not_corrected" });
        }
        let seconded = match before.about(&self.alert) {
            Some(first) if first.what == self.decision && first.by != by => {
                stands(ctx.tx, first, &alert, &details)?
            }
            _ => false,
        };
        let done = seconded || !needs_two(since);
        let mut after = before.clone();
        after.decided.retain(|decided| decided.alert != self.alert);
        after.decided.push(DecidedAlert {
            alert: self.alert,
            what: self.decision,
            by,
            at: reports::day(ctx.now),
            done,
        });
        contest::replace(ctx.tx, &self.id, &before, &after)?;
        if !done {
            ctx.audit(&self.actor, AuditEvent::about("contest_proposed", self.id.as_bytes()))?;
            return Ok(ContestStep::WaitsForSecond);
        }
        ctx.audit(&self.actor, AuditEvent::about("contest_decided", self.id.as_bytes()))?;
        let reason = match self.decision {
            ContestDecision::Stays | ContestDecision::Corrected => return Ok(ContestStep::Done),
            ContestDecision::Recalled => RecallReason::Contested,
            ContestDecision::ChangedHands => RecallReason::NumberChangedHands,
        };
        second::free_alert(ctx.tx, &self.actor, &alert, seconded)?;
        alerts::recall(ctx, &mut alert, reason)?;
        ctx.audit(&self.actor, AuditEvent::about("alert_recalled", self.alert.as_bytes()))?;
        Ok(ContestStep::Done)
    }
}

/// Whether two people decide about an alert: it was of the gravest level at some time since it was contested. Making it less
/// dangerous first does not make one enough.
pub(super) const fn needs_two(since: Since) -> bool {
    since.gravest
}

/// Whether a decision still counts: it is done, or whoever proposed it could propose it today.
pub(super) fn stands(
    read: &impl Read,
    decided: &DecidedAlert,
    alert: &Alert,
    details: &ContestDetails,
) -> Result<bool, Refusal> {
    if decided.done {
        return Ok(true);
    }
    let Some(first) = members::load(read, &decided.by)? else { return Ok(false) };
    let actor = Actor::Member(decided.by, first.role);
    let may = members::permitted(read, &actor, Action::DecideContest)
        .map(drop)
        .and_then(|()| open::not_her_number(read, &actor, details))
        .and_then(|()| alerts::not_hers(read, &actor, alert));
    match may {
        Ok(()) => Ok(true),
        Err(Refusal::Storage) => Err(Refusal::Storage),
        Err(_) => Ok(false),
    }
}

fn still_open(contest: &Contest) -> Result<(), Refusal> {
    match contest.closed {
        None => Ok(()),
        Some(_) => Err(Refusal::WrongState { expected: "open", found: "closed" }),
    }
}

/// Closes a contest of which everything is decided. The letter goes on its day.
#[derive(Debug)]
pub struct CloseContest {
    /// Who closes it.
    pub actor: Actor,
    /// Which contest.
    pub id: ContestId,
}

impl Command for CloseContest {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::DecideContest)?;
        let (before, details) = contest::needed(ctx.tx, &self.id)?;
        let named = open::handled(ctx.tx, ctx.node, &self.actor, &details)?;
        still_open(&before)?;
        if !open::may_close(&before, &named) {
            return Err(Refusal::WrongState { expected: "decided", found: "open" });
        }
        close(ctx, &self.actor, &self.id, &before)
    }
}

fn close(ctx: &mut Ctx<'_>, actor: &Actor, id: &ContestId, before: &Contest) -> Result<(), Refusal> {
    let after = Contest { closed: Some(reports::day(ctx.now)), ..before.clone() };
    contest::replace(ctx.tx, id, before, &after)?;
    letter::put_off(ctx.tx, id, &after, ctx.now)?;
    ctx.audit(actor, AuditEvent::about("contest_closed", id.as_bytes()))
}

/// Closes those of these contests that no alert names, fifty at most: somebody floods the desk, or many are mistaken. Their
/// letters are those of all others.
#[derive(Debug)]
pub struct CloseEmptyContests {
    /// Who closes them.
    pub actor: Actor,
    /// Those that she has before her. What is closed by now, is named by now or is not hers to decide is left as it is.
    pub ids: Vec<ContestId>,
}

impl Command for CloseEmptyContests {
    /// How many were closed.
    type Outcome = usize;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<usize, Refusal> {
        ctx.allow(&self.actor, Action::DecideContest)?;
        if self.ids.is_empty() {
            return Err(Refusal::Invalid { field: "contests", reason: "empty" });
        }
        if self.ids.len() > MAX_LIST {
            return Err(Refusal::TooLong { field: "contests", max: MAX_LIST });
        }
        let mut closed = 0_usize;
        for id in &self.ids {
            let found = contest::needed(ctx.tx, id).and_then(|(before, details)| {
                open::handled(ctx.tx, ctx.node, &self.actor, &details).map(|named| (before, named))
            });
            match found {
                Ok((before, named)) if before.closed.is_none() && named.is_empty() => {
                    close(ctx, &self.actor, id, &before)?;
                    closed = closed.saturating_add(1);
                }
                Ok(_) | Err(Refusal::NotFound | Refusal::Forbidden) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(closed)
    }
}
