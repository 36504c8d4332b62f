//! A case in the store.

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::notes;
use crate::ids::{MemberId, ReportId};
use crate::members;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::{Report, own_bucket};
use crate::store::{BucketIndex, BucketTable, Read, StoreError, Table, Tx};
use crate::words::words;

/// Report -> its case, in the bucket of the month in which the report came.
const CASES: BucketTable<ReportId, Case> = BucketTable::new("cases/1");
/// Open or closed, urgent ones first, then grave ones, oldest first.
pub(super) const LIST: Table<(u8, u8, Timestamp, ReportId), ()> = Table::new("case_list/1");
/// When somebody is to be reminded, and of which case.
pub(super) const REMINDERS: Table<(Timestamp, ReportId), ()> = Table::new("case_reminders/1");
/// Moderator and open case that is hers, in the bucket of the moderator.
const CASES_OF: BucketIndex<(MemberId, ReportId), ()> = BucketIndex::new("cases_of/1");
/// Partner and open case that was handed to her, in the bucket of the partner.
const HANDED: BucketIndex<(MemberId, ReportId), ()> = BucketIndex::new("cases_handed/1");

/// The first part of the list's key.
pub(super) const OPEN: u8 = 0;
/// The same of those that are closed.
pub(super) const CLOSED: u8 = 1;

words! {
    /// Why there is a case.
    CaseWhy {
        /// Somebody is under age or in danger now.
        Urgent = "urgent",
        /// What happened is grave.
        Severe = "severe",
        /// The reporter would like somebody to contact her.
        Contact = "contact",
        /// She would like help to file a complaint.
        Complaint = "complaint",
        /// A moderator opened it.
        ByHand = "by_hand",
    }
}

words! {
    /// How a case ended.
    CaseOutcome {
        /// She was reached, and got what she wanted.
        Helped = "helped",
        /// An organisation looks after her.
        Referred = "referred",
        /// She filed a complaint.
        Complained = "complained",
        /// She wanted no help.
        NoHelpWanted = "no_help_wanted",
        /// She could not be reached.
        NotReached = "not_reached",
        /// She named no way that is safe, so nobody called.
        NoSafeWay = "no_safe_way",
        /// Something else.
        Other = "other",
        /// The report was taken back, or its reporter has gone. Nobody chooses this.
        Withdrawn = "withdrawn",
    }
}

/// A case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Case {
    /// The hour in which it was opened.
    pub(super) opened: Timestamp,
    pub(super) why: Vec<CaseWhy>,
    /// Its place in the list among open ones: urgent, grave, the rest.
    pub(super) rank: u8,
    /// The moderator whose it is.
    pub(super) assigned: Option<MemberId>,
    /// When somebody is to be reminded.
    pub(super) reminder: Option<Timestamp>,
    /// To whom she was referred, in words.
    pub(super) referred: Option<Referred>,
    /// To which partner it was handed over.
    pub(super) handed: Option<HandedTo>,
    pub(super) closed: Option<CaseClosed>,
    /// What is known of her yes to the police, and who stands for it.
    pub(super) release: Option<Release>,
    /// How many notes there are.
    pub(super) notes: u32,
}

/// To whom a reporter was referred.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Referred {
    pub(super) to: String,
    pub(super) on: Timestamp,
}

/// A partner organisation that looks after a reporter.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HandedTo {
    pub(super) partner: MemberId,
    pub(super) on: Timestamp,
    /// How many notes there were by then: what was written for another partner before is not for this one.
    #[serde(default)]
    pub(super) notes: u32,
}

/// The end of a case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CaseClosed {
    /// On which day; not known of one that ended with its report.
    pub(super) on: Option<Timestamp>,
    pub(super) outcome: CaseOutcome,
    pub(super) words: Option<String>,
}

/// Her yes, and the moderators who stand for it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Release {
    /// On which day she said yes.
    pub(super) yes: Timestamp,
    pub(super) confirmed: Vec<MemberId>,
}

no_debug!(Case, Referred, HandedTo, CaseClosed, Release);

impl Case {
    pub(super) fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Whether somebody is to be reminded now.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        self.reminder.is_some_and(|on| on <= now)
    }

    /// The partner whose inbox it is in.
    pub(super) fn partner(&self) -> Option<MemberId> {
        self.handed.as_ref().map(|handed| handed.partner)
    }

    fn list_key(&self, id: &ReportId) -> (u8, u8, Timestamp, ReportId) {
        // Closed ones are read from the newest to the oldest.
        let (place, rank) = if self.is_open() { (OPEN, self.rank) } else { (CLOSED, 0) };
        (place, rank, self.opened, *id)
    }

    /// Whether something personal stood in it that stands in the new one no more.
    fn loses(&self, new: &Self) -> bool {
        fn lost<T: PartialEq>(old: &Option<T>, new: &Option<T>) -> bool {
            old.is_some() && old != new
        }
        lost(&self.assigned, &new.assigned)
            || lost(&self.referred, &new.referred)
            || lost(&self.handed, &new.handed)
            || lost(&self.closed, &new.closed)
            || lost(&self.release, &new.release)
    }
}

