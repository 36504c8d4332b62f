//! The steps of one agreement, one by one, without a network.

use parasol_protocol::agreement::{
    Acceptor, AgreementError, Asked, Ballot, Electorate, MAX_EACH, MAX_JUMP, Motion, Needs, Phase, Progress,
    Proposer, Question, Refused, Reply, Standing, Table,
};
use parasol_protocol::charter::{self, CharterError, Decided};
use parasol_protocol::ids::Hash;

use super::kit::{charter, join, lease, motion, next, organisation, recovery, remove, round, secret, sides};

fn electorate(n: u8) -> Electorate {
    Electorate::new(&charter(n))
}

#[test]
fn a_ballot_belongs_to_one_member_and_is_read_back() {
    assert_eq!(u64::from(Ballot::new(3, 2).unwrap()), 3 * 256 + 2);
    assert!(Ballot::new(2, 0) > Ballot::new(1, 29), "rounds come first");
    assert_eq!(Ballot::after(Ballot::new(7, 4), 1), Ballot::new(8, 1));
    assert_eq!(Ballot::after(None, 1), Ballot::new(1, 1));
    assert_eq!(Ballot::after(Ballot::new(u64::MAX >> 8, 4), 1), None, "used up");
    for bad in [0, 255, 256 + 30] {
        assert!(Ballot::try_from(bad).is_err(), "{bad}");
    }
}

#[test]
fn one_undisturbed_proposer_decides_in_two_rounds() {
    let electorate = electorate(5);
    let mut nodes = sides(1..=3);
    let mut proposer = nodes[0].begin(&electorate, lease(&electorate, 30), None);
    assert_eq!(round(&mut proposer, 1, &mut nodes, &electorate), None);
    assert!(matches!(proposer.question(), Question::Ask(_)));
    let decided = round(&mut proposer, 1, &mut nodes, &electorate).unwrap();
    assert_eq!(decided.charter().lease, 30 * 86_400);
    assert_eq!(Decided::verify_after(electorate.charter(), decided.bytes()).unwrap(), decided);
    assert!(Decided::verify(decided.bytes()).is_err(), "not without the charter before");
    let other = Electorate::new(&parasol_protocol::charter::Charter { lease: 1, ..charter(5) });
    assert!(Decided::verify_after(other.charter(), decided.bytes()).is_err(), "nor against another one");
    // Every question may be asked again, and what was stored is what is read back.
    let question = proposer.question().clone();
    let again = nodes[1].answer(&question, &electorate);
    assert!(matches!(again, Reply::Voted(_)));
    assert_eq!(Acceptor::from_bytes(&nodes[1].acceptor.to_bytes()).unwrap(), nodes[1].acceptor);
}

#[test]
fn what_may_have_been_decided_is_proposed_again() {
    let electorate = electorate(3);
    let mut nodes = sides(1..=3);
    let first = lease(&electorate, 30);
    let mut proposer = nodes[0].begin(&electorate, first.clone(), None);
    round(&mut proposer, 1, &mut nodes[..2], &electorate);
    // Only the second node votes, and the first proposer never hears of it.
    nodes[1].answer(&proposer.question().clone(), &electorate);
    let mut rival = nodes[2].begin(&electorate, lease(&electorate, 20), Some(proposer.ballot()));
    round(&mut rival, 3, &mut nodes[1..], &electorate);
    assert_eq!(rival.asked(), Some(first.hash()));
    let decided = round(&mut rival, 3, &mut nodes[1..], &electorate).unwrap();
    assert_eq!(decided.hash(), first.hash());
    // The first is told of the higher ballot, goes on above it, and finds the same.
    let reply = nodes[1].answer(&proposer.question().clone(), &electorate);
    let progress = proposer.take(&organisation(2), reply, &secret(1)).unwrap();
    assert_eq!(progress, Progress::Superseded(rival.ballot()));
}

