//! What a hostile peer sends: the session ends with the right fault, and the store is as it was.

use std::slice::from_ref;

use parasol_protocol::envelope::{self, OVERHEAD, Signed, Verified};
use parasol_protocol::head::{Ack, Head, Listed, MAX_VOLUMES};
use parasol_protocol::ids::{CircleId, EntryId, Hash, Incarnation};
use parasol_protocol::record::Audience;
use parasol_protocol::sync::message::{
    Give, Greeting, Hello, INLINE_BUDGET, Known, MAX_FRAME, Message, Offer, Span, Want,
};
use parasol_protocol::sync::{Delta, Effect, Fault, Ledgers, Session};
use parasol_protocol::time::Month;
use parasol_protocol::volume::{MAX_VOLUME_OPS, Op, Position, VolumeKey, VolumeName};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use serde_bytes::ByteBuf;

use crate::kit::{self, CIRCLE, NOW, Node, chain, organisation, secret};

const OTHER_CIRCLE: CircleId = CircleId::new([0xc2; 16]);
const KEY: VolumeKey = VolumeKey(1, month(), 0, Incarnation::new([7; 8]));
const NAME: VolumeName = VolumeName { circle: CIRCLE, publisher: kit::organisation(1), key: KEY };

const fn month() -> Month {
    match Month::new(2026, 11) {
        Some(month) => month,
        None => panic!("a month"),
    }
}

/// Node 2 of three, in a session with node 1, which says whatever the test wants.
struct Victim {
    node: Node,
    session: Session,
    said: Vec<Message>,
    ended: Option<Fault>,
}

impl Victim {
    /// Before the peer's hello.
    fn ungreeted(node: Node) -> Self {
        let (session, _) = Session::open(node.me(), organisation(1), &node);
        Self { node, session, said: Vec::new(), ended: None }
    }

    fn holding(node: Node) -> Self {
        let mut victim = Self::ungreeted(node);
        victim.hears(&hello(1, vec![]));
        assert_eq!(victim.ended, None);
        victim.said.clear();
        victim
    }

    fn new() -> Self {
        Self::holding(Node::new(2, 3))
    }

    fn hears(&mut self, message: &Message) {
        self.reads(&message.to_bytes());
    }

    fn reads(&mut self, frame: &[u8]) {
        let effects = self.session.receive(frame, &self.node);
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(frame) => self.said.push(Message::from_bytes(&frame).unwrap()),
                Effect::Apply(delta @ (Delta::Ack(_) | Delta::Evidence(_))) => {
                    self.node.apply(&delta);
                }
                Effect::Apply(delta) => {
                    let applied = self.node.apply(&delta);
                    let more = self.session.applied(applied, &self.node);
                    self.carry_out(more);
                }
                Effect::CharterDiffers(_) | Effect::Heard(_) => {}
                Effect::End(fault) => self.ended = Some(fault),
            }
        }
    }
}

/// What `say` makes a fresh victim hear ends its session with `fault` and touches nothing.
#[track_caller]
fn refused(fault: Fault, say: impl FnOnce(&mut Victim)) {
    refused_by(Victim::new(), fault, say);
}

#[track_caller]
fn refused_by(mut victim: Victim, fault: Fault, say: impl FnOnce(&mut Victim)) {
    let before = victim.node.digest();
    say(&mut victim);
    assert_eq!(victim.ended, Some(fault));
    assert_eq!(victim.node.digest(), before, "the store was touched");
    victim.said.clear();
    victim.hears(&offer(&signed(1, head(vec![]))));
    assert!(victim.said.is_empty(), "an ended session says nothing");
}

fn hello(n: u8, heads: Vec<Known>) -> Message {
    let greeting = Greeting { circle: CIRCLE, charter: 1, heads, acks: vec![] };
    Message::Hello(Hello { versions: vec![1], organisation: organisation(n), circles: vec![greeting] })
}

fn head(volumes: Vec<Listed>) -> Head {
    Head {
        circle: CIRCLE,
        publisher: organisation(1),
        seq: 1,
        prev: None,
        time: NOW,
        epoch: 1,
        volumes,
        complete: true,
        mends: vec![],
    }
}

fn signed(n: u8, head: Head) -> Verified<Head> {
    envelope::seal(head, &secret(n))
}

