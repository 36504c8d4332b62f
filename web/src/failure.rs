//! Why a page is not shown. Handlers return it; the visitor's layer, which knows the reader's language, draws it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use parasol_core::limits::MAX_ALIASES;
use parasol_core::refusal::Refusal;
use parasol_core::store::StoreError;

use crate::page;
use crate::settings::Settings;
use crate::views::account::{Link, Message};
use crate::visitor::Visitor;

/// Why a page is not shown.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// Nobody is signed in: to the sign-in page.
    SignIn,
    /// The role wants a second factor first: to the page that sets one up.
    SecondFactor,
    /// The account does not open this.
    Forbidden,
    /// There is nothing here.
    NotFound,
    /// A page that takes no such method.
    Method,
    /// More was sent than any form can hold.
    TooLarge,
    /// What was sent did not arrive whole, or not in time.
    Cut,
    /// A form from elsewhere, or from before the sign-in.
    Stale,
    /// Something changed meanwhile.
    Changed(Refusal),
    /// Too often.
    Later(u64),
    /// The node has too much to do.
    Busy,
    /// Our own fault; the log has it.
    Broken,
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotSignedIn | Refusal::Suspended | Refusal::Unconfirmed | Refusal::Locked => {
                Self::SignIn
            }
            Refusal::SecondFactorMissing => Self::SecondFactor,
            Refusal::Forbidden => Self::Forbidden,
            Refusal::NotFound => Self::NotFound,
            Refusal::Busy => Self::Busy,
            Refusal::Storage => Self::Broken,
            Refusal::OverQuota { retry_after } => Self::Later(retry_after),
            other => Self::Changed(other),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Refusal::from(error).into()
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl Failure {
    fn status(&self) -> StatusCode {
        match self {
            Self::SignIn | Self::SecondFactor => StatusCode::SEE_OTHER,
            Self::Forbidden | Self::Stale => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Cut => StatusCode::REQUEST_TIMEOUT,
            Self::Changed(_) => StatusCode::CONFLICT,
            Self::Later(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn text(&self) -> &'static str {
        match self {
            Self::Forbidden | Self::SignIn | Self::SecondFactor => "page-forbidden",
            Self::NotFound => "page-not-found",
            Self::Method => "page-method",
            Self::TooLarge => "page-too-large",
            Self::Cut => "page-cut",
            Self::Stale => "page-stale",
            Self::Changed(_) => "page-changed",
            Self::Later(_) => "page-later",
            Self::Busy => "page-busy",
            Self::Broken => "page-broken",
        }
    }

    /// The page that says so.
    pub(crate) fn show(&self, settings: &Settings, visitor: &Visitor) -> Response {
        if matches!(self, Self::SignIn) {
            return axum::response::Redirect::to("/sign-in?first").into_response();
        }
        if matches!(self, Self::SecondFactor) {
            return axum::response::Redirect::to("/account/second-factor").into_response();
        }
        let t = visitor.t;
        let line = match self {
            Self::Changed(refusal) => refusal_text(visitor.t, refusal),
            _ => t.get(&format!("{}-text", self.text())),
        };
        let links = vec![Link { href: "/".to_owned(), label: t.get("nav-home") }];
        let page = visitor.page(settings, "/", "page-title");
        let message = Message { page, heading: t.get(self.text()), lines: vec![line], links };
        let mut response = page::render(self.status(), &message);
        if let Self::Later(seconds) = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
        response
    }
}

/// A refusal in the reader's language.
pub(crate) fn refusal_text(t: crate::language::Texts, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Unreadable { why, .. } => t.get(&format!("unreadable-{}", why.code())),
        Refusal::TooLong { field, max } => {
            let id = if is_list(field, *max) { "refusal-too_many" } else { "refusal-too_long" };
            t.plain(id, [("max", max.to_string().into())])
        }
        Refusal::Claimed { by, minutes } => t.counted("refusal-claimed", by.as_str(), *minutes),
        Refusal::ProposalWaits { by, what } => {
            let what = t.get(&format!("second-what-{what}"));
            t.two("refusal-proposal-waits", &("name", by.as_str()), &("what", &what))
        }
        Refusal::Invalid { reason, .. } => crate::labels::word(t, "invalid", reason, "other"),
        other => t.get(&format!("refusal-{}", other.code())),
    }
}

/// Whether a bound is about how many there are, not about how long one is.
pub(crate) fn is_list(field: &str, max: usize) -> bool {
    match field {
        "identifiers" | "kinds" | "motives" | "addresses" => true,
        "aliases" => max == MAX_ALIASES,
        _ => false,
    }
}
