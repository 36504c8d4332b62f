//! The letter that answers a contest: the same for every outcome, on the same day after the asking.

use parasol_protocol::time::Timestamp;

use super::contest::{self, Contest};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::ContestId;
use crate::limits::{CONTEST_ANSWERED_AFTER, MAX_LIST};
use crate::messages::{Message, Text};
use crate::refusal::Refusal;
use crate::reports;
use crate::roles::Actor;
use crate::store::{Read, StoreError, Table, Tx};

/// When a letter is due, and for which contest.
const LETTERS: Table<(Timestamp, ContestId), ()> = Table::new("contest_letters/1");

/// Has the letter of a contest sent that is closed now: on the fixed day, or now if that is past.
pub(super) fn put_off(
    tx: &mut Tx,
    id: &ContestId,
    contest: &Contest,
    now: Timestamp,
) -> Result<(), StoreError> {
    let due = contest.filed.plus(CONTEST_ANSWERED_AFTER).max(reports::day(now));
    tx.put(&LETTERS, &(due, *id), &())
}

/// The node's own work: sends the letters that are due.
#[derive(Debug)]
pub struct SendContestLetters;

impl Command for SendContestLetters {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let due = ctx.tx.range(&LETTERS, ..=(ctx.now, ContestId::new([u8::MAX; 16])))?;
        for ((at, id), ()) in due.into_iter().take(MAX_LIST) {
            if !send(ctx, &id)? {
                // No room in the queue of messages: the next time.
                return Ok(());
            }
            ctx.tx.remove(&LETTERS, &(at, id))?;
        }
        Ok(())
    }
}

/// Whether the letter is on its way, or nobody waits for it any more.
fn send(ctx: &mut Ctx<'_>, id: &ContestId) -> Result<bool, Refusal> {
    let (before, details) = match contest::needed(ctx.tx, id) {
        Ok(found) if found.0.answered.is_none() => found,
        Ok(_) | Err(Refusal::NotFound) => return Ok(true),
        Err(other) => return Err(other),
    };
    let message =
        Message { to: details.address, language: Some(details.language), text: Text::ContestAnswered };
    if !ctx.send_or_not(message)? {
        return Ok(false);
    }
    let after = Contest { answered: Some(reports::day(ctx.now)), ..before.clone() };
    contest::replace(ctx.tx, id, &before, &after)?;
    ctx.audit(&Actor::System, AuditEvent::about("contest_answered", id.as_bytes()))?;
    Ok(true)
}
