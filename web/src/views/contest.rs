//! What is kept about reported people, contesting it, and contests at the desk.

use askama::Template;

use super::privacy::Section;
use crate::labels::{Choice, LevelView};
use crate::page::{Fact, Page, Problem};
use crate::pager::Pager;

/// What is kept about reported people.
#[derive(Template)]
#[template(path = "reported.html")]
pub(crate) struct Reported {
    pub(crate) page: Page,
    pub(crate) sections: Vec<Section>,
}

/// Where a code is asked for.
#[derive(Template)]
#[template(path = "contest.html")]
pub(crate) struct Contest {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) contact: String,
}

/// Where the code is typed, and what is said.
#[derive(Template)]
#[template(path = "contest_statement.html")]
pub(crate) struct Statement {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    /// Whether a code was just asked for.
    pub(crate) asked: bool,
    pub(crate) code: String,
    pub(crate) claims: Vec<Choice>,
    pub(crate) statement: String,
}

impl Contest {
    /// Why a field needs another look.
    pub(crate) fn error(&self, field: &str) -> Option<&str> {
        error(&self.problems, field)
    }
}

impl Statement {
    /// Why a field needs another look.
    pub(crate) fn error(&self, field: &str) -> Option<&str> {
        error(&self.problems, field)
    }
}

fn error<'a>(problems: &'a [Problem], field: &str) -> Option<&'a str> {
    problems.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
}

/// The contests at the desk.
#[derive(Template)]
#[template(path = "contests.html")]
pub(crate) struct Contests {
    pub(crate) page: Page,
    pub(crate) closed: bool,
    pub(crate) rows: Vec<ContestLine>,
    /// The button that closes all of these that no alert names, where there are several.
    pub(crate) close_all: Option<String>,
    pub(crate) pager: Option<Pager>,
}

/// One of them, with the number or address masked.
pub(crate) struct ContestLine {
    pub(crate) id: String,
    pub(crate) from: String,
    pub(crate) claim: String,
    pub(crate) filed: String,
    pub(crate) due: String,
    pub(crate) overdue: bool,
    pub(crate) alerts: String,
    /// Whether no alert names it: it can be closed from here.
    pub(crate) empty: bool,
    /// Whether the reader reported one of the alerts.
    pub(crate) own: bool,
}

/// A contest that is not opened yet.
#[derive(Template)]
#[template(path = "contest_closed.html")]
pub(crate) struct ClosedContest {
    pub(crate) page: Page,
    pub(crate) id: String,
}

/// A contest that is open.
#[derive(Template)]
#[template(path = "contest_open.html")]
pub(crate) struct OpenedContestPage {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) id: String,
    pub(crate) facts: Vec<Fact>,
    /// Whether so many came from there that it should be said what that may mean.
    pub(crate) many: bool,
    pub(crate) recalled: Option<String>,
    pub(crate) alerts: Vec<ContestedLine>,
    /// Whether nothing was decided at the end yet.
    pub(crate) open: bool,
    pub(crate) may_close: bool,
    pub(crate) letter: String,
}

/// An alert that it names.
pub(crate) struct ContestedLine {
    pub(crate) id: String,
    pub(crate) level: LevelView,
    pub(crate) what: String,
    pub(crate) month: String,
    /// How it stands, where it is not shown.
    pub(crate) state: Option<String>,
    pub(crate) times: String,
    pub(crate) two: bool,
    /// What was decided or proposed, in words.
    pub(crate) decided: Option<String>,
    /// Whether it can still be decided.
    pub(crate) open: bool,
    /// What can be decided, with what it means.
    pub(crate) choices: Vec<DecisionChoice>,
}

/// A decision to choose.
pub(crate) struct DecisionChoice {
    pub(crate) code: String,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) chosen: bool,
}
