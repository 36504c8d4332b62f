//! When an alert may be shown: he may work out from it who reported him.

use parasol_protocol::time::{DAY, Timestamp};

use crate::words::words;

words! {
    /// What the reporter answered to "Could he guess that it was you?".
    Showing {
        /// It may be shown now.
        Now = "now",
        /// It may be shown in a week.
        InAWeek = "in_a_week",
        /// Not before somebody has talked with her.
        AfterTalk = "after_talk",
    }
}

impl Default for Showing {
    /// Nobody who did not answer is shown early or late: what she agreed to counts.
    fn default() -> Self {
        Self::Now
    }
}

impl Showing {
    /// From when on it may be shown, for a report that came at `received`; none before somebody has talked with her.
    #[must_use]
    pub fn from(self, received: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Now => Some(received),
            Self::InAWeek => Some(received.plus(7 * DAY)),
            Self::AfterTalk => None,
        }
    }
}
