//! `/api/v1/desk/reports/{id}/opening`: a raw report, and what stands beside it.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use parasol_core::desk::{AccountRecord, Duplicate, LookAtReport, Mark, OpenReport, RawReport, SameWhat};
use parasol_core::ids::ReportId;
use parasol_core::reports::{Details, NamedIdentifier};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::desk::{ClaimedBy, ConsentGiven};
use super::name::Name;
use super::problem::{Problem, Refusals};
use super::thread::{PostField, by_both};
use crate::port::Port;
use crate::time::rfc3339;
use crate::wire::{kind_names, motive_names, perpetrator_name};

/// A report as it came, for a moderator. It does not say who sent it.
#[derive(Serialize, ToSchema)]
pub(super) struct OpenedReport {
    /// Its id.
    id: String,
    /// When it came (RFC 3339).
    received: String,
    /// When it should be decided (RFC 3339).
    due: String,
    /// Where it stands.
    status: &'static str,
    /// Who is at it, while nothing is decided: the caller, unless somebody else was.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_it: Option<ClaimedBy>,
    /// What happened.
    kinds: Vec<&'static str>,
    /// Who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    perpetrator: Option<&'static str>,
    /// The hatred behind it; for figures only.
    motives: Vec<&'static str>,
    /// To what the reporter agreed.
    consent: ConsentGiven,
    /// When its alert may be shown: `now`, `in_a_week` or `after_talk`.
    showing: &'static str,
    /// Whether somebody else than the account's owner was met.
    for_other: bool,
    /// Whether it came by a card instead of an account.
    by_card: bool,
    /// The partner who printed the card, while she is here.
    #[serde(skip_serializing_if = "Option::is_none")]
    card_of: Option<String>,
    /// Whether somebody is under age or in danger now.
    urgent: bool,
    /// Whether somebody should call back.
    severe: bool,
    /// Whether its reporter would like help to complain.
    complaint: bool,
    /// Whether it says how to reach her: `/api/v1/desk/reports/{id}/contact` tells.
    has_contact: bool,
    /// For which reasons that is shown.
    contact_reasons: Vec<&'static str>,
    /// Whether she named a way in which that is safe; if not, nobody calls.
    may_be_reached: bool,
    /// The alert that it became, or into which it was merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    alert_id: Option<String>,
    /// Since when it is not used, because its reporter asked to have it looked at (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    restricted_at: Option<String>,
    /// What it says, without how to reach her.
    details: RawDetails,
    /// What stands beside it.
    beside: BesideField,
    /// What the team and the reporter wrote to each other, oldest first.
    posts: Vec<PostField>,
}

/// What a raw report says.
#[derive(Serialize, ToSchema)]
struct RawDetails {
    /// By what the person can be found. `leave_out` names them by their places here, counted from 0.
    identifiers: Vec<MarkedIdentifier>,
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
}

/// An identifier, and whether it may be published.
#[derive(Serialize, ToSchema)]
struct MarkedIdentifier {
    /// `phone`, `email`, `plate` or `handle`.
    kind: &'static str,
    /// As it is shown.
    shown: String,
    /// The platform of an online name.
    #[serde(skip_serializing_if = "Option::is_none")]
    platform: Option<String>,
    /// Why it cannot be published: `emergency`, `help`, `directory` or `organisation` (whose it is), or `protected`, which
    /// says neither whose it is nor why. Absent where it may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<&'static str>,
}

/// What stands beside a report. None of it says who reported.
#[derive(Serialize, ToSchema)]
struct BesideField {
    /// Reports and alerts that may be about the same person, the surest first.
    duplicates: Vec<DuplicateField>,
    /// How many more there are.
    more: usize,
    /// How the other reports of this account fared; absent when it came by a card, or the account is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<RecordField>,
}

/// A report that may be about the same person.
#[derive(Serialize, ToSchema)]
struct DuplicateField {
    /// Its id.
    report_id: String,
    /// Where it stands.
    status: &'static str,
    /// The month in which it came.
    month: String,
    /// The alert that it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    alert_id: Option<String>,
    /// Whether that alert is shown, or will be: the report can be merged into it.
    stands: bool,
    /// Whether it is surely the same person: it names the same identifier.
    certain: bool,
    /// What both have in common.
    why: Vec<SameField>,
    /// Whether it is the caller's own, which she cannot open.
    own: bool,
}

/// Something that two reports have in common.
#[derive(Serialize, ToSchema)]
struct SameField {
    /// `identifier`, `name`, `plate`, `vehicle` or `description`.
    what: &'static str,
    /// As it stands in the report that is open.
    shown: String,
}

