//! `/api/v1/audit`: who did what, by ids, and the monthly summary.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use parasol_core::audit::{AuditActor, AuditLine, SummaryPerson, SummaryRow};
use parasol_core::limits::MAX_LIST;
use parasol_protocol::time::Month;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::problem::{Problem, ProblemBody};
use crate::port::Port;
use crate::time::rfc3339;

/// Which lines.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Before {
    /// Those before the line of this number.
    before: Option<u64>,
}

/// Which month.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Of {
    /// The month, such as 2026-11; this one if none is given.
    month: Option<String>,
}

/// Lines of the audit.
#[derive(Serialize, ToSchema)]
pub(super) struct AuditLines {
    /// The newest first, 50 at most.
    lines: Vec<Line>,
}

/// A line of the audit.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditLine)]
struct Line {
    /// Its number.
    number: u64,
    /// When (RFC 3339).
    at: String,
    /// A member's id, `operator` or `node`.
    actor: String,
    /// What, as a stable word.
    what: String,
    /// The id of what it was done to.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// How many times at once, when it was done to many.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
}

/// A month of the audit.
#[derive(Serialize, ToSchema)]
pub(super) struct AuditMonth {
    /// The month.
    month: String,
    /// Readings of what is personal first.
    rows: Vec<AuditCount>,
    /// The month's last line, to be written down elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<String>,
}

/// How often somebody did something.
#[derive(Serialize, ToSchema)]
struct AuditCount {
    /// `staff`, `members`, `gone`, `operator` or `node`.
    who: &'static str,
    /// For staff: who.
    #[serde(skip_serializing_if = "Option::is_none")]
    pseudonym: Option<String>,
    /// For staff: her role.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    /// What, as a stable word.
    what: String,
    /// Whether it is the reading of something personal.
    opening: bool,
    /// How often.
    count: u64,
}

/// Lists who did what, by ids.
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit", params(Before), responses(
    (status = 200, description = "The lines", body = AuditLines),
    (status = 400, description = "`bad_request`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    query: Result<Query<Before>, QueryRejection>,
) -> Result<Json<AuditLines>, Problem> {
    let Query(Before { before }) = query.map_err(|_| Problem::wrong("before"))?;
    let lines = port.read()?.audit(&caller.actor, before, MAX_LIST)?;
    Ok(Json(AuditLines { lines: lines.into_iter().map(|(number, line)| shown(number, line)).collect() }))
}

fn shown(number: u64, line: AuditLine) -> Line {
    let hex = |id: [u8; 16]| id.iter().map(|byte| format!("{byte:02x}")).collect();
    Line {
        number,
        at: rfc3339(line.at),
        actor: match line.actor {
            AuditActor::Member(id) => id.to_string(),
            AuditActor::Operator => "operator".to_owned(),
            AuditActor::System => "node".to_owned(),
        },
        what: line.what,
        subject: line.subject.map(hex),
        count: line.count,
    }
}

/// Counts who did how much in a month.
#[utoipa::path(get, path = "/api/v1/audit/summary", tag = "audit", params(Of), responses(
    (status = 200, description = "The month", body = AuditMonth),
    (status = 400, description = "`bad_request`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn summary(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    query: Result<Query<Of>, QueryRejection>,
) -> Result<Json<AuditMonth>, Problem> {
    let Query(Of { month }) = query.map_err(|_| Problem::wrong("month"))?;
    let month = match month {
        Some(text) => text.parse::<Month>().map_err(|_| Problem::wrong("month"))?,
        None => port.now().month(),
    };
    let found = port.read()?.audit_summary(&caller.actor, month)?;
    let rows = found.rows.into_iter().map(counted).collect();
    Ok(Json(AuditMonth { month: month.to_string(), rows, end: found.end.map(|end| end.to_string()) }))
}

fn counted(row: SummaryRow) -> AuditCount {
    let SummaryRow { person, what, opening, count } = row;
    let (who, staff) = match person {
        SummaryPerson::Staff { role, pseudonym } => {
            ("staff", Some((role.name(), pseudonym.as_str().to_owned())))
        }
        SummaryPerson::Members => ("members", None),
        SummaryPerson::Gone => ("gone", None),
        SummaryPerson::Operator => ("operator", None),
        SummaryPerson::Node => ("node", None),
    };
    let (role, pseudonym) = staff.unzip();
    AuditCount { who, pseudonym, role, what, opening, count }
}
