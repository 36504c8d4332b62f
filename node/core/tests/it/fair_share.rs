//! A member with a program does not use up what partners evaluate for all members of a node.

use parasol_core::checks::Verdict;
use parasol_core::fair_share::{KeepUse, Urgency};
use parasol_core::holder_notes::Heard;
use parasol_core::limits::{AWAY_FOR, SWEEP_PATIENT};
use parasol_core::quota::{CheckLimits, CountCheck, Counted};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use parasol_core::rules::Rules;
use parasol_protocol::evaluation::{Answer, Ask, Class, EvaluationFailure};
use parasol_protocol::time::{DAY, Timestamp};

use crate::agreement::kit::Organisations;
use crate::ceremony::made;
use crate::house::House;

/// A circle of three in which it takes two, at midnight; an organisation that counts checks generously.
fn generous() -> Organisations {
    let mut all = made(3, 2);
    let house = &mut all.houses[0];
    house.now = Timestamp::new((house.now.seconds() / DAY + 1) * DAY);
    let checks = CheckLimits { per_hour: 100_000, per_day: 1_000_000, reserve: 0 };
    house.node().set_rules(Rules { checks, ..Rules::default() });
    all
}

/// Checks as the pages do, without holders; whether they would have been asked, and what comes of it.
fn check(house: &mut House, who: &Actor, n: u32, urgency: Urgency) -> (bool, Verdict) {
    if !house.snapshot().count_check(who, house.now).unwrap() {
        assert_eq!(house.run(CountCheck { actor: *who }), Ok(Counted::Yes));
    }
    let number = format!("+33 6 39 98 {:02} {:02}", n / 100 % 100, n % 100);
    let snapshot = house.snapshot();
    let (mut pending, asks) = snapshot.begin_check(who, &number, None, house.now, &mut house.rng).unwrap();
    let asks = snapshot.share_out(&mut pending, asks, urgency, house.now).unwrap().asks().to_vec();
    // The first key is everybody's.
    let answer = |ask: &Ask| match ask.epoch {
        1 => snapshot.answer(ask, &mut house.rng),
        _ => Err(EvaluationFailure::Unreachable),
    };
    let answers: Vec<Answer> = asks.iter().map(answer).collect();
    let asked = asks.iter().any(|ask| ask.epoch == 2);
    (asked, snapshot.finish_check(pending, &answers, house.now).unwrap())
}

fn asked(house: &mut House, who: &Actor, n: u32, urgency: Urgency) -> bool {
    check(house, who, n, urgency).0
}

#[test]
fn a_member_with_a_program_leaves_a_quarter_of_each_hour_and_day_to_the_others() {
    let mut all = generous();
    let house = &mut all.houses[0];
    let (mallory, rosa) = (house.member("Mallory", Role::Member), house.member("Rosa", Role::Member));
    let (mut taken, mut hours) = (0, Vec::new());
    for hour in 0..24 {
        let got = (0..200).filter(|n| asked(house, &mallory, hour * 200 + n, Urgency::Search)).count();
        hours.push(got);
        taken += got;
        // Whoever checks now and then finds her part of the hour whenever she comes.
        if hour % 4 == 3 {
            assert!(asked(house, &rosa, 9_000 + hour, Urgency::Search), "hour {hour}");
        }
        house.wait(3_600);
        house.run(KeepUse).unwrap();
    }
    // The first ten of a day are usual for everybody; then three quarters of an eighth of 2 * 200, until three quarters of
    // the day are used.
    assert_eq!(hours[..3], [37, 37, 37]);
    assert!((290..=300).contains(&taken), "{taken} {hours:?}");
    let (was_asked, verdict) = check(house, &mallory, 1, Urgency::Search);
    assert!(was_asked, "the next day begins anew: {verdict:?}");
}

