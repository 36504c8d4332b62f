//! How the reports of the account fared from which one came, and whether others of its sponsor's branch named the same
//! person. It tells neither which account that is, nor which others.

use std::collections::BTreeSet;

use parasol_protocol::time::Timestamp;

use crate::ids::{MemberId, ReportId};
use crate::limits::MAX_RECORD;
use crate::members::{self, Standing};
use crate::refusal::Refusal;
use crate::reports::{self, Report, Status};
use crate::roles::Role;
use crate::store::{Read, StoreError};

/// How the other reports of an account fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AccountRecord {
    /// They became an alert, or were added to one.
    pub published: usize,
    /// It was decided not to publish them.
    pub refused: usize,
    /// They wait for a decision.
    pub waiting: usize,
    /// Their alerts were recalled.
    pub recalled: usize,
    /// Whether the account is suspended now.
    pub suspended: bool,
    /// Other accounts of the same branch that named the same identifier.
    pub branch: Option<Branch>,
}

/// Several accounts of one sponsor's branch against one identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branch {
    /// How many accounts, this one included.
    pub accounts: usize,
    /// Whether they have no more in common than somebody of the team or a partner, who vouches for many.
    pub by_team: bool,
}

/// The record of the account that a report came from; `same` are the reports that name the same identifier.
pub(super) fn of(
    read: &impl Read,
    id: &ReportId,
    report: &Report,
    same: &[ReportId],
    since: Timestamp,
) -> Result<Option<AccountRecord>, Refusal> {
    let Some(reporter) = report.reporter else { return Ok(None) };
    let mut record = AccountRecord::default();
    for other in reports::all_of(read, &reporter)?.iter().rev().filter(|other| *other != id).take(MAX_RECORD)
    {
        match reports::load(read, other)?.map(|other| other.status) {
            Some(Status::Published | Status::Merged) => record.published = record.published.saturating_add(1),
            Some(Status::NotPublished) => record.refused = record.refused.saturating_add(1),
            Some(Status::Recalled) => record.recalled = record.recalled.saturating_add(1),
            Some(status) if status.is_open() => record.waiting = record.waiting.saturating_add(1),
            _ => {}
        }
    }
    let member = members::load(read, &reporter)?;
    record.suspended = member.is_some_and(|member| member.standing == Standing::Suspended);
    record.branch = branch(read, &reporter, same, since)?;
    Ok(Some(record))
}

fn branch(
    read: &impl Read,
    reporter: &MemberId,
    same: &[ReportId],
    since: Timestamp,
) -> Result<Option<Branch>, Refusal> {
    let own = above(read, reporter)?;
    let (mut accounts, mut shared) = (BTreeSet::new(), BTreeSet::new());
    for id in same.iter().take(MAX_RECORD) {
        let report = reports::load(read, id)?.filter(|report| report.received >= since);
        let Some(other) = report.and_then(|report| report.reporter) else { continue };
        if other == *reporter || accounts.contains(&other) {
            continue;
        }
        let common: Vec<MemberId> =
            above(read, &other)?.into_iter().filter(|one| own.contains(one)).collect();
        if !common.is_empty() {
            accounts.insert(other);
            shared.extend(common);
        }
    }
    if accounts.is_empty() {
        return Ok(None);
    }
    let mut by_team = true;
    for sponsor in &shared {
        by_team &= members::load(read, sponsor)?.is_some_and(|sponsor| sponsor.role != Role::Member);
    }
    Ok(Some(Branch { accounts: accounts.len().saturating_add(1), by_team }))
}

/// Herself, her sponsor and her sponsor's sponsor.
fn above(read: &impl Read, member: &MemberId) -> Result<Vec<MemberId>, StoreError> {
    let mut found = vec![*member];
    let mut next = *member;
    for _ in 0..2 {
        let Some(sponsor) = members::load(read, &next)?.and_then(|member| member.sponsor) else { break };
        found.push(sponsor);
        next = sponsor;
    }
    Ok(found)
}
