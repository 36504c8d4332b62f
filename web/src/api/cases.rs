//! `/api/v1/desk/cases`: cases for moderators.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use parasol_core::cases::{
    ActOnCase, CaseAct, CaseFilter, CaseOutcome, CaseRow, CaseView, LiaisonSheet, NoteView, OpenCase,
    PrintLiaisonSheet, PrintRelease,
};
use parasol_core::ids::ReportId;
use parasol_core::members::Pseudonym;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::Body;
use super::caller::Caller;
use super::name::Name;
use super::problem::{Problem, ProblemBody};
use crate::port::Port;
use crate::time::{day, day_named, rfc3339};
use crate::wire::kind_names;

/// Which cases.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Filter {
    /// `open` (if nothing is said), `mine`, `due` or `closed`.
    show: Option<String>,
    /// Which page, counted from 1.
    page: Option<usize>,
}

/// A page of cases: 50 at most.
#[derive(Serialize, ToSchema)]
pub(super) struct CaseQueue {
    /// Urgent ones first, then those with a reminder that is due, then grave ones; nothing of what is in them.
    cases: Vec<ListedCase>,
    /// How many pages there are.
    pages: usize,
}

/// A case in the list.
#[derive(Serialize, ToSchema)]
pub(super) struct ListedCase {
    /// Its id, which is its report's.
    id: String,
    /// When it was opened (RFC 3339).
    opened_at: String,
    /// Why there is one: `urgent`, `severe`, `contact`, `complaint`, `by_hand`.
    why: Vec<&'static str>,
    /// What happened.
    kinds: Vec<&'static str>,
    /// Whether somebody is under age or in danger now.
    urgent: bool,
    /// The moderator whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    assigned: Option<String>,
    /// The day on which somebody is to be reminded.
    #[serde(skip_serializing_if = "Option::is_none")]
    reminder: Option<String>,
    /// Whether that is now.
    due: bool,
    /// Whether a partner organisation has it.
    handed_over: bool,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    /// Whether its report is the caller's own, which somebody else must handle.
    own: bool,
}

/// A case that was opened.
#[derive(Serialize, ToSchema)]
pub(super) struct OpenedCase {
    /// Its id, which is its report's.
    id: String,
    /// When it was opened (RFC 3339).
    opened_at: String,
    /// Why there is one.
    why: Vec<&'static str>,
    /// Where the report stands.
    status: &'static str,
    /// What happened.
    kinds: Vec<&'static str>,
    /// Whether somebody is under age or in danger now.
    urgent: bool,
    /// Whether she would like help to complain.
    complaint: bool,
    /// Whether the report says how to reach her: `/api/v1/desk/reports/{id}/contact` tells.
    has_contact: bool,
    /// For which reasons that is shown.
    contact_reasons: Vec<&'static str>,
    /// Whether she named a way in which that is safe; if not, nobody calls.
    may_be_reached: bool,
    /// The moderator whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    assigned: Option<String>,
    /// The day on which somebody is to be reminded.
    #[serde(skip_serializing_if = "Option::is_none")]
    reminder: Option<String>,
    /// To whom she was referred.
    #[serde(skip_serializing_if = "Option::is_none")]
    referred: Option<String>,
    /// The partner that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    partner: Option<String>,
    /// Why it may not be handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_handed_over: Option<&'static str>,
    /// The day on which she said yes to the police, and the moderators who stand for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    police: Option<PoliceYes>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    /// The notes, oldest first.
    notes: Vec<NoteField>,
}

/// Her yes to the police.
#[derive(Serialize, ToSchema)]
pub(super) struct PoliceYes {
    /// On which day.
    yes: String,
    /// Who stands for it; two are wanted.
    confirmed: Vec<String>,
}

/// A note.
#[derive(Serialize, ToSchema)]
pub(super) struct NoteField {
    /// Who wrote it, while she is here.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// When (RFC 3339).
    at: String,
    /// `team`, `for_partner`, `partner`, `done` or `handed_back`.
    kind: &'static str,
    /// What it says.
    text: String,
}

