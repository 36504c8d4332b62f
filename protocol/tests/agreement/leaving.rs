//! Leaving alone, and a node key that is replaced with the recovery key.

use parasol_protocol::agreement::{
    AgreementError, Change, Electorate, Leave, Motion, Needs, Papers, Refused, Reply, Succession, Table,
    Vouched,
};
use parasol_protocol::charter::Decided;
use parasol_protocol::envelope;
use serde_bytes::ByteBuf;

use super::kit::{charter, join, motion, next, organisation, recovery, remove, round, secret, sides};

/// Organisation `n` leaves.
pub(crate) fn leave(n: u8, number: u64) -> Papers {
    let leave = Leave { circle: charter(1).circle, number, organisation: organisation(n), share: n.into() };
    let leave = envelope::seal(leave, &secret(n));
    Papers { leaves: vec![ByteBuf::from(leave.bytes())], ..Papers::default() }
}

/// The node of organisation `n` has the key of seed `new` from now on.
pub(crate) fn succession(n: u8, new: u8, counter: u64) -> Papers {
    let (old_key, new_key) = (secret(n).public(), secret(new).public());
    let succession = Succession { organisation: organisation(n), old_key, new_key, counter };
    let succession = succession.sign(&recovery(n));
    Papers { successions: vec![ByteBuf::from(succession.bytes())], ..Papers::default() }
}

#[test]
fn whoever_left_has_no_say_and_blocks_nothing() {
    let electorate = Electorate::new(&charter(4));
    let mut joined = motion(&electorate, next(&electorate, |charter| join(charter, 5)), &[1, 2, 3, 5]);
    assert!(joined.check_carried(&electorate).is_err());
    joined.merge(&leave(4, 3), &electorate).unwrap();
    assert_eq!(joined.check_carried(&electorate), Ok(()));
    assert_eq!(joined.left(), [organisation(4)].into());
    // But its node stays counted: two of four are no majority.
    let mut nodes = sides(1..=2);
    let mut proposer = nodes[0].begin(&electorate, joined, None);
    round(&mut proposer, 1, &mut nodes, &electorate);
    assert_eq!(proposer.asked(), None);
}

#[test]
fn a_leave_counts_from_its_number_on_and_for_its_share_only() {
    let electorate = Electorate::new(&charter(3));
    let mut removed = motion(&electorate, next(&electorate, |charter| remove(charter, 3)), &[1]);
    let early = leave(3, electorate.number() + 1);
    assert_eq!(removed.merge(&early, &electorate), Err(AgreementError::Paper));
    // It joined again under another share identifier.
    let mut again = charter(3);
    again.members[2].share = 9;
    let again = Electorate::new(&again);
    let mut open = motion(&again, next(&again, |charter| charter.lease /= 2), &[1]);
    assert_eq!(open.merge(&leave(3, 2), &again), Err(AgreementError::Paper));
    // In its name, by somebody else.
    let forged = Leave { circle: charter(1).circle, number: 1, organisation: organisation(3), share: 3 };
    let forged = envelope::seal(forged, &secret(2));
    let forged = Papers { leaves: vec![ByteBuf::from(forged.bytes())], ..Papers::default() };
    assert_eq!(removed.merge(&forged, &electorate), Err(AgreementError::Stranger));
}

#[test]
fn of_two_the_one_who_stays_decides_alone_once_the_other_has_left() {
    let electorate = Electorate::new(&charter(2));
    let mut removed = motion(&electorate, next(&electorate, |charter| remove(charter, 2)), &[1]);
    assert_eq!(removed.check_carried(&electorate), Err(AgreementError::Consents { needed: 2, found: 1 }));
    removed.merge(&leave(2, 5), &electorate).unwrap();
    let mut nodes = sides(1..=2);
    let mut proposer = nodes[0].begin(&electorate, removed.clone(), None);
    round(&mut proposer, 1, &mut nodes[..1], &electorate);
    let decided = round(&mut proposer, 1, &mut nodes[..1], &electorate).unwrap();
    assert_eq!(Decided::verify_after(electorate.charter(), decided.bytes()).unwrap(), decided);
    // The one who left votes for nothing that does without its vote, and after that for nothing at all.
    let reply = nodes[1].answer(&proposer.question().clone(), &electorate);
    assert_eq!(reply, Reply::Refused(Refused::Absent));
    assert_eq!(nodes[1].acceptor.clone(), nodes[1].acceptor.withdraw());
    // Not without the leave: the vote of one of two is no quorum.
    let mut nodes = sides(1..=2);
    let both = motion(&electorate, next(&electorate, |charter| charter.lease /= 2), &[1, 2]);
    let mut proposer = nodes[0].begin(&electorate, both, None);
    round(&mut proposer, 1, &mut nodes[..1], &electorate);
    assert_eq!(proposer.asked(), None);
}

