//! Members from a list: what is taken, what is refused and why, and that nothing personal is told.

use parasol_core::members::{FileFault, ImportMembers, ImportReport, LineFault};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use proptest::prelude::*;
use zeroize::Zeroizing;

use crate::house::House;

fn import(house: &mut House, file: &[u8], skip_refused: bool) -> Result<ImportReport, FileFault> {
    let file = Zeroizing::new(file.to_vec());
    let region = "FR".parse().unwrap();
    house.run(ImportMembers { actor: Actor::Operator, file, region, skip_refused }).unwrap()
}

fn dry(house: &House, file: &[u8]) -> Result<ImportReport, FileFault> {
    house.snapshot().try_import(&Actor::Operator, file, "FR".parse().unwrap(), house.now).unwrap()
}

fn faults(house: &House, file: &str) -> Vec<(u64, LineFault)> {
    dry(house, file.as_bytes()).unwrap().refused
}

#[test]
fn a_good_list_makes_members_without_a_password() {
    let mut house = House::new();
    house.create("Rosa", Role::Partner).unwrap();
    let file = "Work name;Contact;Language;Role;Sponsor;Since\r\n\
                Lola;lola@example.org;fr;;Rosa;2024-03-09\r\n\
                Nina;06 39 98 41 57;pt-BR;partner;lola;2025-01\r\n\
                \r\n\
                \"Ana, the tall\";ana@example.org;;moderator;;\r\n";
    let tried = dry(&house, file.as_bytes()).unwrap();
    assert_eq!((tried.lines, tried.imported, tried.refused.len()), (3, 0, 1), "a comma is in no name");
    let file = file.replace("\"Ana, the tall\"", "Ana");
    let before = house.snapshot().store().fingerprint().unwrap();
    dry(&house, file.as_bytes()).unwrap();
    assert_eq!(house.snapshot().store().fingerprint().unwrap(), before, "a dry run writes nothing");
    let done = import(&mut house, file.as_bytes(), false).unwrap();
    assert_eq!((done.lines, done.imported, done.told), (3, 3, 2), "SMS are off: one has only a telephone");
    let snapshot = house.snapshot();
    let tree = snapshot.sponsor_tree(&Actor::Operator, house.now).unwrap();
    let of = |name: &str| tree.iter().find(|row| row.pseudonym.as_str() == name).unwrap();
    assert_eq!((of("Lola").depth, of("Nina").depth, of("Ana").depth), (1, 2, 0));
    assert_eq!((of("Nina").role, of("Ana").role), (Role::Partner, Role::Moderator));
    assert_eq!(of("Lola").created.month().to_string(), "2024-03");
    assert_eq!(of("Rosa").fast, None);
    for password in ["", "password", "\0"] {
        let credentials = snapshot.credentials("Lola", house.now).unwrap();
        assert!(credentials.verify(password).is_err());
    }
}

#[test]
fn one_bad_line_is_enough_unless_it_is_to_be_left_out() {
    let mut house = House::new();
    let file = b"work name,contact\nLola,lola@example.org\nx,ana@example.org\n";
    let none = import(&mut house, file, false).unwrap();
    assert_eq!((none.imported, none.refused.as_slice()), (0, [(3, LineFault::Name)].as_slice()));
    assert!(house.snapshot().members(&Actor::Operator, None).unwrap().is_empty());
    let one = import(&mut house, file, true).unwrap();
    assert_eq!((one.imported, one.told, one.refused.len()), (1, 1, 1));
    let again = import(&mut house, file, true).unwrap();
    assert_eq!((again.imported, again.refused.first()), (0, Some(&(2, LineFault::NameTaken))));
}

