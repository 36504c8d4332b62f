//! Checks in a circle of five, for each threshold and each length of the way between the nodes.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::cluster::Cluster;
use super::{holder, keys, middle_and_slowest, relay};
use crate::http;
use crate::node::BenchNode;
use crate::table::{Row, Table};
use crate::{Outcome, progress};

/// Organisations in the circle.
const MEMBERS: usize = 5;
/// Holders that it takes.
const THRESHOLDS: [u16; 3] = [1, 2, 3];
/// Round trips that are emulated, in milliseconds.
const ROUND_TRIPS: [u64; 3] = [0, 30, 150];
/// Checks at each node, one after the other; each of another number, so that nothing is known from before.
const CHECKS: usize = 30;
/// Calls of one member: fewer than are usual for everybody, so that she waits for no hour.
const EACH: usize = 8;
/// Checks at one instant at one node, each by another member.
const BURST: usize = 24;
/// What a check may take beside the way, in milliseconds.
const AIM: f64 = 5.0;

/// Numbers that nobody has reported, each once.
struct Numbers(u32);

impl Numbers {
    fn next(&mut self) -> String {
        self.0 += 1;
        format!("+336399{:05}", self.0)
    }
}

pub(super) fn measure(program: &Path, multiplication: f64, table: &mut Table) -> Outcome<()> {
    let mut cluster = Cluster::relayed(program, MEMBERS)?;
    let mut numbers = Numbers(80_000);
    for t in THRESHOLDS {
        cluster.delay.set_round_trip(Duration::ZERO);
        if t > 1 {
            let made = cluster.make_key(&["threshold", &t.to_string()])?;
            keys::row(&cluster, t, &made, (Duration::ZERO, multiplication), table);
            cluster.end_old_key()?;
        }
        for round_trip in ROUND_TRIPS {
            cluster.delay.set_round_trip(Duration::from_millis(round_trip));
            let (way, _) = middle_and_slowest(relay::round_trips(&cluster.delay, 50)?);
            one_after_another(&cluster, t, round_trip, way, &mut numbers, table)?;
            burst(&cluster, t, round_trip, &mut numbers, table)?;
        }
    }
    // The way is as long as it was for the last checks.
    let way = Duration::from_millis(ROUND_TRIPS.into_iter().max().unwrap_or_default());
    let made = cluster.make_key(&["new-key"])?;
    keys::row(
        &cluster,
        THRESHOLDS.into_iter().max().unwrap_or_default(),
        &made,
        (way, multiplication),
        table,
    );
    let last = cluster.nodes.last_mut().ok_or("expected five nodes")?;
    holder::measure(last, multiplication, table)
}

fn request(node: &BenchNode, member: &http::Client, number: &str) -> Vec<u8> {
    http::post(
        &node.host,
        "/api/v1/check",
        Some(member.token()),
        &json!({"identifier": number, "ringing": true}),
    )
}

fn is_complete(answer: &str) -> bool {
    answer.contains("\"complete\":true")
}

/// Requests of members who have just signed in, `each` of one.
fn requests(node: &BenchNode, count: usize, each: usize, numbers: &mut Numbers) -> Outcome<Vec<Vec<u8>>> {
    let members = node.checkers(&format!("checker {}", numbers.0), count.div_ceil(each))?;
    let whose = members.iter().flat_map(|member| std::iter::repeat_n(member, each)).take(count);
    Ok(whose.map(|member| request(node, member, &numbers.next())).collect())
}

fn one_after_another(
    cluster: &Cluster,
    t: u16,
    round_trip: u64,
    way: f64,
    numbers: &mut Numbers,
    table: &mut Table,
) -> Outcome<()> {
    progress(&format!("checks, {t} of {MEMBERS} needed, {round_trip} ms"));
    let (mut times, mut incomplete) = (Vec::new(), 0);
    for node in &cluster.nodes {
        for (took, answer) in http::answers(&node.host, vec![requests(node, CHECKS, EACH, numbers)?])? {
            // A refusal takes no time: it is no check.
            match is_complete(&answer) {
                true => times.push(took),
                false => incomplete += 1,
            }
        }
    }
    let all = times.len() + incomplete;
    let (p50, p99) = middle_and_slowest(times);
    // Where one share is the whole key nobody is asked.
    let way = if t == 1 { 0.0 } else { way };
    let what = format!("check, {t} of {MEMBERS}, {round_trip} ms of way; {incomplete} of {all} incomplete");
    table.push(Row::check(&what, (p50, p99), way, AIM));
    Ok(())
}

/// Many members check at the same instant: is anything refused that should not be?
fn burst(
    cluster: &Cluster,
    t: u16,
    round_trip: u64,
    numbers: &mut Numbers,
    table: &mut Table,
) -> Outcome<()> {
    let Some(node) = cluster.nodes.first() else { return Ok(()) };
    let at_once = requests(node, BURST, 1, numbers)?.into_iter().map(|request| vec![request]).collect();
    let answers = http::answers(&node.host, at_once)?;
    let complete: Vec<Duration> =
        answers.iter().filter(|(_, answer)| is_complete(answer)).map(|(took, _)| *took).collect();
    let how_many = complete.len();
    let (p50, p99) = middle_and_slowest(complete);
    let what = format!(
        "{BURST} checks at one instant, {t} of {MEMBERS}, {round_trip} ms of way: {how_many} complete"
    );
    table.push(Row::times(&what, (p50, p99)));
    Ok(())
}
