//! USERS, when it goes wrong, 13: no page and no call gives more than fifty at once, and nothing is left out where one may go on.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use parasol_core::members::CreateMember;
use parasol_core::privacy::{AskAboutData, RequestKind};
use parasol_core::quota::CheckLimits;
use parasol_core::roles::{Actor, Role};
use parasol_core::rules::{DeskRules, Rules};
use serde_json::{Value, json};

use crate::site::{Browser, PASSWORD, Site};

/// More than a page has.
const MANY: usize = 55;
const FIFTY: usize = 50;
/// The number of all that is published.
const NUMBER: &str = "06 39 98 41 57";

/// A site on which of everything there is more than fifty.
struct Full {
    site: Site,
    /// The moderator's token: it idles half an hour at most.
    desk: RefCell<String>,
    /// Reporters, each good for less than a day's reports.
    reporters: Vec<String>,
}

impl Full {
    async fn new() -> Self {
        let site = Site::open();
        let desk = RefCell::new(site.token("moderator").await);
        let mut full = Self { site, desk, reporters: Vec::new() };
        for name in ["Rosa", "Lena"] {
            full.joins(name);
            full.reporters.push(full.site.token(name).await);
        }
        full
    }

    fn joins(&self, name: &str) -> Actor {
        let (actor, password) = (Actor::Operator, self.site.password());
        let (pseudonym, role) = (name.to_owned(), Role::Member);
        let id = self.site.run(CreateMember { actor, pseudonym, role, password, sponsor: None });
        Actor::Member(id, role)
    }

    async fn post(&self, token: &str, path: &str, body: Value) -> Value {
        let answer = self.site.call(Method::POST, &format!("/api/v1{path}"), Some(token), Some(body)).await;
        assert!(answer.status.is_success(), "{path}: {} {}", answer.status, answer.text);
        serde_json::from_str(&answer.text).unwrap_or_default()
    }

    async fn desk(&self, path: &str, body: Value) -> Value {
        let token = self.desk.borrow().clone();
        self.post(&token, path, body).await
    }

    /// Time passes, and the moderator signs in again.
    async fn wait(&self, seconds: u64) {
        self.site.wait(seconds);
        let token = self.site.token("moderator").await;
        self.desk.replace(token);
    }

    /// So many reports, as what is sent and told of each; a day later there may be as many again.
    async fn reports(&self, by: &[String], body: &Value) -> Vec<Value> {
        let mut told = Vec::new();
        for n in 0..MANY {
            told.push(self.post(&by[n % by.len()], "/reports", body.clone()).await);
        }
        self.wait(25 * 3_600).await;
        told
    }

    async fn fill(&mut self) {
        let by = self.reporters.clone();
        let urgent = json!({
            "identifiers": [{"kind": "phone", "value": "06 39 98 41 60"}], "urgent": true, "text": "x",
            "contact": "signal", "reach": {"by": ["messenger"]}, "consent": {"alert": true, "partners": true},
        });
        let plain = json!({
            "identifiers": [{"kind": "phone", "value": NUMBER}], "kinds": ["harassment"], "consent": {"alert": true},
        });
        // Handed over, hers, due: and of each, somebody proposes to publish it as very dangerous.
        let soon = "2026-11-23";
        for report in self.reports(&by, &urgent).await {
            let path = format!("/desk/cases/{}/acts", id(&report));
            for act in [
                json!({"act": "take"}),
                json!({"act": "remind", "day": soon}),
                json!({"act": "hand_over", "text": "partner"}),
            ] {
                self.desk(&path, act).await;
            }
        }
        for report in self.reports(&by, &plain).await {
            let body = json!({"level": "risky", "kinds": ["harassment"], "text": "x", "anyway": true});
            self.desk(&format!("/desk/reports/{}/publish", id(&report)), body).await;
        }
        for report in self.reports(&by, &urgent).await {
            let id = id(&report);
            self.desk(&format!("/desk/cases/{id}/acts"), json!({"act": "close", "outcome": "helped"})).await;
            self.desk(&format!("/desk/reports/{id}/reject"), json!({"reason": "not_enough"})).await;
            let hold = json!({"reason": "A court asks for it.", "months": 3});
            self.desk(&format!("/desk/reports/{id}/hold"), hold).await;
        }
        self.contests().await;
        self.people().await;
        self.restricted(&plain).await;
        for report in self.reports(&by, &plain).await {
            let desk = DeskRules { second_for_very_dangerous: true, ..DeskRules::default() };
            self.rules(desk);
            let body =
                json!({"level": "very_dangerous", "kinds": ["harassment"], "text": "x", "anyway": true});
            self.desk(&format!("/desk/reports/{}/publish", id(&report)), body).await;
        }
        for report in self.reports(&by, &plain).await {
            let code = json!({"code": report["follow_code"]});
            self.post(&by[0], "/follow/withdraw", code.clone()).await;
            self.post(&by[0], "/follow/not-free", code).await;
        }
    }

