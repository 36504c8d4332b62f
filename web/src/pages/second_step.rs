//! The second step of signing in: the code. Between the steps the browser holds a token that opens nothing else.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use parasol_core::limits::SECOND_STEP;
use parasol_core::members::Verified;
use parasol_core::refusal::Refusal;
use parasol_core::sessions::{FirstStep, SessionKind};
use zeroize::Zeroizing;

use super::{Answer, sign_in};
use crate::acts;
use crate::cookies::{self, Life};
use crate::form::Form;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::random::PortRng;
use crate::views::account::AskedCheck;
use crate::views::sessions::SecondStep;
use crate::visitor::Visitor;

/// Shows the form to somebody whose password was right.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
) -> Answer {
    let token = cookies::read(&headers, port.settings().https, cookies::STEP).unwrap_or_default();
    if !port.read()?.is_second_step(token, port.now()) {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    Ok(show(&*port, &visitor, StatusCode::OK, None, Vec::new()))
}

/// Ends the sign-in.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    let token = cookies::read(&headers, port.settings().https, cookies::STEP).unwrap_or_default();
    let first = FirstStep::Token(Zeroizing::new(token.to_owned()));
    let code = Zeroizing::new(form.text("code").to_owned());
    let check = sign_in::asked_check(&form);
    let (status, id, wait) = match acts::finish_sign_in(&*port, first, code).await {
        Ok(session) => {
            sign_in::end_former(&port, &headers).await;
            let mut response = sign_in::begin(&*port, &visitor, &session, check);
            cookies::write(response.headers_mut(), port.settings().https, cookies::STEP, "", Life::Over);
            return Ok(response);
        }
        // Too late, or sent a second time.
        Err(Refusal::NotSignedIn) => return Ok(Redirect::to("/sign-in?late").into_response()),
        Err(Refusal::WrongSecondFactor) => (StatusCode::UNPROCESSABLE_ENTITY, "step-wrong", None),
        Err(Refusal::OverQuota { retry_after }) => {
            (StatusCode::TOO_MANY_REQUESTS, "step-later", Some(retry_after))
        }
        Err(other) => return Err(other.into()),
    };
    let problems = vec![Problem::new("code", visitor.t.get(id))];
    let mut response = show(&*port, &visitor, status, check, problems);
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

/// The form in answer to the right password.
pub(super) fn begin(
    port: &dyn Port,
    visitor: &Visitor,
    verified: Verified,
    kind: SessionKind,
    check: Option<AskedCheck>,
) -> Answer {
    let token = port.read()?.begin_second_step(verified, kind, port.now(), &mut PortRng(port));
    let mut response = show(port, visitor, StatusCode::OK, check, Vec::new());
    let life = Life::Seconds(SECOND_STEP);
    cookies::write(response.headers_mut(), port.settings().https, cookies::STEP, &token, life);
    Ok(response)
}

fn show(
    port: &dyn Port,
    visitor: &Visitor,
    status: StatusCode,
    check: Option<AskedCheck>,
    problems: Vec<Problem>,
) -> Response {
    let page = visitor.page(port.settings(), "/sign-in/code", "step-title").with_problems(&problems);
    page::render(status, &SecondStep { page, problems, check })
}
