//! Create an account, and the pages around a forgotten password.

use askama::Template;

use crate::page::{Page, Problem};
use crate::settings::Ask;

/// The form.
#[derive(Template)]
#[template(path = "register.html")]
pub(crate) struct Register {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) form: RegisterForm,
}

/// What was typed; never a password.
#[derive(Default)]
pub(crate) struct RegisterForm {
    /// Tells one sending of the form from the next.
    pub(crate) id: String,
    pub(crate) work_name: String,
    pub(crate) contact: String,
    pub(crate) second_contact: String,
    pub(crate) sponsor: String,
    pub(crate) name: String,
    pub(crate) birth_date: String,
    pub(crate) terms: bool,
    pub(crate) terms_version: u16,
    /// A passphrase that was asked for, in clear, to be copied down.
    pub(crate) offered: Option<String>,
    pub(crate) ask: Ask,
}

/// It is done: at once, or once the sponsor has confirmed.
#[derive(Template)]
#[template(path = "register_done.html")]
pub(crate) struct RegisterDone {
    pub(crate) page: Page,
    pub(crate) work_name: String,
    /// What she tells her sponsor, when she waits for her.
    pub(crate) number: Option<String>,
}

/// I forgot my password.
#[derive(Template)]
#[template(path = "forgot.html")]
pub(crate) struct Forgot {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) username: String,
}

/// The code and a new password.
#[derive(Template)]
#[template(path = "reset.html")]
pub(crate) struct Reset {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    /// Whether a code has just been asked for: the same for every name.
    pub(crate) asked: bool,
    pub(crate) username: String,
    pub(crate) offered: Option<String>,
}

/// A reset code for somebody whom a moderator has spoken with.
#[derive(Template)]
#[template(path = "desk_reset.html")]
pub(crate) struct DeskReset {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) username: String,
    pub(crate) made: Option<Made>,
}

/// What a moderator made for her.
pub(crate) struct Made {
    /// The code, shown once.
    pub(crate) code: String,
    /// Whether the account was locked before.
    pub(crate) unlocked: bool,
}

/// What a template asks of the problems it shows beside the fields.
fn error_in<'a>(problems: &'a [Problem], field: &str) -> Option<&'a str> {
    problems.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
}

macro_rules! shows_errors {
    ($($view:ident),*) => {$(
        impl $view {
            /// What is wrong with a field.
            pub(crate) fn error(&self, field: &str) -> Option<&str> {
                error_in(&self.problems, field)
            }
        }
    )*};
}
shows_errors!(Register, Forgot, Reset, DeskReset);
