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

/// The newest heads of those who are members now, signed with the keys that are theirs now: a peer takes no others.
pub(super) fn members_heads(
    circle: &CircleId,
    ledgers: &impl Ledgers,
) -> BTreeMap<OrganisationId, Verified<Head>> {
    let current =
        |head: &Verified<Head>| ledgers.member_key(circle, &head.body().publisher) == Some(head.signer());
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
