//! The sponsor tree: who vouched for whom, how large each branch is, and which branch grew conspicuously fast.

use std::collections::HashMap;

use parasol_protocol::time::Timestamp;

use super::member::{Member, Pseudonym, Standing, scan};
use crate::ids::MemberId;
use crate::limits::{
    FAST_BRANCH, FAST_BRANCH_PARTNER, FAST_BRANCH_SHOWN, FAST_BRANCH_WINDOW, FAST_GENERATIONS_WINDOW,
    MAX_LIST,
};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor, Role};
use crate::words::words;

words! {
    /// Why a branch is flagged.
    FastBranch {
        /// Many came within a month.
        Many = "many",
        /// Three generations came within two weeks.
        Generations = "generations",
    }
}

/// A member in the tree, as an admin sees her.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeRow {
    /// Her id.
    pub id: MemberId,
    /// Her pseudonym.
    pub pseudonym: Pseudonym,
    /// Her role.
    pub role: Role,
    /// Whether the account can be used.
    pub standing: Standing,
    /// When she came.
    pub created: Timestamp,
    /// How many stand above her.
    pub depth: usize,
    /// How many stand below her.
    pub branch: usize,
    /// Whether her branch grew fast.
    pub fast: Option<FastBranch>,
    /// Whether she has cut the link to her sponsor.
    pub cut: bool,
    /// Whether her sponsor is not here any more.
    pub sponsor_gone: bool,
    /// Whether she is up for review.
    pub review: bool,
}

/// Fifty rows of the sponsor tree, and what an admin looks at first.
#[derive(Debug)]
pub struct TreePage {
    /// The fast branches, 50 at most.
    pub fast: Vec<TreeRow>,
    /// The rows of this page, each sponsor before those she brought.
    pub rows: Vec<TreeRow>,
    /// How many rows there are in all.
    pub total: usize,
    /// Which fifty these are, counted from 0.
    pub page: usize,
}

/// What the tree is made of.
#[derive(Debug, Clone, Copy)]
struct Leaf {
    id: MemberId,
    sponsor: Option<MemberId>,
    created: Timestamp,
    /// Whether she came when the tree is told she came: who was imported did not.
    counts: bool,
    may_bring_many: bool,
}

/// A place in the tree: which leaf, how deep, how large its branch, how fast.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    leaf: usize,
    depth: usize,
    branch: usize,
    fast: Option<FastBranch>,
}

impl Snapshot {
    /// Fifty rows of the tree, the last ones for a page beyond its end; with `below`, of the branch of this member alone.
    pub fn sponsor_tree_page(
        &self,
        actor: &Actor,
        below: Option<&MemberId>,
        page: usize,
        now: Timestamp,
    ) -> Result<TreePage, Refusal> {
        let mut tree = self.sponsor_tree(actor, now)?;
        if let Some(top) = below {
            tree = branch(tree, top).ok_or(Refusal::NotFound)?;
        }
        let total = tree.len();
        let page = page.min(total.saturating_sub(1) / MAX_LIST);
        let fast = tree.iter().filter(|row| row.fast.is_some()).take(MAX_LIST).cloned().collect();
        let rows = tree.into_iter().skip(page.saturating_mul(MAX_LIST)).take(MAX_LIST).collect();
        Ok(TreePage { fast, rows, total, page })
    }

    /// The whole tree, each sponsor before those she brought, the oldest first.
    pub fn sponsor_tree(&self, actor: &Actor, now: Timestamp) -> Result<Vec<TreeRow>, Refusal> {
        self.allow(actor, Action::ManageMembers)?;
        let mut members: Vec<(MemberId, Member)> = Vec::new();
        scan(&self.tx, None, |id, member| {
            members.push((id, member));
            core::ops::ControlFlow::Continue(())
        })?;
        let leaves: Vec<Leaf> = members.iter().map(|(id, member)| leaf(*id, member)).collect();
        let known: HashMap<MemberId, usize> =
            leaves.iter().enumerate().map(|(n, leaf)| (leaf.id, n)).collect();
        let row = |place: Place| {
            let (id, member) = members.get(place.leaf)?;
            Some(TreeRow {
                id: *id,
                pseudonym: member.pseudonym.clone(),
                role: member.role,
                standing: member.standing,
                created: member.created,
                depth: place.depth,
                branch: place.branch,
                fast: place.fast,
                cut: member.cut.is_some(),
                sponsor_gone: member.sponsor.is_some_and(|sponsor| !known.contains_key(&sponsor)),
                review: member.review.is_some(),
            })
        };
        Ok(grow(&leaves, now).into_iter().filter_map(row).collect())
    }
}

/// Somebody and all below her, as deep as if she stood on top.
fn branch(tree: Vec<TreeRow>, top: &MemberId) -> Option<Vec<TreeRow>> {
    let start = tree.iter().position(|row| row.id == *top)?;
    let (above, size) = tree.get(start).map(|row| (row.depth, row.branch.saturating_add(1)))?;
    let rows = tree.into_iter().skip(start).take(size);
    Some(rows.map(|row| TreeRow { depth: row.depth.saturating_sub(above), ..row }).collect())
}

