//! `/api/v1/account`: one's sessions, one's second factor, and opening what lies behind the password.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use parasol_core::members::{BeginSecondFactor, ConfirmSecondFactor, NewRecoveryCodes, RemoveSecondFactor};
use parasol_core::sessions::{CloseAccount, EndOneSession, EndOtherSessions, SessionKind};
use parasol_core::spoken::SpokenCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use super::body::Body;
use super::caller::Caller;
use super::name::Name;
use super::problem::{Problem, ProblemBody};
use crate::port::Port;
use crate::time::{day, rfc3339};
use crate::{acts, authenticator};

/// One of one's own sessions.
#[derive(Serialize, ToSchema)]
pub(super) struct SessionLine {
    /// By what it is ended.
    id: String,
    /// `page_own`, `page_shared` or `token`.
    kind: &'static str,
    /// The day on which it began. Nothing else is known of it: no address, no device.
    since: String,
    /// Whether it is the one that asks.
    current: bool,
}

/// One's own sessions.
#[derive(Serialize, ToSchema)]
pub(super) struct SessionList {
    /// Newest first.
    sessions: Vec<SessionLine>,
}

/// The password, typed again.
#[derive(Deserialize, ToSchema)]
pub(super) struct PasswordAgain {
    /// The password.
    password: String,
}

/// What was opened.
#[derive(Serialize, ToSchema)]
pub(super) struct Opened {
    /// When it closes by itself (RFC 3339).
    until: String,
}

/// How a second factor stands.
#[derive(Serialize, ToSchema)]
pub(super) struct SecondFactor {
    /// Whether sign-in asks for a code.
    active: bool,
    /// How many recovery codes are left.
    recovery_codes_left: usize,
    /// Whether the role wants one.
    required: bool,
    /// What an authenticator is to be told, as an `otpauth:` address, while its first code is waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<String>,
}

/// A code of the authenticator.
#[derive(Deserialize, ToSchema)]
pub(super) struct Code {
    /// Six digits.
    code: String,
}

/// Recovery codes, told only once.
#[derive(Serialize, ToSchema)]
pub(super) struct Codes {
    /// Each of them opens once.
    recovery_codes: Vec<String>,
}

/// Lists the own sessions.
#[utoipa::path(get, path = "/api/v1/account/sessions", tag = "account", responses(
    (status = 200, description = "The sessions that go on", body = SessionList),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`second_factor_missing`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn sessions(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
) -> Result<Json<SessionList>, Problem> {
    let lines = port.read()?.own_sessions(&caller.token, port.now())?;
    let line = |line: &parasol_core::sessions::SessionLine| SessionLine {
        id: line.id.to_string(),
        kind: match line.kind {
            SessionKind::Page { shared: false } => "page_own",
            SessionKind::Page { shared: true } => "page_shared",
            SessionKind::Token => "token",
        },
        since: day(line.since),
        current: line.current,
    };
    Ok(Json(SessionList { sessions: lines.iter().map(line).collect() }))
}

/// Ends all own sessions but the one that asks.
#[utoipa::path(delete, path = "/api/v1/account/sessions", tag = "account", responses(
    (status = 204, description = "The others have ended"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`second_factor_missing`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn end_others(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
) -> Result<StatusCode, Problem> {
    port.command(EndOtherSessions { token: caller.token }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one of the own sessions.
#[utoipa::path(delete, path = "/api/v1/account/sessions/{id}", tag = "account", params(("id" = String, Path)), responses(
    (status = 204, description = "It has ended"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`second_factor_missing`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`, somebody else's session included", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn end_one(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    port.command(EndOneSession { token: caller.token, id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens the own reports' text, numbers and contacts for five minutes, in this session alone.
#[utoipa::path(post, path = "/api/v1/account/opening", tag = "account", request_body = PasswordAgain, responses(
    (status = 200, description = "Open", body = Opened),
    (status = 400, description = "`bad_request`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in` or `wrong_credentials`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`: too many wrong passwords", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn open(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(PasswordAgain { password }): Body<PasswordAgain>,
) -> Result<Json<Opened>, Problem> {
    let until = acts::open(&*port, &caller.actor, caller.token, Zeroizing::new(password)).await?;
    Ok(Json(Opened { until: rfc3339(until) }))
}

/// Closes what was opened.
#[utoipa::path(delete, path = "/api/v1/account/opening", tag = "account", responses(
    (status = 204, description = "Closed"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn close(State(port): State<Arc<dyn Port>>, caller: Caller) -> Result<StatusCode, Problem> {
    port.command(CloseAccount { token: caller.token }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tells how the own second factor stands.
#[utoipa::path(get, path = "/api/v1/account/second-factor", tag = "account", responses(
    (status = 200, description = "How it stands", body = SecondFactor),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn second_factor(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
) -> Result<Json<SecondFactor>, Problem> {
    let view = port.read()?.second_factor(&caller.token, port.now())?;
    Ok(Json(SecondFactor {
        active: view.since.is_some(),
        recovery_codes_left: view.codes_left,
        required: view.required,
        pending: authenticator::address(caller.t, &view),
    }))
}

/// Begins to set up a second factor; the answer to `GET` then says what the authenticator is to be told. Wants the
/// opening, unless the account may do nothing before it has one and has signed in within the last fifteen minutes.
#[utoipa::path(post, path = "/api/v1/account/second-factor", tag = "account", responses(
    (status = 204, description = "Begun"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`closed`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn begin(State(port): State<Arc<dyn Port>>, caller: Caller) -> Result<StatusCode, Problem> {
    port.command(BeginSecondFactor { token: caller.token }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends setting up, with the authenticator's first code. The account's other sessions end.
#[utoipa::path(post, path = "/api/v1/account/second-factor/code", tag = "account", request_body = Code, responses(
    (status = 200, description = "It is on", body = Codes),
    (status = 400, description = "`bad_request`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in` or `wrong_second_factor`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`closed`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`: it was not begun, or too long ago", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn confirm(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(Code { code }): Body<Code>,
) -> Result<Json<Codes>, Problem> {
    Ok(Json(codes(&port.command(ConfirmSecondFactor { token: caller.token, code }).await?)))
}

/// Makes ten new recovery codes; the old ones end. Wants the opening.
#[utoipa::path(post, path = "/api/v1/account/second-factor/recovery-codes", tag = "account", responses(
    (status = 200, description = "The new ones", body = Codes),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`closed`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`: there is no second factor", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn recovery_codes(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
) -> Result<Json<Codes>, Problem> {
    Ok(Json(codes(&port.command(NewRecoveryCodes { token: caller.token }).await?)))
}

/// Switches the second factor off, where the role does not want it. Wants the opening.
#[utoipa::path(delete, path = "/api/v1/account/second-factor", tag = "account", responses(
    (status = 204, description = "It is off"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`closed`; `forbidden`: the role wants it", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn remove(State(port): State<Arc<dyn Port>>, caller: Caller) -> Result<StatusCode, Problem> {
    port.command(RemoveSecondFactor { token: caller.token }).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn codes(codes: &[SpokenCode]) -> Codes {
    Codes { recovery_codes: codes.iter().map(SpokenCode::to_text).collect() }
}
