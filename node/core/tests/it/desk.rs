//! The desk, alerts and how they are found.

use parasol_core::alerts::{AlertState, RecallAlert, RecallReason};
use parasol_core::command::Event;
use parasol_core::desk::{
    ContactReason, DeskList, OpenReport, Person, PublishReport, RejectReason, RejectReport, Shared,
    ShowContact,
};
use parasol_core::members::SetRole;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{Consent, PrintCards, ReachBy, ReportDraft, SafeWay, Status, SubmitByCard};
use parasol_core::roles::{Actor, Role};
use parasol_protocol::lists::{EventKind, Level, Perpetrator};

use crate::house::{House, publishing, regions, violent};

struct Desk {
    house: House,
    rosa: Actor,
    moderator: Actor,
}

fn desk() -> Desk {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let moderator = house.member("Moderator", Role::Moderator);
    Desk { house, rosa, moderator }
}

#[test]
fn the_queue_shows_urgent_reports_first_then_grave_ones_then_the_oldest() {
    let Desk { mut house, rosa, moderator } = desk();
    let of_kind = |kind| ReportDraft { kinds: vec![kind], ..ReportDraft::default() };
    let light = house.report(rosa, of_kind(EventKind::NoShowOrTimeWasting)).unwrap();
    house.wait(3_600);
    let grave = house.report(rosa, of_kind(EventKind::RapeOrAttempt)).unwrap();
    house.wait(3_600);
    let graver = house.report(rosa, of_kind(EventKind::ArmedRobbery)).unwrap();
    house.wait(3_600);
    let urgent = house.report(rosa, ReportDraft { urgent: true, ..ReportDraft::default() }).unwrap();
    let rows = house.desk(&moderator, DeskList::Open);
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [urgent, grave, graver, light]);
    let marks: Vec<_> = rows.iter().map(|row| (row.urgent, row.severe, row.own)).collect();
    assert_eq!(marks.get(..2).unwrap(), [(true, false, false), (false, true, false)]);
    let first = rows.first().unwrap();
    assert_eq!(first.due.since(first.received), 48 * 3_600);
    assert!(house.desk(&moderator, DeskList::Of(Status::Published)).is_empty());
    assert_eq!(house.desk(&moderator, DeskList::All).len(), 4);
    for role in [Role::Member, Role::Partner, Role::Admin] {
        let actor = house.member(&format!("a {}", role.name()), role);
        let refused = house.snapshot().desk(&actor, DeskList::Open, None, house.now).err();
        assert_eq!(refused, Some(Refusal::Forbidden));
    }
}

#[test]
fn a_contact_is_shown_for_a_reason_and_leaves_a_line() {
    let Desk { mut house, rosa, moderator } = desk();
    let reach = SafeWay { by: vec![ReachBy::Sms], ..SafeWay::default() };
    let id = house.report(rosa, ReportDraft { reach, ..violent("06 39 98 41 57") }).unwrap();
    let shown =
        |house: &mut House, actor| house.run(ShowContact { actor, id, reason: ContactReason::CallBack });
    let told = shown(&mut house, moderator).unwrap();
    assert!(told.contact == "call on Tuesdays" && told.way.is_some());
    let (_, line) = house.snapshot().audit(&Actor::Operator, None, 1).unwrap().remove(0);
    assert_eq!((line.what.as_str(), line.subject), ("contact_opened_to_call_back", Some(*id.as_bytes())));
    assert_eq!(shown(&mut house, rosa).err(), Some(Refusal::Forbidden));
    let of_hers = house.report(moderator, violent("06 39 98 41 58")).unwrap();
    let own = ShowContact { actor: moderator, id: of_hers, reason: ContactReason::Other };
    assert_eq!(house.run(own).err(), Some(Refusal::Forbidden));
    let without = ReportDraft { contact: None, ..violent("06 39 98 41 59") };
    let none = house.report(rosa, without).unwrap();
    let nothing = ShowContact { actor: moderator, id: none, reason: ContactReason::Other };
    assert_eq!(house.run(nothing).err(), Some(Refusal::NotFound));
}

