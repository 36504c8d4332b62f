//! `/api/v1/desk/reports/{id}/proofread`: what in a public text needs another look before it is published.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use parasol_core::desk::{Proofread, PublicText, Warning};
use parasol_core::ids::ReportId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::caller::Caller;
use super::name::Name;
use super::problem::{Problem, ProblemBody};
use crate::port::Port;

/// What is to be published.
#[derive(Deserialize, ToSchema)]
pub(super) struct ProofreadRequest {
    /// The public text.
    #[serde(default)]
    text: String,
    /// The town.
    town: Option<String>,
    /// Names the person used.
    #[serde(default)]
    aliases: Vec<String>,
    /// The vehicle.
    vehicle: Option<String>,
    /// What the person looks like.
    description: Option<String>,
    /// Which of the report's identifiers are not published, by their places, counted from 0.
    #[serde(default)]
    leave_out: Vec<usize>,
}

/// What needs another look.
#[derive(Serialize, ToSchema)]
pub(super) struct ProofreadText {
    /// Each part; none: nothing was found, which does not say that nothing is there.
    warnings: Vec<WarningFound>,
}

/// A part of the text that needs another look.
#[derive(Serialize, ToSchema)]
pub(super) struct WarningFound {
    /// In which field.
    field: &'static str,
    /// Why: `reporter`, `quote`, `identifier`, `hour`, `day` or `place`.
    kind: &'static str,
    /// The part.
    found: String,
}

/// Reads through what is to be published of a report: what could tell who reported, or says more than an alert may. It leaves a
/// line in the audit.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/proofread", tag = "desk", params(("id" = String, Path)),
    request_body = ProofreadRequest, responses(
    (status = 200, description = "What needs another look", body = ProofreadText),
    (status = 400, description = "`bad_request`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, an own report included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`, or `claimed`: somebody else is at it", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`: the report was read through too often today", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn proofread(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(request): Body<ProofreadRequest>,
) -> Result<Json<ProofreadText>, Problem> {
    let id: ReportId = id.parse().map_err(|_| Problem::not_found())?;
    let ProofreadRequest { text, town, aliases, vehicle, description, leave_out } = request;
    let public = PublicText { text, aliases, vehicle, description, town };
    let found = port.command(Proofread { actor: caller.actor, id, public, leave_out }).await?;
    let found = found.into_iter().map(|Warning { field, kind, found }| WarningFound {
        field,
        kind: kind.name(),
        found,
    });
    Ok(Json(ProofreadText { warnings: found.collect() }))
}
