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
    pub(crate) problems: Vec<Problem>,
    /// Where its own buttons go.
    pub(crate) action: String,
    pub(crate) name: String,
    /// Who is in it.
    pub(crate) facts: Vec<Fact>,
    /// What was decided about it.
    pub(crate) rules: Vec<Fact>,
    pub(crate) one_key: bool,
    pub(crate) notes: Vec<Note>,
    pub(crate) changes: Vec<ChangeCard>,
    /// What may be proposed; nothing to those who may not.
    pub(crate) proposals: Vec<Link>,
    /// Where somebody is invited, and where this organisation leaves, for those who may.
    pub(crate) invite: Option<String>,
    /// Until when the one is good that is open.
    pub(crate) invite_open: Option<String>,
    pub(crate) leave: Option<String>,
    /// Where a link that was ended here is taken up again, if one was, for those who may.
    pub(crate) relink: Option<String>,
    /// Where waiting for whoever was not heard is ended, if this node waits, for those who may.
    pub(crate) resume: Option<String>,
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
    /// What another attempt is good for, where one may be begun here.
    pub(crate) retry: Option<String>,
}

/// What somebody signed twice.
pub(crate) struct EvidenceCard {
    pub(crate) lines: Vec<String>,
    /// Where an admin takes note of it, if nobody has.
    pub(crate) href: Option<String>,
}

/// One field of a form.
pub(crate) struct ActField {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) kind: FieldKind,
}

/// How a field is filled in, and what stands in it.
pub(crate) enum FieldKind {
    Choice(Vec<Choice>),
    Number(String),
    /// One line: a name, a key, six words.
    Line(String),
    /// Several lines, or a text that is pasted.
    Words(String),
}

/// A button of a form.
pub(crate) struct ActButton {
    pub(crate) value: &'static str,
    pub(crate) label: String,
    pub(crate) look: Look,
}

/// How grave a button is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Chief,
    Plain,
    /// It cannot be taken back, and takes something away.
    Grave,
}

impl Look {
    /// Its part of the button's class.
    const fn class(self) -> &'static str {
        match self {
            Self::Chief => "",
            Self::Plain => " plain",
            Self::Grave => " red",
        }
    }
}

/// What stands on the page of one act.
#[derive(Default)]
pub(crate) struct Asked {
    /// Its own address.
    pub(crate) path: String,
    pub(crate) heading: String,
    pub(crate) lines: Vec<String>,
    pub(crate) facts: Vec<Fact>,
    /// Six words to be compared, in large letters.
    pub(crate) words: Option<String>,
    /// What follows from it.
    pub(crate) means: Vec<String>,
    /// What is brought along and not asked again.
    pub(crate) hidden: Vec<(&'static str, String)>,
    pub(crate) fields: Vec<ActField>,
    /// What has to be ticked first.
    pub(crate) sure: Option<String>,
    /// Whether it is only looked at, and nothing done yet: then no password is asked for.
    pub(crate) look_only: bool,
    pub(crate) buttons: Vec<ActButton>,
}

/// Something that is done with the password: what it means stands before it.
#[derive(Template)]
#[template(path = "circle_act.html")]
pub(crate) struct Act {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    /// From where one came: its address and name.
    pub(crate) back: Link,
    pub(crate) asked: Asked,
}

impl Act {
    fn wrong(&self, field: &str) -> bool {
        self.error(field).is_some()
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
    }

    /// What describes a field: its hint, and what is wrong with it.
    fn described(&self, field: &ActField) -> String {
        let hint = (!field.hint.is_empty()).then(|| format!("{}-hint", field.name));
        let error = self.wrong(field.name).then(|| format!("{}-error", field.name));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }
}

/// A text that is handed to somebody else: to be copied, or taken with a telephone.
#[derive(Template)]
#[template(path = "circle_text.html")]
pub(crate) struct HandedText {
    pub(crate) page: Page,
    pub(crate) back: Link,
    pub(crate) heading: String,
    pub(crate) lines: Vec<String>,
    pub(crate) warnings: Vec<String>,
    pub(crate) text_label: String,
    pub(crate) text: String,
    /// The same as a picture, if it fits into one.
    pub(crate) picture: Option<String>,
    pub(crate) picture_label: String,
    pub(crate) next_heading: String,
    /// What happens next, step by step.
    pub(crate) next: Vec<String>,
}
