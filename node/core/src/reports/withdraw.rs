//! Taking a report back, in two steps: its words, its contact and its thread go at once, and nobody is shown its alert any
//! more; what is left, by what the person can be found and what happened, goes after a while that the organisation sets.
//! Meanwhile a moderator can ask whether the reporter was free, and put the bare entry back if she says that she was not.

use parasol_protocol::lists::Perpetrator;
use parasol_protocol::time::Timestamp;
use zeroize::Zeroizing;

use super::follow::of_code;
use super::report::{self, Report, Spot, Status};
use super::{FollowCode, thread, whose};
use crate::alerts;
use crate::audit::AuditEvent;
use crate::cases;
use crate::command::{Command, Ctx};
use crate::desk;
use crate::erasures::{self, Erased};
use crate::ids::{AlertId, ReportId};
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

/// What became of a wish to take a report back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawn {
    /// It was taken back.
    Now,
    /// It had been put back without its reporter's pages saying so, and was taken back again: she is told what she would be
    /// told if it never had been.
    Before,
}

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

impl Withdrawn {
    /// What is answered when a report was taken back before.
    pub const fn before() -> Refusal {
        Refusal::WrongState { expected: Status::Published.name(), found: Status::Withdrawn.name() }
    }
}

no_debug!(WithdrawOwnReport);

impl Command for WithdrawReport {
    type Outcome = Withdrawn;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Withdrawn, Refusal> {
        let found = of_code(ctx.tx, &self.code)?;
        let (id, report) = found.ok_or_else(|| ctx.node.guesses().wrong(ctx.now))?;
        let reporter = report.reporter;
        let withdrawn = take_back(ctx, &id, report)?;
        // Somebody else may have found her code.
        if let Some(reporter) = reporter.filter(|_| withdrawn == Withdrawn::Now) {
            privacy::tell(ctx, &reporter, Text::SomethingWaits)?;
        }
        ctx.audit(&Actor::System, AuditEvent::about("report_withdrawn_by_code", id.as_bytes()))?;
        Ok(withdrawn)
    }
}

impl Command for WithdrawOwnReport {
    type Outcome = Withdrawn;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Withdrawn, Refusal> {
        let actor = sessions::opened_by(ctx.tx, &self.token, ctx.now)?;
        ctx.allow(&actor, Action::SeeOwnReports)?;
        let report = report::needed(ctx.tx, &self.id)?;
        if !report.is_of(&actor) {
            return Err(Refusal::NotFound);
        }
        let withdrawn = take_back(ctx, &self.id, report)?;
        // Neither whose nor which: the opening of her account stands in the audit with her name, minutes before.
        ctx.audit(&Actor::System, AuditEvent::new("report_withdrawn"))?;
        Ok(withdrawn)
    }
}

/// The first step: nothing that she wrote is left.
fn take_back(ctx: &mut Ctx<'_>, id: &ReportId, mut report: Report) -> Result<Withdrawn, Refusal> {
    if report.status == Status::Withdrawn {
        return Err(Withdrawn::before());
    }
    let withdrawn = if report.put_back { Withdrawn::Before } else { Withdrawn::Now };
    let delay = ctx.node.rules().reports.withdrawal.min(MAX_WITHDRAWAL);
    // Before what follows from it: from an older backup it comes back as taken back, whatever went at once.
    erasures::record(ctx.tx, Erased::Withdrawn, id.as_bytes())?;
    if delay > 0 && has_entry(ctx.tx, &report)? {
        hide(ctx, id, &mut report, delay)?;
    } else {
        remove(ctx, id, &mut report)?;
    }
    // Of what had been put back, the request is not hers any more.
    let report = Report { put_back: withdrawn == Withdrawn::Before, ..report };
    privacy::settle(ctx, &report, RequestOutcome::Granted, None)?;
    Ok(withdrawn)
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
    // What is put back later must not be passed on to anybody to whom the whole report was not passed; that it is about police
    // is all that is left of who did it.
    report.consent.abroad &= !desk::of_police(report, &[]);
    report.consent.partners = false;
    report.perpetrator = report.perpetrator.filter(|who| *who == Perpetrator::PoliceOrMilitary);
    (report.motives, report.complaint) = (Vec::new(), false);
    // Its restriction stays with it: nobody has looked at what comes back.
    (report.withdrawn_until, report.unread) = (Some(until), true);
    report::set_status(ctx.tx, id, report, Status::Withdrawn)?;
    ctx.tx.put(&WITHDRAWN, &(until, *id), &())?;
    // Somebody may have made her do it, and there is not much time to ask.
    Ok(cases::alarm(ctx.tx, id)?)
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
    (report.put_back, report.told_gone, report.unread) = (false, None, false);
    Ok(report::set_status(ctx.tx, id, report, Status::Withdrawn)?)
}

/// The alert that was made of this report alone.
fn own_alert(report: &Report) -> Option<AlertId> {
    report.alert.filter(|_| report.status != Status::Merged)
}

impl Command for NotFreeByCode {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let found = of_code(ctx.tx, &self.code)?;
        let (id, report) = found.ok_or_else(|| ctx.node.guesses().wrong(ctx.now))?;
        not_free(ctx, &id, report, false)
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
        not_free(ctx, &self.id, report, true)
    }
}

