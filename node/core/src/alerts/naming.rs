//! The node's own alerts that name an identifier, whether they are shown or not.

use std::collections::HashMap;

use parasol_protocol::identifier::Identifier;

use super::alert::{self, Alert};
use super::later;
use crate::ids::AlertId;
use crate::limits::MAX_LIST;
use crate::node::Node;
use crate::refusal::Refusal;
use crate::reports;
use crate::store::{Read, StoreError};

/// Where alerts are found that are neither shown nor recalled: those that wait for their day, are looked at because a
/// reporter asked, or were withdrawn and may be put back. Each is read once, however many identifiers are looked for then.
pub(crate) struct Hidden(HashMap<Identifier, Vec<AlertId>>);

impl Hidden {
    /// All there are now.
    pub(crate) fn find(read: &impl Read) -> Result<Self, Refusal> {
        let mut ids = later::waiting(read)?;
        ids.extend(restricted(read)?);
        ids.extend(reports::standing_alerts(read)?);
        ids.sort_unstable();
        ids.dedup();
        let mut found: HashMap<Identifier, Vec<AlertId>> = HashMap::new();
        for id in ids {
            let Some(alert) = alert::load(read, &id)?.filter(|alert| !alert.is_recalled()) else { continue };
            for named in alert.content.identifiers {
                found.entry(named.identifier).or_default().push(id);
            }
        }
        Ok(Self(found))
    }

    /// All that name it and are not recalled, shown or not.
    pub(crate) fn naming(
        &self,
        read: &impl Read,
        node: &Node,
        identifier: &Identifier,
    ) -> Result<Vec<Alert>, StoreError> {
        let mut ids = node.index().exact(identifier);
        ids.extend(self.0.get(identifier).into_iter().flatten());
        ids.sort_unstable();
        ids.dedup();
        let mut named = Vec::new();
        for id in ids {
            let names =
                |alert: &Alert| alert.content.identifiers.iter().any(|named| named.identifier == *identifier);
            // What is found in memory may have been recalled in this very transaction.
            named.extend(alert::load(read, &id)?.filter(|alert| !alert.is_recalled() && names(alert)));
        }
        Ok(named)
    }
}

fn restricted(read: &impl Read) -> Result<Vec<AlertId>, Refusal> {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = reports::restricted(read, after.as_ref())?;
        for (_, report) in &page {
            ids.extend(reports::needed(read, report)?.alert);
        }
        after = page.last().copied();
        if page.len() < MAX_LIST {
            return Ok(ids);
        }
    }
}
