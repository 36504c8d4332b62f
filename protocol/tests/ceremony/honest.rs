//! Members who all do what they should, on links and machines that do not.

use parasol_protocol::ceremony::message::Attestation;
use parasol_protocol::ceremony::{Ceremony, Fault, KeyFault, Phase};
use parasol_protocol::charter::{Charter, EpochKey};
use parasol_protocol::envelope;
use parasol_protocol::ids::CircleId;
use proptest::prelude::*;

use super::world::{World, charter, organisation, rng, secret};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn any_circle_makes_its_key(
        (n, t, seed) in (1_u8..=30, any::<u64>())
            .prop_flat_map(|(n, seed)| (Just(n), 1..=u16::from(n), Just(seed))),
    ) {
        let mut world = World::new(n, t, seed);
        world.in_memory = n > 8;
        let all = world.all();
        world.run(&all);
        let key = world.made();
        prop_assert_eq!((key.epoch, key.t, key.shares.len()), (2, t, usize::from(n)));
        prop_assert!(world.faults.is_empty(), "{:?}", world.faults);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn loss_repetition_disorder_and_restarts_do_no_harm(n in 2_u8..=6, seed: u64) {
        let mut world = World::new(n, u16::from(n / 2 + 1), seed);
        world.stir(150);
        let all = world.all();
        world.run(&all);
        world.made();
        prop_assert!(world.faults.is_empty(), "{:?}", world.faults);
    }

    #[test]
    fn attempts_that_are_begun_at_any_time_by_anybody_end_in_one_key(
        n in 2_u8..=5, seed: u64, retries in prop::collection::vec(1_u8..=5, 1..4),
    ) {
        let mut world = World::new(n, u16::from(n), seed);
        for who in retries.iter().map(|who| (who - 1) % n + 1) {
            world.stir(30);
            let World { nodes, rng, .. } = &mut world;
            nodes.get_mut(&who).unwrap().retry(&secret(who), rng).unwrap();
            world.save(who);
        }
        world.stir(60);
        let all = world.all();
        world.run(&all);
        world.made();
        prop_assert!(world.faults.is_empty(), "{:?}", world.faults);
    }
}

#[test]
fn everybody_may_be_restarted_in_every_phase() {
    let mut phases = std::collections::BTreeSet::new();
    let mut world = World::new(4, 3, 1);
    for _ in 0..6 {
        for (one, other) in [(1, 2), (3, 4), (1, 3), (2, 4), (1, 4), (2, 3)] {
            world.talk(one, other);
            for n in 1..=4 {
                world.save(n);
                let before = (world.nodes[&n].standing(), world.nodes[&n].exchange(&organisation(1)));
                world.restart(n);
                phases.insert(world.phase(n));
                let after = (world.nodes[&n].standing(), world.nodes[&n].exchange(&organisation(1)));
                assert_eq!(before, after, "it says the same again");
            }
        }
    }
    world.made();
    use Phase::{Attesting, Dealing, Made, Probing, Sharing};
    assert!([Dealing, Sharing, Probing, Attesting, Made].iter().all(|phase| phases.contains(phase)));
}

#[test]
fn who_is_away_is_named_and_nothing_ends_without_her() {
    let mut world = World::new(4, 2, 1);
    world.run(&[1, 2, 3]);
    let standing = world.nodes[&1].standing();
    assert_eq!((standing.phase, standing.missing), (Phase::Dealing, vec![organisation(4)]));
    // She comes, and goes again once she has heard the others: now only her share is missing.
    world.talk(4, 1);
    world.run(&[1, 2, 3]);
    let standing = world.nodes[&2].standing();
    assert_eq!((standing.phase, standing.missing), (Phase::Sharing, vec![organisation(4)]));
    assert!(world.nodes.values().all(|node| node.made().is_none()));
    world.restart(4);
    world.run(&[1, 2, 3, 4]);
    world.made();
}

#[test]
fn a_key_of_an_attempt_that_was_left_is_still_held_by_everybody() {
    let mut world = World::new(3, 2, 1);
    world.run(&[1, 2, 3]);
    let first = world.made();
    // Somebody did not know that it was made.
    world.nodes.get_mut(&2).unwrap().retry(&secret(2), &mut rng(9)).unwrap();
    world.run(&[1, 2, 3]);
    let second = world.made();
    assert_ne!(first.public, second.public);
    world.check(&first);
    assert!(world.nodes.values().all(|node| node.standing().attempt == 2));
    let late = World::new(3, 2, 1).frame(1, 3);
    assert_eq!((late.of.attempt, world.take(1, 3, &late)), (1, Ok(false)), "what comes late is no fault");
}

