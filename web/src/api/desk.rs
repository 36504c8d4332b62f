//! `/api/v1/desk`: the moderators' queue, publishing and recalling.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use parasol_core::alerts::{RecallAlert, RecallReason};
use parasol_core::desk::{
    AtIt, ContactReason, DeskList, DeskPlace, DeskRow, Person, Proposed, PublishReport, PutBack,
    ReporterContact, ShowContact, TakeOver,
};
use parasol_core::ids::{AlertId, ReportId};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{Consent, Status};
use parasol_core::roles::Action;
use parasol_protocol::lists::{EventKind, Level};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::Body;
use super::caller::Caller;
use super::desk_together::{Outcome, waits};
use super::name::Name;
use super::problem::{Problem, ProblemBody};
use super::reports::words;
use crate::port::Port;
use crate::second::{self, Decided, Publishing, decide};
use crate::time::rfc3339;
use crate::wire::{ReachField, kind_names, perpetrator_name};

/// Which reports.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// Only those of this status; `open`: the queue of all about which nothing was decided; `restricted`: those of which the alert is kept back, and those that are not
    /// used because their reporter asked; `taken_back`: what is left of withdrawn reports, those on top whose reporter says that
    /// she was not free.
    status: Option<String>,
    /// Where the page before ended: its `next`.
    after: Option<String>,
}

/// 50 reports at most. What is open: overdue ones on top, then urgent ones, grave ones, the rest, inside each the oldest
/// first; what was decided: the newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct Queue {
    /// The reports; of what is in them only the town, and whether another one may be about the same person.
    reports: Vec<QueuedReport>,
    /// What to give as `after` for the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
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
    /// Who is at it, while nothing is decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_it: Option<ClaimedBy>,
    /// What happened.
    kinds: Vec<&'static str>,
    /// Who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    perpetrator: Option<&'static str>,
    /// In which town.
    #[serde(skip_serializing_if = "Option::is_none")]
    town: Option<String>,
    /// Whether nothing is decided about it and another report, or an alert, may be about the same person. A glance at the
    /// likeliest twenty: opening the report compares more.
    maybe_duplicate: bool,
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
    /// Whether its reporter wrote something, or took it back, and nobody of the desk has opened it since.
    unread: bool,
    /// Whether it was taken back and its reporter says that she was not free.
    not_free: bool,
    /// Whether its alert was to be shown and is not, because it names what is not published any more.
    kept_back: bool,
    /// The alert that it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    alert_id: Option<String>,
}

/// Who is at a report.
#[derive(Serialize, ToSchema)]
pub(super) struct ClaimedBy {
    /// The moderator's pseudonym.
    by: String,
    /// Since when (RFC 3339).
    since: String,
    /// Whether it is the caller.
    you: bool,
}

