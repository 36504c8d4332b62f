//! `/api/v1/alerts/{id}`: an alert of the node's own.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use parasol_core::alerts::AlertView;
use parasol_core::ids::AlertId;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::name::Name;
use super::problem::{Problem, ProblemBody};
use crate::port::Port;
use crate::wire::{kind_names, level_name, perpetrator_name};

/// An alert.
#[derive(Serialize, ToSchema)]
pub(super) struct Alert {
    /// Its id.
    id: String,
    /// `live`; for moderators also `later`, `restricted`, `kept_back`, `withdrawn` and `recalled`.
    state: &'static str,
    /// The level.
    level: &'static str,
    /// What happened.
    kinds: Vec<&'static str>,
    /// Who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    perpetrator: Option<&'static str>,
    /// The month of the last report.
    month: String,
    /// From how many reports it is.
    reports: usize,
    /// The number of its earlier versions.
    version: u32,
    /// The town.
    #[serde(skip_serializing_if = "Option::is_none")]
    town: Option<String>,
    /// The public text.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// By what the person can be found, masked.
    identifiers: Vec<AlertIdentifier>,
    /// Names the person used.
    aliases: Vec<String>,
    /// The vehicle.
    #[serde(skip_serializing_if = "Option::is_none")]
    vehicle: Option<String>,
    /// What the person looks like.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

/// An identifier of an alert.
#[derive(Serialize, ToSchema)]
pub(super) struct AlertIdentifier {
    /// What it is.
    kind: &'static str,
    /// As it is shown to this reader.
    shown: String,
    /// The platform of an online name.
    #[serde(skip_serializing_if = "Option::is_none")]
    platform: Option<String>,
}

/// Shows an alert.
#[utoipa::path(get, path = "/api/v1/alerts/{id}", tag = "alerts", params(("id" = String, Path)), responses(
    (status = 200, description = "The alert", body = Alert),
    (status = 401, description = "`not_signed_in`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, description = "`forbidden`", body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, description = "`not_found`, a recalled one included", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<Json<Alert>, Problem> {
    let id: AlertId = id.parse().map_err(|_| Problem::not_found())?;
    Ok(Json(shown(port.read()?.alert(&caller.actor, &id)?)))
}

fn shown(view: AlertView) -> Alert {
    let identifiers = view.identifiers.into_iter().map(|identifier| AlertIdentifier {
        kind: identifier.kind.name(),
        shown: identifier.shown,
        platform: identifier.platform,
    });
    Alert {
        id: view.id.to_string(),
        state: view.state.name(),
        level: level_name(view.level),
        kinds: kind_names(&view.kinds),
        perpetrator: view.perpetrator.map(perpetrator_name),
        month: view.month.to_string(),
        reports: view.reports,
        version: view.version,
        town: view.town,
        text: view.text,
        identifiers: identifiers.collect(),
        aliases: view.aliases,
        vehicle: view.vehicle,
        description: view.description,
    }
}
