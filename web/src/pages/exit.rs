//! The quick exit: ends the session, clears what the browser keeps, lands on a harmless page elsewhere.
//!
//! It is a link and therefore a GET, because it must work by itself: without JavaScript, from any page, with a finger
//! that trembles. No other site can end a session with it: the session's cookie is SameSite=Strict.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Extension, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::acts;
use crate::cookies::{self, Life};
use crate::port::Port;
use crate::visitor::Visitor;

/// How long leaving may wait for the session's end to be on the disk. The browser forgets it in any case.
const PATIENCE: Duration = Duration::from_secs(1);
/// Where to go when the configured address cannot be sent.
const FALLBACK: &str = "https://www.wikipedia.org/";

/// Leaves.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    if let Some(session) = &visitor.session {
        let ended = tokio::time::timeout(PATIENCE, acts::sign_out(&*port, (*session.token).clone())).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::warn!("a session could not be ended before its browser left");
        }
    }
    let address = HeaderValue::from_str(&port.settings().exit_address);
    let address = address.unwrap_or(HeaderValue::from_static(FALLBACK));
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response();
    let headers = response.headers_mut();
    let everything = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");
    headers.insert(HeaderName::from_static("clear-site-data"), everything);
    // For browsers that do not know Clear-Site-Data, and for pages over plain HTTP, where it is ignored.
    for name in [cookies::SESSION, cookies::VISIT, cookies::STEP, cookies::LANGUAGE] {
        cookies::write(headers, port.settings().https, name, "", Life::Over);
    }
    response
}