#[test]
fn only_a_member_of_a_charter_that_wants_a_key_begins() {
    let charter = charter(3, 2);
    let open =
        |charter: &Charter, n| Ceremony::open(charter, &organisation(n), 1, &secret(n), &mut rng(1)).err();
    assert_eq!(open(&charter, 1), None);
    assert_eq!(open(&charter, 4), Some(Fault::NotWanted));
    let mut world = World::new(3, 2, 1);
    world.run(&[1, 2, 3]);
    let served = Charter { keys: vec![world.made()], ..charter.clone() };
    assert_eq!(open(&served, 1), Some(Fault::NotWanted));
    let next = Charter { epoch: 3, ..served.clone() };
    assert_eq!(open(&next, 1), None, "a new epoch wants a new key");
}

#[test]
fn a_key_counts_only_with_the_attestations_of_all() {
    let mut world = World::new(4, 3, 1);
    world.run(&[1, 2, 3, 4]);
    let key = world.made();
    world.nodes.get_mut(&1).unwrap().retry(&secret(1), &mut rng(9)).unwrap();
    world.run(&[1, 2, 3, 4]);
    let other = world.made();
    let refused = |change: &dyn Fn(&mut EpochKey)| {
        let mut changed = key.clone();
        change(&mut changed);
        assert_eq!(changed.verify_ceremony(&world.charter), Err(KeyFault::Unattested));
    };
    refused(&|key| key.ceremony.clear());
    refused(&|key| key.ceremony.truncate(3));
    refused(&|key| key.ceremony.swap(0, 1));
    refused(&|key| key.ceremony[3] = key.ceremony[2].clone());
    refused(&|key| key.ceremony[3] = other.ceremony[3].clone());
    refused(&|key| key.ceremony.push(key.ceremony[0].clone()));
    refused(&|key| key.ceremony[0] = vec![0; 200].into());
    refused(&|key| key.public = other.public);
    refused(&|key| key.shares[2].1 = other.shares[2].1);
    refused(&|key| key.shares.truncate(3));
    refused(&|key| key.canary = other.canary);
    refused(&|key| (key.t, key.epoch) = (2, 2));
    refused(&|key| key.epoch = 3);
    // The same member's attestation of this very key, but of another attempt or of other dealings.
    let again = |change: &dyn Fn(&mut Attestation)| {
        let mut body = envelope::open::<Attestation>(&key.ceremony[3]).unwrap().body().clone();
        change(&mut body);
        envelope::seal(body, &secret(4)).bytes().to_vec()
    };
    assert_eq!(again(&|_| ()), key.ceremony[3].to_vec());
    refused(&|key| key.ceremony[3] = again(&|body| body.of.attempt = 2).into());
    refused(&|key| key.ceremony[3] = again(&|body| body.dealings = body.key).into());
    // By another charter it proves nothing.
    let later = Charter { number: 5, ..world.charter.clone() };
    assert_eq!(key.verify_ceremony(&later), Err(KeyFault::Unattested));
    let elsewhere = Charter { circle: CircleId::new([2; 16]), ..world.charter.clone() };
    assert_eq!(key.verify_ceremony(&elsewhere), Err(KeyFault::Unattested));
    // A newcomer's share is listed later, and must follow from the others.
    let mut grown = key.clone();
    grown.list_newcomer(9).unwrap();
    assert_eq!(grown.verify_ceremony(&world.charter), Ok(()));
    grown.shares.last_mut().unwrap().1 = other.shares[0].1;
    assert_eq!(grown.verify_ceremony(&world.charter), Err(KeyFault::NotOneKey));
}

#[test]
fn a_stored_ceremony_is_read_by_its_owner_in_its_charter_only() {
    let mut world = World::new(3, 2, 1);
    world.talk(1, 2);
    let bytes = world.nodes[&1].to_bytes();
    let charter = &world.charter;
    assert!(Ceremony::from_bytes(&bytes, charter, &organisation(1)).is_ok());
    let elsewhere = |charter: &Charter, n| Ceremony::from_bytes(&bytes, charter, &organisation(n)).err();
    assert_eq!(elsewhere(charter, 2), Some(Fault::Elsewhere));
    assert_eq!(elsewhere(charter, 9), Some(Fault::NotWanted));
    let later = Charter { number: 5, ..charter.clone() };
    assert_eq!(elsewhere(&later, 1), Some(Fault::Elsewhere));
    for at in (0..bytes.len()).step_by(7) {
        assert!(Ceremony::from_bytes(&bytes[..at], charter, &organisation(1)).is_err());
    }
    world.run(&[1, 2, 3]);
    assert_eq!(format!("{:?}", world.nodes[&1].made().map(|_| ())), "Some(())");
    assert!(!format!("{:?}", world.nodes[&1]).contains("SecretScalar"));
}
