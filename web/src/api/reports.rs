//! `/api/v1/reports`: submits a report, and tells its reporter where it stands.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use parasol_core::ids::ReportId;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{
    Consent, Details, IdentifierInput, ReachBy, ReportDraft, SafeWay, Showing, Wording,
};
use parasol_protocol::identifier::IdentifierKind;
use parasol_protocol::lists::{EventKind, Motive, Perpetrator};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::caller::Caller;
use super::name::Name;
use super::problem::{Problem, ProblemBody};
use super::thread::OwnThreadField;
use crate::acts::{self, CONSENT_WORDING};
use crate::port::Port;
use crate::towns;
use crate::wire::ReachField;

/// A report. Every field may be left out, though not all of them.
#[derive(Deserialize, ToSchema)]
pub(super) struct ReportRequest {
    /// By what the person can be found.
    #[serde(default)]
    identifiers: Vec<IdentifierField>,
    /// What happened.
    #[serde(default)]
    kinds: Vec<String>,
    /// Who did it.
    perpetrator: Option<String>,
    /// The hatred behind it; for figures only.
    motive: Option<Vec<String>>,
    /// Names the person used.
    aliases: Option<Vec<String>>,
    /// The vehicle.
    vehicle: Option<String>,
    /// What the person looks like.
    description: Option<String>,
    /// What happened, in the reporter's words. Only the team reads it.
    text: Option<String>,
    /// In which town: its name, or its number (`POST /towns`). A name that means no town or several is kept as words.
    town: Option<TownField>,
    /// Where, more exactly. Only the team reads it.
    place: Option<String>,
    /// When: `2026-11` or `2026-11-21`.
    happened_on: Option<String>,
    /// At what hour, in words. Only the team reads it.
    hour: Option<String>,
    /// How contact was made.
    met: Option<String>,
    /// How to reach the reporter. Only the team reads it.
    contact: Option<String>,
    /// In which way that is safe; without one, nobody contacts her.
    reach: Option<ReachField>,
    /// Whether she would like help to file a complaint.
    #[serde(default)]
    complaint: bool,
    /// When the alert may be shown: `now`, `in_a_week` or `after_talk`.
    showing: Option<String>,
    /// To what the reporter agreed; what is left out was not agreed to.
    #[serde(default)]
    consent: ConsentField,
    /// Whether it is reported for somebody else, who agrees.
    #[serde(default)]
    for_other: bool,
    /// Whether the one it happened to is under age, or in danger now: the report comes first at the desk.
    #[serde(default)]
    urgent: bool,
    /// Whether the team's questions may be read, and answered, by whoever holds the follow code.
    #[serde(default)]
    by_code: bool,
}

/// A town.
#[derive(Deserialize, ToSchema)]
pub(super) struct TownField {
    /// Its name, as it was typed.
    name: String,
    /// Its number, where several have this name.
    id: Option<u32>,
}

/// A number, address, plate or name.
#[derive(Deserialize, ToSchema)]
pub(super) struct IdentifierField {
    /// `phone`, `email`, `plate` or `handle`.
    kind: Option<String>,
    /// As it was typed.
    value: String,
}

/// To what the reporter agreed.
#[derive(Deserialize, Default, ToSchema)]
pub(super) struct ConsentField {
    /// It may become an alert.
    #[serde(default)]
    alert: bool,
    /// It may be passed to a partner organisation.
    #[serde(default)]
    partners: bool,
    /// The alert may be shared abroad; needs `alert`.
    #[serde(default)]
    abroad: bool,
}

/// A report that was taken.
#[derive(Serialize, ToSchema)]
pub(super) struct ReportTaken {
    /// Its id.
    id: String,
    /// The code with which to follow it; told only once.
    follow_code: String,
    /// Where it stands.
    status: &'static str,
}

/// A report as its reporter sees it.
#[derive(Serialize, ToSchema)]
pub(super) struct OwnReport {
    /// Its id.
    id: String,
    /// The month in which it came.
    month: String,
    /// `waiting`, `claimed`, `asked_back`, `published`, `merged`, `not_published`, `withdrawn` or `recalled`.
    status: &'static str,
    /// Why it was not published.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// The alert that it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    alert_id: Option<String>,
    /// What it says: only while it is open (`POST /account/opening`).
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<OwnDetails>,
    /// What was written about it, and by when what happens next: only while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    thread: Option<OwnThreadField>,
}

/// What an own report says.
#[derive(Serialize, ToSchema)]
pub(super) struct OwnDetails {
    /// Numbers, addresses, plates and names as they are shown.
    identifiers: Vec<String>,
    /// Names the person used.
    aliases: Vec<String>,
    /// What happened, in the reporter's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// In which town.
    #[serde(skip_serializing_if = "Option::is_none")]
    town: Option<String>,
    /// Where, more exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    happened_on: Option<String>,
    /// At what hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    hour: Option<String>,
    /// How contact was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    met: Option<String>,
    /// The vehicle.
    #[serde(skip_serializing_if = "Option::is_none")]
    vehicle: Option<String>,
    /// What the person looks like.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// How to reach the reporter.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<String>,
    /// In which way that is safe.
    #[serde(skip_serializing_if = "Option::is_none")]
    reach: Option<ReachField>,
}

