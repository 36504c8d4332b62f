//! A newcomer gets her share from exactly t helpers; a helper that lies is named, and another set does it.

use std::collections::BTreeMap;

use curve25519_dalek::scalar::Scalar;
use frost_ristretto255::keys::repairable::{repair_share_part1, repair_share_part2, repair_share_part3};
use frost_ristretto255::keys::{KeyPackage, PublicKeyPackage, SigningShare, VerifyingShare};
use frost_ristretto255::{Identifier, Ristretto255Sha512};
use parasol_protocol::ceremony::repair::message::{Delta, RepairExchange, Request, Sigma, Splitting};
use parasol_protocol::ceremony::repair::{Helper, Newcomer, RepairEvidence};
use parasol_protocol::ceremony::{Fault, KeyFault, Offence, SecretBytes, SecretScalar, Wrong};
use parasol_protocol::charter::{Charter, EpochKey};
use parasol_protocol::codec;
use parasol_protocol::envelope::{self, Signed};
use parasol_protocol::evaluation::TagKey;
use parasol_protocol::ids::{CircleId, OrganisationId};
use proptest::prelude::*;
use serde_bytes::ByteBuf;

use super::world::{World, charter, organisation, reconstructed, rng, secret, share};

/// A circle with its key, and member n + 1 who has joined it since.
struct Joined {
    charter: Charter,
    shares: BTreeMap<u8, TagKey>,
    newcomer: u8,
}

fn joined(n: u8, t: u16, seed: u64) -> Joined {
    let mut world = World::new(n, t, seed);
    let all = world.all();
    world.run(&all);
    let mut key = world.made();
    let shares = world.nodes.iter().map(|(n, node)| (*n, node.share_of(&key).unwrap())).collect();
    key.list_newcomer(share(n + 1)).unwrap();
    let charter = Charter { number: 6, keys: vec![key], ..charter(n + 1, t) };
    Joined { charter, shares, newcomer: n + 1 }
}

impl Joined {
    fn key(&self) -> &EpochKey {
        &self.charter.keys[0]
    }

    fn ask(&self, helpers: &[u8], attempt: u32) -> Result<Newcomer, Fault> {
        let helpers: Vec<OrganisationId> = helpers.iter().map(|n| organisation(*n)).collect();
        let n = self.newcomer;
        Newcomer::open(&self.charter, &organisation(n), 2, &helpers, attempt, &secret(n))
    }

    fn helper(&self, n: u8, request: &[u8], seed: u64) -> Result<Helper, Fault> {
        let (own, mut rng) = (&self.shares[&n], rng(seed));
        Helper::open(request, &self.charter, &organisation(n), own, &secret(n), &mut rng)
    }

    fn repair(&self, helpers: &[u8], attempt: u32) -> Repair<'_> {
        let newcomer = self.ask(helpers, attempt).unwrap();
        let request = newcomer.exchange().request;
        let open = |n: &u8| (*n, self.helper(*n, &request, u64::from(*n)).unwrap());
        let helpers = helpers.iter().map(open).collect();
        Repair { joined: self, newcomer, helpers, faults: vec![] }
    }
}

/// One request and all who take part in it.
struct Repair<'j> {
    joined: &'j Joined,
    newcomer: Newcomer,
    helpers: BTreeMap<u8, Helper>,
    faults: Vec<(u8, u8, Fault)>,
}

type Hand<'h> = &'h mut dyn FnMut(u8, u8, &mut RepairExchange);

