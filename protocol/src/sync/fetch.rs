//! Fetching one ledger up to one head: which batches are wanted, and whether what came ends in the signed digests.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::Fault;
use super::ledgers::{Extension, Ledgers, Listing, Progress};
use super::message::{MAX_WANTED_RECORDS, MAX_WANTED_VOLUMES, Span, Want};
use crate::codec;
use crate::envelope::Verified;
use crate::head::Head;
use crate::ids::{EntryId, Hash};
use crate::record::Record;
use crate::volume::{Batch, Chained, MAX_BATCH, MAX_VOLUME_OPS, Op, Position, VolumeKey, VolumeName};

/// When this many bytes of batches have come, whole volumes are handed over before more is asked for.
const HAND_OVER: usize = 262_144;

/// Under which entry and epoch a record is listed.
type Named = BTreeMap<Hash, (EntryId, u64)>;

/// One volume on its way to where the head says it stands.
#[derive(Debug)]
struct Course {
    name: VolumeName,
    from: Position,
    now: Position,
    goal: Position,
    ops: u64,
    batches: Vec<Chained>,
}

impl Course {
    fn new(name: VolumeName, from: Position, goal: Position) -> Self {
        Self { name, from, now: from, goal, ops: 0, batches: Vec::new() }
    }

    fn is_there(&self) -> bool {
        self.now == self.goal
    }

    fn is_under_way(&self) -> bool {
        !self.batches.is_empty() && !self.is_there()
    }

    fn bytes(&self) -> usize {
        self.batches.iter().map(|batch| batch.bytes().len()).sum()
    }

    /// Takes the next batch. A chain that was continued and missed the signed digest is asked for again from its start:
    /// the publisher may have mended its ledger. One that missed it from its start is the giver's fault.
    fn take(&mut self, bytes: &[u8]) -> Result<Taken, Fault> {
        let chained = Chained::read(bytes, &self.name.key, &self.now).map_err(|_| Fault::Batch)?;
        self.ops = self.ops.saturating_add(u64::try_from(chained.ops().len()).unwrap_or(u64::MAX));
        if self.ops > MAX_VOLUME_OPS {
            return Err(Fault::Batch);
        }
        self.now = *chained.after();
        self.batches.push(chained);
        if self.now.batches < self.goal.batches || self.is_there() {
            return Ok(Taken::Continued);
        }
        let start = Position::start(&self.name);
        if self.from == start {
            return Err(Fault::Digest);
        }
        *self = Self::new(self.name, start, self.goal);
        Ok(Taken::BeginsAgain)
    }
}

enum Taken {
    Continued,
    BeginsAgain,
}

/// The fetch of one head.
#[derive(Debug)]
pub(super) struct Fetch {
    head: Verified<Head>,
    courses: BTreeMap<VolumeKey, Course>,
    /// How many bytes of batches are held.
    bytes: usize,
    records: Vec<Record>,
    wanted: Named,
}

impl Fetch {
    pub(super) fn new(head: Verified<Head>, ledgers: &impl Ledgers) -> Self {
        let Head { circle, publisher, .. } = *head.body();
        let courses = head
            .body()
            .volumes
            .iter()
            .filter_map(|listed| {
                let name = VolumeName { circle, publisher, key: listed.0 };
                let (held, goal) = (ledgers.position(&name), listed.position());
                // What is held beyond the head, or differs from it, is not a beginning of what the head vouches for.
                let from = if held.batches < goal.batches { held } else { Position::start(&name) };
                (held != goal).then(|| (listed.0, Course::new(name, from, goal)))
            })
            .collect();
        Self { head, courses, bytes: 0, records: Vec::new(), wanted: BTreeMap::new() }
    }

    pub(super) fn head(&self) -> &Verified<Head> {
        &self.head
    }

