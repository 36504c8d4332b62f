//! Several organisations in one circle, each a process of its own.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::node::Node;
use crate::pair::link;
use crate::story::{Tellers, from_abroad, level, number};
use crate::until::{until, until_some};

/// Who they are, in the order in which they come.
const ORGANISATIONS: [(&str, &str); 7] = [
    ("Jasmine", "FR"),
    ("Parapluie", "BE"),
    ("Tulp", "NL"),
    ("Nelke", "DE"),
    ("Clavel", "ES"),
    ("Mughetto", "IT"),
    ("Lirio", "PT"),
];

/// Rounds of checks at one node in one part of a story: in all of it fewer than its partners evaluate for it in a day.
const PULSES: usize = 16;
/// The first of the numbers that nobody reports.
const UNREPORTED: usize = 5_000;

/// What `circle status` says, field by field.
#[derive(Debug, Clone)]
pub struct Standing(pub Value);

impl Standing {
    /// The number of the charter in force.
    #[must_use]
    pub fn charter(&self) -> u64 {
        self.0.pointer("/charter").and_then(Value::as_u64).unwrap_or_default()
    }

    /// How far the making of a key is, while one is made.
    #[must_use]
    pub fn phase(&self) -> Option<&str> {
        self.0.pointer("/key_in_the_making/phase").and_then(Value::as_str)
    }

    /// Who cheated in the making of a key.
    #[must_use]
    pub fn cheated(&self) -> Option<&str> {
        self.0.pointer("/key_in_the_making/cheated/member/name").and_then(Value::as_str)
    }

    /// The names of the members.
    #[must_use]
    pub fn members(&self) -> Vec<&str> {
        let members = self.0.pointer("/members").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        members.iter().filter_map(|member| member.pointer("/name").and_then(Value::as_str)).collect()
    }

    /// Changes that are open, and not set aside by another.
    #[must_use]
    pub fn open(&self) -> Vec<&Value> {
        let changes = self.0.pointer("/changes").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        changes.iter().filter(|change| change.pointer("/phase") != Some(&"set_aside".into())).collect()
    }

    /// Whether it takes `threshold` holders to look a number up, and every key serves with a share of this node.
    #[must_use]
    pub fn serves(&self, threshold: u64) -> bool {
        let is = |pointer: &str, value: Value| self.0.pointer(pointer) == Some(&value);
        is("/threshold", threshold.into())
            && is("/key_in_the_making", Value::Null)
            && is("/shares_missing", Value::Array(Vec::new()))
            && self.open().is_empty()
    }

    /// Whether two keys serve.
    #[must_use]
    pub fn has_two_keys(&self) -> bool {
        self.0.pointer("/two_keys").is_some_and(|two| !two.is_null())
    }

    /// Whether everybody's entries are filed under the newest key.
    #[must_use]
    pub fn is_filed(&self) -> bool {
        let left = self.0.pointer("/two_keys/unfinished").and_then(Value::as_array);
        self.has_two_keys() && left.is_none_or(Vec::is_empty)
    }

    /// Whether one key serves, and nothing is under way.
    #[must_use]
    pub fn rests_at(&self, threshold: u64) -> bool {
        self.serves(threshold) && !self.has_two_keys()
    }

    /// What changes with every step that is taken.
    #[must_use]
    pub fn step(&self) -> String {
        let fields = ["/charter", "/key_in_the_making", "/shares_missing", "/changes", "/two_keys"];
        let mut step: Vec<Value> =
            fields.iter().map(|field| self.0.pointer(field).cloned().unwrap_or_default()).collect();
        for change in step.iter_mut().filter_map(Value::as_array_mut).flatten() {
            // It changes by itself.
            change.as_object_mut().and_then(|change| change.remove("seconds_ago"));
        }
        format!("{step:?}")
    }
}

/// Organisations in one circle. Whoever has left it or was never let in is not among them.
pub struct Circle {
    /// Their nodes.
    pub nodes: Vec<Node>,
    /// Numbers that were published, and by whom.
    known: Vec<(&'static str, String)>,
    /// The next number that nobody has reported, nor checked.
    unreported: Cell<usize>,
    /// The checks at each node in this part of the story.
    pulses: RefCell<BTreeMap<&'static str, Pulses>>,
}

/// Checks meanwhile at one node.
#[derive(Debug, Clone, Copy, Default)]
struct Pulses {
    rounds: usize,
    /// Those that found what another node had published.
    found: usize,
    /// Those of a number that nobody checked before to which everybody has answered: it is in nobody's memory.
    answered: usize,
}

impl Circle {
    /// As many organisations, all linked through invites of the first.
    #[track_caller]
    #[must_use]
    pub fn linked(members: usize) -> Self {
        let (name, country) = ORGANISATIONS[0];
        let first = Node::new(name, country);
        first.cli(&["circle", "create", "North Sea", "--one-key-opens-all"]);
        first.cli(&["policy", "outbound", "on", "--delay", "0"]);
        let mut circle = Self {
            nodes: vec![first],
            known: Vec::new(),
            unreported: Cell::new(UNREPORTED),
            pulses: RefCell::default(),
        };
        while circle.nodes.len() < members {
            circle.admit(0);
        }
        circle
    }

