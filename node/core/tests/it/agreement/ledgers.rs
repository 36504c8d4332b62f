//! What members of a circle publish, and how it comes to the others.

use std::collections::VecDeque;

use parasol_core::ledger::{ApplyDelta, Heard};
use parasol_core::publish::FinishPublication;
use parasol_core::roles::{Actor, Role};
use parasol_protocol::sync::{Applied, Delta, Effect, Session};

use super::kit::Organisations;
use crate::house::violent;

/// `i` publishes an alert about this number, and files its entry.
pub(crate) fn publish(all: &mut Organisations, i: usize, number: &str) {
    let house = &mut all.houses[i];
    let name = |who: &str| format!("{who} of {}", &number[number.len() - 2..]);
    let reporter = house.create(&name("reporter"), Role::Member).unwrap();
    let moderator = house.create(&name("moderator"), Role::Moderator).unwrap();
    let report = house.report(Actor::Member(reporter, Role::Member), violent(number)).unwrap();
    house.publish(Actor::Member(moderator, Role::Moderator), report, true).unwrap();
    house.wait(1_000);
    let due = house.snapshot().next_publication(house.now, &mut house.rng).unwrap();
    let (pending, asks) = due.unwrap();
    let snapshot = house.snapshot();
    let answers = asks.iter().map(|ask| snapshot.answer(ask, &mut house.rng)).collect();
    house.run(FinishPublication { pending, answers }).unwrap();
}

/// Two nodes talk about their ledgers until nothing is left to be said.
pub(crate) fn sync(all: &mut Organisations, a: usize, b: usize) {
    let (ids, mut queue) = ([all.id(a), all.id(b)], VecDeque::new());
    let mut sessions = Vec::new();
    for (side, i) in [a, b].into_iter().enumerate() {
        let snapshot = all.houses[i].snapshot();
        let (session, effects) = Session::open(ids[side], ids[1 - side], &snapshot.ledgers());
        sessions.push(session);
        queue.extend(effects.into_iter().map(|effect| (side, effect)));
    }
    while let Some((side, effect)) = queue.pop_front() {
        let (i, from) = ([a, b][side], ids[1 - side]);
        let more = match effect {
            Effect::Send(frame) => {
                let other = [b, a][side];
                let snapshot = all.houses[other].snapshot();
                let effects = sessions[1 - side].receive(&frame, &snapshot.ledgers());
                queue.extend(effects.into_iter().map(|effect| (1 - side, effect)));
                continue;
            }
            Effect::Apply(delta) => {
                let waits = matches!(delta, Delta::Progress(_) | Delta::Found(_));
                let applied = all.houses[i].run(ApplyDelta { from, delta }).unwrap();
                assert!(!matches!(applied, Applied::Refused(_)), "{applied:?}");
                if waits {
                    sessions[side].applied(applied, &all.houses[i].snapshot().ledgers())
                } else {
                    vec![]
                }
            }
            Effect::Heard(circle) => {
                all.houses[i].run(Heard { from, circle }).unwrap();
                vec![]
            }
            Effect::CharterDiffers(_) => vec![],
            Effect::End(fault) => unreachable!("{side}: {fault}"),
        };
        queue.extend(more.into_iter().map(|effect| (side, effect)));
    }
}
