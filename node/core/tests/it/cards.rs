//! Cards of a partner, and following and withdrawing a report by its code.

use parasol_core::ids::AlertId;
use parasol_core::members::{IssueCode, Suspend};
use parasol_core::privacy::{ExportData, KeepPeople};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{
    CancelCards, FollowCode, Followed, PrintCards, Status, SubmitByCard, Submitted, WithdrawReport,
};
use parasol_core::roles::{Actor, Role};
use parasol_core::sessions::{SessionKind, StartSession};
use parasol_core::spoken::SpokenCode;

use crate::house::{House, member_id, regions, violent};

const DAY: u64 = 86_400;

fn print(house: &mut House, actor: Actor, cards: usize) -> Result<Vec<SpokenCode>, Refusal> {
    house.run(PrintCards { actor, cards, months: 6 }).map(|printed| printed.codes)
}

fn submit(house: &mut House, code: &SpokenCode) -> Result<Submitted, Refusal> {
    let draft = violent("06 39 98 41 57");
    house.run(SubmitByCard { code: code.clone(), draft, regions: regions() })
}

fn status(house: &House, code: &FollowCode) -> Status {
    match house.snapshot().follow(code, house.now) {
        Ok(Followed::Report(report)) => report.status,
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn a_card_makes_one_report_and_follows_it() {
    let mut house = House::new();
    let partner = house.member("Bus des femmes", Role::Partner);
    let moderator = house.member("moderator", Role::Moderator);
    let codes = print(&mut house, partner, 3).unwrap();
    let [first, second, _] = codes.as_slice() else { unreachable!("three cards") };
    let opened = house.snapshot().follow(first, house.now).unwrap();
    assert_eq!(opened, Followed::Card { expires: house.now.plus(180 * DAY) });
    let submitted = submit(&mut house, first).unwrap();
    assert_eq!(&submitted.follow_code, first);
    assert_eq!(status(&house, first), Status::Waiting);
    assert_eq!(submit(&mut house, first).err(), Some(Refusal::CodeRefused), "one report a card");
    submit(&mut house, second).unwrap();

    assert!(house.snapshot().own_reports(&partner).unwrap().is_empty(), "it is not hers");
    let raw = house.run(parasol_core::desk::OpenReport { actor: moderator, id: submitted.id }).unwrap();
    assert!(raw.by_card);
    assert_eq!(raw.card_of.unwrap().as_str(), "Bus des femmes");
}

#[test]
fn what_a_card_says_wrong_does_not_use_it_up() {
    let mut house = House::new();
    let partner = house.member("partner", Role::Partner);
    let codes = print(&mut house, partner, 1).unwrap();
    let code = codes.first().unwrap();
    let empty = SubmitByCard { code: code.clone(), draft: Default::default(), regions: regions() };
    assert_eq!(house.run(empty).err(), Some(Refusal::Invalid { field: "report", reason: "empty" }));
    submit(&mut house, code).unwrap();
}

#[test]
fn only_partners_and_moderators_print_and_no_more_than_they_hand_out() {
    let mut house = House::new();
    for (role, allowed) in
        [(Role::Member, false), (Role::Partner, true), (Role::Moderator, true), (Role::Admin, false)]
    {
        let actor = house.member(role.name(), role);
        assert_eq!(print(&mut house, actor, 1).is_ok(), allowed, "{}", role.name());
    }
    let partner = house.member("another partner", Role::Partner);
    assert!(matches!(print(&mut house, partner, 0), Err(Refusal::Invalid { field: "cards", .. })));
    assert!(matches!(print(&mut house, partner, 51), Err(Refusal::Invalid { field: "cards", .. })));
    for months in [0, 13, u64::MAX] {
        let refused = house.run(PrintCards { actor: partner, cards: 1, months }).err();
        assert_eq!(refused, Some(Refusal::Invalid { field: "months", reason: "months" }));
    }
    print(&mut house, partner, 50).unwrap();
    house.wait(DAY);
    for _ in 0..3 {
        print(&mut house, partner, 50).unwrap();
    }
    assert_eq!(print(&mut house, partner, 1).err(), Some(Refusal::OverQuota { retry_after: 29 * DAY }));
    house.wait(29 * DAY);
    print(&mut house, partner, 50).unwrap();
    assert!(matches!(print(&mut house, partner, 1), Err(Refusal::OverQuota { .. })));
}

#[test]
fn a_card_ends_with_its_time_its_sheet_and_its_partner() {
    let mut house = House::new();
    let partner = house.member("partner", Role::Partner);
    let other = house.member("other", Role::Partner);
    let admin = house.member("admin", Role::Admin);
    let old = print(&mut house, partner, 1).unwrap();
    let lost = house.run(PrintCards { actor: partner, cards: 2, months: 12 }).unwrap();
    assert_eq!(house.snapshot().card_sheets(&partner, house.now).unwrap().len(), 2);
    let stolen = CancelCards { actor: other, sheet: lost.sheet };
    assert_eq!(house.run(stolen), Err(Refusal::NotFound), "another partner's sheet is not there");
    house.run(CancelCards { actor: partner, sheet: lost.sheet }).unwrap();
    assert_eq!(house.snapshot().card_sheets(&partner, house.now).unwrap().len(), 1);
    assert_eq!(submit(&mut house, lost.codes.first().unwrap()).err(), Some(Refusal::CodeRefused));

    house.wait(180 * DAY);
    assert_eq!(submit(&mut house, old.first().unwrap()).err(), Some(Refusal::CodeRefused));
    let codes = print(&mut house, partner, 1).unwrap();
    house.run(Suspend { actor: admin, member: member_id(&partner) }).unwrap();
    assert_eq!(submit(&mut house, codes.first().unwrap()).err(), Some(Refusal::CodeRefused));
}

#[test]
fn withdrawing_takes_words_contact_and_alert_at_once() {
    let mut house = House::new();
    let moderator = house.member("moderator", Role::Moderator);
    let partner = house.member("partner", Role::Partner);
    let reader = house.member("reader", Role::Member);
    let codes = print(&mut house, partner, 1).unwrap();
    let code = codes.first().unwrap();
    let id = submit(&mut house, code).unwrap().id;
    let alert: AlertId = house.publish(moderator, id, false).unwrap().alert;
    assert_eq!(status(&house, code), Status::Published);
    house.snapshot().alert(&reader, &alert).unwrap();

    house.run(WithdrawReport { code: code.clone() }).unwrap();
    assert_eq!(status(&house, code), Status::Withdrawn);
    assert_eq!(house.snapshot().alert(&reader, &alert).err(), Some(Refusal::NotFound));
    let opened = house.run(parasol_core::desk::OpenReport { actor: moderator, id }).unwrap();
    assert!(opened.details.text.is_none() && !opened.has_contact, "what she wrote is gone");
    let again = house.run(WithdrawReport { code: code.clone() });
    assert!(matches!(again, Err(Refusal::WrongState { found: "withdrawn", .. })));
    house.restart();
    assert_eq!(status(&house, code), Status::Withdrawn);
    assert_eq!(house.snapshot().alert(&reader, &alert).err(), Some(Refusal::NotFound));
}

#[test]
fn wrong_codes_are_slowed_down_and_never_stand_in_the_way_of_a_right_one() {
    let mut house = House::new();
    let partner = house.member("partner", Role::Partner);
    let code = print(&mut house, partner, 1).unwrap().remove(0);
    let mut other = House::with_seed(99);
    let foreign = other.member("partner", Role::Partner);
    let guess = print(&mut other, foreign, 1).unwrap().remove(0);
    for _ in 0..300 {
        assert_eq!(house.snapshot().follow(&guess, house.now), Err(Refusal::CodeRefused));
    }
    let later = Refusal::OverQuota { retry_after: 2 };
    assert_eq!(house.snapshot().follow(&guess, house.now).err(), Some(later.clone()));
    assert_eq!(submit(&mut house, &guess).err(), Some(later));
    house.snapshot().follow(&code, house.now).unwrap();
    submit(&mut house, &code).unwrap();
    house.wait(2);
    assert_eq!(house.snapshot().follow(&guess, house.now), Err(Refusal::CodeRefused));
}

/// What is said about how long things are kept holds for whoever never comes back, too.
#[test]
fn sessions_codes_and_sheets_are_forgotten_when_they_are_over() {
    let mut house = House::new();
    let partner = house.member("Refuge", Role::Partner);
    print(&mut house, partner, 3).unwrap();
    house.run(IssueCode { actor: partner, label: "Lola".into() }).unwrap();
    let (member, kind) = (member_id(&partner), SessionKind::Token);
    house.run(StartSession { member, kind }).unwrap();
    let kept = |house: &mut House| {
        house.run(KeepPeople).unwrap();
        let rows = house.run(ExportData { actor: partner }).unwrap().rows;
        let tables = ["card_sheets/1", "sessions/2", "sponsorships/1"];
        tables.map(|table| rows.iter().filter(|row| row.place == table).count())
    };
    assert_eq!(kept(&mut house), [1, 1, 1]);
    house.wait(180 * DAY - 1);
    assert_eq!(kept(&mut house), [1, 0, 0]);
    house.wait(1);
    assert_eq!(kept(&mut house), [0, 0, 0]);
}
