//! Writes of a moderator at the desk: being at a report, publishing, merging, undoing, correcting, recalling.

use parasol_tests::{Client, Role, publication};
use serde_json::{Value, json};

use super::each::{House, Kind, Write, together};
use super::reports::Filed;

/// They.
pub(super) const KINDS: &[Kind] = &[
    claimed,
    put_back,
    taken_over,
    published,
    merged,
    undone,
    taken_out,
    corrected,
    reclassified,
    recalled,
    refused,
];

/// A call about a report.
pub(super) fn of(id: &str, act: &str) -> String {
    format!("/api/v1/desk/reports/{id}/{act}")
}

/// A call about an alert.
pub(super) fn of_alert(id: &str, act: &str) -> String {
    format!("/api/v1/desk/alerts/{id}/{act}")
}

/// An alert as the desk sees it.
pub(super) fn alert(house: &House, id: &str) -> Value {
    house.moderator.get(&format!("/api/v1/alerts/{id}")).expect(200).json()
}

/// Who is at a report, as this moderator's queue has it: `you`, somebody else, or nobody.
fn at_it(desk: &Client, id: &str) -> Option<&'static str> {
    let mut after = String::new();
    loop {
        let page = desk.get(&format!("/api/v1/desk/reports?status=open{after}")).expect(200).json();
        if let Some(row) = page["reports"].as_array().unwrap().iter().find(|row| row["id"] == id) {
            let who = row.get("at_it")?;
            return Some(if who["you"] == true { "you" } else { "somebody" });
        }
        after = format!("&after={}", page["next"].as_str().unwrap());
    }
}

fn claimed(house: &House) -> Write {
    let (filed, colleague) = (Filed::new(house), house.person(Role::Moderator));
    let opening = of(&filed.id, "opening");
    Write::new(&house.moderator, "POST", opening, "report_opened", move |house, told| {
        if let Some(told) = told {
            assert_eq!(told.json()["at_it"]["you"], true, "{}", told.body);
        }
        together([
            ("she is at it", at_it(&house.moderator, &filed.id) == Some("you")),
            ("her colleague sees it", at_it(&colleague.client, &filed.id) == Some("somebody")),
        ])
    })
}

/// A report that the house's moderator is at.
fn hers(house: &House) -> Filed {
    let filed = Filed::new(house);
    let _ = house.moderator.post(&of(&filed.id, "opening"), &json!({})).expect(200);
    filed
}

fn put_back(house: &House) -> Write {
    let filed = hers(house);
    let path = of(&filed.id, "put-back");
    Write::new(&house.moderator, "POST", path, "report_put_back", move |house, _| {
        at_it(&house.moderator, &filed.id).is_none()
    })
}

fn taken_over(house: &House) -> Write {
    let (filed, colleague) = (hers(house), house.person(Role::Moderator));
    let path = of(&filed.id, "take-over");
    Write::new(&colleague.client.clone(), "POST", path, "report_taken_over", move |house, _| {
        together([
            ("she is at it", at_it(&colleague.client, &filed.id) == Some("you")),
            ("whoever was is not", at_it(&house.moderator, &filed.id) == Some("somebody")),
        ])
    })
}

fn published(house: &House) -> Write {
    let filed = Filed::new(house);
    let path = of(&filed.id, "publish");
    Write::new(&house.moderator, "POST", path.clone(), "report_published", move |house, told| {
        if let Some(told) = told {
            assert_eq!(alert(house, &told.word("/alert_id"))["state"], "live");
        }
        let done = together([
            ("its reporter is told", filed.status() == "published"),
            ("checks find it", house.warned_of(&filed.number)),
        ]);
        if done {
            let again = house.moderator.post(&path, &publication()).expect(409);
            assert_eq!(again.problem(), "wrong_state", "whoever was not told, and does it again, is told");
            assert_eq!(house.alerts_of(&filed.number), 1, "it is published once");
        }
        done
    })
    .json(&publication())
}

/// A report that can be merged into an alert: both, and what is sent.
fn alike(house: &House) -> (Filed, String, Value) {
    let (_, into) = Filed::published(house);
    let body = json!({"alert_id": into});
    (Filed::new(house), into, body)
}

