//! An organisation's machine is lost, and with it its node key: the recovery words name another one, the partners decide it, and
//! whoever has the old one is nobody any more.

use std::fs;

use parasol_protocol::ids::NodeKey;
use parasol_tests::{
    Circle, Node, Role, Tellers, from_abroad, level, number, until, until_peer, until_shared,
};
use serde_json::{Value, json};

use crate::disk;
use crate::insider::{Insider, OFFERED, Seen};

/// Who loses its machine.
const LOST: usize = 3;

fn published(node: usize) -> String {
    from_abroad(&number(640 + node))
}

/// Everybody in the circle says of these numbers what is expected, and has asked everybody.
#[track_caller]
fn assert_everywhere(circle: &Circle, numbers: &[String], expected: Option<&str>) {
    circle.until_shared();
    for node in &circle.nodes {
        for number in numbers {
            let verdict = node.check(number);
            assert_eq!(
                (level(&verdict), &verdict["complete"]),
                (expected, &json!(true)),
                "{} {verdict}",
                node.name()
            );
        }
    }
}

/// As many members, whose key takes two of them, each with one alert of its own.
fn holding(members: usize) -> Circle {
    let circle = Circle::linked(members);
    (0..members).for_each(|node| circle.publish(node, &published(node)));
    circle.decide(0, &["threshold", "2"]);
    circle.until_all("the key serves", |standing| standing.serves(2));
    circle.until_all("all is filed under it", |standing| standing.is_filed());
    circle.decide(0, &["end-old-key"]);
    circle.until_all("the old key has ended", |standing| standing.rests_at(2));
    circle
}

/// Somebody with the old key on the network: nobody in the circle talks with her about anything.
#[track_caller]
fn assert_shut_out(circle: &Circle, seed: [u8; 32], keys: &[NodeKey]) {
    assert_eq!(circle.nodes.len(), keys.len());
    for (node, key) in circle.nodes.iter().zip(keys) {
        let address = node.peer_addresses().into_iter().find(|address| address.contains("/tcp/")).unwrap();
        for protocol in OFFERED {
            let mut thief = Insider::new(seed, key);
            if thief.dial(&address) == Seen::Connected {
                assert!(thief.open(protocol).is_none(), "{} speaks {protocol} with a thief", node.name());
            }
        }
    }
}

/// What is published at a node and waits to be shared, in all.
fn waiting(node: &Node) -> u64 {
    node.cli(&["alert", "list"])["waiting_to_be_shared"].as_u64().unwrap()
}

/// Which key its holder signs with now.
fn own_key(node: &Node) -> NodeKey {
    node.cli(&["circle", "succession"])["node_key"].as_str().unwrap().parse().unwrap()
}

