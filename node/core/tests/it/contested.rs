//! Contests under attack: what is hidden for a while cannot slip past them, and what was decided stays decided.

use parasol_core::alerts::{AlertState, RecallReason, ReviseAlert, Revised};
use parasol_core::contests::{CloseContest, ContestDecision, ContestStep};
use parasol_core::desk::{DeskList, Person, PutEntryBack};
use parasol_core::ids::AlertId;
use parasol_core::members::{SetRole, Suspend};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{SayNotFree, Status, WithdrawReport};
use parasol_core::roles::{Actor, Role};
use parasol_protocol::lists::{EventKind, Level};

use crate::house::{House, member_id};
use crate::thread::{followed, opened};
use crate::withdrawing::{end, told};

const LISTED: &str = "06 39 98 41 57";
const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;

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
    let waiting = house.desk(&ana, DeskList::Open);
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

impl House {
    fn revise(&mut self, actor: Actor, alert: AlertId, version: u32, level: Level) {
        let revised = Revised {
            level,
            kinds: vec![EventKind::Harassment],
            text: "Better known.".into(),
            town: None,
            person: Person::default(),
            leave_out: Vec::new(),
            why: "The second report says so.".into(),
        };
        self.run(ReviseAlert { actor, alert, version, revised, anyway: false }).unwrap();
    }
}

fn decided<T>(answer: &Result<T, Refusal>) -> bool {
    matches!(answer, Err(Refusal::WrongState { found: "decided", .. }))
}

#[test]
fn line_7_what_is_decided_is_not_decided_again() {
    let mut house = House::new();
    let [ana, bea, cleo] = ["Ana", "Bea", "Cleo"].map(|name| house.member(name, Role::Moderator));
    let one = house.alert_of(LISTED, Level::Risky);
    let id = house.contest(&ana, LISTED);
    house.decide(ana, id, one, ContestDecision::Stays).unwrap();
    for again in [ContestDecision::Recalled, ContestDecision::Stays] {
        assert!(decided(&house.decide(bea, id, one, again)), "one moderator undoes the other's");
    }
    assert_eq!(house.snapshot().alert(&ana, &one).unwrap().state, AlertState::Live);

    // Two have said that it stays: a third opens nothing again, alone or with one of them.
    let other = house.alert_of("06 39 98 41 58", Level::VeryDangerous);
    let id = house.contest(&ana, "06 39 98 41 58");
    for moderator in [ana, bea] {
        house.decide(moderator, id, other, ContestDecision::Stays).unwrap();
    }
    assert!(decided(&house.decide(cleo, id, other, ContestDecision::Recalled)));
    assert!(house.opened_contest(cleo, id).unwrap().may_close);
}

/// Whoever proposed it is no moderator any more, was suspended, or says now that the number is hers.
#[test]
fn line_7_of_two_who_decide_both_are_moderators_when_it_is_done() {
    for gone in 0..3 {
        let mut house = House::new();
        let alert = house.alert_of(LISTED, Level::VeryDangerous);
        let [bea, cleo] = ["Bea", "Cleo"].map(|name| house.member(name, Role::Moderator));
        let member = member_id(&house.registered("Ana", &["ana@example.org"]));
        house.run(SetRole { actor: Actor::Operator, member, role: Role::Moderator }).unwrap();
        let ana = Actor::Member(member, Role::Moderator);
        let id = house.contest(&bea, LISTED);
        let recalled = ContestDecision::Recalled;
        assert_eq!(house.decide(ana, id, alert, recalled), Ok(ContestStep::WaitsForSecond));
        assert!(house.opened_contest(bea, id).unwrap().alerts.remove(0).decision.is_some());
        match gone {
            0 => house.run(SetRole { actor: Actor::Operator, member, role: Role::Member }).unwrap(),
            1 => house.run(Suspend { actor: Actor::Operator, member }).unwrap(),
            _ => {
                house.change(ana, 0, LISTED).unwrap();
                let code = house.code();
                house.confirm(ana, &code);
            }
        }
        let seen = house.opened_contest(bea, id).unwrap().alerts.remove(0);
        assert_eq!(seen.decision, None, "nobody is asked to agree with her ({gone})");
        assert_eq!(house.decide(bea, id, alert, recalled), Ok(ContestStep::WaitsForSecond), "{gone}");
        assert_eq!(house.snapshot().alert(&bea, &alert).unwrap().state, AlertState::Live);
        assert_eq!(house.decide(cleo, id, alert, recalled), Ok(ContestStep::Done));
    }
}

