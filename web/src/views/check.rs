//! The check, its verdict, and the search of the own alerts.

use askama::Template;

use crate::labels::{Choice, LevelView};
use crate::page::{Page, Problem};
use crate::views::own_account::Notes;

/// The form that asks what to check.
#[derive(Template)]
#[template(path = "check.html")]
pub(crate) struct Check {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) typed: String,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) levels: Vec<LevelView>,
    pub(crate) notes: Notes,
}

/// The answer to a check.
#[derive(Template)]
#[template(path = "verdict.html")]
pub(crate) struct VerdictPage {
    pub(crate) page: Page,
    pub(crate) verdict: VerdictView,
    /// Whether asking again later may tell more.
    pub(crate) again: bool,
    pub(crate) levels: Vec<LevelView>,
}

/// What the verdict says.
pub(crate) struct VerdictView {
    pub(crate) level: Option<LevelView>,
    pub(crate) complete: bool,
    /// The latest month of all alerts found.
    pub(crate) last: Option<String>,
    /// Under which reading the worst was reported, where the text can be read in several ways.
    pub(crate) under: Option<String>,
    /// All readings, the worst first.
    pub(crate) read: Vec<ReadView>,
    pub(crate) unanswered: Vec<String>,
    pub(crate) alerts: Vec<FoundView>,
    /// How many more were found than are shown.
    pub(crate) more: Option<String>,
}

/// One way in which the text was read.
pub(crate) struct ReadView {
    pub(crate) kind: String,
    pub(crate) value: String,
    pub(crate) level: Option<LevelView>,
}

/// One alert that was found.
pub(crate) struct FoundView {
    pub(crate) id: String,
    pub(crate) level: LevelView,
    pub(crate) month: String,
    pub(crate) origin: String,
    /// Whether it is our own, and has a page here.
    pub(crate) own: bool,
    pub(crate) perpetrator: Option<String>,
    pub(crate) kinds: Vec<String>,
    pub(crate) text: Option<String>,
    /// What it was reported under, when that is not exactly what was asked.
    pub(crate) found_for: Option<String>,
}

/// Nothing was checked, and why.
#[derive(Template)]
#[template(path = "not_checked.html")]
pub(crate) struct NotChecked {
    pub(crate) page: Page,
    pub(crate) why: String,
    /// When it can be tried again.
    pub(crate) when: Option<String>,
    pub(crate) again: bool,
}

/// The search of the own alerts, and what it found.
#[derive(Template)]
#[template(path = "search.html")]
pub(crate) struct Search {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) typed: String,
    pub(crate) found: Option<Vec<SummaryView>>,
}

/// One alert in a list, without what identifies anybody.
pub(crate) struct SummaryView {
    pub(crate) id: String,
    pub(crate) level: LevelView,
    pub(crate) month: String,
    pub(crate) kinds: Vec<String>,
}
