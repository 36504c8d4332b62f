//! How often codes may be guessed, by everybody together: a bucket of tries that fills again by and by.
//!
//! A code has 50 random bits, and a mistyped one is found by its check symbol without being looked up, so that whoever
//! is refused here was guessing. A right code is never refused for the guesses of others: else anybody could keep
//! everybody from registering, from taking a report back, and from locking a stolen account. Whoever guesses all the
//! same, a thousand times a second against ten thousand codes, needs about two years for one of them. Nothing is kept of
//! who asked.

use parasol_protocol::time::Timestamp;

use crate::clock::is_ahead;
use crate::limits::{CODE_TRIES, CODE_TRY_EVERY};
use crate::refusal::Refusal;

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
    /// Counts a code that there is not, and says what to answer: that it is wrong, or, when too many were, to come back
    /// later.
    pub(crate) fn wrong(&mut self, now: Timestamp) -> Refusal {
        if is_ahead(self.counted, now) {
            self.counted = now;
        }
        let regained = now.since(self.counted) / CODE_TRY_EVERY;
        if regained > 0 {
            let regained = u32::try_from(regained).unwrap_or(u32::MAX);
            self.left = self.left.saturating_add(regained).min(CODE_TRIES);
            self.counted = now;
        }
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                Refusal::CodeRefused
            }
            None => Refusal::OverQuota { retry_after: CODE_TRY_EVERY },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_codes_use_the_tries_up_and_time_gives_them_back() {
        let mut guesses = Guesses::default();
        let now = Timestamp::new(1_000_000);
        let later = Refusal::OverQuota { retry_after: CODE_TRY_EVERY };
        for _ in 0..CODE_TRIES {
            assert_eq!(guesses.wrong(now), Refusal::CodeRefused);
        }
        assert_eq!(guesses.wrong(now), later);
        assert_eq!(guesses.wrong(now.plus(CODE_TRY_EVERY)), Refusal::CodeRefused);
        assert_eq!(guesses.wrong(now.plus(CODE_TRY_EVERY)), later);
        assert_eq!(guesses.wrong(now.plus(86_400)), Refusal::CodeRefused);
        assert_eq!(guesses.left, CODE_TRIES - 1);
    }
}
