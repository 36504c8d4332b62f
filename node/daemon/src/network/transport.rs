//! The libp2p swarm: QUIC, and TCP with Noise and Yamux, under the node's own key.

use std::sync::Arc;
use std::time::Duration;

use libp2p::core::upgrade::Version;
use libp2p::identity::{Keypair, PublicKey, ed25519};
use libp2p::multiaddr::Protocol as Part;
use libp2p::{Multiaddr, PeerId, Swarm, SwarmBuilder, noise, tcp, yamux};
use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::ids::NodeKey;

use super::gate::{Admission, Gate};
use crate::failure::Failure;

/// How long a connection may take to be made.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long a connection without a stream is kept.
const IDLE: Duration = Duration::from_secs(10);
/// Streams that one peer may have open on a connection.
const STREAMS_MAX: u32 = 16;
/// Streams on which a protocol is being agreed.
const NEGOTIATING_MAX: usize = 16;
/// Bytes that a peer may send ahead on one QUIC stream.
const STREAM_WINDOW: u32 = 1_048_576;
/// Bytes that a peer may send ahead on one QUIC connection.
const CONNECTION_WINDOW: u32 = 2 * STREAM_WINDOW;

/// Builds the swarm; nothing is dialled or listened on.
///
/// # Errors
/// When the system's name resolution cannot be set up.
pub(super) fn swarm(secret: &NodeSecret, admission: Arc<Admission>) -> Result<Swarm<Gate>, Failure> {
    // Whoever opens a stream speaks one protocol on it, and need not wait a round trip for the other's yes.
    swarm_agreeing(secret, admission, Version::V1Lazy)
}

/// The same, which agrees on a stream's protocol so.
///
/// # Errors
/// As [`swarm`].
pub(super) fn swarm_agreeing(
    secret: &NodeSecret,
    admission: Arc<Admission>,
    version: Version,
) -> Result<Swarm<Gate>, Failure> {
    let failure =
        |error: String| Failure::refused("network", format!("the network cannot be set up: {error}"));
    let keypair = Keypair::ed25519_from_bytes(*secret.seed()).map_err(|error| failure(error.to_string()))?;
    let muxer = || {
        let mut config = yamux::Config::default();
        config.set_max_num_streams(STREAMS_MAX as usize);
        config
    };
    let swarm = SwarmBuilder::with_existing_identity(keypair)
        .with_tokio()
        .with_tcp(tcp::Config::default().nodelay(true), noise::Config::new, muxer)
        .map_err(|error| failure(error.to_string()))?
        .with_quic_config(|mut config| {
            config.max_concurrent_stream_limit = STREAMS_MAX;
            config.max_stream_data = STREAM_WINDOW;
            config.max_connection_data = CONNECTION_WINDOW;
            config
        })
        .with_dns()
        .map_err(|error| failure(error.to_string()))?
        .with_behaviour(|_| Gate::new(admission))
        .map_err(|error| failure(error.to_string()))?
        .with_swarm_config(|config| {
            config
                .with_idle_connection_timeout(IDLE)
                .with_max_negotiating_inbound_streams(NEGOTIATING_MAX)
                .with_substream_upgrade_protocol_override(version)
        })
        .with_connection_timeout(HANDSHAKE)
        .build();
    Ok(swarm)
}

/// The libp2p name of a node.
pub(super) fn peer_id(key: &NodeKey) -> Option<PeerId> {
    let key = ed25519::PublicKey::try_from_bytes(key.as_bytes()).ok()?;
    Some(PublicKey::from(key).to_peer_id())
}

/// The key that a libp2p name holds, if it is one that a node can have.
pub(super) fn node_key(peer: &PeerId) -> Option<NodeKey> {
    let key = PublicKey::try_decode_protobuf(peer.as_ref().digest()).ok()?.try_into_ed25519().ok()?;
    Some(NodeKey::new(key.to_bytes()))
}

/// Reads the addresses of a node and leaves out those that cannot be dialled or that name another node.
pub(super) fn dialable<'a>(addresses: impl IntoIterator<Item = &'a String>, peer: &PeerId) -> Vec<Multiaddr> {
    addresses
        .into_iter()
        .filter_map(|text| text.parse().ok())
        .filter_map(|address| direct(address, peer))
        .collect()
}

/// An address that is host and transport and nothing else, without the name of the node behind it.
fn direct(mut address: Multiaddr, peer: &PeerId) -> Option<Multiaddr> {
    if let Some(Part::P2p(named)) = address.iter().last() {
        if named != *peer {
            return None;
        }
        address.pop();
    }
    let parts: Vec<Part<'_>> = address.iter().collect();
    let host = |part: &Part<'_>| {
        matches!(part, Part::Ip4(_) | Part::Ip6(_) | Part::Dns(_) | Part::Dns4(_) | Part::Dns6(_))
    };
    let right = match parts.as_slice() {
        [first, Part::Tcp(_)] | [first, Part::Udp(_), Part::QuicV1] => host(first),
        _ => false,
    };
    right.then_some(address)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn a_peer_id_and_a_node_key_say_the_same() {
        let key = NodeSecret::from_seed(&[7; 32]).public();
        let peer = peer_id(&key).unwrap();
        assert_eq!(node_key(&peer), Some(key));
        assert_eq!(node_key(&PeerId::random()), None, "a random name holds no key");
    }

    #[test]
    fn only_direct_addresses_of_the_right_node_are_dialled() {
        let peer = peer_id(&NodeSecret::from_seed(&[7; 32]).public()).unwrap();
        let other = peer_id(&NodeSecret::from_seed(&[8; 32]).public()).unwrap();
        let good = [
            "/ip4/192.0.2.1/tcp/7431",
            "/ip6/2001:db8::1/udp/7431/quic-v1",
            "/dns/parasol.example.org/tcp/7431",
            &format!("/ip4/192.0.2.1/tcp/7431/p2p/{peer}"),
        ]
        .map(str::to_owned);
        assert_eq!(dialable(&good, &peer).len(), 4);
        let bad = [
            "192.0.2.1:7431",
            "/ip4/192.0.2.1",
            "/unix/tmp",
            "/ip4/192.0.2.1/tcp/7431/ws",
            &format!("/ip4/192.0.2.1/tcp/7431/p2p/{other}"),
            &format!("/ip4/192.0.2.1/tcp/7431/p2p/{other}/p2p-circuit/p2p/{peer}"),
        ]
        .map(str::to_owned);
        assert!(dialable(&bad, &peer).is_empty());
    }
}
