//! What a command can be answered with instead of its outcome. Sentences for people; stable words for programs.

use parasol_protocol::identifier::Unreadable;

use crate::members::Pseudonym;
use crate::store::StoreError;

/// A command was refused, and left nothing behind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No valid session.
    #[error("nobody is signed in; sign in and try again")]
    NotSignedIn,
    /// Pseudonym and password do not belong together.
    #[error("pseudonym and password do not belong together; check both")]
    WrongCredentials,
    /// The member is suspended.
    #[error("this account is suspended; ask a moderator")]
    Suspended,
    /// Nobody has vouched for the member yet.
    #[error("the sponsor has not confirmed this account yet; ask her")]
    Unconfirmed,
    /// The member locked the account herself.
    #[error("this account was locked by its member; talk to the team")]
    Locked,
    /// The password is right, and a code of the second factor is wanted too.
    #[error("this account has a second factor; give its code too")]
    SecondFactorNeeded,
    /// The code of the second factor is wrong, or was used already.
    #[error("this code is not right or was used already; wait for the next one")]
    WrongSecondFactor,
    /// The role wants a second factor, and the account has none yet.
    #[error("this role wants a second factor; set one up first")]
    SecondFactorMissing,
    /// It opens only after the password was typed again.
    #[error("this opens for five minutes after the password was typed again")]
    Closed,
    /// The own reports stay closed for a while after a reset.
    #[error("the own reports stay closed for {retry_after} seconds more, because the password was reset")]
    ReportsClosed {
        /// Seconds until they can be opened.
        retry_after: u64,
    },
    /// The role does not allow it.
    #[error("this account may not do that; ask somebody whose role allows it")]
    Forbidden,
    /// There is no such thing, or it is not shown to this actor.
    #[error("there is nothing of this id; copy the id again")]
    NotFound,
    /// It is not in the state that the command needs.
    #[error("expected the state {expected}, found {found}; somebody may have been faster, so look again")]
    WrongState {
        /// The state that the command needs.
        expected: &'static str,
        /// The state it is in.
        found: &'static str,
    },
    /// Somebody else is at this report.
    #[error("somebody else has been at this report for {minutes} minutes; wait, or take it over")]
    Claimed {
        /// Who; her pseudonym is shown to moderators and stands in no text of an error.
        by: Pseudonym,
        /// For how long, in minutes.
        minutes: u64,
    },
    /// Something that somebody else proposed about it waits for a second moderator.
    #[error(
        "something else was proposed about this and waits for a second moderator; confirm it, or send it back first"
    )]
    ProposalWaits {
        /// The pseudonym of whose proposal it is; like that of [`Refusal::Claimed`], it stands in no text of an error.
        by: Pseudonym,
        /// What is proposed, as a word.
        what: &'static str,
    },
    /// The organisation wants a second moderator for this.
    #[error("this needs a second moderator; propose it, and let her confirm")]
    SecondNeeded,
    /// What is to be published needs another look first.
    #[error(
        "a part of this may tell who reported, or says too much; have it read through, or publish it anyway"
    )]
    Warned,
    /// The reporter did not agree to this.
    #[error("the reporter did not agree to this; publish without it or ask her")]
    ConsentMissing,
    /// An identifier cannot be read.
    #[error("identifier {}: {why}", .index.saturating_add(1))]
    Unreadable {
        /// Which of the identifiers, counted from 0.
        index: usize,
        /// Why.
        why: Unreadable,
    },
    /// A text or list is too long.
    #[error("{field} is longer than {max}; shorten it")]
    TooLong {
        /// Which field.
        field: &'static str,
        /// Its bound.
        max: usize,
    },
    /// A field does not hold what it should.
    #[error("{field} cannot be taken: {reason}")]
    Invalid {
        /// Which field.
        field: &'static str,
        /// Why, as a stable word.
        reason: &'static str,
    },
    /// Too often.
    #[error("this was done too often; try again in {retry_after} seconds")]
    OverQuota {
        /// Seconds until it may be tried again.
        retry_after: u64,
    },
    /// The organisation would have no admin any more.
    #[error("this is the last admin; make another admin first")]
    LastAdmin,
    /// A sponsorship code is unknown, used or too old.
    #[error("this code cannot be used; check it, or ask for a new one")]
    CodeRefused,
    /// The name is somebody else's.
    #[error("this name is taken; choose another one")]
    Taken,
    /// The name is somebody else's, and the sponsorship code is good for one more name.
    #[error("this name is taken; the code is good for one more try")]
    TakenOnceMore,
    /// The name is somebody else's, as were those before it: the sponsorship code has ended.
    #[error("this name is taken, as were those before it: the code has ended; ask for a new one")]
    TriedOut,
    /// Too much waits to be done.
    #[error("the node is busy; try again in a moment")]
    Busy,
    /// The store failed; what happened is in the node's log.
    #[error("the node could not save or read; tell its admin")]
    Storage,
}

impl Refusal {
    /// The refusal as a stable word, for programs and for translations.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "not_signed_in",
            Self::WrongCredentials => "wrong_credentials",
            Self::Suspended => "suspended",
            Self::Unconfirmed => "unconfirmed",
            Self::Locked => "locked",
            Self::SecondFactorNeeded => "second_factor_needed",
            Self::WrongSecondFactor => "wrong_second_factor",
            Self::SecondFactorMissing => "second_factor_missing",
            Self::Closed => "closed",
            Self::ReportsClosed { .. } => "reports_closed",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::WrongState { .. } => "wrong_state",
            Self::Claimed { .. } => "claimed",
            Self::ProposalWaits { .. } => "proposal_waits",
            Self::SecondNeeded => "second_needed",
            Self::Warned => "warned",
            Self::ConsentMissing => "consent_missing",
            Self::Unreadable { .. } => "identifier_unreadable",
            Self::TooLong { .. } => "too_long",
            Self::Invalid { .. } => "invalid",
            Self::OverQuota { .. } => "over_quota",
            Self::LastAdmin => "last_admin",
            Self::CodeRefused => "code_refused",
            Self::Taken => "taken",
            Self::TakenOnceMore => "taken_once_more",
            Self::TriedOut => "code_tried_out",
            Self::Busy => "busy",
            Self::Storage => "storage",
        }
    }
}

/// The inner error goes to the log, the outer one to the visitor.
impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        tracing::error!(%error, cause, "the store failed");
        Self::Storage
    }
}
