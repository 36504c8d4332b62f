//! Who takes part in a ceremony, as the charter that wants the key says.

use std::collections::BTreeMap;

use super::Fault;
use super::message::{AttemptId, Placed};
use crate::charter::Charter;
use crate::envelope::{self, Signed, Verified};
use crate::ids::{CircleId, NodeKey, OrganisationId};

/// The participants and what they make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Roster {
    pub(super) circle: CircleId,
    pub(super) number: u64,
    pub(super) epoch: u64,
    pub(super) t: u16,
    members: BTreeMap<u16, (OrganisationId, NodeKey)>,
}

impl Roster {
    /// All members of the charter.
    pub(super) fn of(charter: &Charter) -> Self {
        let members = charter.members.iter();
        let members = members.map(|member| (member.share, (member.organisation, member.node_key))).collect();
        let Charter { circle, number, epoch, t, .. } = *charter;
        Self { circle, number, epoch, t, members }
    }

    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    pub(super) fn attempt(&self, attempt: u32) -> AttemptId {
        AttemptId { circle: self.circle, number: self.number, attempt }
    }

    pub(super) fn shares(&self) -> impl Iterator<Item = u16> + '_ {
        self.members.keys().copied()
    }

    pub(super) fn share_of(&self, organisation: &OrganisationId) -> Option<u16> {
        self.members.iter().find(|(_, member)| member.0 == *organisation).map(|(share, _)| *share)
    }

    pub(super) fn organisation(&self, share: u16) -> Option<OrganisationId> {
        self.members.get(&share).map(|member| member.0)
    }

    /// Opens what a participant signed for some attempt at this key.
    pub(super) fn open<T: Signed + Placed>(&self, bytes: &[u8]) -> Result<Verified<T>, Fault> {
        let signed: Verified<T> = envelope::open(bytes)?;
        let AttemptId { circle, number, attempt } = signed.body().of();
        if circle != self.circle || number != self.number || attempt == 0 {
            return Err(Fault::Elsewhere);
        }
        let author = self.members.get(&signed.body().author());
        if author.is_some_and(|member| member.1 == signed.signer()) {
            Ok(signed)
        } else {
            Err(Fault::Stranger)
        }
    }
}