impl Repair<'_> {
    fn frame(&self, from: u8, to: u8) -> RepairExchange {
        let frame = match self.helpers.get(&from) {
            Some(helper) => helper.exchange(&organisation(to)),
            None => self.newcomer.exchange(),
        };
        RepairExchange::from_bytes(&frame.to_bytes()).unwrap()
    }

    fn take(&mut self, from: u8, to: u8, frame: &RepairExchange) -> bool {
        let from_id = organisation(from);
        let received = match self.helpers.get_mut(&to) {
            Some(helper) => helper.receive(&from_id, frame, &secret(to)),
            None => self.newcomer.receive(&from_id, frame),
        };
        self.faults.extend(received.fault.map(|fault| (from, to, fault)));
        received.changed
    }

    fn restart(&mut self) {
        let charter = &self.joined.charter;
        self.newcomer = Newcomer::from_bytes(&self.newcomer.to_bytes(), charter).unwrap();
        for (n, helper) in &mut self.helpers {
            *helper = Helper::from_bytes(&helper.to_bytes(), charter, &organisation(*n)).unwrap();
        }
    }

    /// Everybody talks with everybody as long as there is something new; `hand` reads and changes what is sent.
    fn run_through(&mut self, hand: Hand<'_>) {
        let mut everybody: Vec<u8> = self.helpers.keys().copied().collect();
        everybody.push(self.joined.newcomer);
        let mut new = true;
        while new {
            new = false;
            for from in &everybody {
                for to in everybody.iter().filter(|to| *to != from) {
                    let mut frame = self.frame(*from, *to);
                    hand(*from, *to, &mut frame);
                    new |= self.take(*from, *to, &frame);
                    self.restart();
                }
            }
        }
    }

    fn run(&mut self) -> TagKey {
        self.run_through(&mut |_, _, _| ());
        assert_eq!(self.faults, []);
        self.newcomer.share().unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn a_newcomer_gets_the_share_that_the_charter_lists(
        (n, t, seed) in (1_u8..=9, any::<u64>())
            .prop_flat_map(|(n, seed)| (Just(n), 1..=u16::from(n), Just(seed))),
    ) {
        let joined = joined(n, t, seed);
        // Those who joined last help, then those who joined first: she gets the same.
        let last: Vec<u8> = (1..=n).rev().take(usize::from(t)).collect();
        let first: Vec<u8> = (1..=n).take(usize::from(t)).collect();
        let mut repair = joined.repair(&last, 1);
        let got = repair.run();
        prop_assert!(repair.helpers.values().all(|helper| helper.is_done() && helper.missing().is_empty()));
        prop_assert_eq!(joined.repair(&first, 2).run().to_bytes(), got.to_bytes());
        prop_assert_eq!(joined.key().check_share(share(n + 1), &got), Ok(()));
        // With t - 1 others she makes the key.
        let own = |n: u8| (share(n), TagKey::from_bytes(&joined.shares[&n].to_bytes()).unwrap());
        let mut holders: Vec<(u16, TagKey)> = first.iter().skip(1).map(|n| own(*n)).collect();
        holders.push((share(n + 1), got));
        prop_assert_eq!(reconstructed(&holders).public(), joined.key().public);
    }
}

#[test]
fn the_share_is_the_one_that_the_crate_makes() {
    let joined = joined(4, 3, 1);
    let ours = joined.repair(&[1, 2, 4], 1).run();
    let identifier = |n: u8| Identifier::try_from(share(n)).unwrap();
    let public: VerifyingShare = VerifyingShare::deserialize(joined.key().public.as_bytes()).unwrap();
    let group = frost_ristretto255::VerifyingKey::deserialize(&public.serialize().unwrap()).unwrap();
    let package = |n: u8| {
        let signing = SigningShare::deserialize(&*joined.shares[&n].to_bytes()).unwrap();
        KeyPackage::new(identifier(n), signing, signing.into(), group, 3)
    };
    let helpers = [1, 2, 4].map(identifier);
    let mut rng = rng(5);
    let deltas = [1, 2, 4].map(|n| {
        repair_share_part1::<Ristretto255Sha512, _>(
            &helpers,
            &package(n),
            &mut rng,
            identifier(joined.newcomer),
        )
        .unwrap()
    });
    let sigmas = helpers.map(|to| repair_share_part2(&deltas.each_ref().map(|from| from[&to])));
    let listed = PublicKeyPackage::new(BTreeMap::new(), group, Some(3));
    let theirs = repair_share_part3(&sigmas, identifier(joined.newcomer), &listed).unwrap();
    assert_eq!(theirs.signing_share().serialize(), ours.to_bytes().to_vec());
}

