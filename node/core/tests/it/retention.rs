//! Retention by the calendar, in virtual time: what is over goes, what is held stays, and a wrong clock erases nothing.

use parasol_core::alerts::{AlertState, RecallAlert, RecallReason};
use parasol_core::contests::{CloseContest, OpenContest};
use parasol_core::desk::{ContactReason, OpenReport, RejectReason, RejectReport, ShowContact};
use parasol_core::ids::{AlertId, ReportId};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{ReportDraft, SafeWay};
use parasol_core::retention::{
    ConfirmClock, EndRetention, HoldReport, ReleaseHold, Retain, Retained, RetentionStep,
};
use parasol_core::roles::{Actor, Role};
use parasol_core::rules::{RetentionRules, Rules};
use parasol_protocol::lists::EventKind;

use crate::house::{House, violent};
use crate::restored::Kept;

const DAY: u64 = 86_400;
const NUMBER: &str = "06 39 98 41 57";

impl House {
    /// What the node does by itself every day; tells what it erased.
    fn retain(&mut self) -> Retained {
        for _ in 0..1_000 {
            match self.snapshot().retention(self.now).unwrap() {
                RetentionStep::Due(due) => self.run(Retain { due }).unwrap(),
                RetentionStep::Finished => self.run(EndRetention).unwrap(),
                RetentionStep::Done => {
                    return self.snapshot().retention_state(&Actor::Operator, self.now).unwrap().last;
                }
                RetentionStep::Jumped(_) => unreachable!("nobody confirmed the clock"),
            }
        }
        unreachable!("it never ends")
    }

    /// So many days, with a run on each tenth of them.
    fn days(&mut self, days: u64) -> Retained {
        let mut all = Retained::default();
        let end = self.now.plus(days * DAY);
        while self.now < end {
            self.wait((10 * DAY).min(end.since(self.now)));
            let one = self.retain();
            all.alerts += one.alerts;
            all.words += one.words;
            all.contacts += one.contacts;
            all.contests += one.contests;
        }
        all
    }

    fn keep(&mut self, alerts_years: u32, refused_months: u32) {
        let retention = RetentionRules { alerts_years, refused_months };
        self.node().set_rules(Rules { retention, ..Rules::default() });
    }

    fn published(&mut self, moderator: Actor) -> (ReportId, AlertId) {
        let reporter = self.member("Rosa", Role::Member);
        let report = self.report(reporter, violent(NUMBER)).unwrap();
        (report, self.publish(moderator, report, false).unwrap().alert)
    }

    fn is_there(&mut self, moderator: Actor, report: ReportId) -> bool {
        self.run(OpenReport { actor: moderator, id: report }).is_ok()
    }

    fn is_listed(&self, moderator: &Actor) -> bool {
        !self.snapshot().search(moderator, "39984157").unwrap().is_empty()
    }
}

fn stage() -> (House, Actor) {
    let mut house = House::new();
    let moderator = house.member("Ana", Role::Moderator);
    (house, moderator)
}

#[test]
fn an_alert_goes_after_its_years_with_the_words_of_its_report() {
    for years in [1, 5] {
        let (mut house, ana) = stage();
        house.keep(years, 6);
        let (report, alert) = house.published(ana);
        house.retain();
        // November 2026; the first day of a November some years later is 20 days before that.
        let before = house.days(u64::from(years) * 365 - 25);
        assert_eq!((before.alerts, before.words), (0, 0));
        assert!(house.is_listed(&ana) && house.is_there(ana, report));
        let after = house.days(30);
        assert_eq!(after.alerts, 1, "{years}");
        assert!(!house.is_listed(&ana) && !house.is_there(ana, report));
        assert_eq!(house.snapshot().alert(&ana, &alert).err(), Some(Refusal::NotFound), "not a word is left");
        house.restart();
        assert!(!house.is_listed(&ana));
    }
}

