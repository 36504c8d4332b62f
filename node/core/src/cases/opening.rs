//! How a case begins: with a report that wants one, or by a moderator's hand.

use parasol_protocol::time::Timestamp;

use super::case::{self, Case, CaseWhy};
use super::tell;
use crate::command::Ctx;
use crate::ids::ReportId;
use crate::members::{self, Pseudonym};
use crate::refusal::Refusal;
use crate::reports::{Details, Report};
use crate::store::Read;

/// Why a report opens a case by itself.
fn reasons(report: &Report, details: &Details) -> Vec<CaseWhy> {
    let asked = details.contact.is_some() || details.reach.as_ref().is_some_and(|way| !way.by.is_empty());
    let why = [
        (CaseWhy::Urgent, report.urgent),
        (CaseWhy::Severe, report.severe()),
        (CaseWhy::Contact, asked),
        (CaseWhy::Complaint, report.complaint),
    ];
    why.into_iter().filter(|(_, holds)| *holds).map(|(why, _)| why).collect()
}

/// A case that has just begun.
pub(super) fn new(now: Timestamp, report: &Report, why: Vec<CaseWhy>) -> Case {
    let rank = match (report.urgent, report.severe()) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => 2,
    };
    Case {
        // To the second it would say when she sat there and wrote.
        opened: Timestamp::new(now.seconds() - now.seconds() % 3_600),
        why,
        rank,
        assigned: None,
        reminder: None,
        referred: None,
        handed: None,
        closed: None,
        release: None,
        notes: 0,
    }
}

/// Opens the case of a report that has just come, if it wants one, and has the team told of a grave one.
pub(crate) fn open_for(
    ctx: &mut Ctx<'_>,
    id: &ReportId,
    report: &Report,
    details: &Details,
) -> Result<(), Refusal> {
    let why = reasons(report, details);
    if !why.is_empty() {
        case::save(ctx.tx, id, report, None, &new(ctx.now, report, why))?;
    }
    if report.urgent || report.severe() {
        tell::alarm(ctx.tx, id)?;
    }
    Ok(())
}

/// The case of a report, as the report's page tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseOfReport {
    /// Whether it is open.
    pub open: bool,
    /// The moderator whose it is.
    pub assigned: Option<Pseudonym>,
    /// Whether somebody is to be reminded of it now.
    pub due: bool,
}

/// The case of a report, if there is one.
pub(crate) fn of_report(
    read: &impl Read,
    id: &ReportId,
    report: &Report,
    now: Timestamp,
) -> Result<Option<CaseOfReport>, Refusal> {
    let Some(case) = case::load(read, id, report)? else { return Ok(None) };
    let assigned = match &case.assigned {
        Some(moderator) => members::load(read, moderator)?.map(|member| member.pseudonym),
        None => None,
    };
    Ok(Some(CaseOfReport { open: case.is_open(), assigned, due: case.is_due(now) }))
}
