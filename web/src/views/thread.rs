//! What the team and a reporter write to each other, on the reporter's pages and at the desk; taking a report back.

use askama::Template;

use crate::page::{Fact, Page, Problem};

/// One post.
pub(crate) struct PostView {
    /// Who wrote it, and when where that may be said.
    pub(crate) by: String,
    /// What, as lines.
    pub(crate) lines: Vec<String>,
    /// Whether the team wrote it.
    pub(crate) desk: bool,
}

/// A thread, and what can be written into it.
pub(crate) struct ThreadView {
    pub(crate) posts: Vec<PostView>,
    /// Whether something can be written.
    pub(crate) may_write: bool,
    /// What was typed so far.
    pub(crate) typed: String,
    /// Whether that needs another look.
    pub(crate) wrong: bool,
}

/// A thread at the desk.
pub(crate) struct DeskThread {
    pub(crate) thread: ThreadView,
    /// What stands beside the field.
    pub(crate) hint: String,
    /// When what is left of a withdrawn report goes, in words.
    pub(crate) gone: Option<String>,
    /// That she was not free is said, in words.
    pub(crate) not_free: Option<String>,
    /// Whether that is enough to put the entry back.
    pub(crate) not_free_counts: bool,
    /// Whether its entry was put back, which her own pages do not say.
    pub(crate) put_back: bool,
}

/// One own report: month, status and what comes next; the rest while it is open.
#[derive(Template)]
#[template(path = "my_report.html")]
pub(crate) struct MyReportPage {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    /// Where its forms go.
    pub(crate) action: String,
    pub(crate) month: String,
    pub(crate) status: String,
    /// Why it was not published, in words.
    pub(crate) reason: Option<String>,
    /// What happens next.
    pub(crate) next: Vec<String>,
    /// Why it does not open at all.
    pub(crate) notice: Option<String>,
    /// What it says, while it is open.
    pub(crate) opened: Vec<Fact>,
    /// What was written about it, while it is open.
    pub(crate) thread: Option<ThreadView>,
    /// What was typed before the page closed.
    pub(crate) typed: String,
    pub(crate) may_withdraw: bool,
    /// Whether it was withdrawn, and what is left of it is not gone yet.
    pub(crate) may_say_not_free: bool,
}

/// The question before an own report is taken back.
#[derive(Template)]
#[template(path = "my_report_sure.html")]
pub(crate) struct MyReportSure {
    pub(crate) page: Page,
    /// Where its forms go.
    pub(crate) action: String,
    /// What happens then.
    pub(crate) lead: String,
}

/// A report by its code.
#[derive(Template)]
#[template(path = "followed.html")]
pub(crate) struct FollowedPage {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) code: String,
    pub(crate) month: String,
    pub(crate) status: String,
    pub(crate) reason: Option<String>,
    /// What happens next.
    pub(crate) next: String,
    /// What was asked, where it may be read by the code.
    pub(crate) thread: Option<ThreadView>,
    pub(crate) may_withdraw: bool,
    /// What happens when it is taken back.
    pub(crate) withdraw_lead: String,
    pub(crate) may_say_not_free: bool,
}

/// A report that was begun and kept.
#[derive(Template)]
#[template(path = "report_draft.html")]
pub(crate) struct DraftPage {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    /// Where its forms go.
    pub(crate) action: &'static str,
    pub(crate) lead: String,
    /// Whether it stays closed, because the password was reset.
    pub(crate) closed: bool,
}
