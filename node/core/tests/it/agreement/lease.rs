//! The lease that the charter says: who is silent for longer is shown to moderators alone, and then to nobody.

use parasol_core::checks::{Reason, Verdict};
use parasol_core::circles::{Proposal, Silence};
use parasol_core::ledger::KeepUp;
use parasol_core::limits::CLOCK_SLACK;
use parasol_core::roles::{Actor, Role};
use parasol_protocol::lists::Level;
use parasol_protocol::sync::Ledgers;

use super::kit::Organisations;
use super::ledgers::{publish, sync};

const DAY: u64 = 86_400;

/// What a check of this number finds at `i`.
fn found(all: &mut Organisations, i: usize, actor: &Actor, number: &str) -> Option<Level> {
    check(all, i, actor, number).level
}

fn check(all: &mut Organisations, i: usize, actor: &Actor, number: &str) -> Verdict {
    let house = &mut all.houses[i];
    let snapshot = house.snapshot();
    let (pending, asks) = snapshot.begin_check(actor, number, None, house.now, &mut house.rng).unwrap();
    let answers: Vec<_> = asks.iter().map(|ask| snapshot.answer(ask, &mut house.rng)).collect();
    snapshot.finish_check(pending, &answers, house.now).unwrap()
}

fn silence(all: &Organisations, i: usize) -> Silence {
    let status = all.status(i);
    status.publishers[0].silence(all.houses[i].now, (status.fresh_limit, status.lease))
}

#[test]
fn a_lease_that_the_members_have_shortened_holds_from_its_charter_on() {
    let mut all = Organisations::linked(2);
    let number = "06 39 98 41 57";
    publish(&mut all, 0, number);
    all.houses[1].wait(1_000);
    sync(&mut all, 0, 1);
    let [rosa, vera] = [Role::Member, Role::Moderator].map(|role| all.houses[1].member(role.name(), role));
    assert_eq!(found(&mut all, 1, &rosa, number), Some(Level::VeryDangerous));
    assert_eq!(silence(&all, 1), Silence::Fresh);
    all.houses[1].wait(2 * DAY);
    assert_eq!(silence(&all, 1), Silence::Late);
    all.houses[1].wait(19 * DAY);
    assert_eq!(silence(&all, 1), Silence::Late, "three quarters of 60 days are not over");
    let shorter = all.propose(0, Proposal::Lease(20 * DAY));
    all.settle();
    assert_eq!(found(&mut all, 1, &rosa, number), Some(Level::VeryDangerous), "not before it is decided");
    all.confirm(1, shorter);
    all.settle();
    assert_eq!(all.status(1).lease, 20 * DAY);
    assert_eq!(silence(&all, 1), Silence::Lapsed);
    assert_eq!(found(&mut all, 1, &rosa, number), None);
    assert_eq!(found(&mut all, 1, &vera, number), Some(Level::VeryDangerous));
    all.houses[1].wait(20 * DAY);
    all.run(1, KeepUp).unwrap();
    assert_eq!(found(&mut all, 1, &vera, number), None, "twice the lease is over: it is gone");
    assert_eq!(silence(&all, 1), Silence::Nothing);
    assert_eq!(all.audited(1, "ledger_dropped"), 1);
    // Whoever comes back is heard again.
    all.houses[0].wait(42 * DAY);
    all.run(0, KeepUp).unwrap();
    sync(&mut all, 0, 1);
    assert_eq!(silence(&all, 1), Silence::Fresh);
    assert_eq!(found(&mut all, 1, &rosa, number), Some(Level::VeryDangerous));
    let head = all.houses[1].snapshot().ledgers().head(&all.circle, &all.id(0));
    assert!(head.is_some());
}

#[test]
fn three_quarters_of_a_lease_are_told_before_it_ends() {
    let mut all = Organisations::linked(2);
    sync(&mut all, 0, 1);
    all.houses[1].wait(45 * DAY);
    assert_eq!(silence(&all, 1), Silence::Late);
    all.houses[1].wait(1);
    assert!(matches!(silence(&all, 1), Silence::Late | Silence::Ending));
    all.houses[1].wait(14 * DAY);
    assert_eq!(silence(&all, 1), Silence::Ending);
    all.houses[1].wait(2 * DAY);
    assert_eq!(silence(&all, 1), Silence::Lapsed);
}

/// Nothing is known of how old a head is that came before the clock was set back: as if it had come this moment, checks of a node
/// that nobody reaches were complete for weeks.
#[test]
fn a_clock_that_was_set_back_makes_no_publisher_up_to_date() {
    let mut all = Organisations::linked(2);
    let number = "06 39 98 41 57";
    publish(&mut all, 0, number);
    all.houses[1].wait(1_000);
    sync(&mut all, 0, 1);
    let rosa = all.houses[1].member("Rosa", Role::Member);
    let heard = all.houses[1].now;
    let complete = |all: &mut Organisations| check(all, 1, &rosa, number).complete;
    assert!(complete(&mut all));
    let back = heard.minus(10 * DAY);
    all.houses[1].now = back;
    all.restart(1);
    let verdict = check(&mut all, 1, &rosa, number);
    let lacking = &verdict.unanswered[0];
    assert_eq!((verdict.level, verdict.complete), (Some(Level::VeryDangerous), false));
    assert!(lacking.reason == Reason::AsOf && lacking.as_of.is_some_and(|at| at > back), "{lacking:?}");
    assert_eq!(silence(&all, 1), Silence::Late);
    // A clock that is set right by a moment has nobody called silent.
    all.houses[1].now = heard.minus(CLOCK_SLACK);
    assert!(complete(&mut all));
    all.houses[1].now = heard.plus(60);
    assert!(complete(&mut all));
    // What comes while it is behind is up to date by it.
    all.houses[1].now = back;
    all.houses[0].wait(DAY);
    all.run(0, KeepUp).unwrap();
    sync(&mut all, 0, 1);
    assert!(complete(&mut all));
}