#[test]
fn a_motion_that_waits_for_an_admin_is_in_nobodys_way() {
    // Four of five want a newcomer, the fifth never answers; then it is removed although that motion is still open.
    let electorate = electorate(5);
    let joined = motion(&electorate, next(&electorate, |charter| join(charter, 6)), &[1, 2, 3, 4, 6]);
    let missing = AgreementError::Consents { needed: 5, found: 4 };
    assert_eq!(joined.check_carried(&electorate), Err(missing.clone()));
    let mut nodes = sides(1..=4);
    let refused = Proposer::begin(&electorate, joined.clone(), None, nodes[0].voter());
    assert_eq!(refused.err(), Some(missing));
    let removed = motion(&electorate, next(&electorate, |charter| remove(charter, 5)), &[1, 2, 3]);
    assert_eq!((joined.needs(), removed.needs()), (Needs::All, Needs::Majority));
    let mut proposer = nodes[3].begin(&electorate, removed, None);
    round(&mut proposer, 4, &mut nodes, &electorate);
    assert!(round(&mut proposer, 4, &mut nodes, &electorate).is_some());
}

#[test]
fn a_newcomer_consents_to_the_charter_that_names_it() {
    let electorate = electorate(3);
    let charter = next(&electorate, |charter| join(charter, 4));
    assert!(motion(&electorate, charter.clone(), &[1, 2, 3]).check_carried(&electorate).is_err());
    let whole = motion(&electorate, charter, &[1, 2, 3, 4]);
    assert_eq!(whole.check_carried(&electorate), Ok(()));
    // Its node has no seat before.
    let newcomer = sides([4]);
    assert!(Proposer::begin(&electorate, whole, None, newcomer[0].voter()).is_err());
}

#[test]
fn a_founder_alone_takes_in_a_second() {
    let electorate = electorate(1);
    let charter = next(&electorate, |charter| join(charter, 2));
    let mut nodes = sides([1]);
    let mut proposer = nodes[0].begin(&electorate, motion(&electorate, charter, &[1, 2]), None);
    round(&mut proposer, 1, &mut nodes, &electorate);
    let decided = round(&mut proposer, 1, &mut nodes, &electorate).unwrap();
    // The newcomer, shown the charter before, verifies it as everybody does.
    assert_eq!(Decided::verify_after(electorate.charter(), decided.bytes()).unwrap(), decided);
}

#[test]
fn papers_find_together_whatever_way_they_came() {
    let electorate = electorate(5);
    let charter = next(&electorate, |charter| charter.lease /= 2);
    let mut left = motion(&electorate, charter.clone(), &[1, 4]);
    let right = motion(&electorate, charter, &[2, 3, 4]);
    assert!(left.merge(&right.papers(), &electorate).unwrap());
    assert!(!left.merge(&right.papers(), &electorate).unwrap(), "nothing new");
    assert_eq!(left.consented(), [1, 2, 3, 4].map(organisation).into());
    assert_eq!(Motion::read(&left.to_bytes(), &electorate).unwrap(), left);
    // Papers about another charter, out of order, or by strangers are not taken, and nothing that came with them.
    let other = lease(&electorate, 9);
    assert_eq!(left.merge(&other.papers(), &electorate), Err(AgreementError::Paper));
    let mut turned = right.papers();
    turned.consents.reverse();
    assert_eq!(left.merge(&turned, &electorate), Err(AgreementError::Papers));
    let mut twice = right.papers();
    twice.consents.push(twice.consents[2].clone());
    assert_eq!(left.merge(&twice, &electorate), Err(AgreementError::Papers));
    let stranger = left.clone().consent(organisation(9), &electorate, &secret(9));
    assert_eq!(stranger, Err(AgreementError::Paper));
    let forged = left.clone().consent(organisation(5), &electorate, &secret(4));
    assert_eq!(forged, Err(AgreementError::Paper));
}

