//! Two organisations and the network between them.

use std::collections::VecDeque;

use parasol_core::circles::{AnswerQuestion, JoinAnswered, ReceiveJoin, ReceiveKnock, TakeReply};
use parasol_core::command::Event;
use parasol_core::ledger::{ApplyDelta, Heard};
use parasol_core::members::PasswordHash;
use parasol_protocol::ids::CircleId;
use parasol_protocol::sync::{Applied, Delta, Effect, Session};
use parasol_protocol::time::Timestamp;
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};

use crate::node::SimNode;

/// How unkind the network and the machines are, in thousandths of the steps.
#[derive(Debug, Clone, Copy)]
pub struct Weather {
    /// A frame is lost, and with it the link.
    pub loss: u32,
    /// A node stops and starts again.
    pub restarts: u32,
}

/// Nothing goes wrong.
pub const CALM: Weather = Weather { loss: 0, restarts: 0 };
/// Everything goes wrong often.
pub const STORM: Weather = Weather { loss: 40, restarts: 15 };

/// A link with a session at each end, and the frames on their way.
struct Link {
    sessions: [Session; 2],
    /// Frames to each end.
    frames: [VecDeque<Vec<u8>>; 2],
}

/// Two nodes, their link and the time.
pub struct World {
    /// The organisations.
    pub nodes: [SimNode; 2],
    /// The time.
    pub now: Timestamp,
    /// Whether the two can reach each other.
    pub connected: bool,
    /// How many bytes have crossed.
    pub bytes: usize,
    link: Option<Link>,
    rng: ChaCha20Rng,
    weather: Weather,
    /// Whether the Belgian node took anything since somebody last asked.
    took: bool,
}

/// The start of all simulations: 2026-11-02, 08:53:20 UTC.
pub const START: Timestamp = Timestamp::new(1_793_609_600);

impl World {
    /// Jasmine in France and a partner in Belgium, not yet linked.
    pub fn new(seed: u64, weather: Weather, password: &PasswordHash) -> Self {
        let jasmine = SimNode::found("Jasmine", "FR", password, START, seed.wrapping_mul(2).wrapping_add(1));
        let brussels =
            SimNode::found("Brussels", "BE", password, START, seed.wrapping_mul(2).wrapping_add(2));
        let rng = ChaCha20Rng::seed_from_u64(seed);
        let nodes = [jasmine, brussels];
        Self { nodes, now: START, connected: true, bytes: 0, link: None, rng, weather, took: true }
    }

    /// The French node.
    pub fn jasmine(&mut self) -> &mut SimNode {
        &mut self.nodes[0]
    }

    /// The Belgian node.
    pub fn brussels(&mut self) -> &mut SimNode {
        &mut self.nodes[1]
    }

    fn chance(&mut self, thousandths: u32) -> bool {
        self.rng.next_u32() % 1_000 < thousandths
    }

    /// Whether the Belgian node has taken anything, or was started anew, since this was last asked. A check costs more than
    /// all else here, and cannot change its answer otherwise.
    pub fn brussels_took(&mut self) -> bool {
        std::mem::take(&mut self.took)
    }

    /// From now on nothing goes wrong.
    pub fn calm(&mut self) {
        self.weather = CALM;
    }

    /// Lets something happen: a frame arrives, a node does what is due, a link is made, or something goes wrong.
    pub fn step(&mut self) {
        let (loss, restarts) = (self.weather.loss, self.weather.restarts);
        if self.chance(restarts) {
            let who = self.pick();
            self.link = None;
            let now = self.now;
            self.nodes[who].restart(now);
            self.took |= who == 1;
        }
        if !self.connected || self.chance(loss) {
            self.link = None;
        }
        self.now = self.now.plus(u64::from(self.rng.next_u32() % 30));
        match self.rng.next_u32() % 8 {
            0 => self.work(),
            1 => self.join(),
            2 if self.link.is_none() => self.connect(),
            _ => self.deliver(),
        }
    }

    fn pick(&mut self) -> usize {
        usize::from(self.rng.next_u32().is_multiple_of(2))
    }

    fn work(&mut self) {
        let who = self.pick();
        let now = self.now;
        let events = self.nodes[who].work(now);
        self.tell(who, &events);
        self.nodes[who].erase();
    }

    /// Tells the sessions of a node what changed in it.
    pub fn tell(&mut self, who: usize, events: &[Event]) {
        for event in events {
            if let Event::LedgerChanged { circle, publisher } = event {
                let snapshot = self.nodes[who].read();
                let Some(link) = &mut self.link else { return };
                let effects = link.sessions[who].changed(circle, publisher, &snapshot.ledgers());
                self.act(who, effects);
            }
        }
    }

