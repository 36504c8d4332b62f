//! Hiding an alert while somebody looks whether it is right, and showing it again.

use parasol_protocol::time::Timestamp;

use super::alert::{self, Alert, AlertState};
use super::{kept_back, later};
use crate::command::{Ctx, Event};
use crate::ids::AlertId;
use crate::publish;
use crate::refusal::Refusal;

/// Hides an alert that is shown, or is to be shown later, from members and recalls it from every peer, at once. One that is kept
/// back is hidden already; then it waits for this decision, too.
pub(crate) fn restrict(ctx: &mut Ctx<'_>, id: &AlertId) -> Result<(), Refusal> {
    let shown = |alert: &Alert| {
        matches!(alert.state, AlertState::Live | AlertState::Later { .. } | AlertState::KeptBack {})
    };
    let Some(mut alert) = alert::load(ctx.tx, id)?.filter(shown) else { return Ok(()) };
    alert.state = AlertState::Restricted {};
    alert::set_state(ctx.tx, &alert)?;
    if alert.abroad {
        publish::enqueue_recall(ctx, id)?;
    }
    let id = *id;
    ctx.after_commit(move |node| node.index_mut().remove(&id));
    ctx.emit(Event::AlertRecalled);
    Ok(())
}

/// Shows a restricted alert again, though not before `from`; with peers it is shared anew, under new entries.
pub(crate) fn show_again(ctx: &mut Ctx<'_>, id: &AlertId, from: Timestamp) -> Result<(), Refusal> {
    let restricted = |alert: &Alert| matches!(alert.state, AlertState::Restricted {});
    let Some(mut alert) = alert::load(ctx.tx, id)?.filter(restricted) else { return Ok(()) };
    if from > ctx.now {
        alert.state = AlertState::Later { from };
        later::put_off(ctx.tx, id, from)?;
        return Ok(alert::set_state(ctx.tx, &alert)?);
    }
    show(ctx, alert).map(drop)
}

/// Shows an alert that was hidden or waited, and shares it as was decided; whether it did. What it names may have become a
/// member's meanwhile, or stopped: then it stays hidden, for the desk to look at.
pub(super) fn show(ctx: &mut Ctx<'_>, mut alert: Alert) -> Result<bool, Refusal> {
    if !kept_back::is_publishable(ctx, &alert)? {
        kept_back::keep_back(ctx, alert)?;
        return Ok(false);
    }
    alert.state = AlertState::Live;
    alert::set_state(ctx.tx, &alert)?;
    if alert.abroad {
        publish::share_again(ctx, &alert.content.id)?;
    }
    let content = alert.content;
    ctx.after_commit(move |node| node.index_mut().add(&content));
    ctx.emit(Event::AlertPublished);
    Ok(true)
}
