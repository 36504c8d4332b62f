//! The canonical form does not depend on the age of the metadata.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use rand_chacha::ChaCha8Rng;
use rand_core::{RngCore, SeedableRng};

use super::*;

/// Metadata six years older than the pinned file, in the same format.
const OLDER: &[u8] = include_bytes!("../../data/phone-metadata-8.12.0.bin");

/// Random numbers of every possible length of every country, in the forms in which people give them.
fn numbers(per_length: usize) -> Vec<(Option<Region>, String)> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut numbers = Vec::new();
    for plan in PhoneMetadataCollection::decode(PHONE_METADATA).unwrap().metadata {
        let Ok(region) = plan.id.parse::<Region>() else { continue };
        // Belarus dials 8 before numbers that may start with 8. Of lengths that nobody there has, the versions
        // disagree which 8 is dialled; its real numbers have nine digits.
        if plan.id == "BY" {
            continue;
        }
        let (code, prefix) = (plan.country_code(), plan.national_prefix());
        #[expect(deprecated, reason = "the library empties this field in its own copy, not in ours")]
        let lengths = plan.general_desc.clone().unwrap_or_default().possible_length;
        for length in lengths.iter().cycle().take(lengths.len() * per_length) {
            let nsn: String = (0..*length).map(|_| char::from(b'0' + (rng.next_u32() % 10) as u8)).collect();
            numbers.push((None, format!("{code}{nsn}")));
            numbers.push((None, format!("{code}{prefix}{nsn}")));
            numbers.push((Some(region), format!("{code}{nsn}")));
            numbers.push((Some(region), format!("{prefix}{nsn}")));
            numbers.push((Some(region), nsn));
        }
    }
    numbers
}

#[test]
fn two_versions_of_the_metadata_give_one_canonical_form() {
    let (newer, older) = (Plans::decode(PHONE_METADATA).unwrap(), Plans::decode(OLDER).unwrap());
    let (mut both, mut all) = (0, 0);
    for (region, digits) in numbers(4) {
        let read = |plans: &Plans| match region {
            Some(region) => in_region(plans, &digits, region),
            None => international(plans, &digits),
        };
        all += 1;
        if let (Ok(newer), Ok(older)) = (read(&newer), read(&older)) {
            both += 1;
            assert_eq!(newer.e164, older.e164, "{digits} in {region:?}");
        }
    }
    // Lengths do change: some numbers are possible in one version only.
    assert!(both * 10 > all * 6, "only {both} of {all} are possible in both");
}

#[test]
fn pasted_numbers_are_the_same_under_older_metadata() {
    let plans = Plans::decode(OLDER).unwrap();
    let belgium = Regions::new("BE".parse().unwrap(), ["FR", "GB"].map(|code| code.parse().unwrap()));
    for text in ["06 39 98 77 01", "+33 (0)6 39 98 77 01", "0033639987701", "33639987701", "07700 900123"] {
        let values = |readings: Vec<Reading>| {
            let mut values: Vec<_> = readings.iter().map(|r| r.identifier.value().to_owned()).collect();
            values.sort();
            values
        };
        let older = values(read_by(&plans, text, &belgium).unwrap());
        assert_eq!(values(read(text, &belgium).unwrap()), older, "{text}");
    }
}
