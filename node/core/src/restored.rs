//! What a node does first after it was put back from a backup.

use crate::audit::AuditEvent;
use crate::circles;
use crate::command::{Command, Ctx};
use crate::ledger;
use crate::members;
use crate::messages;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::sessions;

/// Ends what must not live twice: every session, every code that is good once, every message that waits. Nothing is published before peers
/// were heard. To be run before anybody is served.
#[derive(Debug)]
pub struct AfterRestore;

impl Command for AfterRestore {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        sessions::end_everybodys(ctx.tx)?;
        members::forget_all_codes(ctx.tx)?;
        messages::forget_all(ctx.tx)?;
        circles::forget_invites(ctx.tx)?;
        ledger::await_peers(ctx)?;
        ctx.audit(&Actor::System, AuditEvent::new("restored"))
    }
}
