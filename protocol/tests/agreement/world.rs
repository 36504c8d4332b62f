//! A circle in virtual time: a network that loses, repeats and reorders, nodes that crash and come back with what was
//! durable, admins who confirm some motions and not others.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use parasol_protocol::agreement::{
    Acceptor, AgreementError, AskFrame, Asked, Ballot, Electorate, Motion, Progress, Proposer, Question,
    Refused, Reply, Table, Voter,
};
use parasol_protocol::charter::{Charter, Decided};
use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::ids::{Hash, OrganisationId};
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};

use super::kit::{organisation, secret};

/// How hostile the world is, each in per cent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weather {
    pub(crate) loss: u64,
    pub(crate) twice: u64,
    pub(crate) crash: u64,
    pub(crate) forgets: Forgets,
}

/// What was said before it was durable, and is lost in a crash. Only a wrong implementation loses something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forgets {
    Nothing,
    /// What was promised and voted for.
    Votes,
}

impl Weather {
    pub(crate) const STORM: Self = Self { loss: 20, twice: 15, crash: 4, forgets: Forgets::Nothing };
    pub(crate) const CALM: Self = Self { loss: 0, twice: 0, crash: 0, forgets: Forgets::Nothing };
}

struct Node {
    organisation: OrganisationId,
    secret: NodeSecret,
    acceptor: Acceptor,
    table: Table,
    used: Option<Ballot>,
    decided: Option<Decided>,
    // What a crash takes away.
    unsaved: Option<Acceptor>,
    proposer: Option<Proposer>,
    seen: Option<Ballot>,
    patience: u64,
    down_until: u64,
    /// What its admin confirms, and when.
    wishes: BTreeMap<Hash, u64>,
}

impl Node {
    fn voter(&self) -> Voter<'_> {
        Voter { organisation: self.organisation, secret: &self.secret }
    }
}

enum Parcel {
    Question { from: usize, to: usize, question: Question },
    Reply { from: usize, to: usize, reply: Reply },
}

pub(crate) struct World {
    pub(crate) electorate: Rc<Electorate>,
    pub(crate) weather: Weather,
    pub(crate) now: u64,
    rng: ChaCha20Rng,
    nodes: Vec<Node>,
    road: BTreeMap<(u64, u64), Parcel>,
    sent: u64,
    /// One bit for each node: in which half of the circle it is.
    pub(crate) halves: u64,
    /// All charters of which anybody ever held a certificate.
    pub(crate) certified: BTreeSet<Hash>,
    // Verifying is a function: the same bytes are verified once for all nodes.
    motions: BTreeMap<Vec<u8>, Motion>,
    asks: BTreeMap<Vec<u8>, Result<Asked, AgreementError>>,
    certificates: BTreeMap<Vec<u8>, Decided>,
}

impl World {
    /// Members 1 to n of the charter and newcomers after them.
    pub(crate) fn new(seed: u64, electorate: Electorate, nodes: u8, weather: Weather) -> Self {
        let node = |n: u8| Node {
            organisation: organisation(n),
            secret: secret(n),
            acceptor: Acceptor::default(),
            table: Table::default(),
            used: None,
            decided: None,
            unsaved: None,
            proposer: None,
            seen: None,
            patience: 0,
            down_until: 0,
            wishes: BTreeMap::new(),
        };
        Self {
            electorate: Rc::new(electorate),
            weather,
            now: 0,
            rng: ChaCha20Rng::seed_from_u64(seed),
            nodes: (1..=nodes).map(node).collect(),
            road: BTreeMap::new(),
            sent: 0,
            halves: 0,
            certified: BTreeSet::new(),
            motions: BTreeMap::new(),
            asks: BTreeMap::new(),
            certificates: BTreeMap::new(),
        }
    }

    pub(crate) fn chance(&mut self, below: u64) -> u64 {
        self.rng.next_u64() % below.max(1)
    }

    fn happens(&mut self, per_cent: u64) -> bool {
        self.chance(100) < per_cent
    }

