//! A node that is locked while it serves: it stops, and only its passphrase opens it again.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use serde_json::Value;

const WORDS: &str = "parapluie lundi vélo cerise";

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        let init = ["init", "--name", "Jasmine", "--country", "FR", "--contact", "privacy@example.org"];
        assert!(home.say(&init, "").status.success());
        home
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("node")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parasol"));
        command.env_clear().env("PARASOL_DATA", self.data()).arg("--json");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn say(&self, words: &[&str], input: &str) -> Output {
        let mut asked = self.command().args(words).spawn().unwrap();
        // A command that wants no input may be gone before it is written.
        let _ = asked.stdin.take().unwrap().write_all(input.as_bytes());
        asked.wait_with_output().unwrap()
    }

    #[track_caller]
    fn done(&self, words: &[&str], input: &str) -> Value {
        let output = self.say(words, input);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    #[track_caller]
    fn refused(&self, words: &[&str], input: &str) -> String {
        let output = self.say(words, input);
        assert!(!output.status.success(), "{words:?}");
        let failure: Value = serde_json::from_slice(&output.stderr).unwrap();
        failure.pointer("/code").and_then(Value::as_str).unwrap().to_owned()
    }

    fn serve(&self, change: impl FnOnce(&mut Command)) -> Served {
        let mut command = self.command();
        command.args(["serve", "--set", "web.listen=127.0.0.1:0", "--set", "network.listen="]);
        command.stdin(Stdio::null()).stderr(Stdio::null());
        change(&mut command);
        let mut process = command.spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap());
        Served { process, lines }
    }
}

struct Served {
    process: Child,
    lines: BufReader<ChildStdout>,
}

