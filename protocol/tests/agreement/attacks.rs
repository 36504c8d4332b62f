//! Members that break the rules: what they ask is refused, and where they contradict themselves it is proved.

use parasol_protocol::agreement::{
    Accepted, AgreementError, Ask, AskFrame, Asked, Ballot, Electorate, Evidence, Motion, Prepare, Promise,
    Promised, Proven, Question, Refused, Reply,
};
use parasol_protocol::charter::{self, Decided, Vote};
use parasol_protocol::codec;
use parasol_protocol::envelope::{self, NodeSecret};
use parasol_protocol::ids::Hash;
use serde_bytes::ByteBuf;

use super::kit::{self, join, lease, motion, next, organisation, round, secret, sides};

fn electorate() -> Electorate {
    Electorate::new(&kit::charter(3))
}

fn buf(bytes: &[u8]) -> ByteBuf {
    ByteBuf::from(bytes)
}

fn vote(electorate: &Electorate, n: u8, ballot: Ballot, charter: Hash) -> ByteBuf {
    let (circle, number) = (electorate.circle(), electorate.number());
    let vote = Vote { circle, number, charter, organisation: organisation(n), ballot: ballot.into() };
    buf(envelope::seal(vote, &secret(n)).bytes())
}

fn promise(electorate: &Electorate, n: u8, ballot: Ballot, accepted: Option<Accepted>) -> ByteBuf {
    let promise = Promise {
        circle: electorate.circle(),
        number: electorate.number(),
        prev: electorate.prev(),
        ballot,
        organisation: organisation(n),
        accepted,
    };
    buf(envelope::seal(promise, &secret(n)).bytes())
}

fn ask(electorate: &Electorate, n: u8, ballot: Ballot, charter: Hash, by: &NodeSecret) -> ByteBuf {
    let ask = Ask {
        circle: electorate.circle(),
        number: electorate.number(),
        prev: electorate.prev(),
        ballot,
        organisation: organisation(n),
        charter,
    };
    buf(envelope::seal(ask, by).bytes())
}

fn frame(electorate: &Electorate, motion: &Motion, ballot: Ballot, promises: Vec<ByteBuf>) -> AskFrame {
    let ask = ask(electorate, 1, ballot, motion.hash(), &secret(1));
    AskFrame { ask, motion: buf(&motion.to_bytes()), promises }
}

fn ballot(round: u64, seat: u8) -> Ballot {
    Ballot::new(round, seat).unwrap()
}

#[test]
fn an_ask_without_its_justification_is_refused() {
    let electorate = electorate();
    let (wanted, at) = (lease(&electorate, 30), ballot(2, 0));
    let promises = || vec![promise(&electorate, 1, at, None), promise(&electorate, 2, at, None)];
    let right = frame(&electorate, &wanted, at, promises());
    assert!(Asked::verify(&right, &electorate).is_ok());
    let refused = |frame: &AskFrame| Asked::verify(frame, &electorate).unwrap_err();

    let few = AskFrame { promises: promises()[..1].to_vec(), ..right.clone() };
    let twice = AskFrame { promises: vec![promises()[0].clone(); 2], ..right.clone() };
    let low = AskFrame {
        promises: vec![promises()[0].clone(), promise(&electorate, 2, ballot(1, 0), None)],
        ..right.clone()
    };
    for wrong in [few, twice, low] {
        assert_eq!(refused(&wrong), AgreementError::Promises);
    }
    let stranger = AskFrame {
        promises: vec![promises()[0].clone(), promise(&electorate, 7, at, None)],
        ..right.clone()
    };
    assert_eq!(refused(&stranger), AgreementError::Stranger);
    let other = AskFrame { motion: buf(&lease(&electorate, 29).to_bytes()), ..right.clone() };
    assert_eq!(refused(&other), AgreementError::Value, "another motion than the one asked for");

    // What was accepted in the highest ballot must be asked for.
    let held = lease(&electorate, 20);
    let accepted = Some(Accepted(ballot(1, 2), held.hash()));
    let bound = AskFrame {
        promises: vec![promises()[0].clone(), promise(&electorate, 2, at, accepted)],
        ..right.clone()
    };
    assert_eq!(refused(&bound), AgreementError::Value);
    assert!(Asked::verify(&frame(&electorate, &held, at, bound.promises), &electorate).is_ok());
    // Of two ballots the higher counts, whoever names it.
    let at = ballot(4, 0);
    let named = |n: u8, round, motion: &Motion| {
        promise(&electorate, n, at, Some(Accepted(ballot(round, 2), motion.hash())))
    };
    let both = [named(1, 3, &wanted), named(3, 1, &held)];
    assert!(Asked::verify(&frame(&electorate, &wanted, at, both.to_vec()), &electorate).is_ok());
    assert_eq!(refused(&frame(&electorate, &held, at, both.to_vec())), AgreementError::Value);
    let at = ballot(2, 0);
    // A vote in this ballot or above is no promise.
    let above = Some(Accepted(at, held.hash()));
    let above = AskFrame {
        promises: vec![promises()[0].clone(), promise(&electorate, 2, at, above)],
        ..right.clone()
    };
    assert_eq!(refused(&above), AgreementError::Promises);

    // In another's ballot, and in another's name.
    let owner = AskFrame { ask: ask(&electorate, 2, at, wanted.hash(), &secret(2)), ..right.clone() };
    assert_eq!(refused(&owner), AgreementError::Owner);
    let name = AskFrame { ask: ask(&electorate, 1, at, wanted.hash(), &secret(2)), ..right.clone() };
    assert_eq!(refused(&name), AgreementError::Stranger);
    // For a motion that not enough admins confirmed.
    let poor = motion(&electorate, next(&electorate, |charter| join(charter, 4)), &[1, 2, 4]);
    let poor = frame(&electorate, &poor, at, promises());
    assert_eq!(refused(&poor), AgreementError::Consents { needed: 3, found: 2 });
    // About another number, or after another charter.
    let elsewhere = Electorate::new(wanted.charter().body());
    assert!(Asked::verify(&right, &elsewhere).is_err());
}

