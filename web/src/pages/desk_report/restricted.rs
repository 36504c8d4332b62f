//! A report that is not used while somebody looks at it, because its reporter asked.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::privacy::LiftRestriction;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Action;

use super::{Answer, Asked, open, report_id, said};
use crate::failure::refusal_text;
use crate::form::{Form, Name};
use crate::page::Problem;
use crate::port::Port;
use crate::visitor::Visitor;

/// Uses it again: its reporter had asked to have it looked at.
pub(in crate::pages) async fn lift(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::DecideRestriction)?;
    let (t, report) = (visitor.t, report_id(&id)?);
    match port.command(LiftRestriction { actor, report, text: form.text("answer").to_owned() }).await {
        Ok(()) => Ok(said(&*port, &visitor, "desk-lifted", vec![t.get("desk-lifted-text")], Vec::new())),
        Err(refusal @ Refusal::TooLong { .. }) => {
            let problems = vec![Problem::new("answer", refusal_text(t, &refusal))];
            open(&port, &visitor, actor, report, Asked { form, problems, ..Asked::default() }).await
        }
        Err(other) => Err(other.into()),
    }
}
