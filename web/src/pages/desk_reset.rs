//! A reset code, or an unlocked account, for a member whom somebody of the team has spoken with.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::members::{IssueResetCode, Standing, Unlock};
use parasol_core::refusal::Refusal;
use parasol_core::roles::Action;

use super::Answer;
use crate::failure::refusal_text;
use crate::form::Form;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::views::register::{DeskReset, Made};
use crate::visitor::Visitor;

/// Asks for whom.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    visitor.actor_who_may(Action::HelpMember)?;
    Ok(show(&*port, &visitor, StatusCode::OK, "", None, Vec::new()))
}

/// Makes the code, which is shown here and never again; opens the account before, if it is locked and that was asked for.
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
        Ok(member) if unlock => port.command(Unlock { actor, member }).await,
        Ok(member) => port.command(IssueResetCode { actor, member }).await,
        Err(refusal) => Err(refusal),
    };
    let text = match done {
        Ok(code) => {
            let made = Made { code: code.to_text(), unlocked: unlock };
            return Ok(show(&*port, &visitor, StatusCode::OK, name, Some(made), Vec::new()));
        }
        Err(Refusal::NotFound | Refusal::Invalid { .. } | Refusal::TooLong { .. }) => {
            t.get("desk-reset-nobody")
        }
        Err(Refusal::Forbidden) => t.get("desk-reset-above"),
        Err(Refusal::WrongState { .. }) if unlock => t.get("desk-reset-not-locked"),
        Err(Refusal::WrongState { found, .. }) if found == Standing::Locked.name() => {
            t.get("desk-reset-locked")
        }
        Err(Refusal::WrongState { .. }) => t.get("desk-reset-not-active"),
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
    made: Option<Made>,
    problems: Vec<Problem>,
) -> Response {
    let page = visitor.page(port.settings(), "/desk/reset", "desk-reset-title").with_problems(&problems);
    page::render(status, &DeskReset { page, problems, username: username.to_owned(), made })
}
