//! An admin says yes or no to what was proposed.

use parasol_protocol::ids::{CircleId, Hash};

use super::super::epochs;
use super::open::{Open, voter};
use super::propose::refusal;
use super::tables::Said;
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx, Event};
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};

/// An admin confirms a change: this organisation consents to it, which cannot be taken back.
#[derive(Debug)]
pub struct ConfirmChange {
    /// Who confirms.
    pub actor: Actor,
    /// The circle.
    pub circle: CircleId,
    /// The hash of the charter that she read.
    pub charter: Hash,
}

impl Command for ConfirmChange {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageCircles)?;
        let mut open = Open::to_change(ctx.tx, &self.circle)?;
        if let Some(motion) = open.table.motion(&self.charter) {
            epochs::nothing_is_lost(ctx, open.decided.charter(), motion.charter().body())?;
        }
        let voter = voter(ctx.node);
        let found = open.table.confirm(&self.charter, voter, &open.electorate);
        if !found.map_err(|error| refusal(&error))? {
            return Err(Refusal::NotFound);
        }
        open.say(&self.charter, ctx.now, Said::Yes);
        open.save(ctx.tx, ctx.now)?;
        ctx.emit(Event::LinksChanged);
        ctx.audit(&self.actor, AuditEvent::about("change_confirmed", self.circle.as_bytes()))
    }
}

/// An admin refuses a change. The others are not told; without her word nothing that needs it is decided.
#[derive(Debug)]
pub struct RefuseChange {
    /// Who refuses.
    pub actor: Actor,
    /// The circle.
    pub circle: CircleId,
    /// The hash of the charter that she read.
    pub charter: Hash,
}

impl Command for RefuseChange {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageCircles)?;
        let mut open = Open::to_change(ctx.tx, &self.circle)?;
        let motion = open.table.motion(&self.charter).ok_or(Refusal::NotFound)?;
        if motion.consented().contains(&ctx.node.identity().organisation) {
            return Err(Refusal::WrongState { expected: "unconfirmed", found: "confirmed" });
        }
        open.say(&self.charter, ctx.now, Said::No);
        open.save(ctx.tx, ctx.now)?;
        ctx.audit(&self.actor, AuditEvent::about("change_refused", self.circle.as_bytes()))
    }
}
