//! Alerts as retention looks at them: how old they are, and ending them.

use core::ops::ControlFlow;

use parasol_protocol::time::{Month, Timestamp};

use super::alert::{self, AlertState};
use super::{RecallReason, recall};
use crate::command::Ctx;
use crate::ids::{AlertId, ReportId};
use crate::refusal::Refusal;
use crate::reports;
use crate::store::{Read, StoreError};

/// An alert without what it says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AlertAge {
    pub(crate) id: AlertId,
    pub(crate) report: ReportId,
    pub(crate) published: Timestamp,
    pub(crate) state: AlertState,
}

/// Visits every alert until the visitor breaks.
pub(crate) fn each_age(
    read: &impl Read,
    visit: impl FnMut(AlertAge) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    alert::each_row(read, visit)
}

/// One of them.
pub(crate) fn age(read: &impl Read, id: &AlertId) -> Result<Option<AlertAge>, StoreError> {
    alert::row(read, id)
}

/// When it was published.
pub(crate) fn published_at(read: &impl Read, id: &AlertId) -> Result<Option<Timestamp>, StoreError> {
    Ok(age(read, id)?.map(|age| age.published))
}

/// When it was recalled and why, if it was.
pub(crate) fn recalled(
    read: &impl Read,
    id: &AlertId,
) -> Result<Option<(Timestamp, RecallReason)>, StoreError> {
    Ok(age(read, id)?.and_then(|age| match age.state {
        AlertState::Recalled { at, reason } => Some((at, reason)),
        _ => None,
    }))
}

/// Whether it was reported last in this month or before: by its own report, and by those that were merged into it.
pub(crate) fn is_older(read: &impl Read, age: &AlertAge, month: Month) -> Result<bool, StoreError> {
    let came = |id: &ReportId| -> Result<Option<Month>, StoreError> {
        Ok(reports::load(read, id)?.map(|report| report.received.month()))
    };
    if came(&age.report)?.unwrap_or_else(|| age.published.month()) > month {
        return Ok(false);
    }
    let Some(alert) = alert::load(read, &age.id)? else { return Ok(true) };
    for merged in &alert.merged {
        if came(merged)?.is_some_and(|came| came > month) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// When the newest was published.
pub(crate) fn newest(read: &impl Read) -> Result<Option<Timestamp>, StoreError> {
    let mut newest = None;
    each_age(read, |age| {
        newest = newest.max(Some(age.published));
        ControlFlow::Continue(())
    })?;
    Ok(newest)
}

/// Whether what it says is still there.
pub(crate) fn has_content(read: &impl Read, age: &AlertAge) -> Result<bool, StoreError> {
    Ok(alert::load(read, &age.id)?.is_some())
}

/// Ends an alert that was kept as long as it may be: recalled everywhere if it is not yet, and erased with its report's words.
pub(crate) fn end(ctx: &mut Ctx<'_>, id: &AlertId) -> Result<(), Refusal> {
    let Some(mut alert) = alert::load(ctx.tx, id)? else { return Ok(()) };
    if !alert.is_recalled() {
        recall::recall(ctx, &mut alert, RecallReason::EndOfRetention)?;
    }
    alert::forget_content(ctx.tx, &alert)?;
    let report = reports::needed(ctx.tx, &alert.report)?;
    Ok(reports::forget_details(ctx.tx, &alert.report, &report)?)
}
