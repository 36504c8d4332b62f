//! Taking the answers to what this node said in a ceremony or a repair.

use parasol_protocol::ceremony::conversation::Reply;
use parasol_protocol::ids::{CircleId, OrganisationId};

use super::super::agreement::adopt;
use super::super::tables::{charter, is_over};
use super::answer::hear;
use super::{newcomer, repair};
use crate::command::{Command, Ctx};
use crate::refusal::Refusal;

/// Takes an answer of a member.
#[derive(Debug)]
pub struct TakeCeremony {
    /// Who answered.
    pub from: OrganisationId,
    /// About which circle.
    pub circle: CircleId,
    /// Under which charter the question was.
    pub number: u64,
    /// Of which key and whose share it was, if it was about a repair.
    pub repair: Option<(u64, OrganisationId)>,
    /// The answer.
    pub reply: Reply,
}

impl Command for TakeCeremony {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let Self { from, circle, number, repair, reply } = self;
        let Some(decided) = charter(ctx.tx, &circle)? else { return Ok(()) };
        let fellow = decided.charter().member(&from).is_some() && !is_over(ctx.tx, &circle, &from)?;
        if !fellow || decided.charter().number != number {
            return Ok(());
        }
        match (reply, repair) {
            (Reply::Decided(bytes), _) => adopt::take_certificate(ctx, &circle, &from, &bytes),
            (Reply::Ceremony(exchange), None) => hear(ctx, &decided, &from, &exchange),
            (Reply::Repair(exchange), Some(about)) => repair::take(ctx, &decided, &from, about, &exchange),
            (Reply::Over, Some((epoch, who))) if who == ctx.node.identity().organisation => {
                Ok(newcomer::was_told(ctx, &circle, epoch, &from)?)
            }
            // She says it to every helper herself.
            _ => Ok(()),
        }
    }
}
