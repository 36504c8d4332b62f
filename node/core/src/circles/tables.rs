//! What is kept of circles, peers and the links that are being made.

use parasol_protocol::charter::{Charter, Decided, read_proposal};
use parasol_protocol::ids::{CircleId, NodeKey, OrganisationId};
use parasol_protocol::join::{Introduction, InviteSecret};
use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::agreement::has_left;
use super::shares;
use crate::identity::Identity;
use crate::store::{Read, StoreError, Table, Tx};

/// Whether this node shares its own alerts in a circle, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbound {
    /// Whether alerts are shared at all.
    pub on: bool,
    /// Seconds between publishing here and sharing there, so that undo needs no recall.
    pub delay: u64,
}

impl Default for Outbound {
    /// On, ten minutes later.
    fn default() -> Self {
        Self { on: true, delay: 600 }
    }
}

/// To whom a publisher's entries are shown when a check is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inbound {
    /// To nobody; the entries are kept and not shown.
    Off,
    /// To moderators.
    Moderators,
    /// To everybody who may check.
    #[default]
    Members,
}

impl Inbound {
    /// All choices.
    pub const ALL: &'static [Self] = &[Self::Off, Self::Moderators, Self::Members];

    /// The choice as a stable word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Moderators => "moderators",
            Self::Members => "members",
        }
    }

    /// The choice with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|inbound| inbound.name() == name)
    }
}

/// A circle that this node is in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CircleRow {
    pub(crate) number: u64,
    pub(crate) outbound: Outbound,
}

/// An invite that can still be used.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct InviteRow {
    pub(crate) secret: InviteSecret,
    pub(crate) expires: Timestamp,
    /// Whose knock did not prove it; a few of them close it.
    #[serde(default)]
    pub(crate) wrong: Vec<NodeKey>,
    /// Who has knocked with the right secret and may introduce itself.
    pub(crate) knocked: Option<NodeKey>,
}

/// Which side of a link this node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Side {
    /// It made the invite.
    Inviter,
    /// It accepted the invite.
    Joiner,
}

/// A link that is being made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct JoinRow {
    pub(crate) side: Side,
    pub(crate) circle_name: String,
    pub(crate) peer: Introduction,
    pub(crate) peer_key: NodeKey,
    pub(crate) since: Timestamp,
    /// The joiner's proof, until the inviter has let it in. Refused with it, the invite is of no use any more.
    pub(crate) secret: Option<InviteSecret>,
    /// Until when the joiner's invite can be used.
    #[serde(default)]
    pub(crate) expires: Option<Timestamp>,
    /// What this node told of its own addresses.
    pub(crate) addresses: Vec<String>,
    pub(crate) confirmed: bool,
    pub(crate) confirmed_by_peer: bool,
    pub(crate) refused: bool,
    /// The proposed charter's envelope.
    pub(crate) proposal: Option<ByteBuf>,
    /// Whether the joiner was handed the key with it; it lies with the shares.
    #[serde(default)]
    pub(crate) handed: bool,
}

impl JoinRow {
    /// Destroys the key that the joiner was handed with a proposal, which is not to be decided any more.
    pub(crate) fn destroy_share(&self, tx: &mut Tx, circle: &CircleId) -> Result<(), StoreError> {
        let proposal = self.proposal.as_ref().filter(|_| self.handed);
        let charter = proposal.and_then(|bytes| read_proposal(bytes).ok());
        let Some(charter) = charter else { return Ok(()) };
        // In a circle in which this node is, its shares are from elsewhere.
        if tx.has(&CIRCLES, circle)? { Ok(()) } else { shares::destroy_all(tx, charter.body()) }
    }
}

pub(crate) const CIRCLES: Table<CircleId, CircleRow> = Table::new("circles/1");
/// The certificates of the decided charters, by number.
pub(crate) const CHARTERS: Table<(CircleId, u64), ByteBuf> = Table::new("charters/1");
pub(crate) const INVITES: Table<CircleId, InviteRow> = Table::new("invites/1");
pub(crate) const JOINS: Table<CircleId, JoinRow> = Table::new("joins/1");
pub(crate) const INBOUND: Table<(CircleId, OrganisationId), Inbound> = Table::new("inbound/1");
/// What organisations said of themselves when they were linked.
pub(crate) const PEERS: Table<OrganisationId, Introduction> = Table::new("peers/1");
/// Peers whose link was ended here, and when: nothing is taken from them or given to them in that circle.
pub(crate) const ENDED: Table<(CircleId, OrganisationId), Timestamp> = Table::new("ended/1");

/// The newest decided charter of a circle.
pub(crate) fn charter(read: &impl Read, circle: &CircleId) -> Result<Option<Decided>, StoreError> {
    let Some(row) = read.get(&CIRCLES, circle)? else { return Ok(None) };
    certified(read, circle, row.number)
}

/// The charter of this number with its certificate, which is verified against the charter before, unless all simply agreed.
pub(crate) fn certified(
    read: &impl Read,
    circle: &CircleId,
    number: u64,
) -> Result<Option<Decided>, StoreError> {
    let Some(bytes) = read.get(&CHARTERS, &(*circle, number))? else { return Ok(None) };
    if let Ok(simply) = Decided::verify(&bytes) {
        return Ok(Some(simply));
    }
    let before = read.get(&CHARTERS, &(*circle, number.saturating_sub(1)))?;
    let before = before.and_then(|bytes| Decided::charter_in(&bytes).ok());
    let decided = before.and_then(|before| Decided::verify_after(&before, &bytes).ok());
    decided.map(Some).ok_or_else(|| StoreError::damaged("charters/1"))
}

/// The circles that this node is in.
pub(crate) fn active(read: &impl Read) -> Result<Vec<CircleId>, StoreError> {
    Ok(read.range(&CIRCLES, ..)?.into_iter().map(|(circle, _)| circle).collect())
}

/// Whether nothing is taken from a member or given to it any more: its link was ended here, or it has left by itself.
pub(crate) fn is_over(
    read: &impl Read,
    circle: &CircleId,
    member: &OrganisationId,
) -> Result<bool, StoreError> {
    Ok(read.has(&ENDED, &(*circle, *member))? || has_left(read, circle, member)?)
}

/// The circles that this node shares with `peer`, with the number of the charter. Where the charter does not name this
/// node's key (yet), nothing is shared: what it signs counts for nothing there.
pub(crate) fn shared_with(
    read: &impl Read,
    me: &Identity,
    peer: &OrganisationId,
) -> Result<Vec<(CircleId, u64)>, StoreError> {
    let mut shared = Vec::new();
    for (circle, row) in read.range(&CIRCLES, ..)? {
        let decided = charter(read, &circle)?;
        let member = decided.is_some_and(|decided| {
            decided.charter().member(peer).is_some() && names_key(decided.charter(), me)
        });
        if member && !is_over(read, &circle, peer)? {
            shared.push((circle, row.number));
        }
    }
    Ok(shared)
}

/// Whether a charter names the key that this node has now. After a succession it does not before the members have decided.
pub(crate) fn names_key(charter: &Charter, me: &Identity) -> bool {
    charter.member(&me.organisation).is_none_or(|member| member.node_key == me.node_key())
}

/// Forgets open invites and joinings under way: their secrets were good once, before the restore.
pub(crate) fn forget_invites(tx: &mut Tx) -> Result<(), StoreError> {
    tx.clear(&INVITES)?;
    for (circle, row) in tx.range(&JOINS, ..)? {
        row.destroy_share(tx, &circle)?;
    }
    tx.clear(&JOINS)
}
