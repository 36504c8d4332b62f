//! Cases: the list, one that is open, what is handed over or printed, and the partner's inbox.

use askama::Template;

use super::desk::ContactView;
use crate::labels::Choice;
use crate::page::{Fact, Page, Problem};
use crate::pager::Pager;

/// The list.
#[derive(Template)]
#[template(path = "cases.html")]
pub(crate) struct Cases {
    pub(crate) page: Page,
    pub(crate) filters: Vec<Choice>,
    pub(crate) rows: Vec<CaseLine>,
    pub(crate) pager: Option<Pager>,
}

/// A case in the list, without what is in it.
pub(crate) struct CaseLine {
    pub(crate) id: String,
    pub(crate) what: String,
    pub(crate) why: Vec<String>,
    pub(crate) opened: String,
    pub(crate) whose: String,
    pub(crate) stands: Vec<String>,
    pub(crate) urgent: bool,
    pub(crate) severe: bool,
    pub(crate) due: bool,
    /// Whether its report is the reader's own, which somebody else handles.
    pub(crate) own: bool,
}

/// A case that is not opened yet.
#[derive(Template)]
#[template(path = "case_closed.html")]
pub(crate) struct ClosedCase {
    pub(crate) page: Page,
    pub(crate) id: String,
    /// Where its form goes: the team's page, or the partner's.
    pub(crate) action: &'static str,
    pub(crate) back: &'static str,
    pub(crate) back_label: String,
}

/// A case that is open before a moderator.
#[derive(Template)]
#[template(path = "case.html")]
pub(crate) struct CasePage {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    /// What has just been done.
    pub(crate) done: Option<String>,
    pub(crate) id: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) urgent: bool,
    pub(crate) complaint: bool,
    pub(crate) due: bool,
    pub(crate) contact: ContactView,
    /// Whether nobody may call, because she named no safe way.
    pub(crate) no_call: bool,
    pub(crate) open: bool,
    pub(crate) may_reopen: bool,
    pub(crate) mine: bool,
    pub(crate) assigned: bool,
    /// To whom it was handed over.
    pub(crate) handed: Option<String>,
    /// Why it may not be handed over.
    pub(crate) kept_here: Option<String>,
    pub(crate) release: PoliceView,
    pub(crate) notes: Vec<NoteLine>,
    pub(crate) days: Vec<Choice>,
    pub(crate) today: String,
    pub(crate) outcomes: Vec<Choice>,
    pub(crate) typed: Typed,
}

/// What was typed into the case's forms and could not be taken.
#[derive(Default)]
pub(crate) struct Typed {
    pub(crate) text: String,
    pub(crate) for_partner: bool,
    pub(crate) reminder: String,
    pub(crate) moderator: String,
    pub(crate) referred: String,
    pub(crate) partner: String,
    pub(crate) yes: String,
    pub(crate) words: String,
}

/// How far it has come that something may be printed for a complaint.
pub(crate) enum PoliceView {
    /// Never: the report is about police.
    Never,
    /// She has not said yes.
    NoYes,
    /// She has; moderators stand for it, or are still wanted.
    Yes {
        /// Since when, and who stands for it.
        lines: Vec<String>,
        /// Whether the reader may stand for it.
        may_confirm: bool,
        /// Whether it can be printed.
        complete: bool,
    },
}

/// A note.
pub(crate) struct NoteLine {
    pub(crate) head: String,
    pub(crate) text: String,
}

/// What a partner will see, before a case is handed over to her.
#[derive(Template)]
#[template(path = "case_hand_over.html")]
pub(crate) struct HandOver {
    pub(crate) page: Page,
    pub(crate) id: String,
    pub(crate) partner: String,
}

/// A sheet that goes with the reporter to a hospital.
#[derive(Template)]
#[template(path = "case_sheet.html")]
pub(crate) struct Sheet {
    pub(crate) page: Page,
    /// Where the link back leads.
    pub(crate) back: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) today: String,
}

/// What is printed for a complaint.
#[derive(Template)]
#[template(path = "case_complaint.html")]
pub(crate) struct Complaint {
    pub(crate) page: Page,
    pub(crate) back: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) lines: Vec<String>,
}

/// A partner's inbox.
#[derive(Template)]
#[template(path = "inbox.html")]
pub(crate) struct Inbox {
    pub(crate) page: Page,
    pub(crate) rows: Vec<InboxLine>,
    pub(crate) pager: Option<Pager>,
}

/// A case in a partner's inbox.
pub(crate) struct InboxLine {
    pub(crate) id: String,
    pub(crate) what: String,
    pub(crate) since: String,
    pub(crate) urgent: bool,
}

/// A case that is open before the partner to whom it was handed.
#[derive(Template)]
#[template(path = "inbox_case.html")]
pub(crate) struct InboxCase {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) done: Option<String>,
    pub(crate) id: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) urgent: bool,
    pub(crate) complaint: bool,
    pub(crate) contact: ContactView,
    pub(crate) no_call: bool,
    pub(crate) notes: Vec<NoteLine>,
    pub(crate) text: String,
}
