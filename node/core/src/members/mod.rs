//! Members: who they are to the node, and how they sign in.

mod credentials;
mod manage;
mod member;
mod password;
mod sponsorship;
mod throttle;

pub use credentials::Credentials;
pub use manage::{CreateMember, Resume, SetPassword, SetRole, Suspend};
pub(crate) use member::{MEMBERS, Member, allow, load};
pub use member::{MemberView, Pseudonym};
pub use password::PasswordHash;
pub use sponsorship::{IssueCode, RegisterWithCode};

/// The one-time code with which somebody registers.
pub type SponsorshipCode = crate::spoken::SpokenCode;
pub(crate) use throttle::Throttle;
