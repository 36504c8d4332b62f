//! The closed lists: danger levels, kinds of event, perpetrators and motives.
//!
//! Everybody classifies with the same words, so that a report from one country means the same in another.
//! On the wire a word is its place in the list, counted from 1. Lists only ever grow at their end: a code
//! that this version does not know is kept as `Unknown`, served on unchanged, and shown as reported.

use std::cmp::Reverse;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The version of the lists in this module. It rises when a word is added.
pub const LIST_VERSION: u16 = 1;

/// One closed list: an enum whose known words are numbered from 1 in the order given.
macro_rules! closed_list {
    ($(#[$doc:meta])* $list:ident { $($(#[$word_doc:meta])* $variant:ident = $code:literal $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $list {
            $($(#[$word_doc])* $variant,)+
            /// A code of a later list version. Made by [`Self::from_code`] only, never for a known code.
            Unknown(u16),
        }

        impl $list {
            /// The words this version knows, in the list's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The integer that stands for this word on the wire.
            #[must_use]
            pub const fn code(self) -> u16 {
                match self {
                    $(Self::$variant => $code,)+
                    Self::Unknown(code) => code,
                }
            }

            /// The word that a wire integer stands for.
            #[must_use]
            pub const fn from_code(code: u16) -> Self {
                match code {
                    $($code => Self::$variant,)+
                    other => Self::Unknown(other),
                }
            }

            /// The word in snake case, as forms and the JSON API write it; none for an unknown code.
            #[must_use]
            pub const fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => Some($name),)+
                    Self::Unknown(_) => None,
                }
            }

            /// The entry with this snake case word.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl Serialize for $list {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_u16(self.code())
            }
        }

        impl<'de> Deserialize<'de> for $list {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                u16::deserialize(deserializer).map(Self::from_code)
            }
        }
    };
}

/// Lists without a natural order sort by code, so that sets of them have one encoding.
macro_rules! ordered_by_code {
    ($($list:ident)+) => {$(
        impl Ord for $list {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.code().cmp(&other.code())
            }
        }

        impl PartialOrd for $list {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }
    )+};
}

closed_list! {
    /// How dangerous somebody is, worst first.
    ///
    /// It has no `Ord` on purpose: "greater" could be taken for "worse" or for "later in the list".
    /// Compare with [`Level::worse_of`] or sort by [`Level::severity`].
    Level {
        /// Very dangerous, the gravest level.
        VeryDangerous = 1 "very_dangerous",
        /// Dangerous.
        Dangerous = 2 "dangerous",
        /// Risky.
        Risky = 3 "risky",
        /// Unpleasant.
        Unpleasant = 4 "unpleasant",
        /// A fantasiser, who wastes time.
        Fantasiser = 5 "fantasiser",
        /// A difficult meeting, the lightest level.
        DifficultMeeting = 6 "difficult_meeting",
    }
}

closed_list! {
    /// What happened.
    EventKind {
        /// Armed assault or attempted murder.
        ArmedAssaultOrAttemptedMurder = 1 "armed_assault_or_attempted_murder",
        /// Rape or an attempt.
        RapeOrAttempt = 2 "rape_or_attempt",
        /// Removing the condom without consent, or an attempt.
        StealthingOrAttempt = 3 "stealthing_or_attempt",
        /// Another sexual aggression.
        SexualAggression = 4 "sexual_aggression",
        /// Assault and battery.
        AssaultAndBattery = 5 "assault_and_battery",
        /// Robbery with a weapon.
        ArmedRobbery = 6 "armed_robbery",
        /// Theft, taking money back, refusing to pay.
        TheftOrPaymentRefusal = 7 "theft_or_payment_refusal",
        /// Harassment.
        Harassment = 8 "harassment",
        /// Threats or blackmail.
        ThreatsOrBlackmail = 9 "threats_or_blackmail",
        /// Extortion.
        Extortion = 10 "extortion",
        /// Abuse by police.
        AbusivePoliceAction = 11 "abusive_police_action",
        /// Care or a service refused.
        RefusalOfCareOrService = 12 "refusal_of_care_or_service",
        /// A practice that was not agreed or is not acceptable.
        UnacceptablePractice = 13 "unacceptable_practice",
        /// Did not come, or wasted time.
        NoShowOrTimeWasting = 14 "no_show_or_time_wasting",
        /// Something else.
        Other = 15 "other",
    }
}

closed_list! {
    /// Who did it.
    Perpetrator {
        /// A client.
        Client = 1 "client",
        /// Somebody who posed as a client.
        PosingAsClient = 2 "posing_as_client",
        /// Police or military.
        PoliceOrMilitary = 3 "police_or_military",
        /// A manager or another third party.
        ManagerOrThirdParty = 4 "manager_or_third_party",
        /// A partner or relative.
        PartnerOrRelative = 5 "partner_or_relative",
        /// A neighbour or passer-by.
        NeighbourOrPasserBy = 6 "neighbour_or_passer_by",
        /// A health or social worker.
        HealthOrSocialWorker = 7 "health_or_social_worker",
        /// Somebody else.
        Other = 8 "other",
    }
}

