//! `/api/v1/check`: looks an identifier up. The identifier is in the body, never in the address, and is not kept.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use parasol_core::checks::{Found, ReadAs, Unanswered, Verdict};
use parasol_core::fair_share::Urgency;
use parasol_protocol::identifier::IdentifierKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::caller::Caller;
use super::problem::{Problem, ProblemBody};
use crate::acts;
use crate::language::Texts;
use crate::port::Port;
use crate::time::rfc3339;
use crate::wire::{kind_names, level_name};

/// What to look up.
#[derive(Deserialize, ToSchema)]
pub(super) struct CheckRequest {
    /// As it was pasted.
    identifier: String,
    /// `phone`, `email`, `plate` or `handle`; without it the text is read as everything it may be.
    kind: Option<String>,
    /// Whether it rings now. When what partners evaluate for this node in a day runs short, calls are looked up before searches.
    #[serde(default)]
    ringing: bool,
}

/// The answer. `level: null` means that no report is known, which never means that somebody is safe.
#[derive(Serialize, ToSchema)]
pub(super) struct CheckAnswer {
    /// What it was read as in the first place.
    kind: &'static str,
    /// The canonical form of that reading.
    canonical: String,
    /// The form for people.
    shown: String,
    /// The worst level of all that was found; `unknown` for one that this version does not know.
    #[schema(required)]
    level: Option<&'static str>,
    /// In which month it was reported last, for example `2026-11`.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_reported: Option<String>,
    /// What belongs to every verdict, in the reader's language: when it was reported last, and that numbers change hands and
    /// can be faked. To be shown with it.
    caution: String,
    /// Whether every source was answered.
    complete: bool,
    /// The sources that were not, or only up to some time.
    unanswered: Vec<UnansweredSource>,
    /// What was found, the worst first, 50 at most.
    alerts: Vec<FoundAlert>,
    /// How many more were found than are told.
    #[serde(skip_serializing_if = "is_none")]
    more: usize,
    /// The other ways in which it was read.
    also: Vec<AlsoRead>,
}

/// A source that was not answered.
#[derive(Serialize, ToSchema)]
pub(super) struct UnansweredSource {
    /// The organisation's name.
    source: String,
    /// Why: `as_of` (searched, but known only up to `as_of`), `unreachable`, `below_threshold`, `quota`, `no_key`,
    /// `never_synced`, `records_missing`, `held_for_review` or `ceremony`.
    reason: &'static str,
    /// Up to when it is known (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
}

/// An alert that was found.
#[derive(Serialize, ToSchema)]
pub(super) struct FoundAlert {
    /// Its id; `/api/v1/alerts/{id}` shows it if it is the node's own.
    id: String,
    /// Who reported it.
    origin: OriginName,
    /// The level, or `unknown`.
    level: &'static str,
    /// What happened; `unknown` stands for what this version does not know.
    kinds: Vec<&'static str>,
    /// The month, for example `2026-11`.
    month: String,
    /// The public text of an own alert, or the note of a foreign one.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The canonical form of the reading that found it.
    read_as: String,
}

/// Who reported.
#[derive(Serialize, ToSchema)]
pub(super) struct OriginName {
    /// The organisation's name.
    name: String,
    /// Its country (ISO 3166-1).
    country: String,
}

/// Another way in which the text was read.
#[derive(Serialize, ToSchema)]
pub(super) struct AlsoRead {
    /// What it was read as.
    kind: &'static str,
    /// The canonical form.
    canonical: String,
    /// The worst level found for it.
    #[schema(required)]
    level: Option<&'static str>,
}

/// Checks an identifier.
#[utoipa::path(post, path = "/api/v1/check", tag = "check", request_body = CheckRequest, responses(
    (status = 200, description = "The verdict", body = CheckAnswer),
    (status = 400, description = "`bad_request`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 413, description = "`too_large`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, description = "`identifier_unreadable`, with `hint`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, description = "`over_quota`: nothing was checked", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(CheckRequest { identifier, kind, ringing }): Body<CheckRequest>,
) -> Result<Json<CheckAnswer>, Problem> {
    let kind = match kind {
        None => None,
        Some(name) => Some(IdentifierKind::from_name(&name).ok_or_else(|| Problem::wrong("kind"))?),
    };
    let urgency = if ringing { Urgency::Call } else { Urgency::Search };
    Ok(Json(answer(caller.t, acts::check(&*port, caller.actor, &identifier, kind, urgency).await?)))
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_none(more: &usize) -> bool {
    *more == 0
}

fn answer(t: Texts, verdict: Verdict) -> CheckAnswer {
    let Verdict { read, level, complete, unanswered, last, alerts, more } = verdict;
    let month = last.map(|month| t.month(month.year(), month.month()));
    let caution = month
        .map_or_else(|| t.get("verdict-fake"), |month| t.plain("verdict-last", [("month", month.into())]));
    let alerts = alerts.into_iter().map(|alert| found(alert, &read)).collect();
    let mut read = read.into_iter();
    // Readings are never none.
    let best = read.next();
    CheckAnswer {
        kind: best.as_ref().map_or("phone", |read| read.kind.name()),
        canonical: best.as_ref().map(|read| read.canonical.clone()).unwrap_or_default(),
        shown: best.map(|read| read.shown).unwrap_or_default(),
        level: level.map(level_name),
        last_reported: last.map(|month| month.to_string()),
        caution,
        complete,
        unanswered: unanswered.into_iter().map(source).collect(),
        alerts,
        more,
        also: read.map(also).collect(),
    }
}

fn source(unanswered: Unanswered) -> UnansweredSource {
    let Unanswered { source, reason, as_of } = unanswered;
    UnansweredSource { source: source.name, reason: reason.name(), as_of: as_of.map(rfc3339) }
}

fn found(found: Found, read: &[ReadAs]) -> FoundAlert {
    FoundAlert {
        id: found.id,
        origin: OriginName { name: found.origin.name, country: found.origin.country.to_string() },
        level: level_name(found.level),
        kinds: kind_names(&found.kinds),
        month: found.month.to_string(),
        text: found.text,
        read_as: read.get(found.read_as).map(|read| read.canonical.clone()).unwrap_or_default(),
    }
}

fn also(read: ReadAs) -> AlsoRead {
    AlsoRead { kind: read.kind.name(), canonical: read.canonical, level: read.level.map(level_name) }
}
