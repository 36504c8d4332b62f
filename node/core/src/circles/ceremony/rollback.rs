//! After this node was put back to an earlier time: it may have dealt, or split its share, and not know it any more. Doing it
//! again would be two dealings of one attempt, and convict it.

use super::super::tables::{active, charter};
use super::held::{keep, of_charter, unsaid};
use super::newcomer;
use super::tables::{HELPERS, PUT_BACK, bucket};
use crate::command::Ctx;
use crate::refusal::Refusal;
use crate::store::Read;

/// From now on this node's attempts in every circle are numbered by the time, and what was asked of it before it does not help
/// with. What it attested it keeps.
pub(crate) fn after_rollback(ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
    for circle in active(ctx.tx)? {
        ctx.tx.put(&PUT_BACK, &circle, &ctx.now)?;
        let bucket = bucket(&circle);
        for (key, row) in ctx.tx.bucket_rows(&HELPERS, &bucket)? {
            if !row.done {
                ctx.tx.bucket_remove(&HELPERS, &bucket, &key)?;
            }
        }
        let Some(decided) = charter(ctx.tx, &circle)? else { continue };
        if let Some(mut ceremony) = of_charter(ctx.tx, ctx.node, decided.charter())? {
            let attempt = unsaid(ctx.now, ctx.now);
            match ceremony.go_to(attempt, ctx.node.identity().secret(), ctx.rng) {
                Ok(_) => keep(ctx, &ceremony, true)?,
                Err(error) => {
                    tracing::error!(circle = %circle.short(), %error, "no other attempt can be begun");
                }
            }
        }
        newcomer::ask_again(ctx, decided.charter())?;
    }
    Ok(())
}
