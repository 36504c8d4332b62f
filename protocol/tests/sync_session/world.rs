//! Several nodes, and links on which frames travel when a seeded scheduler says so.

use std::collections::{BTreeSet, VecDeque};

use parasol_protocol::ids::OrganisationId;
use parasol_protocol::sync::message::Message;
use parasol_protocol::sync::{Applied, Delta, Effect, Fault, Session};
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};

use super::kit::{CIRCLE, Node};

/// One end of a link.
struct End {
    node: usize,
    session: Session,
    /// Frames on their way to this end.
    inbox: VecDeque<Vec<u8>>,
    /// A step that is being kept.
    keeping: Option<Delta>,
}

/// Nodes and links, driven by one seed.
pub(crate) struct World {
    pub(crate) nodes: Vec<Node>,
    links: Vec<Option<[End; 2]>>,
    rng: ChaCha20Rng,
    /// Every frame that was sent: by which node, and what.
    pub(crate) sent: Vec<(usize, Vec<u8>)>,
    pub(crate) faults: Vec<(usize, Fault)>,
    /// Who has said that it heard whom: it holds all that the other holds of its own ledger.
    pub(crate) heard: BTreeSet<(usize, usize)>,
}

impl World {
    pub(crate) fn new(count: u8, seed: u64) -> Self {
        let nodes = (1..=count).map(|n| Node::new(n, count)).collect();
        let rng = ChaCha20Rng::seed_from_u64(seed);
        Self { nodes, links: Vec::new(), rng, sent: Vec::new(), faults: Vec::new(), heard: BTreeSet::new() }
    }

    /// Opens a link; its number.
    pub(crate) fn connect(&mut self, a: usize, b: usize) -> usize {
        let link = self.links.len();
        let open = |node: usize, peer: usize| {
            let (session, effects) =
                Session::open(self.nodes[node].me(), self.nodes[peer].me(), &self.nodes[node]);
            (End { node, session, inbox: VecDeque::new(), keeping: None }, effects)
        };
        let ((first, hello), (second, other_hello)) = (open(a, b), open(b, a));
        self.links.push(Some([first, second]));
        self.carry_out(link, 0, hello);
        self.carry_out(link, 1, other_hello);
        link
    }

    pub(crate) fn cut(&mut self, link: usize) {
        self.links[link] = None;
    }

    pub(crate) fn cut_all(&mut self) {
        self.links.iter_mut().for_each(|link| *link = None);
    }

    /// Tells every link of a node that one ledger changed there.
    pub(crate) fn changed(&mut self, node: usize, publisher: OrganisationId) {
        for link in 0..self.links.len() {
            for side in 0..2 {
                let effects = match &mut self.links[link] {
                    Some(ends) if ends[side].node == node => {
                        ends[side].session.changed(&CIRCLE, &publisher, &self.nodes[node])
                    }
                    _ => continue,
                };
                self.carry_out(link, side, effects);
            }
        }
    }

    pub(crate) fn publish(&mut self, node: usize, count: u64) -> Vec<parasol_protocol::ids::EntryId> {
        let filed = self.nodes[node].publish(count);
        self.changed(node, self.nodes[node].me());
        filed
    }

    pub(crate) fn recall(&mut self, node: usize, ids: &[parasol_protocol::ids::EntryId]) {
        self.nodes[node].recall(ids);
        self.changed(node, self.nodes[node].me());
    }

    fn carry_out(&mut self, link: usize, side: usize, effects: Vec<Effect>) {
        for effect in effects {
            let Some(ends) = &mut self.links[link] else { return };
            let node = ends[side].node;
            match effect {
                Effect::Send(frame) => {
                    self.sent.push((node, frame.clone()));
                    ends[1 - side].inbox.push_back(frame);
                }
                Effect::Apply(delta @ (Delta::Ack(_) | Delta::Evidence(_))) => {
                    self.nodes[node].apply(&delta);
                }
                Effect::Apply(delta) => {
                    assert!(ends[side].keeping.is_none(), "one step at a time");
                    ends[side].keeping = Some(delta);
                }
                Effect::CharterDiffers(_) => {}
                Effect::Heard(_) => drop(self.heard.insert((node, ends[1 - side].node))),
                Effect::End(fault) => {
                    self.faults.push((node, fault));
                    self.links[link] = None;
                }
            }
        }
    }

    /// Does one thing that can be done; false when there is none.
    pub(crate) fn step(&mut self) -> bool {
        let mut choices = Vec::new();
        for (link, ends) in self.links.iter().enumerate() {
            for (side, end) in ends.iter().flatten().enumerate() {
                if end.keeping.is_some() || !end.inbox.is_empty() {
                    choices.push((link, side));
                }
            }
        }
        if choices.is_empty() {
            return false;
        }
        let pick = usize::try_from(self.rng.next_u64() % u64::try_from(choices.len()).unwrap()).unwrap();
        let (link, side) = choices[pick];
        let end = &mut self.links[link].as_mut().unwrap()[side];
        let frame_first = self.rng.next_u32().is_multiple_of(2);
        if end.keeping.is_none() || (frame_first && !end.inbox.is_empty()) {
            let frame = end.inbox.pop_front().unwrap();
            let effects = end.session.receive(&frame, &self.nodes[end.node]);
            self.carry_out(link, side, effects);
        } else {
            self.keep(link, side);
        }
        true
    }

    fn keep(&mut self, link: usize, side: usize) {
        let end = &mut self.links[link].as_mut().unwrap()[side];
        let node = end.node;
        let delta = end.keeping.take().unwrap();
        let applied = self.nodes[node].apply(&delta);
        let kept = matches!(applied, Applied::Kept { .. });
        let effects = end.session.applied(applied, &self.nodes[node]);
        self.carry_out(link, side, effects);
        let publisher = match &delta {
            Delta::Progress(progress) if progress.is_whole() => progress.head().body().publisher,
            Delta::Found(found) => *found.publisher(),
            _ => return,
        };
        if kept {
            self.changed(node, publisher);
        }
    }

    pub(crate) fn run_until_quiet(&mut self) {
        for _ in 0..100_000 {
            if !self.step() {
                return;
            }
        }
        panic!("the nodes never fall silent");
    }

    /// The words of what was sent since `from`, in order.
    pub(crate) fn words(&self, from: usize) -> Vec<&'static str> {
        let word = |frame: &Vec<u8>| match Message::from_bytes(frame).unwrap() {
            Message::Hello(_) => "hello",
            Message::Offer(_) => "offer",
            Message::Want(_) => "want",
            Message::Give(_) => "give",
            Message::Ack(_) => "ack",
        };
        self.sent[from..].iter().map(|(_, frame)| word(frame)).collect()
    }

    pub(crate) fn assert_converged(&self) {
        assert_eq!(self.faults, vec![]);
        let first = self.nodes[0].digest();
        for node in &self.nodes {
            assert_eq!(node.missing_everywhere(), 0, "node {} lacks records", node.n);
            assert_eq!(node.digest(), first, "node {} differs", node.n);
        }
    }
}
