//! `/api/v1/desk/holds`: reports that are kept longer than their time, and how retention stands.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use parasol_core::ids::ReportId;
use parasol_core::retention::{ConfirmClock, HoldReport, HoldRow, ReleaseHold};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::caller::Caller;
use super::inbox::PageOf;
use super::name::Name;
use super::problem::{Problem, Refusals};
use crate::port::Port;
use crate::time::rfc3339;

/// Why a report is kept longer.
#[derive(Deserialize, ToSchema)]
pub(super) struct NewHold {
    /// Why, in words.
    reason: String,
    /// For how many months of 30 days from now on, 1 to 12.
    months: u64,
}

/// A report that is kept longer.
#[derive(Serialize, ToSchema)]
pub(super) struct HeldReport {
    /// The report.
    report: String,
    /// Why.
    reason: String,
    /// Until when (RFC 3339).
    until: String,
}

/// How retention stands.
#[derive(Serialize, ToSchema)]
pub(super) struct RetentionStanding {
    /// When the last run ended (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    last_run_at: Option<String>,
    /// How many alerts it erased.
    alerts: u64,
    /// The words of how many reports it erased.
    words: u64,
    /// How many contacts it erased.
    contacts: u64,
    /// How many contests it erased.
    contests: u64,
    /// Whether nothing is erased because the clock may be wrong.
    clock_jumped: bool,
    /// The reports that are kept longer, those that end first on top, 50 at most.
    holds: Vec<HeldReport>,
    /// How many pages of them there are.
    pages: usize,
}

/// Until when it is kept.
#[derive(Serialize, ToSchema)]
pub(super) struct HoldTaken {
    /// Until when (RFC 3339).
    until: String,
}

/// Tells what is kept longer and how retention stands.
#[utoipa::path(get, path = "/api/v1/desk/holds", tag = "desk", params(PageOf), responses(
    (status = 200, description = "How it stands", body = RetentionStanding), Refusals
))]
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    which: Result<Query<PageOf>, QueryRejection>,
) -> Result<Json<RetentionStanding>, Problem> {
    let Query(which) = which.map_err(|_| Problem::wrong("page"))?;
    let (read, now) = (port.read()?, port.now());
    let holds = read.holds(&caller.actor, which.place(), now)?;
    let state = read.retention_state(&caller.actor, now)?;
    let row = |row: HoldRow| HeldReport {
        report: row.report.to_string(),
        reason: row.hold.reason,
        until: rfc3339(row.hold.until),
    };
    Ok(Json(RetentionStanding {
        last_run_at: state.run.map(rfc3339),
        alerts: state.last.alerts,
        words: state.last.words,
        contacts: state.last.contacts,
        contests: state.last.contests,
        clock_jumped: state.jumped.is_some(),
        holds: holds.rows.into_iter().map(row).collect(),
        pages: holds.pages,
    }))
}

/// Keeps a report longer.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/hold", tag = "desk", params(("id" = String, Path)), request_body = NewHold, responses(
    (status = 200, description = "Until when", body = HoldTaken), Refusals
))]
pub(super) async fn set(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(NewHold { reason, months }): Body<NewHold>,
) -> Result<Json<HoldTaken>, Problem> {
    let report = report_id(&id)?;
    let until = port.command(HoldReport { actor: caller.actor, report, reason, months }).await?;
    Ok(Json(HoldTaken { until: rfc3339(until) }))
}

/// Ends that before its time.
#[utoipa::path(delete, path = "/api/v1/desk/reports/{id}/hold", tag = "desk", params(("id" = String, Path)), responses(
    (status = 204, description = "It is not kept longer"), Refusals
))]
pub(super) async fn end(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    port.command(ReleaseHold { actor: caller.actor, report: report_id(&id)? }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says that the clock is right, so that what is over is erased.
#[utoipa::path(post, path = "/api/v1/desk/clock", tag = "desk", responses(
    (status = 204, description = "It is noted"), Refusals
))]
pub(super) async fn clock(State(port): State<Arc<dyn Port>>, caller: Caller) -> Result<StatusCode, Problem> {
    port.command(ConfirmClock { actor: caller.actor }).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn report_id(id: &str) -> Result<ReportId, Problem> {
    id.parse().map_err(|_| Problem::not_found())
}
