//! Undoing for ten minutes: what was published is recalled, what was merged is taken out again, and the report is open as
//! before. Later it is a recall or a correction.

use parasol_protocol::time::Timestamp;

use super::{hold, not_hers, second};
use crate::alerts;
use crate::audit::AuditEvent;
use crate::clock::within;
use crate::command::{Command, Ctx};
use crate::ids::{AlertId, ReportId};
use crate::limits::UNDO;
use crate::refusal::Refusal;
use crate::reports::{self, Status};
use crate::roles::{Action, Actor};

/// Recalls the alert that a report has just become, or takes it out of the one into which it was merged, and opens the report
/// again. The one who does it is at it. No second moderator is asked: two decide again about what is published next.
#[derive(Debug)]
pub struct UndoPublication {
    /// Who undoes it.
    pub actor: Actor,
    /// Which report.
    pub id: ReportId,
}

impl Command for UndoPublication {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::Publish)?;
        ctx.allow(&self.actor, Action::Recall)?;
        let mut report = reports::needed(ctx.tx, &self.id)?;
        not_hers(ctx.tx, &self.actor, &self.id, &report)?;
        match (report.status, report.alert) {
            (Status::Published, Some(alert)) => recall(ctx, &self.actor, &alert)?,
            (Status::Merged, _) => {
                let merged = alerts::merged_at(ctx.tx, &self.id, &report)?.ok_or(Refusal::NotFound)?;
                in_time(merged, ctx.now)?;
                alerts::unmerge(ctx, &self.id)?;
            }
            (other, _) => {
                return Err(Refusal::WrongState { expected: Status::Published.name(), found: other.name() });
            }
        }
        report.alert = None;
        reports::set_status(ctx.tx, &self.id, &mut report, Status::Waiting)?;
        hold(ctx, &self.actor, &self.id)?;
        ctx.audit(&self.actor, AuditEvent::about("publication_undone", self.id.as_bytes()))
    }
}

fn recall(ctx: &mut Ctx<'_>, actor: &Actor, id: &AlertId) -> Result<(), Refusal> {
    let mut alert = alerts::load(ctx.tx, id)?.ok_or(Refusal::NotFound)?;
    alerts::not_hers(ctx.tx, actor, &alert)?;
    if alert.is_recalled() {
        return Err(Refusal::WrongState { expected: "live", found: alert.state.name() });
    }
    in_time(alert.content.published_at, ctx.now)?;
    if !alert.merged.is_empty() {
        return Err(Refusal::Invalid { field: "alert", reason: "undo_merged" });
    }
    alerts::undo(ctx, &mut alert)?;
    // What was proposed about it is about nothing any more.
    second::forget(ctx.tx, &alert.report, &reports::needed(ctx.tx, &alert.report)?)?;
    ctx.audit(actor, AuditEvent::about("alert_recalled", id.as_bytes()))
}

fn in_time(done: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    if within(done, UNDO, now) {
        Ok(())
    } else {
        Err(Refusal::Invalid { field: "alert", reason: "undo_late" })
    }
}
