//! `kill -9` while each kind of write is under way: it has happened whole or not at all, and what was acknowledged stays.
//!
//! `PARASOL_WRITE_KILLS` says how often each of them is killed (2 by default), `PARASOL_KILL_SEED` where the chance begins.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

use parasol_tests::{Answer, Client, Lost, Node, Role, level, number, until_some};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use serde_json::{Value, json};

use super::{Chance, accounts, cases, desk, kill_during, proposals, reports, setting, sponsors, threads};

/// A password that nobody guesses.
pub(super) const ANOTHER: &str = "quatre chats dans un panier";

/// A node, whoever keeps it, and how many people and things it has seen.
pub(super) struct House {
    pub(super) node: Node,
    pub(super) admin: Client,
    pub(super) moderator: Client,
    made: Cell<usize>,
}

/// Somebody with an account, signed in.
pub(super) struct Person {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) password: String,
    pub(super) client: Client,
}

/// A write that is to be killed.
pub(super) struct Write {
    client: Client,
    method: &'static str,
    path: String,
    body: Option<(&'static str, String)>,
    /// The word of the line that it leaves in the audit.
    word: &'static str,
    /// Whether it has happened, told the answer if one came. It stops where one part has happened and another has not.
    happened: Box<Happened>,
}

type Happened = dyn Fn(&House, Option<&Answer>) -> bool;

/// How a kind of write is prepared: with people of its own each time.
pub(super) type Kind = fn(&House) -> Write;

impl Write {
    pub(super) fn new(
        client: &Client,
        method: &'static str,
        path: impl Into<String>,
        word: &'static str,
        happened: impl Fn(&House, Option<&Answer>) -> bool + 'static,
    ) -> Self {
        let (client, path) = (client.clone(), path.into());
        Self { client, method, path, body: None, word, happened: Box::new(happened) }
    }

    pub(super) fn json(self, body: &Value) -> Self {
        Self { body: Some(("application/json", body.to_string())), ..self }
    }

    pub(super) fn form(self, fields: &str) -> Self {
        Self { body: Some(("application/x-www-form-urlencoded", fields.to_owned())), ..self }
    }

    fn ask(&self) -> impl FnOnce() -> Result<Answer, Lost> + Send + use<> {
        let (client, method, path) = (self.client.clone(), self.method, self.path.clone());
        let body = self.body.clone();
        move || client.send(method, &path, body.as_ref().map(|(kind, text)| (*kind, text.as_bytes())))
    }

    /// Nobody kills anything: it is acknowledged, and has happened. Tells how long it took.
    #[track_caller]
    fn whole(&self, house: &House) -> Duration {
        let (mark, begun) = (house.lines(), Instant::now());
        let answer = self.ask()().unwrap();
        let took = begun.elapsed();
        assert!((200..300).contains(&answer.status), "{} {}", answer.status, answer.body);
        assert_eq!(house.lines_since(mark, self.word), 1, "the audit has its line");
        assert!((self.happened)(house, Some(&answer)), "what was acknowledged has happened");
        took
    }
}

/// What several things say that happen together or not at all.
#[track_caller]
pub(super) fn together<const N: usize>(parts: [(&str, bool); N]) -> bool {
    let all = parts.iter().all(|(_, done)| *done);
    let none = parts.iter().all(|(_, done)| !*done);
    assert!(all || none, "done by half: {parts:?}");
    all
}

impl House {
    /// With more settings than the usual ones.
    fn with(settings: &str) -> Self {
        let mut node = Node::new("Jasmine", "FR");
        node.stop();
        // A kill costs whoever checks up to a block of her checks; that is not what is looked at here.
        let settings = format!("[check]\nper_hour = 1000\nper_day = 10000\n{settings}");
        fs::write(node.data().join("config.toml"), settings).unwrap();
        node.serve();
        // One message lies in the outbox from the beginning, or the doctor would find the first one that is sent.
        node.cli_with(&["message", "try"], "first@example.org\n");
        let admin = node.somebody("the admin", Role::Admin);
        let moderator = node.somebody("the moderator", Role::Moderator);
        Self { node, admin, moderator, made: Cell::new(0) }
    }

