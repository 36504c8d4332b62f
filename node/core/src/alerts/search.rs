//! Searching the node's own alerts by what is never tagged, and by part of a number or plate.

use std::cmp::Reverse;

use parasol_protocol::identifier::Identifier;
use parasol_protocol::lists::{EventKind, Level};
use parasol_protocol::time::Month;

use super::alert::{Alert, AlertState, load};
use super::view::{IdentifierView, identifiers};
use crate::ids::AlertId;
use crate::index;
use crate::limits::{MAX_LIST, MAX_SEARCH};
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};

/// An alert in a list: identifiers are masked.
#[derive(Clone, PartialEq, Eq)]
pub struct AlertSummary {
    /// Its id.
    pub id: AlertId,
    /// How dangerous the person is.
    pub level: Level,
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// The month in which it happened.
    pub month: Month,
    /// The town.
    pub town: Option<String>,
    /// The public text.
    pub text: Option<String>,
    /// By what the person can be found, masked.
    pub identifiers: Vec<IdentifierView>,
}

no_debug!(AlertSummary);

impl Snapshot {
    /// Up to 50 alerts in which `text` occurs as part of a name, vehicle, description, town, number, plate or handle: the worst
    /// first, then the newest. At least four characters.
    pub fn search(&self, actor: &Actor, text: &str) -> Result<Vec<AlertSummary>, Refusal> {
        self.allow(actor, Action::SeeAlert)?;
        if text.chars().take(MAX_SEARCH + 1).count() > MAX_SEARCH {
            return Err(Refusal::TooLong { field: "search", max: MAX_SEARCH });
        }
        if !index::is_searchable(text) {
            return Err(Refusal::Invalid { field: "search", reason: "too_short" });
        }
        let found = self.node.index().search(text);
        let mut alerts = self.live(found)?;
        alerts.sort_by_key(|alert| {
            (Reverse(alert.content.level.severity()), Reverse(alert.content.published_at))
        });
        alerts.truncate(MAX_LIST);
        Ok(alerts.into_iter().map(summary).collect())
    }

    /// The node's own alerts of an identifier.
    pub(crate) fn alerts_of(&self, identifier: &Identifier) -> Result<Vec<Alert>, Refusal> {
        let found = self.node.index().exact(identifier);
        self.live(found)
    }

    /// Those that are shown; the index may be ahead of the snapshot or behind it.
    fn live(&self, ids: Vec<AlertId>) -> Result<Vec<Alert>, Refusal> {
        let mut alerts = Vec::with_capacity(ids.len());
        for id in ids {
            alerts.extend(load(&self.tx, &id)?.filter(|alert| alert.state == AlertState::Live));
        }
        Ok(alerts)
    }
}

fn summary(alert: Alert) -> AlertSummary {
    let content = alert.content;
    AlertSummary {
        id: content.id,
        level: content.level,
        kinds: content.kinds,
        month: content.month,
        town: content.town,
        text: content.text,
        identifiers: identifiers(&content.identifiers, false),
    }
}