fn offer(head: &Verified<Head>) -> Message {
    Message::Offer(Offer { head: buf(head.bytes()), batches: vec![], records: vec![] })
}

fn give(batches: &[Vec<u8>], records: &[Vec<u8>]) -> Message {
    let bufs = |list: &[Vec<u8>]| list.iter().map(|bytes| buf(bytes)).collect();
    Message::Give(Give {
        circle: CIRCLE,
        publisher: organisation(1),
        batches: bufs(batches),
        records: bufs(records),
    })
}

fn buf(bytes: &[u8]) -> ByteBuf {
    ByteBuf::from(bytes)
}

fn id(n: u8) -> EntryId {
    EntryId::new([n; 16])
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(99)
}

fn audience() -> Audience {
    Audience { circle: CIRCLE, epoch: 1, publisher: organisation(1) }
}

/// A volume of one batch that files one record, and the head that lists it.
fn one_entry() -> (Verified<Head>, Vec<u8>, Vec<u8>) {
    let record = kit::record(audience(), id(1), &mut rng());
    let (batches, end) = chain(&NAME, vec![vec![Op(id(1), Some(record.hash()))]]);
    let head = signed(1, head(vec![Listed(KEY, end.batches, end.digest)]));
    (head, batches[0].clone(), record.bytes().to_vec())
}

#[test]
fn what_is_no_message_is_refused() {
    let (head, batch, record) = one_entry();
    let inline = Message::Offer(Offer {
        head: buf(head.bytes()),
        batches: vec![buf(&batch)],
        records: vec![buf(&record)],
    })
    .to_bytes();
    for at in (0..inline.len()).step_by(13) {
        refused(Fault::Malformed, |victim| victim.reads(&inline[..at]));
    }
    refused(Fault::Malformed, |victim| victim.reads(&[inline.as_slice(), &[0]].concat()));
    refused(Fault::Malformed, |victim| victim.reads(&vec![0; MAX_FRAME + 1]));
    refused(Fault::Malformed, |victim| victim.reads(&[]));
    let many = vec![vec![]; 5_000];
    refused(Fault::Malformed, |victim| victim.hears(&give(&many, &[])));
}

#[test]
fn no_changed_byte_of_an_offer_changes_what_is_kept() {
    let (head, batch, record) = one_entry();
    let message = Message::Offer(Offer {
        head: buf(head.bytes()),
        batches: vec![buf(&batch)],
        records: vec![buf(&record)],
    });
    let mut honest = Victim::new();
    honest.hears(&message);
    let (empty, full) = (Victim::new().node.digest(), honest.node.digest());
    assert_ne!(empty, full);
    let frame = message.to_bytes();
    for at in 0..frame.len() {
        let mut changed = frame.clone();
        changed[at] ^= 0x20;
        let mut victim = Victim::new();
        victim.reads(&changed);
        // Changed batches and records are passed over and asked for; a changed head ends the session.
        assert!(victim.ended.is_some() || !victim.said.is_empty(), "byte {at}");
        assert_eq!(
            victim.node.digest(),
            if victim.node.heads.is_empty() { empty } else { lacking(&full, &victim) }
        );
    }
}

/// The digest of a node that took the head and its batches; its record may still be missing.
fn lacking(full: &Hash, victim: &Victim) -> Hash {
    assert_eq!(victim.node.live().len(), 1);
    if victim.node.missing_everywhere() == 0 { *full } else { victim.node.digest() }
}

#[test]
fn a_hello_comes_first_and_once_and_from_whom_the_link_is() {
    let (head, ..) = one_entry();
    let fresh = || Victim::ungreeted(Node::new(2, 3));
    refused_by(fresh(), Fault::Hello, |victim| victim.hears(&offer(&head)));
    refused_by(fresh(), Fault::Impersonation, |victim| victim.hears(&hello(3, vec![])));
    refused(Fault::Hello, |victim| victim.hears(&hello(1, vec![])));
    let greeting = |circle| Greeting { circle, charter: 1, heads: vec![], acks: vec![] };
    let say = |versions: Vec<u16>, circles: Vec<Greeting>| {
        Message::Hello(Hello { versions, organisation: organisation(1), circles })
    };
    refused_by(fresh(), Fault::Version, |victim| victim.hears(&say(vec![2, 3], vec![])));
    let twice = say(vec![1], vec![greeting(CIRCLE), greeting(CIRCLE)]);
    refused_by(fresh(), Fault::Malformed, |victim| victim.hears(&twice));
    let unordered = Known(organisation(9), 1, Hash::new([0; 32]));
    refused_by(fresh(), Fault::Malformed, |victim| victim.hears(&hello(1, vec![unordered, unordered])));
}

