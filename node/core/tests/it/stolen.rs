//! Somebody takes a node's disk and its key: what it tells of numbers that others have published, mounted as an attack.

use std::collections::{BTreeSet, VecDeque};

use parasol_core::ledger::{ApplyDelta, Heard};
use parasol_core::node::Node;
use parasol_core::publish::FinishPublication;
use parasol_core::reports::ReportDraft;
use parasol_core::roles::Role;
use parasol_core::store::StoreKey;
use parasol_protocol::evaluation::{self, Answer, Ask, Gathering};
use parasol_protocol::identifier::{Identifier, IdentifierKind};
use parasol_protocol::record::{Audience, Record, Tag};
use parasol_protocol::sync::{Applied, Delta, Effect, Ledgers, Session};
use parasol_protocol::volume::{Batch, VolumeName};

use crate::agreement::kit::Organisations;
use crate::ceremony::made;
use crate::house::{House, violent};

const REPORTED: &str = "+33639984157";
const NOT_REPORTED: &str = "+33639984158";

/// What these holders answer together; `t` is believed to be how many it takes.
fn gathered(houses: &mut [&mut House], ask: &Ask, t: Option<u16>) -> Answer {
    let mut key = houses[0].snapshot().holders(&ask.circle, ask.epoch)?.key;
    key.t = t.unwrap_or(key.t);
    let mut gathering = Gathering::new(&ask.elements, &key)?;
    for house in houses {
        let snapshot = house.snapshot();
        let share = snapshot.holders(&ask.circle, ask.epoch)?.own.unwrap();
        let evaluation = snapshot.evaluate(&ask.circle, ask.epoch, &ask.elements, &mut house.rng)?;
        gathering.add(share, &evaluation).unwrap();
    }
    gathering.combine()
}

/// The first publishes the number in the circle.
fn publish(all: &mut Organisations, number: &str) {
    let reporter = all.houses[0].member("reporter", Role::Member);
    let moderator = all.houses[0].member("moderator", Role::Moderator);
    let draft: ReportDraft = violent(number);
    let report = all.houses[0].report(reporter, draft).unwrap();
    all.houses[0].publish(moderator, report, true).unwrap();
    all.houses[0].wait(601);
    let now = all.houses[0].now;
    let (pending, asks) = {
        let house = &mut all.houses[0];
        house.snapshot().next_publication(now, &mut house.rng).unwrap().unwrap()
    };
    let mut holders: Vec<&mut House> = all.houses.iter_mut().collect();
    let answers = asks.iter().map(|ask| {
        let t = usize::from(holders[0].snapshot().holders(&ask.circle, ask.epoch).unwrap().key.t);
        gathered(&mut holders[..t], ask, None)
    });
    let answers = answers.collect();
    all.houses[0].run(FinishPublication { pending, answers }).unwrap();
}

/// `a` and `b` exchange their ledgers.
fn sync(all: &mut Organisations, a: usize, b: usize) {
    let ids = [all.id(a), all.id(b)];
    let open = |own: usize, other: usize, who: usize| {
        Session::open(ids[own], ids[other], &all.houses[who].snapshot().ledgers())
    };
    let ((first, to_second), (second, to_first)) = (open(0, 1, a), open(1, 0, b));
    let mut sessions = [first, second];
    let mut todo: VecDeque<(usize, Effect)> = to_second.into_iter().map(|effect| (0, effect)).collect();
    todo.extend(to_first.into_iter().map(|effect| (1, effect)));
    while let Some((who, effect)) = todo.pop_front() {
        let (house, from) = ([a, b][who], ids[1 - who]);
        let more = match effect {
            Effect::Send(frame) => {
                let other = 1 - who;
                let effects =
                    sessions[other].receive(&frame, &all.houses[[a, b][other]].snapshot().ledgers());
                todo.extend(effects.into_iter().map(|effect| (other, effect)));
                Vec::new()
            }
            Effect::Apply(delta) => {
                let answered = matches!(delta, Delta::Progress(_) | Delta::Found(_));
                let applied = all.run(house, ApplyDelta { from, delta }).unwrap();
                assert!(!matches!(applied, Applied::Refused(_)));
                let ledgers = all.houses[house].snapshot();
                if answered { sessions[who].applied(applied, &ledgers.ledgers()) } else { Vec::new() }
            }
            Effect::Heard(circle) => {
                all.run(house, Heard { from, circle }).unwrap();
                Vec::new()
            }
            Effect::CharterDiffers(_) => Vec::new(),
            Effect::End(fault) => unreachable!("an honest peer was accused: {fault}"),
        };
        todo.extend(more.into_iter().map(|effect| (who, effect)));
    }
}

