//! Anybody may leave alone.

use parasol_core::circles::{AnswerAgreement, DriveAgreement, Driven, LeaveCircle, Proposal};
use parasol_core::ledger::KeepUp;
use parasol_core::roles::Actor;
use parasol_protocol::agreement::{Question, Reply};
use parasol_protocol::sync::Ledgers;

use super::kit::Organisations;

fn leave(all: &mut Organisations, i: usize) {
    let circle = all.circle;
    all.run(i, LeaveCircle { actor: Actor::Operator, circle }).unwrap();
}

#[test]
fn whoever_leaves_is_out_at_once_and_the_others_write_it_down() {
    let mut all = Organisations::linked(3);
    all.away = vec![2];
    leave(&mut all, 1);
    assert!(!all.is_in(1));
    all.settle();
    let one = all.id(1);
    let ledgers = |all: &Organisations, i: usize| {
        let snapshot = all.houses[i].snapshot();
        let common = snapshot.ledgers().common_circles(&one);
        (common.len(), snapshot.links().unwrap().iter().any(|link| link.organisation == one && link.member))
    };
    assert_eq!(all.status(0).left.len(), 1);
    assert_eq!(ledgers(&all, 0), (0, false), "nothing is shared with it any more");
    assert_eq!(ledgers(&all, 2), (1, true), "who was away does not know yet");
    assert_eq!(all.audited(0, "partner_left"), 1);
    all.away.clear();
    all.settle();
    assert_eq!(ledgers(&all, 2), (0, false));
    assert_eq!(all.houses[1].snapshot().links().unwrap(), [], "everybody was told");
    assert_eq!(all.houses[1].snapshot().agreement_tasks().unwrap(), []);
    // Of the two who are left, more than half are both.
    let motion = all.motion(0);
    all.confirm(0, motion);
    all.settle();
    assert_eq!(all.number(0), 3);
    all.confirm(2, motion);
    all.settle();
    assert_eq!((all.members(0), all.members(2)), (vec![0, 2], vec![0, 2]));
    assert_eq!(all.status(0).left, []);
}

#[test]
fn of_two_the_one_who_stays_goes_on_alone_and_may_invite_again() {
    let mut all = Organisations::linked(2);
    leave(&mut all, 0);
    all.settle();
    let motion = all.motion(1);
    all.confirm(1, motion);
    all.settle();
    // Alone it makes another key, because the other still knows the first.
    assert_eq!((all.number(1), all.members(1)), (4, vec![1]));
    while all.file_again(1) {}
    assert_eq!(
        (all.number(1), all.status(1).epochs),
        (5, None),
        "with nobody else it ends the older one itself"
    );
    all.invite(1, 0);
    all.settle_confirming();
    assert_eq!((all.members(0), all.members(1)), (vec![0, 1], vec![0, 1]));
}

#[test]
fn whoever_cannot_be_told_for_two_months_is_told_no_more() {
    let mut all = Organisations::linked(2);
    leave(&mut all, 0);
    assert_eq!(all.houses[0].snapshot().agreement_tasks().unwrap().len(), 1);
    all.houses[0].wait(61 * 86_400);
    all.run(0, KeepUp).unwrap();
    assert_eq!(all.houses[0].snapshot().agreement_tasks().unwrap(), []);
    assert_eq!(all.houses[0].snapshot().links().unwrap(), []);
}

#[test]
fn a_leave_counts_though_something_was_decided_before_it_was_told() {
    let mut all = Organisations::linked(3);
    all.away = vec![2];
    let motion = all.propose(0, Proposal::Lease(30 * 86_400));
    all.settle();
    all.confirm(1, motion);
    all.settle();
    assert_eq!((all.number(0), all.number(2)), (4, 3));
    leave(&mut all, 2);
    all.away.clear();
    all.settle();
    assert_eq!((all.status(0).left.len(), all.status(1).left.len()), (1, 1));
    assert_eq!(all.houses[2].snapshot().agreement_tasks().unwrap(), []);
}

fn farewell(all: &Organisations, i: usize) -> Question {
    all.houses[i].snapshot().agreement_tasks().unwrap().remove(0).question
}

#[test]
fn an_old_leave_says_nothing_of_one_who_has_joined_again() {
    let mut all = Organisations::linked(2);
    leave(&mut all, 1);
    let (from, question) = (all.id(1), farewell(&all, 1));
    // The other is told, and the one who left does not hear the answer.
    all.run(0, AnswerAgreement { from, question: question.clone() }).unwrap();
    all.away = vec![1];
    let motion = all.motion(0);
    all.confirm(0, motion);
    all.settle();
    while all.file_again(0) {}
    assert_eq!((all.members(0), all.status(0).epochs), (vec![0], None), "no key lists its share any more");
    all.away.clear();
    all.invite(0, 1);
    (0..3).for_each(|_| all.ask_of_circles(1));
    assert_eq!((all.members(0), all.members(1)), (vec![0, 1], vec![0, 1]));
    assert_eq!(farewells(&all, 1), 0, "nobody is told any more that it has left");
    all.run(0, AnswerAgreement { from, question }).unwrap();
    assert_eq!(all.status(0).left, []);
    all.settle();
    assert_eq!((all.status(0).left.len(), all.audited(1, "own_leave_shown")), (0, 0));
}

fn farewells(all: &Organisations, i: usize) -> usize {
    all.houses[i].snapshot().agreement_tasks().unwrap().len()
}

#[test]
fn of_two_the_one_who_leaves_shows_what_only_it_knows_to_be_decided() {
    let mut all = Organisations::linked(2);
    all.gated = true;
    let circle = all.circle;
    let lease = all.propose(0, Proposal::Lease(30 * 86_400));
    all.ask(0, 1);
    all.confirm(1, lease);
    all.ask(0, 1);
    assert_eq!(all.run(0, DriveAgreement { circle }), Ok(Driven::Asking));
    all.ask(0, 1);
    assert!(matches!(all.ask(0, 1), Some(Reply::Voted(_))));
    assert_eq!((all.number(0), all.number(1)), (3, 2));
    leave(&mut all, 0);
    all.settle();
    assert_eq!((all.number(1), all.status(1).left.len()), (3, 1));
    assert_eq!(farewells(&all, 0), 0, "it has been told");
    let motion = all.motion(1);
    all.confirm(1, motion);
    all.settle();
    assert_eq!(all.members(1), [1], "and it goes on alone");
}
