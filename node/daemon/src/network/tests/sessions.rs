//! What a linked node that breaks the rules gets, and what slowness does.

use futures::{AsyncReadExt, AsyncWriteExt};
use parasol_protocol::sync::Fault;
use parasol_protocol::sync::message::{Hello, MAX_FRAME, Message, VERSION};
use tokio::io::{AsyncWriteExt as _, duplex};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::compat::TokioAsyncReadCompatExt;
use tokio_util::sync::CancellationToken;

use super::stage::{Client, House, LIMIT, link, soon};
use crate::network::gate::Protocol;
use crate::network::session::{self, Ended, PATIENCE, Setting};

fn frame(message: &[u8]) -> Vec<u8> {
    [&u32::try_from(message.len()).unwrap().to_be_bytes(), message].concat()
}

/// Takes Brussels' place at its link and says this to Jasmine; brings back the fault that Jasmine notes.
async fn say(jasmine: &House, brussels: &House, transport: &str, bytes: &[u8]) -> Fault {
    let client = Client::connect(brussels.node.identity().secret(), jasmine, transport).await;
    let mut stream = client.open(Protocol::Sync).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream.flush().await.unwrap();
    client.closed().await;
    jasmine.network().peers().of(&brussels.organisation()).last_fault.unwrap().1
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_breaks_a_rule_is_named_and_disconnected() {
    let (jasmine, mut brussels) = (House::new("Jasmine", "FR").await, House::new("Brussels", "BE").await);
    link(&jasmine, &brussels).await;
    brussels.fall_silent().await;
    let impostor = Message::Hello(Hello {
        versions: vec![VERSION],
        organisation: jasmine.organisation(),
        circles: Vec::new(),
    });
    let too_long = u32::try_from(MAX_FRAME + 1).unwrap().to_be_bytes();
    let cases: [(&[u8], Fault); 4] = [
        (&too_long, Fault::Malformed),
        (&frame(&[0xff; 100]), Fault::Malformed),
        (&frame(&Message::Ack(vec![1].into()).to_bytes()), Fault::Hello),
        (&frame(&impostor.to_bytes()), Fault::Impersonation),
    ];
    for (bytes, fault) in cases {
        assert_eq!(say(&jasmine, &brussels, "/tcp/", bytes).await, fault);
        assert_eq!(say(&jasmine, &brussels, "/quic-v1", bytes).await, fault);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_session_takes_the_place_of_an_older_one() {
    let (jasmine, mut brussels) = (House::new("Jasmine", "FR").await, House::new("Brussels", "BE").await);
    link(&jasmine, &brussels).await;
    brussels.fall_silent().await;
    let client = Client::connect(brussels.node.identity().secret(), &jasmine, "/tcp/").await;
    let mut first = client.open(Protocol::Sync).await.unwrap();
    let mut hello = [0; 4];
    soon("a hello", first.read_exact(&mut hello)).await.unwrap();
    let mut second = client.open(Protocol::Sync).await.unwrap();
    soon("a hello", second.read_exact(&mut hello)).await.unwrap();
    let mut rest = Vec::new();
    let _ = soon("the end", first.read_to_end(&mut rest)).await;
}

/// A node that was killed comes back before anybody has noticed that its old connection is dead.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_connection_is_greeted_although_the_first_one_still_stands() {
    let jasmine = House::new("Jasmine", "FR").await;
    let mut brussels = loop {
        // The node with the lower key opens the sessions; here that has to be Jasmine.
        let house = House::new("Brussels", "BE").await;
        if jasmine.node.identity().node_key() < house.node.identity().node_key() {
            break house;
        }
    };
    link(&jasmine, &brussels).await;
    brussels.fall_silent().await;
    for _ in 0..2 {
        let mut connections = Vec::new();
        for transport in ["/quic-v1", "/tcp/"] {
            let secret = brussels.node.identity().secret();
            let mut client = Client::connect(secret, &jasmine, transport).await;
            let mut stream = loop {
                // It may ask for charters first.
                let (protocol, stream) = client.visited().await;
                if protocol == Protocol::Sync {
                    break stream;
                }
            };
            soon("a hello", stream.read_exact(&mut [0; 4])).await.unwrap();
            connections.push((client, stream));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_are_not_opened_without_end() {
    let (jasmine, mut brussels) = (House::new("Jasmine", "FR").await, House::new("Brussels", "BE").await);
    link(&jasmine, &brussels).await;
    brussels.fall_silent().await;
    let client = Client::connect(brussels.node.identity().secret(), &jasmine, "/tcp/").await;
    let mut answered = 0;
    for _ in 0..200 {
        let Some(mut stream) = client.open(Protocol::Sync).await else { break };
        match soon("a hello or the end", stream.read_exact(&mut [0; 4])).await {
            Ok(()) => answered += 1,
            Err(_) => break,
        }
    }
    assert!((1..=64).contains(&answered), "found {answered} sessions in one go");
}

fn setting(house: &House, peer: &House) -> (Setting, CancellationToken) {
    let stop = CancellationToken::new();
    let setting = Setting {
        home: house.home(),
        peer: peer.organisation(),
        events: house.writer.events(),
        shown: std::sync::Arc::default(),
        charters: mpsc::channel(1).0,
        quiet: 10 * LIMIT,
        stop: stop.clone(),
    };
    (setting, stop)
}

#[tokio::test(start_paused = true)]
async fn a_slow_peer_is_given_up() {
    let (jasmine, brussels) = (House::silent("Jasmine", "FR"), House::silent("Brussels", "BE"));
    let (near, mut far) = duplex(65_536);
    far.write_all(&[0, 0]).await.unwrap();
    let begun = Instant::now();
    let (setting, _stop) = setting(&jasmine, &brussels);
    assert_eq!(session::run(near.compat(), setting).await, Ended::Slow);
    assert!(begun.elapsed() <= 2 * PATIENCE);
}

#[tokio::test(start_paused = true)]
async fn a_silent_peer_is_greeted_again_after_a_while() {
    let (jasmine, brussels) = (House::silent("Jasmine", "FR"), House::silent("Brussels", "BE"));
    let (near, _far) = duplex(65_536);
    let begun = Instant::now();
    let (setting, _stop) = setting(&jasmine, &brussels);
    assert_eq!(session::run(near.compat(), setting).await, Ended::Quiet);
    assert_eq!(begun.elapsed().as_secs(), (10 * LIMIT).as_secs());
}

#[tokio::test]
async fn a_session_stops_when_it_is_told_to() {
    let (jasmine, brussels) = (House::silent("Jasmine", "FR"), House::silent("Brussels", "BE"));
    let (near, _far) = duplex(65_536);
    let (setting, stop) = setting(&jasmine, &brussels);
    stop.cancel();
    assert_eq!(session::run(near.compat(), setting).await, Ended::Stopped);
}
