//! The command line as its documentation shows it: each Markdown file in `transcripts/` is a session that must run.
//!
//! In a block marked `console`, a line that begins with `$ ` is a command and what follows is what it writes, standard
//! output first. `[..]` stands for anything within a line, a line `...` for any number of lines, and `? 1` after the
//! output for an exit code. `$ parasol x < word` feeds a line to standard input. Every file runs in an empty
//! directory with a home and data directory of its own.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail by panicking")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

struct Step {
    line: String,
    expected: Vec<String>,
    code: i32,
}

#[test]
fn init_and_members() {
    play("members.md");
}

#[test]
fn backup_and_restore() {
    play("backup.md");
}

#[test]
fn circles_and_invites() {
    play("circles.md");
}

#[test]
fn another_node_key() {
    play("succession.md");
}

#[test]
fn identify() {
    play("identify.md");
}

#[test]
fn messages() {
    play("messages.md");
}

#[test]
fn locking() {
    play("locking.md");
}

#[test]
fn mistakes() {
    play("mistakes.md");
}

fn play(name: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts").join(name);
    let home = tempfile::tempdir().unwrap();
    let steps = steps(&fs::read_to_string(path).unwrap());
    assert!(!steps.is_empty(), "{name} shows no command");
    for step in steps {
        let (code, written) = run(&step.line, home.path());
        let shown: Vec<_> = written.lines().map(str::to_owned).collect();
        let as_shown = matches(&step.expected, &shown) && code == step.code;
        assert!(
            as_shown,
            "{name}: $ {}\nexpected (exit {}):\n{}\nfound (exit {code}):\n{written}",
            step.line,
            step.code,
            step.expected.join("\n")
        );
    }
}

fn steps(page: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        match (inside, line) {
            (false, "```console") => inside = true,
            (true, "```") => inside = false,
            (true, line) => match (line.strip_prefix("$ "), line.strip_prefix("? "), steps.last_mut()) {
                (Some(command), ..) => {
                    steps.push(Step { line: command.to_owned(), expected: Vec::new(), code: 0 })
                }
                (None, Some(code), Some(step)) => step.code = code.parse().unwrap(),
                (None, None, Some(step)) => step.expected.push(line.to_owned()),
                _ => panic!("output before the first command: {line}"),
            },
            _ => {}
        }
    }
    steps
}

fn run(line: &str, home: &Path) -> (i32, String) {
    let (call, input) = line.split_once(" < ").unwrap_or((line, ""));
    let mut words = words(call);
    assert_eq!(words.remove(0), "parasol", "transcripts run parasol only");
    let mut child = Command::new(env!("CARGO_BIN_EXE_parasol"))
        .args(words)
        .env_clear()
        .env("HOME", home)
        .current_dir(home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    if !input.is_empty() {
        // A call that refuses before it reads has closed its end already.
        let _ = writeln!(stdin, "{}", input.replace("\\n", "\n"));
    }
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let written = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap_or(-1), written.replace(&*home.to_string_lossy(), "HOME"))
}

/// Words between blanks; double quotes keep blanks together.
fn words(call: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in call.chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            letter => words.last_mut().unwrap().push(letter),
        }
    }
    words
}

fn matches(expected: &[String], found: &[String]) -> bool {
    match (expected.split_first(), found.split_first()) {
        (None, None) => true,
        (Some((dots, rest)), _) if dots == "..." => {
            (0..=found.len()).any(|skipped| matches(rest, found.get(skipped..).unwrap_or_default()))
        }
        (Some((one, expected)), Some((other, found))) => line_matches(one, other) && matches(expected, found),
        _ => false,
    }
}

fn line_matches(expected: &str, found: &str) -> bool {
    let mut parts = expected.split("[..]");
    let Some(mut rest) = parts.next().and_then(|first| found.strip_prefix(first)) else { return false };
    let mut wild = false;
    for part in parts {
        wild = true;
        if part.is_empty() {
            rest = "";
            continue;
        }
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.is_empty() || (wild && expected.ends_with("[..]"))
}
