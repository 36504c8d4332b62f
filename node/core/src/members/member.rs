//! A member as the node knows her.

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::PasswordHash;
use crate::ids::MemberId;
use crate::limits::{MAX_LIST, MAX_PSEUDONYM, MIN_PSEUDONYM};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor, Role, may};
use crate::store::{Read, StoreError, Table, Tx};

/// Member -> what is known of her.
pub(crate) const MEMBERS: Table<MemberId, Member> = Table::new("members/1");
/// Keyed hash of the pseudonym -> member.
const PSEUDONYMS: Table<[u8; 16], MemberId> = Table::new("pseudonyms/1");

/// The name by which a member is known here. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pseudonym(String);

impl Pseudonym {
    /// The pseudonym that was typed: in one Unicode form, without white space around it, 2 to 40 characters.
    pub fn new(text: &str) -> Result<Self, Refusal> {
        let name: String = text.nfkc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        let length = name.chars().count();
        if length > MAX_PSEUDONYM {
            return Err(Refusal::TooLong { field: "pseudonym", max: MAX_PSEUDONYM });
        }
        if length < MIN_PSEUDONYM {
            return Err(Refusal::Invalid { field: "pseudonym", reason: "too_short" });
        }
        if name.chars().any(|c| !(c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '\'' | '’'))) {
            return Err(Refusal::Invalid { field: "pseudonym", reason: "characters" });
        }
        Ok(Self(name))
    }

    /// As it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The place of its member: upper and lower case are one.
    pub(crate) fn key(&self, read: &impl Read) -> [u8; 16] {
        read.index_key("pseudonym", self.0.to_lowercase().as_bytes())
    }
}

impl core::fmt::Debug for Pseudonym {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Pseudonym(…)")
    }
}

/// What the node keeps of a member.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) pseudonym: Pseudonym,
    pub(crate) role: Role,
    pub(crate) suspended: bool,
    pub(crate) password: PasswordHash,
    pub(crate) sponsor: Option<MemberId>,
    pub(crate) created: Timestamp,
}

/// A member as her admin sees her.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberView {
    /// Her id.
    pub id: MemberId,
    /// Her pseudonym.
    pub pseudonym: Pseudonym,
    /// Her role.
    pub role: Role,
    /// Whether she may do nothing for now.
    pub suspended: bool,
    /// When she came.
    pub created: Timestamp,
}

pub(crate) fn load(read: &impl Read, id: &MemberId) -> Result<Option<Member>, StoreError> {
    read.get(&MEMBERS, id)
}

/// The member to whom a command is done.
pub(super) fn needed(read: &impl Read, id: &MemberId) -> Result<Member, Refusal> {
    load(read, id)?.ok_or(Refusal::NotFound)
}

pub(super) fn by_pseudonym(read: &impl Read, pseudonym: &Pseudonym) -> Result<Option<MemberId>, StoreError> {
    read.get(&PSEUDONYMS, &pseudonym.key(read))
}

/// Adds a member whose pseudonym nobody has.
pub(super) fn add(tx: &mut Tx, id: &MemberId, member: &Member) -> Result<(), Refusal> {
    let key = member.pseudonym.key(tx);
    if tx.has(&PSEUDONYMS, &key)? {
        return Err(Refusal::Taken);
    }
    tx.put(&PSEUDONYMS, &key, id)?;
    Ok(save(tx, id, member)?)
}

pub(super) fn save(tx: &mut Tx, id: &MemberId, member: &Member) -> Result<(), StoreError> {
    tx.put(&MEMBERS, id, member)
}

/// Whether somebody else than `id` is an admin who can sign in.
pub(super) fn another_admin(read: &impl Read, id: &MemberId) -> Result<bool, StoreError> {
    let mut found = false;
    read.scan(&MEMBERS, .., |other, member| {
        found = other != *id && member.role == Role::Admin && !member.suspended;
        if found { core::ops::ControlFlow::Break(()) } else { core::ops::ControlFlow::Continue(()) }
    })?;
    Ok(found)
}

/// Refuses unless `actor` may do `action` now.
pub(crate) fn allow(read: &impl Read, actor: &Actor, action: Action) -> Result<(), Refusal> {
    let role = match actor {
        Actor::System => return Ok(()),
        Actor::Operator => Role::Admin,
        Actor::Member(id, _) => {
            let member = load(read, id)?.ok_or(Refusal::NotSignedIn)?;
            if member.suspended {
                return Err(Refusal::Suspended);
            }
            member.role
        }
    };
    if may(role, action) { Ok(()) } else { Err(Refusal::Forbidden) }
}

impl Snapshot {
    /// Up to 50 members, in the order of their ids, those after `after`.
    pub fn members(&self, actor: &Actor, after: Option<MemberId>) -> Result<Vec<MemberView>, Refusal> {
        self.allow(actor, Action::ManageMembers)?;
        let from = after.map_or(core::ops::Bound::Unbounded, core::ops::Bound::Excluded);
        let mut members = Vec::new();
        self.tx.scan(&MEMBERS, (from, core::ops::Bound::Unbounded), |id, member| {
            let Member { pseudonym, role, suspended, created, .. } = member;
            members.push(MemberView { id, pseudonym, role, suspended, created });
            if members.len() < MAX_LIST {
                core::ops::ControlFlow::Continue(())
            } else {
                core::ops::ControlFlow::Break(())
            }
        })?;
        Ok(members)
    }

    /// The member of this pseudonym.
    pub fn member_named(&self, actor: &Actor, pseudonym: &str) -> Result<MemberId, Refusal> {
        self.allow(actor, Action::ManageMembers)?;
        by_pseudonym(&self.tx, &Pseudonym::new(pseudonym)?)?.ok_or(Refusal::NotFound)
    }
}
