//! How often everybody together may do what needs no account. Counted in memory: nobody's address is known, so there
//! is nothing else to count by, and a restart is no gift worth having.

use parasol_protocol::time::Timestamp;

use crate::clock::within;
use crate::limits::{
    GATE_WINDOW, MAX_CODES_SENT, MAX_CONTEST_CODES_SENT, MAX_ENDED_TOLD, MAX_VISITOR_REQUESTS,
};
use crate::node::Snapshot;
use crate::refusal::Refusal;

/// Something that a visitor does without an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Asks a sponsor by e-mail: an account that waits is written.
    AskSponsor,
    /// A code for a new password goes out: anybody can ask for one.
    SendCode,
    /// A code goes out to the contact that a member changes.
    ContactCode,
    /// A code goes out to the contact of somebody who has just become a member.
    FirstCode,
    /// Who asked a sponsor is told that nobody confirmed her.
    TellEnded,
    /// A code goes out to a number or address that somebody says is reported.
    ContestCode,
}

/// The counters.
#[derive(Default)]
pub(crate) struct Gates {
    windows: [Window; 6],
}

#[derive(Default, Clone, Copy)]
struct Window {
    since: Timestamp,
    count: u32,
}

impl Window {
    /// Counts one more, unless there were `max` within `length` seconds: then the seconds to wait.
    fn pass(&mut self, max: u32, length: u64, now: Timestamp) -> Result<(), Refusal> {
        if !within(self.since, length, now) {
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
    /// Whether one more would pass now; nothing is counted.
    pub(crate) fn has_room(&self, gate: Gate, now: Timestamp) -> bool {
        let (place, max) = bound(gate);
        let window = self.windows.get(place).copied().unwrap_or_default();
        window.count < max || !within(window.since, GATE_WINDOW, now)
    }

    /// Counts one.
    pub(crate) fn pass(&mut self, gate: Gate, now: Timestamp) -> Result<(), Refusal> {
        let (place, max) = bound(gate);
        self.windows.get_mut(place).map_or(Ok(()), |window| window.pass(max, GATE_WINDOW, now))
    }
}

const fn bound(gate: Gate) -> (usize, u32) {
    match gate {
        Gate::AskSponsor => (0, MAX_VISITOR_REQUESTS),
        // Each has its own: who asks for codes in many names must not keep members from changing a contact.
        Gate::SendCode => (1, MAX_CODES_SENT),
        Gate::ContactCode => (3, MAX_CODES_SENT),
        Gate::FirstCode => (4, MAX_CODES_SENT),
        Gate::TellEnded => (2, MAX_ENDED_TOLD),
        Gate::ContestCode => (5, MAX_CONTEST_CODES_SENT),
    }
}

impl Snapshot {
    /// Counts one, before anything is done. What comes too often in all is refused for the rest of the hour.
    pub fn pass_gate(&self, gate: Gate, now: Timestamp) -> Result<(), Refusal> {
        self.node.gates().pass(gate, now)
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
        assert_eq!(gates.pass(Gate::SendCode, at(110)), Ok(()));
        assert_eq!(gates.pass(Gate::AskSponsor, at(3_610)), Ok(()));
    }
}
