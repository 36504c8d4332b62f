//! `kill -9` at every place of every conversation of a circle: it goes on where it was.
//!
//! [`turn`] has every question of every conversation cut off three times. Whoever answered is killed when its answer is durable
//! and not heard yet; whoever asked is killed when it has the answer in its hands and has not taken it; and both are killed
//! right after it was taken. Whatever phase a conversation has, each of its messages is one of these questions or answers.

mod checks;
mod keys;
mod members;

use std::fs;

use parasol_core::circles::{
    AgreementTask, AnswerAgreement, AnswerCeremony, AnswerQuestion, CeremonyTask, ConfirmChange,
    DriveAgreement, TakeAgreement, TakeCeremony, TakeReply,
};
use parasol_core::network::CircleTask;
use parasol_core::roles::Actor;
use parasol_protocol::ceremony::conversation;

use crate::agreement::kit::Organisations;

const OPERATOR: Actor = Actor::Operator;

/// Turns after which whatever goes on has come to its end.
const TURNS: usize = 60;

/// `kill -9`: nothing is closed or finished; what the files hold at that moment is all that is left.
fn kill(all: &mut Organisations, i: usize) {
    let house = &mut all.houses[i];
    let left = tempfile::tempdir().unwrap();
    for file in fs::read_dir(house.path()).unwrap().map(Result::unwrap) {
        if file.file_type().unwrap().is_file() {
            fs::copy(file.path(), left.path().join(file.file_name())).unwrap();
        }
    }
    house.node = None;
    house.dir = left;
    house.restart();
}

/// Something that is asked until it is answered.
trait Asked: Clone + PartialEq {
    /// Everything of this kind that `i` has to ask.
    fn of(all: &Organisations, i: usize) -> Vec<Self>;
    /// Whom.
    fn whom(&self, all: &Organisations) -> usize;
    /// Whether both are about the same thing, whatever there is to say about it by now.
    fn is_about_the_same_as(&self, other: &Self) -> bool;
    /// Asks it, and hands over how the answer is taken.
    fn ask(self, all: &mut Organisations, from: usize) -> Box<dyn FnOnce(&mut Organisations)>;
}

impl Asked for CircleTask {
    fn of(all: &Organisations, i: usize) -> Vec<Self> {
        all.houses[i].snapshot().questions().unwrap()
    }

    fn whom(&self, all: &Organisations) -> usize {
        all.who(&self.to)
    }

    fn is_about_the_same_as(&self, other: &Self) -> bool {
        let kind = |task: &Self| std::mem::discriminant(&task.question);
        (self.to, kind(self)) == (other.to, kind(other))
    }

    fn ask(self, all: &mut Organisations, i: usize) -> Box<dyn FnOnce(&mut Organisations)> {
        let (to, from, question) = (self.whom(all), self.to, self.question.clone());
        let addresses = vec![format!("/memory/{to}")];
        let asked = AnswerQuestion { addresses, ..all.asked(i, self.question) };
        let reply = all.run(to, asked).unwrap();
        Box::new(move |all| all.run(i, TakeReply { from, question, reply }).map(drop).unwrap())
    }
}

impl Asked for AgreementTask {
    fn of(all: &Organisations, i: usize) -> Vec<Self> {
        all.houses[i].snapshot().agreement_tasks().unwrap()
    }

    fn whom(&self, all: &Organisations) -> usize {
        all.who(&self.to)
    }

    fn is_about_the_same_as(&self, other: &Self) -> bool {
        (self.to, self.number, self.motion) == (other.to, other.number, other.motion)
    }

    fn ask(self, all: &mut Organisations, i: usize) -> Box<dyn FnOnce(&mut Organisations)> {
        let (to, from) = (self.whom(all), all.id(i));
        let Self { circle, number, question, .. } = self;
        let reply = all.run(to, AnswerAgreement { from, question }).unwrap();
        let from = self.to;
        Box::new(move |all| all.run(i, TakeAgreement { from, circle, number, reply }).map(drop).unwrap())
    }
}

