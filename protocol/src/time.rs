//! Points in time as the protocol writes them. Nothing here reads a clock.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

/// Seconds in a day.
pub const DAY: u64 = 86_400;

/// Seconds since the Unix epoch, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The point `seconds` after the Unix epoch.
    pub const fn new(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Seconds since the Unix epoch.
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// `seconds` later; the end of time when that would not fit.
    pub const fn plus(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// `seconds` earlier; the epoch when that would be before it.
    pub const fn minus(self, seconds: u64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }

    /// Seconds from `earlier` to here, none when `earlier` is later.
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The month in which it lies, UTC.
    pub fn month(self) -> Month {
        let (year, month, _) = civil_from_days(self.0 / DAY);
        Month(year.saturating_mul(100).saturating_add(month))
    }
}

/// Year, month and day of a day counted from 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn civil_from_days(days: u64) -> (u32, u32, u32) {
    // A year beyond 9999 has no place in a month; the far future is one month.
    let days = days.min(2_932_896);
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    (small(year), small(month), small(day))
}

/// A calendar month, written `2026-11` and sent as the integer 202611.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Month(u32);

/// A text or number is not a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a month such as 2026-11, between 1970-01 and 9999-12")]
pub struct MonthError;

impl Month {
    /// The month `month` (1 to 12) of `year` (1970 to 9999).
    pub const fn new(year: u32, month: u32) -> Option<Self> {
        if year < 1970 || year > 9999 || month < 1 || month > 12 {
            None
        } else {
            Some(Self(year * 100 + month))
        }
    }

    /// The year, 1970 to 9999.
    pub const fn year(self) -> u32 {
        self.0 / 100
    }

    /// The month of the year, 1 to 12.
    pub const fn month(self) -> u32 {
        self.0 % 100
    }

    /// The integer yyyymm.
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl TryFrom<u32> for Month {
    type Error = MonthError;

    fn try_from(number: u32) -> Result<Self, MonthError> {
        Self::new(number / 100, number % 100).ok_or(MonthError)
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, MonthError> {
        let (year, month) = text.split_once('-').ok_or(MonthError)?;
        let number = |digits: &str, len: usize| {
            let plain = digits.len() == len && digits.bytes().all(|b| b.is_ascii_digit());
            if plain { digits.parse().map_err(|_| MonthError) } else { Err(MonthError) }
        };
        Self::new(number(year, 4)?, number(month, 2)?).ok_or(MonthError)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u32::deserialize(deserializer)?.try_into().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    #[test]
    fn months_follow_the_calendar() {
        let months = [
            (0, "1970-01"),
            (1_709_164_799, "2024-02"),
            (1_709_251_200, "2024-03"),
            (1_795_305_599, "2026-11"),
        ];
        for (seconds, month) in months {
            assert_eq!(Timestamp::new(seconds).month().to_string(), month);
        }
        assert_eq!(Timestamp::new(u64::MAX).month().to_string(), "9999-12");
    }

    #[test]
    fn only_months_are_read_as_months() {
        assert_eq!("2026-11".parse::<Month>().unwrap(), Month::new(2026, 11).unwrap());
        for bad in ["2026-13", "2026-0", "2026-1", "+026-11", "1969-12", "2026", ""] {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
        assert!(Month::try_from(202_613).is_err());
    }
}
