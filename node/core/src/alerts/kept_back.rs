//! Alerts that were to be shown and are not, because one of their identifiers is not published any more: while they were hidden it
//! became a member's, or that of a service. The desk finds them beside what is not used.

use super::alert::{self, Alert, AlertState};
use crate::audit::AuditEvent;
use crate::cases;
use crate::command::Ctx;
use crate::desk;
use crate::ids::{AlertId, ReportId};
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError, Table, Tx};

/// Alert that is kept back -> its report.
const KEPT_BACK: Table<AlertId, ReportId> = Table::new("kept_back/1");

/// Whether every identifier of an alert may still be published.
pub(super) fn is_publishable(ctx: &Ctx<'_>, alert: &Alert) -> Result<bool, Refusal> {
    match desk::publishable(ctx.tx, &ctx.node.rules(), &alert.content.identifiers) {
        Ok(()) => Ok(true),
        Err(Refusal::Invalid { .. }) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Keeps an alert hidden that was to be shown, and has the desk told.
pub(super) fn keep_back(ctx: &mut Ctx<'_>, mut alert: Alert) -> Result<(), Refusal> {
    alert.state = AlertState::KeptBack {};
    alert::set_state(ctx.tx, &alert)?;
    cases::alarm(ctx.tx, &alert.report)?;
    ctx.audit(&Actor::System, AuditEvent::about("alert_kept_back", alert.content.id.as_bytes()))
}

/// Notes that an alert is kept back, or is not any more. To be called whenever its state is written.
pub(super) fn note(tx: &mut Tx, alert: &Alert) -> Result<(), StoreError> {
    match alert.state {
        AlertState::KeptBack {} => tx.put(&KEPT_BACK, &alert.content.id, &alert.report),
        _ => tx.remove(&KEPT_BACK, &alert.content.id).map(drop),
    }
}

/// The alerts that are kept back, each with its report. They are few: each was to be shown once.
pub(crate) fn kept_back(read: &impl Read) -> Result<Vec<(AlertId, ReportId)>, StoreError> {
    read.range(&KEPT_BACK, ..)
}

/// Whether this one is.
pub(crate) fn is_kept_back(read: &impl Read, id: &AlertId) -> Result<bool, StoreError> {
    Ok(read.get(&KEPT_BACK, id)?.is_some())
}
