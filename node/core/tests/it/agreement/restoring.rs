//! A node that was put back does not know what it promised.

use parasol_core::circles::{DriveAgreement, Driven, Proposal};
use parasol_core::restored::AfterRestore;

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
