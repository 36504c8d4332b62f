//! What a message says. None of it names the service, an alert, or why somebody is written to.

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::limits::{
    CODE_LIFETIME, CONTACT_CODE_LIFETIME, CONTEST_CODE_LIFETIME, FIRST_CODE_LIFETIME, RESET_CODE_LIFETIME,
};
use crate::members::Address;
use crate::private::no_debug;
use crate::spoken::SpokenCode;

/// What is said; the words are the pages' matter.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Text {
    /// The code that confirms a contact.
    #[serde(with = "spoken")]
    ContactCode(SpokenCode),
    /// The code that lets somebody choose a new password.
    #[serde(with = "spoken")]
    ResetCode(SpokenCode),
    /// The code with which somebody registers.
    #[serde(with = "spoken")]
    SponsorshipCode(SpokenCode),
    /// A sponsor has something to decide.
    SponsorAsked,
    /// The registration is complete.
    Registered,
    /// The registration was not confirmed.
    NotRegistered,
    /// The password is another one now.
    PasswordChanged,
    /// A contact is another one now.
    ContactChanged,
    /// The account was not used for long.
    AccountAsleep {
        /// When it ends if nobody signs in.
        ends: Timestamp,
    },
    /// There is something to read after signing in.
    SomethingWaits,
    /// There is something for the team to look at soon.
    DeskSoon,
    /// How much waits for the team today.
    DeskToday {
        /// What waits for a decision.
        waiting: u64,
        /// How much of it is overdue.
        overdue: u64,
        /// Of how many things somebody wants to be reminded.
        reminders: u64,
    },
    /// There is work for the team; nothing of what it is.
    DeskWork,
    /// Something came that wants an admin's decision.
    AdminSoon,
    /// How much waits for an admin's decision today.
    AdminToday {
        /// How much.
        waiting: u64,
    },
    /// An admin tries whether messages arrive.
    Trial,
    /// The account is open; the code confirms the contact.
    #[serde(with = "spoken")]
    FirstCode(SpokenCode),
    /// The code that proves that somebody holds this number or address.
    #[serde(with = "spoken")]
    ContestCode(SpokenCode),
    /// What somebody asked about was looked at: one text for every outcome.
    ContestAnswered,
}

impl Text {
    /// For how many seconds the code in it is good, if there is one.
    pub(super) const fn lifetime(&self) -> Option<u64> {
        match self {
            Self::ContactCode(_) => Some(CONTACT_CODE_LIFETIME),
            Self::ResetCode(_) => Some(RESET_CODE_LIFETIME),
            Self::SponsorshipCode(_) => Some(CODE_LIFETIME),
            Self::FirstCode(_) => Some(FIRST_CODE_LIFETIME),
            Self::ContestCode(_) => Some(CONTEST_CODE_LIFETIME),
            _ => None,
        }
    }
}

/// A message to one address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// To whom.
    pub to: Address,
    /// The code of her language; none: the organisation's first.
    pub language: Option<String>,
    /// What.
    pub text: Text,
}

no_debug!(Text, Message);

/// A code is kept as it is read aloud.
mod spoken {
    use serde::{Deserialize, Deserializer, Serializer};
    use zeroize::Zeroizing;

    use crate::spoken::SpokenCode;

    pub(super) fn serialize<S: Serializer>(code: &SpokenCode, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&Zeroizing::new(code.to_text()))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<SpokenCode, D::Error> {
        let text = Zeroizing::new(String::deserialize(from)?);
        SpokenCode::from_text(&text).map_err(|_| serde::de::Error::custom("expected a code"))
    }
}