#[test]
fn what_both_may_have_decided_before_one_left_is_decided_first() {
    let electorate = Electorate::new(&charter(2));
    let mut nodes = sides(1..=2);
    let joined = motion(&electorate, next(&electorate, |charter| join(charter, 3)), &[1, 2, 3]);
    let mut proposer = nodes[1].begin(&electorate, joined.clone(), None);
    round(&mut proposer, 2, &mut nodes, &electorate);
    // The first voted; whether the second did, and holds the certificate, nobody knows: it leaves.
    nodes[0].answer(&proposer.question().clone(), &electorate);
    let mut removed = motion(&electorate, next(&electorate, |charter| remove(charter, 2)), &[1]);
    removed.merge(&leave(2, 5), &electorate).unwrap();
    let mut alone = nodes[0].begin(&electorate, removed, Some(proposer.ballot()));
    round(&mut alone, 1, &mut nodes[..1], &electorate);
    let decided = round(&mut alone, 1, &mut nodes[..1], &electorate).unwrap();
    assert_eq!(decided.hash(), joined.hash());
    assert_eq!(Decided::verify_after(electorate.charter(), decided.bytes()).unwrap(), decided);
}

#[test]
fn a_recovery_key_names_the_new_node_key_by_majority() {
    let electorate = Electorate::new(&charter(3));
    let charter = next(&electorate, |charter| charter.members[2].node_key = secret(203).public());
    let mut renewed = motion(&electorate, charter, &[1, 2]);
    let mut by_one = motion(&electorate, renewed.charter().body().clone(), &[1]);
    let change = |vouched| vec![Change::NodeKey(organisation(3), vouched)];
    assert_eq!((renewed.changes(), renewed.needs()), (change(Vouched::No), Needs::All));
    renewed.merge(&succession(3, 203, 1), &electorate).unwrap();
    assert_eq!((renewed.changes(), renewed.needs()), (change(Vouched::Yes), Needs::Majority));
    assert_eq!(renewed.check_carried(&electorate), Ok(()));
    // Who has the recovery key and one deceived admin are not enough.
    by_one.merge(&succession(3, 203, 1), &electorate).unwrap();
    by_one.consent(organisation(3), &electorate, &secret(203)).unwrap();
    assert_eq!(by_one.check_carried(&electorate), Err(AgreementError::Consents { needed: 2, found: 1 }));
    // A succession that names another key vouches for nothing here.
    let mut other = Motion::propose(renewed.charter().body().clone(), &electorate, &secret(1)).unwrap();
    other.merge(&succession(3, 204, 2), &electorate).unwrap();
    assert_eq!(other.needs(), Needs::All);
    // Of two the one with the higher counter counts, whichever came first.
    renewed.merge(&succession(3, 204, 2), &electorate).unwrap();
    renewed.merge(&succession(3, 203, 1), &electorate).unwrap();
    assert_eq!(renewed.needs(), Needs::All);
}

#[test]
fn what_loosens_as_somebody_is_removed_needs_all_who_stay_and_a_majority() {
    let mut strict = charter(4);
    strict.t = 4;
    let electorate = Electorate::new(&strict);
    let loosened = |gone: &[u8], consents: &[u8]| {
        let charter = next(&electorate, |charter| {
            gone.iter().for_each(|n| remove(charter, *n));
            (charter.t, charter.lease) = (2, charter.lease * 2);
        });
        motion(&electorate, charter, consents).check_carried(&electorate)
    };
    assert_eq!(loosened(&[4], &[1, 2, 3]), Ok(()));
    assert_eq!(loosened(&[4], &[1, 2]), Err(AgreementError::Consents { needed: 3, found: 2 }));
    assert!(loosened(&[4], &[1, 2, 4]).is_err(), "who goes speaks for nobody who stays");
    assert_eq!(loosened(&[3, 4], &[1, 2]), Err(AgreementError::Consents { needed: 3, found: 2 }));
    assert_eq!(loosened(&[3, 4], &[1, 2, 4]), Ok(()));
}

