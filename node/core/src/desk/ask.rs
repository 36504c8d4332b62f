//! Writing to the reporter: to ask her something, or, when her report was withdrawn, whether she was free. And what follows
//! from her answer that she was not.

use super::{end_claim, hold, not_hers};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::ReportId;
use crate::messages::Text;
use crate::privacy;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::{self, Status};
use crate::roles::{Action, Actor};

/// Writes to a report's reporter. While nothing was decided, the report waits for her answer; its due time stays.
pub struct AskReporter {
    /// Who asks.
    pub actor: Actor,
    /// About which report.
    pub id: ReportId,
    /// What.
    pub text: String,
}

no_debug!(AskReporter);

impl Command for AskReporter {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::AskBack)?;
        let mut report = reports::needed(ctx.tx, &self.id)?;
        not_hers(ctx.tx, &self.actor, &self.id, &report)?;
        if report.status.is_open() {
            hold(ctx, &self.actor, &self.id)?;
        }
        reports::post_of_desk(ctx, &self.id, &report, &self.text)?;
        if report.status.is_open() {
            reports::set_status(ctx.tx, &self.id, &mut report, Status::AskedBack)?;
            // Whoever reads the answer first goes on.
            end_claim(ctx.tx, &self.id)?;
        }
        if let Some(reporter) = &report.reporter {
            privacy::tell(ctx, reporter, Text::SomethingWaits)?;
        }
        ctx.audit(&self.actor, AuditEvent::about("reporter_asked", self.id.as_bytes()))
    }
}

/// Puts the bare entry of a withdrawn report back, whose reporter says that she was not free: from her account, or, where there
/// is none, with her code after the team had asked.
#[derive(Debug)]
pub struct PutEntryBack {
    /// Who decides.
    pub actor: Actor,
    /// Which report.
    pub id: ReportId,
}

impl Command for PutEntryBack {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::PutEntryBack)?;
        let mut report = reports::needed(ctx.tx, &self.id)?;
        not_hers(ctx.tx, &self.actor, &self.id, &report)?;
        if !reports::not_free_counts(ctx.tx, &self.id, &report)? {
            return Err(Refusal::WrongState { expected: "not_free", found: report.status.name() });
        }
        reports::entry_back(ctx, &self.id, &mut report)?;
        ctx.audit(&self.actor, AuditEvent::about("entry_put_back", self.id.as_bytes()))
    }
}
