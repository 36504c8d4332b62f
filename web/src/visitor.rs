//! Who is reading: language, session, and the token that the forms of this reader must carry.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use parasol_core::command::Job;
use parasol_core::roles::{Action, Actor, may};
use parasol_core::sessions::{SessionKind, SessionView, UseSession};
use zeroize::Zeroizing;

use crate::cookies::{self, Life};
use crate::failure::Failure;
use crate::language::Texts;
use crate::page::Page;
use crate::port::Port;
use crate::settings::Settings;

/// Who is reading a page.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) t: Texts,
    /// What this reader's forms must carry.
    pub(crate) csrf: String,
    pub(crate) session: Option<Session>,
}

/// A session of somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) token: Arc<Zeroizing<String>>,
    pub(crate) view: Arc<SessionView>,
}

impl Visitor {
    /// Who acts, if the role may do this at all. The command looks again.
    pub(crate) fn actor_who_may(&self, action: Action) -> Result<Actor, Failure> {
        let session = self.session.as_ref().ok_or(Failure::SignIn)?;
        match may(session.view.role, action) {
            false => Err(Failure::Forbidden),
            true if self.may(action) => Ok(session.actor()),
            true => Err(Failure::SecondFactor),
        }
    }

    /// Whether the session's role may do this, and nothing else has to be done first.
    pub(crate) fn may(&self, action: Action) -> bool {
        self.session.as_ref().is_some_and(|session| {
            let first = session.view.second_factor_missing
                && !matches!(action, Action::OwnSecondFactor | Action::Lock);
            may(session.view.role, action) && !first
        })
    }

    /// The token of the session.
    pub(crate) fn token(&self) -> Result<Zeroizing<String>, Failure> {
        self.session.as_ref().map(|session| (*session.token).clone()).ok_or(Failure::SignIn)
    }

    /// The same reader with the session that has just begun.
    pub(crate) fn with(&self, port: &dyn Port, token: &str) -> Option<Self> {
        let session = page_session(port, token)?;
        Some(Self { t: self.t, csrf: session.view.csrf.clone(), session: Some(session) })
    }

    /// The frame of a page for this reader.
    pub(crate) fn page(&self, settings: &Settings, path: &str, title: &str) -> Page {
        let mut page = Page::new(self.t, settings, &self.csrf, path, title, &self.links());
        page.signed_in = self.session.is_some();
        page
    }

    fn links(&self) -> Vec<(&'static str, &'static str)> {
        let everywhere: [(&str, &str, Option<Action>); 7] = [
            ("/check", "nav-check", Some(Action::CheckIdentifier)),
            ("/report", "nav-report", Some(Action::SubmitReport)),
            ("/my-reports", "nav-my-reports", Some(Action::SeeOwnReports)),
            ("/sponsor", "nav-sponsor", Some(Action::IssueCode)),
            ("/inbox", "nav-inbox", Some(Action::SeeInbox)),
            ("/desk", "nav-desk", Some(Action::SeeDesk)),
            ("/admin", "nav-admin", Some(Action::SeeStatus)),
        ];
        let mut links = vec![("/", "nav-home")];
        if self.session.is_none() {
            links.extend([
                ("/check", "nav-check"),
                ("/report", "nav-report"),
                ("/sign-in", "nav-sign-in"),
                ("/register", "nav-register"),
            ]);
        }
        let open = everywhere.iter().filter(|(_, _, action)| action.is_some_and(|action| self.may(action)));
        links.extend(open.map(|(href, id, _)| (*href, *id)));
        links
    }
}

impl Session {
    pub(crate) fn actor(&self) -> Actor {
        self.view.actor()
    }
}

