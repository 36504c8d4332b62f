//! A node comes back with another key.

use parasol_core::circles::ProposeSuccession;
use parasol_core::roles::Actor;
use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::sync::Ledgers;

use super::stage::{Client, House, link};
use crate::network::gate::Protocol;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_lost_its_key_is_let_in_under_the_next_one_and_the_old_one_is_shut_out() {
    let (jasmine, mut brussels) = (House::new("Jasmine", "FR").await, House::new("Brussels", "BE").await);
    let circle = link(&jasmine, &brussels).await;
    brussels.fall_silent().await;
    let stolen = NodeSecret::from_seed(&brussels.node.identity().secret().seed());
    let thief = Client::connect(&stolen, &jasmine, "/tcp/").await;
    assert!(thief.open(Protocol::Circle).await.is_some());
    let (mut brussels, text) = brussels.succeed().await;
    brussels.speak().await;
    let propose = ProposeSuccession { actor: Actor::Operator, circle, text };
    jasmine.command(propose).await.unwrap();
    // With the paper the old key goes out at once; the new one asks, says yes, and is in.
    thief.closed().await;
    brussels.until("the new key is decided", |s| s.links().unwrap().iter().all(|link| link.member)).await;
    let new = brussels.node.identity().node_key();
    jasmine
        .until("a head of the new key", |s| {
            let head = s.ledgers().head(&circle, &brussels.organisation());
            head.is_some_and(|head| head.signer() == new)
        })
        .await;
    let shut_out = Client::connect(&stolen, &jasmine, "/tcp/").await;
    assert!(shut_out.open(Protocol::Join).await.is_none());
    assert_eq!(jasmine.network().peers().of(&brussels.organisation()).last_fault, None);
    assert_eq!(brussels.network().peers().of(&jasmine.organisation()).last_fault, None);
}
