//! Points in time, as programs read them.

use parasol_protocol::time::Timestamp;

use crate::language::Texts;
use crate::port::Port;

/// A point in time as RFC 3339 writes it, in UTC.
pub(crate) fn rfc3339(time: Timestamp) -> String {
    let seconds = i64::try_from(time.seconds()).unwrap_or(i64::MAX);
    // Beyond the year 9999 there is nothing to write.
    jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX).to_string()
}

/// The day of a point in time, UTC.
pub(crate) fn day(time: Timestamp) -> String {
    rfc3339(time).split('T').next().unwrap_or_default().to_owned()
}

/// The first second of the day that is written so: `2026-11-21`.
pub(crate) fn day_named(text: &str) -> Option<Timestamp> {
    let day: jiff::civil::Date = text.trim().parse().ok()?;
    let at = day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    u64::try_from(at.as_second()).ok().map(Timestamp::new)
}

/// The day it is, in UTC.
pub(crate) fn today(port: &dyn Port) -> jiff::civil::Date {
    let seconds = i64::try_from(port.now().seconds()).unwrap_or(i64::MAX);
    let now = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX);
    now.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// A minute, in UTC, short enough for a table: `2026-11-21 09:30`.
pub(crate) fn minute(time: Timestamp) -> String {
    rfc3339(time).get(..16).unwrap_or_default().replace('T', " ")
}

/// A day in words, in UTC.
pub(crate) fn date(t: Texts, time: Timestamp) -> String {
    let seconds = i64::try_from(time.seconds()).unwrap_or(i64::MAX);
    let day = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX);
    let day = day.to_zoned(jiff::tz::TimeZone::UTC).date();
    let values = [
        ("day", i64::from(day.day()).into()),
        ("month", i64::from(day.month()).into()),
        ("year", day.year().to_string().into()),
    ];
    t.plain("date", values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(rfc3339(Timestamp::new(0)), "1970-01-01T00:00:00Z");
        assert!(rfc3339(Timestamp::new(u64::MAX)).starts_with("9999"));
    }

    #[test]
    fn days_are_told_in_words() {
        let told = |code, day: u64| Texts::of(code).map(|t| date(t, Timestamp::new(day * 86_400)));
        assert_eq!(told("en", 20_778).as_deref(), Some("21 November 2026"));
        assert_eq!(told("fr", 20_758).as_deref(), Some("1er novembre 2026"));
        assert_eq!(told("fr", 20_778).as_deref(), Some("21 novembre 2026"));
    }
}
