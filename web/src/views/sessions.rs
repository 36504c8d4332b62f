//! The second step of the sign-in, one's sessions, the second factor, one's opened report, and locking.

use askama::Template;

use super::account::AskedCheck;
use crate::page::{Page, Problem};

/// The form for the code of the second factor.
#[derive(Template)]
#[template(path = "second_step.html")]
pub(crate) struct SecondStep {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    /// What is to be checked afterwards.
    pub(crate) check: Option<AskedCheck>,
}

/// Where somebody is signed in.
#[derive(Template)]
#[template(path = "sessions.html")]
pub(crate) struct Sessions {
    pub(crate) page: Page,
    pub(crate) sessions: Vec<SessionRow>,
    /// What was just done.
    pub(crate) done: Option<String>,
    /// Whether there are others than this one.
    pub(crate) others: bool,
}

/// One session.
pub(crate) struct SessionRow {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) since: String,
    pub(crate) current: bool,
    /// What its button says to somebody who cannot see the row.
    pub(crate) label: String,
}

/// The second factor, as it stands and as it is set up.
#[derive(Template)]
#[template(path = "second_factor.html")]
pub(crate) struct SecondFactor {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    /// Where its forms go.
    pub(crate) action: String,
    pub(crate) done: Option<String>,
    /// Whether nothing else can be done before it is set up.
    pub(crate) must: bool,
    pub(crate) since: Option<String>,
    pub(crate) codes_left: u64,
    /// Whether the password was typed again.
    pub(crate) open: bool,
    pub(crate) removable: bool,
    pub(crate) pending: Option<PendingKey>,
}

/// What an authenticator is told.
pub(crate) struct PendingKey {
    /// An SVG.
    pub(crate) qr: String,
    /// The key in groups.
    pub(crate) text: String,
    /// The same as an `otpauth:` address.
    pub(crate) uri: String,
}

/// Ten codes, shown once, fit to be printed.
#[derive(Template)]
#[template(path = "recovery_codes.html")]
pub(crate) struct RecoveryCodes {
    pub(crate) page: Page,
    pub(crate) codes: Vec<String>,
    /// Where to go on.
    pub(crate) onward: &'static str,
}

/// Before the site is locked.
#[derive(Template)]
#[template(path = "lock.html")]
pub(crate) struct Lock {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    /// Whether the site opens again with a passphrase only.
    pub(crate) passphrase: bool,
}
