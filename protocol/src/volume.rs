//! Volumes: the parts of a ledger, as hash-chained batches on the wire and as an automerge document at rest.
//!
//! A volume maps entry id to record hash, or to nothing again. It grows by [`Batch`]es, each chained to the one before:
//! `d_n = SHA-256("parasol/1/batch" 0x00 d_(n-1) bytes of batch n)`, and `d_0` is the hash of the volume's full name. The
//! only legal steps of an entry are nothing to hash, and hash to null.
//!
//! Batches are checked here before they become automerge changes; a peer's bytes never reach automerge.

use std::collections::BTreeSet;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, AutoCommit, ROOT, ReadDoc, ScalarValue, Value};
use serde::{Deserialize, Serialize};

use crate::codec::{self, CodecError};
use crate::envelope::domain;
use crate::ids::{CircleId, EntryId, Hash, Incarnation, OrganisationId};
use crate::time::Month;

/// How many operations one batch may hold.
pub const MAX_OPS: usize = 256;
/// How many ids a volume may ever hold; then it takes recalls only.
pub const MAX_IDS: u64 = 4_096;
/// How many operations a volume may ever hold.
pub const MAX_VOLUME_OPS: u64 = 8_192;
/// The longest batch that is looked at, in bytes.
pub const MAX_BATCH: usize = 64 + MAX_OPS * 56;

/// The name of a volume within the ledger of one publisher in one circle: `[epoch, month, part, incarnation]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct VolumeKey(
    /// The epoch of the tags in it.
    pub u64,
    /// The month in which it was begun.
    pub Month,
    /// Counts the volumes of one month, from 0.
    pub u32,
    /// Which life of the ledger it belongs to.
    pub Incarnation,
);

impl VolumeKey {
    /// The epoch of the tags in it.
    pub const fn epoch(&self) -> u64 {
        self.0
    }

    /// The month in which it was begun.
    pub const fn month(&self) -> Month {
        self.1
    }
}

/// The full name of a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct VolumeName {
    /// The circle.
    pub circle: CircleId,
    /// The publisher.
    pub publisher: OrganisationId,
    /// Its name within that ledger.
    pub key: VolumeKey,
}

impl VolumeName {
    /// `d_0`, where the chain of its batches begins.
    pub fn start(&self) -> Hash {
        codec::hash(domain::BATCH, &codec::encode(self))
    }

    /// The automerge actor that writes it on every node: the first 16 bytes of a hash of the name.
    fn actor(&self) -> ActorId {
        let hash = codec::hash(domain::ACTOR, &codec::encode(self));
        ActorId::from(hash.as_bytes().split_at(16).0)
    }
}

/// One step of one entry: `[id, hash]` files it, `[id, null]` recalls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Op(
    /// The entry.
    pub EntryId,
    /// Its record, or nothing again.
    pub Option<Hash>,
);

/// A step of a volume: `[volume, n, ops]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch(
    /// The volume.
    pub VolumeKey,
    /// Its place in the chain, from 1.
    pub u64,
    /// 1 to [`MAX_OPS`] operations, each on another entry.
    pub Vec<Op>,
);

/// How far a chain of batches has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// How many batches.
    pub batches: u64,
    /// The digest after the last of them.
    pub digest: Hash,
}

impl Position {
    /// Before the first batch of `name`.
    pub fn start(name: &VolumeName) -> Self {
        Self { batches: 0, digest: name.start() }
    }

    /// After one more batch with these bytes.
    pub fn next(&self, batch: &[u8]) -> Self {
        let digest = codec::hash_parts(domain::BATCH, &[self.digest.as_bytes(), batch]);
        Self { batches: self.batches.saturating_add(1), digest }
    }
}

/// Why batches were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VolumeError {
    /// The bytes are not a batch.
    #[error(transparent)]
    Codec(#[from] CodecError),
    /// A batch of another volume, or out of turn.
    #[error("expected batch {expected} of this volume, found another batch")]
    Turn {
        /// The batch that was expected.
        expected: u64,
    },
    /// Too few or too many operations.
    #[error("expected 1 to 256 operations on different entries, and no more than the volume may hold")]
    Bounds,
    /// An entry took a step that there is none.
    #[error("expected a step from nothing to a record or from a record to nothing, found another step")]
    Step,
    /// The document at rest is damaged.
    #[error("the stored document of this volume cannot be read; restore the data directory from a backup")]
    Document,
}

/// A batch whose bytes continue a chain, with those bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chained {
    batch: Batch,
    bytes: Vec<u8>,
    after: Position,
}

impl Chained {
    /// Checks that `bytes` are the next batch of `key` after `position`.
    pub fn read(bytes: &[u8], key: &VolumeKey, position: &Position) -> Result<Self, VolumeError> {
        let batch: Batch = codec::decode_bounded(bytes, MAX_BATCH)?;
        let expected = position.batches.saturating_add(1);
        if batch.0 != *key || batch.1 != expected {
            return Err(VolumeError::Turn { expected });
        }
        let ids: BTreeSet<&EntryId> = batch.2.iter().map(|op| &op.0).collect();
        if batch.2.is_empty() || batch.2.len() > MAX_OPS || ids.len() != batch.2.len() {
            return Err(VolumeError::Bounds);
        }
        Ok(Self { batch, bytes: bytes.to_vec(), after: position.next(bytes) })
    }

    /// The operations.
    pub fn ops(&self) -> &[Op] {
        &self.batch.2
    }

    /// The bytes that are chained, kept and relayed.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where the chain stands after it.
    pub fn after(&self) -> &Position {
        &self.after
    }
}

