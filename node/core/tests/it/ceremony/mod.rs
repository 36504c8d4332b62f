//! Organisations make keys that none of them holds whole: real nodes in one process, which exchange what they would send each
//! other.

mod attacks;
mod making;
mod phases;
mod repair;

use parasol_core::circles::{CeremonyView, Proposal};
use parasol_protocol::evaluation::{self, EvaluationFailure, Gathering, Output};
use parasol_protocol::identifier::{Identifier, IdentifierKind};

use crate::agreement::kit::Organisations;

pub(crate) use attacks::lying_about_shares;

/// `n` organisations, and the decision that it takes `t` of them to evaluate, up to the first dealings.
fn wanting(n: usize, t: u16) -> Organisations {
    let mut all = Organisations::linked(n);
    let everybody = 1..n;
    let motion = all.propose(0, Proposal::Threshold(t));
    all.settle();
    let majority = n / 2;
    everybody.clone().take(majority).for_each(|i| all.confirm(i, motion));
    all
}

/// The same, with the key in force.
pub(crate) fn made(n: usize, t: u16) -> Organisations {
    let mut all = wanting(n, t);
    all.settle();
    assert_serves(&mut all, n, t, 2);
    all
}

fn ceremony(all: &Organisations, i: usize) -> CeremonyView {
    all.status(i).ceremony.unwrap()
}

fn holds(all: &Organisations, i: usize, epoch: u64) -> Result<bool, EvaluationFailure> {
    all.houses[i].snapshot().holders(&all.circle, epoch).map(|holders| holders.own.is_some())
}

/// What these holders make of one number together.
pub(crate) fn evaluated(all: &mut Organisations, asker: usize, epoch: u64, holders: &[usize]) -> Vec<Output> {
    let phone = Identifier::from_canonical(IdentifierKind::Phone, "+33639984157").unwrap();
    let (blinding, elements) = evaluation::blind([&phone], &mut all.houses[asker].rng).unwrap();
    let key = all.houses[asker].snapshot().holders(&all.circle, epoch).unwrap().key;
    let mut gathering = Gathering::new(&elements, &key).unwrap();
    for i in holders {
        let (circle, house) = (all.circle, &mut all.houses[*i]);
        let snapshot = house.snapshot();
        let share = snapshot.holders(&circle, epoch).unwrap().own.unwrap();
        let evaluation = snapshot.evaluate(&circle, epoch, &elements, &mut house.rng).unwrap();
        gathering.add(share, &evaluation).unwrap();
    }
    blinding.finish_combined(&gathering.combine().unwrap()).unwrap()
}

/// The key of this epoch serves at the first `n`, any `t` of whom evaluate it, and one fewer do not.
fn assert_serves(all: &mut Organisations, n: usize, t: u16, epoch: u64) {
    for i in 0..n {
        let holders = all.houses[i].snapshot().holders(&all.circle, epoch).unwrap();
        assert_eq!((holders.key.t, holders.key.shares.len(), holders.own.is_some()), (t, n, true), "{i}");
        assert_eq!((all.status(i).ceremony, all.status(i).shares_missing), (None, vec![]), "{i}");
        assert!(all.status(i).motions.is_empty(), "{:?}", all.status(i).motions);
    }
    let t = usize::from(t);
    let first: Vec<usize> = (0..t).collect();
    let last: Vec<usize> = (n - t..n).rev().collect();
    let expected = evaluated(all, 0, epoch, &first);
    assert_eq!(evaluated(all, n - 1, epoch, &last), expected, "whoever evaluates");
    assert_ne!(evaluated(all, 0, 1, &[0]), expected, "it is another key");
    let holders = all.houses[0].snapshot().holders(&all.circle, epoch).unwrap();
    let phone = Identifier::from_canonical(IdentifierKind::Phone, "+33639984157").unwrap();
    let (_, elements) = evaluation::blind([&phone], &mut all.houses[0].rng).unwrap();
    let mut gathering = Gathering::new(&elements, &holders.key).unwrap();
    for i in first.into_iter().take(t - 1) {
        let (circle, house) = (all.circle, &mut all.houses[i]);
        let evaluation = house.snapshot().evaluate(&circle, epoch, &elements, &mut house.rng).unwrap();
        gathering.add(house.snapshot().holders(&circle, epoch).unwrap().own.unwrap(), &evaluation).unwrap();
    }
    assert!(gathering.combine().is_err());
}