fn leaf(id: MemberId, member: &Member) -> Leaf {
    Leaf {
        id,
        sponsor: member.sponsor,
        created: member.created,
        counts: !member.imported,
        may_bring_many: member.role != Role::Member,
    }
}

/// The places in the order in which they are shown: depth first, the oldest first.
fn grow(leaves: &[Leaf], now: Timestamp) -> Vec<Place> {
    let place_of: HashMap<MemberId, usize> =
        leaves.iter().enumerate().map(|(n, leaf)| (leaf.id, n)).collect();
    let parent = |leaf: &Leaf| leaf.sponsor.and_then(|sponsor| place_of.get(&sponsor).copied());
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); leaves.len()];
    let mut roots = Vec::new();
    let mut order: Vec<(usize, &Leaf)> = leaves.iter().enumerate().collect();
    order.sort_by_key(|(_, leaf)| (leaf.created, leaf.id));
    for (n, leaf) in order {
        match parent(leaf).and_then(|parent| children.get_mut(parent)) {
            Some(siblings) => siblings.push(n),
            None => roots.push(n),
        }
    }
    let mut places = walk(&children, &roots);
    measure(&mut places, leaves, now);
    places
}

/// Depth first, without recursion: a branch may be as deep as there are members. Who stands in a ring, which only a
/// damaged store has, is left out by nobody: the ring is opened where it is found.
fn walk(children: &[Vec<usize>], roots: &[usize]) -> Vec<Place> {
    let mut seen = vec![false; children.len()];
    let mut places = Vec::with_capacity(children.len());
    let mut visit = |start: usize, places: &mut Vec<Place>| {
        let mut stack = vec![(start, 0_usize)];
        while let Some((leaf, depth)) = stack.pop() {
            match seen.get_mut(leaf) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            places.push(Place { leaf, depth, branch: 0, fast: None });
            let below = children.get(leaf).map(Vec::as_slice).unwrap_or_default();
            stack.extend(below.iter().rev().map(|child| (*child, depth.saturating_add(1))));
        }
    };
    roots.iter().for_each(|root| visit(*root, &mut places));
    (0..children.len()).for_each(|leaf| visit(leaf, &mut places));
    places
}

/// Counts each branch, which in this order is what follows until somebody stands as high, and flags the fast ones.
fn measure(places: &mut [Place], leaves: &[Leaf], now: Timestamp) {
    // For each place, where its branch ends; found from the back.
    let mut ends: Vec<usize> = vec![places.len(); places.len()];
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (n, place) in places.iter().enumerate() {
        while let Some((start, _)) = open.pop_if(|(_, depth)| *depth >= place.depth) {
            if let Some(end) = ends.get_mut(start) {
                *end = n;
            }
        }
        open.push((n, place.depth));
    }
    for (start, end) in ends.into_iter().enumerate() {
        let (below, depth) = match (places.get(start.saturating_add(1)..end), places.get(start)) {
            (Some(below), Some(place)) => (below, place.depth),
            _ => continue,
        };
        let branch = below.len();
        let fast = places
            .get(start)
            .and_then(|place| leaves.get(place.leaf))
            .and_then(|leaf| fast(leaf, depth, below, leaves, now));
        if let Some(place) = places.get_mut(start) {
            (place.branch, place.fast) = (branch, fast);
        }
    }
}

/// Whether a branch grew fast: many within a month, or three generations within two weeks; not longer ago than is shown.
fn fast(leaf: &Leaf, depth: usize, below: &[Place], leaves: &[Leaf], now: Timestamp) -> Option<FastBranch> {
    let enough = if leaf.may_bring_many { FAST_BRANCH_PARTNER } else { FAST_BRANCH };
    let counted = below.iter().filter_map(|place| {
        let leaf = leaves
            .get(place.leaf)
            .filter(|leaf| leaf.counts && now.since(leaf.created) < FAST_BRANCH_SHOWN)?;
        Some((place.depth.saturating_sub(depth), leaf.created))
    });
    let counted: Vec<(usize, Timestamp)> = counted.collect();
    let mut came: Vec<Timestamp> = counted.iter().map(|(_, came)| *came).collect();
    came.sort_unstable();
    let many = came.windows(enough).any(|window| {
        window.first().zip(window.last()).is_some_and(|(first, last)| last.since(*first) < FAST_BRANCH_WINDOW)
    });
    if many {
        return Some(FastBranch::Many);
    }
    // The way down to the place that is looked at, one time for each generation.
    let mut way: Vec<Timestamp> = Vec::new();
    let generations = counted.iter().any(|(generation, came)| {
        way.truncate(generation.saturating_sub(1));
        way.push(*came);
        let grandmother = way.len().checked_sub(3).and_then(|place| way.get(place));
        grandmother.is_some_and(|first| came.since(*first) < FAST_GENERATIONS_WINDOW)
    });
    generations.then_some(FastBranch::Generations)
}

#[cfg(test)]
mod tests;
