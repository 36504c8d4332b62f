//! What a backup leaves in the audit, and what a node does first after it was put back from one.

use crate::audit::AuditEvent;
use crate::circles;
use crate::command::{Command, Ctx};
use crate::ledger;
use crate::members;
use crate::messages;
use crate::refusal::Refusal;
use crate::reports;
use crate::roles::Actor;
use crate::sessions;

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

/// Ends what must not live twice: every session, every sponsorship code and card, every message that waits. Nothing is
/// published before peers were heard. To be run before anybody is served.
#[derive(Debug)]
pub struct AfterRestore;

impl Command for AfterRestore {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        sessions::end_everybodys(ctx.tx)?;
        members::forget_all_codes(ctx.tx)?;
        reports::forget_all_cards(ctx.tx)?;
        messages::forget_all(ctx.tx)?;
        circles::forget_invites(ctx.tx)?;
        ledger::await_peers(ctx)?;
        ctx.audit(&Actor::System, AuditEvent::new("restored"))
    }
}
