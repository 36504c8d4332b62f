//! Writes of what the team and a reporter write to each other, of reports that are taken back, and of drafts.

use parasol_tests::Role;
use serde_json::{Value, json};

use super::each::{House, Kind, Person, Write, together};
use super::reports::Filed;

/// They.
pub(super) const KINDS: &[Kind] =
    &[asked_back, answered_back, told_why, taken_back, put_back, draft_kept, draft_forgotten];

/// Types her password again.
fn open(person: &Person) {
    let password = json!({"password": person.password});
    let _ = person.client.post("/api/v1/account/opening", &password).expect(200);
}

/// How many posts her page shows.
fn posts(filed: &Filed) -> usize {
    open(&filed.by);
    let own = filed.by.client.get(&format!("/api/v1/reports/{}", filed.id)).expect(200).json();
    own["thread"]["posts"].as_array().unwrap().len()
}

fn ask(house: &House, filed: &Filed) {
    let path = format!("/api/v1/desk/reports/{}/ask", filed.id);
    let _ = house.moderator.post(&path, &json!({"text": "Which colour?"})).expect(204);
}

fn asked_back(house: &House) -> Write {
    let filed = Filed::new(house);
    let path = format!("/api/v1/desk/reports/{}/ask", filed.id);
    Write::new(&house.moderator, "POST", path, "reporter_asked", move |_, _| {
        together([("its state", filed.status() == "asked_back"), ("the question", posts(&filed) == 1)])
    })
    .json(&json!({"text": "Which colour?"}))
}

fn answered_back(house: &House) -> Write {
    let filed = Filed::new(house);
    ask(house, &filed);
    open(&filed.by);
    let path = format!("/api/v1/reports/{}/posts", filed.id);
    Write::new(&filed.by.client.clone(), "POST", path, "report_answered", move |_, _| {
        together([("its state", filed.status() == "waiting"), ("the answer", posts(&filed) == 2)])
    })
    .json(&json!({"text": "grey"}))
}

fn told_why(house: &House) -> Write {
    let filed = Filed::new(house);
    let path = format!("/api/v1/desk/reports/{}/reject", filed.id);
    Write::new(&house.moderator, "POST", path, "report_rejected", move |_, _| {
        together([("its state", filed.status() == "not_published"), ("the words", posts(&filed) == 1)])
    })
    .json(&json!({"reason": "not_enough", "text": "Thank you."}))
}

fn taken_back(house: &House) -> Write {
    let (filed, _) = Filed::published(house);
    open(&filed.by);
    let path = format!("/api/v1/reports/{}/withdraw", filed.id);
    Write::new(&filed.by.client.clone(), "POST", path, "report_withdrawn", move |house, _| {
        open(&filed.by);
        let own = filed.by.client.get(&format!("/api/v1/reports/{}", filed.id)).expect(200).json();
        together([
            ("its state", filed.status() == "withdrawn"),
            ("her words are gone", own["details"].get("text").is_none()),
            ("checks do not find it", !house.warned_of(&filed.number)),
        ])
    })
}

fn put_back(house: &House) -> Write {
    let (filed, _) = Filed::published(house);
    let visitor = house.node.visitor();
    let _ = visitor.post("/api/v1/follow/withdraw", &filed.code).expect(204);
    let not_free = format!("/api/v1/reports/{}/not-free", filed.id);
    let _ = filed.by.client.post(&not_free, &Value::Null).expect(204);
    let path = format!("/api/v1/desk/reports/{}/entry-back", filed.id);
    Write::new(&house.moderator, "POST", path, "entry_put_back", move |house, _| {
        // On her side it stays withdrawn: only the desk's list tells.
        let listed = house.moderator.get("/api/v1/desk/reports?status=published").expect(200).json();
        together([
            ("its state", listed.to_string().contains(&filed.id)),
            ("checks find it", house.warned_of(&filed.number)),
        ])
    })
}

fn has_draft(person: &Person) -> bool {
    open(person);
    person.client.get("/api/v1/reports/draft").status == 200
}

fn draft() -> Value {
    json!({"fields": [{"name": "text", "value": "begun"}]})
}

fn draft_kept(house: &House) -> Write {
    let person = house.person(Role::Member);
    let client = person.client.clone();
    Write::new(&client, "PUT", "/api/v1/reports/draft", "draft_kept", move |_, _| has_draft(&person))
        .json(&draft())
}

fn draft_forgotten(house: &House) -> Write {
    let person = house.person(Role::Member);
    let body = draft().to_string();
    let kept = ("application/json", body.as_bytes());
    let answer = person.client.send("PUT", "/api/v1/reports/draft", Some(kept)).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.body);
    let client = person.client.clone();
    Write::new(&client, "DELETE", "/api/v1/reports/draft", "draft_forgotten", move |_, _| !has_draft(&person))
}
