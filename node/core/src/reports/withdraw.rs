//! Taking a report back, in two steps: its words, its contact and its thread go at once, and nobody is shown its alert any
//! more; what is left, by what the person can be found and what happened, goes after a while that the organisation sets.
//! Meanwhile a moderator can ask whether the reporter was free, and put the bare entry back if she says that she was not.

use parasol_protocol::lists::{EventKind, Perpetrator};
use parasol_protocol::time::Timestamp;
use zeroize::Zeroizing;

use super::follow::of_code;
use super::report::{self, Report, Status};
use super::{FollowCode, thread, whose};
use crate::alerts;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::desk;
use crate::erasures::{self, Erased};
use crate::ids::ReportId;
use crate::limits::{CLOCK_SLACK, MAX_LIST, MAX_WITHDRAWAL};
use crate::messages::Text;
use crate::node::Snapshot;
use crate::privacy::{self, RequestOutcome};
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::sessions;
use crate::store::{Read, StoreError, Table};

/// When, and of which withdrawn report what is left goes then.
const WITHDRAWN: Table<(Timestamp, ReportId), ()> = Table::new("withdrawn/1");

const HOUR: u64 = 3_600;

/// Takes a report back, by its code.
#[derive(Debug)]
pub struct WithdrawReport {
    /// The report's code.
    pub code: FollowCode,
}

/// Takes an own report back, after the password was typed again.
pub struct WithdrawOwnReport {
    /// The token of the session in which that was done.
    pub token: Zeroizing<String>,
    /// Which report.
    pub id: ReportId,
}

/// Says by its code that the reporter was not free when it was withdrawn.
#[derive(Debug)]
pub struct NotFreeByCode {
    /// The report's code.
    pub code: FollowCode,
}

/// Says of an own report that she was not free when it was withdrawn.
#[derive(Debug)]
pub struct SayNotFree {
    /// Who says so.
    pub actor: Actor,
    /// Of which report.
    pub id: ReportId,
}

no_debug!(WithdrawOwnReport);

impl Command for WithdrawReport {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let found = of_code(ctx.tx, &self.code)?;
        let (id, report) = found.ok_or_else(|| ctx.node.guesses().wrong(ctx.now))?;
        let reporter = report.reporter;
        take_back(ctx, &id, report)?;
        // Somebody else may have found her code.
        if let Some(reporter) = reporter {
            privacy::tell(ctx, &reporter, Text::SomethingWaits)?;
        }
        ctx.audit(&Actor::System, AuditEvent::about("report_withdrawn_by_code", id.as_bytes()))
    }
}

impl Command for WithdrawOwnReport {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let actor = sessions::opened_by(ctx.tx, &self.token, ctx.now)?;
        ctx.allow(&actor, Action::SeeOwnReports)?;
        let report = report::needed(ctx.tx, &self.id)?;
        if !report.is_of(&actor) {
            return Err(Refusal::NotFound);
        }
        take_back(ctx, &self.id, report)?;
        // Which, and not whose.
        ctx.audit(&Actor::System, AuditEvent::about("report_withdrawn", self.id.as_bytes()))
    }
}

/// The first step: nothing that she wrote is left.
fn take_back(ctx: &mut Ctx<'_>, id: &ReportId, mut report: Report) -> Result<(), Refusal> {
    if report.status == Status::Withdrawn {
        return Err(Refusal::WrongState {
            expected: Status::Published.name(),
            found: Status::Withdrawn.name(),
        });
    }
    let delay = ctx.node.rules().reports.withdrawal.min(MAX_WITHDRAWAL);
    if delay > 0 && has_entry(ctx.tx, &report)? {
        hide(ctx, id, &mut report, delay)?;
    } else {
        remove(ctx, id, &mut report)?;
    }
    privacy::settle(ctx, &report, RequestOutcome::Granted, None)
}

/// Whether something would be lost that a moderator may want to ask about: a report that waits, or an alert.
fn has_entry(read: &impl Read, report: &Report) -> Result<bool, StoreError> {
    match (report.status, &report.alert) {
        (Status::Published, Some(alert)) => alerts::has_entry(read, alert),
        _ => Ok(report.status.is_open() || report.status == Status::Merged),
    }
}

/// Hides it and leaves what can be put back until the time is over. The time is an hour: to the second it would be found
/// again beside her name.
fn hide(ctx: &mut Ctx<'_>, id: &ReportId, report: &mut Report, delay: u64) -> Result<(), Refusal> {
    let until = whose::hour(ctx.now.plus(delay).plus(HOUR - 1));
    alerts::unmerge(ctx, id)?;
    desk::second::forget(ctx.tx, id, report)?;
    let left = report::strip(ctx.tx, id, report)?;
    let found = *id;
    ctx.after_commit(move |node| node.reports_index_mut().add(&found, &left));
    if let Some(alert) = own_alert(report) {
        alerts::strip(ctx, &alert, until)?;
    }
    // What is put back later must not be passed on to anybody to whom the whole report was not passed.
    let police = report.perpetrator == Some(Perpetrator::PoliceOrMilitary)
        || report.kinds.contains(&EventKind::AbusivePoliceAction);
    report.consent.abroad &= !police;
    report.consent.partners = false;
    (report.perpetrator, report.motives, report.complaint) = (None, Vec::new(), false);
    (report.restricted, report.withdrawn_until) = (None, Some(until));
    report::set_status(ctx.tx, id, report, Status::Withdrawn)?;
    ctx.tx.put(&WITHDRAWN, &(until, *id), &())?;
    Ok(erasures::record(ctx.tx, Erased::Withdrawn, id.as_bytes())?)
}

