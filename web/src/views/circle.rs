//! A circle: where it stands, and what its admins do about it.

use askama::Template;

use super::account::Link;
use crate::labels::Choice;
use crate::page::{Fact, Page, Problem};

/// Where a circle stands.
#[derive(Template)]
#[template(path = "circle.html")]
pub(crate) struct CirclePage {
    pub(crate) page: Page,
    /// Where its own buttons go.
    pub(crate) action: String,
    pub(crate) name: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) one_key: bool,
    pub(crate) notes: Vec<Note>,
    pub(crate) changes: Vec<ChangeCard>,
    /// What may be proposed; nothing to those who may not.
    pub(crate) proposals: Vec<Link>,
    pub(crate) making: Option<Making>,
    /// For how long entries of silent publishers are shown.
    pub(crate) lease: String,
    /// Since when each member was not heard, and what follows from it.
    pub(crate) publishers: Vec<Fact>,
    pub(crate) evidence: Vec<EvidenceCard>,
}

/// Something that an admin should know.
pub(crate) struct Note {
    pub(crate) text: String,
    pub(crate) warn: bool,
}

/// A change that is open, or was set aside.
pub(crate) struct ChangeCard {
    pub(crate) what: Vec<String>,
    pub(crate) by: String,
    pub(crate) needs: String,
    pub(crate) stands: String,
    pub(crate) answer: Option<String>,
    /// Where it is answered, by those who may, while it can be.
    pub(crate) href: Option<String>,
}

impl ChangeCard {
    fn which(&self) -> String {
        self.what.join(" ")
    }
}

/// A key that is being made, or a share that is missing.
pub(crate) struct Making {
    pub(crate) lines: Vec<String>,
    /// Whether another attempt may be begun here.
    pub(crate) retry: bool,
}

/// What somebody signed twice.
pub(crate) struct EvidenceCard {
    pub(crate) lines: Vec<String>,
    /// Where an admin takes note of it, if nobody has.
    pub(crate) href: Option<String>,
}

/// What a form asks for.
pub(crate) enum ActField {
    Nothing,
    Member(Vec<Choice>),
    Number(String),
    Words(String),
}

/// A button of a form.
pub(crate) struct ActButton {
    pub(crate) value: &'static str,
    pub(crate) label: String,
    pub(crate) plain: bool,
}

/// What stands on the page of one act.
pub(crate) struct Asked {
    /// Its own address, after the circle's.
    pub(crate) path: String,
    pub(crate) heading: String,
    pub(crate) lines: Vec<String>,
    /// What follows from it.
    pub(crate) means: Vec<String>,
    pub(crate) field: ActField,
    pub(crate) label: String,
    pub(crate) hint: String,
    /// What has to be ticked first.
    pub(crate) sure: Option<String>,
    pub(crate) buttons: Vec<ActButton>,
}

/// Something that is done with the password: what it means stands before it.
#[derive(Template)]
#[template(path = "circle_act.html")]
pub(crate) struct Act {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    /// The circle's page and name.
    pub(crate) back: String,
    pub(crate) circle: String,
    pub(crate) asked: Asked,
}

impl Act {
    fn wrong(&self, field: &str) -> bool {
        self.problems.iter().any(|problem| problem.field == field)
    }
}
