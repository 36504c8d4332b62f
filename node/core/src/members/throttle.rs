//! How often somebody may try a password: counted in memory, by the keyed hash of the pseudonym, known or not.

use std::collections::HashMap;

use parasol_protocol::time::Timestamp;

use crate::limits::{MAX_SIGN_IN_COUNTERS, MAX_SIGN_INS, SIGN_IN_WINDOW};

/// The tries of members are never forgotten before their time, whatever is tried with names that nobody has.
#[derive(Default)]
pub(crate) struct Throttle {
    known: HashMap<[u8; 16], Tries>,
    unknown: HashMap<[u8; 16], Tries>,
}

struct Tries {
    since: Timestamp,
    count: u32,
}

impl Throttle {
    /// Counts a try; the seconds to wait when there were too many. Every try counts as a failure until
    /// [`Throttle::clear`], so that tries side by side do not get through.
    pub(crate) fn attempt(&mut self, who: [u8; 16], known: bool, now: Timestamp) -> Result<(), u64> {
        let full = self.unknown.len() >= MAX_SIGN_IN_COUNTERS;
        if !known && full && !self.unknown.contains_key(&who) {
            self.make_room(now);
        }
        let counters = if known { &mut self.known } else { &mut self.unknown };
        let tries = counters.entry(who).or_insert(Tries { since: now, count: 0 });
        if now.since(tries.since) >= SIGN_IN_WINDOW {
            *tries = Tries { since: now, count: 0 };
        }
        if tries.count >= MAX_SIGN_INS {
            return Err(SIGN_IN_WINDOW.saturating_sub(now.since(tries.since)).max(1));
        }
        tries.count = tries.count.saturating_add(1);
        Ok(())
    }

    /// Forgets the tries of somebody who has signed in.
    pub(crate) fn clear(&mut self, who: &[u8; 16]) {
        self.known.remove(who);
    }

    fn make_room(&mut self, now: Timestamp) {
        self.unknown.retain(|_, tries| now.since(tries.since) < SIGN_IN_WINDOW);
        if self.unknown.len() >= MAX_SIGN_IN_COUNTERS {
            let oldest = self.unknown.iter().min_by_key(|(_, tries)| tries.since).map(|(who, _)| *who);
            oldest.map(|who| self.unknown.remove(&who));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_tries_then_a_wait() {
        let mut throttle = Throttle::default();
        let at = |seconds: u64| Timestamp::new(1_000_000 + seconds);
        (0..10).for_each(|n| assert_eq!(throttle.attempt([1; 16], true, at(n)), Ok(())));
        assert_eq!(throttle.attempt([1; 16], true, at(100)), Err(800));
        assert_eq!(throttle.attempt([2; 16], true, at(100)), Ok(()));
        assert_eq!(throttle.attempt([1; 16], true, at(900)), Ok(()));
        (0..9).for_each(|n| assert_eq!(throttle.attempt([1; 16], true, at(901 + n)), Ok(())));
        throttle.clear(&[1; 16]);
        assert_eq!(throttle.attempt([1; 16], true, at(1_000)), Ok(()));
    }

    #[test]
    fn it_does_not_grow_without_end_and_does_not_forget_members() {
        let mut throttle = Throttle::default();
        (0..10).for_each(|_| assert_eq!(throttle.attempt([9; 16], true, Timestamp::new(7)), Ok(())));
        for n in 0..30_000_u128 {
            assert_eq!(throttle.attempt(n.to_be_bytes(), false, Timestamp::new(7)), Ok(()));
            assert!(throttle.unknown.len() <= MAX_SIGN_IN_COUNTERS);
            if n > 10_100 {
                break;
            }
        }
        assert_eq!(throttle.attempt([9; 16], true, Timestamp::new(8)), Err(899));
    }
}
