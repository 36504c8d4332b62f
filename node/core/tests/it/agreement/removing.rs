//! A majority decides what tightens, whoever is away; whoever was away catches up.

use parasol_core::circles::{ConfirmChange, Proposal, RefuseChange};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use parasol_protocol::agreement::{Question, Reply};
use parasol_protocol::circle;

use super::kit::Organisations;

#[test]
fn five_remove_one_by_majority_while_another_is_away() {
    let mut all = Organisations::linked(5);
    all.away = vec![3, 4];
    let motion = all.propose(0, Proposal::Remove(all.id(4)));
    all.settle();
    let view = all.status(0).motions.remove(0);
    assert!(!view.needs_all);
    assert_eq!((view.phase, view.consents_needed, view.answer.name()), ("admins", 3, "confirmed"));
    assert_eq!(view.unconfirmed.len(), 4);
    all.confirm(1, motion);
    all.settle();
    assert_eq!(all.number(0), 5, "two of five are no majority");
    all.confirm(2, motion);
    all.settle();
    for i in 0..3 {
        assert_eq!((all.number(i), all.members(i)), (6, vec![0, 1, 2, 3]));
        assert_eq!(all.audited(i, "charter_decided"), 6 - 2.max(i + 1));
        let links = all.houses[i].snapshot().links().unwrap();
        let gone = links.iter().find(|link| link.organisation == all.id(4)).unwrap();
        assert!(!gone.member, "it may ask how that came, and nothing else");
    }
    // Whoever was away asks any member, and is told; so is whoever was removed.
    all.away = vec![0, 1];
    let lease = all.propose(3, Proposal::Lease(30 * 86_400));
    all.settle();
    assert_eq!((all.number(3), all.members(3)), (6, vec![0, 1, 2, 3]));
    assert_eq!(all.status(3).motions[0].charter, lease);
    assert_eq!(all.status(3).motions[0].phase, "set_aside");
    assert_eq!(all.audited(3, "change_set_aside"), 1);
    let circle = all.circle;
    let question = circle::Question::Charter(circle, 5);
    let asked = all.asked(4, question.clone());
    let reply = all.run(2, asked).unwrap();
    let from = all.id(2);
    all.run(4, parasol_core::circles::TakeReply { from, question, reply }).unwrap();
    assert!(!all.is_in(4));
    assert_eq!(all.audited(4, "removed_from_circle"), 1);
    assert_eq!(all.houses[4].snapshot().links().unwrap(), []);
    let later = all.asked(4, circle::Question::Charter(circle, 6));
    assert_eq!(all.run(2, later).unwrap(), circle::Reply::Refused, "what comes after is not its business");
}

#[test]
fn a_node_that_missed_several_charters_takes_them_one_by_one() {
    let mut all = Organisations::linked(3);
    all.away = vec![2];
    for days in [50, 40, 30] {
        let motion = all.propose(0, Proposal::Lease(days * 86_400));
        all.settle();
        all.confirm(1, motion);
        all.settle();
    }
    assert_eq!((all.number(0), all.number(1), all.number(2)), (6, 6, 3));
    all.away.clear();
    // It hears of a number that it does not know, refuses to take part, and asks.
    let motion = all.propose(1, Proposal::Lease(20 * 86_400));
    let task = all.houses[1].snapshot().agreement_tasks().unwrap();
    let task = task.into_iter().find(|task| task.to == all.id(2)).unwrap();
    assert_eq!(all.exchange(1, task), Reply::Behind(3));
    assert_eq!(all.status(2).behind.len(), 1);
    all.settle();
    assert_eq!(all.number(2), 6);
    assert_eq!(all.status(2).behind, []);
    assert_eq!(all.motion(2), motion);
}