#[test]
fn a_prepare_counts_only_from_the_owner_of_its_ballot() {
    let electorate = electorate();
    let nodes = sides([2]);
    let prepare = |n: u8, ballot, number, by: u8| {
        let (circle, prev) = (electorate.circle(), electorate.prev());
        let prepare = Prepare { circle, number, prev, ballot, organisation: organisation(n) };
        envelope::seal(prepare, &secret(by))
    };
    let answer =
        |bytes: &[u8]| nodes[0].acceptor.prepare(bytes, &electorate, nodes[0].voter()).map(|step| step.1);
    assert!(matches!(answer(prepare(1, ballot(1, 0), 5, 1).bytes()), Ok(Reply::Promised(_))));
    assert_eq!(answer(prepare(1, ballot(1, 1), 5, 1).bytes()), Err(AgreementError::Owner));
    assert_eq!(answer(prepare(1, ballot(1, 0), 5, 3).bytes()), Err(AgreementError::Stranger));
    assert_eq!(
        answer(prepare(1, ballot(1, 0), 6, 1).bytes()),
        Err(AgreementError::Elsewhere { expected: 5 })
    );
}

#[test]
fn an_owner_who_asks_for_two_charters_is_refused_and_proved() {
    let electorate = electorate();
    let (at, one, two) = (ballot(2, 0), lease(&electorate, 30), lease(&electorate, 20));
    let promises = || vec![promise(&electorate, 1, at, None), promise(&electorate, 2, at, None)];
    let (first, second) =
        (frame(&electorate, &one, at, promises()), frame(&electorate, &two, at, promises()));
    let mut node = sides([3]).remove(0);
    assert!(matches!(node.answer(&Question::Ask(first.clone()), &electorate), Reply::Voted(_)));
    let reply = node.answer(&Question::Ask(second.clone()), &electorate);
    assert_eq!(reply, Reply::Refused(Refused::Contradiction));
    let held = node.acceptor.asked_in(at).unwrap();
    let evidence = Evidence::TwoAsks(buf(held), second.ask);
    assert_proves(&evidence, &electorate, 1);
    let same = Evidence::TwoAsks(first.ask.clone(), first.ask);
    assert_eq!(same.verify(&electorate), Err(AgreementError::NoContradiction));
}

fn assert_proves(evidence: &Evidence, electorate: &Electorate, guilty: u8) {
    let read = Evidence::from_bytes(&evidence.to_bytes()).unwrap();
    let proven = Proven { guilty: [organisation(guilty)].into(), signed_both: [].into() };
    assert_eq!(read.verify(electorate), Ok(proven));
}

