//! From the shapes in which older versions kept members.

use core::ops::ControlFlow;

use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::member::{self, Member, Standing, save};
use super::registration::{self, Waiting};
use super::{PasswordHash, Pseudonym};
use crate::ids::MemberId;
use crate::roles::Role;
use crate::store::{Read, StoreError, Table, Tx};

/// Where members were kept before they could be erased.
const MEMBERS_1: Table<MemberId, Member1> = Table::new("members/1");
/// Where keyed hashes of names and addresses lay in keys, which stay in the engine's file.
const PSEUDONYMS_1: Table<[u8; 16], MemberId> = Table::new("pseudonyms/1");
const CONTACTS_1: Table<([u8; 16], MemberId), ()> = Table::new("contacts/1");
const WAITING_1: Table<MemberId, Waiting> = Table::new("waiting/1");
const WAITING_FOR_1: Table<([u8; 16], MemberId), ()> = Table::new("waiting_for/1");
const RESET_ASKED_1: Table<[u8; 16], Timestamp> = Table::new("reset_asked/1");

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

/// From keys that stay to indexes that can be erased. A reset that was asked for must be asked for again.
pub(crate) fn into_finding(tx: &mut Tx) -> Result<(), StoreError> {
    tx.clear(&PSEUDONYMS_1)?;
    tx.clear(&CONTACTS_1)?;
    tx.clear(&WAITING_FOR_1)?;
    tx.clear(&RESET_ASKED_1)?;
    let mut members = Vec::new();
    member::scan(tx, None, |id, member| {
        members.push((id, member));
        ControlFlow::Continue(())
    })?;
    for (id, member) in members {
        member::file(tx, &id, &member)?;
    }
    for (id, waiting) in tx.range(&WAITING_1, ..)? {
        registration::keep(tx, &id, &waiting)?;
        tx.remove(&WAITING_1, &id)?;
    }
    Ok(())
}
