//! What is over, and since when.

use core::ops::ControlFlow;

use parasol_protocol::time::{DAY, Timestamp};

use super::hold;
use super::run::RetentionDue;
use crate::alerts::{self, AlertAge, AlertState, RecallReason};
use crate::cases;
use crate::contests;
use crate::ids::ReportId;
use crate::limits::{CONTACTS_KEPT, CONTESTS_KEPT, RETAINED_AT_ONCE};
use crate::refusal::Refusal;
use crate::reports::{self, Report, Status};
use crate::rules::RetentionRules;
use crate::store::{Read, StoreError};

/// A month, as the time after a decision counts it, in seconds.
const MONTH: u64 = 30 * DAY;

/// The first things that are over, some of them.
pub(super) fn find(
    read: &impl Read,
    rules: &RetentionRules,
    now: Timestamp,
) -> Result<RetentionDue, Refusal> {
    let mut due = RetentionDue::default();
    let mut failed = None;
    alerts::each_age(read, |age| {
        look(&mut failed, alert_is_over(read, rules, now, &age), || due.add_alert(age.id))
    })?;
    reports::each(read, |id, report| {
        if due.is_full() {
            return ControlFlow::Break(());
        }
        let words = words_are_over(read, rules, now, &id, report);
        let step = look(&mut failed, words, || due.add_words(id));
        if step.is_break() || due.has_words(&id) {
            return step;
        }
        look(&mut failed, contact_is_over(read, now, &id, report), || due.add_contact(id))
    })?;
    if let Some(refusal) = failed {
        return Err(refusal);
    }
    if !due.is_full() {
        due.contests = contests::closed_before(read, now.minus(CONTESTS_KEPT), RETAINED_AT_ONCE)?;
        due.holds = hold::over(read, now)?;
    }
    Ok(due)
}

/// Takes what is over; stops at the first that cannot be read.
fn look(
    failed: &mut Option<Refusal>,
    over: Result<bool, Refusal>,
    add: impl FnOnce() -> ControlFlow<()>,
) -> ControlFlow<()> {
    match over {
        Ok(true) => add(),
        Ok(false) => ControlFlow::Continue(()),
        Err(refusal) => {
            *failed = Some(refusal);
            ControlFlow::Break(())
        }
    }
}

/// Whether an alert was kept as long as it may be; or what it says, after it was recalled.
pub(super) fn alert_is_over(
    read: &impl Read,
    rules: &RetentionRules,
    now: Timestamp,
    age: &AlertAge,
) -> Result<bool, Refusal> {
    let over = match age.state {
        AlertState::Recalled { at, .. } => {
            at.plus(rules.refused(MONTH)) <= now && alerts::has_content(read, age)?
        }
        _ => alerts::is_older(read, age, rules.oldest_alert(now))?,
    };
    Ok(over && hold::until(read, &age.report, now)?.is_none())
}

/// Whether the words of a report that nothing is made of are over.
pub(super) fn words_are_over(
    read: &impl Read,
    rules: &RetentionRules,
    now: Timestamp,
    id: &ReportId,
    report: &Report,
) -> Result<bool, Refusal> {
    let over = |since: Timestamp| since.plus(rules.refused(MONTH)) <= now;
    let decided = report.decided.unwrap_or(report.received);
    let over = match (report.status, &report.alert) {
        (Status::NotPublished, _) | (Status::Merged | Status::Recalled, None) => over(decided),
        // What became an alert, or was added to one, goes with it.
        (Status::Merged | Status::Recalled, Some(alert)) => match alerts::recalled(read, alert)? {
            Some((_, RecallReason::EndOfRetention)) => true,
            Some((at, _)) => over(at),
            None => false,
        },
        _ => false,
    };
    if !over {
        return Ok(false);
    }
    Ok(reports::has_details(read, id, report)? && hold::until(read, id, now)?.is_none())
}

/// Whether the contact of a report is over: it was decided long ago, and nobody looks after its reporter.
pub(super) fn contact_is_over(
    read: &impl Read,
    now: Timestamp,
    id: &ReportId,
    report: &Report,
) -> Result<bool, Refusal> {
    if report.status.is_open() || report.status == Status::Withdrawn {
        return Ok(false);
    }
    if decided(read, report)?.plus(CONTACTS_KEPT) > now || !reports::has_contact(read, id, report)? {
        return Ok(false);
    }
    Ok(!cases::is_open(read, id, report)? && hold::until(read, id, now)?.is_none())
}

/// When something was decided about a report.
fn decided(read: &impl Read, report: &Report) -> Result<Timestamp, StoreError> {
    let published = report.alert.map_or(Ok(None), |alert| alerts::published_at(read, &alert))?;
    Ok(report.decided.or(published).unwrap_or(report.received))
}
