//! Organisations that share alerts with one another: evaluations, publications and sync sessions among the houses of
//! [`Organisations`], in one process.

use std::collections::VecDeque;

use parasol_core::checks::Verdict;
use parasol_core::ids::AlertId;
use parasol_core::ledger::{ApplyDelta, Heard};
use parasol_core::publish::FinishPublication;
use parasol_core::publish::retag::FinishRetagging;
use parasol_core::roles::{Actor, Role};
use parasol_protocol::evaluation::{Answer, Ask};
use parasol_protocol::sync::{Applied, Delta, Effect, Session};

use crate::agreement::kit::Organisations;
use crate::house::violent;

/// More than the delay before an alert is shared.
const A_WHILE: u64 = 3_600;

impl Organisations {
    /// What the holders that can be reached make of what `i` asks.
    pub(crate) fn evaluate(&mut self, i: usize, asks: &[Ask]) -> Vec<Answer> {
        asks.iter().map(|ask| self.gathered(i, ask)).collect()
    }

    /// A published alert of this number, which `i` shares with the others.
    pub(crate) fn share(&mut self, i: usize, number: &str) -> AlertId {
        let alert = self.publish(i, number);
        self.file(i);
        alert
    }

    /// A published alert of this number, which `i` is to share with the others.
    pub(crate) fn publish(&mut self, i: usize, number: &str) -> AlertId {
        let digits = number.trim_start_matches('+');
        let reporter = self.houses[i].member(&format!("reporter {digits}"), Role::Member);
        let moderator = self.houses[i].member(&format!("moderator {digits}"), Role::Moderator);
        let report = self.houses[i].report(reporter, violent(number)).unwrap();
        let alert = self.houses[i].publish(moderator, report, true).unwrap().alert;
        self.houses.iter_mut().for_each(|house| house.wait(A_WHILE));
        alert
    }

    /// Files everything of `i` that is due.
    pub(crate) fn file(&mut self, i: usize) {
        while let Some((pending, asks)) = {
            let house = &mut self.houses[i];
            house.snapshot().next_publication(house.now, &mut house.rng).unwrap()
        } {
            let answers = self.evaluate(i, &asks);
            self.run(i, FinishPublication { pending, answers }).unwrap();
        }
    }

    /// One step of filing again; whether there was any.
    pub(crate) fn file_again(&mut self, i: usize) -> bool {
        let house = &mut self.houses[i];
        let next = house.snapshot().next_retagging(house.now, &mut house.rng).unwrap();
        let Some((pending, asks)) = next else { return false };
        let answers = self.evaluate(i, &asks);
        self.run(i, FinishRetagging { pending, answers }).unwrap();
        true
    }

    /// What a member of `i` learns of a number.
    pub(crate) fn check(&mut self, i: usize, number: &str) -> Verdict {
        let name = format!("checks {} {}", number.trim_start_matches('+'), self.houses[i].now.seconds());
        let member = self.houses[i].create(&name, Role::Member).map(|id| Actor::Member(id, Role::Member));
        let member = member.unwrap();
        let house = &mut self.houses[i];
        let (pending, asks) =
            house.snapshot().begin_check(&member, number, None, house.now, &mut house.rng).unwrap();
        let answers = self.evaluate(i, &asks);
        let house = &mut self.houses[i];
        house.wait(1);
        house.snapshot().finish_check(pending, &answers, house.now).unwrap()
    }

    /// Everybody who can be reached has everything of everybody.
    pub(crate) fn sync_all(&mut self) {
        for i in 0..self.houses.len() {
            for j in i + 1..self.houses.len() {
                if !self.away.contains(&i) && !self.away.contains(&j) && self.is_in(i) && self.is_in(j) {
                    self.sync(i, j);
                }
            }
        }
    }

    fn sync(&mut self, a: usize, b: usize) {
        let who = [a, b];
        let open = |all: &Self, from: usize, to: usize| {
            Session::open(all.id(from), all.id(to), &all.houses[from].snapshot().ledgers())
        };
        let (first, of_first) = open(self, a, b);
        let (second, of_second) = open(self, b, a);
        let mut sessions = [first, second];
        let mut todo: VecDeque<(usize, Effect)> = of_first.into_iter().map(|effect| (0, effect)).collect();
        todo.extend(of_second.into_iter().map(|effect| (1, effect)));
        while let Some((n, effect)) = todo.pop_front() {
            let more = match effect {
                Effect::Send(frame) => {
                    let snapshot = self.houses[who[1 - n]].snapshot();
                    let effects = sessions[1 - n].receive(&frame, &snapshot.ledgers());
                    todo.extend(effects.into_iter().map(|effect| (1 - n, effect)));
                    continue;
                }
                Effect::Apply(delta) => {
                    let answered = matches!(delta, Delta::Progress(_) | Delta::Found(_));
                    let from = self.id(who[1 - n]);
                    let applied = self.run(who[n], ApplyDelta { from, delta }).unwrap();
                    assert!(!matches!(applied, Applied::Refused(_)), "{applied:?}");
                    let snapshot = self.houses[who[n]].snapshot();
                    if answered { sessions[n].applied(applied, &snapshot.ledgers()) } else { Vec::new() }
                }
                Effect::Heard(circle) => {
                    let from = self.id(who[1 - n]);
                    self.run(who[n], Heard { from, circle }).unwrap();
                    Vec::new()
                }
                Effect::CharterDiffers(_) => Vec::new(),
                Effect::End(fault) => unreachable!("an honest peer was accused: {fault}"),
            };
            todo.extend(more.into_iter().map(|effect| (n, effect)));
        }
    }
}
