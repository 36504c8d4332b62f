//! Alerts that are not shared yet though they should be: the newest go first, and nobody calls the ledger complete meanwhile.

use parasol_core::alerts::{RecallAlert, RecallReason};
use parasol_core::circles::{Outbound, SetOutbound};
use parasol_core::ids::AlertId;
use parasol_core::ledger::KeepUp;
use parasol_core::publish::{FinishPublication, SharingState};
use parasol_core::roles::{Actor, Role};

use crate::agreement::kit::Organisations;
use crate::ceremony::made;

const OLDER: [&str; 3] = ["+33639980031", "+33639980032", "+33639980033"];
const NEW: &str = "+33639980034";
const UNKNOWN: &str = "+33639980099";

/// Whether a check of what nobody reported says that everybody was asked and nothing is missing.
fn whole(all: &mut Organisations, i: usize) -> bool {
    all.sync_all();
    let verdict = all.check(i, UNKNOWN);
    assert_eq!(verdict.alerts.len(), 0);
    verdict.complete
}

/// One publication; whether there was any.
fn publication(all: &mut Organisations, i: usize) -> bool {
    let house = &mut all.houses[i];
    let next = house.snapshot().next_publication(house.now, &mut house.rng).unwrap();
    let Some((pending, asks)) = next else { return false };
    let answers = all.evaluate(i, &asks);
    all.run(i, FinishPublication { pending, answers }).unwrap();
    true
}

fn is_shared(all: &Organisations, i: usize, alert: &AlertId) -> bool {
    let sharing = all.houses[i].snapshot().sharing(alert).unwrap();
    matches!(sharing[0].state, SharingState::Shared { .. })
}

fn set(all: &mut Organisations, i: usize, on: bool) {
    let outbound = Outbound { on, ..Outbound::default() };
    all.run(i, SetOutbound { actor: Actor::Operator, circle: all.circle, outbound }).unwrap();
}

#[test]
fn whoever_comes_with_alerts_says_that_they_are_missing_until_they_are_shared() {
    let mut all = Organisations::new(2);
    let older: Vec<AlertId> = OLDER.iter().map(|number| all.publish(1, number)).collect();
    all.invite(0, 1);
    all.settle();
    assert!(!whole(&mut all, 0), "they wait for the delay");
    all.houses.iter_mut().for_each(|house| house.wait(3_600));
    assert!(publication(&mut all, 1) && publication(&mut all, 1));
    assert!(!whole(&mut all, 0), "one is missing");
    all.file(1);
    assert!(older.iter().all(|alert| is_shared(&all, 1, alert)));
    assert!(whole(&mut all, 0));
}

#[test]
fn what_is_older_does_not_keep_back_what_is_new() {
    let mut all = Organisations::linked(2);
    set(&mut all, 1, false);
    for number in OLDER {
        all.publish(1, number);
    }
    assert!(whole(&mut all, 0), "that nothing is shared is said elsewhere");
    set(&mut all, 1, true);
    let new = all.publish(1, NEW);
    assert!(publication(&mut all, 1));
    assert!(is_shared(&all, 1, &new));
    assert!(!whole(&mut all, 0));
    set(&mut all, 1, false);
    assert!(whole(&mut all, 0), "what is not to be shared is not missing");
}

#[test]
fn what_cannot_be_shared_for_long_is_missing_until_it_is_or_is_recalled() {
    for recalled in [false, true] {
        let mut all = made(3, 2);
        all.away = vec![0, 1];
        let alert = all.publish(2, NEW);
        all.file(2);
        all.away.clear();
        // It waits for another try; its delay has passed long ago.
        assert!(!whole(&mut all, 0), "{recalled}");
        if recalled {
            let actor = all.houses[2].member("moderator", Role::Moderator);
            all.run(2, RecallAlert { actor, alert, reason: RecallReason::Correction }).unwrap();
        } else {
            all.houses.iter_mut().for_each(|house| house.wait(3_600));
            all.file(2);
        }
        assert!(whole(&mut all, 0), "{recalled}");
    }
}

#[test]
fn what_is_not_even_tried_is_missing_too() {
    let mut all = made(3, 2);
    all.restart(2);
    let alert = all.publish(2, NEW);
    // No canary was seen since the node was opened: nothing is filed.
    assert!(!publication(&mut all, 2));
    all.run(2, KeepUp).unwrap();
    assert!(!whole(&mut all, 0));
    all.confirm_keys();
    all.file(2);
    assert!(is_shared(&all, 2, &alert) && whole(&mut all, 0));
}

#[test]
fn a_clock_that_was_ahead_keeps_no_alert_back() {
    const MONTH: u64 = 30 * 86_400;
    for tried in [false, true] {
        let mut all = made(3, 2);
        let before = all.houses[2].now;
        all.houses[2].wait(MONTH);
        let alert = all.publish(2, NEW);
        if tried {
            all.away = vec![0, 1];
            all.file(2);
            all.away.clear();
        }
        all.houses[2].now = before.plus(60);
        all.run(2, KeepUp).unwrap();
        assert!(!is_shared(&all, 2, &alert), "{tried}");
        assert!(!whole(&mut all, 0), "{tried}");
        all.houses.iter_mut().for_each(|house| house.wait(300));
        all.confirm_keys();
        all.file(2);
        assert!(is_shared(&all, 2, &alert) && whole(&mut all, 0), "{tried}");
    }
}

#[test]
fn another_delay_hides_nothing_that_was_tried_and_holds_for_what_waits() {
    let set = |all: &mut Organisations, delay| {
        let outbound = Outbound { on: true, delay };
        all.run(2, SetOutbound { actor: Actor::Operator, circle: all.circle, outbound }).unwrap();
    };
    let mut all = made(3, 2);
    all.away = vec![0, 1];
    let tried = all.publish(2, NEW);
    all.file(2);
    all.away.clear();
    assert!(!whole(&mut all, 0));
    set(&mut all, 86_400);
    assert!(!whole(&mut all, 0), "it was tried: it does not wait again");
    all.houses.iter_mut().for_each(|house| house.wait(600));
    all.file(2);
    assert!(is_shared(&all, 2, &tried) && whole(&mut all, 0));
    let waits = all.publish(2, OLDER[0]);
    all.houses.iter_mut().for_each(|house| house.wait(3_600));
    assert!(!publication(&mut all, 2) && whole(&mut all, 0), "it waits for the delay");
    set(&mut all, 600);
    assert!(publication(&mut all, 2) && is_shared(&all, 2, &waits));
}
