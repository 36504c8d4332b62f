//! An organisation's node key is lost or stolen: its recovery key names another, and the members decide it.

use parasol_core::circles::{
    LeaveCircle, Portrait, PortraitError, Proposal, ProposeNodeKey, ProposeSuccession, SucceedKey,
};
use parasol_core::identity::RecoveryKey;
use parasol_core::ledger::{KeepUp, Resume};
use parasol_core::network::Link;
use parasol_core::node::{CreateError, Node};
use parasol_core::refusal::Refusal;
use parasol_core::restored::AfterRestore;
use parasol_core::roles::{Actor, Role};
use parasol_protocol::circle;
use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::sync::Ledgers;

use super::kit::Organisations;
use super::ledgers::{publish, sync};
use crate::house::{House, key};

const OPERATOR: Actor = Actor::Operator;

fn invalid(reason: &'static str) -> Refusal {
    Refusal::Invalid { field: "succession", reason }
}

fn recovery(house: &House) -> RecoveryKey {
    RecoveryKey::from_words(&house.words).unwrap()
}

/// `i` gets another key; the text for its partners.
fn succeed(all: &mut Organisations, i: usize) -> String {
    let recovery = recovery(&all.houses[i]);
    let told =
        all.houses[i].run(SucceedKey { actor: OPERATOR, recovery: Some(recovery), portrait: None }).unwrap();
    all.restart(i);
    told.text.unwrap()
}

fn propose(all: &mut Organisations, i: usize, text: &str) -> Result<(), Refusal> {
    let circle = all.circle;
    all.run(i, ProposeSuccession { actor: OPERATOR, circle, text: text.into() }).map(drop)
}

fn link(all: &Organisations, i: usize, to: usize) -> Option<Link> {
    let links = all.houses[i].snapshot().links().unwrap();
    links.into_iter().find(|link| link.organisation == all.id(to))
}

/// The number and the signer of the head of `of` that `i` holds.
fn head(all: &Organisations, i: usize, of: usize) -> (u64, bool) {
    let snapshot = all.houses[i].snapshot();
    let head = snapshot.ledgers().head(&all.circle, &all.id(of)).unwrap();
    (head.body().seq, head.signer() == all.houses[of].node().identity().node_key())
}

fn entries(all: &Organisations, i: usize, of: usize) -> u64 {
    let snapshot = all.houses[i].snapshot();
    let head = snapshot.ledgers().head(&all.circle, &all.id(of)).unwrap();
    head.body().volumes.iter().map(|listed| listed.1).sum()
}

#[test]
fn of_three_two_let_the_new_key_in_and_the_old_one_never_again() {
    let mut all = Organisations::linked(3);
    all.gated = true;
    let old = all.houses[2].node().identity().node_key();
    let text = succeed(&mut all, 2);
    let new = all.houses[2].node().identity().node_key();
    assert_ne!(old, new);
    assert!(!all.connects(0, 2), "nobody lets it in yet");
    assert!(!link(&all, 2, 0).unwrap().member, "nor does it exchange anything");
    let own = all.houses[2].snapshot().circles(&OPERATOR).unwrap().remove(0);
    assert_eq!((own.key_decided, own.awaits.len()), (false, 2), "no admin can end that it waits");
    let resume = Resume { actor: OPERATOR, circle: all.circle };
    let refused = Refusal::WrongState { expected: "decided", found: "new_key" };
    assert_eq!(all.run(2, resume), Err(refused));
    all.settle();
    let told = all.houses[0].snapshot().succession_told(&OPERATOR, &format!("\n {text} ")).unwrap();
    assert_eq!((told.member.organisation, told.circles.len()), (all.id(2), 1));
    propose(&mut all, 0, &text).unwrap();
    let asked = all.asked(2, circle::Question::Confirm(all.circle));
    assert_eq!(asked.key, new);
    let reply = all.run(0, asked).unwrap();
    assert_eq!(reply, circle::Reply::Waiting, "a key that is not decided is given no key of the circle");
    // From the word of one admin on, her node knows the old key no more and lets the new one ask.
    let successor = link(&all, 0, 2).unwrap();
    assert_eq!((successor.node_key, successor.member), (new, false));
    assert_eq!(link(&all, 1, 2).unwrap().node_key, old);
    all.away = vec![2];
    all.settle();
    let view = all.status(1).motions.remove(0);
    assert_eq!((view.changes[0].word, view.needs_all), ("node_key_vouched", false));
    assert_eq!(view.changes[0].about.as_ref().unwrap().organisation, all.id(2));
    let motion = all.motion(1);
    all.confirm(1, motion);
    all.settle();
    assert_eq!((all.number(0), all.number(1)), (4, 4), "two of three are enough");
    for i in [0, 1] {
        let member = link(&all, i, 2).unwrap();
        assert_eq!((member.node_key, member.member), (new, true));
    }
    assert_eq!(all.number(2), 3);
    let standing = all.houses[2].snapshot().own_succession(&OPERATOR).unwrap().unwrap();
    assert_eq!((standing.text.as_deref(), standing.waits.len()), (Some(text.as_str()), 1));
    all.away.clear();
    all.settle();
    assert_eq!(all.number(2), 4);
    assert_eq!(all.houses[2].snapshot().own_succession(&OPERATOR).unwrap().unwrap().waits, [""; 0]);
    assert!(link(&all, 2, 0).unwrap().member);
    assert!(all.houses[2].snapshot().circles(&OPERATOR).unwrap().remove(0).key_decided);
    assert_eq!(propose(&mut all, 0, &text), Err(invalid("decided")));
    // It decides with the others again.
    all.away = vec![1];
    let lease = all.propose(2, Proposal::Lease(30 * 86_400));
    all.settle();
    all.confirm(0, lease);
    all.settle();
    assert_eq!((all.number(0), all.number(2)), (5, 5));
}