pub(super) fn load(read: &impl Read, id: &ReportId, report: &Report) -> Result<Option<Case>, StoreError> {
    read.bucket_get(&CASES, &own_bucket(report.received.month()), id)
}

pub(super) fn needed(read: &impl Read, id: &ReportId, report: &Report) -> Result<Case, Refusal> {
    load(read, id, report)?.ok_or(Refusal::NotFound)
}

/// Writes a case in the place of what it was before.
pub(super) fn save(
    tx: &mut Tx,
    id: &ReportId,
    report: &Report,
    old: Option<&Case>,
    new: &Case,
) -> Result<(), StoreError> {
    if let Some(old) = old {
        unfile(tx, id, old)?;
    }
    file(tx, id, new)?;
    let bucket = own_bucket(report.received.month());
    tx.bucket_put(&CASES, &bucket, id, new)?;
    if old.is_some_and(|old| old.loses(new)) { tx.mark_dirty(&bucket) } else { Ok(()) }
}

fn file(tx: &mut Tx, id: &ReportId, case: &Case) -> Result<(), StoreError> {
    tx.put(&LIST, &case.list_key(id), &())?;
    if !case.is_open() {
        return Ok(());
    }
    if let Some(on) = case.reminder {
        tx.put(&REMINDERS, &(on, *id), &())?;
    }
    if let Some(moderator) = case.assigned {
        tx.index_put(&CASES_OF, &members::bucket(&moderator), &(moderator, *id), &())?;
    }
    if let Some(partner) = case.partner() {
        tx.index_put(&HANDED, &members::bucket(&partner), &(partner, *id), &())?;
    }
    Ok(())
}

fn unfile(tx: &mut Tx, id: &ReportId, case: &Case) -> Result<(), StoreError> {
    tx.remove(&LIST, &case.list_key(id))?;
    if let Some(on) = case.reminder {
        tx.remove(&REMINDERS, &(on, *id))?;
    }
    if let Some(moderator) = case.assigned {
        tx.index_remove(&CASES_OF, &members::bucket(&moderator), &(moderator, *id))?;
    }
    if let Some(partner) = case.partner() {
        tx.index_remove(&HANDED, &members::bucket(&partner), &(partner, *id))?;
    }
    Ok(())
}

/// The open cases of a moderator.
pub(super) fn of_moderator(read: &impl Read, moderator: &MemberId) -> Result<Vec<ReportId>, StoreError> {
    let rows = read.index_rows(&CASES_OF, &members::bucket(moderator))?.into_iter();
    Ok(rows.filter(|((whose, _), ())| whose == moderator).map(|((_, id), ())| id).collect())
}

/// The open cases that were handed to a partner.
pub(super) fn of_partner(read: &impl Read, partner: &MemberId) -> Result<Vec<ReportId>, StoreError> {
    let rows = read.index_rows(&HANDED, &members::bucket(partner))?.into_iter();
    Ok(rows.filter(|((whose, _), ())| whose == partner).map(|((_, id), ())| id).collect())
}

/// Ends the case of a report that was taken back, or whose reporter has gone: notes and whatever else was written go, and it
/// leaves the partner's inbox at once.
pub(crate) fn end(tx: &mut Tx, id: &ReportId, report: &Report) -> Result<(), StoreError> {
    let Some(case) = load(tx, id, report)? else { return Ok(()) };
    notes::forget(tx, id, report, case.notes)?;
    // Whatever it ended with before: nobody opens it again.
    let on = case.closed.as_ref().and_then(|closed| closed.on);
    let closed = CaseClosed { on, outcome: CaseOutcome::Withdrawn, words: None };
    let ended = Case {
        opened: case.opened,
        why: case.why.clone(),
        rank: case.rank,
        assigned: None,
        reminder: None,
        referred: None,
        handed: None,
        closed: Some(closed),
        release: None,
        notes: 0,
    };
    if ended == case { Ok(()) } else { save(tx, id, report, Some(&case), &ended) }
}

/// Takes somebody who goes, or whose account becomes another person's, out of the cases: those that were hers are nobody's,
/// those that were handed to her are the team's again.
pub(crate) fn forget_member(tx: &mut Tx, member: &MemberId) -> Result<(), Refusal> {
    let mut ids = of_moderator(tx, member)?;
    ids.extend(of_partner(tx, member)?);
    for id in ids {
        let report = crate::reports::needed(tx, &id)?;
        let old = needed(tx, &id, &report)?;
        let mut new = old.clone();
        new.assigned = new.assigned.filter(|moderator| moderator != member);
        new.handed = new.handed.filter(|handed| handed.partner != *member);
        save(tx, &id, &report, Some(&old), &new)?;
    }
    Ok(())
}
