//! What the tests play with: nodes that listen on loopback, and a client that speaks libp2p under any key.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use libp2p::core::upgrade::Version;
use libp2p::swarm::SwarmEvent;
use libp2p::swarm::dial_opts::DialOpts;
use libp2p::{Multiaddr, PeerId};
use parasol_core::circles::{AcceptInvite, ConfirmPeer, CreateCircle, CreateInvite, SucceedKey};
use parasol_core::command::{Command, Event};
use parasol_core::identity::{Genesis, RecoveryKey};
use parasol_core::node::{Node, Snapshot};
use parasol_core::refusal::Refusal;
use parasol_core::roles::Actor;
use parasol_core::store::StoreKey;
use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::ids::{CircleId, OrganisationId};
use parasol_protocol::sync::Ledgers;
use rand_core::OsRng;
use tempfile::TempDir;
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::time::timeout;

use crate::clock;
use crate::config;
use crate::network::Network;
use crate::network::gate::{Admission, Protocol, Standing, Stream};
use crate::network::home::Home;
use crate::network::transport::{peer_id, swarm_agreeing};
use crate::writer::Writer;

/// No step of a test takes longer, however busy the machine is.
pub(super) const LIMIT: Duration = Duration::from_secs(60);

/// Waits, but not for ever.
pub(super) async fn soon<T>(what: &str, wait: impl Future<Output = T>) -> T {
    timeout(LIMIT, wait).await.unwrap_or_else(|_| panic!("{what}: not within a minute"))
}

fn key() -> StoreKey {
    StoreKey::new([7; 32])
}

/// A node with its network.
pub(super) struct House {
    folder: TempDir,
    /// Of the recovery key.
    words: String,
    pub(super) node: Node,
    pub(super) writer: Writer,
    pub(super) network: Option<Network>,
}

impl House {
    pub(super) async fn new(name: &str, country: &str) -> Self {
        let mut house = Self::silent(name, country);
        house.speak().await;
        house
    }

    /// A node whose network is off.
    pub(super) fn silent(name: &str, country: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let genesis = Genesis {
            name: name.into(),
            legal_name: format!("{name} asbl"),
            country: country.parse().unwrap(),
            languages: vec!["fr".into()],
            contact: "dpo@example.org".into(),
        };
        let created = Node::create(folder.path(), key(), genesis, clock::now(), &mut OsRng).unwrap();
        let (node, words) = (created.node, created.recovery_words.to_string());
        let writer = Writer::start(node.clone()).unwrap();
        Self { folder, words, node, writer, network: None }
    }

    /// Stops, gets another node key, and opens again; the paper for its partners.
    pub(super) async fn succeed(self) -> (Self, String) {
        let recovery = RecoveryKey::from_words(&self.words).unwrap();
        let command = SucceedKey { actor: Actor::Operator, recovery: Some(recovery), portrait: None };
        let paper = self.command(command).await.unwrap().text.unwrap();
        let Self { folder, words, node, writer, network } = self;
        if let Some(network) = network {
            network.stop().await;
        }
        writer.stop().await;
        drop(node);
        let node = Node::open(folder.path(), key(), clock::now(), &mut OsRng).unwrap();
        let writer = Writer::start(node.clone()).unwrap();
        (Self { folder, words, node, writer, network: None }, paper)
    }

    pub(super) async fn speak(&mut self) {
        let listen = ["/ip4/127.0.0.1/udp/0/quic-v1", "/ip4/127.0.0.1/tcp/0"];
        let config = config::Network {
            listen: listen.map(|address| address.parse().unwrap()).to_vec(),
            announce: Vec::new(),
            sync_seconds: 180,
        };
        let (node, queue, events) = (self.node.clone(), self.writer.queue(), self.writer.events());
        self.network = Some(Network::start(&config, node, queue, events).await.unwrap());
    }

    pub(super) async fn fall_silent(&mut self) {
        self.network.take().unwrap().stop().await;
    }

    pub(super) fn network(&self) -> &Network {
        self.network.as_ref().unwrap()
    }

    pub(super) fn addresses(&self) -> Vec<String> {
        self.network().addresses()
    }

    pub(super) fn address(&self, transport: &str) -> Multiaddr {
        self.addresses().iter().find(|address| address.contains(transport)).unwrap().parse().unwrap()
    }

    pub(super) fn organisation(&self) -> OrganisationId {
        self.node.identity().organisation
    }

    pub(super) fn peer_id(&self) -> PeerId {
        peer_id(&self.node.identity().node_key()).unwrap()
    }

    pub(super) fn home(&self) -> Home {
        Home::new(self.node.clone(), self.writer.queue(), Vec::new())
    }

    pub(super) async fn command<C: Command>(&self, command: C) -> Result<C::Outcome, Refusal> {
        self.home().command(command).await
    }

    pub(super) fn look<T>(&self, look: impl FnOnce(&Snapshot) -> T) -> T {
        look(&self.node.read().unwrap())
    }

    /// Done when the node keeps something that fits; it is looked at again after every change.
    pub(super) async fn until(&self, what: &str, fits: impl Fn(&Snapshot) -> bool) {
        let mut events: broadcast::Receiver<Event> = self.writer.events();
        soon(what, async {
            while !self.look(&fits) {
                let _ = events.recv().await;
            }
        })
        .await;
    }

