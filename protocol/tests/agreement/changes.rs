//! What counts as which change, whose consent it needs, and what no charter may change.

use parasol_protocol::agreement::{Change, Electorate, Nonsense, Vouched, classify};
use parasol_protocol::charter::{Charter, EpochKey, FormerShare, Member, PublicShare};
use parasol_protocol::codec;
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
        join(c, 4);
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

#[test]
fn whose_a_share_was_stays_written_down_as_long_as_a_key_lists_it() {
    let two = organisation(2);
    let electorate = Electorate::new(&from());
    let without = next(&electorate, |c| remove(c, 2));
    assert_eq!(without.former, [FormerShare(2, two)]);
    assert!(
        without.had_share(&two, &without.keys[0]) && !without.had_share(&organisation(3), &without.keys[0])
    );
    // Nobody leaves it out, adds to it, or says that it was another's.
    let another = FormerShare(2, organisation(1));
    for former in [vec![], vec![FormerShare(2, two), FormerShare(3, two)], vec![another]] {
        let forged = Charter { former, ..without.clone() };
        assert_eq!(classify(&from(), &forged).err(), Some(Nonsense::Share));
    }
    // It goes with the last key that lists it, since somebody has a higher one.
    let ended = |newer: EpochKey| {
        let both = Charter { epoch: 2, keys: vec![key(1, 3), newer], ..without.clone() };
        next(&Electorate::new(&both), |c| drop(c.keys.remove(0))).former
    };
    assert_eq!(ended(key(2, 3)), [FormerShare(2, two)]);
    let mut without_hers = key(2, 3);
    without_hers.shares.retain(|share| share.0 != 2);
    assert_eq!(ended(without_hers), []);
}

#[test]
fn a_share_identifier_never_comes_back_even_when_no_key_lists_it_any_more() {
    let three = organisation(3);
    let gone = next(&Electorate::new(&from()), |c| remove(c, 3));
    // Another key is made, and the one that lists the leaver's share ends.
    let both = Charter { epoch: 2, keys: vec![key(1, 3), key(2, 2)], ..gone };
    let ended = next(&Electorate::new(&both), |c| drop(c.keys.remove(0)));
    assert_eq!((ended.former.as_slice(), ended.free_share()), ([FormerShare(3, three)].as_slice(), 4));
    assert_eq!(classify(&both, &Charter { former: Vec::new(), ..ended.clone() }), Err(Nonsense::Share));
    let back = |share: u16| {
        after(&ended, |c| {
            join(c, 3);
            c.members[2].share = share;
            c.keys[0].shares.retain(|listed| listed.0 < 3);
            c.keys[0].hand_over(share);
        })
    };
    assert_eq!(back(3), Err(Nonsense::Share));
    assert_eq!(back(5), Err(Nonsense::Share), "nor are they used up");
    assert_eq!(back(4), Ok(vec![Change::Joined(three)]));
    // Once somebody has a higher one, it need not be remembered any more.
    let more = next(&Electorate::new(&ended), |c| join(c, 4));
    assert_eq!((more.former.as_slice(), more.free_share()), ([].as_slice(), 5));
}

/// The charter and the key of `vectors/ceremony.json`: two of three, made together.
fn made_together() -> (Charter, EpochKey) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/ceremony.json");
    let vector: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let bytes = |name: &str| {
        let digits = vector[name].as_str().unwrap().as_bytes().chunks_exact(2);
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
        digits.map(byte).collect::<Vec<_>>()
    };
    (codec::decode(&bytes("charter")).unwrap(), codec::decode(&bytes("key")).unwrap())
}

#[test]
fn a_key_that_was_made_together_is_activated_by_the_next_charter_and_no_later_one() {
    let (wanted, key) = made_together();
    let activated = Change::KeyActivated(key.epoch);
    let activate = |charter: &mut Charter| charter.keys.push(key.clone());
    assert!(after(&wanted, activate).unwrap().contains(&activated));
    // Together with what only tightens, a majority is still enough.
    let both = after(&wanted, |charter| {
        activate(charter);
        charter.lease -= 1;
    });
    assert!(both.unwrap().iter().all(Change::tightens));
    // Without one signature, with another's public share, or after a charter in between: no key.
    let refused = |from: &Charter, change: &dyn Fn(&mut EpochKey)| {
        let mut wrong = key.clone();
        change(&mut wrong);
        assert_eq!(after(from, |charter| charter.keys.push(wrong)).err(), Some(Nonsense::Key));
    };
    refused(&wanted, &|key| drop(key.ceremony.pop()));
    refused(&wanted, &|key| key.ceremony.clear());
    refused(&wanted, &|key| key.shares[1].1 = key.shares[0].1);
    refused(&wanted, &|key| key.canary = Hash::new([9; 32]));
    let between = next(&Electorate::new(&wanted), |charter| charter.lease -= 1);
    refused(&between, &|_| {});
}

#[test]
fn a_newcomers_public_share_follows_from_those_that_are_listed() {
    let (wanted, key) = made_together();
    let serving = next(&Electorate::new(&wanted), |charter| charter.keys.push(key.clone()));
    let joined = |list: &dyn Fn(&mut EpochKey, u16)| {
        after(&serving, |charter| {
            let share = charter.free_share();
            charter.members.push(Member { share, ..super::kit::member(250) });
            charter.members.sort_by_key(|member| member.organisation);
            list(charter.keys.last_mut().unwrap(), share);
        })
    };
    assert_eq!(
        joined(&|key, share| key.list_newcomer(share).unwrap()),
        Ok(vec![Change::Joined(organisation(250))])
    );
    let wrong = joined(&|key, share| {
        let first = key.shares[0].1;
        key.shares.push(PublicShare(share, first));
        key.shares.sort_by_key(|listed| listed.0);
    });
    assert_eq!(wrong, Err(Nonsense::Key));
}