#[test]
fn line_11_nobody_decides_about_her_own_contacts_or_what_came_by_her_own_card() {
    let Desk { mut house, rosa, moderator } = desk();
    let other = house.member("Another moderator", Role::Moderator);
    let accused = house.reachable("Vera", "06 39 98 41 57");
    let member = crate::house::member_id(&accused);
    house.run(SetRole { actor: Actor::Operator, member, role: Role::Moderator }).unwrap();
    let about_her = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    let seen = |house: &House, actor: &Actor| house.desk(actor, DeskList::Open).len();
    assert_eq!(
        (seen(&house, &accused), seen(&house, &moderator)),
        (0, 1),
        "she does not even see that it is there"
    );
    assert_eq!(house.run(OpenReport { actor: accused, id: about_her }).err(), Some(Refusal::NotFound));
    assert_eq!(house.publish(accused, about_her, false).err(), Some(Refusal::NotFound));
    let reason = RejectReason::NotCredible;
    let refused = house.run(RejectReport { actor: accused, id: about_her, reason, text: String::new() });
    assert_eq!(refused, Err(Refusal::NotFound));
    let hers = Refusal::Invalid { field: "identifiers", reason: "protected" };
    assert_eq!(house.publish(moderator, about_her, false), Err(hers));
    let without = PublishReport { leave_out: vec![0], ..publishing(moderator, about_her, false) };
    let alert = house.run(without).unwrap().alert;
    let recall = |actor| RecallAlert { actor, alert, reason: RecallReason::Correction };
    assert_eq!(house.run(recall(accused)), Err(Refusal::NotFound));

    let code = house.run(PrintCards { actor: other, cards: 1, months: 6 }).unwrap().codes.remove(0);
    let draft = violent("06 39 98 41 58");
    let by_card = house.run(SubmitByCard { code, draft, regions: regions() }).unwrap().id;
    assert_eq!(house.run(OpenReport { actor: other, id: by_card }).err(), Some(Refusal::Forbidden));
    assert_eq!(house.publish(other, by_card, false).err(), Some(Refusal::Forbidden));
    house.publish(moderator, by_card, false).unwrap();
}

#[test]
fn line_11_each_opening_of_a_raw_report_is_in_the_audit() {
    let Desk { mut house, rosa, moderator } = desk();
    let id = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    for _ in 0..2 {
        let raw = house.run(OpenReport { actor: moderator, id }).unwrap();
        assert_eq!(raw.details.text.as_deref(), Some("He locked the door."));
        assert!(raw.has_contact && raw.details.contact.is_none(), "the contact stands behind another button");
        assert_eq!(raw.details.identifiers.first().unwrap().identifier.value(), "+33639984157");
    }
    let admin = house.member("admin", Role::Admin);
    assert_eq!(house.run(OpenReport { actor: admin, id }).err(), Some(Refusal::Forbidden));
    let lines = house.snapshot().audit(&admin, None, 50).unwrap();
    assert_eq!(lines.iter().filter(|(_, line)| line.what == "report_opened").count(), 2);
}

#[test]
fn line_11_nobody_handles_a_report_of_her_own() {
    let Desk { mut house, moderator, .. } = desk();
    let id = house.report(moderator, violent("06 39 98 41 57")).unwrap();
    assert!(house.desk(&moderator, DeskList::Open).first().unwrap().own);
    assert_eq!(house.run(OpenReport { actor: moderator, id }).err(), Some(Refusal::Forbidden));
    assert_eq!(house.publish(moderator, id, false), Err(Refusal::Forbidden));
    let reason = RejectReason::NotEnough;
    assert_eq!(
        house.run(RejectReport { actor: moderator, id, reason, text: String::new() }),
        Err(Refusal::Forbidden)
    );
    let other = house.member("other", Role::Moderator);
    let alert = house.publish(other, id, false).unwrap().alert;
    let reason = RecallReason::Correction;
    assert_eq!(house.run(RecallAlert { actor: moderator, alert, reason }), Err(Refusal::Forbidden));
    house.run(RecallAlert { actor: other, alert, reason }).unwrap();
}

