//! The golden vectors, and what holds for every text.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::region::Region;

#[derive(Deserialize)]
struct Case {
    text: String,
    kind: Option<String>,
    regions: Option<Vec<Region>>,
    readings: Option<Vec<Expected>>,
    error: Option<String>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Expected {
    kind: String,
    canonical: String,
    shown: String,
    region: Option<Region>,
    platform: Option<String>,
    valid: bool,
}

fn regions(codes: &[Region]) -> Regions {
    let (home, others) = codes.split_first().unwrap();
    Regions::new(*home, others.iter().copied())
}

fn region(code: &str) -> Region {
    code.parse().unwrap()
}

fn readings_of(readings: &Readings) -> Vec<Expected> {
    let expected = |reading: &Reading| Expected {
        kind: reading.identifier.kind().name().to_owned(),
        canonical: reading.identifier.value().to_owned(),
        shown: reading.shown.clone(),
        region: reading.region,
        platform: reading.platform.clone(),
        valid: reading.valid,
    };
    readings.iter().map(expected).collect()
}

#[test]
fn the_golden_vectors_hold() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../../vectors/identifiers.json")).unwrap();
    assert!(cases.len() >= 80);
    for case in cases {
        let kind = case.kind.as_deref().map(|name| IdentifierKind::from_name(name).unwrap());
        let codes = case.regions.unwrap_or_else(|| vec![region("FR")]);
        let read = read(&case.text, kind, &regions(&codes));
        match (case.readings, case.error) {
            (Some(expected), None) => match read {
                Ok(found) => assert_eq!(readings_of(&found), expected, "{:?} in {codes:?}", case.text),
                Err(why) => panic!("{:?} in {codes:?} was refused: {}", case.text, why.code()),
            },
            (None, Some(code)) => {
                let found = read.map_err(|why| why.code()).map(|found| readings_of(&found));
                assert_eq!(found, Err(code.as_str()), "{:?} in {codes:?}", case.text);
            }
            _ => panic!("{:?} has neither or both of readings and error", case.text),
        }
    }
}

#[test]
fn a_fictional_french_number_pasted_in_belgium_is_found() {
    let found = read("06 39 98 77 01", None, &regions(&[region("BE"), region("FR")])).unwrap();
    assert!(found.iter().any(|reading| reading.identifier.value() == "+33639987701"));
}

#[test]
fn every_region_of_the_metadata_has_a_calling_code() {
    let known = (b'A'..=b'Z').flat_map(|a| (b'A'..=b'Z').map(move |b| [a, b]));
    let with_code =
        known.filter(|pair| region(str::from_utf8(pair).unwrap()).calling_code().is_some()).count();
    assert_eq!(with_code, 245);
}

#[test]
fn regions_are_few_and_distinct() {
    let codes = ["BE", "FR", "BE", "ES", "IT", "DE", "CH", "RO", "PT", "GB"].map(region);
    let regions = Regions::new(region("FR"), codes);
    assert_eq!(regions.iter().count(), MAX_REGIONS);
    assert_eq!(regions.iter().next(), Some(region("FR")));
    assert_eq!(regions.others().iter().filter(|other| **other == region("BE")).count(), 1);
}

#[test]
fn the_tag_input_keeps_the_kinds_apart() {
    let phone = Identifier::from_canonical(IdentifierKind::Phone, "+33639987701").unwrap();
    assert_eq!(phone.tag_input().as_slice(), b"parasol/1|phone|+33639987701");
    let handle = Identifier::from_canonical(IdentifierKind::Handle, "some.name").unwrap();
    assert_eq!(handle.tag_input().as_slice(), b"parasol/1|handle|some.name");
}

#[test]
fn nothing_personal_is_in_debug() {
    let found = read("+33 6 39 98 77 01", None, &regions(&[region("FR")])).unwrap();
    let debug = format!("{found:?}");
    assert!(!debug.contains("39") && debug.contains('…'), "{debug}");
}

