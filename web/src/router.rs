//! What is served where, and through which layers.

use std::sync::Arc;

use axum::Extension;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;

use crate::port::Port;
use crate::sent::{CodesShown, Sent};
use crate::{api, assets, headers, pages, visitor};

/// The largest form in bytes: the longest texts, in a script of which a character takes twelve bytes when it is encoded.
const MAX_FORM: usize = 256 * 1024;

/// Everything that is served: pages, assets, the JSON API and the health check.
pub fn router(port: Arc<dyn Port>) -> Router {
    let pages = pages::routes()
        .layer(Extension(Sent::<bool>::default()))
        .layer(Extension(CodesShown::default()))
        .layer(Extension(pages::SentForms::default()))
        .layer(Extension(pages::InvitationsShown::default()))
        .layer(DefaultBodyLimit::max(MAX_FORM))
        .layer(from_fn_with_state(port.clone(), visitor::layer));
    let plain = Router::new()
        .route("/healthz", get(health))
        .route("/assets/{name}", get(assets::get))
        .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
        .route("/robots.txt", get(async || "User-agent: *\nDisallow: /\n"));
    Router::new()
        .merge(plain)
        .merge(api::unfinished(&port))
        .nest("/api/v1", api::routes(&port))
        .nest("/api", api::nothing(&port))
        .fallback_service(pages.with_state(port.clone()))
        .layer(from_fn_with_state(port.clone(), headers::layer))
        .layer(from_fn(quiet))
        .with_state(port)
}

/// Says whether the store can be read, and nothing else.
async fn health(State(port): State<Arc<dyn Port>>) -> Result<&'static str, StatusCode> {
    port.read().map(|_| "ok\n").map_err(|_| StatusCode::SERVICE_UNAVAILABLE)
}

/// A request's path can name an alert or a report: it goes into no log. What failed on our side is logged by its status.
async fn quiet(request: axum::extract::Request, next: axum::middleware::Next) -> axum::response::Response {
    let response = next.run(request).await;
    if response.status().is_server_error() {
        tracing::warn!(status = response.status().as_u16(), "a request failed on our side");
    }
    response
}
