//! `/api/v1/reports/draft`: a report that was begun and is kept for later.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use parasol_core::reports::{DraftField, ForgetDraft, KeepDraft};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::caller::Caller;
use super::problem::{Problem, ProblemBody};
use crate::port::Port;
use crate::time::day;

/// A field, as it was typed.
#[derive(Serialize, Deserialize, ToSchema)]
pub(super) struct FieldKept {
    /// Which; the page's form uses the names that it has there.
    name: String,
    /// What.
    value: String,
}

/// What is to be kept.
#[derive(Deserialize, ToSchema)]
pub(super) struct DraftRequest {
    /// The fields, in order; empty ones are left out.
    fields: Vec<FieldKept>,
}

/// What is kept.
#[derive(Serialize, ToSchema)]
pub(super) struct DraftKept {
    /// Until which day.
    ends_on: String,
    /// The fields.
    fields: Vec<FieldKept>,
}

/// Until when it is kept.
#[derive(Serialize, ToSchema)]
pub(super) struct DraftEnds {
    /// Until which day.
    ends_on: String,
}

/// Keeps what was begun for 30 days, in place of what was kept before.
#[utoipa::path(put, path = "/api/v1/reports/draft", tag = "reports", request_body = DraftRequest, responses(
    (status = 200, description = "It is kept", body = DraftEnds),
    (status = 400, description = "`bad_request`, or `invalid`: nothing was filled in", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn put(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(DraftRequest { fields }): Body<DraftRequest>,
) -> Result<Json<DraftEnds>, Problem> {
    let fields = fields.into_iter().map(|FieldKept { name, value }| DraftField { name, value }).collect();
    let ends = port.command(KeepDraft { actor: caller.actor, fields }).await?;
    Ok(Json(DraftEnds { ends_on: day(ends) }))
}

/// Tells what was begun, while the account is open (`POST /account/opening`).
#[utoipa::path(get, path = "/api/v1/reports/draft", tag = "reports", responses(
    (status = 200, description = "What is kept", body = DraftKept),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, `closed`, or `reports_closed` after a reset", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`: nothing is kept", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
) -> Result<Json<DraftKept>, Problem> {
    let draft = port.read()?.opened_draft(&caller.token, port.now())?;
    let fields = draft.fields.into_iter().map(|DraftField { name, value }| FieldKept { name, value });
    Ok(Json(DraftKept { ends_on: day(draft.ends), fields: fields.collect() }))
}

/// Forgets it.
#[utoipa::path(delete, path = "/api/v1/reports/draft", tag = "reports", responses(
    (status = 204, description = "It is deleted"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`: nothing is kept", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn delete(State(port): State<Arc<dyn Port>>, caller: Caller) -> Result<StatusCode, Problem> {
    port.command(ForgetDraft { actor: caller.actor }).await?;
    Ok(StatusCode::NO_CONTENT)
}
