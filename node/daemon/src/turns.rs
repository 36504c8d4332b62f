//! Whose check is asked of the holders next: members take turns, and nobody's telephone waits for somebody's program.
//!
//! A holder hears a few questions of one partner at a time. So each circle has a few places; a check takes one for as long as it
//! is under way, and waits for it within its own time. While a circle has two keys that is two questions, one of which may wait a
//! moment at the holder.
//!
//! - **In turn.** Each member who waits has one turn before anybody has a second: thirty checks of one are no more than one of
//!   another.
//! - **Room for the next.** Whoever has as many under way as places are free waits for her own to end. Alone she has four of
//!   seven at the most, so that somebody else's check begins at once even where holders are slow.
//! - **Calls first.** One call of a member goes before all searches, and some places are for calls alone. Her further calls are
//!   searches until the first is over: no telephone rings thirty times at once.
//!
//! What a node asks for itself, to share, to file again, and for canaries, takes no place and waits for nobody here: it is one
//! thing at a time (`worker`), and each holder hears one question more than there are places. Each circle has its own, so that one
//! whose holders are silent holds up no other.
//!
//! In memory is who waits or is under way, and nothing of what is checked; it goes with the check.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use parasol_core::fair_share::Urgency;
use parasol_core::ids::MemberId;
use parasol_protocol::ids::CircleId;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use crate::network::ASKING_MAX;

/// Checks of members that are under way together in one circle. One question to each holder is the node's own.
const PLACES: usize = ASKING_MAX - 1;
/// Of them, those that are for calls alone.
const FOR_CALLS: usize = 2;
/// Checks of one member that wait in one circle: as many as the usual limits let her make in an hour. More are told at once that
/// they are not answered.
const WAITING_OF_ONE: usize = 40;
/// Searches of all members that wait in one circle, and calls as well.
const WAITING_MAX: usize = 1_024;

/// The places of all circles, and who waits for them.
#[derive(Clone, Default)]
pub struct Turns(Arc<Mutex<BTreeMap<CircleId, Lane>>>);

/// A place: somebody's check is under way for as long as it is held.
pub struct Place {
    turns: Turns,
    circle: CircleId,
    member: MemberId,
    kind: Urgency,
}

impl Turns {
    /// Waits for this member's turn in this circle. None when it did not come in time, or when too many wait.
    pub async fn take(
        &self,
        circle: CircleId,
        member: MemberId,
        urgency: Urgency,
        deadline: Instant,
    ) -> Option<Place> {
        let waiting = self.join(circle, member, urgency)?;
        timeout_at(deadline, waiting.place()).await.ok().flatten()
    }

    fn join(&self, circle: CircleId, member: MemberId, urgency: Urgency) -> Option<Waiting> {
        let (reply, answer) = oneshot::channel();
        let ticket = self.lanes().entry(circle).or_default().join(member, urgency, reply);
        let waiting = Waiting { turns: self.clone(), circle, member, ticket: ticket?, answer };
        self.go_on(&circle);
        Some(waiting)
    }

    /// Gives free places to those whose turn it is.
    fn go_on(&self, circle: &CircleId) {
        loop {
            let next = self.lanes().get_mut(circle).and_then(Lane::next);
            let Some((member, kind, reply)) = next else { return };
            let place = Place { turns: self.clone(), circle: *circle, member, kind };
            // Whoever has gone away in this moment leaves the place to the next.
            drop(reply.send(place));
        }
    }

