//! Fetching one ledger up to one head: which batches are wanted, and whether what came ends in the signed digests.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::fault::Fault;
use super::ledgers::{Extension, Ledgers, Listing, Progress};
use super::message::{After, MAX_WANTED_RECORDS, MAX_WANTED_VOLUMES, Want};
use crate::codec;
use crate::envelope::Verified;
use crate::head::Head;
use crate::ids::{EntryId, Hash};
use crate::record::Record;
use crate::volume::{Batch, Chained, MAX_BATCH, Op, Position, VolumeName};

/// When this many bytes of batches have come, whole volumes are handed over before more is asked for.
const HAND_OVER: usize = 4 * 1_048_576;

/// One volume on its way to where the head says it stands.
#[derive(Debug)]
struct Course {
    name: VolumeName,
    from: Position,
    now: Position,
    goal: Position,
    batches: Vec<Chained>,
}

impl Course {
    fn is_there(&self) -> bool {
        self.now == self.goal
    }

    /// Takes the next batch. A chain that was continued and missed the signed digest is asked for again from its start:
    /// the publisher may have mended its ledger. One that missed it from its start is the giver's fault.
    fn take(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let chained = Chained::read(bytes, &self.name.key, &self.now).map_err(|_| Fault::Batch)?;
        self.now = *chained.after();
        self.batches.push(chained);
        if self.now.batches < self.goal.batches || self.is_there() {
            return Ok(());
        }
        let start = Position::start(&self.name);
        if self.from == start {
            return Err(Fault::Digest);
        }
        (self.from, self.now) = (start, start);
        self.batches.clear();
        Ok(())
    }
}

/// The fetch of one head.
#[derive(Debug)]
pub(super) struct Fetch {
    head: Verified<Head>,
    courses: VecDeque<Course>,
    records: Vec<Record>,
    pub(super) wanted: BTreeMap<Hash, (EntryId, u64)>,
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
                (held != goal).then_some(Course { name, from, now: from, goal, batches: Vec::new() })
            })
            .collect();
        Self { head, courses, records: Vec::new(), wanted: BTreeMap::new() }
    }

    pub(super) fn head(&self) -> &Verified<Head> {
        &self.head
    }

    /// Takes what came: batches of the wanted volumes in order, then records that those batches name.
    pub(super) fn take(
        &mut self,
        batches: &[impl AsRef<[u8]>],
        records: &[impl AsRef<[u8]>],
    ) -> Result<(), Fault> {
        for bytes in batches {
            let Batch(key, ..) =
                codec::decode_bounded(bytes.as_ref(), MAX_BATCH).map_err(|_| Fault::Batch)?;
            let course =
                self.courses.iter_mut().find(|course| course.name.key == key).ok_or(Fault::Unasked)?;
            if course.is_there() {
                return Err(Fault::Unasked);
            }
            course.take(bytes.as_ref())?;
        }
        let named: BTreeMap<Hash, (EntryId, u64)> = self.named();
        for bytes in records {
            self.records.push(read_record(bytes.as_ref(), &self.head, &named)?);
        }
        Ok(())
    }

    /// The records that the batches of this fetch file.
    fn named(&self) -> BTreeMap<Hash, (EntryId, u64)> {
        let courses = self.courses.iter();
        let ops = courses.flat_map(|course| {
            let epoch = course.name.key.epoch();
            course.batches.iter().flat_map(Chained::ops).map(move |op| (epoch, op))
        });
        ops.filter_map(|(epoch, Op(id, hash))| hash.map(|hash| (hash, (*id, epoch)))).collect()
    }

    /// What to ask for next; nothing when every volume is where the head says.
    pub(super) fn want(&self) -> Option<Want> {
        let volumes: Vec<After> = self
            .courses
            .iter()
            .filter(|course| !course.is_there())
            .take(MAX_WANTED_VOLUMES)
            .map(|course| After(course.name.key, course.now.batches))
            .collect();
        let Head { circle, publisher, .. } = *self.head.body();
        (!volumes.is_empty()).then_some(Want { circle, publisher, volumes, records: Vec::new() })
    }

    /// Hands over what has come, when all has come or much has.
    pub(super) fn hand_over(&mut self) -> Option<Progress> {
        let whole = self.courses.iter().all(Course::is_there);
        let bytes: usize = self.courses.iter().flat_map(|c| &c.batches).map(|b| b.bytes().len()).sum();
        if !whole && bytes < HAND_OVER {
            return None;
        }
        let (there, going): (VecDeque<_>, VecDeque<_>) =
            core::mem::take(&mut self.courses).into_iter().partition(Course::is_there);
        self.courses = going;
        if !whole && there.is_empty() {
            return None;
        }
        let extensions =
            there.into_iter().map(|c| Extension { name: c.name, from: c.from, batches: c.batches }).collect();
        let records = core::mem::take(&mut self.records);
        Some(Progress { head: self.head.clone(), extensions, records, whole })
    }

    /// Asks for records that are listed and not here; nothing when none is missing or none that were asked for came.
    pub(super) fn want_records(&mut self, ledgers: &impl Ledgers) -> Option<Want> {
        let Head { circle, publisher, .. } = *self.head.body();
        let missing = ledgers.missing(&circle, &publisher, MAX_WANTED_RECORDS);
        let hashes: BTreeSet<Hash> = missing.iter().map(|listing| listing.hash).collect();
        if missing.is_empty() || self.wanted.keys().copied().collect::<BTreeSet<_>>() == hashes {
            return None;
        }
        let listed = |listing: &Listing| (listing.hash, (listing.id, listing.volume.epoch()));
        self.wanted = missing.iter().map(listed).collect();
        Some(Want { circle, publisher, volumes: Vec::new(), records: hashes.into_iter().collect() })
    }

    /// Reads records that were asked for.
    pub(super) fn take_records(&self, records: &[impl AsRef<[u8]>]) -> Result<Vec<Record>, Fault> {
        records.iter().map(|bytes| read_record(bytes.as_ref(), &self.head, &self.wanted)).collect()
    }
}

/// A record that is named under its hash, with the id, epoch, circle and publisher under which it is listed.
fn read_record(
    bytes: &[u8],
    head: &Verified<Head>,
    named: &BTreeMap<Hash, (EntryId, u64)>,
) -> Result<Record, Fault> {
    let record = Record::parse(bytes).map_err(|_| Fault::Record)?;
    let (id, epoch) = named.get(&record.hash()).ok_or(Fault::Unasked)?;
    let clear = record.clear();
    let Head { circle, publisher, .. } = *head.body();
    let fits = (clear.circle, clear.publisher, clear.id, clear.epoch) == (circle, publisher, *id, *epoch);
    if fits { Ok(record) } else { Err(Fault::Record) }
}
