//! Up for review: when somebody is suspended, an admin looks at those she sponsored. Nobody is out because of that alone.

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::member::{needed, save, scan};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::MemberId;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};

/// Why somebody is to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Since when.
    pub since: Timestamp,
    /// Her sponsor, who was suspended.
    pub sponsor: MemberId,
}

/// Ends a review: she may go on.
#[derive(Debug)]
pub struct KeepMember {
    /// Who looked.
    pub actor: Actor,
    /// Who may go on.
    pub member: MemberId,
}

impl Command for KeepMember {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageMembers)?;
        let mut member = needed(ctx.tx, &self.member)?;
        if member.review.take().is_none() {
            return Err(Refusal::WrongState { expected: "in_review", found: "not_in_review" });
        }
        save(ctx.tx, &self.member, &member)?;
        ctx.audit(&self.actor, AuditEvent::about("member_kept", self.member.as_bytes()))
    }
}

/// Puts those whom `sponsor` brought up for review, those who cut the link too.
pub(super) fn put_up(ctx: &mut Ctx<'_>, sponsor: &MemberId) -> Result<(), Refusal> {
    let mut brought = Vec::new();
    scan(ctx.tx, None, |id, member| {
        if member.sponsor == Some(*sponsor) && member.review.is_none() {
            brought.push((id, member));
        }
        core::ops::ControlFlow::Continue(())
    })?;
    for (id, mut member) in brought {
        member.review = Some(Review { since: ctx.now, sponsor: *sponsor });
        save(ctx.tx, &id, &member)?;
    }
    Ok(())
}