#[test]
fn of_two_changes_at_once_one_is_decided_and_the_other_is_set_aside() {
    let mut all = Organisations::linked(3);
    let first = all.propose(0, Proposal::Lease(30 * 86_400));
    let second = all.propose(1, Proposal::FreshLimit(7_200));
    all.settle();
    // Both get what they need while nobody can reach anybody.
    all.away = vec![0, 1, 2];
    all.confirm(1, first);
    all.confirm(2, second);
    all.confirm(2, first);
    all.away.clear();
    for _ in 0..10 {
        all.turn();
    }
    assert!((0..3).all(|i| all.number(i) == 4));
    // The second and the third wanted both, so they see the same one set aside.
    let motions: Vec<_> = (1..3).map(|i| all.status(i).motions).collect();
    assert!(motions.iter().all(|motions| motions.len() == 1 && motions[0].phase == "set_aside"));
    let lost = motions[0][0].charter;
    assert!(lost == first || lost == second);
    assert_eq!(motions[1][0].charter, lost);
    assert_eq!(all.status(0).motions.len(), usize::from(lost == first), "whoever wanted it is told");
    assert_eq!(all.audited(1, "change_set_aside"), 1);
}

#[test]
fn only_admins_change_and_only_what_is_open() {
    let mut all = Organisations::linked(2);
    let moderator = all.houses[0].member("moderator", Role::Moderator);
    let circle = all.circle;
    let propose =
        parasol_core::circles::ProposeChange { actor: moderator, circle, proposal: Proposal::Nothing };
    assert_eq!(all.run(0, propose), Err(Refusal::Forbidden));
    let refused = |all: &mut Organisations, proposal| {
        let actor = Actor::Operator;
        all.run(0, parasol_core::circles::ProposeChange { actor, circle, proposal }).unwrap_err()
    };
    let invalid = |reason| Refusal::Invalid { field: "change", reason };
    assert_eq!(refused(&mut all, Proposal::Lease(60 * 86_400)), invalid("unchanged"));
    assert_eq!(refused(&mut all, Proposal::Lease(60)), invalid("limit"));
    assert_eq!(refused(&mut all, Proposal::Threshold(3)), invalid("threshold_all"));
    assert_eq!(refused(&mut all, Proposal::Threshold(0)), invalid("threshold"));
    let own = all.id(0);
    assert_eq!(refused(&mut all, Proposal::Remove(own)), invalid("own"));
    let stranger = parasol_protocol::ids::OrganisationId::new([9; 16]);
    assert_eq!(refused(&mut all, Proposal::Remove(stranger)), Refusal::NotFound);
    let charter = parasol_protocol::ids::Hash::new([1; 32]);
    let confirm = ConfirmChange { actor: Actor::Operator, circle, charter };
    assert_eq!(all.run(0, confirm), Err(Refusal::NotFound));
    let motion = all.propose(0, Proposal::ChecksPerDay(9_000));
    let refuse = RefuseChange { actor: Actor::Operator, circle, charter: motion };
    let confirmed = Refusal::WrongState { expected: "unconfirmed", found: "confirmed" };
    assert_eq!(all.run(0, refuse), Err(confirmed));
    // More checks loosen: of two, both must want it.
    all.settle();
    assert_eq!(all.number(0), 2);
    all.confirm(1, motion);
    all.settle();
    assert_eq!((all.number(0), all.number(1)), (3, 3));
}

#[test]
fn whoever_is_no_member_is_answered_nothing() {
    let mut all = Organisations::linked(2);
    all.propose(0, Proposal::Lease(30 * 86_400));
    let task = all.houses[0].snapshot().agreement_tasks().unwrap().remove(0);
    let from = parasol_protocol::ids::OrganisationId::new([9; 16]);
    let wrong = Reply::Refused(parasol_protocol::agreement::Refused::Wrong);
    for question in [task.question, Question::Motion(all.circle, 1, vec![1].into())] {
        let ask = parasol_core::circles::AnswerAgreement { from, question };
        assert_eq!(all.run(1, ask).unwrap(), wrong);
    }
    assert_eq!(all.status(1).motions, []);
}
