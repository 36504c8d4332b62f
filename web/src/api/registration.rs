//! `/api/v1/registration` and `/api/v1/password`: what needs no account.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::body::Body;
use super::problem::{Problem, ProblemBody};
use crate::joining::{self, Registered, Typed};
use crate::port::Port;
use crate::{recovering, visitor};

/// Who registers.
#[derive(Deserialize, ToSchema)]
pub(super) struct Registration {
    /// The work name: what she signs in with.
    work_name: String,
    /// Contact 1: a telephone number or an e-mail address.
    contact: String,
    /// A sponsorship code, or a sponsor's e-mail address.
    sponsor: String,
    /// The password.
    password: String,
    /// The version of the terms that she accepted.
    terms: u16,
    /// Her name, where the organisation asks for it.
    name: Option<String>,
    /// Her birth date, where the organisation asks for it.
    birth_date: Option<String>,
    /// Contact 2, where the organisation asks for it.
    second_contact: Option<String>,
}

/// A registration that was taken.
#[derive(Serialize, ToSchema)]
pub(super) struct RegistrationTaken {
    /// The work name; two digits are added to it when a sponsor has to confirm.
    work_name: String,
    /// `active`, or `waiting` for a sponsor: said whether or not there is one.
    state: &'static str,
    /// Four digits that she tells her sponsor.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_number: Option<String>,
}

/// Registers somebody.
#[utoipa::path(post, path = "/api/v1/registration", tag = "registration", request_body = Registration, security(()), responses(
    (status = 201, description = "It was taken", body = RegistrationTaken),
    (status = 400, description = "`bad_request`, `invalid` (with `field`: a weak password too) or `code_refused`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`taken`: said only after a valid code, which stays valid, or `taken_once_more`: it does for one more name; `code_tried_out`: the code has ended, because too many names were taken", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, description = "`busy`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    headers: HeaderMap,
    Body(asked): Body<Registration>,
) -> Result<(StatusCode, Json<RegistrationTaken>), Problem> {
    let typed = Typed {
        work_name: asked.work_name,
        contact: asked.contact,
        second_contact: asked.second_contact.unwrap_or_default(),
        sponsor: asked.sponsor,
        password: Zeroizing::new(asked.password),
        name: asked.name.unwrap_or_default(),
        birth_date: asked.birth_date.unwrap_or_default(),
        terms: Some(asked.terms),
    };
    let ready = match joining::read(&*port, typed) {
        Ok(ready) => ready,
        Err(wrong) => {
            let first = wrong.into_iter().next().map(|(_, refusal)| refusal);
            return Err(first.map_or_else(|| Problem::wrong("work_name"), Problem::from));
        }
    };
    let language = visitor::language(port.settings(), &headers).code();
    let taken = match joining::register(&*port, ready, language).await? {
        Registered::Active { work_name } => {
            RegistrationTaken { work_name, state: "active", request_number: None }
        }
        Registered::Waiting { work_name, number } => {
            RegistrationTaken { work_name, state: "waiting", request_number: Some(number) }
        }
    };
    Ok((StatusCode::CREATED, Json(taken)))
}

/// Whose password was forgotten.
#[derive(Deserialize, ToSchema)]
pub(super) struct Forgotten {
    /// The work name.
    work_name: String,
}

/// Has a reset code sent to the confirmed contact, if there is such a member and she wants it so. The answer is the same
/// for every name.
#[utoipa::path(post, path = "/api/v1/password/forgotten", tag = "registration", request_body = Forgotten, security(()), responses(
    (status = 202, description = "It was asked for"),
    (status = 400, description = "`bad_request`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, description = "`busy`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn forgotten(
    State(port): State<Arc<dyn Port>>,
    Body(Forgotten { work_name }): Body<Forgotten>,
) -> Result<StatusCode, Problem> {
    recovering::ask(&*port, &work_name).await?;
    Ok(StatusCode::ACCEPTED)
}

/// A new password.
#[derive(Deserialize, ToSchema)]
pub(super) struct Reset {
    /// The work name.
    work_name: String,
    /// The code.
    code: String,
    /// The new password.
    password: String,
}

/// Sets a new password with a reset code. All sessions end; the own reports stay closed for three days.
#[utoipa::path(post, path = "/api/v1/password/reset", tag = "registration", request_body = Reset, security(()), responses(
    (status = 204, description = "The password is set"),
    (status = 400, description = "`bad_request`, `invalid` (a weak password) or `code_refused` (the name, the code, or its time)", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, description = "`busy`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn reset(
    State(port): State<Arc<dyn Port>>,
    Body(Reset { work_name, code, password }): Body<Reset>,
) -> Result<StatusCode, Problem> {
    recovering::reset(&*port, &work_name, &code, Zeroizing::new(password)).await?;
    Ok(StatusCode::NO_CONTENT)
}
