//! Nodes whose words are lost, repeated and reordered, that stop and start at any point, several of which propose at once:
//! never two charters of one number, and as soon as it is calm they agree.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use parasol_core::circles::{
    AgreementTask, AnswerAgreement, DriveAgreement, LeaveCircle, Proposal, ProposeChange, TakeAgreement,
};
use parasol_core::node::Node;
use parasol_core::refusal::Refusal;
use parasol_core::restored::AfterRestore;
use parasol_core::roles::Actor;
use parasol_protocol::agreement::Reply;
use parasol_protocol::charter::{Charter, Decided};
use parasol_protocol::circle;
use parasol_protocol::ids::OrganisationId;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use tempfile::TempDir;

use super::kit::Organisations;
use crate::house::key;

/// Each seed is another storm. `AGREEMENT_SEEDS` asks for more of them, when something here is changed.
#[expect(clippy::disallowed_methods, reason = "a test is told how long to search")]
fn seeds() -> std::ops::Range<u64> {
    let more = std::env::var("AGREEMENT_SEEDS").ok().and_then(|text| text.parse().ok());
    0..more.unwrap_or(1)
}

/// How many things happen before it is calm again.
const STEPS: usize = 70;
/// How much may be under way; what comes after pushes the oldest out.
const UNDER_WAY: usize = 40;

/// Something that was said and has not arrived.
#[derive(Clone)]
enum Said {
    Question { from: usize, task: AgreementTask },
    Answer { to: usize, from: OrganisationId, number: u64, reply: Reply },
}

struct Storm {
    all: Organisations,
    rng: ChaCha20Rng,
    under_way: Vec<Said>,
    /// What was decided, by number, whoever said so first.
    decided: BTreeMap<u64, Charter>,
    /// The number that each was seen to hold last.
    known: BTreeMap<usize, u64>,
    days: u64,
}

impl Storm {
    fn new(n: usize, seed: u64) -> Self {
        let rng = ChaCha20Rng::seed_from_u64(seed);
        let all = Organisations::linked(n);
        let (decided, known) = (BTreeMap::new(), BTreeMap::new());
        Self { all, rng, under_way: Vec::new(), decided, known, days: 50 }
    }

