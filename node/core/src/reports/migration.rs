//! From the shapes in which older versions kept reports.

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::report::{self, Report};
use super::whose;
use crate::ids::{MemberId, ReportId};
use crate::store::{Read, StoreError, Table, Tx};

/// The queue that knew no urgent reports.
const QUEUE_1: Table<(u8, u8, Timestamp, ReportId), ()> = Table::new("desk_queue/1");
/// Reports together with whose they are, in a table of which the engine's file keeps what was removed.
const REPORTS_1: Table<ReportId, Report> = Table::new("reports/1");
const WHOSE_1: Table<ReportId, Whose1> = Table::new("reports/1");
const REPORTS_OF_1: Table<(MemberId, Timestamp, ReportId), ()> = Table::new("reports_of/1");

/// The part of the old row that is kept apart today.
#[derive(Serialize, Deserialize)]
struct Whose1 {
    reporter: Option<MemberId>,
    #[serde(default)]
    card: Option<MemberId>,
    #[serde(default)]
    restricted: Option<Timestamp>,
}

/// From `desk_queue/1` to `desk_queue/2`, in which urgent reports come first.
pub(crate) fn urgent_first(tx: &mut Tx) -> Result<(), StoreError> {
    tx.clear(&QUEUE_1)?;
    for (id, report) in tx.range(&REPORTS_1, ..)? {
        report::enqueue(tx, &id, &report)?;
    }
    Ok(())
}

/// From `reports/1` and `reports_of/1` to rows that do not say whose they are, and buckets that do. Their times were written
/// to the second, which may stand beside her name elsewhere: an hour and a day are left of them.
pub(crate) fn apart_from_whose(tx: &mut Tx) -> Result<(), StoreError> {
    for (id, report) in tx.range(&REPORTS_1, ..)? {
        let Some(Whose1 { reporter, card, restricted }) = tx.get(&WHOSE_1, &id)? else { continue };
        let (received, restricted) = (whose::hour(report.received), restricted.map(whose::day));
        report::dequeue(tx, &id, &report)?;
        let report = Report { reporter, card, restricted, received, ..report };
        report::enqueue(tx, &id, &report)?;
        report::save(tx, &id, &report)?;
    }
    tx.clear(&REPORTS_1)?;
    tx.clear(&REPORTS_OF_1)
}
