//! In which order the desk shows reports, and where a page of them ends.
//!
//! What is open stands in one queue: what is overdue on top, then what is urgent, what is grave, the rest; inside each the
//! oldest first. What was decided is listed newest first. A page begins after a place, not after a number of rows, and
//! what counts as overdue stays what it was on the first page: nothing is shown twice or left out while others work.

use core::fmt;
use core::ops::Bound;
use core::str::FromStr;

use parasol_protocol::time::Timestamp;

use crate::ids::ReportId;
use crate::limits::{MAX_LIST, REPORT_DUE};
use crate::reports::{self, RANKS, Spot, Status};
use crate::store::{Read, StoreError};

/// The states of reports about which nothing was decided.
const OPEN: [Status; 3] = [Status::Waiting, Status::Claimed, Status::AskedBack];

/// Where a page of the desk's list ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeskPlace {
    /// When the first page was asked for.
    asked: Timestamp,
    /// How grave the last report on it is.
    rank: u8,
    /// The last report.
    last: Spot,
}

/// What was given is no place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a place in the desk's list as the page before gave it; begin at the first page")]
pub struct NoSuchPlace;

impl fmt::Display for DeskPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { asked, rank, last: (received, id) } = self;
        write!(f, "{}-{rank}-{}-{id}", asked.seconds(), received.seconds())
    }
}

impl FromStr for DeskPlace {
    type Err = NoSuchPlace;

    fn from_str(text: &str) -> Result<Self, NoSuchPlace> {
        let mut parts = text.split('-');
        let mut next = || parts.next().ok_or(NoSuchPlace);
        let (asked, rank, received, id) = (next()?, next()?, next()?, next()?);
        let time = |text: &str| text.parse().map(Timestamp::new).map_err(|_| NoSuchPlace);
        let rank = rank.parse().map_err(|_| NoSuchPlace)?;
        let id = id.parse().map_err(|_| NoSuchPlace)?;
        match parts.next() {
            None => Ok(Self { asked: time(asked)?, rank, last: (time(received)?, id) }),
            Some(_) => Err(NoSuchPlace),
        }
    }
}

impl DeskPlace {
    /// The place of `last`, on a page of the list that was first asked for at `asked`.
    pub(super) const fn at(asked: Timestamp, rank: u8, last: Spot) -> Self {
        Self { asked, rank, last }
    }

    pub(super) const fn rank_and_last(&self) -> (u8, Spot) {
        (self.rank, self.last)
    }
}

/// Some reports in their order, and where the next page begins.
pub(super) struct Ordered {
    pub(super) ids: Vec<ReportId>,
    pub(super) next: Option<DeskPlace>,
}

impl Ordered {
    /// Up to 50 of `found`, of which there may be one more.
    pub(super) fn page(asked: Timestamp, mut found: Vec<(u8, Spot)>) -> Self {
        let more = found.len() > MAX_LIST;
        found.truncate(MAX_LIST);
        let next = found.last().filter(|_| more).map(|(rank, spot)| DeskPlace::at(asked, *rank, *spot));
        Self { ids: found.into_iter().map(|(_, (_, id))| id).collect(), next }
    }
}

/// What is open: of `status`, or of every state in which nothing was decided.
pub(super) fn open(
    read: &impl Read,
    status: Option<Status>,
    after: Option<&DeskPlace>,
    now: Timestamp,
) -> Result<Ordered, StoreError> {
    let statuses = status.as_ref().map_or(&OPEN[..], std::slice::from_ref);
    let asked = after.map_or(now, |place| place.asked);
    let due = (asked.minus(REPORT_DUE), ReportId::new([0; 16]));
    // Overdue ones come first: `false` is before `true`.
    let group = |rank: u8, spot: &Spot| (*spot >= due, rank);
    let from = after.map(|place| (group(place.rank, &place.last), place.last));
    let mut found = Vec::new();
    for (in_time, rank) in [false, true].into_iter().flat_map(|late| RANKS.map(|rank| (late, rank))) {
        let whole = match in_time {
            false => (Bound::Unbounded, Bound::Excluded(due)),
            true => (Bound::Included(due), Bound::Unbounded),
        };
        let stretch = match from {
            Some((before, _)) if before > (in_time, rank) => continue,
            Some((same, last)) if same == (in_time, rank) => (Bound::Excluded(last), whole.1),
            _ => whole,
        };
        let wanted = MAX_LIST.saturating_add(1).saturating_sub(found.len());
        let mut some = Vec::new();
        for status in statuses {
            some.extend(reports::spots(read, *status, rank, stretch, wanted)?);
        }
        some.sort_unstable();
        found.extend(some.into_iter().take(wanted).map(|spot| (rank, spot)));
    }
    Ok(Ordered::page(asked, found))
}

/// Reports of `status`, or of any, the newest first.
pub(super) fn newest(
    read: &impl Read,
    status: Option<Status>,
    after: Option<&DeskPlace>,
    now: Timestamp,
) -> Result<Ordered, StoreError> {
    let statuses = status.as_ref().map_or(Status::ALL, std::slice::from_ref);
    let end = after.map_or(Bound::Unbounded, |place| Bound::Excluded(place.last));
    let mut found = Vec::new();
    for (status, rank) in statuses.iter().flat_map(|status| RANKS.map(|rank| (*status, rank))) {
        let wanted = MAX_LIST.saturating_add(1);
        let spots = reports::spots_back(read, status, rank, end, wanted)?;
        found.extend(spots.into_iter().map(|spot| (rank, spot)));
    }
    found.sort_unstable_by(|(_, one), (_, other)| other.cmp(one));
    Ok(Ordered::page(after.map_or(now, |place| place.asked), found))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    #[test]
    fn a_place_is_read_back_and_nothing_else_is() {
        let place =
            DeskPlace::at(Timestamp::new(172_800), 2, (Timestamp::new(3_600), ReportId::new([7; 16])));
        let text = place.to_string();
        assert_eq!(text.parse::<DeskPlace>().unwrap(), place);
        for wrong in ["", "1-2", "1-2-3-", "a-0-1-00", &format!("{text}-1"), "-1-0-1-00"] {
            assert_eq!(wrong.parse::<DeskPlace>(), Err(NoSuchPlace), "{wrong}");
        }
    }
}
