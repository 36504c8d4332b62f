//! Reports: what is taken, what is refused, and what their reporter sees.

use parasol_core::refusal::Refusal;
use parasol_core::reports::{Consent, Followed, IdentifierInput, ReportDraft, Status, SubmitReport};
use parasol_core::roles::Role;
use parasol_protocol::lists::{EventKind, Motive, Perpetrator};

use crate::house::{House, regions, violent};

#[test]
fn any_one_field_is_enough_and_nothing_is_not() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let some = |text: &str| Some(text.to_owned());
    let drafts = [
        violent("06 39 98 41 57"),
        ReportDraft { kinds: vec![EventKind::Harassment], ..ReportDraft::default() },
        ReportDraft { perpetrator: Some(Perpetrator::Client), ..ReportDraft::default() },
        ReportDraft { motives: vec![Motive::Racism], ..ReportDraft::default() },
        ReportDraft { aliases: vec!["Léo".into()], ..ReportDraft::default() },
        ReportDraft { vehicle: some("van"), ..ReportDraft::default() },
        ReportDraft { description: some("tall"), ..ReportDraft::default() },
        ReportDraft { text: some("he shouted"), ..ReportDraft::default() },
        ReportDraft { place: some("Lyon"), ..ReportDraft::default() },
        ReportDraft { happened_on: Some("2026-11-20".parse().unwrap()), ..ReportDraft::default() },
        ReportDraft { contact: some("rosa@example.org"), ..ReportDraft::default() },
    ];
    for draft in drafts {
        house.report(rosa, draft).unwrap();
    }
    let empty = ReportDraft {
        identifiers: vec![IdentifierInput::default()],
        aliases: vec![" ".into()],
        text: some(" \n "),
        consent: Consent { alert: true, ..Consent::default() },
        ..ReportDraft::default()
    };
    assert_eq!(house.report(rosa, empty), Err(Refusal::Invalid { field: "report", reason: "empty" }));
    assert_eq!(house.snapshot().own_reports(&rosa).unwrap().len(), 11);
}

#[test]
fn an_unreadable_identifier_is_named_and_what_is_too_long_refused() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let mut draft = violent("06 39 98 41 57");
    draft.identifiers.push(IdentifierInput { kind: None, value: "17".into() });
    let refused = house.report(rosa, draft).err();
    assert!(matches!(refused, Some(Refusal::Unreadable { index: 1, .. })), "{refused:?}");
    let long = ReportDraft { text: Some("x".repeat(8_001)), ..ReportDraft::default() };
    assert_eq!(house.report(rosa, long), Err(Refusal::TooLong { field: "text", max: 8_000 }));
    let many = ReportDraft { identifiers: vec![IdentifierInput::default(); 11], ..ReportDraft::default() };
    assert_eq!(house.report(rosa, many), Err(Refusal::TooLong { field: "identifiers", max: 10 }));
    let unknown = ReportDraft { kinds: vec![EventKind::from_code(999)], ..ReportDraft::default() };
    assert!(matches!(house.report(rosa, unknown), Err(Refusal::Invalid { field: "kinds", .. })));
}

#[test]
fn abroad_needs_an_alert() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let mut draft = violent("06 39 98 41 57");
    draft.consent = Consent { alert: false, partners: true, abroad: true };
    let refused = house.report(rosa, draft).err();
    assert_eq!(refused, Some(Refusal::Invalid { field: "consent.abroad", reason: "needs_alert" }));
}

#[test]
fn only_partners_and_moderators_report_for_others_and_admins_not_at_all() {
    let mut house = House::new();
    let expected = [
        (Role::Member, Err(Refusal::Forbidden)),
        (Role::Partner, Ok(())),
        (Role::Moderator, Ok(())),
        (Role::Admin, Err(Refusal::Forbidden)),
    ];
    for (role, outcome) in expected {
        let actor = house.member(role.name(), role);
        let mut draft = violent("06 39 98 41 57");
        draft.for_other = true;
        assert_eq!(house.report(actor, draft).map(drop), outcome, "{}", role.name());
    }
}

#[test]
fn a_reporter_sees_month_and_status_of_her_own_alone() {
    let mut house = House::new();
    let rosa = house.member("Rosa", Role::Member);
    let lola = house.member("Lola", Role::Member);
    let draft = violent("06 39 98 41 57");
    let submitted = house.run(SubmitReport { actor: rosa, draft, regions: regions() }).unwrap();
    assert_eq!(submitted.status, Status::Waiting);
    let own = house.snapshot().own_report(&rosa, &submitted.id).unwrap();
    assert_eq!((own.month.to_string().as_str(), own.status), ("2026-11", Status::Waiting));
    assert_eq!(house.snapshot().own_report(&lola, &submitted.id), Err(Refusal::NotFound));
    assert!(house.snapshot().own_reports(&lola).unwrap().is_empty());
    let Followed::Report(followed) = house.snapshot().follow(&submitted.follow_code, house.now).unwrap()
    else {
        unreachable!("it is a report's code");
    };
    assert_eq!((followed.month, followed.status), (own.month, own.status));
}

#[test]
fn nothing_of_a_report_lies_in_the_data_directory_in_clear() {
    let mut house = House::new();
    let rosa = house.member("Rosa-Inventee", Role::Member);
    house.report(rosa, violent("06 39 98 41 57")).unwrap();
    house.node = None;
    let needles =
        ["33639984157", "39 98 41 57", "Docteur", "dented", "locked", "Invent", "Tuesdays", "argon2"];
    for file in std::fs::read_dir(house.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for needle in needles {
            assert!(!bytes.windows(needle.len()).any(|window| window == needle.as_bytes()), "{needle}");
        }
    }
}
