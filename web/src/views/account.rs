//! Home, sign in, my reports, and pages that only say something.

use askama::Template;

use crate::page::{Page, Problem};

/// The first page.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct Home {
    pub(crate) page: Page,
}

/// The sign-in form.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignIn {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    /// Whether another page sent the reader here.
    pub(crate) asked: bool,
    pub(crate) username: String,
    pub(crate) shared: bool,
}

/// Where the own reports stand: month and status, nothing else.
#[derive(Template)]
#[template(path = "my_reports.html")]
pub(crate) struct MyReports {
    pub(crate) page: Page,
    pub(crate) reports: Vec<MyReport>,
}

/// One own report.
pub(crate) struct MyReport {
    pub(crate) month: String,
    pub(crate) status: String,
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
