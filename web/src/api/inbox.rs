//! `/api/v1/inbox`: the cases that were handed to a partner organisation.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use parasol_core::cases::{
    ActInInbox, HandedCase, InboxAct, OpenHandedCase, PrintHandedSheet, ShowHandedContact,
};
use parasol_core::desk::ContactReason;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::Body;
use super::caller::Caller;
use super::cases::{LiaisonBody, NoteField, case_id, notes};
use super::desk::{ContactRequest, ShownContact};
use super::name::Name;
use super::problem::{Problem, ProblemBody};
use crate::port::Port;
use crate::time::day;
use crate::wire::kind_names;

/// Which page of a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PageOf {
    /// Counted from 1.
    page: Option<usize>,
}

impl PageOf {
    /// Counted from 0.
    pub(super) fn place(&self) -> usize {
        self.page.unwrap_or(1).saturating_sub(1)
    }
}

/// A partner's inbox.
#[derive(Serialize, ToSchema)]
pub(super) struct InboxBody {
    /// Urgent ones first, then the oldest; 50 at most.
    cases: Vec<InboxEntry>,
    /// How many pages there are.
    pages: usize,
}

/// A case in it.
#[derive(Serialize, ToSchema)]
pub(super) struct InboxEntry {
    /// Its id.
    id: String,
    /// Since which day it is there.
    since: String,
    /// What happened.
    kinds: Vec<&'static str>,
    /// Whether somebody is under age or in danger now.
    urgent: bool,
}

/// A case of the inbox that was opened.
#[derive(Serialize, ToSchema)]
pub(super) struct HandedBody {
    /// Its id.
    id: String,
    /// Since which day it is there.
    since: String,
    /// What happened.
    kinds: Vec<&'static str>,
    /// In her words.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The town.
    #[serde(skip_serializing_if = "Option::is_none")]
    town: Option<String>,
    /// Whether somebody is under age or in danger now.
    urgent: bool,
    /// Whether she would like help to complain.
    complaint: bool,
    /// Whether it is said how to reach her.
    has_contact: bool,
    /// For which reasons that is shown.
    contact_reasons: Vec<&'static str>,
    /// Whether she named a way in which that is safe; if not, nobody calls.
    may_be_reached: bool,
    /// The partner's notes and those that the team wrote for her, oldest first.
    notes: Vec<NoteField>,
}

/// What a partner does with a case.
#[derive(Deserialize, ToSchema)]
pub(super) struct InboxActRequest {
    /// `note`, `done` or `hand_back`.
    act: String,
    /// In words.
    #[serde(default)]
    text: String,
}

impl From<HandedCase> for HandedBody {
    fn from(case: HandedCase) -> Self {
        Self {
            id: case.id.to_string(),
            since: day(case.since),
            kinds: kind_names(&case.kinds),
            text: case.text,
            town: case.town.map(|town| town.name),
            urgent: case.urgent,
            complaint: case.complaint,
            has_contact: case.has_contact,
            contact_reasons: case.contact_reasons.iter().map(|reason| reason.name()).collect(),
            may_be_reached: case.may_be_reached,
            notes: notes(case.notes),
        }
    }
}

/// Lists the cases that were handed to the caller.
#[utoipa::path(get, path = "/api/v1/inbox", tag = "cases", params(PageOf), responses(
    (status = 200, description = "Those that are hers", body = InboxBody),
    (status = 400, description = "`bad_request`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    which: Result<Query<PageOf>, QueryRejection>,
) -> Result<Json<InboxBody>, Problem> {
    let Query(which) = which.map_err(|_| Problem::wrong("page"))?;
    let inbox = port.read()?.inbox(&caller.actor, which.place())?;
    let cases = inbox.rows.into_iter().map(|row| InboxEntry {
        id: row.id.to_string(),
        since: day(row.since),
        kinds: kind_names(&row.kinds),
        urgent: row.urgent,
    });
    Ok(Json(InboxBody { cases: cases.collect(), pages: inbox.pages }))
}

/// Opens a case of the inbox; that leaves a line in the audit.
#[utoipa::path(post, path = "/api/v1/inbox/{id}/opening", tag = "cases", params(("id" = String, Path)), responses(
    (status = 200, description = "The case", body = HandedBody),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`: it is not in the caller's inbox", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn open(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<Json<HandedBody>, Problem> {
    let case = port.command(OpenHandedCase { actor: caller.actor, id: case_id(&id)? }).await?;
    Ok(Json(case.into()))
}

/// Reads what goes with her to a hospital, for the partner who has the case.
#[utoipa::path(post, path = "/api/v1/inbox/{id}/liaison-sheet", tag = "cases", params(("id" = String, Path)), responses(
    (status = 200, description = "Nothing of the person whom she reported", body = LiaisonBody),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`: it is not in the caller's inbox", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn liaison(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<Json<LiaisonBody>, Problem> {
    let sheet = port.command(PrintHandedSheet { actor: caller.actor, id: case_id(&id)? }).await?;
    Ok(Json(sheet.into()))
}
/// Shows how to reach the reporter. The reason goes into the audit.
#[utoipa::path(post, path = "/api/v1/inbox/{id}/contact", tag = "cases", params(("id" = String, Path)), request_body = ContactRequest, responses(
    (status = 200, description = "How to reach her", body = ShownContact),
    (status = 400, description = "`bad_request`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`: it is not in the caller's inbox, or names no contact", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn contact(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(request): Body<ContactRequest>,
) -> Result<Json<ShownContact>, Problem> {
    let reason = ContactReason::from_name(&request.reason).ok_or_else(|| Problem::wrong("reason"))?;
    let shown = port.command(ShowHandedContact { actor: caller.actor, id: case_id(&id)?, reason }).await?;
    Ok(Json(shown.into()))
}

/// Does something with a case of the inbox.
#[utoipa::path(post, path = "/api/v1/inbox/{id}/acts", tag = "cases", params(("id" = String, Path)), request_body = InboxActRequest, responses(
    (status = 204, description = "It is done"),
    (status = 400, description = "`bad_request` or `invalid`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`: it is not in the caller's inbox", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn act(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(request): Body<InboxActRequest>,
) -> Result<StatusCode, Problem> {
    let act = match request.act.as_str() {
        "note" => InboxAct::Note(request.text),
        "done" => InboxAct::Done(request.text),
        "hand_back" => InboxAct::HandBack(request.text),
        _ => return Err(Problem::wrong("act")),
    };
    port.command(ActInInbox { actor: caller.actor, id: case_id(&id)?, act }).await?;
    Ok(StatusCode::NO_CONTENT)
}
