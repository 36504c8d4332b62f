//! `/api/v1/desk`: the moderators' queue, publishing and recalling.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use parasol_core::alerts::{RecallAlert, RecallReason};
use parasol_core::desk::{ContactReason, DeskRow, Person, PublishReport, ShowContact};
use parasol_core::ids::{AlertId, ReportId};
use parasol_core::reports::Status;
use parasol_protocol::lists::{EventKind, Level};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::Body;
use super::caller::Caller;
use super::name::Name;
use super::problem::{Problem, ProblemBody};
use super::reports::words;
use crate::port::Port;
use crate::time::rfc3339;
use crate::wire::{ReachField, kind_names, perpetrator_name};

/// Which reports.
#[derive(Deserialize, IntoParams)]
pub(super) struct Filter {
    /// Only those of this status, or `restricted`: those that are not used because their reporter asked.
    status: Option<String>,
}

/// The queue: 50 reports at most, the gravest first, then the oldest.
#[derive(Serialize, ToSchema)]
pub(super) struct Queue {
    /// The reports, without what is in them.
    reports: Vec<QueuedReport>,
}

/// A report in the queue.
#[derive(Serialize, ToSchema)]
pub(super) struct QueuedReport {
    /// Its id.
    id: String,
    /// When it came (RFC 3339).
    received: String,
    /// When it should be decided (RFC 3339).
    due: String,
    /// Where it stands.
    status: &'static str,
    /// What happened.
    kinds: Vec<&'static str>,
    /// Who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    perpetrator: Option<&'static str>,
    /// By how many identifiers the person can be found.
    identifiers: usize,
    /// To what the reporter agreed.
    consent: ConsentGiven,
    /// Whether somebody is under age or in danger now.
    urgent: bool,
    /// Whether somebody should call back.
    severe: bool,
    /// Whether it is the caller's own, which somebody else must handle.
    own: bool,
    /// The alert that it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    alert_id: Option<String>,
}

/// To what the reporter agreed.
#[derive(Serialize, ToSchema)]
pub(super) struct ConsentGiven {
    /// It may become an alert.
    alert: bool,
    /// It may be passed to a partner organisation.
    partners: bool,
    /// The alert may be shared abroad.
    abroad: bool,
}

/// What to publish.
#[derive(Deserialize, ToSchema)]
pub(super) struct PublishRequest {
    /// How dangerous the person is.
    level: String,
    /// What happened.
    #[serde(default)]
    kinds: Vec<String>,
    /// The public text: nothing in it may tell who reported.
    #[serde(default)]
    text: String,
    /// The town, if it may be said.
    town: Option<String>,
    /// Names the person used. Members read and search these: nothing in them may tell who reported.
    #[serde(default)]
    aliases: Vec<String>,
    /// The vehicle; the same holds.
    vehicle: Option<String>,
    /// What the person looks like; the same holds.
    description: Option<String>,
    /// Whether it is shared abroad.
    #[serde(default)]
    abroad: bool,
    /// Whether somebody has talked with the reporter, where she asked for that first.
    #[serde(default)]
    talked: bool,
}

/// An alert that was published.
#[derive(Serialize, ToSchema)]
pub(super) struct PublishedAlert {
    /// Its id.
    alert_id: String,
    /// From when on members see it (RFC 3339).
    shown_from: String,
    /// How far sharing abroad has come: `done`, `waiting` or `not_asked`.
    shared: &'static str,
}

/// Why somebody wants to know how to reach a reporter.
#[derive(Deserialize, ToSchema)]
pub(super) struct ContactRequest {
    /// `call_back`, `ask_back`, `pass_on` or `other`.
    reason: String,
}

/// How to reach a reporter.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownContact {
    /// As she wrote it.
    contact: String,
    /// In which way it is safe; without one, nobody may contact her.
    #[serde(skip_serializing_if = "Option::is_none")]
    reach: Option<ReachField>,
}

/// Why to recall.
#[derive(Deserialize, ToSchema)]
pub(super) struct RecallRequest {
    /// `consent_withdrawn`, `correction`, `contested`, `number_changed_hands`, `end_of_retention`,
    /// `published_by_mistake` or `other`.
    reason: String,
}

/// An alert that was recalled.
#[derive(Serialize, ToSchema)]
pub(super) struct RecalledAlert {
    /// Its id.
    id: String,
    /// `recalled`.
    status: &'static str,
}

