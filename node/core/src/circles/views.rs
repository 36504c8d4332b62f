//! What pages and the command line show of circles and peers.

use parasol_protocol::charter::{Charter, Member};
use parasol_protocol::envelope;
use parasol_protocol::head::Ack;
use parasol_protocol::ids::{CircleId, NodeKey, OrganisationId};
use parasol_protocol::region::Region;
use parasol_protocol::time::Timestamp;

use super::linking;
use super::tables::{CIRCLES, ENDED, INBOUND, Inbound, JOINS, Outbound, Side, names_key};
use crate::ledger::is_disputed;
use crate::ledger::tables::{ACKS, HEADS, OWN};
use crate::node::Snapshot;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::store::{Read, StoreError};

/// Where a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// The invite was accepted here; the other node has not answered yet.
    Knocking,
    /// Both admins must compare the six words; this one has not confirmed.
    Unconfirmed,
    /// Confirmed here; the other admin has not.
    AwaitsPeer,
    /// Both confirmed; the charter is on its way.
    Finishing,
    /// The invite was refused, or has expired: another is needed.
    InviteEnded,
    /// The other node refused, or proposed what the invite did not say.
    Refused,
    /// A member of the circle.
    Member,
    /// Ended here.
    Ended,
}

impl LinkState {
    /// The state as a stable word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Knocking => "knocking",
            Self::Unconfirmed => "unconfirmed",
            Self::AwaitsPeer => "awaits_peer",
            Self::Finishing => "finishing",
            Self::InviteEnded => "invite_ended",
            Self::Refused => "refused",
            Self::Member => "member",
            Self::Ended => "ended",
        }
    }
}

/// What a peer has stated about this node's ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AckState {
    /// The head that it has obeyed.
    pub seq: u64,
    /// When it said so.
    pub at: Timestamp,
    /// Whether that is this node's newest head.
    pub current: bool,
}

/// A peer in a circle, or on its way into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerView {
    /// The circle.
    pub circle: CircleId,
    /// The circle's name.
    pub circle_name: String,
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its country.
    pub country: Region,
    /// Its node's key.
    pub node_key: NodeKey,
    /// Where the link stands.
    pub state: LinkState,
    /// The six words to compare, while the link is being made.
    pub words: Option<String>,
    /// To whom its entries are shown here.
    pub inbound: Inbound,
    /// When it signed the newest head held here.
    pub newest_head: Option<Timestamp>,
    /// What it stated about this node's ledger.
    pub acked: Option<AckState>,
    /// Whether it has signed two heads of one number and not mended them.
    pub disputed: bool,
}

/// A circle as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CircleView {
    /// The circle.
    pub circle: CircleId,
    /// Its name.
    pub name: String,
    /// The number of its charter.
    pub charter: u64,
    /// Who is in it, this organisation included.
    pub members: Vec<(OrganisationId, String, Region)>,
    /// How many holders it takes to evaluate under the newest key.
    pub t: u16,
    /// Whether one stolen key reads everything: see [`super::ONE_KEY_OPENS_ALL`].
    pub one_key_opens_all: bool,
    /// What this node shares there.
    pub outbound: Outbound,
    /// The number of this node's newest head.
    pub own_head: Option<u64>,
    /// When this node last found that it had been rolled back, and how many entries it recalled because of it.
    pub recovered: Option<(Timestamp, u64)>,
    /// Peers that must be heard before this node publishes again, by name: it was put back from a backup, or has a new key.
    pub awaits: Vec<String>,
    /// Whether the charter names the key that this node has. Before the members have decided a new one nothing is published.
    pub key_decided: bool,
}

/// Whether the newest key of a circle, the one that is to be made, or an older one that still serves is held whole by each.
pub(super) fn one_key_opens_all(charter: &Charter) -> bool {
    charter.keys.last().map_or(charter.t, |key| key.t) == 1 || charter.keys.iter().any(|key| key.t == 1)
}

