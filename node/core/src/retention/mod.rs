//! Retention: what is kept long enough goes by itself, by the calendar.
//!
//! * Once a day the node looks what is over ([`Snapshot::retention`](crate::node::Snapshot::retention)) and erases it some at a
//!   time ([`Retain`]); then one line of the audit for each kind says how many it were ([`EndRetention`]).
//! * How long is a rule ([`RetentionRules`](crate::rules::RetentionRules)), and settings can only shorten it.
//! * A clock that jumped must not erase everything: when the last run is too long ago, nothing is done before somebody says
//!   that the clock is right ([`ConfirmClock`]).
//! * A report that somebody still needs is held, for a written reason and to an end ([`HoldReport`]). A hold keeps retention
//!   off and nothing else: its reporter can take it back all the same.

mod clock;
mod due;
mod hold;
mod run;

pub use clock::ConfirmClock;
pub(crate) use hold::forget as forget_hold;
pub(crate) use hold::of_report as hold_of;
pub use hold::{HoldPage, HoldReport, HoldRow, HoldView, ReleaseHold};
pub use run::{EndRetention, Retain, Retained, RetentionDue, RetentionState, RetentionStep};
