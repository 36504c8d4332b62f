//! Messages to members, in numbers and ids.

use askama::Template;

use super::admin::Count;
use crate::page::{Page, Problem};

/// The admins' page about messages.
#[derive(Template)]
#[template(path = "messages.html")]
pub(crate) struct Messages {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) channels: Vec<ChannelCard>,
    /// Where the outbox folder is, when something goes there.
    pub(crate) outbox: Option<String>,
    pub(crate) rows: Vec<MessageLine>,
    /// Whether to say what "uncertain" means.
    pub(crate) uncertain: bool,
    /// Who sees what, in sentences.
    pub(crate) see: Vec<String>,
    /// Since when SMS are on, in words.
    pub(crate) agreed: Option<String>,
}

/// A channel in numbers.
pub(crate) struct ChannelCard {
    pub(crate) title: String,
    pub(crate) route: String,
    pub(crate) counts: Vec<Count>,
    /// Since when the oldest waits, and why, in words.
    pub(crate) oldest: Option<String>,
}

/// A message of which nothing is told but how it stands.
pub(crate) struct MessageLine {
    pub(crate) id: String,
    pub(crate) short: String,
    pub(crate) channel: String,
    pub(crate) state: String,
    pub(crate) since: String,
    /// The button that has it sent again.
    pub(crate) again: Option<String>,
    pub(crate) forget: bool,
}
