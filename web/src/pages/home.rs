//! The first page: what there is, and what it cannot promise.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::page;
use crate::port::Port;
use crate::views::account::Home;
use crate::visitor::Visitor;

/// Shows it to anybody.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    page::render(StatusCode::OK, &Home { page: visitor.page(port.settings(), "/", "home-title") })
}