    fn below(&mut self, n: usize) -> usize {
        self.rng.next_u32() as usize % n.max(1)
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// Somebody who is in the circle.
    fn member(&mut self) -> Option<usize> {
        let members: Vec<usize> = (0..self.all.houses.len()).filter(|i| self.all.is_in(*i)).collect();
        let drawn = self.below(members.len());
        members.get(drawn).copied()
    }

    fn rage(&mut self) {
        for _ in 0..STEPS {
            self.step();
            self.look();
        }
    }

    fn step(&mut self) {
        let everybody = self.all.houses.len();
        match self.below(20) {
            0 => self.propose(),
            1..=2 => self.confirm(),
            3..=4 => self.drive(),
            5 => {
                let i = self.below(everybody);
                self.all.restart(i);
            }
            6 => {
                let i = self.below(everybody);
                self.all.hello(i);
            }
            7..=11 => self.ask(),
            _ => self.deliver(),
        }
    }

    /// Two members each want something, have the third one's yes, and do not know of each other's: then nothing but ballots.
    fn duel(&mut self) {
        let third = self.below(3);
        for proposer in (0..3).filter(|i| *i != third) {
            self.days -= 1;
            let lease = Proposal::Lease(self.days.max(1) * 86_400 + proposer as u64);
            let motion = self.all.propose(proposer, lease);
            self.bring(proposer, third);
            self.all.confirm(third, motion);
            self.bring(proposer, third);
        }
        for _ in 0..STEPS {
            match self.below(20) {
                0..=3 => self.drive(),
                4 => {
                    let i = self.below(3);
                    self.all.restart(i);
                }
                5..=10 => self.ask(),
                _ => self.deliver(),
            }
            self.look();
        }
    }

    fn bring(&mut self, from: usize, to: usize) {
        let (tasks, to) = (self.all.houses[from].snapshot().agreement_tasks().unwrap(), self.all.id(to));
        for task in tasks.into_iter().filter(|task| task.to == to) {
            self.all.exchange(from, task);
        }
    }

    fn propose(&mut self) {
        let Some(i) = self.member() else { return };
        // Changes that anybody tells apart; every proposer has its own.
        self.days -= 1;
        let lease = Proposal::Lease(self.days.max(1) * 86_400 + i as u64);
        let (actor, circle) = (Actor::Operator, self.all.circle);
        let proposed = self.all.run(i, ProposeChange { actor, circle, proposal: lease });
        // Two of hers may be open.
        let too_many = Refusal::Invalid { field: "change", reason: "too_many" };
        assert!(proposed.is_ok() || proposed == Err(too_many));
    }

    fn confirm(&mut self) {
        let Some(i) = self.member() else { return };
        let open = self.all.status(i).motions.into_iter();
        let open: Vec<_> = open.filter(|motion| motion.phase != "set_aside").collect();
        let drawn = self.below(open.len());
        if let Some(motion) = open.get(drawn) {
            self.all.confirm(i, motion.charter);
        }
    }

    fn drive(&mut self) {
        let Some(i) = self.member() else { return };
        let circle = self.all.circle;
        self.all.run(i, DriveAgreement { circle }).unwrap();
    }

    fn ask(&mut self) {
        let from = self.below(self.all.houses.len());
        let tasks = self.all.houses[from].snapshot().agreement_tasks().unwrap();
        let drawn = self.below(tasks.len());
        if let Some(task) = tasks.get(drawn).cloned() {
            self.say(Said::Question { from, task });
        }
    }

    fn say(&mut self, said: Said) {
        if self.under_way.len() >= UNDER_WAY {
            self.under_way.remove(0);
        }
        self.under_way.push(said);
    }

    /// Something arrives, or is lost; now and then it arrives once more later.
    fn deliver(&mut self) {
        if self.under_way.is_empty() {
            return;
        }
        let drawn = self.below(self.under_way.len());
        let said = self.under_way.swap_remove(drawn);
        if self.one_in(10) {
            return;
        }
        if self.one_in(5) {
            self.under_way.push(said.clone());
        }
        match said {
            Said::Question { from, task } => {
                let (to, number) = (self.all.who(&task.to), task.number);
                let ask = AnswerAgreement { from: self.all.id(from), question: task.question };
                let reply = self.all.run(to, ask).unwrap();
                self.say(Said::Answer { to: from, from: task.to, number, reply });
            }
            Said::Answer { to, from, number, reply } => {
                let circle = self.all.circle;
                self.all.run(to, TakeAgreement { from, circle, number, reply }).unwrap();
            }
        }
    }

    /// Whoever holds a charter holds the one that everybody else holds under that number.
    fn look(&mut self) {
        for i in 0..self.all.houses.len() {
            let circles = self.all.houses[i].snapshot().circles(&Actor::Operator).unwrap();
            let number = circles.first().map_or(0, |circle| circle.charter);
            let known = self.known.insert(i, number);
            if number == 0 || known == Some(number) {
                continue;
            }
            let charter = self.charter(i);
            let decided = self.decided.entry(number).or_insert_with(|| charter.clone());
            assert_eq!(*decided, charter, "two charters of one number are decided");
            assert_eq!(self.all.status(i).frozen, None, "nobody here lies");
        }
    }

    /// The charter in force at `i`, as it shows it to another member.
    fn charter(&mut self, i: usize) -> Charter {
        let (circle, number) = (self.all.circle, self.all.number(i));
        let others = self.all.members(i).into_iter().find(|other| *other != i);
        let question = circle::Question::Charter(circle, number - 1);
        let shown = self.all.asked(others.unwrap_or(i), question);
        let circle::Reply::Decided(bytes) = self.all.houses[i].run(shown).unwrap() else {
            unreachable!("it holds that charter");
        };
        Decided::charter_in(&bytes).unwrap()
    }

    /// Nothing is lost any more, and all admins confirm: everybody comes to hold the same charter, a later one.
    fn calm(&mut self) {
        let before =
            (0..self.all.houses.len()).filter(|i| self.all.is_in(*i)).map(|i| self.all.number(i)).max();
        self.propose();
        self.all.settle_confirming();
        self.look();
        let members: Vec<usize> = (0..self.all.houses.len()).filter(|i| self.all.is_in(*i)).collect();
        let numbers: Vec<u64> = members.iter().map(|i| self.all.number(*i)).collect();
        assert!(numbers.iter().all(|number| Some(*number) > before), "{before:?} {numbers:?}");
        assert!(numbers.windows(2).all(|pair| pair[0] == pair[1]), "{numbers:?}");
    }
}

#[test]
fn whatever_is_lost_never_two_charters_of_one_number() {
    for seed in seeds() {
        let mut storm = Storm::new(3, seed);
        for _ in 0..2 {
            storm.rage();
            storm.calm();
        }
    }
}

#[test]
fn two_who_know_nothing_of_each_other_decide_one_thing() {
    for seed in seeds() {
        let mut storm = Storm::new(3, 300 + seed);
        for _ in 0..3 {
            storm.duel();
            storm.calm();
        }
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn a_node_that_is_put_back_in_a_storm_decides_nothing_twice() {
    for seed in seeds() {
        let mut storm = Storm::new(3, 100 + seed);
        for _ in 0..2 {
            let who = storm.below(3);
            let aside: TempDir = tempfile::tempdir().unwrap();
            storm.all.houses[who].node = None;
            copy(storm.all.houses[who].path(), aside.path());
            storm.all.restart(who);
            storm.rage();
            let house = &mut storm.all.houses[who];
            house.node = None;
            copy(aside.path(), house.path());
            house.node = Some(Node::open(house.dir.path(), key(), house.now, &mut house.rng).unwrap());
            storm.all.run(who, AfterRestore).unwrap();
            storm.rage();
            storm.calm();
        }
    }
}

#[test]
fn somebody_leaves_and_somebody_is_removed_in_a_storm() {
    for seed in seeds() {
        let mut storm = Storm::new(4, 200 + seed);
        storm.rage();
        let leaver = storm.below(4);
        let (actor, circle) = (Actor::Operator, storm.all.circle);
        storm.all.run(leaver, LeaveCircle { actor, circle }).unwrap();
        storm.rage();
        storm.calm();
        let left = storm.all.id(leaver);
        let members: Vec<usize> = (0..4).filter(|i| *i != leaver).collect();
        for i in &members {
            let status = storm.all.status(*i);
            assert!(status.left.iter().any(|gone| gone.organisation == left), "everybody was told");
        }
        storm.all.propose(members[0], Proposal::Remove(left));
        storm.rage();
        storm.all.settle_confirming();
        if storm.all.members(members[0]).contains(&leaver) {
            // Something else was decided first.
            storm.all.propose(members[0], Proposal::Remove(left));
            storm.all.settle_confirming();
        }
        storm.look();
        assert!(members.iter().all(|i| storm.all.members(*i) == members));
    }
}
