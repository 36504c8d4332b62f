//! How fast a node is, each figure beside its bound in the same run: `cargo bench -p parasol-tests`.
//!
//! Real processes of the optimised program, and this process as their only visitor. Progress goes to standard error, the
//! table of `docs/performance.md` to standard output. Nothing here fails because a figure is low.

mod bounds;
mod circles;
mod http;
mod node;
mod pages;
mod table;
mod wire;

use std::error::Error;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use http::{Client, Load};
use node::BenchNode;
use table::{Row, Table};

/// What any step may fail with; the benchmark then ends with its sentence.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Connections that check at the same time.
const CONNECTIONS: usize = 8;
/// Members that check in each of the three loads.
const MEMBERS: usize = 96;
/// Checks of each member: what is free to everybody within an hour, and less than all of it.
const CHECKS: usize = 24;
/// Alerts whose way to the peer is timed.
const CROSSINGS: usize = 40;
/// How long the peer is left alone between two looks.
const LOOK: Duration = Duration::from_millis(5);
/// How long a way to the peer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Reported at the node that is asked.
const OWN: &str = "+33639989801";
/// Reported at the other node.
const FOREIGN: &str = "+33639989802";
/// Reported nowhere.
const UNKNOWN: &str = "+33639989803";

fn main() -> Outcome<()> {
    if std::env::args().any(|word| word == bounds::SERVE) {
        return bounds::serve_bare();
    }
    let mut table = Table::default();
    bounds::describe(&mut table);
    table.note(bounds::theft(FOREIGN)?);

    progress("building the optimised program");
    let program = node::build()?;
    if std::env::args().any(|word| word == "twenty") {
        let measured = circles::measure_many(&program, &mut table);
        table.print()?;
        return measured;
    }
    if std::env::args().any(|word| word == "circles") {
        // What was measured is shown, whatever became of the rest.
        let measured = circles::measure(&program, &mut table);
        table.print()?;
        return measured;
    }
    let mut pages = Table::default();
    pages::measure(&program, &mut pages)?;
    if std::env::args().any(|word| word == "pages") {
        return pages.print();
    }
    progress("two nodes, linked");
    let (jasmine, brussels) = linked(&program)?;
    table.push(Row::single("memory of an idle node, linked", brussels.memory()?, "MB", "60 MB"));
    loads(&jasmine, &brussels, &mut table)?;
    crossings(&jasmine, &brussels, &mut table)?;
    table.push(Row::single(
        "memory of that node after all sign-ins and checks",
        brussels.memory()?,
        "MB",
        "",
    ));
    drop((jasmine, brussels));

    progress("bytes on the wire, in process");
    wire::measure(&mut table)?;
    table.print()?;
    pages.print()
}

pub(crate) fn progress(what: &str) {
    use std::io::Write;
    // Nobody may be reading along.
    let _ = writeln!(std::io::stderr(), "{what} …");
}

/// Requests a second of an axum handler that reads a check's JSON and answers with as much.
fn bare_handler() -> Outcome<Load> {
    progress("a bare axum handler");
    let bare = bounds::Bare::start()?;
    let request = http::post(&bare.host, "/check", None, &json!({"identifier": OWN}));
    http::load(&bare.host, vec![vec![request; 4_000]; CONNECTIONS], "identifier")
}

fn linked(program: &std::path::Path) -> Outcome<(BenchNode, BenchNode)> {
    let jasmine = BenchNode::found(program, "Jasmine", "FR")?;
    let brussels = BenchNode::found(program, "Parapluie", "BE")?;
    node::link(&jasmine, &brussels)?;
    Ok((jasmine, brussels))
}

/// A member who reports and a moderator who publishes.
struct Desk {
    member: Client,
    moderator: Client,
}

impl Desk {
    fn of(node: &BenchNode) -> Outcome<Self> {
        Ok(Self {
            member: node.sign_up("reporter", "member")?,
            moderator: node.sign_up("moderator", "moderator")?,
        })
    }

