//! Two nodes that their admins have linked.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::node::Node;
use crate::until::{until, until_some};

/// Jasmine in France and a partner in Belgium, in one circle.
pub struct Pair {
    /// The node that made the circle.
    pub france: Node,
    /// The node that was invited.
    pub belgium: Node,
}

impl Pair {
    /// What two admins type, each on their own machine: invite, accept, compare six words, confirm twice, share at once.
    #[track_caller]
    #[must_use]
    pub fn linked() -> Self {
        let pair = Self { france: Node::new("Jasmine", "FR"), belgium: Node::new("Parapluie", "BE") };
        let Self { france, belgium } = &pair;
        france.cli(&["circle", "create", "North Sea", "--one-key-opens-all"]);
        link(france, belgium);
        for (node, other) in [(france, belgium), (belgium, france)] {
            until_peer(node, other.name(), "member");
            node.cli(&["policy", "outbound", "on", "--delay", "0"]);
        }
        pair.until_in_sync();
        pair
    }

    /// Until nothing waits to be shared, and each has stated that it obeyed the other's newest head.
    #[track_caller]
    pub fn until_in_sync(&self) {
        for (node, other) in [(&self.france, &self.belgium), (&self.belgium, &self.france)] {
            until(&format!("{} has obeyed all that {} shares", other.name(), node.name()), || {
                let waiting = node.cli(&["alert", "list"]);
                let shared = waiting.pointer("/waiting_to_be_shared") == Some(&Value::from(0));
                shared && peer(node).pointer("/obeyed") == Some(&Value::from(true))
            });
        }
    }

    /// Until the two hold the same ledgers: every chain, digest, signature and record of them is right, none is missing, and
    /// the automerge documents are equal byte for byte.
    #[track_caller]
    pub fn until_converged(&self) {
        self.until_in_sync();
        let [french, belgian] = [&self.france, &self.belgium].map(ledgers);
        assert_eq!(french, belgian);
        let [french, belgian] = [&self.france, &self.belgium].map(documents);
        assert_eq!(french.keys().collect::<Vec<_>>(), belgian.keys().collect::<Vec<_>>());
        assert!(french == belgian, "expected equal documents");
    }
}

/// What `ledger verify` says of every publisher.
#[track_caller]
fn ledgers(node: &Node) -> BTreeSet<String> {
    let verified = node.cli(&["ledger", "verify"]);
    let ledgers = verified.pointer("/ledgers").and_then(Value::as_array).cloned().unwrap_or_default();
    for ledger in &ledgers {
        assert_eq!(ledger.pointer("/missing"), Some(&Value::from(0)), "{ledger}");
    }
    ledgers.iter().map(Value::to_string).collect()
}

/// The automerge documents that `ledger export` writes, by their names.
fn documents(node: &Node) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    node.cli(&["ledger", "export", folder.path().to_str().unwrap()]);
    let files = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap());
    files.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

/// How the only peer of a node stands.
fn peer(node: &Node) -> Value {
    node.cli(&["peer", "list"]).pointer("/peers/0").cloned().unwrap_or_default()
}

/// How the peer of this name stands at a node, once it stands so.
#[track_caller]
pub fn until_peer(node: &Node, name: &str, state: &str) -> Value {
    until_some(&format!("{name} is {state} at {}", node.name()), || {
        let peers = node.cli(&["peer", "list"]);
        let mut peers = peers.pointer("/peers").and_then(Value::as_array)?.iter();
        peers.find(|peer| word(peer, "/name") == name && word(peer, "/state") == state).cloned()
    })
}

/// The joiner is invited, both admins compare six words, and both confirm.
#[track_caller]
pub fn link(inviter: &Node, joiner: &Node) {
    let invite = inviter.cli(&["peer", "invite"]);
    let accepted = joiner.cli_with(&["peer", "accept"], word(&invite, "/invite"));
    let words = word(&accepted, "/words");
    assert_eq!(words.split(' ').count(), 6);
    let waiting = until_peer(inviter, joiner.name(), "unconfirmed");
    assert_eq!(word(&waiting, "/words"), words, "both admins see the same six words");
    inviter.cli(&["peer", "confirm", joiner.name(), words]);
    until_peer(joiner, inviter.name(), "unconfirmed");
    joiner.cli(&["peer", "confirm", inviter.name(), words]);
}

fn word<'a>(answer: &'a Value, pointer: &str) -> &'a str {
    answer.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
