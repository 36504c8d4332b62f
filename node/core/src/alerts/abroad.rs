//! What of an alert may leave this node.

use parasol_protocol::lists::{EventKind, Level, Perpetrator};
use parasol_protocol::time::{Month, Timestamp};

use super::alert::{self, Alert, AlertState};
use crate::ids::AlertId;
use crate::reports::NamedIdentifier;
use crate::store::{Read, StoreError};

/// How long an alert is kept at the most, in seconds: five years.
const KEPT: u64 = 5 * 365 * 86_400;

/// The part of an alert that its entries are made of.
pub(crate) struct Shareable {
    pub(crate) level: Level,
    pub(crate) kinds: Vec<EventKind>,
    pub(crate) perpetrator: Option<Perpetrator>,
    pub(crate) month: Month,
    pub(crate) expires: Timestamp,
    pub(crate) identifiers: Vec<NamedIdentifier>,
}

/// What peers are told of an alert; a change of anything else does not reach them.
#[derive(PartialEq, Eq)]
pub(super) struct Entries {
    level: Level,
    kinds: Vec<EventKind>,
    perpetrator: Option<Perpetrator>,
    month: Month,
    identifiers: Vec<NamedIdentifier>,
}

impl Entries {
    pub(super) fn of(alert: &Alert) -> Self {
        let content = &alert.content;
        Self {
            level: content.level,
            kinds: content.kinds.clone(),
            perpetrator: content.perpetrator,
            month: alert.abroad_month.unwrap_or(content.month),
            identifiers: content.identifiers.clone(),
        }
    }
}

fn may_leave(alert: &Alert) -> bool {
    alert.abroad && alert.state == AlertState::Live
}

/// What may be shared of an alert now; nothing when it was recalled or is not to go abroad.
pub(crate) fn shareable(read: &impl Read, id: &AlertId) -> Result<Option<Shareable>, StoreError> {
    let alert = alert::load(read, id)?.filter(may_leave);
    Ok(alert.map(|alert| {
        let content = alert.content;
        Shareable {
            level: content.level,
            kinds: content.kinds,
            perpetrator: content.perpetrator,
            month: alert.abroad_month.unwrap_or(content.month),
            expires: content.published_at.plus(KEPT),
            identifiers: content.identifiers,
        }
    }))
}

/// Every alert that may be shared.
pub(crate) fn shareable_ids(read: &impl Read) -> Result<Vec<AlertId>, StoreError> {
    alert::abroad_ids(read)
}
