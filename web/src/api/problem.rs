//! What went wrong, as RFC 9457 has it: `type` is a stable word for programs, `detail` a sentence in the reader's
//! language. No problem ever repeats what was sent.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use parasol_core::desk::{Warning, WarningKind};
use parasol_core::refusal::Refusal;
use parasol_core::store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::failure::refusal_text;
use crate::language::Texts;
use crate::port::Port;
use crate::visitor;

/// What went wrong.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    status: StatusCode,
    word: &'static str,
    detail: Detail,
}

#[derive(Debug, Clone)]
enum Detail {
    Refusal(Refusal),
    /// A message of its own.
    Message(&'static str),
    /// Too often: a message, and in how many seconds it may be tried again.
    Wait(&'static str, u64),
    /// What is to be published needs another look: in which fields, and why.
    Warned(Vec<(&'static str, WarningKind)>),
    /// The request cannot be understood: why, and which field.
    Request(&'static str, Option<String>),
}

/// A problem as it is sent (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
    /// What went wrong, as a stable word.
    #[serde(rename = "type")]
    word: &'static str,
    /// The status in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// A sentence in the reader's language.
    detail: String,
    /// For `identifier_unreadable`: why, as a stable word.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'static str>,
    /// For `identifier_unreadable` in a report: which identifier, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
    /// Which field it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// For `too_long`: the bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<usize>,
    /// For `warned`: what in the words needs another look. `proofread` tells which part it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<WarningBody>,
}

/// What in the words to be published needs another look.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WarningOf)]
pub(super) struct WarningBody {
    /// In which field.
    field: &'static str,
    /// Why: `reporter`, `quote`, `identifier`, `hour`, `day` or `place`.
    kind: &'static str,
    /// Why, in the reader's language.
    detail: String,
}

/// With what a call can be refused.
#[derive(utoipa::IntoResponses)]
#[expect(dead_code, reason = "it describes what problems are sent as")]
pub(super) enum Refusals {
    /// `bad_request`, `invalid` or `code_refused`
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(ProblemBody),
    /// `not_signed_in`
    #[response(status = 401, content_type = "application/problem+json")]
    Nobody(ProblemBody),
    /// `forbidden`
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(ProblemBody),
    /// `not_found`
    #[response(status = 404, content_type = "application/problem+json")]
    Nothing(ProblemBody),
    /// `timeout`
    #[response(status = 408, content_type = "application/problem+json")]
    Late(ProblemBody),
    /// It is not in the state that the call needs; `done_already` with an `Idempotency-Key`
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(ProblemBody),
    /// `too_large` or `too_long`
    #[response(status = 413, content_type = "application/problem+json")]
    TooMuch(ProblemBody),
    /// `identifier_unreadable`
    #[response(status = 422, content_type = "application/problem+json")]
    Unreadable(ProblemBody),
    /// `over_quota`, with `Retry-After`
    #[response(status = 429, content_type = "application/problem+json")]
    TooOften(ProblemBody),
    /// `busy`
    #[response(status = 503, content_type = "application/problem+json")]
    Busy(ProblemBody),
}

impl Problem {
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", Detail::Message("problem-not_found"))
    }

    pub(crate) fn method_not_allowed() -> Self {
        let detail = Detail::Message("problem-method_not_allowed");
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
    }

    /// The same call came before, and its answer told what is told once.
    pub(super) fn done_already() -> Self {
        Self::new(StatusCode::CONFLICT, "done_already", Detail::Message("problem-done_already"))
    }

    pub(super) fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", Detail::Message("problem-too_large"))
    }

    pub(super) fn not_json() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", Detail::Message("problem-not_json"))
    }

    /// The body did not arrive whole, or not in time.
    pub(super) fn cut() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "timeout", Detail::Message("problem-cut"))
    }

    /// A refused sign-in: the wait after too many tries has words of its own.
    pub(super) fn sign_in(refusal: Refusal) -> Self {
        match refusal {
            Refusal::OverQuota { retry_after } => {
                let status = StatusCode::TOO_MANY_REQUESTS;
                Self::new(status, "over_quota", Detail::Wait("sign-in-later", retry_after))
            }
            other => other.into(),
        }
    }

    /// The request cannot be understood. `why` names a message; `field` is a field's name, never its value.
    pub(super) fn request(why: &'static str, field: Option<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", Detail::Request(why, field))
    }

    /// A field has the wrong type, or a word that is not in its list.
    pub(super) fn wrong(field: impl Into<String>) -> Self {
        Self::request("problem-wrong_type", Some(field.into()))
    }

    /// Nothing was published, because these parts need another look. Like every problem it does not repeat what was sent.
    pub(super) fn warned(found: &[Warning]) -> Self {
        let mut parts: Vec<_> = found.iter().map(|warning| (warning.field, warning.kind)).collect();
        parts.dedup();
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, Refusal::Warned.code(), Detail::Warned(parts))
    }

    fn new(status: StatusCode, word: &'static str, detail: Detail) -> Self {
        Self { status, word, detail }
    }

    fn body(&self, t: Texts) -> ProblemBody {
        let mut body = ProblemBody {
            word: self.word,
            title: self.status.canonical_reason().unwrap_or_default(),
            status: self.status.as_u16(),
            detail: String::new(),
            hint: None,
            index: None,
            field: None,
            max: None,
            warnings: Vec::new(),
        };
        match &self.detail {
            Detail::Message(id) | Detail::Wait(id, _) => body.detail = t.get(id),
            Detail::Request(why, field) => {
                let name = field.clone().unwrap_or_default();
                let reason = t.plain(why, [("field", name.into())]);
                body.detail = t.plain("problem-bad_request", [("reason", reason.into())]);
                body.field.clone_from(field);
            }
            Detail::Warned(found) => {
                body.detail = t.get("refusal-warned");
                body.warnings = found.iter().map(|(field, kind)| warning(t, field, *kind)).collect();
            }
            Detail::Refusal(refusal) => {
                body.detail = refusal_text(t, refusal);
                about(&mut body, refusal);
            }
        }
        body
    }

    fn send(&self, t: Texts) -> Response {
        let bytes = serde_json::to_vec(&self.body(t)).unwrap_or_default();
        let kind = [(header::CONTENT_TYPE, "application/problem+json"), (header::CONTENT_LANGUAGE, t.code())];
        let mut response = (self.status, kind, bytes).into_response();
        let headers = response.headers_mut();
        if let Detail::Refusal(Refusal::OverQuota { retry_after } | Refusal::ReportsClosed { retry_after })
        | Detail::Wait(_, retry_after) = &self.detail
        {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(*retry_after));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

fn warning(t: Texts, field: &'static str, kind: WarningKind) -> WarningBody {
    WarningBody { field, kind: kind.name(), detail: t.get(&format!("beside-warning-{}", kind.name())) }
}

fn about(body: &mut ProblemBody, refusal: &Refusal) {
    match refusal {
        Refusal::Unreadable { index, why } => (body.hint, body.index) = (Some(why.code()), Some(*index)),
        Refusal::TooLong { field, max } => (body.field, body.max) = (Some((*field).to_owned()), Some(*max)),
        Refusal::Invalid { field, .. } => body.field = Some((*field).to_owned()),
        _ => {}
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let status = match &refusal {
            Refusal::NotSignedIn
            | Refusal::WrongCredentials
            | Refusal::SecondFactorNeeded
            | Refusal::WrongSecondFactor => StatusCode::UNAUTHORIZED,
            Refusal::Suspended
            | Refusal::Unconfirmed
            | Refusal::Locked
            | Refusal::SecondFactorMissing
            | Refusal::Closed
            | Refusal::ReportsClosed { .. }
            | Refusal::Forbidden => StatusCode::FORBIDDEN,
            Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::WrongState { .. }
            | Refusal::Claimed { .. }
            | Refusal::ProposalWaits { .. }
            | Refusal::SecondNeeded
            | Refusal::ConsentMissing
            | Refusal::LastAdmin
            | Refusal::Taken
            | Refusal::TakenOnceMore
            | Refusal::TriedOut => StatusCode::CONFLICT,
            Refusal::Unreadable { .. } | Refusal::Warned => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::TooLong { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::Invalid { .. } | Refusal::CodeRefused => StatusCode::BAD_REQUEST,
            Refusal::OverQuota { .. } => StatusCode::TOO_MANY_REQUESTS,
            Refusal::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Refusal::Storage => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let word = refusal.code();
        Self::new(status, word, Detail::Refusal(refusal))
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Refusal::from(error).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes problems in the reader's language.
pub(super) async fn layer(State(port): State<Arc<dyn Port>>, request: Request, next: Next) -> Response {
    let t = visitor::language(port.settings(), request.headers());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let allowed = response.headers().get(header::ALLOW).cloned();
    let mut response = problem.send(t);
    if let Some(allowed) = allowed {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}
