//! One connection: which streams the peer may open on it, and which we open.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use libp2p::core::upgrade::{InboundUpgrade, OutboundUpgrade, UpgradeInfo};
use libp2p::swarm::handler::{
    ConnectionEvent, ConnectionHandler, ConnectionHandlerEvent, DialUpgradeError, FullyNegotiatedInbound,
    FullyNegotiatedOutbound, SubstreamProtocol,
};
use libp2p::{PeerId, StreamProtocol};
use tokio::sync::oneshot;

use super::admission::{Admission, Protocol};
use super::stream::Stream;

/// Streams by the peer that wait to be looked at; more are dropped.
const ARRIVALS_MAX: usize = 16;
/// Streams of ours that wait to be opened; more are refused.
const OPENINGS_MAX: usize = 16;

/// A stream that we want. The sender is dropped when it cannot be had.
#[derive(Debug)]
pub(in crate::network) struct Opening {
    pub(super) protocol: Protocol,
    pub(super) reply: oneshot::Sender<Stream>,
}

/// A stream that the peer opened.
#[derive(Debug)]
pub(in crate::network) struct Arrived {
    pub(in crate::network) protocol: Protocol,
    pub(in crate::network) stream: Stream,
}

/// The handler of one connection.
pub(in crate::network) struct Handler {
    peer: PeerId,
    admission: Arc<Admission>,
    openings: VecDeque<Opening>,
    arrivals: VecDeque<Arrived>,
}

impl Handler {
    pub(super) fn new(peer: PeerId, admission: Arc<Admission>) -> Self {
        Self { peer, admission, openings: VecDeque::new(), arrivals: VecDeque::new() }
    }
}

impl ConnectionHandler for Handler {
    type FromBehaviour = Opening;
    type ToBehaviour = Arrived;
    type InboundProtocol = Spoken;
    type OutboundProtocol = Spoken;
    type InboundOpenInfo = ();
    type OutboundOpenInfo = oneshot::Sender<Stream>;

    fn listen_protocol(&self) -> SubstreamProtocol<Spoken> {
        SubstreamProtocol::new(Spoken(self.admission.protocols(&self.peer)), ())
    }

    fn poll(
        &mut self,
        _: &mut Context<'_>,
    ) -> Poll<ConnectionHandlerEvent<Spoken, oneshot::Sender<Stream>, Arrived>> {
        if let Some(arrived) = self.arrivals.pop_front() {
            return Poll::Ready(ConnectionHandlerEvent::NotifyBehaviour(arrived));
        }
        if let Some(Opening { protocol, reply }) = self.openings.pop_front() {
            let protocol = SubstreamProtocol::new(Spoken(vec![protocol.name()]), reply);
            return Poll::Ready(ConnectionHandlerEvent::OutboundSubstreamRequest { protocol });
        }
        // The connection's task polls this again after every event, which is the only way in which something is added.
        Poll::Pending
    }

    fn on_behaviour_event(&mut self, opening: Opening) {
        if self.openings.len() < OPENINGS_MAX {
            self.openings.push_back(opening);
        }
    }

    fn on_connection_event(
        &mut self,
        event: ConnectionEvent<'_, Spoken, Spoken, (), oneshot::Sender<Stream>>,
    ) {
        match event {
            ConnectionEvent::FullyNegotiatedInbound(FullyNegotiatedInbound {
                protocol: (stream, name),
                ..
            }) => {
                let protocol = Protocol::named(&name).filter(|_| self.arrivals.len() < ARRIVALS_MAX);
                self.arrivals.extend(protocol.map(|protocol| Arrived { protocol, stream }));
            }
            ConnectionEvent::FullyNegotiatedOutbound(FullyNegotiatedOutbound {
                protocol: (stream, _),
                info,
            }) => {
                // Whoever asked may have given up: then the stream is dropped with the answer.
                let _ = info.send(stream);
            }
            ConnectionEvent::DialUpgradeError(DialUpgradeError { info, .. }) => drop(info),
            _ => {}
        }
    }
}

/// The protocols that may be agreed on for one stream.
pub(in crate::network) struct Spoken(Vec<StreamProtocol>);

impl UpgradeInfo for Spoken {
    type Info = StreamProtocol;
    type InfoIter = std::vec::IntoIter<StreamProtocol>;

    fn protocol_info(&self) -> Self::InfoIter {
        self.0.clone().into_iter()
    }
}

impl InboundUpgrade<libp2p::Stream> for Spoken {
    type Output = (Stream, StreamProtocol);
    type Error = Infallible;
    type Future = Ready<Result<Self::Output, Infallible>>;

    fn upgrade_inbound(self, stream: libp2p::Stream, name: StreamProtocol) -> Self::Future {
        ready(Ok((Stream::new(stream), name)))
    }
}

impl OutboundUpgrade<libp2p::Stream> for Spoken {
    type Output = (Stream, StreamProtocol);
    type Error = Infallible;
    type Future = Ready<Result<Self::Output, Infallible>>;

    fn upgrade_outbound(self, stream: libp2p::Stream, name: StreamProtocol) -> Self::Future {
        ready(Ok((Stream::new(stream), name)))
    }
}
