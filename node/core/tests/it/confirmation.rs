//! Nothing is filed under a key before this node's own share and the canary hold; partners that ask too much are noticed.

use parasol_core::allowances::{Allowed, Metered, Reserve};
use parasol_core::circles::LeaveCircle;
use parasol_core::command::Event;
use parasol_core::confirmation::{CanaryState, FinishCanary, KeyState, ShareState};
use parasol_core::holder_notes::{Heard, NoteUnproven};
use parasol_core::limits::{CANARY_EVERY, CANARY_LATER, CANARY_SOON, PEER_SWEEP};
use parasol_core::peer_sweeps::{PeerSweep, SettlePeerSweep, WatchPeers};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use parasol_protocol::evaluation::{Class, Element, EvaluationFailure};
use parasol_protocol::time::DAY;

use crate::agreement::kit::Organisations;
use crate::ceremony::made;
use crate::house::House;

const OPERATOR: Actor = Actor::Operator;

fn state(all: &Organisations, i: usize, epoch: u64) -> KeyState {
    let states = all.houses[i].snapshot().key_states(&all.circle).unwrap();
    *states.iter().find(|state| state.epoch == epoch).unwrap()
}

fn publishes(all: &Organisations, i: usize) -> bool {
    all.houses[i].snapshot().publishes_under(&all.circle, 2).unwrap()
}

fn due(all: &mut Organisations, i: usize) -> bool {
    let house = &mut all.houses[i];
    house.snapshot().next_canary(house.now, &mut house.rng).unwrap().is_some()
}

#[test]
fn share_and_canary_are_looked_at_when_a_key_begins_to_serve_when_a_node_is_opened_and_every_hour() {
    let mut all = made(3, 2);
    let at = all.houses[0].now;
    for i in 0..3 {
        let expected = KeyState {
            epoch: 2,
            t: 2,
            share: ShareState::Held,
            canary: CanaryState::Holds(at),
            publishes: true,
        };
        assert_eq!(state(&all, i, 2), expected);
        assert_eq!(state(&all, i, 1).canary, CanaryState::HoldsBySelf);
        assert!(!due(&mut all, i));
    }
    all.restart(0);
    assert_eq!(state(&all, 0, 2).canary, CanaryState::Waits);
    assert!(!publishes(&all, 0) && due(&mut all, 0), "what was seen before it was opened counts for nothing");
    all.away = vec![1, 2];
    all.confirm_keys();
    assert!(!publishes(&all, 0) && !due(&mut all, 0));
    all.houses[0].wait(CANARY_SOON);
    all.away.clear();
    all.confirm_keys();
    assert!(publishes(&all, 0));
    all.houses[0].wait(CANARY_EVERY);
    assert!(due(&mut all, 0));
    all.away = vec![1, 2];
    all.confirm_keys();
    assert!(publishes(&all, 0), "whoever does not answer says nothing about the key");
    assert!(!due(&mut all, 0));
    all.houses[0].wait(CANARY_LATER - 1);
    assert!(!due(&mut all, 0), "nothing waits for it");
    all.houses[0].wait(1);
    all.away = vec![2];
    all.confirm_keys();
    assert_eq!(
        state(&all, 0, 2).canary,
        CanaryState::Holds(at.plus(CANARY_SOON + CANARY_EVERY + CANARY_LATER))
    );
}

#[test]
fn what_is_no_answer_to_the_canary_says_nothing_about_the_key() {
    let mut all = made(3, 2);
    let (circle, now) = (all.circle, all.houses[0].now.plus(CANARY_EVERY));
    all.houses[0].now = now;
    let ask = |all: &mut Organisations| {
        let house = &mut all.houses[0];
        house.snapshot().next_canary(house.now, &mut house.rng).unwrap().unwrap()
    };
    // What another question's answer would show is not the canary's.
    let (pending, _) = ask(&mut all);
    let (_, other) = ask(&mut all);
    let answer = all.gathered(0, &other);
    assert_eq!(all.run(0, FinishCanary { pending, answer }), Ok(None), "no answer to this question");
    assert!(publishes(&all, 0));
    all.houses[0].wait(CANARY_LATER);
    let (pending, _) = ask(&mut all);
    let lost = Err(EvaluationFailure::Quota);
    assert_eq!(all.run(0, FinishCanary { pending, answer: lost }), Ok(None));
    all.run(2, LeaveCircle { actor: OPERATOR, circle }).unwrap();
    assert_eq!(all.houses[2].snapshot().key_states(&circle).unwrap(), []);
    assert_eq!(all.audited(0, "canary_differs"), 0);
}

