//! Alerts that are shown only later, so that nobody can work out from the day who reported.

use parasol_protocol::time::Timestamp;

use super::alert::{self, AlertState};
use super::{kept_back, restrict};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::AlertId;
use crate::limits::MAX_LIST;
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::{Read, StoreError, Table, Tx};

/// When, and which alert is to be shown then.
const LATER: Table<(Timestamp, AlertId), ()> = Table::new("shown_later/1");

/// Has an alert shown from then on.
pub(super) fn put_off(tx: &mut Tx, id: &AlertId, from: Timestamp) -> Result<(), StoreError> {
    tx.put(&LATER, &(from, *id), &())
}

/// The alerts that wait for their day, and those that are kept back on it.
pub(super) fn waiting(read: &impl Read) -> Result<Vec<AlertId>, StoreError> {
    let later = read.range(&LATER, ..)?.into_iter().map(|((_, id), ())| id);
    Ok(later.chain(kept_back::kept_back(read)?.into_iter().map(|(id, _)| id)).collect())
}

impl Snapshot {
    /// Whether an alert that waited is to be shown now.
    pub fn alert_due(&self, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.tx.first(&LATER, &())?.is_some_and(|((from, _), ())| from <= now))
    }
}

/// Shows the alerts whose time has come, and shares them with nodes abroad as was decided.
#[derive(Debug)]
pub struct ShowDue;

impl Command for ShowDue {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        for ((from, id), ()) in
            ctx.tx.range(&LATER, ..=(ctx.now, AlertId::new([u8::MAX; 16])))?.into_iter().take(MAX_LIST)
        {
            ctx.tx.remove(&LATER, &(from, id))?;
            let waits = |alert: &alert::Alert| matches!(alert.state, AlertState::Later { .. });
            // It may have been recalled meanwhile, or be looked at because its reporter asked.
            let Some(alert) = alert::load(ctx.tx, &id)?.filter(waits) else { continue };
            if restrict::show(ctx, alert)? {
                ctx.audit(&Actor::System, AuditEvent::about("alert_shown", id.as_bytes()))?;
            }
        }
        Ok(())
    }
}