#[test]
fn what_was_not_agreed_to_is_not_published() {
    let Desk { mut house, rosa, moderator } = desk();
    let with = |consent| ReportDraft { consent, ..violent("06 39 98 41 57") };
    let nothing = house.report(rosa, with(Consent { alert: false, partners: true, abroad: false })).unwrap();
    assert_eq!(house.publish(moderator, nothing, false), Err(Refusal::ConsentMissing));
    let here = house.report(rosa, with(Consent { alert: true, partners: false, abroad: false })).unwrap();
    assert_eq!(house.publish(moderator, here, true), Err(Refusal::ConsentMissing));
    assert_eq!(house.publish(moderator, here, false).unwrap().shared, Shared::NotAsked);
    let police =
        ReportDraft { perpetrator: Some(Perpetrator::PoliceOrMilitary), ..violent("06 39 98 41 58") };
    let police = house.report(rosa, police).unwrap();
    let refused = house.publish(moderator, police, true);
    assert_eq!(refused, Err(Refusal::Invalid { field: "abroad", reason: "police" }));
}

#[test]
fn a_report_is_decided_once() {
    let Desk { mut house, rosa, moderator } = desk();
    let id = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    house.publish(moderator, id, false).unwrap();
    let again = house.publish(moderator, id, false);
    assert_eq!(again, Err(Refusal::WrongState { expected: "waiting", found: "published" }));
    let id = house.report(rosa, violent("06 39 98 41 58")).unwrap();
    house
        .run(RejectReport { actor: moderator, id, reason: RejectReason::Duplicate, text: String::new() })
        .unwrap();
    assert!(matches!(house.publish(moderator, id, false), Err(Refusal::WrongState { .. })));
    let own = house.snapshot().own_report(&rosa, &id).unwrap();
    assert_eq!((own.status, own.rejected), (Status::NotPublished, Some(RejectReason::Duplicate)));
}

#[test]
fn an_alert_says_nothing_of_who_reported() {
    let Desk { mut house, rosa, moderator } = desk();
    let draft = ReportDraft { happened_on: Some("2026-10-31".parse().unwrap()), ..violent("06 39 98 41 57") };
    let id = house.report(rosa, draft).unwrap();
    let publish = PublishReport {
        actor: moderator,
        id,
        level: Level::Dangerous,
        kinds: vec![EventKind::Harassment, EventKind::RapeOrAttempt, EventKind::Harassment],
        text: "  Says he is a doctor. ".into(),
        town: Some("Lyon".into()),
        person: Person {
            aliases: vec!["Docteur Léo".into()],
            vehicle: None,
            description: Some("limps".into()),
        },
        abroad: false,
        talked: false,
        leave_out: Vec::new(),
        anyway: true,
    };
    let (published, events) = house.run_with_events(publish);
    assert!(events.contains(&Event::AlertPublished));
    let view = house.snapshot().alert(&rosa, &published.unwrap().alert).unwrap();
    assert_eq!((view.month.to_string().as_str(), view.level), ("2026-10", Level::Dangerous));
    assert_eq!(view.text.as_deref(), Some("Says he is a doctor."));
    assert_eq!(view.town.as_deref(), Some("Lyon"));
    assert_eq!(view.kinds, [EventKind::RapeOrAttempt, EventKind::Harassment]);
    assert_eq!(view.identifiers.first().unwrap().shown, "+33 • •• •• •• 57");
    let masked = house.snapshot().alert(&moderator, &view.id).unwrap();
    assert_eq!(masked.identifiers.first().unwrap().shown, "+33 • •• •• •• 57", "to moderators too");
}

