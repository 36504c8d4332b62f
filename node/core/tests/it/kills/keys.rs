//! A circle's keys: made by all, a share given to a newcomer, everything filed again, the older one ended.

use parasol_core::circles::{Proposal, RetryCeremony};
use parasol_core::publish::retag::FinishRetagging;
use parasol_protocol::lists::Level;

use super::members::invited;
use super::{OPERATOR, kill, killing_until};
use crate::agreement::kit::Organisations;
use crate::ceremony::{evaluated, lying_about_shares, made};

fn holds_a_share(all: &Organisations, i: usize, epoch: u64) -> bool {
    let held = all.houses[i].snapshot().holders(&all.circle, epoch);
    held.is_ok_and(|holders| holders.own.is_some())
}

#[test]
fn dealings_shares_probes_attestations_and_the_activation() {
    let mut all = Organisations::linked(3);
    all.propose(0, Proposal::Threshold(2));
    kill(&mut all, 0);
    killing_until(&mut all, "the key serves", |all| {
        (0..3).all(|i| holds_a_share(all, i, 2) && all.status(i).ceremony.is_none())
    });
    let expected = evaluated(&mut all, 0, 2, &[0, 1]);
    assert_eq!(evaluated(&mut all, 2, 2, &[2, 1]), expected);
    for i in 0..3 {
        assert_eq!((all.audited(i, "ceremony_begun"), all.audited(i, "ceremony_aborted")), (1, 0), "{i}");
    }
}

#[test]
fn an_attempt_that_a_lie_ended_and_the_one_after_it() {
    let mut all = Organisations::linked(3);
    let circle = all.circle;
    all.hand = Some(lying_about_shares(&all, 2));
    all.propose(0, Proposal::Threshold(2));
    kill(&mut all, 0);
    killing_until(&mut all, "the lie is found out", |all| {
        let offence = |i: usize| all.status(i).ceremony.and_then(|ceremony| ceremony.offence);
        (0..2).all(|i| offence(i).is_some_and(|(who, _)| who.organisation == all.id(2)))
    });
    // She gives up.
    all.hand = None;
    assert_eq!(all.run(0, RetryCeremony { actor: OPERATOR, circle }), Ok(2));
    kill(&mut all, 0);
    killing_until(&mut all, "the key serves", |all| {
        (0..3).all(|i| holds_a_share(all, i, 2) && all.status(i).ceremony.is_none())
    });
    let expected = evaluated(&mut all, 0, 2, &[0, 1]);
    assert_eq!(evaluated(&mut all, 2, 2, &[2, 1]), expected);
    for i in 0..3 {
        assert_eq!(all.audited(i, "ceremony_aborted"), 1, "{i}");
    }
}

#[test]
fn the_repair_of_a_newcomers_share() {
    let mut all = made(3, 2);
    let newcomer = invited(&mut all, 0);
    killing_until(&mut all, "it has its share", |all| {
        (0..=newcomer)
            .all(|i| all.is_in(i) && all.status(i).shares_missing.is_empty() && holds_a_share(all, i, 2))
    });
    let expected = evaluated(&mut all, 0, 2, &[0, 1]);
    assert_eq!(evaluated(&mut all, newcomer, 2, &[2, newcomer]), expected);
    assert_eq!(all.audited(newcomer, "share_received"), 1);
    assert_eq!((0..3).filter(|i| all.audited(*i, "share_repaired") == 1).count(), 2, "exactly t");
}

/// One step of filing again: it has asked, and is killed before it has written down what was answered; then right after.
fn filed_again(all: &mut Organisations, i: usize) -> bool {
    let next = |all: &mut Organisations| {
        let house = &mut all.houses[i];
        let next = house.snapshot().next_retagging(house.now, &mut house.rng).unwrap();
        next.map(|(pending, asks)| (pending, all.evaluate(i, &asks)))
    };
    let Some(unwritten) = next(all) else { return false };
    kill(all, i);
    drop(unwritten);
    // A node that was opened again looks at its keys before it files anything.
    all.confirm_keys();
    let (pending, answers) = next(all).unwrap();
    all.run(i, FinishRetagging { pending, answers }).unwrap();
    kill(all, i);
    all.confirm_keys();
    true
}

#[test]
fn filing_again_and_the_end_of_the_older_key() {
    let mut all = Organisations::linked(3);
    // More than fit into one step.
    let numbers: Vec<String> = (10..46).map(|n| format!("+336399841{n}")).collect();
    for number in &numbers {
        all.share(0, number);
    }
    all.sync_all();
    all.propose(0, Proposal::Threshold(2));
    all.settle_confirming();
    let mut steps = 0;
    for i in 0..3 {
        while filed_again(&mut all, i) {
            steps += 1;
        }
    }
    assert!(steps > 1, "{steps}");
    all.sync_all();
    all.propose(1, Proposal::EndKey);
    kill(&mut all, 1);
    killing_until(&mut all, "the older key has ended", |all| (0..3).all(|i| all.status(i).epochs.is_none()));
    for i in 0..3 {
        assert!(all.houses[i].snapshot().holders(&all.circle, 1).is_err(), "its shares are destroyed");
    }
    all.sync_all();
    for number in [&numbers[0], &numbers[35]] {
        let verdict = all.check(2, number);
        assert_eq!(
            (verdict.level, verdict.alerts.len(), verdict.complete),
            (Some(Level::VeryDangerous), 1, true)
        );
    }
}
