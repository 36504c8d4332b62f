//! One who cheats is named by what it signed itself, the attempt ends for everybody, and the next one succeeds without it.

use std::collections::BTreeSet;

use curve25519_dalek::ristretto::{CompressedRistretto, RistrettoPoint};
use curve25519_dalek::scalar::Scalar;
use parasol_protocol::ceremony::message::{AttemptId, Attestation, Dealing, Exchange, Handed, Probe};
use parasol_protocol::ceremony::{
    Ceremony, Evidence, Fault, Offence, Phase, SecretBytes, SecretScalar, Wrong,
};
use parasol_protocol::charter::{Charter, EpochKey};
use parasol_protocol::codec;
use parasol_protocol::envelope::{self, Signed};
use parasol_protocol::evaluation::{Element, TagKey};
use parasol_protocol::ids::{CircleId, Hash};
use proptest::prelude::*;
use rand_core::RngCore;
use serde_bytes::ByteBuf;

use super::world::{World, organisation, rng, secret, share};

/// The member who cheats.
const MALLORY: u8 = 3;

/// What was signed, changed and signed again by the same hand.
fn again<T: Signed + Clone>(bytes: &[u8], by: u8, change: impl FnOnce(&mut T)) -> ByteBuf {
    let mut body = envelope::open::<T>(bytes).unwrap().body().clone();
    change(&mut body);
    ByteBuf::from(envelope::seal(body, &secret(by)).bytes())
}

/// The entry of `list` that Mallory signed.
fn own<T: Signed>(list: &mut [ByteBuf]) -> &mut ByteBuf {
    let signed = |bytes: &[u8]| envelope::open::<T>(bytes).unwrap().signer();
    list.iter_mut().find(|bytes| signed(bytes) == secret(MALLORY).public()).unwrap()
}

fn scalar(n: u8) -> SecretScalar {
    let mut bytes = [0; 32];
    bytes[0] = n;
    codec::decode(&codec::encode(&ByteBuf::from(bytes))).unwrap()
}

/// Everybody knows that Mallory did it, anybody can verify it, nobody keeps anything of the attempt; then Mallory behaves
/// and the next attempt succeeds.
#[track_caller]
fn convicted(world: &mut World, wrong: Wrong) {
    let honest: Vec<u8> = world.all().into_iter().filter(|n| *n != MALLORY).collect();
    world.run(&honest);
    let attempt = world.nodes[&honest[0]].standing().attempt;
    let offence = Offence { organisation: organisation(MALLORY), attempt, wrong };
    for n in &honest {
        let standing = world.nodes[n].standing();
        assert_eq!((standing.phase, standing.offence), (Phase::Aborted, Some(offence)), "node {n}");
        assert!(world.nodes[n].made().is_none());
        let evidence = world.nodes[n].evidence().unwrap();
        assert_eq!(evidence.verify(&world.charter), Ok(offence));
        world.save(*n);
        world.restart(*n);
        assert_eq!(world.nodes[n].standing(), standing);
    }
    // She hears of her own conviction, too.
    world.talk(honest[0], MALLORY);
    assert_eq!(world.phase(MALLORY), Phase::Aborted);
    let World { nodes, rng, .. } = world;
    nodes.get_mut(&honest[0]).unwrap().retry(&secret(honest[0]), rng).unwrap();
    let all = world.all();
    world.run(&all);
    assert_eq!(world.nodes[&MALLORY].standing().attempt, attempt + 1);
    world.made();
}

/// Everybody says everything, but nobody hears this of Mallory.
fn without_mallorys<T: Signed>(world: &mut World, list: fn(&mut Exchange) -> &mut Vec<ByteBuf>) {
    let hers = |bytes: &ByteBuf| envelope::open::<T>(bytes).unwrap().signer() == secret(MALLORY).public();
    let all = world.all();
    world.run_through(&all, &mut |frame| list(frame).retain(|bytes| !hers(bytes)));
}

