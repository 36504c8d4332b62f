//! A clock that jumped: nothing is erased by it before somebody has looked.

use parasol_protocol::time::{DAY, Timestamp};

use super::run::{STATE, State};
use crate::alerts;
use crate::audit::AuditEvent;
use crate::clock::within;
use crate::command::{Command, Ctx};
use crate::limits::RETENTION_GAP;
use crate::refusal::Refusal;
use crate::reports;
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError};

/// What the clock was at the newest thing that is known, when that is too long ago to believe the clock.
pub(super) fn jumped(
    read: &impl Read,
    state: &State,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    if state.confirmed.is_some_and(|at| within(at, DAY, now)) {
        return Ok(None);
    }
    let newest = match state.run {
        Some(run) => Some(run),
        // The first run: nothing was signed or sent lately, or the clock is wrong.
        None => alerts::newest(read)?.max(reports::newest(read)?),
    };
    Ok(newest.filter(|newest| now.since(*newest) > RETENTION_GAP))
}

/// Says that the clock is right, though the last run was long ago: the node stood still.
#[derive(Debug)]
pub struct ConfirmClock {
    /// Who has looked.
    pub actor: Actor,
}

impl Command for ConfirmClock {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::KeepLonger)?;
        let mut state = ctx.tx.get(&STATE, &())?.unwrap_or_default();
        if jumped(ctx.tx, &state, ctx.now)?.is_none() {
            return Err(Refusal::WrongState { expected: "waiting", found: "running" });
        }
        state.confirmed = Some(ctx.now);
        ctx.tx.put(&STATE, &(), &state)?;
        ctx.audit(&self.actor, AuditEvent::new("clock_confirmed"))
    }
}
