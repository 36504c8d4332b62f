//! What is asked about a number before it is sent: with a digit left out, it may be read as somebody else's.

use parasol_core::reports::{IdentifierInput, NamedIdentifier};
use parasol_protocol::identifier::{self, IdentifierKind, Regions, Unreadable};
use parasol_protocol::region::Region;

use crate::labels;
use crate::language::Texts;

/// A plate with as many digits may be a telephone number with a letter in it.
const DIGITS_OF_A_NUMBER: usize = 8;

/// The numbers and addresses as they were typed.
pub(super) struct Typed<'a> {
    pub(super) identifiers: &'a [IdentifierInput],
    pub(super) regions: &'a Regions,
    pub(super) home: Region,
}

impl Typed<'_> {
    /// What is asked about one of them, as it was read.
    pub(super) fn asks(&self, t: Texts, named: &NamedIdentifier) -> Vec<String> {
        let read_so = |input: &&IdentifierInput| {
            let readings = identifier::read(&input.value, input.kind, self.regions);
            readings.is_ok_and(|readings| readings.best().identifier == named.identifier)
        };
        let Some(input) = self.identifiers.iter().find(read_so) else { return Vec::new() };
        match named.identifier.kind() {
            IdentifierKind::Phone => self.about_country(t, named, &input.value),
            IdentifierKind::Plate
                if input.kind.is_none() && digits(&input.value).len() >= DIGITS_OF_A_NUMBER =>
            {
                vec![t.get("report-ask-plate")]
            }
            _ => Vec::new(),
        }
    }

    /// A number that was typed without a country and is read in another one than this.
    fn about_country(&self, t: Texts, named: &NamedIdentifier, value: &str) -> Vec<String> {
        let digits = digits(value);
        let names_country = value.contains(['+', '\u{ff0b}']) || digits.starts_with("00");
        let Some(abroad) = named.region.filter(|region| *region != self.home && !names_country) else {
            return Vec::new();
        };
        let mut asks = vec![t.one("report-ask-abroad", "country", labels::country(t, abroad))];
        if digits.starts_with('0') {
            let at_home = Regions::new(self.home, []);
            match identifier::read(value, Some(IdentifierKind::Phone), &at_home) {
                Err(Unreadable::NumberTooShort) => asks.push(t.get("report-ask-too-short")),
                Err(Unreadable::NumberTooLong) => asks.push(t.get("report-ask-too-long")),
                _ => {}
            }
        }
        asks
    }
}

/// The digits of a text, whatever stands between them.
fn digits(text: &str) -> String {
    text.chars().filter(|c| c.is_numeric()).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use super::*;

    fn asks(value: &str, kind: Option<IdentifierKind>) -> Vec<String> {
        let (home, abroad): (Region, Region) = ("FR".parse().unwrap(), "BE".parse().unwrap());
        let regions = Regions::new(home, [abroad]);
        let identifiers = [IdentifierInput { kind, value: value.to_owned() }];
        let named = NamedIdentifier::from(identifier::read(value, kind, &regions).unwrap().best());
        Typed { identifiers: &identifiers, regions: &regions, home }.asks(Texts::of("en").unwrap(), &named)
    }

    #[test]
    fn a_digit_that_is_missing_makes_no_number_of_another_country_unseen() {
        let asked = asks("06 39 98 77 7", None);
        assert!(asked.iter().any(|ask| ask.contains("Belgium")), "{asked:?}");
        assert!(asked.iter().any(|ask| ask.contains("A digit may be missing")), "{asked:?}");
        for sure in ["06 39 98 77 77", "+32 63 99 87 77", "0032 63 99 87 77", "someone@example.org"] {
            assert_eq!(asks(sure, None), Vec::<String>::new(), "{sure}");
        }
    }

    #[test]
    fn a_plate_that_may_be_a_number_is_asked_about() {
        for doubtful in ["06 39 98 xx 77", "O6 39 98 77 77", "0639AB7766"] {
            assert_eq!(asks(doubtful, None).len(), 1, "{doubtful}");
        }
        assert_eq!(asks("AB-000-CD", None), Vec::<String>::new());
        assert_eq!(asks("0639AB7766", Some(IdentifierKind::Plate)), Vec::<String>::new());
    }
}
