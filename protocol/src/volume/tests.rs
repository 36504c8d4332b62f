//! The law of merging: whoever takes the same batches, however they come, holds the same document.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn name() -> VolumeName {
    VolumeName {
        circle: CircleId::new([1; 16]),
        publisher: OrganisationId::new([2; 16]),
        key: VolumeKey(1, Month::new(2026, 11).unwrap(), 0, Incarnation::new([3; 8])),
    }
}

fn id(n: u16) -> EntryId {
    let [high, low] = n.to_be_bytes();
    EntryId::new([high, low, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
}

fn file(n: u16) -> Op {
    Op(id(n), Some(codec::hash("test", &n.to_be_bytes())))
}

fn recall(n: u16) -> Op {
    Op(id(n), None)
}

/// Batches of a volume: `sizes` entries filed one after the other, every third of them recalled later.
fn history(sizes: &[u16]) -> (Volume, Vec<Chained>) {
    let mut volume = Volume::new(name());
    let mut batches = Vec::new();
    let mut next = 0;
    for size in sizes {
        let filed: Vec<Op> = (next..next + size).map(file).collect();
        let recalled: Vec<Op> = (next..next + size).filter(|n| n.is_multiple_of(3)).map(recall).collect();
        next += size;
        batches.push(volume.append(filed).unwrap());
        if !recalled.is_empty() {
            batches.push(volume.append(recalled).unwrap());
        }
    }
    (volume, batches)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn the_same_batches_make_the_same_document(sizes in vec(1_u16..20, 1..6), stops in vec(any::<bool>(), 12)) {
        let (mut publisher, batches) = history(&sizes);
        let mut peer = Volume::new(name());
        for (n, chained) in batches.iter().enumerate() {
            let read = Chained::read(chained.bytes(), &name().key, peer.position()).unwrap();
            peer.take(&read).unwrap();
            // Now and then the peer stops, is started again, and goes on from what it stored.
            if stops.get(n).is_some_and(|stop| *stop) {
                peer = Volume::load(name(), &peer.save()).unwrap();
            }
        }
        prop_assert_eq!(peer.document_heads(), publisher.document_heads());
        prop_assert_eq!(peer.document_heads().len(), 1);
        prop_assert_eq!(peer.position(), publisher.position());
        prop_assert_eq!(peer.live().unwrap(), publisher.live().unwrap());
        prop_assert_eq!(peer.recalled().unwrap(), publisher.recalled().unwrap());
        prop_assert_eq!(peer.room(), publisher.room());
        prop_assert_eq!(peer.save(), publisher.save());
    }
}

#[test]
fn only_legal_steps_are_taken_and_a_refused_batch_leaves_no_trace() {
    let mut volume = Volume::new(name());
    volume.append(vec![file(1), file(2)]).unwrap();
    volume.append(vec![recall(2)]).unwrap();
    let (stored, heads) = (volume.save(), volume.document_heads());
    for step in [file(1), file(2), recall(2), recall(3)] {
        assert_eq!(volume.append(vec![file(7), step]), Err(VolumeError::Step));
        assert_eq!(volume.save(), stored);
    }
    assert_eq!(volume.document_heads(), heads);
    assert_eq!(volume.standing(&id(7)).unwrap(), Standing::Absent);
    assert_eq!(volume.standing(&id(2)).unwrap(), Standing::Recalled);
    volume.append(vec![recall(1)]).unwrap();
    assert_eq!(volume.live().unwrap(), vec![]);
}

#[test]
fn a_batch_belongs_to_one_place_of_one_chain() {
    let (volume, batches) = history(&[3, 3]);
    let start = Position::start(&name());
    let first = batches.first().unwrap();
    let at_end = Chained::read(first.bytes(), &name().key, volume.position());
    assert_eq!(at_end, Err(VolumeError::Turn { expected: volume.position().batches + 1 }));
    let other = VolumeKey(2, Month::new(2026, 11).unwrap(), 0, Incarnation::new([3; 8]));
    assert!(Chained::read(first.bytes(), &other, &start).is_err());
    // Read for one chain, it is not taken by another.
    let elsewhere = VolumeName { circle: CircleId::new([9; 16]), ..name() };
    let foreign = Chained::read(first.bytes(), &name().key, &Position::start(&elsewhere)).unwrap();
    assert!(matches!(Volume::new(name()).take(&foreign), Err(VolumeError::Turn { .. })));
    let twice = codec::encode(&Batch(name().key, 1, vec![file(1), recall(1)]));
    let none = codec::encode(&Batch(name().key, 1, vec![]));
    let many = codec::encode(&Batch(name().key, 1, (0..257).map(file).collect()));
    for bytes in [twice, none] {
        assert_eq!(Chained::read(&bytes, &name().key, &start), Err(VolumeError::Bounds));
    }
    assert!(Chained::read(&many, &name().key, &start).is_err());
}

#[test]
fn the_longest_legal_batch_fits_its_bound() {
    let key = VolumeKey(u64::MAX, Month::new(9_999, 12).unwrap(), u32::MAX, Incarnation::new([3; 8]));
    let batch = codec::encode(&Batch(key, u64::MAX, (0..256).map(file).collect()));
    assert!(batch.len() <= MAX_BATCH, "{}", batch.len());
}

#[test]
fn a_full_volume_takes_recalls_and_nothing_else() {
    let mut volume = Volume::new(name());
    for n in 0..16 {
        volume.append((n * 256..(n + 1) * 256).map(file).collect()).unwrap();
    }
    assert_eq!(volume.room(), 0);
    assert_eq!(volume.append(vec![file(5_000)]), Err(VolumeError::Bounds));
    for n in 0..16 {
        volume.append((n * 256..(n + 1) * 256).map(recall).collect()).unwrap();
    }
    assert_eq!(volume.live().unwrap(), vec![]);
}

#[test]
fn a_damaged_document_is_an_error() {
    let (mut volume, _) = history(&[2]);
    let mut stored = volume.save();
    stored.doc.truncate(20);
    assert!(matches!(Volume::load(name(), &stored), Err(VolumeError::Document)));
}
