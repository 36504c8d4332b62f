//! A report that was begun and kept for later: by her alone, for thirty days, behind her password.

use parasol_core::limits::{DRAFT_LIFETIME, MAX_DRAFT_BYTES};
use parasol_core::privacy::{DeleteAccount, ExportData, ReportsFate};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{DraftField, EndDrafts, ForgetDraft, KeepDraft, SubmitFromDraft, SubmitReport};
use parasol_core::roles::{Actor, Role};

use crate::house::{House, regions, violent};
use crate::restored::Kept;
use crate::thread::opened;

const DAY: u64 = 86_400;

fn field(name: &str, value: &str) -> DraftField {
    DraftField { name: name.into(), value: value.into() }
}

fn keep(house: &mut House, actor: Actor, text: &str) -> Result<(), Refusal> {
    let fields = vec![field("text", text), field("town", " ")];
    house.run(KeepDraft { actor, fields }).map(drop)
}

fn has_one(house: &House, actor: &Actor) -> bool {
    house.snapshot().draft_ends(actor).unwrap().is_some()
}

#[test]
fn a_draft_opens_after_the_password_and_for_her_alone() {
    let mut house = House::new();
    let (rosa, lola) = (house.member("Rosa", Role::Member), house.member("Lola", Role::Member));
    let admin = house.member("admin", Role::Admin);
    keep(&mut house, rosa, "first").unwrap();
    keep(&mut house, rosa, "He came back").unwrap();
    house.restart();
    let token = opened(&mut house, &rosa);
    let draft = house.snapshot().opened_draft(&token, house.now).unwrap();
    assert!(draft.fields == [field("text", "He came back")], "the newest, without what is empty");
    let hers = opened(&mut house, &lola);
    assert_eq!(house.snapshot().opened_draft(&hers, house.now).err(), Some(Refusal::NotFound));
    assert_eq!(keep(&mut house, admin, "x").err(), Some(Refusal::Forbidden));
    house.wait(300);
    assert_eq!(house.snapshot().opened_draft(&token, house.now).err(), Some(Refusal::Closed));
    assert!(has_one(&house, &rosa) && !has_one(&house, &lola));
}

#[test]
fn it_goes_when_it_is_sent_or_forgotten_or_nobody_comes_back() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    keep(&mut house, rosa, "begun").unwrap();
    let submit = || SubmitReport { actor: rosa, draft: violent("06 39 98 41 57"), regions: regions() };
    house.run(submit()).unwrap();
    assert!(has_one(&house, &rosa), "another report does not take it away");
    house.run(SubmitFromDraft(submit())).unwrap();
    assert!(!has_one(&house, &rosa));
    assert_eq!(house.run(ForgetDraft { actor: rosa }).err(), Some(Refusal::NotFound));
    keep(&mut house, rosa, "begun").unwrap();
    house.run(ForgetDraft { actor: rosa }).unwrap();

    keep(&mut house, rosa, "begun").unwrap();
    house.wait(DRAFT_LIFETIME - 2 * DAY);
    assert!(!house.snapshot().drafts_due(house.now).unwrap() && has_one(&house, &rosa));
    house.wait(2 * DAY);
    assert!(house.snapshot().drafts_due(house.now).unwrap());
    house.run(EndDrafts).unwrap();
    assert!(!has_one(&house, &rosa) && !house.snapshot().drafts_due(house.now).unwrap());
}

#[test]
fn it_is_bounded_in_its_copy_and_goes_with_her() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let long = keep(&mut house, rosa, &"x".repeat(MAX_DRAFT_BYTES));
    assert_eq!(long.err(), Some(Refusal::TooLong { field: "draft", max: MAX_DRAFT_BYTES }));
    let empty = keep(&mut house, rosa, " ");
    assert_eq!(empty.err(), Some(Refusal::Invalid { field: "draft", reason: "empty" }));
    for _ in 0..20 {
        keep(&mut house, rosa, "again").unwrap();
        house.run(ForgetDraft { actor: rosa }).unwrap();
    }
    assert!(matches!(keep(&mut house, rosa, "again").err(), Some(Refusal::OverQuota { .. })));
    house.wait(3_600);
    keep(&mut house, rosa, "kept").unwrap();
    let copy = house.run(ExportData { actor: rosa }).unwrap();
    assert!(copy.rows.iter().any(|row| row.place == "drafts/1"));
    house.run(DeleteAccount { actor: rosa, reports: ReportsFate::Unlink }).unwrap();
    house.wait(40 * DAY);
    assert!(!house.snapshot().drafts_due(house.now).unwrap(), "nothing of it is left");
}

#[test]
fn an_older_backup_brings_no_draft_back_that_was_forgotten() {
    let mut kept = Kept::new();
    let rosa = kept.house.member("Rosa", Role::Member);
    keep(&mut kept.house, rosa, "begun").unwrap();
    let older = kept.back_up();
    kept.house.run(ForgetDraft { actor: rosa }).unwrap();
    kept.put_back(&older);
    assert!(!has_one(&kept.house, &rosa));
}