    fn report(&self, phone: &str) -> Outcome<String> {
        let body = json!({
            "identifiers": [{"kind": "phone", "value": phone}], "kinds": ["assault_and_battery"],
            "consent": {"alert": true, "partners": false, "abroad": true},
        });
        let answer = self.member.post("/api/v1/reports", &body)?;
        Ok(answer.get("id").and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    fn publish(&self, report: &str) -> Outcome<()> {
        let body = json!({
            "level": "very_dangerous", "kinds": ["assault_and_battery"], "text": "Invented.", "abroad": true, "anyway": true,
        });
        self.moderator.post(&format!("/api/v1/desk/reports/{report}/publish"), &body)?;
        Ok(())
    }
}

/// Checks a second at the Belgian node: of its own alert, of a French one, of a number that nobody reported. The bounds are
/// measured between them, and the best of each counts: other programs on the machine only ever make them lower.
fn loads(jasmine: &BenchNode, brussels: &BenchNode, table: &mut Table) -> Outcome<()> {
    let desk = Desk::of(brussels)?;
    let report = desk.report(OWN)?;
    desk.publish(&report)?;
    let desk = Desk::of(jasmine)?;
    let report = desk.report(FOREIGN)?;
    desk.publish(&report)?;
    wait_for(&mut brussels.checkers("first", 20)?, FOREIGN)?;
    let (mut bare, mut evaluations, mut loads) = (bare_handler()?, bounds::evaluations(OWN)?, Vec::new());
    for (what, number, answer) in [
        ("checks of an own alert", OWN, "\"level\":\"very_dangerous\""),
        ("checks of a foreign entry", FOREIGN, "\"level\":\"very_dangerous\""),
        ("checks of what nobody reported", UNKNOWN, "\"level\":null"),
    ] {
        let requests = requests(brussels, number)?;
        progress(what);
        loads.push((what, http::load(&brussels.host, requests, answer)?));
        evaluations = evaluations.max(bounds::evaluations(OWN)?);
        bare = Some(bare_handler()?).filter(|again| again.rate() > bare.rate()).unwrap_or(bare);
    }
    table.push(Row::rate("bare axum handler, JSON in and out", &bare, None));
    table.push(Row::plain("bare evaluations (blind, evaluate with proof, finish)", evaluations, "a second"));
    let bound = bare.rate().min(evaluations);
    for (what, load) in loads {
        table.push(Row::rate(what, &load, Some(bound)));
    }
    Ok(())
}

/// What many members ask about one number, for each connection.
fn requests(node: &BenchNode, number: &str) -> Outcome<Vec<Vec<Vec<u8>>>> {
    progress("members sign in");
    let members = node.checkers(number.trim_start_matches('+'), MEMBERS)?;
    let mut requests = vec![Vec::new(); CONNECTIONS];
    for (n, member) in members.iter().enumerate() {
        let body = json!({"identifier": number});
        let request = http::post(&node.host, "/api/v1/check", Some(member.token()), &body);
        if let Some(connection) = requests.get_mut(n % CONNECTIONS) {
            connection.extend(std::iter::repeat_n(request, CHECKS));
        }
    }
    Ok(requests)
}

/// From the moderator's click at the one node to a member's verdict at the other.
fn crossings(jasmine: &BenchNode, brussels: &BenchNode, table: &mut Table) -> Outcome<()> {
    progress("alerts on their way to the peer");
    let desk = Desk {
        member: jasmine.sign_up("second-reporter", "member")?,
        moderator: jasmine.sign_up("second-moderator", "moderator")?,
    };
    let mut lookers = brussels.checkers("looker", MEMBERS)?;
    let mut times = Vec::new();
    for n in 0..CROSSINGS {
        let number = format!("+3363998{:04}", 1_000 + n);
        let report = desk.report(&number)?;
        let start = Instant::now();
        desk.publish(&report)?;
        wait_for(&mut lookers, &number)?;
        times.push(start.elapsed());
    }
    times.sort();
    let at =
        |part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default().as_secs_f64() * 1e3;
    table.push(Row::single("publish to visible at the peer, p50", at(50), "ms", "250 ms"));
    table.push(Row::single("publish to visible at the peer, p95", at(95), "ms", "250 ms"));
    Ok(())
}

/// Looks until a number is known. Each look is a check, and nobody has many: they take turns.
fn wait_for(lookers: &mut [Client], number: &str) -> Outcome<()> {
    let mut left = lookers.len() * CHECKS;
    node::until(&format!("{number} is known at the peer"), PATIENCE, LOOK, || {
        lookers.rotate_left(1);
        left = left.checked_sub(1).ok_or("expected it before all checks are used up")?;
        let looker = lookers.first().ok_or("expected somebody who looks")?;
        let verdict = looker.post("/api/v1/check", &json!({"identifier": number}))?;
        Ok(verdict.get("level").is_some_and(|level| !level.is_null()))
    })
}
