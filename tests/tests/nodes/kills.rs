//! `kill -9` at seeded instants, spread over the story's steps, of either node: nothing that was acknowledged is lost, and
//! the two converge. [`each`] does it to every other kind of write, at one node.
//!
//! `PARASOL_KILLS` says how many (200 by default), `PARASOL_KILL_SEED` where the chance begins.

mod accounts;
mod cases;
mod desk;
mod each;
mod proposals;
mod reports;
mod sponsors;
mod threads;

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use parasol_tests::{
    Answer, Client, Lost, Node, Pair, Role, Tellers, from_abroad, level, number, publication, report,
};
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use serde_json::{Value, json};

/// The longest time, in microseconds, from the beginning of a step to the kill. A step takes a few milliseconds; the rest of
/// the time its outcome travels to the other node and is made durable there.
const LONGEST: u32 = 60_000;
/// After so many kills the two must have converged.
const LOOK_EVERY: usize = 25;
/// Reports that one member makes before another takes over: fewer than a day allows.
const REPORTS_EACH: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Report,
    Publish,
    Recall,
}

/// What is to be killed, when.
#[derive(Debug, Clone, Copy)]
struct Kill {
    step: Step,
    /// Whether it is the node at which the step is done.
    here: bool,
    after: Duration,
}

struct Chance(ChaCha20Rng);

impl Chance {
    fn below(&mut self, bound: u32) -> u32 {
        self.0.next_u32() % bound
    }

    fn kill(&mut self) -> Kill {
        let step = [Step::Report, Step::Publish, Step::Recall][self.below(3) as usize];
        // Half of the instants lie within the step itself.
        let longest = if self.below(2) == 0 { LONGEST / 10 } else { LONGEST };
        Kill { step, here: self.below(2) == 0, after: Duration::from_micros(self.below(longest).into()) }
    }
}

/// Asks, and kills the node at the instant, whether or not the answer has come by then; with none, as soon as it has come. The
/// node is served again before this returns.
fn kill_during(
    node: &mut Node,
    after: Option<Duration>,
    ask: impl FnOnce() -> Result<Answer, Lost> + Send + 'static,
) -> Result<Answer, Lost> {
    let (sent, answered) = mpsc::channel::<()>();
    let asking = thread::spawn(move || {
        let answer = ask();
        drop(sent);
        answer
    });
    // The sender is dropped when the answer is there; a kill that is due later comes later all the same.
    let begun = Instant::now();
    match after {
        None => drop(answered.recv()),
        Some(after) => {
            let _: Result<(), _> = answered.recv_timeout(after);
            while begun.elapsed() < after {
                thread::yield_now();
            }
        }
    }
    node.kill();
    let answer = asking.join().unwrap();
    node.serve();
    answer
}

/// The two nodes, and what they have acknowledged.
struct Story {
    pair: Pair,
    tellers: [Tellers; 2],
    /// Number -> whether it must be found.
    truth: BTreeMap<String, Truth>,
}

/// What was acknowledged of a number.
struct Truth {
    live: bool,
    at: usize,
    alert: String,
}

impl Story {
    fn node(&mut self, which: usize) -> &mut Node {
        if which == 0 { &mut self.pair.france } else { &mut self.pair.belgium }
    }

    /// Sends a request, and kills a node at the instant, whether or not the answer has come by then.
    fn send(
        &mut self,
        client: &Client,
        path: &str,
        body: &Value,
        kill: Option<(usize, Duration)>,
    ) -> Result<Answer, Lost> {
        let Some((victim, after)) = kill else { return client.try_post(path, body) };
        let (client, path, body) = (client.clone(), path.to_owned(), body.clone());
        kill_during(self.node(victim), Some(after), move || client.try_post(&path, &body))
    }