    fn rules(&self, desk: DeskRules) {
        let checks = CheckLimits { per_hour: 1_000, per_day: 1_000, reserve: 0 };
        self.site.node().set_rules(Rules { checks, desk, ..Rules::default() });
    }

    /// As many that wait as that are closed.
    async fn contests(&self) {
        for n in 0..2 * MANY {
            // An hour has room for few codes.
            if n % 15 == 0 {
                self.wait(3_700).await;
            }
            let contact = json!({"contact": format!("kim@c{n}.example.org")});
            self.desk("/contests/code", contact).await;
            let code = self.site.contest_code();
            let body = json!({"code": code, "claim": "not_right", "statement": "It was not me."});
            self.desk("/contests", body).await;
            if n < MANY {
                let token = self.desk.borrow().clone();
                let list = self.get(&token, "/api/v1/desk/contests").await;
                let id = list["contests"][0]["id"].as_str().unwrap().to_owned();
                self.desk(&format!("/desk/contests/{id}/closing"), json!({})).await;
            }
        }
    }

    /// Members, each of whom asks about her data.
    async fn people(&self) {
        for n in 0..MANY {
            let actor = self.joins(&format!("Nobody {n}"));
            self.site.run(AskAboutData { actor, kind: RequestKind::Object, text: "Please.".into() });
        }
    }

    /// Reports that are not used, because who made them asks for that.
    async fn restricted(&self, body: &Value) {
        let mut by = Vec::new();
        for name in ["Ana", "Bea"] {
            self.joins(name);
            by.push(self.site.token(name).await);
        }
        self.reports(&by, body).await;
        for token in &by {
            self.post(token, "/my-data/restriction", json!({"password": PASSWORD})).await;
        }
    }

    async fn get(&self, token: &str, path: &str) -> Value {
        let answer = self.site.call(Method::GET, path, Some(token), None).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()
    }
}

fn id(report: &Value) -> &str {
    report["id"].as_str().unwrap()
}

/// The longest list of things anywhere in an answer.
fn longest(value: &Value) -> usize {
    match value {
        Value::Array(rows) => rows.len().max(rows.iter().map(longest).max().unwrap_or_default()),
        Value::Object(fields) => fields.values().map(longest).max().unwrap_or_default(),
        _ => 0,
    }
}

/// How many different things of one sort a page leads to, at the most: `/alert/…`, `/desk/report/…`.
fn most_links(page: &str) -> usize {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for link in page.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        let (sort, id) = link.rsplit_once('/').unwrap_or_default();
        if id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            found.entry(sort).or_default().insert(id);
        }
    }
    found.values().map(BTreeSet::len).max().unwrap_or_default()
}

/// Follows a page to its last one; how many links to one sort of thing there are on each.
async fn pages(browser: &mut Browser, path: &str) -> Vec<usize> {
    let (mut path, mut listed) = (path.to_owned(), Vec::new());
    loop {
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.read());
        listed.push(most_links(&page.text));
        let Some(next) = page.text.split("rel=\"next\" href=\"").nth(1) else { return listed };
        path = next.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        assert!(listed.len() < 40, "{path} leads on for ever");
    }
}

