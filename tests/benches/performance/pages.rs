//! How long a node with 3,000 members, five years of reports and 20,000 alerts takes to start, and for each page:
//! `cargo bench -p parasol-tests -- pages`.
//!
//! Each page is one line of [`PAGES`], with the role that reads it. A page is fetched over a connection of its own by this
//! process, one at a time; the time is from connecting to the last byte, which is what the server takes and a little more.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use parasol_tests::Client;
use serde_json::Value;

use crate::table::{Row, Table};
use crate::{Outcome, progress};

/// How often each page is fetched.
const TIMES: usize = 31;
/// The bound, in milliseconds.
const BOUND: f64 = 50.0;
/// How often it is started.
const STARTS: usize = 5;
/// The bound of a start, in milliseconds.
const START: f64 = 2_000.0;

/// Every page that is read, with the role that reads it. `REPORT` (published), `WAITING`, `ALERT`
/// `MEMBER` and `CASE` stand for ids.
const PAGES: &[(&str, &str)] = &[
    ("/", "member"),
    ("/sign-in", ""),
    ("/check", "member"),
    ("/search", "member"),
    ("/report", "member"),
    ("/my-reports", "member"),
    ("/alert/ALERT", "member"),
    ("/sponsor", "member"),
    ("/follow", ""),
    ("/register", ""),
    ("/forgot", ""),
    ("/terms", ""),
    ("/privacy", ""),
    ("/my-data", "member"),
    ("/account", "member"),
    ("/account/contacts", "member"),
    ("/account/password", "member"),
    ("/cards", "partner"),
    ("/desk", "moderator"),
    ("/desk/report/REPORT", "moderator"),
    ("/desk?status=all", "moderator"),
    ("/desk?status=published", "moderator"),
    ("/desk/cases", "moderator"),
    ("/desk/cases?show=closed", "moderator"),
    ("/desk/contests", "moderator"),
    ("/desk/holds", "moderator"),
    ("/inbox", "partner"),
    ("/reported", ""),
    ("/contest", ""),
    ("/alert/ALERT/correct", "moderator"),
    ("/alert/ALERT/recall", "moderator"),
    ("/account/sessions", "member"),
    ("/account/second-factor", "moderator"),
    ("/lock", "moderator"),
    ("/admin", "admin"),
    ("/admin/members", "admin"),
    ("/admin/members/MEMBER", "admin"),
    ("/admin/tree", "admin"),
    ("/admin/tree?page=59", "admin"),
    ("/admin/tree?below=MEMBER", "admin"),
    ("/admin/requests", "admin"),
    ("/admin/audit", "admin"),
    ("/admin/audit/summary", "admin"),
    ("/admin/messages", "admin"),
];

/// What is opened by a button, because it leaves a line in the audit.
const OPENED: &[(&str, &str)] = &[("/desk/report/WAITING", "moderator"), ("/desk/case/CASE", "moderator")];

/// Calls of the API that are read, with the role that reads them.
const CALLS: &[(&str, &str)] = &[
    ("/api/v1/desk/reports", "moderator"),
    ("/api/v1/desk/cases?show=closed", "moderator"),
    ("/api/v1/alerts/ALERT", "member"),
    ("/api/v1/sponsorship", "member"),
    ("/api/v1/account/sessions", "member"),
    ("/api/v1/members/tree", "admin"),
    ("/api/v1/my-data", "member"),
    ("/api/v1/requests", "moderator"),
    ("/api/v1/audit", "admin"),
    ("/api/v1/audit/summary", "admin"),
    ("/api/v1/messages", "admin"),
];

/// The demo, until this is dropped.
struct Demo {
    process: Child,
    node: Value,
    folder: Option<tempfile::TempDir>,
}

