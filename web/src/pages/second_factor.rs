//! Setting up, changing and switching off the second step of signing in.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use parasol_core::members::{BeginSecondFactor, ConfirmSecondFactor, NewRecoveryCodes, RemoveSecondFactor};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, may};
use parasol_core::spoken::SpokenCode;

use super::Answer;
use super::again::{self, Again};
use crate::authenticator;
use crate::form::Form;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::views::sessions::{RecoveryCodes, SecondFactor};
use crate::visitor::Visitor;

const PATH: &str = "/account/second-factor";

/// Shows how it stands, or what the authenticator is to be told.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    visitor.actor_who_may(Action::OwnSecondFactor)?;
    show(&*port, &visitor, StatusCode::OK, None, Vec::new())
}

/// Does one step.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::OwnSecondFactor)?;
    let token = visitor.token()?;
    match form.text("do") {
        "open" => match again::open(&*port, &visitor, &actor, &form).await? {
            Again::Open => Ok(Redirect::to(PATH).into_response()),
            Again::Wrong(status, problem) => show(&*port, &visitor, status, None, vec![problem]),
        },
        "begin" => {
            port.command(BeginSecondFactor { token }).await?;
            Ok(Redirect::to(PATH).into_response())
        }
        "confirm" => {
            let code = form.text("code").to_owned();
            let wrong = match port.command(ConfirmSecondFactor { token, code }).await {
                Ok(codes) => return Ok(recovery_codes(&*port, &visitor, &codes)),
                Err(Refusal::WrongSecondFactor) => "factor-wrong",
                Err(Refusal::WrongState { .. }) => "factor-late",
                Err(Refusal::OverQuota { .. }) => "step-later",
                Err(other) => return Err(other.into()),
            };
            let problems = vec![Problem::new("code", visitor.t.get(wrong))];
            show(&*port, &visitor, StatusCode::UNPROCESSABLE_ENTITY, None, problems)
        }
        "codes" => {
            let codes = port.command(NewRecoveryCodes { token }).await?;
            Ok(recovery_codes(&*port, &visitor, &codes))
        }
        "remove" => {
            port.command(RemoveSecondFactor { token }).await?;
            show(&*port, &visitor, StatusCode::OK, Some("factor-removed"), Vec::new())
        }
        _ => show(&*port, &visitor, StatusCode::OK, None, Vec::new()),
    }
}

fn show(
    port: &dyn Port,
    visitor: &Visitor,
    status: StatusCode,
    done: Option<&str>,
    problems: Vec<Problem>,
) -> Answer {
    let t = visitor.t;
    let view = port.read()?.second_factor(&visitor.token()?, port.now())?;
    let page = visitor.page(port.settings(), PATH, "factor-title").with_problems(&problems);
    Ok(page::render(
        status,
        &SecondFactor {
            page,
            problems,
            action: PATH.to_owned(),
            done: done.map(|id| t.get(id)),
            must: view.required && view.since.is_none(),
            since: view.since.map(|since| t.day(since)),
            codes_left: u64::try_from(view.codes_left).unwrap_or(u64::MAX),
            open: view.open,
            removable: !view.required,
            pending: view.pending.and_then(|secret| authenticator::pending(t, &secret)),
        },
    ))
}

fn recovery_codes(port: &dyn Port, visitor: &Visitor, codes: &[SpokenCode]) -> Response {
    let page = visitor.page(port.settings(), PATH, "factor-codes-title");
    let codes = codes.iter().map(SpokenCode::to_text).collect();
    let role = visitor.session.as_ref().map(|session| session.view.role);
    let may_check = role.is_some_and(|role| may(role, Action::CheckIdentifier));
    let onward = if may_check { "/check" } else { "/admin" };
    page::render(StatusCode::OK, &RecoveryCodes { page, codes, onward })
}
