//! `/api/v1/desk`: what moderators decide together. What needs a second moderator is answered with 202 and waits for her.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use parasol_core::desk::{
    ConfirmProposal, Confirmed, MergeReport, Proposal, Proposed, SendBack, TakeBackProposal, UndoPublication,
};
use parasol_core::ids::{AlertId, ProposalId, ReportId};
use parasol_protocol::lists::{EventKind, Level};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::caller::Caller;
use super::name::Name;
use super::problem::{Problem, Refusals};
use crate::port::Port;
use crate::second::{Decided, decide};
use crate::time::rfc3339;
use crate::wire::{kind_names, level_name};

/// What came of a decision.
#[derive(Serialize, ToSchema)]
pub(super) struct Outcome {
    /// `done`, or `proposed`: it waits for a second moderator.
    status: &'static str,
    /// The alert that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    alert_id: Option<String>,
}

/// It waits for a second moderator.
pub(super) fn waits() -> Response {
    (StatusCode::ACCEPTED, Json(Outcome { status: "proposed", alert_id: None })).into_response()
}

/// It is done.
pub(super) fn done(alert: AlertId) -> Response {
    Json(Outcome { status: "done", alert_id: Some(alert.to_string()) }).into_response()
}

/// Into which alert to merge.
#[derive(Deserialize, ToSchema)]
pub(super) struct MergeRequest {
    /// The alert's id.
    alert_id: String,
    /// Which of the report's identifiers are not published, by their places, counted from 0.
    #[serde(default)]
    leave_out: Vec<usize>,
    /// Whether somebody has talked with the reporter, where she asked for that first.
    #[serde(default)]
    talked: bool,
}

/// Which proposal.
#[derive(Deserialize, ToSchema)]
pub(super) struct ProposalRequest {
    /// Its id, as it was read.
    proposal: String,
    /// For sending it back: why.
    #[serde(default)]
    why: String,
}

/// What waits for a second moderator, 50 at most.
#[derive(Serialize, ToSchema)]
pub(super) struct Proposals {
    /// The proposals, without what is in them.
    proposals: Vec<WaitingProposal>,
}

/// A proposal in the list.
#[derive(Serialize, ToSchema)]
pub(super) struct WaitingProposal {
    /// The report.
    report_id: String,
    /// The alert, if there is one yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    alert_id: Option<String>,
    /// `publish`, `merge`, `revise` or `recall`.
    what: &'static str,
    /// Since when (RFC 3339).
    since: String,
    /// Whether it is the caller's own, which somebody else must confirm.
    yours: bool,
}

/// A proposal.
#[derive(Serialize, ToSchema)]
pub(super) struct ProposalBody {
    /// Its id: whoever confirms it names it.
    proposal: String,
    /// Who made it; absent when she is not here any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// When (RFC 3339).
    at: String,
    /// Whether it is the caller's own.
    yours: bool,
    /// Whether it waits; else it was sent back or taken back.
    waits: bool,
    /// Why it was sent back.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// `publish`, `merge`, `revise` or `recall`.
    what: &'static str,
    /// The alert that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    alert_id: Option<String>,
    /// The level.
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
    /// The kinds.
    kinds: Vec<&'static str>,
    /// The public text.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Why to recall.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

fn report(id: &str) -> Result<ReportId, Problem> {
    id.parse().map_err(|_| Problem::not_found())
}

fn proposal(request: &ProposalRequest) -> Result<ProposalId, Problem> {
    request.proposal.parse().map_err(|_| Problem::wrong("proposal"))
}

/// Undoes what was published or merged within the last ten minutes: the alert is recalled, the report is open again.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/undo", tag = "desk", params(("id" = String, Path)),
    responses((status = 204, description = "The report is open again"), Refusals))]
pub(super) async fn undo(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    port.command(UndoPublication { actor: caller.actor, id: report(&id)? }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Merges a report into an alert that exists.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/merge", tag = "desk", params(("id" = String, Path)),
    request_body = MergeRequest, responses(
    (status = 200, description = "It is merged", body = Outcome),
    (status = 202, description = "It waits for a second moderator", body = Outcome), Refusals))]
