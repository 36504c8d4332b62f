//! A newcomer is admitted by all.

use parasol_core::circles::{
    AcceptInvite, CreateInvite, JoinAnswered, LeaveCircle, LinkState, Proposal, RefuseChange, TakeReply,
};
use parasol_core::restored::AfterRestore;
use parasol_core::roles::Actor;
use parasol_protocol::circle;
use parasol_protocol::envelope::{self, NodeSecret};
use parasol_protocol::evaluation::{self, Ask, Class};
use parasol_protocol::identifier::Identifier;
use parasol_protocol::join::{self, JoinReply};

use super::kit::Organisations;

/// Whether `i` holds the key: it can evaluate.
fn evaluates(all: &mut Organisations, i: usize) -> bool {
    let circle = all.circle;
    let house = &mut all.houses[i];
    let phone = parasol_protocol::identifier::IdentifierKind::Phone;
    let identifier = Identifier::from_canonical(phone, "+33639980017").unwrap();
    let (_, elements) = evaluation::blind([&identifier], &mut house.rng).unwrap();
    let ask = Ask { circle, epoch: 1, class: Class::Check, elements };
    house.node().read().unwrap().answer(&ask, &mut house.rng).is_ok()
}

#[test]
fn a_newcomer_is_in_when_every_admin_has_confirmed_and_not_before() {
    let mut all = Organisations::linked(3);
    all.houses.push(crate::house::House::with_seed(90));
    all.invite(1, 3);
    all.settle();
    let motion = all.motion(0);
    assert_eq!(all.motion(2), motion, "it has come to everybody");
    let view = all.status(0).motions.remove(0);
    assert!(view.needs_all);
    assert_eq!((view.phase, view.consents_needed), ("admins", 3));
    assert_eq!(view.changes.iter().map(|change| change.word).collect::<Vec<_>>(), ["joined"]);
    assert_eq!(all.audited(0, "change_received"), 1);
    all.confirm(0, motion);
    all.settle();
    assert!(!all.is_in(3), "the last admin has not confirmed");
    assert!(!evaluates(&mut all, 3), "nor is a key handed out before it is decided");
    assert_eq!(all.houses[3].snapshot().peers(&Actor::Operator).unwrap()[0].state, LinkState::Finishing);
    all.confirm(2, motion);
    all.settle();
    for i in 0..4 {
        assert_eq!(all.members(i), [0, 1, 2, 3], "{i}");
        assert!(evaluates(&mut all, i));
        all.restart(i);
        assert_eq!(all.number(i), 4, "what was kept is verified again");
    }
    let peers = all.houses[3].snapshot().peers(&Actor::Operator).unwrap();
    assert!(peers.len() == 3 && peers.iter().all(|peer| peer.state == LinkState::Member));
    assert!(all.houses[1].snapshot().peers(&Actor::Operator).unwrap().len() == 3, "the welcome has arrived");
    // Those whom no invite has linked have heard where the others are.
    for (i, other) in [(3, 0), (3, 2), (0, 3), (2, 3), (1, 2)] {
        let links = all.houses[i].snapshot().links().unwrap();
        let link = links.iter().find(|link| link.organisation == all.id(other)).unwrap();
        assert!(link.member && link.addresses == [format!("/memory/{other}")], "{i} {other} {link:?}");
    }
}

#[test]
fn a_newcomer_whom_one_refuses_is_not_in_and_is_in_nobodys_way() {
    let mut all = Organisations::linked(3);
    all.houses.push(crate::house::House::with_seed(90));
    all.invite(0, 3);
    all.settle();
    let motion = all.motion(1);
    all.confirm(1, motion);
    let refuse = RefuseChange { actor: Actor::Operator, circle: all.circle, charter: motion };
    all.run(2, refuse).unwrap();
    all.settle();
    assert!(!all.is_in(3));
    assert_eq!(all.status(2).motions[0].answer.name(), "refused");
    assert_eq!(all.audited(2, "change_refused"), 1);
    // Something else is decided; the newcomer is proposed again, for the number after.
    let lease = all.propose(1, Proposal::Lease(30 * 86_400));
    all.settle();
    all.confirm(0, lease);
    all.settle();
    assert!((0..3).all(|i| all.number(i) == 4));
    let again = all.motion(2);
    assert_ne!(again, motion);
    all.confirm(1, again);
    all.confirm(2, again);
    all.settle();
    assert!((0..4).all(|i| all.members(i) == [0, 1, 2, 3]));
}

