//! A key is made by all, whatever the order in which things are said and whoever is restarted, and serves with the next charter.

use parasol_core::circles::{AnswerCeremony, CeremonyView, Proposal, ProposeChange, RetryCeremony};
use parasol_core::refusal::Refusal;
use parasol_core::restored::AfterRestore;
use parasol_core::roles::{Actor, Role};
use parasol_protocol::ceremony::conversation::{Question, Reply};
use parasol_protocol::evaluation::EvaluationFailure;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::{assert_serves, ceremony, evaluated, holds, made, wanting};
use crate::agreement::kit::Organisations;

#[test]
fn three_of_five_is_made_by_nodes_that_stop_after_everything_they_do() {
    let mut all = wanting(5, 3);
    let confirmed =
        |all: &Organisations| -> Vec<usize> { (0..5).map(|i| all.audited(i, "change_confirmed")).collect() };
    let before = confirmed(&all);
    all.restless = true;
    all.settle();
    assert_serves(&mut all, 5, 3, 2);
    assert_eq!(confirmed(&all), before, "nobody has to confirm what follows from what was decided");
    for i in 0..5 {
        assert_eq!((all.audited(i, "ceremony_begun"), all.audited(i, "key_activated")), (1, 1));
    }
}

#[test]
fn the_key_is_made_whatever_the_order_in_which_things_are_said() {
    for seed in 0..3 {
        let mut all = wanting(3, 2);
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        for _ in 0..12 {
            all.turn();
            if (0..3).any(|i| all.status(i).ceremony.is_some()) {
                break;
            }
        }
        // From here everything is said in a random order; answers are lost, nodes stop and start again.
        for _ in 0..60 {
            let i = usize::try_from(rng.next_u32() % 3).unwrap();
            let tasks = all.houses[i].snapshot().ceremony_tasks().unwrap();
            let Some(task) = tasks.get(usize::try_from(rng.next_u32()).unwrap() % tasks.len().max(1)) else {
                continue;
            };
            let (to, from) = (all.who(&task.to), all.id(i));
            match rng.next_u32() % 4 {
                0 => drop(all.run(to, AnswerCeremony { from, question: task.question.clone() }).unwrap()),
                1 => all.restart(to),
                _ => drop(all.say(i, to, task.clone())),
            }
        }
        all.settle();
        assert_serves(&mut all, 3, 2, 2);
    }
}

#[test]
fn whoever_is_away_is_waited_for_and_the_old_key_serves_meanwhile() {
    let mut all = wanting(3, 2);
    all.away = vec![2];
    all.settle();
    for i in 0..2 {
        let CeremonyView { epoch, t, attempt, phase, missing, offence } = ceremony(&all, i);
        assert_eq!((epoch, t, attempt, phase, offence), (2, 2, 1, "dealing", None));
        assert_eq!(missing.iter().map(|member| member.organisation).collect::<Vec<_>>(), [all.id(2)]);
        assert_eq!(holds(&all, i, 2), Err(EvaluationFailure::NoKey), "nothing half-made is used");
        assert_eq!(evaluated(&mut all, i, 1, &[i]).len(), 1);
    }
    all.restart(0);
    all.houses.iter_mut().for_each(|house| house.wait(90 * 86_400));
    all.settle();
    assert_eq!(ceremony(&all, 0).phase, "dealing", "no time ends it");
    all.away.clear();
    all.settle();
    assert_serves(&mut all, 3, 2, 2);
}

#[test]
fn an_admin_begins_another_attempt_and_the_others_follow() {
    let mut all = wanting(3, 2);
    all.away = vec![2];
    all.settle();
    let circle = all.circle;
    let moderator = all.houses[0].member("moderator", Role::Moderator);
    assert_eq!(all.run(0, RetryCeremony { actor: moderator, circle }), Err(Refusal::Forbidden));
    assert_eq!(all.run(0, RetryCeremony { actor: Actor::Operator, circle }), Ok(2));
    all.settle();
    assert_eq!(ceremony(&all, 1).attempt, 2);
    all.away.clear();
    all.settle();
    assert_serves(&mut all, 3, 2, 2);
    assert_eq!(all.run(0, RetryCeremony { actor: Actor::Operator, circle }), Err(Refusal::NotFound));
}

#[test]
fn a_node_that_was_put_back_does_not_deal_twice() {
    let mut all = wanting(3, 2);
    all.away = vec![2];
    all.settle();
    let before = ceremony(&all, 1).attempt;
    all.run(1, AfterRestore).unwrap();
    assert!(ceremony(&all, 1).attempt > before, "it begins an attempt that nobody has begun");
    all.away.clear();
    all.settle();
    assert_serves(&mut all, 3, 2, 2);
    assert!((0..3).all(|i| all.audited(i, "ceremony_aborted") == 0));
}

#[test]
fn strangers_and_what_is_not_under_way_are_answered_nothing() {
    let mut all = wanting(3, 2);
    all.away = vec![2];
    all.settle();
    let task = all.houses[0].snapshot().ceremony_tasks().unwrap().remove(0);
    let Question::Ceremony(exchange) = &task.question else { unreachable!("a ceremony") };
    let stranger = parasol_protocol::ids::OrganisationId::new([9; 16]);
    let ask = |from, question| AnswerCeremony { from, question };
    assert_eq!(all.run(1, ask(stranger, task.question.clone())).unwrap(), Reply::Refused);
    let from = all.id(0);
    let mut ahead = exchange.clone();
    ahead.of.number += 1;
    let held = all.number(1);
    assert_eq!(all.run(1, ask(from, Question::Ceremony(ahead))).unwrap(), Reply::Behind(held));
    let mut past = exchange.clone();
    past.of.number -= 1;
    assert!(matches!(all.run(1, ask(from, Question::Ceremony(past))).unwrap(), Reply::Decided(_)));
    let mut garbage = exchange.clone();
    garbage.dealings = vec![vec![1, 2, 3].into(); 3];
    assert!(matches!(all.run(1, ask(from, Question::Ceremony(garbage))).unwrap(), Reply::Ceremony(_)));
    assert_eq!(ceremony(&all, 1).offence, None);
}

#[test]
fn checks_ask_under_every_key_that_serves_and_no_third_is_wanted() {
    let mut all = made(3, 2);
    let member = all.houses[0].member("member", Role::Member);
    let house = &mut all.houses[0];
    let (_, asks) =
        house.snapshot().begin_check(&member, "+33639984157", None, house.now, &mut house.rng).unwrap();
    let epochs: Vec<u64> = asks.iter().map(|ask| ask.epoch).collect();
    assert_eq!(epochs, [1, 2]);
    let third = ProposeChange { actor: Actor::Operator, circle: all.circle, proposal: Proposal::NewEpoch };
    let two = Refusal::Invalid { field: "change", reason: "two_keys" };
    assert_eq!(all.run(0, third), Err(two));
}
