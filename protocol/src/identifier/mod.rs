//! Canonical identifiers: one person's phone, e-mail, plate or handle as one string, however it was typed.
//!
//! [`read`] takes what somebody pasted and gives [`Readings`]: everything that the text may mean, best first.
//! All readings are looked up, because each choice made here for the asker could hide an alert. What is
//! looked up, tagged and compared is an [`Identifier`], never the text.
//!
//! The rules of the canonical profile `canon 1` (the golden vectors are `vectors/identifiers.json`):
//!
//! | kind | canonical form |
//! |---|---|
//! | any | direction marks and other invisible characters dropped, NFKC |
//! | phone | E.164 under the pinned metadata; any *possible* length; validity only ranks readings |
//! | e-mail | lower case; the domain in its ASCII form (UTS 46); no folding of dots or `+` |
//! | plate | upper case; accents and everything that is no letter or digit dropped; `O`=`0`, `I`=`1`; Cyrillic and Greek capitals that look Latin become Latin; no country |
//! | handle | the name alone, case-folded, without `@`; 3 to 64 letters, digits, dots, dashes, underscores |
//!
//! Decimal digits of all scripts count as 0 to 9 in phones and plates. Another form is another profile and
//! another epoch: see [`crate::canon`].

mod clean;
mod email;
mod handle;
mod hidden;
mod kind;
mod link;
mod phone;
mod phone_text;
mod plate;
mod reading;
mod regions;
mod unreadable;
mod value;

#[cfg(test)]
mod tests;

pub use clean::MAX_TEXT;
pub use email::MAX_EMAIL;
pub use handle::{MAX_HANDLE, MIN_HANDLE};
pub use kind::IdentifierKind;
pub(crate) use phone::calling_code as phone_calling_code;
pub use plate::{MAX_PLATE, MIN_PLATE};
pub use reading::{MAX_READINGS, Reading, Readings, read};
pub use regions::{MAX_REGIONS, Regions};
pub use unreadable::Unreadable;
pub use value::{Identifier, NotCanonical};
