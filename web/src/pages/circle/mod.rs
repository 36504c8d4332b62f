//! A circle: who is in it, what it has still to decide, and what its admins do about that.

pub(super) mod accept;
mod act;
pub(super) mod change;
pub(super) mod create;
pub(super) mod evidence;
pub(super) mod invite;
pub(super) mod leave;
pub(super) mod link;
pub(super) mod own_key;
pub(super) mod propose;
pub(super) mod relink;
pub(super) mod resume;
pub(super) mod show;
pub(super) mod succession;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use parasol_core::circles::CircleStatus;
use parasol_core::roles::Actor;
use parasol_protocol::ids::CircleId;

pub(crate) use self::invite::InvitationsShown;
pub(super) use self::show::waits;
use super::Answer;
use crate::failure::Failure;
use crate::port::Port;

/// The parts of an address that name something in a circle.
pub(super) struct Names(String, String);

impl<S: Send + Sync> FromRequestParts<S> for Names {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let names = Path::<(String, String)>::from_request_parts(parts, state).await;
        names.map(|Path((circle, other))| Self(circle, other)).map_err(|_| Failure::NotFound)
    }
}

fn circle_id(text: &str) -> Result<CircleId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// The circle as it stands.
fn status(port: &dyn Port, actor: &Actor, id: &str) -> Result<CircleStatus, Failure> {
    Ok(port.read()?.circle_status(actor, &circle_id(id)?, port.now())?)
}

/// Its page.
fn page_of(circle: &CircleId) -> String {
    format!("/admin/circle/{circle}")
}

fn back_to(circle: &CircleId) -> Response {
    Redirect::to(&page_of(circle)).into_response()
}
