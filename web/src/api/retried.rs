//! Calls that can be sent again without being done again: whoever got no answer does not know whether it was done.
//!
//! She names such a call by a key of her own. The last ones are kept in memory with when they were done, and with no code that
//! an answer told. What told one is refused when it comes again: it uses up no quota, and what it made stands in her list,
//! to be cancelled.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use parasol_core::command::Command;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Actor;
use parasol_protocol::time::Timestamp;

use super::problem::Problem;
use crate::port::Port;
use crate::sent::Sent;

/// The header with the key.
const HEADER: &str = "Idempotency-Key";
/// The longest key in bytes.
const MAX_KEY: usize = 200;

/// What a caller names her call by; nothing if she does not.
pub(super) struct Key(String);

impl FromRequestParts<Arc<dyn Port>> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<dyn Port>) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(HEADER) else { return Ok(Self(String::new())) };
        match value.to_str() {
            Ok(key) if (1..=MAX_KEY).contains(&key.len()) => Ok(Self(key.to_owned())),
            _ => Err(Problem::wrong(HEADER)),
        }
    }
}

/// When the calls that were sent last were done.
pub(super) type Calls = Sent<Option<Timestamp>>;

/// What became of a call.
pub(super) enum Once<T> {
    /// It was done now.
    Now(T),
    /// It had been done at this time.
    Before(Timestamp),
}

impl<T> Once<T> {
    /// What it made; refuses when that was told before.
    pub(super) fn told_once(self) -> Result<T, Problem> {
        match self {
            Self::Now(made) => Ok(made),
            Self::Before(_) => Err(Problem::done_already()),
        }
    }
}

/// Runs a command once for each key of a caller; finished even if she goes away, as she does when she waits no longer.
pub(super) async fn once<C: Command>(
    port: &Arc<dyn Port>,
    calls: &Calls,
    actor: Actor,
    call: &str,
    Key(key): Key,
    command: C,
) -> Result<Once<C::Outcome>, Problem> {
    let id = if key.is_empty() { key } else { format!("{call} {key}") };
    let (port, turn) = (port.clone(), calls.turn(actor, &id));
    let doing = tokio::spawn(async move {
        let mut turn = turn.lock_owned().await;
        if let Some(before) = *turn {
            return Ok(Once::Before(before));
        }
        let made = port.command(command).await?;
        *turn = Some(port.now());
        Ok(Once::Now(made))
    });
    doing.await.unwrap_or(Err(Refusal::Busy.into()))
}
