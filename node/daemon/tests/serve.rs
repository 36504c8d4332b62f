//! A node as a process: it says when it answers, takes commands while it runs, and stops when told to.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn parasol(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parasol"));
    command.env_clear().env("PARASOL_DATA", home.join("node"));
    command
}

fn say(home: &Path, words: &[&str]) -> Output {
    parasol(home).args(words).output().unwrap()
}

fn init(home: &Path, name: &str, country: &str) {
    let made = say(home, &["init", "--name", name, "--country", country, "--contact", "privacy@example.org"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// Starts the node and waits for the line that says that it answers.
fn serve(home: &Path) -> (Child, serde_json::Value) {
    let mut node = parasol(home)
        .args(["--json", "serve", "--set", "web.listen=127.0.0.1:0"])
        .args(["--set", "network.listen=/ip4/127.0.0.1/udp/0/quic-v1,/ip4/127.0.0.1/tcp/0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(node.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (node, serde_json::from_str(&line).unwrap())
}

fn stop(mut node: Child) -> String {
    let told = Command::new("kill").arg("-TERM").arg(node.id().to_string()).status().unwrap();
    assert!(told.success());
    assert!(node.wait().unwrap().success());
    let mut log = String::new();
    node.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    log
}

fn tell(home: &Path, words: &[&str], lines: &str) -> serde_json::Value {
    let (input, output) = (Stdio::piped(), Stdio::piped());
    let mut asked = parasol(home).arg("--json").args(words).stdin(input).stdout(output).spawn().unwrap();
    asked.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let answer = asked.wait_with_output().unwrap();
    assert!(answer.status.success(), "{words:?}");
    serde_json::from_slice(&answer.stdout).unwrap()
}

/// Whoever looks at the list of processes, or scrolls back in the shell, reads neither a code nor a name.
#[test]
fn a_code_a_name_and_a_password_come_line_by_line_and_an_id_names_a_member() {
    let home = tempfile::tempdir().unwrap();
    init(home.path(), "Jasmine", "FR");
    let made = tell(home.path(), &["member", "code", "--label", "-"], "from the market\n");
    let lines = format!("{}\nlola\na sentence of her own\n", made["code"].as_str().unwrap());
    let registered = tell(home.path(), &["member", "register", "-", "--password-stdin"], &lines);
    assert_eq!((registered["pseudonym"].as_str(), registered.get("password")), (Some("lola"), None));
    let id = registered["id"].as_str().unwrap();
    let now = tell(home.path(), &["member", "suspend", id], "");
    assert_eq!(now["pseudonym"], id, "the answer tells no more than was asked");
    let list = tell(home.path(), &["member", "list"], "");
    assert_eq!(list["members"][0]["standing"], "suspended");
}

#[test]
fn a_node_answers_takes_commands_and_stops() {
    let home = tempfile::tempdir().unwrap();
    init(home.path(), "Jasmine", "FR");
    let (node, ready) = serve(home.path());

    let host = ready
        .get("web")
        .unwrap()
        .as_str()
        .unwrap()
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    let mut stream = TcpStream::connect(&host).unwrap();
    write!(stream, "GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    let socket = home.path().join("node/control.sock");
    assert!(socket.exists());
    let added = say(home.path(), &["member", "add", "ada"]);
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    let second = say(home.path(), &["serve"]);
    assert_eq!(second.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&second.stderr).contains("in use by another process"));
    assert!(socket.exists(), "a second node must not take the first one's socket");

    stop(node);
    assert!(!socket.exists());
    let members = String::from_utf8(say(home.path(), &["member", "list"]).stdout).unwrap();
    assert!(members.starts_with("ada "), "what was acknowledged is there after the stop: {members}");
}

/// The kernel closes everything; the next start finds a socket that nobody listens on.
#[test]
fn a_killed_node_starts_again() {
    let home = tempfile::tempdir().unwrap();
    init(home.path(), "Jasmine", "FR");
    let (mut node, _) = serve(home.path());
    assert!(say(home.path(), &["member", "add", "ada"]).status.success());
    node.kill().unwrap();
    node.wait().unwrap();
    assert!(
        say(home.path(), &["member", "add", "lucie"]).status.success(),
        "a command opens the directory itself"
    );
    let (node, _) = serve(home.path());
    let members = String::from_utf8(say(home.path(), &["member", "list"]).stdout).unwrap();
    assert_eq!(members.lines().count(), 2, "{members}");
    stop(node);
}

/// What a command answers, as JSON.
fn ask(home: &Path, words: &[&str]) -> serde_json::Value {
    let answer = say(home, &[&["--json"], words].concat());
    assert!(answer.status.success(), "{words:?}: {}", String::from_utf8_lossy(&answer.stderr));
    serde_json::from_slice(&answer.stdout).unwrap()
}

fn word<'a>(answer: &'a serde_json::Value, pointer: &str) -> &'a str {
    answer.pointer(pointer).and_then(serde_json::Value::as_str).unwrap_or_default()
}

/// Asks again until the only peer stands so. A minute is a bound, not a wait: each question takes its time.
fn until_peer_is(home: &Path, state: &str) -> serde_json::Value {
    let patience = std::time::Instant::now();
    loop {
        let peers = ask(home, &["peer", "list"]);
        if word(&peers, "/peers/0/state") == state {
            return peers;
        }
        assert!(patience.elapsed().as_secs() < 60, "expected a peer that is {state}, found {peers}");
    }
}

/// What two admins type, each on their own machine: invite, accept, the same six words, confirm twice, end.
#[test]
fn two_admins_link_their_nodes() {
    let (jasmine, brussels) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    init(jasmine.path(), "Jasmine", "FR");
    init(brussels.path(), "Parapluie", "BE");
    let ((node_jasmine, _), (node_brussels, _)) = (serve(jasmine.path()), serve(brussels.path()));

    ask(jasmine.path(), &["circle", "create", "North Sea", "--one-key-opens-all"]);
    let invite = ask(jasmine.path(), &["peer", "invite"]);
    let file = brussels.path().join("invite.txt");
    std::fs::write(&file, word(&invite, "/invite")).unwrap();
    let accepted = ask(brussels.path(), &["peer", "accept", file.to_str().unwrap()]);
    let words = word(&accepted, "/words");
    assert_eq!(words.split(' ').count(), 6);
    let waiting = until_peer_is(jasmine.path(), "unconfirmed");
    assert_eq!(word(&waiting, "/peers/0/words"), words, "both admins see the same six words");

    let wrong =
        say(jasmine.path(), &["peer", "confirm", "Parapluie", "six", "words", "that", "are", "not", "these"]);
    assert_eq!(wrong.status.code(), Some(1));
    ask(jasmine.path(), &["peer", "confirm", "Parapluie", words]);
    ask(brussels.path(), &["peer", "confirm", "Jasmine", words]);
    for home in [jasmine.path(), brussels.path()] {
        until_peer_is(home, "member");
    }
    let circle = ask(brussels.path(), &["circle", "status"]);
    assert_eq!(circle.pointer("/members").and_then(|members| members.as_array()).map(Vec::len), Some(2));
    ask(brussels.path(), &["ledger", "verify"]);

    ask(brussels.path(), &["peer", "remove", "Jasmine"]);
    until_peer_is(brussels.path(), "ended");
    for log in [stop(node_jasmine), stop(node_brussels)] {
        assert!(!log.contains("127.0.0.1"), "no address in the log: {log}");
    }
}
