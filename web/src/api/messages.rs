//! `/api/v1/messages`: how messages to members stand, by ids. Never to whom, never what.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use parasol_core::ids::MessageId;
use parasol_core::messages::{
    AgreeToSms, ForgetMessage, MessageRow, QueueCounts, SMS_WORDING, SendAgain, WithdrawSms,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::caller::Caller;
use super::name::Name;
use super::problem::{Problem, ProblemBody};
use crate::messages::see;
use crate::port::Port;
use crate::time::rfc3339;

/// The queue of messages: 50 at most, those first that a person has to decide about.
#[derive(Serialize, ToSchema)]
pub(super) struct MessageQueue {
    /// E-mail and SMS in numbers.
    channels: Vec<MessageChannel>,
    /// The messages, without to whom and what.
    messages: Vec<QueuedMessage>,
    /// Who sees what of a message, in the caller's language.
    who_sees_what: Vec<String>,
    /// The version of these words: to be sent back by whoever agrees.
    wording: u16,
    /// When an admin agreed that SMS go out (RFC 3339); absent while they do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    sms_agreed: Option<String>,
}

/// A channel in numbers.
#[derive(Serialize, ToSchema)]
pub(super) struct MessageChannel {
    /// `mail` or `sms`.
    channel: &'static str,
    /// How many stand how.
    states: Vec<StateCount>,
    /// Confirmed by a provider today and yesterday, UTC.
    sent: u64,
    /// Dropped today and yesterday, UTC, because too many waited.
    dropped: u64,
}

/// How many stand so.
#[derive(Serialize, ToSchema)]
pub(super) struct StateCount {
    /// `waiting`, `trying`, `uncertain`, `failed` or `outbox`.
    state: &'static str,
    /// How many.
    number: u64,
}

/// A message of which nothing is told but how it stands.
#[derive(Serialize, ToSchema)]
pub(super) struct QueuedMessage {
    /// Its id.
    id: String,
    /// `mail` or `sms`.
    channel: &'static str,
    /// How it stands.
    state: &'static str,
    /// When it was queued (RFC 3339).
    queued: String,
    /// How often it was tried.
    tries: u32,
    /// When it is tried next (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    /// What went wrong last, as a stable word.
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<&'static str>,
}

/// Whether SMS go out.
#[derive(Deserialize, ToSchema)]
pub(super) struct SmsDecision {
    /// The version of the words that were read; absent: SMS are switched off.
    #[serde(default)]
    agreed_to_wording: Option<u16>,
}

/// Tells how messages stand.
#[utoipa::path(get, path = "/api/v1/messages", tag = "messages", responses(
    (status = 200, description = "The queue", body = MessageQueue),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
) -> Result<Json<MessageQueue>, Problem> {
    let queue = port.read()?.messages(&caller.actor, None, port.now())?;
    Ok(Json(MessageQueue {
        channels: queue.channels.iter().map(channel).collect(),
        messages: queue.rows.into_iter().map(message).collect(),
        who_sees_what: see(caller.t),
        wording: SMS_WORDING,
        sms_agreed: queue.agreement.map(|agreed| rfc3339(agreed.at)),
    }))
}

fn channel(counts: &QueueCounts) -> MessageChannel {
    let states =
        counts.states.iter().map(|(state, number)| StateCount { state: state.name(), number: *number });
    MessageChannel {
        channel: counts.channel.name(),
        states: states.collect(),
        sent: counts.sent,
        dropped: counts.dropped,
    }
}

fn message(row: MessageRow) -> QueuedMessage {
    QueuedMessage {
        id: row.id.to_string(),
        channel: row.channel.name(),
        state: row.state.name(),
        queued: rfc3339(row.queued),
        tries: row.tries,
        due: row.due.map(rfc3339),
        fault: row.fault.map(|fault| fault.name()),
    }
}

/// Sends a message again that was given up or is uncertain, or one that waits at once.
#[utoipa::path(post, path = "/api/v1/messages/{id}/retry", tag = "messages", params(("id" = String, Path)), responses(
    (status = 204, description = "It is being sent"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn retry(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    let id: MessageId = id.parse().map_err(|_| Problem::not_found())?;
    port.command(SendAgain { actor: caller.actor, id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets a message.
#[utoipa::path(delete, path = "/api/v1/messages/{id}", tag = "messages", params(("id" = String, Path)), responses(
    (status = 204, description = "It is forgotten"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, description = "`wrong_state`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn delete(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    let id: MessageId = id.parse().map_err(|_| Problem::not_found())?;
    port.command(ForgetMessage { actor: caller.actor, id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says that an admin has read who sees what and agrees that SMS go out, or switches them off.
#[utoipa::path(post, path = "/api/v1/messages/sms", tag = "messages", request_body = SmsDecision, responses(
    (status = 204, description = "It is written down"),
    (status = 400, description = "`bad_request`, or `invalid`: the words have changed", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn sms(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(decision): Body<SmsDecision>,
) -> Result<StatusCode, Problem> {
    let actor = caller.actor;
    match decision.agreed_to_wording {
        Some(wording) => port.command(AgreeToSms { actor, wording }).await?,
        None => port.command(WithdrawSms { actor }).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}