#[test]
fn what_was_refused_goes_after_its_months_and_what_was_recalled_too() {
    let (mut house, ana) = stage();
    house.keep(5, 2);
    let rosa = house.member("Vera", Role::Member);
    let refused = house.report(rosa, violent("06 39 98 41 58")).unwrap();
    let reason = RejectReason::NotEnough;
    house.run(RejectReport { actor: ana, id: refused, reason, text: String::new() }).unwrap();
    let (report, alert) = house.published(ana);
    house.run(RecallAlert { actor: ana, alert, reason: RecallReason::Correction }).unwrap();
    house.retain();
    house.days(59);
    assert!(house.is_there(ana, refused) && house.is_there(ana, report));
    let gone = house.days(10);
    assert!(!house.is_there(ana, refused) && !house.is_there(ana, report));
    assert_eq!((gone.words, gone.alerts), (1, 1));
    let waiting = house.report(rosa, violent("06 39 98 41 59")).unwrap();
    house.days(400);
    assert!(house.is_there(ana, waiting), "what nobody has decided about stays on the desk");
}

#[test]
fn a_contact_goes_ninety_days_after_the_decision_unless_somebody_looks_after_her() {
    let (mut house, ana) = stage();
    let rosa = house.member("Vera", Role::Member);
    // No address and no way: nobody asked to be looked after, so there is no case.
    let reach = SafeWay { when: Some("on Tuesdays".into()), ..SafeWay::default() };
    let kinds = vec![EventKind::NoShowOrTimeWasting];
    let mild = ReportDraft { kinds, contact: None, reach, ..violent("06 39 98 41 58") };
    let mild = house.report(rosa, mild).unwrap();
    let grave = house.report(rosa, violent(NUMBER)).unwrap();
    for id in [mild, grave] {
        house
            .run(RejectReport { actor: ana, id, reason: RejectReason::NotEnough, text: String::new() })
            .unwrap();
    }
    assert!(house.run(OpenReport { actor: ana, id: mild }).unwrap().case.is_none());
    house.retain();
    assert_eq!(house.days(89).contacts, 0);
    assert_eq!(house.days(10).contacts, 1, "nobody looks after her");
    let contact = ShowContact { actor: ana, id: grave, reason: ContactReason::Other };
    assert!(house.run(contact).is_ok(), "her case is open");
}

#[test]
fn a_hold_has_a_reason_and_an_end_and_keeps_retention_off() {
    let (mut house, ana) = stage();
    house.keep(1, 6);
    let (report, _) = house.published(ana);
    house.retain();
    house.days(300);
    let hold = |months, reason: &str| HoldReport { actor: ana, report, reason: reason.into(), months };
    assert_eq!(house.run(hold(3, " ")), Err(Refusal::Invalid { field: "reason", reason: "empty" }));
    for months in [0, 13] {
        assert_eq!(house.run(hold(months, "x")), Err(Refusal::Invalid { field: "months", reason: "other" }));
    }
    let member = house.member("Vera", Role::Member);
    let hers = HoldReport { actor: member, report, reason: "x".into(), months: 1 };
    assert_eq!(house.run(hers), Err(Refusal::Forbidden));
    house.run(hold(6, "A court asks for it.")).unwrap();
    let seen = house.run(OpenReport { actor: ana, id: report }).unwrap().hold.unwrap();
    assert_eq!((seen.reason.as_str(), seen.until.since(seen.since)), ("A court asks for it.", 180 * DAY));
    house.days(170);
    assert!(house.is_listed(&ana), "held beyond its year");
    assert_eq!(house.snapshot().holds(&ana, 0, house.now).unwrap().rows.len(), 1);
    house.run(hold(1, "Still.")).unwrap();
    house.days(25);
    assert!(house.is_listed(&ana), "held anew");
    house.run(ReleaseHold { actor: ana, report }).unwrap();
    house.days(1);
    assert!(!house.is_listed(&ana));
    assert!(house.snapshot().holds(&ana, 0, house.now).unwrap().rows.is_empty());
}

#[test]
fn a_hold_ends_by_itself() {
    let (mut house, ana) = stage();
    house.keep(1, 6);
    let (report, _) = house.published(ana);
    house.run(HoldReport { actor: ana, report, reason: "A court asks.".into(), months: 12 }).unwrap();
    house.retain();
    house.days(355);
    assert!(house.is_listed(&ana));
    assert_eq!(house.days(30).alerts, 1);
}