#[test]
fn nodes_that_stop_after_everything_they_do_go_on() {
    let mut all = Organisations::new(4);
    all.restless = true;
    for newcomer in 1..4 {
        all.invite(0, newcomer);
        all.settle_confirming();
    }
    assert!((0..4).all(|i| all.members(i) == [0, 1, 2, 3]));
    let removal = all.propose(1, Proposal::Remove(all.id(3)));
    all.settle();
    all.confirm(0, removal);
    all.confirm(2, removal);
    all.settle();
    assert!((0..3).all(|i| all.members(i) == [0, 1, 2]));
}

#[test]
fn what_was_decided_alone_while_a_newcomer_was_on_its_way_is_shown_to_it_again() {
    let mut all = Organisations::new(2);
    all.invite(0, 1);
    // The newcomer was shown a charter; before its vote arrives, the founder decides another one alone.
    let task = all.houses[1].snapshot().questions().unwrap().remove(0);
    let asked = all.asked(1, task.question.clone());
    let proposal = all.run(0, asked).unwrap();
    assert!(matches!(proposal, circle::Reply::Proposal(..)));
    let inviter = all.id(0);
    all.run(1, TakeReply { from: inviter, question: task.question, reply: proposal }).unwrap();
    all.propose(0, Proposal::Lease(30 * 86_400));
    assert_eq!(all.number(0), 2, "who is alone decides at once");
    let vote = all.houses[1].snapshot().questions().unwrap().remove(0).question;
    assert!(matches!(vote, circle::Question::Vote(..)));
    let asked = all.asked(1, vote);
    assert!(matches!(all.run(0, asked).unwrap(), circle::Reply::Proposal(..)), "of the next number");
    all.settle();
    assert_eq!((all.number(0), all.number(1)), (3, 3));
    assert_eq!((all.members(0), all.members(1)), (vec![0, 1], vec![0, 1]));
}

#[test]
fn whoever_was_admitted_is_welcomed_though_its_inviter_was_put_back() {
    let mut all = Organisations::linked(2);
    all.houses.push(crate::house::House::with_seed(90));
    all.invite(0, 2);
    all.settle();
    let motion = all.motion(1);
    all.away = vec![2];
    all.confirm(1, motion);
    all.settle();
    assert_eq!((all.number(0), all.number(1)), (3, 3));
    all.run(0, AfterRestore).unwrap();
    all.away.clear();
    all.settle();
    assert!((0..3).all(|i| all.members(i) == [0, 1, 2]));
    assert!(evaluates(&mut all, 2));
}

#[test]
fn whoever_was_admitted_is_welcomed_by_another_though_its_inviter_has_left() {
    let mut all = Organisations::linked(2);
    let circle = all.circle;
    all.houses.push(crate::house::House::with_seed(90));
    all.invite(0, 2);
    all.settle();
    let motion = all.motion(1);
    all.away = vec![2];
    all.confirm(1, motion);
    all.settle();
    assert_eq!((all.number(0), all.number(1)), (3, 3));
    all.run(0, LeaveCircle { actor: Actor::Operator, circle }).unwrap();
    all.away.clear();
    all.settle();
    assert!(!all.is_in(2), "its inviter answers nothing any more");
    // Another member invites it. There is nothing to compare: the charter to which it consented names that member.
    all.knock(1, 2);
    all.settle();
    assert_eq!((all.members(1), all.members(2)), (vec![0, 1, 2], vec![0, 1, 2]));
    assert!(evaluates(&mut all, 2));
}

#[test]
fn an_invite_in_a_members_name_with_another_key_begins_with_the_words() {
    let mut all = Organisations::linked(2);
    let circle = all.circle;
    all.houses.push(crate::house::House::with_seed(90));
    all.invite(0, 2);
    all.settle();
    let state = |all: &Organisations| all.houses[2].snapshot().peers(&Actor::Operator).unwrap()[0].state;
    assert_eq!(state(&all), LinkState::Finishing);
    let expires = all.houses[1].now.plus(86_400);
    let invite = CreateInvite { actor: Actor::Operator, circle, addresses: Vec::new(), expires };
    let text = all.run(1, invite).unwrap();
    let invite = join::read_invite(&text).unwrap().body().clone();
    let text = join::invite_text(&envelope::seal(invite, &NodeSecret::from_seed(&[9; 32])));
    all.run(2, AcceptInvite { actor: Actor::Operator, text, addresses: Vec::new() }).unwrap();
    let questions = all.houses[2].snapshot().questions().unwrap();
    assert_eq!((state(&all), questions), (LinkState::Knocking, vec![]));
    let inviter = NodeSecret::from_seed(&[9; 32]).public();
    all.run(2, JoinAnswered { circle, inviter, reply: JoinReply::Pending }).unwrap();
    assert_eq!(state(&all), LinkState::Unconfirmed);
}
