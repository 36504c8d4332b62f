//! What is kept of every ledger, the node's own included.

use parasol_protocol::ids::{CircleId, EntryId, Hash, Incarnation, OrganisationId};
use parasol_protocol::time::{Month, Timestamp};
use parasol_protocol::volume::{Position, VolumeKey, VolumeName};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::store::{BucketId, BucketIndex, BucketTable, Key, Table, id_key};

id_key!(Incarnation);

impl Key for VolumeKey {
    fn write(&self, to: &mut Vec<u8>) {
        (self.0, self.1, self.2, self.3).write(to);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (epoch, month, part, incarnation) = <(u64, Month, u32, Incarnation)>::read(bytes)?;
        Some(Self(epoch, month, part, incarnation))
    }
}

impl Key for VolumeName {
    fn write(&self, to: &mut Vec<u8>) {
        (self.circle, self.publisher, self.key).write(to);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (circle, publisher, key) = <(CircleId, OrganisationId, VolumeKey)>::read(bytes)?;
        Some(Self { circle, publisher, key })
    }
}

/// The newest head held of a publisher.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct HeadRow {
    /// Its number.
    pub(crate) seq: u64,
    /// Its hash.
    pub(crate) hash: Hash,
    /// When the publisher signed it.
    pub(crate) time: Timestamp,
    /// Whether the publisher says that everything is filed.
    pub(crate) complete: bool,
    /// The oldest epoch under which one has to ask to find everything; 0, which is all of them, where it was not written down.
    #[serde(default)]
    pub(crate) epoch: u64,
    /// The newest epoch of which it lists a volume; 0 where it was not written down, or lists none.
    #[serde(default)]
    pub(crate) last: u64,
    /// The envelope.
    pub(crate) bytes: ByteBuf,
}

/// How far a volume has come, and how full it is.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct PositionRow {
    pub(crate) position: Position,
    pub(crate) ids: u64,
    pub(crate) ops: u64,
}

impl PositionRow {
    /// How many entries it lists: each took one operation, and each that was recalled another.
    pub(crate) fn live(&self) -> u64 {
        self.ids.saturating_mul(2).saturating_sub(self.ops)
    }
}

/// Where the record of this hash is filed.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct FiledRow {
    pub(crate) publisher: OrganisationId,
    pub(crate) volume: VolumeKey,
    pub(crate) id: EntryId,
}

/// An entry whose record is not here yet.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct MissingRow {
    pub(crate) volume: VolumeKey,
    pub(crate) hash: Hash,
}

/// Two heads of one number, as envelopes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EvidenceRow {
    pub(crate) held: ByteBuf,
    pub(crate) held_hash: Hash,
    pub(crate) other: ByteBuf,
    pub(crate) other_hash: Hash,
}

/// What the own ledger in a circle needs beside its head.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OwnRow {
    /// The life of the ledger in which new entries are filed.
    pub(crate) incarnation: Incarnation,
    /// The highest number that was ever signed, and the hash of that head.
    pub(crate) highest: Option<(u64, Hash)>,
    /// When the node last found that it had been rolled back, and how many entries it recalled because it no longer knew
    /// them.
    pub(crate) recovered: Option<(Timestamp, u64)>,
    /// Peers that must be heard before anything is published again: the node was put back to an earlier time, and they may
    /// hold more of this ledger than it does.
    #[serde(default)]
    pub(crate) awaits: Vec<OrganisationId>,
    /// Own heads that were taken back, each with the highest that was known before, and that the next ones mend.
    #[serde(default)]
    pub(crate) mends: Vec<Hash>,
}

impl OwnRow {
    /// A ledger in which nothing was published.
    pub(crate) fn new(incarnation: Incarnation) -> Self {
        Self { incarnation, highest: None, recovered: None, awaits: Vec::new(), mends: Vec::new() }
    }
}

pub(crate) const HEADS: Table<(CircleId, OrganisationId), HeadRow> = Table::new("heads/1");
pub(crate) const POSITIONS: Table<VolumeName, PositionRow> = Table::new("positions/1");
/// The automerge document of each volume, saved.
pub(crate) const DOCUMENTS: Table<VolumeName, ByteBuf> = Table::new("documents/1");
pub(crate) const BATCHES: Table<(VolumeName, u64), ByteBuf> = Table::new("batches/1");
pub(crate) const FILED: Table<(CircleId, Hash), FiledRow> = Table::new("filed/1");
pub(crate) const MISSING: Table<(CircleId, OrganisationId, EntryId), MissingRow> = Table::new("missing/1");
/// Every entry that was ever recalled, so that no replay, mend or restore brings it back.
pub(crate) const RECALLED: Table<(CircleId, OrganisationId, EntryId), ()> = Table::new("recalled/1");
/// By publisher, then by the peer that stated it.
pub(crate) const ACKS: Table<(CircleId, OrganisationId, OrganisationId), ByteBuf> = Table::new("acks/1");
pub(crate) const EVIDENCE: Table<(CircleId, OrganisationId, u64), EvidenceRow> = Table::new("evidence/1");
/// The number of a head that this node once acked and no longer holds: its entries wait until it is caught up.
pub(crate) const BEHIND: Table<(CircleId, OrganisationId), u64> = Table::new("behind/1");
/// The heads that this node signed, so that one it does not know shows that it was rolled back.
pub(crate) const SIGNED: Table<(CircleId, u64, Hash), ()> = Table::new("signed/1");
pub(crate) const OWN: Table<CircleId, OwnRow> = Table::new("own_ledgers/1");

/// The records of a volume.
pub(crate) const RECORDS: BucketTable<EntryId, ByteBuf> = BucketTable::new("records/1");
/// The entries of a volume by their tag.
pub(crate) const TAGS: BucketIndex<[u8; 32], Vec<EntryId>> = BucketIndex::new("tags/1");

/// The bucket in which a volume's records are sealed.
pub(crate) fn bucket(volume: &VolumeName) -> BucketId {
    BucketId::new([b"volume/".as_slice(), &volume.bytes()].concat())
}