/// Mallory's frame to `to`, with one thing changed.
fn forged(world: &World, to: u8, change: impl FnOnce(&mut Exchange)) -> Exchange {
    let mut frame = world.frame(MALLORY, to);
    change(&mut frame);
    Exchange::from_bytes(&frame.to_bytes()).unwrap()
}

#[test]
fn two_dealings_shown_to_different_members() {
    // Whoever hears of both first: before anybody has all dealings, or only when shares are exchanged.
    for early in [true, false] {
        let mut world = World::new(4, 3, 1);
        if early {
            world.talk(MALLORY, 1);
        } else {
            world.run(&[1, 2, MALLORY]);
        }
        let twin = Ceremony::open(&world.charter, &organisation(MALLORY), 1, &secret(MALLORY), &mut rng(77))
            .unwrap();
        let frame = twin.exchange(&organisation(4));
        assert_eq!(world.take(MALLORY, 4, &frame), Ok(true));
        convicted(&mut world, Wrong::TwoDealings);
    }
}

#[test]
fn what_is_no_dealing() {
    let changes: [fn(&mut Dealing); 8] = [
        |dealing| dealing.proof[40] ^= 1,
        |dealing| dealing.proof = vec![0; 64],
        |dealing| dealing.proof.truncate(63),
        |dealing| dealing.commitment.truncate(2),
        |dealing| dealing.commitment.push(dealing.commitment[0]),
        |dealing| dealing.commitment.swap(0, 1),
        |dealing| dealing.commitment[1] = Element::new([0; 32]),
        |dealing| dealing.commitment[0] = Element::new([0xff; 32]),
    ];
    for change in changes {
        let mut world = World::new(4, 3, 1);
        let frame = forged(&world, 1, |frame| {
            let bytes = own::<Dealing>(&mut frame.dealings);
            *bytes = again(bytes, MALLORY, change);
        });
        assert_eq!(world.take(MALLORY, 1, &frame), Ok(true));
        convicted(&mut world, Wrong::UnsoundDealing);
    }
}

#[test]
fn a_share_that_does_not_fit_its_dealing() {
    for value in [scalar(1), codec::decode(&codec::encode(&ByteBuf::from([0xff; 32]))).unwrap()] {
        let mut world = World::new(4, 3, 1);
        let all = world.all();
        world.run_through(&all, &mut |frame| frame.handed = None);
        let frame = forged(&world, 2, |frame| {
            let bytes = frame.handed.as_ref().map(codec::encode).unwrap();
            let bytes: ByteBuf = codec::decode(&bytes).unwrap();
            let wrong = again::<Handed>(&bytes, MALLORY, |handed| handed.value = value);
            frame.handed = Some(codec::decode::<SecretBytes>(&codec::encode(&wrong)).unwrap());
        });
        assert_eq!(world.take(MALLORY, 2, &frame), Ok(true));
        assert!(matches!(world.nodes[&2].evidence(), Some(Evidence::WrongShare(..))));
        convicted(&mut world, Wrong::WrongShare);
    }
}

/// Mallory's dealing made anew, after all others': sound by itself, and member 2's share would be nothing.
fn annulling(dealings: &mut [ByteBuf]) {
    let point = |element: &Element| CompressedRistretto(*element.as_bytes()).decompress().unwrap();
    let at = Scalar::from(share(2));
    let value = |bytes: &ByteBuf| -> RistrettoPoint {
        let dealing = envelope::open::<Dealing>(bytes).unwrap();
        let powers = std::iter::successors(Some(Scalar::ONE), |power| Some(power * at));
        dealing.body().commitment.iter().zip(powers).map(|(element, power)| point(element) * power).sum()
    };
    let sum: RistrettoPoint = dealings.iter().map(value).sum();
    let bytes = own::<Dealing>(dealings);
    *bytes = again::<Dealing>(bytes, MALLORY, |dealing| {
        let linear = point(&dealing.commitment[1]) - sum * at.invert();
        dealing.commitment[1] = Element::new(linear.compress().to_bytes());
    });
}

