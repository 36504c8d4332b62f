//! Heads, as a session looks at them.

use std::collections::BTreeMap;

use super::ledgers::Ledgers;
use super::message::Known;
use crate::charter::MAX_MEMBERS;
use crate::envelope::Verified;
use crate::head::Head;
use crate::ids::{CircleId, OrganisationId};

/// What a hello says of a head.
pub(super) fn known(head: &Verified<Head>) -> Known {
    Known(head.body().publisher, head.body().seq, head.hash())
}

/// The newest heads of those who are members now, signed with the keys that are theirs now: a peer takes no others. Its own
/// ledger is told to it whichever of its keys signed the head: after a succession it has to take that back.
pub(super) fn members_heads(
    circle: &CircleId,
    peer: &OrganisationId,
    ledgers: &impl Ledgers,
) -> BTreeMap<OrganisationId, Verified<Head>> {
    let current = |head: &Verified<Head>| {
        let publisher = head.body().publisher;
        let key = ledgers.member_key(circle, &publisher);
        key == Some(head.signer()) || (publisher == *peer && key.is_some())
    };
    let heads = ledgers.heads(circle).into_iter().filter(current).take(MAX_MEMBERS);
    heads.map(|head| (head.body().publisher, head)).collect()
}

/// Whether two heads by one publisher cannot both be true.
pub(super) fn contradict(held: &Verified<Head>, other: &Verified<Head>) -> bool {
    let (first, second) = (held.body(), other.body());
    let same_number = first.seq == second.seq && held.hash() != other.hash();
    let follows = first.seq.checked_add(1) == Some(second.seq);
    let breaks = follows && second.prev != Some(held.hash()) && !second.mends.contains(&held.hash());
    same_number || breaks
}
