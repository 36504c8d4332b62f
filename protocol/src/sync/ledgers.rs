//! What a session reads of the store, and what it hands back to be kept.

use crate::envelope::Verified;
use crate::head::{Ack, Head};
use crate::ids::{CircleId, EntryId, Hash, NodeKey, OrganisationId};
use crate::record::Record;
use crate::volume::{Chained, Position, VolumeKey, VolumeName};

/// An entry that a volume lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listing {
    /// Its volume.
    pub volume: VolumeKey,
    /// Its id.
    pub id: EntryId,
    /// Its record's hash.
    pub hash: Hash,
}

/// A snapshot of the ledgers that this node holds, its own included.
pub trait Ledgers {
    /// The circles that this node and `peer` are both members of, with the number of the charter.
    fn common_circles(&self, peer: &OrganisationId) -> Vec<(CircleId, u64)>;
    /// The node key of a member of a circle.
    fn member_key(&self, circle: &CircleId, organisation: &OrganisationId) -> Option<NodeKey>;
    /// The newest head held of every publisher in a circle.
    fn heads(&self, circle: &CircleId) -> Vec<Verified<Head>>;
    /// The newest head held of one publisher.
    fn head(&self, circle: &CircleId, publisher: &OrganisationId) -> Option<Verified<Head>>;
    /// How far a volume has come here; its start if it is not held.
    fn position(&self, volume: &VolumeName) -> Position;
    /// The bytes of a volume's `n`-th batch, from 1.
    fn batch(&self, volume: &VolumeName, n: u64) -> Option<Vec<u8>>;
    /// The bytes of a record that is listed in this circle.
    fn record(&self, circle: &CircleId, hash: &Hash) -> Option<Vec<u8>>;
    /// Entries that the ledger lists and whose records are not here, `limit` at most.
    fn missing(&self, circle: &CircleId, publisher: &OrganisationId, limit: usize) -> Vec<Listing>;
    /// Whether this is a key of this node that another has replaced since, by a charter of this circle.
    fn is_own_former_key(&self, circle: &CircleId, key: &NodeKey) -> bool;
    /// Whether the own ledger is being taken back from peers. Only then does what a former key of this node signed say anything:
    /// whoever has that key goes on having it.
    fn takes_back(&self, circle: &CircleId) -> bool;
    /// Whether this node itself signed this head of its own ledger and remembers it.
    fn is_own_head(&self, circle: &CircleId, seq: u64, hash: &Hash) -> bool;
    /// The newest acks held about the ledger of `peer`, and those that `peer` stated.
    fn acks(&self, circle: &CircleId, peer: &OrganisationId) -> Vec<Vec<u8>>;
}

/// Batches that continue a volume, from where it stands here or from its start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    pub(super) name: VolumeName,
    pub(super) from: Position,
    pub(super) batches: Vec<Chained>,
}

impl Extension {
    /// The volume.
    pub fn name(&self) -> &VolumeName {
        &self.name
    }

    /// Where it must stand before the first batch; at its start, the batches replace what is held.
    pub fn from(&self) -> &Position {
        &self.from
    }

    /// The batches.
    pub fn batches(&self) -> &[Chained] {
        &self.batches
    }

    /// Where it stands after the last batch.
    pub fn to(&self) -> &Position {
        self.batches.last().map_or(&self.from, Chained::after)
    }
}

/// A step towards a publisher's head, checked against its signature. Only a session builds one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub(super) head: Verified<Head>,
    pub(super) extensions: Vec<Extension>,
    pub(super) records: Vec<Record>,
    pub(super) whole: bool,
}

impl Progress {
    /// The head that vouches for it.
    pub fn head(&self) -> &Verified<Head> {
        &self.head
    }

    /// Volumes that come to where the head says they stand.
    pub fn extensions(&self) -> &[Extension] {
        &self.extensions
    }

    /// Records of entries in these volumes.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Whether all volumes stand where the head says, so that the head becomes the one held.
    pub fn is_whole(&self) -> bool {
        self.whole
    }
}

/// Records of entries that the held head lists. Only a session builds one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub(super) circle: CircleId,
    pub(super) publisher: OrganisationId,
    pub(super) records: Vec<Record>,
}

impl Found {
    /// The circle.
    pub fn circle(&self) -> &CircleId {
        &self.circle
    }

    /// Whose ledger.
    pub fn publisher(&self) -> &OrganisationId {
        &self.publisher
    }

    /// The records.
    pub fn records(&self) -> &[Record] {
        &self.records
    }
}

/// Two heads of one number by one publisher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub(super) held: Verified<Head>,
    pub(super) other: Verified<Head>,
}

impl Evidence {
    /// The head that was held.
    pub fn held(&self) -> &Verified<Head> {
        &self.held
    }

    /// The other one of the same number.
    pub fn other(&self) -> &Verified<Head> {
        &self.other
    }
}

/// What a session hands over to be kept, in one transaction each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delta {
    /// A step towards a head.
    Progress(Box<Progress>),
    /// Records that were missing.
    Found(Found),
    /// A peer's ack.
    Ack(Box<Verified<Ack>>),
    /// Two heads of one number.
    Evidence(Box<Evidence>),
}
