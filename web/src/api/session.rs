//! `/api/v1/session`: a token for programs.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use parasol_core::refusal::Refusal;
use parasol_core::sessions::SessionKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::body::Body;
use super::caller::Caller;
use super::problem::{Problem, ProblemBody};
use crate::acts::{self, SignedIn};
use crate::port::Port;
use crate::time::rfc3339;

/// Who signs in.
#[derive(Deserialize, ToSchema)]
pub(super) struct SignIn {
    /// The member's pseudonym.
    pseudonym: String,
    /// The password.
    password: String,
    /// A code of the second factor, if the account has one: the authenticator's, or a recovery code.
    code: Option<String>,
}

/// A token that has just begun.
#[derive(Serialize, ToSchema)]
pub(super) struct Token {
    /// The bearer token.
    token: String,
    /// `member`, `partner`, `moderator` or `admin`.
    role: &'static str,
    /// When the token ends (RFC 3339).
    expires_at: String,
}

/// Signs in.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", request_body = SignIn, security(()), responses(
    (status = 201, description = "A token of 30 days", body = Token),
    (status = 400, description = "`bad_request`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`wrong_credentials`; `second_factor_needed`: the password is right, send `code` too; `wrong_second_factor`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`suspended`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Body(SignIn { pseudonym, password, code }): Body<SignIn>,
) -> Result<(StatusCode, Json<Token>), Problem> {
    let (kind, code) = (SessionKind::Token, code.map(Zeroizing::new));
    let signed_in = acts::sign_in(&*port, &pseudonym, Zeroizing::new(password), kind, None).await;
    let session = match (signed_in.map_err(Problem::sign_in)?, code) {
        (SignedIn::Session(session), _) => session,
        (SignedIn::CodeWanted(_), None) => return Err(Refusal::SecondFactorNeeded.into()),
        (SignedIn::CodeWanted(verified), Some(code)) => {
            acts::sign_in_with_code(&*port, verified, kind, code).await?
        }
    };
    let expires_at = rfc3339(session.expires_at);
    let token = Token { token: session.token.to_string(), role: session.role.name(), expires_at };
    Ok((StatusCode::CREATED, Json(token)))
}

/// Signs out.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session", responses(
    (status = 204, description = "The token has ended"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn delete(State(port): State<Arc<dyn Port>>, caller: Caller) -> Result<StatusCode, Problem> {
    acts::sign_out(&*port, caller.token).await?;
    Ok(StatusCode::NO_CONTENT)
}
