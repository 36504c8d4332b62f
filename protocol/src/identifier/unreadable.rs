//! Why a text could not be read.

use super::{MAX_EMAIL, MAX_HANDLE, MAX_PLATE, MAX_TEXT, MIN_HANDLE, MIN_PLATE};

/// Why a text is no identifier. The sentences say what to do and never repeat what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Unreadable {
    /// Nothing was left after cleaning.
    #[error("nothing was given; paste a phone number, an e-mail address, a licence plate or an online name")]
    Empty,
    /// The text is longer than [`MAX_TEXT`].
    #[error("the text is longer than {MAX_TEXT} characters; paste only the number, address, plate or name")]
    TooLong,
    /// A service or emergency number.
    #[error(
        "this is a short number such as those of emergency or information services, which belongs to no person; look up a full phone number"
    )]
    ShortNumber,
    /// The phone showed that the caller hides the number.
    #[error("the caller hid the number, so there is nothing to look up; a hidden number cannot be checked")]
    HiddenNumber,
    /// Digits are missing.
    #[error(
        "this phone number has too few digits; check that all of it was copied, with the area code or the country code"
    )]
    NumberTooShort,
    /// Too many digits.
    #[error("this phone number has too many digits; check that one number, and nothing else, was copied")]
    NumberTooLong,
    /// No country has this calling code.
    #[error(
        "no country has the calling code that this phone number starts with; check the digits after the plus sign or the 00"
    )]
    UnknownCallingCode,
    /// Not a phone number, though one was expected.
    #[error(
        "expected a phone number and found too few digits; give it as your phone shows it, for example 06 39 98 77 01 or +33 6 39 98 77 01"
    )]
    NotAPhone,
    /// Not an e-mail address, though one was expected.
    #[error("expected an e-mail address with a name, an @ and a domain, for example name@example.org")]
    NotAnEmail,
    /// The address is longer than [`MAX_EMAIL`].
    #[error(
        "the e-mail address is longer than {MAX_EMAIL} characters, which no address can be; paste only the address"
    )]
    EmailTooLong,
    /// Fewer than [`MIN_PLATE`] letters and digits.
    #[error("a licence plate has at least {MIN_PLATE} letters or digits; give the whole plate")]
    PlateTooShort,
    /// More than [`MAX_PLATE`] letters and digits.
    #[error("a licence plate has at most {MAX_PLATE} letters and digits; give the plate alone")]
    PlateTooLong,
    /// Fewer than [`MIN_HANDLE`] characters.
    #[error("an online name has at least {MIN_HANDLE} characters; give the whole name")]
    HandleTooShort,
    /// More than [`MAX_HANDLE`] characters.
    #[error(
        "an online name has at most {MAX_HANDLE} characters; give the name alone, or the link to the profile"
    )]
    HandleTooLong,
    /// Spaces or signs that no online name has.
    #[error(
        "an online name has only letters, digits, dots, dashes and underscores; give the name as the profile's address shows it"
    )]
    HandleCharacters,
    /// A link from which no name or number can be taken.
    #[error("this link does not lead to a profile with a name; open the profile and paste its name")]
    NotAProfile,
    /// More than one identifier.
    #[error(
        "this is more than one number or address; look them up one at a time, so that each gets its own answer"
    )]
    Several,
    /// Nothing matched.
    #[error(
        "this is no phone number, e-mail address, licence plate or online name; first names and descriptions cannot be looked up here"
    )]
    NothingKnown,
}

impl Unreadable {
    /// Every reason, for the tests that look for missing translations.
    pub const ALL: &'static [Self] = &[
        Self::Empty,
        Self::TooLong,
        Self::ShortNumber,
        Self::HiddenNumber,
        Self::NumberTooShort,
        Self::NumberTooLong,
        Self::UnknownCallingCode,
        Self::NotAPhone,
        Self::NotAnEmail,
        Self::EmailTooLong,
        Self::PlateTooShort,
        Self::PlateTooLong,
        Self::HandleTooShort,
        Self::HandleTooLong,
        Self::HandleCharacters,
        Self::NotAProfile,
        Self::Several,
        Self::NothingKnown,
    ];

    /// A stable word: the key in the language files and the API's `hint`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::ShortNumber => "short_number",
            Self::HiddenNumber => "hidden_number",
            Self::NumberTooShort => "number_too_short",
            Self::NumberTooLong => "number_too_long",
            Self::UnknownCallingCode => "unknown_calling_code",
            Self::NotAPhone => "not_a_phone",
            Self::NotAnEmail => "not_an_email",
            Self::EmailTooLong => "email_too_long",
            Self::PlateTooShort => "plate_too_short",
            Self::PlateTooLong => "plate_too_long",
            Self::HandleTooShort => "handle_too_short",
            Self::HandleTooLong => "handle_too_long",
            Self::HandleCharacters => "handle_characters",
            Self::NotAProfile => "not_a_profile",
            Self::Several => "several",
            Self::NothingKnown => "nothing_known",
        }
    }
}
