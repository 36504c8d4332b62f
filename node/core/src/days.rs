//! Counts of whole days that are over.

use serde::{Deserialize, Serialize};

use crate::limits::ALLOWANCE_DAYS;

/// The last days, at most [`ALLOWANCE_DAYS`] of them, and what was counted on each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct DaysBefore(pub(crate) Vec<(u64, u64)>);

impl DaysBefore {
    /// The clock shows another day: keeps what the one before counted, and returns what that other one has counted already. As
    /// many are kept as were counted last, whatever the clock said: it may have been wrong.
    pub(crate) fn turn(&mut self, (day, counted): (u64, u64), today: u64) -> u64 {
        if counted > 0 {
            self.0.push((day, counted));
        }
        let had = self.0.iter().find(|(old, _)| *old == today).map_or(0, |(_, counted)| *counted);
        self.0.retain(|(old, _)| *old != today);
        let kept = usize::try_from(ALLOWANCE_DAYS).unwrap_or(usize::MAX);
        let over = self.0.len().saturating_sub(kept);
        self.0.drain(..over);
        had
    }

    /// What was counted on the busiest of the last days before this one.
    pub(crate) fn busiest_before(&self, today: u64) -> u64 {
        let last =
            self.0.iter().filter(|(old, _)| *old < today && today.saturating_sub(*old) <= ALLOWANCE_DAYS);
        last.map(|(_, counted)| *counted).max().unwrap_or(0)
    }
}
