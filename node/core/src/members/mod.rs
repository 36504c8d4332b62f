//! Members: who they are to the node, and how they sign in.

mod contact;
mod contacts;
mod credentials;
mod directory;
mod finding;
mod gates;
mod import;
mod manage;
mod member;
mod migration;
mod passphrase;
mod password;
mod recovery;
mod registration;
mod review;
mod second_factor;
mod sponsored;
mod sponsorship;
mod strength;
mod throttle;
mod tree;
mod trials;

pub(crate) mod again;

pub(crate) use again::forget_codes_sent;
pub use contact::Address;
pub(crate) use contact::{Contact, is_contact};
pub use contacts::{
    ChangeContact, ChooseLanguage, ConfirmContact, Confirmation, OpenedContacts, OwnAccount, OwnContact,
    RemoveSecondContact,
};
pub use credentials::{Credentials, Tried, Verified, WithPassword};
pub use directory::{
    ContactReason, FoundMembers, HandOver, MemberDetail, MemberSearch, ShowContacts, ShownContact,
};
pub use gates::Gate;
pub(crate) use gates::Gates;
pub use import::{FileFault, ImportMembers, ImportReport, LineFault};
pub(crate) use manage::keep_an_admin;
pub use manage::{CreateMember, Resume, SetPassword, SetRole, Suspend};
pub(crate) use member::{
    Member, allow, an_admin, another_admin, bucket, count, load, named, needed, permitted, remove,
    reports_are_open, reports_closed, save, scan,
};
pub use member::{MemberView, Pseudonym, Standing};
pub(crate) use migration::{into_buckets, into_finding};
pub use passphrase::passphrase;
pub use password::PasswordHash;
pub use recovery::{
    AskForReset, ChooseReset, IssueResetCode, LockAccount, ResetBy, ResetPassword, SendResetCodes, Unlock,
};
pub use registration::{
    AskSponsor, Asked, ConfirmSponsored, DeclineSponsored, Joined, Newcomer, RegisterWithCode, Registration,
    Request, TendRequests,
};
pub use review::{KeepMember, Review};
pub use second_factor::{
    BeginSecondFactor, ConfirmSecondFactor, NewRecoveryCodes, RemoveSecondFactor, ResetSecondFactor,
    SecondFactorView,
};
pub(crate) use second_factor::{accept, is_missing};
pub(crate) use sponsored::kept as kept_sponsorships;
pub use sponsored::{CutLink, SponsorLine, SponsorState, TakeOffList};
pub use sponsorship::{CancelCode, IssueCode, SendCode, VouchingLeft};
pub(crate) use sponsorship::{code_sent, forget_all_codes, forget_codes_over, is_code};
pub use strength::NewPassword;
pub(crate) use strength::closes_files;

/// The one-time code with which somebody registers.
pub type SponsorshipCode = crate::spoken::SpokenCode;
pub(crate) use throttle::{Pace, Throttle};
pub use tree::{FastBranch, TreePage, TreeRow};
pub(crate) use trials::Trials;
