//! A stranger's libp2p node gets nothing beyond the handshake.

use parasol_core::store::StoreKey;
use parasol_tests::Pair;

use crate::disk;
use crate::insider::{Insider, OFFERED, Seen};

#[test]
fn a_strangers_node_gets_nothing_beyond_the_handshake() {
    let mut pair = Pair::linked();
    pair.belgium.stop();
    // The key of the node is no secret: it is its libp2p name.
    let member = disk::open(&pair.belgium.data());
    let node_key = member.read().unwrap().links().unwrap()[0].node_key;
    for address in pair.france.peer_addresses() {
        for protocol in OFFERED {
            let mut stranger = Insider::new([7; 32], &node_key);
            match stranger.dial(&address) {
                Seen::Connected => assert!(stranger.open(protocol).is_none(), "{protocol} over {address}"),
                seen => assert_eq!(seen, Seen::Refused),
            }
            assert_ne!(stranger.next(), None, "the node closes the connection by itself");
        }
    }
    // The same client under a member's key is let in: it is the key that makes the difference.
    let mut insider = Insider::new(*member.identity().secret().seed(), &node_key);
    let address = pair.france.peer_addresses().into_iter().find(|address| address.contains("/tcp/")).unwrap();
    assert_eq!(insider.dial(&address), Seen::Connected);
    assert!(insider.open(OFFERED[0]).is_some());
    assert!(insider.open(OFFERED[4]).is_none(), "only what is needed is offered");
}

/// Whoever has the directory without the right key is told so, and reads nothing.
#[test]
fn another_key_opens_nothing_and_is_told_so() {
    let mut pair = Pair::linked();
    pair.france.stop();
    let other = StoreKey::new([3; 32]).to_text();
    std::fs::write(pair.france.data().join("store.key"), other.as_bytes()).unwrap();
    let refused = pair.france.try_cli(&["doctor"]);
    assert_eq!(refused.status.code(), Some(1));
    let told = String::from_utf8_lossy(&refused.stderr).to_lowercase();
    assert!(told.contains("key") && !told.contains("corrupt"), "{told}");
}