#[test]
fn a_head_counts_only_with_its_publishers_signature() {
    let by_another = signed(3, head(vec![]));
    let by_a_stranger = signed(77, head(vec![]));
    let of_a_stranger = signed(77, Head { publisher: organisation(77), ..head(vec![]) });
    for forged in [&by_another, &by_a_stranger, &of_a_stranger] {
        refused(Fault::Signature, |victim| victim.hears(&offer(forged)));
    }
    let other_circle = signed(1, Head { circle: OTHER_CIRCLE, ..head(vec![]) });
    refused(Fault::Circle, |victim| victim.hears(&offer(&other_circle)));
    let ack = Message::Ack(buf(by_another.bytes()));
    refused(Fault::Signature, |victim| victim.hears(&ack));
}

#[test]
fn a_head_whose_lists_are_out_of_bounds_is_refused() {
    let digest = Hash::new([1; 32]);
    let part = |n: u32| VolumeKey(1, month(), n, Incarnation::new([7; 8]));
    let lists: [Vec<Listed>; 5] = [
        vec![Listed(part(1), 1, digest), Listed(part(0), 1, digest)],
        vec![Listed(part(1), 1, digest), Listed(part(1), 1, digest)],
        vec![Listed(part(0), 0, digest)],
        vec![Listed(part(0), MAX_VOLUME_OPS + 1, digest)],
        (0..=u32::try_from(MAX_VOLUMES).unwrap()).map(|n| Listed(part(n), 1, digest)).collect(),
    ];
    for volumes in lists {
        refused(Fault::Head, |victim| victim.hears(&offer(&signed(1, head(volumes)))));
    }
    refused(Fault::Head, |victim| victim.hears(&offer(&signed(1, Head { seq: 0, ..head(vec![]) }))));
    let mends = vec![digest; 9];
    refused(Fault::Head, |victim| victim.hears(&offer(&signed(1, Head { mends, ..head(vec![]) }))));
}

#[test]
fn questions_and_acks_of_another_circle_are_refused() {
    let want = |circle| Want { circle, publisher: organisation(1), volumes: vec![], records: vec![] };
    refused(Fault::Circle, |victim| victim.hears(&Message::Want(want(OTHER_CIRCLE))));
    let ack = |circle, from: u8, by: u8| {
        let head = Hash::new([1; 32]);
        let publisher = organisation(2);
        let ack = Ack { circle, publisher, from: organisation(from), seq: 1, head, time: NOW };
        Message::Ack(buf(envelope::seal(ack, &secret(by)).bytes()))
    };
    refused(Fault::Circle, |victim| victim.hears(&ack(OTHER_CIRCLE, 1, 1)));
    refused(Fault::Signature, |victim| victim.hears(&ack(CIRCLE, 3, 1)));
    refused(Fault::Signature, |victim| victim.hears(&ack(CIRCLE, 77, 77)));
}

#[test]
fn an_ack_is_kept_once() {
    let mut victim = Victim::new();
    let head = victim.node.sign(vec![]);
    let ack = Ack {
        circle: CIRCLE,
        publisher: organisation(2),
        from: organisation(1),
        seq: 1,
        head: head.hash(),
        time: NOW,
    };
    let frame = Message::Ack(buf(envelope::seal(ack, &secret(1)).bytes())).to_bytes();
    assert_eq!(victim.session.receive(&frame, &victim.node).len(), 1);
    for _ in 0..3 {
        assert_eq!(victim.session.receive(&frame, &victim.node), vec![]);
    }
}

#[test]
fn a_recorded_session_cannot_be_played_again() {
    let (head, batch, record) = one_entry();
    let recorded = [
        hello(1, vec![Known(organisation(1), 1, head.hash())]),
        Message::Offer(Offer {
            head: buf(head.bytes()),
            batches: vec![buf(&batch)],
            records: vec![buf(&record)],
        }),
    ];
    let mut victim = Victim::ungreeted(Node::new(2, 3));
    recorded.iter().for_each(|message| victim.hears(message));
    assert_eq!(victim.ended, None);
    assert_eq!(victim.node.records.len(), 1);
    let again = Victim::ungreeted(victim.node);
    refused_by(again, Fault::Replay, |victim| recorded.iter().for_each(|message| victim.hears(message)));
}

