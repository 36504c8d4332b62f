//! `/api/v1/cards`: cards with which people without an account report once.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use parasol_core::reports::{CancelCards, PrintCards};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Body;
use super::caller::Caller;
use super::name::Name;
use super::problem::{Problem, Refusals};
use super::retried::{Calls, Key, once};
use crate::port::Port;
use crate::time::rfc3339;

/// A sheet that is wanted.
#[derive(Deserialize, ToSchema)]
pub(super) struct SheetRequest {
    /// How many cards, 1 to 50.
    cards: usize,
    /// For how many months of 30 days, 1 to 12.
    months: u64,
}

/// A sheet that was made.
#[derive(Serialize, ToSchema)]
pub(super) struct SheetMade {
    /// Its id.
    id: String,
    /// A code for each card; told only once.
    codes: Vec<String>,
    /// Until when they work (RFC 3339).
    expires_at: String,
}

/// The sheets whose cards can be used.
#[derive(Serialize, ToSchema)]
pub(super) struct Sheets {
    /// Newest first.
    sheets: Vec<Sheet>,
}

/// A sheet whose cards can be used.
#[derive(Serialize, ToSchema)]
pub(super) struct Sheet {
    /// Its id.
    id: String,
    /// How many cards it had.
    cards: usize,
    /// When it was printed (RFC 3339).
    printed_at: String,
    /// Until when its cards work (RFC 3339).
    expires_at: String,
}

/// Lists the caller's sheets.
#[utoipa::path(get, path = "/api/v1/cards", tag = "cards", responses(
    (status = 200, description = "The sheets", body = Sheets), Refusals
))]
pub(super) async fn get(State(port): State<Arc<dyn Port>>, caller: Caller) -> Result<Json<Sheets>, Problem> {
    let sheets = port.read()?.card_sheets(&caller.actor, port.now())?;
    let sheet = |sheet: parasol_core::reports::CardSheet| Sheet {
        id: sheet.id.to_string(),
        cards: sheet.cards,
        printed_at: rfc3339(sheet.printed),
        expires_at: rfc3339(sheet.expires),
    };
    Ok(Json(Sheets { sheets: sheets.into_iter().map(sheet).collect() }))
}

/// Makes a sheet of cards.
///
/// With an `Idempotency-Key`, a call that is sent again makes no second sheet: its codes are not told again (409
/// `done_already`), and can be cancelled. A key is for one call; the last ones are remembered until the node is restarted.
#[utoipa::path(post, path = "/api/v1/cards", tag = "cards", request_body = SheetRequest,
    params(("Idempotency-Key" = Option<String>, Header, max_length = 200, description = "names this call, so that it is not done again when it is sent again")),
    responses((status = 201, description = "The codes", body = SheetMade), Refusals))]
pub(super) async fn print(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Extension(calls): Extension<Calls>,
    key: Key,
    Body(SheetRequest { cards, months }): Body<SheetRequest>,
) -> Result<(StatusCode, Json<SheetMade>), Problem> {
    let actor = caller.actor;
    let command = PrintCards { actor, cards, months };
    let printed = once(&port, &calls, actor, "cards", key, command).await?.told_once()?;
    let codes = printed.codes.iter().map(|code| code.to_text()).collect();
    let made = SheetMade { id: printed.sheet.to_string(), codes, expires_at: rfc3339(printed.expires) };
    Ok((StatusCode::CREATED, Json(made)))
}

/// Ends the unused cards of a sheet.
#[utoipa::path(delete, path = "/api/v1/cards/{id}", tag = "cards", params(("id" = String, Path)), responses(
    (status = 204, description = "They work no more"), Refusals
))]
pub(super) async fn cancel(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    let sheet = id.parse().map_err(|_| Problem::not_found())?;
    port.command(CancelCards { actor: caller.actor, sheet }).await?;
    Ok(StatusCode::NO_CONTENT)
}