#[test]
fn contradictions_name_the_one_who_signed_both_and_nobody_else() {
    let electorate = electorate();
    let (one, two) = (Hash::new([1; 32]), Hash::new([2; 32]));
    let (low, high) = (ballot(1, 0), ballot(2, 1));
    let votes = |a, b| Evidence::TwoVotes(a, b);
    assert_proves(&votes(vote(&electorate, 2, low, one), vote(&electorate, 2, low, two)), &electorate, 2);
    let promises = |a, b| Evidence::TwoPromises(a, b);
    let named = promise(&electorate, 2, high, Some(Accepted(low, one)));
    assert_proves(&promises(named.clone(), promise(&electorate, 2, high, None)), &electorate, 2);
    let hidden = |a, b| Evidence::HiddenVote(a, b);
    let voted = || vote(&electorate, 2, low, one);
    assert_proves(&hidden(voted(), promise(&electorate, 2, high, None)), &electorate, 2);
    let lied = promise(&electorate, 2, high, Some(Accepted(low, two)));
    assert_proves(&hidden(voted(), lied), &electorate, 2);

    for honest in [
        votes(voted(), vote(&electorate, 2, ballot(2, 0), two)),
        votes(voted(), vote(&electorate, 3, low, two)),
        votes(voted(), voted()),
        promises(named.clone(), promise(&electorate, 3, high, None)),
        promises(named.clone(), promise(&electorate, 2, ballot(3, 1), None)),
        hidden(voted(), named),
        hidden(voted(), promise(&electorate, 2, low, None)),
        hidden(voted(), promise(&electorate, 3, high, None)),
        hidden(voted(), promise(&electorate, 2, ballot(3, 1), Some(Accepted(high, two)))),
    ] {
        assert_eq!(honest.verify(&electorate), Err(AgreementError::NoContradiction), "{honest:?}");
    }
    // It is found among whatever else was said, and nothing is where everybody was honest.
    let honest = vec![
        promise(&electorate, 1, high, None),
        voted(),
        promise(&electorate, 2, high, Some(Accepted(low, one))),
        vote(&electorate, 3, low, one),
        buf(b"neither"),
        voted(),
    ];
    assert_eq!(Evidence::among(&honest, &electorate), None);
    for lie in [vote(&electorate, 3, low, two), promise(&electorate, 1, high, Some(Accepted(low, one)))] {
        let said = [honest.clone(), vec![lie]].concat();
        assert!(Evidence::among(&said, &electorate).unwrap().verify(&electorate).is_ok());
    }
    let found = Evidence::among(&[voted(), promise(&electorate, 2, high, None)], &electorate);
    assert_proves(&found.unwrap(), &electorate, 2);
    let elsewhere = Electorate::new(&parasol_protocol::charter::Charter { number: 9, ..kit::charter(3) });
    let evidence = votes(vote(&electorate, 2, low, one), vote(&electorate, 2, low, two));
    assert!(evidence.verify(&elsewhere).is_err(), "only for the number that it is about");
}

#[test]
fn two_certificates_prove_who_signed_both() {
    let electorate = electorate();
    // The second node forgets all it voted for; nobody else does.
    let decide = |by: u8, with: [u8; 2], days: u64, seen| {
        let mut nodes = sides(with);
        let mut proposer = sides([by])[0].begin(&electorate, lease(&electorate, days), seen);
        round(&mut proposer, by, &mut nodes, &electorate);
        round(&mut proposer, by, &mut nodes, &electorate).unwrap()
    };
    let first = decide(1, [1, 2], 30, None);
    let second = decide(3, [2, 3], 20, Ballot::new(4, 0));
    let evidence = Evidence::TwoCertificates(buf(first.bytes()), buf(second.bytes()));
    let proven = evidence.verify(&electorate).unwrap();
    assert_eq!(proven.signed_both, [organisation(2)].into());
    assert!(proven.guilty.is_empty(), "two ballots: its promise tells");
    // That promise proves it.
    let (hid, voted) =
        (promise(&electorate, 2, ballot(5, 2), None), vote(&electorate, 2, ballot(1, 0), first.hash()));
    assert_proves(&Evidence::HiddenVote(voted, hid), &electorate, 2);
    let same = Evidence::TwoCertificates(buf(first.bytes()), buf(first.bytes()));
    assert_eq!(same.verify(&electorate), Err(AgreementError::NoContradiction));
}

