//! Members: who they are to the node, and how they sign in.

mod contact;
mod credentials;
mod manage;
mod member;
mod migration;
mod password;
mod review;
mod second_factor;
mod sponsored;
mod sponsorship;
mod throttle;
mod tree;

pub use contact::Address;
pub use credentials::Credentials;
pub use manage::{CreateMember, Resume, SetPassword, SetRole, Suspend};
pub(crate) use member::{Member, allow, count, load, needed, permitted, reports_closed, save, scan};
pub use member::{MemberView, Pseudonym, Standing};
pub(crate) use migration::into_buckets;
pub use password::PasswordHash;
pub use review::{KeepMember, Review};
pub use second_factor::{
    BeginSecondFactor, ConfirmSecondFactor, NewRecoveryCodes, RemoveSecondFactor, ResetSecondFactor,
    SecondFactorView,
};
pub(crate) use second_factor::{accept, is_missing};
pub use sponsored::{CutLink, SponsorLine, SponsorState};
pub use sponsorship::{CancelCode, IssueCode, RegisterWithCode, SendCode, VouchingLeft};

/// The one-time code with which somebody registers.
pub type SponsorshipCode = crate::spoken::SpokenCode;
pub(crate) use throttle::Throttle;
pub use tree::{FastBranch, TreeRow};
