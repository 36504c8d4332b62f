//! Links that an admin ends: while they are being made, and with a member.

use parasol_core::circles::{ConfirmPeer, LinkState, Proposal, RelinkPeer, RemovePeer, TakeReply, Unlinked};
use parasol_core::refusal::Refusal;
use parasol_core::roles::Actor;
use parasol_protocol::circle::{Question, Reply};

use super::kit::Organisations;

const OPERATOR: Actor = Actor::Operator;

/// Three organisations, of which the first has invited a fourth: both admins have confirmed.
fn invited() -> Organisations {
    let mut all = Organisations::linked(3);
    all.houses.push(crate::house::House::with_seed(90));
    all.invite(0, 3);
    all
}

fn remove(all: &mut Organisations, i: usize, peer: usize) -> Result<Unlinked, Refusal> {
    let remove = RemovePeer { actor: OPERATOR, circle: all.circle, peer: all.id(peer) };
    all.run(i, remove)
}

fn relink(all: &mut Organisations, i: usize, peer: usize) -> Result<(), Refusal> {
    let relink = RelinkPeer { actor: OPERATOR, circle: all.circle, peer: all.id(peer) };
    all.run(i, relink)
}

#[test]
fn a_link_that_was_stopped_is_brought_to_nobody_any_more_and_set_aside() {
    let mut all = invited();
    all.away = vec![1, 2];
    all.settle();
    assert_eq!(remove(&mut all, 0, 3), Ok(Unlinked::SettingAside));
    all.away.clear();
    all.settle();
    let open = all.status(1).motions;
    assert!(open.len() == 1 && open[0].changes.is_empty(), "{open:?}");
    all.settle_confirming();
    assert!((0..3).all(|i| all.members(i) == [0, 1, 2] && all.number(i) == 4));
    assert!(!all.is_in(3));
}

#[test]
fn a_link_that_was_stopped_after_others_were_asked_is_set_aside_by_more_than_half() {
    let mut all = invited();
    all.settle();
    let joins = all.motion(1);
    all.confirm(1, joins);
    all.settle();
    assert_eq!(remove(&mut all, 0, 3), Ok(Unlinked::SettingAside));
    assert_eq!(remove(&mut all, 0, 3), Err(Refusal::NotFound), "the link is gone");
    all.settle();
    let other = all.status(1).motions.iter().find(|motion| motion.charter != joins).unwrap().charter;
    assert!(all.status(1).motions.iter().any(|motion| motion.changes.is_empty()));
    all.confirm(1, other);
    all.settle();
    assert!((0..3).all(|i| all.members(i) == [0, 1, 2] && all.number(i) == 4));
    assert!(!all.is_in(3));
}

#[test]
fn whoever_stopped_a_link_does_not_have_it_decided_though_all_have_said_yes() {
    let mut all = invited();
    all.settle();
    let joins = all.motion(1);
    all.confirm(1, joins);
    all.confirm(2, joins);
    let tasks = all.houses[0].snapshot().agreement_tasks().unwrap();
    for task in tasks {
        all.exchange(0, task);
    }
    let carried = |all: &Organisations| all.houses[0].snapshot().carried_changes().unwrap().len();
    assert_eq!(carried(&all), 1);
    assert_eq!(remove(&mut all, 0, 3), Ok(Unlinked::SettingAside));
    assert_eq!(carried(&all), 0);
}

#[test]
fn what_was_handed_over_or_cannot_be_set_aside_is_said() {
    let mut all = Organisations::new(2);
    all.invite(0, 1);
    let task = all.houses[1].snapshot().questions().unwrap().remove(0);
    let ask = all.asked(1, task.question);
    all.run(0, ask).unwrap();
    assert_eq!(remove(&mut all, 0, 1), Ok(Unlinked::Handed));

    let mut all = invited();
    assert_eq!(remove(&mut all.fork(7), 0, 3), Ok(Unlinked::Stopped), "nobody was asked yet");
    all.settle();
    all.propose(0, Proposal::Lease(30 * 86_400));
    assert_eq!(remove(&mut all, 0, 3), Ok(Unlinked::StillProposed));
    assert_eq!(all.status(0).motions[0].answer.name(), "refused");
}

