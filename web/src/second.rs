//! What needs a second moderator becomes a proposal, wherever it was asked for.

use parasol_core::command::Command;
use parasol_core::desk::{Propose, Proposed};
use parasol_core::ids::ReportId;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Actor;

use crate::port::Port;

/// What came of a decision.
pub(crate) enum Decided<T> {
    /// It is done.
    Done(T),
    /// It waits for a second moderator.
    Proposed,
}

/// Does it; where the organisation wants two, proposes it to the other.
pub(crate) async fn decide<C: Command>(
    port: &dyn Port,
    command: C,
    actor: Actor,
    id: ReportId,
    what: Proposed,
) -> Result<Decided<C::Outcome>, Refusal> {
    match port.command(command).await {
        Err(Refusal::SecondNeeded) => {
            port.command(Propose { actor, id, what }).await?;
            Ok(Decided::Proposed)
        }
        done => done.map(Decided::Done),
    }
}
