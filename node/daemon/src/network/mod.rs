//! Links with other nodes: libp2p over QUIC, and over TCP with Noise and Yamux.
//!
//! The network is a short list of friends. Only nodes that the store says are linked get past the handshake ([`gate`]); with
//! each member of a common circle one sync session is held ([`session`]); short questions travel on streams of their own
//! ([`errand`]). One loop decides what is due ([`driver`]). Everything a peer can make grow has a bound that stands beside
//! it. Nothing here logs an address.

mod ballots;
mod driver;
mod errand;
mod errands;
mod evaluating;
mod frame;
mod gate;
mod home;
mod peer;
mod retry;
mod session;
mod status;
#[cfg(test)]
mod tests;
mod transport;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use libp2p::multiaddr::Protocol as Part;
use libp2p::swarm::SwarmEvent;
use libp2p::{Multiaddr, Swarm};
use parasol_core::command::Event;
use parasol_core::node::Node;
use parasol_protocol::join::MAX_ADDRESSES;
use tokio::sync::broadcast;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use self::driver::Driver;
pub(crate) use self::evaluating::ASKING_MAX;
use self::gate::{Admission, Gate};
use self::home::Home;
pub use self::status::{PeerStatus, Peers};
use crate::config;
use crate::evaluator::Others;
use crate::failure::Failure;
use crate::writer::Queue;

/// How long listening may take to begin.
const LISTEN_PATIENCE: Duration = Duration::from_secs(10);

/// The running network.
pub struct Network {
    peers: Arc<Peers>,
    holders: Option<Arc<dyn Others>>,
    addresses: Vec<Multiaddr>,
    stop: CancellationToken,
    task: Option<AbortOnDropHandle<()>>,
    gone: CancellationToken,
}

impl Network {
    /// Listens, and begins to reach the peers. Without a listen address the network stays off.
    ///
    /// # Errors
    /// When an address cannot be listened on.
    pub async fn start(
        config: &config::Network,
        node: Node,
        queue: Queue,
        events: broadcast::Receiver<Event>,
    ) -> Result<Self, Failure> {
        let (stop, gone) = (CancellationToken::new(), CancellationToken::new());
        if config.listen.is_empty() {
            return Ok(Self {
                peers: Arc::default(),
                holders: None,
                addresses: Vec::new(),
                stop,
                task: None,
                gone,
            });
        }
        let admission = Arc::new(Admission::default());
        let mut swarm = transport::swarm(node.identity().secret(), admission.clone())?;
        let listening = listen(&mut swarm, &config.listen).await?;
        let addresses =
            if config.announce.is_empty() { reachable(listening) } else { config.announce.clone() };
        let quiet = Duration::from_secs(config.sync_seconds);
        let home = Home::new(node, queue, announced(&addresses));
        let driver = Driver::new(swarm, home, admission, events, quiet, stop.clone());
        let holders: Arc<dyn Others> = driver.holders.clone();
        let (peers, guard) = (driver.shown.clone(), gone.clone().drop_guard());
        let task = tokio::spawn(async {
            let _guard = guard;
            driver.run().await;
        });
        let holders = Some(holders);
        Ok(Self { peers, holders, addresses, stop, task: Some(AbortOnDropHandle::new(task)), gone })
    }

    /// How the connections stand.
    #[must_use]
    pub fn peers(&self) -> Arc<Peers> {
        self.peers.clone()
    }

    /// The way to the other holders of keys; none while the network is off.
    #[must_use]
    pub fn holders(&self) -> Option<Arc<dyn Others>> {
        self.holders.clone()
    }

    /// Where peers find this node, as invites name it.
    #[must_use]
    pub fn addresses(&self) -> Vec<String> {
        announced(&self.addresses)
    }

    /// Done when the network is gone. Before [`Network::stop`] that means that it panicked, or that the writer is gone.
    #[must_use]
    pub fn gone(&self) -> CancellationToken {
        self.gone.clone()
    }

    /// Closes all connections and ends.
    pub async fn stop(self) {
        self.stop.cancel();
        if let Some(task) = self.task {
            // A panic has been told where it happened.
            let _ = task.await;
        }
    }
}

/// Listens on every address and returns what the system made of them.
async fn listen(swarm: &mut Swarm<Gate>, wanted: &[Multiaddr]) -> Result<Vec<Multiaddr>, Failure> {
    let refused = |address: &Multiaddr| {
        let sentence =
            format!("the network cannot listen on {address}; choose another address with network.listen");
        Failure::refused("network_listen", sentence)
    };
    let mut waiting = HashSet::new();
    for address in wanted {
        waiting.insert(swarm.listen_on(address.clone()).map_err(|_| refused(address))?);
    }
    let mut found = Vec::new();
    let begun = async {
        while !waiting.is_empty() {
            match swarm.select_next_some().await {
                SwarmEvent::NewListenAddr { listener_id, address } => {
                    waiting.remove(&listener_id);
                    found.push(address);
                }
                SwarmEvent::ListenerClosed { .. } | SwarmEvent::ListenerError { .. } => return false,
                _ => {}
            }
        }
        true
    };
    if timeout(LISTEN_PATIENCE, begun).await == Ok(true) {
        return Ok(found);
    }
    let first = wanted.first().cloned().unwrap_or_else(Multiaddr::empty);
    Err(refused(&first))
}

/// Addresses as invites and introductions name them.
fn announced(addresses: &[Multiaddr]) -> Vec<String> {
    addresses.iter().take(MAX_ADDRESSES).map(Multiaddr::to_string).collect()
}

/// Leaves out what only this machine reaches, unless there is nothing else.
fn reachable(addresses: Vec<Multiaddr>) -> Vec<Multiaddr> {
    let local = |address: &Multiaddr| {
        address.iter().any(|part| match part {
            Part::Ip4(ip) => ip.is_loopback(),
            Part::Ip6(ip) => ip.is_loopback(),
            _ => false,
        })
    };
    let (inside, outside): (Vec<_>, Vec<_>) = addresses.into_iter().partition(local);
    if outside.is_empty() { inside } else { outside }
}
