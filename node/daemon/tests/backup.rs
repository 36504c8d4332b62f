//! Backups with real processes: of a running node and of a stopped one, killed in the middle, damaged, closed to others.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::yield_now;

const PASSPHRASE: &str = "seven quiet lanterns drift past";

struct Home(tempfile::TempDir);

impl Home {
    /// A node with two members and a settings file.
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        home.ok(&["init", "--name", "Jasmine", "--country", "FR", "--contact", "privacy@example.org"]);
        home.ok(&["member", "add", "lucie", "--role", "admin"]);
        home.ok(&["member", "add", "manon", "--role", "moderator"]);
        fs::write(home.node().join("config.toml"), "[log]\nlevel = \"warn\"\n").unwrap();
        fs::write(home.path("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
        fs::write(home.path("other"), "another quiet lantern drifts past\n").unwrap();
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn node(&self) -> PathBuf {
        self.path("node")
    }

    fn at(&self, data: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parasol"));
        command.env_clear().env("PARASOL_DATA", data).current_dir(self.0.path()).args(words);
        command
    }

    fn say(&self, words: &[&str]) -> Output {
        self.at(&self.node(), words).output().unwrap()
    }

    #[track_caller]
    fn ok(&self, words: &[&str]) -> String {
        let said = self.say(words);
        assert!(said.status.success(), "{words:?}: {}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8(said.stdout).unwrap()
    }

    #[track_caller]
    fn back_up(&self, name: &str) -> PathBuf {
        self.ok(&["backup", name, "--passphrase-file", "passphrase"]);
        self.path(name)
    }

    fn restoring(&self, file: &str, data: &Path) -> Command {
        let journal = self.node().join("erasures");
        let words = ["restore", file, "--passphrase-file", "passphrase", "--erasures"];
        let mut command = self.at(data, &words);
        command.arg(journal);
        command
    }

    #[track_caller]
    fn refused(&self, command: &mut Command, data: &Path, expected: &str) {
        let said = command.output().unwrap();
        let sentence = String::from_utf8_lossy(&said.stderr);
        assert!(!said.status.success() && sentence.contains(expected), "{expected}: {sentence}");
        assert!(!data.exists(), "the directory is as it was: {expected}");
    }

    fn members(&self, data: &Path) -> String {
        let said = self.at(data, &["member", "list", "--json"]).output().unwrap();
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8(said.stdout).unwrap()
    }
}

fn serve(command: &mut Command) -> Child {
    let mut node = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(node.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("answers"), "{line}");
    node
}

const SERVE: [&str; 5] = ["serve", "--set", "web.listen=127.0.0.1:0", "--set", "network.listen="];

#[test]
fn a_backup_of_a_running_node_is_that_node_again() {
    let home = Home::new();
    let expected = home.members(&home.node());
    let mut node = serve(&mut home.at(&home.node(), &SERVE));
    let file = home.back_up("running.backup");
    node.kill().unwrap();
    node.wait().unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!home.path("running.backup.part").exists());

    let data = home.path("restored");
    assert!(home.restoring("running.backup", &data).output().unwrap().status.success());
    assert_eq!(home.members(&data), expected);
    assert_eq!(
        fs::read(data.join("config.toml")).unwrap(),
        fs::read(home.node().join("config.toml")).unwrap()
    );
    assert_eq!(fs::read(data.join("store.key")).unwrap(), fs::read(home.node().join("store.key")).unwrap());
    let mut names: Vec<_> =
        fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["config.toml", "erasures", "keyring", "parasol.redb", "store.key"]);
    for name in names {
        assert_eq!(fs::metadata(data.join(&name)).unwrap().permissions().mode() & 0o077, 0, "{name}");
    }
    let mut again = serve(&mut home.at(&data, &SERVE));
    again.kill().unwrap();
    again.wait().unwrap();
}

#[test]
fn neither_the_file_nor_anything_said_shows_what_is_in_it() {
    let home = Home::new();
    let file = home.back_up("closed.backup");
    let bytes = fs::read(file).unwrap();
    let key = fs::read(home.node().join("store.key")).unwrap();
    for secret in [b"lucie".as_slice(), b"Jasmine", b"members/2", &key[..64], PASSPHRASE.as_bytes()] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret));
    }
}