/// Submits a report.
#[utoipa::path(post, path = "/api/v1/reports", tag = "reports", request_body = ReportRequest, responses(
    (status = 201, description = "It was taken", body = ReportTaken),
    (status = 400, description = "`bad_request` or `invalid`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, description = "`identifier_unreadable`, with `hint` and `index`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(request): Body<ReportRequest>,
) -> Result<(StatusCode, Json<ReportTaken>), Problem> {
    let draft = draft(&*port, request, caller.t.code())?;
    let taken = acts::submit(&*port, caller.actor, draft).await?;
    let follow_code = taken.follow_code.to_text();
    let body = ReportTaken { id: taken.id.to_string(), follow_code, status: taken.status.name() };
    Ok((StatusCode::CREATED, Json(body)))
}

/// Tells where an own report stands.
#[utoipa::path(get, path = "/api/v1/reports/{id}", tag = "reports", params(("id" = String, Path)), responses(
    (status = 200, description = "Where it stands", body = OwnReport),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`, somebody else's report included", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<Json<OwnReport>, Problem> {
    let id: ReportId = id.parse().map_err(|_| Problem::not_found())?;
    let node = port.read()?;
    let report = node.own_report(&caller.actor, &id)?;
    let details = match node.opened_report(&caller.token, &id, port.now()) {
        Ok(own) => Some(own_details(own.details)),
        // Month and status are told; the rest is closed, stays closed after a reset, or is deleted.
        Err(Refusal::Closed | Refusal::ReportsClosed { .. } | Refusal::NotFound) => None,
        Err(other) => return Err(other.into()),
    };
    let thread = match node.opened_thread(&caller.token, &id, port.now()) {
        Ok(own) => Some(OwnThreadField::new(&own)),
        Err(Refusal::Closed | Refusal::ReportsClosed { .. }) => None,
        Err(other) => return Err(other.into()),
    };
    Ok(Json(OwnReport {
        id: report.id.to_string(),
        month: report.month.to_string(),
        status: report.status.name(),
        reason: report.rejected.map(|reason| reason.name()),
        alert_id: report.alert.map(|alert| alert.to_string()),
        details,
        thread,
    }))
}

fn own_details(details: Details) -> OwnDetails {
    OwnDetails {
        identifiers: details.identifiers.into_iter().map(|named| named.shown).collect(),
        aliases: details.aliases,
        text: details.text,
        town: details.town.map(|town| town.name),
        place: details.place,
        happened_on: details.happened_on.map(|on| on.to_string()),
        hour: details.hour,
        met: details.met,
        reach: details.reach.as_ref().map(ReachField::new),
        vehicle: details.vehicle,
        description: details.description,
        contact: details.contact,
    }
}

pub(super) fn draft(port: &dyn Port, request: ReportRequest, language: &str) -> Result<ReportDraft, Problem> {
    let identifiers = request.identifiers.into_iter().enumerate().map(|(n, field)| {
        let kind = match field.kind.as_deref() {
            None => None,
            Some(name) => {
                let wrong = || Problem::wrong(format!("identifiers[{n}].kind"));
                Some(IdentifierKind::from_name(name).ok_or_else(wrong)?)
            }
        };
        Ok(IdentifierInput { kind, value: field.value })
    });
    let happened_on = request.happened_on.map(|on| on.parse().map_err(|_| Problem::wrong("happened_on")));
    let perpetrator = request
        .perpetrator
        .map(|who| Perpetrator::from_name(&who).ok_or_else(|| Problem::wrong("perpetrator")));
    let showing =
        request.showing.map(|when| Showing::from_name(&when).ok_or_else(|| Problem::wrong("showing")));
    let ConsentField { alert, partners, abroad } = request.consent;
    let (town, place) = match request.town {
        Some(TownField { name, id }) => {
            let place = towns::place(port, &name, id, request.place);
            (place.town, place.words)
        }
        None => (None, request.place),
    };
    Ok(ReportDraft {
        identifiers: identifiers.collect::<Result<_, Problem>>()?,
        kinds: words("kinds", &request.kinds, EventKind::from_name)?,
        perpetrator: perpetrator.transpose()?,
        motives: words("motive", &request.motive.unwrap_or_default(), Motive::from_name)?,
        aliases: request.aliases.unwrap_or_default(),
        vehicle: request.vehicle,
        description: request.description,
        text: request.text,
        town,
        place,
        happened_on: happened_on.transpose()?,
        hour: request.hour,
        met: request.met,
        contact: request.contact,
        reach: reach(request.reach)?,
        complaint: request.complaint,
        showing: showing.transpose()?.unwrap_or_default(),
        consent: Consent { alert, partners, abroad },
        consent_wording: Wording { version: CONSENT_WORDING, language: language.to_owned() },
        for_other: request.for_other,
        urgent: request.urgent,
        by_code: request.by_code,
    })
}

fn reach(field: Option<ReachField>) -> Result<SafeWay, Problem> {
    let Some(ReachField { by, when, who_answers, say_we_are, leave_message }) = field else {
        return Ok(SafeWay::default());
    };
    let by = words("reach.by", &by, ReachBy::from_name)?;
    Ok(SafeWay { by, when, who_answers, say_we_are, leave_message })
}

/// The entries of a closed list, by their words; what is wrong is told by its place.
pub(super) fn words<T>(
    field: &str,
    names: &[String],
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Problem> {
    let word =
        |(n, name): (usize, &String)| read(name).ok_or_else(|| Problem::wrong(format!("{field}[{n}]")));
    names.iter().enumerate().map(word).collect()
}
