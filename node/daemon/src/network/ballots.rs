//! When this node begins a ballot about a charter.
//!
//! Of those who consented the one that comes first in the charter begins at once; the others leave it a random while, longer
//! each time: two who keep beginning disturb each other.

use std::collections::BTreeMap;
use std::time::Duration;

use parasol_core::circles::Carried;
use parasol_protocol::ids::CircleId;
use rand_core::{OsRng, RngCore};
use tokio::time::Instant;

/// What whoever is not first waits at first, and at least.
const FIRST: Duration = Duration::from_secs(2);
/// What anybody waits at the most, and as long again.
const LONGEST: Duration = Duration::from_secs(60);

/// When a ballot is to be begun, by circle and number.
#[derive(Debug, Default)]
pub(super) struct Ballots(BTreeMap<(CircleId, u64), Turn>);

#[derive(Debug)]
struct Turn {
    due: Instant,
    wait: Duration,
    /// Whether a ballot of this node's goes on.
    asking: bool,
}

impl Turn {
    /// Not before a while, and the next time not before a longer one.
    fn put_off(&mut self) {
        self.due = Instant::now() + once_to_twice(self.wait);
        self.wait = self.wait.saturating_mul(2).min(LONGEST);
    }
}

impl Ballots {
    /// Takes what has its consents now.
    pub(super) fn set(&mut self, carried: &[Carried]) {
        self.0.retain(|key, _| carried.iter().any(|carried| (carried.circle, carried.number) == *key));
        for Carried { circle, number, first, asking } in carried.iter().copied() {
            let turn = self.0.entry((circle, number)).or_insert_with(|| {
                let mut turn = Turn { due: Instant::now(), wait: FIRST, asking };
                if !first {
                    turn.put_off();
                }
                turn
            });
            if turn.asking && !asking {
                // Somebody else's was higher.
                turn.put_off();
            }
            turn.asking = asking;
        }
    }

    /// Takes those that are due.
    pub(super) fn due(&mut self) -> Vec<CircleId> {
        let now = Instant::now();
        let mut due = Vec::new();
        for ((circle, _), turn) in self.0.iter_mut().filter(|(_, turn)| !turn.asking && turn.due <= now) {
            turn.put_off();
            due.push(*circle);
        }
        due
    }

    /// When the next one is.
    pub(super) fn next(&self) -> Option<Instant> {
        self.0.values().filter(|turn| !turn.asking).map(|turn| turn.due).min()
    }
}

/// A random time from this one to twice as long.
fn once_to_twice(wait: Duration) -> Duration {
    let mut bytes = [0; 2];
    OsRng.fill_bytes(&mut bytes);
    wait.mul_f64(1.0 + f64::from(u16::from_be_bytes(bytes)) / f64::from(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(first: bool, asking: bool) -> [Carried; 1] {
        [Carried { circle: CircleId::new([1; 16]), number: 2, first, asking }]
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_begins_at_once_and_the_others_a_while_later() {
        let (mut first, mut other) = (Ballots::default(), Ballots::default());
        first.set(&carried(true, false));
        other.set(&carried(false, false));
        assert_eq!((first.due().len(), other.due().len()), (1, 0));
        tokio::time::advance(FIRST).await;
        assert_eq!(other.due().len(), 0);
        tokio::time::advance(FIRST).await;
        assert_eq!(other.due().len(), 1);
        assert_eq!(other.due().len(), 0, "not twice");
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_was_overtaken_waits_longer_each_time() {
        let mut ballots = Ballots::default();
        ballots.set(&carried(true, false));
        let mut waits = Vec::new();
        for _ in 0..3 {
            assert_eq!(ballots.due().len(), 1);
            ballots.set(&carried(true, true));
            assert_eq!(ballots.next(), None, "its own goes on");
            ballots.set(&carried(true, false));
            let next = ballots.next().map_or(Duration::ZERO, |next| next - Instant::now());
            tokio::time::advance(next).await;
            waits.push(next);
        }
        assert!(waits.is_sorted(), "{waits:?}");
        ballots.set(&[]);
        assert_eq!((ballots.due().len(), ballots.next()), (0, None), "it was decided");
    }
}