    /// Node `by` lays a charter on its table; each admin in `confirm` confirms it at that time, once it is seen there.
    pub(crate) fn propose(
        &mut self,
        by: u8,
        charter: Charter,
        confirm: impl IntoIterator<Item = (u8, u64)>,
    ) -> Hash {
        let at = usize::from(by) - 1;
        let motion = Motion::propose(charter, &self.electorate, &self.nodes[at].secret).unwrap();
        let own = self.nodes[at].organisation;
        let hash = self.nodes[at].table.lay(motion, &own, &self.electorate).unwrap();
        for (n, time) in confirm {
            self.nodes[usize::from(n) - 1].wishes.insert(hash, time);
        }
        hash
    }

    /// All that is wished is confirmed, and everybody knows of it.
    pub(crate) fn confirm_everything(&mut self) {
        let mut motions: Vec<Motion> =
            self.nodes.iter().flat_map(|node| node.table.motions().to_vec()).collect();
        for node in &mut self.nodes {
            for motion in motions.iter_mut().filter(|motion| node.wishes.remove(&motion.hash()).is_some()) {
                motion.consent(node.organisation, &self.electorate, &node.secret).unwrap();
            }
        }
        for node in &mut self.nodes {
            for motion in &motions {
                node.table.lay(motion.clone(), &node.organisation, &self.electorate).unwrap();
            }
        }
    }

    /// Organisation `n` leaves: durable first, then it tells the proposer of that motion.
    pub(crate) fn leave(&mut self, n: u8, tell: u8, motion: &Hash) {
        let leaver = &mut self.nodes[usize::from(n) - 1];
        (leaver.acceptor, leaver.proposer) = (leaver.acceptor.withdraw(), None);
        let node = &mut self.nodes[usize::from(tell) - 1];
        let mut held = node.table.motion(motion).unwrap().clone();
        held.merge(&super::leaving::leave(n, 1), &self.electorate).unwrap();
        node.table.lay(held, &node.organisation, &self.electorate).unwrap();
    }

    /// The node is away until then.
    pub(crate) fn down(&mut self, n: u8, until: u64) {
        let node = &mut self.nodes[usize::from(n) - 1];
        node.down_until = until;
        (node.proposer, node.unsaved, node.seen) = (None, None, None);
    }

    pub(crate) fn decided(&self, n: u8) -> Option<Hash> {
        self.nodes[usize::from(n) - 1].decided.as_ref().map(Decided::hash)
    }

    /// Whether somebody asked for two charters in one ballot: it has signed evidence against itself.
    pub(crate) fn is_contradicted(&self) -> bool {
        let mut charters = BTreeMap::new();
        self.asks.values().flatten().any(|asked| {
            let ask = asked.ask().body();
            *charters.entry(ask.ballot).or_insert(ask.charter) != ask.charter
        })
    }

    fn send(&mut self, parcel: impl Fn() -> Parcel) {
        let (Parcel::Question { from, to, .. } | Parcel::Reply { from, to, .. }) = parcel();
        // In a storm little passes between the two halves of the circle.
        let apart = self.weather.loss > 0 && self.halves >> from & 1 != self.halves >> to & 1;
        let loss = if apart { 85 } else { self.weather.loss };
        let copies = if self.happens(loss) { 0 } else { 1 + u64::from(self.happens(self.weather.twice)) };
        for _ in 0..copies {
            let far = if self.weather.loss > 0 { 15 } else { 4 };
            let at = self.now + 1 + self.chance(far);
            self.sent += 1;
            self.road.insert((at, self.sent), parcel());
        }
    }

    fn ask(&mut self, from: usize, to: usize, question: &Question) {
        self.send(|| Parcel::Question { from, to, question: question.clone() });
    }

    /// Lets time pass until then, or until everybody who is up knows the outcome.
    pub(crate) fn run(&mut self, until: u64) {
        while self.now < until {
            self.now += 1;
            while let Some(entry) = self.road.first_entry().filter(|entry| entry.key().0 <= self.now) {
                let parcel = entry.remove();
                self.deliver(parcel);
            }
            for at in 0..self.nodes.len() {
                if self.now >= self.nodes[at].down_until {
                    self.wake(at);
                }
            }
            let away = |node: &Node| node.down_until == u64::MAX;
            if self.nodes.iter().all(|node| away(node) || node.decided.is_some()) {
                return;
            }
        }
    }

