//! `/api/v1/lock`: closes the node.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::{Problem, ProblemBody};
use crate::port::{KeyLeft, Port};

/// A node that was locked.
#[derive(Serialize, ToSchema)]
pub(super) struct Locked {
    /// Where a key that opens it was left: `nowhere` (the passphrase is needed), `no_passphrase` (where it was, because
    /// none could bring it back), `on_disk` (it could not be removed),
    /// or `credential` (the system has it too: destroy it there).
    key_left: &'static str,
}

/// Ends everybody's sessions, this one too, and stops the node; with a passphrase set, nothing else opens it again.
#[utoipa::path(post, path = "/api/v1/lock", tag = "node", responses(
    (status = 200, description = "It is locked and stops", body = Locked),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn post(State(port): State<Arc<dyn Port>>, caller: Caller) -> Result<Json<Locked>, Problem> {
    let key_left = match port.lock(caller.actor).await? {
        KeyLeft::Nowhere => "nowhere",
        KeyLeft::NoPassphrase => "no_passphrase",
        KeyLeft::OnDisk => "on_disk",
        KeyLeft::Credential => "credential",
    };
    Ok(Json(Locked { key_left }))
}
