//! The gate: the only libp2p behaviour of a node. It lets known nodes pass the handshake and nobody else, counts
//! connections, and hands streams in and out.
//!
//! It is our own, and small, because what has to hold is about standing and not about addresses: while an invite is open,
//! somebody unknown may pass and open `/parasol/join/1` alone, two at a time.

mod admission;
mod handler;
mod stream;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use libp2p::core::Endpoint;
use libp2p::core::transport::PortUse;
use libp2p::swarm::{
    ConnectionClosed, ConnectionDenied, ConnectionId, FromSwarm, ListenFailure, NetworkBehaviour,
    NotifyHandler, THandlerInEvent, ToSwarm,
};
use libp2p::{Multiaddr, PeerId};
use tokio::sync::oneshot;

pub(super) use self::admission::{Admission, Protocol, Standing};
pub(super) use self::handler::Arrived;
use self::handler::{Handler, Opening};
pub(super) use self::stream::Stream;
use super::transport::node_key;

/// Handshakes by others at the same time.
const HANDSHAKES_MAX: usize = 32;
/// Connections with one node: both may dial at the same instant, and what a node that was killed leaves behind takes seconds
/// to be noticed.
const PER_PEER_MAX: usize = 4;
/// Connections altogether.
const TOTAL_MAX: usize = 512;
/// Unknown nodes at the same time, while an invite is open.
const GUESTS_MAX: usize = 2;

/// Why somebody was turned away.
#[derive(Debug, thiserror::Error)]
enum TurnedAway {
    #[error("expected a node that is linked with this one")]
    Unknown,
    #[error("expected an Ed25519 node key")]
    Key,
    #[error("expected fewer connections")]
    TooMany,
}

/// A stream that a peer opened.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) peer: PeerId,
    pub(super) connection: ConnectionId,
    pub(super) arrived: Arrived,
}

/// The behaviour.
pub(super) struct Gate {
    admission: Arc<Admission>,
    handshakes: HashSet<ConnectionId>,
    /// Who is at the other end of each connection that passed.
    passed: HashMap<ConnectionId, PeerId>,
    out: VecDeque<ToSwarm<Visit, Opening>>,
    waker: Option<Waker>,
}

impl Gate {
    pub(super) fn new(admission: Arc<Admission>) -> Self {
        let (handshakes, passed) = (HashSet::new(), HashMap::new());
        Self { admission, handshakes, passed, out: VecDeque::new(), waker: None }
    }

    /// Opens a stream with a connected node, on the newest connection: an older one may be what a node that was killed left
    /// behind. The answer is an error when it cannot be had.
    pub(super) fn open(&mut self, peer: PeerId, protocol: Protocol) -> oneshot::Receiver<Stream> {
        let (reply, answer) = oneshot::channel();
        let newest = self.passed.iter().filter(|(_, other)| **other == peer).map(|(id, _)| *id).max();
        self.out.extend(newest.map(|connection| ToSwarm::NotifyHandler {
            peer_id: peer,
            handler: NotifyHandler::One(connection),
            event: Opening { protocol, reply },
        }));
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
        answer
    }

    /// Who is at the other end of a connection.
    pub(super) fn who(&self, connection: &ConnectionId) -> Option<PeerId> {
        self.passed.get(connection).copied()
    }

    fn pass(&mut self, connection: ConnectionId, peer: PeerId) -> Result<Handler, ConnectionDenied> {
        let refuse = |why| Err(ConnectionDenied::new(why));
        if node_key(&peer).is_none() {
            return refuse(TurnedAway::Key);
        }
        let same = self.passed.values().filter(|other| **other == peer).count();
        if same >= PER_PEER_MAX || self.passed.len() >= TOTAL_MAX {
            return refuse(TurnedAway::TooMany);
        }
        if self.admission.standing(&peer).is_none() {
            let guest = |other: &&PeerId| self.admission.standing(other).is_none();
            if !self.admission.invites_open() {
                return refuse(TurnedAway::Unknown);
            }
            if self.passed.values().filter(guest).count() >= GUESTS_MAX {
                return refuse(TurnedAway::TooMany);
            }
        }
        self.passed.insert(connection, peer);
        Ok(Handler::new(peer, self.admission.clone()))
    }
}

impl NetworkBehaviour for Gate {
    type ConnectionHandler = Handler;
    type ToSwarm = Visit;

    fn handle_pending_inbound_connection(
        &mut self,
        connection: ConnectionId,
        _: &Multiaddr,
        _: &Multiaddr,
    ) -> Result<(), ConnectionDenied> {
        if self.handshakes.len() >= HANDSHAKES_MAX {
            return Err(ConnectionDenied::new(TurnedAway::TooMany));
        }
        self.handshakes.insert(connection);
        Ok(())
    }

    fn handle_established_inbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: PeerId,
        _: &Multiaddr,
        _: &Multiaddr,
    ) -> Result<Handler, ConnectionDenied> {
        self.handshakes.remove(&connection);
        self.pass(connection, peer)
    }

    fn handle_established_outbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: PeerId,
        _: &Multiaddr,
        _: Endpoint,
        _: PortUse,
    ) -> Result<Handler, ConnectionDenied> {
        self.pass(connection, peer)
    }

    fn on_swarm_event(&mut self, event: FromSwarm<'_>) {
        match event {
            FromSwarm::ConnectionClosed(ConnectionClosed { connection_id, .. }) => {
                self.passed.remove(&connection_id);
            }
            FromSwarm::ListenFailure(ListenFailure { connection_id, .. }) => {
                self.handshakes.remove(&connection_id);
            }
            _ => {}
        }
    }

    fn on_connection_handler_event(&mut self, peer: PeerId, connection: ConnectionId, arrived: Arrived) {
        self.out.push_back(ToSwarm::GenerateEvent(Visit { peer, connection, arrived }));
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<ToSwarm<Visit, THandlerInEvent<Self>>> {
        match self.out.pop_front() {
            Some(out) => Poll::Ready(out),
            None => {
                self.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}
