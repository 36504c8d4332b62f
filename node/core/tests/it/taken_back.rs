//! What taking a report back and putting its entry back must not undo.

use parasol_core::alerts::AlertState;
use parasol_core::cases::CaseAct;
use parasol_core::desk::{DeskList, OpenReport, PutEntryBack};
use parasol_core::ids::ReportId;
use parasol_core::privacy::{
    DeleteAccount, LiftRestriction, ReportsFate, RequestOutcome, RequestView, RestrictReports,
};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{Consent, FollowCode, ReportDraft, SayNotFree, WithdrawReport};
use parasol_core::roles::{Actor, Role};
use parasol_protocol::lists::{EventKind, Perpetrator};

use crate::house::{House, violent};
use crate::restored::Kept;
use crate::thread::submit;
use crate::withdrawing::{Told, seen, told};

fn restrict(house: &mut House, told: &Told) {
    assert_eq!(house.run(RestrictReports { actor: told.rosa, report: Some(told.id) }), Ok(1));
}

fn withdraw(house: &mut House, code: &FollowCode) {
    house.run(WithdrawReport { code: code.clone() }).unwrap();
}

fn back(house: &mut House, reporter: Actor, moderator: Actor, id: ReportId) {
    house.run(SayNotFree { actor: reporter, id }).unwrap();
    house.run(PutEntryBack { actor: moderator, id }).unwrap();
}

fn lift(told: &Told) -> LiftRestriction {
    LiftRestriction { actor: told.moderator, report: told.id, text: String::new() }
}

fn waiting_requests(house: &House, moderator: &Actor) -> usize {
    house.snapshot().open_requests(moderator).unwrap().len()
}

fn asked(house: &House, told: &Told) -> Vec<RequestView> {
    house.snapshot().my_data(&told.rosa).unwrap().requests
}

/// USERS, when it goes wrong, 4 and 15: taken back and put back, nothing says any more that it is about police.
#[test]
fn line_15_what_is_about_police_stays_so_when_its_entry_comes_back() {
    let mut house = House::new();
    let moderator = house.member("moderator", Role::Moderator);
    let rosa = house.member("Rosa", Role::Member);
    let draft = ReportDraft {
        perpetrator: Some(Perpetrator::PoliceOrMilitary),
        kinds: vec![EventKind::Harassment],
        contact: None,
        consent: Consent { alert: true, partners: true, abroad: true },
        ..violent("06 39 98 41 57")
    };
    let (id, code) = submit(&mut house, rosa, draft);
    withdraw(&mut house, &code);
    back(&mut house, rosa, moderator, id);
    let raw = house.run(OpenReport { actor: moderator, id }).unwrap();
    assert_eq!(raw.perpetrator, Some(Perpetrator::PoliceOrMilitary), "the desk sees it still");
    assert!(!raw.consent.abroad && !raw.consent.partners);
    assert!(house.act(moderator, id, CaseAct::Start).is_err(), "nor is it prepared for anybody outside");
    assert_eq!(house.publish(moderator, id, true).err(), Some(Refusal::ConsentMissing));
    let alert = house.publish(moderator, id, false).unwrap().alert;
    let view = seen(&house, &moderator, &alert).unwrap();
    assert_eq!((view.perpetrator, view.abroad), (Some(Perpetrator::PoliceOrMilitary), false));

    // Who else did it goes with her words: it could tell who she is.
    let partner = Some(Perpetrator::PartnerOrRelative);
    let (id, code) =
        submit(&mut house, rosa, ReportDraft { perpetrator: partner, ..violent("06 39 98 41 58") });
    withdraw(&mut house, &code);
    assert_eq!(house.run(OpenReport { actor: moderator, id }).unwrap().perpetrator, None);
}

