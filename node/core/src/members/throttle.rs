//! How often somebody may try a password or a code: counted in memory, by keyed hashes, known or not.
//!
//! Tries run out slowly and come back one by one; nothing is ever closed for a fixed time, so that nobody is kept out by
//! ten wrong tries of somebody else. Who tries from a browser in which she was signed in has tries of her own
//! ([`crate::sessions`]): those who have not cannot use them up.

use std::collections::HashMap;

use parasol_protocol::time::Timestamp;

use crate::limits::{
    CLOCK_SLACK, MAX_SIGN_IN_COUNTERS, SIGN_IN_ALL_BURST, SIGN_IN_ALL_EVERY, SIGN_IN_BURST, SIGN_IN_EVERY,
    SIGN_IN_FLOOD_BURST, SIGN_IN_FLOOD_EVERY,
};

/// How many tries there are at once, and after how many seconds one comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    pub(crate) burst: u64,
    pub(crate) every: u64,
}

const USUAL: Pace = Pace { burst: SIGN_IN_BURST, every: SIGN_IN_EVERY };
const FLOOD: Pace = Pace { burst: SIGN_IN_FLOOD_BURST, every: SIGN_IN_FLOOD_EVERY };
const ALL: Pace = Pace { burst: SIGN_IN_ALL_BURST, every: SIGN_IN_ALL_EVERY };

/// Tries that were used: when the last of them will have come back, in seconds. One number is all that is kept.
#[derive(Debug, Clone, Copy, Default)]
struct Used(u64);

impl Used {
    /// Uses a try, or tells the seconds until there is one.
    fn take(&mut self, pace: Pace, now: Timestamp) -> Result<(), u64> {
        let now = now.seconds();
        let most = pace.burst.saturating_mul(pace.every).saturating_add(CLOCK_SLACK);
        if self.0 > now.saturating_add(most) {
            // Used while the clock was wrong.
            self.0 = 0;
        }
        let back = self.0.max(now);
        let room = pace.burst.saturating_sub(1).saturating_mul(pace.every);
        if back > now.saturating_add(room) {
            return Err(back.saturating_sub(now.saturating_add(room)));
        }
        self.0 = back.saturating_add(pace.every);
        Ok(())
    }

    fn give_back(&mut self, pace: Pace) {
        self.0 = self.0.saturating_sub(pace.every);
    }
}

/// A sign-in that was counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counted {
    who: [u8; 16],
    known: bool,
    pace: Pace,
}

impl core::fmt::Debug for Counted {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Counted(…)")
    }
}

/// The tries of members are never forgotten before their time, whatever is tried with names that nobody has.
#[derive(Default)]
pub(crate) struct Throttle {
    known: HashMap<[u8; 16], Used>,
    unknown: HashMap<[u8; 16], Used>,
    all: Used,
}

impl Throttle {
    /// Counts a sign-in; the seconds to wait when there were too many. Every try counts as a failure until
    /// [`Throttle::clear`], so that tries side by side do not get through. Too many failures in all shut nobody out:
    /// they make everybody's tries fewer.
    ///
    /// Names that nobody has do not count towards what is too many in all, or whoever makes names up would take everybody's
    /// tries; when it is too many, they wait as long as others, so that nothing tells them apart.
    pub(crate) fn attempt(&mut self, who: [u8; 16], known: bool, now: Timestamp) -> Result<Counted, u64> {
        let mut all = self.all;
        let pace = if all.take(ALL, now).is_ok() { USUAL } else { FLOOD };
        self.use_one(who, known, pace, now)?;
        if known {
            self.all = all;
        }
        Ok(Counted { who, known, pace })
    }

    /// Takes a try back that came to nothing because the node was busy: no password was compared.
    pub(crate) fn give_back(&mut self, Counted { who, known, pace }: Counted) {
        let counters = if known { &mut self.known } else { &mut self.unknown };
        if let Some(used) = counters.get_mut(&who) {
            used.give_back(pace);
            if known {
                self.all.give_back(ALL);
            }
        }
    }

    /// Counts a try of something else that only a known member can do.
    pub(crate) fn attempt_at(&mut self, who: [u8; 16], pace: Pace, now: Timestamp) -> Result<(), u64> {
        self.use_one(who, true, pace, now)
    }

    /// Forgets the tries of somebody who has got in.
    pub(crate) fn clear(&mut self, who: &[u8; 16]) {
        if self.known.remove(who).is_some() {
            self.all.give_back(ALL);
        }
    }

    /// The same for [`Throttle::attempt_at`].
    pub(crate) fn clear_at(&mut self, who: &[u8; 16]) {
        self.known.remove(who);
    }

    fn use_one(&mut self, who: [u8; 16], known: bool, pace: Pace, now: Timestamp) -> Result<(), u64> {
        let counters = if known { &mut self.known } else { &mut self.unknown };
        if counters.len() >= MAX_SIGN_IN_COUNTERS && !counters.contains_key(&who) {
            counters.retain(|_, used| used.0 > now.seconds());
            if !known && counters.len() >= MAX_SIGN_IN_COUNTERS {
                let oldest = counters.iter().min_by_key(|(_, used)| used.0).map(|(who, _)| *who);
                oldest.map(|who| counters.remove(&who));
            }
        }
        counters.entry(who).or_default().take(pace, now)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::new(1_000_000 + seconds)
    }

