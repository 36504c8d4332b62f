//! Whose a report is, and since when it is not used. Both lie in buckets, apart from what the desk sorts by: when its
//! reporter goes, nothing that is left says that it was hers, or which others were.
//!
//! Times that could tell are coarse: a report comes at an hour, and is restricted on a day. To the second they would be
//! found again beside her name, wherever her other acts are kept.

use core::ops::ControlFlow;

use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use super::report::{self, Report, Spot, own_bucket};
use crate::ids::{MemberId, ReportId};
use crate::limits::MAX_LIST;
use crate::members;
use crate::refusal::Refusal;
use crate::store::{BucketIndex, BucketTable, Read, StoreError, Tx};

/// Report -> whose it is, in the bucket of the month in which it came.
const WHOSE: BucketTable<ReportId, Whose> = BucketTable::new("report_whose/1");
/// Report -> since which day it is not used, in the same bucket; no row while it is used.
const RESTRICTED: BucketTable<ReportId, Timestamp> = BucketTable::new("reports_restricted/1");
/// Reporter and report -> when it came; in the bucket of the reporter.
const REPORTS_OF: BucketIndex<(MemberId, ReportId), Timestamp> = BucketIndex::new("reports_of/2");
/// Partner and report that came by a card of hers; in the bucket of the partner.
const BY_CARD: BucketIndex<(MemberId, ReportId), ()> = BucketIndex::new("reports_by_card/1");

const HOUR: u64 = 3_600;

#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Whose {
    reporter: Option<MemberId>,
    card: Option<MemberId>,
}

/// The hour in which it is.
pub(super) const fn hour(now: Timestamp) -> Timestamp {
    Timestamp::new(now.seconds() - now.seconds() % HOUR)
}

/// The day on which it is.
pub(crate) const fn day(now: Timestamp) -> Timestamp {
    Timestamp::new(now.seconds() - now.seconds() % DAY)
}

/// The first day of the month in which it is.
pub(crate) fn first_day(of: Timestamp) -> Timestamp {
    let days = (0..31_u64).map(|back| day(of).minus(back * DAY));
    days.take_while(|earlier| earlier.month() == of.month()).last().unwrap_or(of)
}

/// Adds what is kept apart to a report that was read.
pub(super) fn fill(read: &impl Read, id: &ReportId, report: &mut Report) -> Result<(), StoreError> {
    let bucket = own_bucket(report.received.month());
    let Whose { reporter, card } = read.bucket_get(&WHOSE, &bucket, id)?.unwrap_or_default();
    (report.reporter, report.card) = (reporter, card);
    report.restricted = read.bucket_get(&RESTRICTED, &bucket, id)?;
    Ok(())
}

/// Writes it down; what it replaces is erased.
pub(super) fn keep(tx: &mut Tx, id: &ReportId, report: &Report) -> Result<(), StoreError> {
    let bucket = own_bucket(report.received.month());
    let new = Whose { reporter: report.reporter, card: report.card };
    let old = tx.bucket_get(&WHOSE, &bucket, id)?;
    if old != Some(new) {
        tx.bucket_put(&WHOSE, &bucket, id, &new)?;
        file(tx, id, report.received, old.unwrap_or_default(), new)?;
        if old.is_some() {
            tx.mark_dirty(&bucket)?;
        }
    }
    match (tx.bucket_get(&RESTRICTED, &bucket, id)?, report.restricted) {
        (old, new) if old == new => Ok(()),
        (_, None) => tx.bucket_remove(&RESTRICTED, &bucket, id).map(drop),
        (old, Some(since)) => {
            tx.bucket_put(&RESTRICTED, &bucket, id, &since)?;
            if old.is_some() { tx.mark_dirty(&bucket) } else { Ok(()) }
        }
    }
}

fn file(tx: &mut Tx, id: &ReportId, received: Timestamp, old: Whose, new: Whose) -> Result<(), StoreError> {
    if old.reporter != new.reporter {
        if let Some(before) = old.reporter {
            tx.index_remove(&REPORTS_OF, &members::bucket(&before), &(before, *id))?;
        }
        if let Some(reporter) = new.reporter {
            tx.index_put(&REPORTS_OF, &members::bucket(&reporter), &(reporter, *id), &received)?;
        }
    }
    if old.card != new.card {
        if let Some(before) = old.card {
            tx.index_remove(&BY_CARD, &members::bucket(&before), &(before, *id))?;
        }
        if let Some(partner) = new.card {
            tx.index_put(&BY_CARD, &members::bucket(&partner), &(partner, *id), &())?;
        }
    }
    Ok(())
}

/// A member's reports with the hours in which they came, oldest first.
fn filed(read: &impl Read, member: &MemberId) -> Result<Vec<(Timestamp, ReportId)>, StoreError> {
    let rows = read.index_rows(&REPORTS_OF, &members::bucket(member))?.into_iter();
    let mut own: Vec<_> =
        rows.filter(|((whose, _), _)| whose == member).map(|((_, id), came)| (came, id)).collect();
    own.sort_unstable();
    Ok(own)
}

/// When a member's reports since `from` were received, oldest first.
pub(super) fn received_since(
    read: &impl Read,
    member: &MemberId,
    from: Timestamp,
) -> Result<Vec<Timestamp>, StoreError> {
    let own = filed(read, member)?.into_iter().map(|(received, _)| received);
    Ok(own.filter(|received| *received >= from).collect())
}

/// All reports of a member, oldest first.
pub(crate) fn all_of(read: &impl Read, member: &MemberId) -> Result<Vec<ReportId>, StoreError> {
    Ok(filed(read, member)?.into_iter().map(|(_, id)| id).collect())
}

/// The newest reports of a member, 50 at most, newest first.
pub(super) fn of_member(read: &impl Read, member: &MemberId) -> Result<Vec<ReportId>, StoreError> {
    Ok(filed(read, member)?.into_iter().rev().take(MAX_LIST).map(|(_, id)| id).collect())
}

/// The reports that are not used because somebody asked, those of the oldest month first: 51 at most, those after `after`.
pub(crate) fn restricted(read: &impl Read, after: Option<&Spot>) -> Result<Vec<Spot>, StoreError> {
    let after = after.map(|(received, id)| (own_bucket(received.month()), *id));
    let mut ids = Vec::new();
    read.bucket_scan(&RESTRICTED, after.as_ref().map(|(bucket, id)| (bucket, id)), |id, _| {
        ids.push(id);
        if ids.len() <= MAX_LIST { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    let mut spots = Vec::with_capacity(ids.len());
    for id in ids {
        spots.extend(report::load(read, &id)?.map(|report| (report.received, id)));
    }
    Ok(spots)
}

/// Takes a partner away from the reports that came by her cards.
pub(crate) fn forget_cards_of(tx: &mut Tx, partner: &MemberId) -> Result<(), Refusal> {
    let rows = tx.index_rows(&BY_CARD, &members::bucket(partner))?.into_iter();
    for id in rows.filter(|((whose, _), ())| whose == partner).map(|((_, id), ())| id).collect::<Vec<_>>() {
        let mut report = report::needed(tx, &id)?;
        report.card = None;
        keep(tx, &id, &report)?;
    }
    Ok(())
}
