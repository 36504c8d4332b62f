//! `/api/v1/requests`: what members ask about their data, for those who answer it; and lifting a restriction.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use parasol_core::ids::{ReportId, RequestId};
use parasol_core::privacy::{AnswerRequest, LiftRestriction, OpenRequest, RequestOutcome, RequestRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::caller::Caller;
use super::name::Name;
use super::problem::{Problem, ProblemBody};
use crate::port::Port;
use crate::taken_along::{DataRequest, Seen};
use crate::time::rfc3339;

/// The requests that wait.
#[derive(Serialize, ToSchema)]
pub(super) struct WaitingRequests {
    /// The most urgent first, 50 at most.
    requests: Vec<WaitingRequest>,
}

/// A request that waits, without what it says.
#[derive(Serialize, ToSchema)]
pub(super) struct WaitingRequest {
    /// Its id.
    id: String,
    /// `object`, `correct`, `restrict`, or `asleep`: the node asks whether an account may end whose owner it could not tell.
    kind: &'static str,
    /// When it was asked (RFC 3339).
    asked_at: String,
    /// By when it must be answered (RFC 3339).
    due_at: String,
    /// Whether that is past.
    overdue: bool,
    /// Whether it is the caller's own, which somebody else answers.
    own: bool,
}

/// A request that was opened.
#[derive(Serialize, ToSchema)]
pub(super) struct OpenedRequest {
    #[serde(flatten)]
    request: DataRequest,
    /// Who made it; none when she has gone.
    pseudonym: Option<String>,
}

/// An answer.
#[derive(Deserialize, ToSchema)]
pub(super) struct RequestReply {
    /// `granted` or `refused`.
    outcome: String,
    /// What was done, or why not.
    text: String,
}

/// What the reporter is told.
#[derive(Deserialize, ToSchema)]
pub(super) struct Lift {
    /// In words, if anything.
    #[serde(default)]
    text: String,
}

/// Lists the requests that wait.
#[utoipa::path(get, path = "/api/v1/requests", tag = "requests", responses(
    (status = 200, description = "Those that wait", body = WaitingRequests),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
) -> Result<Json<WaitingRequests>, Problem> {
    let now = port.now();
    let row = |row: RequestRow| WaitingRequest {
        id: row.id.to_string(),
        kind: row.kind.name(),
        asked_at: rfc3339(row.asked),
        due_at: rfc3339(row.due),
        overdue: row.due <= now,
        own: row.own,
    };
    let requests = port.read()?.open_requests(&caller.actor)?.into_iter().map(row).collect();
    Ok(Json(WaitingRequests { requests }))
}

/// Opens a request; that leaves a line in the audit.
#[utoipa::path(post, path = "/api/v1/requests/{id}/opening", tag = "requests", params(("id" = String, Path)), responses(
    (status = 200, description = "What it says", body = OpenedRequest),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, one's own included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn open(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<Json<OpenedRequest>, Problem> {
    let opened = port.command(OpenRequest { actor: caller.actor, id: request_id(&id)? }).await?;
    let pseudonym = opened.pseudonym.map(|name| name.as_str().to_owned());
    Ok(Json(OpenedRequest { request: DataRequest::new(&opened.request, Seen::Whole), pseudonym }))
}

/// Answers a request.
#[utoipa::path(post, path = "/api/v1/requests/{id}/answer", tag = "requests", params(("id" = String, Path)), request_body = RequestReply, responses(
    (status = 204, description = "The answer stands on her page"),
    (status = 400, description = "`bad_request` or `invalid`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, one's own included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`: it is answered at the desk", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn answer(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(RequestReply { outcome, text }): Body<RequestReply>,
) -> Result<StatusCode, Problem> {
    let outcome = RequestOutcome::from_name(&outcome).ok_or_else(|| Problem::wrong("outcome"))?;
    port.command(AnswerRequest { actor: caller.actor, id: request_id(&id)?, outcome, text }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Uses a report again that its reporter had restricted: its alert is shown and shared again.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/lift", tag = "desk", params(("id" = String, Path)), request_body = Lift, responses(
    (status = 204, description = "It is used again"),
    (status = 400, description = "`bad_request` or `invalid`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, one's own included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn lift(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(Lift { text }): Body<Lift>,
) -> Result<StatusCode, Problem> {
    let report: ReportId = id.parse().map_err(|_| Problem::not_found())?;
    port.command(LiftRestriction { actor: caller.actor, report, text }).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn request_id(id: &str) -> Result<RequestId, Problem> {
    id.parse().map_err(|_| Problem::not_found())
}
