//! The node in numbers, its circles and its peers.

use askama::Template;

use crate::page::Page;

/// The administration's page.
#[derive(Template)]
#[template(path = "admin.html")]
pub(crate) struct Admin {
    pub(crate) page: Page,
    /// What was just done on another page.
    pub(crate) done: Option<String>,
    /// That changes of circles wait for an answer.
    pub(crate) waits: Option<String>,
    /// Where six words wait to be compared.
    pub(crate) compare: Option<String>,
    /// That this node's new key is not decided everywhere.
    pub(crate) own_key: Option<String>,
    /// Whether circles can be made and changed, and organisations be linked.
    pub(crate) may_change: bool,
    pub(crate) may_link: bool,
    /// Whether members can be managed.
    pub(crate) may_manage: bool,
    /// Accounts that may be trying numbers out; none for those who do not manage members.
    pub(crate) sweeps: Option<Vec<SweepLine>>,
    /// Partners that may be trying numbers out.
    pub(crate) peer_sweeps: Vec<PeerSweepLine>,
    pub(crate) counts: Vec<Count>,
    pub(crate) circles: Vec<CircleLine>,
    /// Links that are being made.
    pub(crate) links: Vec<LinkLine>,
    pub(crate) peers: Vec<PeerLine>,
}

/// An account that may be trying numbers out.
pub(crate) struct SweepLine {
    pub(crate) who: String,
    pub(crate) day: String,
    pub(crate) counts: Vec<String>,
    /// By what it is settled.
    pub(crate) number: u64,
    pub(crate) member: String,
    /// What its button says to somebody who cannot see the row.
    pub(crate) label: String,
}

/// A partner that may be trying numbers out.
pub(crate) struct PeerSweepLine {
    pub(crate) who: String,
    pub(crate) day: String,
    pub(crate) counts: String,
    /// By what it is settled.
    pub(crate) circle: String,
    pub(crate) peer: String,
    /// What its button says to somebody who cannot see the row.
    pub(crate) label: String,
}

/// How many there are of something.
pub(crate) struct Count {
    pub(crate) label: String,
    pub(crate) value: u64,
}

/// A circle.
pub(crate) struct CircleLine {
    pub(crate) name: String,
    pub(crate) members: String,
    pub(crate) charter: String,
    /// How far recalls have come, in words.
    pub(crate) recalls: Option<String>,
    pub(crate) one_key_opens_all: bool,
    /// What its admins should know.
    pub(crate) notes: Vec<String>,
    /// Its page.
    pub(crate) href: String,
    /// Whether a change waits for an answer of this organisation.
    pub(crate) waits: bool,
}

/// A partner organisation.
pub(crate) struct PeerLine {
    pub(crate) name: String,
    pub(crate) country: String,
    pub(crate) state: String,
    pub(crate) contact: String,
}

/// An organisation with which a link is being made.
pub(crate) struct LinkLine {
    pub(crate) name: String,
    pub(crate) country: String,
    pub(crate) circle: String,
    pub(crate) state: String,
    /// What its page is for.
    pub(crate) action: String,
    /// Its page, for those who may.
    pub(crate) href: Option<String>,
}
