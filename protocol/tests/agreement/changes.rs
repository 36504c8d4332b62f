//! What counts as which change, whose consent it needs, and what no charter may change.

use parasol_protocol::agreement::{Change, Electorate, Nonsense, Vouched, classify};
use parasol_protocol::charter::{Charter, EpochKey};
use parasol_protocol::evaluation::TagKey;
use parasol_protocol::ids::{CircleId, Hash};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use super::kit::{charter_with_key, join, next, organisation, remove, secret};

fn from() -> Charter {
    charter_with_key(3)
}

fn after(from: &Charter, change: impl FnOnce(&mut Charter)) -> Result<Vec<Change>, Nonsense> {
    classify(from, &next(&Electorate::new(from), change))
}

fn key(epoch: u64, shares: u16) -> EpochKey {
    let key = TagKey::random(&mut ChaCha20Rng::seed_from_u64(epoch)).unwrap();
    let mut key = EpochKey::founded(epoch, 1, &key).unwrap();
    (2..=shares).for_each(|share| key.hand_over(share));
    key
}

/// Epoch 2 was decided; its key is not made yet.
fn second_epoch() -> Charter {
    next(&Electorate::new(&from()), |charter| charter.epoch = 2)
}

/// Both keys serve.
fn two_keys() -> Charter {
    next(&Electorate::new(&second_epoch()), |charter| charter.keys.push(key(2, 3)))
}

#[test]
fn every_change_has_its_name() {
    let tightens = |from: &Charter, change: &dyn Fn(&mut Charter), expected: &[Change]| {
        let changes = after(from, change).unwrap();
        assert_eq!(changes, expected);
        assert!(changes.iter().all(Change::tightens), "{changes:?}");
    };
    tightens(&from(), &|_| {}, &[]);
    tightens(&from(), &|c| remove(c, 2), &[Change::Removed(organisation(2))]);
    tightens(&from(), &|c| c.epoch = 2, &[Change::NewEpoch(2)]);
    tightens(&from(), &|c| (c.epoch, c.t) = (2, 2), &[Change::NewEpoch(2), Change::Threshold(1, 2)]);
    tightens(&from(), &|c| c.lease = 86_400, &[Change::Lease(Charter::LEASE, 86_400)]);
    tightens(&from(), &|c| c.fresh_limit = 3_600, &[Change::FreshLimit(Charter::FRESH_LIMIT, 3_600)]);
    tightens(&from(), &|c| c.checks_per_day = 200, &[Change::ChecksPerDay(Charter::CHECKS_PER_DAY, 200)]);
    tightens(&second_epoch(), &|c| c.keys.push(key(2, 3)), &[Change::KeyActivated(2)]);
    tightens(&two_keys(), &|c| drop(c.keys.remove(0)), &[Change::KeyEnded(1)]);

    let loosens = |from: &Charter, change: &dyn Fn(&mut Charter), expected: Change| {
        let changes = after(from, change).unwrap();
        assert!(changes.contains(&expected), "{changes:?}");
        assert!(!expected.tightens());
    };
    loosens(&from(), &|c| join(c, 4), Change::Joined(organisation(4)));
    loosens(&from(), &|c| c.lease += 1, Change::Lease(Charter::LEASE, Charter::LEASE + 1));
    loosens(
        &from(),
        &|c| c.fresh_limit += 1,
        Change::FreshLimit(Charter::FRESH_LIMIT, Charter::FRESH_LIMIT + 1),
    );
    loosens(
        &from(),
        &|c| c.checks_per_day += 1,
        Change::ChecksPerDay(Charter::CHECKS_PER_DAY, Charter::CHECKS_PER_DAY + 1),
    );
    loosens(&from(), &|c| c.name = "Other".into(), Change::Name);
    loosens(&from(), &|c| c.members[1].name = "Other".into(), Change::Details(organisation(2)));
    loosens(&from(), &|c| c.members[1].country = "BE".parse().unwrap(), Change::Details(organisation(2)));
    loosens(
        &from(),
        &|c| c.members[1].recovery_key = secret(9).public(),
        Change::RecoveryKey(organisation(2)),
    );
    loosens(
        &from(),
        &|c| c.members[1].node_key = secret(9).public(),
        Change::NodeKey(organisation(2), Vouched::No),
    );
    let strict = Charter { t: 2, ..second_epoch() };
    loosens(&strict, &|c| c.t = 1, Change::Threshold(2, 1));
    // Among several changes each is named; one that loosens is enough to need all.
    let both = after(&from(), |c| {
        remove(c, 2);
        join(c, 4);
    });
    assert_eq!(both.unwrap(), [Change::Joined(organisation(4)), Change::Removed(organisation(2))]);
}

#[test]
fn what_no_charter_may_change() {
    let refused = |from: &Charter, expected: Nonsense, change: &dyn Fn(&mut Charter)| {
        assert_eq!(after(from, change).err(), Some(expected));
    };
    refused(&from(), Nonsense::Chain, &|c| c.circle = CircleId::new([9; 16]));
    refused(&from(), Nonsense::Chain, &|c| c.number += 1);
    refused(&from(), Nonsense::Chain, &|c| c.prev = Some(Hash::new([9; 32])));
    refused(&from(), Nonsense::Renamed, &|c| c.members[1].organisation = organisation(9));
    refused(&from(), Nonsense::Renamed, &|c| c.members[1].node_key = secret(1).public());
    refused(&from(), Nonsense::Share, &|c| c.members[1].share = 9);
    refused(&from(), Nonsense::NobodyStays, &|c| {
        c.members.clear();
        join(c, 9);
    });
    refused(&from(), Nonsense::Epoch, &|c| c.epoch = 0);
    refused(&from(), Nonsense::Epoch, &|c| c.epoch = 3);
    refused(&from(), Nonsense::Threshold, &|c| c.t = 2);
    refused(&from(), Nonsense::Key, &|c| c.keys.clear());
    refused(&from(), Nonsense::Key, &|c| c.keys[0] = key(1, 2));
    refused(&from(), Nonsense::Key, &|c| c.keys[0].canary = Hash::new([9; 32]));
    refused(&from(), Nonsense::Key, &|c| c.keys[0].hand_over(9));
    refused(&from(), Nonsense::Key, &|c| c.keys[0].shares.truncate(2));
    refused(&from(), Nonsense::Key, &|c| c.keys.push(key(2, 3)));
    refused(&second_epoch(), Nonsense::Key, &|c| c.keys.push(key(2, 2)));
    refused(&second_epoch(), Nonsense::Key, &|c| c.keys = vec![key(2, 3)]);
    refused(&two_keys(), Nonsense::Key, &|c| drop(c.keys.pop()));
    // A threshold above one takes a ceremony that everybody attested.
    let strict = Charter { t: 2, ..second_epoch() };
    refused(&strict, Nonsense::Key, &|c| c.keys.push(EpochKey { t: 2, ..key(2, 3) }));
    refused(&from(), Nonsense::Limit, &|c| c.lease = 86_399);
    refused(&from(), Nonsense::Limit, &|c| c.fresh_limit = 0);
    refused(&from(), Nonsense::Limit, &|c| c.checks_per_day = 199);
    // A leaver's share identifier is not handed on while a key lists it, and nobody is given it by accident.
    let without = next(&Electorate::new(&from()), |c| remove(c, 2));
    refused(&without, Nonsense::Share, &|c| {
        join(c, 4);
        c.members[2].share = 2;
    });
    assert_eq!(without.free_share(), 4);
}
