//! A node that stops knows what it promised; one that was put back does not.

use parasol_core::circles::{DriveAgreement, Driven, Proposal};
use parasol_core::restored::AfterRestore;
use parasol_protocol::agreement::{Question, Reply};

use super::kit::Organisations;
use crate::house::House;

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
