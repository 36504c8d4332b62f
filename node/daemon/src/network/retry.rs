//! When to try again: at once, then after a second, doubling up to a bound, each time a little earlier or later so that nodes
//! which lost each other at the same instant do not come back at the same instant.

use std::time::Duration;

use rand_core::{OsRng, RngCore};
use tokio::time::Instant;

/// The first delay after something did not work.
const FIRST: Duration = Duration::from_secs(1);
/// The first delay after a peer broke the rules.
const FIRST_AFTER_FAULT: Duration = Duration::from_secs(30);
/// The longest delay after a peer broke the rules.
const LONGEST_AFTER_FAULT: Duration = Duration::from_secs(3_600);

/// When the next attempt is due.
#[derive(Debug, Clone)]
pub(super) struct Retry {
    due: Instant,
    next: Duration,
    longest: Duration,
    next_after_fault: Duration,
    /// Until then nothing is tried: the peer broke the rules.
    resting: Instant,
}

impl Retry {
    /// Due at once; delays grow up to `longest`.
    pub(super) fn new(longest: Duration) -> Self {
        let now = Instant::now();
        Self { due: now, next: FIRST, longest, next_after_fault: FIRST_AFTER_FAULT, resting: now }
    }

    /// When it is due: never before the rest that follows a fault is over.
    pub(super) fn due(&self) -> Instant {
        self.due.max(self.resting)
    }

    /// Whether it is due.
    pub(super) fn is_due(&self) -> bool {
        self.due() <= Instant::now()
    }

    /// It worked: the next attempt is due when it is wanted, and delays start small again.
    pub(super) fn worked(&mut self) {
        (self.due, self.next) = (Instant::now(), FIRST);
        self.next_after_fault = FIRST_AFTER_FAULT;
    }

    /// Something changed: worth an attempt now. Delays go on growing if it fails.
    pub(super) fn hasten(&mut self) {
        self.due = Instant::now();
    }

    /// It is not due before then.
    pub(super) fn not_before(&mut self, then: Instant) {
        self.due = self.due.max(then);
    }

    /// It did not work.
    pub(super) fn failed(&mut self) {
        self.due = Instant::now() + jittered(self.next);
        self.next = self.next.saturating_mul(2).min(self.longest);
    }

    /// The peer broke the rules.
    pub(super) fn broke_rules(&mut self) {
        self.resting = Instant::now() + jittered(self.next_after_fault);
        self.next_after_fault = self.next_after_fault.saturating_mul(2).min(LONGEST_AFTER_FAULT);
    }
}

/// Three to five quarters of it.
fn jittered(delay: Duration) -> Duration {
    let mut byte = [0];
    OsRng.fill_bytes(&mut byte);
    let [part] = byte;
    delay.mul_f64(0.75 + f64::from(part) / 512.0)
}

/// How often a peer may ask for something: a store of attempts that refills with time.
#[derive(Debug)]
pub(super) struct Allowance {
    left: u32,
    full: u32,
    every: Duration,
    counted: Instant,
}

impl Allowance {
    /// `full` at once, and one more after each `every`.
    pub(super) fn new(full: u32, every: Duration) -> Self {
        Self { left: full, full, every, counted: Instant::now() }
    }

    /// Takes one, if there is one.
    pub(super) fn take(&mut self) -> bool {
        while self.left < self.full && self.counted.elapsed() >= self.every {
            self.counted += self.every;
            self.left = self.left.saturating_add(1);
        }
        if self.left == self.full {
            self.counted = Instant::now();
        }
        let allowed = self.left > 0;
        self.left = self.left.saturating_sub(1);
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn wait(retry: &Retry) -> f64 {
        (retry.due() - Instant::now()).as_secs_f64()
    }

    #[tokio::test(start_paused = true)]
    async fn delays_double_up_to_the_longest_and_start_again_after_success() {
        let mut retry = Retry::new(MINUTE);
        assert!(retry.is_due());
        for expected in [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0] {
            retry.failed();
            let found = wait(&retry);
            assert!(
                (0.75 * expected..=1.25 * expected).contains(&found),
                "expected about {expected}, found {found}"
            );
        }
        retry.worked();
        assert!(retry.is_due());
        retry.failed();
        assert!(wait(&retry) <= 1.25);
    }

    #[tokio::test(start_paused = true)]
    async fn a_fault_is_rested_longer() {
        let mut retry = Retry::new(MINUTE);
        retry.broke_rules();
        assert!(wait(&retry) >= 22.0);
        retry.hasten();
        retry.failed();
        assert!(wait(&retry) >= 22.0, "a rest is not cut short");
        retry.broke_rules();
        assert!(wait(&retry) >= 45.0);
    }

    #[tokio::test(start_paused = true)]
    async fn an_allowance_refills_with_time() {
        let mut allowance = Allowance::new(2, MINUTE);
        assert!(allowance.take() && allowance.take() && !allowance.take());
        tokio::time::advance(MINUTE).await;
        assert!(allowance.take() && !allowance.take());
        tokio::time::advance(10 * MINUTE).await;
        assert!(allowance.take() && allowance.take() && !allowance.take());
    }
}
