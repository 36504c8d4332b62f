//! Locking the site: one press from the desk, one confirmation.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use parasol_core::roles::Action;

use super::Answer;
use crate::cookies::{self, Life};
use crate::form::Form;
use crate::page::{self, Problem};
use crate::port::{KeyLeft, Port};
use crate::views::account::Message;
use crate::views::sessions::Lock;
use crate::visitor::Visitor;

/// Says what it does, and asks.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    visitor.actor_who_may(Action::Lock)?;
    Ok(ask(&*port, &visitor, StatusCode::OK, Vec::new()))
}

/// Locks.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::Lock)?;
    let t = visitor.t;
    if !form.ticked("sure") {
        let problems = vec![Problem::new("sure", t.get("lock-sure-missing"))];
        return Ok(ask(&*port, &visitor, StatusCode::UNPROCESSABLE_ENTITY, problems));
    }
    let how = match port.lock(actor).await? {
        KeyLeft::Nowhere => "lock-done-passphrase",
        KeyLeft::NoPassphrase => "lock-done-no-passphrase",
        KeyLeft::OnDisk => "lock-done-key-left",
        KeyLeft::Credential => "lock-done-credential",
    };
    let nobody = Visitor { session: None, ..visitor };
    let page = nobody.page(port.settings(), "/", "lock-title");
    let lines = vec![t.get("lock-done"), t.get(how)];
    let message = Message { page, heading: t.get("lock-done-heading"), lines, links: Vec::new() };
    let mut response = page::render(StatusCode::OK, &message);
    cookies::write(response.headers_mut(), port.settings().https, cookies::SESSION, "", Life::Over);
    Ok(response)
}

fn ask(
    port: &dyn Port,
    visitor: &Visitor,
    status: StatusCode,
    problems: Vec<Problem>,
) -> axum::response::Response {
    let page = visitor.page(port.settings(), "/lock", "lock-title").with_problems(&problems);
    page::render(status, &Lock { page, problems, passphrase: port.has_passphrase() })
}