#[test]
fn of_two_new_keys_in_two_motions_only_the_later_named_one_is_vouched_for() {
    let electorate = Electorate::new(&charter(3));
    let renewed = |new: u8, counter, consents: &[u8]| {
        let charter = next(&electorate, |charter| charter.members[2].node_key = secret(new).public());
        let mut renewed = motion(&electorate, charter, consents);
        renewed.merge(&succession(3, new, counter), &electorate).unwrap();
        renewed
    };
    let mut table = Table::default();
    let me = organisation(1);
    let first = table.lay(renewed(203, 7, &[1, 2]), &me, &electorate).unwrap();
    assert_eq!(table.carried(&electorate).len(), 1);
    let second = table.lay(renewed(204, 8, &[1]), &me, &electorate).unwrap();
    assert!(table.carried(&electorate).is_empty(), "what the first was carried by is superseded");
    assert_eq!(table.motion(&first).unwrap().needs(), Needs::All);
    let late = renewed(204, 8, &[1, 2]).papers();
    assert!(table.add_papers(&second, &late, &electorate).unwrap());
    let carried: Vec<_> = table.carried(&electorate).iter().map(|motion| motion.hash()).collect();
    assert_eq!(carried, [second]);
    // One that comes later still, as a paper of the first motion, counts for the second as well.
    let third = succession(3, 205, 9);
    table.add_papers(&first, &third, &electorate).unwrap();
    assert!(table.carried(&electorate).is_empty());
}

#[test]
fn what_was_voted_for_is_asked_for_again_though_a_later_succession_would_undo_it() {
    let electorate = Electorate::new(&charter(3));
    let charter = next(&electorate, |charter| charter.members[2].node_key = secret(203).public());
    let mut renewed = motion(&electorate, charter, &[1, 2]);
    renewed.merge(&succession(3, 203, 1), &electorate).unwrap();
    let mut nodes = sides(1..=2);
    let mut proposer = nodes[0].begin(&electorate, renewed.clone(), None);
    round(&mut proposer, 1, &mut nodes, &electorate);
    // One node voted; the recovery key names another key, and that is asked for next.
    nodes[1].answer(&proposer.question().clone(), &electorate);
    let charter = next(&electorate, |charter| charter.members[2].node_key = secret(204).public());
    let mut later = motion(&electorate, charter, &[1, 2]);
    later.merge(&succession(3, 204, 2), &electorate).unwrap();
    let mut again = nodes[0].begin(&electorate, later, Some(proposer.ballot()));
    round(&mut again, 1, &mut nodes, &electorate);
    let decided = round(&mut again, 1, &mut nodes, &electorate).unwrap();
    assert_eq!(decided.hash(), renewed.hash());
}

#[test]
fn a_new_key_has_no_say_about_itself_and_of_two_the_other_decides() {
    let electorate = Electorate::new(&charter(2));
    let charter = next(&electorate, |charter| charter.members[1].node_key = secret(202).public());
    let mut renewed = motion(&electorate, charter, &[1]);
    let early = renewed.clone().consent(organisation(2), &electorate, &secret(202));
    assert_eq!(early, Err(AgreementError::Paper));
    renewed.merge(&succession(2, 202, 1), &electorate).unwrap();
    assert_eq!(renewed.has_a_say(&electorate), [organisation(1)].into());
    assert_eq!(renewed.check_carried(&electorate), Ok(()));
    let mut nodes = sides([1]);
    let mut proposer = nodes[0].begin(&electorate, renewed, None);
    round(&mut proposer, 1, &mut nodes, &electorate);
    assert!(round(&mut proposer, 1, &mut nodes, &electorate).is_some());
}

#[test]
fn only_the_recovery_key_names_a_successor_and_never_a_key_in_use() {
    let electorate = Electorate::new(&charter(3));
    let mut open = motion(&electorate, next(&electorate, |charter| charter.lease /= 2), &[1]);
    let (old_key, organisation) = (secret(3).public(), organisation(3));
    let named = |new: u8, old_key, by| {
        let succession = Succession { organisation, old_key, new_key: secret(new).public(), counter: 1 };
        Papers { successions: vec![ByteBuf::from(succession.sign(by).bytes())], ..Papers::default() }
    };
    for wrong in [
        named(203, old_key, &secret(3)),
        named(203, secret(9).public(), &recovery(3)),
        named(2, old_key, &recovery(3)),
        named(3, old_key, &recovery(3)),
    ] {
        assert_eq!(open.merge(&wrong, &electorate), Err(AgreementError::Paper));
    }
}
