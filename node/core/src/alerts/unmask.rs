//! Identifiers in full, for a moderator who needs one: each time counts as a check, and thirty a day are the most.

use super::alert::load;
use super::parts::not_hers;
use super::view::{IdentifierView, identifiers};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::AlertId;
use crate::quota;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};

/// Reads the identifiers of an alert in full.
#[derive(Debug)]
pub struct ShowIdentifiers {
    /// Who wants to know.
    pub actor: Actor,
    /// Of which alert.
    pub alert: AlertId,
}

impl Command for ShowIdentifiers {
    type Outcome = Vec<IdentifierView>;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Vec<IdentifierView>, Refusal> {
        ctx.allow(&self.actor, Action::Recall)?;
        let alert = load(ctx.tx, &self.alert)?.ok_or(Refusal::NotFound)?;
        not_hers(ctx.tx, &self.actor, &alert)?;
        quota::unmask(ctx, &self.actor)?;
        ctx.audit(&self.actor, AuditEvent::about("identifiers_shown", self.alert.as_bytes()))?;
        Ok(identifiers(&alert.content.identifiers, true))
    }
}