#[test]
fn nobody_but_the_newcomer_is_given_enough() {
    let joined = joined(4, 3, 1);
    let mut repair = joined.repair(&[1, 2, 3], 1);
    let mut seen: Vec<(u8, u8, &str)> = vec![];
    repair.run_through(&mut |from, to, frame| {
        if frame.delta.is_some() {
            seen.push((from, to, "delta"));
        }
        if frame.sigma.is_some() {
            seen.push((from, to, "sigma"));
        }
    });
    assert!(seen.iter().all(|(from, to, what)| (*what == "sigma") == (*to == 5) && from != to));
    // A stranger who asks is told nothing that is secret.
    let frame = repair.helpers[&1].exchange(&organisation(4));
    assert!(frame.delta.is_none() && frame.sigma.is_none());
    assert!(!format!("{:?} {:?}", repair.helpers[&1], repair.newcomer).contains("Secret"));
}

/// The helper who lies.
const MALLORY: u8 = 2;

fn again<T: Signed + Clone>(bytes: &[u8], change: impl FnOnce(&mut T)) -> ByteBuf {
    let mut body = envelope::open::<T>(bytes).unwrap().body().clone();
    change(&mut body);
    ByteBuf::from(envelope::seal(body, &secret(MALLORY)).bytes())
}

fn again_secret<T: Signed + Clone>(bytes: &mut Option<SecretBytes>, change: impl FnOnce(&mut T)) {
    let envelope: Option<ByteBuf> = bytes.as_ref().map(|bytes| codec::decode(&codec::encode(bytes)).unwrap());
    *bytes = envelope.map(|envelope| codec::decode(&codec::encode(&again(&envelope, change))).unwrap());
}

fn other_scalar() -> SecretScalar {
    codec::decode(&codec::encode(&ByteBuf::from(*Scalar::from(5_u64).as_bytes()))).unwrap()
}

#[track_caller]
fn convicted(hand: Hand<'_>, wrong: Wrong) {
    let joined = joined(4, 3, 1);
    let mut repair = joined.repair(&[1, MALLORY, 3], 1);
    repair.run_through(hand);
    let offence = Some(Offence { organisation: organisation(MALLORY), attempt: 1, wrong });
    assert_eq!(repair.newcomer.offence(), offence);
    assert!(repair.newcomer.share().is_none());
    for n in [1, 3] {
        assert_eq!(repair.helpers[&n].offence(), offence);
    }
    let evidence = repair.newcomer.evidence().unwrap();
    let request = repair.newcomer.exchange().request;
    assert_eq!(evidence.verify(&request, &joined.charter).ok(), offence);
    // Without her it succeeds.
    let share = joined.repair(&[1, 3, 4], 2).run();
    assert_eq!(joined.key().check_share(super::world::share(5), &share), Ok(()));
}

#[test]
fn a_helper_who_splits_something_else_is_named() {
    convicted(
        &mut |from, _, frame| {
            if from == MALLORY && frame.evidence.is_none() {
                frame.splittings.retain(|bytes| {
                    envelope::open::<Splitting>(bytes).unwrap().signer() == secret(MALLORY).public()
                });
                frame.splittings[0] = again::<Splitting>(&frame.splittings[0], |splitting| {
                    splitting.parts[1] = splitting.parts[0];
                });
            }
        },
        Wrong::UnsoundSplitting,
    );
}

