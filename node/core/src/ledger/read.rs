//! Reading ledgers: what a sync session asks, and what a check asks.

use std::ops::ControlFlow;

use parasol_protocol::envelope::{self, Verified};
use parasol_protocol::head::Head;
use parasol_protocol::ids::{CircleId, EntryId, Hash, NodeKey, OrganisationId};
use parasol_protocol::sync::{Ledgers, Listing};
use parasol_protocol::volume::{Position, StoredVolume, Volume, VolumeName};

use super::tables::{
    ACKS, BATCHES, DOCUMENTS, FILED, HEADS, HeadRow, MISSING, MissingRow, POSITIONS, RECORDS, SIGNED, bucket,
};
use crate::circles;
use crate::node::Snapshot;
use crate::store::{Read, StoreError};

/// The ledgers of a snapshot, as a sync session reads them.
///
/// A session cannot wait for an explanation: what cannot be read is logged and answered as if it were not held, so that
/// the other node is asked again and nothing wrong is sent.
pub struct LedgersView<'a>(pub(crate) &'a Snapshot);

impl Snapshot {
    /// The ledgers, as a sync session reads them.
    pub fn ledgers(&self) -> LedgersView<'_> {
        LedgersView(self)
    }

    /// The names of the volumes that are held in a circle, everybody's.
    pub fn volumes_held(&self, circle: &CircleId) -> Result<Vec<VolumeName>, StoreError> {
        Ok(self.tx.prefix(&POSITIONS, circle)?.into_iter().map(|(name, _)| name).collect())
    }
}

fn or_nothing<T: Default>(result: Result<T, StoreError>) -> T {
    result.unwrap_or_else(|error| {
        tracing::error!(%error, "a ledger could not be read");
        T::default()
    })
}

/// The newest head of a publisher, verified again: it comes from a file.
pub(crate) fn head(
    read: &impl Read,
    circle: &CircleId,
    publisher: &OrganisationId,
) -> Result<Option<Verified<Head>>, StoreError> {
    let row = read.get(&HEADS, &(*circle, *publisher))?;
    Ok(row.and_then(|row| open_head(&row)))
}

fn open_head(row: &HeadRow) -> Option<Verified<Head>> {
    envelope::open(&row.bytes).ok()
}

/// How far a volume has come.
pub(crate) fn position(read: &impl Read, volume: &VolumeName) -> Result<Position, StoreError> {
    Ok(read.get(&POSITIONS, volume)?.map_or(Position::start(volume), |row| row.position))
}

/// A volume with its document; an empty one if it is not held.
pub(crate) fn volume(read: &impl Read, name: &VolumeName) -> Result<Volume, StoreError> {
    let (Some(row), Some(doc)) = (read.get(&POSITIONS, name)?, read.get(&DOCUMENTS, name)?) else {
        return Ok(Volume::new(*name));
    };
    let stored = StoredVolume { position: row.position, ids: row.ids, ops: row.ops, doc: doc.into_vec() };
    Volume::load(*name, &stored).map_err(|_| StoreError::damaged("documents/1"))
}

/// The names of the volumes held of a publisher.
pub(crate) fn volumes(
    read: &impl Read,
    circle: &CircleId,
    publisher: &OrganisationId,
) -> Result<Vec<VolumeName>, StoreError> {
    Ok(read.prefix(&POSITIONS, &(*circle, *publisher))?.into_iter().map(|(name, _)| name).collect())
}

impl Ledgers for LedgersView<'_> {
    fn common_circles(&self, peer: &OrganisationId) -> Vec<(CircleId, u64)> {
        or_nothing(circles::shared_with(&self.0.tx, self.0.identity(), peer))
    }

    fn member_key(&self, circle: &CircleId, organisation: &OrganisationId) -> Option<NodeKey> {
        let charter = or_nothing(self.0.charter(circle))?;
        charter.charter().member(organisation).map(|member| member.node_key)
    }

    fn heads(&self, circle: &CircleId) -> Vec<Verified<Head>> {
        let rows = or_nothing(self.0.tx.prefix(&HEADS, circle));
        rows.iter().filter_map(|(_, row)| open_head(row)).collect()
    }

    fn head(&self, circle: &CircleId, publisher: &OrganisationId) -> Option<Verified<Head>> {
        or_nothing(head(&self.0.tx, circle, publisher))
    }

    fn position(&self, volume: &VolumeName) -> Position {
        position(&self.0.tx, volume).unwrap_or_else(|error| {
            tracing::error!(%error, "a ledger could not be read");
            Position::start(volume)
        })
    }

    fn batch(&self, volume: &VolumeName, n: u64) -> Option<Vec<u8>> {
        or_nothing(self.0.tx.get(&BATCHES, &(*volume, n))).map(serde_bytes::ByteBuf::into_vec)
    }

    fn record(&self, circle: &CircleId, hash: &Hash) -> Option<Vec<u8>> {
        let filed = or_nothing(self.0.tx.get(&FILED, &(*circle, *hash)))?;
        let name = VolumeName { circle: *circle, publisher: filed.publisher, key: filed.volume };
        let bytes = or_nothing(self.0.tx.bucket_get(&RECORDS, &bucket(&name), &filed.id));
        bytes.map(serde_bytes::ByteBuf::into_vec)
    }

    fn missing(&self, circle: &CircleId, publisher: &OrganisationId, limit: usize) -> Vec<Listing> {
        let mut listings = Vec::new();
        let entry = |id| (*circle, *publisher, EntryId::new(id));
        let all = entry([0; 16])..=entry([u8::MAX; 16]);
        or_nothing(self.0.tx.scan(&MISSING, all, |(_, _, id), MissingRow { volume, hash }| {
            listings.push(Listing { volume, id, hash });
            if listings.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        }));
        listings
    }

    fn takes_back(&self, circle: &CircleId) -> bool {
        or_nothing(super::own::awaits_peers(&self.0.tx, circle))
    }

    fn is_own_former_key(&self, circle: &CircleId, key: &NodeKey) -> bool {
        or_nothing(circles::is_own_former_key(&self.0.tx, &self.0.node, circle, key))
    }

    fn is_own_head(&self, circle: &CircleId, seq: u64, hash: &Hash) -> bool {
        // A head that cannot be looked up counts as known: better no recovery than one for a reading error.
        self.0.tx.has(&SIGNED, &(*circle, seq, *hash)).unwrap_or(true)
    }

    fn acks(&self, circle: &CircleId, peer: &OrganisationId) -> Vec<Vec<u8>> {
        let me = self.0.identity().organisation;
        let rows = or_nothing(self.0.tx.prefix(&ACKS, circle));
        let concerns = |publisher: &OrganisationId, from: &OrganisationId| {
            (publisher == peer && *from == me) || from == peer
        };
        let newest = rows.into_iter().filter(|((_, publisher, from), _)| concerns(publisher, from));
        newest.map(|(_, bytes)| bytes.into_vec()).collect()
    }
}