#[test]
fn an_older_head_is_a_replay() {
    let mut publisher = Node::new(1, 3);
    let old = publisher.sign(vec![]);
    let new = publisher.sign(vec![]);
    let mut node = Node::new(2, 3);
    node.heads.insert(organisation(1), new);
    refused_by(Victim::holding(node), Fault::Replay, |victim| victim.hears(&offer(&old)));
}

#[test]
fn only_what_was_asked_for_may_be_given() {
    let (head, batch, record) = one_entry();
    refused(Fault::Unasked, |victim| victim.hears(&give(&[], &[])));
    refused(Fault::Unasked, |victim| victim.hears(&give(from_ref(&batch), &[])));
    let asked = |victim: &mut Victim| victim.hears(&offer(&head));
    refused(Fault::Unasked, |victim| {
        asked(victim);
        victim.hears(&give(from_ref(&batch), from_ref(&record)));
    });
    refused(Fault::Unasked, |victim| {
        asked(victim);
        victim.hears(&give(&[batch.clone(), batch.clone()], &[]));
    });
    refused(Fault::Unasked, |victim| {
        asked(victim);
        let other = Give { circle: CIRCLE, publisher: organisation(3), batches: vec![], records: vec![] };
        victim.hears(&Message::Give(other));
    });
    let other = VolumeName { key: VolumeKey(2, month(), 0, Incarnation::new([7; 8])), ..NAME };
    let (foreign, _) = chain(&other, vec![vec![Op(id(1), Some(Hash::new([1; 32])))]]);
    refused(Fault::Unasked, |victim| {
        asked(victim);
        victim.hears(&give(&foreign, &[]));
    });
}

#[test]
fn a_chain_must_end_in_the_signed_digest() {
    let (head, ..) = one_entry();
    let (forged, _) = chain(&NAME, vec![vec![Op(id(1), Some(Hash::new([1; 32])))]]);
    refused(Fault::Digest, |victim| {
        victim.hears(&offer(&head));
        victim.hears(&give(&forged, &[]));
    });
    // Inline, a forged chain is passed over; it is the answer to a question that must be right.
    refused(Fault::Digest, |victim| {
        let batches = vec![buf(&forged[0])];
        victim.hears(&Message::Offer(Offer { head: buf(head.bytes()), batches, records: vec![] }));
        victim.hears(&give(&forged, &[]));
    });
    refused(Fault::Batch, |victim| {
        victim.hears(&offer(&head));
        victim.hears(&give(&[vec![0xff; 40]], &[]));
    });
    let (two, _) = chain(&NAME, vec![vec![Op(id(1), Some(Hash::new([1; 32])))], vec![Op(id(1), None)]]);
    refused(Fault::Batch, |victim| {
        victim.hears(&offer(&head));
        victim.hears(&give(&two[1..], &[]));
    });
}

#[test]
fn only_legal_steps_are_taken() {
    let hash = Some(Hash::new([1; 32]));
    let illegal = [
        vec![vec![Op(id(1), None)]],
        vec![vec![Op(id(1), hash)], vec![Op(id(1), hash)]],
        vec![vec![Op(id(1), hash)], vec![Op(id(1), None)], vec![Op(id(1), hash)]],
        vec![vec![Op(id(1), hash)], vec![Op(id(1), None)], vec![Op(id(1), None)]],
    ];
    for steps in illegal {
        let (batches, end) = chain(&NAME, steps);
        let head = signed(1, head(vec![Listed(KEY, end.batches, end.digest)]));
        refused(Fault::Step, |victim| {
            victim.hears(&offer(&head));
            victim.hears(&give(&batches, &[]));
        });
    }
}

