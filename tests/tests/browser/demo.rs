//! `parasol demo` as a process: two linked nodes and somebody of each role at both.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};
use std::thread;

use parasol_tests::{parasol, until};
use serde::Deserialize;
use tempfile::TempDir;

/// What the harmless page says.
pub(crate) const HARMLESS: &str = "Sunny, later a few clouds";

/// The running demo. It is killed when this is dropped.
pub(crate) struct Demo {
    /// Jasmine.
    pub(crate) france: Site,
    /// The partner abroad.
    pub(crate) belgium: Site,
    /// Where the quick exit lands.
    pub(crate) harmless: String,
    process: Child,
    /// Kept open: who prints to a closed pipe dies.
    _output: BufReader<ChildStdout>,
    folder: TempDir,
}

/// One node's pages.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Site {
    pub(crate) name: String,
    pub(crate) web: String,
    accounts: Vec<Account>,
}

/// Somebody who can sign in.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Account {
    pub(crate) role: String,
    pub(crate) pseudonym: String,
    pub(crate) password: String,
}

#[derive(Deserialize)]
struct Ready {
    nodes: [Site; 2],
}

impl Demo {
    /// Starts it, and returns when both nodes answer and are in sync.
    #[track_caller]
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let harmless = harmless_page();
        let mut process = parasol()
            .env("PARASOL_WEB_EXIT_ADDRESS", &harmless)
            .env("PARASOL_WEB_TEAM_PHONE", "+33 6 39 98 00 00")
            // Whoever has just registered may sponsor somebody: nobody here waits a month.
            .env("PARASOL_ACCOUNTS_SPONSOR_AFTER_DAYS", "0")
            .args(["demo", "--json", "--dir"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let Ready { nodes: [france, belgium] } = serde_json::from_str(&line).unwrap();
        Self { france, belgium, harmless, process, _output: output, folder }
    }

    /// The code in the message to this address, which lies in a node's outbox: here nothing goes out.
    #[track_caller]
    pub(crate) fn code_handed_over(&self, to: &str) -> String {
        let mut code = None;
        until("the message lies in the outbox", || {
            let mut messages = Vec::new();
            read_messages(self.folder.path(), &mut messages);
            code =
                messages.iter().filter(|message| message.contains(to)).find_map(|message| code_in(message));
            code.is_some()
        });
        code.unwrap()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Site {
    /// The account with this role.
    #[track_caller]
    pub(crate) fn account(&self, role: &str) -> &Account {
        self.accounts.iter().find(|account| account.role == role).unwrap()
    }
}

/// The texts of all messages below a folder.
fn read_messages(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            read_messages(&path, found);
        } else if path.parent().is_some_and(|parent| parent.ends_with("outbox")) {
            // It may be on its way to another name.
            found.extend(fs::read_to_string(path));
        }
    }
}

/// A code as it is written: `7KQ2M-9XW4D-H`.
fn code_in(message: &str) -> Option<String> {
    let words = message.split_whitespace().map(|word| word.trim_end_matches('.'));
    let mut codes = words.filter(|word| word.len() == 13 && word.split('-').map(str::len).eq([5, 5, 1]));
    codes.next().map(str::to_owned)
}

/// A page about something else, on another port of this machine. Nothing here ever asks a site elsewhere.
fn harmless_page() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let page = format!("<!doctype html><html lang=en><title>Weather</title><p>{HARMLESS}");
            // A browser may look at the port and leave again.
            let _ = stream.read(&mut [0; 4096]);
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
                page.len()
            );
        }
    });
    address
}
