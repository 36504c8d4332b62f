//! Signing in. It asks whose device this is; afterwards comes the check, whatever page was asked for.

use std::sync::Arc;

use axum::extract::{Extension, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use parasol_core::limits::PAGE_SESSION;
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, may};
use parasol_core::sessions::{Session, SessionKind};
use zeroize::Zeroizing;

use super::Answer;
use crate::acts;
use crate::cookies::{self, Life};
use crate::form::Form;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::views::account::SignIn;
use crate::visitor::Visitor;

/// Shows the form; with the query `first` it says that another page wanted it.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
) -> Response {
    let asked = query.as_deref() == Some("first");
    show(&*port, &visitor, StatusCode::OK, Typed { asked, shared: true, ..Typed::default() })
}

/// Begins a session.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let shared = form.text("device") != "own";
    let password = Zeroizing::new(form.raw("password").to_owned());
    let kind = SessionKind::Page { shared };
    match acts::sign_in(&*port, form.text("username"), password, kind).await {
        Ok(session) => {
            end_former(&port, &visitor).await;
            Ok(begin(&*port, &session, shared))
        }
        Err(refusal @ (Refusal::WrongCredentials | Refusal::Suspended | Refusal::OverQuota { .. })) => {
            let username = form.text("username").to_owned();
            Ok(refuse(
                &*port,
                &visitor,
                &refusal,
                Typed { asked: false, shared, username, problems: Vec::new() },
            ))
        }
        Err(other) => Err(other.into()),
    }
}

#[derive(Default)]
struct Typed {
    asked: bool,
    shared: bool,
    username: String,
    problems: Vec<Problem>,
}

/// One browser, one session: the one that it had before ends.
async fn end_former(port: &Arc<dyn Port>, visitor: &Visitor) {
    if let Some(former) = &visitor.session
        && let Err(refusal) = acts::sign_out(&**port, (*former.token).clone()).await
    {
        tracing::warn!(%refusal, "a former session could not be ended");
    }
}

fn begin(port: &dyn Port, session: &Session, shared: bool) -> Response {
    let page = if may(session.role, Action::CheckIdentifier) { "/check" } else { "/admin" };
    let mut response = Redirect::to(page).into_response();
    let https = port.settings().https;
    let life = if shared { Life::Browser } else { Life::Seconds(PAGE_SESSION) };
    cookies::write(response.headers_mut(), https, cookies::SESSION, &session.token, life);
    cookies::write(response.headers_mut(), https, cookies::VISIT, "", Life::Over);
    response
}

fn refuse(port: &dyn Port, visitor: &Visitor, refusal: &Refusal, mut typed: Typed) -> Response {
    let (status, text) = match refusal {
        Refusal::Suspended => (StatusCode::FORBIDDEN, visitor.t.get("refusal-suspended")),
        Refusal::OverQuota { .. } => (StatusCode::TOO_MANY_REQUESTS, visitor.t.get("sign-in-later")),
        _ => (StatusCode::UNPROCESSABLE_ENTITY, visitor.t.get("sign-in-wrong")),
    };
    typed.problems = vec![Problem::new("username", text)];
    let mut response = show(port, visitor, status, typed);
    if let Refusal::OverQuota { retry_after } = refusal {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*retry_after));
    }
    response
}

fn show(port: &dyn Port, visitor: &Visitor, status: StatusCode, typed: Typed) -> Response {
    let Typed { asked, shared, username, problems } = typed;
    let page = visitor.page(port.settings(), "/sign-in", "sign-in-title").with_problems(&problems);
    page::render(status, &SignIn { page, problems, asked, username, shared })
}
