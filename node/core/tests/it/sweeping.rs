//! What it costs to try out a country's numbers, counted with the real constants and the real commands. The figures stand in
//! docs/threat-model.md.

use parasol_core::allowances::{Allowed, Metered, Reserve};
use parasol_core::quota::{CountCheck, Counted};
use parasol_core::roles::Role;
use parasol_protocol::evaluation::{Class, Element};
use parasol_protocol::time::DAY;
use rand_chacha::rand_core::RngCore;

use crate::agreement::kit::Organisations;
use crate::ceremony::made;
use crate::house::House;

/// One in a hundred of France's mobile numbers, +336 and +337.
const ONE_PERCENT: u64 = 2_000_000;
/// What one question carries.
const AT_ONCE: u64 = 32;

/// As many evaluations as `holder` makes for `peer` today, counted as the network has them counted.
fn granted(all: &mut Organisations, holder: usize, peer: usize) -> u64 {
    let (circle, peer) = (all.circle, all.id(peer));
    let (mut granted, mut wanted) = (0, AT_ONCE);
    // The same again within ten minutes would be free.
    let new = all.houses[holder].rng.next_u64();
    while wanted > 0 {
        let element = |n: u64| {
            let mut bytes = [1; 32];
            bytes[..8].copy_from_slice(&n.to_be_bytes());
            bytes[8..16].copy_from_slice(&new.to_be_bytes());
            Element::new(bytes)
        };
        let elements = (granted..granted + wanted).map(element).collect();
        let asked = Metered { peer, circle, epoch: 2, class: Class::Check, elements };
        let house = &mut all.houses[holder];
        let free = house.snapshot().allows(&asked, house.now);
        if free || house.run(Reserve { asked }).unwrap() == Allowed::Yes {
            granted += wanted;
        } else {
            wanted /= 2;
        }
    }
    granted
}

fn next_day(all: &mut Organisations) {
    all.houses.iter_mut().for_each(|house| house.wait(DAY));
}

#[test]
fn one_node_that_sweeps_needs_200_days_for_one_in_a_hundred_and_two_of_five_67() {
    let mut all = made(5, 3);
    // Whoever asks for more gets more, up to the ceiling of the charter: within four days.
    let mut days = Vec::new();
    for _ in 0..5 {
        days.push((0..3).map(|holder| granted(&mut all, holder, 4)).collect::<Vec<_>>());
        for holder in 0..3 {
            granted(&mut all, holder, 3);
        }
        next_day(&mut all);
    }
    assert_eq!(days, [[200; 3], [800; 3], [3_200; 3], [5_000; 3], [5_000; 3]]);

    // Alone, with its own share: two of the four others for each number. All four holders grant what these three do.
    let alone = 4 * days[4][0] / 2;
    assert_eq!((alone, ONE_PERCENT.div_ceil(alone)), (10_000, 200));
    // Two who put their shares together want one of the three others for each number, and each of them may ask.
    let together: u64 =
        (3..5).map(|peer| (0..3).map(|holder| granted(&mut all, holder, peer)).sum::<u64>()).sum();
    assert_eq!((together, ONE_PERCENT.div_ceil(together)), (30_000, 67));
    // Nobody gets anything by asking on.
    assert_eq!((0..3).map(|holder| granted(&mut all, holder, 4)).sum::<u64>(), 0);
    // After a restart neither; what was reserved and not used is lost.
    all.restart(0);
    assert_eq!(granted(&mut all, 0, 4), 0);
    // Publishing is no way around it: a name of its own, and no more than the floor.
    let asked = |n: u8| Metered {
        peer: all.id(4),
        circle: all.circle,
        epoch: 2,
        class: Class::Publish,
        elements: (0..100).map(|m| Element::new([n, m, 2].repeat(11)[..32].try_into().unwrap())).collect(),
    };
    let [first, second, third] = [asked(1), asked(2), asked(3)];
    let mut publish = |asked| all.houses[1].run(Reserve { asked }).unwrap();
    assert_eq!((publish(first), publish(second)), (Allowed::Yes, Allowed::Yes));
    assert!(matches!(publish(third), Allowed::Over(_)));
}

#[test]
fn a_clock_that_was_ahead_for_a_moment_closes_nobody_out_and_grants_nothing_twice() {
    let mut all = made(3, 2);
    let right = all.houses[0].now;
    assert_eq!(granted(&mut all, 0, 1), 200);
    let day_after = right.plus(DAY);
    all.houses[0].now = right.plus(60 * DAY);
    assert_eq!(granted(&mut all, 0, 1), 200, "whatever the clock says is believed");
    all.houses[0].now = right;
    assert_eq!(granted(&mut all, 0, 1), 0, "this day was granted");
    all.restart(0);
    all.houses[0].now = day_after;
    assert_eq!(granted(&mut all, 0, 1), 800, "the next day is as it would have been");
    all.houses[0].now = right.plus(60 * DAY);
    assert_eq!(granted(&mut all, 0, 1), 0);
    all.houses[0].now = right.plus(61 * DAY);
    assert_eq!(granted(&mut all, 0, 1), 800);
}

#[test]
fn one_member_who_sweeps_needs_52_years_for_one_in_a_hundred() {
    let mut house = House::new();
    let member = house.member("Rosa", Role::Member);
    house.now = parasol_protocol::time::Timestamp::new(house.now.seconds() / DAY * DAY);
    let mut days = Vec::new();
    for _ in 0..3 {
        let mut checks = 0;
        for _ in 0..24 {
            while house.snapshot().count_check(&member, house.now).unwrap()
                || house.run(CountCheck { actor: member }).unwrap() == Counted::Yes
            {
                checks += 1;
            }
            house.wait(3_600);
        }
        days.push(checks);
    }
    assert_eq!(days, [105; 3]);
    assert_eq!(ONE_PERCENT / 105 / 365, 52);
    // Whoever is to raise no alarm makes 39 a day (`sweeps::whoever_finds_something_now_and_then_is_no_alarm`).
    assert_eq!(ONE_PERCENT / 39 / 365, 140);
}