#[test]
fn what_is_refused_is_told_and_a_call_goes_before_a_search() {
    let mut all = generous();
    let house = &mut all.houses[0];
    let mallory = house.member("Mallory", Role::Member);
    let got = (0..100).filter(|n| asked(house, &mallory, *n, Urgency::Search)).count();
    assert_eq!(got, 37);
    let (was_asked, verdict) = check(house, &mallory, 200, Urgency::Search);
    assert!(!was_asked && !verdict.complete && verdict.unanswered.len() == 2, "{verdict:?}");
    let calls = (0..100).filter(|n| asked(house, &mallory, 300 + n, Urgency::Call)).count();
    assert_eq!(calls, 6);
    // A restart forgets the hour, and nothing of the day that was written down.
    house.run(KeepUse).unwrap();
    assert!(!house.snapshot().use_unwritten());
    house.restart();
    let checks = CheckLimits { per_hour: 100_000, per_day: 1_000_000, reserve: 0 };
    house.node().set_rules(Rules { checks, ..Rules::default() });
    let mut day = 43;
    for hour in 0..24_u32 {
        day += (0..100).filter(|n| asked(house, &mallory, hour * 100 + n, Urgency::Search)).count();
        if hour < 22 {
            house.wait(3_600);
        }
    }
    assert!((290..=300).contains(&day), "{day}");
}

/// The month before was forgotten, and the node stayed at the least until the wrong day came.
#[test]
fn a_clock_that_was_ahead_for_a_moment_leaves_what_a_node_usually_uses() {
    let mut all = generous();
    let house = &mut all.houses[0];
    let mallory = house.member("Mallory", Role::Member);
    let mut numbers = 0..;
    let mut hour = |house: &mut House| {
        let got = (0..150).filter(|_| asked(house, &mallory, numbers.next().unwrap(), Urgency::Search));
        let got = got.count();
        house.run(KeepUse).unwrap();
        house.wait(3_600);
        got
    };
    let busy: usize = (0..5).map(|_| hour(house)).sum();
    assert!(busy > 150, "{busy}");
    house.wait(DAY);
    let before = hour(house);
    assert!(before > 37, "more than the least: {before}");
    let right = house.now;
    for days in [60, 365] {
        house.now = right.plus(days * DAY);
        hour(house);
    }
    house.now = right;
    assert_eq!(hour(house), before);
    house.restart();
    let checks = CheckLimits { per_hour: 100_000, per_day: 1_000_000, reserve: 0 };
    house.node().set_rules(Rules { checks, ..Rules::default() });
    assert_eq!(hour(house), before, "it is written down as well");
}

#[test]
fn nobody_who_is_not_signed_in_has_anything_evaluated() {
    let mut all = generous();
    let house = &mut all.houses[0];
    for nobody in [Actor::Operator, Actor::System] {
        let snapshot = house.snapshot();
        let begun = snapshot.begin_check(&nobody, "+33639984157", None, house.now, &mut house.rng);
        let Ok((mut pending, asks)) = begun else { continue };
        let shared = snapshot.share_out(&mut pending, asks, Urgency::Call, house.now);
        assert_eq!(shared.err(), Some(Refusal::Forbidden));
    }
}

/// Where a holder is away, the others allow what they allow: searches stop earlier, so that something is kept for calls.
#[test]
fn while_a_holder_is_away_searches_leave_a_quarter_of_what_the_others_allow() {
    let mut all = generous();
    let (circle, away) = (all.circle, all.id(2));
    let house = &mut all.houses[0];
    let (mallory, rosa) = (house.member("Mallory", Role::Member), house.member("Rosa", Role::Member));
    let searches = |house: &mut House, from: u32| {
        (from..from + 60).filter(|n| asked(house, &mallory, *n, Urgency::Search)).count()
    };
    let heard = |house: &House, heard| house.snapshot().note_holder(circle, away, heard, house.now);
    heard(house, Heard::Nothing);
    assert_eq!(searches(house, 0), 18, "three quarters of an eighth of what one of two allows: 200");
    assert!(asked(house, &rosa, 9_000, Urgency::Call) && asked(house, &rosa, 9_001, Urgency::Search));
    assert_eq!(
        house.snapshot().holder_notes(&Actor::Operator, &circle, house.now).unwrap(),
        [],
        "who is silent once is told in other ways"
    );
    // It has evaluated again, it lies, it refuses for today, and nothing was heard of it for a while.
    heard(house, Heard::Evaluated(Class::Check));
    assert_eq!(searches(house, 100), 37 - 20);
    house.wait(3_600);
    heard(house, Heard::Unproven);
    assert_eq!(searches(house, 200), 18);
    house.wait(AWAY_FOR);
    assert_eq!(searches(house, 300), 37 - 18, "it may be back");
    house.wait(3_600);
    heard(house, Heard::Refused(Class::Check, Timestamp::new((house.now.seconds() / DAY + 1) * DAY)));
    house.wait(2 * 3_600);
    assert_eq!(searches(house, 400), 18, "until the next day");
    heard(house, Heard::Evaluated(Class::Check));
    heard(house, Heard::Refused(Class::Publish, house.now.plus(3_600)));
    assert_eq!(searches(house, 500), 37 - 18, "what it refuses to publish is nothing to checks");
    // What is left of the day is for those who check little, whoever is away.
    heard(house, Heard::Nothing);
    let calls = (0..400).filter(|n| asked(house, &rosa, 1_000 + n, Urgency::Call)).count();
    assert!(
        (1..=10).contains(&calls),
        "hers are calls of somebody who checks little for ten numbers: {calls}"
    );
}

