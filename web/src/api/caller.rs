//! Who calls: a bearer token, never a cookie, so that no other site's page can call in somebody's name.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Actor;
use parasol_core::sessions::SessionKind;
use zeroize::Zeroizing;

use super::problem::Problem;
use crate::language::Texts;
use crate::port::Port;
use crate::visitor;

/// Who calls.
pub(super) struct Caller {
    pub(super) actor: Actor,
    pub(super) token: Zeroizing<String>,
    pub(super) t: Texts,
}

impl FromRequestParts<Arc<dyn Port>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, port: &Arc<dyn Port>) -> Result<Self, Problem> {
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, token) = header.and_then(|value| value.split_once(' ')).ok_or(Refusal::NotSignedIn)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Refusal::NotSignedIn.into());
        }
        let token = Zeroizing::new(token.trim().to_owned());
        let session = port.read()?.session(&token, port.now())?;
        let session = session.filter(|session| matches!(session.kind, SessionKind::Token));
        let session = session.ok_or(Refusal::NotSignedIn)?;
        if session.touch {
            visitor::say_in_use(&**port, &token);
        }
        Ok(Self { actor: session.actor(), token, t: visitor::language(port.settings(), &parts.headers) })
    }
}
