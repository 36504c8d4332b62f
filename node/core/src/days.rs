//! Counts of whole days that are over.

use serde::{Deserialize, Serialize};

use crate::limits::ALLOWANCE_DAYS;

/// The last days, at most [`ALLOWANCE_DAYS`] of them, and what was counted on each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct DaysBefore(pub(crate) Vec<(u64, u64)>);

impl DaysBefore {
    /// A day is over, because it is `today`.
    pub(crate) fn end(&mut self, (day, counted): (u64, u64), today: u64) {
        self.0.push((day, counted));
        self.0.retain(|(old, _)| *old < today && today.saturating_sub(*old) <= ALLOWANCE_DAYS);
    }

    /// What was counted on the busiest of them.
    pub(crate) fn busiest(&self) -> u64 {
        self.0.iter().map(|(_, counted)| *counted).max().unwrap_or(0)
    }
}