#[test]
fn a_leave_that_a_stolen_key_signed_ends_with_that_key() {
    let mut all = Organisations::linked(3);
    let circle = all.circle;
    publish(&mut all, 2, "06 39 98 41 57");
    sync(&mut all, 2, 0);
    let published = entries(&all, 0, 2);
    let thief = all.houses[2].twin(7);
    let owner = std::mem::replace(&mut all.houses[2], thief);
    all.run(2, LeaveCircle { actor: OPERATOR, circle }).unwrap();
    all.settle();
    assert_eq!((all.status(0).left.len(), all.status(1).left.len()), (1, 1));
    all.houses[2] = owner;
    // The owner is shown that it left. It does not obey, and says so to its admins.
    all.propose(2, Proposal::Lease(40 * 86_400));
    all.settle();
    all.run(2, KeepUp).unwrap();
    assert_eq!(
        (all.status(2).left.len(), all.audited(2, "own_leave_shown")),
        (0, 1),
        "once for whoever showed it first"
    );
    assert_eq!(entries(&all, 2, 2), published, "its own ledger is whole");
    let text = succeed(&mut all, 2);
    propose(&mut all, 0, &text).unwrap();
    all.settle();
    let renewed = all.status(1).motions.into_iter().find(|view| view.changes[0].word == "node_key_vouched");
    all.confirm(1, renewed.unwrap().charter);
    all.settle();
    assert_eq!([0, 1, 2].map(|i| (all.number(i), all.status(i).left.len())), [(4, 0); 3]);
    assert!(link(&all, 0, 2).unwrap().member && link(&all, 2, 1).unwrap().member);
    [0, 1, 0].iter().for_each(|i| sync(&mut all, *i, 2));
    assert_eq!(entries(&all, 0, 2), published);
    // The circle goes on, with its say.
    let lease = all.propose(2, Proposal::Lease(30 * 86_400));
    all.settle();
    all.confirm(1, lease);
    all.settle();
    assert_eq!([0, 1, 2].map(|i| all.number(i)), [5; 3]);
    all.run(0, LeaveCircle { actor: OPERATOR, circle }).unwrap();
}

#[test]
fn of_two_the_one_who_stays_and_the_new_key_decide() {
    let mut all = Organisations::linked(2);
    all.gated = true;
    let text = succeed(&mut all, 1);
    all.settle();
    assert_eq!(all.number(0), 2);
    propose(&mut all, 0, &text).unwrap();
    all.settle();
    assert_eq!((all.number(0), all.number(1)), (3, 3), "nobody else is to be asked");
    assert!(link(&all, 0, 1).unwrap().member && link(&all, 1, 0).unwrap().member);
}