    fn lanes(&self) -> MutexGuard<'_, BTreeMap<CircleId, Lane>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is known of a circle, and forgets it when nobody waits or is under way any more.
    fn change(&self, circle: &CircleId, change: impl FnOnce(&mut Lane)) {
        let mut lanes = self.lanes();
        if let Some(lane) = lanes.get_mut(circle) {
            change(lane);
            if lane.is_idle() {
                lanes.remove(circle);
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.turns.change(&self.circle, |lane| lane.ended(&self.member, self.kind));
        self.turns.go_on(&self.circle);
    }
}

/// Somebody who waits; when she goes away, nothing is left of it.
struct Waiting {
    turns: Turns,
    circle: CircleId,
    member: MemberId,
    ticket: u64,
    answer: oneshot::Receiver<Place>,
}

impl Waiting {
    async fn place(mut self) -> Option<Place> {
        (&mut self.answer).await.ok()
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.turns.change(&self.circle, |lane| lane.leave(&self.member, self.ticket));
    }
}

/// How many checks of a member are under way.
#[derive(Default)]
struct UnderWay {
    calls: usize,
    searches: usize,
}

impl UnderWay {
    fn all(&self) -> usize {
        self.calls.saturating_add(self.searches)
    }

    fn of(&mut self, kind: Urgency) -> &mut usize {
        match kind {
            Urgency::Call => &mut self.calls,
            Urgency::Search => &mut self.searches,
        }
    }
}

/// One circle's checks.
#[derive(Default)]
struct Lane {
    under_way: BTreeMap<MemberId, UnderWay>,
    calls: Round,
    searches: Round,
    tickets: u64,
}

type Reply = oneshot::Sender<Place>;

impl Lane {
    /// Lets a check wait, if there is room for one more; by which number it is known.
    fn join(&mut self, member: MemberId, urgency: Urgency, reply: Reply) -> Option<u64> {
        let calls = self.under_way.get(&member).map_or(0, |under_way| under_way.calls);
        let first = calls.saturating_add(self.calls.of(&member)) == 0;
        let round = match urgency {
            Urgency::Call if first => &mut self.calls,
            Urgency::Call | Urgency::Search => &mut self.searches,
        };
        self.tickets = self.tickets.wrapping_add(1);
        round.join(member, self.tickets, reply).then_some(self.tickets)
    }

    /// Whoever has a place now, if there is one for somebody who waits.
    fn next(&mut self) -> Option<(MemberId, Urgency, Reply)> {
        let taken = self.under_way.values().map(UnderWay::all).fold(0, usize::saturating_add);
        let free = PLACES.saturating_sub(taken);
        let under_way = &self.under_way;
        let may = |member: &MemberId| under_way.get(member).map_or(0, UnderWay::all) < free;
        let call = self.calls.next(may).map(|(member, reply)| (member, Urgency::Call, reply));
        let next = call.or_else(|| {
            let (member, reply) = (free > FOR_CALLS).then(|| self.searches.next(may))??;
            Some((member, Urgency::Search, reply))
        });
        let (member, kind, reply) = next?;
        let count = self.under_way.entry(member).or_default().of(kind);
        *count = count.saturating_add(1);
        Some((member, kind, reply))
    }

    fn ended(&mut self, member: &MemberId, kind: Urgency) {
        if let Some(under_way) = self.under_way.get_mut(member) {
            let count = under_way.of(kind);
            *count = count.saturating_sub(1);
            if under_way.all() == 0 {
                self.under_way.remove(member);
            }
        }
    }

    fn leave(&mut self, member: &MemberId, ticket: u64) {
        self.calls.leave(member, ticket);
        self.searches.leave(member, ticket);
    }

    fn is_idle(&self) -> bool {
        self.under_way.is_empty() && self.calls.0.is_empty() && self.searches.0.is_empty()
    }
}

/// Those who wait, each with what she wants in the order in which she came; whose turn it was last is last.
#[derive(Default)]
struct Round(VecDeque<(MemberId, VecDeque<(u64, Reply)>)>);

impl Round {
    fn of(&self, member: &MemberId) -> usize {
        self.0.iter().find(|(of, _)| of == member).map_or(0, |(_, waiting)| waiting.len())
    }

    fn join(&mut self, member: MemberId, ticket: u64, reply: Reply) -> bool {
        let all = self.0.iter().map(|(_, waiting)| waiting.len()).fold(0, usize::saturating_add);
        if all >= WAITING_MAX || self.of(&member) >= WAITING_OF_ONE {
            return false;
        }
        match self.0.iter_mut().find(|(of, _)| *of == member) {
            Some((_, waiting)) => waiting.push_back((ticket, reply)),
            None => self.0.push_back((member, VecDeque::from([(ticket, reply)]))),
        }
        true
    }

    /// Takes the first of those who may.
    fn next(&mut self, may: impl Fn(&MemberId) -> bool) -> Option<(MemberId, Reply)> {
        let at = self.0.iter().position(|(member, _)| may(member))?;
        let (member, mut waiting) = self.0.remove(at)?;
        let (_, reply) = waiting.pop_front()?;
        if !waiting.is_empty() {
            self.0.push_back((member, waiting));
        }
        Some((member, reply))
    }

    fn leave(&mut self, member: &MemberId, ticket: u64) {
        for (_, waiting) in self.0.iter_mut().filter(|(of, _)| of == member) {
            waiting.retain(|(of, _)| *of != ticket);
        }
        self.0.retain(|(_, waiting)| !waiting.is_empty());
    }
}

#[cfg(test)]
mod tests;
