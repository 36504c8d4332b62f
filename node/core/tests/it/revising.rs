//! Alerts that are undone, corrected and classified anew, and who sees their identifiers.

use parasol_core::alerts::{
    AlertState, Change, ProofreadRevision, RecallAlert, RecallReason, ReviseAlert, Revised, ShowIdentifiers,
};
use parasol_core::desk::{DeskList, OpenReport, Person, UndoPublication, WarningKind};
use parasol_core::ids::AlertId;
use parasol_core::limits::{MAX_UNMASKED_A_DAY, UNDO};
use parasol_core::quota::CheckLimits;
use parasol_core::refusal::Refusal;
use parasol_core::reports::{IdentifierInput, ReportDraft, Status};
use parasol_core::roles::{Actor, Role};
use parasol_core::rules::Rules;
use parasol_protocol::lists::{EventKind, Level};

use crate::house::{House, violent};

fn revised(text: &str, level: Level) -> Revised {
    Revised {
        level,
        kinds: vec![EventKind::Harassment],
        text: text.into(),
        town: None,
        person: Person::default(),
        leave_out: Vec::new(),
        why: "the van was another".into(),
    }
}

fn two_numbers() -> ReportDraft {
    let named = |value: &str| IdentifierInput { kind: None, value: value.into() };
    ReportDraft { identifiers: vec![named("06 39 98 41 57"), named("06 39 98 41 58")], ..violent("") }
}

fn moderators(house: &mut House) -> [Actor; 2] {
    ["Ines", "Vera"].map(|name| house.member(name, Role::Moderator))
}

fn found(house: &House, actor: &Actor, text: &str) -> Vec<AlertId> {
    house.snapshot().search(actor, text).unwrap().into_iter().map(|alert| alert.id).collect()
}

#[test]
fn for_ten_minutes_what_was_published_is_undone_and_the_report_is_open_again() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let [ines, vera] = moderators(&mut house);
    let id = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    let first = house.publish(ines, id, false).unwrap().alert;
    house.wait(UNDO - 1);
    assert_eq!(house.run(UndoPublication { actor: rosa, id }), Err(Refusal::Forbidden));
    house.run(UndoPublication { actor: ines, id }).unwrap();
    assert!(found(&house, &rosa, "98 41 57").is_empty());
    let state = house.snapshot().alert(&ines, &first).unwrap().state;
    assert!(matches!(state, AlertState::Recalled { reason: RecallReason::PublishedByMistake, .. }));
    let row = house.desk(&ines, DeskList::Open).remove(0);
    assert!(
        row.id == id && row.alert.is_none() && row.at_it.is_some_and(|who| who.you),
        "she goes on with it"
    );
    house.restart();
    assert_eq!(house.snapshot().own_report(&rosa, &id).unwrap().status, Status::Waiting);
    let second = house.publish(ines, id, false).unwrap().alert;
    assert!(first != second && found(&house, &rosa, "98 41 57") == [second]);
    house.wait(UNDO);
    let late = Refusal::Invalid { field: "alert", reason: "undo_late" };
    assert_eq!(house.run(UndoPublication { actor: vera, id }), Err(late));
    let reason = RecallReason::Correction;
    house.run(RecallAlert { actor: vera, alert: second, reason }).unwrap();
    assert_eq!(house.snapshot().own_report(&rosa, &id).unwrap().status, Status::Recalled);
    let again = house.run(UndoPublication { actor: vera, id });
    assert_eq!(again, Err(Refusal::WrongState { expected: "published", found: "recalled" }));
}

#[test]
fn a_correction_is_seen_at_once_and_what_was_said_before_stays_at_the_desk() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let [ines, vera] = moderators(&mut house);
    let id = house.report(rosa, two_numbers()).unwrap();
    let alert = house.publish(ines, id, false).unwrap().alert;
    house.wait(86_400);
    let revise = |actor, version, revised| ReviseAlert { actor, alert, version, revised, anyway: false };
    let without = Revised { leave_out: vec![1], ..revised("Says he is a plumber.", Level::Risky) };
    for actor in [rosa, Actor::Operator] {
        assert_eq!(house.run(revise(actor, 0, without.clone())), Err(Refusal::Forbidden));
    }
    let silent = Revised { why: " ".into(), ..without.clone() };
    assert_eq!(house.run(revise(vera, 0, silent)), Err(Refusal::Invalid { field: "why", reason: "why" }));
    house.run(revise(vera, 0, without.clone())).unwrap();
    for _ in 0..2 {
        let view = house.snapshot().alert(&rosa, &alert).unwrap();
        assert_eq!((view.level, view.text.as_deref()), (Level::Risky, Some("Says he is a plumber.")));
        assert_eq!((view.identifiers.len(), view.version), (1, 1));
        assert_eq!(found(&house, &rosa, "98 41 57"), [alert]);
        assert!(found(&house, &rosa, "98 41 58").is_empty() && found(&house, &rosa, "docteur").is_empty());
        house.restart();
    }
    let other = house.run(revise(ines, 0, without));
    assert_eq!(
        other,
        Err(Refusal::WrongState { expected: "unchanged", found: "changed" }),
        "she saw another"
    );
    let history = house.snapshot().alert_history(&ines, &alert).unwrap();
    let told: Vec<_> = history.iter().map(|version| (version.change, version.content.level)).collect();
    assert_eq!(told, [(Change::Corrected, Level::Risky), (Change::Published, Level::VeryDangerous)]);
    assert_eq!(history[0].why.as_deref(), Some("the van was another"));
    let by = |n: usize| history[n].by.as_ref().map(|by| by.as_str().to_owned());
    assert_eq!((by(0).as_deref(), by(1).as_deref()), (Some("Vera"), Some("Ines")));
    assert_eq!(history[1].identifiers[1].shown, "+33 • •• •• •• 58");
    assert_eq!(history[0].at.since(history[1].at), 86_400);
    assert_eq!(house.snapshot().alert_history(&rosa, &alert).err(), Some(Refusal::Forbidden));
    let reason = RecallReason::ConsentWithdrawn;
    house.run(RecallAlert { actor: ines, alert, reason }).unwrap();
    let gone = house.snapshot().alert_history(&ines, &alert).err();
    assert_eq!(gone, Some(Refusal::NotFound), "earlier versions go with it");
}

