//! When something happened, as exactly as somebody wants to say it: a month or a day.

use core::fmt;
use core::str::FromStr;

use parasol_protocol::time::Month;
use serde::{Deserialize, Serialize};

/// A month, or a day of it. Written `2026-11` or `2026-11-21`.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HappenedOn {
    month: Month,
    day: Option<u8>,
}

/// A text is not a month or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a month or a day such as 2026-11 or 2026-11-21")]
pub struct NoSuchDay;

impl HappenedOn {
    /// The month, which is all that is ever published.
    pub fn month(&self) -> Month {
        self.month
    }

    /// The day of the month, if it was said.
    pub fn day(&self) -> Option<u8> {
        self.day
    }
}

impl HappenedOn {
    /// The first and the last day on which it may have been, counted from 1970-01-01.
    pub(crate) fn days(&self) -> (u64, u64) {
        let before = (1..self.month.month()).filter_map(|month| Month::new(self.month.year(), month));
        let of_year: u64 = before.map(|month| u64::from(days_in(month))).sum();
        let years = u64::from(self.month.year()).saturating_sub(1);
        let since_year_one = |years: u64| 365 * years + years / 4 - years / 100 + years / 400;
        let first = (since_year_one(years) - since_year_one(1_969)).saturating_add(of_year);
        match self.day {
            Some(day) => (first + u64::from(day) - 1, first + u64::from(day) - 1),
            None => (first, first + u64::from(days_in(self.month)) - 1),
        }
    }
}

impl From<Month> for HappenedOn {
    fn from(month: Month) -> Self {
        Self { month, day: None }
    }
}

impl FromStr for HappenedOn {
    type Err = NoSuchDay;

    fn from_str(text: &str) -> Result<Self, NoSuchDay> {
        let (month, day) = match text.rsplit_once('-') {
            Some((month, day)) if month.contains('-') => (month, Some(day)),
            _ => (text, None),
        };
        let month: Month = month.parse().map_err(|_| NoSuchDay)?;
        let Some(day) = day else { return Ok(Self { month, day: None }) };
        let digits = day.len() == 2 && day.bytes().all(|b| b.is_ascii_digit());
        let number: u8 = day.parse().map_err(|_| NoSuchDay)?;
        if digits && (1..=days_in(month)).contains(&number) {
            Ok(Self { month, day: Some(number) })
        } else {
            Err(NoSuchDay)
        }
    }
}

fn days_in(month: Month) -> u8 {
    let year = month.year();
    match month.month() {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for HappenedOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.month)?;
        self.day.map_or(Ok(()), |day| write!(f, "-{day:02}"))
    }
}

crate::private::no_debug!(HappenedOn);

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        let days = |text: &str| text.parse::<HappenedOn>().unwrap().days();
        assert_eq!(days("1970-01-01"), (0, 0));
        assert_eq!(days("1970-02"), (31, 58));
        // 1,709,251,200 seconds after the epoch, 2024-03-01 begins.
        assert_eq!(days("2024-03-01"), (19_783, 19_783));
        assert_eq!(days("2024-02"), (19_754, 19_782));
    }

    #[test]
    fn months_and_days_are_read_back() {
        for text in ["2026-11", "2026-11-21", "2024-02-29", "2026-01-31"] {
            assert_eq!(text.parse::<HappenedOn>().unwrap().to_string(), text);
        }
        for bad in [
            "",
            "2026",
            "2026-11-31",
            "2026-02-29",
            "1900-02-29",
            "2026-11-1",
            "2026-11-+1",
            "2026-11-21-1",
            "é-é-é",
        ] {
            assert!(bad.parse::<HappenedOn>().is_err(), "{bad}");
        }
    }
}