/// How the other reports of an account fared.
#[derive(Serialize, ToSchema)]
struct RecordField {
    /// They became an alert, or were added to one.
    published: usize,
    /// It was decided not to publish them.
    refused: usize,
    /// They wait for a decision.
    waiting: usize,
    /// Their alerts were recalled.
    recalled: usize,
    /// Whether the account is suspended now.
    suspended: bool,
    /// Several accounts of one sponsor's branch that named the same identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    branch: Option<BranchField>,
}

/// Several accounts of one sponsor's branch against one identifier.
#[derive(Serialize, ToSchema)]
struct BranchField {
    /// How many accounts, this one included.
    accounts: usize,
    /// Whether they have no more in common than somebody of the team or a partner, who vouches for many.
    by_team: bool,
}

/// How to open it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Way {
    /// Whether it is only looked at, beside another one: the caller is not at it then.
    #[serde(default)]
    look: bool,
}

/// Opens a report: what it says, and what stands beside it. The caller is at it from now on, unless somebody else is or it is
/// only looked at. It leaves a line in the audit; of a report that is decided, it counts as showing identifiers.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/opening", tag = "desk", params(("id" = String, Path), Way),
    responses((status = 200, description = "The report", body = OpenedReport), Refusals))]
pub(super) async fn open(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    way: Result<Query<Way>, QueryRejection>,
) -> Result<Json<OpenedReport>, Problem> {
    let id: ReportId = id.parse().map_err(|_| Problem::not_found())?;
    let Query(Way { look }) = way.map_err(|_| Problem::wrong("look"))?;
    let actor = caller.actor;
    let raw = match look {
        true => port.command(LookAtReport { actor, id }).await?,
        false => port.command(OpenReport { actor, id }).await?,
    };
    Ok(Json(opened(raw)))
}

fn opened(raw: RawReport) -> OpenedReport {
    OpenedReport {
        id: raw.id.to_string(),
        received: rfc3339(raw.received),
        due: rfc3339(raw.due),
        status: raw.status.name(),
        at_it: raw.work.at_it.map(ClaimedBy::new),
        kinds: kind_names(&raw.kinds),
        perpetrator: raw.perpetrator.map(perpetrator_name),
        motives: motive_names(&raw.motives),
        consent: ConsentGiven::new(raw.consent),
        showing: raw.showing.name(),
        for_other: raw.for_other,
        by_card: raw.by_card,
        card_of: raw.card_of.map(|partner| partner.as_str().to_owned()),
        urgent: raw.urgent,
        severe: raw.severe,
        complaint: raw.complaint,
        has_contact: raw.has_contact,
        contact_reasons: raw.contact_reasons.iter().map(|reason| reason.name()).collect(),
        may_be_reached: raw.may_be_reached,
        alert_id: raw.alert.or(raw.work.merged_into).map(|alert| alert.to_string()),
        restricted_at: raw.restricted.map(rfc3339),
        details: details(raw.details, &raw.beside.marks),
        beside: BesideField {
            duplicates: raw.beside.duplicates.into_iter().map(duplicate).collect(),
            more: raw.beside.more,
            record: raw.beside.record.map(record),
        },
        posts: by_both(&raw.thread.posts),
    }
}

fn details(details: Details, marks: &[Mark]) -> RawDetails {
    RawDetails {
        identifiers: details.identifiers.into_iter().zip(marks).map(marked).collect(),
        aliases: details.aliases,
        text: details.text,
        town: details.town.map(|town| town.name),
        place: details.place,
        happened_on: details.happened_on.map(|on| on.to_string()),
        hour: details.hour,
        met: details.met,
        vehicle: details.vehicle,
        description: details.description,
    }
}

fn marked((named, mark): (NamedIdentifier, &Mark)) -> MarkedIdentifier {
    let stopped = match mark {
        Mark::Free => None,
        Mark::Stopped(why) => Some(why.name()),
        Mark::Protected => Some("protected"),
    };
    let kind = named.identifier.kind().name();
    MarkedIdentifier { kind, shown: named.shown, platform: named.platform, stopped }
}

fn duplicate(found: Duplicate) -> DuplicateField {
    let same = |SameWhat { what, shown }| SameField { what: what.name(), shown };
    DuplicateField {
        report_id: found.report.to_string(),
        status: found.status.name(),
        month: found.month.to_string(),
        alert_id: found.alert.map(|alert| alert.to_string()),
        stands: found.stands,
        certain: found.certain,
        why: found.why.into_iter().map(same).collect(),
        own: found.own,
    }
}

fn record(record: AccountRecord) -> RecordField {
    let AccountRecord { published, refused, waiting, recalled, suspended, branch } = record;
    let branch = branch.map(|branch| BranchField { accounts: branch.accounts, by_team: branch.by_team });
    RecordField { published, refused, waiting, recalled, suspended, branch }
}
