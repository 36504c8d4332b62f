//! An alert's page, and taking it back.

use askama::Template;

use crate::labels::{Choice, LevelView};
use crate::page::{Fact, Page, Problem};
use crate::views::queue::AlertDesk;

/// An alert.
#[derive(Template)]
#[template(path = "alert.html")]
pub(crate) struct AlertPage {
    pub(crate) page: Page,
    pub(crate) alert: AlertShown,
    /// What only moderators see.
    pub(crate) desk: Option<AlertDesk>,
}

/// What is shown of an alert.
pub(crate) struct AlertShown {
    pub(crate) id: String,
    pub(crate) level: LevelView,
    pub(crate) month: String,
    /// From how many reports, where it is more than one.
    pub(crate) reports: Option<String>,
    pub(crate) text: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) recalled: bool,
    /// Whether it is hidden while somebody looks at it.
    pub(crate) restricted: bool,
    /// From when on it is shown, if it is not yet.
    pub(crate) later: Option<String>,
    pub(crate) may_recall: bool,
}

/// The question before an alert is taken back.
#[derive(Template)]
#[template(path = "recall.html")]
pub(crate) struct Recall {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) id: String,
    pub(crate) reasons: Vec<Choice>,
}
