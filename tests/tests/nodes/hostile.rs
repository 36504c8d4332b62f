//! A member of the circle turns on its peer: whatever it sends, the session ends, the log names it, and the peer's store is as
//! it was.

use std::time::Duration;

use parasol_core::retention::RetentionStep;
use parasol_protocol::envelope::{self, NodeSecret, Verified};
use parasol_protocol::head::{Ack, Head, Listed};
use parasol_protocol::ids::{CircleId, EntryId, Hash, OrganisationId};
use parasol_protocol::sync::message::{Give, Known, MAX_FRAME, Message, Offer, Want};
use parasol_protocol::volume::{Op, Position, VolumeName};
use parasol_tests::until;
use serde_bytes::ByteBuf;

use crate::disk;
use crate::insider::{Line, SYNC};
use crate::turncoat::{Turncoat, batch};

/// How long a node that has nothing to say is listened to.
const SILENCE: Duration = Duration::from_millis(300);

fn offer(head: &Verified<Head>, batches: &[Vec<u8>]) -> Vec<u8> {
    let batches = batches.iter().cloned().map(ByteBuf::from).collect();
    Message::Offer(Offer { head: ByteBuf::from(head.bytes().to_vec()), batches, records: vec![] }).to_bytes()
}

/// How often the log has named the offender with this fault.
fn named(turncoat: &Turncoat, fault: &str) -> usize {
    let (peer, fault) = (format!("peer={}", turncoat.me.short()), format!("fault=\"{fault}\""));
    turncoat.victim.log().lines().filter(|line| line.contains(&peer) && line.contains(&fault)).count()
}