#[test]
fn line_8_corrected_is_only_what_was_corrected_after_the_contest() {
    let mut house = House::new();
    let alert = house.alert_of(LISTED, Level::Risky);
    let ana = house.member("Ana", Role::Moderator);
    house.revise(ana, alert, 0, Level::Risky);
    house.wait(DAY);
    let id = house.contest(&ana, LISTED);
    house.wait(DAY);
    let not_yet = Err(Refusal::Invalid { field: "decision", reason: "not_corrected" });
    assert_eq!(house.decide(ana, id, alert, ContestDecision::Corrected), not_yet, "that was before");
    assert!(!house.opened_contest(ana, id).unwrap().may_close);
    house.revise(ana, alert, 1, Level::Unpleasant);
    assert_eq!(house.decide(ana, id, alert, ContestDecision::Corrected), Ok(ContestStep::Done));
}

/// One moderator makes it less dangerous, and then decides alone.
#[test]
fn line_7_two_decide_about_what_was_very_dangerous_when_it_was_contested() {
    let mut house = House::new();
    let alert = house.alert_of(LISTED, Level::VeryDangerous);
    let [ana, bea] = ["Ana", "Bea"].map(|name| house.member(name, Role::Moderator));
    let id = house.contest(&ana, LISTED);
    house.wait(DAY);
    house.revise(ana, alert, 0, Level::Risky);
    house.wait(DAY);
    house.revise(ana, alert, 1, Level::Unpleasant);
    assert!(house.opened_contest(ana, id).unwrap().alerts.remove(0).two);
    let recalled = ContestDecision::Recalled;
    assert_eq!(house.decide(ana, id, alert, recalled), Ok(ContestStep::WaitsForSecond));
    assert_eq!(house.snapshot().alert(&ana, &alert).unwrap().state, AlertState::Live);
    assert_eq!(house.decide(bea, id, alert, recalled), Ok(ContestStep::Done));
    // What had been made less dangerous long before is decided by one.
    let other = house.alert_of("06 39 98 41 58", Level::VeryDangerous);
    house.revise(ana, other, 0, Level::Risky);
    house.wait(DAY);
    let id = house.contest(&ana, "06 39 98 41 58");
    assert_eq!(house.decide(ana, id, other, recalled), Ok(ContestStep::Done));
}

/// Beside the audit, where the moderators' steps stand by name, a second says which is which.
#[test]
fn nothing_of_a_contest_says_when_more_closely_than_the_day() {
    let mut house = House::new();
    house.wait(12_345);
    let alert = house.alert_of(LISTED, Level::Risky);
    let ana = house.member("Ana", Role::Moderator);
    let id = house.contest(&ana, LISTED);
    house.wait(25 * DAY + 77);
    house.decide(ana, id, alert, ContestDecision::Stays).unwrap();
    assert!(!house.stores_the_second(), "decided");
    house.wait(1_234);
    house.run(CloseContest { actor: ana, id }).unwrap();
    assert!(!house.stores_the_second(), "closed, and its letter due");
    house.wait(1_234);
    assert_eq!(house.letters().len(), 1);
    assert!(!house.stores_the_second(), "answered");
    let opened = house.opened_contest(ana, id).unwrap();
    for at in [Some(opened.filed), opened.closed, opened.answered] {
        assert_eq!(at.unwrap().seconds() % DAY, 0);
    }
}

impl House {
    /// Whether a contest's row, or the key of its letter, has this very second.
    fn stores_the_second(&self) -> bool {
        let second = self.now.seconds().to_be_bytes();
        let has = |row: &[u8], part: &[u8]| row.windows(part.len()).any(|found| found == part);
        let (mut found, mut contests) = (false, 0);
        let mut visit = |row: &[u8]| {
            let contest = has(row, b"decided") && has(row, b"answered");
            // A letter's key: when, and the contest.
            let letter = row.len() == 24 && row.starts_with(&second);
            contests += usize::from(contest);
            // In a row a number stands in as few bytes as it needs.
            found |= letter || (contest && has(row, &second[4..]));
        };
        self.snapshot().store().visit_opened(&mut visit).unwrap();
        assert_eq!(contests, 1);
        found
    }
}
