//! Taking an alert back everywhere: a question first, with the reason.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::alerts::{AlertState, RecallAlert, RecallReason};
use parasol_core::desk::Proposed;
use parasol_core::ids::AlertId;
use parasol_core::roles::Action;

use super::Answer;
use crate::failure::Failure;
use crate::form::{Form, Name};
use crate::labels;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::second::{Decided, decide};
use crate::views::account::{Link, Message};
use crate::views::alert::Recall;
use crate::visitor::Visitor;

/// Asks.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    let actor = visitor.actor_who_may(Action::Recall)?;
    let id = alert_id(&id)?;
    if matches!(port.read()?.alert(&actor, &id)?.state, AlertState::Recalled { .. }) {
        return Err(Failure::NotFound);
    }
    Ok(ask(&*port, &visitor, id, Vec::new()))
}

/// Takes it back.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::Recall)?;
    let alert = alert_id(&id)?;
    let t = visitor.t;
    let Some(reason) = RecallReason::from_name(form.text("reason")) else {
        return Ok(ask(&*port, &visitor, alert, vec![Problem::new("reason", t.get("desk-error-reason"))]));
    };
    let report = port.read()?.alert(&actor, &alert)?.report.ok_or(Failure::NotFound)?;
    let what = Proposed::Recall { alert, reason };
    let (heading, line) =
        match decide(&*port, RecallAlert { actor, alert, reason }, actor, report, what).await? {
            Decided::Done(()) => ("recall-done", "recall-done-text"),
            Decided::Proposed => ("second-done", "second-done-text"),
        };
    let page = visitor.page(port.settings(), "/desk", "desk-done-title");
    let links = vec![Link { href: "/desk".to_owned(), label: t.get("desk-to-queue") }];
    let (heading, lines) = (t.get(heading), vec![t.get(line)]);
    Ok(page::render(StatusCode::OK, &Message { page, heading, lines, links }))
}

fn alert_id(text: &str) -> Result<AlertId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

fn ask(port: &dyn Port, visitor: &Visitor, id: AlertId, problems: Vec<Problem>) -> Response {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = visitor.page(port.settings(), "/desk", "recall-title").with_problems(&problems);
    let codes = RecallReason::ALL.iter().map(|reason| reason.name());
    let reasons = labels::choices(visitor.t, "recall", codes, &[]);
    page::render(status, &Recall { page, problems, id: id.to_string(), reasons })
}
