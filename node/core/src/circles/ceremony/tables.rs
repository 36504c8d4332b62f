//! What is kept of a ceremony and of repairs that go on.

use parasol_protocol::ids::{CircleId, OrganisationId};
use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::private::no_debug;
use crate::store::{BucketId, BucketTable, Table};

/// What holds secrets, wiped when it is dropped.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
pub(crate) struct KeptSecret(#[serde(with = "serde_bytes")] Vec<u8>);

impl KeptSecret {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// Nothing secret is kept any more.
    pub(crate) const fn none() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn is_none(&self) -> bool {
        self.0.is_empty()
    }
}

/// This node's part in the ceremony that the charter in force wants.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct CeremonyRow {
    /// The number of that charter.
    pub(crate) number: u64,
    pub(crate) ceremony: KeptSecret,
}

/// This node's asking for its share of one key.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct NewcomerRow {
    /// The number of the charter in force when it asked.
    pub(crate) number: u64,
    pub(crate) attempt: u32,
    pub(crate) since: Timestamp,
    pub(crate) request: ByteBuf,
    /// Empty once it has its share.
    pub(crate) repair: KeptSecret,
    /// Members who do not know yet that it has, and would help again.
    pub(crate) untold: Vec<OrganisationId>,
    /// Helpers of attempts that failed.
    pub(crate) suspects: Vec<OrganisationId>,
}

/// This node's help with a newcomer's share.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct HelperRow {
    /// The number of the charter in force when it was asked.
    pub(crate) number: u64,
    pub(crate) attempt: u32,
    /// The newcomer's share.
    pub(crate) share: u16,
    /// The newcomer has it: she is helped no more, so that nobody gets it again with a stolen key.
    pub(crate) done: bool,
    /// Empty once it is done.
    pub(crate) repair: KeptSecret,
}

no_debug!(KeptSecret, CeremonyRow, NewcomerRow, HelperRow);

pub(crate) const CEREMONIES: BucketTable<CircleId, CeremonyRow> = BucketTable::new("ceremonies/1");
/// By the epoch of the key.
pub(crate) const NEWCOMERS: BucketTable<(CircleId, u64), NewcomerRow> = BucketTable::new("repairs/1");
/// By the epoch of the key and the newcomer.
pub(crate) const HELPERS: BucketTable<(CircleId, u64, OrganisationId), HelperRow> =
    BucketTable::new("helped/1");
/// When this node was put back to an earlier time: it does not know what it has dealt in this circle since.
pub(crate) const PUT_BACK: Table<CircleId, Timestamp> = Table::new("put_back_circles/1");

/// The bucket of everything that is secret about a circle's ceremonies and repairs.
pub(crate) fn bucket(circle: &CircleId) -> BucketId {
    BucketId::new([b"ceremony:".as_slice(), circle.as_bytes()].concat())
}
