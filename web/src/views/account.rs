//! Home, sign in, my reports, and pages that only say something.

use askama::Template;

use crate::page::{Page, Problem};

/// The first page.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct Home {
    pub(crate) page: Page,
    pub(crate) may_check: bool,
    pub(crate) may_report: bool,
    pub(crate) may_follow: bool,
    pub(crate) may_decide: bool,
    pub(crate) may_see_status: bool,
}

/// The sign-in form.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignIn {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    /// Whether another page sent the reader here.
    pub(crate) asked: bool,
    /// Whether the node was put back to an earlier time lately: passwords may not be what people think.
    pub(crate) put_back: bool,
    pub(crate) username: String,
    pub(crate) shared: bool,
    /// What was to be checked when the session turned out to be over.
    pub(crate) check: Option<AskedCheck>,
}

/// A check that waits for its reader to sign in: it travels in the form's body, never in an address.
pub(crate) struct AskedCheck {
    pub(crate) identifier: String,
    pub(crate) kind: String,
}

/// Where the own reports stand: month and status, nothing else.
#[derive(Template)]
#[template(path = "my_reports.html")]
pub(crate) struct MyReports {
    pub(crate) page: Page,
    pub(crate) reports: Vec<MyReport>,
    /// That a report was begun and is kept, and until when.
    pub(crate) draft_note: Option<String>,
}

/// One own report.
pub(crate) struct MyReport {
    pub(crate) id: String,
    pub(crate) month: String,
    pub(crate) status: String,
    /// What its link says to somebody who cannot see the row.
    pub(crate) label: String,
}

/// A page that says something and shows the way on.
#[derive(Template)]
#[template(path = "message.html")]
pub(crate) struct Message {
    pub(crate) page: Page,
    pub(crate) heading: String,
    pub(crate) lines: Vec<String>,
    pub(crate) links: Vec<Link>,
}

/// A link below a message.
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) label: String,
}
