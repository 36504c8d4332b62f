//! Sharing an alert abroad, as a durable job: what is to be published or recalled waits here until it is in the ledger.

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::alerts::{Alert, RecallReason};
use crate::command::{Ctx, Event};
use crate::ids::AlertId;
use crate::refusal::Refusal;
use crate::store::Table;

/// Alert -> what is to be done with it abroad.
pub(crate) const PUBLISH_JOBS: Table<AlertId, PublishJob> = Table::new("publish_jobs/1");

/// What is to be done with an alert abroad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PublishJob {
    pub(crate) state: PublishState,
    pub(crate) not_before: Timestamp,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PublishState {
    /// Its entries are to be made.
    Publish,
    /// Its entries are to be recalled.
    Recall(RecallReason),
}

/// Has an alert shared abroad.
pub(crate) fn enqueue(ctx: &mut Ctx<'_>, alert: &Alert) -> Result<(), Refusal> {
    put(ctx, alert, PublishState::Publish)
}

/// Has the entries of an alert recalled. One that was not published yet never will be.
pub(crate) fn enqueue_recall(ctx: &mut Ctx<'_>, alert: &Alert, reason: RecallReason) -> Result<(), Refusal> {
    put(ctx, alert, PublishState::Recall(reason))
}

fn put(ctx: &mut Ctx<'_>, alert: &Alert, state: PublishState) -> Result<(), Refusal> {
    ctx.tx.put(&PUBLISH_JOBS, &alert.content.id, &PublishJob { state, not_before: ctx.now })?;
    ctx.emit(Event::WorkDue);
    Ok(())
}
