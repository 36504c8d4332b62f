//! The choice of a language: a cookie, so that no address tells it.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Redirect, Response};
use parasol_core::members::ChooseLanguage;

use super::Answer;
use crate::cookies::{self, Life};
use crate::form::Form;
use crate::language::{self, Texts};
use crate::port::Port;
use crate::visitor::Visitor;

/// How long the choice is kept, in seconds.
const KEPT: u64 = 180 * 86_400;

/// Remembers the language and returns to the page.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let mut response = Redirect::to(own_path(form.text("back"))).into_response();
    if let Some(texts) = offered(&*port, form.text("language")) {
        remember(&*port, &visitor, texts, &mut response).await;
    }
    Ok(response)
}

/// The language of this code, if this node offers it.
pub(super) fn offered(port: &dyn Port, code: &str) -> Option<Texts> {
    let offered = language::offered(&port.settings().languages);
    Texts::of(code).filter(|texts| offered.iter().any(|each| each.code() == texts.code()))
}

/// Remembers it for this reader.
pub(super) async fn remember(port: &dyn Port, visitor: &Visitor, texts: Texts, response: &mut Response) {
    if let Some(session) = &visitor.session {
        let choose = ChooseLanguage { actor: session.actor(), language: texts.code().to_owned() };
        // The page is shown in the language all the same; only messages stay in the one before.
        if let Err(refusal) = port.command(choose).await {
            tracing::warn!(%refusal, "a choice of language could not be kept");
        }
    }
    let https = port.settings().https;
    cookies::write(response.headers_mut(), https, cookies::LANGUAGE, texts.code(), Life::Seconds(KEPT));
}

/// A path on this site, and nothing that a browser could take for another one.
fn own_path(path: &str) -> &str {
    let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-'));
    if plain && path.starts_with('/') && !path.starts_with("//") { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn the_way_back_stays_on_this_site() {
        assert_eq!(own_path("/my-reports"), "/my-reports");
        for elsewhere in ["", "//example.org", "https://example.org", "/\\example.org", "/a?b", "/\r\n"] {
            assert_eq!(own_path(elsewhere), "/");
        }
    }
}
