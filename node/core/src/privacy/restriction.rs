//! Restriction (GDPR article 18): a report that is not used while somebody looks whether it is right.

use super::export::reports_are_open;
use super::request::{self, RequestKind, RequestOutcome};
use crate::alerts;
use crate::audit::AuditEvent;
use crate::clock::is_ahead;
use crate::command::{Command, Ctx};
use crate::desk;
use crate::erasures::{self, Erased};
use crate::ids::{MemberId, ReportId};
use crate::limits::{MAX_REQUEST_TEXT, RESTRICTED_AGAIN};
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::{self, Report, Status};
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError};

/// Has one of the own reports, or all of them, not used until somebody has looked at it. Their alerts are hidden from
/// members and recalled from peers at once. Not while they are closed after a reset: whoever reset the password may be he
/// whom they are about.
#[derive(Debug)]
pub struct RestrictReports {
    /// Who asks.
    pub actor: Actor,
    /// Which report; none: all of hers.
    pub report: Option<ReportId>,
}

impl Command for RestrictReports {
    type Outcome = usize;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<usize, Refusal> {
        ctx.allow(&self.actor, Action::ManageOwnData)?;
        let Actor::Member(member, _) = self.actor else { return Err(Refusal::Forbidden) };
        reports_are_open(ctx, &member)?;
        let (mut restricted, mut retry_after) = (0_usize, None);
        for id in concerned(ctx.tx, &member, self.report)? {
            let mut report = reports::needed(ctx.tx, &id)?;
            if !report.is_of(&self.actor) {
                return Err(Refusal::NotFound);
            }
            if report.restricted.is_some() || !is_used(&report) {
                continue;
            }
            // Each restriction recalls and each lifting shares with every peer again.
            let lifted = report.lifted.filter(|at| !is_ahead(*at, ctx.now));
            let lifted = lifted.map(|at| RESTRICTED_AGAIN.saturating_sub(ctx.now.since(at)));
            if let Some(wait) = lifted.filter(|wait| *wait > 0) {
                retry_after = Some(wait);
                continue;
            }
            restrict(ctx, &id, &mut report)?;
            restricted = restricted.saturating_add(1);
        }
        if let Some(retry_after) = retry_after.filter(|_| restricted == 0) {
            return Err(Refusal::OverQuota { retry_after });
        }
        if restricted == 0 {
            return Err(Refusal::Invalid { field: "report", reason: "nothing_to_restrict" });
        }
        request::add_restriction(ctx, &member, self.report)?;
        // Neither whose nor which: the line stays when she goes, and her reports with it.
        let count = u64::try_from(restricted).unwrap_or(u64::MAX);
        ctx.audit(&Actor::System, AuditEvent::times("reports_restricted", count))?;
        Ok(restricted)
    }
}

/// Restricts a report that is used; its alert, if it has one, is hidden and recalled from peers.
fn restrict(ctx: &mut Ctx<'_>, id: &ReportId, report: &mut Report) -> Result<(), Refusal> {
    report.restricted = Some(reports::day(ctx.now));
    if report.status == Status::Merged {
        // What only she brought is not used either, and the desk decides about it anew.
        alerts::unmerge(ctx, id)?;
        reports::set_status(ctx.tx, id, report, Status::Waiting)?;
    }
    reports::save(ctx.tx, id, report)?;
    if let Some(alert) = &report.alert {
        alerts::restrict(ctx, alert)?;
    }
    Ok(erasures::record(ctx.tx, Erased::Restricted, id.as_bytes())?)
}

/// The report was restricted after the moment to which the node was put back: it is again, and somebody has to look at it.
pub(crate) fn restrict_again(ctx: &mut Ctx<'_>, id: &ReportId) -> Result<(), Refusal> {
    let Some(mut report) = reports::load(ctx.tx, id)? else { return Ok(()) };
    if report.restricted.is_some() || !is_used(&report) {
        return Ok(());
    }
    restrict(ctx, id, &mut report)?;
    match report.reporter {
        Some(member) => request::add_restriction(ctx, &member, Some(*id))?,
        None => request::leave_behind(ctx, id)?,
    }
    ctx.audit(&Actor::System, AuditEvent::new("report_restricted_again"))
}

/// Somebody had looked at it: it is used again, and shared under new entries, because peers obeyed the recall of the old ones.
pub(crate) fn lift_again(ctx: &mut Ctx<'_>, id: &ReportId) -> Result<(), Refusal> {
    let Some(mut report) = reports::load(ctx.tx, id)? else { return Ok(()) };
    if report.restricted.is_none() || report.status == Status::Withdrawn {
        return Ok(());
    }
    lift(ctx, id, &mut report)?;
    settle(ctx, &report, RequestOutcome::Refused, None)?;
    ctx.audit(&Actor::System, AuditEvent::new("restriction_lifted_again"))
}

