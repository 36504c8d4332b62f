//! The first page: what there is, and what it cannot promise.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::roles::Action;

use crate::page;
use crate::port::Port;
use crate::views::account::Home;
use crate::visitor::Visitor;

/// Shows it to anybody; whoever is signed in sees only what the account opens.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    let anybody = visitor.session.is_none();
    let home = Home {
        page: visitor.page(port.settings(), "/", "home-title"),
        may_check: anybody || visitor.may(Action::CheckIdentifier),
        may_report: anybody || visitor.may(Action::SubmitReport),
        may_follow: visitor.may(Action::SeeOwnReports),
        may_decide: visitor.may(Action::SeeDesk),
        may_see_status: visitor.may(Action::SeeStatus),
    };
    page::render(StatusCode::OK, &home)
}