#[test]
fn an_alert_is_found_by_parts_and_words_until_it_is_recalled() {
    let Desk { mut house, rosa, moderator } = desk();
    let id = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    let alert = house.publish(moderator, id, true).unwrap();
    assert_eq!(alert.shared, Shared::NotAsked, "there is no circle that could be asked");
    house.restart();
    let found = |house: &House, text: &str| house.snapshot().search(&rosa, text).unwrap().len();
    for text in ["39 98 41", "0639984157", "4157", "docteur leo", "GREY VAN", "+33 639"] {
        assert_eq!(found(&house, text), 1, "{text}");
    }
    for text in ["39 98 42", "locked", "rue Inventée", "Tuesdays"] {
        assert_eq!(found(&house, text), 0, "{text}: what is not published is not searched");
    }
    assert!(house.snapshot().search(&rosa, "415").is_err());
    assert!(house.snapshot().search(&rosa, &"4".repeat(101)).is_err());
    let recall = RecallAlert { actor: moderator, alert: alert.alert, reason: RecallReason::ConsentWithdrawn };
    let (recalled, events) = house.run_with_events(recall);
    recalled.unwrap();
    assert!(events.contains(&Event::AlertRecalled));
    for _ in 0..2 {
        assert_eq!(found(&house, "39 98 41"), 0);
        assert_eq!(house.snapshot().alert(&rosa, &alert.alert).err(), Some(Refusal::NotFound));
        let gone = [
            house.snapshot().alert(&moderator, &alert.alert).err(),
            house.run(OpenReport { actor: moderator, id }).err(),
        ];
        assert_eq!(
            gone,
            [Some(Refusal::NotFound), Some(Refusal::NotFound)],
            "her words are gone, for the desk too"
        );
        assert_eq!(house.snapshot().own_report(&rosa, &id).unwrap().status, Status::Recalled);
        house.restart();
    }
    let again = RecallAlert { actor: moderator, alert: alert.alert, reason: RecallReason::Other };
    assert_eq!(house.run(again), Err(Refusal::NotFound));
}

#[test]
fn a_recalled_alert_stays_at_the_desk_and_is_recalled_once() {
    let Desk { mut house, rosa, moderator, .. } = desk();
    let alert = house.alert("06 39 98 41 58");
    house.run(RecallAlert { actor: moderator, alert, reason: RecallReason::Correction }).unwrap();
    assert_eq!(house.snapshot().alert(&rosa, &alert).err(), Some(Refusal::NotFound));
    let view = house.snapshot().alert(&moderator, &alert).unwrap();
    assert!(matches!(view.state, AlertState::Recalled { reason: RecallReason::Correction, .. }));
    let again = RecallAlert { actor: moderator, alert, reason: RecallReason::Other };
    assert_eq!(house.run(again), Err(Refusal::WrongState { expected: "live", found: "recalled" }));
}

#[test]
fn members_partners_and_admins_decide_nothing() {
    let Desk { mut house, rosa, .. } = desk();
    let id = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    let alert = house.alert("06 39 98 41 58");
    for role in [Role::Member, Role::Partner, Role::Admin] {
        let actor = house.member(&format!("a {}", role.name()), role);
        assert_eq!(house.publish(actor, id, false), Err(Refusal::Forbidden));
        let reject = RejectReport { actor, id, reason: RejectReason::Other, text: String::new() };
        assert_eq!(house.run(reject), Err(Refusal::Forbidden));
        let recall = RecallAlert { actor, alert, reason: RecallReason::Other };
        assert_eq!(house.run(recall), Err(Refusal::Forbidden));
    }
    assert_eq!(house.publish(Actor::Operator, id, false), Err(Refusal::Forbidden));
}

#[test]
fn an_operator_sees_counts_and_ids() {
    let Desk { mut house, rosa, .. } = desk();
    let waiting = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    let alert = house.alert("06 39 98 41 58");
    let counts = house.snapshot().counts(&Actor::Operator).unwrap();
    assert_eq!((counts.members, counts.alerts), (4, 1));
    assert!(
        counts.reports.contains(&(Status::Waiting, 1)) && counts.reports.contains(&(Status::Published, 1))
    );
    let rows = house.snapshot().report_rows(&Actor::Operator, Some(Status::Waiting)).unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [waiting]);
    let rows = house.snapshot().alert_rows(&Actor::Operator, None).unwrap();
    assert!(rows.iter().all(|row| row.id == alert && row.live && !row.abroad));
    assert_eq!(house.snapshot().alert(&Actor::Operator, &alert).err(), Some(Refusal::Forbidden));
}