#[test]
fn a_record_must_be_the_one_that_is_listed() {
    let elsewhere = [
        Audience { circle: OTHER_CIRCLE, ..audience() },
        Audience { epoch: 2, ..audience() },
        Audience { publisher: organisation(3), ..audience() },
    ];
    let mut wrong: Vec<_> =
        elsewhere.into_iter().map(|audience| kit::record(audience, id(1), &mut rng())).collect();
    wrong.push(kit::record(audience(), id(2), &mut rng()));
    for record in wrong {
        let (batches, end) = chain(&NAME, vec![vec![Op(id(1), Some(record.hash()))]]);
        let head = signed(1, head(vec![Listed(KEY, end.batches, end.digest)]));
        let mut victim = Victim::new();
        victim.hears(&offer(&head));
        victim.hears(&give(&batches, &[]));
        assert!(matches!(victim.said.last(), Some(Message::Want(want)) if want.records == [record.hash()]));
        refused_by(victim, Fault::Record, |victim| {
            victim.hears(&give(&[], &[record.bytes().to_vec()]));
        });
    }
    let (head, batch, record) = one_entry();
    let unlisted = kit::record(audience(), id(3), &mut rng());
    let garbage = vec![0x83; 30];
    let twice = vec![record.clone(), record];
    for (fault, records) in [
        (Fault::Unasked, vec![unlisted.bytes().to_vec()]),
        (Fault::Record, vec![garbage]),
        (Fault::Unasked, twice),
    ] {
        let mut victim = Victim::new();
        victim.hears(&offer(&head));
        victim.hears(&give(from_ref(&batch), &[]));
        refused_by(victim, fault, |victim| victim.hears(&give(&[], &records)));
    }
}

#[test]
fn a_record_that_came_with_a_forged_chain_goes_with_it() {
    // The victim holds one batch of the volume. The head lists three; the peer offers a forged second one with a record
    // of its own making, then a forged third, so that the chain is asked for again from its start.
    let real = kit::record(audience(), id(1), &mut rng());
    let steps = vec![
        vec![Op(id(1), Some(real.hash()))],
        vec![Op(id(2), Some(Hash::new([2; 32])))],
        vec![Op(id(2), None)],
    ];
    let (batches, end) = chain(&NAME, steps.clone());
    let (_, first) = chain(&NAME, vec![steps[0].clone()]);
    let mut victim = Victim::new();
    victim.hears(&Message::Offer(Offer {
        head: buf(signed(1, head(vec![Listed(KEY, 1, first.digest)])).bytes()),
        batches: vec![buf(&batches[0])],
        records: vec![buf(real.bytes())],
    }));
    assert_eq!(victim.node.records.len(), 1);
    let prev = Some(victim.node.heads[&organisation(1)].hash());
    let planted = kit::record(audience(), id(5), &mut ChaCha20Rng::seed_from_u64(5));
    let (forged, _) = chain(
        &NAME,
        vec![
            steps[0].clone(),
            vec![Op(id(5), Some(planted.hash()))],
            vec![Op(id(6), Some(Hash::new([6; 32])))],
        ],
    );
    let next = signed(1, Head { seq: 2, prev, ..head(vec![Listed(KEY, 3, end.digest)]) });
    victim.hears(&Message::Offer(Offer {
        head: buf(next.bytes()),
        batches: vec![buf(&forged[1])],
        records: vec![buf(planted.bytes())],
    }));
    victim.hears(&give(&forged[2..], &[]));
    assert_eq!(victim.said.last(), Some(&want_of(&[Span(KEY, 0, 3)])));
    victim.hears(&give(&batches, &[]));
    assert_eq!(victim.ended, None);
    assert_eq!(victim.node.heads[&organisation(1)].hash(), next.hash());
    assert_eq!(victim.node.records.keys().collect::<Vec<_>>(), [&real.hash()]);
}

fn want_of(spans: &[Span]) -> Message {
    let volumes = spans.to_vec();
    Message::Want(Want { circle: CIRCLE, publisher: organisation(1), volumes, records: vec![] })
}

