//! Deciding not to publish.

use super::{hold, not_hers, second, undecided};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::ReportId;
use crate::messages::Text;
use crate::privacy::{self, RequestOutcome};
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::{self, Status};
use crate::roles::{Action, Actor};
use crate::words::words;

words! {
    /// Why a report is not published.
    RejectReason {
        /// Too little is known of the person or of what happened.
        NotEnough = "not_enough",
        /// The reporter did not agree to an alert.
        NoConsent = "no_consent",
        /// It would tell who reported.
        WouldExposeReporter = "would_expose_reporter",
        /// It is not what alerts are for.
        OutOfScope = "out_of_scope",
        /// It is about another sex worker.
        AboutASexWorker = "about_a_sex_worker",
        /// It is known already.
        Duplicate = "duplicate",
        /// It could not be believed.
        NotCredible = "not_credible",
        /// Something else.
        Other = "other",
    }
}

/// Decides not to publish a report. Its reporter is told why in words, and that something waits.
pub struct RejectReport {
    /// Who decides.
    pub actor: Actor,
    /// Which report.
    pub id: ReportId,
    /// Why.
    pub reason: RejectReason,
    /// What the moderator writes to the reporter beside it; nothing when it is empty.
    pub text: String,
}

no_debug!(RejectReport);

impl Command for RejectReport {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::Reject)?;
        let mut report = reports::needed(ctx.tx, &self.id)?;
        not_hers(ctx.tx, &self.actor, &self.id, &report)?;
        undecided(&report)?;
        second::free(ctx.tx, &self.actor, &self.id, &report, false)?;
        hold(ctx, &self.actor, &self.id)?;
        if !self.text.trim().is_empty() {
            reports::post_of_desk(ctx, &self.id, &report, &self.text)?;
        }
        second::forget(ctx.tx, &self.id, &report)?;
        report.rejected = Some(self.reason);
        report.decided = Some(reports::day(ctx.now));
        report.restricted = None;
        reports::set_status(ctx.tx, &self.id, &mut report, Status::NotPublished)?;
        privacy::settle(ctx, &report, RequestOutcome::Granted, None)?;
        // Of one that was put back she is told nothing new: her pages say that it is withdrawn.
        if let Some(reporter) = report.reporter.as_ref().filter(|_| !report.put_back) {
            privacy::tell(ctx, reporter, Text::SomethingWaits)?;
        }
        ctx.audit(&self.actor, AuditEvent::about("report_rejected", self.id.as_bytes()))
    }
}
