//! Heads and acks: what a publisher says its ledger is, and what a peer says it has obeyed.

use serde::{Deserialize, Serialize};

use crate::envelope::{Signed, domain};
use crate::ids::{CircleId, Hash, OrganisationId};
use crate::time::Timestamp;
use crate::volume::{MAX_VOLUME_OPS, Position, VolumeKey};

/// How many volumes one head may list.
pub const MAX_VOLUMES: usize = 512;
/// How many heads one head may mend.
pub const MAX_MENDS: usize = 8;

/// How far a volume has come, by this head: `[volume, batches, digest]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed(
    /// The volume.
    pub VolumeKey,
    /// How many batches it has.
    pub u64,
    /// The digest after the last of them.
    pub Hash,
);

impl Listed {
    /// Where the volume's chain must end.
    pub fn position(&self) -> Position {
        Position { batches: self.1, digest: self.2 }
    }
}

/// All that one organisation says in one circle. What it does not list does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The circle.
    pub circle: CircleId,
    /// The publisher.
    pub publisher: OrganisationId,
    /// Rises with every signature, the heartbeat included.
    pub seq: u64,
    /// The hash of the head before.
    pub prev: Option<Hash>,
    /// When it was signed, by the publisher's clock.
    pub time: Timestamp,
    /// The oldest epoch under which one must ask to find all that the publisher shares. While two keys serve new entries are
    /// filed under the newer one alone; this is the older one until all that was shared is filed again.
    pub epoch: u64,
    /// The volumes, in the order of their names; [`MAX_VOLUMES`] at most.
    pub volumes: Vec<Listed>,
    /// Whether everything that the publisher shares in this circle is filed; false while it files again after a roll-back,
    /// or because a key ended before it was through.
    pub complete: bool,
    /// Heads of one number that this one puts an end to; [`MAX_MENDS`] at most.
    pub mends: Vec<Hash>,
}

impl Signed for Head {
    const DOMAIN: &'static str = domain::HEAD;
    const MAX_BODY: usize = 512 + MAX_VOLUMES * 80;
}

impl Head {
    /// Whether its lists are within their bounds, ordered and without repetition.
    pub fn is_well_formed(&self) -> bool {
        let ordered = self.volumes.is_sorted_by(|a, b| a.0 < b.0);
        self.seq > 0
            && self.volumes.len() <= MAX_VOLUMES
            && self.mends.len() <= MAX_MENDS
            && ordered
            // Every batch holds an operation, so that no volume can have more batches than operations.
            && self.volumes.iter().all(|listed| (1..=MAX_VOLUME_OPS).contains(&listed.1))
    }

    /// Where it says a volume stands.
    pub fn position(&self, key: &VolumeKey) -> Option<Position> {
        let found = self.volumes.binary_search_by(|listed| listed.0.cmp(key)).ok()?;
        self.volumes.get(found).map(Listed::position)
    }
}

/// A peer's statement: "I applied this head and hold no record that it does not list".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// The circle.
    pub circle: CircleId,
    /// Whose ledger.
    pub publisher: OrganisationId,
    /// Who states it.
    pub from: OrganisationId,
    /// The number of the head.
    pub seq: u64,
    /// Its hash.
    pub head: Hash,
    /// When, by the clock of the peer that states it.
    pub time: Timestamp,
}

impl Signed for Ack {
    const DOMAIN: &'static str = domain::ACK;
    const MAX_BODY: usize = 256;
}
