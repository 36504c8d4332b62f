//! Sweeps are noticed from counts alone.

use parasol_core::command::Event;
use parasol_core::fair_share::Urgency;
use parasol_core::quota::{CheckLimits, CountCheck, Counted};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use parasol_core::rules::Rules;
use parasol_core::sweeps::{SettleSweep, Sweep};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::house::{House, member_id};

/// Checks as the pages do; whether it was answered, and whether an alarm was raised.
fn check(house: &mut House, who: &Actor, number: &str) -> (bool, bool) {
    let mut noticed = false;
    if !house.snapshot().count_check(who, house.now).unwrap() {
        let (counted, events) = house.run_with_events(CountCheck { actor: *who });
        noticed = events.contains(&Event::SweepNoticed);
        if counted.unwrap() != Counted::Yes {
            return (false, noticed);
        }
    }
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let (mut pending, asks) = house.snapshot().begin_check(who, number, None, house.now, &mut rng).unwrap();
    house.snapshot().share_out(&mut pending, asks, Urgency::Search, house.now).unwrap();
    house.snapshot().finish_check(pending, &[], house.now).unwrap();
    (true, noticed)
}

fn number(n: u64) -> String {
    format!("+33 6 39 98 {:02} {:02}", n / 100 % 100, n % 100)
}

fn wide(house: &House, per_day: u32) {
    let checks = CheckLimits { per_hour: per_day, per_day, reserve: 0 };
    house.node().set_rules(Rules { checks, ..Rules::default() });
}

fn alarms(house: &House) -> Vec<Sweep> {
    house.snapshot().sweeps(&Actor::Operator).unwrap()
}

#[test]
fn many_checks_that_find_nothing_raise_one_alarm_a_day() {
    let mut house = House::new();
    wide(&house, 95);
    let rosa = house.member("Rosa", Role::Member);
    let raised: Vec<u64> = (0..95).filter(|n| check(&mut house, &rosa, &number(*n)).1).collect();
    assert_eq!(raised, [40], "at the first block after forty");
    let alarm = alarms(&house)[0].clone();
    assert_eq!((alarm.member, alarm.checks, alarm.nothing), (member_id(&rosa), 88, 88));
    house.wait(86_400);
    check(&mut house, &rosa, &number(1));
    assert_eq!(alarms(&house).len(), 1);
    assert_eq!(alarms(&house)[0].checks, 95, "the last checks of the day are counted on the next");
    house.restart();
    assert_eq!(alarms(&house).len(), 1, "it is durable");

    let lola = house.member("Lola", Role::Member);
    let (day, member) = (alarm.day, alarm.member);
    assert_eq!(house.run(SettleSweep { actor: lola, day, member }), Err(Refusal::Forbidden));
    assert_eq!(house.snapshot().sweeps(&lola).err(), Some(Refusal::Forbidden));
    house.run(SettleSweep { actor: Actor::Operator, day, member }).unwrap();
    assert!(alarms(&house).is_empty());
}

#[test]
fn a_clock_that_was_ahead_for_a_moment_hides_no_sweep_until_that_day() {
    let mut house = House::new();
    wide(&house, 95);
    let rosa = house.member("Rosa", Role::Member);
    let right = house.now;
    house.wait(60 * 86_400);
    check(&mut house, &rosa, &number(200));
    house.now = right;
    let raised = (0..95).filter(|n| check(&mut house, &rosa, &number(*n)).1).count();
    let alarm = alarms(&house).remove(0);
    assert_eq!((raised, alarm.day, alarm.checks), (1, right.seconds() / 86_400, 88));
}

#[test]
fn whoever_finds_something_now_and_then_is_no_alarm() {
    let mut house = House::new();
    wide(&house, 95);
    house.alert("06 39 98 41 57");
    let rosa = house.member("Rosa", Role::Member);
    for n in 0..95 {
        let number = if n % 10 == 0 { "06 39 98 41 57".to_owned() } else { number(n) };
        assert!(!check(&mut house, &rosa, &number).1);
    }
    let lola = house.member("Lola", Role::Member);
    for n in 0..39 {
        assert!(!check(&mut house, &lola, &number(n)).1, "few");
    }
    house.wait(86_400);
    check(&mut house, &rosa, &number(1));
    check(&mut house, &lola, &number(1));
    assert!(alarms(&house).is_empty());
}

#[test]
fn three_days_in_a_row_with_nothing_left_raise_one() {
    let mut house = House::new();
    wide(&house, 3);
    let rosa = house.member("Rosa", Role::Member);
    let day = |house: &mut House| (0..6).filter(|n| check(house, &rosa, &number(*n)).1).count();
    assert_eq!(
        (day(&mut house), {
            house.wait(86_400);
            day(&mut house)
        }),
        (0, 0)
    );
    house.wait(2 * 86_400);
    assert_eq!(day(&mut house), 0, "a day between: it begins anew");
    house.wait(86_400);
    assert_eq!(day(&mut house), 0);
    house.wait(86_400);
    assert_eq!(day(&mut house), 1);
    let alarm = alarms(&house)[0].clone();
    assert_eq!((alarm.over_days, alarm.day), (3, house.now.seconds() / 86_400));
}