closed_list! {
    /// The hatred behind it, for figures only; never on an alert.
    Motive {
        /// Hatred of sex workers.
        Whorephobia = 1 "whorephobia",
        /// Hatred of trans people.
        Transphobia = 2 "transphobia",
        /// Hatred of gay, lesbian or bi people.
        Homophobia = 3 "homophobia",
        /// Racism.
        Racism = 4 "racism",
        /// Something else.
        Other = 5 "other",
    }
}

ordered_by_code! { EventKind Perpetrator Motive }

/// What a ringing phone shows of a level. "Not reported" is the absence of a level, not a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FourStep {
    /// Very dangerous.
    VeryDangerous,
    /// Dangerous, risky, or reported with a level that this version does not know.
    Risky,
    /// Annoying, or a time waster.
    Annoying,
}

impl FourStep {
    /// The step in snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::VeryDangerous => "very_dangerous",
            Self::Risky => "risky",
            Self::Annoying => "annoying",
        }
    }
}

impl Level {
    /// How grave a level is: greater is worse.
    ///
    /// An unknown level ranks below `very_dangerous` and above `dangerous`. It may be anything, so no lesser
    /// alert may hide it; and where somebody is known to be very dangerous, that must stay what is read.
    /// Of two unknown levels the earlier code counts as worse, so that the answer does not depend on order.
    #[must_use]
    pub fn severity(self) -> impl Ord + Copy {
        let rank = match self {
            Self::VeryDangerous => 7_u8,
            Self::Unknown(_) => 6,
            Self::Dangerous => 5,
            Self::Risky => 4,
            Self::Unpleasant => 3,
            Self::Fantasiser => 2,
            Self::DifficultMeeting => 1,
        };
        (rank, Reverse(self.code()))
    }

    /// The graver of two levels.
    #[must_use]
    pub fn worse_of(self, other: Self) -> Self {
        if other.severity() > self.severity() { other } else { self }
    }

    /// The step that a ringing phone shows. An unknown level is shown as risky: reported, never nothing.
    #[must_use]
    pub const fn four_step(self) -> FourStep {
        match self {
            Self::VeryDangerous => FourStep::VeryDangerous,
            Self::Dangerous | Self::Risky | Self::Unknown(_) => FourStep::Risky,
            Self::Unpleasant | Self::Fantasiser | Self::DifficultMeeting => FourStep::Annoying,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_lists_are_the_golden_ones() {
        let golden: serde_json::Value = serde_json::from_str(include_str!("../vectors/lists.json")).unwrap();
        let mut ours = serde_json::Map::from_iter([("version".to_owned(), LIST_VERSION.into())]);
        macro_rules! put {
            ($($key:literal $list:ident)+) => {$(
                ours.insert($key.to_owned(), $list::ALL.iter().map(|word| {
                    assert_eq!($list::from_name(word.name().unwrap()), Some(*word));
                    assert_eq!($list::from_code(word.code()), *word);
                    serde_json::json!([word.code(), word.name()])
                }).collect());
            )+};
        }
        put! { "levels" Level "kinds" EventKind "perpetrators" Perpetrator "motives" Motive }
        assert_eq!(serde_json::Value::Object(ours), golden);
    }

    #[test]
    fn an_unknown_level_is_never_hidden_by_a_lesser_one() {
        let unknown = Level::from_code(900);
        assert_eq!(unknown.name(), None);
        assert_eq!(Level::Dangerous.worse_of(unknown), unknown);
        assert_eq!(unknown.worse_of(Level::VeryDangerous), Level::VeryDangerous);
        assert_eq!(unknown.four_step(), FourStep::Risky);
    }

    proptest! {
        #[test]
        fn any_code_survives_the_wire(code: u16) {
            let bytes = serde_ipld_dagcbor::to_vec(&Level::from_code(code)).unwrap();
            prop_assert_eq!(serde_ipld_dagcbor::from_slice::<u16>(&bytes).unwrap(), code);
            prop_assert_eq!(serde_ipld_dagcbor::from_slice::<Level>(&bytes).unwrap().code(), code);
            prop_assert_eq!(EventKind::from_code(code).code(), code);
        }

        #[test]
        fn the_worse_of_two_levels_does_not_depend_on_their_order(a: u16, b: u16) {
            let (a, b) = (Level::from_code(a % 12), Level::from_code(b % 12));
            prop_assert_eq!(a.worse_of(b), b.worse_of(a));
        }
    }
}