#[test]
fn a_link_with_a_member_that_was_ended_is_taken_up_again() {
    let mut all = Organisations::linked(3);
    all.gated = true;
    let number = "+33639980021";
    all.share(1, number);
    all.sync_all();
    let motion = all.propose(2, Proposal::Threshold(2));
    all.settle();
    all.confirm(0, motion);
    assert_eq!(remove(&mut all, 0, 1), Ok(Unlinked::Member));
    assert_eq!(relink(&mut all, 2, 1), Err(Refusal::WrongState { expected: "ended", found: "linked" }));
    assert!(all.check(0, number).alerts.is_empty(), "what came from it is gone");
    all.settle();
    let status = all.status(0);
    assert_eq!(status.ended.iter().map(|one| one.organisation).collect::<Vec<_>>(), [all.id(1)]);
    assert!(status.ceremony.is_some(), "without everybody no key is made");
    assert_eq!(all.status(2).ended, []);
    relink(&mut all, 0, 1).unwrap();
    assert!(
        all.houses[0].snapshot().peers(&OPERATOR).unwrap().iter().all(|peer| peer.state == LinkState::Member)
    );
    all.settle();
    assert!((0..3).all(|i| all.status(i).ceremony.is_none() && all.status(i).ended.is_empty()));
    all.sync_all();
    assert_eq!(all.check(0, number).alerts.len(), 1, "it has come again");
    assert_eq!((all.audited(0, "peer_removed"), all.audited(0, "peer_relinked")), (1, 1));
}

#[test]
fn whoever_was_admitted_before_the_link_was_stopped_is_a_member_whose_link_is_ended() {
    let mut all = invited();
    all.settle();
    let joins = all.motion(1);
    (1..3).for_each(|i| all.confirm(i, joins));
    all.away = vec![3];
    all.settle();
    assert_eq!(all.members(0), [0, 1, 2, 3]);
    assert!(!all.is_in(3));
    assert_eq!(remove(&mut all, 0, 3), Ok(Unlinked::Member));
    assert_eq!(all.status(0).ended.len(), 1);
    let gone = all.id(3);
    let lets_in = |all: &Organisations| {
        all.houses[0].snapshot().links().unwrap().iter().any(|link| link.organisation == gone)
    };
    assert!(!lets_in(&all));
}

#[test]
fn whoever_was_admitted_and_removed_again_is_not_proposed_by_itself() {
    let mut all = invited();
    all.settle();
    let joins = all.motion(1);
    (1..3).for_each(|i| all.confirm(i, joins));
    all.away = vec![3];
    all.settle();
    let gone = all.id(3);
    all.propose(1, Proposal::Remove(gone));
    all.settle_confirming();
    assert_eq!(all.members(0), [0, 1, 2]);
    all.away.clear();
    all.settle();
    assert!((0..3).all(|i| all.status(i).motions.iter().all(|motion| motion.phase != "admins")));
    assert!(!all.is_in(3));
}

/// By another invite of the first; six words are compared at the newcomer alone, because it is a member there already.
fn comes_back(all: &mut Organisations, i: usize) {
    let (circle, words) = (all.circle, all.knock(0, i));
    all.run(i, ConfirmPeer { actor: OPERATOR, circle, words }).unwrap();
    all.settle();
    assert!(all.is_in(i));
    assert_eq!(all.number(i), all.number(0));
}

#[test]
fn a_newcomer_that_stopped_after_it_had_agreed_may_be_in_all_the_same_and_comes_by_another_invite() {
    let mut all = invited();
    all.settle();
    assert_eq!(remove(&mut all, 3, 0), Ok(Unlinked::Consented));
    all.settle_confirming();
    assert_eq!(all.members(0), [0, 1, 2, 3]);
    assert!(!all.is_in(3));
    comes_back(&mut all, 3);
}

#[test]
fn of_two_whoever_stopped_after_its_vote_was_on_its_way_comes_by_another_invite() {
    let mut all = Organisations::new(2);
    all.invite(0, 1);
    all.ask_of_circles(1);
    let vote = all.houses[1].snapshot().questions().unwrap().remove(0);
    assert_eq!(remove(&mut all, 1, 0), Ok(Unlinked::Consented));
    let asked = all.asked(1, vote.question);
    all.run(0, asked).unwrap();
    assert_eq!(all.members(0), [0, 1]);
    comes_back(&mut all, 1);
    all.share(0, "+33639980021");
    all.sync_all();
    assert_eq!(all.check(1, "+33639980021").alerts.len(), 1, "it has the key");
}

/// The first charter comes with the second, and is kept: one that is not the one before it is not taken.
#[test]
fn a_welcome_with_another_first_charter_is_refused() {
    let mut all = Organisations::new(2);
    all.invite(0, 1);
    all.ask_of_circles(1);
    let vote = all.houses[1].snapshot().questions().unwrap().remove(0).question;
    let (inviter, confirm) = (all.id(0), Question::Confirm(all.circle));
    let [voted, confirmed] = [vote, confirm.clone()].map(|question| all.asked(1, question));
    assert!(matches!(all.run(0, voted), Ok(Reply::Decided(_))));
    let Ok(Reply::Welcome(first, second, keys)) = all.run(0, confirmed) else {
        unreachable!("it is in");
    };
    for (before, taken) in [(b"x".to_vec().into(), false), (second.clone(), false), (first, true)] {
        let reply = Reply::Welcome(before, second.clone(), keys.clone());
        all.run(1, TakeReply { from: inviter, question: confirm.clone(), reply }).unwrap();
        assert_eq!(all.is_in(1), taken);
        assert!(all.houses[1].snapshot().links().is_ok());
    }
}
