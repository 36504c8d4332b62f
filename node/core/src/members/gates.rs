//! How often everybody together may do what needs no account. Counted in memory: nobody's address is known, so there
//! is nothing else to count by, and a restart is no gift worth having.

use std::collections::HashMap;

use parasol_protocol::time::Timestamp;

use crate::limits::{
    GATE_WINDOW, MAX_CODES_SENT, MAX_ENDED_TOLD, MAX_RESET_TRIES, MAX_RESETS_ASKED, MAX_SIGN_IN_COUNTERS,
    MAX_VISITOR_REQUESTS, RESET_CODE_LIFETIME,
};
use crate::node::Snapshot;
use crate::refusal::Refusal;

/// Something that a visitor does without an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Asks a sponsor by e-mail: an account that waits is written.
    AskSponsor,
    /// Asks for a reset code.
    AskReset,
    /// A code goes out by mail or SMS.
    SendCode,
    /// Who asked a sponsor is told that nobody confirmed her.
    TellEnded,
}

/// The counters.
#[derive(Default)]
pub(crate) struct Gates {
    windows: [Window; 4],
    resets: HashMap<[u8; 16], Window>,
}

#[derive(Default, Clone, Copy)]
struct Window {
    since: Timestamp,
    count: u32,
}

impl Window {
    /// Counts one more, unless there were `max` within `length` seconds: then the seconds to wait.
    fn pass(&mut self, max: u32, length: u64, now: Timestamp) -> Result<(), Refusal> {
        if now.since(self.since) >= length {
            *self = Self { since: now, count: 0 };
        }
        if self.count >= max {
            let retry_after = length.saturating_sub(now.since(self.since)).max(1);
            return Err(Refusal::OverQuota { retry_after });
        }
        self.count = self.count.saturating_add(1);
        Ok(())
    }
}

impl Gates {
    /// Counts one.
    pub(crate) fn pass(&mut self, gate: Gate, now: Timestamp) -> Result<(), Refusal> {
        let (place, max) = bound(gate);
        self.windows.get_mut(place).map_or(Ok(()), |window| window.pass(max, GATE_WINDOW, now))
    }

    /// Counts a try of a reset code for a name, known or not.
    fn try_reset(&mut self, who: [u8; 16], now: Timestamp) -> Result<(), Refusal> {
        if self.resets.len() >= MAX_SIGN_IN_COUNTERS {
            self.resets.retain(|_, window| now.since(window.since) < RESET_CODE_LIFETIME);
        }
        if self.resets.len() >= MAX_SIGN_IN_COUNTERS && !self.resets.contains_key(&who) {
            // More names than anybody has to try: whoever comes now waits, so that nobody's tries are forgotten.
            return Err(Refusal::OverQuota { retry_after: RESET_CODE_LIFETIME });
        }
        self.resets.entry(who).or_default().pass(MAX_RESET_TRIES, RESET_CODE_LIFETIME, now)
    }
}

const fn bound(gate: Gate) -> (usize, u32) {
    match gate {
        Gate::AskSponsor => (0, MAX_VISITOR_REQUESTS),
        Gate::AskReset => (1, MAX_RESETS_ASKED),
        Gate::SendCode => (2, MAX_CODES_SENT),
        Gate::TellEnded => (3, MAX_ENDED_TOLD),
    }
}

impl Snapshot {
    /// Counts one, before anything is done. What comes too often in all is refused for the rest of the hour.
    pub fn pass_gate(&self, gate: Gate, now: Timestamp) -> Result<(), Refusal> {
        self.node.gates().pass(gate, now)
    }

    /// Counts a try of a reset code for this work name, which may be nobody's.
    pub fn count_reset_try(&self, pseudonym: &str, now: Timestamp) -> Result<(), Refusal> {
        use crate::store::Read;
        let folded = super::Pseudonym::new(pseudonym)
            .map_or_else(|_| String::new(), |name| name.as_str().to_lowercase());
        let who = self.tx.index_key("pseudonym", folded.as_bytes());
        self.node.gates().try_reset(who, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_an_hour_and_no_more() {
        let mut gates = Gates::default();
        let at = |seconds: u64| Timestamp::new(1_000_000 + seconds);
        (0..MAX_VISITOR_REQUESTS).for_each(|_| assert_eq!(gates.pass(Gate::AskSponsor, at(10)), Ok(())));
        let refused = Err(Refusal::OverQuota { retry_after: 3_500 });
        assert_eq!(gates.pass(Gate::AskSponsor, at(110)), refused);
        assert_eq!(gates.pass(Gate::AskReset, at(110)), Ok(()));
        assert_eq!(gates.pass(Gate::AskSponsor, at(3_610)), Ok(()));
    }

    #[test]
    fn tries_of_a_code_are_counted_by_name_and_never_forgotten_for_others() {
        let mut gates = Gates::default();
        let now = Timestamp::new(1_000_000);
        (0..MAX_RESET_TRIES).for_each(|_| assert_eq!(gates.try_reset([9; 16], now), Ok(())));
        for n in 0..20_000_u128 {
            drop(gates.try_reset(n.to_be_bytes(), now));
            assert!(gates.resets.len() <= MAX_SIGN_IN_COUNTERS);
        }
        assert!(gates.try_reset([9; 16], now.plus(60)).is_err());
        assert_eq!(gates.try_reset([9; 16], now.plus(RESET_CODE_LIFETIME)), Ok(()));
    }
}
