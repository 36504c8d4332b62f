#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use super::*;

fn secret(n: u8) -> NodeSecret {
    NodeSecret::from_seed(&[n; 32])
}

fn organisation(n: u8) -> OrganisationId {
    OrganisationId::new([n; 16])
}

fn tag_key() -> TagKey {
    TagKey::random(&mut ChaCha20Rng::seed_from_u64(1)).unwrap()
}

fn charter(members: u8) -> Charter {
    let mut key = EpochKey::founded(1, 1, &tag_key()).unwrap();
    (2..=members).for_each(|n| key.hand_over(n.into()));
    let member = |n: u8| Member {
        organisation: organisation(n),
        node_key: secret(n).public(),
        recovery_key: secret(n + 100).public(),
        country: "FR".parse().unwrap(),
        name: format!("Organisation {n}"),
        share: n.into(),
    };
    Charter {
        circle: CircleId::new([1; 16]),
        name: "Circle".into(),
        number: 1,
        prev: None,
        members: (1..=members).map(member).collect(),
        t: 1,
        epoch: 1,
        keys: vec![key],
        former: Vec::new(),
        fresh_limit: Charter::FRESH_LIMIT,
        lease: Charter::LEASE,
        checks_per_day: Charter::CHECKS_PER_DAY,
    }
}

fn decided(charter: Charter, voters: &[u8]) -> Result<Decided, CharterError> {
    let proposal = propose(charter, &secret(1)).unwrap();
    let votes: Vec<_> = voters.iter().map(|n| vote(&proposal, organisation(*n), &secret(*n))).collect();
    Decided::assemble(&proposal, &votes)
}

#[test]
fn a_charter_needs_the_vote_of_every_member_and_no_other() {
    let whole = decided(charter(3), &[1, 2, 3]).unwrap();
    assert_eq!(Decided::verify(whole.bytes()).unwrap(), whole);
    for voters in [&[][..], &[1], &[1, 2], &[1, 2, 2], &[1, 2, 4], &[1, 2, 3, 3]] {
        assert_eq!(decided(charter(3), voters), Err(CharterError::Votes), "{voters:?}");
    }
    // A vote in another's name, one for another charter, one of another circle.
    let proposal = propose(charter(2), &secret(1)).unwrap();
    let mine = vote(&proposal, organisation(1), &secret(1));
    let forged = vote(&proposal, organisation(2), &secret(1));
    let other = propose(Charter { lease: 1, ..charter(2) }, &secret(1)).unwrap();
    let astray = vote(&other, organisation(2), &secret(2));
    for wrong in [forged, astray] {
        assert_eq!(Decided::assemble(&proposal, &[mine.clone(), wrong]), Err(CharterError::Votes));
    }
}

#[test]
fn a_proposal_is_signed_by_one_of_its_members() {
    let by_a_stranger = propose(charter(2), &secret(9)).unwrap();
    assert_eq!(read_proposal(by_a_stranger.bytes()), Err(CharterError::Votes));
}

#[test]
fn charters_form_a_chain() {
    let first = decided(charter(2), &[1, 2]).unwrap();
    let next =
        |number, prev| decided(Charter { number, prev: Some(prev), ..charter(3) }, &[1, 2, 3]).unwrap();
    let second = next(2, first.hash());
    assert_eq!(first.follows(None), Ok(()));
    assert_eq!(second.follows(Some(&first)), Ok(()));
    let out_of_chain = Err(CharterError::Chain { expected: 2, found: 2 });
    assert_eq!(next(2, Hash::new([0; 32])).follows(Some(&first)), out_of_chain);
    let out_of_turn = Err(CharterError::Chain { expected: 2, found: 3 });
    assert_eq!(next(3, first.hash()).follows(Some(&first)), out_of_turn);
    assert!(first.follows(Some(&second)).is_err());
}

#[test]
fn a_charter_that_makes_no_sense_is_refused() {
    let wrong = |expected: CharterError, change: &dyn Fn(&mut Charter)| {
        let mut changed = charter(3);
        change(&mut changed);
        assert_eq!(propose(changed, &secret(1)).err(), Some(expected));
    };
    wrong(CharterError::Members, &|c| c.members.clear());
    wrong(CharterError::Members, &|c| c.members.reverse());
    wrong(CharterError::Members, &|c| c.members[1].node_key = c.members[0].node_key);
    wrong(CharterError::Members, &|c| c.members[1].share = c.members[0].share);
    wrong(CharterError::Members, &|c| c.members[1].organisation = c.members[0].organisation);
    wrong(CharterError::Members, &|c| c.members[0].share = 0);
    wrong(CharterError::Name, &|c| c.name = " ".into());
    wrong(CharterError::Name, &|c| c.members[0].name = "x".repeat(MAX_NAME + 1));
    wrong(CharterError::Name, &|c| c.name = "a\u{7}b".into());
    wrong(CharterError::Number, &|c| c.number = 0);
    wrong(CharterError::Number, &|c| c.number = 2);
    wrong(CharterError::Number, &|c| c.prev = Some(Hash::new([0; 32])));
    wrong(CharterError::Threshold, &|c| c.t = 0);
    wrong(CharterError::Threshold, &|c| c.t = 4);
    wrong(CharterError::Key, &|c| c.keys[0].public = TagKeyPublic::new([0; 32]));
    wrong(CharterError::Key, &|c| c.keys[0].shares[1] = c.keys[0].shares[0]);
    wrong(CharterError::Key, &|c| c.keys[0].shares[0].0 = 0);
    wrong(CharterError::Key, &|c| c.keys[0].shares.truncate(2));
    wrong(CharterError::Key, &|c| c.keys[0].t = 0);
    wrong(CharterError::Key, &|c| c.keys[0].epoch = 2);
    wrong(CharterError::Key, &|c| c.keys.push(c.keys[0].clone()));
    assert!(propose(Charter { keys: vec![], ..charter(3) }, &secret(1)).is_ok(), "before the first key");
}

#[test]
fn the_largest_charter_and_its_certificate_fit_their_bounds() {
    let members = u8::try_from(MAX_MEMBERS).unwrap();
    let mut largest = charter(members);
    largest.name = "x".repeat(MAX_NAME);
    largest.members.iter_mut().for_each(|member| member.name = "x".repeat(MAX_NAME));
    let signature = ByteBuf::from(vec![1; MAX_CEREMONY_SIGNATURE]);
    largest.keys[0].ceremony = vec![signature; MAX_SHARES];
    (largest.number, largest.prev) = (u64::MAX, Some(Hash::new([1; 32])));
    let voters: Vec<u8> = (1..=members).collect();
    let decided = decided(largest, &voters).unwrap();
    assert!(Decided::verify(decided.bytes()).is_ok());
}