#[test]
fn each_line_is_refused_for_its_reason() {
    let mut house = House::new();
    house.create("Rosa", Role::Member).unwrap();
    let list = |lines: &str| format!("work name,contact,language,role,sponsor,since\n{lines}");
    let one = |line: &str| faults(&house, &list(line)).first().map(|(_, fault)| fault.clone());
    assert_eq!(one("Lola,lola@example.org,,,,"), None);
    assert_eq!(one("Lola,lola@example.org,,,"), Some(LineFault::Columns));
    assert_eq!(one("Lola,lola@example.org,,,,,"), Some(LineFault::Columns));
    assert_eq!(one("Lo\u{7}la,lola@example.org,,,,"), Some(LineFault::Hidden));
    assert_eq!(one("Lola,\u{202e}lola@example.org,,,,"), Some(LineFault::Hidden));
    assert_eq!(one("Lola,lola@example.org,,,,\u{200b}"), Some(LineFault::Hidden));
    assert_eq!(one("=Lola,lola@example.org,,,,"), Some(LineFault::Formula));
    assert_eq!(one("Lola,=HYPERLINK(1),,,,"), Some(LineFault::Formula));
    assert_eq!(one("-Lola,lola@example.org,,,,"), Some(LineFault::Formula));
    assert_eq!(one("Lola,+33 6 39 98 41 57,,,,"), None, "a number may begin with its plus sign");
    assert_eq!(one("<b>,lola@example.org,,,,"), Some(LineFault::Name));
    assert_eq!(one(",lola@example.org,,,,"), Some(LineFault::Name));
    assert_eq!(one("rosa,lola@example.org,,,,"), Some(LineFault::NameTaken));
    for contact in ["", "12", "lola@", "someone"] {
        assert_eq!(one(&format!("Lola,{contact},,,,")), Some(LineFault::Contact), "{contact}");
    }
    for language in ["français", "f", "fr--", "fr_FR", "english"] {
        assert_eq!(
            one(&format!("Lola,lola@example.org,{language},,,")),
            Some(LineFault::Language),
            "{language}"
        );
    }
    for role in ["admin", "Admin", "root"] {
        assert_eq!(one(&format!("Lola,lola@example.org,,{role},,")), Some(LineFault::Role));
    }
    for sponsor in ["Nobody", "Lola", "<b>"] {
        assert_eq!(one(&format!("Lola,lola@example.org,,,{sponsor},")), Some(LineFault::Sponsor));
    }
    for since in
        ["2024", "2024-13", "2024-02-30", "2099-01", "yesterday", "2024-03-0", "2024-03-00", "1969-12"]
    {
        assert_eq!(one(&format!("Lola,lola@example.org,,,,{since}")), Some(LineFault::Since), "{since}");
    }
    let twice = list("Lola,lola@example.org,,,,\nLOLA,ana@example.org,,,,\nNina,LOLA@example.org,,,,\n");
    assert_eq!(faults(&house, &twice), vec![(3, LineFault::NameTwice(2)), (4, LineFault::ContactTwice(2))]);
    let below = list("Lola,lola@example.org,,,Nina,\nNina,nina@example.org,,,,\n");
    assert_eq!(faults(&house, &below), vec![(2, LineFault::Sponsor)], "a sponsor stands above");
    let refused = list("Nina,x,,,,\nLola,lola@example.org,,,Nina,\n");
    assert_eq!(
        faults(&house, &refused).last(),
        Some(&(3, LineFault::Sponsor)),
        "a refused line sponsors nobody"
    );
}

#[test]
fn a_file_that_is_none_is_refused_as_a_whole() {
    let house = House::new();
    let fault = |file: &[u8]| dry(&house, file).err();
    assert_eq!(fault(b""), Some(FileFault::Empty));
    assert_eq!(fault(b"\xFF\xFEw\0o\0"), Some(FileFault::Utf16));
    assert_eq!(fault(b"work name,contact\nL\xE9a,lea@example.org\n"), Some(FileFault::NotUtf8 { line: 2 }));
    assert_eq!(fault(b"work name\nLola\n"), Some(FileFault::ColumnMissing("contact")));
    assert_eq!(fault(b"work name,contact,password\n"), Some(FileFault::ColumnUnknown(3)));
    assert_eq!(fault(b"work name,contact,Work_Name\n"), Some(FileFault::ColumnTwice("work name")));
    assert_eq!(fault(&vec![b'a'; 10 * 1024 * 1024 + 1]), Some(FileFault::TooLarge));
    let many = "work name,contact\n".to_owned() + &"x,y\n".repeat(20_001);
    assert_eq!(fault(many.as_bytes()), Some(FileFault::TooManyLines));
    let marked = "\u{feff}work name\tcontact\nLola\tlola@example.org\n";
    assert_eq!(dry(&house, marked.as_bytes()).map(|report| report.refused.len()), Ok(0), "a mark and tabs");
    let Err(told) = dry(&house, b"work name,contact\nL\xE9a,lea@example.org\n") else { unreachable!() };
    assert!(told.to_string().contains("Latin-1"));
}

#[test]
fn only_who_manages_members_imports() {
    let mut house = House::new();
    for role in [Role::Member, Role::Partner, Role::Moderator] {
        let actor = house.member(role.name(), role);
        let file = Zeroizing::new(b"work name,contact\n".to_vec());
        let region = "FR".parse().unwrap();
        let refused = house.run(ImportMembers { actor, file, region, skip_refused: true });
        assert_eq!(refused, Err(Refusal::Forbidden));
        let now = house.now;
        assert_eq!(house.snapshot().try_import(&actor, b"", region, now), Err(Refusal::Forbidden));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_file_holds_nothing_of_it_is_told(
        cells in prop::collection::vec("[\\PC\"\n;,=+@-]{0,12}", 2..12),
        junk in prop::collection::vec(any::<u8>(), 0..64)
    ) {
        let house = House::new();
        let secret = "sekret-7731";
        let mut file = "work name,contact\n".to_owned().into_bytes();
        for pair in cells.chunks(2) {
            file.extend(pair.join(",").bytes());
            file.extend(format!("{secret}\n").bytes());
        }
        file.extend(junk);
        let told = match dry(&house, &file) {
            Ok(report) => report.refused.iter().map(|(line, fault)| format!("{line} {fault} {fault:?}")).collect(),
            Err(fault) => format!("{fault} {fault:?}"),
        };
        prop_assert!(!told.contains("sekret"));
    }
}
