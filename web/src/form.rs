//! What a page's form brings: fields in order, some of them repeated.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use subtle::ConstantTimeEq;

use crate::failure::Failure;
use crate::visitor::Visitor;

/// Fields of one form that are looked at; the largest form has about eighty.
const MAX_FIELDS: usize = 256;
/// The field that carries the token of the session or visit.
const TOKEN: &str = "csrf";

/// The fields of a form that was sent from a page of this session.
#[derive(Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// A form with these fields, as if somebody had filled them in.
    pub(crate) fn of(fields: Vec<(&'static str, String)>) -> Self {
        Self(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// What was typed into a field, without surrounding space; nothing when it is absent.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// What was typed into a field, untouched: for passwords.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// All values of a repeated field, in the page's order.
    pub(crate) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Whether a box was ticked.
    pub(crate) fn ticked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// Every field and what was typed into it, but those of these names and the token: for a page that brings them along.
    pub(crate) fn without<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        let fields =
            self.0.iter().filter(move |(field, _)| field != TOKEN && !names.contains(&field.as_str()));
        fields.map(|(field, value)| (field.as_str(), value.as_str()))
    }

    /// Fields that do not come from a browser: what was kept of a form.
    pub(crate) fn again(fields: impl Iterator<Item = (String, String)>) -> Self {
        Self(fields.take(MAX_FIELDS).collect())
    }

    fn genuine(&self, expected: &str) -> bool {
        !expected.is_empty() && bool::from(self.raw(TOKEN).as_bytes().ct_eq(expected.as_bytes()))
    }
}

/// A form whose token may be out of date: for the page that must lose nothing of what was typed. Whether the token
/// is right is told, and must be looked at before anything is done.
pub(crate) struct Kept {
    pub(crate) form: Form,
    pub(crate) genuine: bool,
}

impl<S: Send + Sync> FromRequest<S> for Kept {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if kind.and_then(|kind| kind.split(';').next()) != Some("application/x-www-form-urlencoded") {
            return Err(Failure::Stale);
        }
        let csrf = request.extensions().get::<Visitor>().map(|visitor| visitor.csrf.clone());
        let body = Bytes::from_request(request, state).await.map_err(|error| {
            match error.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
                _ => Failure::Cut,
            }
        })?;
        let form = Form(
            form_urlencoded::parse(&body).take(MAX_FIELDS).map(|(k, v)| (k.into(), unbroken(&v))).collect(),
        );
        let genuine = csrf.is_some_and(|csrf| form.genuine(&csrf));
        Ok(Self { form, genuine })
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let kept = Kept::from_request(request, state).await?;
        if kept.genuine { Ok(kept.form) } else { Err(Failure::Stale) }
    }
}

/// Browsers send lines apart as CR LF; inside they are apart by LF. No keyboard types other control characters, and no page
/// may hold them.
fn unbroken(value: &str) -> String {
    value.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// The part of an address that names something. What is not even text names nothing.
pub(crate) struct Name(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Name {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let name = Path::<String>::from_request_parts(parts, state).await;
        name.map(|Path(name)| Self(name)).map_err(|_| Failure::NotFound)
    }
}
