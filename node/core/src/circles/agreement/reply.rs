//! Taking the answers to this node's questions.

use parasol_protocol::agreement::{Papers, Reply};
use parasol_protocol::ids::{CircleId, Hash, OrganisationId};

use super::adopt;
use super::evidence::{said, watch};
use super::leave::{note_leaves, was_told};
use super::open::Open;
use crate::command::{Command, Ctx, Event};
use crate::refusal::Refusal;

/// Takes an answer of a member.
#[derive(Debug)]
pub struct TakeAgreement {
    /// Who answered.
    pub from: OrganisationId,
    /// About which circle.
    pub circle: CircleId,
    /// About which number the question was.
    pub number: u64,
    /// The answer.
    pub reply: Reply,
}

impl Command for TakeAgreement {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let Self { from, circle, number, reply } = self;
        let Some(mut open) = Open::load(ctx.tx, &circle)? else {
            // This node has left, and whoever answers knows it now, unless it does not even know that number.
            return if matches!(reply, Reply::Behind(_)) {
                Ok(())
            } else {
                Ok(was_told(ctx, &circle, &from)?)
            };
        };
        if open.decided.charter().member(&from).is_none() {
            return Ok(());
        }
        match reply {
            Reply::Decided(bytes) => adopt::take_certificate(ctx, &circle, &from, &bytes),
            // What was asked about an earlier number is settled.
            _ if number != open.electorate.number() || open.frozen => Ok(()),
            Reply::Papers(charter, papers) => take_papers(ctx, open, &from, &charter, &papers),
            Reply::Promised(_) | Reply::Voted(_) | Reply::Higher(_) | Reply::Far(_) => {
                let before = open.row.proposing.is_some();
                if !open.takes_part() {
                    return Ok(());
                }
                if watch(ctx, &open, said(&reply).into_iter())? {
                    return Ok(());
                }
                if let Some(decided) = open.take_answer(ctx, &from, reply)? {
                    return adopt::take_decided(ctx, &open, &decided);
                }
                if before {
                    open.save(ctx.tx, ctx.now)?;
                    ctx.emit(Event::LinksChanged);
                }
                Ok(())
            }
            Reply::Behind(_) | Reply::Refused(_) => Ok(()),
        }
    }
}

fn take_papers(
    ctx: &mut Ctx<'_>,
    mut open: Open,
    from: &OrganisationId,
    charter: &Hash,
    papers: &Papers,
) -> Result<(), Refusal> {
    match open.table.add_papers(charter, papers, &open.electorate) {
        Ok(true) => {}
        Ok(false) => return Ok(()),
        Err(error) => {
            tracing::warn!(circle = %open.circle().short(), peer = %from.short(), %error,
                "papers about a change were refused");
            return Ok(());
        }
    }
    let Some(motion) = open.table.motion(charter).cloned() else { return Ok(()) };
    open.save(ctx.tx, ctx.now)?;
    note_leaves(ctx, open.decided.charter(), from, &motion)?;
    ctx.emit(Event::LinksChanged);
    Ok(())
}