    /// One more is invited by a member, and all say yes. It holds its shares when this returns.
    #[track_caller]
    pub fn admit(&mut self, inviter: usize) {
        self.invite(inviter);
        let members = self.nodes.len();
        self.until_all("the newcomer is in", |standing| standing.members().len() == members);
        let threshold = self.standing(inviter).0.pointer("/threshold").and_then(Value::as_u64).unwrap();
        self.until_all("the newcomer has its share", |standing| standing.serves(threshold));
    }

    /// One more is invited by a member and both have compared the words; nobody else was asked yet.
    #[track_caller]
    pub fn invite(&mut self, inviter: usize) {
        let (name, country) = ORGANISATIONS[self.nodes.len()];
        let newcomer = Node::new(name, country);
        link(&self.nodes[inviter], &newcomer);
        self.nodes.push(newcomer);
    }

    /// What `circle status` says at a node; nothing where it is in no circle.
    #[must_use]
    pub fn standing(&self, node: usize) -> Standing {
        let said = self.nodes[node].try_cli(&["circle", "status"]);
        Standing(serde_json::from_slice(&said.stdout).unwrap_or_default())
    }

    /// Says yes to whatever this node's admin was not asked before.
    pub fn say_yes(&self, node: usize) {
        for change in self.standing(node).open() {
            let id = change.pointer("/id").and_then(Value::as_str).unwrap_or_default();
            if change.pointer("/answer") == Some(&"nothing".into()) {
                // Another one may have been decided meanwhile.
                let _ = self.nodes[node].try_cli(&["circle", "confirm", id]);
            }
        }
    }

    /// Whoever runs.
    #[must_use]
    pub fn running(&self) -> Vec<usize> {
        (0..self.nodes.len()).filter(|node| self.nodes[*node].is_served()).collect()
    }

    /// Until it holds at everybody who runs; all admins say yes to whatever they are asked, and members check meanwhile.
    #[track_caller]
    pub fn until_all(&self, what: &str, mut holds: impl FnMut(&Standing) -> bool) {
        let mut waiting = self.running();
        until(what, || {
            waiting.retain(|node| {
                self.say_yes(*node);
                let standing = self.standing(*node);
                // A newcomer is in no circle yet, and says so.
                if !standing.members().is_empty() {
                    self.pulse(*node);
                }
                !holds(&standing)
            });
            waiting.is_empty()
        });
    }

    /// A member proposes something, and it is decided.
    #[track_caller]
    pub fn decide(&self, proposer: usize, words: &[&str]) {
        let before = self.standing(proposer).charter();
        self.nodes[proposer].cli(&[&["circle", "propose"], words].concat());
        self.until_all(&words.join(" "), |standing| standing.charter() > before);
    }

    /// `kill -9`, and up again.
    #[track_caller]
    pub fn kill_and_serve(&mut self, node: usize) {
        self.nodes[node].kill();
        self.nodes[node].serve();
    }

    /// Every member publishes a number of its own, and all find all of them.
    #[track_caller]
    pub fn publish_everywhere(&mut self, numbers: impl Fn(usize) -> String) {
        for node in self.running() {
            self.publish(node, &numbers(node));
            self.known.push((self.nodes[node].name(), numbers(node)));
        }
        for number in self.running().into_iter().map(numbers) {
            self.assert_known(&number);
        }
    }

    /// One member publishes a number.
    #[track_caller]
    pub fn publish(&self, node: usize, number: &str) {
        self.nodes[node].cli(&["policy", "outbound", "on", "--delay", "0"]);
        let _ = Tellers::at(&self.nodes[node]).publish(number);
    }

    /// Until everybody who runs has what everybody shares. Nobody checks anything meanwhile.
    #[track_caller]
    pub fn until_shared(&self) {
        let running: Vec<&Node> = self.running().into_iter().map(|node| &self.nodes[node]).collect();
        running.iter().for_each(|node| until_shared(node, &running));
    }

