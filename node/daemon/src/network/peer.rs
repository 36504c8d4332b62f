//! What the driver remembers of one linked node.

use std::time::Duration;

use libp2p::{Multiaddr, PeerId};
use parasol_core::network::Link;
use parasol_protocol::ids::{NodeKey, OrganisationId};
use tokio::task;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::evaluating::Line;
use super::home::Common;
use super::retry::{Allowance, Retry};
use super::transport::dialable;

/// The longest time between two attempts to reach a peer.
const LONGEST: Duration = Duration::from_secs(300);
/// Streams that a peer may open at once, and how fast it may go on: the making of a key by thirty members is said in about as many.
const STREAMS_AT_ONCE: u32 = 64;
const STREAM_EVERY: Duration = Duration::from_secs(1);

/// The same for questions to this node as a holder: a member's check is one, and an alert may be one for each circle.
const EVALUATIONS_AT_ONCE: u32 = 256;
const EVALUATION_EVERY: Duration = Duration::from_millis(50);

/// A linked node.
pub(super) struct Peer {
    pub(super) organisation: OrganisationId,
    /// Whether it shares a charter: then the two exchange ledgers.
    pub(super) member: bool,
    /// Which circles.
    pub(super) common: Common,
    pub(super) addresses: Vec<Multiaddr>,
    /// Whether it is this node that opens the sessions: the one with the lower key does, so that there is one at a time.
    pub(super) opens: bool,
    pub(super) dialing: bool,
    /// When it is dialled, or a session is opened, again.
    pub(super) retry: Retry,
    pub(super) session: Option<Slot>,
    /// How many streams it may open.
    pub(super) allowance: Allowance,
    /// How many evaluations it may ask for.
    pub(super) evaluations: Allowance,
    /// Questions of the peer that are being answered.
    pub(super) visits: usize,
    /// What this node asks of the peer as a holder.
    pub(super) asked: Line,
    /// Evaluations for the peer that are being made.
    pub(super) evaluating: usize,
}

/// The one session with a peer.
pub(super) struct Slot {
    pub(super) task: task::Id,
    pub(super) stop: CancellationToken,
    pub(super) begun: Instant,
    /// The circles of its hello.
    pub(super) common: Common,
}

impl Peer {
    pub(super) fn new(own: &NodeKey, id: &PeerId, link: &Link, common: Common) -> Self {
        Self {
            organisation: link.organisation,
            member: link.member,
            common,
            addresses: dialable(&link.addresses, id),
            opens: *own < link.node_key,
            dialing: false,
            retry: Retry::new(LONGEST),
            session: None,
            allowance: Allowance::new(STREAMS_AT_ONCE, STREAM_EVERY),
            evaluations: Allowance::new(EVALUATIONS_AT_ONCE, EVALUATION_EVERY),
            visits: 0,
            asked: Line::default(),
            evaluating: 0,
        }
    }

    /// Takes what the node now knows of it.
    pub(super) fn update(&mut self, id: &PeerId, link: &Link, common: Common) {
        let addresses = dialable(&link.addresses, id);
        if self.member != link.member || self.addresses != addresses || self.common != common {
            self.retry.hasten();
        }
        (self.organisation, self.member) = (link.organisation, link.member);
        (self.addresses, self.common) = (addresses, common);
        // A hello names the circles in common; when they change, another one is due.
        if let Some(slot) = self.session.as_ref().filter(|slot| slot.common != self.common) {
            slot.stop.cancel();
        }
    }

    /// Ends the session and keeps no memory of it.
    pub(super) fn end_session(&mut self) {
        if let Some(slot) = self.session.take() {
            slot.stop.cancel();
        }
    }
}