#[test]
fn a_last_dealing_that_leaves_somebody_without_a_share() {
    let mut world = World::new(4, 3, 1);
    world.run(&[1, 2, 4]);
    let frame = world.frame(1, MALLORY);
    world.take(1, MALLORY, &frame).unwrap();
    let silent = forged(&world, 1, |frame| {
        annulling(&mut frame.dealings);
        frame.handed = None;
    });
    assert_eq!(world.take(MALLORY, 1, &silent), Ok(true));
    world.run(&[1, 2, 4]);
    for n in [1, 2, 4] {
        world.restart(n);
        let standing = world.nodes[&n].standing();
        assert_eq!((standing.phase, standing.missing), (Phase::Sharing, vec![organisation(MALLORY)]), "{n}");
    }
    // What she can hand out is of another polynomial.
    let frame = forged(&world, 2, |frame| annulling(&mut frame.dealings));
    assert_eq!(world.take(MALLORY, 2, &frame), Ok(true));
    convicted(&mut world, Wrong::WrongShare);
}

#[test]
fn a_probe_that_was_not_made_with_the_share() {
    let mut world = World::new(4, 3, 1);
    without_mallorys::<Probe>(&mut world, |frame| &mut frame.probes);
    assert_eq!(
        (world.phase(1), world.nodes[&1].standing().missing),
        (Phase::Probing, vec![organisation(MALLORY)])
    );
    let frame = forged(&world, 1, |frame| {
        let bytes = own::<Probe>(&mut frame.probes);
        *bytes = again::<Probe>(bytes, MALLORY, |probe| {
            let other = TagKey::random(&mut rng(5)).unwrap();
            let asked = probe.evaluation.elements.clone();
            probe.evaluation = other.evaluate(&asked, &mut rng(6)).unwrap();
        });
    });
    assert_eq!(world.take(MALLORY, 1, &frame), Ok(true));
    convicted(&mut world, Wrong::WrongProbe);
}

#[test]
fn an_attestation_of_another_key() {
    let mut world = World::new(4, 3, 1);
    without_mallorys::<Attestation>(&mut world, |frame| &mut frame.attestations);
    let standing = world.nodes[&1].standing();
    assert_eq!((standing.phase, standing.missing), (Phase::Attesting, vec![organisation(MALLORY)]));
    assert!([1, 2, 4].iter().all(|n| world.nodes[n].made().is_none()), "it takes everybody");
    let frame = forged(&world, 1, |frame| {
        let bytes = own::<Attestation>(&mut frame.attestations);
        *bytes = again::<Attestation>(bytes, MALLORY, |attestation| attestation.key = Hash::new([7; 32]));
    });
    assert_eq!(world.take(MALLORY, 1, &frame), Ok(true));
    convicted(&mut world, Wrong::WrongAttestation);
}

#[test]
fn saying_that_other_dealings_were_seen_ends_nothing_and_is_told() {
    let mut world = World::new(3, 2, 1);
    without_mallorys::<Probe>(&mut world, |frame| &mut frame.probes);
    let frame = forged(&world, 1, |frame| {
        let bytes = own::<Probe>(&mut frame.probes);
        *bytes = again::<Probe>(bytes, MALLORY, |probe| probe.dealings = Hash::new([7; 32]));
    });
    assert_eq!(world.take(MALLORY, 1, &frame), Err(Fault::OtherDealings(organisation(MALLORY))));
    without_mallorys::<Attestation>(&mut world, |frame| &mut frame.attestations);
    let frame = forged(&world, 2, |frame| {
        let bytes = own::<Attestation>(&mut frame.attestations);
        *bytes =
            again::<Attestation>(bytes, MALLORY, |attestation| attestation.dealings = Hash::new([7; 32]));
    });
    assert_eq!(world.take(MALLORY, 2, &frame), Err(Fault::OtherDealings(organisation(MALLORY))));
    // Passed on by another, it says nothing about anybody.
    assert_eq!(world.take(1, 2, &frame), Ok(false));
    world.run(&[1, 2, MALLORY]);
    world.made();
}