    fn crash(&mut self, at: usize) {
        let until = self.now + self.chance(60);
        self.down(u8::try_from(at + 1).unwrap(), until);
    }

    fn deliver(&mut self, parcel: Parcel) {
        let (Parcel::Question { to, .. } | Parcel::Reply { to, .. }) = &parcel;
        if self.now < self.nodes[*to].down_until {
            return;
        }
        match parcel {
            Parcel::Question { from, to, question } => {
                // Before anything is durable, or after it and before the reply is sent.
                if self.happens(self.weather.crash / 2) {
                    return self.crash(to);
                }
                let reply = self.answer(to, question);
                if self.happens(self.weather.crash / 2) {
                    return self.crash(to);
                }
                if let Some(reply) = reply {
                    self.send(|| Parcel::Reply { from: to, to: from, reply: reply.clone() });
                }
            }
            Parcel::Reply { from, to, reply } => self.take(from, to, reply),
        }
    }

    fn read_motion(&mut self, bytes: &[u8]) -> Motion {
        let electorate = &self.electorate;
        let read = || Motion::read(bytes, electorate).unwrap();
        self.motions.entry(bytes.to_vec()).or_insert_with(read).clone()
    }

    fn verify(&mut self, frame: &AskFrame) -> Result<Asked, AgreementError> {
        let electorate = &self.electorate;
        self.asks.entry(frame.ask.to_vec()).or_insert_with(|| Asked::verify(frame, electorate)).clone()
    }

    fn answer(&mut self, at: usize, question: Question) -> Option<Reply> {
        if let (Some(decided), false) = (&self.nodes[at].decided, matches!(question, Question::Motion(..))) {
            return Some(Reply::Decided(decided.bytes().to_vec().into()));
        }
        let step = match question {
            Question::Motion(_, _, bytes) => {
                let motion = self.read_motion(&bytes);
                let node = &mut self.nodes[at];
                let hash = node.table.lay(motion, &node.organisation, &self.electorate).unwrap();
                return Some(node.table.papers(&hash));
            }
            Question::Prepare(bytes) => {
                let node = &self.nodes[at];
                let held = node.unsaved.as_ref().unwrap_or(&node.acceptor);
                held.prepare(&bytes, &self.electorate, node.voter()).unwrap()
            }
            Question::Ask(frame) => match self.verify(&frame) {
                Ok(asked) => {
                    let node = &self.nodes[at];
                    let held = node.unsaved.as_ref().unwrap_or(&node.acceptor);
                    held.vote(&asked, &self.electorate, node.voter())
                }
                Err(_) => return Some(Reply::Refused(Refused::Wrong)),
            },
        };
        let node = &mut self.nodes[at];
        if self.weather.forgets == Forgets::Votes {
            node.unsaved = Some(step.0);
        } else {
            // What is stored is what is read back.
            node.acceptor = Acceptor::from_bytes(&step.0.to_bytes()).unwrap();
        }
        Some(step.1)
    }

    fn take(&mut self, from: usize, at: usize, reply: Reply) {
        if let Reply::Papers(hash, papers) = &reply {
            let node = &mut self.nodes[at];
            if let Some(motion) = node.table.motion(hash).cloned() {
                let mut motion = motion;
                motion.merge(papers, &self.electorate).unwrap();
                node.table.lay(motion, &node.organisation, &self.electorate).unwrap();
            }
            return;
        }
        let (whose, key) = (self.nodes[from].organisation, secret(u8::try_from(at + 1).unwrap()));
        if let Reply::Decided(bytes) = &reply {
            if self.nodes[at].decided.is_none() {
                let electorate = &self.electorate;
                let verify = || Decided::verify_after(electorate.charter(), bytes).unwrap();
                let decided = self.certificates.entry(bytes.to_vec()).or_insert_with(verify).clone();
                self.adopt(at, decided);
            }
            return;
        }
        let Some(proposer) = self.nodes[at].proposer.as_mut() else { return };
        match proposer.take(&whose, reply, &key).unwrap() {
            Progress::Decided(decided) => self.adopt(at, *decided),
            Progress::Superseded(ballot) => {
                let rest = self.now + self.chance(80);
                let node = &mut self.nodes[at];
                (node.proposer, node.seen, node.patience) = (None, node.seen.max(Some(ballot)), rest);
            }
            Progress::Asking => self.repeat(at),
            Progress::Step(question) => self.ask(at, from, &question),
            Progress::Going | Progress::Unhelpful => {}
        }
    }

