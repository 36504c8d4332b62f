//! What a node does by itself as days and years pass: the same data, served at a later clock.

use std::fs;

use parasol_tests::{
    Client, NUMBER, Node, PUBLIC_TEXT, Pair, Role, code_in, code_to, from_abroad, outbox, publication,
    report, until, until_level, until_some,
};
use serde_json::json;

/// Listed and contested: its code lies in the outbox.
const LISTED: &str = "kavolt@example.org";
const TEAM: &str = "manon@example.org";
/// More than five years and the month in which an alert was reported.
const SIX_YEARS: u32 = 6 * 366;

/// Until a message of these words lies there.
#[track_caller]
fn until_told(node: &Node, address: &str, words: &str) -> String {
    until_some(&format!("a message that says: {words}"), || {
        outbox(node, address).into_iter().find(|text| text.contains(words))
    })
}

/// Whether the contested address was written to in words, without a code.
fn has_letter(node: &Node) -> bool {
    outbox(node, LISTED).iter().any(|text| code_in(text).is_none())
}

/// Whoever opens the account of this name once more: sessions end long before the next visit of these tests.
struct Person(&'static str, String);

impl Person {
    fn new(node: &Node, name: &'static str, role: Role) -> Self {
        Self(name, node.enrol(name, role))
    }

    fn at(&self, node: &Node) -> Client {
        node.sign_in(self.0, &self.1)
    }

    /// Signed in, and with her reports and her draft open.
    fn opened(&self, node: &Node) -> Client {
        let client = self.at(node);
        let _ = client.post("/api/v1/account/opening", &json!({"password": self.1})).expect(200);
        client
    }
}

/// Has an alert published about this, and tells the report's id and follow code and the alert's id.
fn published(reporter: &Client, moderator: &Client, identifier: &str) -> [String; 3] {
    let mut body = report(identifier);
    body["identifiers"] = json!([{"value": identifier}]);
    let sent = reporter.post("/api/v1/reports", &body).expect(201);
    let id = sent.word("/id");
    let path = format!("/api/v1/desk/reports/{id}/publish");
    let mut publication = publication();
    // What is very dangerous takes two to decide a contest.
    publication["level"] = json!("risky");
    let alert = moderator.post(&path, &publication).expect(201).word("/alert_id");
    [id, sent.word("/follow_code"), alert]
}

/// Proves that the listed address is hers, and contests what is kept about it.
fn contest(node: &Node) {
    let visitor = node.visitor().with("Accept-Language", "en");
    let _ = visitor.post("/api/v1/contests/code", &json!({"contact": LISTED})).expect(202);
    let filed = json!({"code": code_to(node, LISTED), "claim": "not_right", "statement": "That was not me."});
    let _ = visitor.post("/api/v1/contests", &filed).expect(202);
}

/// The contests that wait, by their ids.
fn contests(moderator: &Client) -> Vec<String> {
    let list = moderator.get("/api/v1/desk/contests").expect(200).json();
    let rows = list["contests"].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_due_comes_by_itself_on_its_day() {
    let mut node = Node::new("Jasmine", "FR");
    node.stop();
    fs::write(node.data().join("config.toml"), "[desk]\ndaily_at = 0\n").unwrap();
    node.serve();
    let [lucie, manon] = [("lucie", Role::Member), ("manon", Role::Moderator)]
        .map(|(name, role)| Person::new(&node, name, role));
    let (reporter, moderator) = (lucie.at(&node), manon.opened(&node));
    let contact = json!({"contact": TEAM, "place": 0});
    let _ = moderator.post("/api/v1/account/contacts", &contact).expect(202);
    let code = json!({"code": code_to(&node, TEAM)});
    let _ = moderator.post("/api/v1/account/contacts/confirmation", &code).expect(204);

    let [_, _, listed] = published(&reporter, &moderator, LISTED);
    let [report, follow, withdrawn] = published(&reporter, &moderator, NUMBER);
    let waiting = reporter.post("/api/v1/reports", &self::report("06 39 98 41 58")).expect(201).word("/id");
    until_told(&node, TEAM, "est attendue rapidement");
    contest(&node);
    let draft = json!({"fields": [{"name": "text", "value": "begun"}]});
    let draft = draft.to_string();
    let kept = reporter.send("PUT", "/api/v1/reports/draft", Some(("application/json", draft.as_bytes())));
    let _ = kept.unwrap().expect(200);
    let _ = node.visitor().post("/api/v1/follow/withdraw", &json!({"code": follow})).expect(204);
    let _ = reporter.get(&format!("/api/v1/alerts/{withdrawn}")).expect(404);
    let opening =
        |client: &Client, id: &str| client.post(&format!("/api/v1/desk/reports/{id}/opening"), &json!({}));
    let _ = opening(&moderator, &report).expect(200);

    node.serve_ahead(2);
    until_told(&node, TEAM, "1 à lire, 1 en retard");
    let moderator = manon.at(&node);
    let _ = opening(&moderator, &report).expect(200);
    let ids = contests(&moderator);
    assert_eq!(ids.len(), 1);
    let contest = &ids[0];
    let path = format!("/api/v1/desk/contests/{contest}");
    let _ = moderator.post(&format!("{path}/opening"), &json!({})).expect(200);
    let stays = json!({"alert": listed, "decision": "stays"});
    let _ = moderator.post(&format!("{path}/decision"), &stays).expect(200);
    let _ = moderator.post(&format!("{path}/closing"), &json!({})).expect(204);

    // Three days after she took it back the bare entry goes, too.
    node.serve_ahead(4);
    let moderator = manon.at(&node);
    until("the report is gone", || opening(&moderator, &report).status == 404);
    let _ = moderator.get(&format!("/api/v1/alerts/{withdrawn}")).expect(404);
    let _ = opening(&moderator, &waiting).expect(200);

    // The letter comes on its day, whatever was decided and when.
    node.serve_ahead(20);
    until_told(&node, TEAM, "1 à lire, 1 en retard");
    assert!(!has_letter(&node));
    let _ = lucie.opened(&node).get("/api/v1/reports/draft").expect(200);
    node.serve_ahead(22);
    until("the letter", || has_letter(&node));

    node.serve_ahead(31);
    let opened = lucie.opened(&node);
    until("the draft is forgotten", || opened.get("/api/v1/reports/draft").status == 404);
    assert_eq!(opened.get(&format!("/api/v1/alerts/{listed}")).expect(200).word("/text"), PUBLIC_TEXT);
}

/// Whether the doctor says that the clock may be wrong.
fn has_jumped(node: &Node) -> bool {
    let doctor = node.cli(&["doctor"]);
    doctor["findings"].as_array().unwrap().iter().any(|finding| finding["code"] == "clock_jumped")
}

/// Nothing goes by a clock that jumped; once a person has said that it is right, alerts go after five years, at partners, too.
#[test]
fn five_years_later_an_alert_is_gone_everywhere() {
    let mut pair = Pair::linked();
    let moderator = Person::new(&pair.france, "manon", Role::Moderator);
    let reporter = pair.france.somebody("lucie", Role::Member);
    let [_, _, alert] = published(&reporter, &moderator.at(&pair.france), NUMBER);
    pair.until_in_sync();
    until_level(&pair.belgium, &from_abroad(NUMBER), Some("risky"));

    pair.belgium.serve_ahead(SIX_YEARS);
    pair.france.serve_ahead(SIX_YEARS);
    until("the doctor says that the clock jumped", || has_jumped(&pair.france));
    let path = format!("/api/v1/alerts/{alert}");
    let client = moderator.at(&pair.france);
    let _ = client.get(&path).expect(200);
    let _ = client.post("/api/v1/desk/clock", &json!({})).expect(204);
    drop(client);
    // It would see to it within the hour; at its start it does so at once.
    pair.france.serve_ahead(SIX_YEARS);
    let moderator = moderator.at(&pair.france);
    until("the alert is gone", || moderator.get(&path).status == 404);
    until_level(&pair.belgium, &from_abroad(NUMBER), None);
    assert!(!has_jumped(&pair.france));
}