impl Drop for Demo {
    fn drop(&mut self) {
        // A demo that is gone already needs no signal.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Demo {
    fn start(program: &Path) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let mut process = Command::new(program)
            .env_clear()
            .args(["--json", "demo", "--size", "jasmine", "--dir"])
            .arg(folder.path())
            .args(["--set", "web.listen=127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().ok_or("expected the demo's output")?).read_line(&mut line)?;
        let ready: Value = serde_json::from_str(&line)?;
        let node = ready.pointer("/nodes/0").cloned().ok_or("expected a node in what the demo says")?;
        Ok(Self { process, node, folder: Some(folder) })
    }

    /// Ends it without a word, and leaves what it has written.
    fn stop(mut self) -> Outcome<tempfile::TempDir> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(self.folder.take().ok_or("expected the demo's folder")?)
    }

    fn account(&self, role: &str) -> Option<(&str, &str)> {
        let accounts = self.node.get("accounts")?.as_array()?;
        let account =
            accounts.iter().find(|account| account.get("role").and_then(Value::as_str) == Some(role))?;
        Some((account.get("pseudonym")?.as_str()?, account.get("password")?.as_str()?))
    }

    fn visitor(&self) -> Client {
        Client::at(self.node.get("web").and_then(Value::as_str).unwrap_or_default())
    }

    /// Somebody of this role in a browser; a visitor for none.
    fn browser(&self, role: &str) -> Outcome<Client> {
        let Some((name, password)) = self.account(role) else { return Ok(self.visitor()) };
        let page = self.visitor().get("/sign-in");
        let visit = page.cookie("visit").ok_or("expected a cookie of the sign-in page")?;
        let token = page.csrf();
        let fields =
            [("csrf", token.as_str()), ("username", name), ("password", password), ("device", "own")];
        let signed_in = self.visitor().with("Cookie", &format!("visit={visit}")).form("/sign-in", &fields);
        let session = signed_in.cookie("session").ok_or("expected to be signed in")?;
        Ok(self.visitor().with("Cookie", &format!("session={session}")))
    }

    /// Somebody of this role with a program.
    fn program(&self, role: &str) -> Outcome<Client> {
        let (name, password) = self.account(role).ok_or("expected an account of this role")?;
        let body = serde_json::json!({"pseudonym": name, "password": password});
        let session = self.visitor().post("/api/v1/session", &body).expect(201);
        Ok(self.visitor().with_token(&session.word("/token")))
    }
}

/// The ids that stand in paths.
struct Ids {
    report: String,
    waiting: String,
    alert: String,
    member: String,
    case: String,
}

impl Ids {
    fn of(moderator: &Client, admin: &Client) -> Self {
        let first = |status: &str, name: &str| {
            let rows = moderator.get(&format!("/api/v1/desk/reports?status={status}")).expect(200).json();
            let rows = rows.get("reports").and_then(Value::as_array).into_iter().flatten();
            rows.filter_map(|row| row.get(name)?.as_str()).next().unwrap_or_default().to_owned()
        };
        let listed = admin.get("/admin/members").body;
        let link = listed.split("/admin/members/").nth(1).unwrap_or_default();
        let member = link.chars().take_while(char::is_ascii_hexdigit).collect();
        let (report, waiting) = (first("published", "id"), first("waiting", "id"));
        let case = moderator.get("/api/v1/desk/cases").expect(200).word("/cases/0/id");
        Self { report, waiting, alert: first("published", "alert_id"), member, case }
    }

    fn path(&self, path: &str) -> String {
        let ids = [
            ("REPORT", &self.report),
            ("WAITING", &self.waiting),
            ("ALERT", &self.alert),
            ("MEMBER", &self.member),
            ("CASE", &self.case),
        ];
        ids.iter().fold(path.to_owned(), |path, (word, id)| path.replace(word, id))
    }
}

/// Fetches every page, and tells the median of each.
pub(crate) fn measure(program: &Path, table: &mut Table) -> Outcome<()> {
    progress("a node after five years");
    let demo = Demo::start(program)?;
    let ids = Ids::of(&demo.program("moderator")?, &demo.browser("admin")?);
    progress("every page");
    for (path, role) in PAGES {
        table.push(time(&demo.browser(role)?, path, role, &ids)?);
    }
    for (path, role) in CALLS {
        table.push(time(&demo.program(role)?, path, role, &ids)?);
    }
    for (path, role) in OPENED {
        table.push(time_opening(&demo.browser(role)?, path, role, &ids)?);
    }
    progress("starts");
    table.push(time_starts(program, demo)?);
    Ok(())
}

fn time(client: &Client, path: &str, role: &str, ids: &Ids) -> Outcome<Row> {
    let place = ids.path(path);
    let reader = if role.is_empty() { "a visitor" } else { role };
    let what = format!("{} as {reader}", path.to_lowercase());
    let median = median(TIMES, &what, || Ok(client.get(&place).status))?;
    Ok(Row::median(&what, median, BOUND))
}

fn time_opening(client: &Client, path: &str, role: &str, ids: &Ids) -> Outcome<Row> {
    let place = ids.path(path);
    let token = client.get(&place).expect(200).csrf();
    let what = format!("{}, opened, as {role}", path.to_lowercase());
    let median = median(TIMES, &what, || Ok(client.form(&place, &[("csrf", token.as_str())]).status))?;
    Ok(Row::median(&what, median, BOUND))
}

/// From starting the program on what the demo has left until it says that it serves. The first start finds a store that
/// nobody has closed.
fn time_starts(program: &Path, demo: Demo) -> Outcome<Row> {
    let folder = demo.stop()?;
    let data = folder.path().join("jasmine");
    let what = format!("start, median of {STARTS}");
    let start = || {
        let mut process = Command::new(program)
            .env_clear()
            .env("PARASOL_ACCOUNTS_SECOND_FACTOR", "off")
            .args([
                "--json",
                "serve",
                "--set",
                "web.listen=127.0.0.1:0",
                "--set",
                "network.listen=",
                "--data",
            ])
            .arg(&data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().ok_or("expected the node's output")?).read_line(&mut line)?;
        process.kill()?;
        process.wait()?;
        Ok(if line.contains("web") { 200 } else { 500 })
    };
    Ok(Row::median(&what, median(STARTS, &what, start)?, START))
}

/// The median time in milliseconds of something that answers 200.
fn median(times: usize, what: &str, visit: impl Fn() -> Outcome<u16>) -> Outcome<f64> {
    let mut taken = Vec::with_capacity(times);
    for _ in 0..times {
        let begun = Instant::now();
        let status = visit()?;
        taken.push(begun.elapsed().as_secs_f64() * 1e3);
        if status != 200 {
            return Err(format!("expected 200 of {what}, found {status}").into());
        }
    }
    taken.sort_by(f64::total_cmp);
    Ok(taken.get(times / 2).copied().unwrap_or_default())
}
