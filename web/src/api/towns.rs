//! `/api/v1/towns`: the towns that somebody may mean. The name travels in the body, as everything that says where somebody is.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use parasol_core::roles::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::caller::Caller;
use super::problem::{Problem, Refusals};
use crate::port::Port;

/// A name, as it was typed.
#[derive(Deserialize, ToSchema)]
pub(super) struct TownSearch {
    /// It.
    name: String,
}

/// The towns that may be meant.
#[derive(Serialize, ToSchema)]
pub(super) struct Towns {
    /// Eight at most: those of exactly this name, else those whose name begins so; at home first, then the largest.
    towns: Vec<TownRow>,
}

/// A town.
#[derive(Serialize, ToSchema)]
pub(super) struct TownRow {
    /// Its number in GeoNames.
    id: u32,
    /// Its name.
    name: String,
    /// Its country, two letters.
    country: String,
    /// A larger town that tells it from others of its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    near: Option<String>,
}

/// Finds towns by their name.
#[utoipa::path(post, path = "/api/v1/towns", tag = "reports", request_body = TownSearch, responses(
    (status = 200, description = "The towns", body = Towns), Refusals
))]
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(TownSearch { name }): Body<TownSearch>,
) -> Result<Json<Towns>, Problem> {
    port.read()?.allow(&caller.actor, Action::SubmitReport)?;
    let found = port.towns().find(&name, port.settings().country).into_iter();
    let rows = found.map(|town| TownRow {
        id: town.id,
        name: town.name,
        country: town.country.to_string(),
        near: town.near,
    });
    Ok(Json(Towns { towns: rows.collect() }))
}