#[test]
fn a_certificate_is_a_quorum_of_one_ballot_for_what_was_carried() {
    let electorate = electorate();
    let wanted = lease(&electorate, 30);
    let certificate = |motion: &Motion, votes: Vec<ByteBuf>| {
        let parts = (buf(motion.charter().bytes()), votes, motion.papers());
        Decided::verify_after(electorate.charter(), &codec::encode(&parts)).map(|decided| decided.hash())
    };
    let voted = |n: u8, round| vote(&electorate, n, ballot(round, 0), wanted.hash());
    assert_eq!(certificate(&wanted, vec![voted(1, 1), voted(3, 1)]), Ok(wanted.hash()));
    let simple = |n: u8| charter::vote(wanted.charter(), organisation(n), &secret(n));
    for wrong in [
        vec![],
        vec![voted(1, 1)],
        vec![voted(1, 1), voted(1, 1)],
        vec![voted(1, 1), voted(3, 2)],
        vec![voted(1, 1), vote(&electorate, 3, ballot(1, 0), Hash::new([1; 32]))],
    ] {
        assert_eq!(certificate(&wanted, wrong), Err(AgreementError::Votes));
    }
    assert_eq!(certificate(&wanted, vec![voted(1, 1), voted(7, 1)]), Err(AgreementError::Stranger));
    let zero = [1, 2, 3].map(|n| buf(simple(n).bytes()));
    assert!(certificate(&wanted, zero.to_vec()).is_err(), "ballot 0 is no ballot of the agreement");
    let poor = motion(&electorate, wanted.charter().body().clone(), &[1]);
    let missing = AgreementError::Consents { needed: 2, found: 1 };
    assert_eq!(certificate(&poor, vec![voted(1, 1), voted(3, 1)]), Err(missing));
}

#[test]
fn a_proposer_takes_no_false_answers() {
    let electorate = electorate();
    let mut proposer = sides([1])[0].begin(&electorate, lease(&electorate, 30), None);
    let at = proposer.ballot();
    let mut take = |from: u8, reply| proposer.take(&organisation(from), reply, &secret(1));
    let promised = |n: u8, accepted, motion: Option<&Motion>| {
        let motion = motion.map(|motion| buf(&motion.to_bytes()));
        Reply::Promised(Promised { promise: promise(&electorate, n, at, accepted), motion })
    };
    assert_eq!(take(2, promised(3, None, None)), Err(AgreementError::Answer), "in another's name");
    let vote_reply = Reply::Voted(vote(&electorate, 2, at, Hash::new([1; 32])));
    assert!(take(2, vote_reply).is_ok(), "a vote that was not asked for counts for nothing");
    assert!(take(2, Reply::Papers(Hash::new([1; 32]), lease(&electorate, 3).papers())).is_err());
    assert!(take(2, Reply::Decided(buf(&[1, 2, 3]))).is_err());
    // A vote for what nobody can show binds nobody: promises that name one without its motion are not taken.
    let later = sides([1])[0].begin(&electorate, lease(&electorate, 30), Some(at));
    let (mut proposer, at) = (later.clone(), later.ballot());
    let accepted = Some(Accepted(ballot(1, 1), Hash::new([9; 32])));
    let unshown = Reply::Promised(Promised { promise: promise(&electorate, 2, at, accepted), motion: None });
    assert_eq!(proposer.take(&organisation(2), unshown, &secret(1)), Err(AgreementError::Answer));
    let motion = Some(buf(&lease(&electorate, 4).to_bytes()));
    let other = Reply::Promised(Promised { promise: promise(&electorate, 2, at, accepted), motion });
    assert_eq!(proposer.take(&organisation(2), other, &secret(1)), Err(AgreementError::Answer));
    assert!(proposer.promised().is_empty());
}

#[test]
fn a_split_ballot_waits_for_who_can_tell() {
    // The owner of ballot 1 asked five members for two charters. Nothing was decided below it.
    let electorate = Electorate::new(&kit::charter(5));
    let (one, two, at) = (lease(&electorate, 30), lease(&electorate, 20), ballot(2, 0));
    let split =
        |n: u8, motion: &Motion| promise(&electorate, n, at, Some(Accepted(ballot(1, 4), motion.hash())));
    let asked = |motion: &Motion, promises: Vec<ByteBuf>| {
        Asked::verify(&frame(&electorate, motion, at, promises), &electorate)
    };
    // Two for the one, one for the other, two silent: either can have three.
    let open = vec![split(1, &one), split(2, &one), split(3, &two)];
    assert_eq!(asked(&one, open.clone()).err(), Some(AgreementError::Value));
    assert_eq!(asked(&two, open.clone()).err(), Some(AgreementError::Value));
    // One more without a vote: only the one can have been decided.
    let told = [open, vec![promise(&electorate, 4, at, None)]].concat();
    assert!(asked(&one, told.clone()).is_ok());
    assert_eq!(asked(&two, told).err(), Some(AgreementError::Value));
}
