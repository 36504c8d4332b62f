//! The lease: a publisher that is silent for long is shown to moderators only, and for twice as long is deleted.

use parasol_protocol::charter::Charter;
use parasol_protocol::time::Timestamp;

use super::drop_ledger;
use super::tables::HEADS;
use crate::audit::AuditEvent;
use crate::circles;
use crate::command::Ctx;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::Read;

/// Whether a head of this time is within the charter's lease.
pub(crate) fn holds(charter: &Charter, head: Timestamp, now: Timestamp) -> bool {
    now.since(head) <= charter.lease
}

/// Deletes what came from publishers whose newest head is older than twice the lease.
pub(super) fn end_leases(ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
    let me = ctx.node.identity().organisation;
    for circle in circles::active(ctx.tx)? {
        let Some(decided) = circles::charter(ctx.tx, &circle)? else { continue };
        let twice = decided.charter().lease.saturating_mul(2);
        for ((_, publisher), head) in ctx.tx.prefix(&HEADS, &circle)? {
            if publisher != me && ctx.now.since(head.time) > twice {
                drop_ledger(ctx.tx, &circle, &publisher)?;
                ctx.audit(&Actor::System, AuditEvent::about("ledger_dropped", publisher.as_bytes()))?;
            }
        }
    }
    Ok(())
}