/// What is done with a case.
#[derive(Deserialize, ToSchema)]
pub(super) struct CaseActRequest {
    /// `start`, `take`, `assign`, `put_back`, `note`, `remind`, `reminder_done`, `refer`, `hand_over`, `take_back`, `her_yes`,
    /// `confirm`, `no_police`, `close` or `reopen`.
    act: String,
    /// A note, words about the end, an organisation; or the pseudonym of a moderator or partner.
    #[serde(default)]
    text: String,
    /// Whether the partner reads the note too.
    #[serde(default)]
    for_partner: bool,
    /// A day, such as `2026-11-30`: of the reminder, or of her yes.
    #[serde(default)]
    day: String,
    /// How it ended.
    #[serde(default)]
    outcome: String,
}

/// What goes with her to a hospital.
#[derive(Serialize, ToSchema)]
pub(super) struct LiaisonBody {
    /// What happened.
    kinds: Vec<&'static str>,
    /// The month or day.
    #[serde(skip_serializing_if = "Option::is_none")]
    happened_on: Option<String>,
    /// The hour, if she wrote nothing but an hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    hour: Option<String>,
}

/// What is printed for a complaint.
#[derive(Serialize, ToSchema)]
pub(super) struct ComplaintBody {
    /// What happened.
    kinds: Vec<&'static str>,
    /// In her words.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The town.
    #[serde(skip_serializing_if = "Option::is_none")]
    town: Option<String>,
    /// Where, more exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    /// The month or day.
    #[serde(skip_serializing_if = "Option::is_none")]
    happened_on: Option<String>,
    /// The numbers and addresses of the person whom she reported, as they are shown.
    identifiers: Vec<String>,
    /// The day on which she said yes.
    yes: String,
    /// Who stands for it.
    confirmed: Vec<String>,
}

fn names(list: &[Pseudonym]) -> Vec<String> {
    list.iter().map(|name| name.as_str().to_owned()).collect()
}

pub(super) fn notes(notes: Vec<NoteView>) -> Vec<NoteField> {
    let field = |note: NoteView| NoteField {
        by: note.by.map(|by| by.as_str().to_owned()),
        at: rfc3339(note.at),
        kind: note.kind.name(),
        text: note.text,
    };
    notes.into_iter().map(field).collect()
}

pub(super) fn case_id(id: &str) -> Result<ReportId, Problem> {
    id.parse().map_err(|_| Problem::not_found())
}

impl From<CaseRow> for ListedCase {
    fn from(row: CaseRow) -> Self {
        Self {
            id: row.id.to_string(),
            opened_at: rfc3339(row.opened),
            why: row.why.iter().map(|why| why.name()).collect(),
            kinds: kind_names(&row.kinds),
            urgent: row.urgent,
            assigned: row.assigned.map(|name| name.as_str().to_owned()),
            reminder: row.reminder.map(day),
            due: row.due,
            handed_over: row.handed,
            outcome: row.closed.map(CaseOutcome::name),
            own: row.own,
        }
    }
}

impl From<CaseView> for OpenedCase {
    fn from(case: CaseView) -> Self {
        Self {
            id: case.id.to_string(),
            opened_at: rfc3339(case.opened),
            why: case.why.iter().map(|why| why.name()).collect(),
            status: case.status.name(),
            kinds: kind_names(&case.kinds),
            urgent: case.urgent,
            complaint: case.complaint,
            has_contact: case.has_contact,
            contact_reasons: case.contact_reasons.iter().map(|reason| reason.name()).collect(),
            may_be_reached: case.may_be_reached,
            assigned: case.assigned.map(|name| name.as_str().to_owned()),
            reminder: case.reminder.map(day),
            referred: case.referred.map(|(to, _)| to),
            partner: case.handed.map(|(partner, _)| partner.as_str().to_owned()),
            not_handed_over: case.may_hand_over.err(),
            police: case
                .release
                .map(|release| PoliceYes { yes: day(release.yes), confirmed: names(&release.confirmed) }),
            outcome: case.closed.map(|(outcome, ..)| outcome.name()),
            notes: notes(case.notes),
        }
    }
}

impl From<LiaisonSheet> for LiaisonBody {
    fn from(sheet: LiaisonSheet) -> Self {
        let happened_on = sheet.happened_on.map(|on| on.to_string());
        Self { kinds: kind_names(&sheet.kinds), happened_on, hour: sheet.hour }
    }
}

