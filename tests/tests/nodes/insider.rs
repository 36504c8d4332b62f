//! A libp2p client of our own: under any key, it dials a node, opens streams and says what it likes.

use std::time::Duration;

use futures::{AsyncReadExt, AsyncWriteExt, StreamExt};
use libp2p::swarm::SwarmEvent;
use libp2p::{Multiaddr, PeerId, StreamProtocol, SwarmBuilder, identity, noise, tcp, yamux};
use libp2p_stream::{Behaviour, Control};
use parasol_protocol::ids::NodeKey;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// The conversations that a node may offer, and those that libp2p nodes usually do.
pub(crate) const SYNC: &str = "/parasol/sync/1";
pub(crate) const OFFERED: [&str; 6] =
    [SYNC, "/parasol/circle/1", "/parasol/join/1", "/parasol/eval/1", "/ipfs/id/1.0.0", "/ipfs/ping/1.0.0"];

/// After this a test has failed, or has been told nothing.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a client sees of its connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    Connected,
    Closed,
    Refused,
}

/// The client.
pub(crate) struct Insider {
    runtime: Runtime,
    control: Control,
    dial: mpsc::UnboundedSender<Multiaddr>,
    seen: mpsc::UnboundedReceiver<Seen>,
    node: PeerId,
}

/// The libp2p name of a node.
fn peer_id(key: &NodeKey) -> PeerId {
    let key = identity::ed25519::PublicKey::try_from_bytes(key.as_bytes()).unwrap();
    identity::PublicKey::from(key).to_peer_id()
}

impl Insider {
    /// Somebody with this secret key, who wants to talk with the node that has that public key.
    pub(crate) fn new(seed: [u8; 32], node: &NodeKey) -> Self {
        let runtime = Runtime::new().unwrap();
        let (dial, mut wanted) = mpsc::unbounded_channel::<Multiaddr>();
        let (see, seen) = mpsc::unbounded_channel();
        let guard = runtime.enter();
        let mut swarm =
            SwarmBuilder::with_existing_identity(identity::Keypair::ed25519_from_bytes(seed).unwrap())
                .with_tokio()
                .with_tcp(tcp::Config::default(), noise::Config::new, yamux::Config::default)
                .unwrap()
                .with_quic()
                .with_behaviour(|_| Behaviour::new())
                .unwrap()
                .with_swarm_config(|config| config.with_idle_connection_timeout(PATIENCE))
                .build();
        drop(guard);
        let control = swarm.behaviour().new_control();
        runtime.spawn(async move {
            loop {
                let event = tokio::select! {
                    Some(address) = wanted.recv() => {
                        swarm.dial(address).unwrap();
                        continue;
                    }
                    event = swarm.select_next_some() => event,
                };
                let event = match event {
                    SwarmEvent::ConnectionEstablished { .. } => Seen::Connected,
                    SwarmEvent::ConnectionClosed { .. } => Seen::Closed,
                    SwarmEvent::OutgoingConnectionError { .. } => Seen::Refused,
                    _ => continue,
                };
                if see.send(event).is_err() {
                    return;
                }
            }
        });
        Self { runtime, control, dial, seen, node: peer_id(node) }
    }

    /// Dials; returns what is seen first.
    pub(crate) fn dial(&mut self, address: &str) -> Seen {
        let address: Multiaddr = address.parse().unwrap();
        self.dial.send(address).unwrap();
        self.next().unwrap()
    }

    /// What is seen next of the connections.
    pub(crate) fn next(&mut self) -> Option<Seen> {
        let Self { runtime, seen, .. } = self;
        runtime.block_on(async { timeout(PATIENCE, seen.recv()).await.ok()? })
    }

    /// Opens a conversation, if it is offered.
    pub(crate) fn open(&mut self, protocol: &'static str) -> Option<Line<'_>> {
        let Self { runtime, control, node, .. } = self;
        let opening = control.open_stream(*node, StreamProtocol::new(protocol));
        let stream = runtime.block_on(async { timeout(PATIENCE, opening).await.ok()?.ok() })?;
        Some(Line { runtime, stream })
    }
}

/// An open conversation: frames of four bytes of length and a message.
pub(crate) struct Line<'a> {
    runtime: &'a Runtime,
    stream: libp2p::Stream,
}

impl Line<'_> {
    /// Says a message.
    pub(crate) fn say(&mut self, message: &[u8]) {
        let length = u32::try_from(message.len()).unwrap().to_be_bytes();
        self.say_raw(&[&length, message].concat());
    }

    /// Says bytes that may be no frame. The node may have hung up: then nobody hears.
    pub(crate) fn say_raw(&mut self, bytes: &[u8]) {
        let Self { runtime, stream } = self;
        let saying = async {
            stream.write_all(bytes).await?;
            stream.flush().await
        };
        let _ = runtime.block_on(async { timeout(PATIENCE, saying).await });
    }

    /// Ends this side.
    pub(crate) fn hang_up(&mut self) {
        let Self { runtime, stream } = self;
        let _ = runtime.block_on(async { timeout(PATIENCE, stream.close()).await });
    }

    /// The next message; none when the node ended the conversation, or says nothing for `patience`.
    pub(crate) fn hear_within(&mut self, patience: Duration) -> Option<Vec<u8>> {
        let Self { runtime, stream } = self;
        runtime.block_on(async {
            let hear = async {
                let mut length = [0; 4];
                stream.read_exact(&mut length).await.ok()?;
                let mut message = vec![0; u32::from_be_bytes(length) as usize];
                stream.read_exact(&mut message).await.ok()?;
                Some(message)
            };
            timeout(patience, hear).await.ok()?
        })
    }

    /// The next message; none when the node ended the conversation.
    pub(crate) fn hear(&mut self) -> Option<Vec<u8>> {
        self.hear_within(PATIENCE)
    }

    /// Whether the node hangs up, whatever it says before.
    pub(crate) fn is_ended(&mut self) -> bool {
        let Self { runtime, stream } = self;
        let mut rest = Vec::new();
        runtime.block_on(async { timeout(PATIENCE, stream.read_to_end(&mut rest)).await }).is_ok()
    }
}