/// Where an entry stands in a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Never heard of.
    Absent,
    /// Filed, with this record.
    Live(Hash),
    /// Recalled.
    Recalled,
}

/// A volume at rest: the automerge document and how far it has come.
#[derive(Debug, Clone)]
pub struct Volume {
    name: VolumeName,
    position: Position,
    ids: u64,
    ops: u64,
    doc: AutoCommit,
}

/// A volume as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredVolume {
    /// How far it has come.
    pub position: Position,
    /// How many ids it holds, recalled ones included.
    pub ids: u64,
    /// How many operations it took.
    pub ops: u64,
    /// The saved automerge document.
    #[serde(with = "serde_bytes")]
    pub doc: Vec<u8>,
}

impl Volume {
    /// A volume without entries.
    pub fn new(name: VolumeName) -> Self {
        let doc = AutoCommit::new().with_actor(name.actor());
        Self { name, position: Position::start(&name), ids: 0, ops: 0, doc }
    }

    /// A volume from this node's own store.
    pub fn load(name: VolumeName, stored: &StoredVolume) -> Result<Self, VolumeError> {
        let doc = AutoCommit::load(&stored.doc).map_err(|_| VolumeError::Document)?.with_actor(name.actor());
        Ok(Self { name, position: stored.position, ids: stored.ids, ops: stored.ops, doc })
    }

    /// For this node's own store.
    pub fn save(&mut self) -> StoredVolume {
        StoredVolume { position: self.position, ids: self.ids, ops: self.ops, doc: self.doc.save() }
    }

    /// How far it has come.
    pub fn position(&self) -> &Position {
        &self.position
    }

    /// Its name.
    pub fn name(&self) -> &VolumeName {
        &self.name
    }

    /// How many more entries it takes.
    pub fn room(&self) -> u64 {
        // Every entry may have to be recalled once, so it needs room for two operations.
        MAX_IDS.saturating_sub(self.ids)
    }

    /// Makes the next batch of `ops` and takes it.
    pub fn append(&mut self, ops: Vec<Op>) -> Result<Chained, VolumeError> {
        let batch = Batch(self.name.key, self.position.batches.saturating_add(1), ops);
        let chained = Chained::read(&codec::encode(&batch), &self.name.key, &self.position)?;
        self.take(&chained)?;
        Ok(chained)
    }

    /// Takes the next batch: one automerge commit, with an actor and time that are equal on every node.
    pub fn take(&mut self, chained: &Chained) -> Result<(), VolumeError> {
        if chained.batch.0 != self.name.key || self.position.next(&chained.bytes) != chained.after {
            return Err(VolumeError::Turn { expected: self.position.batches.saturating_add(1) });
        }
        let mut filed = 0_u64;
        for Op(id, hash) in chained.ops() {
            match (self.standing(id)?, hash) {
                (Standing::Absent, Some(_)) => filed = filed.saturating_add(1),
                (Standing::Live(_), None) => {}
                _ => return Err(VolumeError::Step),
            }
        }
        let count = u64::try_from(chained.ops().len()).unwrap_or(u64::MAX);
        let (ids, ops) = (self.ids.saturating_add(filed), self.ops.saturating_add(count));
        if ids > MAX_IDS || ops > MAX_VOLUME_OPS {
            return Err(VolumeError::Bounds);
        }
        for Op(id, hash) in chained.ops() {
            let value = hash.map_or(ScalarValue::Null, |hash| ScalarValue::Bytes(hash.as_bytes().to_vec()));
            self.doc.put(ROOT, id.to_string(), value).map_err(|_| VolumeError::Document)?;
        }
        self.doc.commit_with(CommitOptions::default().with_time(0));
        (self.ids, self.ops, self.position) = (ids, ops, chained.after);
        Ok(())
    }

    /// Where an entry stands.
    pub fn standing(&self, id: &EntryId) -> Result<Standing, VolumeError> {
        let value = self.doc.get(ROOT, id.to_string()).map_err(|_| VolumeError::Document)?;
        match value {
            None => Ok(Standing::Absent),
            Some((value, _)) => standing(&value),
        }
    }

    /// All entries that are filed and not recalled.
    pub fn live(&self) -> Result<Vec<(EntryId, Hash)>, VolumeError> {
        let mut live = Vec::new();
        for key in self.doc.keys(ROOT) {
            let id: EntryId = key.parse().map_err(|_| VolumeError::Document)?;
            if let Standing::Live(hash) = self.standing(&id)? {
                live.push((id, hash));
            }
        }
        Ok(live)
    }

    /// All entries that were recalled.
    pub fn recalled(&self) -> Result<Vec<EntryId>, VolumeError> {
        let mut recalled = Vec::new();
        for key in self.doc.keys(ROOT) {
            let id: EntryId = key.parse().map_err(|_| VolumeError::Document)?;
            if self.standing(&id)? == Standing::Recalled {
                recalled.push(id);
            }
        }
        Ok(recalled)
    }

    /// The automerge heads, equal on all nodes that took the same batches.
    pub fn document_heads(&mut self) -> Vec<Hash> {
        self.doc.get_heads().iter().map(|head| Hash::new(head.0)).collect()
    }
}

fn standing(value: &Value<'_>) -> Result<Standing, VolumeError> {
    match value {
        Value::Scalar(scalar) => match scalar.as_ref() {
            ScalarValue::Null => Ok(Standing::Recalled),
            ScalarValue::Bytes(bytes) => {
                bytes.as_slice().try_into().map(Standing::Live).map_err(|_| VolumeError::Document)
            }
            _ => Err(VolumeError::Document),
        },
        Value::Object(_) => Err(VolumeError::Document),
    }
}

#[cfg(test)]
mod tests;