#[test]
fn whoever_has_the_stolen_key_is_refused_by_everybody_once_its_successor_is_decided() {
    let mut circle = holding(4);
    let second = from_abroad(&number(650));
    let desk = circle.nodes[LOST].somebody("louise", Role::Moderator);
    let tellers = Tellers { reporter: circle.nodes[LOST].somebody("aya", Role::Member), moderator: desk };
    let alert = tellers.publish(&second);
    circle.until_shared();

    // The disk is copied, keys and all. Until somebody acts, the copy is the organisation.
    let mut thief = circle.nodes[LOST].stolen();
    thief.serve();
    let invented = from_abroad(&number(651));
    let moderator = thief.somebody("mallory", Role::Moderator);
    let thieves = Tellers { reporter: thief.somebody("mallory 2", Role::Member), moderator };
    let _ = thieves.publish(&invented);
    thieves.recall(&alert);
    until_shared(&thief, &circle.nodes[..LOST].iter().collect::<Vec<_>>());
    for (number, expected) in [(&invented, Some("very_dangerous")), (&second, None)] {
        assert_eq!(level(&circle.nodes[0].check(number)), expected);
    }
    assert_eq!(level(&thief.check(&published(0))), Some("very_dangerous"));

    // The words name another key; one partner's admin has the paper in her hands, two more say yes.
    let paper = circle.nodes[LOST].succeed();
    let file = circle.nodes[LOST].data().join("paper.txt");
    fs::write(&file, paper).unwrap();
    let before = circle.standing(0).charter();
    circle.nodes[LOST].serve();
    let told = circle.nodes[0].cli(&["circle", "succeed", "--paper", file.to_str().unwrap()]);
    assert_eq!(told["name"], circle.nodes[LOST].name());
    circle.until_all("the new key is decided", |standing| standing.charter() > before);
    until("it knows that it is decided", || {
        circle.nodes[LOST].cli(&["circle", "succession"])["waits"] == json!([])
    });

    // The ledger is taken back, and what the thief published is recalled. What he recalled stays so: no recall is undone.
    circle.until_all("all serve", |standing| standing.serves(2));
    let known: Vec<String> = (0..4).map(published).collect();
    assert_everywhere(&circle, &known, Some("very_dangerous"));
    assert_everywhere(&circle, &[invented, second.clone()], None);

    // He has no partner left.
    until("nobody is connected with the thief", || {
        let peers = thief.cli(&["peer", "list"]);
        peers["peers"].as_array().unwrap().iter().all(|peer| peer["connected"] == Value::Bool(false))
    });
    let unseen = published(1);
    let verdict = thief.check(&unseen);
    let unanswered = verdict["unanswered"].as_array().map_or(0, Vec::len);
    assert_eq!((level(&verdict), &verdict["complete"], unanswered), (None, &json!(false), 3), "{verdict}");
    let later = from_abroad(&number(652));
    let _ = thieves.publish(&later);
    let mine = thief.cli(&["alert", "list"])["alerts"].as_array().unwrap().len();
    assert!(waiting(&thief) > 0 && mine > 0, "nobody helps him to tag it");
    thief.stop();
    let core = disk::open(&thief.data());
    let mut keys = vec![own_key(&circle.nodes[LOST])];
    let snapshot = core.read().unwrap();
    for node in circle.nodes[..LOST].iter().rev() {
        let peer = until_peer(&circle.nodes[LOST], node.name(), "member");
        let link = snapshot.links().unwrap().into_iter();
        let mut link = link.filter(|link| peer["id"] == link.organisation.to_string());
        keys.insert(0, link.next().unwrap().node_key);
    }
    assert_shut_out(&circle, *core.identity().secret().seed(), &keys);

    // The successor goes on as before, and what it shares now everybody finds; what the thief recalled it shares again.
    let _ = tellers.publish(&second);
    assert_everywhere(&circle, &[second], Some("very_dangerous"));
    assert_everywhere(&circle, &[later], None);
    circle.decide(LOST, &["lease", "30"]);
}

#[test]
fn whoever_has_nothing_left_but_the_words_takes_its_place_again() {
    let mut circle = holding(3);
    let lost = circle.nodes.remove(2);
    let portrait = circle.nodes[0].cli(&["peer", "portrait", lost.name()]);
    let (mut successor, paper) = lost.succeeded_with(portrait["portrait"].as_str().unwrap());
    successor.serve();
    let before = circle.standing(0).charter();
    circle.nodes[1].cli_with(&["circle", "succeed"], &paper);
    circle.nodes.push(successor);
    circle.until_all("the new key is decided", |standing| standing.charter() > before);

    // What it knew is gone: nobody is shown what nobody can answer for. It checks with the shares of others.
    assert_everywhere(&circle, &[published(2)], None);
    assert_everywhere(&circle, &[published(0), published(1)], Some("very_dangerous"));
    let again = from_abroad(&number(660));
    circle.publish(2, &again);
    assert_everywhere(&circle, std::slice::from_ref(&again), Some("very_dangerous"));
    let missing = |standing: &Value| standing["shares_missing"].as_array().map_or(0, Vec::len);
    assert_eq!(missing(&circle.standing(2).0), 1, "its share was on the machine");

    // Another key gives it one.
    circle.decide(0, &["new-key"]);
    circle.until_all("the new key serves", |standing| standing.has_two_keys() && standing.phase().is_none());
    circle.until_all("all is filed under it", |standing| standing.is_filed());
    circle.decide(2, &["end-old-key"]);
    circle.until_all("the old key has ended", |standing| standing.rests_at(2));
    assert_everywhere(&circle, &[published(0), published(1), again], Some("very_dangerous"));
}
