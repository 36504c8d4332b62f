//! What somebody unknown gets.

use futures::AsyncWriteExt;
use parasol_core::circles::RemovePeer;
use parasol_core::network::KnockTask;
use parasol_core::roles::Actor;
use parasol_protocol::codec;
use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::ids::CircleId;
use parasol_protocol::join::{Introduction, InviteSecret, JoinReply, Knock, read_invite};
use rand_core::OsRng;

use super::stage::{Client, House, link, soon};
use crate::clock;
use crate::network::errand;
use crate::network::gate::Protocol;

const ALL: [Protocol; 3] = [Protocol::Sync, Protocol::Circle, Protocol::Join];

fn stranger() -> NodeSecret {
    NodeSecret::random(&mut OsRng)
}

fn knock(house: &House, circle: CircleId, secret: &InviteSecret, joiner: &NodeSecret) -> KnockTask {
    let inviter = house.node.identity().node_key();
    let request = Introduction {
        organisation: parasol_protocol::ids::OrganisationId::new([5; 16]),
        name: "Somebody".into(),
        legal_name: "Somebody asbl".into(),
        country: "BE".parse().unwrap(),
        data_protection: "dpo@example.org".into(),
        recovery_key: joiner.public(),
        addresses: Vec::new(),
    };
    let knock = Knock::new(secret, circle, &joiner.public(), &inviter);
    KnockTask { circle, inviter, addresses: Vec::new(), knock, request }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_gets_nothing_beyond_the_handshake() {
    let jasmine = House::new("Jasmine", "FR").await;
    for transport in ["/tcp/", "/quic-v1"] {
        let client = Client::connect(&stranger(), &jasmine, transport).await;
        for protocol in ALL {
            assert!(client.open(protocol).await.is_none());
        }
        client.closed().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_an_invite_is_open_a_stranger_may_knock_and_nothing_else() {
    let jasmine = House::new("Jasmine", "FR").await;
    let circle = jasmine.found_circle().await;
    jasmine.invite(circle).await;
    let client = loop {
        // The network hears of the invite a moment after it was made.
        let client = Client::connect(&stranger(), &jasmine, "/tcp/").await;
        if client.open(Protocol::Join).await.is_some() {
            break client;
        }
        client.closed().await;
    };
    assert!(client.open(Protocol::Sync).await.is_none());
    assert!(client.open(Protocol::Circle).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_knocks_of_five_nodes_close_the_invite_and_each_ends_its_connection() {
    let jasmine = House::new("Jasmine", "FR").await;
    let circle = jasmine.found_circle().await;
    jasmine.invite(circle).await;
    let wrong = InviteSecret::random(&mut OsRng);
    let mut knocks = 0;
    while jasmine.look(|snapshot| snapshot.open_invites(clock::now()).unwrap()) {
        let key = stranger();
        let client = Client::connect(&key, &jasmine, "/tcp/").await;
        if let Some(stream) = client.open(Protocol::Join).await {
            let answer = errand::knock(stream, &knock(&jasmine, circle, &wrong, &key)).await;
            assert_eq!(answer, Some(JoinReply::Refused));
            knocks += 1;
        }
        client.closed().await;
    }
    assert_eq!(knocks, 5);
    assert!(jasmine.look(|snapshot| snapshot.links().unwrap().is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_invite_opens_once_and_only_for_the_key_that_knocked() {
    let jasmine = House::new("Jasmine", "FR").await;
    let circle = jasmine.found_circle().await;
    let secret = read_invite(&jasmine.invite(circle).await).unwrap().body().secret.clone();
    let (first, second) = (stranger(), stranger());
    let reply = loop {
        let client = Client::connect(&first, &jasmine, "/quic-v1").await;
        if let Some(stream) = client.open(Protocol::Join).await {
            break errand::knock(stream, &knock(&jasmine, circle, &secret, &first)).await;
        }
        client.closed().await;
    };
    assert_eq!(reply, Some(JoinReply::Pending));
    // The network hears a moment later that the invite is used; until then a knock is heard, and refused.
    loop {
        let late = Client::connect(&second, &jasmine, "/tcp/").await;
        let Some(stream) = late.open(Protocol::Join).await else {
            late.closed().await;
            break;
        };
        let reply = errand::knock(stream, &knock(&jasmine, circle, &secret, &second)).await;
        assert_ne!(reply, Some(JoinReply::Pending));
        late.closed().await;
    }
    assert_eq!(jasmine.look(|snapshot| snapshot.links().unwrap().len()), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_frame_over_its_bound_is_not_read() {
    let jasmine = House::new("Jasmine", "FR").await;
    let circle = jasmine.found_circle().await;
    jasmine.invite(circle).await;
    loop {
        let client = Client::connect(&stranger(), &jasmine, "/tcp/").await;
        if let Some(mut stream) = client.open(Protocol::Join).await {
            // One byte over 1 KiB.
            stream.write_all(&1_025_u32.to_be_bytes()).await.unwrap();
            stream.flush().await.unwrap();
            client.closed().await;
            return;
        }
        client.closed().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_removed_is_a_stranger_from_then_on() {
    let (jasmine, brussels) = (House::new("Jasmine", "FR").await, House::new("Brussels", "BE").await);
    let circle = link(&jasmine, &brussels).await;
    let (actor, peer) = (Actor::Operator, brussels.organisation());
    jasmine.command(RemovePeer { actor, circle, peer }).await.unwrap();
    let peers = brussels.network().peers();
    soon("shown out", peers.until(jasmine.organisation(), |status| !status.connected)).await;
    let client = Client::connect(brussels.node.identity().secret(), &jasmine, "/tcp/").await;
    for protocol in ALL {
        assert!(client.open(protocol).await.is_none());
    }
    client.closed().await;
}

#[test]
fn a_knock_and_an_introduction_are_within_their_bounds() {
    let key = stranger();
    let secret = InviteSecret::random(&mut OsRng);
    let knock = Knock::new(&secret, CircleId::new([1; 16]), &key.public(), &key.public());
    assert!(codec::encode(&knock).len() < parasol_protocol::join::MAX_KNOCK);
}