pub(super) async fn merge(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(request): Body<MergeRequest>,
) -> Result<Response, Problem> {
    let (actor, id) = (caller.actor, report(&id)?);
    let alert: AlertId = request.alert_id.parse().map_err(|_| Problem::wrong("alert_id"))?;
    let MergeRequest { leave_out, talked, .. } = request;
    let what = Proposed::Merge { alert, leave_out: leave_out.clone(), talked };
    let merge = MergeReport { actor, id, alert, leave_out, talked };
    Ok(match decide(&*port, merge, actor, id, what).await? {
        Decided::Done(()) => done(alert),
        Decided::Proposed => waits(),
    })
}

/// Lists what waits for a second moderator.
#[utoipa::path(get, path = "/api/v1/desk/proposals", tag = "desk",
    responses((status = 200, description = "The list", body = Proposals), Refusals))]
pub(super) async fn proposals(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
) -> Result<Json<Proposals>, Problem> {
    let rows = port.read()?.proposals(&caller.actor)?.into_iter().map(|row| WaitingProposal {
        report_id: row.report.to_string(),
        alert_id: row.alert.map(|alert| alert.to_string()),
        what: row.what,
        since: rfc3339(row.at),
        yours: row.yours,
    });
    Ok(Json(Proposals { proposals: rows.collect() }))
}

/// Shows what is proposed about a report or its alert.
#[utoipa::path(get, path = "/api/v1/desk/reports/{id}/proposal", tag = "desk", params(("id" = String, Path)),
    responses((status = 200, description = "The proposal", body = ProposalBody), Refusals))]
pub(super) async fn shown(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<Json<ProposalBody>, Problem> {
    let found = port.read()?.proposal(&caller.actor, &report(&id)?)?;
    found.map(|proposal| Json(body(proposal))).ok_or_else(Problem::not_found)
}

/// Confirms what another moderator proposed; it is done at once.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/proposal/confirm", tag = "desk",
    params(("id" = String, Path)), request_body = ProposalRequest,
    responses((status = 200, description = "It is done", body = Outcome), Refusals))]
pub(super) async fn confirm(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(request): Body<ProposalRequest>,
) -> Result<Response, Problem> {
    let (id, proposal) = (report(&id)?, proposal(&request)?);
    Ok(match port.command(ConfirmProposal { actor: caller.actor, id, proposal }).await? {
        Confirmed::Published(published) => done(published.alert),
        Confirmed::Done(alert) => done(alert),
    })
}

/// Sends a proposal back: nothing is done.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/proposal/send-back", tag = "desk",
    params(("id" = String, Path)), request_body = ProposalRequest,
    responses((status = 204, description = "It is sent back"), Refusals))]
pub(super) async fn send_back(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(request): Body<ProposalRequest>,
) -> Result<StatusCode, Problem> {
    let (id, proposal) = (report(&id)?, proposal(&request)?);
    port.command(SendBack { actor: caller.actor, id, proposal, why: request.why }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the caller's own proposal back.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/proposal/take-back", tag = "desk",
    params(("id" = String, Path)), request_body = ProposalRequest,
    responses((status = 204, description = "It is taken back"), Refusals))]
pub(super) async fn take_back(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(request): Body<ProposalRequest>,
) -> Result<StatusCode, Problem> {
    let (id, proposal) = (report(&id)?, proposal(&request)?);
    port.command(TakeBackProposal { actor: caller.actor, id, proposal }).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn body(proposal: Proposal) -> ProposalBody {
    type Said = (Option<Level>, Vec<EventKind>, Option<String>);
    let (level, kinds, text): Said = match &proposal.what {
        Proposed::Publish(publish) => {
            (Some(publish.level), publish.kinds.clone(), Some(publish.text.clone()))
        }
        Proposed::Revise { revised, .. } => {
            (Some(revised.level), revised.kinds.clone(), Some(revised.text.clone()))
        }
        Proposed::Merge { .. } | Proposed::Recall { .. } => (None, Vec::new(), None),
    };
    let reason = match &proposal.what {
        Proposed::Recall { reason, .. } => Some(reason.name()),
        _ => None,
    };
    ProposalBody {
        proposal: proposal.id.to_string(),
        by: proposal.by.map(|by| by.as_str().to_owned()),
        at: rfc3339(proposal.at),
        yours: proposal.yours,
        waits: !proposal.returned,
        why: proposal.why,
        what: proposal.what.name(),
        alert_id: proposal.what.alert().map(|alert| alert.to_string()),
        level: level.map(level_name),
        kinds: kind_names(&kinds),
        text,
        reason,
    }
}