impl Snapshot {
    /// The circles that this node is in.
    pub fn circles(&self, actor: &Actor) -> Result<Vec<CircleView>, Refusal> {
        self.allow(actor, Action::SeeStatus)?;
        let me = self.identity().organisation;
        let mut views = Vec::new();
        for (circle, row) in self.tx.range(&CIRCLES, ..)? {
            let Some(decided) = self.charter(&circle)? else { continue };
            let one_key_opens_all = one_key_opens_all(decided.charter());
            let key_decided = names_key(decided.charter(), self.identity());
            let Charter { name, number, t, members, keys, .. } = decided.charter().clone();
            // What was decided counts when its key serves, and an older key as long as it does.
            let t = keys.last().map_or(t, |key| key.t);
            let own = self.tx.get(&OWN, &circle)?;
            let (recovered, awaits) = own.map(|own| (own.recovered, own.awaits)).unwrap_or_default();
            let awaited = members.iter().filter(|member| awaits.contains(&member.organisation));
            let awaits = awaited.map(|member| member.name.clone()).collect();
            let member = |m: Member| (m.organisation, m.name, m.country);
            views.push(CircleView {
                circle,
                name,
                charter: number,
                members: members.into_iter().map(member).collect(),
                t,
                one_key_opens_all,
                outbound: row.outbound,
                own_head: self.tx.get(&HEADS, &(circle, me))?.map(|head| head.seq),
                recovered,
                awaits,
                key_decided,
            });
        }
        Ok(views)
    }

    /// The peers of all circles, and those on their way into one.
    pub fn peers(&self, actor: &Actor) -> Result<Vec<PeerView>, Refusal> {
        self.allow(actor, Action::SeeStatus)?;
        let mut views = self.joining_peers()?;
        for (circle, _) in self.tx.range(&CIRCLES, ..)? {
            let Some(decided) = self.charter(&circle)? else { continue };
            let me = self.identity().organisation;
            for member in decided.charter().members.iter().filter(|member| member.organisation != me) {
                views.push(self.member_view(decided.charter(), member)?);
            }
        }
        Ok(views)
    }

    fn joining_peers(&self) -> Result<Vec<PeerView>, StoreError> {
        let identity = self.identity();
        let own_key = identity.node_key();
        let views = self.tx.range(&JOINS, ..)?.into_iter().map(|(circle, row)| {
            let state = match &row {
                row if row.side == Side::Joiner && row.secret.is_some() => match row.refused {
                    true => LinkState::InviteEnded,
                    false => LinkState::Knocking,
                },
                row if row.refused => LinkState::Refused,
                row if !row.confirmed => LinkState::Unconfirmed,
                row if !row.confirmed_by_peer => LinkState::AwaitsPeer,
                _ => LinkState::Finishing,
            };
            let words = linking::words((&identity.organisation, &own_key), &circle, &row);
            PeerView {
                circle,
                circle_name: row.circle_name,
                organisation: row.peer.organisation,
                name: row.peer.name,
                country: row.peer.country,
                node_key: row.peer_key,
                state,
                words: Some(words),
                inbound: Inbound::default(),
                newest_head: None,
                acked: None,
                disputed: false,
            }
        });
        Ok(views.collect())
    }

    fn member_view(&self, charter: &Charter, member: &Member) -> Result<PeerView, StoreError> {
        let key = (charter.circle, member.organisation);
        let ended = self.tx.has(&ENDED, &key)?;
        Ok(PeerView {
            circle: charter.circle,
            circle_name: charter.name.clone(),
            organisation: member.organisation,
            name: member.name.clone(),
            country: member.country,
            node_key: member.node_key,
            state: if ended { LinkState::Ended } else { LinkState::Member },
            words: None,
            inbound: self.tx.get(&INBOUND, &key)?.unwrap_or_default(),
            newest_head: self.tx.get(&HEADS, &key)?.map(|head| head.time),
            acked: self.acked(&charter.circle, &member.organisation)?,
            disputed: is_disputed(&self.tx, &charter.circle, &member.organisation)?,
        })
    }

    /// What `peer` stated about this node's ledger in a circle.
    pub(crate) fn acked(
        &self,
        circle: &CircleId,
        peer: &OrganisationId,
    ) -> Result<Option<AckState>, StoreError> {
        let me = self.identity().organisation;
        let newest = self.tx.get(&HEADS, &(*circle, me))?.map_or(0, |head| head.seq);
        let ack = self.tx.get(&ACKS, &(*circle, me, *peer))?;
        let ack = ack.and_then(|bytes| envelope::open::<Ack>(&bytes).ok());
        Ok(ack.map(|ack| AckState {
            seq: ack.body().seq,
            at: ack.body().time,
            current: ack.body().seq >= newest,
        }))
    }
}