/// Whether the report is a part of the alert, wherever one looks.
fn is_merged(house: &House, filed: &Filed, into: &str) -> bool {
    let merged = alert(house, into);
    together([
        ("its reporter is told", filed.status() == "merged"),
        ("the alert counts it", merged["reports"] == 2),
        ("the alert has its number", merged["identifiers"].as_array().unwrap().len() == 2),
        ("checks find it", house.warned_of(&filed.number)),
    ])
}

fn merged(house: &House) -> Write {
    let (filed, into, body) = alike(house);
    Write::new(&house.moderator, "POST", of(&filed.id, "merge"), "report_merged", move |house, _| {
        let done = is_merged(house, &filed, &into);
        assert!(!done || house.alerts_of(&filed.number) == 1, "once");
        done
    })
    .json(&body)
}

fn undone(house: &House) -> Write {
    let (filed, was) = Filed::published(house);
    Write::new(&house.moderator, "POST", of(&filed.id, "undo"), "publication_undone", move |house, _| {
        together([
            ("the report is open again", filed.status() != "published"),
            ("the alert is recalled", alert(house, &was)["state"] == "recalled"),
            ("checks do not find it", !house.warned_of(&filed.number)),
        ])
    })
}

fn taken_out(house: &House) -> Write {
    let (filed, into, body) = alike(house);
    let _ = house.moderator.post(&of(&filed.id, "merge"), &body).expect(200);
    Write::new(&house.moderator, "POST", of(&filed.id, "undo"), "publication_undone", move |house, _| {
        !is_merged(house, &filed, &into)
    })
}

fn correction(level: &str, text: &str) -> Value {
    json!({"version": 0, "level": level, "kinds": ["theft_or_payment_refusal"], "text": text, "why": "misread"})
}

/// How many versions of an alert there are.
fn versions(house: &House, id: &str) -> usize {
    let history = house.moderator.get(&of_alert(id, "history")).expect(200).json();
    history["versions"].as_array().unwrap().len()
}

fn corrected(house: &House) -> Write {
    let (_, id) = Filed::published(house);
    Write::new(&house.moderator, "POST", of_alert(&id, "correct"), "alert_corrected", move |house, _| {
        let now = alert(house, &id);
        together([
            ("it says so", now["text"] == "Drives a grey van."),
            ("it is the next version", now["version"] == 1),
            ("what it said is kept", versions(house, &id) == 2),
        ])
    })
    .json(&correction("very_dangerous", "Drives a grey van."))
}

fn reclassified(house: &House) -> Write {
    let (filed, id) = Filed::published(house);
    Write::new(&house.moderator, "POST", of_alert(&id, "correct"), "alert_corrected", move |house, _| {
        let verdict = house.node.check(&filed.number);
        together([
            ("the alert has the level", alert(house, &id)["level"] == "unpleasant"),
            ("checks say it", verdict["level"] == "unpleasant"),
            ("what it was is kept", versions(house, &id) == 2),
        ])
    })
    .json(&correction("unpleasant", ""))
}

fn recalled(house: &House) -> Write {
    let (filed, id) = Filed::published(house);
    Write::new(&house.moderator, "POST", of_alert(&id, "recall"), "alert_recalled", move |house, _| {
        together([
            ("the alert", alert(house, &id)["state"] == "recalled"),
            ("its reporter is told", filed.status() == "recalled"),
            ("checks do not find it", !house.warned_of(&filed.number)),
        ])
    })
    .json(&json!({"reason": "correction"}))
}

fn refused(house: &House) -> Write {
    let filed = hers(house);
    Write::new(&house.moderator, "POST", of(&filed.id, "reject"), "report_rejected", move |house, _| {
        let own = filed.by.client.get(&format!("/api/v1/reports/{}", filed.id)).expect(200);
        let queue = house.moderator.get("/api/v1/desk/reports?status=not_published").expect(200).json();
        let listed = queue["reports"].as_array().unwrap().iter().any(|row| row["id"] == filed.id.as_str());
        together([
            ("its reporter is told", own.word("/status") == "not_published"),
            ("why", own.word("/reason") == "out_of_scope"),
            ("it is in the list", listed),
        ])
    })
    .json(&json!({"reason": "out_of_scope"}))
}
