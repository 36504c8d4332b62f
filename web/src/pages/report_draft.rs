//! A report that was begun and kept: it opens with the password, and can be deleted without.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{DraftField, ForgetDraft, KeepDraft};
use parasol_core::roles::{Action, Actor};

use super::Answer;
use super::again::{self, Again};
use super::report::Shown;
use super::{report_form, report_rows};
use crate::failure::{Failure, refusal_text};
use crate::form::Form;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::time::date;
use crate::views::account::{Link, Message};
use crate::views::thread::DraftPage;
use crate::visitor::Visitor;

/// What belongs to one sending of the form, not to what was written.
const NOT_KEPT: &[&str] = &["do", "form_id", "keep_draft", "draft", "code", "town_id", "language"];

/// Goes on with it, or asks for the password.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    let actor = visitor.actor_who_may(Action::SubmitReport)?;
    show(&*port, &visitor, &actor, StatusCode::OK, Vec::new())
}

/// Opens it, or deletes it.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::SubmitReport)?;
    if port.read()?.draft_ends(&actor)?.is_none() {
        return Err(Failure::NotFound);
    }
    if form.text("do") == "forget" {
        port.command(ForgetDraft { actor }).await?;
        let lines = vec![visitor.t.get("draft-forgotten-text")];
        return Ok(said(&*port, &visitor, "draft-forgotten", lines));
    }
    match again::open(&*port, &visitor, &actor, &form).await? {
        Again::Open => Ok(Redirect::to("/report/draft").into_response()),
        Again::Wrong(status, problem) => show(&*port, &visitor, &actor, status, vec![problem]),
    }
}

fn show(
    port: &dyn Port,
    visitor: &Visitor,
    actor: &Actor,
    status: StatusCode,
    problems: Vec<Problem>,
) -> Answer {
    let (t, node) = (visitor.t, port.read()?);
    let ends = node.draft_ends(actor)?.ok_or(Failure::NotFound)?;
    let closed = match node.opened_draft(&visitor.token()?, port.now()) {
        Ok(draft) => {
            let fields = draft.fields.into_iter().map(|field| (field.name, field.value));
            let form = Form::again(fields.chain([("draft".to_owned(), "yes".to_owned())]));
            let shown = Shown::default();
            return Ok(report_form::show(port, visitor, &shown, StatusCode::OK, &form, Vec::new()));
        }
        Err(Refusal::Closed) => false,
        Err(Refusal::ReportsClosed { .. }) => true,
        Err(other) => return Err(other.into()),
    };
    let view = DraftPage {
        page: visitor.page(port.settings(), "/report/draft", "draft-title").with_problems(&problems),
        problems,
        action: "/report/draft",
        lead: t.one("draft-page-lead", "date", date(t, ends)),
        closed,
    };
    Ok(page::render(status, &view))
}

/// Keeps what a form holds, if she ticked that it may be.
pub(super) async fn keep(
    port: &dyn Port,
    visitor: &Visitor,
    actor: Actor,
    form: &Form,
) -> Result<Response, Problem> {
    let t = visitor.t;
    if !form.ticked("keep_draft") {
        return Err(Problem::new("keep_draft", t.get("draft-error-tick")));
    }
    let fields = report_rows::carried(form, NOT_KEPT).into_iter();
    let fields = fields.map(|(name, value)| DraftField { name, value }).collect();
    match port.command(KeepDraft { actor, fields }).await {
        Ok(ends) => {
            let lines = vec![t.one("draft-kept-text", "date", date(t, ends))];
            Ok(said(port, visitor, "draft-kept", lines))
        }
        Err(refusal) => Err(Problem::new("text", refusal_text(t, &refusal))),
    }
}

fn said(port: &dyn Port, visitor: &Visitor, heading: &str, lines: Vec<String>) -> Response {
    let t = visitor.t;
    let page = visitor.page(port.settings(), "/my-reports", "draft-title");
    let links = vec![Link { href: "/my-reports".to_owned(), label: t.get("nav-my-reports") }];
    page::render(StatusCode::OK, &Message { page, heading: t.get(heading), lines, links })
}
