//! Nodes as processes of the optimised program.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::Outcome;
use crate::http::Client;

/// Everybody's here; the nodes live for a minute.
const PASSWORD: &str = "only for this benchmark";
/// How long linking may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long nodes are left alone between two looks: a look is a process or a request, and takes the processor from them.
pub(crate) const LOOK: Duration = Duration::from_millis(10);
/// Ticks in which the kernel counts processor time (`USER_HZ`, the same on all Linux machines).
const TICKS: f64 = 100.0;

/// Builds the optimised program beside this benchmark, and says where it is. `PARASOL_BIN` names another one.
pub(crate) fn build() -> Outcome<PathBuf> {
    if let Some(named) = std::env::var_os("PARASOL_BIN") {
        return Ok(named.into());
    }
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--package", "parasol", "--bin", "parasol"])
        .status()?;
    if !built.success() {
        return Err("expected the program to build".into());
    }
    let here = std::env::current_exe()?;
    let release =
        here.parent().and_then(Path::parent).ok_or("expected this benchmark in target/release/deps")?;
    Ok(release.join("parasol"))
}

/// A node that runs until this is dropped.
pub(crate) struct BenchNode {
    program: PathBuf,
    home: tempfile::TempDir,
    process: Child,
    name: String,
    pub(crate) host: String,
}

impl BenchNode {
    pub(crate) fn found(program: &Path, name: &str, country: &str) -> Outcome<Self> {
        let both = "network.listen=/ip4/127.0.0.1/udp/0/quic-v1,/ip4/127.0.0.1/tcp/0";
        Self::found_with(program, name, country, &[both.to_owned()])
    }

    /// One with settings of its own.
    pub(crate) fn found_with(
        program: &Path,
        name: &str,
        country: &str,
        settings: &[String],
    ) -> Outcome<Self> {
        let home = tempfile::tempdir()?;
        let contact = ["--contact", "privacy@example.org"];
        let words = [&["init", "--name", name, "--country", country], &contact[..]].concat();
        answer(command(program, &home).args(words), None)?;
        let mut process = command(program, &home)
            .args(["--json", "serve", "--set", "web.listen=127.0.0.1:0"])
            .args(settings.iter().flat_map(|setting| ["--set", setting]))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().ok_or("expected the node's output")?).read_line(&mut line)?;
        let ready: Value = serde_json::from_str(&line)?;
        let host = word(&ready, "/web").trim_start_matches("http://").trim_end_matches('/').to_owned();
        Ok(Self { program: program.to_owned(), home, process, name: name.to_owned(), host })
    }

    /// What a verb of the command line answers.
    pub(crate) fn ask(&self, words: &[&str], input: Option<&str>) -> Outcome<Value> {
        let said = answer(command(&self.program, &self.home).arg("--json").args(words), input)?;
        Ok(serde_json::from_slice(&said)?)
    }

    /// Adds a member and signs her in.
    pub(crate) fn sign_up(&self, pseudonym: &str, role: &str) -> Outcome<Client> {
        self.ask(&["member", "add", pseudonym, "--role", role, "--password-stdin"], Some(PASSWORD))?;
        Client::sign_in(&self.host, pseudonym, PASSWORD)
    }

    /// Several members.
    pub(crate) fn checkers(&self, name: &str, count: usize) -> Outcome<Vec<Client>> {
        (0..count).map(|n| self.sign_up(&format!("{name}-{n}"), "member")).collect()
    }

    /// Ends its process; where its data is.
    pub(crate) fn end(&mut self) -> Outcome<PathBuf> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(self.home.path().join("node"))
    }

    /// Its resident memory in megabytes.
    pub(crate) fn memory(&self) -> Outcome<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes: f64 =
            line.and_then(|line| line.split_whitespace().next()).unwrap_or_default().parse()?;
        Ok(kibibytes * 1_024.0 / 1e6)
    }

    /// The processor time that it has taken so far.
    pub(crate) fn work(&self) -> Outcome<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        // After the name, which is in brackets: the state is the first, user and system time the 12th and 13th.
        let fields = stat.rsplit_once(')').map(|(_, fields)| fields).unwrap_or_default();
        let mut ticks = 0.0;
        for field in fields.split_whitespace().skip(11).take(2) {
            ticks += field.parse::<f64>()?;
        }
        Ok(Duration::from_secs_f64(ticks / TICKS))
    }

    /// Until this node knows the other one so.
    fn until_peer_is(&self, other: &Self, state: &str) -> Outcome<()> {
        let what = format!("{} with a peer that is {state}", self.name);
        until(&what, PATIENCE, LOOK, || {
            let peers = self.ask(&["peer", "list"], None)?;
            let mut all = peers.pointer("/peers").and_then(Value::as_array).into_iter().flatten();
            Ok(all.any(|peer| word(peer, "/name") == other.name && word(peer, "/state") == state))
        })
    }
}

/// Looks until it holds, and leaves the nodes alone between two looks.
pub(crate) fn until(
    what: &str,
    patience: Duration,
    between: Duration,
    mut holds: impl FnMut() -> Outcome<bool>,
) -> Outcome<()> {
    let start = Instant::now();
    while !holds()? {
        if start.elapsed() > patience {
            return Err(format!("expected within {} seconds: {what}", patience.as_secs()).into());
        }
        std::thread::sleep(between);
    }
    Ok(())
}

impl Drop for BenchNode {
    fn drop(&mut self) {
        // A node that is gone already needs no signal.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What two admins do: invite, accept, compare six words, confirm; then both share without delay.
pub(crate) fn link(jasmine: &BenchNode, brussels: &BenchNode) -> Outcome<()> {
    jasmine.ask(&["circle", "create", "Neighbours", "--one-key-opens-all"], None)?;
    confirm_words(jasmine, brussels)?;
    for (node, other) in [(jasmine, brussels), (brussels, jasmine)] {
        node.until_peer_is(other, "member")?;
        node.ask(&["policy", "outbound", "on", "--delay", "0"], None)?;
    }
    Ok(())
}

/// Up to both admins' confirming of the same six words.
pub(crate) fn confirm_words(inviter: &BenchNode, joiner: &BenchNode) -> Outcome<()> {
    let invite = inviter.ask(&["peer", "invite"], None)?;
    let file = joiner.home.path().join("invite.txt");
    std::fs::write(&file, word(&invite, "/invite"))?;
    let file = file.to_str().ok_or("expected a plain path")?;
    let accepted = joiner.ask(&["peer", "accept", file], None)?;
    let words = word(&accepted, "/words");
    inviter.until_peer_is(joiner, "unconfirmed")?;
    inviter.ask(&["peer", "confirm", &joiner.name, words], None)?;
    joiner.until_peer_is(inviter, "unconfirmed")?;
    joiner.ask(&["peer", "confirm", &inviter.name, words], None)?;
    Ok(())
}

fn command(program: &Path, home: &tempfile::TempDir) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PARASOL_ACCOUNTS_SECOND_FACTOR", "off")
        .env("PARASOL_DATA", home.path().join("node"));
    command
}

fn answer(command: &mut Command, input: Option<&str>) -> Outcome<Vec<u8>> {
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    if let (Some(mut stdin), Some(input)) = (process.stdin.take(), input) {
        writeln!(stdin, "{input}")?;
    }
    let said = process.wait_with_output()?;
    if said.status.success() {
        Ok(said.stdout)
    } else {
        Err(format!("{command:?}: {}", String::from_utf8_lossy(&said.stderr)).into())
    }
}

fn word<'a>(answer: &'a Value, pointer: &str) -> &'a str {
    answer.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