#[test]
fn a_node_that_was_put_back_takes_its_ledger_back_from_what_the_old_key_signed() {
    let mut all = Organisations::linked(3);
    all.gated = true;
    publish(&mut all, 2, "06 39 98 41 57");
    sync(&mut all, 2, 0);
    sync(&mut all, 2, 1);
    let copy = all.houses[2].twin(5);
    publish(&mut all, 2, "06 39 98 41 58");
    sync(&mut all, 2, 0);
    let (before, _) = head(&all, 0, 2);
    assert!(before > head(&all, 1, 2).0);
    // The disk is lost; there is a backup.
    all.houses[2] = copy;
    all.run(2, AfterRestore).unwrap();
    let text = succeed(&mut all, 2);
    propose(&mut all, 0, &text).unwrap();
    all.settle_confirming();
    assert_eq!([0, 1, 2].map(|i| all.number(i)), [4; 3]);
    sync(&mut all, 1, 2);
    assert!(!head(&all, 1, 2).1, "nothing is signed before everybody was heard");
    sync(&mut all, 0, 2);
    let (after, by_new_key) = head(&all, 2, 2);
    assert!(after > before && by_new_key, "{after} {before}");
    for i in [0, 1] {
        sync(&mut all, i, 2);
        assert_eq!(head(&all, i, 2), (after, true), "and everybody takes it");
        let own = all.houses[i].snapshot().peers(&OPERATOR).unwrap();
        assert!(own.iter().all(|peer| !peer.disputed));
    }
    // What was published after the backup is recalled, since nobody here knows of it.
    assert_eq!(entries(&all, 0, 2), 3, "two were filed, one was recalled");
}

#[test]
fn a_node_that_was_put_back_names_the_heads_of_all_who_are_behind_however_many() {
    let mut all = Organisations::linked(3);
    all.gated = true;
    let backup = all.houses[2].twin(5);
    // One partner, as it was at several times.
    let mut behind = Vec::new();
    for seed in 0..9 {
        publish(&mut all, 2, &format!("06 39 98 41 5{seed}"));
        sync(&mut all, 2, 0);
        behind.push(all.houses[0].twin(50 + seed));
    }
    let last = head(&all, 0, 2).0;
    all.houses[2] = backup;
    all.run(2, AfterRestore).unwrap();
    for partner in behind {
        all.houses[0] = partner;
        sync(&mut all, 0, 2);
    }
    sync(&mut all, 1, 2);
    assert!(head(&all, 2, 2).0 > last);
    for i in [0, 1] {
        sync(&mut all, i, 2);
        assert_eq!(head(&all, i, 2), head(&all, 2, 2));
    }
}

#[test]
fn whoever_has_lost_everything_begins_with_what_a_partner_knows() {
    let mut all = Organisations::linked(3);
    all.gated = true;
    let who = all.id(2);
    let text = all.houses[0].snapshot().portrait(&OPERATOR, &who).unwrap().to_text();
    let portrait = Portrait::read(&text).unwrap();
    let (first, rest) = text.split_at(300);
    assert_eq!(Portrait::read(&format!("{first}\n  {rest}\n")), Ok(portrait.clone()));
    assert_eq!(Portrait::read(first), Err(PortraitError::Text));
    let (recovery, folder) = (recovery(&all.houses[2]), tempfile::tempdir().unwrap());
    let House { now, mut rng, .. } = House::with_seed(123);
    let wrong = RecoveryKey::from_words(&all.houses[0].words).unwrap();
    let made = |recovery: &RecoveryKey, rng: &mut rand_chacha::ChaCha20Rng| {
        Node::succeed(folder.path(), key(), (&portrait, Some(recovery)), vec!["fr".into()], now, rng)
    };
    let refused = made(&wrong, &mut rng).map(drop);
    assert!(matches!(refused, Err(CreateError::Portrait(PortraitError::Words))), "{refused:?}");
    let (node, told) = made(&recovery, &mut rng).unwrap();
    let mut fresh = House::with_seed(124);
    (fresh.dir, fresh.node, fresh.words) = (folder, Some(node), all.houses[2].words.clone());
    all.houses[2] = fresh;
    assert_eq!(all.id(2), who);
    assert!((all.status(2).shares_missing, all.status(2).asks_for_key) == (vec![1], true), "its key is lost");
    propose(&mut all, 1, &told.text.unwrap()).unwrap();
    all.settle_confirming();
    assert_eq!([0, 1, 2].map(|i| all.number(i)), [4; 3]);
    assert_eq!(all.members(2), [0, 1, 2]);
    assert!(all.status(2).shares_missing.is_empty(), "a key that each holds whole is given by the others");
    for other in [0, 1] {
        sync(&mut all, other, 2);
    }
    assert!(head(&all, 2, 2).1);
    all.restart(2);
    assert_eq!(all.members(2), [0, 1, 2]);
}

