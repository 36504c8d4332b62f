//! Erasing again what a line of the journal names.

use super::{Erased, add};
use crate::alerts;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::{AlertId, MemberId, ReportId};
use crate::ledger;
use crate::members;
use crate::refusal::Refusal;
use crate::reports::{self, Status};
use crate::roles::Actor;
use crate::store::JournalLine;

/// Erases what these lines name, as far as it is here. The store is older than the lines, so it was rolled back: nothing is
/// published before peers were heard.
pub(super) struct EraseAgain(pub(super) Vec<JournalLine>);

impl Command for EraseAgain {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ledger::await_peers(ctx)?;
        for line in &self.0 {
            erase(ctx, line)?;
            // Known from now on, whether or not there was something to erase.
            add(ctx.tx, &line.what, &line.id)?;
        }
        ctx.audit(&Actor::System, AuditEvent::new("erased_again"))
    }
}

fn erase(ctx: &mut Ctx<'_>, line: &JournalLine) -> Result<(), Refusal> {
    match Erased::from_name(&line.what) {
        Some(Erased::Member) => erase_member(ctx, &MemberId::new(line.id)),
        Some(Erased::Report) => erase_report(ctx, &ReportId::new(line.id)),
        Some(Erased::ReportLink) => unlink_report(ctx, &ReportId::new(line.id)),
        Some(Erased::Alert) => alerts::recall_after_rollback(ctx, &AlertId::new(line.id)),
        Some(Erased::AlertContent) => Ok(alerts::forget(ctx.tx, &AlertId::new(line.id))?),
        // The journal is read before this, and a word that is not known is refused there.
        None => Err(Refusal::Storage),
    }
}

/// Nothing says any more whose her reports were; what became of their words has lines of its own.
fn erase_member(ctx: &mut Ctx<'_>, id: &MemberId) -> Result<(), Refusal> {
    for report in reports::all_of(ctx.tx, id)? {
        let mut row = reports::needed(ctx.tx, &report)?;
        reports::unlink(ctx.tx, &report, &mut row)?;
    }
    if members::load(ctx.tx, id)?.is_none() {
        return Ok(());
    }
    reports::forget_cards_of(ctx.tx, id)?;
    members::remove(ctx.tx, id)
}

fn unlink_report(ctx: &mut Ctx<'_>, id: &ReportId) -> Result<(), Refusal> {
    match reports::load(ctx.tx, id)? {
        Some(mut report) => Ok(reports::unlink(ctx.tx, id, &mut report)?),
        None => Ok(()),
    }
}

/// The words go; a report that nobody had decided yet counts as taken back.
fn erase_report(ctx: &mut Ctx<'_>, id: &ReportId) -> Result<(), Refusal> {
    let Some(mut report) = reports::load(ctx.tx, id)? else { return Ok(()) };
    reports::forget_details(ctx.tx, id, &report)?;
    if report.status.is_open() {
        reports::set_status(ctx.tx, id, &mut report, Status::Withdrawn)?;
    }
    Ok(())
}