#[test]
fn a_correction_is_read_through_for_what_the_alert_did_not_say_before() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let [ines, vera] = moderators(&mut house);
    let id = house.report(rosa, two_numbers()).unwrap();
    let alert = house.publish(ines, id, false).unwrap().alert;
    let revise = |version, revised, anyway| ReviseAlert { actor: vera, alert, version, revised, anyway };
    let told = revised("Waits at 12 rue Inventée, at 23 h.", Level::Risky);
    assert_eq!(house.run(revise(0, told.clone(), false)), Err(Refusal::Warned));
    assert_eq!(house.snapshot().alert(&rosa, &alert).unwrap().version, 0, "nothing was changed");
    let read = |house: &mut House, actor, revised| house.run(ProofreadRevision { actor, alert, revised });
    let kinds = |found: Vec<parasol_core::desk::Warning>| found.iter().map(|w| w.kind).collect::<Vec<_>>();
    let found = kinds(read(&mut house, vera, told.clone()).unwrap());
    assert!(found.contains(&WarningKind::Place) && found.contains(&WarningKind::Hour), "{found:?}");
    assert_eq!(read(&mut house, rosa, told.clone()).err(), Some(Refusal::Forbidden));
    house.run(revise(0, told, true)).unwrap();
    let more = revised("Waits at 12 rue Inventée, at 23 h. Limps.", Level::Risky);
    assert!(read(&mut house, vera, more.clone()).unwrap().is_empty(), "that was looked at before");
    house.run(revise(1, more, false)).unwrap();
    let taken_out = Revised { leave_out: vec![0], ..revised("Not 06 39 98 41 57.", Level::Risky) };
    assert_eq!(kinds(read(&mut house, vera, taken_out).unwrap()), [WarningKind::Identifier]);
}

#[test]
fn nobody_corrects_an_alert_that_she_reported_or_that_is_about_her() {
    let mut house = House::new();
    let [ines, vera] = moderators(&mut house);
    let id = house.report(vera, violent("06 39 98 41 57")).unwrap();
    let alert = house.publish(ines, id, false).unwrap().alert;
    let revised = revised("Better known.", Level::Risky);
    let refused = house.run(ReviseAlert { actor: vera, alert, version: 0, revised, anyway: false });
    assert_eq!(refused, Err(Refusal::Forbidden));
    assert_eq!(house.run(UndoPublication { actor: vera, id }), Err(Refusal::Forbidden));
    assert_eq!(house.snapshot().alert_history(&vera, &alert).err(), Some(Refusal::Forbidden));
    assert_eq!(house.run(ShowIdentifiers { actor: vera, alert }).err(), Some(Refusal::Forbidden));
}

#[test]
fn line_13_identifiers_are_masked_and_each_unmasking_counts_as_a_check() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let [ines, vera] = moderators(&mut house);
    let limits = CheckLimits { per_hour: 1_000, per_day: 1_000, reserve: 0 };
    house.node().set_rules(Rules { checks: limits, ..Rules::default() });
    let id = house.report(rosa, violent("06 39 98 41 57")).unwrap();
    let alert = house.publish(ines, id, false).unwrap().alert;
    assert_eq!(house.run(ShowIdentifiers { actor: rosa, alert }).err(), Some(Refusal::Forbidden));
    for _ in 0..MAX_UNMASKED_A_DAY {
        let shown = house.run(ShowIdentifiers { actor: ines, alert }).unwrap();
        assert_eq!(shown.first().unwrap().shown, "+33 6 39 98 41 57");
    }
    let over = house.run(ShowIdentifiers { actor: ines, alert }).err();
    assert!(matches!(over, Some(Refusal::OverQuota { .. })), "30 a day is the most");
    house.restart();
    house.node().set_rules(Rules { checks: limits, ..Rules::default() });
    assert!(house.run(ShowIdentifiers { actor: ines, alert }).is_err(), "a restart grants nothing");
    let lines = house.snapshot().audit(&Actor::Operator, None, 50).unwrap();
    let shown = lines.iter().filter(|(_, line)| line.what == "identifiers_shown").count();
    assert_eq!(shown, usize::try_from(MAX_UNMASKED_A_DAY).unwrap(), "each leaves a line");
    // It is a check: whoever has none left sees nothing in full.
    let none = CheckLimits { per_hour: 0, per_day: 0, reserve: 0 };
    house.node().set_rules(Rules { checks: none, ..Rules::default() });
    assert!(matches!(house.run(ShowIdentifiers { actor: vera, alert }), Err(Refusal::OverQuota { .. })));
    house.node().set_rules(Rules { checks: limits, ..Rules::default() });
    house.wait(86_400);
    house.run(ShowIdentifiers { actor: ines, alert }).unwrap();
    // What is decided is an archive: opening it counts as well.
    for _ in 0..MAX_UNMASKED_A_DAY {
        house.run(OpenReport { actor: vera, id }).unwrap();
    }
    assert!(matches!(house.run(OpenReport { actor: vera, id }).err(), Some(Refusal::OverQuota { .. })));
    let open = house.report(rosa, violent("06 39 98 41 58")).unwrap();
    house.run(OpenReport { actor: vera, id: open }).unwrap();
}
