//! What needs a second moderator becomes a proposal, wherever it was asked for.

use parasol_core::alerts::{ProofreadRevision, ReviseAlert};
use parasol_core::command::Command;
use parasol_core::desk::{
    Proofread, Propose, Proposed, PublicText, Publication, PublishReport, Published, Warning,
};
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

/// What came of publishing, or of correcting what is published.
pub(crate) enum Publishing<T> {
    /// Members see it.
    Done(T),
    /// It waits for a second moderator.
    Proposed,
    /// Nothing was published: this needs another look first.
    Warned(Vec<Warning>),
}

/// Publishes; where nobody has said that it may stand as it is, only after it was read through, which leaves a line in the audit
/// and is counted. The page and the API share it.
pub(crate) async fn publish(
    port: &dyn Port,
    publish: PublishReport,
) -> Result<Publishing<Published>, Refusal> {
    let (actor, id) = (publish.actor, publish.id);
    if !publish.anyway {
        let (public, leave_out) = (PublicText::from(&publish), publish.leave_out.clone());
        let found = port.command(Proofread { actor, id, public, leave_out }).await?;
        if !found.is_empty() {
            return Ok(Publishing::Warned(found));
        }
    }
    let what = Proposed::Publish(Publication::from(&publish));
    decide(port, publish, actor, id, what).await.map(Publishing::from)
}

/// Corrects an alert, which was the report `id`, in the same way.
pub(crate) async fn revise(
    port: &dyn Port,
    revise: ReviseAlert,
    id: ReportId,
) -> Result<Publishing<()>, Refusal> {
    let ReviseAlert { actor, alert, version, revised, anyway } = revise.clone();
    if !anyway {
        let found = port.command(ProofreadRevision { actor, alert, revised: revised.clone() }).await?;
        if !found.is_empty() {
            return Ok(Publishing::Warned(found));
        }
    }
    let what = Proposed::Revise { alert, version, revised };
    decide(port, revise, actor, id, what).await.map(Publishing::from)
}

impl<T> From<Decided<T>> for Publishing<T> {
    fn from(decided: Decided<T>) -> Self {
        match decided {
            Decided::Done(done) => Self::Done(done),
            Decided::Proposed => Self::Proposed,
        }
    }
}