#[test]
fn line_4_an_entry_that_comes_back_is_restricted_as_it_was_until_somebody_decides() {
    let mut house = House::new();
    let told = told(&mut house);
    restrict(&mut house, &told);
    let since = house.desk(&told.moderator, DeskList::Restricted)[0].restricted;
    withdraw(&mut house, &told.code);
    let hers = asked(&house, &told);
    assert_eq!(hers[0].answer.as_ref().map(|answer| answer.outcome), Some(RequestOutcome::Granted));
    assert!(house.desk(&told.moderator, DeskList::Restricted).is_empty(), "nothing is to be decided now");
    assert_eq!(waiting_requests(&house, &told.moderator), 0);
    assert!(matches!(house.run(lift(&told)), Err(Refusal::WrongState { found: "withdrawn", .. })));
    let own = house.snapshot().own_report(&told.rosa, &told.id).unwrap();
    assert!(own.restricted.is_none());

    back(&mut house, told.rosa, told.moderator, told.id);
    for _ in 0..2 {
        assert_eq!(seen(&house, &told.reader, &told.alert).err(), Some(Refusal::NotFound));
        assert!(house.snapshot().search(&told.reader, "3998").unwrap().is_empty());
        let view = seen(&house, &told.moderator, &told.alert).unwrap();
        assert_eq!(view.state, AlertState::Restricted {}, "nobody has looked at it");
        let listed = house.desk(&told.moderator, DeskList::Restricted);
        assert!(listed.len() == 1 && listed[0].restricted == since && since.is_some());
        assert_eq!(waiting_requests(&house, &told.moderator), 1, "it still has to be answered");
        assert!(asked(&house, &told) == hers, "but not to her: he reads that, too");
        assert!(house.snapshot().own_report(&told.rosa, &told.id).unwrap() == own);
        house.restart();
    }
    house.run(lift(&told)).unwrap();
    assert!(seen(&house, &told.reader, &told.alert).unwrap().text.is_none());
    assert_eq!(waiting_requests(&house, &told.moderator), 0);
    assert!(asked(&house, &told) == hers);
}

#[test]
fn line_4_once_more_taken_back_and_put_back_it_is_restricted_still() {
    let mut house = House::new();
    let told = told(&mut house);
    restrict(&mut house, &told);
    for _ in 0..2 {
        withdraw(&mut house, &told.code);
        assert_eq!(waiting_requests(&house, &told.moderator), 0);
        back(&mut house, told.rosa, told.moderator, told.id);
        assert_eq!(waiting_requests(&house, &told.moderator), 1);
    }
    assert_eq!(seen(&house, &told.reader, &told.alert).err(), Some(Refusal::NotFound));
    house.run(DeleteAccount { actor: told.rosa, reports: ReportsFate::Unlink }).unwrap();
    assert_eq!(waiting_requests(&house, &told.moderator), 1, "one, whoever goes");
    house.run(lift(&told)).unwrap();
    assert_eq!(waiting_requests(&house, &told.moderator), 0);
    assert!(seen(&house, &told.reader, &told.alert).is_ok());
}

#[test]
fn a_restricted_report_that_waits_comes_back_as_one() {
    let mut house = House::new();
    let moderator = house.member("moderator", Role::Moderator);
    let rosa = house.member("Rosa", Role::Member);
    let (id, code) = submit(&mut house, rosa, violent("06 39 98 41 57"));
    house.run(RestrictReports { actor: rosa, report: Some(id) }).unwrap();
    withdraw(&mut house, &code);
    back(&mut house, rosa, moderator, id);
    let refused = house.publish(moderator, id, false);
    assert!(matches!(refused, Err(Refusal::WrongState { found: "restricted", .. })));
    house.run(LiftRestriction { actor: moderator, report: id, text: String::new() }).unwrap();
    house.publish(moderator, id, false).unwrap();
}

#[test]
fn an_older_backup_lifts_no_restriction_that_a_withdrawal_had_kept() {
    for lifted in [false, true] {
        let mut kept = Kept::new();
        let told = told(&mut kept.house);
        let older = kept.back_up();
        restrict(&mut kept.house, &told);
        withdraw(&mut kept.house, &told.code);
        back(&mut kept.house, told.rosa, told.moderator, told.id);
        if lifted {
            kept.house.run(lift(&told)).unwrap();
        }
        kept.put_back(&older);
        assert_eq!(seen(&kept.house, &told.reader, &told.alert).is_ok(), lifted);
        assert_eq!(waiting_requests(&kept.house, &told.moderator), usize::from(!lifted));
    }
}
