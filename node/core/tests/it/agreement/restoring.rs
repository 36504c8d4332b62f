//! A node that stops knows what it promised; one that was put back does not.

use parasol_core::circles::{DriveAgreement, Driven, LeaveCircle, Proposal, RemovePeer};
use parasol_core::restored::AfterRestore;
use parasol_core::roles::Actor;
use parasol_protocol::agreement::{Question, Reply};

use super::kit::Organisations;
use crate::house::House;

const NUMBER: &str = "+33639980021";

#[test]
fn a_node_that_was_put_back_takes_no_part_until_the_number_is_over() {
    let mut all = Organisations::linked(3);
    let first = all.propose(0, Proposal::Lease(50 * 86_400));
    all.settle();
    all.confirm(2, first);
    all.run(2, AfterRestore).unwrap();
    assert_eq!(all.status(2).awaits.len(), 2);
    all.away = vec![1];
    all.settle();
    assert_eq!((all.number(0), all.number(2)), (3, 3), "its vote would be the second");
    let circle = all.circle;
    assert_eq!(all.run(2, DriveAgreement { circle }), Ok(Driven::Nothing));
    assert_eq!(all.status(2).awaits.len(), 1, "one was heard");
    all.away.clear();
    all.settle();
    assert!((0..3).all(|i| all.number(i) == 4), "the other two decide");
    assert_eq!(all.status(2).awaits, []);
    // At the next number it takes part again, unless somebody said that this one was open by then.
    let abstains = all.status(2).abstains;
    assert!(abstains.is_none_or(|number| number == 5), "{abstains:?}");
    for days in [40, 30] {
        let motion = all.propose(0, Proposal::Lease(days * 86_400));
        all.settle();
        all.confirm(1, motion);
        all.settle();
    }
    assert_eq!((all.number(2), all.status(2).abstains), (6, None));
    all.away = vec![1];
    let last = all.propose(2, Proposal::Lease(20 * 86_400));
    all.settle();
    all.confirm(0, last);
    all.settle();
    assert_eq!((all.number(0), all.number(2)), (7, 7));
}

#[test]
fn of_two_the_one_that_was_put_back_takes_part_once_it_has_heard_the_other() {
    let mut all = Organisations::linked(2);
    let lease = all.propose(0, Proposal::Lease(50 * 86_400));
    all.settle();
    all.run(1, AfterRestore).unwrap();
    all.away = vec![0];
    all.confirm(1, lease);
    let circle = all.circle;
    assert_eq!(all.run(1, DriveAgreement { circle }), Ok(Driven::Nothing), "the other may know more");
    all.away.clear();
    all.settle();
    assert_eq!((all.number(0), all.number(1)), (3, 3));
}

#[test]
fn a_promise_holds_after_a_restart() {
    let mut all = Organisations::linked(3);
    let circle = all.circle;
    let mut two = [0, 1];
    two.sort_by_key(|i| all.id(*i));
    // Each has the third one's yes for something else, and begins a ballot without knowing of the other.
    let [low, high] = two;
    for (i, days) in [(low, 50), (high, 40)] {
        let motion = all.propose(i, Proposal::Lease(days * 86_400));
        all.ask(i, 2);
        all.confirm(2, motion);
        all.ask(i, 2);
        assert_eq!(all.run(i, DriveAgreement { circle }), Ok(Driven::Asking));
    }
    assert!(matches!(all.ask(low, 2), Some(Reply::Promised(_))));
    assert!(matches!(all.ask(high, 2), Some(Reply::Promised(_))), "its ballot is higher");
    let late = all.to_ask(low, 2).remove(0);
    assert!(matches!(late.question, Question::Ask(_)), "a majority had promised");
    all.restart(2);
    assert!(matches!(all.exchange(low, late), Reply::Higher(_)));
    assert!(matches!(all.ask(high, 2), Some(Reply::Voted(_))));
    all.settle();
    assert!((0..3).all(|i| all.number(i) == 4));
    let set_aside: Vec<_> = all.status(low).motions.iter().map(|motion| motion.phase).collect();
    assert_eq!(set_aside, ["set_aside"]);
}

