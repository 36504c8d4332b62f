//! `/api/v1/sponsorship`: codes, those who ask to be confirmed, the list of those whom one sponsors, and the link to one's
//! own sponsor.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use parasol_core::limits::CODE_LIFETIME;
use parasol_core::members::{
    Address, CancelCode, ConfirmSponsored, CutLink, DeclineSponsored, IssueCode, SendCode, SponsorState,
    TakeOffList,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::caller::Caller;
use super::name::Name;
use super::problem::{Problem, Refusals};
use super::retried::{Calls, Key, Once, once};
use crate::port::Port;
use crate::time::rfc3339;

/// How somebody sponsors.
#[derive(Serialize, ToSchema)]
pub(super) struct Sponsorship {
    /// For how many people the caller may vouch within 30 days.
    most: usize,
    /// For how many she still may.
    left: usize,
    /// Seconds until she may vouch again, when she may not now.
    #[serde(skip_serializing_if = "Option::is_none")]
    wait_seconds: Option<u64>,
    /// Those who registered with her e-mail address and wait.
    requests: Vec<Waiting>,
    /// Her open codes and the people she sponsors: what she wrote herself and a date.
    lines: Vec<Line>,
    /// The month since which somebody sponsors the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    sponsored_since: Option<String>,
}

/// Somebody who waits to be confirmed.
#[derive(Serialize, ToSchema)]
pub(super) struct Waiting {
    /// By what she is confirmed or declined.
    id: String,
    /// The four digits that she was shown.
    number: String,
    /// When she asked (RFC 3339).
    since: String,
}

/// A line of the list.
#[derive(Serialize, ToSchema)]
pub(super) struct Line {
    /// Its id.
    id: String,
    /// What the sponsor wrote.
    label: String,
    /// `open`, `ended` (a code that nobody used in time) or `sponsored`.
    state: &'static str,
    /// When the code was made, or the person came (RFC 3339).
    since: String,
    /// Until when an open code works (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

/// A code that is wanted.
#[derive(Deserialize, ToSchema)]
pub(super) struct CodeRequest {
    /// A word for the sponsor herself.
    #[serde(default)]
    label: String,
    /// A telephone to which the code is sent by SMS; left out, the code is told.
    phone: Option<String>,
}

/// A code that was made.
#[derive(Serialize, ToSchema)]
pub(super) struct CodeMade {
    /// The code, unless it was sent by SMS. It is told only once.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// Until when it works (RFC 3339).
    expires_at: String,
}

/// A word for the sponsor herself.
#[derive(Deserialize, ToSchema)]
pub(super) struct Label {
    /// The word.
    #[serde(default)]
    label: String,
}

/// Tells how the caller sponsors.
#[utoipa::path(get, path = "/api/v1/sponsorship", tag = "sponsorship", responses(
    (status = 200, description = "Codes, requests, people", body = Sponsorship), Refusals
))]
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
) -> Result<Json<Sponsorship>, Problem> {
    let (node, now) = (port.read()?, port.now());
    let left = node.vouching_left(&caller.actor, now)?;
    let requests = node.requests(&caller.actor)?.into_iter().map(|request| Waiting {
        id: request.member.to_string(),
        number: format!("{:04}", request.number),
        since: rfc3339(request.since),
    });
    let lines = node.sponsored(&caller.actor, now)?.into_iter().map(|line| Line {
        id: line.id.to_string(),
        label: line.label,
        state: line.state.name(),
        since: rfc3339(line.began),
        expires_at: match line.state {
            SponsorState::Open { expires } => Some(rfc3339(expires)),
            SponsorState::Ended | SponsorState::NotSent | SponsorState::Sponsored => None,
        },
    });
    Ok(Json(Sponsorship {
        most: left.most,
        left: left.left,
        wait_seconds: left.wait,
        requests: requests.collect(),
        lines: lines.collect(),
        sponsored_since: node.own_sponsor(&caller.actor)?.map(|since| since.month().to_string()),
    }))
}

