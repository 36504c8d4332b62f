//! Deciding not to publish a report.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::desk::{RejectReason, RejectReport};
use parasol_core::roles::Action;

use super::{Answer, Asked, again, open, report_id, said};
use crate::form::{Form, Name};
use crate::page::Problem;
use crate::port::Port;
use crate::thread;
use crate::visitor::Visitor;

/// Decides not to publish it.
pub(in crate::pages) async fn reject(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::Reject)?;
    let id = report_id(&id)?;
    let Some(reason) = RejectReason::from_name(form.text("reason")) else {
        let problems = vec![Problem::new("reason", visitor.t.get("desk-error-reason"))];
        return open(&port, &visitor, actor, id, Asked { form, problems, ..Asked::default() }).await;
    };
    let text = form.raw("reject_text").to_owned();
    match port.command(RejectReport { actor, id, reason, text }).await {
        Ok(()) => {}
        Err(refusal) => match thread::problem(visitor.t, &refusal) {
            Some(problem) => {
                let problems = vec![Problem::new("reject_text", problem.text)];
                return open(&port, &visitor, actor, id, Asked { form, problems, ..Asked::default() }).await;
            }
            None => return again(&port, &visitor, actor, id, form, refusal).await,
        },
    }
    let lines = vec![visitor.t.get("desk-rejected-text")];
    Ok(said(&*port, &visitor, "desk-rejected", lines, Vec::new()))
}