/// Her word alone changes nothing: a moderator decides. So whoever holds the code, or the session, may say it; but what is said
/// with the code alone, which somebody else may have found, puts nothing back where there is an account.
fn not_free(ctx: &mut Ctx<'_>, id: &ReportId, mut report: Report, by_account: bool) -> Result<(), Refusal> {
    let told = report.clone().told();
    if told.withdrawn_until.is_none() {
        return Err(Refusal::WrongState { expected: Status::Withdrawn.name(), found: told.status.name() });
    }
    if thread::note_not_free(ctx, id, &report, by_account)? {
        if let Some(reporter) = report.reporter.as_ref().filter(|_| !by_account) {
            privacy::tell(ctx, reporter, Text::SomethingWaits)?;
        }
        report.unread = true;
        report::save(ctx.tx, id, &report)?;
        cases::alarm(ctx.tx, id)?;
    }
    ctx.audit(&Actor::System, AuditEvent::new("not_free_said"))
}

/// Puts the bare entry of a withdrawn report back, because its reporter was not free: its alert is shown again, or the
/// report waits for the desk, with nothing but by what the person can be found and what happened. Her own pages go on saying
/// that it is withdrawn ([`Report::told`]).
pub(crate) fn entry_back(ctx: &mut Ctx<'_>, id: &ReportId, report: &mut Report) -> Result<(), Refusal> {
    let Some(until) = report.withdrawn_until.take() else {
        return Err(Refusal::WrongState { expected: Status::Withdrawn.name(), found: report.status.name() });
    };
    if !report.put_back {
        // Its row stays: on that day her pages say that it is gone.
        (report.put_back, report.told_gone) = (true, Some(until));
    }
    if report.told_gone != Some(until) {
        ctx.tx.remove(&WITHDRAWN, &(until, *id))?;
    }
    let status = match report.alert {
        Some(alert) => {
            let from = report.showing.from(report.received).unwrap_or(ctx.now);
            alerts::put_back(ctx, &alert, from, report.restricted.is_some())?;
            Status::Published
        }
        None => Status::Waiting,
    };
    report::set_status(ctx.tx, id, report, status)?;
    if report.restricted.is_some() {
        privacy::ask_again(ctx, id)?;
    }
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

/// What was left of it had gone too: nothing is to be put back. Whether there was something.
pub(crate) fn end_again(ctx: &mut Ctx<'_>, id: &ReportId) -> Result<bool, Refusal> {
    let Some(mut report) = report::load(ctx.tx, id)?.filter(|report| report.withdrawn_until.is_some()) else {
        return Ok(false);
    };
    for until in [report.withdrawn_until, report.told_gone].into_iter().flatten() {
        ctx.tx.remove(&WITHDRAWN, &(until, *id))?;
    }
    remove(ctx, id, &mut report)?;
    Ok(true)
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

/// What is left of withdrawn reports and still stands: those whose reporter says that she was not free first, then those
/// that go first; up to 51 after `after`.
pub(crate) fn standing(read: &impl Read, after: Option<(u8, Spot)>) -> Result<Vec<(u8, Spot)>, StoreError> {
    let mut found = Vec::new();
    for (id, report) in all_standing(read)? {
        let rank = u8::from(!thread::says_not_free(read, &id, &report)?);
        let Some(until) = report.withdrawn_until else { continue };
        found.push((rank, (until, id)));
    }
    found.sort_unstable();
    found.retain(|place| after.is_none_or(|after| *place > after));
    found.truncate(MAX_LIST.saturating_add(1));
    Ok(found)
}

/// Those of which something happened that nobody of the desk has opened yet.
pub(crate) fn standing_unread(read: &impl Read) -> Result<Vec<ReportId>, StoreError> {
    let unread = all_standing(read)?.into_iter().filter(|(_, report)| report.unread);
    Ok(unread.map(|(id, _)| id).collect())
}

/// The alerts of what still stands of withdrawn reports: each of them may come back.
pub(crate) fn standing_alerts(read: &impl Read) -> Result<Vec<AlertId>, StoreError> {
    Ok(all_standing(read)?.into_iter().filter_map(|(_, report)| report.alert).collect())
}

fn all_standing(read: &impl Read) -> Result<Vec<(ReportId, Report)>, StoreError> {
    let mut standing = Vec::new();
    for ((until, id), ()) in read.range(&WITHDRAWN, ..)? {
        let stands = |report: &Report| report.withdrawn_until == Some(until);
        standing.extend(report::load(read, &id)?.filter(stands).map(|report| (id, report)));
    }
    Ok(standing)
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
        let mut ended = 0_u64;
        for (until, id) in due(ctx.tx, ctx.now)? {
            ctx.tx.remove(&WITHDRAWN, &(until, id))?;
            let Some(mut report) = report::load(ctx.tx, &id)? else { continue };
            if report.told_gone == Some(until) {
                report.told_gone = None;
                report::save(ctx.tx, &id, &report)?;
            }
            if report.withdrawn_until == Some(until) {
                remove(ctx, &id, &mut report)?;
                ended = ended.saturating_add(1);
            }
        }
        // How many, and not which: beside when they were taken back, it would say which they were.
        if ended == 0 {
            Ok(())
        } else {
            ctx.audit(&Actor::System, AuditEvent::times("withdrawal_ended", ended))
        }
    }
}
