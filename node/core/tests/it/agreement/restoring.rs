//! A node that stops knows what it promised; one that was put back does not.

use parasol_core::circles::{AgreementTask, DriveAgreement, Driven, Proposal};
use parasol_core::restored::AfterRestore;
use parasol_protocol::agreement::{Question, Reply};

use super::kit::Organisations;

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

/// What `from` has to ask `to` now.
fn to_ask(all: &Organisations, from: usize, to: usize) -> Vec<AgreementTask> {
    let tasks = all.houses[from].snapshot().agreement_tasks().unwrap().into_iter();
    tasks.filter(|task| task.to == all.id(to)).collect()
}

fn ask(all: &mut Organisations, from: usize, to: usize) -> Option<Reply> {
    let tasks = to_ask(all, from, to);
    tasks.into_iter().map(|task| all.exchange(from, task)).last()
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
        ask(&mut all, i, 2);
        all.confirm(2, motion);
        ask(&mut all, i, 2);
        assert_eq!(all.run(i, DriveAgreement { circle }), Ok(Driven::Asking));
    }
    assert!(matches!(ask(&mut all, low, 2), Some(Reply::Promised(_))));
    assert!(matches!(ask(&mut all, high, 2), Some(Reply::Promised(_))), "its ballot is higher");
    let late = to_ask(&all, low, 2).remove(0);
    assert!(matches!(late.question, Question::Ask(_)), "a majority had promised");
    all.restart(2);
    assert!(matches!(all.exchange(low, late), Reply::Higher(_)));
    assert!(matches!(ask(&mut all, high, 2), Some(Reply::Voted(_))));
    all.settle();
    assert!((0..3).all(|i| all.number(i) == 4));
    let set_aside: Vec<_> = all.status(low).motions.iter().map(|motion| motion.phase).collect();
    assert_eq!(set_aside, ["set_aside"]);
}
