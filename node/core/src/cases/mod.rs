//! Cases: a person who was hurt, asked for a call, or wants to complain is looked after by somebody of the team, from the
//! report to the day on which nothing is left to do.
//!
//! * There is one case for a report at the most, and it has the report's id. A grave report opens it by itself.
//! * Everything about a case lies in the bucket of the report's month, and its notes go when the report's words go.
//! * A reminder never closes anything: it puts the case on top until somebody acts.
//! * A partner organisation sees a case only while the reporter's agreement holds, and never a report about police. Nothing
//!   leaves for the police without the reporter's own yes and two moderators who stand for it by name.
//! * When a case is closed, the reporter's contact goes for good.

mod act;
mod case;
mod hand_over;
mod inbox;
mod list;
mod notes;
mod opening;
mod read;
mod release;
mod tell;

use crate::ids::ReportId;
use crate::reports::Report;
use crate::store::{Read, StoreError};

pub use act::{ActOnCase, CaseAct};
pub use case::{CaseOutcome, CaseWhy};
pub(crate) use case::{end, forget_member};
pub(crate) use hand_over::{hindrance, take_back_again};
pub use inbox::{ActInInbox, HandedCase, Inbox, InboxAct, InboxRow, OpenHandedCase, ShowHandedContact};
pub use list::{CaseCounts, CaseFilter, CaseList, CaseRow};
pub use notes::{NoteKind, NoteView};
pub use opening::CaseOfReport;
pub(crate) use opening::{of_report, open_for};
pub use read::{CaseView, OpenCase};
pub use release::{
    LiaisonSheet, PrintHandedSheet, PrintLiaisonSheet, PrintRelease, ReleaseSheet, ReleaseView,
};
pub use tell::TellDesk;
pub(crate) use tell::{alarm, reached};

/// Whether there is a case of this report that is not closed: then its contact is still needed.
pub(crate) fn is_open(read: &impl Read, id: &ReportId, report: &Report) -> Result<bool, StoreError> {
    Ok(case::load(read, id, report)?.is_some_and(|case| case.is_open()))
}