#[test]
fn what_belongs_elsewhere_is_not_taken() {
    let mut world = World::new(4, 3, 1);
    world.run(&[1, 2]);
    world.talk(MALLORY, 1);
    let before = world.nodes[&2].to_bytes();
    let frame = |change: &dyn Fn(&mut Exchange)| forged(&world, 2, |frame| change(frame));
    let of = world.frame(MALLORY, 2).of;
    let placed = |of: AttemptId| frame(&|frame| frame.of = of);
    let resigned = |change: &dyn Fn(&mut Dealing), by: u8| {
        frame(&|frame| {
            let bytes = own::<Dealing>(&mut frame.dealings);
            *bytes = again::<Dealing>(bytes, by, change);
        })
    };
    let refused = [
        (placed(AttemptId { circle: CircleId::new([9; 16]), ..of }), Fault::Elsewhere),
        (placed(AttemptId { number: 5, ..of }), Fault::Elsewhere),
        (placed(AttemptId { attempt: 2, ..of }), Fault::Unfounded),
        (resigned(&|dealing| dealing.of.circle = CircleId::new([9; 16]), MALLORY), Fault::Elsewhere),
        (resigned(&|dealing| dealing.of.number = 5, MALLORY), Fault::Elsewhere),
        (resigned(&|dealing| dealing.of.attempt = 2, MALLORY), Fault::Elsewhere),
        // In another's name, by a stranger's hand, under a share that nobody has.
        (resigned(&|dealing| dealing.share = 1, MALLORY), Fault::Stranger),
        (resigned(&|_| (), 9), Fault::Stranger),
        (resigned(&|dealing| dealing.share = 99, MALLORY), Fault::Stranger),
        (
            resigned(&|dealing| dealing.canon.name = "canon 9".into(), MALLORY),
            Fault::Canon(organisation(MALLORY)),
        ),
    ];
    for (mut frame, fault) in refused {
        frame
            .dealings
            .retain(|bytes| envelope::open::<Dealing>(bytes).unwrap().signer() != secret(1).public());
        assert_eq!(world.take(MALLORY, 2, &frame), Err(fault));
        assert_eq!(world.nodes[&2].to_bytes(), before);
    }
    let stranger = world.nodes[&1].exchange(&organisation(9));
    assert!(stranger.dealings.is_empty() && stranger.handed.is_none(), "nothing is said to a stranger");
    let good = world.frame(MALLORY, 2);
    let node = world.nodes.get_mut(&2).unwrap();
    let received = node.receive(&organisation(9), &good, &secret(2), &mut rng(1));
    assert_eq!(received.fault, Some(Fault::Stranger));
}

#[test]
fn a_share_is_taken_from_its_dealer_for_oneself_only() {
    let mut world = World::new(3, 2, 1);
    let none: Vec<ByteBuf> = Vec::new();
    for (one, other) in [(1, 2), (1, MALLORY), (2, MALLORY)] {
        let frame = Exchange { handed: None, ..world.frame(one, other) };
        world.take(one, other, &frame).unwrap();
        let frame = Exchange { handed: None, ..world.frame(other, one) };
        world.take(other, one, &frame).unwrap();
    }
    world.talk(1, 2);
    let for_mallory = world.frame(1, MALLORY).handed.unwrap();
    let stolen = Exchange { handed: Some(for_mallory), probes: none.clone(), ..world.frame(MALLORY, 2) };
    assert_eq!(world.take(MALLORY, 2, &stolen), Err(Fault::PassedOn));
    let for_two = world.frame(1, 2).handed;
    if let Some(for_two) = for_two {
        let passed_on = Exchange { handed: Some(for_two), probes: none, ..world.frame(MALLORY, 2) };
        assert_eq!(world.take(MALLORY, 2, &passed_on), Err(Fault::PassedOn));
    }
    world.run(&[1, 2, MALLORY]);
    world.made();
}