#[test]
fn nobody_fills_the_table_for_others() {
    let electorate = electorate(3);
    let mut table = Table::default();
    let own = organisation(2);
    let by = |n: u8, days: u64| {
        Motion::propose(next(&electorate, |charter| charter.lease = days * 86_400), &electorate, &secret(n))
            .unwrap()
    };
    let mine = by(2, 50);
    table.lay(mine.clone(), &own, &electorate).unwrap();
    let wanted = table.lay(by(1, 2), &own, &electorate).unwrap();
    assert!(table.confirm(&wanted, sides([2])[0].voter(), &electorate).unwrap());
    for days in 3..20 {
        table.lay(by(1, days), &own, &electorate).unwrap();
    }
    assert_eq!(table.motions().len(), 1 + MAX_EACH);
    assert!(table.motion(&wanted).is_some(), "what this node's admin confirmed stays");
    assert!(table.motion(&mine.hash()).is_some(), "and what others proposed");
    assert!(table.motion(&by(1, 19).hash()).is_some(), "and the newest");
    assert!(!table.confirm(&Hash::new([7; 32]), sides([2])[0].voter(), &electorate).unwrap());
}

#[test]
fn a_standing_says_who_is_missing() {
    let electorate = electorate(3);
    let charter = next(&electorate, |charter| join(charter, 4));
    let open = motion(&electorate, charter.clone(), &[1, 2]);
    let standing = Standing::of(&open, &electorate, None);
    assert_eq!(standing.phase, Phase::Admins);
    assert_eq!(standing.unconfirmed, [3, 4].map(organisation).into());
    assert_eq!((standing.consents_needed, standing.votes_needed), (3, 2));
    let carried = motion(&electorate, charter, &[1, 2, 3, 4]);
    assert_eq!(Standing::of(&carried, &electorate, None).phase, Phase::Carried);
    let mut nodes = sides(1..=2);
    let mut proposer = nodes[0].begin(&electorate, carried.clone(), None);
    assert_eq!(Standing::of(&carried, &electorate, Some(&proposer)).phase, Phase::Promises);
    round(&mut proposer, 1, &mut nodes, &electorate);
    let standing = Standing::of(&carried, &electorate, Some(&proposer));
    assert_eq!(standing.phase, Phase::Votes);
    assert_eq!(standing.promised, [1, 2].map(organisation).into());
    assert_eq!(standing.missing, [1, 2, 3].map(organisation).into());
}

#[test]
fn one_member_cannot_use_up_the_ballots() {
    let electorate = electorate(3);
    let mut nodes = sides(1..=3);
    let far = Ballot::new(MAX_JUMP + 5, 0);
    let proposer = nodes[0].begin(&electorate, lease(&electorate, 30), far);
    assert_eq!(nodes[1].answer(proposer.question(), &electorate), Reply::Far(None));
    assert_eq!(nodes[1].acceptor, Acceptor::default());
    // Where others are truly that far, a member that was away is led up to them, and then counts.
    let mut proposer = proposer;
    let progress = proposer.take(&organisation(2), Reply::Far(None), &secret(1)).unwrap();
    let Progress::Step(step) = progress else { panic!("{progress:?}") };
    let reply = nodes[1].answer(&step, &electorate);
    assert_eq!(
        proposer.take(&organisation(2), reply, &secret(1)),
        Ok(Progress::Going),
        "it promises nothing here"
    );
    let reply = nodes[1].answer(&proposer.question().clone(), &electorate);
    assert_eq!(proposer.take(&organisation(2), reply, &secret(1)), Ok(Progress::Going));
    assert_eq!(proposer.promised(), [organisation(2)].into());
    // Nor is a higher ballot believed that nobody could have promised.
    let absurd = Ballot::new(3 * MAX_JUMP, 1).unwrap();
    assert!(proposer.take(&organisation(3), Reply::Higher(absurd), &secret(1)).is_err());
    assert!(proposer.take(&organisation(3), Reply::Far(Some(proposer.ballot())), &secret(1)).is_err());
}