impl ClaimedBy {
    pub(super) fn new(who: AtIt) -> Self {
        Self { by: who.by.as_str().to_owned(), since: rfc3339(who.since), you: who.you }
    }
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

impl ConsentGiven {
    pub(super) fn new(Consent { alert, partners, abroad }: Consent) -> Self {
        Self { alert, partners, abroad }
    }
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
    /// Which of the report's identifiers are not published, by their places, counted from 0. Those of services and
    /// protected ones cannot be.
    #[serde(default)]
    leave_out: Vec<usize>,
    /// Whether it is published although a part of it may tell who reported, or says too much. Say so only once somebody has
    /// read what `warned` answers.
    #[serde(default)]
    anyway: bool,
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
    pub(super) reason: String,
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

impl From<ReporterContact> for ShownContact {
    fn from(shown: ReporterContact) -> Self {
        Self { contact: shown.contact, reach: shown.way.as_ref().map(ReachField::new) }
    }
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
    let list = match filter.status.as_deref() {
        None => DeskList::All,
        Some("open") => DeskList::Open,
        Some("restricted") => DeskList::Restricted,
        Some("taken_back") => DeskList::Withdrawn,
        Some(name) => DeskList::Of(Status::from_name(name).ok_or_else(|| Problem::wrong("status"))?),
    };
    let after = filter.after.as_deref().map(str::parse::<DeskPlace>).transpose();
    let after = after.map_err(|_| Problem::wrong("after"))?;
    let page = port.read()?.desk(&caller.actor, list, after.as_ref(), port.now())?;
    let next = page.next.map(|place| place.to_string());
    Ok(Json(Queue { reports: page.rows.into_iter().map(queued).collect(), next }))
}

/// Puts a report back that the caller is at: somebody else may take it.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/put-back", tag = "desk", params(("id" = String, Path)), responses(
    (status = 204, description = "Nobody is at it"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, an own report included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`claimed`: somebody else is at it", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn put_back(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    let id: ReportId = id.parse().map_err(|_| Problem::not_found())?;
    port.command(PutBack { actor: caller.actor, id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a report over from whoever is at it.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/take-over", tag = "desk", params(("id" = String, Path)), responses(
    (status = 204, description = "The caller is at it"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, an own report included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`: it is decided", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn take_over(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    let id: ReportId = id.parse().map_err(|_| Problem::not_found())?;
    port.command(TakeOver { actor: caller.actor, id }).await?;
    Ok(StatusCode::NO_CONTENT)
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
    Ok(Json(shown.into()))
}

/// Publishes a report as an alert.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/publish", tag = "desk", params(("id" = String, Path)),
    request_body = PublishRequest, responses(
    (status = 201, description = "It is published", body = PublishedAlert),
    (status = 202, description = "It waits for a second moderator", body = Outcome),
    (status = 400, description = "`bad_request` or `invalid`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, an own report included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`consent_missing`, `wrong_state`, `claimed`: somebody else is at it, or `proposal_waits`: what somebody else proposed waits for a second moderator", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, description = "`warned`: a part may tell who reported, or says too much; `anyway` publishes it", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`: the report was read through too often today", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn publish(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(request): Body<PublishRequest>,
) -> Result<Response, Problem> {
    let id: ReportId = id.parse().map_err(|_| Problem::not_found())?;
    let level = Level::from_name(&request.level).ok_or_else(|| Problem::wrong("level"))?;
    let kinds = words("kinds", &request.kinds, EventKind::from_name)?;
    let PublishRequest {
        text, town, aliases, vehicle, description, abroad, talked, leave_out, anyway, ..
    } = request;
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
        leave_out,
        anyway,
    };
    let published = match second::publish(&*port, command).await? {
        Publishing::Done(published) => published,
        Publishing::Proposed => return Ok(waits()),
        Publishing::Warned(found) => return Err(Problem::warned(&found)),
    };
    let body = PublishedAlert {
        alert_id: published.alert.to_string(),
        shown_from: rfc3339(published.shown_from),
        shared: published.shared.name(),
    };
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// Recalls an alert everywhere.
#[utoipa::path(post, path = "/api/v1/desk/alerts/{id}/recall", tag = "desk", params(("id" = String, Path)),
    request_body = RecallRequest, responses(
    (status = 200, description = "It is recalled", body = RecalledAlert),
    (status = 202, description = "It waits for a second moderator", body = Outcome),
    (status = 400, description = "`bad_request`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`, `claimed`: somebody else is at it, or `proposal_waits`: what somebody else proposed waits for a second moderator", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn recall(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(request): Body<RecallRequest>,
) -> Result<Response, Problem> {
    let alert: AlertId = id.parse().map_err(|_| Problem::not_found())?;
    let reason = RecallReason::from_name(&request.reason).ok_or_else(|| Problem::wrong("reason"))?;
    let read = port.read()?;
    read.allow(&caller.actor, Action::Recall)?;
    let report = read.alert(&caller.actor, &alert)?.report.ok_or(Refusal::Forbidden)?;
    drop(read);
    let what = Proposed::Recall { alert, reason };
    let recall = RecallAlert { actor: caller.actor, alert, reason };
    Ok(match decide(&*port, recall, caller.actor, report, what).await? {
        Decided::Done(()) => {
            Json(RecalledAlert { id: alert.to_string(), status: Status::Recalled.name() }).into_response()
        }
        Decided::Proposed => waits(),
    })
}

fn queued(row: DeskRow) -> QueuedReport {
    QueuedReport {
        id: row.id.to_string(),
        received: rfc3339(row.received),
        due: rfc3339(row.due),
        status: row.status.name(),
        at_it: row.at_it.map(ClaimedBy::new),
        kinds: kind_names(&row.kinds),
        perpetrator: row.perpetrator.map(perpetrator_name),
        town: row.town,
        maybe_duplicate: row.maybe_duplicate,
        identifiers: row.identifiers,
        consent: ConsentGiven::new(row.consent),
        urgent: row.urgent,
        severe: row.severe,
        own: row.own,
        unread: row.unread,
        not_free: row.not_free,
        kept_back: row.kept_back,
        alert_id: row.alert.map(|alert| alert.to_string()),
    }
}
