//! `/api/v1/follow`: a report by its code, and the one report of a card, without an account.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use parasol_core::members::LockAccount;
use parasol_core::reports::{FollowCode, Followed, WithdrawReport};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::problem::{Problem, Refusals};
use super::reports::{self, ReportRequest};
use super::thread::{self, PostField};
use crate::acts;
use crate::port::Port;
use crate::time::rfc3339;
use crate::visitor;

/// A code.
#[derive(Deserialize, ToSchema)]
pub(super) struct CodeField {
    /// The code of a report or of a card.
    code: String,
}

/// The one report of a card.
#[derive(Deserialize, ToSchema)]
pub(super) struct CardReport {
    /// The card's code.
    code: String,
    /// What is reported.
    report: ReportRequest,
}

/// What a code opens.
#[derive(Serialize, ToSchema)]
pub(super) struct Opened {
    /// `report`, or `card` when a report can be sent with it.
    kind: &'static str,
    /// The month in which the report came.
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<String>,
    /// Where the report stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    /// Why it was not published.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// What the team asked, where its reporter reads that by the code; what she wrote herself is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    thread: Option<Vec<PostField>>,
    /// Until when the card can be used (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

/// A card's report that was taken; its code follows it from now on.
#[derive(Serialize, ToSchema)]
pub(super) struct CardReportTaken {
    /// Where it stands.
    status: &'static str,
}

/// Tells what a code opens.
#[utoipa::path(post, path = "/api/v1/follow", tag = "follow", request_body = CodeField, security(()), responses(
    (status = 200, description = "What it opens", body = Opened), Refusals
))]
pub(super) async fn open(
    State(port): State<Arc<dyn Port>>,
    Body(CodeField { code }): Body<CodeField>,
) -> Result<Json<Opened>, Problem> {
    let opened = match port.read()?.follow(&FollowCode::from_text(&code)?, port.now())? {
        Followed::Report(report) => Opened {
            kind: "report",
            month: Some(report.month.to_string()),
            status: Some(report.status.name()),
            reason: report.rejected.map(|reason| reason.name()),
            thread: report.thread.as_deref().map(thread::by_code),
            expires_at: None,
        },
        Followed::Card { expires } => {
            let expires_at = Some(rfc3339(expires));
            Opened { kind: "card", month: None, status: None, reason: None, thread: None, expires_at }
        }
    };
    Ok(Json(opened))
}

/// Sends the one report of a card.
#[utoipa::path(post, path = "/api/v1/follow/report", tag = "follow", request_body = CardReport, security(()), responses(
    (status = 201, description = "It was taken", body = CardReportTaken), Refusals
))]
pub(super) async fn report(
    State(port): State<Arc<dyn Port>>,
    headers: HeaderMap,
    Body(CardReport { code, report }): Body<CardReport>,
) -> Result<(StatusCode, Json<CardReportTaken>), Problem> {
    let code = FollowCode::from_text(&code)?;
    let draft = reports::draft(&*port, report, visitor::language(port.settings(), &headers).code())?;
    let taken = acts::submit_by_card(&*port, code, draft).await?;
    Ok((StatusCode::CREATED, Json(CardReportTaken { status: taken.status.name() })))
}

/// Takes a report back: what it says is deleted at once, its alert shown to nobody and recalled everywhere; what is left of
/// it goes after the time that the organisation set.
#[utoipa::path(post, path = "/api/v1/follow/withdraw", tag = "follow", request_body = CodeField, security(()), responses(
    (status = 204, description = "It was taken back"), Refusals
))]
pub(super) async fn withdraw(
    State(port): State<Arc<dyn Port>>,
    Body(CodeField { code }): Body<CodeField>,
) -> Result<StatusCode, Problem> {
    thread::withdrawn(port.command(WithdrawReport { code: FollowCode::from_text(&code)? }).await?)
}

/// Locks the account with which the report was made. The answer is the same when there is none.
#[utoipa::path(post, path = "/api/v1/follow/lock", tag = "follow", request_body = CodeField, security(()), responses(
    (status = 204, description = "If there is an account, it is locked"), Refusals
))]
pub(super) async fn lock(
    State(port): State<Arc<dyn Port>>,
    Body(CodeField { code }): Body<CodeField>,
) -> Result<StatusCode, Problem> {
    port.command(LockAccount { code: FollowCode::from_text(&code)? }).await?;
    Ok(StatusCode::NO_CONTENT)
}
