//! What a backup leaves in the audit, and what a node does first after it was put back from one.

use crate::audit::AuditEvent;
use crate::circles;
use crate::command::{Command, Ctx};
use crate::erasures;
use crate::refusal::Refusal;
use crate::roles::Actor;

/// Says that somebody takes a backup: it holds every report and every key. To be durable before anything is handed out.
#[derive(Debug)]
pub struct NoteBackup {
    /// Who takes it.
    pub actor: Actor,
}

impl Command for NoteBackup {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        match self.actor {
            Actor::Operator => ctx.audit(&self.actor, AuditEvent::new("backup_taken")),
            _ => Err(Refusal::Forbidden),
        }
    }
}

/// Ends what must not live twice: every session, every sponsorship code and card, every code and message that is under way,
/// the agreement to SMS. Nothing is published before peers were heard. To be run before anybody is served, and before the
/// journal of erasures is kept: what it names is taken away after this.
#[derive(Debug)]
pub struct AfterRestore;

impl Command for AfterRestore {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        erasures::end_what_was_good_once(ctx)?;
        circles::forget_invites(ctx.tx)?;
        let next = erasures::next(ctx.tx)?;
        erasures::note(ctx.tx, ctx.now, next..next)?;
        ctx.audit(&Actor::System, AuditEvent::new("restored"))
    }
}
