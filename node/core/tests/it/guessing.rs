//! Reports whose reporter could be guessed, or hurt by a call.

use parasol_core::alerts::{AlertState, RecallAlert, RecallReason, ShowDue};
use parasol_core::command::Event;
use parasol_core::desk::{ContactReason, OpenReport, PublishReport, ShowContact};
use parasol_core::places::Town;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{ReachBy, ReportDraft, SafeWay, Showing};
use parasol_core::roles::{Actor, Role};
use parasol_protocol::lists::{EventKind, Level};

use crate::house::{House, violent};

const WEEK: u64 = 7 * 86_400;

fn desk() -> (House, Actor, Actor) {
    let mut house = House::new();
    let (rosa, moderator) = (house.member("Rosa", Role::Member), house.member("Moderator", Role::Moderator));
    (house, rosa, moderator)
}

fn found(house: &House, rosa: &Actor) -> usize {
    house.snapshot().search(rosa, "docteur leo").unwrap().len()
}

#[test]
fn line_5_what_she_wants_shown_in_a_week_is_shown_in_a_week() {
    let (mut house, rosa, moderator) = desk();
    let draft = ReportDraft { showing: Showing::InAWeek, ..violent("06 39 98 41 57") };
    let id = house.report(rosa, draft).unwrap();
    let published = house.publish(moderator, id, true).unwrap();
    assert!(house.now.plus(WEEK).since(published.shown_from) < 3_600, "from the hour in which it came");
    assert_eq!(found(&house, &rosa), 0);
    assert_eq!(house.snapshot().alert(&rosa, &published.alert).err(), Some(Refusal::NotFound));
    let seen = house.snapshot().alert(&moderator, &published.alert).unwrap();
    assert_eq!(seen.state, AlertState::Later { from: published.shown_from });
    house.wait(WEEK - 7_200);
    assert!(!house.snapshot().alert_due(house.now).unwrap());
    house.run(ShowDue).unwrap();
    house.restart();
    assert_eq!(found(&house, &rosa), 0, "not a minute earlier, nor by a restart");
    house.wait(7_200);
    assert!(house.snapshot().alert_due(house.now).unwrap());
    let (shown, events) = house.run_with_events(ShowDue);
    shown.unwrap();
    assert!(events.contains(&Event::AlertPublished));
    assert_eq!(found(&house, &rosa), 1);
    assert!(!house.snapshot().alert_due(house.now).unwrap());
    house.restart();
    assert_eq!(found(&house, &rosa), 1);
}

#[test]
fn what_waits_to_be_shown_can_be_recalled() {
    let (mut house, rosa, moderator) = desk();
    let draft = ReportDraft { showing: Showing::InAWeek, ..violent("06 39 98 41 57") };
    let id = house.report(rosa, draft).unwrap();
    let alert = house.publish(moderator, id, true).unwrap().alert;
    house.run(RecallAlert { actor: moderator, alert, reason: RecallReason::Correction }).unwrap();
    house.wait(2 * WEEK);
    house.run(ShowDue).unwrap();
    assert_eq!(found(&house, &rosa), 0);
}

#[test]
fn line_5_nothing_is_shown_before_somebody_has_talked_with_her() {
    let (mut house, rosa, moderator) = desk();
    let draft = ReportDraft { showing: Showing::AfterTalk, ..violent("06 39 98 41 57") };
    let id = house.report(rosa, draft).unwrap();
    let refused = house.publish(moderator, id, false).err();
    assert_eq!(refused, Some(Refusal::Invalid { field: "talked", reason: "not_talked" }));
    house.wait(2 * WEEK);
    assert!(house.publish(moderator, id, false).is_err(), "time alone is no talk");
    let (level, kinds) = (Level::Dangerous, vec![EventKind::RapeOrAttempt]);
    let (text, person) = ("Says he is a doctor.".into(), Default::default());
    let actor = moderator;
    let talked = PublishReport {
        anyway: true,
        actor,
        id,
        level,
        kinds,
        text,
        town: None,
        person,
        abroad: false,
        talked: true,
        leave_out: Vec::new(),
    };
    house.run(talked).unwrap();
}

#[test]
fn line_18_no_safe_way_given_no_call() {
    let (mut house, rosa, moderator) = desk();
    let unsafe_one = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    let way = SafeWay {
        by: vec![ReachBy::Sms, ReachBy::Call, ReachBy::Sms],
        when: Some("  in the morning ".into()),
        who_answers: Some("my sister".into()),
        say_we_are: Some("the dentist".into()),
        leave_message: true,
    };
    let safe_one = house.report(rosa, ReportDraft { reach: way, ..violent("06 39 98 41 58") }).unwrap();
    for (id, may) in [(unsafe_one, false), (safe_one, true)] {
        let opened = house.run(OpenReport { actor: moderator, id }).unwrap();
        assert_eq!((opened.may_be_reached, opened.has_contact), (may, true));
        assert!(opened.details.reach.is_none(), "it stands behind the reason, as the contact does");
    }
    let show = ShowContact { actor: moderator, id: safe_one, reason: ContactReason::CallBack };
    let way = house.run(show).unwrap().way.unwrap();
    assert_eq!(way.by, [ReachBy::Call, ReachBy::Sms]);
    assert!(way.when.as_deref() == Some("in the morning") && way.leave_message);
    let long = SafeWay { when: Some("x".repeat(201)), ..SafeWay::default() };
    let refused = house.report(rosa, ReportDraft { reach: long, ..violent("06 39 98 41 59") });
    assert_eq!(refused.err(), Some(Refusal::TooLong { field: "reach.when", max: 200 }));
}

#[test]
fn a_town_or_a_wish_for_help_alone_is_a_report() {
    let (mut house, rosa, moderator) = desk();
    let lyon = Town {
        id: 2_996_944,
        name: "Lyon".into(),
        country: "FR".parse().unwrap(),
        near: None,
        latitude: 45_749,
        longitude: 4_848,
    };
    let town = ReportDraft { town: Some(lyon), ..ReportDraft::default() };
    let id = house.report(rosa, town).unwrap();
    let opened = house.run(OpenReport { actor: moderator, id }).unwrap();
    assert_eq!(opened.details.town.map(|town| town.name).as_deref(), Some("Lyon"));
    let help = house.report(rosa, ReportDraft { complaint: true, ..ReportDraft::default() }).unwrap();
    assert!(house.run(OpenReport { actor: moderator, id: help }).unwrap().complaint);
}
