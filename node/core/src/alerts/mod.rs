//! Alerts: reports that a moderator has classified, signed and published.

mod alert;
mod mask;
mod recall;
mod search;
mod view;

pub use alert::{Alert, AlertContent, AlertState};
pub(crate) use alert::{MAX_TOWN, add, all_live, rows_after};
pub use recall::{RecallAlert, RecallReason};
pub use search::AlertSummary;
pub use view::{AlertView, IdentifierView};