impl Served {
    #[track_caller]
    fn line(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn host(&mut self) -> String {
        let ready = self.line();
        let web = ready.pointer("/web").and_then(Value::as_str).unwrap();
        web.trim_start_matches("http://").trim_end_matches('/').to_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn get(host: &str, path: &str, token: &str) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn sign_in(host: &str, password: &str) -> String {
    let body = format!("{{\"pseudonym\":\"ada\",\"password\":\"{password}\"}}");
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!(
        "POST /api/v1/session HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let body: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    body.pointer("/token").and_then(Value::as_str).unwrap().to_owned()
}

/// Whether any file in the data directory holds these bytes.
fn lies_in(folder: &Path, needle: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        path.is_file() && std::fs::read(path).unwrap().windows(needle.len()).any(|window| window == needle)
    })
}

/// How many messages lie in the outbox folder, which need not be there.
fn messages(outbox: &Path) -> usize {
    std::fs::read_dir(outbox).map_or(0, |entries| entries.filter_map(Result::ok).count())
}

#[test]
fn seizure_at_dawn() {
    let home = Home::new();
    let key = std::fs::read_to_string(home.data().join("store.key")).unwrap();
    home.done(&["passphrase", "set", "--new-passphrase-file", "-"], WORDS);
    let added = home.done(&["member", "add", "ada"], "");
    let password = added.pointer("/password").and_then(Value::as_str).unwrap();
    let mut served = home.serve(|_| {});
    let host = served.host();
    let token = sign_in(&host, password);
    assert!(get(&host, "/api/v1/account/sessions", &token).starts_with("HTTP/1.1 200"));

    home.done(&["message", "try"], "06 39 98 00 01\n");
    let outbox = home.data().join("outbox");
    while messages(&outbox) == 0 {
        std::thread::yield_now();
    }

    let locked = home.done(&["lock"], "");
    assert_eq!(locked.pointer("/key_left").and_then(Value::as_str), Some("nowhere"));
    assert!(served.process.wait().unwrap().success(), "the process is gone, and systemd leaves it so");
    assert!(TcpStream::connect(&host).is_err(), "the port is closed");
    assert!(!home.data().join("control.sock").exists());
    assert!(!home.data().join("store.key").exists() && home.data().join("locked").exists());
    assert!(!lies_in(&home.data(), key.trim().as_bytes()), "the key lies nowhere");
    assert!(!lies_in(&home.data(), WORDS.as_bytes()), "nor does the passphrase");
    assert_eq!(messages(&outbox), 0, "no message lies in clear");

    // The key file alone, or a credential, does not open it.
    std::fs::write(home.data().join("store.key"), &key).unwrap();
    let credentials = home.0.path().join("credentials");
    std::fs::create_dir(&credentials).unwrap();
    std::fs::write(credentials.join("parasol-key"), &key).unwrap();
    assert_eq!(home.refused(&["member", "list"], ""), "locked");
    let mut waiting = home.serve(|command| {
        command.env("CREDENTIALS_DIRECTORY", &credentials);
    });
    assert_eq!(waiting.line().pointer("/locked"), Some(&Value::Bool(true)));
    assert_eq!(home.refused(&["member", "list"], ""), "locked");
    assert_eq!(home.refused(&["serve"], ""), "data_directory", "a second one does not take its socket");
    assert_eq!(home.refused(&["unlock", "--passphrase-file", "-"], "not this one"), "passphrase");
    home.done(&["unlock", "--passphrase-file", "-"], WORDS);
    let host = waiting.host();
    assert!(
        get(&host, "/api/v1/account/sessions", &token).starts_with("HTTP/1.1 401"),
        "sessions ended for good"
    );
    sign_in(&host, password);
    assert!(!home.data().join("locked").exists());
    let words: Vec<String> = home.done(&["audit", "list"], "")["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["what"].as_str().unwrap().to_owned())
        .collect();
    for word in ["passphrase_set", "node_locked", "node_unlocked"] {
        assert!(words.iter().any(|line| line == word), "{words:?}");
    }
}

#[test]
fn the_order_is_credential_then_key_file_then_passphrase() {
    let home = Home::new();
    let file = home.data().join("store.key");
    let key = std::fs::read_to_string(&file).unwrap();
    let credentials = home.0.path().join("credentials");
    std::fs::create_dir(&credentials).unwrap();
    std::fs::write(credentials.join("parasol-key"), &key).unwrap();
    std::fs::write(&file, "not a key").unwrap();
    drop(
        home.serve(|command| {
            command.env("CREDENTIALS_DIRECTORY", &credentials);
        })
        .host(),
    );
    assert_eq!(home.refused(&["member", "list"], ""), "bad_store_key");
    std::fs::write(&file, &key).unwrap();
    home.done(&["passphrase", "set", "--new-passphrase-file", "-"], WORDS);
    drop(home.serve(|_| {}).host());
    std::fs::remove_file(&file).unwrap();
    assert_eq!(home.refused(&["member", "list"], ""), "passphrase_wanted");
    let words = home.0.path().join("words");
    std::fs::write(&words, format!("{WORDS}\n")).unwrap();
    drop(
        home.serve(|command| {
            command.arg("--passphrase-file").arg(&words);
        })
        .host(),
    );
    let listed =
        home.command().env("PARASOL_PASSPHRASE_FILE", &words).args(["member", "list"]).output().unwrap();
    assert!(listed.status.success());
    let new = home.0.path().join("new");
    std::fs::write(&new, "cahier jaune escalier minuit\n").unwrap();
    let change = ["passphrase", "change", "--passphrase-file"];
    let [old, new] = [&words, &new].map(|path| path.to_str().unwrap());
    let mut changed = home.command();
    changed.env("PARASOL_PASSPHRASE_FILE", old).args(change).args([old, "--new-passphrase-file", new]);
    assert!(changed.output().unwrap().status.success());
    assert_eq!(home.refused(&["serve", "--passphrase-file", old], ""), "passphrase");
    let mut removed = home.command();
    removed.env("PARASOL_PASSPHRASE_FILE", new).args(["passphrase", "remove", "--passphrase-file", new]);
    assert!(removed.output().unwrap().status.success());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), key, "the key file is back");
    drop(home.serve(|_| {}).host());
}

/// The mark is a file: whoever has the machine removes it, and the credential opens the disk.
#[test]
fn locking_tells_of_a_credential_that_still_opens_the_disk() {
    let home = Home::new();
    home.done(&["passphrase", "set", "--new-passphrase-file", "-"], WORDS);
    let credentials = home.0.path().join("credentials");
    std::fs::create_dir(&credentials).unwrap();
    std::fs::copy(home.data().join("store.key"), credentials.join("parasol-key")).unwrap();
    let mut lock = home.command();
    let said = lock.env("CREDENTIALS_DIRECTORY", &credentials).arg("lock").output().unwrap();
    let locked: Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(locked.pointer("/key_left").and_then(Value::as_str), Some("credential"));
    assert!(!home.data().join("store.key").exists());
    std::fs::remove_file(home.data().join("locked")).unwrap();
    let mut thief = home.command();
    thief.env("CREDENTIALS_DIRECTORY", &credentials).args(["member", "list"]);
    assert!(thief.output().unwrap().status.success(), "so it must not be called closed");
}

#[test]
fn a_node_that_waits_stops_when_told() {
    let home = Home::new();
    home.done(&["passphrase", "set", "--new-passphrase-file", "-"], WORDS);
    home.done(&["lock"], "");
    let mut waiting = home.serve(|_| {});
    waiting.line();
    let told = Command::new("kill").arg("-TERM").arg(waiting.process.id().to_string()).status().unwrap();
    assert!(told.success() && waiting.process.wait().unwrap().success());
    assert!(home.data().join("locked").exists(), "it stays locked");
}
