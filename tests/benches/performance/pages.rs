//! How long a node with 3,000 members takes for each page: `cargo bench -p parasol-tests -- pages`.
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

/// Members of the node, besides the four of the demo.
const MEMBERS: usize = 3_000;
/// How often each page is fetched.
const TIMES: usize = 31;
/// The bound, in milliseconds.
const BOUND: f64 = 50.0;

/// Every page that is read, with the role that reads it. `REPORT`, `ALERT` and `MEMBER` stand for ids.
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

/// Calls of the API that are read, with the role that reads them.
const CALLS: &[(&str, &str)] = &[
    ("/api/v1/desk/reports", "moderator"),
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
    _folder: tempfile::TempDir,
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
            .args(["--json", "demo", "--members", &MEMBERS.to_string(), "--dir"])
            .arg(folder.path())
            .args(["--set", "web.listen=127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().ok_or("expected the demo's output")?).read_line(&mut line)?;
        let ready: Value = serde_json::from_str(&line)?;
        let node = ready.pointer("/nodes/0").cloned().ok_or("expected a node in what the demo says")?;
        Ok(Self { process, node, _folder: folder })
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
    alert: String,
    member: String,
}

impl Ids {
    fn of(moderator: &Client, admin: &Client) -> Self {
        let rows = moderator.get("/api/v1/desk/reports?status=published").expect(200).json();
        let first = |name: &str| {
            let rows = rows.get("reports").and_then(Value::as_array).into_iter().flatten();
            rows.filter_map(|row| row.get(name)?.as_str()).next().unwrap_or_default().to_owned()
        };
        let listed = admin.get("/admin/members").body;
        let link = listed.split("/admin/members/").nth(1).unwrap_or_default();
        let member = link.chars().take_while(char::is_ascii_hexdigit).collect();
        Self { report: first("id"), alert: first("alert_id"), member }
    }

    fn path(&self, path: &str) -> String {
        path.replace("REPORT", &self.report).replace("ALERT", &self.alert).replace("MEMBER", &self.member)
    }
}

/// Fetches every page, and tells the median of each.
pub(crate) fn measure(program: &Path, table: &mut Table) -> Outcome<()> {
    progress("a node with 3,000 members");
    let demo = Demo::start(program)?;
    let ids = Ids::of(&demo.program("moderator")?, &demo.browser("admin")?);
    progress("every page");
    for (path, role) in PAGES {
        table.push(time(&demo.browser(role)?, path, role, &ids)?);
    }
    for (path, role) in CALLS {
        table.push(time(&demo.program(role)?, path, role, &ids)?);
    }
    Ok(())
}

fn time(client: &Client, path: &str, role: &str, ids: &Ids) -> Outcome<Row> {
    let place = ids.path(path);
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let begun = Instant::now();
        let answer = client.get(&place);
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        if answer.status != 200 {
            return Err(format!("expected {path} as {role} to answer 200, found {}", answer.status).into());
        }
    }
    times.sort_by(f64::total_cmp);
    let median = times.get(TIMES / 2).copied().unwrap_or_default();
    let reader = if role.is_empty() { "a visitor" } else { role };
    Ok(Row::median(&format!("{} as {reader}", path.to_lowercase()), median, BOUND))
}
