//! From the shapes in which older versions kept members.

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::member::{Member, Standing, save};
use super::{PasswordHash, Pseudonym};
use crate::ids::MemberId;
use crate::roles::Role;
use crate::store::{Read, StoreError, Table, Tx};

/// Where members were kept before they could be erased.
const MEMBERS_1: Table<MemberId, Member1> = Table::new("members/1");

#[derive(Serialize, Deserialize)]
struct Member1 {
    pseudonym: Pseudonym,
    role: Role,
    suspended: bool,
    password: PasswordHash,
    sponsor: Option<MemberId>,
    created: Timestamp,
}

/// From `members/1` to the buckets of `members/2`.
pub(crate) fn into_buckets(tx: &mut Tx) -> Result<(), StoreError> {
    for (id, old) in tx.range(&MEMBERS_1, ..)? {
        let standing = if old.suspended { Standing::Suspended } else { Standing::Active };
        let member = Member::new(old.pseudonym, old.role, old.password, old.created);
        save(tx, &id, &Member { standing, sponsor: old.sponsor, ..member })?;
        tx.remove(&MEMBERS_1, &id)?;
    }
    Ok(())
}
