//! Nodes that are processes, all in one circle.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::relay::{Delay, free_port, relay};
use crate::node::{BenchNode, LOOK, until};
use crate::{Outcome, progress};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long nodes are left alone between two looks while it is measured what they do.
const LOOK_AT_WORK: Duration = Duration::from_millis(100);

pub(crate) struct Cluster {
    pub(crate) nodes: Vec<BenchNode>,
    /// How long everything between them takes.
    pub(crate) delay: Delay,
}

impl Cluster {
    /// As many organisations, all invited by the first and admitted by all; each behind a relay.
    pub(crate) fn relayed(program: &Path, members: usize) -> Outcome<Self> {
        let delay = Delay::default();
        let listen = || {
            let real = free_port()?;
            let seen = relay(SocketAddr::from((Ipv4Addr::LOCALHOST, real)), &delay)?;
            Ok(vec![format!("network.listen={}", quic(real)), format!("network.announce={}", quic(seen))])
        };
        Self::linked(program, members, delay.clone(), listen)
    }

    /// The same without relays: what is between them is this machine alone.
    pub(crate) fn direct(program: &Path, members: usize) -> Outcome<Self> {
        Self::linked(program, members, Delay::default(), || Ok(vec![format!("network.listen={}", quic(0))]))
    }

    fn linked(
        program: &Path,
        members: usize,
        delay: Delay,
        listen: impl Fn() -> Outcome<Vec<String>>,
    ) -> Outcome<Self> {
        progress(&format!("{members} nodes, linked"));
        let mut cluster = Self { nodes: Vec::new(), delay };
        for n in 0..members {
            let node = BenchNode::found_with(program, &format!("House {n}"), "FR", &listen()?)?;
            cluster.nodes.push(node);
            cluster.admit(n)?;
        }
        Ok(cluster)
    }

    fn node(&self, n: usize) -> Outcome<&BenchNode> {
        self.nodes.get(n).ok_or_else(|| "expected that node".into())
    }

    fn admit(&self, newcomer: usize) -> Outcome<()> {
        let (first, joiner) = (self.node(0)?, self.node(newcomer)?);
        if newcomer == 0 {
            first.ask(&["circle", "create", "Neighbours", "--one-key-opens-all"], None)?;
        } else {
            crate::node::confirm_words(first, joiner)?;
            self.until(|status| list(status, "/members").len() > newcomer)?;
        }
        joiner.ask(&["policy", "outbound", "on", "--delay", "0"], None)?;
        Ok(())
    }

    /// Until it holds at all nodes; their admins say yes to whatever they are asked.
    pub(crate) fn until(&self, holds: impl Fn(&Value) -> bool) -> Outcome<()> {
        let mut waiting: Vec<&BenchNode> = self.nodes.iter().collect();
        until("the circle comes to rest", PATIENCE, LOOK, || {
            waiting.retain(|node| {
                let status = status(node);
                let holds = holds(&status);
                if !holds {
                    say_yes(node, &status);
                }
                !holds
            });
            Ok(waiting.is_empty())
        })
    }

    /// Proposes another key, and returns when all have it: what it took from the moment at which the first of them knew that it
    /// was decided. While it is made, one node at a time is looked at, and seldom: looking takes the processor from them.
    pub(crate) fn make_key(&self, proposal: &[&str]) -> Outcome<Made> {
        progress(&format!("a key by {} nodes: {}", self.nodes.len(), proposal.join(" ")));
        let before = charter(&status(self.node(0)?));
        self.node(0)?.ask(&[&["circle", "propose"], proposal].concat(), None)?;
        until("it is decided", PATIENCE, LOOK, || {
            Ok(self.nodes.iter().any(|node| {
                let status = status(node);
                say_yes(node, &status);
                charter(&status) > before
            }))
        })?;
        let (start, worked) = (Instant::now(), self.work()?);
        for node in &self.nodes {
            until("the key serves", PATIENCE, LOOK_AT_WORK, || Ok(has_key(&status(node), before)))?;
        }
        Ok(Made { took: start.elapsed(), work: self.work()?.saturating_sub(worked) })
    }

    /// Everybody files again what was shared, and the older key ends.
    pub(crate) fn end_old_key(&self) -> Outcome<()> {
        self.until(|status| list(status, "/two_keys/unfinished").is_empty())?;
        self.node(0)?.ask(&["circle", "propose", "end-old-key"], None)?;
        self.until(|status| status.pointer("/two_keys") == Some(&Value::Null))
    }

    /// The processor time that all nodes have taken.
    fn work(&self) -> Outcome<Duration> {
        self.nodes.iter().map(BenchNode::work).sum()
    }
}

/// What the making of a key took.
pub(crate) struct Made {
    /// From the first that knew the decision to the last that has the key.
    pub(crate) took: Duration,
    /// Processor time of all nodes together.
    pub(crate) work: Duration,
}

/// Where a node listens.
fn quic(port: u16) -> String {
    format!("/ip4/127.0.0.1/udp/{port}/quic-v1")
}

/// What a node says of its circle; nothing while it is in none.
fn status(node: &BenchNode) -> Value {
    node.ask(&["circle", "status"], None).unwrap_or_default()
}

/// Whether the key that was decided after this charter serves here, with a share of this node.
fn has_key(status: &Value, before: u64) -> bool {
    status.pointer("/key_in_the_making") == Some(&Value::Null)
        && charter(status) > before + 1
        && list(status, "/shares_missing").is_empty()
}

fn say_yes(node: &BenchNode, status: &Value) {
    for change in list(status, "/changes") {
        let word = |pointer| change.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        if word("/answer") == "nothing" && word("/phase") != "set_aside" {
            // It may have been decided meanwhile.
            let _ = node.ask(&["circle", "confirm", word("/id")], None);
        }
    }
}

fn charter(status: &Value) -> u64 {
    status.pointer("/charter").and_then(Value::as_u64).unwrap_or_default()
}

fn list<'a>(status: &'a Value, pointer: &str) -> &'a [Value] {
    status.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