#[test]
fn volumes_are_given_whole_one_after_the_other() {
    let other = VolumeName { key: VolumeKey(1, month(), 1, Incarnation::new([7; 8])), ..NAME };
    let steps = |n: u8| vec![vec![Op(id(n), Some(Hash::new([n; 32])))], vec![Op(id(n), None)]];
    let ((a, a_end), (b, b_end)) = (chain(&NAME, steps(1)), chain(&other, steps(2)));
    let head = signed(1, head(vec![Listed(KEY, 2, a_end.digest), Listed(other.key, 2, b_end.digest)]));
    refused(Fault::Unasked, |victim| {
        victim.hears(&offer(&head));
        victim.hears(&give(&[a[0].clone(), b[0].clone()], &[]));
    });
    let mut victim = Victim::new();
    victim.hears(&offer(&head));
    victim.hears(&give(&[b[0].clone()], &[]));
    assert_eq!(victim.said.last(), Some(&want_of(&[Span(other.key, 1, 2), Span(KEY, 0, 2)])));
    victim.hears(&give(&[b[1].clone(), a[0].clone(), a[1].clone()], &[]));
    assert_eq!(victim.node.heads.len(), 1);
}

#[test]
fn a_volume_never_holds_more_operations_than_it_may() {
    let hash = Some(Hash::new([1; 32]));
    let long = |n: u32| {
        (0..256_u32).map(move |m| {
            let mut bytes = [0; 16];
            bytes[..4].copy_from_slice(&(n * 256 + m).to_be_bytes());
            Op(EntryId::new(bytes), hash)
        })
    };
    let (batches, end) = chain(&NAME, (0..40).map(|n| long(n).collect()).collect());
    let head = signed(1, head(vec![Listed(KEY, end.batches, end.digest)]));
    refused(Fault::Batch, |victim| {
        victim.hears(&offer(&head));
        victim.hears(&give(&batches, &[]));
    });
}

#[test]
fn two_heads_of_one_number_are_kept_as_evidence() {
    let (first, ..) = one_entry();
    let second = signed(1, head(vec![]));
    let mut node = Node::new(2, 3);
    node.heads.insert(organisation(1), second.clone());
    let mut victim = Victim::holding(node.clone());
    let before = victim.node.digest();
    victim.hears(&offer(&first));
    assert_eq!(victim.ended, Some(Fault::TwoHeads));
    assert_eq!(victim.node.digest(), before);
    let evidence = &victim.node.evidence[0];
    assert_eq!((evidence.held(), evidence.other()), (&second, &first));
    // A head that breaks the chain is as much of a contradiction.
    let breaks = signed(1, Head { seq: 2, prev: Some(first.hash()), ..head(vec![]) });
    refused_by(Victim::holding(node.clone()), Fault::TwoHeads, |victim| victim.hears(&offer(&breaks)));
    // One that puts an end to both is none.
    let mends = vec![first.hash(), second.hash()];
    let mended = signed(1, Head { seq: 2, prev: Some(first.hash()), mends, ..head(vec![]) });
    let mut victim = Victim::holding(node);
    victim.hears(&offer(&mended));
    assert_eq!((victim.ended, victim.node.heads[&organisation(1)].hash()), (None, mended.hash()));
}

#[test]
fn who_relays_a_contradiction_is_not_blamed() {
    let of_three = |volumes| signed(3, Head { publisher: organisation(3), ..head(volumes) });
    let held = of_three(vec![]);
    let other = of_three(vec![Listed(KEY, 1, Hash::new([1; 32]))]);
    let mut node = Node::new(2, 3);
    node.heads.insert(organisation(3), held.clone());
    let mut victim = Victim::holding(node);
    victim.hears(&offer(&other));
    assert_eq!(victim.ended, None);
    assert_eq!(victim.node.evidence.len(), 1);
    assert_eq!(victim.node.heads[&organisation(3)], held);
    let (news, ..) = one_entry();
    victim.hears(&offer(&news));
    assert!(matches!(victim.said.last(), Some(Message::Want(_))));
}

#[test]
fn who_withholds_costs_one_question() {
    let (head, batch, record) = one_entry();
    let mut victim = Victim::new();
    victim.hears(&offer(&head));
    victim.hears(&give(&[], &[]));
    assert_eq!((victim.said.len(), victim.ended), (1, None));
    assert!(victim.node.heads.is_empty());
    // It may think better of it.
    victim.hears(&offer(&head));
    victim.hears(&give(&[batch], &[]));
    victim.hears(&give(&[], &[]));
    assert_eq!((victim.said.len(), victim.ended), (3, None), "asked for the record, and not again");
    assert_eq!(victim.node.missing_everywhere(), 1);
    assert!(!victim.said.iter().any(|message| matches!(message, Message::Ack(_))));
    victim.hears(&offer(&head));
    victim.hears(&give(&[], &[record]));
    assert!(matches!(victim.said.last(), Some(Message::Ack(_))));
}