/// Finds out who is reading, refuses what other sites send, and draws the page for whatever failed.
pub(crate) async fn layer(State(port): State<Arc<dyn Port>>, mut request: Request, next: Next) -> Response {
    let https = port.settings().https;
    let known = cookies::read(request.headers(), https, cookies::VISIT).map(str::to_owned);
    let visit = known.clone().unwrap_or_else(|| random_token(&*port));
    let visitor = recognise(&*port, request.headers(), &visit);
    request.extensions_mut().insert(visitor.clone());
    touch(&*port, &visitor);
    let mut response = if is_from_elsewhere(request.method(), request.uri(), request.headers()) {
        Failure::Stale.into_response()
    } else {
        next.run(request).await
    };
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        response = failure.show(port.settings(), &visitor);
    }
    let headers = response.headers_mut();
    if let Ok(language) = HeaderValue::from_str(visitor.t.code()) {
        headers.insert(header::CONTENT_LANGUAGE, language);
    }
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Language, Cookie"));
    if known.is_none() && visitor.session.is_none() && !headers.contains_key("clear-site-data") {
        cookies::write(headers, https, cookies::VISIT, &visit, Life::Browser);
    }
    response
}

/// The language for a request.
pub(crate) fn language(settings: &Settings, headers: &HeaderMap) -> Texts {
    let chosen = cookies::read(headers, settings.https, cookies::LANGUAGE);
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Texts::choose(chosen, accepted, &settings.languages)
}

fn recognise(port: &dyn Port, headers: &HeaderMap, visit: &str) -> Visitor {
    let t = language(port.settings(), headers);
    let session = cookies::read(headers, port.settings().https, cookies::SESSION)
        .and_then(|token| page_session(port, token));
    let csrf = session.as_ref().map_or_else(|| visit.to_owned(), |session| session.view.csrf.clone());
    Visitor { t, csrf, session }
}

fn page_session(port: &dyn Port, token: &str) -> Option<Session> {
    let view = port.read().ok()?.session(token, port.now()).ok().flatten()?;
    // A token for programs is no page session.
    let page = matches!(view.kind, SessionKind::Page { .. });
    let token = Arc::new(Zeroizing::new(token.to_owned()));
    page.then(|| Session { token, view: Arc::new(view) })
}

/// Says that an idle session is in use. Nobody waits for it: if it is lost, the next page says it again.
fn touch(port: &dyn Port, visitor: &Visitor) {
    if let Some(session) = visitor.session.as_ref().filter(|session| session.view.touch) {
        say_in_use(port, &session.token);
    }
}

/// Says that the session of this token is in use.
pub(crate) fn say_in_use(port: &dyn Port, token: &Zeroizing<String>) {
    port.submit(Job::new(UseSession { token: token.clone() }, |outcome| {
        if let Err(refusal) = outcome {
            tracing::debug!(%refusal, "a session's use was not written down");
        }
    }));
}

/// 32 random bytes as text.
pub(crate) fn random_token(port: &dyn Port) -> String {
    let mut bytes = [0; 32];
    port.fill_random(&mut bytes);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Whether a request that changes something was sent by another site's page. A browser that says nothing is judged by
/// the form's token alone; "null" is what the policy `no-referrer` makes some browsers say of our own forms.
fn is_from_elsewhere(method: &Method, uri: &Uri, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let host = text("host").or_else(|| uri.authority().map(|authority| authority.as_str()));
    match text("origin") {
        None | Some("null") => false,
        Some(origin) => origin.split_once("://").map(|(_, host)| host) != host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_send_forms() {
        let judge = |pairs: &[(&'static str, &'static str)]| {
            let mut headers =
                HeaderMap::from_iter([(header::HOST, HeaderValue::from_static("node.example.org"))]);
            for (name, value) in pairs {
                headers.insert(*name, HeaderValue::from_static(value));
            }
            is_from_elsewhere(&Method::POST, &Uri::from_static("/check"), &headers)
        };
        assert!(!judge(&[]));
        assert!(!judge(&[("origin", "https://node.example.org")]));
        assert!(!judge(&[("origin", "null"), ("sec-fetch-site", "same-origin")]));
        assert!(judge(&[("origin", "https://elsewhere.example.org")]));
        assert!(judge(&[("origin", "https://node.example.org"), ("sec-fetch-site", "cross-site")]));
        assert!(judge(&[("sec-fetch-site", "same-site")]));
    }
}
