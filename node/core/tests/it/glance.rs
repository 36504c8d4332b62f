//! What a line of the queue tells of a report before anybody opens it, and looking at one beside another.

use parasol_core::desk::{
    DeskList, DeskRow, LookAtReport, OpenReport, Proofread, PublicText, PutBack, RejectReason, RejectReport,
    StopList, StopReason,
};
use parasol_core::ids::ReportId;
use parasol_core::limits::MAX_BESIDE_GLANCED;
use parasol_core::refusal::Refusal;
use parasol_core::reports::ReportDraft;
use parasol_core::roles::{Actor, Role};
use parasol_core::rules::Rules;

use crate::house::{House, member_id};
use crate::planted::{bare, lyon, named};

const NUMBER: &str = "06 39 98 41 57";

fn of(number: &str) -> ReportDraft {
    ReportDraft { identifiers: named(None, number), ..bare() }
}

fn called(alias: &str, number: &str) -> ReportDraft {
    ReportDraft { aliases: vec![alias.into()], town: lyon(), ..of(number) }
}

fn row(house: &House, actor: &Actor, id: ReportId) -> DeskRow {
    house.desk(actor, DeskList::All).into_iter().find(|row| row.id == id).unwrap()
}

fn marked(house: &House, actor: &Actor) -> Vec<bool> {
    house.desk(actor, DeskList::Open).into_iter().map(|row| row.maybe_duplicate).collect()
}

#[test]
fn a_line_tells_the_town_and_whether_it_may_be_a_duplicate() {
    let mut house = House::new();
    let [rosa, lola] = ["Rosa", "Lola"].map(|name| house.member(name, Role::Member));
    let [ines, vera] = ["Ines", "Vera"].map(|name| house.member(name, Role::Moderator));
    let first = house.report(rosa, ReportDraft { town: lyon(), ..of(NUMBER) }).unwrap();
    let alone = row(&house, &ines, first);
    assert_eq!((alone.town.as_deref(), alone.maybe_duplicate), (Some("Lyon"), false));
    let other = house.report(lola, of("06 39 98 41 58")).unwrap();
    let second = house.report(vera, of("0033 6 39 98 41 57")).unwrap();
    for (actor, id, expected) in [
        (ines, first, true),
        (ines, second, true),
        (ines, other, false),
        (vera, first, true),
        // Her own: whether others told of the same person is not hers to know.
        (vera, second, false),
    ] {
        assert_eq!(row(&house, &actor, id).maybe_duplicate, expected);
    }
    assert_eq!(row(&house, &ines, other).town, None);
    house.run(PutBack { actor: ines, id: first }).unwrap();
    let published = house.publish(ines, first, false).unwrap();
    assert!(!row(&house, &ines, first).maybe_duplicate, "it is decided");
    assert!(row(&house, &ines, second).maybe_duplicate, "an alert names it");
    house.restart();
    assert!(row(&house, &ines, second).maybe_duplicate);
    let seen = house.run(OpenReport { actor: ines, id: second }).unwrap().beside.duplicates.remove(0);
    assert_eq!(seen.alert, Some(published.alert), "what is beside it says why");
}

#[test]
fn a_help_line_makes_no_duplicate_and_what_is_about_her_is_not_told() {
    let mut house = House::new();
    let mut stopped = StopList::default();
    assert!(stopped.add(StopReason::Help, "0800 05 95 95", "FR".parse().unwrap()));
    house.node().set_rules(Rules { stopped, ..Rules::default() });
    let rosa = house.member("Rosa", Role::Member);
    let ines = house.member("Ines", Role::Moderator);
    for _ in 0..2 {
        house.report(rosa, of("0800 05 95 95")).unwrap();
    }
    assert_eq!(marked(&house, &ines), [false, false]);
    // Two reports of one name; the other one names a number of Vera's, and is as if it did not exist for her.
    let vera = house.registered("Vera", &[NUMBER]);
    let member = member_id(&vera);
    let role = Role::Moderator;
    house.run(parasol_core::members::SetRole { actor: Actor::Operator, member, role }).unwrap();
    house.report(rosa, called("Léo", NUMBER)).unwrap();
    let open = house.report(rosa, called("Léo", "06 39 98 41 59")).unwrap();
    assert!(row(&house, &ines, open).maybe_duplicate && !row(&house, &vera, open).maybe_duplicate);
}

#[test]
fn the_newest_of_many_with_one_name_are_compared_first() {
    let mut house = House::new();
    let ines = house.member("Ines", Role::Moderator);
    // Of one name and long ago, more than a glance compares.
    for n in 0..=MAX_BESIDE_GLANCED {
        let rosa = house.member(&format!("Rosa {n}"), Role::Member);
        let id = house.report(rosa, called("Léo", &format!("06 39 98 40 {n:02}"))).unwrap();
        let (reason, text) = (RejectReason::NotEnough, String::new());
        house.run(RejectReport { actor: ines, id, reason, text }).unwrap();
    }
    house.wait(200 * 86_400);
    let rosa = house.member("Rosa", Role::Member);
    let alone = house.report(rosa, called("Léo", "06 39 98 41 50")).unwrap();
    assert!(!row(&house, &ines, alone).maybe_duplicate, "the others are too long ago");
    let again = house.report(rosa, called("Léo", "06 39 98 41 51")).unwrap();
    for id in [alone, again] {
        assert!(row(&house, &ines, id).maybe_duplicate);
    }
    house.restart();
    assert!(row(&house, &ines, again).maybe_duplicate);
}

#[test]
fn what_is_only_looked_at_is_nobodys_until_something_is_done_about_it() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let [ines, vera] = ["Ines", "Vera"].map(|name| house.member(name, Role::Moderator));
    let [open, other] = [0, 1].map(|_| house.report(rosa, of(NUMBER)).unwrap());
    house.run(OpenReport { actor: ines, id: open }).unwrap();
    let looked = house.run(LookAtReport { actor: ines, id: other }).unwrap();
    assert!(looked.work.at_it.is_none() && looked.beside.duplicates[0].report == open);
    assert_eq!(row(&house, &vera, other).at_it, None, "a colleague may take it");
    assert!(row(&house, &vera, open).at_it.is_some());
    // Whoever looks at what somebody else is at is told so, as whoever opens it.
    let told = house.run(LookAtReport { actor: vera, id: open }).unwrap().work.at_it.unwrap();
    assert!(!told.you && told.by.as_str() == "Ines");
    let lines = house.snapshot().audit(&Actor::Operator, None, 50).unwrap();
    assert_eq!(lines.iter().filter(|(_, line)| line.what == "report_opened").count(), 3, "each is a line");
    let public = PublicText { text: "Has a grey van.".into(), ..PublicText::default() };
    house.run(Proofread { actor: ines, id: other, public, leave_out: Vec::new() }).unwrap();
    assert!(row(&house, &ines, other).at_it.unwrap().you, "the first act makes it hers");
    let refused = house.publish(vera, other, false);
    assert!(matches!(refused, Err(Refusal::Claimed { .. })));
    // Looking does not keep what she is at, nor give it back.
    house.run(LookAtReport { actor: ines, id: open }).unwrap();
    assert!(row(&house, &ines, open).at_it.unwrap().you);
    assert_eq!(house.run(LookAtReport { actor: rosa, id: open }).err(), Some(Refusal::Forbidden));
}
