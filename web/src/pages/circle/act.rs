//! What an admin does about a circle: with her password, after she was told what follows from it.

use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::circles::CircleStatus;
use parasol_core::command::Command;
use parasol_core::members::WithPassword;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Actor;
use zeroize::Zeroizing;

use super::page_of;
use crate::acts;
use crate::failure::{Failure, refusal_text};
use crate::form::Form;
use crate::language::Texts;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::views::circle::{Act, ActButton, Asked};
use crate::visitor::Visitor;

impl Asked {
    pub(super) fn show(
        self,
        port: &dyn Port,
        visitor: &Visitor,
        circle: &CircleStatus,
        (status, problems): (StatusCode, Vec<Problem>),
    ) -> Response {
        let page = visitor.page(port.settings(), "/admin", "circle-title").with_problems(&problems);
        let (back, circle) = (page_of(&circle.circle), circle.name.clone());
        let view = Act { page, problems, back, circle, asked: self };
        page::render(status, &view)
    }
}

pub(super) fn button(t: Texts, value: &'static str, id: &str, plain: bool) -> ActButton {
    ActButton { value, label: t.get(id), plain }
}

/// What has to be looked at again, with which status.
pub(super) type Wrong = (StatusCode, Vec<Problem>);

/// Does it, if the password is right.
pub(super) async fn with_password<C: Command>(
    port: &dyn Port,
    visitor: &Visitor,
    (actor, form): (&Actor, &Form),
    command: C,
) -> Result<Result<C::Outcome, Wrong>, Failure> {
    let password = Zeroizing::new(form.raw("password").to_owned());
    let done = match acts::password_again(port, actor, password).await {
        Ok(verified) => port.command(WithPassword { verified, command }).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(outcome) => Ok(Ok(outcome)),
        Err(refusal) => problem(visitor.t, refusal).map(Err),
    }
}

/// What is said of a refusal on the page; or what else it was.
fn problem(t: Texts, refusal: Refusal) -> Result<Wrong, Failure> {
    let said = |id: String, other: &str| t.get(if t.has(&id) { &id } else { other });
    let (status, field, text) = match &refusal {
        Refusal::WrongCredentials => {
            (StatusCode::UNPROCESSABLE_ENTITY, "password", t.get("my-data-error-password"))
        }
        Refusal::OverQuota { .. } => (StatusCode::TOO_MANY_REQUESTS, "password", refusal_text(t, &refusal)),
        Refusal::Invalid { field: "change", reason } => {
            let text = said(format!("circle-error-{reason}"), "circle-error-impossible");
            (StatusCode::UNPROCESSABLE_ENTITY, "value", text)
        }
        Refusal::Invalid { field: "succession", reason } => {
            let text = said(format!("circle-error-paper-{reason}"), "circle-error-paper-unreadable");
            (StatusCode::UNPROCESSABLE_ENTITY, "value", text)
        }
        Refusal::Invalid { .. } | Refusal::TooLong { .. } => {
            (StatusCode::UNPROCESSABLE_ENTITY, "value", refusal_text(t, &refusal))
        }
        Refusal::WrongState { found, .. } => {
            let text = said(format!("circle-error-{found}"), "refusal-wrong_state");
            (StatusCode::CONFLICT, "", text)
        }
        _ => return Err(refusal.into()),
    };
    Ok((status, vec![Problem::new(field, text)]))
}

pub(super) fn missing(t: Texts, field: &str, id: &str) -> Wrong {
    (StatusCode::UNPROCESSABLE_ENTITY, vec![Problem::new(field, t.get(id))])
}

pub(super) const FINE: (StatusCode, Vec<Problem>) = (StatusCode::OK, Vec::new());