/// Mounts one attack after an honest hello, and waits until the session is over and the offender named.
fn attack(turncoat: &Turncoat, fault: &str, mount: impl FnOnce(&Turncoat, &mut Line<'_>)) {
    let before = named(turncoat, fault);
    let mut insider = turncoat.connect();
    let mut line = turncoat.greet(&mut insider);
    mount(turncoat, &mut line);
    assert!(line.is_ended(), "the session ends: {fault}");
    until(&format!("the log names the offender: {fault}"), || named(turncoat, fault) > before);
}

/// Answers every question for batches with these, until the session ends.
fn give(turncoat: &Turncoat, line: &mut Line<'_>, batches: &[Vec<u8>]) {
    while let Some(heard) = line.hear() {
        let Ok(Message::Want(Want { circle, publisher, volumes, .. })) = Message::from_bytes(&heard) else {
            continue;
        };
        assert_eq!((circle, publisher), (turncoat.circle, turncoat.me));
        let from = volumes.first().map_or(0, |span| usize::try_from(span.1).unwrap());
        let batches = batches.iter().skip(from).cloned().map(ByteBuf::from).collect();
        line.say(&Message::Give(Give { circle, publisher, batches, records: vec![] }).to_bytes());
    }
}

/// Serves the victim until it has written what it writes by itself: that the desk was told, and the day's look at what is
/// over.
fn settle(turncoat: &mut Turncoat) {
    until("the victim has nothing more to write by itself", || {
        turncoat.serve();
        turncoat.victim.stop();
        let snapshot = disk::open(&turncoat.data()).read().unwrap();
        let told = !snapshot.desk_is_to_be_told(disk::now()).unwrap();
        told && snapshot.retention(disk::now()).unwrap() == RetentionStep::Done
    });
}

#[test]
fn whatever_a_hostile_member_sends_it_is_named_and_the_store_is_as_it_was() {
    let mut turncoat = Turncoat::new();
    settle(&mut turncoat);
    let before = disk::fingerprint(&turncoat.data());
    turncoat.serve();

    truncated_and_oversized(&turncoat);
    replayed(&turncoat);
    wrongly_signed(&turncoat);
    wrong_circle(&turncoat);
    wrong_chains(&turncoat);

    turncoat.victim.stop();
    assert_eq!(disk::fingerprint(&turncoat.data()), before, "nothing was written");
    assert!(!turncoat.victim.log().contains("panicked"));
}

fn truncated_and_oversized(turncoat: &Turncoat) {
    let whole = offer(&turncoat.next_head(|_| {}), &[]);
    attack(turncoat, "malformed", |_, line| line.say(&whole[..whole.len() - 1]));
    attack(turncoat, "malformed", |_, line| line.say(&[&whole[..], &[0]].concat()));
    attack(turncoat, "malformed", |_, line| {
        let claim = u32::try_from(MAX_FRAME + 1).unwrap().to_be_bytes();
        line.say_raw(&[&claim[..], &[0; 64]].concat());
    });
    attack(turncoat, "malformed", |_, line| line.say_raw(&u32::MAX.to_be_bytes()));
    // A frame that is cut off is a broken stream and nobody's fault; nothing of it is taken.
    let mut insider = turncoat.connect();
    let mut line = turncoat.greet(&mut insider);
    line.say_raw(
        &[&u32::try_from(whole.len()).unwrap().to_be_bytes()[..], &whole[..whole.len() / 2]].concat(),
    );
    line.hang_up();
    assert!(line.is_ended());
}

fn replayed(turncoat: &Turncoat) {
    attack(turncoat, "hello", |turncoat, line| line.say(&turncoat.honest_hello()));
    attack(turncoat, "replay", |turncoat, line| line.say(&offer(&turncoat.head(), &[])));
    let before = named(turncoat, "impersonation");
    let mut insider = turncoat.connect();
    let mut line = insider.open(SYNC).unwrap();
    // The victim's own hello, sent back to it.
    let own = line.hear().unwrap();
    line.say(&own);
    assert!(line.is_ended());
    until("the log names the offender: impersonation", || named(turncoat, "impersonation") > before);
}

fn wrongly_signed(turncoat: &Turncoat) {
    let other = NodeSecret::from_seed(&[9; 32]);
    let forged = envelope::seal(turncoat.next_head(|_| {}).body().clone(), &other);
    attack(turncoat, "signature", |_, line| line.say(&offer(&forged, &[])));
    let mut changed = turncoat.next_head(|_| {}).bytes().to_vec();
    *changed.last_mut().unwrap() ^= 1;
    let broken = Message::Offer(Offer { head: ByteBuf::from(changed), batches: vec![], records: vec![] });
    attack(turncoat, "signature", |_, line| line.say(&broken.to_bytes()));
    // In the victim's name, under the turncoat's key.
    let them = turncoat.next_head(|head| head.publisher = turncoat.them);
    attack(turncoat, "signature", |_, line| line.say(&offer(&them, &[])));
    let ack = Ack {
        circle: turncoat.circle,
        publisher: turncoat.them,
        from: turncoat.me,
        seq: 1,
        head: Hash::new([1; 32]),
        time: disk::now(),
    };
    let ack = Message::Ack(ByteBuf::from(envelope::seal(ack, &other).bytes().to_vec())).to_bytes();
    attack(turncoat, "signature", |_, line| line.say(&ack));
}

fn wrong_circle(turncoat: &Turncoat) {
    let (circle, publisher) = (CircleId::new([5; 16]), turncoat.them);
    let want = Message::Want(Want { circle, publisher, volumes: vec![], records: vec![] }).to_bytes();
    attack(turncoat, "circle", |_, line| line.say(&want));
    let elsewhere = turncoat.next_head(|head| head.circle = circle);
    attack(turncoat, "circle", |_, line| line.say(&offer(&elsewhere, &[])));
    let give = Give { circle: turncoat.circle, publisher, batches: vec![], records: vec![] };
    attack(turncoat, "unasked", |_, line| line.say(&Message::Give(give).to_bytes()));
}

fn wrong_chains(turncoat: &Turncoat) {
    let (Listed(key, count, digest), held) = turncoat.volume();
    let forged = batch(key, count + 1, vec![Op(EntryId::new([1; 16]), Some(Hash::new([2; 32])))]);
    let chain = [held, vec![forged.clone()]].concat();
    let lie = turncoat.next_head(|head| head.volumes[0] = Listed(key, count + 1, Hash::new([3; 32])));
    attack(turncoat, "digest", |turncoat, line| {
        line.say(&offer(&lie, &[]));
        give(turncoat, line, &chain);
    });
    attack(turncoat, "digest", |turncoat, line| {
        line.say(&offer(&lie, &[forged]));
        give(turncoat, line, &chain);
    });
    // The chain is the one that is signed, and takes back what was never filed.
    let illegal = batch(key, count + 1, vec![Op(EntryId::new([1; 16]), None)]);
    let end = Position { batches: count, digest }.next(&illegal);
    let name = VolumeName { circle: turncoat.circle, publisher: turncoat.me, key };
    assert_ne!(end, Position::start(&name));
    let signed = turncoat.next_head(|head| head.volumes[0] = Listed(key, count + 1, end.digest));
    let mut chain = chain;
    *chain.last_mut().unwrap() = illegal;
    attack(turncoat, "step", |turncoat, line| {
        line.say(&offer(&signed, &[]));
        give(turncoat, line, &chain);
    });
    // One that gives garbage for a batch.
    *chain.last_mut().unwrap() = vec![0xff; 40];
    attack(turncoat, "batch", |turncoat, line| {
        line.say(&offer(&signed, &[]));
        give(turncoat, line, &chain);
    });
}

/// What is kept of two heads of one number is the evidence, and nothing else changes.
#[test]
fn two_heads_of_one_number_are_shown_to_the_admin() {
    let mut turncoat = Turncoat::new();
    turncoat.serve();
    let ledgers = turncoat.victim.cli(&["ledger", "verify"]);
    let held = turncoat.head();
    let mut other = held.body().clone();
    other.time = other.time.plus(1);
    let other = envelope::seal(other, turncoat.secret());
    let told = Known(turncoat.me, other.body().seq - 1, Hash::new([4; 32]));
    let before = named(&turncoat, "two_heads");
    let mut insider = turncoat.connect();
    let mut line = insider.open(SYNC).unwrap();
    line.say(&turncoat.hello(vec![told]));
    line.say(&offer(&other, &[]));
    assert!(line.is_ended());
    until("the log names the offender: two_heads", || named(&turncoat, "two_heads") > before);
    let peers = turncoat.victim.cli(&["peer", "list"]);
    assert_eq!(peers["peers"][0]["disputed"], true, "{peers}");
    assert_eq!(turncoat.victim.cli(&["ledger", "verify"]), ledgers, "the ledger itself is as it was");
}

/// A member of the circle asks for what the other holds; a foreign publisher's name gives nothing.
#[test]
fn who_asks_for_a_ledger_that_nobody_holds_gets_nothing() {
    let mut turncoat = Turncoat::new();
    turncoat.serve();
    let mut insider = turncoat.connect();
    let mut line = turncoat.greet(&mut insider);
    let publisher = OrganisationId::new([6; 16]);
    let want =
        Want { circle: turncoat.circle, publisher, volumes: vec![], records: vec![Hash::new([1; 32])] };
    line.say(&Message::Want(want).to_bytes());
    while let Some(heard) = line.hear_within(SILENCE) {
        let given = Message::from_bytes(&heard).unwrap();
        if let Message::Give(Give { batches, records, .. }) = given {
            assert!(batches.is_empty() && records.is_empty());
        }
    }
}
