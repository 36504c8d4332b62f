//! What the team and a reporter write to each other, taking a report back, and what the desk does about both.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use parasol_core::desk::{AskReporter, PutEntryBack, RejectReason, RejectReport};
use parasol_core::ids::ReportId;
use parasol_core::reports::{
    AnswerByCode, CodePost, FollowCode, NotFreeByCode, OwnThread, Post, SayNotFree, WithdrawOwnReport,
    Withdrawn, WritePost, Writer,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::caller::Caller;
use super::name::Name;
use super::problem::{Problem, ProblemBody, Refusals};
use crate::port::Port;
use crate::time::{day, rfc3339};

/// A post.
#[derive(Serialize, ToSchema)]
pub(super) struct PostField {
    /// `reporter` or `desk`.
    by: &'static str,
    /// The day on which it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<String>,
    /// What. By a follow code, what the reporter wrote is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// What was written about an own report, and by when what happens next.
#[derive(Serialize, ToSchema)]
pub(super) struct OwnThreadField {
    /// The posts, oldest first.
    posts: Vec<PostField>,
    /// Whether something can be written.
    may_write: bool,
    /// By when it is decided (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
    /// From when on its alert is shown (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    shown_from: Option<String>,
    /// When what is left of a report that was taken back is gone (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    gone_at: Option<String>,
}

impl OwnThreadField {
    pub(super) fn new(own: &OwnThread) -> Self {
        Self {
            posts: by_both(&own.posts),
            may_write: own.may_write,
            due_at: own.due.map(rfc3339),
            shown_from: own.shown_from.map(rfc3339),
            gone_at: own.gone_on.map(rfc3339),
        }
    }
}

fn post(post: &Post) -> PostField {
    PostField { by: post.by.name(), on: Some(day(post.at)), text: Some(post.text.clone()) }
}

/// Posts as those who wrote them read them.
pub(super) fn by_both(posts: &[Post]) -> Vec<PostField> {
    posts.iter().map(post).collect()
}

/// Posts as whoever holds the code is told them.
pub(super) fn by_code(posts: &[CodePost]) -> Vec<PostField> {
    let field = |post: &CodePost| match post {
        CodePost::Asked(text) => PostField { by: Writer::Desk.name(), on: None, text: Some(text.clone()) },
        CodePost::Answered => PostField { by: Writer::Reporter.name(), on: None, text: None },
    };
    posts.iter().map(field).collect()
}

/// What is written.
#[derive(Deserialize, ToSchema)]
pub(super) struct PostRequest {
    /// What.
    text: String,
}

/// What is written by a code.
#[derive(Deserialize, ToSchema)]
pub(super) struct CodePostRequest {
    /// The report's code.
    code: String,
    /// What.
    text: String,
}

/// The code of a report.
#[derive(Deserialize, ToSchema)]
pub(super) struct ReportCode {
    /// It.
    code: String,
}

/// Why a report is not published.
#[derive(Deserialize, ToSchema)]
pub(super) struct RejectRequest {
    /// `not_enough`, `no_consent`, `would_expose_reporter`, `out_of_scope`, `about_a_sex_worker`, `duplicate`,
    /// `not_credible` or `other`. The reporter is told in words.
    reason: String,
    /// A sentence to the reporter beside it.
    #[serde(default)]
    text: String,
}

/// Writes to the team about an own report, while it is open (`POST /account/opening`).
#[utoipa::path(post, path = "/api/v1/reports/{id}/posts", tag = "reports", params(("id" = String, Path)), request_body = PostRequest, responses(
    (status = 204, description = "The team reads it"),
    (status = 400, description = "`bad_request` or `invalid`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, `closed` (the password has to be typed again), or `reports_closed` after a reset", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`, somebody else's report included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`: nothing is left of it", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn write(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(PostRequest { text }): Body<PostRequest>,
) -> Result<StatusCode, Problem> {
    let id = own(&*port, &caller, &id)?;
    port.command(WritePost { token: caller.token, id, text }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes an own report back, while it is open: what it says goes at once, and its alert is shown to nobody.
#[utoipa::path(post, path = "/api/v1/reports/{id}/withdraw", tag = "reports", params(("id" = String, Path)), responses(
    (status = 204, description = "It was taken back"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, `closed` (the password has to be typed again), or `reports_closed` after a reset", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`, somebody else's report included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`: it was taken back before", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn withdraw(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    let id = own(&*port, &caller, &id)?;
    withdrawn(port.command(WithdrawOwnReport { token: caller.token, id }).await?)
}

/// What whoever took a report back is told: of one that was put back meanwhile, what it would be if that had not happened.
pub(super) fn withdrawn(withdrawn: Withdrawn) -> Result<StatusCode, Problem> {
    match withdrawn {
        Withdrawn::Now => Ok(StatusCode::NO_CONTENT),
        Withdrawn::Before => Err(Withdrawn::before().into()),
    }
}

/// Says that an own report was not taken back freely: the team may put its bare entry back.
#[utoipa::path(post, path = "/api/v1/reports/{id}/not-free", tag = "reports", params(("id" = String, Path)), responses(
    (status = 204, description = "The team knows"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`, somebody else's report included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`: it was not taken back, or nothing is left of it", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn not_free(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    port.command(SayNotFree { actor: caller.actor, id: report_id(&id)? }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Writes to the team by a code, where that is possible.
#[utoipa::path(post, path = "/api/v1/follow/posts", tag = "follow", request_body = CodePostRequest, security(()), responses(
    (status = 204, description = "The team reads it"), Refusals
))]
pub(super) async fn write_by_code(
    State(port): State<Arc<dyn Port>>,
    Body(CodePostRequest { code, text }): Body<CodePostRequest>,
) -> Result<StatusCode, Problem> {
    port.command(AnswerByCode { code: FollowCode::from_text(&code)?, text }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says by its code that a report was not taken back freely.
#[utoipa::path(post, path = "/api/v1/follow/not-free", tag = "follow", request_body = ReportCode, security(()), responses(
    (status = 204, description = "The team knows"), Refusals
))]
pub(super) async fn not_free_by_code(
    State(port): State<Arc<dyn Port>>,
    Body(ReportCode { code }): Body<ReportCode>,
) -> Result<StatusCode, Problem> {
    port.command(NotFreeByCode { code: FollowCode::from_text(&code)? }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Writes to a report's reporter. While it is undecided, the report waits for her answer.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/ask", tag = "desk", params(("id" = String, Path)), request_body = PostRequest, responses(
    (status = 204, description = "It stands with her report"),
    (status = 400, description = "`bad_request`, or `invalid`: nobody could read it, or nothing more fits", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, one's own included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`: nothing is left of it", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn ask(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(PostRequest { text }): Body<PostRequest>,
) -> Result<StatusCode, Problem> {
    port.command(AskReporter { actor: caller.actor, id: report_id(&id)?, text }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Decides not to publish a report; its reporter is told why.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/reject", tag = "desk", params(("id" = String, Path)), request_body = RejectRequest, responses(
    (status = 204, description = "It was decided"),
    (status = 400, description = "`bad_request` or `invalid`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, one's own included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`: it was decided before", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large` or `too_long`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn reject(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(RejectRequest { reason, text }): Body<RejectRequest>,
) -> Result<StatusCode, Problem> {
    let id = report_id(&id)?;
    let reason = RejectReason::from_name(&reason).ok_or_else(|| Problem::wrong("reason"))?;
    port.command(RejectReport { actor: caller.actor, id, reason, text }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts the bare entry of a report back that its reporter did not take back freely.
#[utoipa::path(post, path = "/api/v1/desk/reports/{id}/entry-back", tag = "desk", params(("id" = String, Path)), responses(
    (status = 204, description = "It is shown again, or waits for a decision"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`, one's own included", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`: its reporter did not say so (from her account; if she has none, with her code after the team had asked), or nothing is left of it", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn entry_back(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    port.command(PutEntryBack { actor: caller.actor, id: report_id(&id)? }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An own report; somebody else's is told before anything else.
fn own(port: &dyn Port, caller: &Caller, id: &str) -> Result<ReportId, Problem> {
    let id = report_id(id)?;
    port.read()?.own_report(&caller.actor, &id)?;
    Ok(id)
}

fn report_id(id: &str) -> Result<ReportId, Problem> {
    id.parse().map_err(|_| Problem::not_found())
}