/// All tags of a publisher that a thief finds on a disk whose key it has.
fn tags(thief: &House, all: &Organisations, publisher: usize) -> BTreeSet<Tag> {
    let (snapshot, circle, publisher) = (thief.snapshot(), all.circle, all.id(publisher));
    let ledgers = snapshot.ledgers();
    let mut tags = BTreeSet::new();
    for listed in &ledgers.head(&circle, &publisher).unwrap().body().volumes {
        let name = VolumeName { circle, publisher, key: listed.0 };
        for n in 1..=listed.position().batches {
            let batch: Batch = parasol_protocol::codec::decode(&ledgers.batch(&name, n).unwrap()).unwrap();
            for hash in batch.2.iter().filter_map(|op| op.1) {
                let record = Record::parse(&ledgers.record(&circle, &hash).unwrap()).unwrap();
                tags.insert(record.clear().tag);
            }
        }
    }
    tags
}

/// The tag that the number has, as far as these nodes can tell; `t` is believed to be how many it takes.
fn tag(nodes: &mut [&mut House], all: &Organisations, epoch: u64, number: &str, t: Option<u16>) -> Tag {
    let phone = Identifier::from_canonical(IdentifierKind::Phone, number).unwrap();
    let (blinding, elements) = evaluation::blind([&phone], &mut nodes[0].rng).unwrap();
    let ask = Ask { circle: all.circle, epoch, class: evaluation::Class::Check, elements };
    let combined = gathered(nodes, &ask, t).unwrap();
    let outputs = blinding.finish_combined(&combined).unwrap();
    Audience { circle: all.circle, epoch, publisher: all.id(0) }.tag(&outputs[0])
}

#[test]
fn where_one_share_opens_all_a_stolen_node_tells_of_every_number() {
    let mut all = Organisations::linked(2);
    publish(&mut all, REPORTED);
    sync(&mut all, 0, 1);
    let mut thief = all.houses[1].twin(9);
    let known = tags(&thief, &all, 0);
    assert_eq!(known.len(), 1);
    assert!(known.contains(&tag(&mut [&mut thief], &all, 1, REPORTED, None)));
    assert!(!known.contains(&tag(&mut [&mut thief], &all, 1, NOT_REPORTED, None)));
}

#[test]
fn where_three_are_needed_two_stolen_nodes_cannot_tell_whether_a_number_is_reported() {
    let mut all = made(4, 3);
    // The key that everybody held whole has served until now. What is published is tagged under the newest.
    publish(&mut all, REPORTED);
    for other in 1..4 {
        sync(&mut all, 0, other);
    }
    let mut stolen: Vec<House> = (1..4).map(|i| all.houses[i].twin(10 + i as u64)).collect();
    let known = tags(&stolen[0], &all, 0);
    assert_eq!(known.len(), 1, "the thief reads all records");

    // One or two of them: nothing that they can make of their shares is the tag, of either number.
    let mut made_up = BTreeSet::new();
    for number in [REPORTED, NOT_REPORTED] {
        for some in [&[0_usize][..], &[1], &[2], &[0, 1], &[1, 2], &[0, 2]] {
            let mut nodes: Vec<&mut House> = stolen
                .iter_mut()
                .enumerate()
                .filter(|(n, _)| some.contains(n))
                .map(|(_, house)| house)
                .collect();
            let believed = u16::try_from(some.len()).unwrap();
            made_up.insert(tag(&mut nodes, &all, 2, number, Some(believed)));
            // Nor with the old key, which everybody had whole.
            made_up.insert(tag(&mut nodes[..1], &all, 1, number, None));
        }
    }
    assert!(known.is_disjoint(&made_up));
    // Three of them read it as its publisher does.
    let mut nodes: Vec<&mut House> = stolen.iter_mut().collect();
    assert!(known.contains(&tag(&mut nodes, &all, 2, REPORTED, None)));
    assert!(!known.contains(&tag(&mut nodes, &all, 2, NOT_REPORTED, None)));
}

#[test]
fn a_stolen_disk_without_its_key_does_not_open() {
    let mut all = Organisations::linked(2);
    publish(&mut all, REPORTED);
    sync(&mut all, 0, 1);
    let published: Vec<Vec<u8>> =
        tags(&all.houses[1], &all, 0).iter().map(parasol_protocol::codec::encode).collect();
    let house = &mut all.houses[1];
    house.node = None;
    let opened = Node::open(house.dir.path(), StoreKey::new([6; 32]), house.now, &mut house.rng);
    assert!(opened.is_err());
    for file in std::fs::read_dir(house.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
        let shows = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
        assert!(published.iter().all(|tag| !shows(tag)), "not even tags");
        assert!(!shows(b"639984157") && !shows(b"39 98 41 57"));
    }
}
