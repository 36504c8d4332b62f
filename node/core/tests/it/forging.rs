//! A member that files what no honest node files. Everything else of its ledgers is what its node has.

use std::collections::{BTreeMap, VecDeque};

use parasol_core::ledger::ApplyDelta;
use parasol_core::node::Snapshot;
use parasol_protocol::envelope::{self, Verified};
use parasol_protocol::head::{Head, Listed};
use parasol_protocol::ids::{CircleId, EntryId, Hash, NodeKey, OrganisationId};
use parasol_protocol::record::Record;
use parasol_protocol::sync::{Applied, Delta, Effect, Ledgers, Listing, Session};
use parasol_protocol::volume::{Op, Position, Volume, VolumeName};

use crate::agreement::kit::Organisations;

/// A ledger of one volume in place of the honest one.
pub(crate) struct Forged {
    honest: Snapshot,
    head: Verified<Head>,
    name: VolumeName,
    batches: Vec<Vec<u8>>,
    records: BTreeMap<Hash, Vec<u8>>,
}

impl Forged {
    /// What `i` signs: a volume beside its first one with these batches, of entries that these records are.
    pub(crate) fn new(all: &Organisations, i: usize, batches: Vec<Vec<Op>>, records: &[Record]) -> Self {
        let honest = all.houses[i].snapshot();
        let newest = honest.ledgers().head(&all.circle, &all.id(i)).unwrap();
        let mut key = newest.body().volumes[0].0;
        key.2 += 1;
        let name = VolumeName { circle: all.circle, publisher: all.id(i), key };
        let mut volume = Volume::new(name);
        let batches = batches.into_iter().map(|ops| volume.append(ops).unwrap().bytes().to_vec()).collect();
        let Position { batches: count, digest } = *volume.position();
        let head = Head {
            seq: newest.body().seq + 1,
            prev: Some(newest.hash()),
            volumes: vec![Listed(key, count, digest)],
            ..newest.body().clone()
        };
        let head = envelope::seal(head, all.houses[i].node().identity().secret());
        let records = records.iter().map(|record| (record.hash(), record.bytes().to_vec())).collect();
        Self { honest, head, name, batches, records }
    }

    /// Hands it to `to`, which takes it.
    pub(crate) fn reach(&self, all: &mut Organisations, to: usize) {
        let (from, receiver) = (self.name.publisher, all.id(to));
        let (mut forger, hello) = Session::open(from, receiver, self);
        let (mut taker, back) = Session::open(receiver, from, &all.houses[to].snapshot().ledgers());
        let mut todo: VecDeque<(bool, Effect)> = hello.into_iter().map(|effect| (true, effect)).collect();
        todo.extend(back.into_iter().map(|effect| (false, effect)));
        while let Some((of_forger, effect)) = todo.pop_front() {
            let more = match effect {
                Effect::Send(frame) if of_forger => {
                    let effects = taker.receive(&frame, &all.houses[to].snapshot().ledgers());
                    effects.into_iter().map(|effect| (false, effect)).collect()
                }
                Effect::Send(frame) => {
                    forger.receive(&frame, self).into_iter().map(|effect| (true, effect)).collect()
                }
                Effect::Apply(delta) if !of_forger => {
                    let answered = matches!(delta, Delta::Progress(_) | Delta::Found(_));
                    let applied = all.run(to, ApplyDelta { from, delta }).unwrap();
                    assert!(!matches!(applied, Applied::Refused(_)), "{applied:?}");
                    let snapshot = all.houses[to].snapshot();
                    let effects =
                        if answered { taker.applied(applied, &snapshot.ledgers()) } else { Vec::new() };
                    effects.into_iter().map(|effect| (false, effect)).collect()
                }
                Effect::End(fault) => unreachable!("{fault}"),
                _ => Vec::new(),
            };
            todo.extend(more);
        }
        let held = all.houses[to].snapshot().ledgers().head(&self.name.circle, &from);
        assert_eq!(held.unwrap().hash(), self.head.hash());
    }

    fn is_own(&self, circle: &CircleId, publisher: &OrganisationId) -> bool {
        (self.name.circle, self.name.publisher) == (*circle, *publisher)
    }
}

impl Ledgers for Forged {
    fn common_circles(&self, peer: &OrganisationId) -> Vec<(CircleId, u64)> {
        self.honest.ledgers().common_circles(peer)
    }

    fn member_key(&self, circle: &CircleId, organisation: &OrganisationId) -> Option<NodeKey> {
        self.honest.ledgers().member_key(circle, organisation)
    }

    fn heads(&self, circle: &CircleId) -> Vec<Verified<Head>> {
        let mut heads = self.honest.ledgers().heads(circle);
        heads.retain(|head| !self.is_own(circle, &head.body().publisher));
        heads.push(self.head.clone());
        heads
    }

    fn head(&self, circle: &CircleId, publisher: &OrganisationId) -> Option<Verified<Head>> {
        if self.is_own(circle, publisher) {
            return Some(self.head.clone());
        }
        self.honest.ledgers().head(circle, publisher)
    }

    fn position(&self, volume: &VolumeName) -> Position {
        if *volume == self.name {
            return self.head.body().volumes[0].position();
        }
        self.honest.ledgers().position(volume)
    }

    fn batch(&self, volume: &VolumeName, n: u64) -> Option<Vec<u8>> {
        if *volume == self.name {
            return self.batches.get(usize::try_from(n).ok()?.checked_sub(1)?).cloned();
        }
        self.honest.ledgers().batch(volume, n)
    }

    fn record(&self, circle: &CircleId, hash: &Hash) -> Option<Vec<u8>> {
        self.records.get(hash).cloned().or_else(|| self.honest.ledgers().record(circle, hash))
    }

    fn missing(&self, _: &CircleId, _: &OrganisationId, _: usize) -> Vec<Listing> {
        Vec::new()
    }

    fn takes_back(&self, circle: &CircleId) -> bool {
        self.honest.ledgers().takes_back(circle)
    }

    fn is_own_former_key(&self, circle: &CircleId, key: &NodeKey) -> bool {
        self.honest.ledgers().is_own_former_key(circle, key)
    }

    fn is_own_head(&self, _: &CircleId, _: u64, _: &Hash) -> bool {
        true
    }

    fn acks(&self, circle: &CircleId, peer: &OrganisationId) -> Vec<Vec<u8>> {
        self.honest.ledgers().acks(circle, peer)
    }
}

/// As many batches of entries that nobody has a record of, and if wished as many that recall them.
pub(crate) fn nothings(batches: u64, recalled: bool) -> Vec<Vec<Op>> {
    let op = |n: u64| {
        let bytes = [n.to_be_bytes(); 4].concat();
        Op(EntryId::new(bytes[..16].try_into().unwrap()), Some(Hash::new(bytes.try_into().unwrap())))
    };
    let filed = (0..batches).map(|batch| (0..256).map(|n| op(batch * 256 + n)).collect::<Vec<_>>());
    let filed: Vec<_> = filed.collect();
    let recalls = filed.iter().filter(|_| recalled);
    let recalls: Vec<_> = recalls.map(|ops| ops.iter().map(|op| Op(op.0, None)).collect()).collect();
    filed.into_iter().chain(recalls).collect()
}
