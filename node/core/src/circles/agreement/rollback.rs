//! After this node was put back to an earlier time: it may have promised what it does not know any more.

use super::super::tables::{active, charter, is_over};
use super::tables::AGREEMENTS;
use crate::command::Ctx;
use crate::store::{Read, StoreError};

/// From now on this node promises nothing in any circle before every other member has said which charter it holds, and
/// then nothing about the number that is open. Whoever turns out to have joined since is waited for, too. What it had begun is
/// dropped: its ballot may have been used since.
pub(crate) fn after_rollback(ctx: &mut Ctx<'_>) -> Result<(), StoreError> {
    let me = ctx.node.identity().organisation;
    for circle in active(ctx.tx)? {
        let Some(decided) = charter(ctx.tx, &circle)? else { continue };
        let mut row = ctx.tx.get(&AGREEMENTS, &circle)?.unwrap_or_default();
        row.awaits = Vec::new();
        for member in &decided.charter().members {
            // Whoever left has nothing to say any more, and nothing is asked of whom the link with was ended here.
            if member.organisation != me && !is_over(ctx.tx, &circle, &member.organisation)? {
                row.awaits.push(member.organisation);
            }
        }
        row.put_back = !row.awaits.is_empty();
        row.proposing = None;
        ctx.tx.put(&AGREEMENTS, &circle, &row)?;
    }
    Ok(())
}
