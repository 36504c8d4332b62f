//! `/api/v1/contests` and `/api/v1/desk/contests`: what reported people contest, and what is decided about it.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use parasol_core::contests::{
    CloseContest, ContestClaim, ContestDecision, ContestRow, ContestStep, ContestedAlert, DecideContest,
    FileContest, OpenContest,
};
use parasol_core::ids::{AlertId, ContestId};
use parasol_core::reports::FollowCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::caller::Caller;
use super::inbox::PageOf;
use super::name::Name;
use super::problem::{Problem, Refusals};
use crate::contesting;
use crate::port::Port;
use crate::time::rfc3339;
use crate::visitor;

/// Where a code should go.
#[derive(Deserialize, ToSchema)]
pub(super) struct ContestCode {
    /// The telephone number or e-mail address that is contested.
    contact: String,
}

/// What is contested, with the code that went to the number or address.
#[derive(Deserialize, ToSchema)]
pub(super) struct NewContest {
    /// The code.
    code: String,
    /// `changed_hands`, `not_right` or `other`.
    claim: String,
    /// What is wrong.
    statement: String,
}

/// The contests that wait.
#[derive(Serialize, ToSchema)]
pub(super) struct WaitingContests {
    /// Those on top that an alert names; in each the oldest first, 50 at most.
    contests: Vec<WaitingContest>,
    /// How many pages there are.
    pages: usize,
}

/// A contest, without what it says.
#[derive(Serialize, ToSchema)]
pub(super) struct WaitingContest {
    /// Its id.
    id: String,
    /// The day on which it came (RFC 3339).
    filed_at: String,
    /// By when it must be answered (RFC 3339).
    due_at: String,
    /// What is said, in short.
    claim: &'static str,
    /// From where, masked.
    from: String,
    /// How many alerts name it.
    alerts: usize,
    /// Whether no alert names it that is not decided: it can be closed.
    may_close: bool,
    /// Whether the caller reported one of them: somebody else decides.
    own: bool,
}

/// A contest that was opened.
#[derive(Serialize, ToSchema)]
pub(super) struct OpenedContest {
    /// Its id.
    id: String,
    /// The day on which it came (RFC 3339).
    filed_at: String,
    /// By when it must be answered (RFC 3339).
    due_at: String,
    /// The number or address, proven by a code.
    from: String,
    /// What is said, in short.
    claim: &'static str,
    /// What is said.
    statement: String,
    /// The alerts that name it, 50 at most.
    alerts: Vec<Contested>,
    /// How many that named it were recalled since.
    recalled: usize,
    /// How many contests came from there within a year.
    contests: usize,
    /// When it was closed (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<String>,
    /// Whether everything is decided and it can be closed.
    may_close: bool,
}

/// An alert that a contest names.
#[derive(Serialize, ToSchema)]
pub(super) struct Contested {
    /// Its id.
    alert: String,
    /// The level.
    level: Option<&'static str>,
    /// The month (YYYY-MM).
    month: String,
    /// Whether it is shown.
    state: &'static str,
    /// Whether two moderators decide about it.
    two: bool,
    /// What was decided or proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<&'static str>,
    /// Whether that counts, or waits for a second moderator.
    done: bool,
    /// How many contests named it within a year.
    contests: usize,
}

/// A decision.
#[derive(Deserialize, ToSchema)]
pub(super) struct ContestDecided {
    /// The alert.
    alert: String,
    /// `stays`, `corrected`, `recalled` or `changed_hands`.
    decision: String,
}

/// How far a decision has come.
#[derive(Serialize, ToSchema)]
pub(super) struct ContestDecisionTaken {
    /// Whether it is done; else another moderator has to decide the same.
    done: bool,
}

