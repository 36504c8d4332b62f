//! A partner account that another person takes over.

use parasol_core::members::{ChangeContact, HandOver, IssueCode, Newcomer, RegisterWithCode, Unlock};
use parasol_core::privacy::{AskAboutData, RequestKind};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{PrintCards, SubmitByCard};
use parasol_core::roles::{Actor, Role};

use crate::house::{House, member_id, regions, violent};
use crate::registration::address;
use crate::restored::Kept;

#[test]
fn nothing_of_the_former_person_is_left_for_the_next_one_but_the_reports() {
    let mut house = House::new();
    let partner = house.member("Refuge", Role::Partner);
    let issue = |label: &str| IssueCode { actor: partner, label: label.into() };
    let used = house.run(issue("Lola, from the bus")).unwrap();
    let open = house.run(issue("Mina, from the bar")).unwrap();
    house.run(RegisterWithCode { code: used, newcomer: Newcomer::new("Lola", house.password()) }).unwrap();
    let card = house.run(PrintCards { actor: partner, cards: 1, months: 6 }).unwrap().codes.remove(0);
    let (kind, text) = (RequestKind::Correct, "I have another name.".to_owned());
    house.run(AskAboutData { actor: partner, kind, text }).unwrap();
    let (place, address) = (0, address("ada@refuge.example.org"));
    house.run(ChangeContact { actor: partner, place, address }).unwrap();
    let report = house.report(partner, violent("06 39 98 41 57")).unwrap();

    let (member, password) = (member_id(&partner), house.password());
    house.run(HandOver { actor: Actor::Operator, member, password }).unwrap();
    let snapshot = house.snapshot();
    let lines = snapshot.sponsored(&partner, house.now).unwrap();
    assert_eq!(lines.iter().map(|line| line.label.as_str()).collect::<Vec<_>>(), [""]);
    assert!(snapshot.card_sheets(&partner, house.now).unwrap().is_empty());
    let data = snapshot.my_data(&partner).unwrap();
    assert!(data.requests.is_empty() && data.contacts.is_empty());
    assert_eq!(data.reports.iter().map(|report| report.id).collect::<Vec<_>>(), [report]);
    assert!(house.post().is_empty(), "the code for her contact does not go out");
    let newcomer = Newcomer::new("Mina", house.password());
    assert_eq!(house.run(RegisterWithCode { code: open, newcomer }).err(), Some(Refusal::CodeRefused));
    let by_card = SubmitByCard { code: card, draft: violent("06 39 98 41 58"), regions: regions() };
    assert_eq!(house.run(by_card).err(), Some(Refusal::CodeRefused));
}

#[test]
fn nothing_of_the_former_person_comes_back_with_an_older_backup() {
    let mut kept = Kept::new();
    let house = &mut kept.house;
    let partner = house.member("Refuge", Role::Partner);
    let used = house.run(IssueCode { actor: partner, label: "Lola, from the bus".into() }).unwrap();
    house.run(RegisterWithCode { code: used, newcomer: Newcomer::new("Lola", house.password()) }).unwrap();
    let (kind, text) = (RequestKind::Correct, "I have another name.".to_owned());
    house.run(AskAboutData { actor: partner, kind, text }).unwrap();
    house.change(partner, 0, "ada@refuge.example.org").unwrap();
    let code = house.code();
    let _ = house.confirm(partner, &code);
    let older = kept.back_up();
    let (member, password) = (member_id(&partner), kept.house.password());
    kept.house.run(HandOver { actor: Actor::Operator, member, password }).unwrap();
    kept.put_back(&older);

    let house = &mut kept.house;
    house.run(Unlock { actor: kept.moderator, member }).unwrap();
    let snapshot = house.snapshot();
    let lines = snapshot.sponsored(&partner, house.now).unwrap();
    assert_eq!(lines.iter().map(|line| line.label.as_str()).collect::<Vec<_>>(), [""]);
    let data = snapshot.my_data(&partner).unwrap();
    assert!(data.requests.is_empty() && data.contacts.is_empty());
}
