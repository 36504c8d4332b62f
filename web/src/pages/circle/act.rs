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
use crate::views::account::Link;
use crate::views::circle::{Act, ActButton, ActField, Asked, FieldKind, Look};
use crate::visitor::Visitor;

impl Asked {
    /// The page of an act in a circle.
    pub(super) fn show(
        self,
        port: &dyn Port,
        visitor: &Visitor,
        circle: &CircleStatus,
        wrong: Wrong,
    ) -> Response {
        let back = Link { href: page_of(&circle.circle), label: circle.name.clone() };
        self.show_from(port, visitor, back, wrong)
    }

    /// The page of an act to which one came from `back`.
    pub(super) fn show_from(
        self,
        port: &dyn Port,
        visitor: &Visitor,
        back: Link,
        (status, problems): Wrong,
    ) -> Response {
        let page = visitor.page(port.settings(), &self.path, "circle-title").with_problems(&problems);
        page::render(status, &Act { page, problems, back, asked: self })
    }
}

/// The way back to the administration.
pub(super) fn back_to_admin(t: Texts) -> Link {
    Link { href: "/admin".to_owned(), label: t.get("circle-back") }
}

pub(super) fn button(t: Texts, value: &'static str, id: &str, look: Look) -> ActButton {
    ActButton { value, label: t.get(id), look }
}

/// The field named `value`, which most acts have.
pub(super) fn field(t: Texts, id: &str, kind: FieldKind) -> ActField {
    let hint = format!("{id}-hint");
    let hint = if t.has(&hint) { t.get(&hint) } else { String::new() };
    ActField { name: "value", label: t.get(&format!("{id}-label")), hint, kind }
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
pub(super) fn problem(t: Texts, refusal: Refusal) -> Result<Wrong, Failure> {
    let said = |id: String, other: &str| t.get(if t.has(&id) { &id } else { other });
    let (status, field, text) = match &refusal {
        Refusal::WrongCredentials => {
            (StatusCode::UNPROCESSABLE_ENTITY, "password", t.get("my-data-error-password"))
        }
        Refusal::OverQuota { .. } => (StatusCode::TOO_MANY_REQUESTS, "password", refusal_text(t, &refusal)),
        Refusal::Invalid { field, reason } => {
            let text = match *field {
                "change" | "circle" => said(format!("circle-error-{reason}"), "circle-error-impossible"),
                "succession" => said(format!("circle-error-paper-{reason}"), "circle-error-paper-unreadable"),
                "invite" => said(format!("circle-error-invite-{reason}"), "circle-error-invite-unreadable"),
                "words" => t.get("circle-error-words"),
                "name" => t.get("circle-error-name"),
                _ => refusal_text(t, &refusal),
            };
            (StatusCode::UNPROCESSABLE_ENTITY, "value", text)
        }
        Refusal::TooLong { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "value", refusal_text(t, &refusal)),
        Refusal::WrongState { expected: "attempts", .. } => {
            (StatusCode::CONFLICT, "", t.get("circle-error-too_many_attempts"))
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
