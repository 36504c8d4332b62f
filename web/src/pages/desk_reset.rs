//! A reset code, or an unlocked account, for a member whom somebody of the team has spoken with.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::members::{IssueResetCode, Unlock};
use parasol_core::refusal::Refusal;
use parasol_core::roles::Action;

use super::Answer;
use crate::failure::refusal_text;
use crate::form::Form;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::views::account::{Link, Message};
use crate::views::register::DeskReset;
use crate::visitor::Visitor;

/// Asks for whom.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    visitor.actor_who_may(Action::HelpMember)?;
    Ok(show(&*port, &visitor, StatusCode::OK, "", None, Vec::new()))
}

/// Makes the code, which is shown here and never again, or opens the account.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::HelpMember)?;
    let (t, name) = (visitor.t, form.text("username"));
    let member = port.read()?.member_to_help(&actor, name);
    let unlock = form.text("do") == "unlock";
    let done = match member {
        Ok(member) if unlock => port.command(Unlock { actor, member }).await.map(|()| None),
        Ok(member) => port.command(IssueResetCode { actor, member }).await.map(|code| Some(code.to_text())),
        Err(refusal) => Err(refusal),
    };
    let text = match done {
        Ok(Some(code)) => return Ok(show(&*port, &visitor, StatusCode::OK, name, Some(code), Vec::new())),
        Ok(None) => return Ok(unlocked(&*port, &visitor)),
        Err(Refusal::NotFound | Refusal::Invalid { .. } | Refusal::TooLong { .. }) => {
            t.get("desk-reset-nobody")
        }
        Err(Refusal::Forbidden) => t.get("desk-reset-above"),
        Err(Refusal::WrongState { .. }) => {
            t.get(if unlock { "desk-reset-not-locked" } else { "desk-reset-not-active" })
        }
        Err(refusal @ Refusal::OverQuota { .. }) => refusal_text(t, &refusal),
        Err(other) => return Err(other.into()),
    };
    let problems = vec![Problem::new("username", text)];
    Ok(show(&*port, &visitor, StatusCode::UNPROCESSABLE_ENTITY, name, None, problems))
}

fn show(
    port: &dyn Port,
    visitor: &Visitor,
    status: StatusCode,
    username: &str,
    code: Option<String>,
    problems: Vec<Problem>,
) -> Response {
    let page = visitor.page(port.settings(), "/desk/reset", "desk-reset-title").with_problems(&problems);
    page::render(status, &DeskReset { page, problems, username: username.to_owned(), code })
}

fn unlocked(port: &dyn Port, visitor: &Visitor) -> Response {
    let t = visitor.t;
    let page = visitor.page(port.settings(), "/desk/reset", "desk-reset-title");
    let links = vec![Link { href: "/desk/reset".to_owned(), label: t.get("back") }];
    let (heading, lines) = (t.get("desk-reset-unlocked"), vec![t.get("desk-reset-unlocked-text")]);
    page::render(StatusCode::OK, &Message { page, heading, lines, links })
}
