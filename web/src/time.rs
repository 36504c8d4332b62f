//! Points in time, as programs read them.

use parasol_protocol::time::Timestamp;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(rfc3339(Timestamp::new(0)), "1970-01-01T00:00:00Z");
        assert!(rfc3339(Timestamp::new(u64::MAX)).starts_with("9999"));
    }
}
