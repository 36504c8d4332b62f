//! The form that issues an alert, and what follows it.

use askama::Template;

use crate::labels::Choice;
use crate::page::{Page, Problem};

/// The form, with everything that was typed.
#[derive(Template)]
#[template(path = "report.html")]
pub(crate) struct Report {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) form: ReportForm,
    /// Where the form is sent.
    pub(crate) action: &'static str,
    /// The code of the card by which it comes, without an account.
    pub(crate) card: Option<String>,
}

/// What was typed.
#[derive(Default)]
pub(crate) struct ReportForm {
    /// Tells one sending of the form from the next.
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) town: String,
    pub(crate) place: String,
    pub(crate) happened_on: String,
    pub(crate) hour: String,
    pub(crate) met: String,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) motives: Vec<Choice>,
    pub(crate) identifiers: Vec<IdentifierRow>,
    /// The place of a further field, where there may be one.
    pub(crate) next: Option<usize>,
    pub(crate) perpetrators: Vec<Choice>,
    pub(crate) aliases: String,
    pub(crate) vehicle: String,
    pub(crate) description: String,
    pub(crate) contact: String,
    pub(crate) reach_by: Vec<Choice>,
    pub(crate) reach_when: String,
    pub(crate) reach_who: String,
    pub(crate) reach_say: String,
    pub(crate) reach_message: bool,
    pub(crate) complaint: bool,
    pub(crate) showing: Vec<Choice>,
    pub(crate) consent_alert: bool,
    pub(crate) consent_partners: bool,
    pub(crate) consent_abroad: bool,
    pub(crate) may_be_for_other: bool,
    pub(crate) for_other: bool,
    pub(crate) urgent: bool,
    /// Whether the team's questions are read and answered by the follow code.
    pub(crate) by_code: bool,
    /// Whether what was typed may be kept for later.
    pub(crate) keep_draft: bool,
    /// Whether the form began with what was kept.
    pub(crate) from_draft: bool,
    /// That something is kept, and until when.
    pub(crate) draft_note: Option<String>,
    /// Fields that need another look.
    pub(crate) wrong: Vec<Problem>,
}

impl ReportForm {
    /// Whether what stands behind "Add more" after the first section was used, or needs another look.
    pub(crate) fn more_of_what(&self) -> bool {
        let typed = [&self.place, &self.hour, &self.met].iter().any(|text| !text.is_empty());
        typed
            || self.motives.iter().any(|choice| choice.chosen)
            || ["place", "hour", "met"].iter().any(|field| self.wrong(field))
    }

    /// The same after the second section.
    pub(crate) fn more_of_whom(&self) -> bool {
        let typed = [&self.vehicle, &self.description].iter().any(|text| !text.is_empty());
        typed || ["vehicle", "description"].iter().any(|field| self.wrong(field))
    }

    /// The same after the third section.
    pub(crate) fn more_of_her(&self) -> bool {
        let typed = [&self.reach_when, &self.reach_who, &self.reach_say].iter().any(|text| !text.is_empty());
        typed
            || self.reach_message
            || ["reach_when", "reach_who", "reach_say"].iter().any(|field| self.wrong(field))
    }

    /// Whether a field needs another look.
    pub(crate) fn wrong(&self, field: &str) -> bool {
        self.error(field).is_some()
    }

    /// What is wrong with a field.
    pub(crate) fn error(&self, field: &str) -> Option<&str> {
        self.wrong.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.text.as_str())
    }
}

/// One line for a number or address.
pub(crate) struct IdentifierRow {
    pub(crate) n: usize,
    pub(crate) label: String,
    pub(crate) kind_label: String,
    pub(crate) value: String,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) error: Option<String>,
}

/// What was written, to be checked before it is sent.
#[derive(Template)]
#[template(path = "report_check.html")]
pub(crate) struct ReportCheck {
    pub(crate) page: Page,
    /// Where the form is sent.
    pub(crate) action: &'static str,
    /// The code of the card by which it comes.
    pub(crate) card: Option<String>,
    /// Everything that was typed.
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) facts: Vec<CheckFact>,
    /// The towns of which one has to be chosen.
    pub(crate) towns: Vec<Choice>,
    /// Whether she is under age or in danger.
    pub(crate) urgent: bool,
}

/// A field as it was read.
pub(crate) struct CheckFact {
    pub(crate) name: String,
    pub(crate) lines: Vec<CheckLine>,
}

/// A line of it, with what is asked about it.
pub(crate) struct CheckLine {
    pub(crate) text: String,
    pub(crate) asks: Vec<String>,
}

/// The report has arrived.
#[derive(Template)]
#[template(path = "report_done.html")]
pub(crate) struct ReportDone {
    pub(crate) page: Page,
    pub(crate) follow_code: String,
    pub(crate) will_be_alert: bool,
    /// Whether she would like help to file a complaint.
    pub(crate) complaint: bool,
    /// Whether she named a safe way in which somebody may reach her.
    pub(crate) reachable: bool,
    /// Whether she is under age or in danger.
    pub(crate) urgent: bool,
}
