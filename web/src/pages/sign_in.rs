//! Signing in. It asks whose device this is; afterwards comes the check, whatever page was asked for.

use std::sync::Arc;

use axum::extract::{Extension, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use parasol_core::limits::{PAGE_SESSION, RECOGNISED};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, may};
use parasol_core::sessions::{Session, SessionKind};
use zeroize::Zeroizing;

use super::{Answer, check, second_step};
use crate::acts::{self, SignedIn};
use crate::cookies::{self, Life};
use crate::failure::refusal_text;
use crate::form::Form;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::views::account::{AskedCheck, SignIn};
use crate::visitor::Visitor;

/// Shows the form; with the query `first` it says that another page wanted it.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
) -> Response {
    let asked = query.as_deref() == Some("first");
    let late = query.as_deref() == Some("late");
    let problems = late.then(|| Problem::new("username", visitor.t.get("step-over"))).into_iter().collect();
    show(&*port, &visitor, StatusCode::OK, Typed { asked, shared: true, problems, ..Typed::default() })
}

/// Begins a session.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    let shared = form.text("device") != "own";
    let password = Zeroizing::new(form.raw("password").to_owned());
    let kind = SessionKind::Page { shared };
    let check = asked_check(&form);
    let browser = cookies::read(&headers, port.settings().https, cookies::SESSION);
    match acts::sign_in(&*port, form.text("username"), password, kind, browser).await {
        Ok(SignedIn::Session(session)) => {
            end_former(&port, &headers).await;
            Ok(begin(&*port, &visitor, &session, check))
        }
        Ok(SignedIn::CodeWanted(verified)) => second_step::begin(&*port, &visitor, verified, kind, check),
        Err(
            refusal @ (Refusal::WrongCredentials
            | Refusal::Suspended
            | Refusal::Unconfirmed
            | Refusal::Locked
            | Refusal::OverQuota { .. }),
        ) => {
            let username = form.text("username").to_owned();
            Ok(refuse(
                &*port,
                &visitor,
                &refusal,
                Typed { asked: false, shared, username, check, problems: Vec::new() },
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
    check: Option<AskedCheck>,
    problems: Vec<Problem>,
}

/// One browser, one session: the one that it had before ends, and is not recognised any more.
pub(super) async fn end_former(port: &Arc<dyn Port>, headers: &HeaderMap) {
    if let Some(token) = cookies::read(headers, port.settings().https, cookies::SESSION)
        && let Err(refusal) = acts::sign_out(&**port, Zeroizing::new(token.to_owned())).await
    {
        tracing::warn!(%refusal, "a former session could not be ended");
    }
}

/// The sign-in page in place of a check whose session has ended: what was asked comes along in the form.
pub(super) fn instead_of_a_check(port: &dyn Port, visitor: &Visitor, check: AskedCheck) -> Response {
    let typed = Typed { asked: true, shared: true, check: Some(check), ..Typed::default() };
    show(port, visitor, StatusCode::UNAUTHORIZED, typed)
}

pub(super) fn asked_check(form: &Form) -> Option<AskedCheck> {
    let (identifier, kind) = (form.text("identifier").to_owned(), form.text("kind").to_owned());
    (!identifier.is_empty()).then_some(AskedCheck { identifier, kind })
}

/// The answer with which a session begins: the check, whatever page was asked for; to those who cannot check, their own.
pub(super) fn begin(
    port: &dyn Port,
    visitor: &Visitor,
    session: &Session,
    check: Option<AskedCheck>,
) -> Response {
    let may_check = may(session.role, Action::CheckIdentifier);
    let filled = check.filter(|_| may_check).and_then(|asked| {
        let visitor = visitor.with(port, &session.token)?;
        Some(check::ask(port, &visitor, StatusCode::OK, asked.identifier, &asked.kind, Vec::new()))
    });
    let page = if may_check { "/check" } else { "/admin" };
    let mut response = filled.unwrap_or_else(|| Redirect::to(page).into_response());
    let https = port.settings().https;
    // Of one's own browser the node keeps in mind that it was signed in, so that nobody who tries the name elsewhere keeps
    // its owner out; after its time the session opens nothing.
    let life = match session.kind {
        SessionKind::Page { shared: false } => Life::Seconds(PAGE_SESSION.saturating_add(RECOGNISED)),
        SessionKind::Page { shared: true } | SessionKind::Token => Life::Browser,
    };
    cookies::write(response.headers_mut(), https, cookies::SESSION, &session.token, life);
    cookies::write(response.headers_mut(), https, cookies::VISIT, "", Life::Over);
    response
}

fn refuse(port: &dyn Port, visitor: &Visitor, refusal: &Refusal, mut typed: Typed) -> Response {
    let (status, text) = match refusal {
        Refusal::Suspended | Refusal::Unconfirmed | Refusal::Locked => {
            (StatusCode::FORBIDDEN, refusal_text(visitor.t, refusal))
        }
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
    let Typed { asked, shared, username, check, problems } = typed;
    let page = visitor.page(port.settings(), "/sign-in", "sign-in-title").with_problems(&problems);
    // When it cannot be read, the page is of use without it.
    let put_back =
        port.read().and_then(|snapshot| snapshot.was_put_back(port.now())).unwrap_or_else(|refusal| {
            tracing::warn!(%refusal, "whether the node was put back cannot be read");
            false
        });
    page::render(status, &SignIn { page, problems, asked, put_back, username, shared, check })
}