/// Asks for a code to the number or address that is contested. The answer is the same whatever it is.
#[utoipa::path(post, path = "/api/v1/contests/code", tag = "contests", request_body = ContestCode, security(()), responses(
    (status = 202, description = "It was asked for"), Refusals
))]
pub(super) async fn code(
    State(port): State<Arc<dyn Port>>,
    headers: HeaderMap,
    Body(ContestCode { contact }): Body<ContestCode>,
) -> Result<StatusCode, Problem> {
    let language = visitor::language(port.settings(), &headers).code();
    contesting::ask(&*port, &contact, language).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Contests what may be kept under the number or address to which the code went. The answer is the same whether or not there
/// is anything.
#[utoipa::path(post, path = "/api/v1/contests", tag = "contests", request_body = NewContest, security(()), responses(
    (status = 202, description = "A person will look at it"), Refusals
))]
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Body(NewContest { code, claim, statement }): Body<NewContest>,
) -> Result<StatusCode, Problem> {
    let claim = ContestClaim::from_name(&claim).ok_or_else(|| Problem::wrong("claim"))?;
    let code = FollowCode::from_text(&code).ok();
    port.command(FileContest { code, claim, statement }).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Lists the contests that wait.
#[utoipa::path(get, path = "/api/v1/desk/contests", tag = "desk", params(PageOf), responses(
    (status = 200, description = "Those that wait", body = WaitingContests), Refusals
))]
pub(super) async fn list(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    which: Result<Query<PageOf>, QueryRejection>,
) -> Result<Json<WaitingContests>, Problem> {
    let Query(which) = which.map_err(|_| Problem::wrong("page"))?;
    let row = |row: ContestRow| WaitingContest {
        id: row.id.to_string(),
        filed_at: rfc3339(row.filed),
        due_at: rfc3339(row.due),
        claim: row.claim.name(),
        from: row.masked,
        alerts: row.alerts,
        may_close: row.may_close,
        own: row.own,
    };
    let page = port.read()?.contests(&caller.actor, false, which.place())?;
    Ok(Json(WaitingContests { contests: page.rows.into_iter().map(row).collect(), pages: page.pages }))
}

/// Opens a contest; that leaves a line in the audit.
#[utoipa::path(post, path = "/api/v1/desk/contests/{id}/opening", tag = "desk", params(("id" = String, Path)), responses(
    (status = 200, description = "What it says", body = OpenedContest), Refusals
))]
pub(super) async fn open(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<Json<OpenedContest>, Problem> {
    let opened = port.command(OpenContest { actor: caller.actor, id: contest_id(&id)? }).await?;
    Ok(Json(OpenedContest {
        id: opened.id.to_string(),
        filed_at: rfc3339(opened.filed),
        due_at: rfc3339(opened.due),
        from: opened.address.as_str().to_owned(),
        claim: opened.claim.name(),
        statement: opened.statement,
        alerts: opened.alerts.into_iter().map(contested).collect(),
        recalled: opened.recalled,
        contests: opened.contests,
        closed_at: opened.closed.map(rfc3339),
        may_close: opened.may_close,
    }))
}

fn contested(alert: ContestedAlert) -> Contested {
    Contested {
        alert: alert.id.to_string(),
        level: alert.level.name(),
        month: alert.month.to_string(),
        state: alert.state.name(),
        two: alert.two,
        decision: alert.decision.map(|made| made.what.name()),
        done: alert.decision.is_some_and(|made| made.done),
        contests: alert.contests,
    }
}

/// Decides about one alert that the contest names.
#[utoipa::path(post, path = "/api/v1/desk/contests/{id}/decision", tag = "desk", params(("id" = String, Path)), request_body = ContestDecided, responses(
    (status = 200, description = "How far it has come", body = ContestDecisionTaken), Refusals
))]
pub(super) async fn decide(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(ContestDecided { alert, decision }): Body<ContestDecided>,
) -> Result<Json<ContestDecisionTaken>, Problem> {
    let decision = ContestDecision::from_name(&decision).ok_or_else(|| Problem::wrong("decision"))?;
    let alert: AlertId = alert.parse().map_err(|_| Problem::wrong("alert"))?;
    let step =
        port.command(DecideContest { actor: caller.actor, id: contest_id(&id)?, alert, decision }).await?;
    Ok(Json(ContestDecisionTaken { done: step == ContestStep::Done }))
}

/// Closes a contest of which everything is decided; its letter goes on its day.
#[utoipa::path(post, path = "/api/v1/desk/contests/{id}/closing", tag = "desk", params(("id" = String, Path)), responses(
    (status = 204, description = "It is closed"), Refusals
))]
pub(super) async fn close(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    port.command(CloseContest { actor: caller.actor, id: contest_id(&id)? }).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn contest_id(id: &str) -> Result<ContestId, Problem> {
    id.parse().map_err(|_| Problem::not_found())
}
