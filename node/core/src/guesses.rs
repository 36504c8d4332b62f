//! How often codes may be guessed, by everybody together: a bucket of tries that fills again by and by.
//!
//! A code has 50 random bits, and a mistyped one is found by its check symbol without being looked up, so that whoever
//! is refused here was guessing. Nothing is kept of who asked.

use parasol_protocol::time::Timestamp;

use crate::limits::{CODE_TRIES, CODE_TRY_EVERY};

/// Tries that are left.
pub(crate) struct Guesses {
    left: u32,
    counted: Timestamp,
}

impl Default for Guesses {
    fn default() -> Self {
        Self { left: CODE_TRIES, counted: Timestamp::new(0) }
    }
}

impl Guesses {
    /// Refuses with the seconds to wait when no try is left.
    pub(crate) fn may(&mut self, now: Timestamp) -> Result<(), u64> {
        let regained = now.since(self.counted) / CODE_TRY_EVERY;
        if regained > 0 {
            let regained = u32::try_from(regained).unwrap_or(u32::MAX);
            self.left = self.left.saturating_add(regained).min(CODE_TRIES);
            self.counted = now;
        }
        if self.left == 0 { Err(CODE_TRY_EVERY) } else { Ok(()) }
    }

    /// Counts a code that there is not.
    pub(crate) fn wrong(&mut self) {
        self.left = self.left.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_codes_use_the_tries_up_and_time_gives_them_back() {
        let mut guesses = Guesses::default();
        let now = Timestamp::new(1_000_000);
        for _ in 0..CODE_TRIES {
            assert_eq!(guesses.may(now), Ok(()));
            guesses.wrong();
        }
        assert_eq!(guesses.may(now), Err(CODE_TRY_EVERY));
        assert_eq!(guesses.may(now.plus(CODE_TRY_EVERY)), Ok(()));
        guesses.wrong();
        assert_eq!(guesses.may(now.plus(CODE_TRY_EVERY)), Err(CODE_TRY_EVERY));
        assert_eq!(guesses.may(now.plus(86_400)), Ok(()));
        assert_eq!(guesses.left, CODE_TRIES);
    }
}
