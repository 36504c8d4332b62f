//! Sponsoring, cards, and following a report by its code.

use askama::Template;

use crate::labels::Choice;
use crate::language::Texts;
use crate::page::{Page, Problem};

/// Where codes are made, and the list of the people somebody sponsors.
#[derive(Template)]
#[template(path = "sponsor.html")]
pub(crate) struct Sponsor {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    /// Tells one sending of the form from the next.
    pub(crate) form_id: String,
    /// How many people she may still vouch for.
    pub(crate) left: String,
    /// When she may vouch again, if she may not now.
    pub(crate) wait: Option<String>,
    /// Whether SMS go out.
    pub(crate) sms: bool,
    pub(crate) phone: String,
    pub(crate) label: String,
    /// Who waits to be confirmed.
    pub(crate) asking: Vec<SponsoredLine>,
    pub(crate) codes: Vec<SponsoredLine>,
    pub(crate) people: Vec<SponsoredLine>,
    pub(crate) may_print: bool,
    /// Since when somebody sponsors the reader.
    pub(crate) sponsored_since: Option<String>,
}

impl Sponsor {
    fn wrong(&self, field: &str) -> bool {
        self.error(field).is_some()
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
    }
}

/// A line of the list.
pub(crate) struct SponsoredLine {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) when: String,
    /// Whether it is a code that can be used.
    pub(crate) open: bool,
    /// The field of a word for oneself, which each that waits has of its own.
    pub(crate) field: String,
    /// What was typed there.
    pub(crate) typed: String,
}

/// A code, shown once.
#[derive(Template)]
#[template(path = "sponsor_code.html")]
pub(crate) struct SponsorCode {
    pub(crate) page: Page,
    pub(crate) code: String,
    pub(crate) until: String,
}

/// Where a partner makes cards.
#[derive(Template)]
#[template(path = "cards.html")]
pub(crate) struct Cards {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) address: String,
    pub(crate) max: usize,
    pub(crate) count: String,
    pub(crate) months: Vec<Choice>,
    pub(crate) sheets: Vec<SheetLine>,
}

/// A sheet whose cards can be used.
pub(crate) struct SheetLine {
    pub(crate) id: String,
    pub(crate) text: String,
}

/// A sheet of cards, to be printed.
#[derive(Template)]
#[template(path = "cards_sheet.html")]
pub(crate) struct CardsSheet {
    pub(crate) page: Page,
    /// The language of the cards.
    pub(crate) card: Texts,
    pub(crate) address: String,
    pub(crate) codes: Vec<String>,
    pub(crate) until: String,
    pub(crate) say: bool,
}

/// Where a code is typed.
#[derive(Template)]
#[template(path = "follow.html")]
pub(crate) struct Follow {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
}

/// The question before a report is taken back or an account is locked.
#[derive(Template)]
#[template(path = "follow_sure.html")]
pub(crate) struct FollowSure {
    pub(crate) page: Page,
    pub(crate) code: String,
    /// What is asked: the words of the page, and what its button sends with `-now` added.
    pub(crate) what: &'static str,
    /// What happens then.
    pub(crate) lead: String,
}

impl FollowSure {
    fn text(&self, part: &str) -> String {
        self.page.t.get(&format!("follow-{}-{part}", self.what))
    }
}

/// A card's report has arrived.
#[derive(Template)]
#[template(path = "card_done.html")]
pub(crate) struct CardDone {
    pub(crate) page: Page,
    pub(crate) code: String,
    pub(crate) will_be_alert: bool,
    /// Whether the reporter is under age or in danger.
    pub(crate) urgent: bool,
}
