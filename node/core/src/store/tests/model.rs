//! The store against a model of maps: writes, removals, taking back, committing, erasing, reopening.

use proptest::prelude::*;

use super::*;
use crate::store::{Mark, Read, Tx};

type Model = BTreeMap<(u8, u8, u8), String>;

#[derive(Debug, Clone)]
enum Step {
    Put(u8, u8, u8, String),
    Remove(u8, u8, u8),
    Mark,
    Rollback,
    Commit,
    Abandon,
    Erase,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..3_u8, 0..3_u8, 0..6_u8, "[a-z]{0,12}").prop_map(|(t, b, k, v)| Step::Put(t, b, k, v)),
        5 => (0..3_u8, 0..3_u8, 0..6_u8).prop_map(|(t, b, k)| Step::Remove(t, b, k)),
        3 => Just(Step::Mark),
        2 => Just(Step::Rollback),
        2 => Just(Step::Commit),
        1 => Just(Step::Abandon),
        1 => Just(Step::Erase),
        1 => Just(Step::Reopen),
    ]
}

fn bucket(n: u8) -> BucketId {
    BucketId::new([b"bucket ", &[n][..]].concat())
}

fn place(n: u8) -> u64 {
    u64::from(n)
}

fn name(n: u8) -> [u8; 4] {
    [0, 0, 0, n]
}

/// Table 0 is a plain one (the bucket is part of its key), 1 a bucket table, 2 a bucket index.
fn put(tx: &mut Tx, (table, b, k): (u8, u8, u8), value: &String) {
    match table {
        0 => tx.put(&TOWNS, &(place(b) * 100 + place(k)), value),
        1 => tx.bucket_put(&NOTES, &bucket(b), &place(k), value),
        _ => tx.index_put(&NAMES, &bucket(b), &name(k), value),
    }
    .unwrap();
}

fn remove(tx: &mut Tx, (table, b, k): (u8, u8, u8)) -> bool {
    match table {
        0 => tx.remove(&TOWNS, &(place(b) * 100 + place(k))),
        1 => tx.bucket_remove(&NOTES, &bucket(b), &place(k)),
        _ => tx.index_remove(&NAMES, &bucket(b), &name(k)),
    }
    .unwrap()
}

fn all(read: &impl Read) -> Model {
    let mut model = Model::new();
    let small = |n: u64| u8::try_from(n).unwrap();
    for (key, value) in read.range(&TOWNS, ..).unwrap() {
        model.insert((0, small(key / 100), small(key % 100)), value);
    }
    let in_the_middle = model.keys().filter(|(_, b, _)| *b == 1).count();
    assert_eq!(read.count_in(&TOWNS, 100..200).unwrap(), u64::try_from(in_the_middle).unwrap());
    for b in 0..3 {
        for (key, value) in read.bucket_rows(&NOTES, &bucket(b)).unwrap() {
            model.insert((1, b, small(key)), value);
        }
        for ([_, _, _, key], value) in read.index_rows(&NAMES, &bucket(b)).unwrap() {
            model.insert((2, b, key), value);
        }
    }
    model
}

/// A store beside its model: what is durable, what the open transaction says, and the marks in it.
struct Pair<'d> {
    dir: &'d Path,
    store: Option<Store>,
    tx: Option<Tx>,
    durable: Model,
    current: Model,
    marks: Vec<(Mark, Model)>,
    rng: ChaCha20Rng,
}

impl Pair<'_> {
    fn tx(&mut self) -> &mut Tx {
        let (store, rng) = (self.store.as_ref().unwrap(), &mut self.rng);
        self.tx.get_or_insert_with(|| store.begin(rng).unwrap())
    }

    fn end(&mut self, commit: bool) {
        let tx = self.tx.take();
        if let Some(tx) = tx.filter(|_| commit) {
            tx.commit().unwrap();
            self.durable = self.current.clone();
        }
        self.current = self.durable.clone();
        self.marks.clear();
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Put(t, b, k, value) => {
                put(self.tx(), (t, b, k), &value);
                self.current.insert((t, b, k), value);
            }
            Step::Remove(t, b, k) => {
                let was_there = remove(self.tx(), (t, b, k));
                assert_eq!(was_there, self.current.remove(&(t, b, k)).is_some());
            }
            Step::Mark => {
                let mark = self.tx().mark();
                self.marks.push((mark, self.current.clone()));
            }
            Step::Rollback => {
                if let Some((mark, model)) = self.marks.pop() {
                    self.tx().rollback_to(mark).unwrap();
                    self.current = model;
                }
            }
            Step::Commit => self.end(true),
            Step::Abandon => self.end(false),
            Step::Erase => {
                self.end(true);
                self.store.as_ref().unwrap().erase_dirty(10, &mut self.rng).unwrap();
            }
            Step::Reopen => {
                self.end(false);
                self.store = None;
                self.store = Some(Store::open(self.dir, key(), &mut self.rng).unwrap());
            }
        }
        assert_eq!(all(&self.store.as_ref().unwrap().read().unwrap()), self.durable);
        if let Some(tx) = &self.tx {
            assert_eq!(all(tx), self.current);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_store_does_what_maps_do(steps in prop::collection::vec(step(), 1..50)) {
        let dir = tempfile::tempdir().unwrap();
        let mut pair = Pair {
            dir: dir.path(),
            store: Some(made(dir.path())),
            tx: None,
            durable: Model::new(),
            current: Model::new(),
            marks: Vec::new(),
            rng: rng(11),
        };
        steps.into_iter().for_each(|step| pair.take(step));
    }
}
