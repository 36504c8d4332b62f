//! The desk: the queue, a closed report, an open one.

use askama::Template;

use super::hold::HoldForm;
use super::thread::DeskThread;
use crate::labels::{Choice, LevelView};
use crate::page::{Fact, Page, Problem};
use crate::views::beside::{BesideView, IdentifierBox, WarningLine};
use crate::views::queue::{ProposalLine, ProposalView};

/// The queue.
#[derive(Template)]
#[template(path = "desk.html")]
pub(crate) struct Desk {
    pub(crate) page: Page,
    /// The link to the cases: how many there are.
    pub(crate) cases: String,
    pub(crate) filters: Vec<Choice>,
    /// What waits for a second moderator.
    pub(crate) proposals: Vec<ProposalLine>,
    /// How much of it there is, where it has a page of its own.
    pub(crate) many: Option<String>,
    /// Whether this is that page.
    pub(crate) seconds: bool,
    pub(crate) rows: Vec<DeskLine>,
    /// The address of the next page, if there is one.
    pub(crate) next: Option<String>,
    /// The address of the first page, on any other.
    pub(crate) first: Option<String>,
}

/// One report in the queue: of what is in it the town alone.
pub(crate) struct DeskLine {
    pub(crate) id: String,
    pub(crate) what: String,
    pub(crate) town: Option<String>,
    /// Whether another report or an alert may be about the same person.
    pub(crate) maybe_duplicate: bool,
    pub(crate) identifiers: String,
    pub(crate) received: String,
    pub(crate) due: String,
    pub(crate) overdue: bool,
    /// Who is at it, in words; nothing when it is decided.
    pub(crate) at_it: String,
    pub(crate) consent: String,
    pub(crate) status: String,
    /// What its reporter did since the desk looked last, in words.
    pub(crate) news: Option<String>,
    /// Since when it is not used, or that its alert is kept back, in words.
    pub(crate) restricted: Option<String>,
    pub(crate) urgent: bool,
    pub(crate) severe: bool,
    /// Whether it is the reader's own, which somebody else decides.
    pub(crate) own: bool,
}

/// A report that is not opened yet.
#[derive(Template)]
#[template(path = "desk_report.html")]
pub(crate) struct ClosedReport {
    pub(crate) page: Page,
    pub(crate) id: String,
    /// Whether it is only to be looked at, beside another one.
    pub(crate) look: bool,
}

/// A report that is open, beside what will be published of it.
#[derive(Template)]
#[template(path = "desk_open.html")]
pub(crate) struct OpenReportPage {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) id: String,
    pub(crate) at_it: AtItView,
    /// What was typed into fields that are gone, because somebody else decided.
    pub(crate) kept: Option<String>,
    pub(crate) proposal: Option<ProposalView>,
    /// The alert into which it was merged.
    pub(crate) merged_into: Option<String>,
    pub(crate) raw: RawView,
    pub(crate) contact: ContactView,
    pub(crate) case: CaseOfReportView,
    pub(crate) beside: BesideView,
    pub(crate) hold: HoldForm,
    pub(crate) form: PublishForm,
    pub(crate) talk: DeskThread,
}

/// Who is at a report.
pub(crate) enum AtItView {
    /// Nobody: it is decided.
    Nobody,
    /// Nobody: the reader looks at it beside another one.
    Looking,
    /// The reader.
    You,
    /// Somebody else: who, and for how long.
    Other(String),
}

/// The case of a report.
pub(crate) struct CaseOfReportView {
    pub(crate) exists: bool,
    pub(crate) lines: Vec<String>,
}

/// How to reach the reporter: shown only for a reason.
pub(crate) enum ContactView {
    /// The report says nothing of it.
    None,
    /// It can be shown, for one of these reasons.
    Hidden(Vec<Choice>),
    /// It was asked for.
    Shown(Vec<String>),
}

/// What was reported.
pub(crate) struct RawView {
    pub(crate) status: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) for_other: bool,
    pub(crate) complaint: bool,
    /// Whether it is not shown before somebody has talked with its reporter.
    pub(crate) after_talk: bool,
    /// By whose card it came, if it came by one.
    pub(crate) card: Option<String>,
    pub(crate) urgent: bool,
    pub(crate) consent_alert: bool,
    pub(crate) consent_abroad: bool,
    /// Whether it still waits for a decision.
    pub(crate) may_decide: bool,
    /// The alert that was made of it.
    pub(crate) alert: Option<String>,
    /// Since when it is not used, in words.
    pub(crate) restricted: Option<String>,
    /// Whether its alert was to be shown and is not.
    pub(crate) kept_back: bool,
}

/// What will be published, as typed so far.
pub(crate) struct PublishForm {
    pub(crate) text: String,
    /// The alert into which it is to be merged.
    pub(crate) alert: String,
    pub(crate) town: String,
    pub(crate) talked: bool,
    pub(crate) aliases: String,
    pub(crate) vehicle: String,
    pub(crate) description: String,
    pub(crate) level: String,
    pub(crate) levels: Vec<LevelView>,
    pub(crate) levels_up: Vec<LevelView>,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) abroad: bool,
    /// The identifiers, each of which may be left out.
    pub(crate) identifiers: Vec<IdentifierBox>,
    /// What in these words may be wrong; nothing before they were read through.
    pub(crate) warned: Vec<WarningLine>,
    /// Whether it was only read through, and nothing found.
    pub(crate) checked: bool,
    pub(crate) reasons: Vec<Choice>,
    pub(crate) wrong: Vec<String>,
    /// What is answered to its reporter who asked to have it looked at.
    pub(crate) answer: String,
    /// What is written to the reporter when it is not published.
    pub(crate) reject_text: String,
}

impl OpenReportPage {
    /// Whether it can be published now, or merged.
    pub(crate) fn publishes(&self) -> bool {
        let raw = &self.raw;
        let open = raw.alert.is_none() && raw.may_decide && !self.waits();
        open && raw.consent_alert && raw.restricted.is_none()
    }

    /// Whether something about it waits for a second moderator.
    pub(crate) fn waits(&self) -> bool {
        self.proposal.as_ref().is_some_and(|proposal| proposal.waits)
    }
}

impl PublishForm {
    /// Whether a field needs another look.
    pub(crate) fn wrong(&self, field: &str) -> bool {
        self.wrong.iter().any(|wrong| wrong == field)
    }
}