#[test]
fn nobody_is_convicted_by_what_proves_nothing() {
    let mut world = World::new(3, 2, 1);
    world.run(&[1, 2, 3]);
    let (mut dealings, mut probes, mut attestations, mut handed) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), None);
    let mut watched = World::new(3, 2, 1);
    watched.run_through(&[1, 2, 3], &mut |frame| {
        dealings.extend(frame.dealings.iter().cloned());
        probes.extend(frame.probes.iter().cloned());
        attestations.extend(frame.attestations.iter().cloned());
        handed = handed.clone().or(frame.handed.clone());
    });
    let listed = |set: BTreeSet<ByteBuf>| set.into_iter().collect::<Vec<_>>();
    let (dealings, probes, attestations) = (listed(dealings), listed(probes), listed(attestations));
    assert_eq!((dealings.len(), probes.len(), attestations.len()), (3, 3, 3));
    let handed: ByteBuf = codec::decode(&codec::encode(&handed.unwrap())).unwrap();
    let dealer = envelope::open::<Handed>(&handed).unwrap().body().share;
    let share = |bytes: &ByteBuf| envelope::open::<Dealing>(bytes).unwrap().body().share;
    let own = dealings.iter().find(|bytes| share(bytes) == dealer).unwrap();
    let others = dealings.iter().find(|bytes| share(bytes) != dealer).unwrap();
    for evidence in [
        Evidence::TwoDealings(own.clone(), own.clone()),
        Evidence::TwoDealings(dealings[0].clone(), dealings[1].clone()),
        Evidence::UnsoundDealing(own.clone()),
        Evidence::WrongShare(own.clone(), handed.clone()),
        Evidence::WrongShare(others.clone(), handed.clone()),
        Evidence::WrongProbe(dealings.clone(), probes[0].clone()),
        Evidence::WrongProbe(dealings[..2].to_vec(), probes[0].clone()),
        Evidence::WrongAttestation(dealings.clone(), probes.clone(), attestations[0].clone()),
        Evidence::WrongAttestation(dealings.clone(), probes[..1].to_vec(), attestations[0].clone()),
    ] {
        assert_eq!(evidence.verify(&world.charter), Err(Fault::Unproven), "{evidence:?}");
        let empty = World::new(3, 2, 9).frame(MALLORY, 1);
        let frame = Exchange { dealings: vec![], evidence: Some(evidence), ..empty };
        assert_eq!(world.take(MALLORY, 1, &frame), Err(Fault::Unproven));
    }
    assert!(matches!(
        Evidence::UnsoundDealing(probes[0].clone()).verify(&world.charter),
        Err(Fault::Envelope(_))
    ));
    world.made();
}

#[test]
fn garbage_changes_nothing() {
    let mut world = World::new(3, 2, 1);
    world.talk(1, 2);
    let before = world.nodes[&1].to_bytes();
    let frame = world.frame(2, 1);
    let bytes = frame.to_bytes();
    for at in (0..bytes.len()).step_by(5) {
        assert!(Exchange::from_bytes(&bytes[..at]).is_err());
    }
    let garbage = ByteBuf::from([7; 100]);
    let frame = Exchange {
        dealings: vec![garbage.clone()],
        probes: vec![garbage.clone()],
        attestations: vec![garbage.clone()],
        handed: Some(codec::decode(&codec::encode(&garbage)).unwrap()),
        ..frame
    };
    assert!(matches!(world.take(2, 1, &frame), Err(Fault::Envelope(_))));
    assert_eq!(world.nodes[&1].to_bytes(), before);
    let too_many = Exchange { dealings: vec![garbage; 31], ..frame };
    assert!(Exchange::from_bytes(&too_many.to_bytes()).is_err());
}

#[test]
fn a_key_attested_by_fewer_is_made_by_nobody() {
    let mut world = World::new(3, 2, 1);
    world.run(&[1, 2]);
    for n in [1, 2] {
        let frame = world.frame(n, MALLORY);
        world.take(n, MALLORY, &frame).unwrap();
    }
    let key: Option<EpochKey> = world.nodes[&1].made();
    assert!(key.is_none());
    let wanted: &Charter = &world.charter;
    assert!(parasol_protocol::ceremony::is_wanted(wanted));
}