/// Makes a code, and sends it by SMS if a telephone is named.
///
/// With an `Idempotency-Key`, a call that is sent again makes no second code: if it was sent by SMS, the answer is the same;
/// if it was told, it is not told again (409 `done_already`), and can be cancelled. A key is for one call; the last ones are
/// remembered until the node is restarted.
#[utoipa::path(post, path = "/api/v1/sponsorship/codes", tag = "sponsorship", request_body = CodeRequest,
    params(("Idempotency-Key" = Option<String>, Header, max_length = 200, description = "names this call, so that it is not done again when it is sent again")),
    responses((status = 201, description = "The code", body = CodeMade), Refusals))]
pub(super) async fn issue(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Extension(calls): Extension<Calls>,
    key: Key,
    Body(CodeRequest { label, phone }): Body<CodeRequest>,
) -> Result<(StatusCode, Json<CodeMade>), Problem> {
    let actor = caller.actor;
    let (code, made) = match phone {
        None => {
            let made = once(&port, &calls, actor, "code", key, IssueCode { actor, label }).await?;
            (Some(made.told_once()?.to_text()), port.now())
        }
        Some(phone) => {
            let to = Address::read(&phone, port.settings().country)?;
            let language = Some(caller.t.code().to_owned());
            let command = SendCode { actor, label, to, language };
            match once(&port, &calls, actor, "code", key, command).await? {
                Once::Now(()) => (None, port.now()),
                Once::Before(at) => (None, at),
            }
        }
    };
    let expires_at = rfc3339(made.plus(CODE_LIFETIME));
    Ok((StatusCode::CREATED, Json(CodeMade { code, expires_at })))
}

/// Ends a code that was not used. It counts all the same.
#[utoipa::path(delete, path = "/api/v1/sponsorship/codes/{id}", tag = "sponsorship", params(("id" = String, Path)), responses(
    (status = 204, description = "It works no more"), Refusals
))]
pub(super) async fn cancel(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    port.command(CancelCode { actor: caller.actor, id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Confirms somebody who registered with the caller's e-mail address.
#[utoipa::path(post, path = "/api/v1/sponsorship/requests/{id}/confirm", tag = "sponsorship", params(("id" = String, Path)),
    request_body = Label, responses((status = 204, description = "She can sign in"), Refusals))]
pub(super) async fn confirm(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(Label { label }): Body<Label>,
) -> Result<StatusCode, Problem> {
    let member = id.parse().map_err(|_| Problem::not_found())?;
    port.command(ConfirmSponsored { actor: caller.actor, member, label }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Declines somebody who registered with the caller's e-mail address. Her request leaves the caller's list and ends as any other, after two weeks.
#[utoipa::path(post, path = "/api/v1/sponsorship/requests/{id}/decline", tag = "sponsorship", params(("id" = String, Path)),
    responses((status = 204, description = "It is on her list no more"), Refusals))]
pub(super) async fn decline(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    let member = id.parse().map_err(|_| Problem::not_found())?;
    port.command(DeclineSponsored { actor: caller.actor, member }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a person off the list of those whom the caller sponsors, with the words written there. She keeps her account.
#[utoipa::path(delete, path = "/api/v1/sponsorship/lines/{id}", tag = "sponsorship", params(("id" = String, Path)),
    responses((status = 204, description = "The line is gone"), Refusals))]
pub(super) async fn take_off(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    port.command(TakeOffList { actor: caller.actor, id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Cuts the link to the caller's own sponsor.
#[utoipa::path(delete, path = "/api/v1/sponsorship/link", tag = "sponsorship", responses(
    (status = 204, description = "The sponsor's list shows her no more"), Refusals
))]
pub(super) async fn cut(State(port): State<Arc<dyn Port>>, caller: Caller) -> Result<StatusCode, Problem> {
    port.command(CutLink { actor: caller.actor }).await?;
    Ok(StatusCode::NO_CONTENT)
}
