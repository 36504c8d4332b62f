//! Undoing what was just published or merged.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::desk::UndoPublication;
use parasol_core::roles::Action;

use super::{Answer, report_id, said};
use crate::form::{Form, Name};
use crate::port::Port;
use crate::views::account::Link;
use crate::visitor::Visitor;

/// Recalls the alert and opens the report again.
pub(in crate::pages) async fn undo(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    _form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::Recall)?;
    let id = report_id(&id)?;
    port.command(UndoPublication { actor, id }).await?;
    let t = visitor.t;
    let report = Link { href: format!("/desk/report/{id}"), label: t.get("desk-report-open") };
    Ok(said(&*port, &visitor, "desk-undone", vec![t.get("desk-undone-text")], vec![report]))
}
