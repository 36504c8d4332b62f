//! Recalling an alert: it is hidden here at once, and at every peer as soon as it hears of it.

use parasol_protocol::lists::Level;

use super::alert::{self, Alert, AlertState};
use super::parts;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::desk::second;
use crate::ids::AlertId;
use crate::privacy::{self, RequestOutcome};
use crate::publish;
use crate::refusal::Refusal;
use crate::reports::{self, Report, Status};
use crate::roles::{Action, Actor};
use crate::words::words;

words! {
    /// Why an alert is recalled.
    RecallReason {
        /// The reporter does not agree any more.
        ConsentWithdrawn = "consent_withdrawn",
        /// It was wrong.
        Correction = "correction",
        /// The reported person contested it.
        Contested = "contested",
        /// The number belongs to somebody else now, or was faked.
        NumberChangedHands = "number_changed_hands",
        /// It was kept as long as it may be.
        EndOfRetention = "end_of_retention",
        /// It was published by mistake.
        PublishedByMistake = "published_by_mistake",
        /// Something else.
        Other = "other",
    }
}

impl RecallReason {
    /// Whether it is what somebody says who contests: contests of the gravest level are decided by two people.
    const fn is_contest(self) -> bool {
        matches!(self, Self::Contested | Self::NumberChangedHands)
    }
}

/// Recalls an alert. When the reporter withdrew her consent, what the alert and her report say is removed here too.
#[derive(Debug, Clone)]
pub struct RecallAlert {
    /// Who recalls.
    pub actor: Actor,
    /// Which alert.
    pub alert: AlertId,
    /// Why.
    pub reason: RecallReason,
}

impl Command for RecallAlert {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        self.decided(ctx, false)
    }
}

impl RecallAlert {
    /// Does it; `confirmed` tells whether a second moderator has agreed.
    pub(crate) fn decided(self, ctx: &mut Ctx<'_>, confirmed: bool) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::Recall)?;
        let mut alert = alert::load(ctx.tx, &self.alert)?.ok_or(Refusal::NotFound)?;
        parts::not_hers(ctx.tx, &self.actor, &alert)?;
        // What was withdrawn is recalled everywhere already, and goes by itself.
        if alert.is_recalled() || matches!(alert.state, AlertState::Withdrawn { .. }) {
            return Err(Refusal::WrongState { expected: AlertState::Live.name(), found: alert.state.name() });
        }
        second::free_alert(ctx.tx, &self.actor, &alert, confirmed)?;
        if alert.content.level == Level::VeryDangerous {
            second::needed(ctx, confirmed)?;
            // What a contest says is decided by two, whatever the organisation wants otherwise: here too.
            if self.reason.is_contest() && !confirmed {
                return Err(Refusal::SecondNeeded);
            }
        }
        recall(ctx, &mut alert, self.reason)?;
        ctx.audit(&self.actor, AuditEvent::about("alert_recalled", self.alert.as_bytes()))
    }
}

/// Recalls an alert that is not recalled yet, and says so at its report and at those that were merged into it.
pub(crate) fn recall(ctx: &mut Ctx<'_>, alert: &mut Alert, reason: RecallReason) -> Result<(), Refusal> {
    parts::end(ctx, alert, Status::Recalled)?;
    take_back(ctx, alert, reason)?;
    let report = say_at_report(ctx, alert)?;
    if reason == RecallReason::ConsentWithdrawn {
        reports::forget_details(ctx.tx, &alert.report, &report)?;
    }
    second::forget(ctx.tx, &alert.report, &report)?;
    privacy::settle(ctx, &report, RequestOutcome::Granted, None)
}

/// Says at its report that an alert was recalled. A report that was withdrawn stays so: what is left of it may come back to the
/// desk, but not what it was made into.
fn say_at_report(ctx: &mut Ctx<'_>, alert: &Alert) -> Result<Report, Refusal> {
    let mut report = reports::needed(ctx.tx, &alert.report)?;
    if report.alert != Some(alert.content.id) {
        return Ok(report);
    }
    if report.status != Status::Withdrawn {
        report.restricted = None;
        reports::set_status(ctx.tx, &alert.report, &mut report, Status::Recalled)?;
    } else if report.withdrawn_until.is_some() {
        alert::forget_content(ctx.tx, alert)?;
        report.alert = None;
        reports::save(ctx.tx, &alert.report, &report)?;
    }
    Ok(report)
}

/// Takes an alert back whose report is opened again, because it was published by mistake.
pub(crate) fn undo(ctx: &mut Ctx<'_>, alert: &mut Alert) -> Result<(), Refusal> {
    take_back(ctx, alert, RecallReason::PublishedByMistake)
}

/// Takes the alert of a report back that its reporter withdrew: what it says goes too, whether it was shown or not. Reports
/// that were merged into it wait at the desk again.
pub(crate) fn withdraw(ctx: &mut Ctx<'_>, id: &AlertId) -> Result<(), Refusal> {
    match alert::load(ctx.tx, id)? {
        Some(mut alert) if !alert.is_recalled() => {
            parts::end(ctx, &mut alert, Status::Waiting)?;
            take_back(ctx, &mut alert, RecallReason::ConsentWithdrawn)
        }
        Some(alert) => Ok(alert::forget_content(ctx.tx, &alert)?),
        None => Ok(()),
    }
}

/// The peers know a recall that this node has lost: the alert is recalled here too.
pub(crate) fn recall_after_rollback(ctx: &mut Ctx<'_>, id: &AlertId) -> Result<(), Refusal> {
    let Some(mut alert) = alert::load(ctx.tx, id)?.filter(|alert| !alert.is_recalled()) else {
        return Ok(());
    };
    parts::end(ctx, &mut alert, Status::Recalled)?;
    take_back(ctx, &mut alert, RecallReason::Other)?;
    // Other circles' peers may not have heard of that recall, whatever is to go abroad now.
    publish::enqueue_recall(ctx, id)?;
    say_at_report(ctx, &alert)?;
    ctx.audit(&Actor::System, AuditEvent::about("alert_recalled", id.as_bytes()))
}

fn take_back(ctx: &mut Ctx<'_>, alert: &mut Alert, reason: RecallReason) -> Result<(), Refusal> {
    let id = alert.content.id;
    alert.state = AlertState::Recalled { at: ctx.now, reason };
    alert::set_state(ctx.tx, alert)?;
    if alert.abroad {
        publish::enqueue_recall(ctx, &id)?;
    }
    if reason == RecallReason::ConsentWithdrawn {
        alert::forget_content(ctx.tx, alert)?;
    }
    ctx.after_commit(move |node| node.index_mut().remove(&id));
    ctx.emit(Event::AlertRecalled);
    Ok(())
}