    /// One number: reported, published, and, when it is the one to be tried, recalled. One node is killed on the way.
    fn round(&mut self, n: usize, here: usize, kill: Kill) {
        let victim = if kill.here { here } else { 1 - here };
        let due = |step| (kill.step == step).then_some((victim, kill.after));
        let Tellers { reporter, moderator } = self.tellers[here].clone();
        // Either node may be the one that it is reported at: the form that is read alike everywhere.
        let number = from_abroad(&number(n));

        let filed = self.send(&reporter, "/api/v1/reports", &report(&number), due(Step::Report));
        let id = match filed {
            Ok(answer) => answer.expect(201).word("/id"),
            Err(_) => reporter.post("/api/v1/reports", &report(&number)).expect(201).word("/id"),
        };
        let path = format!("/api/v1/reports/{id}");
        assert_eq!(
            reporter.get(&path).expect(200).word("/status"),
            "waiting",
            "what was acknowledged is kept"
        );

        let publish = format!("/api/v1/desk/reports/{id}/publish");
        let published = self.send(&moderator, &publish, &publication(), due(Step::Publish));
        let alert = match published {
            Ok(answer) => answer.expect(201).word("/alert_id"),
            Err(_) => {
                let again = moderator.post(&publish, &publication());
                assert!([201, 409].contains(&again.status), "{}", again.body);
                reporter.get(&path).expect(200).word("/alert_id")
            }
        };
        let shown = moderator.get(&format!("/api/v1/alerts/{alert}")).expect(200);
        assert_eq!(shown.word("/state"), "live", "what was acknowledged is kept");
        self.truth.insert(number.clone(), Truth { live: true, at: here, alert: alert.clone() });

        if kill.step == Step::Recall || n.is_multiple_of(3) {
            let recall = format!("/api/v1/desk/alerts/{alert}/recall");
            let reason = json!({"reason": "correction"});
            match self.send(&moderator, &recall, &reason, due(Step::Recall)) {
                Ok(answer) => drop(answer.expect(200)),
                Err(_) => {
                    let again = moderator.post(&recall, &reason);
                    assert!([200, 409].contains(&again.status), "{}", again.body);
                }
            }
            assert_eq!(moderator.get(&format!("/api/v1/alerts/{alert}")).word("/state"), "recalled");
            self.truth.insert(number, Truth { live: false, at: here, alert });
        }
    }

    /// Both nodes hold the same, and answer what was acknowledged.
    fn look(&self) {
        self.pair.until_converged();
        let nodes = [&self.pair.france, &self.pair.belgium];
        for node in nodes {
            // Refused when a line is missing or was changed.
            let audit = node.cli(&["audit", "verify"]);
            assert!(audit["lines"].as_u64() > Some(0), "{audit}");
        }
        for (number, Truth { live, at, alert }) in self.truth.iter().rev().take(LOOK_EVERY) {
            for node in nodes {
                let verdict = node.check(number);
                let shared = || nodes[*at].cli(&["alert", "status", alert]);
                assert_eq!(
                    level(&verdict),
                    live.then_some("very_dangerous"),
                    "{number}, published by {}, checked at {}: {verdict}; {}",
                    nodes[*at].name(),
                    node.name(),
                    shared()
                );
                assert_eq!(verdict["complete"], true, "{verdict}");
                let found = verdict["alerts"].as_array().unwrap().len();
                assert_eq!(found, usize::from(*live), "nothing is published twice: {verdict}");
            }
        }
    }
}

pub(crate) fn setting<T: FromStr>(name: &str, default: T) -> T {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn killed_at_any_instant_nothing_acknowledged_is_lost_and_the_two_converge() {
    let kills: usize = setting("PARASOL_KILLS", 200);
    let mut chance = Chance(ChaCha20Rng::seed_from_u64(setting("PARASOL_KILL_SEED", 1)));
    let pair = Pair::linked();
    let tellers = [Tellers::at(&pair.france), Tellers::at(&pair.belgium)];
    let mut story = Story { pair, tellers, truth: BTreeMap::new() };
    for n in 1..=kills {
        let kill = chance.kill();
        let here = chance.below(2) as usize;
        if n.is_multiple_of(REPORTS_EACH) {
            let reporter = |node: &Node| node.somebody(&format!("reporter {n}"), Role::Member);
            story.tellers[0].reporter = reporter(&story.pair.france);
            story.tellers[1].reporter = reporter(&story.pair.belgium);
        }
        eprintln!("{n}: {kill:?} at {here}");
        story.round(n, here, kill);
        if n % LOOK_EVERY == 0 || n == kills {
            story.look();
        }
    }
}