#[test]
fn a_helper_who_splits_in_two_ways_is_named() {
    let joined = joined(4, 3, 1);
    let request = joined.ask(&[1, MALLORY, 3], 1).unwrap().exchange().request;
    let twin = joined.helper(MALLORY, &request, 99).unwrap();
    convicted(
        &mut |from, to, frame| {
            if from == MALLORY && to == 3 && frame.evidence.is_none() {
                *frame = twin.exchange(&organisation(3));
            }
        },
        Wrong::TwoSplittings,
    );
}

#[test]
fn a_helper_who_gives_another_part_is_named() {
    convicted(
        &mut |from, to, frame| {
            if from == MALLORY && to == 1 {
                again_secret::<Delta>(&mut frame.delta, |delta| delta.value = other_scalar());
            }
        },
        Wrong::WrongDelta,
    );
}

#[test]
fn a_helper_who_gives_another_sum_is_named() {
    convicted(
        &mut |from, _, frame| {
            if from == MALLORY {
                again_secret::<Sigma>(&mut frame.sigma, |sigma| sigma.value = other_scalar());
            }
        },
        Wrong::WrongSigma,
    );
}

#[test]
fn a_helper_who_is_away_is_missed_and_others_do_it() {
    let joined = joined(4, 3, 1);
    let mut repair = joined.repair(&[1, 2, 3], 1);
    let gone = repair.helpers.remove(&3).unwrap();
    repair.run_through(&mut |_, _, _| ());
    assert!(repair.newcomer.share().is_none());
    assert_eq!(repair.helpers[&1].missing(), [organisation(3)]);
    assert_eq!(repair.newcomer.missing(), [1, 2, 3].map(organisation));
    joined.repair(&[1, 2, 4], 2).run();
    // Or she comes back.
    repair.helpers.insert(3, gone);
    repair.run();
}

#[test]
fn a_helper_who_says_to_have_seen_other_splittings_is_told_of() {
    let joined = joined(3, 2, 1);
    let mut repair = joined.repair(&[1, MALLORY], 1);
    repair.run_through(&mut |from, _, frame| {
        if from == MALLORY {
            again_secret::<Sigma>(&mut frame.sigma, |sigma| sigma.splittings = codec::hash("x", b""));
        }
    });
    let fault = Fault::OtherDealings(organisation(MALLORY));
    assert!(
        repair.faults.iter().all(|told| *told == (MALLORY, 4, fault.clone())) && !repair.faults.is_empty()
    );
    assert_eq!(repair.newcomer.missing(), [organisation(MALLORY)]);
}

#[test]
fn only_a_member_is_helped_and_only_with_the_share_that_is_hers() {
    let joined = joined(4, 3, 1);
    for helpers in [&[1, 2][..], &[1, 2, 3, 4], &[1, 2, 5], &[1, 2, 2], &[1, 2, 9], &[]] {
        assert_eq!(joined.ask(helpers, 1).err(), Some(Fault::Helpers), "{helpers:?}");
    }
    let good = joined.ask(&[1, 2, 3], 1).unwrap().exchange().request;
    let changed = |by: u8, change: &dyn Fn(&mut Request)| {
        let mut request = envelope::open::<Request>(&good).unwrap().body().clone();
        change(&mut request);
        joined.helper(1, envelope::seal(request, &secret(by)).bytes(), 1).err()
    };
    assert_eq!(changed(5, &|_| ()), None);
    assert_eq!(changed(6, &|_| ()), Some(Fault::Stranger));
    assert_eq!(changed(5, &|request| request.share = share(4)), Some(Fault::Stranger));
    assert_eq!(changed(5, &|request| request.share = 99), Some(Fault::Stranger));
    assert_eq!(changed(5, &|request| request.epoch = 1), Some(Fault::NotWanted));
    assert_eq!(changed(5, &|request| request.number = 5), Some(Fault::Elsewhere));
    assert_eq!(changed(5, &|request| request.circle = CircleId::new([9; 16])), Some(Fault::Elsewhere));
    assert_eq!(changed(5, &|request| request.helpers = vec![2, 4, 5]), Some(Fault::NotWanted));
    assert_eq!(changed(5, &|request| request.helpers.reverse()), Some(Fault::Helpers));
    // Who is not named does not help, nor who holds another share, nor with a key that lists another share for her.
    assert_eq!(joined.helper(4, &good, 1).err(), Some(Fault::NotWanted));
    let own = &joined.shares[&2];
    let wrong = Helper::open(&good, &joined.charter, &organisation(1), own, &secret(1), &mut rng(1));
    assert_eq!(wrong.err(), Some(Fault::Key(KeyFault::WrongShare(share(1)))));
    let mut charter = joined.charter.clone();
    charter.keys[0].shares.last_mut().unwrap().1 = charter.keys[0].shares[0].1;
    let own = &joined.shares[&1];
    let wrong = Helper::open(&good, &charter, &organisation(1), own, &secret(1), &mut rng(1));
    assert_eq!(wrong.err(), Some(Fault::NotWanted));
}

