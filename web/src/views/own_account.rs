//! Managing one's own account.

use askama::Template;

use crate::page::{Page, Problem};
use crate::views::account::Link;

/// What a member is told about her account on the pages that she sees first.
#[derive(Default)]
pub(crate) struct Notes {
    /// The day on which somebody of the team made a code for a new password.
    pub(crate) code_given: Option<String>,
    /// The day on which somebody with her password tried many codes of her second factor.
    pub(crate) codes_tried: Option<String>,
    /// Whether a code that was sent to a contact has to be typed.
    pub(crate) code_waits: bool,
}

/// What leads to everything about the account.
#[derive(Template)]
#[template(path = "account.html")]
pub(crate) struct Hub {
    pub(crate) page: Page,
    pub(crate) pseudonym: String,
    pub(crate) notes: Notes,
    /// Whether a forgotten password could be replaced by a code.
    pub(crate) reachable: bool,
    /// In how long her own reports open again after a reset.
    pub(crate) closed: Option<String>,
    pub(crate) links: Vec<Link>,
}

/// Her contacts: masked, or open for five minutes.
#[derive(Template)]
#[template(path = "account_contacts.html")]
pub(crate) struct Contacts {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) open: bool,
    pub(crate) contacts: Vec<ContactLine>,
    /// The address to which a code was sent that has to come back.
    pub(crate) pending: Option<String>,
    /// What was just done.
    pub(crate) done: Option<String>,
    /// What was typed for a contact that could not be read: which one, and what.
    pub(crate) typed: Option<(u8, String)>,
    /// Where one more contact would stand, if there may be one.
    pub(crate) may_add: Option<u8>,
}

/// One contact.
pub(crate) struct ContactLine {
    pub(crate) place: u8,
    pub(crate) label: String,
    pub(crate) shown: String,
    pub(crate) confirmed: bool,
}

impl Contacts {
    /// What was typed for a contact.
    pub(crate) fn typed(&self, place: u8) -> &str {
        self.typed.as_ref().filter(|(where_, _)| *where_ == place).map_or("", |(_, text)| text.as_str())
    }

    /// What is wrong with a new contact.
    pub(crate) fn contact_error(&self, place: u8) -> Option<&str> {
        self.error(&format!("contact-{place}"))
    }

    /// What is wrong with a field.
    pub(crate) fn error(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
    }
}

/// Her password, and how it is replaced when she forgets it.
#[derive(Template)]
#[template(path = "account_password.html")]
pub(crate) struct OwnPassword {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) offered: Option<String>,
    /// Whether only a moderator may reset it.
    pub(crate) by_moderator: bool,
    pub(crate) reachable: bool,
    pub(crate) done: Option<String>,
}

impl OwnPassword {
    /// What is wrong with a field.
    pub(crate) fn error(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
    }
}
