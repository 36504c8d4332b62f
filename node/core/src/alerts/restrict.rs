//! Hiding an alert while somebody looks whether it is right, and showing it again.

use super::alert::{self, AlertState};
use crate::command::{Ctx, Event};
use crate::ids::AlertId;
use crate::publish;
use crate::refusal::Refusal;

/// Hides a shown alert from members and recalls it from every peer, at once.
pub(crate) fn restrict(ctx: &mut Ctx<'_>, id: &AlertId) -> Result<(), Refusal> {
    let Some(mut alert) = alert::load(ctx.tx, id)?.filter(|alert| alert.state == AlertState::Live) else {
        return Ok(());
    };
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

/// Shows a restricted alert again; with peers it is shared anew, under new entries.
pub(crate) fn show_again(ctx: &mut Ctx<'_>, id: &AlertId) -> Result<(), Refusal> {
    let restricted = |alert: &alert::Alert| matches!(alert.state, AlertState::Restricted {});
    let Some(mut alert) = alert::load(ctx.tx, id)?.filter(restricted) else { return Ok(()) };
    alert.state = AlertState::Live;
    alert::set_state(ctx.tx, &alert)?;
    if alert.abroad {
        publish::share_again(ctx, id)?;
    }
    let content = alert.content;
    ctx.after_commit(move |node| node.index_mut().add(&content));
    ctx.emit(Event::AlertPublished);
    Ok(())
}