#[test]
fn members_whom_only_the_peers_charter_knows_are_passed_over() {
    let of_a_newcomer = signed(4, Head { publisher: organisation(4), ..head(vec![]) });
    let mut node = Node::new(2, 3);
    node.charter = 2;
    let mut victim = Victim::holding(node);
    let before = victim.node.digest();
    victim.hears(&offer(&of_a_newcomer));
    assert_eq!((victim.ended, victim.node.digest()), (None, before));
}

#[test]
fn a_lie_about_our_own_ledger_touches_nothing() {
    let mut node = Node::new(2, 3);
    node.publish(3);
    let mut victim = Victim::ungreeted(node);
    let before = victim.node.digest();
    victim.hears(&hello(1, vec![Known(organisation(2), 99, Hash::new([9; 32]))]));
    victim.hears(&offer(&signed(1, Head { publisher: organisation(2), seq: 99, ..head(vec![]) })));
    assert_eq!(victim.ended, Some(Fault::Signature));
    assert_eq!(victim.node.digest(), before);
}

#[test]
fn a_frame_of_a_hundred_bytes_is_answered_with_a_bounded_one() {
    let mut node = Node::new(2, 3);
    node.publish(600);
    let mut victim = Victim::ungreeted(node);
    let small = hello(1, vec![]).to_bytes();
    assert!(small.len() < 120);
    victim.reads(&small);
    let whole_head = Head::MAX_BODY + OVERHEAD;
    for message in &victim.said {
        assert!(message.to_bytes().len() <= whole_head + 2 * INLINE_BUDGET + 8_192);
    }
    victim.said.clear();
    let want = Want { circle: CIRCLE, publisher: organisation(2), volumes: vec![], records: vec![] };
    victim.hears(&Message::Want(want));
    assert_eq!(victim.said.len(), 1);
    assert!(victim.said[0].to_bytes().len() <= whole_head + 64);
    // A question far beyond what is held is answered with what is.
    victim.said.clear();
    let key = *victim.node.volumes.keys().map(|name| &name.key).next().unwrap();
    let want = Want {
        circle: CIRCLE,
        publisher: organisation(2),
        volumes: vec![Span(key, 0, u64::MAX), Span(key, u64::MAX, 0)],
        records: vec![],
    };
    victim.hears(&Message::Want(want));
    assert!(matches!(&victim.said[..], [Message::Give(give)] if give.batches.len() == 3));
    assert_eq!(victim.ended, None);
}

#[test]
fn records_are_given_only_within_their_circle() {
    let mut node = Node::new(2, 3);
    node.publish(1);
    let hash = *node.records.keys().next().unwrap();
    assert!(node.record(&OTHER_CIRCLE, &hash).is_none());
    let want =
        Want { circle: OTHER_CIRCLE, publisher: organisation(2), volumes: vec![], records: vec![hash] };
    refused_by(Victim::holding(node), Fault::Circle, |victim| victim.hears(&Message::Want(want)));
}

#[test]
fn a_position_is_that_of_its_volume_alone() {
    let other = VolumeName { circle: OTHER_CIRCLE, ..NAME };
    assert_ne!(Position::start(&NAME), Position::start(&other));
}

#[test]
fn a_relay_that_comes_late_with_what_it_lacked_is_no_replay() {
    let (head, batch, _) = one_entry();
    let mut victim = Victim::new();
    victim.hears(&offer(&head));
    victim.hears(&give(&[batch], &[]));
    // Cut off before the record came; the next session's hello says that the head is held, and the record is asked for.
    let mut victim = Victim::ungreeted(victim.node);
    victim.hears(&hello(1, vec![Known(organisation(1), 1, head.hash())]));
    assert!(matches!(victim.said.last(), Some(Message::Want(want)) if want.records.len() == 1));
    victim.hears(&give(&[], &[]));
    // Meanwhile another session brings a newer head.
    let newer = signed(1, Head { seq: 2, prev: Some(head.hash()), ..head.body().clone() });
    victim.node.heads.insert(organisation(1), newer);
    victim.hears(&offer(&head));
    assert_eq!(victim.ended, None);
    victim.hears(&offer(&head));
    assert_eq!(victim.ended, Some(Fault::Replay), "once is enough");
}