    pub(super) async fn found_circle(&self) -> CircleId {
        let command = CreateCircle { actor: Actor::Operator, name: "North".into(), one_key_opens_all: true };
        self.command(command).await.unwrap()
    }

    pub(super) async fn invite(&self, circle: CircleId) -> String {
        let expires = clock::now().plus(3_600);
        let (actor, addresses) = (Actor::Operator, self.addresses());
        self.command(CreateInvite { actor, circle, addresses, expires }).await.unwrap()
    }

    pub(super) async fn accept(&self, text: String) -> String {
        let (actor, addresses) = (Actor::Operator, self.addresses());
        self.command(AcceptInvite { actor, text, addresses }).await.unwrap().words
    }

    pub(super) async fn confirm(&self, circle: CircleId, words: &str) {
        let (actor, words) = (Actor::Operator, words.to_owned());
        self.command(ConfirmPeer { actor, circle, words }).await.unwrap();
    }

    pub(super) fn holds_head_of(snapshot: &Snapshot, circle: &CircleId, publisher: &House) -> bool {
        snapshot.ledgers().head(circle, &publisher.organisation()).is_some()
    }

    pub(super) async fn until_connected(&self, other: &House) {
        let peers = self.network().peers();
        soon("connected", peers.until(other.organisation(), |status| status.connected)).await;
    }
}

/// Links two nodes by invite, words and confirmation, and waits until each holds the other's ledger.
pub(super) async fn link(inviter: &House, joiner: &House) -> CircleId {
    let circle = inviter.found_circle().await;
    let words = joiner.accept(inviter.invite(circle).await).await;
    inviter.until("the knock was answered", |s| s.links().unwrap().len() == 1).await;
    joiner.until("the knock was answered", |s| s.knocks().unwrap().is_empty()).await;
    inviter.confirm(circle, &words).await;
    joiner.confirm(circle, &words).await;
    inviter.until("the joiner's head", |s| House::holds_head_of(s, &circle, joiner)).await;
    joiner.until("the inviter's head", |s| House::holds_head_of(s, &circle, inviter)).await;
    circle
}

/// Somebody who speaks libp2p and is not a node.
pub(super) struct Client {
    openings: mpsc::Sender<(Protocol, oneshot::Sender<oneshot::Receiver<Stream>>)>,
    visits: mpsc::Receiver<(Protocol, Stream)>,
    closed: oneshot::Receiver<()>,
    _task: tokio_util::task::AbortOnDropHandle<()>,
}

impl Client {
    /// Connects to a node under this key. Whether the node lets it pass shows in what follows.
    pub(super) async fn connect(secret: &NodeSecret, target: &House, transport: &str) -> Self {
        let admission = Arc::new(Admission::default());
        admission.set(HashMap::from([(target.peer_id(), Standing::Member)]), false);
        // It waits for the node's yes, to tell a stream from a refusal.
        let mut swarm = swarm_agreeing(secret, admission, Version::V1).unwrap();
        let (id, address) = (target.peer_id(), target.address(transport));
        swarm.dial(DialOpts::peer_id(id).addresses(vec![address]).build()).unwrap();
        let (openings, mut wanted) = mpsc::channel::<(Protocol, oneshot::Sender<_>)>(1);
        let (visitor, visits) = mpsc::channel(8);
        let (close, closed) = oneshot::channel();
        let (connect, connected) = oneshot::channel();
        let task = tokio::spawn(async move {
            let mut connect = Some(connect);
            loop {
                tokio::select! {
                    Some((protocol, reply)) = wanted.recv() => {
                        let _ = reply.send(swarm.behaviour_mut().open(id, protocol));
                    }
                    event = swarm.select_next_some() => match event {
                        SwarmEvent::ConnectionEstablished { .. } => drop(connect.take()),
                        SwarmEvent::OutgoingConnectionError { .. } | SwarmEvent::ConnectionClosed { .. } => break,
                        SwarmEvent::Behaviour(visit) => {
                            let _ = visitor.try_send((visit.arrived.protocol, visit.arrived.stream));
                        }
                        _ => {}
                    }
                }
            }
            let _ = close.send(());
            wanted.close();
        });
        let _: Result<(), _> = soon("connected or refused", connected).await;
        Self { openings, visits, closed, _task: tokio_util::task::AbortOnDropHandle::new(task) }
    }

    /// Opens a stream, if the node lets it.
    pub(super) async fn open(&self, protocol: Protocol) -> Option<Stream> {
        let (reply, answer) = oneshot::channel();
        self.openings.send((protocol, reply)).await.ok()?;
        soon("a stream or a refusal", answer.await.ok()?).await.ok()
    }

    /// The next stream that the node opens.
    pub(super) async fn visited(&mut self) -> (Protocol, Stream) {
        soon("a stream by the node", self.visits.recv()).await.unwrap()
    }

    /// Done when the node has closed the connection.
    pub(super) async fn closed(self) {
        soon("closed", self.closed).await.unwrap();
    }
}
