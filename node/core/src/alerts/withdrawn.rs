//! The alert of a report that its reporter took back: hidden and bare for a while, in which a moderator may ask whether she
//! was free. What is left then says nothing that she wrote.

use parasol_protocol::time::Timestamp;

use super::alert::{self, Alert, AlertContent, AlertState};
use super::{later, parts, restrict};
use crate::command::{Ctx, Event};
use crate::ids::AlertId;
use crate::publish;
use crate::refusal::Refusal;
use crate::reports::Status;
use crate::store::{Read, StoreError};

/// Whether an alert is shown, is to be shown, or is hidden while somebody looks at it: there is an entry to keep.
pub(crate) fn has_entry(read: &impl Read, id: &AlertId) -> Result<bool, StoreError> {
    let kept = |alert: &Alert| {
        matches!(
            alert.state,
            AlertState::Live | AlertState::Later { .. } | AlertState::Restricted {} | AlertState::KeptBack {}
        )
    };
    Ok(alert::load(read, id)?.as_ref().is_some_and(kept))
}

/// Hides an alert from members, recalls it from every peer, and leaves of it what can be put back until then: by what the
/// person can be found, the level, the kinds and the month. Reports that were merged into it wait at the desk again.
pub(crate) fn strip(ctx: &mut Ctx<'_>, id: &AlertId, until: Timestamp) -> Result<(), Refusal> {
    let Some(mut alert) = alert::load(ctx.tx, id)?.filter(|alert| !alert.is_recalled()) else {
        return Ok(());
    };
    let bare = parts::first_alone(ctx.tx, &alert, bare(&alert.content))?;
    parts::end(ctx, &mut alert, Status::Waiting)?;
    alert::replace_content(ctx, &mut alert, bare)?;
    alert.state = AlertState::Withdrawn { until };
    alert::set_state(ctx.tx, &alert)?;
    if alert.abroad {
        publish::enqueue_recall(ctx, id)?;
    }
    let id = *id;
    ctx.after_commit(move |node| node.index_mut().remove(&id));
    ctx.emit(Event::AlertRecalled);
    Ok(())
}

fn bare(content: &AlertContent) -> AlertContent {
    AlertContent {
        perpetrator: None,
        town: None,
        text: None,
        aliases: Vec::new(),
        vehicle: None,
        description: None,
        ..content.clone()
    }
}

/// Shows what is left of a withdrawn alert again, though not before `from`; with peers it is shared anew. Where its reporter
/// had asked to have it looked at and nobody has decided, it stays hidden until somebody does.
pub(crate) fn put_back(
    ctx: &mut Ctx<'_>,
    id: &AlertId,
    from: Timestamp,
    restricted: bool,
) -> Result<(), Refusal> {
    let withdrawn = |alert: &Alert| matches!(alert.state, AlertState::Withdrawn { .. });
    let Some(mut alert) = alert::load(ctx.tx, id)?.filter(withdrawn) else { return Ok(()) };
    if restricted {
        alert.state = AlertState::Restricted {};
        return Ok(alert::set_state(ctx.tx, &alert)?);
    }
    if from > ctx.now {
        alert.state = AlertState::Later { from };
        later::put_off(ctx.tx, id, from)?;
        return Ok(alert::set_state(ctx.tx, &alert)?);
    }
    restrict::show(ctx, alert).map(drop)
}
