//! A node: the real binary, in a folder of its own.

use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::binary::parasol;
use crate::client::Client;

/// Checks that one member makes before another takes over: fewer than an hour allows.
const CHECKS_EACH: u32 = 24;
/// Calls of one member before it is another's telephone: fewer than are usual for everybody.
const CALLS_EACH: u32 = 8;

/// What a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Reports and checks.
    Member,
    /// Reports for others too.
    Partner,
    /// Works at the desk.
    Moderator,
    /// Keeps the node.
    Admin,
}

impl Role {
    /// All of them, in the order of `docs/roles.md`.
    pub const ALL: [Self; 4] = [Self::Member, Self::Partner, Self::Moderator, Self::Admin];

    /// Its word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Partner => "partner",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }
}

/// A node. It is killed when this is dropped.
pub struct Node {
    folder: TempDir,
    name: &'static str,
    /// What `init` tells once.
    recovery_words: String,
    process: Option<Child>,
    /// Where it listened first; it listens there again, because its peers remember.
    places: Option<Places>,
    checker: RefCell<Option<(Client, u32)>>,
    called: RefCell<Option<(Client, u32)>>,
    /// Whether moderators and admins must have a second factor.
    strict: bool,
    /// How many days its clock is ahead of this machine's.
    ahead: u32,
}

#[derive(Clone)]
struct Places {
    web: String,
    peers: Vec<String>,
}

impl Node {
    /// Makes a node with `parasol init` and serves it.
    #[track_caller]
    #[must_use]
    pub fn new(name: &'static str, country: &str) -> Self {
        Self::make(name, country, false)
    }

    /// The same as settings that say nothing make it: moderators and admins must have a second factor.
    #[track_caller]
    #[must_use]
    pub fn strict(name: &'static str, country: &str) -> Self {
        Self::make(name, country, true)
    }

    #[track_caller]
    fn make(name: &'static str, country: &str, strict: bool) -> Self {
        let mut node = Self::bare(name, strict);
        let made =
            node.cli(&["init", "--name", name, "--country", country, "--contact", "privacy@example.org"]);
        made["recovery_words"].as_str().unwrap().clone_into(&mut node.recovery_words);
        node.serve();
        node
    }

