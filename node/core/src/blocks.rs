//! What was reserved on the disk in blocks and is counted in memory, so that counting costs next to nothing. A crash loses
//! what is left of a block; it never grants anything.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use parasol_protocol::ids::{CircleId, OrganisationId};

use crate::allowances::Meter;
use crate::ids::MemberId;
use crate::node::Node;

/// What is left of each one's block. A block is of one hour or one day, and counts for nothing in another.
#[derive(Debug, Clone)]
pub(crate) struct Blocks<K>(HashMap<K, Left>);

#[derive(Debug, Clone, Copy)]
struct Left {
    period: u64,
    left: u64,
}

impl<K> Default for Blocks<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Blocks<K> {
    /// Counts so much if as much is left of this period.
    pub(crate) fn take(&mut self, key: &K, period: u64, wanted: u64) -> bool {
        match self.0.get_mut(key) {
            Some(of) if of.period == period && of.left >= wanted => {
                of.left = of.left.saturating_sub(wanted);
                true
            }
            _ => false,
        }
    }

    /// Adds what was reserved for a period. What is left of others goes, so that nothing is kept longer than it counts.
    pub(crate) fn add(&mut self, key: K, period: u64, reserved: u64) {
        if reserved == 0 {
            return;
        }
        self.0.retain(|_, of| of.period == period);
        let of = self.0.entry(key).or_insert(Left { period, left: 0 });
        of.left = of.left.saturating_add(reserved);
    }

    fn add_all(&mut self, others: Self) {
        others.0.into_iter().for_each(|(key, Left { period, left })| self.add(key, period, left));
    }
}

/// What the commands of one group reserved and did not use: those after them in the group take of it before they reserve more.
/// Else many checks at one instant would each reserve a block, and use up in blocks what lasts for an hour. Everybody else
/// counts on it once it is durable; with a command that is refused, or a group that could not be made durable, it goes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ahead {
    /// Checks of members, by the hour.
    pub(crate) checks: Blocks<MemberId>,
    /// Elements that are evaluated for peers, by the day.
    pub(crate) elements: Blocks<Meter>,
    /// Whose checks were written down in this group: until it is durable they are in memory as well, and are not counted twice.
    pub(crate) written: HashSet<MemberId>,
    /// The same, of what peers had evaluated.
    pub(crate) watched: HashSet<(CircleId, OrganisationId)>,
}

impl Ahead {
    /// It is durable.
    pub(crate) fn settle(self, node: &Node) {
        let Self { checks, elements, .. } = self;
        node.quotas().left.add_all(checks);
        node.allowances().left.add_all(elements);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_counts_in_its_own_period_and_goes_with_it() {
        let mut blocks = Blocks::default();
        assert!(!blocks.take(&1, 7, 1));
        blocks.add(1, 7, 8);
        blocks.add(2, 7, 8);
        assert!(blocks.take(&1, 7, 8) && !blocks.take(&1, 7, 1) && blocks.take(&2, 7, 1));
        assert!(!blocks.take(&2, 8, 1) && !blocks.take(&2, 6, 1));
        blocks.add(1, 8, 8);
        assert_eq!(blocks.0.len(), 1, "what is over is not kept");
        let mut more = Blocks::default();
        more.add(1, 8, 3);
        blocks.add_all(more);
        assert!(blocks.take(&1, 8, 11));
    }
}