    /// Another number each time.
    pub(super) fn count(&self) -> usize {
        self.made.set(self.made.get() + 1);
        self.made.get()
    }

    /// Somebody new.
    #[track_caller]
    pub(super) fn person(&self, role: Role) -> Person {
        let name = format!("person {}", self.count());
        let body = json!({"pseudonym": name, "role": role.name()});
        let made = self.admin.post("/api/v1/members", &body).expect(201);
        let (id, password) = (made.word("/id"), made.word("/password"));
        let client = self.node.sign_in(&name, &password);
        Person { id, name, password, client }
    }

    /// How somebody is answered who signs in; what she can do then, if she is let in.
    #[track_caller]
    pub(super) fn sign_in(&self, name: &str, password: &str) -> Result<Client, String> {
        let body = json!({"pseudonym": name, "password": password});
        let answer = self.node.visitor().post("/api/v1/session", &body);
        if answer.status == 201 {
            return Ok(self.node.visitor().with_token(&answer.word("/token")));
        }
        assert!([401, 403].contains(&answer.status), "{} {}", answer.status, answer.body);
        Err(answer.problem())
    }

    /// A member as an admin sees her; null when there is none.
    pub(super) fn member(&self, id: &str) -> Value {
        let answer = self.admin.get(&format!("/api/v1/members/{id}"));
        if answer.status == 404 { Value::Null } else { answer.expect(200).json() }
    }

    /// A telephone number that is nobody's else.
    pub(super) fn phone(&self) -> String {
        number(self.count())
    }

    /// Whether a check finds the number.
    pub(super) fn warned_of(&self, number: &str) -> bool {
        level(&self.node.check(number)).is_some()
    }

    /// By how many alerts a check finds the number.
    pub(super) fn alerts_of(&self, number: &str) -> usize {
        self.node.check(number)["alerts"].as_array().unwrap().len()
    }

    /// The code that was sent to an address; none unless it was sent.
    pub(super) fn sent(&self, address: &str) -> Option<String> {
        let to = format!("To: {address}\n");
        let files = fs::read_dir(self.node.data().join("outbox")).into_iter().flatten().flatten();
        let texts = files.filter(|file| file.path().extension().is_some_and(|end| end == "txt"));
        let text =
            texts.filter_map(|file| fs::read_to_string(file.path()).ok()).find(|text| text.contains(&to))?;
        let words = text.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-');
        words.filter(|word| word.len() == 13 && word.matches('-').count() == 2).map(str::to_owned).next()
    }

    /// The same, once the node has sent it: a message that was acknowledged goes out. One that was on its way when the node
    /// was killed has its next turn a minute later; nobody waits for that here.
    #[track_caller]
    pub(super) fn until_sent(&self, address: &str) -> String {
        until_some("a message with a code", || {
            let code = self.sent(address);
            if code.is_none() {
                let list = self.node.cli(&["message", "list"]);
                let stopped =
                    list["messages"].as_array().unwrap().iter().filter(|row| row["fault"] == "stopped");
                for id in stopped.filter_map(|row| row["id"].as_str()) {
                    // It may have gone out meanwhile.
                    let _ = self.node.try_cli(&["message", "retry", id]);
                }
            }
            code
        })
    }

    /// How many lines the audit has; refused unless all are there, as they were written.
    #[track_caller]
    fn lines(&self) -> u64 {
        self.node.cli(&["audit", "verify"])["lines"].as_u64().unwrap()
    }

    /// How many lines of this word came after so many: lines are counted from 0.
    #[track_caller]
    fn lines_since(&self, mark: u64, word: &str) -> usize {
        let newest = self.node.cli(&["audit", "list"]);
        let newest = newest["lines"].as_array().unwrap().iter();
        let later = newest.filter(|line| line["number"].as_u64() >= Some(mark));
        later.filter(|line| line["what"] == word).count()
    }