    /// Whether records were asked for, not batches.
    pub(super) fn wants_records(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// How many things were asked for, at the least.
    pub(super) fn wanted(&self) -> usize {
        self.wanted.len().max(1)
    }

    /// Takes batches of the wanted volumes, each volume's in order and as far as it is wanted before the next one's.
    pub(super) fn take(&mut self, batches: &[impl AsRef<[u8]>]) -> Result<(), Fault> {
        let mut under_way = self.courses.values().find(|course| course.is_under_way()).map(|c| c.name.key);
        for bytes in batches {
            let Batch(key, ..) =
                codec::decode_bounded(bytes.as_ref(), MAX_BATCH).map_err(|_| Fault::Batch)?;
            // Volumes that are begun and never made whole would fill the memory.
            if under_way.is_some_and(|begun| begun != key) {
                return Err(Fault::Unasked);
            }
            let course = self.courses.get_mut(&key).filter(|c| !c.is_there()).ok_or(Fault::Unasked)?;
            let taken = course.take(bytes.as_ref())?;
            under_way = course.is_under_way().then_some(key);
            match taken {
                Taken::Continued => self.bytes = self.bytes.saturating_add(bytes.as_ref().len()),
                Taken::BeginsAgain => {
                    self.bytes = self.courses.values().map(Course::bytes).sum();
                    // Nothing that is signed names the records that came with the chain that was dropped.
                    self.records.clear();
                }
            }
        }
        Ok(())
    }

    /// Takes records that came along with the batches that name them.
    pub(super) fn take_along(&mut self, records: &[impl AsRef<[u8]>]) -> Result<(), Fault> {
        if !records.is_empty() {
            let named = named(self.courses.values());
            for bytes in records {
                self.records.push(read_record(bytes.as_ref(), &self.head, &named)?);
            }
        }
        Ok(())
    }

    /// What to ask for next; nothing when every volume is where the head says.
    pub(super) fn want(&self) -> Option<Want> {
        let span = |course: &Course| Span(course.name.key, course.now.batches, course.goal.batches);
        let going = |under_way: bool| {
            self.courses.values().filter(move |c| !c.is_there() && c.is_under_way() == under_way).map(span)
        };
        // The volume that is begun comes first: the giver goes through the list in order.
        let volumes: Vec<Span> = going(true).chain(going(false)).take(MAX_WANTED_VOLUMES).collect();
        let Head { circle, publisher, .. } = *self.head.body();
        (!volumes.is_empty()).then_some(Want { circle, publisher, volumes, records: Vec::new() })
    }

    /// Hands over what has come, when all has come or much has.
    pub(super) fn hand_over(&mut self) -> Option<Progress> {
        let whole = self.courses.values().all(Course::is_there);
        if !whole && self.bytes < HAND_OVER {
            return None;
        }
        let (there, going): (BTreeMap<_, _>, BTreeMap<_, _>) =
            core::mem::take(&mut self.courses).into_iter().partition(|(_, course)| course.is_there());
        self.courses = going;
        self.bytes = self.courses.values().map(Course::bytes).sum();
        // Only what the signed digests name by now is handed over.
        let vouched = if self.records.is_empty() { BTreeMap::new() } else { named(there.values()) };
        let (records, later) = core::mem::take(&mut self.records)
            .into_iter()
            .partition(|record| vouched.contains_key(&record.hash()));
        self.records = later;
        let extensions = there
            .into_values()
            .map(|c| Extension { name: c.name, from: c.from, batches: c.batches })
            .collect::<Vec<_>>();
        (whole || !extensions.is_empty()).then(|| Progress {
            head: self.head.clone(),
            extensions,
            records,
            whole,
        })
    }

    /// Asks for records that are listed and not here; nothing when none is missing or none that were asked for came.
    pub(super) fn want_records(&mut self, ledgers: &impl Ledgers) -> Option<Want> {
        let Head { circle, publisher, .. } = *self.head.body();
        let missing = ledgers.missing(&circle, &publisher, MAX_WANTED_RECORDS);
        let listed = |listing: &Listing| (listing.hash, (listing.id, listing.volume.epoch()));
        let missing: Named = missing.iter().take(MAX_WANTED_RECORDS).map(listed).collect();
        if missing.is_empty() || self.wanted == missing {
            return None;
        }
        self.wanted = missing;
        let records = self.wanted.keys().copied().collect();
        Some(Want { circle, publisher, volumes: Vec::new(), records })
    }

    /// Reads records that were asked for.
    pub(super) fn take_records(&self, records: &[impl AsRef<[u8]>]) -> Result<Vec<Record>, Fault> {
        let mut taken = BTreeSet::new();
        records
            .iter()
            .map(|bytes| {
                let record = read_record(bytes.as_ref(), &self.head, &self.wanted)?;
                if taken.insert(record.hash()) { Ok(record) } else { Err(Fault::Unasked) }
            })
            .collect()
    }
}

/// The records of the entries that these batches file and do not recall again.
fn named<'a>(courses: impl Iterator<Item = &'a Course>) -> Named {
    let mut names = BTreeMap::new();
    for course in courses {
        let mut live = BTreeMap::new();
        for Op(id, hash) in course.batches.iter().flat_map(Chained::ops) {
            match hash {
                Some(hash) => live.insert(*id, *hash),
                None => live.remove(id),
            };
        }
        names.extend(live.into_iter().map(|(id, hash)| (hash, (id, course.name.key.epoch()))));
    }
    names
}

/// A record that is named under its hash, with the id, epoch, circle and publisher under which it is listed.
fn read_record(bytes: &[u8], head: &Verified<Head>, named: &Named) -> Result<Record, Fault> {
    let record = Record::parse(bytes).map_err(|_| Fault::Record)?;
    let (id, epoch) = named.get(&record.hash()).ok_or(Fault::Unasked)?;
    let clear = record.clear();
    let Head { circle, publisher, .. } = *head.body();
    let fits = (clear.circle, clear.publisher, clear.id, clear.epoch) == (circle, publisher, *id, *epoch);
    if fits { Ok(record) } else { Err(Fault::Record) }
}
