//! The node's own alerts that name an identifier, whether they are shown or not.

use parasol_protocol::identifier::Identifier;

use super::alert::{self, Alert};
use super::later;
use crate::limits::MAX_LIST;
use crate::node::Node;
use crate::refusal::Refusal;
use crate::reports;
use crate::store::Read;

/// All that are not recalled: those that are shown, wait for their day, or are looked at because a reporter asked.
pub(crate) fn naming(read: &impl Read, node: &Node, identifier: &Identifier) -> Result<Vec<Alert>, Refusal> {
    let mut ids = node.index().exact(identifier);
    ids.extend(later::waiting(read)?);
    let mut after = None;
    loop {
        let page = reports::restricted(read, after.as_ref())?;
        for (_, report) in &page {
            ids.extend(reports::needed(read, report)?.alert);
        }
        after = page.last().copied();
        if page.len() < MAX_LIST {
            break;
        }
    }
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
