//! Alerts: reports that a moderator has classified, signed and published.

mod abroad;
mod alert;
mod later;
mod mask;
mod naming;
mod recall;
mod restrict;
mod search;
mod view;
mod withdrawn;

pub(crate) use abroad::{Shareable, recall_after_rollback, shareable, shareable_ids};
pub use alert::{Alert, AlertContent, AlertState};
pub(crate) use alert::{MAX_TOWN, add, all_live, forget, load, rows_after};
pub use later::ShowDue;
pub(crate) use naming::naming;
pub use recall::{RecallAlert, RecallReason};
pub(crate) use recall::{recall, withdraw};
pub(crate) use restrict::{restrict, show_again};
pub use search::AlertSummary;
pub use view::{AlertView, IdentifierView};
pub(crate) use withdrawn::{has_entry, put_back, strip};