/// Nothing of it is left.
fn remove(ctx: &mut Ctx<'_>, id: &ReportId, report: &mut Report) -> Result<(), Refusal> {
    alerts::unmerge(ctx, id)?;
    if let Some(alert) = own_alert(report) {
        alerts::withdraw(ctx, &alert)?;
    }
    desk::second::forget(ctx.tx, id, report)?;
    report::forget_details(ctx.tx, id, report)?;
    let found = *id;
    ctx.after_commit(move |node| node.reports_index_mut().remove(&found));
    (report.restricted, report.withdrawn_until) = (None, None);
    Ok(report::set_status(ctx.tx, id, report, Status::Withdrawn)?)
}

/// The alert that was made of this report alone.
fn own_alert(report: &Report) -> Option<crate::ids::AlertId> {
    report.alert.filter(|_| report.status != Status::Merged)
}

impl Command for NotFreeByCode {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let found = of_code(ctx.tx, &self.code)?;
        let (id, report) = found.ok_or_else(|| ctx.node.guesses().wrong(ctx.now))?;
        not_free(ctx, &id, &report)
    }
}

impl Command for SayNotFree {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::SeeOwnReports)?;
        let report = report::needed(ctx.tx, &self.id)?;
        if !report.is_of(&self.actor) {
            return Err(Refusal::NotFound);
        }
        not_free(ctx, &self.id, &report)
    }
}

/// Her word alone changes nothing: a moderator decides. So whoever holds the code, or the session, may say it.
fn not_free(ctx: &mut Ctx<'_>, id: &ReportId, report: &Report) -> Result<(), Refusal> {
    if report.withdrawn_until.is_none() {
        return Err(Refusal::WrongState { expected: Status::Withdrawn.name(), found: report.status.name() });
    }
    thread::note_not_free(ctx, id, report)?;
    ctx.audit(&Actor::System, AuditEvent::new("not_free_said"))
}

/// Puts the bare entry of a withdrawn report back, because its reporter was not free: its alert is shown again, or the
/// report waits for the desk, with nothing but by what the person can be found and what happened.
pub(crate) fn entry_back(ctx: &mut Ctx<'_>, id: &ReportId, report: &mut Report) -> Result<(), Refusal> {
    let Some(until) = report.withdrawn_until.take() else {
        return Err(Refusal::WrongState { expected: Status::Withdrawn.name(), found: report.status.name() });
    };
    ctx.tx.remove(&WITHDRAWN, &(until, *id))?;
    let status = match report.alert {
        Some(alert) => {
            let from = report.showing.from(report.received).unwrap_or(ctx.now);
            alerts::put_back(ctx, &alert, from)?;
            Status::Published
        }
        None => Status::Waiting,
    };
    report::set_status(ctx.tx, id, report, status)?;
    Ok(erasures::record(ctx.tx, Erased::EntryBack, id.as_bytes())?)
}

/// The report was withdrawn after the moment to which the node was put back.
pub(crate) fn withdraw_again(ctx: &mut Ctx<'_>, id: &ReportId) -> Result<(), Refusal> {
    let Some(report) = report::load(ctx.tx, id)?.filter(|report| report.status != Status::Withdrawn) else {
        return Ok(());
    };
    take_back(ctx, id, report)?;
    ctx.audit(&Actor::System, AuditEvent::about("report_withdrawn_again", id.as_bytes()))
}

/// Its bare entry had been put back.
pub(crate) fn entry_back_again(ctx: &mut Ctx<'_>, id: &ReportId) -> Result<(), Refusal> {
    let Some(mut report) = report::load(ctx.tx, id)?.filter(|report| report.withdrawn_until.is_some()) else {
        return Ok(());
    };
    entry_back(ctx, id, &mut report)?;
    ctx.audit(&Actor::System, AuditEvent::about("entry_put_back_again", id.as_bytes()))
}

impl Snapshot {
    /// Seconds from a withdrawal to the deletion of what is left of the report; 0: at once.
    pub fn withdrawal(&self) -> u64 {
        self.node.rules().reports.withdrawal.min(MAX_WITHDRAWAL)
    }

    /// Whether what is left of a withdrawn report is to go now.
    pub fn withdrawal_due(&self, now: Timestamp) -> Result<bool, StoreError> {
        Ok(!due(&self.tx, now)?.is_empty())
    }
}

/// Those whose time is over, and those whose time was written while the clock was wrong, 50 at most.
fn due(read: &impl Read, now: Timestamp) -> Result<Vec<(Timestamp, ReportId)>, StoreError> {
    let furthest = now.plus(MAX_WITHDRAWAL).plus(HOUR).plus(CLOCK_SLACK);
    let (mut due, no_report) = (Vec::new(), ReportId::new([0; 16]));
    for range in [
        (Timestamp::new(0), no_report)..(now.plus(1), no_report),
        (furthest, no_report)..(Timestamp::new(u64::MAX), no_report),
    ] {
        let rows = read.range(&WITHDRAWN, range)?.into_iter();
        due.extend(rows.map(|(key, ())| key).take(MAX_LIST));
    }
    due.truncate(MAX_LIST);
    Ok(due)
}

/// The second step: what is left of withdrawn reports whose time is over goes.
#[derive(Debug)]
pub struct EndWithdrawals;

impl Command for EndWithdrawals {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        for (until, id) in due(ctx.tx, ctx.now)? {
            ctx.tx.remove(&WITHDRAWN, &(until, id))?;
            let due = |report: &Report| report.withdrawn_until == Some(until);
            let Some(mut report) = report::load(ctx.tx, &id)?.filter(due) else { continue };
            remove(ctx, &id, &mut report)?;
            ctx.audit(&Actor::System, AuditEvent::about("withdrawal_ended", id.as_bytes()))?;
        }
        Ok(())
    }
}