impl CaseActRequest {
    fn read(self) -> Result<CaseAct, Problem> {
        let on = || day_named(&self.day).ok_or_else(|| Problem::wrong("day"));
        Ok(match self.act.as_str() {
            "start" => CaseAct::Start,
            "take" => CaseAct::Take,
            "assign" => CaseAct::Assign(self.text),
            "put_back" => CaseAct::PutBack,
            "note" => CaseAct::Note { text: self.text, for_partner: self.for_partner },
            "remind" => CaseAct::Remind(on()?),
            "reminder_done" => CaseAct::ReminderDone,
            "refer" => CaseAct::Refer(self.text),
            "hand_over" => CaseAct::HandOver(self.text),
            "take_back" => CaseAct::TakeBack,
            "her_yes" => CaseAct::HerYes(on()?),
            "confirm" => CaseAct::Confirm,
            "no_police" => CaseAct::NoPolice,
            "close" => {
                let outcome =
                    CaseOutcome::from_name(&self.outcome).ok_or_else(|| Problem::wrong("outcome"))?;
                CaseAct::Close { outcome, words: self.text }
            }
            "reopen" => CaseAct::Reopen,
            _ => return Err(Problem::wrong("act")),
        })
    }
}

/// Lists cases.
#[utoipa::path(get, path = "/api/v1/desk/cases", tag = "cases", params(Filter), responses(
    (status = 200, description = "A page of them", body = CaseQueue),
    (status = 400, description = "`bad_request`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    filter: Result<Query<Filter>, QueryRejection>,
) -> Result<Json<CaseQueue>, Problem> {
    let Query(filter) = filter.map_err(|_| Problem::wrong("page"))?;
    let show = filter.show.as_deref().map_or(Some(CaseFilter::Open), CaseFilter::from_name);
    let show = show.ok_or_else(|| Problem::wrong("show"))?;
    let page = filter.page.unwrap_or(1).saturating_sub(1);
    let list = port.read()?.cases(&caller.actor, show, page, port.now())?;
    Ok(Json(CaseQueue { cases: list.rows.into_iter().map(ListedCase::from).collect(), pages: list.pages }))
}

/// Opens a case; that leaves a line in the audit.
#[utoipa::path(post, path = "/api/v1/desk/cases/{id}/opening", tag = "cases", params(("id" = String, Path)), responses(
    (status = 200, description = "The case", body = OpenedCase),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, of an own report included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn open(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<Json<OpenedCase>, Problem> {
    let case = port.command(OpenCase { actor: caller.actor, id: case_id(&id)? }).await?;
    Ok(Json(case.into()))
}

/// Does something with a case.
#[utoipa::path(post, path = "/api/v1/desk/cases/{id}/acts", tag = "cases", params(("id" = String, Path)), request_body = CaseActRequest, responses(
    (status = 204, description = "It is done"),
    (status = 400, description = "`bad_request` or `invalid`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, of an own report included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`consent_missing` or `wrong_state`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn act(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(request): Body<CaseActRequest>,
) -> Result<StatusCode, Problem> {
    let (id, act) = (case_id(&id)?, request.read()?);
    port.command(ActOnCase { actor: caller.actor, id, act }).await??;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads what goes with her to a hospital.
#[utoipa::path(post, path = "/api/v1/desk/cases/{id}/liaison-sheet", tag = "cases", params(("id" = String, Path)), responses(
    (status = 200, description = "Nothing of the person whom she reported", body = LiaisonBody),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, of an own report included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn liaison(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<Json<LiaisonBody>, Problem> {
    let sheet = port.command(PrintLiaisonSheet { actor: caller.actor, id: case_id(&id)? }).await?;
    Ok(Json(sheet.into()))
}

/// Reads what is printed for a complaint, once she said yes and two moderators stand for it.
#[utoipa::path(post, path = "/api/v1/desk/cases/{id}/complaint", tag = "cases", params(("id" = String, Path)), responses(
    (status = 200, description = "What she reported, without how to reach her", body = ComplaintBody),
    (status = 400, description = "`invalid`: it is about police", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, of an own report included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`consent_missing` or `wrong_state`: her yes, or a moderator, is missing", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn complaint(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<Json<ComplaintBody>, Problem> {
    let sheet = port.command(PrintRelease { actor: caller.actor, id: case_id(&id)? }).await?;
    let details = sheet.details;
    Ok(Json(ComplaintBody {
        kinds: kind_names(&sheet.kinds),
        text: details.text,
        town: details.town.map(|town| town.name),
        place: details.place,
        happened_on: details.happened_on.map(|on| on.to_string()),
        identifiers: details.identifiers.into_iter().map(|named| named.shown).collect(),
        yes: day(sheet.yes),
        confirmed: names(&sheet.confirmed),
    }))
}
