//! What of an alert may leave this node.

use parasol_protocol::lists::{EventKind, Level, Perpetrator};
use parasol_protocol::time::{Month, Timestamp};

use super::RecallReason;
use super::alert::{self, Alert, AlertState};
use crate::audit::AuditEvent;
use crate::command::{Ctx, Event};
use crate::ids::AlertId;
use crate::refusal::Refusal;
use crate::reports::{self, NamedIdentifier, Status};
use crate::roles::Actor;
use crate::store::{Read, StoreError};

/// How long an alert is kept at the most, in seconds: five years.
const KEPT: u64 = 5 * 365 * 86_400;

/// The part of an alert that its entries are made of.
pub(crate) struct Shareable {
    pub(crate) level: Level,
    pub(crate) kinds: Vec<EventKind>,
    pub(crate) perpetrator: Option<Perpetrator>,
    pub(crate) month: Month,
    pub(crate) expires: Timestamp,
    pub(crate) identifiers: Vec<NamedIdentifier>,
}

fn may_leave(alert: &Alert) -> bool {
    alert.abroad && alert.state == AlertState::Live
}

/// What may be shared of an alert now; nothing when it was recalled or is not to go abroad.
pub(crate) fn shareable(read: &impl Read, id: &AlertId) -> Result<Option<Shareable>, StoreError> {
    let alert = alert::load(read, id)?.filter(may_leave);
    Ok(alert.map(|alert| {
        let content = alert.content;
        Shareable {
            level: content.level,
            kinds: content.kinds,
            perpetrator: content.perpetrator,
            month: content.month,
            expires: content.published_at.plus(KEPT),
            identifiers: content.identifiers,
        }
    }))
}

/// Every alert that may be shared.
pub(crate) fn shareable_ids(read: &impl Read) -> Result<Vec<AlertId>, StoreError> {
    alert::abroad_ids(read)
}

/// The peers know a recall that this node has lost: the alert is recalled here too.
pub(crate) fn recall_after_rollback(ctx: &mut Ctx<'_>, id: &AlertId) -> Result<(), Refusal> {
    let Some(mut alert) = alert::load(ctx.tx, id)?.filter(|alert| !alert.is_recalled()) else {
        return Ok(());
    };
    alert.state = AlertState::Recalled { at: ctx.now, reason: RecallReason::Other };
    alert::set_state(ctx.tx, &alert)?;
    let mut report = reports::needed(ctx.tx, &alert.report)?;
    report.restricted = None;
    if report.status != Status::Withdrawn {
        reports::set_status(ctx.tx, &alert.report, &mut report, Status::Recalled)?;
    }
    ctx.audit(&Actor::System, AuditEvent::about("alert_recalled", id.as_bytes()))?;
    let id = *id;
    ctx.after_commit(move |node| node.index_mut().remove(&id));
    ctx.emit(Event::AlertRecalled);
    // Other circles' peers may not have heard of that recall.
    crate::publish::enqueue_recall(ctx, &id)
}