fn lift(ctx: &mut Ctx<'_>, id: &ReportId, report: &mut Report) -> Result<(), Refusal> {
    report.restricted = None;
    report.lifted = Some(ctx.now);
    reports::save(ctx.tx, id, report)?;
    if let Some(alert) = &report.alert {
        let from = report.showing.from(report.received).unwrap_or(ctx.now);
        alerts::show_again(ctx, alert, from)?;
    }
    Ok(erasures::record(ctx.tx, Erased::Lifted, id.as_bytes())?)
}

/// Ends the restriction of a report: it is used again, its alert is shown and shared again.
pub struct LiftRestriction {
    /// Who looked at it.
    pub actor: Actor,
    /// Which report.
    pub report: ReportId,
    /// What the reporter is told, if anything.
    pub text: String,
}

no_debug!(LiftRestriction);

impl Command for LiftRestriction {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::DecideRestriction)?;
        let mut report = reports::needed(ctx.tx, &self.report)?;
        desk::not_hers(ctx.tx, &self.actor, &self.report, &report)?;
        // Of what was taken back nothing is used: it is decided about when it comes back.
        if report.restricted.is_none() || report.status == Status::Withdrawn {
            return Err(Refusal::WrongState { expected: "restricted", found: report.status.name() });
        }
        let text = reports::text("text", Some(&self.text), MAX_REQUEST_TEXT)?;
        lift(ctx, &self.report, &mut report)?;
        settle(ctx, &report, RequestOutcome::Refused, text)?;
        ctx.audit(&self.actor, AuditEvent::about("restriction_lifted", self.report.as_bytes()))
    }
}

/// A restricted report that its reporter had taken back is at the desk again. Her own request was answered when she took it
/// back, and stays so: whoever made her do it reads her pages. So it is asked again as nobody's.
pub(crate) fn ask_again(ctx: &mut Ctx<'_>, id: &ReportId) -> Result<(), Refusal> {
    request::leave_behind(ctx, id)
}

/// Answers the requests of a report's reporter of which nothing is restricted any more.
pub(crate) fn settle(
    ctx: &mut Ctx<'_>,
    report: &Report,
    outcome: RequestOutcome,
    text: Option<String>,
) -> Result<(), Refusal> {
    // What was put back stays a withdrawn one for her.
    let member = report.reporter.filter(|_| !report.put_back).unwrap_or(request::GONE);
    for (id, request) in request::of(ctx.tx, &member)? {
        if request.kind != RequestKind::Restrict || request.answer.is_some() {
            continue;
        }
        let restricts = |report: &Report| {
            report.restricted.is_some()
                && (is_used(report) || (member == request::GONE && report.status != Status::Withdrawn))
        };
        if !any(ctx.tx, &concerned(ctx.tx, &member, request.report)?, restricts)? {
            request::answer(ctx, &member, &id, request, outcome, text.clone())?;
        }
    }
    Ok(())
}

/// Takes the reporter who goes away from a report. If it is restricted, somebody still has to decide: shown again on the day
/// she leaves, it could be the answer to who had reported; hidden for ever, nobody would be warned. So the request stays,
/// as nobody's, and of its day only the month.
pub(crate) fn unlink(ctx: &mut Ctx<'_>, id: &ReportId) -> Result<(), Refusal> {
    let mut report = reports::needed(ctx.tx, id)?;
    if let Some(since) = report.restricted
        && report.reporter.is_some()
    {
        report.restricted = Some(reports::first_day(since));
        // Of what was put back it is nobody's already; of what was taken back nothing is to be decided.
        if is_used(&report) {
            request::leave_behind(ctx, id)?;
        }
    }
    Ok(reports::unlink(ctx.tx, id, &mut report)?)
}

fn concerned(
    read: &impl Read,
    member: &MemberId,
    report: Option<ReportId>,
) -> Result<Vec<ReportId>, StoreError> {
    report.map_or_else(|| reports::all_of(read, member), |report| Ok(vec![report]))
}

fn any(read: &impl Read, ids: &[ReportId], restricts: impl Fn(&Report) -> bool) -> Result<bool, StoreError> {
    for id in ids {
        if reports::load(read, id)?.is_some_and(|report| restricts(&report)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_used(report: &Report) -> bool {
    // What was put back stays a withdrawn one for whoever asks.
    !report.put_back && !matches!(report.status, Status::Withdrawn | Status::Recalled)
}
