//! Pages for people and the JSON API, behind one seam: [`port::Port`].

pub mod port;
pub mod settings;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;

use crate::port::Port;

/// Everything that is served: so far whether it is served at all.
pub fn router(port: Arc<dyn Port>) -> Router {
    Router::new().route(
        "/healthz",
        get(async move || port.read().map(|_| "ok\n").map_err(|_| StatusCode::SERVICE_UNAVAILABLE)),
    )
}