#[test]
fn a_node_that_was_put_back_waits_for_whoever_joined_since() {
    let mut all = Organisations::linked(2);
    let circle = all.circle;
    let backup = all.houses[0].twin(5);
    all.houses.push(House::with_seed(90));
    all.invite(0, 2);
    all.settle();
    let motion = all.motion(1);
    all.confirm(1, motion);
    all.ask(0, 1);
    assert_eq!(all.run(0, DriveAgreement { circle }), Ok(Driven::Asking));
    all.ask(0, 1);
    assert!(matches!(all.ask(0, 1), Some(Reply::Voted(_))));
    assert_eq!((all.number(0), all.number(1)), (3, 2), "it has voted, and has not heard what came of it");
    all.away = vec![1];
    all.settle();
    let lease = all.propose(0, Proposal::Lease(50 * 86_400));
    all.settle();
    all.confirm(2, lease);
    all.settle();
    assert_eq!((all.number(0), all.number(2)), (4, 4), "two of three");
    // The disk is lost; the backup knows nothing of the third.
    all.houses[0] = backup;
    all.run(0, AfterRestore).unwrap();
    all.away = vec![2];
    all.settle();
    assert_eq!((all.number(0), all.number(1)), (3, 3), "what was voted for is decided again");
    let other = all.propose(0, Proposal::Lease(40 * 86_400));
    all.settle();
    all.confirm(1, other);
    all.settle();
    all.away.clear();
    all.settle();
    for i in 0..3 {
        let status = all.status(i);
        assert_eq!((status.charter, status.lease, status.frozen), (4, 50 * 86_400, None), "{i}");
    }
    // From the number after on it is one of them again.
    let third = all.propose(1, Proposal::Lease(30 * 86_400));
    all.settle();
    all.confirm(2, third);
    all.settle();
    all.away = vec![2];
    let fourth = all.propose(0, Proposal::Lease(20 * 86_400));
    all.settle();
    all.confirm(1, fourth);
    all.settle();
    assert_eq!((all.number(0), all.number(1)), (6, 6));
}

fn leave(all: &mut Organisations, i: usize) {
    let circle = all.circle;
    all.run(i, LeaveCircle { actor: Actor::Operator, circle }).unwrap();
}

#[test]
fn whoever_left_is_waited_for_no_more() {
    for heard_first in [false, true] {
        let mut all = Organisations::linked(3);
        all.gated = true;
        all.run(2, AfterRestore).unwrap();
        all.away = if heard_first { vec![1] } else { vec![0, 1] };
        all.settle();
        all.away = vec![2];
        leave(&mut all, 1);
        all.settle();
        all.away = vec![1];
        all.settle_confirming();
        // Of the two who stay both must vote, so that the other one remembers whatever the put-back one forgot.
        let status = all.status(2);
        assert_eq!((status.charter, status.awaits, status.abstains), (3, Vec::new(), None), "{heard_first}");
        all.settle_confirming();
        assert_eq!((all.members(0), all.members(2)), (vec![0, 2], vec![0, 2]));
        all.sync_all();
        all.share(2, NUMBER);
        all.sync_all();
        assert_eq!(all.check(0, NUMBER).alerts.len(), 1, "its ledger waits for nobody either");
    }
}

#[test]
fn whoever_was_put_back_abstains_while_the_others_could_decide_without_it_though_one_left() {
    for (n, abstains) in [(4, false), (5, true)] {
        let mut all = Organisations::linked(n);
        let number = all.number(0);
        all.away = vec![0];
        leave(&mut all, 1);
        all.settle();
        all.run(0, AfterRestore).unwrap();
        let removal = all.motion(2);
        all.confirm(2, removal);
        all.away = vec![1];
        all.settle();
        let status = all.status(0);
        assert_eq!((status.awaits, status.abstains), (Vec::new(), abstains.then_some(number + 1)), "{n}");
        (3..n).for_each(|i| all.confirm(i, removal));
        all.confirm(0, removal);
        all.settle();
        assert!((2..n).all(|i| all.members(i) == all.members(0) && all.members(i).len() == n - 1), "{n}");
    }
}

#[test]
fn whoever_the_link_with_was_ended_is_waited_for_no_more() {
    let mut all = Organisations::linked(3);
    all.gated = true;
    let circle = all.circle;
    all.run(2, AfterRestore).unwrap();
    all.away = vec![1];
    all.settle();
    all.sync_all();
    let published = |all: &mut Organisations| {
        all.share(2, NUMBER);
        all.sync_all();
        all.check(0, NUMBER).alerts.len()
    };
    assert_eq!(published(&mut all.fork(6)), 0, "one was not heard");
    let peer = all.id(1);
    all.run(2, RemovePeer { actor: Actor::Operator, circle, peer }).unwrap();
    assert_eq!(all.status(2).awaits, []);
    assert_eq!(published(&mut all), 1);
}

#[test]
fn whoever_was_removed_is_waited_for_no_more() {
    let mut all = Organisations::linked(5);
    all.gated = true;
    all.run(2, AfterRestore).unwrap();
    all.away = vec![2];
    let peer = all.id(1);
    let removal = all.propose(0, Proposal::Remove(peer));
    all.settle();
    all.confirm(3, removal);
    all.confirm(4, removal);
    all.settle();
    all.away = vec![1];
    all.settle();
    assert_eq!(all.members(2), [0, 2, 3, 4]);
    all.sync_all();
    all.share(2, NUMBER);
    all.sync_all();
    assert_eq!(all.check(0, NUMBER).alerts.len(), 1);
}