#[test]
fn only_canonical_text_is_taken_from_a_store() {
    for (kind, text) in [
        (IdentifierKind::Phone, "0639987701"),
        (IdentifierKind::Phone, "+0639987701"),
        (IdentifierKind::Phone, "+33 639987701"),
        (IdentifierKind::Phone, "+33"),
        (IdentifierKind::Email, "Someone@example.org"),
        (IdentifierKind::Email, "someone@example.org "),
        (IdentifierKind::Plate, "AB-000-CD"),
        (IdentifierKind::Plate, "ABOOOCD"),
        (IdentifierKind::Handle, "@someone"),
        (IdentifierKind::Handle, "some\u{200b}one"),
    ] {
        assert_eq!(Identifier::from_canonical(kind, text), Err(NotCanonical), "{kind} {text:?}");
    }
}

#[test]
fn every_reason_has_a_word_of_its_own_and_a_sentence() {
    let mut codes: Vec<_> = Unreadable::ALL.iter().map(Unreadable::code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Unreadable::ALL.len());
    assert!(Unreadable::ALL.iter().all(|why| why.to_string().len() > 30));
}

/// Every reading, its display and its stored form lead back to the same identifier.
fn leads_back(text: &str, kind: Option<IdentifierKind>, regions: &Regions) -> Result<(), TestCaseError> {
    let Ok(found) = read(text, kind, regions) else { return Ok(()) };
    prop_assert!((1..=MAX_READINGS).contains(&found.len()));
    for reading in found.iter() {
        let identifier = &reading.identifier;
        for again in [identifier.value(), &reading.shown] {
            let readings = read(again, Some(identifier.kind()), regions);
            let same = readings.is_ok_and(|all| all.iter().any(|other| other.identifier == *identifier));
            prop_assert!(same, "{:?} from {text:?} is not read as {:?}", again, identifier.value());
        }
        let kept = Identifier::from_canonical(identifier.kind(), identifier.value());
        prop_assert_eq!(kept.as_ref(), Ok(identifier));
        let bytes = serde_ipld_dagcbor::to_vec(identifier).unwrap();
        prop_assert_eq!(&serde_ipld_dagcbor::from_slice::<Identifier>(&bytes).unwrap(), identifier);
    }
    Ok(())
}

fn any_kind() -> impl Strategy<Value = Option<IdentifierKind>> {
    prop::option::of(prop::sample::select(IdentifierKind::ALL))
}

fn any_regions() -> impl Strategy<Value = Regions> {
    let code =
        prop::sample::select(&["FR", "BE", "DE", "IT", "GB", "RU", "BR", "AR", "MX", "US", "CN", "ZZ"]);
    prop::collection::vec(code.prop_map(region), 1..5).prop_map(|codes| regions(&codes))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_leads_back(text in "\\PC{0,40}", kind in any_kind(), regions in any_regions()) {
        leads_back(&text, kind, &regions)?;
    }

    #[test]
    fn any_unicode_leads_back(text: String, kind in any_kind(), regions in any_regions()) {
        leads_back(&text, kind, &regions)?;
    }

    #[test]
    fn anything_like_a_number_leads_back(
        text in "(tel:|\\+|00|0|8|)[0-9]{1,3}[ .-]?(\\(0\\))?[0-9 ./-]{3,14}", regions in any_regions(),
    ) {
        leads_back(&text, None, &regions)?;
        leads_back(&text, Some(IdentifierKind::Phone), &regions)?;
    }

    #[test]
    fn anything_like_an_address_leads_back(
        text in "(https?://|mailto:|@|insta: |)[\\PC]{0,12}[@/.][\\PC]{0,12}\\.(com|org|рф|de)", kind in any_kind(),
    ) {
        leads_back(&text, kind, &regions(&[region("FR")]))?;
    }

    #[test]
    fn separators_do_not_matter(
        digits in "0[1-9][0-9]{8}",
        separators in prop::collection::vec(prop::sample::select(&["", " ", ".", "-", "\u{a0}", "\u{2011}", "\u{200e}"]), 9),
    ) {
        let typed: String = digits.chars().zip(separators.iter().chain(&[""])).flat_map(|(digit, separator)| {
            std::iter::once(digit).chain(separator.chars())
        }).collect();
        let regions = regions(&[region("FR"), region("BE")]);
        let (plain, typed) = (read(&digits, None, &regions), read(&typed, None, &regions));
        prop_assert_eq!(plain.as_ref().map(readings_of), typed.as_ref().map(readings_of));
    }
}
