//! The members of the charter in force, who decide the next one.

use std::collections::BTreeSet;

use super::ballot::Ballot;
use super::error::AgreementError;
use crate::charter::{Charter, Decided, Member};
use crate::codec;
use crate::envelope::{Verified, domain};
use crate::ids::{CircleId, Hash, OrganisationId};

/// The charter in force and its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Electorate {
    charter: Charter,
    hash: Hash,
}

impl Electorate {
    /// The members of this charter. The caller knows it to be decided.
    pub fn new(charter: &Charter) -> Self {
        Self { charter: charter.clone(), hash: codec::hash(domain::CHARTER, &codec::encode(charter)) }
    }

    /// The members of a decided charter.
    pub fn of(decided: &Decided) -> Self {
        Self { charter: decided.charter().clone(), hash: decided.hash() }
    }

    /// The charter in force.
    pub fn charter(&self) -> &Charter {
        &self.charter
    }

    /// The circle.
    pub fn circle(&self) -> CircleId {
        self.charter.circle
    }

    /// The number that is to be decided.
    pub fn number(&self) -> u64 {
        self.charter.number.saturating_add(1)
    }

    /// The hash of the charter in force.
    pub fn prev(&self) -> Hash {
        self.hash
    }

    /// How many members are more than half of them.
    pub fn majority(&self) -> usize {
        self.charter.members.len() / 2 + 1
    }

    /// The place of a member in the list.
    pub fn seat(&self, organisation: &OrganisationId) -> Option<u8> {
        let seat = self.charter.members.iter().position(|member| member.organisation == *organisation)?;
        u8::try_from(seat).ok()
    }

    /// The member to whom a ballot belongs.
    pub fn owner(&self, ballot: Ballot) -> Option<&Member> {
        self.charter.members.get(usize::from(ballot.seat()))
    }

    /// All who are in it.
    pub fn organisations(&self) -> BTreeSet<OrganisationId> {
        self.charter.members.iter().map(|member| member.organisation).collect()
    }

    /// Whether those who spoke are enough to promise or to decide. `absent` are those who left or whose node key was
    /// lost: only between two do they count, because then every quorum holds the one who stays.
    pub(super) fn is_quorum(
        &self,
        spoke: &BTreeSet<OrganisationId>,
        absent: &BTreeSet<OrganisationId>,
    ) -> bool {
        if self.charter.members.len() == 2 {
            let present = spoke.difference(absent).count();
            return present == 2 || (present == 1 && !absent.is_empty());
        }
        spoke.len() >= self.majority()
    }

    /// How many must promise, and then vote.
    pub(super) fn votes_needed(&self, absent: &BTreeSet<OrganisationId>) -> usize {
        let does_without = self.charter.members.len() == 2 && !absent.is_empty();
        if does_without { 1 } else { self.majority() }
    }

    /// Whether this is about the number that these members decide.
    pub(super) fn is_about(
        &self,
        (circle, number, prev): (CircleId, u64, Hash),
    ) -> Result<(), AgreementError> {
        let own = (self.circle(), self.number(), self.hash);
        if (circle, number, prev) == own {
            Ok(())
        } else {
            Err(AgreementError::Elsewhere { expected: self.number() })
        }
    }

    /// The member, if its node key signed.
    pub(super) fn signed_by<T>(
        &self,
        signed: &Verified<T>,
        organisation: &OrganisationId,
    ) -> Result<&Member, AgreementError> {
        let member = self.charter.member(organisation);
        member.filter(|member| member.node_key == signed.signer()).ok_or(AgreementError::Stranger)
    }

    /// The member, if its node key signed and the ballot is its.
    pub(super) fn owned_by<T>(
        &self,
        signed: &Verified<T>,
        organisation: &OrganisationId,
        ballot: Ballot,
    ) -> Result<(), AgreementError> {
        let member = self.signed_by(signed, organisation)?;
        if self.owner(ballot) == Some(member) { Ok(()) } else { Err(AgreementError::Owner) }
    }
}
