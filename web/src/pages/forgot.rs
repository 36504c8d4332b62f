//! I forgot my password: the same page and the same work for every name in the world.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use parasol_core::members::passphrase;
use parasol_core::refusal::Refusal;
use zeroize::Zeroizing;

use super::Answer;
use crate::failure::refusal_text;
use crate::form::Form;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::random::PortRng;
use crate::recovering;
use crate::views::account::{Link, Message};
use crate::views::register::{Forgot, Reset};
use crate::visitor::Visitor;

/// Asks for the work name.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    show(&*port, &visitor, StatusCode::OK, String::new(), Vec::new())
}

/// Has a code sent, to whom it is due, and shows where to type it.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let username = form.text("username").to_owned();
    if username.is_empty() {
        let problems = vec![Problem::new("username", visitor.t.get("forgot-error-empty"))];
        return Ok(show(&*port, &visitor, StatusCode::UNPROCESSABLE_ENTITY, username, problems));
    }
    recovering::ask(&*port, &username).await?;
    let typed = Typed { username, asked: true, ..Typed::default() };
    Ok(show_reset(&*port, &visitor, StatusCode::OK, typed))
}

/// Where a code is typed.
pub(super) async fn get_reset(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    show_reset(&*port, &visitor, StatusCode::OK, Typed::default())
}

/// Sets a new password with the code.
pub(super) async fn reset(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let (t, username) = (visitor.t, form.text("username").to_owned());
    if form.text("do") == "passphrase" {
        let offered = Some(passphrase(t.code(), &mut PortRng(&*port)).to_string());
        return Ok(show_reset(
            &*port,
            &visitor,
            StatusCode::OK,
            Typed { username, offered, ..Typed::default() },
        ));
    }
    let again = |status, problem| {
        let typed = Typed { username: username.clone(), problems: vec![problem], ..Typed::default() };
        Ok(show_reset(&*port, &visitor, status, typed))
    };
    if form.raw("password") != form.raw("password_again") {
        let problem = Problem::new("password_again", t.get("register-error-differ"));
        return again(StatusCode::UNPROCESSABLE_ENTITY, problem);
    }
    let password = Zeroizing::new(form.raw("password").to_owned());
    match recovering::reset(&*port, &username, form.text("code"), password).await {
        Ok(()) => Ok(done(&*port, &visitor)),
        Err(Refusal::CodeRefused) => {
            again(StatusCode::UNPROCESSABLE_ENTITY, Problem::new("code", t.get("reset-error-code")))
        }
        Err(refusal @ (Refusal::Invalid { .. } | Refusal::TooLong { .. })) => {
            again(StatusCode::UNPROCESSABLE_ENTITY, Problem::new("password", refusal_text(t, &refusal)))
        }
        Err(refusal @ Refusal::OverQuota { retry_after }) => {
            let answer = again(StatusCode::TOO_MANY_REQUESTS, Problem::new("", refusal_text(t, &refusal)));
            answer.map(|mut response| {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
                response
            })
        }
        Err(other) => Err(other.into()),
    }
}

#[derive(Default)]
struct Typed {
    username: String,
    asked: bool,
    offered: Option<String>,
    problems: Vec<Problem>,
}

fn show(
    port: &dyn Port,
    visitor: &Visitor,
    status: StatusCode,
    username: String,
    problems: Vec<Problem>,
) -> Response {
    let page = visitor.page(port.settings(), "/forgot", "forgot-title").with_problems(&problems);
    page::render(status, &Forgot { page, problems, username })
}

fn show_reset(port: &dyn Port, visitor: &Visitor, status: StatusCode, typed: Typed) -> Response {
    let Typed { username, asked, offered, problems } = typed;
    let page = visitor.page(port.settings(), "/reset", "reset-title").with_problems(&problems);
    page::render(status, &Reset { page, problems, asked, username, offered })
}

fn done(port: &dyn Port, visitor: &Visitor) -> Response {
    let t = visitor.t;
    let page = visitor.page(port.settings(), "/reset", "reset-title");
    let links = vec![Link { href: "/sign-in".to_owned(), label: t.get("sign-in-button") }];
    let lines = vec![t.get("reset-done-text"), t.get("reset-done-closed")];
    page::render(StatusCode::OK, &Message { page, heading: t.get("reset-done"), lines, links })
}