    /// One leaves at once; whoever comes after takes its place in the list.
    #[track_caller]
    pub fn leave(&mut self, node: usize) -> Node {
        let left = self.nodes.remove(node);
        self.known.retain(|(publisher, _)| *publisher != left.name());
        left.cli(&["circle", "leave", "North Sea", "--for-good"]);
        left
    }

    /// Everybody who runs finds the number.
    #[track_caller]
    pub fn assert_known(&self, number: &str) {
        self.until_shared();
        for node in self.running() {
            let node = &self.nodes[node];
            until_some(&format!("{} finds {number}", node.name()), || {
                (level(&node.ring(number)) == Some("very_dangerous")).then_some(())
            });
        }
    }

    /// A member of this node checks what another one has published: she finds it, or is told that not everybody has answered.
    /// Then she checks what nobody knows.
    fn pulse(&self, node: usize) {
        let name = self.nodes[node].name();
        let mut pulses = self.pulses.borrow_mut();
        let pulses = pulses.entry(name).or_default();
        let running: Vec<&str> = self.running().into_iter().map(|node| self.nodes[node].name()).collect();
        let theirs = |(publisher, _): &&(&str, String)| *publisher != name && running.contains(publisher);
        let theirs: Vec<_> = self.known.iter().filter(theirs).collect();
        if pulses.rounds >= PULSES || theirs.is_empty() {
            return;
        }
        let (publisher, published) = theirs[pulses.rounds % theirs.len()];
        pulses.rounds += 1;
        let is_complete = |verdict: &Value| verdict["complete"] == Value::Bool(true);
        let verdict = self.nodes[node].ring(published);
        let found = level(&verdict) == Some("very_dangerous");
        assert!(
            found || !is_complete(&verdict),
            "{name} says that nothing is known of what {publisher} published: {verdict}"
        );
        let unreported = from_abroad(&number(self.unreported.replace(self.unreported.get() + 1)));
        pulses.found += usize::from(found);
        let verdict = self.nodes[node].ring(&unreported);
        pulses.answered += usize::from(is_complete(&verdict) || self.lacks_the_newcomer_alone(&verdict));
    }

    /// Whether nothing is missing but whoever came last, of whom nothing can be held yet.
    fn lacks_the_newcomer_alone(&self, verdict: &Value) -> bool {
        let newcomer =
            self.nodes.last().map(|node| json!([{"source": node.name(), "reason": "never_synced"}]));
        newcomer.is_some_and(|newcomer| verdict["unanswered"] == newcomer)
    }

    /// A part of the story is over: meanwhile members of all who were in the circle checked, and hardly ever was anything missing.
    #[track_caller]
    pub fn assert_answered_throughout(&self, part: &str) {
        let pulses = self.pulses.take();
        for node in self.running() {
            let name = self.nodes[node].name();
            assert!(
                pulses.get(name).is_some_and(|pulses| pulses.rounds > 0),
                "{part}: nobody checked at {name}"
            );
        }
        let sum = |of: fn(&Pulses) -> usize| pulses.values().map(of).sum::<usize>();
        let (rounds, found, answered) = (sum(|p| p.rounds), sum(|p| p.found), sum(|p| p.answered));
        let most = |of: usize| of * 10 >= rounds * 8;
        assert!(most(found) && most(answered), "{part}: {found} found, {answered} answered: {pulses:?}");
    }
}

/// Until nothing of this node waits to be shared, and these others hold all that it shares.
#[track_caller]
pub fn until_shared(node: &Node, others: &[&Node]) {
    until(&format!("the others have what {} shares", node.name()), || {
        let health = node.cli(&["doctor"]);
        let mut findings = health["findings"].as_array().into_iter().flatten();
        let own = ledger(node, node.name());
        findings.all(|finding| finding["code"] != "waits_for_peers")
            && node.cli(&["alert", "list"])["waiting_to_be_shared"] == 0
            && others.iter().all(|other| ledger(other, node.name()) == own)
    });
}

/// What a node holds of a publisher's ledger: which head, how much of it, and whether anything is missing.
fn ledger(node: &Node, publisher: &str) -> Option<[Value; 5]> {
    let status = node.cli(&["ledger", "status"]);
    let mut ledgers = status["ledgers"].as_array().into_iter().flatten();
    let ledger = ledgers.find(|ledger| ledger["publisher"] == publisher)?;
    Some(
        ["head", "volumes", "volumes_here", "records_missing", "complete"].map(|field| ledger[field].clone()),
    )
}
