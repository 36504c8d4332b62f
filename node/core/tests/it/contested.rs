//! Contests under attack: what is hidden for a while cannot slip past them, and what was decided stays decided.

use parasol_core::alerts::{AlertState, RecallReason};
use parasol_core::contests::{CloseContest, ContestDecision, ContestStep};
use parasol_core::desk::PutEntryBack;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{SayNotFree, Status, WithdrawReport};
use parasol_core::roles::Role;

use crate::house::House;
use crate::thread::{followed, opened};
use crate::withdrawing::{end, told};

const LISTED: &str = "06 39 98 41 57";
const HOUR: u64 = 3_600;

/// Her report is taken back, the contest is closed with "no alert names it", and the entry comes back undecided: so what may
/// come back is decided about too.
#[test]
fn line_4_and_7_what_was_withdrawn_and_may_come_back_is_contested_too() {
    let mut house = House::new();
    let told = told(&mut house);
    let (ana, bea) = (told.moderator, house.member("Bea", Role::Moderator));
    house.run(WithdrawReport { code: told.code.clone() }).unwrap();
    let id = house.contest(&ana, LISTED);
    assert_eq!(house.snapshot().contests(&ana, false, 0).unwrap().rows.remove(0).alerts, 1);
    let seen = house.opened_contest(ana, id).unwrap();
    assert!(matches!(seen.alerts.first().unwrap().state, AlertState::Withdrawn { .. }));
    assert!(!seen.may_close);
    assert!(matches!(house.run(CloseContest { actor: ana, id }), Err(Refusal::WrongState { .. })));

    let hands = ContestDecision::ChangedHands;
    assert_eq!(house.decide(ana, id, told.alert, hands), Ok(ContestStep::WaitsForSecond));
    assert_eq!(house.decide(bea, id, told.alert, hands), Ok(ContestStep::Done));
    assert!(house.opened_contest(ana, id).unwrap().may_close);
    house.run(CloseContest { actor: ana, id }).unwrap();
    // For her it is withdrawn, whatever was decided about the entry.
    assert_eq!(followed(&house, &told.code).status, Status::Withdrawn);
    // She was not free: what is left of her report waits for the desk again, and the entry stays recalled.
    opened(&mut house, &told.rosa);
    house.run(SayNotFree { actor: told.rosa, id: told.id }).unwrap();
    house.run(PutEntryBack { actor: ana, id: told.id }).unwrap();
    assert_eq!(followed(&house, &told.code).status, Status::Withdrawn);
    assert!(house.snapshot().search(&told.reader, "39984157").unwrap().is_empty());
    let waiting = house.desk(&ana, parasol_core::desk::DeskList::Open);
    assert!(waiting.iter().any(|row| row.id == told.id), "somebody decides about it anew");
}

#[test]
fn line_4_and_7_what_a_contest_ended_goes_with_the_rest_of_the_withdrawal() {
    let mut house = House::new();
    let told = told(&mut house);
    let (ana, bea) = (told.moderator, house.member("Bea", Role::Moderator));
    let id = house.contest(&ana, LISTED);
    house.run(WithdrawReport { code: told.code.clone() }).unwrap();
    for moderator in [ana, bea] {
        house.decide(moderator, id, told.alert, ContestDecision::Recalled).unwrap();
    }
    let state = house.snapshot().alert(&ana, &told.alert).map(|alert| alert.state);
    let reason = RecallReason::Contested;
    assert!(
        state == Err(Refusal::NotFound)
            || matches!(state, Ok(AlertState::Recalled { reason: found, .. }) if found == reason)
    );
    house.wait(80 * HOUR);
    end(&mut house);
    assert_eq!(house.snapshot().alert(&ana, &told.alert).err(), Some(Refusal::NotFound));
    assert_eq!(followed(&house, &told.code).status, Status::Withdrawn);
    house.restart();
    assert!(house.snapshot().search(&told.reader, "39984157").unwrap().is_empty());
}

/// A contest that is opened while the alert is withdrawn, and decided about after it was put back.
#[test]
fn line_4_and_7_an_entry_that_was_put_back_meanwhile_is_decided_about() {
    let mut house = House::new();
    let told = told(&mut house);
    let ana = told.moderator;
    house.run(WithdrawReport { code: told.code.clone() }).unwrap();
    let id = house.contest(&ana, LISTED);
    opened(&mut house, &told.rosa);
    house.run(SayNotFree { actor: told.rosa, id: told.id }).unwrap();
    house.run(PutEntryBack { actor: ana, id: told.id }).unwrap();
    let seen = house.opened_contest(ana, id).unwrap().alerts;
    assert_eq!(seen.first().map(|alert| alert.state), Some(AlertState::Live));
    assert_eq!(seen.len(), 1);
}
