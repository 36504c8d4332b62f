//! Terms, policy, the own data, requests about it, and the audit.

use askama::Template;

use crate::labels::Choice;
use crate::page::{Fact, Page, Problem};
use crate::pager::Pager;

/// Terms or policy: headed paragraphs.
#[derive(Template)]
#[template(path = "legal.html")]
pub(crate) struct Legal {
    pub(crate) page: Page,
    pub(crate) heading: String,
    /// The version, for terms.
    pub(crate) version: Option<String>,
    /// What the settings lack, for admins alone.
    pub(crate) gaps: Vec<String>,
    pub(crate) sections: Vec<Section>,
}

/// A headed part.
pub(crate) struct Section {
    pub(crate) heading: String,
    pub(crate) blocks: Vec<Block>,
}

/// A paragraph or a list.
pub(crate) enum Block {
    Text(String),
    List(Vec<String>),
}

/// What the node keeps of the reader, and where she can do something about it.
#[derive(Template)]
#[template(path = "my_data.html")]
pub(crate) struct MyDataPage {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) facts: Vec<Fact>,
    /// The newest things she asked, without words.
    pub(crate) requests: Vec<AskedLine>,
    /// What leads to all of them, where there are more.
    pub(crate) more: Option<String>,
}

impl MyDataPage {
    /// Whether a field needs another look.
    pub(crate) fn wrong(&self, field: &str) -> bool {
        self.problems.iter().any(|problem| problem.field == field)
    }
}

/// Own reports, to have them not used.
#[derive(Template)]
#[template(path = "my_data_restrict.html")]
pub(crate) struct RestrictPage {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) reports: Vec<MyDataReport>,
    pub(crate) pager: Option<Pager>,
    /// Where the password goes.
    pub(crate) action: &'static str,
    /// Whether the password was typed again.
    pub(crate) open: bool,
    /// Whether any report of hers is in use, on whichever page.
    pub(crate) may_restrict: bool,
}

/// What can be asked in words, and what was.
#[derive(Template)]
#[template(path = "my_data_ask.html")]
pub(crate) struct AskPage {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    /// Where the password that opens the words goes.
    pub(crate) action: &'static str,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) words: String,
    pub(crate) requests: Vec<AskedLine>,
    pub(crate) pager: Option<Pager>,
    /// Whether there are words to open.
    pub(crate) has_words: bool,
    /// Whether they are open.
    pub(crate) open: bool,
}

impl AskPage {
    /// Whether a field needs another look.
    pub(crate) fn wrong(&self, field: &str) -> bool {
        self.problems.iter().any(|problem| problem.field == field)
    }
}

/// An own report in the list.
pub(crate) struct MyDataReport {
    pub(crate) id: String,
    pub(crate) month: String,
    pub(crate) status: String,
    /// Since when it is not used, in words.
    pub(crate) restricted: Option<String>,
    pub(crate) in_use: bool,
}

/// Something the reader asked, and what came of it.
pub(crate) struct AskedLine {
    pub(crate) kind: String,
    pub(crate) words: Option<String>,
    /// By when, or when it was answered.
    pub(crate) when: String,
    pub(crate) outcome: Option<String>,
    pub(crate) answer: Option<String>,
}

/// Everything, to print.
#[derive(Template)]
#[template(path = "my_data_print.html")]
pub(crate) struct MyDataPrint {
    pub(crate) page: Page,
    pub(crate) heading: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) reports: Vec<PrintedReport>,
    pub(crate) requests: Vec<AskedLine>,
    /// What else is stored, table by table.
    pub(crate) rows: Vec<PrintedReport>,
}

/// A report with what it says.
pub(crate) struct PrintedReport {
    pub(crate) heading: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) erased: bool,
}

/// The question before an account is deleted.
#[derive(Template)]
#[template(path = "my_data_delete.html")]
pub(crate) struct DeletePage {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) fates: Vec<Fate>,
}

impl DeletePage {
    /// Whether a field needs another look.
    pub(crate) fn wrong(&self, field: &str) -> bool {
        self.problems.iter().any(|problem| problem.field == field)
    }
}

/// What becomes of the reports.
pub(crate) struct Fate {
    pub(crate) code: &'static str,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) chosen: bool,
}

/// Requests that wait.
#[derive(Template)]
#[template(path = "admin_requests.html")]
pub(crate) struct Requests {
    pub(crate) page: Page,
    pub(crate) rows: Vec<RequestLine>,
}

/// A request that waits.
pub(crate) struct RequestLine {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) asked: String,
    pub(crate) due: String,
    pub(crate) overdue: bool,
    pub(crate) own: bool,
}

/// A request that is not opened yet.
#[derive(Template)]
#[template(path = "admin_request_closed.html")]
pub(crate) struct ClosedRequest {
    pub(crate) page: Page,
    pub(crate) id: String,
}

/// A request that is open.
#[derive(Template)]
#[template(path = "admin_request.html")]
pub(crate) struct OpenedRequestPage {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) id: String,
    pub(crate) facts: Vec<Fact>,
    /// Whether it is answered at the desk.
    pub(crate) at_desk: bool,
    /// Whether the reader may work there.
    pub(crate) may_desk: bool,
    /// Whether it is the node's own question, if an account may end.
    pub(crate) asleep: bool,
    pub(crate) outcomes: Vec<Choice>,
    pub(crate) words: String,
}

/// The audit, line by line.
#[derive(Template)]
#[template(path = "admin_audit.html")]
pub(crate) struct AuditPage {
    pub(crate) page: Page,
    /// What is wrong with the chain.
    pub(crate) broken: Option<String>,
    /// Whether it was looked through for this page.
    pub(crate) whole: bool,
    pub(crate) lines: Vec<AuditRow>,
    pub(crate) pager: Option<Pager>,
}

/// A line of the audit.
pub(crate) struct AuditRow {
    pub(crate) number: u64,
    pub(crate) when: String,
    pub(crate) who: String,
    pub(crate) what: String,
    pub(crate) subject: String,
}

/// A month of the audit.
#[derive(Template)]
#[template(path = "admin_audit_summary.html")]
pub(crate) struct AuditSummaryPage {
    pub(crate) page: Page,
    pub(crate) heading: String,
    /// The month as the form has it.
    pub(crate) month: String,
    pub(crate) rows: Vec<SummaryLine>,
    pub(crate) end: Option<String>,
    /// Whether the reader may see the lines.
    pub(crate) may_lines: bool,
}

/// How often somebody did something.
pub(crate) struct SummaryLine {
    pub(crate) who: String,
    pub(crate) what: String,
    pub(crate) opening: bool,
    pub(crate) count: u64,
}
