//! Evaluation by t of n holders: equal to the single key's output of RFC 9497, whichever holders answer, and to nothing
//! else; what does not hold against its public share is refused and named.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may stop at the first surprise"
)]

use std::collections::BTreeMap;

use curve25519_dalek::scalar::Scalar;
use parasol_protocol::canon::CanonProfile;
use parasol_protocol::ceremony::KeyFault;
use parasol_protocol::charter::{Charter, EpochKey, Member, PublicShare};
use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::evaluation::message::{Question, Reply};
use parasol_protocol::evaluation::{
    self, Ask, Blinding, Class, Element, Evaluation, EvaluationFailure, Gathering, NotProven, TagKey,
};
use parasol_protocol::identifier::{Identifier, IdentifierKind};
use parasol_protocol::ids::{CircleId, Hash, NodeKey, OrganisationId};
use proptest::prelude::*;
use proptest::sample::subsequence;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use voprf::{Ristretto255, VoprfServer};

/// A key that a dealer split, as only a test may: whole, in shares, and as the charter lists it.
struct Split {
    whole: TagKey,
    shares: BTreeMap<u16, TagKey>,
    key: EpochKey,
}

fn key_of(scalar: Scalar) -> TagKey {
    TagKey::from_bytes(scalar.as_bytes()).unwrap()
}

fn split(t: u16, ids: &[u16], epoch: u64, seed: u64) -> Split {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let polynomial: Vec<Scalar> = (0..t).map(|_| Scalar::random(&mut rng)).collect();
    let at = |x: u16| {
        let x = Scalar::from(x);
        polynomial.iter().rev().fold(Scalar::ZERO, |sum, coefficient| sum * x + coefficient)
    };
    let whole = key_of(polynomial[0]);
    let shares: BTreeMap<u16, TagKey> = ids.iter().map(|id| (*id, key_of(at(*id)))).collect();
    let listed = shares.iter().map(|(id, share)| PublicShare(*id, share.public())).collect();
    let key = EpochKey {
        epoch,
        t,
        canon: CanonProfile::current(),
        public: whole.public(),
        shares: listed,
        canary: whole.canary().unwrap(),
        ceremony: vec![],
    };
    Split { whole, shares, key }
}

fn node_key(name: &str) -> NodeKey {
    let mut seed = [0; 32];
    seed[..name.len()].copy_from_slice(name.as_bytes());
    NodeSecret::from_seed(&seed).public()
}

fn charter(members: &[&str], key: EpochKey) -> Charter {
    let member = |(n, name): (u8, &&str)| Member {
        organisation: OrganisationId::new([n; 16]),
        node_key: node_key(name),
        recovery_key: node_key(name),
        country: "FR".parse().unwrap(),
        name: (*name).into(),
        share: u16::from(n) + 1,
    };
    Charter {
        circle: CircleId::new([1; 16]),
        name: "Circle".into(),
        number: 5,
        prev: Some(Hash::new([4; 32])),
        members: (0..).zip(members).map(member).collect(),
        t: 1,
        epoch: 3,
        keys: vec![key],
        former: Vec::new(),
        fresh_limit: Charter::FRESH_LIMIT,
        lease: Charter::LEASE,
        checks_per_day: Charter::CHECKS_PER_DAY,
    }
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(5)
}

fn phones(count: u32) -> Vec<Identifier> {
    (0..count)
        .map(|n| Identifier::from_canonical(IdentifierKind::Phone, &format!("+336399800{n:02}")).unwrap())
        .collect()
}

fn question(count: u32) -> (Blinding, Vec<Element>) {
    evaluation::blind(&phones(count), &mut rng()).unwrap()
}

/// What the whole key makes of the identifiers by RFC 9497, without any of this crate's own arithmetic.
fn by_the_rfc(whole: &TagKey, count: u32) -> Vec<Vec<u8>> {
    let server = VoprfServer::<Ristretto255>::new_with_key(&*whole.to_bytes()).unwrap();
    phones(count).iter().map(|phone| server.evaluate(&phone.tag_input()).unwrap().to_vec()).collect()
}

fn outputs(split: &Split, holders: &[u16], count: u32) -> Vec<Vec<u8>> {
    let (blinding, asked) = question(count);
    let mut gathering = Gathering::new(&asked, &split.key).unwrap();
    for holder in holders {
        gathering.add(*holder, &split.shares[holder].evaluate(&asked, &mut rng()).unwrap()).unwrap();
    }
    let outputs = blinding.finish_combined(&gathering.combine().unwrap()).unwrap();
    outputs.iter().map(|output| output.as_bytes().to_vec()).collect()
}

