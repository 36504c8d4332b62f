//! What is kept for how long, and reports that are kept longer.

use askama::Template;

use crate::labels::Choice;
use crate::page::{Fact, Page};
use crate::pager::Pager;

/// The rules, the last run, and what is held.
#[derive(Template)]
#[template(path = "holds.html")]
pub(crate) struct Holds {
    pub(crate) page: Page,
    pub(crate) facts: Vec<Fact>,
    /// That the clock may be wrong, in words.
    pub(crate) jumped: Option<String>,
    pub(crate) rows: Vec<HoldLine>,
    pub(crate) pager: Option<Pager>,
}

/// A report that is kept longer.
pub(crate) struct HoldLine {
    pub(crate) report: String,
    pub(crate) lines: Vec<String>,
}

/// Keeping a report longer, on its own page.
pub(crate) struct HoldForm {
    /// Why and until when it is held, if it is.
    pub(crate) held: Vec<String>,
    pub(crate) may: bool,
    pub(crate) months: Vec<Choice>,
    pub(crate) reason: String,
}