#[test]
fn after_a_restore_a_node_abstains_from_the_open_number() {
    let electorate = electorate(3);
    let mut node = sides([2]).remove(0);
    let proposer = sides([1])[0].begin(&electorate, lease(&electorate, 30), None);
    node.acceptor = node.acceptor.abstain();
    assert_eq!(node.answer(proposer.question(), &electorate), Reply::Refused(Refused::Absent));
    assert_eq!(node.acceptor.next_number(), Acceptor::default());
    assert_eq!(node.acceptor.withdraw().next_number(), Acceptor::default().withdraw());
}

#[test]
fn what_all_simply_agreed_to_stays_readable() {
    let first = charter(2);
    let electorate = Electorate::new(&first);
    let proposal = charter::propose(next(&electorate, |charter| join(charter, 3)), &secret(1)).unwrap();
    let vote = |n: u8| charter::vote(&proposal, organisation(n), &secret(n));
    let decided = Decided::assemble(&proposal, &[vote(1), vote(2), vote(3)]).unwrap();
    assert_eq!(Decided::verify_after(&first, decided.bytes()).unwrap(), decided);
    // Simply agreeing takes the vote of everybody, also of who would be removed.
    let proposal = charter::propose(next(&electorate, |charter| remove(charter, 2)), &secret(1)).unwrap();
    let alone =
        Decided::assemble(&proposal, &[charter::vote(&proposal, organisation(1), &secret(1))]).unwrap();
    assert_eq!(Decided::verify_after(&first, alone.bytes()), Err(AgreementError::Votes));
    // Nor does it help to write keys of one's own into the charter and to sign everybody's votes with them.
    let forged = charter::propose(
        next(&electorate, |charter| charter.members[1].node_key = secret(202).public()),
        &secret(1),
    );
    let forged = forged.unwrap();
    let votes = [
        charter::vote(&forged, organisation(1), &secret(1)),
        charter::vote(&forged, organisation(2), &secret(202)),
    ];
    let forged = Decided::assemble(&forged, &votes).unwrap();
    assert_eq!(Decided::verify_after(&first, forged.bytes()), Err(AgreementError::Votes));
}

#[test]
fn votes_of_a_later_ballot_do_not_count_as_simple_agreement() {
    let electorate = electorate(2);
    let mut nodes = sides(1..=2);
    let mut proposer = nodes[0].begin(&electorate, lease(&electorate, 30), None);
    round(&mut proposer, 1, &mut nodes, &electorate);
    let Question::Ask(frame) = proposer.question() else { panic!("no votes are asked for") };
    let asked = Asked::verify(frame, &electorate).unwrap();
    let votes: Vec<_> = nodes
        .iter_mut()
        .map(|node| match node.answer(proposer.question(), &electorate) {
            Reply::Voted(vote) => charter::read_vote(&vote, asked.motion().charter()).unwrap(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(Decided::assemble(asked.motion().charter(), &votes), Err(CharterError::Votes));
}

#[test]
fn the_largest_motion_and_certificate_fit_their_bounds() {
    let full = Electorate::new(&charter(15));
    let mut largest = next(&full, |charter| (16..=30).for_each(|n| join(charter, n)));
    largest.name = "x".repeat(120);
    largest.members.iter_mut().for_each(|member| member.name = "x".repeat(120));
    let all: Vec<u8> = (1..=30).collect();
    let mut largest = motion(&full, largest, &all);
    for n in 1..=15 {
        let succession = super::leaving::succession(n, n + 200, u64::MAX);
        largest.merge(&succession, &full).unwrap();
        largest.merge(&super::leaving::leave(n, full.number()), &full).unwrap();
    }
    assert!(largest.to_bytes().len() < Motion::MAX_BYTES);
    assert_eq!(Motion::read(&largest.to_bytes(), &full).unwrap(), largest);
    assert_ne!(recovery(1).public(), secret(1).public());
}
