//! That the node was put back to an earlier time, and what somebody has to look at because of that.

use std::collections::BTreeSet;
use std::ops::Range;

use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use super::{ERASURES, Erased};
use crate::ids::{MemberId, ReportId};
use crate::members::{self, Standing};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::reports;
use crate::roles::{Action, Actor, Role};
use crate::store::{Read, StoreError, Table, Tx};

/// The roll-backs of the last month: which rows of `erasures/1` were done again.
const PUT_BACK: Table<(), Vec<Back>> = Table::new("put_back/1");
/// For how long it is said, in seconds.
const SAID: u64 = 30 * DAY;
/// How many are kept: a node that is put back more often has other troubles.
const MAX_BACK: usize = 64;

/// A roll-back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Back {
    at: Timestamp,
    /// The first row that was done again, and the one after the last.
    from: u64,
    to: u64,
}

/// What was taken away again when an older database was put back, as far as it still stands and somebody must look at it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PutBack {
    /// When it was put back last.
    pub at: Timestamp,
    /// How often something was erased or taken away again since then, within a month.
    pub again: u64,
    /// Accounts that are locked because what opens them, or reaches their owners, was changed after the backup.
    pub locked: Vec<MemberId>,
    /// Accounts that no password opens, because it was replaced after the backup.
    pub without_password: Vec<MemberId>,
    /// Accounts that were suspended after the backup, and are again.
    pub suspended: Vec<MemberId>,
    /// Members who had another role in the backup, which was taken from them after it. Perhaps they got yet another one.
    pub lowered: Vec<MemberId>,
    /// Reports that were restricted after the backup, and are again.
    pub restricted: Vec<ReportId>,
    /// Whether an admin can sign in.
    pub an_admin: bool,
}

/// Notes that the store was put back, and which rows were done again.
pub(crate) fn note(tx: &mut Tx, now: Timestamp, again: Range<u64>) -> Result<(), StoreError> {
    let mut kept = lately(tx, now)?;
    kept.push(Back { at: now, from: again.start, to: again.end });
    let surplus = kept.len().saturating_sub(MAX_BACK);
    tx.put(&PUT_BACK, &(), &kept.split_off(surplus))
}

fn lately(read: &impl Read, now: Timestamp) -> Result<Vec<Back>, StoreError> {
    let mut kept = read.get(&PUT_BACK, &())?.unwrap_or_default();
    kept.retain(|back| now.since(back.at) < SAID);
    Ok(kept)
}

impl Snapshot {
    /// Whether the node was put back to an earlier time within a month: passwords may be others than people think.
    pub fn was_put_back(&self, now: Timestamp) -> Result<bool, StoreError> {
        Ok(!lately(&self.tx, now)?.is_empty())
    }

    /// What somebody has to look at because the node was put back within a month.
    pub fn put_back(&self, actor: &Actor, now: Timestamp) -> Result<Option<PutBack>, Refusal> {
        self.allow(actor, Action::ManageMembers)?;
        let kept = lately(&self.tx, now)?;
        let Some(at) = kept.iter().map(|back| back.at).max() else { return Ok(None) };
        let mut found = PutBack { at, an_admin: members::an_admin(&self.tx)?, ..PutBack::default() };
        let mut seen = BTreeSet::new();
        for Back { from, to, .. } in kept {
            found.again = found.again.saturating_add(to.saturating_sub(from));
            for (_, row) in self.tx.range(&ERASURES, from..to)? {
                if seen.insert(row.clone()) {
                    self.look(&mut found, &row)?;
                }
            }
        }
        Ok(Some(found))
    }

    fn look(&self, found: &mut PutBack, row: &super::Row) -> Result<(), StoreError> {
        let Some(what) = Erased::from_name(&row.what) else { return Ok(()) };
        let (id, report) = (MemberId::new(row.id.into_array()), ReportId::new(row.id.into_array()));
        let list = match what {
            Erased::Closed => &mut found.locked,
            Erased::Password => &mut found.without_password,
            Erased::Suspended => &mut found.suspended,
            Erased::Role => &mut found.lowered,
            Erased::Restricted => {
                let row = reports::load(&self.tx, &report)?;
                found.restricted.extend(row.filter(|row| row.restricted.is_some()).map(|_| report));
                return Ok(());
            }
            _ => return Ok(()),
        };
        let Some(member) = members::load(&self.tx, &id)? else { return Ok(()) };
        let stands = match what {
            Erased::Closed => member.standing == Standing::Locked,
            Erased::Password => member.is_active() && member.recovery.without_password,
            Erased::Suspended => member.standing == Standing::Suspended,
            _ => member.role == Role::Member,
        };
        if stands {
            list.push(id);
        }
        Ok(())
    }
}
