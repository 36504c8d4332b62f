//! Alerts: reports that a moderator has classified, signed and published.

mod abroad;
mod alert;
mod ended;
mod history;
mod kept_back;
mod later;
mod mask;
mod naming;
mod parts;
mod recall;
mod reread;
mod restrict;
mod revise;
mod search;
mod unmask;
mod view;
mod withdrawn;

pub(crate) use abroad::{Shareable, shareable, shareable_ids};
pub use alert::{Alert, AlertContent, AlertState};
pub(crate) use alert::{MAX_TOWN, add, all_live, forget, load, rows_after};
pub(crate) use ended::{AlertAge, age, each_age, end, has_content, is_older, newest, published_at, recalled};
pub use history::{Change, Version};
pub(crate) use history::{Since, since};
pub(crate) use kept_back::{is_kept_back, kept_back};
pub use later::ShowDue;
pub(crate) use naming::Hidden;
pub(crate) use parts::{merge, merged_at, merged_into, news, not_hers, unmerge};
pub use recall::{RecallAlert, RecallReason};
pub(crate) use recall::{recall, recall_after_rollback, undo, withdraw};
pub use reread::ProofreadRevision;
pub(crate) use restrict::{restrict, show_again};
pub use revise::{ReviseAlert, Revised};
pub use search::AlertSummary;
pub use unmask::ShowIdentifiers;
pub use view::{AlertView, IdentifierView};
pub(crate) use withdrawn::{has_entry, put_back, strip};