    fn adopt(&mut self, at: usize, decided: Decided) {
        self.certified.insert(decided.hash());
        let node = &mut self.nodes[at];
        node.proposer = None;
        node.decided.get_or_insert(decided);
    }

    /// The present question again, to all who have not answered it.
    fn repeat(&mut self, at: usize) {
        let Some(proposer) = &self.nodes[at].proposer else { return };
        let (question, missing) = (proposer.question().clone(), proposer.missing());
        for to in 0..self.nodes.len() {
            if missing.contains(&self.nodes[to].organisation) {
                self.ask(at, to, &question);
            }
        }
    }

    /// What a node does by itself: its admin confirms, it tells of motions, it proposes, it repeats.
    fn wake(&mut self, at: usize) {
        if self.happens(80) {
            return;
        }
        let (now, electorate) = (self.now, Rc::clone(&self.electorate));
        let node = &mut self.nodes[at];
        let due: Vec<Hash> = node.wishes.iter().filter(|wish| *wish.1 <= now).map(|wish| *wish.0).collect();
        for hash in due {
            let voter = Voter { organisation: node.organisation, secret: &node.secret };
            if node.table.confirm(&hash, voter, &electorate).unwrap() {
                node.wishes.remove(&hash);
            }
        }
        if let Some(decided) = node.decided.clone() {
            // Slowly in a storm, so that others go on for a while with what is decided elsewhere.
            if self.weather.loss == 0 || self.happens(3) {
                let reply = Reply::Decided(decided.bytes().to_vec().into());
                let to = usize::try_from(self.chance(self.nodes.len() as u64)).unwrap();
                self.send(|| Parcel::Reply { from: at, to, reply: reply.clone() });
            }
            return;
        }
        if self.happens(30) {
            self.tell(at);
        }
        self.pursue(at);
    }

    fn tell(&mut self, at: usize) {
        let count = self.nodes[at].table.motions().len();
        let which = usize::try_from(self.chance(count as u64)).unwrap();
        if let Some(motion) = self.nodes[at].table.motions().get(which).cloned() {
            let to = usize::try_from(self.chance(self.nodes.len() as u64)).unwrap();
            let bytes = motion.to_bytes();
            self.motions.entry(bytes.clone()).or_insert(motion);
            let question = Question::Motion(self.electorate.circle(), self.electorate.number(), bytes.into());
            self.ask(at, to, &question);
        }
    }

    fn pursue(&mut self, at: usize) {
        let (now, patience) = (self.now, self.chance(60));
        let node = &mut self.nodes[at];
        if node.proposer.is_some() {
            // It may have been forgotten by all: now and then a proposer gives up by itself.
            if patience == 0 {
                node.proposer = None;
            }
            return self.repeat(at);
        }
        if now < node.patience || self.electorate.seat(&node.organisation).is_none() {
            return;
        }
        let carried = node.table.carried(&self.electorate);
        let Some(motion) = carried.get(usize::try_from(patience).unwrap() % carried.len().max(1)) else {
            return;
        };
        let seen = node.seen.max(node.used).max(node.acceptor.promised());
        let proposer = Proposer::begin(&self.electorate, (*motion).clone(), seen, node.voter()).unwrap();
        (node.used, node.proposer) = (Some(proposer.ballot()), Some(proposer));
        self.repeat(at);
    }
}
