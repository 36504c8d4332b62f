//! The agreement on the next number of one circle, as a command finds it and leaves it.

use std::collections::BTreeMap;

use parasol_protocol::agreement::{Acceptor, Ballot, Electorate, Motion, Papers, Table, Voter};
use parasol_protocol::charter::Decided;
use parasol_protocol::ids::{CircleId, Hash, OrganisationId};
use parasol_protocol::time::Timestamp;
use serde_bytes::ByteBuf;

use super::super::tables::charter;
use super::evidence::is_frozen;
use super::tables::{AGREEMENTS, AgreementRow, LEAVES, MOTIONS, MotionRow, Said};
use crate::node::Node;
use crate::refusal::Refusal;
use crate::store::{Read, StoreError, Tx};

/// Everything that is open about the number after the charter in force.
pub(in crate::circles) struct Open {
    pub(in crate::circles) decided: Decided,
    pub(in crate::circles) electorate: Electorate,
    pub(in crate::circles) table: Table,
    pub(super) row: AgreementRow,
    pub(super) said: BTreeMap<Hash, (u64, Timestamp, Said)>,
    pub(super) frozen: bool,
}

/// This node as one that signs.
pub(super) fn voter(node: &Node) -> Voter<'_> {
    let identity = node.identity();
    Voter { organisation: identity.organisation, secret: identity.secret() }
}

/// The leaves that are known, as papers.
pub(super) fn leaves(read: &impl Read, circle: &CircleId) -> Result<Papers, StoreError> {
    let leaves = read.prefix(&LEAVES, circle)?.into_iter().map(|(_, leave)| leave).collect();
    Ok(Papers { leaves, ..Papers::default() })
}

impl Open {
    /// What is open in this circle; none when this node is not in it.
    pub(in crate::circles) fn load(read: &impl Read, circle: &CircleId) -> Result<Option<Self>, StoreError> {
        let Some(decided) = charter(read, circle)? else { return Ok(None) };
        let electorate = Electorate::of(&decided);
        let row = read.get(&AGREEMENTS, circle)?.unwrap_or_default();
        let number = electorate.number();
        let mut rows: Vec<(Hash, MotionRow)> = read
            .prefix(&MOTIONS, circle)?
            .into_iter()
            .filter(|(_, row)| row.number == number)
            .map(|((_, hash), row)| (hash, row))
            .collect();
        rows.sort_by_key(|(_, row)| row.order);
        let leaves = leaves(read, circle)?;
        let (mut motions, mut said) = (Vec::new(), BTreeMap::new());
        for (hash, row) in rows {
            let damaged = |_| StoreError::damaged("motions/1");
            let mut motion = Motion::read(&row.motion, &electorate).map_err(damaged)?;
            // Whoever left has no say in anything that is open. A leave that a replaced key signed counts all the same.
            if let Err(error) = motion.merge(&leaves, &electorate) {
                tracing::warn!(circle = %circle.short(), %error, "a leave cannot be written into a proposed change");
            }
            said.insert(hash, (row.order, row.since, row.said));
            motions.push(motion);
        }
        let frozen = is_frozen(read, circle)?;
        Ok(Some(Self { decided, electorate, table: Table::new(motions), row, said, frozen }))
    }

    /// As [`Self::load`], for an admin who wants a change.
    pub(in crate::circles) fn to_change(tx: &Tx, circle: &CircleId) -> Result<Self, Refusal> {
        let open = Self::load(tx, circle)?.ok_or(Refusal::NotFound)?;
        if open.frozen {
            return Err(Refusal::WrongState { expected: "open", found: "frozen" });
        }
        Ok(open)
    }

    pub(in crate::circles) fn is_frozen(&self) -> bool {
        self.frozen
    }

    pub(super) fn circle(&self) -> CircleId {
        self.electorate.circle()
    }

    /// Keeps what changed.
    pub(in crate::circles) fn save(&self, tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
        let circle = self.circle();
        let mut row = self.row.clone();
        for hash in self.said.keys().filter(|hash| self.table.motion(hash).is_none()) {
            tx.remove(&MOTIONS, &(circle, *hash))?;
        }
        for motion in self.table.motions() {
            let hash = motion.hash();
            let (order, since, said) = self.said.get(&hash).copied().unwrap_or_else(|| {
                row.motions = row.motions.saturating_add(1);
                (row.motions, now, Said::Nothing)
            });
            let (number, motion) = (self.electorate.number(), ByteBuf::from(motion.to_bytes()));
            tx.put(&MOTIONS, &(circle, hash), &MotionRow { number, order, since, motion, said })?;
        }
        tx.put(&AGREEMENTS, &circle, &row)
    }

    /// Notes what this node's admins said.
    pub(super) fn say(&mut self, charter: &Hash, now: Timestamp, said: Said) {
        let motions = &mut self.row.motions;
        let entry = self.said.entry(*charter).or_insert_with(|| {
            *motions = motions.saturating_add(1);
            (*motions, now, said)
        });
        entry.2 = said;
    }

    /// What was promised and voted for. A node that was put back does not know, and takes no part.
    pub(super) fn acceptor(&self) -> Result<Acceptor, StoreError> {
        let held = &self.row.acceptor;
        let read = |bytes: &ByteBuf| Acceptor::from_bytes(bytes);
        let acceptor = (!held.is_empty()).then(|| read(held)).transpose();
        let acceptor = acceptor.map_err(|_| StoreError::damaged("agreements/1"))?.unwrap_or_default();
        Ok(if self.takes_part() { acceptor } else { acceptor.abstain() })
    }

    /// The changes that wait for admins, and to which nobody here has said anything.
    pub(in crate::circles) fn unanswered(&self) -> Vec<Hash> {
        let waits = |motion: &&Motion| {
            let said = self.said.get(&motion.hash()).is_some_and(|(_, _, said)| *said != Said::Nothing);
            !said && motion.check_carried(&self.electorate).is_err()
        };
        self.table.motions().iter().filter(waits).map(Motion::hash).collect()
    }

    /// Whether an admin here has said yes to a motion.
    pub(in crate::circles) fn is_wanted_here(&self, motion: &Motion) -> bool {
        self.said.get(&motion.hash()).is_some_and(|(_, _, said)| *said == Said::Yes)
    }

    /// What this node would have decided: the first change that has its consents. Not what an admin here has stopped after she
    /// had said yes.
    pub(super) fn carried(&self, me: &OrganisationId) -> Option<&Motion> {
        let stopped = |motion: &Motion| {
            let said = self.said.get(&motion.hash()).is_some_and(|(_, _, said)| *said == Said::No);
            said && motion.consented().contains(me)
        };
        self.table.carried(&self.electorate).into_iter().find(|motion| !stopped(motion))
    }

    pub(super) fn keep_acceptor(&mut self, acceptor: &Acceptor) {
        self.row.acceptor = ByteBuf::from(acceptor.to_bytes());
        self.saw(acceptor.promised());
    }

    pub(super) fn saw(&mut self, ballot: Option<Ballot>) {
        self.row.seen = self.row.seen.max(ballot.map_or(0, u64::from));
    }

    /// Whether this node promises, votes and proposes about this number.
    pub(super) fn takes_part(&self) -> bool {
        !self.frozen && self.row.awaits.is_empty() && self.electorate.number() > self.row.abstains_to
    }

    /// Who has left, though the charter names it.
    pub(super) fn left(read: &impl Read, circle: &CircleId) -> Result<Vec<OrganisationId>, StoreError> {
        Ok(read.prefix(&LEAVES, circle)?.into_iter().map(|((_, organisation), _)| organisation).collect())
    }
}
