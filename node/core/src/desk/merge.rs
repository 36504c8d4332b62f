//! Merging a report into an alert that exists: its new identifiers are added, and the month of the last report renewed.

use parasol_protocol::lists::Level;

use super::publish::shown_from;
use super::warnings::PublicText;
use super::{hold, kept_identifiers, not_hers, publishable, publishable_words, second, undecided};
use crate::alerts::{self, AlertState};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::{AlertId, ReportId};
use crate::refusal::Refusal;
use crate::reports::{self, Status};
use crate::roles::{Action, Actor};

/// Adds a report to an alert.
#[derive(Debug, Clone)]
pub struct MergeReport {
    /// Who decides.
    pub actor: Actor,
    /// Which report.
    pub id: ReportId,
    /// Into which alert.
    pub alert: AlertId,
    /// Which of the report's identifiers are not published, counted from 0.
    pub leave_out: Vec<usize>,
    /// Whether somebody has talked with the reporter, where she asked for that first.
    pub talked: bool,
}

impl Command for MergeReport {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        self.decided(ctx, false)
    }
}

impl MergeReport {
    /// Does it; `confirmed` tells whether a second moderator has agreed.
    pub(crate) fn decided(self, ctx: &mut Ctx<'_>, confirmed: bool) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::Publish)?;
        let mut report = reports::needed(ctx.tx, &self.id)?;
        not_hers(ctx.tx, &self.actor, &self.id, &report)?;
        undecided(&report)?;
        second::free(ctx.tx, &self.actor, &self.id, &report, confirmed)?;
        hold(ctx, &self.actor, &self.id)?;
        if report.restricted.is_some() {
            return Err(Refusal::WrongState { expected: Status::Waiting.name(), found: "restricted" });
        }
        if !report.consent.alert {
            return Err(Refusal::ConsentMissing);
        }
        let mut alert = alerts::load(ctx.tx, &self.alert)?
            .ok_or(Refusal::Invalid { field: "alert", reason: "merge_unknown" })?;
        alerts::not_hers(ctx.tx, &self.actor, &alert)?;
        if !matches!(alert.state, AlertState::Live | AlertState::Later { .. }) {
            return Err(Refusal::Invalid { field: "alert", reason: "merge_ended" });
        }
        second::free_alert(ctx.tx, &self.actor, &alert, confirmed)?;
        // Members would see at once that the alert names more, and he could work out who reported.
        if shown_from(&report, self.talked, ctx.now)? > ctx.now {
            return Err(Refusal::Invalid { field: "alert", reason: "merge_later" });
        }
        let details = reports::details(ctx.tx, &self.id, &report)?;
        let month = details.happened_on.map_or_else(|| report.received.month(), |on| on.month());
        let named: Vec<_> = kept_identifiers(&details.identifiers, &self.leave_out).cloned().collect();
        publishable(ctx.tx, &ctx.node.rules(), &named)?;
        // What its words name may have become somebody's since.
        publishable_words(ctx, &self.id, &PublicText::from(&alert.content)).map_err(
            |refusal| match refusal {
                Refusal::Invalid { .. } => Refusal::Invalid { field: "alert", reason: "merge_words" },
                other => other,
            },
        )?;
        if alert.content.level == Level::VeryDangerous && !alerts::news(&alert, &named).is_empty() {
            second::needed(ctx, confirmed)?;
        }
        second::forget(ctx.tx, &self.id, &report)?;
        alerts::merge(ctx, &self.actor, &mut alert, (&self.id, &report), named, month)?;
        reports::set_status(ctx.tx, &self.id, &mut report, Status::Merged)?;
        ctx.audit(&self.actor, AuditEvent::about("report_merged", self.id.as_bytes()))
    }
}
