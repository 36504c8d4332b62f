//! Nodes that are processes, all in one circle.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::relay::{Delay, free_port, relay};
use crate::node::BenchNode;
use crate::{Outcome, progress};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long nodes are left alone between two looks.
const LOOK: Duration = Duration::from_millis(10);

pub(crate) struct Cluster {
    pub(crate) nodes: Vec<BenchNode>,
    /// How long everything between them takes.
    pub(crate) delay: Delay,
}

impl Cluster {
    /// As many organisations, all invited by the first and admitted by all.
    pub(crate) fn linked(program: &Path, members: usize) -> Outcome<Self> {
        progress(&format!("{members} nodes, linked"));
        let mut cluster = Self { nodes: Vec::new(), delay: Delay::default() };
        for n in 0..members {
            let real = free_port()?;
            let seen = relay(SocketAddr::from((Ipv4Addr::LOCALHOST, real)), &cluster.delay)?;
            let quic = |port: u16| format!("/ip4/127.0.0.1/udp/{port}/quic-v1");
            let settings =
                [format!("network.listen={}", quic(real)), format!("network.announce={}", quic(seen))];
            let node = BenchNode::found_with(program, &format!("House {n}"), "FR", &settings)?;
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
        let start = Instant::now();
        let mut waiting: Vec<&BenchNode> = self.nodes.iter().collect();
        while start.elapsed() < PATIENCE {
            let mut still = Vec::new();
            for node in waiting {
                let status = node.ask(&["circle", "status"], None).unwrap_or_default();
                if !holds(&status) {
                    say_yes(node, &status);
                    still.push(node);
                }
            }
            if still.is_empty() {
                return Ok(());
            }
            waiting = still;
            std::thread::sleep(LOOK);
        }
        Err("expected the circle to come to rest in time".into())
    }

    /// The threshold is decided, the key made, the old one ended; returns how long it took from the last yes until the new key
    /// served everywhere.
    pub(crate) fn take_holders(&self, t: u16) -> Outcome<Duration> {
        progress(&format!("a key of which {t} of {} holders are needed", self.nodes.len()));
        let first = self.node(0)?;
        let before = charter(&first.ask(&["circle", "status"], None)?);
        first.ask(&["circle", "propose", "threshold", &t.to_string()], None)?;
        let decided = |status: &Value| charter(status) > before;
        self.until(decided)?;
        let start = Instant::now();
        self.until(|status| {
            status.pointer("/key_in_the_making") == Some(&Value::Null)
                && charter(status) > before + 1
                && list(status, "/shares_missing").is_empty()
        })?;
        let took = start.elapsed();
        self.until(|status| list(status, "/two_keys/unfinished").is_empty())?;
        first.ask(&["circle", "propose", "end-old-key"], None)?;
        self.until(|status| status.pointer("/two_keys") == Some(&Value::Null))?;
        Ok(took)
    }
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