    fn attempt(throttle: &mut Throttle, who: [u8; 16], known: bool, now: Timestamp) -> Result<(), u64> {
        throttle.attempt(who, known, now).map(drop)
    }

    #[test]
    fn invented_names_take_nobodys_tries() {
        let mut throttle = Throttle::default();
        for n in 0..SIGN_IN_ALL_BURST * 2 {
            assert_eq!(attempt(&mut throttle, u128::from(n).to_be_bytes(), false, at(0)), Ok(()));
        }
        (0..10).for_each(|_| assert_eq!(attempt(&mut throttle, [255; 16], true, at(0)), Ok(())));
    }

    #[test]
    fn a_try_that_was_not_looked_at_costs_nothing() {
        for known in [true, false] {
            let mut throttle = Throttle::default();
            for _ in 0..SIGN_IN_ALL_BURST * 2 {
                let counted = throttle.attempt([1; 16], known, at(0)).unwrap();
                throttle.give_back(counted);
            }
            (0..10).for_each(|_| assert_eq!(attempt(&mut throttle, [1; 16], known, at(0)), Ok(())));
            assert_eq!(attempt(&mut throttle, [1; 16], known, at(0)), Err(30));
        }
    }

    #[test]
    fn ten_tries_at_once_then_one_in_thirty_seconds() {
        let mut throttle = Throttle::default();
        (0..10).for_each(|_| assert_eq!(attempt(&mut throttle, [1; 16], true, at(0)), Ok(())));
        assert_eq!(attempt(&mut throttle, [1; 16], true, at(0)), Err(30));
        assert_eq!(attempt(&mut throttle, [1; 16], true, at(29)), Err(1));
        assert_eq!(attempt(&mut throttle, [2; 16], true, at(29)), Ok(()), "somebody else");
        assert_eq!(attempt(&mut throttle, [1; 16], true, at(30)), Ok(()));
        assert_eq!(attempt(&mut throttle, [1; 16], true, at(31)), Err(29), "a refused try costs nothing");
        throttle.clear(&[1; 16]);
        (0..10).for_each(|_| assert_eq!(attempt(&mut throttle, [1; 16], true, at(40)), Ok(())));
        assert_eq!(attempt(&mut throttle, [1; 16], true, at(40)), Err(30));
        (0..10).for_each(|_| assert_eq!(attempt(&mut throttle, [1; 16], true, at(340)), Ok(())));
    }

    /// What an attacker who never rests gets of one account in a day.
    #[test]
    fn a_day_of_trying_is_less_than_three_thousand_tries() {
        let mut throttle = Throttle::default();
        let tries =
            (0..86_400).filter(|second| attempt(&mut throttle, [1; 16], true, at(*second)).is_ok()).count();
        assert_eq!(tries, 2_889);
    }

    #[test]
    fn a_flood_over_many_names_makes_everybodys_tries_fewer_and_shuts_nobody_out() {
        let mut throttle = Throttle::default();
        for n in 0..SIGN_IN_ALL_BURST {
            assert_eq!(attempt(&mut throttle, u128::from(n).to_be_bytes(), true, at(0)), Ok(()));
        }
        assert_eq!(attempt(&mut throttle, [255; 16], true, at(0)), Ok(()));
        assert_eq!(attempt(&mut throttle, [255; 16], true, at(0)), Ok(()));
        assert_eq!(attempt(&mut throttle, [255; 16], true, at(0)), Err(SIGN_IN_FLOOD_EVERY));
        assert_eq!(
            attempt(&mut throttle, [254; 16], true, at(0)),
            Ok(()),
            "whoever has not tried yet gets in"
        );
        throttle.clear(&[254; 16]);
        let calm = SIGN_IN_FLOOD_EVERY * 2;
        assert_eq!(attempt(&mut throttle, [255; 16], true, at(calm)), Ok(()));
        assert_eq!(attempt(&mut throttle, [255; 16], true, at(calm)), Ok(()), "it passes by itself");
        assert_eq!(attempt(&mut throttle, [255; 16], true, at(calm)), Ok(()));
    }

    #[test]
    fn it_does_not_grow_without_end_and_does_not_forget_members() {
        let mut throttle = Throttle::default();
        (0..10).for_each(|_| assert_eq!(attempt(&mut throttle, [9; 16], true, Timestamp::new(7)), Ok(())));
        for n in 0..10_100_u128 {
            assert_eq!(attempt(&mut throttle, n.to_be_bytes(), false, Timestamp::new(7)), Ok(()));
            assert!(throttle.unknown.len() <= MAX_SIGN_IN_COUNTERS);
        }
        assert!(attempt(&mut throttle, [9; 16], true, Timestamp::new(8)).is_err());
    }
}
