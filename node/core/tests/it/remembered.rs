//! What several holders evaluated a moment ago is not asked for again: in memory, for ten minutes, without who checked.

use parasol_core::checks::{PendingCheck, Reason, Verdict};
use parasol_core::circles::Proposal;
use parasol_core::fair_share::Urgency;
use parasol_core::lock::LockNode;
use parasol_core::roles::{Actor, Role};
use parasol_protocol::evaluation::{Answer, Ask, EvaluationFailure, Gathering};

use crate::agreement::kit::Organisations;
use crate::ceremony::made;

const NUMBER: &str = "+33 6 39 98 41 57";

/// What the first needs to know, and what it must ask.
fn begin(all: &mut Organisations, who: &Actor) -> (PendingCheck, Vec<Ask>) {
    let house = &mut all.houses[0];
    house.snapshot().begin_check(who, NUMBER, None, house.now, &mut house.rng).unwrap()
}

fn finish(all: &Organisations, pending: PendingCheck, answers: &[Answer]) -> Verdict {
    all.houses[0].snapshot().finish_check(pending, answers, all.houses[0].now).unwrap()
}

/// Checks, and says under which keys others were asked.
fn check(all: &mut Organisations, who: &Actor) -> (Verdict, Vec<u64>) {
    let (pending, asks) = begin(all, who);
    let answers: Vec<Answer> = asks.iter().map(|ask| all.gathered(0, ask)).collect();
    (finish(all, pending, &answers), asks.iter().map(|ask| ask.epoch).collect())
}

fn held(all: &Organisations) -> usize {
    all.houses[0].snapshot().remembered_evaluations()
}

/// A circle of three in which it takes two; the key that its founder drew serves still.
fn beginning() -> (Organisations, Actor) {
    let mut all = made(3, 2);
    let rosa = all.houses[0].member("Rosa", Role::Member);
    (all, rosa)
}

#[test]
fn a_second_check_within_ten_minutes_asks_nobody_whoever_checks() {
    let (mut all, rosa) = beginning();
    let lola = all.houses[0].member("Lola", Role::Member);
    let (first, asked) = check(&mut all, &rosa);
    assert_eq!(asked, [1, 2], "the first key everybody holds whole: it costs nobody anything");
    assert!(first.unanswered.iter().all(|source| source.reason == Reason::NeverSynced), "all was evaluated");
    all.houses[0].wait(599);
    let (mut pending, asks) = begin(&mut all, &lola);
    assert_eq!(asks.iter().map(|ask| ask.epoch).collect::<Vec<_>>(), [1]);
    let (snapshot, now) = (all.houses[0].snapshot(), all.houses[0].now);
    let allotted = snapshot.share_out(&mut pending, asks.clone(), Urgency::Search, now).unwrap();
    assert_eq!(allotted.remembered(), [all.circle], "and she is not answered quicker");
    assert_eq!(allotted.asks(), asks);
    let answers: Vec<Answer> = asks.iter().map(|ask| all.gathered(0, ask)).collect();
    assert_eq!(finish(&all, pending, &answers), first, "the same verdict for another member");
    all.houses[0].wait(1);
    let (again, asked) = check(&mut all, &rosa);
    assert_eq!((again, asked), (first, vec![1, 2]), "ten minutes are over, used or not");
    assert_eq!(held(&all), 1);
    all.houses[0].wait(600);
    all.houses[0].snapshot().forget_evaluations(all.houses[0].now).unwrap();
    assert_eq!(held(&all), 0, "nothing stays behind");
}

#[test]
fn where_it_is_not_her_turn_what_is_remembered_does_not_tell_that_somebody_checked() {
    let (mut all, rosa) = beginning();
    let lola = all.houses[0].member("Lola", Role::Member);
    check(&mut all, &rosa);
    let circle = all.circle;
    let passed_over = |all: &mut Organisations, who: &Actor| {
        let (mut pending, asks) = begin(all, who);
        pending.pass_over(&[circle]);
        finish(all, pending, &vec![Err(EvaluationFailure::Quota); asks.len()])
    };
    let remembered = passed_over(&mut all, &lola);
    assert!(
        !remembered.complete && remembered.unanswered.iter().all(|source| source.reason == Reason::Quota)
    );
    all.houses[0].wait(600);
    assert_eq!(passed_over(&mut all, &lola), remembered, "as where nobody has checked it");
}

#[test]
fn what_was_not_answered_or_belongs_to_another_key_is_not_remembered() {
    let (mut all, rosa) = beginning();
    let (pending, asks) = begin(&mut all, &rosa);
    let verdict = finish(&all, pending, &vec![Err(EvaluationFailure::BelowThreshold); asks.len()]);
    assert!(!verdict.complete && held(&all) == 0);
    // An answer under the first key where the second was asked, and the right one to another question.
    let (pending, asks) = begin(&mut all, &rosa);
    let under_the_first = all.gathered(0, &asks[0]);
    finish(&all, pending, &[under_the_first.clone(), under_the_first]);
    let (_, earlier) = begin(&mut all, &rosa);
    let stale = all.gathered(0, &earlier[1]);
    let (pending, _) = begin(&mut all, &rosa);
    finish(&all, pending, &[Err(EvaluationFailure::Unreachable), stale]);
    assert_eq!(held(&all), 0);
    // Too few holders never make an answer.
    let (_, asks) = begin(&mut all, &rosa);
    let house = &mut all.houses[0];
    let (_, gathering): (_, Gathering) = house.snapshot().gather(&asks[1], &mut house.rng).unwrap();
    assert_eq!(gathering.combine().err(), Some(EvaluationFailure::BelowThreshold));
}

#[test]
fn a_new_charter_a_lock_and_a_restart_forget_everything() {
    let (mut all, rosa) = beginning();
    check(&mut all, &rosa);
    assert_eq!(held(&all), 1);
    let motion = all.propose(0, Proposal::Remove(all.id(2)));
    all.settle();
    all.confirm(1, motion);
    all.settle();
    assert_eq!((all.members(0), held(&all)), (vec![0, 1], 0));
    check(&mut all, &rosa);
    assert_eq!(held(&all), 1);
    all.restart(0);
    assert_eq!(held(&all), 0);
    check(&mut all, &rosa);
    let (pending, asks) = begin(&mut all, &rosa);
    all.houses[0].run(LockNode { actor: Actor::Operator }).unwrap();
    assert_eq!(held(&all), 0);
    let answers: Vec<Answer> = asks.iter().map(|ask| all.gathered(0, ask)).collect();
    finish(&all, pending, &answers);
    assert_eq!(held(&all), 0, "what was under way is not remembered either");
}