/// Lists the queue.
#[utoipa::path(get, path = "/api/v1/desk/reports", tag = "desk", params(Filter), responses(
    (status = 200, description = "The queue", body = Queue),
    (status = 400, description = "`bad_request`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    filter: Result<Query<Filter>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Queue>, Problem> {
    let Query(filter) = filter.map_err(|_| Problem::wrong("status"))?;
    let read = port.read()?;
    let status = match filter.status.as_deref() {
        None => None,
        Some("restricted") => {
            let rows = read.desk_restricted(&caller.actor)?;
            return Ok(Json(Queue { reports: rows.into_iter().map(queued).collect() }));
        }
        Some(name) => Some(Status::from_name(name).ok_or_else(|| Problem::wrong("status"))?),
    };
    let rows = read.desk(&caller.actor, status)?;
    Ok(Json(Queue { reports: rows.into_iter().map(queued).collect() }))
}

/// Shows how to reach the reporter of a report. The reason goes into the audit.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/contact", tag = "desk", params(("id" = String, Path)),
    request_body = ContactRequest, responses(
    (status = 200, description = "How to reach her", body = ShownContact),
    (status = 400, description = "`bad_request`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, an own report included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`: no such report, or it names no contact", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn contact(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(request): Body<ContactRequest>,
) -> Result<Json<ShownContact>, Problem> {
    let id: ReportId = id.parse().map_err(|_| Problem::not_found())?;
    let reason = ContactReason::from_name(&request.reason).ok_or_else(|| Problem::wrong("reason"))?;
    let shown = port.command(ShowContact { actor: caller.actor, id, reason }).await?;
    Ok(Json(ShownContact { contact: shown.contact, reach: shown.way.as_ref().map(ReachField::new) }))
}

/// Publishes a report as an alert.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/publish", tag = "desk", params(("id" = String, Path)),
    request_body = PublishRequest, responses(
    (status = 201, description = "It is published", body = PublishedAlert),
    (status = 400, description = "`bad_request` or `invalid`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, an own report included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`consent_missing` or `wrong_state`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn publish(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(request): Body<PublishRequest>,
) -> Result<(StatusCode, Json<PublishedAlert>), Problem> {
    let id: ReportId = id.parse().map_err(|_| Problem::not_found())?;
    let level = Level::from_name(&request.level).ok_or_else(|| Problem::wrong("level"))?;
    let kinds = words("kinds", &request.kinds, EventKind::from_name)?;
    let PublishRequest { text, town, aliases, vehicle, description, abroad, talked, .. } = request;
    let command = PublishReport {
        actor: caller.actor,
        id,
        level,
        kinds,
        text,
        town,
        person: Person { aliases, vehicle, description },
        abroad,
        talked,
    };
    let published = port.command(command).await?;
    let body = PublishedAlert {
        alert_id: published.alert.to_string(),
        shown_from: rfc3339(published.shown_from),
        shared: published.shared.name(),
    };
    Ok((StatusCode::CREATED, Json(body)))
}

/// Recalls an alert everywhere.
#[utoipa::path(post, path = "/api/v1/desk/alerts/{id}/recall", tag = "desk", params(("id" = String, Path)),
    request_body = RecallRequest, responses(
    (status = 200, description = "It is recalled", body = RecalledAlert),
    (status = 400, description = "`bad_request`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn recall(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(request): Body<RecallRequest>,
) -> Result<Json<RecalledAlert>, Problem> {
    let alert: AlertId = id.parse().map_err(|_| Problem::not_found())?;
    let reason = RecallReason::from_name(&request.reason).ok_or_else(|| Problem::wrong("reason"))?;
    port.command(RecallAlert { actor: caller.actor, alert, reason }).await?;
    Ok(Json(RecalledAlert { id: alert.to_string(), status: Status::Recalled.name() }))
}

fn queued(row: DeskRow) -> QueuedReport {
    QueuedReport {
        id: row.id.to_string(),
        received: rfc3339(row.received),
        due: rfc3339(row.due),
        status: row.status.name(),
        kinds: kind_names(&row.kinds),
        perpetrator: row.perpetrator.map(perpetrator_name),
        identifiers: row.identifiers,
        consent: ConsentGiven {
            alert: row.consent.alert,
            partners: row.consent.partners,
            abroad: row.consent.abroad,
        },
        urgent: row.urgent,
        severe: row.severe,
        own: row.own,
        alert_id: row.alert.map(|alert| alert.to_string()),
    }
}