#[test]
fn a_newcomer_publishes_when_she_has_her_share_and_has_seen_the_canary() {
    let mut all = made(3, 2);
    all.houses.push(House::with_seed(90));
    all.admit(3);
    assert_eq!(state(&all, 3, 2).share, ShareState::Missing);
    all.confirm_keys();
    let seen = state(&all, 3, 2);
    assert!(matches!(seen.canary, CanaryState::Holds(_)) && !seen.publishes, "{seen:?}");
    all.settle();
    assert_eq!(state(&all, 3, 2).share, ShareState::Held);
    assert!(publishes(&all, 3));
}

#[test]
fn holders_that_lie_or_refuse_are_named_for_as_long_as_it_lasts() {
    let mut all = made(3, 2);
    let (circle, liar, refuser) = (all.circle, all.id(1), all.id(2));
    let now = all.houses[0].now;
    let notes =
        |all: &Organisations, now| all.houses[0].snapshot().holder_notes(&OPERATOR, &circle, now).unwrap();
    assert_eq!(notes(&all, now), []);
    let until = now.plus(3_600);
    let note =
        |all: &Organisations, who, heard| all.houses[0].snapshot().note_holder(circle, who, heard, now);
    note(&all, liar, Heard::Unproven);
    note(&all, liar, Heard::Unproven);
    note(&all, refuser, Heard::Refused(Class::Check, until));
    let named = notes(&all, now);
    let seen = |id| named.iter().find(|view| view.organisation == id).unwrap();
    assert_eq!(seen(liar).unproven, Some((2, now)));
    assert_eq!(seen(refuser).refused, [(Class::Check, until)]);
    assert_eq!(notes(&all, until).len(), 1, "the refusal is over");
    note(&all, refuser, Heard::Evaluated(Class::Check));
    assert_eq!(notes(&all, now).len(), 1, "or it evaluates again");
    assert_eq!(all.houses[0].snapshot().unproven_holders(now), [(circle, liar)]);
    all.run(0, NoteUnproven { circle, holder: liar }).unwrap();
    assert_eq!(all.audited(0, "holder_unproven"), 1);
    assert_eq!(all.houses[0].snapshot().unproven_holders(now), [], "one line a day");
    let member = all.houses[0].member("Rosa", Role::Member);
    assert_eq!(all.houses[0].snapshot().holder_notes(&member, &circle, now).err(), Some(Refusal::Forbidden));
    all.houses[0].snapshot().forget_holder_notes(now.plus(8 * DAY)).unwrap();
    assert_eq!(notes(&all, now), []);
}

/// Asks the first node as a partner does that wants as many new numbers evaluated; how many were.
fn sweep(all: &mut Organisations, class: Class, numbers: u32, seed: &mut u32) -> (u32, bool) {
    let (peer, circle) = (all.id(1), all.circle);
    let mut noticed = false;
    for done in 0..numbers {
        *seed += 1;
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&seed.to_be_bytes());
        let elements = vec![Element::new(bytes)];
        let asked = Metered { peer, circle, epoch: 2, class, elements };
        let house = &mut all.houses[0];
        if house.snapshot().allows(&asked, house.now) {
            continue;
        }
        let (allowed, events) = house.run_with_events(Reserve { asked });
        noticed |= events.contains(&Event::SweepNoticed);
        if allowed.unwrap() != Allowed::Yes {
            return (done, noticed);
        }
    }
    let (_, events) = all.houses[0].run_with_events(WatchPeers);
    (numbers, noticed || events.contains(&Event::SweepNoticed))
}

fn alarms(all: &Organisations) -> Vec<PeerSweep> {
    all.houses[0].snapshot().peer_sweeps(&OPERATOR).unwrap()
}

