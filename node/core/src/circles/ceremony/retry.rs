//! An admin begins another attempt.

use parasol_protocol::ceremony::Phase;
use parasol_protocol::ids::CircleId;

use super::held::{keep, load};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};

/// Begins another attempt at the key that the charter in force wants, because one was ended or does not go on. The others
/// follow; what was attested is kept.
#[derive(Debug)]
pub struct RetryCeremony {
    /// Who wants it.
    pub actor: Actor,
    /// The circle.
    pub circle: CircleId,
}

impl Command for RetryCeremony {
    /// The attempt.
    type Outcome = u32;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<u32, Refusal> {
        ctx.allow(&self.actor, Action::ManageCircles)?;
        let (_, mut ceremony) = load(ctx.tx, ctx.node, &self.circle)?.ok_or(Refusal::NotFound)?;
        if ceremony.standing().phase == Phase::Made {
            return Err(Refusal::WrongState { expected: "unmade", found: "made" });
        }
        let retried = ceremony.retry(ctx.node.identity().secret(), ctx.rng);
        let attempt = retried.map_err(|_| Refusal::WrongState { expected: "attempts", found: "too_many" })?;
        keep(ctx, &ceremony, true)?;
        ctx.audit(&self.actor, AuditEvent::about("ceremony_retried", self.circle.as_bytes()))?;
        Ok(attempt)
    }
}
