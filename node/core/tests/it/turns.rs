//! A node in two circles: what is to be shared in one does not wait for the other.

use parasol_core::circles::CreateCircle;
use parasol_core::ids::AlertId;
use parasol_core::publish::{FinishPublication, SharingState};
use parasol_core::roles::{Actor, Role};
use parasol_protocol::ids::CircleId;

use crate::agreement::kit::Organisations;
use crate::ceremony::made;
use crate::house::{House, violent};

/// More than are looked at together.
const ALERTS: usize = 40;

/// A second circle of `i` and `j`, which comes after the first one; each holds its key whole.
fn second_circle(all: &mut Organisations, i: usize, j: usize) -> CircleId {
    let first = all.circle;
    let create = || CreateCircle { actor: Actor::Operator, name: "Second".into(), one_key_opens_all: true };
    let made: Vec<CircleId> = (0..8).map(|_| all.houses[i].run(create()).unwrap()).collect();
    all.circle = made.into_iter().max().unwrap();
    assert!(all.circle > first);
    all.invite(i, j);
    all.settle_confirming();
    assert_eq!(all.members(i), [i.min(j), i.max(j)]);
    std::mem::replace(&mut all.circle, first)
}

/// Alerts that `i` is to share with both.
fn published(all: &mut Organisations, i: usize) -> Vec<AlertId> {
    let house = &mut all.houses[i];
    let reporters: Vec<Actor> =
        (0..8).map(|n| house.member(&format!("reporter {n}"), Role::Member)).collect();
    let moderator = house.member("moderator", Role::Moderator);
    let alerts = (0..ALERTS).map(|n| {
        let report = house.report(reporters[n % 8], violent(&format!("+336399842{n:02}"))).unwrap();
        house.publish(moderator, report, true).unwrap().alert
    });
    let alerts = alerts.collect();
    all.houses.iter_mut().for_each(|house| house.wait(3_600));
    alerts
}

/// What waits for nobody: one round of a node's worker. Whether anything was due.
fn round(all: &mut Organisations, i: usize) -> bool {
    let mut any = false;
    for _ in 0..32 {
        let house = &mut all.houses[i];
        let next = house.snapshot().next_publication(house.now, &mut house.rng).unwrap();
        let Some((pending, asks)) = next else { break };
        any = true;
        let answers = all.evaluate(i, &asks);
        let answered = answers.iter().all(Result::is_ok);
        all.run(i, FinishPublication { pending, answers }).unwrap();
        if !answered {
            break;
        }
    }
    any
}

/// How many of these are shared in a circle.
fn shared(all: &Organisations, i: usize, circle: CircleId, alerts: &[AlertId]) -> usize {
    let snapshot = all.houses[i].snapshot();
    let stands =
        |alert: &AlertId| snapshot.sharing(alert).unwrap().into_iter().find(|view| view.circle == circle);
    let is_shared = |alert: &&AlertId| matches!(stands(alert).unwrap().state, SharingState::Shared { .. });
    alerts.iter().filter(is_shared).count()
}

/// Whoever waits for her share of one circle's key shares with her other circle all the same.
#[test]
fn a_key_that_is_not_confirmed_keeps_back_nothing_in_another_circle() {
    let mut all = made(3, 2);
    all.houses.push(House::with_seed(90));
    let (first, second) = (all.circle, second_circle(&mut all, 3, 0));
    all.admit(3);
    assert!(!all.houses[3].snapshot().publishes_under(&first, 2).unwrap());
    let alerts = published(&mut all, 3);
    while round(&mut all, 3) {}
    assert_eq!(shared(&all, 3, second, &alerts), ALERTS);
    assert_eq!(shared(&all, 3, first, &alerts), 0);
    all.settle();
    while round(&mut all, 3) {}
    assert_eq!(shared(&all, 3, first, &alerts), ALERTS, "and with the first one as soon as it can");
}

/// Holders of one circle's key that do not answer keep nothing back in another.
#[test]
fn a_circle_that_does_not_answer_keeps_back_nothing_in_another() {
    let mut all = made(3, 2);
    let (first, second) = (all.circle, second_circle(&mut all, 0, 1));
    let alerts = published(&mut all, 0);
    all.away = vec![1, 2];
    for _ in 0..4 {
        round(&mut all, 0);
        // As long as the worker waits for an answer, and until it looks again.
        all.houses[0].wait(22);
    }
    assert_eq!(shared(&all, 0, second, &alerts), ALERTS);
    assert_eq!(shared(&all, 0, first, &alerts), 0);
    all.away.clear();
    all.houses[0].wait(3_600);
    while round(&mut all, 0) {}
    assert_eq!(shared(&all, 0, first, &alerts), ALERTS);
}