impl Asked for CeremonyTask {
    fn of(all: &Organisations, i: usize) -> Vec<Self> {
        all.houses[i].snapshot().ceremony_tasks().unwrap()
    }

    fn whom(&self, all: &Organisations) -> usize {
        all.who(&self.to)
    }

    fn is_about_the_same_as(&self, other: &Self) -> bool {
        (self.to, self.number, self.repair) == (other.to, other.number, other.repair)
    }

    fn ask(mut self, all: &mut Organisations, i: usize) -> Box<dyn FnOnce(&mut Organisations)> {
        let (to, from) = (self.whom(all), all.id(i));
        if let conversation::Question::Ceremony(frame) = &mut self.question {
            all.hand_ceremony(i, to, frame);
        }
        let Self { circle, number, repair, question, .. } = self;
        let mut reply = all.run(to, AnswerCeremony { from, question }).unwrap();
        if let conversation::Reply::Ceremony(frame) = &mut reply {
            all.hand_ceremony(to, i, frame);
        }
        let from = self.to;
        Box::new(move |all| {
            all.run(i, TakeCeremony { from, circle, number, repair, reply }).map(drop).unwrap()
        })
    }
}

/// Asks whatever there is of this kind, each question cut off three times.
fn ask_all<A: Asked>(all: &mut Organisations, i: usize) {
    for listed in A::of(all, i) {
        // What was heard meanwhile may have changed what there is to say.
        let now = A::of(all, i).into_iter().find(|task| task.is_about_the_same_as(&listed));
        let Some(task) = now else { continue };
        let to = task.whom(all);
        if all.away.contains(&to) || !all.connects(i, to) {
            continue;
        }
        drop(task.clone().ask(all, i));
        kill(all, to);
        let unheard = task.clone().ask(all, i);
        kill(all, i);
        drop(unheard);
        assert!(A::of(all, i).contains(&task), "a node that is killed asks again what it has no answer to");
        let answer = task.ask(all, i);
        answer(all);
        kill(all, i);
        kill(all, to);
    }
}

/// One turn of everybody who can be reached.
fn turn(all: &mut Organisations, n: usize) {
    let present: Vec<usize> = (0..all.houses.len()).filter(|i| !all.away.contains(i)).collect();
    for i in &present {
        ask_all::<CircleTask>(all, *i);
        ask_all::<AgreementTask>(all, *i);
        ask_all::<CeremonyTask>(all, *i);
        all.hello(*i);
    }
    // One of those who may begin a ballot does, every fourth turn: two at once would disturb each other.
    let begins = |all: &Organisations, i: &usize| {
        let carried = all.houses[*i].snapshot().carried_changes().unwrap();
        carried.iter().any(|carried| !carried.asking)
    };
    let eager: Vec<usize> = present.into_iter().filter(|i| begins(all, i)).collect();
    if n.is_multiple_of(4)
        && let Some(i) = eager.get(n / 4 % eager.len().max(1))
    {
        let circle = all.circle;
        all.run(*i, DriveAgreement { circle }).unwrap();
        kill(all, *i);
    }
}

/// All admins say yes to whatever they were not asked before, and their nodes are killed at once.
fn confirm(all: &mut Organisations) {
    for i in 0..all.houses.len() {
        let motions = if all.is_in(i) { all.status(i).motions } else { Vec::new() };
        for motion in motions {
            if motion.phase == "admins" && motion.answer.name() == "nothing" {
                let (circle, charter) = (all.circle, motion.charter);
                // The last one that it needed may have come from elsewhere.
                let _ = all.run(i, ConfirmChange { actor: OPERATOR, circle, charter });
                kill(all, i);
            }
        }
    }
}

/// Until it holds; all are killed meanwhile, again and again. What is left to be said afterwards is said in peace.
#[track_caller]
fn killing_until(all: &mut Organisations, what: &str, holds: impl Fn(&Organisations) -> bool) {
    for n in 0..TURNS {
        if holds(all) {
            return all.settle();
        }
        turn(all, n);
        confirm(all);
    }
    unreachable!("expected in time: {what}");
}