    fn connect(&mut self) {
        let linked = (0..2).all(|n| self.nodes[n].read().links().unwrap().iter().any(|link| link.member));
        if !self.connected || !linked {
            return;
        }
        let (a, b) = (self.nodes[0].organisation, self.nodes[1].organisation);
        let (first, to_second) = Session::open(a, b, &self.nodes[0].read().ledgers());
        let (second, to_first) = Session::open(b, a, &self.nodes[1].read().ledgers());
        self.link = Some(Link { sessions: [first, second], frames: Default::default() });
        self.act(0, to_second);
        self.act(1, to_first);
    }

    fn deliver(&mut self) {
        let who = self.pick();
        let Some(link) = &mut self.link else { return };
        let Some(frame) = link.frames[who].pop_front() else { return };
        let snapshot = self.nodes[who].read();
        let effects = link.sessions[who].receive(&frame, &snapshot.ledgers());
        drop(snapshot);
        self.act(who, effects);
    }

    /// Does what a session of `who` wants done.
    fn act(&mut self, who: usize, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(frame) => {
                    self.bytes += frame.len();
                    if let Some(link) = &mut self.link {
                        link.frames[1 - who].push_back(frame);
                    }
                }
                Effect::Apply(delta) => self.apply(who, delta),
                Effect::CharterDiffers(_) => {}
                Effect::Heard(circle) => self.heard(who, circle),
                Effect::End(fault) => panic!("an honest peer was accused: {fault}"),
            }
        }
    }

    fn heard(&mut self, who: usize, circle: CircleId) {
        let (from, now) = (self.nodes[1 - who].organisation, self.now);
        let (done, events) = self.nodes[who].run(Heard { from, circle }, now);
        done.unwrap();
        self.tell(who, &events);
    }

    fn apply(&mut self, who: usize, delta: Delta) {
        let from = self.nodes[1 - who].organisation;
        let answered = matches!(delta, Delta::Progress(_) | Delta::Found(_));
        self.took |= who == 1;
        let now = self.now;
        let (applied, events) = self.nodes[who].run(ApplyDelta { from, delta }, now);
        let applied = applied.unwrap();
        assert!(!matches!(applied, Applied::Refused(_)), "an honest step was refused: {applied:?}");
        if answered {
            let snapshot = self.nodes[who].read();
            if let Some(link) = &mut self.link {
                let effects = link.sessions[who].applied(applied, &snapshot.ledgers());
                drop(snapshot);
                self.act(who, effects);
            }
        }
        self.tell(who, &events);
    }

    /// One exchange of the conversations by which a peer is linked; answers may be lost.
    fn join(&mut self) {
        if !self.connected {
            return;
        }
        let loss = self.weather.loss;
        let lost = [self.chance(loss), self.chance(loss)];
        self.knock(lost);
        self.ask(lost);
    }

    fn knock(&mut self, [lost, answer_lost]: [bool; 2]) {
        let now = self.now;
        for task in self.nodes[1].read().knocks().unwrap() {
            if lost {
                continue;
            }
            let from = self.nodes[1].core().identity().node_key();
            let knock = ReceiveKnock { from, knock: task.knock.clone() };
            assert!(
                self.nodes[0].run(knock, now).0.unwrap(),
                "a knock with the right secret was turned away"
            );
            let join = ReceiveJoin { from, circle: task.circle, request: task.request };
            let reply = self.nodes[0].run(join, now).0.unwrap();
            if !answer_lost {
                self.nodes[1]
                    .run(JoinAnswered { circle: task.circle, inviter: task.inviter, reply }, now)
                    .0
                    .unwrap();
            }
        }
    }

    fn ask(&mut self, [lost, answer_lost]: [bool; 2]) {
        let now = self.now;
        for task in self.nodes[1].read().questions().unwrap() {
            if lost {
                continue;
            }
            let (from, key) = (self.nodes[1].organisation, self.nodes[1].core().identity().node_key());
            let answer = AnswerQuestion { from, key, question: task.question.clone(), addresses: Vec::new() };
            let (reply, events) = self.nodes[0].run(answer, now);
            self.tell(0, &events);
            if !answer_lost {
                let take = TakeReply { from: task.to, question: task.question, reply: reply.unwrap() };
                let (result, events) = self.nodes[1].run(take, now);
                result.unwrap();
                self.tell(1, &events);
            }
        }
    }

    /// Steps until `done`, at most `limit` times.
    pub fn run_until(&mut self, what: &str, limit: u32, mut done: impl FnMut(&mut Self) -> bool) {
        for _ in 0..limit {
            if done(self) {
                return;
            }
            self.step();
        }
        panic!("not reached within {limit} steps: {what}");
    }
}
