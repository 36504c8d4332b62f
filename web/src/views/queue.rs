//! Deciding together at the desk: proposals, what can be undone, corrections and what an alert said before.

use askama::Template;

use crate::labels::{Choice, LevelView};
use crate::page::{Fact, Page, Problem};
use crate::views::account::Link;
use crate::views::beside::WarningLine;

/// Something is decided; for ten minutes it can be undone.
#[derive(Template)]
#[template(path = "desk_done.html")]
pub(crate) struct DeskDone {
    pub(crate) page: Page,
    pub(crate) heading: String,
    pub(crate) lines: Vec<String>,
    pub(crate) links: Vec<Link>,
    /// The report that can be opened again.
    pub(crate) undo: Option<String>,
}

/// What a moderator proposes to a second one.
pub(crate) struct ProposalView {
    pub(crate) id: String,
    pub(crate) report: String,
    /// Who proposed it, and when.
    pub(crate) lead: String,
    pub(crate) facts: Vec<Fact>,
    /// Whether it is the reader's own.
    pub(crate) yours: bool,
    /// Whether it waits; else it was sent back, or taken back.
    pub(crate) waits: bool,
    /// Why it was sent back.
    pub(crate) why: Option<String>,
    /// What was typed so far of why it is sent back.
    pub(crate) typed: String,
}

/// A line in the list of what waits for a second moderator.
pub(crate) struct ProposalLine {
    pub(crate) href: String,
    pub(crate) what: String,
    pub(crate) since: String,
    pub(crate) yours: bool,
}

/// What only moderators see of an alert.
pub(crate) struct AlertDesk {
    /// The report that it was.
    pub(crate) report: String,
    /// Whether it can still be undone.
    pub(crate) undo: bool,
    /// Whether it can be corrected.
    pub(crate) may_correct: bool,
    /// Whether its identifiers are masked.
    pub(crate) masked: bool,
    pub(crate) proposal: Option<ProposalView>,
    pub(crate) history: Vec<VersionView>,
}

/// A version of an alert.
pub(crate) struct VersionView {
    /// When, who and how.
    pub(crate) heading: String,
    /// Why, in the moderator's words.
    pub(crate) why: Option<String>,
    pub(crate) facts: Vec<Fact>,
}

/// Correcting an alert.
#[derive(Template)]
#[template(path = "correct.html")]
pub(crate) struct CorrectPage {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) text: String,
    pub(crate) town: String,
    pub(crate) aliases: String,
    pub(crate) vehicle: String,
    pub(crate) description: String,
    pub(crate) why: String,
    pub(crate) level: String,
    pub(crate) levels: Vec<LevelView>,
    pub(crate) kinds: Vec<Choice>,
    /// Its identifiers, masked; the chosen ones are to go.
    pub(crate) identifiers: Vec<Choice>,
    /// What needs another look before it is said.
    pub(crate) warned: Vec<WarningLine>,
}

impl CorrectPage {
    /// Whether a field needs another look.
    pub(crate) fn wrong(&self, field: &str) -> bool {
        self.problems.iter().any(|problem| problem.field == field)
    }
}