    fn bare(name: &'static str, strict: bool) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            name,
            recovery_words: String::new(),
            process: None,
            places: None,
            checker: RefCell::default(),
            called: RefCell::default(),
            strict,
            ahead: 0,
        }
    }

    /// Whoever has this node's disk has the same node once more, in another place. Neither of the two is served when this returns.
    #[track_caller]
    #[must_use]
    pub fn stolen(&mut self) -> Self {
        self.stop();
        let mut thief = Self::bare(self.name, self.strict);
        copy(&self.data(), &thief.data());
        // Its members are there, too; others check from now on.
        thief.checker = RefCell::new(self.checker.borrow().clone());
        thief.called = RefCell::new(self.called.borrow().clone());
        thief.sign_in_anew();
        thief
    }

    /// Gives it another node key with the recovery words; returns the paper for its partners.
    #[track_caller]
    #[must_use]
    pub fn succeed(&self) -> String {
        paper(&self.cli_with(&["succeed"], &self.recovery_words))
    }

    /// Nothing is left of it but the recovery words, and what a partner knows: its successor, and the paper for the partners.
    #[track_caller]
    #[must_use]
    pub fn succeeded_with(mut self, portrait: &str) -> (Self, String) {
        self.kill();
        let mut successor = Self::bare(self.name, self.strict);
        successor.recovery_words = std::mem::take(&mut self.recovery_words);
        // Not even the folder.
        drop(self);
        let file = successor.folder.path().join("portrait.txt");
        fs::write(&file, portrait).unwrap();
        let told =
            successor.cli_with(&["succeed", "--portrait", file.to_str().unwrap()], &successor.recovery_words);
        (successor, paper(&told))
    }

    /// Its organisation's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its data directory.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("node")
    }

    /// All that it has written on standard error, over all its lives, at TRACE.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Where other nodes reach it.
    #[must_use]
    pub fn peer_addresses(&self) -> Vec<String> {
        self.places.as_ref().unwrap().peers.clone()
    }

    /// Its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.as_ref().unwrap().id()
    }

    fn command(&self) -> Command {
        let mut command = parasol();
        command.arg("--data").arg(self.data());
        // Nearly all tests are about something else than the second factor.
        if !self.strict {
            command.env("PARASOL_ACCOUNTS_SECOND_FACTOR", "off");
        }
        if self.ahead > 0 {
            // The loader fills in where this machine keeps its libraries; where it finds none, it says so in the log.
            command.env("LD_PRELOAD", "/usr/$LIB/faketime/libfaketime.so.1");
            command.env("FAKETIME", format!("+{}d", self.ahead));
            command.envs([("FAKETIME_DONT_FAKE_MONOTONIC", "1"), ("NO_FAKE_STAT", "1")]);
        }
        command
    }

    /// Stops it, and serves it again with a clock that is so many days ahead of this machine's. Sessions do not live on.
    #[track_caller]
    pub fn serve_ahead(&mut self, days: u32) {
        self.stop();
        self.ahead = days;
        self.sign_in_anew();
        self.serve();
    }

    /// Serves, and returns when it answers.
    #[track_caller]
    pub fn serve(&mut self) {
        self.serve_with(&[]);
    }

    /// Serves with more words on its command line, and returns when it answers.
    #[track_caller]
    pub fn serve_with(&mut self, words: &[&str]) {
        assert!(self.process.is_none(), "{} is served already", self.name);
        let listen = |places: &Places| (places.web.replace("http://", ""), places.peers.join(","));
        let free = || ("127.0.0.1:0".into(), "/ip4/127.0.0.1/udp/0/quic-v1,/ip4/127.0.0.1/tcp/0".into());
        let (web, peers): (String, String) = self.places.as_ref().map_or_else(free, listen);
        let mut process = self
            .command()
            .args(["--json", "serve", "--set", "log.level=trace"])
            .args(["--set", &format!("web.listen={}", web.trim_end_matches('/'))])
            .args(["--set", &format!("network.listen={peers}")])
            .args(words)
            .stdout(Stdio::piped())
            .stderr(self.open_log())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap_or_default();
        self.process = Some(process);
        let places = Places {
            web: ready.pointer("/web").and_then(Value::as_str).unwrap_or_default().to_owned(),
            peers: texts(ready.pointer("/peers")),
        };
        assert!(!places.web.is_empty(), "{} does not start: {}", self.name, self.log());
        self.places = Some(places);
    }

    fn open_log(&self) -> File {
        OpenOptions::new().create(true).append(true).open(self.log_path()).unwrap()
    }

    /// `kill -9`: nothing is finished, nothing is said.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Whether it runs.
    #[must_use]
    pub fn is_served(&self) -> bool {
        self.process.is_some()
    }

    /// Whoever checks next signs in first: sessions that began within a second of a kill may be gone.
    pub fn sign_in_anew(&mut self) {
        for (member, each) in [(&mut self.checker, CHECKS_EACH), (&mut self.called, CALLS_EACH)] {
            if let Some((_, made)) = member.get_mut() {
                *made = made.next_multiple_of(each);
            }
        }
    }

    /// Asks it to stop, and returns when it has.
    #[track_caller]
    pub fn stop(&mut self) {
        let mut process = self.process.take().unwrap();
        let told = Command::new("kill").arg("-TERM").arg(process.id().to_string()).status().unwrap();
        assert!(told.success());
        assert!(process.wait().unwrap().success(), "{}", self.log());
    }

    /// Asks over the command line; what it answers must be a success.
    #[track_caller]
    pub fn cli(&self, words: &[&str]) -> Value {
        let answer = self.command().arg("--json").args(words).output().unwrap();
        assert!(answer.status.success(), "{words:?}: {}", String::from_utf8_lossy(&answer.stderr));
        serde_json::from_slice(&answer.stdout).unwrap()
    }

    /// Asks over the command line, with something on standard input.
    #[track_caller]
    pub fn cli_with(&self, words: &[&str], input: &str) -> Value {
        let mut asked = self
            .command()
            .arg("--json")
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        asked.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let answer = asked.wait_with_output().unwrap();
        assert!(answer.status.success(), "{words:?}: {}", String::from_utf8_lossy(&answer.stderr));
        serde_json::from_slice(&answer.stdout).unwrap()
    }

    /// Asks over the command line, whatever comes of it.
    #[must_use]
    pub fn try_cli(&self, words: &[&str]) -> Output {
        self.command().arg("--json").args(words).output().unwrap()
    }

    /// A new member; the password is made up by the node.
    #[track_caller]
    #[must_use]
    pub fn enrol(&self, pseudonym: &str, role: Role) -> String {
        let added = self.cli(&["member", "add", pseudonym, "--role", role.name()]);
        added.pointer("/password").and_then(Value::as_str).unwrap().to_owned()
    }

    /// Nobody yet, at this node.
    #[must_use]
    pub fn visitor(&self) -> Client {
        Client::at(&self.places.as_ref().unwrap().web)
    }

    /// A browser without JavaScript in which nobody is signed in: it has looked at a page.
    #[track_caller]
    #[must_use]
    pub fn browser(&self) -> Client {
        let page = self.visitor().get("/sign-in").expect(200);
        self.visitor().with("Cookie", &format!("visit={}", page.cookie("visit").unwrap()))
    }

    /// A browser without JavaScript in which somebody has signed in on the page, on her own device.
    #[track_caller]
    #[must_use]
    pub fn browser_of(&self, pseudonym: &str, password: &str) -> Client {
        let browser = self.browser();
        let token = browser.get("/sign-in").expect(200).csrf();
        let fields =
            [("csrf", token.as_str()), ("username", pseudonym), ("password", password), ("device", "own")];
        let answer = browser.form("/sign-in", &fields).expect(303);
        self.visitor().with("Cookie", &format!("session={}", answer.cookie("session").unwrap()))
    }

    /// Where its pages and its API are.
    #[must_use]
    pub fn url(&self) -> String {
        self.places.as_ref().unwrap().web.trim_end_matches('/').to_owned()
    }

    /// The token of a member who signs in with a program.
    #[track_caller]
    #[must_use]
    pub fn token(&self, pseudonym: &str, password: &str) -> String {
        let body = json!({"pseudonym": pseudonym, "password": password});
        self.visitor().post("/api/v1/session", &body).expect(201).word("/token")
    }

    /// A member who signs in with a program.
    #[track_caller]
    #[must_use]
    pub fn sign_in(&self, pseudonym: &str, password: &str) -> Client {
        self.visitor().with_token(&self.token(pseudonym, password))
    }

    /// A new member of this role, signed in.
    #[track_caller]
    #[must_use]
    pub fn somebody(&self, pseudonym: &str, role: Role) -> Client {
        self.sign_in(pseudonym, &self.enrol(pseudonym, role))
    }

    /// Checks a text as a member would.
    #[track_caller]
    #[must_use]
    pub fn check(&self, text: &str) -> Value {
        checked(&self.checker, CHECKS_EACH, &json!({"identifier": text}), |n| {
            self.somebody(&format!("checker {n}"), Role::Member)
        })
    }

    /// Checks a number that rings now, as a member would who checks little: what holders allow a node in an hour does not keep her
    /// waiting.
    #[track_caller]
    #[must_use]
    pub fn ring(&self, text: &str) -> Value {
        checked(&self.called, CALLS_EACH, &json!({"identifier": text, "ringing": true}), |n| {
            self.somebody(&format!("called {n}"), Role::Member)
        })
    }
}

/// Has a check made. Members have quotas, so now and then it is another one.
#[track_caller]
fn checked(
    members: &RefCell<Option<(Client, u32)>>,
    each: u32,
    asked: &Value,
    another: impl FnOnce(u32) -> Client,
) -> Value {
    let mut member = members.borrow_mut();
    let made = member.as_ref().map_or(0, |(_, made)| *made);
    if member.is_none() || made.is_multiple_of(each) {
        *member = Some((another(made), made));
    }
    let (client, made) = member.as_mut().unwrap();
    *made += 1;
    client.post("/api/v1/check", asked).expect(200).json()
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The files of a data directory, which holds no folders.
fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        if entry.file_type().unwrap().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

fn paper(told: &Value) -> String {
    told["succession"].as_str().unwrap().to_owned()
}

fn texts(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).cloned().unwrap_or_default();
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
