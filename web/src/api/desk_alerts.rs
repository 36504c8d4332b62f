//! `/api/v1/desk/alerts/{id}`: correcting an alert, what it said before, and its identifiers in full.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use parasol_core::alerts::{ReviseAlert, Revised, ShowIdentifiers, Version};
use parasol_core::desk::Person;
use parasol_core::ids::AlertId;
use parasol_protocol::lists::{EventKind, Level};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::caller::Caller;
use super::desk_together::{Outcome, done, waits};
use super::name::Name;
use super::problem::{Problem, Refusals};
use super::reports::words;
use crate::port::Port;
use crate::second::{self, Publishing};
use crate::time::rfc3339;
use crate::wire::{kind_names, level_name};

/// What an alert is to say.
#[derive(Deserialize, ToSchema)]
pub(super) struct CorrectRequest {
    /// The version that is corrected: the number of those before it, as the alert has it.
    version: u32,
    /// How dangerous the person is.
    level: String,
    /// What happened.
    #[serde(default)]
    kinds: Vec<String>,
    /// The public text: nothing in it may tell who reported.
    #[serde(default)]
    text: String,
    /// The town, if it may be said.
    town: Option<String>,
    /// Names the person used.
    #[serde(default)]
    aliases: Vec<String>,
    /// The vehicle.
    vehicle: Option<String>,
    /// What the person looks like.
    description: Option<String>,
    /// Which of its identifiers do not belong to it, by their places, counted from 0.
    #[serde(default)]
    leave_out: Vec<usize>,
    /// Why, for the others at the desk.
    why: String,
    /// Whether it is to say so although a part that it did not say before may tell who reported, or says too much. Say so only
    /// once somebody has read what `warned` answers.
    #[serde(default)]
    anyway: bool,
}

/// Every version of an alert, the one that holds first.
#[derive(Serialize, ToSchema)]
pub(super) struct History {
    /// The versions.
    versions: Vec<VersionBody>,
}

/// A version of an alert.
#[derive(Serialize, ToSchema)]
pub(super) struct VersionBody {
    /// Who wrote it; absent when that was not noted, or she is not here any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// When (RFC 3339).
    at: String,
    /// `published`, `corrected`, `merged` or `taken_out`.
    change: &'static str,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// The level.
    level: &'static str,
    /// What happened.
    kinds: Vec<&'static str>,
    /// The month.
    month: String,
    /// The public text.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// By what the person could be found, masked.
    identifiers: Vec<String>,
}

/// Identifiers in full.
#[derive(Serialize, ToSchema)]
pub(super) struct ShownIdentifiers {
    /// As they are shown to a person.
    identifiers: Vec<String>,
}

fn alert(id: &str) -> Result<AlertId, Problem> {
    id.parse().map_err(|_| Problem::not_found())
}

/// Corrects an alert, or classifies it anew. Peers get new entries for the old ones.
#[utoipa::path(post, path = "/api/v1/desk/alerts/{id}/correct", tag = "desk", params(("id" = String, Path)),
    request_body = CorrectRequest, responses(
    (status = 200, description = "It is corrected", body = Outcome),
    (status = 202, description = "It waits for a second moderator", body = Outcome), Refusals))]
pub(super) async fn correct(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(request): Body<CorrectRequest>,
) -> Result<Response, Problem> {
    let (actor, alert) = (caller.actor, alert(&id)?);
    let level = Level::from_name(&request.level).ok_or_else(|| Problem::wrong("level"))?;
    let kinds = words("kinds", &request.kinds, EventKind::from_name)?;
    let CorrectRequest { version, text, town, aliases, vehicle, description, leave_out, why, anyway, .. } =
        request;
    let person = Person { aliases, vehicle, description };
    let revised = Revised { level, kinds, text, town, person, leave_out, why };
    let read = port.read()?;
    // Refuses whoever must not decide about it.
    read.alert_history(&actor, &alert)?;
    let report = read.alert(&actor, &alert)?.report.ok_or_else(Problem::not_found)?;
    drop(read);
    let revise = ReviseAlert { actor, alert, version, revised, anyway };
    match second::revise(&*port, revise, report).await? {
        Publishing::Done(()) => Ok(done(alert)),
        Publishing::Proposed => Ok(waits()),
        Publishing::Warned(found) => Err(Problem::warned(&found)),
    }
}

/// Shows every version of an alert.
#[utoipa::path(get, path = "/api/v1/desk/alerts/{id}/history", tag = "desk", params(("id" = String, Path)),
    responses((status = 200, description = "The versions", body = History), Refusals))]
pub(super) async fn history(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<Json<History>, Problem> {
    let versions = port.read()?.alert_history(&caller.actor, &alert(&id)?)?;
    Ok(Json(History { versions: versions.into_iter().map(version).collect() }))
}

/// Shows an alert's identifiers in full. It counts as a check, thirty a day at most, and leaves a line in the audit.
#[utoipa::path(post, path = "/api/v1/desk/alerts/{id}/identifiers", tag = "desk", params(("id" = String, Path)),
    responses((status = 200, description = "The identifiers", body = ShownIdentifiers), Refusals))]
pub(super) async fn identifiers(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<Json<ShownIdentifiers>, Problem> {
    let shown = port.command(ShowIdentifiers { actor: caller.actor, alert: alert(&id)? }).await?;
    Ok(Json(ShownIdentifiers { identifiers: shown.into_iter().map(|view| view.shown).collect() }))
}

fn version(version: Version) -> VersionBody {
    let content = version.content;
    VersionBody {
        by: version.by.map(|by| by.as_str().to_owned()),
        at: rfc3339(version.at),
        change: version.change.name(),
        why: version.why,
        level: level_name(content.level),
        kinds: kind_names(&content.kinds),
        month: content.month.to_string(),
        text: content.text,
        identifiers: version.identifiers.into_iter().map(|view| view.shown).collect(),
    }
}