#[test]
fn what_cannot_be_restored_is_refused_and_the_directory_is_as_it_was() {
    let home = Home::new();
    let file = home.back_up("good.backup");
    let data = home.path("restored");
    let good = fs::read(&file).unwrap();
    let written = |name: &str, bytes: &[u8]| fs::write(home.path(name), bytes).unwrap();
    written("cut.backup", &good[..good.len() - 1]);
    written("bare.backup", &good[..80]);
    let mut flipped = good.clone();
    let at = good.len() / 2;
    flipped[at] ^= 1;
    written("flipped.backup", &flipped);
    written("longer.backup", &[&good[..], b"more"].concat());
    written("other.backup", b"something else");
    for (name, expected) in [
        ("cut.backup", "damaged"),
        ("bare.backup", "damaged"),
        ("flipped.backup", "damaged"),
        ("longer.backup", "damaged"),
        ("other.backup", "expected a backup"),
        ("missing.backup", "No such file"),
    ] {
        home.refused(&mut home.restoring(name, &data), &data, expected);
    }
    let wrong = ["restore", "good.backup", "--without-erasures", "--passphrase-file", "other"];
    home.refused(&mut home.at(&data, &wrong), &data, "does not open this backup");
    let silent = ["restore", "good.backup", "--passphrase-file", "passphrase"];
    home.refused(&mut home.at(&data, &silent), &data, "--without-erasures");
    let foreign = ["restore", "good.backup", "--passphrase-file", "passphrase", "--erasures", "other.backup"];
    home.refused(&mut home.at(&data, &foreign), &data, "is not this node's journal of erasures");

    let before = fs::read(home.node().join("parasol.redb")).unwrap();
    let said = home.restoring("good.backup", &home.node()).output().unwrap();
    assert!(String::from_utf8_lossy(&said.stderr).contains("is not empty"));
    assert!(fs::read(home.node().join("parasol.redb")).unwrap() == before);
    assert!(home.restoring("good.backup", &data).output().unwrap().status.success());
}

#[test]
fn a_backup_takes_a_strong_passphrase_and_never_replaces_a_file() {
    let home = Home::new();
    fs::write(home.path("weak"), "parasol2026parasol\n").unwrap();
    let said = home.say(&["backup", "new.backup", "--passphrase-file", "weak"]);
    assert!(String::from_utf8_lossy(&said.stderr).contains("too easy to guess"));
    let said = home.at(&home.node(), &["backup", "new.backup"]).stdin(Stdio::null()).output().unwrap();
    assert!(String::from_utf8_lossy(&said.stderr).contains("no terminal to ask at"));
    assert!(!home.path("new.backup").exists());
    fs::write(home.path("there.backup"), "the only good one").unwrap();
    let said = home.say(&["backup", "there.backup", "--passphrase-file", "passphrase"]);
    assert!(String::from_utf8_lossy(&said.stderr).contains("is there already"));
    assert_eq!(fs::read(home.path("there.backup")).unwrap(), b"the only good one");
}

/// How many bytes are in a file, or in the files of a folder.
fn written(path: &Path) -> u64 {
    let size = |path: &Path| fs::metadata(path).map_or(0, |found| found.len());
    match fs::read_dir(path) {
        Ok(files) => files.filter_map(Result::ok).map(|file| size(&file.path())).sum(),
        Err(_) => size(path),
    }
}

/// Kills as soon as so many bytes are written there; it may be over before.
fn killed(command: &mut Command, path: &Path, bytes: u64) {
    let mut running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while running.try_wait().unwrap().is_none() && written(path) < bytes {
        yield_now();
    }
    running.kill().unwrap();
    running.wait().unwrap();
}

const KILLS: u64 = 6;

#[test]
fn a_killed_backup_leaves_nothing_half_valid() {
    let home = Home::new();
    let whole = written(&home.back_up("first.backup"));
    for n in 0..=KILLS {
        let (name, part) = (format!("killed {n}.backup"), home.path(&format!("killed {n}.backup.part")));
        let words = ["backup", &name, "--passphrase-file", "passphrase"];
        killed(&mut home.at(&home.node(), &words), &part, whole * n / KILLS);
        if home.path(&name).exists() {
            let said = home.restoring(&name, &home.path(&format!("restored {n}"))).output().unwrap();
            assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        } else if n == KILLS / 2 {
            // What is left of it is in nobody's way.
            home.back_up(&name);
            assert!(!part.exists());
        }
    }
    assert!(home.members(&home.node()).contains("manon"));
}

#[test]
fn a_killed_restore_leaves_nothing_half_valid() {
    let home = Home::new();
    home.back_up("good.backup");
    let first = home.path("first");
    assert!(home.restoring("good.backup", &first).output().unwrap().status.success());
    let whole = written(&first);
    let expected = home.members(&home.node());
    for n in 0..=KILLS {
        let data = home.path(&format!("killed {n}"));
        killed(&mut home.restoring("good.backup", &data), &data, whole * n / KILLS);
        if !data.join("store.key").exists() {
            let said = home.at(&data, &["doctor"]).output().unwrap();
            assert!(
                String::from_utf8_lossy(&said.stderr).contains("holds no node"),
                "what is left is no node"
            );
            let again = home.restoring("good.backup", &data).output().unwrap();
            assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
        }
        assert_eq!(home.members(&data), expected);
    }
}