    fn findings(&self) -> BTreeSet<String> {
        let doctor = self.node.cli(&["doctor"]);
        let findings = doctor["findings"].as_array().unwrap().iter();
        findings.filter_map(|finding| finding["code"].as_str().map(str::to_owned)).collect()
    }
}

/// When a write that takes so long is killed: the first time as soon as the answer is here (none), later anywhere on its
/// way, or about when it is made durable and answered.
fn instant(chance: &mut Chance, n: usize, took: Duration) -> Option<Duration> {
    let percent = match chance.below(2) {
        _ if n == 0 => return None,
        0 => chance.below(100),
        _ => 70 + chance.below(40),
    };
    Some(took.mul_f64(f64::from(percent) / 100.0))
}

/// What came of the kills.
#[derive(Debug, Default)]
struct Came {
    acknowledged: usize,
    /// Nobody was told, and it has happened.
    unsaid: usize,
    not_at_all: usize,
}

fn kill_each(kinds: &[Kind]) {
    kill_each_at(House::with(""), kinds);
}

fn kill_each_at(mut house: House, kinds: &[Kind]) {
    let kills: usize = setting("PARASOL_WRITE_KILLS", 2);
    let mut chance = Chance(ChaCha20Rng::seed_from_u64(setting("PARASOL_KILL_SEED", 1)));
    let mut came = Came::default();
    for kind in kinds {
        let took = kind(&house).whole(&house);
        let before = house.findings();
        for n in 0..kills {
            let write = kind(&house);
            let mark = house.lines();
            let after = instant(&mut chance, n, took);
            eprintln!("{}: killed after {after:?} of {took:?}", write.word);
            let answer = kill_during(&mut house.node, after, write.ask()).ok();
            let told = answer.as_ref().inspect(|answer| {
                assert!((200..300).contains(&answer.status), "{} {}", answer.status, answer.body);
            });
            let noted = house.lines_since(mark, write.word);
            let happened = (write.happened)(&house, told);
            assert_eq!(noted, usize::from(happened), "the audit says what has happened");
            assert!(happened || told.is_none(), "what was acknowledged is kept");
            assert!(house.lines() >= mark, "no line is lost");
            let new: Vec<_> = house.findings().difference(&before).cloned().collect();
            assert!(new.is_empty(), "the doctor finds {new:?}");
            match (happened, told) {
                (true, Some(_)) => came.acknowledged += 1,
                (true, None) => came.unsaid += 1,
                // What was cut off does not stand in the way of the same, asked again.
                (false, _) => {
                    came.not_at_all += 1;
                    let _ = write.whole(&house);
                }
            }
        }
    }
    eprintln!("{came:?}");
    assert!(kills < 2 || came.unsaid + came.not_at_all > 0, "no kill came before the answer");
}

#[test]
fn no_write_of_an_account_is_lost_or_done_by_half() {
    kill_each(accounts::KINDS);
}

#[test]
fn no_write_of_sponsors_and_those_they_brought_is_lost_or_done_by_half() {
    kill_each(sponsors::KINDS);
}

#[test]
fn no_write_of_reports_alerts_and_requests_is_lost_or_done_by_half() {
    kill_each(reports::KINDS);
}

#[test]
fn what_is_done_for_a_reporter_has_happened_whole_or_not_at_all() {
    kill_each(cases::KINDS);
}

#[test]
fn every_kind_of_write_of_threads_and_drafts_survives_a_kill() {
    kill_each(threads::KINDS);
}

#[test]
fn no_decision_of_a_moderator_is_lost_done_by_half_or_done_twice() {
    kill_each(desk::KINDS);
}

#[test]
fn what_two_moderators_decide_has_happened_whole_or_not_at_all_and_once() {
    kill_each_at(House::with("[desk]\nsecond_for_very_dangerous = true\n"), proposals::KINDS);
}