#[test]
fn a_clock_that_jumps_years_ahead_erases_nothing() {
    let (mut house, ana) = stage();
    let (report, alert) = house.published(ana);
    house.retain();
    house.wait(6 * 365 * DAY);
    let step = house.snapshot().retention(house.now).unwrap();
    assert!(matches!(step, RetentionStep::Jumped(_)), "{step:?}");
    let state = house.snapshot().retention_state(&Actor::Operator, house.now).unwrap();
    assert!(state.jumped.is_some());
    assert_eq!(house.snapshot().alert(&ana, &alert).unwrap().state, AlertState::Live);
    let rosa = house.member("Vera", Role::Member);
    assert_eq!(house.run(ConfirmClock { actor: rosa }), Err(Refusal::Forbidden));
    // The clock was right, the node stood still.
    house.run(ConfirmClock { actor: ana }).unwrap();
    assert_eq!(house.retain().alerts, 1);
    assert!(!house.is_there(ana, report));
    assert!(matches!(house.run(ConfirmClock { actor: ana }), Err(Refusal::WrongState { .. })));
}

#[test]
fn a_node_whose_first_run_comes_under_a_wrong_clock_waits_too() {
    let (mut house, ana) = stage();
    house.published(ana);
    house.wait(20 * 365 * DAY);
    assert!(matches!(house.snapshot().retention(house.now).unwrap(), RetentionStep::Jumped(_)));
}

#[test]
fn each_run_leaves_its_counts_in_the_audit_once_a_day() {
    let (mut house, ana) = stage();
    house.keep(1, 1);
    let rosa = house.member("Vera", Role::Member);
    for n in 0..7 {
        let id = house.report(rosa, violent(&format!("06 39 98 41 {n:02}"))).unwrap();
        house
            .run(RejectReport { actor: ana, id, reason: RejectReason::NotEnough, text: String::new() })
            .unwrap();
    }
    house.retain();
    assert_eq!(house.snapshot().retention(house.now).unwrap(), RetentionStep::Done);
    house.wait(31 * DAY);
    house.retain();
    let lines = house.snapshot().audit(&Actor::Operator, None, 2).unwrap();
    let told: Vec<_> = lines.iter().map(|(_, line)| (line.what.as_str(), line.count)).collect();
    assert_eq!(told, [("retention_run", Some(7)), ("retention_words", Some(7))]);
}

#[test]
fn a_closed_contest_goes_after_a_year() {
    let (mut house, ana) = stage();
    let id = house.contest(&ana, NUMBER);
    house.run(CloseContest { actor: ana, id }).unwrap();
    house.retain();
    house.days(364);
    assert!(house.run(OpenContest { actor: ana, id }).is_ok());
    assert_eq!(house.days(2).contests, 1);
    assert_eq!(house.run(OpenContest { actor: ana, id }).err(), Some(Refusal::NotFound));
}

#[test]
fn what_is_left_of_a_contest_goes_with_it_and_comes_back_with_no_backup() {
    let mut kept = Kept::new();
    let ana = kept.moderator;
    let id = kept.house.contest(&ana, NUMBER);
    kept.house.run(CloseContest { actor: ana, id }).unwrap();
    kept.house.retain();
    kept.house.days(360);
    let older = kept.back_up();
    assert!(kept.house.run(OpenContest { actor: ana, id }).is_ok());
    assert_eq!(kept.house.days(10).contests, 1);
    assert_eq!(kept.house.run(OpenContest { actor: ana, id }).err(), Some(Refusal::NotFound));
    assert!(kept.house.snapshot().contests(&ana, true, 0).unwrap().rows.is_empty());
    // Nothing remembers that there was one from there.
    let again = kept.house.contest(&ana, NUMBER);
    assert_eq!(kept.house.run(OpenContest { actor: ana, id: again }).unwrap().contests, 1);
    kept.keep();
    kept.put_back(&older);
    assert_eq!(kept.house.run(OpenContest { actor: ana, id }).err(), Some(Refusal::NotFound));
}

/// What was found to be over is looked at again when it is erased.
#[test]
fn a_contest_that_is_not_over_is_not_erased() {
    let (mut house, ana) = stage();
    let id = house.contest(&ana, NUMBER);
    house.run(CloseContest { actor: ana, id }).unwrap();
    house.retain();
    house.days(364);
    house.wait(2 * DAY);
    let RetentionStep::Due(due) = house.snapshot().retention(house.now).unwrap() else {
        unreachable!("it is over")
    };
    house.now = house.now.minus(30 * DAY);
    house.run(Retain { due }).unwrap();
    assert!(house.run(OpenContest { actor: ana, id }).is_ok(), "the clock was put right meanwhile");
}
