//! The making of keys that nobody holds whole, as this node takes part in it: ceremonies, and the repairs by which newcomers
//! get their shares.
//!
//! The rules are [`parasol_protocol::ceremony`]; here is what is kept of it, and when. A charter that wants a key begins the
//! ceremony by being decided, and the next charter ends it: with the key, or with another ceremony. Every step is one
//! command: what it changes is durable before its answer leaves. Secrets lie in a bucket of their circle, which gets another
//! key as soon as something in it is over.

mod activate;
mod answer;
mod change;
mod held;
mod newcomer;
mod repair;
mod retry;
mod rollback;
pub(crate) mod tables;
mod take;
mod tasks;
mod view;

pub(crate) use activate::propose_made;
pub(super) use activate::{do_without, vouches, want_key};
pub use answer::AnswerCeremony;
pub(super) use change::{after_charter, forget_circle, list_newcomer};
pub(crate) use newcomer::{came_later, renew_repairs};
pub use retry::RetryCeremony;
pub(crate) use rollback::after_rollback;
pub use take::TakeCeremony;
pub use tasks::CeremonyTask;
pub use view::CeremonyView;