#[tokio::test]
async fn line_13_no_page_and_no_call_gives_more_than_fifty_and_what_goes_on_goes_on() {
    let mut full = Full::new().await;
    full.rules(DeskRules::default());
    full.fill().await;
    full.rules(DeskRules::default());
    let site = full.site.clone();
    let [member, partner, admin] =
        [site.token("Rosa").await, site.token("partner").await, site.token("admin").await];
    let desk = site.token("moderator").await;

    // Whatever a program may read without saying which, as anybody: nothing is longer.
    let described = site.call(Method::GET, "/api/v1/openapi.json", None, None).await.json();
    let lists = described["paths"].as_object().unwrap().iter();
    let lists: Vec<&String> =
        lists.filter(|(_, item)| item.get("get").is_some()).map(|(path, _)| path).collect();
    let mut full_lists = BTreeSet::new();
    for path in lists.iter().filter(|path| path.starts_with("/api/v1/") && !path.contains('{')) {
        for token in [&member, &partner, &desk, &admin] {
            let answer = site.call(Method::GET, path, Some(token), None).await;
            if path.ends_with("openapi.json") || answer.status != 200 {
                continue;
            }
            let length = longest(&answer.json());
            assert!(length <= FIFTY, "{path} gives {length}");
            if length == FIFTY {
                full_lists.insert(path.trim_start_matches("/api/v1").to_owned());
            }
        }
    }
    let expected = [
        "/audit",
        "/desk/cases",
        "/desk/contests",
        "/desk/holds",
        "/desk/proposals",
        "/desk/reports",
        "/inbox",
        "/members/tree",
        "/my-data",
        "/requests",
    ];
    for path in expected {
        assert!(full_lists.contains(path), "{path} was not tried with more than fifty: {full_lists:?}");
    }

    // Those that go on by a page's number.
    for (path, token) in [
        ("/desk/cases?show=open", &desk),
        ("/desk/cases?show=mine", &desk),
        ("/desk/cases?show=due", &desk),
        ("/desk/cases?show=closed", &desk),
        ("/inbox?show=all", &partner),
        ("/desk/contests?show=all", &desk),
        ("/desk/holds?show=all", &desk),
    ] {
        let [first, second] = [1, 2].map(|page| format!("/api/v1{path}&page={page}"));
        let (first, second) = (full.get(token, &first).await, full.get(token, &second).await);
        assert_eq!(longest(&first), FIFTY, "{path}");
        assert!((1..=FIFTY).contains(&longest(&second)), "{path}: {}", longest(&second));
        assert!(first["pages"].as_u64() >= Some(2) && first != second, "{path}");
    }
    // Those that go on from where the one before ended.
    for status in ["open", "published", "not_published", "taken_back", "restricted"] {
        let path = format!("/api/v1/desk/reports?status={status}");
        let first = full.get(&desk, &path).await;
        assert_eq!(first["reports"].as_array().unwrap().len(), FIFTY, "{status}");
        let after = first["next"].as_str().unwrap_or_else(|| panic!("{status} ends"));
        let rest = full.get(&desk, &format!("{path}&after={after}")).await;
        assert!((1..=FIFTY).contains(&longest(&rest)), "{status}");
    }
    let lines = full.get(&admin, "/api/v1/audit").await;
    let before = lines["lines"][FIFTY - 1]["number"].as_u64().unwrap();
    let earlier = full.get(&admin, &format!("/api/v1/audit?before={before}")).await;
    assert_eq!(earlier["lines"][0]["number"].as_u64(), Some(before - 1));
    for page in [0, 1] {
        let found = full.post(&admin, "/members/search", json!({"name": "", "page": page})).await;
        assert!((1..=FIFTY).contains(&longest(&found)), "page {page}");
    }

    // A check of what more than fifty alerts name tells the worst, and how many more there are.
    let verdict = full.post(&member, "/check", json!({"identifier": NUMBER})).await;
    assert_eq!((verdict["alerts"].as_array().unwrap().len(), verdict["more"].as_u64()), (FIFTY, Some(5)));

    pages_list_fifty_at_most(&site).await;
}

async fn pages_list_fifty_at_most(site: &Site) {
    let mut desk = site.signed_in("moderator").await;
    for path in [
        "/desk",
        "/desk?status=all",
        "/desk?status=published",
        "/desk?status=not_published",
        "/desk?status=withdrawn",
        "/desk?status=restricted",
        "/desk/cases",
        "/desk/cases?show=mine",
        "/desk/cases?show=due",
        "/desk/cases?show=closed",
        "/desk/contests",
        "/desk/contests/closed",
        "/desk/holds",
    ] {
        let listed = pages(&mut desk, path).await;
        assert!(
            listed.len() > 1 && listed[0] == FIFTY && listed.iter().all(|count| *count <= FIFTY),
            "{path}: {listed:?}"
        );
        let all: usize = listed.iter().sum();
        assert!(all >= MANY, "{path} leaves some out: {listed:?}");
    }
    let second = desk.get("/desk?status=second").await;
    assert_eq!(most_links(&second.text), FIFTY, "what waits for a second moderator has a page of its own");
    assert!(desk.get("/desk").await.read().contains("50 things wait for a second moderator"));
    let mut partner = site.signed_in("partner").await;
    assert_eq!(pages(&mut partner, "/inbox").await, [FIFTY, MANY - FIFTY]);
    let mut admin = site.signed_in("admin").await;
    let of_admin = ["/admin/requests", "/admin/members", "/admin/tree", "/admin/audit"];
    for (browser, paths) in [(&mut desk, &of_admin[..1]), (&mut admin, &of_admin[..])] {
        for path in paths {
            let page = browser.get(path).await;
            assert!(page.status == 200 && most_links(&page.text) <= FIFTY, "{path}");
            assert!(page.text.matches("<tr>").count() <= FIFTY + 1, "{path}");
        }
    }
    let mut member = site.signed_in("Rosa").await;
    for path in ["/my-reports", "/my-data"] {
        let page = member.get(path).await;
        assert!(most_links(&page.text) <= FIFTY, "{path}");
    }
    for (path, field) in [("/check", "identifier"), ("/search", "words")] {
        member.get(path).await;
        let found = member.post(path, &[(field, NUMBER)]).await;
        assert_eq!(
            (found.status.as_u16(), most_links(&found.text)),
            (200, FIFTY),
            "{path}: {}",
            found.read()
        );
        if path == "/check" {
            assert!(found.read().contains("5 more alerts were found."), "{}", found.read());
        }
    }
}