#[test]
fn what_belongs_elsewhere_or_proves_nothing_is_not_taken() {
    let joined = joined(4, 3, 1);
    let mut repair = joined.repair(&[1, 2, 3], 1);
    let other = joined.repair(&[1, 2, 3], 2);
    repair.take(2, 1, &other.frame(2, 1));
    let mixed = RepairExchange { request: repair.frame(2, 1).request, ..other.frame(2, 1) };
    repair.take(2, 1, &mixed);
    repair.take(4, 1, &repair.frame(2, 1));
    repair.take(3, 1, &RepairExchange { splittings: vec![], ..repair.frame(2, 1) });
    let passed_on = RepairExchange { delta: repair.frame(2, 1).delta, ..repair.frame(3, 1) };
    repair.take(3, 1, &passed_on);
    let faults: Vec<Fault> = repair.faults.drain(..).map(|(_, _, fault)| fault).collect();
    assert_eq!(faults, [Fault::Elsewhere, Fault::Elsewhere, Fault::Stranger, Fault::PassedOn]);
    let splittings: Vec<ByteBuf> =
        [1, 2, 3].iter().map(|n| repair.frame(*n, 5).splittings[0].clone()).collect();
    repair.run();
    let sigma: ByteBuf = codec::decode(&codec::encode(&joined_sigma(&joined))).unwrap();
    for evidence in [
        RepairEvidence::TwoSplittings(splittings[0].clone(), splittings[0].clone()),
        RepairEvidence::TwoSplittings(splittings[0].clone(), splittings[1].clone()),
        RepairEvidence::UnsoundSplitting(splittings[1].clone()),
        RepairEvidence::WrongSigma(splittings.clone(), sigma.clone()),
        RepairEvidence::WrongSigma(splittings[..2].to_vec(), sigma),
    ] {
        let request = repair.newcomer.exchange().request;
        assert_eq!(evidence.verify(&request, &joined.charter), Err(Fault::Unproven), "{evidence:?}");
        let frame = RepairExchange { evidence: Some(evidence), ..repair.frame(2, 5) };
        repair.take(2, 5, &frame);
    }
    assert!(repair.newcomer.share().is_some());
}

/// A right sum of the request that every test here begins with.
fn joined_sigma(joined: &Joined) -> SecretBytes {
    let mut kept = None;
    joined.repair(&[1, 2, 3], 1).run_through(&mut |_, _, frame| kept = kept.take().or(frame.sigma.clone()));
    kept.unwrap()
}

#[test]
fn frames_are_bounded() {
    let joined = joined(2, 2, 1);
    let frame = joined.repair(&[1, 2], 1).frame(1, 2);
    let bytes = frame.to_bytes();
    assert!((0..bytes.len()).step_by(3).all(|at| RepairExchange::from_bytes(&bytes[..at]).is_err()));
    let many = RepairExchange { splittings: vec![ByteBuf::new(); 31], ..frame };
    assert!(RepairExchange::from_bytes(&many.to_bytes()).is_err());
}
