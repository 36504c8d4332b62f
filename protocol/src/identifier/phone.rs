//! Phone numbers.
//!
//! The canonical form is E.164. Which digits are the country's and which only the dialling prefix is decided
//! by the metadata of [`crate::canon`]; that a number is in use is not asked, since ranges open every month.
//! Every number of a *possible* length is read, and validity only ranks readings.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use prost::Message;
use rlibphonenumber::{
    NumberLengthType, ParseError, PhoneMetadataCollection, PhoneNumber, PhoneNumberFormat, PhoneNumberUtil,
    ValidationError, get_national_significant_number_owned,
};

use super::phone_text::{self, Run};
use super::{Identifier, IdentifierKind, Reading, Regions, Unreadable};
use crate::canon::PHONE_METADATA;
use crate::region::Region;

/// Shorter national numbers are services, or lack their area code.
const MIN_NATIONAL_DIGITS: usize = 5;

/// A number of this many digits, without a prefix, may be international with its plus sign forgotten.
const MIN_BARE_INTERNATIONAL: usize = 10;

/// The digits of a canonical number. E.164 says 15 at most; some German numbers have more.
const CANONICAL_DIGITS: std::ops::RangeInclusive<usize> = 6..=18;

/// How often a number may change when its own E.164 form is read again, before it is given up.
const MAX_SETTLING: usize = 4;

/// The numbering plans of the pinned metadata. A test keeps it from being `None`.
static PLANS: LazyLock<Option<Plans>> = LazyLock::new(|| Plans::decode(PHONE_METADATA));

/// The world's numbering plans, from one version of the metadata.
struct Plans {
    util: PhoneNumberUtil,
    /// The calling codes of countries where people dial a 0 before an area code, or did.
    zero_first: BTreeSet<i32>,
}

impl Plans {
    /// Reads a metadata file.
    fn decode(file: &[u8]) -> Option<Self> {
        let collection = PhoneMetadataCollection::decode(file).ok()?;
        // Belarus dials 8, and from abroad people dial the 0 after it.
        let with_zero = collection.metadata.iter().filter(|plan| {
            plan.national_prefix() == "0" || plan.national_prefix_for_parsing().starts_with("^(?:0|")
        });
        let zero_first = with_zero.map(|plan| plan.country_code()).collect();
        Some(Self { util: PhoneNumberUtil::new_for_metadata(collection).ok()?, zero_first })
    }
}

/// The calling code of a region.
pub(crate) fn calling_code(region: Region) -> Option<u16> {
    let code = PLANS.as_ref()?.util.get_country_code_for_region(library_region(region)?)?;
    u16::try_from(code).ok()
}