/// Whatever Mallory makes of a frame: both her faces, things left out, changed and signed again, said again later.
fn mischief(frame: &mut Exchange, dice: u32, old: &[Exchange]) {
    let hers = |bytes: &ByteBuf, dealt: bool| {
        let signer = if dealt {
            envelope::open::<Dealing>(bytes).map(|signed| signed.signer())
        } else {
            envelope::open::<Probe>(bytes).map(|signed| signed.signer())
        };
        signer == Ok(secret(MALLORY).public())
    };
    match dice % 9 {
        0 => frame.handed = None,
        1 => frame.probes.retain(|bytes| !hers(bytes, false)),
        2 => frame.attestations.clear(),
        3 => frame.dealings.truncate(1),
        4 if !old.is_empty() => *frame = old[dice as usize / 9 % old.len()].clone(),
        5 => {
            for bytes in frame.probes.iter_mut().filter(|bytes| hers(bytes, false)) {
                *bytes = again::<Probe>(bytes, MALLORY, |probe| probe.evaluation.proof[5] ^= 1);
            }
        }
        6 => {
            if let Some(bytes) = frame.handed.as_ref().map(codec::encode) {
                let bytes: ByteBuf = codec::decode(&bytes).unwrap();
                let wrong = again::<Handed>(&bytes, MALLORY, |handed| handed.value = scalar(9));
                frame.handed = Some(codec::decode(&codec::encode(&wrong)).unwrap());
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn whatever_she_does_nobody_else_is_convicted_and_no_key_is_half_made(seed: u64, t in 1_u16..=4, faces in 1_usize..=2) {
        let mut world = World::new(4, t, seed);
        let mut dice = rng(seed ^ 1);
        let open = |seed| {
            let (charter, id) = (&world.charter, organisation(MALLORY));
            Ceremony::open(charter, &id, 1, &secret(MALLORY), &mut rng(seed)).unwrap()
        };
        let mut faces: Vec<Ceremony> = (0..faces).map(|face| open(face as u64)).collect();
        let (honest, mut old) = ([1, 2, 4], Vec::new());
        for _ in 0..80 {
            let roll = dice.next_u32();
            let to = honest[roll as usize / 7 % 3];
            if roll.is_multiple_of(3) {
                world.talk(to, honest[roll as usize / 21 % 3]);
                continue;
            }
            let face = roll as usize / 63 % faces.len();
            let theirs = world.frame(to, MALLORY);
            faces[face].receive(&organisation(to), &theirs, &secret(MALLORY), &mut dice);
            if roll.is_multiple_of(41) {
                faces[face].retry(&secret(MALLORY), &mut dice).unwrap();
            }
            let mut frame = faces[face].exchange(&organisation(to));
            old.push(frame.clone());
            mischief(&mut frame, dice.next_u32(), &old);
            // Whatever is refused leaves the ceremony in order.
            let _refused = world.take(MALLORY, to, &frame);
            world.save(to);
        }
        world.run(&honest);
        let mut made: Vec<(u32, EpochKey)> = Vec::new();
        for n in honest {
            let standing = world.nodes[&n].standing();
            if let Some(offence) = standing.offence {
                prop_assert_eq!(offence.organisation, organisation(MALLORY));
                prop_assert!(world.nodes[&n].made().is_none());
            }
            made.extend(world.nodes[&n].made().map(|key| (standing.attempt, key)));
        }
        for (attempt, key) in &made {
            prop_assert_eq!(key.verify_ceremony(&world.charter), Ok(()));
            prop_assert!(honest.iter().all(|n| world.nodes[n].share_of(key).is_some()), "all hold it");
            prop_assert!(made.iter().all(|(other, found)| other != attempt || found == key));
        }
    }
}
