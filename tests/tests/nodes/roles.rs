//! Every route with every role, with no session and with a suspended member: the answers are those of `docs/roles.md`.

use std::collections::{BTreeMap, BTreeSet};

use parasol_tests::{Answer, Client, NUMBER, Node, Role, Tellers, publication, report, shape};
use serde_json::{Value, json};

/// A route: how it is called, the line of `docs/roles.md` that rules it (none: everybody may), and what it answers to
/// those who may. Placeholders are in capital letters.
type Route = (&'static str, &'static str, Option<&'static str>, u16);

const CHECK: Option<&str> = Some("check an identifier");
const SUBMIT: Option<&str> = Some("submit a report");
const FOLLOW: Option<&str> = Some("follow one's own reports");
const READ: Option<&str> = Some("read and search alerts");
const QUEUE: Option<&str> = Some("see the desk's queue");
const OPEN: Option<&str> = Some("open a raw report");
const CASES: Option<&str> = Some("look after cases: notes, reminders, hand-over, closing");
const INBOX: Option<&str> = Some("see the cases handed to one's own organisation");
const PUBLISH: Option<&str> = Some("classify and publish a report");
const REJECT: Option<&str> = Some("decide not to publish");
const WRITE: Option<&str> = Some("write to the reporter of a report");
const ENTRY_BACK: Option<&str> = Some("put the bare entry of a withdrawn report back");
const RECALL: Option<&str> = Some("recall an alert");
const SPONSOR: Option<&str> = Some("sponsor: make a one-time code");
const CARDS: Option<&str> = Some("print cards for people without an account");
const CUT: Option<&str> = Some("cut the link to one's sponsor");
const MANAGE: Option<&str> = Some("create, change and suspend members");
const SESSIONS: Option<&str> = Some("see and end one's own sessions");
const FACTOR: Option<&str> = Some("manage one's own second factor");
const LOCK: Option<&str> = Some("lock the node");
const MESSAGES: Option<&str> = Some("see how messages stand, send them again, switch SMS on");
const OWN_ACCOUNT: Option<&str> = Some("manage one's own contacts and language");
const HELP: Option<&str> = Some("hand out a reset code, unlock an account");
const OWN_DATA: Option<&str> = Some("see, download, restrict and delete one's own data");
const ANSWER: Option<&str> = Some("answer a request about personal data");
const LIFT: Option<&str> = Some("lift a restriction, or recall what was restricted");
const CONTEST: Option<&str> = Some("decide about a contest");
const KEEP: Option<&str> = Some("keep a report longer than its time");
const AUDIT: Option<&str> = Some("read the audit, line by line");
const SUMMARY: Option<&str> = Some("read the audit's monthly summary");
const CIRCLES: Option<&str> = Some("create, change and leave circles");
const PEERS: Option<&str> = Some("invite, confirm and remove peers");
const STATE: Option<&str> = Some("see the node's and its peers' state");

/// Calls of the API. Somebody else's report is not there for anybody but its reporter, the report here leaves no contact,
/// and what is decided once is not decided again.
const CALLS: &[Route] = &[
    ("POST", "/api/v1/check", CHECK, 200),
    ("POST", "/api/v1/reports", SUBMIT, 201),
    ("POST", "/api/v1/towns", SUBMIT, 200),
    ("GET", "/api/v1/reports/REPORT", FOLLOW, 404),
    ("GET", "/api/v1/reports/draft", SUBMIT, 403),
    ("PUT", "/api/v1/reports/draft", SUBMIT, 200),
    ("DELETE", "/api/v1/reports/draft", SUBMIT, 204),
    ("POST", "/api/v1/reports/REPORT/posts", FOLLOW, 404),
    ("POST", "/api/v1/reports/REPORT/withdraw", FOLLOW, 404),
    ("POST", "/api/v1/reports/REPORT/not-free", FOLLOW, 404),
    ("POST", "/api/v1/desk/reports/REPORT/ask", WRITE, 204),
    ("POST", "/api/v1/desk/reports/REPORT/reject", REJECT, 409),
    ("POST", "/api/v1/desk/reports/REPORT/entry-back", ENTRY_BACK, 409),
    ("GET", "/api/v1/desk/reports", QUEUE, 200),
    ("GET", "/api/v1/desk/cases", CASES, 200),
    ("POST", "/api/v1/desk/cases/REPORT/opening", CASES, 200),
    ("POST", "/api/v1/desk/cases/REPORT/acts", CASES, 204),
    ("POST", "/api/v1/desk/cases/REPORT/liaison-sheet", CASES, 200),
    ("POST", "/api/v1/desk/cases/REPORT/complaint", CASES, 409),
    ("GET", "/api/v1/inbox", INBOX, 200),
    ("POST", "/api/v1/inbox/REPORT/opening", INBOX, 404),
    ("POST", "/api/v1/inbox/REPORT/liaison-sheet", INBOX, 404),
    ("POST", "/api/v1/inbox/REPORT/contact", INBOX, 404),
    ("POST", "/api/v1/inbox/REPORT/acts", INBOX, 404),
    ("POST", "/api/v1/desk/reports/REPORT/opening", OPEN, 200),
    ("POST", "/api/v1/desk/reports/REPORT/contact", OPEN, 404),
    ("POST", "/api/v1/desk/reports/REPORT/put-back", OPEN, 204),
    ("POST", "/api/v1/desk/reports/REPORT/take-over", OPEN, 409),
    ("POST", "/api/v1/desk/reports/REPORT/proofread", PUBLISH, 409),
    ("POST", "/api/v1/desk/reports/REPORT/publish", PUBLISH, 409),
    ("POST", "/api/v1/desk/reports/ALERT/undo", RECALL, 404),
    ("POST", "/api/v1/desk/reports/REPORT/merge", PUBLISH, 409),
    ("GET", "/api/v1/desk/proposals", PUBLISH, 200),
    ("GET", "/api/v1/desk/reports/REPORT/proposal", PUBLISH, 404),
    ("POST", "/api/v1/desk/reports/REPORT/proposal/confirm", PUBLISH, 409),
    ("POST", "/api/v1/desk/reports/REPORT/proposal/send-back", PUBLISH, 409),
    ("POST", "/api/v1/desk/reports/REPORT/proposal/take-back", PUBLISH, 409),
    ("POST", "/api/v1/desk/alerts/ALERT/correct", PUBLISH, 400),
    ("GET", "/api/v1/desk/alerts/ALERT/history", RECALL, 200),
    ("POST", "/api/v1/desk/alerts/ALERT/identifiers", RECALL, 200),
    ("POST", "/api/v1/desk/alerts/RECALLED/recall", RECALL, 409),
    ("GET", "/api/v1/alerts/ALERT", READ, 200),
    ("GET", "/api/v1/sponsorship", SPONSOR, 200),
    ("POST", "/api/v1/sponsorship/codes", SPONSOR, 413),
    ("DELETE", "/api/v1/sponsorship/codes/REPORT", SPONSOR, 404),
    ("POST", "/api/v1/sponsorship/requests/REPORT/confirm", SPONSOR, 404),
    ("POST", "/api/v1/sponsorship/requests/REPORT/decline", SPONSOR, 404),
    ("DELETE", "/api/v1/sponsorship/lines/REPORT", SPONSOR, 404),
    ("DELETE", "/api/v1/sponsorship/link", CUT, 404),
    ("GET", "/api/v1/cards", CARDS, 200),
    ("POST", "/api/v1/cards", CARDS, 201),
    ("DELETE", "/api/v1/cards/REPORT", CARDS, 404),
    ("POST", "/api/v1/members", MANAGE, 400),
    ("POST", "/api/v1/members/search", MANAGE, 200),
    ("GET", "/api/v1/members/tree", MANAGE, 200),
    ("GET", "/api/v1/members/REPORT", MANAGE, 404),
    ("POST", "/api/v1/members/REPORT/role", MANAGE, 404),
    ("POST", "/api/v1/members/REPORT/suspend", MANAGE, 404),
    ("POST", "/api/v1/members/REPORT/resume", MANAGE, 404),
    ("POST", "/api/v1/members/REPORT/keep", MANAGE, 404),
    ("DELETE", "/api/v1/members/REPORT/sessions", MANAGE, 404),
    ("POST", "/api/v1/members/REPORT/contacts", MANAGE, 404),
    ("POST", "/api/v1/members/REPORT/hand-over", MANAGE, 404),
    ("GET", "/api/v1/account/sessions", SESSIONS, 200),
    ("DELETE", "/api/v1/account/sessions", SESSIONS, 204),
    ("DELETE", "/api/v1/account/sessions/REPORT", SESSIONS, 404),
    ("POST", "/api/v1/account/opening", None, 400),
    ("DELETE", "/api/v1/account/opening", None, 204),
    ("GET", "/api/v1/account/second-factor", FACTOR, 200),
    ("POST", "/api/v1/account/second-factor", FACTOR, 403),
    ("POST", "/api/v1/account/second-factor/code", FACTOR, 400),
    ("POST", "/api/v1/account/second-factor/recovery-codes", FACTOR, 403),
    ("DELETE", "/api/v1/account/second-factor", FACTOR, 403),
    ("GET", "/api/v1/messages", MESSAGES, 200),
    ("POST", "/api/v1/messages/sms", MESSAGES, 204),
    ("POST", "/api/v1/messages/REPORT/retry", MESSAGES, 404),
    ("DELETE", "/api/v1/messages/REPORT", MESSAGES, 404),
    ("GET", "/api/v1/account", OWN_ACCOUNT, 200),
    ("PUT", "/api/v1/account", OWN_ACCOUNT, 204),
    ("POST", "/api/v1/account/contacts", OWN_ACCOUNT, 400),
    ("DELETE", "/api/v1/account/contacts", OWN_ACCOUNT, 403),
    ("POST", "/api/v1/account/contacts/confirmation", OWN_ACCOUNT, 400),
    ("POST", "/api/v1/account/password", OWN_ACCOUNT, 400),
    ("POST", "/api/v1/desk/reset-code", HELP, 404),
    ("POST", "/api/v1/desk/unlock", HELP, 404),
    ("POST", "/api/v1/desk/reports/REPORT/lift", LIFT, 409),
    ("GET", "/api/v1/my-data", OWN_DATA, 200),
    ("POST", "/api/v1/my-data/export", OWN_DATA, 401),
    ("POST", "/api/v1/my-data/restriction", OWN_DATA, 401),
    ("POST", "/api/v1/my-data/requests", OWN_DATA, 400),
    ("POST", "/api/v1/my-data/deletion", OWN_DATA, 401),
    ("GET", "/api/v1/desk/holds", KEEP, 200),
    ("POST", "/api/v1/desk/clock", KEEP, 409),
    ("POST", "/api/v1/desk/reports/RECALLED/hold", KEEP, 404),
    ("DELETE", "/api/v1/desk/reports/REPORT/hold", KEEP, 404),
    ("GET", "/api/v1/desk/contests", CONTEST, 200),
    ("POST", "/api/v1/desk/contests/REPORT/opening", CONTEST, 404),
    ("POST", "/api/v1/desk/contests/REPORT/decision", CONTEST, 404),
    ("POST", "/api/v1/desk/contests/REPORT/closing", CONTEST, 404),
    ("GET", "/api/v1/requests", ANSWER, 200),
    ("POST", "/api/v1/requests/RECALLED/opening", ANSWER, 404),
    ("POST", "/api/v1/requests/RECALLED/answer", ANSWER, 404),
    ("GET", "/api/v1/audit", AUDIT, 200),
    ("GET", "/api/v1/audit/summary", SUMMARY, 200),
    ("DELETE", "/api/v1/session", None, 204),
];

/// Calls for whoever has no account yet, or cannot get in; what is sent to them here misses what they want.
const NEWCOMERS: [Route; 4] = [
    ("POST", "/api/v1/contests/code", None, 400),
    ("POST", "/api/v1/registration", None, 400),
    ("POST", "/api/v1/password/forgotten", None, 400),
    ("POST", "/api/v1/password/reset", None, 400),
];

/// Calls that need no account: whoever has a code may make them, and this is none.
const CODES: [Route; 7] = [
    ("POST", "/api/v1/contests", None, 400),
    ("POST", "/api/v1/follow", None, 400),
    ("POST", "/api/v1/follow/report", None, 400),
    ("POST", "/api/v1/follow/withdraw", None, 400),
    ("POST", "/api/v1/follow/lock", None, 400),
    ("POST", "/api/v1/follow/posts", None, 400),
    ("POST", "/api/v1/follow/not-free", None, 400),
];

/// Pages that are read.
const PAGES: &[Route] = &[
    ("GET", "/", None, 200),
    ("GET", "/sign-in", None, 200),
    ("GET", "/check", CHECK, 200),
    ("GET", "/search", READ, 200),
    ("GET", "/report", SUBMIT, 200),
    ("GET", "/report/draft", SUBMIT, 404),
    ("GET", "/my-reports", FOLLOW, 200),
    ("GET", "/my-reports/REPORT", FOLLOW, 404),
    ("GET", "/account/sessions", SESSIONS, 200),
    ("GET", "/account/second-factor", FACTOR, 200),
    ("GET", "/lock", LOCK, 200),
    ("GET", "/sign-in/code", None, 303),
    ("GET", "/my-data", OWN_DATA, 200),
    ("GET", "/my-data/restrict", OWN_DATA, 200),
    ("GET", "/my-data/ask", OWN_DATA, 200),
    ("GET", "/my-data/delete", OWN_DATA, 200),
    ("GET", "/reported", None, 200),
    ("GET", "/contest", None, 200),
    ("GET", "/contest/statement", None, 200),
    ("GET", "/desk/holds", KEEP, 200),
    ("GET", "/desk/contests", CONTEST, 200),
    ("GET", "/desk/contests/closed", CONTEST, 200),
    ("GET", "/desk/contests/REPORT", CONTEST, 200),
    ("GET", "/terms", None, 200),
    ("GET", "/privacy", None, 200),
    ("GET", "/admin/requests", ANSWER, 200),
    ("GET", "/admin/requests/RECALLED", ANSWER, 200),
    ("GET", "/admin/audit", AUDIT, 200),
    ("GET", "/admin/audit/summary", SUMMARY, 200),
    ("GET", "/desk", QUEUE, 200),
    ("GET", "/desk/report/REPORT", OPEN, 200),
    ("GET", "/alert/ALERT/correct", PUBLISH, 200),
    ("GET", "/desk/cases", CASES, 200),
    ("GET", "/desk/case/REPORT", CASES, 200),
    ("GET", "/inbox", INBOX, 200),
    ("GET", "/inbox/REPORT", INBOX, 200),
    ("GET", "/alert/ALERT", READ, 200),
    ("GET", "/alert/ALERT/recall", RECALL, 200),
    ("GET", "/sponsor", SPONSOR, 200),
    ("GET", "/cards", CARDS, 200),
    ("GET", "/follow", None, 200),
    ("GET", "/admin/members", MANAGE, 200),
    ("GET", "/admin/members/REPORT", MANAGE, 404),
    ("GET", "/admin/tree", MANAGE, 200),
    ("GET", "/admin/messages", MESSAGES, 200),
    ("GET", "/register", None, 200),
    ("GET", "/forgot", None, 200),
    ("GET", "/reset", None, 200),
    ("GET", "/account", OWN_ACCOUNT, 200),
    ("GET", "/account/contacts", OWN_ACCOUNT, 200),
    ("GET", "/account/password", OWN_ACCOUNT, 200),
    ("GET", "/desk/reset", HELP, 200),
    ("GET", "/admin", STATE, 200),
    ("GET", "/admin/circle/REPORT", STATE, 404),
    ("GET", "/admin/new-circle", CIRCLES, 200),
    ("GET", "/admin/invitation", PEERS, 200),
    ("GET", "/admin/link/REPORT", PEERS, 404),
    ("GET", "/admin/own-key", CIRCLES, 404),
    ("GET", "/admin/circle/REPORT/invite", PEERS, 404),
    ("GET", "/admin/circle/REPORT/relink", PEERS, 404),
    ("GET", "/admin/circle/REPORT/resume", PEERS, 404),
    ("GET", "/admin/circle/REPORT/leave", CIRCLES, 404),
    ("GET", "/admin/circle/REPORT/propose/key", CIRCLES, 404),
    ("GET", "/admin/circle/REPORT/propose/node-key", CIRCLES, 404),
    ("GET", "/admin/circle/REPORT/change/CHANGE", CIRCLES, 404),
    ("GET", "/admin/circle/REPORT/propose/WHAT", CIRCLES, 404),
    ("GET", "/admin/circle/REPORT/evidence/NUMBER", CIRCLES, 404),
    ("GET", "/nothing", None, 404),
    ("GET", "/healthz", None, 200),
    ("GET", "/api/v1/openapi.json", None, 200),
    ("GET", "/exit", None, 303),
];

/// Forms that are sent, empty: what is asked for is missing, or decided already.
const FORMS: &[Route] = &[
    ("POST", "/check", CHECK, 422),
    ("POST", "/search", READ, 422),
    ("POST", "/report", SUBMIT, 422),
    ("POST", "/report/draft", SUBMIT, 404),
    ("POST", "/my-reports/REPORT", FOLLOW, 404),
    ("POST", "/account/sessions", SESSIONS, 404),
    ("POST", "/account/second-factor", FACTOR, 200),
    ("POST", "/lock", LOCK, 422),
    ("POST", "/admin/sweeps", MANAGE, 404),
    ("POST", "/admin/circle/REPORT", CIRCLES, 404),
    ("POST", "/admin/new-circle", CIRCLES, 422),
    ("POST", "/admin/invitation", PEERS, 422),
    ("POST", "/admin/link/REPORT", PEERS, 404),
    ("POST", "/admin/circle/REPORT/invite", PEERS, 404),
    ("POST", "/admin/circle/REPORT/relink", PEERS, 404),
    ("POST", "/admin/circle/REPORT/resume", PEERS, 404),
    ("POST", "/admin/circle/REPORT/leave", CIRCLES, 404),
    ("POST", "/admin/circle/REPORT/propose/key", CIRCLES, 404),
    ("POST", "/admin/circle/REPORT/propose/node-key", CIRCLES, 404),
    ("POST", "/admin/circle/REPORT/change/CHANGE", CIRCLES, 404),
    ("POST", "/admin/circle/REPORT/propose/WHAT", CIRCLES, 404),
    ("POST", "/admin/circle/REPORT/evidence/NUMBER", CIRCLES, 404),
    ("POST", "/desk/report/REPORT", OPEN, 200),
    ("POST", "/desk/case/REPORT", CASES, 200),
    ("POST", "/inbox/REPORT", INBOX, 404),
    ("POST", "/desk/report/REPORT/contact", OPEN, 422),
    ("POST", "/desk/report/REPORT/put-back", OPEN, 303),
    ("POST", "/desk/report/REPORT/take-over", OPEN, 409),
    ("POST", "/desk/report/ALERT/undo", RECALL, 404),
    ("POST", "/desk/report/REPORT/merge", PUBLISH, 422),
    ("POST", "/desk/report/REPORT/confirm", PUBLISH, 404),
    ("POST", "/desk/report/REPORT/send-back", PUBLISH, 404),
    ("POST", "/desk/report/REPORT/take-back", PUBLISH, 404),
    ("POST", "/alert/ALERT/identifiers", RECALL, 200),
    ("POST", "/alert/ALERT/correct", PUBLISH, 422),
    ("POST", "/desk/report/REPORT/publish", PUBLISH, 422),
    ("POST", "/desk/report/REPORT/reject", REJECT, 422),
    ("POST", "/desk/report/REPORT/ask", WRITE, 422),
    ("POST", "/desk/report/REPORT/entry-back", ENTRY_BACK, 409),
    ("POST", "/alert/ALERT/recall", RECALL, 422),
    ("POST", "/sponsor", SPONSOR, 404),
    ("POST", "/cards", CARDS, 422),
    ("POST", "/follow", None, 422),
    ("POST", "/admin/messages", MESSAGES, 422),
    ("POST", "/register", None, 422),
    ("POST", "/forgot", None, 422),
    ("POST", "/reset", None, 422),
    ("POST", "/account/contacts", OWN_ACCOUNT, 422),
    ("POST", "/account/password", OWN_ACCOUNT, 422),
    ("POST", "/desk/reset", HELP, 422),
    ("POST", "/admin/members", MANAGE, 200),
    ("POST", "/admin/members/REPORT", MANAGE, 404),
    ("POST", "/desk/report/REPORT/lift", LIFT, 409),
    ("POST", "/contest", None, 422),
    ("POST", "/contest/statement", None, 422),
    ("POST", "/desk/holds", KEEP, 409),
    ("POST", "/desk/report/REPORT/hold", KEEP, 422),
    ("POST", "/desk/report/REPORT/hold/end", KEEP, 404),
    ("POST", "/desk/contests/close", CONTEST, 409),
    ("POST", "/desk/contests/REPORT", CONTEST, 404),
    ("POST", "/desk/contests/REPORT/decide", CONTEST, 404),
    ("POST", "/desk/contests/REPORT/close", CONTEST, 404),
    ("POST", "/admin/requests/RECALLED", ANSWER, 404),
    ("POST", "/admin/requests/RECALLED/answer", ANSWER, 404),
    ("POST", "/my-data/export", OWN_DATA, 422),
    ("POST", "/my-data/restrict", OWN_DATA, 404),
    ("POST", "/my-data/ask", OWN_DATA, 422),
    ("POST", "/my-data/delete", OWN_DATA, 422),
];

/// Ends or begins a session, or changes nothing but a cookie: tried by themselves.
const ELSEWHERE: &[&str] = &["/sign-in", "/sign-in/code", "/sign-out", "/language"];

/// Calls that begin sessions or end everybody's: tried by themselves.
const CALLS_ELSEWHERE: [&str; 2] = ["/api/v1/session", "/api/v1/lock"];

/// `docs/roles.md`: what it lets each role do.
fn matrix() -> BTreeMap<String, Vec<bool>> {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/roles.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| |"));
    let cells = |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    rows.map(|row| -> Vec<String> { cells(row) })
        .map(|cells| (cells[0].clone(), cells[1..].iter().map(|cell| cell == "yes").collect()))
        .collect()
}

/// A node with a report that was published, and an alert that was recalled.
struct Stage {
    node: Node,
    matrix: BTreeMap<String, Vec<bool>>,
    report: String,
    alert: String,
    recalled: String,
}

impl Stage {
    fn new() -> Self {
        let node = Node::new("Jasmine", "FR");
        let Tellers { reporter, moderator } = Tellers::at(&node);
        let recalled = Tellers { reporter: reporter.clone(), moderator: moderator.clone() };
        let withdrawn = recalled.publish(NUMBER);
        recalled.recall(&withdrawn);
        let id = reporter.post("/api/v1/reports", &report(NUMBER)).expect(201).word("/id");
        let path = format!("/api/v1/desk/reports/{id}/publish");
        let alert = moderator.post(&path, &publication()).expect(201).word("/alert_id");
        Self { node, matrix: matrix(), report: id, alert, recalled: withdrawn }
    }

    fn path(&self, path: &str) -> String {
        path.replace("REPORT", &self.report).replace("RECALLED", &self.recalled).replace("ALERT", &self.alert)
    }

    /// What this role is to get.
    fn expected(&self, route: &Route, role: Role) -> u16 {
        let (.., line, open) = route;
        let column = Role::ALL.iter().position(|other| *other == role).unwrap();
        if line.is_none_or(|line| self.matrix[line][column]) { *open } else { 403 }
    }
}

fn body_of(path: &str) -> Value {
    match path {
        "/api/v1/check" => json!({"identifier": NUMBER}),
        "/api/v1/reports" => report(NUMBER),
        "/api/v1/towns" => json!({"name": "Lyon"}),
        path if path.starts_with("/api/v1/follow") => {
            json!({"code": "7KQ2M-9XW4D-H", "report": {"text": "x"}, "text": "x"})
        }
        "/api/v1/reports/draft" => json!({"fields": [{"name": "text", "value": "x"}]}),
        path if path.ends_with("/acts") => {
            json!({"act": if path.contains("/inbox/") { "note" } else { "take" }, "text": "x"})
        }
        path if path.ends_with("/merge") => json!({"alert_id": "0".repeat(32)}),
        path if path.contains("/proposal/") => json!({"proposal": "0".repeat(32)}),
        path if path.ends_with("/correct") => {
            json!({"version": 0, "level": "risky", "kinds": ["other"], "why": ""})
        }
        path if path.ends_with("/contact") => json!({"reason": "call_back"}),
        path if path.ends_with("/publish") => publication(),
        path if path.ends_with("/posts") || path.ends_with("/ask") => json!({"text": "x"}),
        path if path.ends_with("/reject") => json!({"reason": "other"}),
        path if path.ends_with("/codes") => json!({"label": "x".repeat(61)}),
        "/api/v1/cards" => json!({"cards": 1, "months": 1}),
        "/api/v1/members" => json!({"pseudonym": "x", "role": "member"}),
        path if path.ends_with("/role") => json!({"role": "member"}),
        path if path.ends_with("/contacts") => json!({"reason": "danger"}),
        "/api/v1/desk/reset-code" | "/api/v1/desk/unlock" => json!({"work_name": "nobody of this name"}),
        path if path.ends_with("/export") => json!({"password": "not hers"}),
        path if path.ends_with("/deletion") => json!({"password": "not hers", "reports": "unlink"}),
        path if path.ends_with("/my-data/requests") => json!({"kind": "object", "text": ""}),
        path if path.ends_with("/answer") => json!({"outcome": "granted", "text": "Done."}),
        path if path.ends_with("/lift") => json!({}),
        "/api/v1/contests" => {
            json!({"code": "7KQ2M-9XW4D-H", "claim": "other", "statement": "x"})
        }
        path if path.ends_with("/hold") => json!({"reason": "A court asks.", "months": 1}),
        path if path.ends_with("/decision") => json!({"alert": "0".repeat(32), "decision": "stays"}),
        path if path.ends_with("/restriction") => json!({"password": "not hers"}),
        _ => json!({"reason": "correction"}),
    }
}

fn call(client: &Client, method: &str, path: &str) -> Answer {
    let body = body_of(path).to_string();
    let body = ["POST", "PUT"].contains(&method).then_some(("application/json", body.as_bytes()));
    client.send(method, path, body).unwrap()
}

#[test]
fn every_call_of_the_api_answers_each_role_as_the_matrix_says() {
    let stage = Stage::new();
    for role in Role::ALL {
        let client = stage.node.somebody(&format!("a {}", role.name()), role);
        for route in CALLS {
            let answer = call(&client, route.0, &stage.path(route.1));
            assert_eq!(answer.status, stage.expected(route, role), "{route:?} {role:?}: {}", answer.body);
        }
        let ended = client.post("/api/v1/check", &json!({"identifier": NUMBER}));
        assert_eq!(ended.status, 401, "the session was ended by the last call");
    }
    for (method, path, ..) in CALLS {
        let answer = call(&stage.node.visitor(), method, &stage.path(path)).expect(401);
        assert_eq!(answer.problem(), "not_signed_in", "{path}");
    }
}

#[test]
fn a_code_that_is_none_opens_nothing_for_anybody() {
    let stage = Stage::new();
    let visitor = stage.node.visitor();
    for route in CODES {
        let answer = call(&visitor, route.0, route.1).expect(route.3);
        assert_eq!(answer.problem(), "code_refused", "{}", answer.body);
    }
    for route in NEWCOMERS {
        let answer = call(&visitor, route.0, route.1).expect(route.3);
        assert_eq!(answer.problem(), "bad_request", "{}", answer.body);
    }
}

#[test]
fn a_suspended_member_is_nobody() {
    let stage = Stage::new();
    for role in Role::ALL {
        let name = format!("a {}", role.name());
        let password = stage.node.enrol(&name, role);
        let client = stage.node.sign_in(&name, &password);
        let page = stage.node.browser_of(&name, &password);
        if role == Role::Admin {
            let _ = stage.node.enrol("the other admin", Role::Admin);
        }
        stage.node.cli(&["member", "suspend", &name]);
        for (method, path, ..) in CALLS {
            let _ = call(&client, method, &stage.path(path)).expect(401);
        }
        for route in PAGES.iter().filter(|route| route.2.is_some()) {
            let answer = page.get(&stage.path(route.1));
            assert_eq!(
                (answer.status, answer.header("location")),
                (303, Some("/sign-in?first")),
                "{route:?}"
            );
        }
        let again = json!({"pseudonym": name, "password": password});
        let refused = stage.node.visitor().post("/api/v1/session", &again).expect(403);
        assert_eq!(refused.problem(), "suspended");
        stage.node.cli(&["member", "resume", &name]);
        let _ = stage.node.visitor().post("/api/v1/session", &again).expect(201);
    }
}

#[test]
fn every_page_answers_each_role_as_the_matrix_says() {
    let stage = Stage::new();
    for role in Role::ALL {
        let name = format!("a {}", role.name());
        let client = stage.node.browser_of(&name, &stage.node.enrol(&name, role));
        let token = client.get("/").csrf();
        for route in FORMS {
            let path = stage.path(route.1);
            let answer = client.form(&path, &[("csrf", &token)]);
            let decided = answer.status == 409 && route.1.contains("/desk/report/");
            assert!(
                answer.status == stage.expected(route, role) || decided && role == Role::Moderator,
                "{route:?} {role:?}: {}",
                answer.status
            );
            let _ = client.form(&path, &[]).expect(403);
            let elsewhere =
                client.clone().with("Sec-Fetch-Site", "cross-site").form(&path, &[("csrf", &token)]);
            assert_eq!(elsewhere.status, 403, "a form of another site: {path}");
        }
        for route in PAGES {
            let answer = client.get(&stage.path(route.1));
            assert_eq!(answer.status, stage.expected(route, role), "{route:?} {role:?}");
        }
        assert_eq!(client.get("/my-reports").status, 303, "the quick exit ended the session");
    }
}

#[test]
fn without_a_session_pages_lead_to_the_sign_in() {
    let stage = Stage::new();
    let visitor = stage.node.visitor();
    for route in PAGES {
        let answer = visitor.get(&stage.path(route.1));
        match route.2 {
            Some(_) => {
                assert_eq!(
                    (answer.status, answer.header("location")),
                    (303, Some("/sign-in?first")),
                    "{route:?}"
                );
            }
            None => assert_eq!(answer.status, route.3, "{route:?}"),
        }
    }
    let page = visitor.get("/sign-in");
    let visit = visitor.with("Cookie", &format!("visit={}", page.cookie("visit").unwrap()));
    for (_, path, line, status) in FORMS {
        let answer = visit.form(&stage.path(path), &[("csrf", &page.csrf())]);
        if line.is_none() {
            assert_eq!(answer.status, *status, "{path}");
            continue;
        }
        // The report page keeps what was typed, and asks to sign in beside it; a check goes through the sign-in's form.
        let kept = matches!((*path, answer.status), ("/report", 403) | ("/check", 401));
        assert!(answer.status == 303 || kept, "{path}: {}", answer.status);
    }
}

/// A route that is added without a line above fails here.
#[test]
fn no_route_is_left_out() {
    let node = Node::new("Jasmine", "FR");
    let described = node.visitor().get("/api/v1/openapi.json").json();
    let described = described["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
        let methods = item
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| ["get", "post", "delete", "put"].contains(&key.as_str()));
        methods.map(move |method| (method.to_uppercase(), shape(path)))
    });
    let tried = CALLS.iter().chain(PAGES).chain(&CODES).chain(&NEWCOMERS);
    let tried: BTreeSet<_> = tried.map(|(method, path, ..)| ((*method).to_owned(), shape(path))).collect();
    let elsewhere =
        |(method, path): &(String, String)| method == "POST" && CALLS_ELSEWHERE.contains(&path.as_str());
    for route in described.filter(|route| !elsewhere(route)) {
        assert!(tried.contains(&route), "{route:?} is not tried");
    }
    let routes =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../web/src/pages/mod.rs")).unwrap();
    let tried: BTreeSet<_> =
        PAGES.iter().chain(FORMS).map(|(method, path, ..)| (*method, shape(path))).collect();
    for line in routes.lines().filter_map(|line| line.trim().strip_prefix(".route(\"")) {
        let path = shape(line.split('"').next().unwrap());
        for (method, word) in [("GET", "get("), ("POST", "post(")] {
            let left_out = line.contains(word) && !tried.contains(&(method, path.clone()));
            assert!(!left_out || ELSEWHERE.contains(&path.as_str()), "{method} {path} is not tried");
        }
    }
}
