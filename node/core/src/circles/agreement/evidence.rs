//! Evidence that a member contradicted itself: changes are frozen, checks go on.

use parasol_protocol::agreement::{Electorate, Evidence};
use parasol_protocol::ids::CircleId;
use serde_bytes::ByteBuf;

use super::open::Open;
use super::past::held_charter;
use super::tables::CONTRADICTIONS;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::Read;

/// Somebody shows evidence about this number. It is verified; whoever shows it need not be believed.
#[derive(Debug)]
pub struct NoteEvidence {
    /// Who shows it here.
    pub actor: Actor,
    /// The circle.
    pub circle: CircleId,
    /// The number about which somebody contradicted itself.
    pub number: u64,
    /// The evidence.
    pub evidence: Evidence,
}

impl Command for NoteEvidence {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageCircles)?;
        Open::load(ctx.tx, &self.circle)?.ok_or(Refusal::NotFound)?;
        let before = held_charter(ctx.tx, &self.circle, self.number.saturating_sub(1))?;
        let electorate = Electorate::new(&before.ok_or(Refusal::NotFound)?);
        if keep_evidence(ctx, &electorate, &self.evidence)? {
            Ok(())
        } else {
            Err(Refusal::Invalid { field: "evidence", reason: "proves_nothing" })
        }
    }
}

/// Keeps evidence that proves something; whether it does.
pub(super) fn keep_evidence(
    ctx: &mut Ctx<'_>,
    electorate: &Electorate,
    evidence: &Evidence,
) -> Result<bool, Refusal> {
    let Ok(proven) = evidence.verify(electorate) else { return Ok(false) };
    let (circle, number) = (electorate.circle(), electorate.number());
    let key = (circle, number);
    if !ctx.tx.has(&CONTRADICTIONS, &key)? {
        let guilty: Vec<String> = proven.guilty.iter().map(|guilty| guilty.short()).collect();
        tracing::error!(circle = %circle.short(), number, ?guilty,
            "members contradicted themselves about a charter; changes of this circle are frozen, checks go on");
        ctx.tx.put(&CONTRADICTIONS, &key, &ByteBuf::from(evidence.to_bytes()))?;
        ctx.emit(Event::LinksChanged);
        ctx.audit(&Actor::System, AuditEvent::about("circle_frozen", circle.as_bytes()))?;
    }
    Ok(true)
}