/// Whether a text has the shape of a canonical number. The metadata has no say.
pub(super) fn is_canonical(value: &str) -> bool {
    value.strip_prefix('+').is_some_and(|digits| {
        CANONICAL_DIGITS.contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

/// Reads a cleaned text as a phone number: each way to read it, best first.
pub(super) fn read(text: &str, regions: &Regions) -> Result<Vec<Reading>, Unreadable> {
    read_by(PLANS.as_ref().ok_or(Unreadable::NotAPhone)?, text, regions)
}

/// The same by any version of the metadata.
fn read_by(plans: &Plans, text: &str, regions: &Regions) -> Result<Vec<Reading>, Unreadable> {
    let runs = phone_text::runs(text);
    let mut numbers: Vec<Vec<Reading>> = Vec::new();
    for run in runs.iter().filter(|run| run.is_long()) {
        numbers.push(read_run(plans, run, regions)?);
    }
    let mut numbers = numbers.into_iter();
    let Some(first) = numbers.next() else {
        return Err(phone_text::why_none(&runs));
    };
    let same = |other: &Vec<Reading>| {
        other.iter().any(|reading| first.iter().any(|known| known.identifier == reading.identifier))
    };
    if numbers.all(|other| same(&other)) { Ok(first) } else { Err(Unreadable::Several) }
}

fn read_run(plans: &Plans, run: &Run, regions: &Regions) -> Result<Vec<Reading>, Unreadable> {
    if run.holds_several() {
        return Err(Unreadable::Several);
    }
    // People write +0033 and +00 33; no calling code starts with 0.
    let idd = run.digits.strip_prefix("00");
    if run.plus || idd.is_some() {
        let digits = idd.unwrap_or(&run.digits);
        match international(plans, digits).or_else(|why| match &run.without_trunk_zero {
            Some(shorter) => international(plans, shorter).map_err(|_| why),
            None => Err(why),
        }) {
            Ok(number) => return Ok(vec![number.into_reading(plans, None)]),
            // "+06 39 …" has a plus by mistake; "00" may be another country's own prefix.
            Err(Unreadable::UnknownCallingCode) => {
                return national(plans, &run.digits, regions).map_err(|_| Unreadable::UnknownCallingCode);
            }
            Err(why) => return Err(why),
        }
    }
    national(plans, &run.digits, regions)
}

/// A number without a country: as at home; if that is not valid, as in the other regions and with the plus
/// sign that somebody may have forgotten.
fn national(plans: &Plans, digits: &str, regions: &Regions) -> Result<Vec<Reading>, Unreadable> {
    let mut readings = Vec::new();
    let mut why = None;
    for (place, region) in regions.iter().enumerate() {
        match in_region(plans, digits, region) {
            // The digits named a country themselves, after the home region's prefix for calls abroad.
            Ok(number) if place == 0 && !number.is_of(region) => {
                return Ok(vec![number.into_reading(plans, None)]);
            }
            Ok(number) => readings.push(number.into_reading(plans, Some(region))),
            Err(error) => why = why.or(Some(error)),
        }
        if place == 0 && readings.iter().any(|reading| reading.valid) {
            return Ok(readings);
        }
    }
    if digits.len() >= MIN_BARE_INTERNATIONAL && !digits.starts_with('0') {
        readings.extend(international(plans, digits).ok().map(|number| number.into_reading(plans, None)));
    }
    if readings.is_empty() { Err(why.unwrap_or(Unreadable::NumberTooShort)) } else { Ok(readings) }
}

/// Digits as somebody dials them in a region.
///
/// The library would also guess whether they start with the region's own calling code, and its guess depends
/// on which ranges are in use. So it is asked only whether they start with the prefix for calls abroad.
fn in_region(plans: &Plans, digits: &str, region: Region) -> Result<Settled, Unreadable> {
    let own = library_region(region).ok_or(Unreadable::UnknownCallingCode)?;
    let code = plans.util.get_country_code_for_region(own).ok_or(Unreadable::UnknownCallingCode)?;
    let dialled = plans.util.parse(digits, Some(own)).ok().filter(|number| number.country_code != code);
    match dialled {
        Some(number) => settle(plans, number),
        None => international(plans, &format!("{code}{digits}")),
    }
}

/// Digits that start with a calling code.
fn international(plans: &Plans, digits: &str) -> Result<Settled, Unreadable> {
    settle(plans, plans.util.parse(format!("+{digits}"), None).map_err(|e| reason(&e))?)
}

/// A number whose E.164 form, read again, is itself.
struct Settled {
    number: PhoneNumber,
    e164: String,
}

/// Brings a possible number into the form that no further reading changes.
fn settle(plans: &Plans, mut number: PhoneNumber) -> Result<Settled, Unreadable> {
    for _ in 0..MAX_SETTLING {
        number = without_dialled_zeros(plans, number)?;
        possible(plans, &number)?;
        let e164 = plans.util.format(&number, PhoneNumberFormat::E164).into_owned();
        let again = plans.util.parse(&e164, None).map_err(|e| reason(&e))?;
        if again == number && is_canonical(&e164) {
            return Ok(Settled { number, e164 });
        }
        number = again;
    }
    Err(Unreadable::NumberTooLong)
}

/// Takes off zeros that can only have been dialled.
///
/// The library takes one off, and that only where it leaves a length that its version of the metadata knows;
/// else the zero would stay in the canonical form until the metadata learns of it. A few plans (Rwanda's fixed
/// lines, some free numbers) do have a zero there: such a number stays as it is.
fn without_dialled_zeros(plans: &Plans, number: PhoneNumber) -> Result<PhoneNumber, Unreadable> {
    if !number.italian_leading_zero() || !plans.zero_first.contains(&number.country_code) {
        return Ok(number);
    }
    let plain = PhoneNumber { italian_leading_zero: None, number_of_leading_zeros: None, ..number.clone() };
    match possible(plans, &plain) {
        Ok(()) => Ok(plain),
        Err(_) if plans.util.is_valid_number(&number) => Ok(number),
        Err(why) => Err(why),
    }
}

/// Refuses lengths that no number of the country has.
fn possible(plans: &Plans, number: &PhoneNumber) -> Result<(), Unreadable> {
    let national = get_national_significant_number_owned(number).len();
    if national < MIN_NATIONAL_DIGITS {
        return Err(Unreadable::ShortNumber);
    }
    match plans.util.is_possible_number_with_reason(number) {
        Ok(NumberLengthType::IsPossible) => Ok(()),
        Err(ValidationError::InvalidCountryCode) => Err(Unreadable::UnknownCallingCode),
        Err(ValidationError::TooLong) => Err(Unreadable::NumberTooLong),
        // Local-only: the area code is missing.
        Ok(NumberLengthType::IsPossibleLocalOnly)
        | Err(ValidationError::TooShort | ValidationError::InvalidLength) => Err(Unreadable::NumberTooShort),
    }
}

fn reason(error: &ParseError) -> Unreadable {
    match error {
        ParseError::InvalidCountryCode => Unreadable::UnknownCallingCode,
        ParseError::NotANumber(_) => Unreadable::NotAPhone,
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn => Unreadable::NumberTooShort,
        ParseError::TooLongNsn => Unreadable::NumberTooLong,
    }
}

fn country_code(number: &PhoneNumber) -> Option<u16> {
    u16::try_from(number.country_code).ok()
}

impl Settled {
    fn is_of(&self, region: Region) -> bool {
        calling_code(region) == country_code(&self.number)
    }

    fn into_reading(self, plans: &Plans, read_in: Option<Region>) -> Reading {
        let Self { number, e164 } = self;
        let util = &plans.util;
        let valid = util.is_valid_number(&number);
        let region = util
            .get_region_for_number(&number)
            .or_else(|| util.get_region_for_country_code(number.country_code))
            .and_then(|region| region.as_region_str().as_str().parse().ok());
        let region = read_in.filter(|own| !valid && calling_code(*own) == country_code(&number)).or(region);
        let shown = util.format(&number, PhoneNumberFormat::International).into_owned();
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let shown = if digits(&shown) == digits(&e164) { shown } else { e164.clone() };
        let identifier = Identifier::new(IdentifierKind::Phone, e164);
        Reading { identifier, shown, region, platform: None, valid }
    }
}

fn library_region(region: Region) -> Option<rlibphonenumber::Region> {
    rlibphonenumber::Region::from_code(region.as_str()).ok()
}

#[cfg(test)]
#[path = "phone_tests.rs"]
mod tests;
