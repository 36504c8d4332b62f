//! Merging a report into an alert that exists.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::desk::{MergeReport, Proposed};
use parasol_core::ids::AlertId;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Action;

use super::{Answer, again, beside, done, proposed, report_id};
use crate::form::{Form, Name};
use crate::port::Port;
use crate::second::{Decided, decide};
use crate::visitor::Visitor;

/// Merges it into the alert whose button was pressed, or that was named by its id or its address.
pub(in crate::pages) async fn merge(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::Publish)?;
    let id = report_id(&id)?;
    let pressed = Some(form.text("into")).filter(|alert| !alert.is_empty());
    let Some(alert) = named(pressed.unwrap_or_else(|| form.text("alert"))) else {
        let unknown = Refusal::Invalid { field: "alert", reason: "merge_unknown" };
        return again(&port, &visitor, actor, id, form, unknown).await;
    };
    let talked = form.ticked("talked");
    let leave_out = beside::left_out(&form);
    let what = Proposed::Merge { alert, leave_out: leave_out.clone(), talked };
    let merge = MergeReport { actor, id, alert, leave_out, talked };
    match decide(&*port, merge, actor, id, what).await {
        Ok(Decided::Done(())) => {
            let lines = vec![visitor.t.get("merge-done-text")];
            Ok(done(&*port, &visitor, "merge-done", lines, alert, id))
        }
        Ok(Decided::Proposed) => Ok(proposed(&*port, &visitor)),
        Err(refusal) => again(&port, &visitor, actor, id, form, refusal).await,
    }
}

/// An alert by its id, or by the address of its page.
fn named(typed: &str) -> Option<AlertId> {
    typed.trim().trim_end_matches('/').rsplit('/').next()?.parse().ok()
}
