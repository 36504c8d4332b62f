//! How answers put times and lists into words.

use std::fmt::{self, Display};

/// A span of seconds in its largest unit.
#[must_use]
pub fn ago(seconds: u64) -> String {
    let (number, unit) = match seconds {
        0..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

/// One thing a line, or what to say when there is none.
///
/// # Errors
/// When the formatter fails.
pub fn lines<T: Display>(f: &mut fmt::Formatter<'_>, things: &[T], none: &str) -> fmt::Result {
    if things.is_empty() {
        return f.write_str(none);
    }
    for (n, thing) in things.iter().enumerate() {
        write!(f, "{}{thing}", if n == 0 { "" } else { "\n" })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_their_largest_unit() {
        assert_eq!(
            [0, 1, 59, 60, 7_200, 86_400].map(ago),
            ["0 seconds", "1 second", "59 seconds", "1 minute", "2 hours", "1 day"]
        );
    }
}