#[test]
fn every_t_of_five_agree_with_the_single_key_of_the_rfc() {
    for t in 1..=5_u16 {
        let ids = [1, 2, 5, 8, 13];
        let split = split(t, &ids, 1, t.into());
        let expected = by_the_rfc(&split.whole, 2);
        let subsets = (0_u32..32).filter(|set| set.count_ones() == u32::from(t));
        for set in subsets {
            let holders: Vec<u16> =
                ids.iter().enumerate().filter(|(n, _)| set >> n & 1 == 1).map(|(_, id)| *id).collect();
            assert_eq!(outputs(&split, &holders, 2), expected, "holders {holders:?}, t = {t}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_t_of_n_agree_with_the_single_key(
        (n, t, seed) in (1_u16..=30, any::<u64>()).prop_flat_map(|(n, seed)| (Just(n), 1..=n, Just(seed))),
        count in 1_u32..4,
        ids in subsequence((1_u16..200).collect::<Vec<_>>(), 30),
    ) {
        let ids = &ids[..usize::from(n)];
        let split = split(t, ids, 1, seed);
        prop_assert_eq!(split.key.check_shares(), Ok(()));
        let first: Vec<u16> = ids[..usize::from(t)].to_vec();
        let last: Vec<u16> = ids[ids.len() - usize::from(t)..].to_vec();
        let expected = by_the_rfc(&split.whole, count);
        prop_assert_eq!(outputs(&split, &first, count), expected.clone());
        prop_assert_eq!(outputs(&split, &last, count), expected.clone());
        prop_assert_eq!(outputs(&split, ids, count), expected, "more than t: exactly t are combined");
    }
}

#[test]
fn fewer_than_t_give_nothing() {
    let split = split(3, &[1, 2, 3, 4, 5], 1, 1);
    let (_, asked) = question(1);
    let mut gathering = Gathering::new(&asked, &split.key).unwrap();
    for (added, holder) in [2, 4].into_iter().enumerate() {
        assert_eq!(gathering.missing(), 3 - added);
        assert_eq!(gathering.combine().err(), Some(EvaluationFailure::BelowThreshold));
        let evaluation = split.shares[&holder].evaluate(&asked, &mut rng()).unwrap();
        gathering.add(holder, &evaluation).unwrap();
        gathering.add(holder, &evaluation).unwrap();
    }
    assert_eq!(gathering.missing(), 1, "twice the same share is one");
    assert_eq!(gathering.holders().collect::<Vec<_>>(), [2, 4]);
    assert_eq!(gathering.combine().err(), Some(EvaluationFailure::BelowThreshold));
}

/// A gathering that already has share 1 refuses `wrong` in the name of share 2, and still ends well with share 3.
#[track_caller]
fn refused(split: &Split, asked: &[Element], blinding: &Blinding, wrong: &Evaluation) {
    let mut gathering = Gathering::new(asked, &split.key).unwrap();
    gathering.add(1, &split.shares[&1].evaluate(asked, &mut rng()).unwrap()).unwrap();
    assert_eq!(gathering.add(2, wrong), Err(NotProven(2)));
    gathering.add(3, &split.shares[&3].evaluate(asked, &mut rng()).unwrap()).unwrap();
    let outputs = blinding.finish_combined(&gathering.combine().unwrap()).unwrap();
    let found: Vec<Vec<u8>> = outputs.iter().map(|output| output.as_bytes().to_vec()).collect();
    assert_eq!(found, by_the_rfc(&split.whole, 2));
}

#[test]
fn every_wrong_evaluation_is_refused_and_named() {
    let split = split(2, &[1, 2, 3], 1, 1);
    let (blinding, asked) = question(2);
    let right = split.shares[&2].evaluate(&asked, &mut rng()).unwrap();
    let refused = |wrong: Evaluation| refused(&split, &asked, &blinding, &wrong);
    // Another's evaluation, the whole key's, and one of other elements.
    refused(split.shares[&3].evaluate(&asked, &mut rng()).unwrap());
    refused(split.whole.evaluate(&asked, &mut rng()).unwrap());
    let (_, others) = evaluation::blind(&phones(2), &mut ChaCha20Rng::seed_from_u64(6)).unwrap();
    refused(split.shares[&2].evaluate(&others, &mut rng()).unwrap());
    // Elements exchanged, repeated, given back, too few, too many, none at all, no group elements.
    let with = |elements: Vec<Element>| Evaluation { elements, ..right.clone() };
    let [first, second] = [right.elements[0], right.elements[1]];
    for elements in [
        vec![second, first],
        vec![first, first],
        asked.clone(),
        vec![first],
        vec![first, second, second],
        vec![],
        vec![Element::new([0; 32]); 2],
        vec![Element::new([0xff; 32]); 2],
    ] {
        refused(with(elements));
    }
    for at in 0..64 {
        let mut proof = right.proof.clone();
        proof[at] ^= 1;
        refused(Evaluation { proof, ..right.clone() });
    }
    for proof in [vec![], right.proof[..63].to_vec(), [right.proof.as_slice(), &[0]].concat(), vec![0; 64]] {
        refused(Evaluation { proof, ..right.clone() });
    }
    // A share that the charter does not list has no public share to hold against.
    let mut gathering = Gathering::new(&asked, &split.key).unwrap();
    assert_eq!(gathering.add(9, &right), Err(NotProven(9)));
    assert_eq!(gathering.add(0, &split.whole.evaluate(&asked, &mut rng()).unwrap()), Err(NotProven(0)));
}

#[test]
fn epochs_and_questions_cannot_be_mixed() {
    let (old, new) = (split(2, &[1, 2, 3], 1, 1), split(2, &[1, 2, 3], 2, 2));
    let (blinding, asked) = question(2);
    let mut gathering = Gathering::new(&asked, &new.key).unwrap();
    assert_eq!(gathering.add(1, &old.shares[&1].evaluate(&asked, &mut rng()).unwrap()), Err(NotProven(1)));
    for holder in [1, 2] {
        gathering.add(holder, &new.shares[&holder].evaluate(&asked, &mut rng()).unwrap()).unwrap();
    }
    let combined = gathering.combine().unwrap();
    assert_eq!((combined.epoch(), combined.public()), (2, &new.key.public));
    assert!(blinding.finish_combined(&combined).is_ok());
    let other = evaluation::blind(&phones(2), &mut ChaCha20Rng::seed_from_u64(6)).unwrap().0;
    assert_eq!(other.finish_combined(&combined).err(), Some(EvaluationFailure::Unproven));
    let fewer = evaluation::blind(&phones(1), &mut rng()).unwrap().0;
    assert_eq!(fewer.finish_combined(&combined).err(), Some(EvaluationFailure::Unproven));
}

#[test]
fn with_t_1_one_holder_answers_as_before() {
    let key = TagKey::random(&mut rng()).unwrap();
    let mut epoch = EpochKey::founded(1, 1, &key).unwrap();
    epoch.hand_over(2);
    assert_eq!(epoch.check_shares(), Ok(()));
    let (blinding, asked) = question(2);
    let evaluation = key.evaluate(&asked, &mut rng()).unwrap();
    let mut gathering = Gathering::new(&asked, &epoch).unwrap();
    gathering.add(2, &evaluation).unwrap();
    let combined = blinding.finish_combined(&gathering.combine().unwrap()).unwrap();
    assert_eq!(combined, blinding.finish(&evaluation, &key.public()).unwrap());
}

#[test]
fn only_one_to_thirty_two_group_elements_are_asked() {
    let split = split(2, &[1, 2], 1, 1);
    let (_, asked) = question(1);
    for wrong in [vec![], vec![asked[0]; 33], vec![Element::new([0; 32])], vec![Element::new([0xff; 32])]] {
        assert_eq!(Gathering::new(&wrong, &split.key).err(), Some(EvaluationFailure::Malformed));
    }
}

#[test]
fn a_holder_answers_members_of_a_charter_that_it_knows_and_says_why_not() {
    let (members, key) = (["jasmine", "brussels"], EpochKey::founded(3, 1, &key_of(Scalar::ONE)).unwrap());
    let charter = charter(&members, key);
    let asker = node_key("brussels");
    let (_, elements) = question(1);
    let ask = Ask { circle: charter.circle, epoch: 3, class: Class::Check, elements };
    let question = |number| Question::new(&ask, number);
    assert_eq!(question(5).admit(&charter, &asker), Ok(&charter.keys[0]));
    assert_eq!(question(4).admit(&charter, &asker), Ok(&charter.keys[0]), "the asker may be behind");
    assert_eq!(question(7).admit(&charter, &asker), Err(Reply::Behind(6)));
    assert_eq!(question(5).admit(&charter, &node_key("nobody")), Err(Reply::NotAMember));
    assert_eq!(question(7).admit(&charter, &node_key("nobody")), Err(Reply::NotAMember));
    let elsewhere = Question { circle: CircleId::new([9; 16]), ..question(5) };
    assert_eq!(elsewhere.admit(&charter, &asker), Err(Reply::NotAMember));
    assert_eq!(Question { epoch: 2, ..question(5) }.admit(&charter, &asker), Err(Reply::NoKey));
}

#[test]
fn frames_of_the_evaluation_are_bounded() {
    let (circle, element) = (CircleId::new([1; 16]), Element::new([0xff; 32]));
    let with = |n| {
        let ask = Ask { circle, epoch: u64::MAX, class: Class::Retag, elements: vec![element; n] };
        Question::from_bytes(&Question::new(&ask, u64::MAX).to_bytes()).is_ok()
    };
    assert_eq!([0, 1, 32, 33].map(with), [false, true, true, false]);
    let reply = |n| {
        let evaluation = Evaluation { elements: vec![element; n], proof: vec![0xff; 64] };
        Reply::from_bytes(&Reply::of(Ok(evaluation)).to_bytes()).is_ok()
    };
    assert_eq!([1, 32, 33].map(reply), [true, true, false]);
}

#[test]
fn shares_that_do_not_make_one_key_are_found() {
    let right = split(3, &[1, 2, 3, 4, 5], 1, 1);
    let other = split(3, &[1, 2, 3, 4, 5], 1, 2);
    assert_eq!(right.key.check_shares(), Ok(()));
    for (id, share) in &right.shares {
        assert_eq!(right.key.check_share(*id, share), Ok(()));
        assert_eq!(right.key.check_share(*id, &other.shares[id]), Err(KeyFault::WrongShare(*id)));
    }
    assert_eq!(right.key.check_share(6, &right.shares[&1]), Err(KeyFault::Unlisted(6)));
    for at in 0..5 {
        let mut wrong = right.key.clone();
        wrong.shares[at].1 = other.key.shares[at].1;
        assert_eq!(wrong.check_shares(), Err(KeyFault::NotOneKey), "V of share {}", at + 1);
    }
    let wrong = [
        EpochKey { public: other.key.public, ..right.key.clone() },
        EpochKey { t: 2, ..right.key.clone() },
        EpochKey { t: 6, ..right.key.clone() },
        EpochKey { t: 0, ..right.key.clone() },
    ];
    for wrong in wrong {
        assert_eq!(wrong.check_shares(), Err(KeyFault::NotOneKey), "t = {}", wrong.t);
    }
}

#[test]
fn the_canary_is_made_by_t_holders_who_cannot_tell_it_from_a_check() {
    let right = split(3, &[1, 2, 3, 4, 5], 1, 1);
    let (blinding, asked) = evaluation::blind_canary(&mut rng()).unwrap();
    let mut gathering = Gathering::new(&asked, &right.key).unwrap();
    for holder in [2, 3, 5] {
        gathering.add(holder, &right.shares[&holder].evaluate(&asked, &mut rng()).unwrap()).unwrap();
    }
    let outputs = blinding.finish_combined(&gathering.combine().unwrap()).unwrap();
    assert_eq!(right.key.check_canary(&outputs), Ok(()));
    let other = split(3, &[1, 2, 3, 4, 5], 1, 2).key;
    assert_eq!(other.check_canary(&outputs), Err(KeyFault::Canary));
    assert_eq!(right.key.check_canary(&[]), Err(KeyFault::Canary));
}

#[test]
fn a_newcomers_public_share_follows_from_the_others() {
    let whole = split(3, &[1, 2, 3, 4, 5, 6], 1, 1);
    let mut key = split(3, &[1, 2, 3, 4, 5], 1, 1).key;
    key.list_newcomer(6).unwrap();
    assert_eq!(key, whole.key);
    key.list_newcomer(6).unwrap();
    assert_eq!(key, whole.key);
    assert_eq!(key.interpolate(0), Err(KeyFault::Unlisted(0)));
    assert_eq!(EpochKey { t: 9, ..key }.interpolate(7), Err(KeyFault::NotOneKey));
}