/// Whoever asks for thirty at one instant has asked for thirty before the first of them is answered.
#[test]
fn what_is_asked_at_one_instant_counts_before_it_is_answered_and_a_text_counts_for_what_it_may_be() {
    let mut all = generous();
    let house = &mut all.houses[0];
    let (mallory, rosa) = (house.member("Mallory", Role::Member), house.member("Rosa", Role::Member));
    // The hour's three quarters are used up: what is left is for whoever has had ten numbers looked up at the most.
    let lola = house.member("Lola", Role::Member);
    assert_eq!((0..60).filter(|n| asked(house, &lola, *n, Urgency::Search)).count(), 37);
    let mut got = 0;
    for n in 0..20 {
        let (number, snapshot) = (format!("+33 6 39 98 41 {n:02}"), house.snapshot());
        let begun = snapshot.begin_check(&mallory, &number, None, house.now, &mut house.rng);
        let (mut pending, asks) = begun.unwrap();
        let allotted = snapshot.share_out(&mut pending, asks, Urgency::Call, house.now).unwrap();
        got += usize::from(allotted.asks().iter().any(|ask| ask.epoch == 2));
    }
    assert_eq!(got, 10, "nothing was answered yet");

    let text = "AB-000-CD";
    let snapshot = house.snapshot();
    let (pending, _) = snapshot.begin_check(&rosa, text, None, house.now, &mut house.rng).unwrap();
    let read = snapshot.finish_check(pending, &[], house.now).unwrap().read.len();
    assert!(read > 1, "or this shows nothing");
    let mut got = 0;
    for _ in 0..20 {
        let snapshot = house.snapshot();
        let begun = snapshot.begin_check(&rosa, text, None, house.now, &mut house.rng);
        let (mut pending, asks) = begun.unwrap();
        let allotted = snapshot.share_out(&mut pending, asks, Urgency::Call, house.now).unwrap();
        got += usize::from(allotted.asks().iter().any(|ask| ask.epoch == 2));
    }
    assert_eq!(got, 10_usize.div_ceil(read));
}

/// Whoever stays below what is noticed in a day is noticed by what it comes to.
#[test]
fn somebody_who_is_patient_is_noticed_before_one_in_a_hundred_thousand_of_a_country() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let (mut numbers, mut days) = (0_u32, 0);
    while house.snapshot().sweeps(&Actor::Operator).unwrap().is_empty() {
        for n in 0..30 {
            if !house.snapshot().count_check(&rosa, house.now).unwrap() {
                assert_eq!(house.run(CountCheck { actor: rosa }), Ok(Counted::Yes));
            }
            let number = format!("+33 6 39 98 {:02} {n:02}", days % 100);
            let snapshot = house.snapshot();
            let begun = snapshot.begin_check(&rosa, &number, None, house.now, &mut house.rng);
            let (mut pending, asks) = begun.unwrap();
            snapshot.share_out(&mut pending, asks, Urgency::Search, house.now).unwrap();
            snapshot.finish_check(pending, &[], house.now).unwrap();
            numbers += 1;
        }
        house.wait(DAY);
        days += 1;
        assert!(days < 100);
    }
    assert!((SWEEP_PATIENT..SWEEP_PATIENT + 40).contains(&numbers), "{numbers}");
    let alarm = house.snapshot().sweeps(&Actor::Operator).unwrap().remove(0);
    assert!(alarm.checks >= SWEEP_PATIENT && alarm.checks == alarm.nothing, "{alarm:?}");
}