#[test]
fn a_paper_that_the_recovery_key_did_not_sign_is_refused_and_says_why() {
    let mut all = Organisations::linked(2);
    let circle = all.circle;
    let text = succeed(&mut all, 1);
    let mut other = House::with_seed(99);
    let moderator = all.houses[0].member("Ines", Role::Moderator);
    let asked = ProposeSuccession { actor: moderator, circle, text: text.clone() };
    assert_eq!(all.run(0, asked), Err(Refusal::Forbidden));
    assert_eq!(propose(&mut all, 0, "parasol-succession:AAAA"), Err(invalid("unreadable")));
    let wrong = RecoveryKey::from_words(&all.houses[0].words).unwrap();
    let taken = all.houses[1].run(SucceedKey { actor: OPERATOR, recovery: Some(wrong), portrait: None });
    assert_eq!(taken, Err(Refusal::Invalid { field: "recovery_words", reason: "wrong" }));
    // Who is in no circle has nobody to tell.
    let recovery = RecoveryKey::from_words(&other.words.to_uppercase().replace(' ', "\n ")).unwrap();
    assert_eq!(
        other.run(SucceedKey { actor: OPERATOR, recovery: Some(recovery), portrait: None }).unwrap().text,
        None
    );
    // Another's paper about this member: signed with some key that is not its recovery key.
    let identity = all.houses[1].node().identity();
    let (organisation, new_key) = (identity.organisation, NodeSecret::from_seed(&[9; 32]).public());
    let old_key = link(&all, 0, 1).unwrap().node_key;
    let paper = parasol_protocol::agreement::Succession { organisation, old_key, new_key, counter: 1 };
    let forged = paper.sign(&NodeSecret::from_seed(&[8; 32]));
    let forged = parasol_protocol::agreement::succession_text(&[forged]);
    assert_eq!(propose(&mut all, 0, &forged), Err(invalid("not_vouched")));
    let words: Vec<&str> = all.houses[1].words.split(' ').collect();
    assert!(RecoveryKey::from_words(&words[..23].join(" ")).is_none());
    assert!(RecoveryKey::from_words("").is_none());
}

#[test]
fn without_the_recovery_key_a_new_key_needs_everybody() {
    let mut all = Organisations::linked(3);
    let (circle, member) = (all.circle, all.id(2));
    let key = NodeSecret::from_seed(&[9; 32]).public();
    let command = |key| ProposeNodeKey { actor: OPERATOR, circle, member, key };
    let held = all.houses[2].node().identity().node_key();
    assert_eq!(all.run(0, command(held)), Err(invalid("decided")));
    all.run(0, command(key)).unwrap();
    all.settle();
    let view = all.status(1).motions.remove(0);
    assert_eq!((view.changes[0].word, view.needs_all, view.consents_needed), ("node_key", true, 3));
    assert_eq!(link(&all, 0, 2).unwrap().node_key, held, "the old key stays until all have said yes");
}

#[test]
fn who_is_alone_in_a_circle_decides_its_new_key_itself() {
    let mut all = Organisations::new(2);
    let recovery = recovery(&all.houses[0]);
    let told =
        all.houses[0].run(SucceedKey { actor: OPERATOR, recovery: Some(recovery), portrait: None }).unwrap();
    assert_eq!(told.text, None, "nobody has to be told");
    all.restart(0);
    assert_eq!(all.number(0), 2);
    all.gated = true;
    all.invite(0, 1);
    all.settle_confirming();
    assert_eq!((all.members(0), all.members(1)), (vec![0, 1], vec![0, 1]));
}

#[test]
fn after_an_older_backup_a_partner_tells_which_key_is_known() {
    let mut all = Organisations::linked(2);
    all.gated = true;
    let backup = all.houses[1].twin(5);
    let text = succeed(&mut all, 1);
    propose(&mut all, 0, &text).unwrap();
    all.settle();
    // The machine is lost again, and the backup knows nothing of the second key.
    all.houses[1] = backup;
    all.run(1, AfterRestore).unwrap();
    let again = succeed(&mut all, 1);
    assert_eq!(propose(&mut all, 0, &again), Err(invalid("not_vouched")));
    let (who, other) = (all.id(1), all.id(0));
    let told = |of| all.houses[if of == who { 0 } else { 1 }].snapshot().portrait(&OPERATOR, &of).unwrap();
    let (portrait, of_another) = (told(who), told(other));
    let command = |house: &House, portrait| SucceedKey {
        actor: OPERATOR,
        recovery: Some(recovery(house)),
        portrait: Some(portrait),
    };
    let wrong = command(&all.houses[1], of_another);
    let refused = Refusal::Invalid { field: "portrait", reason: "other" };
    assert_eq!(all.houses[1].run(wrong), Err(refused));
    let right = command(&all.houses[1], portrait);
    let told = all.houses[1].run(right).unwrap();
    all.restart(1);
    propose(&mut all, 0, &told.text.unwrap()).unwrap();
    all.settle();
    assert_eq!((all.number(0), all.number(1)), (4, 4));
}