#[test]
fn a_partner_that_asks_many_times_its_usual_within_an_hour_is_noticed() {
    let mut all = made(3, 2);
    let mut seed = 0;
    // 2 * 200 * 1 / 2 a day are what anybody may; eight times the hour of that.
    let bound = (200 * 8_u32).div_ceil(24);
    assert_eq!(sweep(&mut all, Class::Check, bound - 1, &mut seed), (bound - 1, false));
    assert_eq!(sweep(&mut all, Class::Publish, 1, &mut seed), (1, true), "under whatever name");
    let alarm = alarms(&all).remove(0);
    assert_eq!((alarm.peer, alarm.within_an_hour, alarm.evaluated), (all.id(1), true, u64::from(bound)));
    assert_eq!(all.audited(0, "peer_sweep"), 1);
    assert_eq!(sweep(&mut all, Class::Check, 100, &mut seed), (100, false), "told once");
    let (circle, peer) = (all.circle, all.id(1));
    let moderator = all.houses[0].member("moderator", Role::Moderator);
    assert_eq!(all.run(0, SettlePeerSweep { actor: moderator, circle, peer }), Err(Refusal::Forbidden));
    all.run(0, SettlePeerSweep { actor: OPERATOR, circle, peer }).unwrap();
    assert_eq!(alarms(&all), []);
    // What is used up for the day both admins can see.
    assert!(sweep(&mut all, Class::Check, 400, &mut seed).0 < 400);
    let used = all.houses[0].snapshot().peer_use(&OPERATOR, &circle, all.houses[0].now).unwrap();
    let checks = used.iter().find(|used| used.class == Class::Check).unwrap();
    assert!(checks.used_up && checks.organisation == peer && checks.allowance == 200, "{checks:?}");
    assert_eq!(sweep(&mut all, Class::Retag, 1, &mut seed), (0, false), "there is nothing to tag again");
}

#[test]
fn who_asks_for_all_that_it_may_and_no_more_used_nothing_up() {
    let mut all = made(3, 2);
    let used_up = |all: &Organisations| {
        let uses = all.houses[0].snapshot().peer_use(&OPERATOR, &all.circle, all.houses[0].now).unwrap();
        (
            uses[0].today,
            uses.iter().filter(|used| used.used_up).count(),
            all.audited(0, "peer_allowance_used"),
        )
    };
    let mut seed = 0;
    assert_eq!(sweep(&mut all, Class::Publish, 200, &mut seed).0, 200);
    assert_eq!(used_up(&all), (200, 0, 0));
    for _ in 0..2 {
        assert_eq!(sweep(&mut all, Class::Publish, 1, &mut seed).0, 0);
        assert_eq!(used_up(&all), (200, 1, 1), "one line a day");
    }
    all.houses[0].wait(DAY);
    assert_eq!(used_up(&all), (0, 0, 1));
}

/// Whoever is patient is noticed, too, before it had looked one in ten thousand of a country up.
#[test]
fn a_patient_partner_is_noticed_by_how_much_it_was_in_all() {
    let mut all = made(3, 2);
    let (mut seed, mut numbers, mut days) = (0, 0, 0);
    while alarms(&all).is_empty() {
        // Never more than anybody may, never many within an hour.
        for _ in 0..4 {
            numbers += sweep(&mut all, Class::Check, 48, &mut seed).0;
            all.houses[0].wait(3_600);
        }
        all.houses[0].wait(DAY - 4 * 3_600);
        days += 1;
        assert!(days < 100, "{numbers}");
    }
    let alarm = alarms(&all).remove(0);
    let here = PEER_SWEEP / 2;
    assert!(!alarm.within_an_hour && (here..here + 64).contains(&alarm.evaluated), "{alarm:?}");
    let (circle, peer) = (all.circle, all.id(1));
    all.run(0, SettlePeerSweep { actor: OPERATOR, circle, peer }).unwrap();
    // Ninety days of the same are usual now.
    let usual = numbers.div_ceil(days) * 90;
    let before = seed;
    while alarms(&all).is_empty() {
        sweep(&mut all, Class::Check, 48, &mut seed);
        all.houses[0].wait(DAY / 4);
    }
    assert!((usual..usual + 500).contains(&(seed - before)), "{usual} {}", seed - before);
}
