//! Writes of what waits for a second moderator: proposing, confirming, sending back, taking back. The house wants two.

use parasol_tests::{Client, Role, publication};
use serde_json::{Value, json};

use super::desk::{alert, of, of_alert};
use super::each::{House, Kind, Write, together};
use super::reports::Filed;

/// They.
pub(super) const KINDS: &[Kind] = &[
    proposed,
    confirmed,
    sent_back,
    taken_back,
    recall_proposed,
    recall_confirmed,
    correction_confirmed,
    merge_confirmed,
];

/// The house's moderator asks for something that needs two.
#[track_caller]
fn ask(house: &House, path: &str, body: &Value) {
    let _ = house.moderator.post(path, body).expect(202);
}

/// What is proposed about a report, if something is.
fn proposal(house: &House, id: &str) -> Option<Value> {
    let answer = house.moderator.get(&of(id, "proposal"));
    if answer.status == 404 { None } else { Some(answer.expect(200).json()) }
}

/// Whether it is in the list of what waits.
fn listed(desk: &Client, id: &str) -> bool {
    let list = desk.get("/api/v1/desk/proposals").expect(200).json();
    list["proposals"].as_array().unwrap().iter().any(|row| row["report_id"] == id)
}

/// Whether something waits for a second moderator, wherever one looks.
fn waits(house: &House, id: &str) -> bool {
    together([
        ("it can be read", proposal(house, id).is_some_and(|found| found["waits"] == true)),
        ("it is in the list", listed(&house.moderator, id)),
    ])
}

/// What names the proposal that waits.
fn named(house: &House, id: &str) -> Value {
    json!({"proposal": proposal(house, id).unwrap()["proposal"], "why": "too near to her words"})
}

/// A report of which somebody proposes to publish it.
fn waiting(house: &House) -> Filed {
    let filed = Filed::new(house);
    ask(house, &of(&filed.id, "publish"), &publication());
    filed
}

/// The same, published by two; with the alert's id.
fn published(house: &House) -> (Filed, String) {
    let filed = waiting(house);
    let colleague = house.person(Role::Moderator).client;
    let body = named(house, &filed.id);
    let done = colleague.post(&of(&filed.id, "proposal/confirm"), &body).expect(200);
    (filed, done.word("/alert_id"))
}

/// A second moderator does this with what the house's moderator proposed about the report.
fn second(
    house: &House,
    id: &str,
    act: &str,
    word: &'static str,
    happened: impl Fn(&House) -> bool + 'static,
) -> Write {
    let colleague = house.person(Role::Moderator).client;
    let (path, body) = (of(id, &format!("proposal/{act}")), named(house, id));
    Write::new(&colleague, "POST", path, word, move |house, _| happened(house)).json(&body)
}

fn proposed(house: &House) -> Write {
    let filed = Filed::new(house);
    Write::new(&house.moderator, "POST", of(&filed.id, "publish"), "second_asked", move |house, _| {
        assert!(!house.warned_of(&filed.number), "nothing is published by one");
        waits(house, &filed.id)
    })
    .json(&publication())
}

fn confirmed(house: &House) -> Write {
    let filed = waiting(house);
    let (id, again) = (filed.id.clone(), named(house, &filed.id));
    second(house, &id, "confirm", "second_confirmed", move |house| {
        let done = together([
            ("nothing waits", proposal(house, &filed.id).is_none()),
            ("it is off the list", !listed(&house.moderator, &filed.id)),
            ("its reporter is told", filed.status() == "published"),
            ("checks find it", house.warned_of(&filed.number)),
        ]);
        if done {
            let third = house.person(Role::Moderator).client;
            let _ = third.post(&of(&filed.id, "proposal/confirm"), &again).expect(409);
            assert_eq!(house.alerts_of(&filed.number), 1, "it is published once");
        }
        done
    })
}

fn sent_back(house: &House) -> Write {
    let id = waiting(house).id;
    second(house, &id.clone(), "send-back", "second_refused", move |house| {
        let back = proposal(house, &id).unwrap();
        together([
            ("it waits no more", !waits(house, &id)),
            ("it says why", back["why"] == "too near to her words"),
        ])
    })
}

fn taken_back(house: &House) -> Write {
    let id = waiting(house).id;
    let body = named(house, &id);
    let path = of(&id, "proposal/take-back");
    Write::new(&house.moderator, "POST", path, "second_taken_back", move |house, _| !waits(house, &id))
        .json(&body)
}

fn why() -> Value {
    json!({"reason": "number_changed_hands"})
}

fn recall_proposed(house: &House) -> Write {
    let (filed, id) = published(house);
    Write::new(&house.moderator, "POST", of_alert(&id, "recall"), "second_asked", move |house, _| {
        assert!(house.warned_of(&filed.number), "nothing is recalled by one");
        waits(house, &filed.id)
    })
    .json(&why())
}

fn recall_confirmed(house: &House) -> Write {
    let (filed, id) = published(house);
    ask(house, &of_alert(&id, "recall"), &why());
    second(house, &filed.id.clone(), "confirm", "alert_recalled", move |house| {
        together([
            ("the alert", alert(house, &id)["state"] == "recalled"),
            ("its reporter is told", filed.status() == "recalled"),
            ("checks do not find it", !house.warned_of(&filed.number)),
            ("nothing waits", !waits(house, &filed.id)),
        ])
    })
}

fn correction_confirmed(house: &House) -> Write {
    let (filed, id) = published(house);
    let lower = json!({"version": 0, "level": "risky", "kinds": ["harassment"], "why": "it was less"});
    ask(house, &of_alert(&id, "correct"), &lower);
    second(house, &filed.id.clone(), "confirm", "alert_corrected", move |house| {
        let now = alert(house, &id);
        together([
            ("it has the level", now["level"] == "risky"),
            ("it is the next version", now["version"] == 1),
            ("checks say it", house.node.check(&filed.number)["level"] == "risky"),
            ("nothing waits", !waits(house, &filed.id)),
        ])
    })
}

fn merge_confirmed(house: &House) -> Write {
    let (_, into) = published(house);
    let filed = Filed::new(house);
    ask(house, &of(&filed.id, "merge"), &json!({"alert_id": into}));
    second(house, &filed.id.clone(), "confirm", "report_merged", move |house| {
        together([
            ("its reporter is told", filed.status() == "merged"),
            ("the alert counts it", alert(house, &into)["reports"] == 2),
            ("checks find it", house.alerts_of(&filed.number) == 1),
            ("nothing waits", !waits(house, &filed.id)),
        ])
    })
}
