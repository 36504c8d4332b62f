//! Writes of cases: notes, reminders, hand-over and its end, closing with the contact erased.

use parasol_tests::{Client, Role, report};
use serde_json::{Value, json};

use super::each::{House, Kind, Person, Write, together};

/// They.
pub(super) const KINDS: &[Kind] = &[opened, noted, reminded, handed_over, handed_back, taken_back, closed];

/// The case of a grave report that may be passed to a partner: its id.
fn case(house: &House) -> String {
    let reporter = house.person(Role::Member);
    let mut body = report(&house.phone());
    body["contact"] = json!("call on Tuesdays");
    body["reach"] = json!({"by": ["call"]});
    reporter.client.post("/api/v1/reports", &body).expect(201).word("/id")
}

fn acts(id: &str) -> String {
    format!("/api/v1/desk/cases/{id}/acts")
}

fn seen(house: &House, id: &str) -> Value {
    house.moderator.post(&format!("/api/v1/desk/cases/{id}/opening"), &json!({})).expect(200).json()
}

/// Whether a case is among those of which somebody is reminded, or in the list at all.
fn listed(house: &House, id: &str, show: &str) -> bool {
    let pages = |page: usize| {
        house.moderator.get(&format!("/api/v1/desk/cases?show={show}&page={page}")).expect(200).json()
    };
    let count = pages(1)["pages"].as_u64().unwrap();
    (1..=usize::try_from(count).unwrap())
        .any(|page| pages(page)["cases"].as_array().unwrap().iter().any(|row| row["id"] == id))
}

fn in_inbox(partner: &Client, id: &str) -> bool {
    let inbox = partner.get("/api/v1/inbox").expect(200).json();
    inbox["cases"].as_array().unwrap().iter().any(|row| row["id"] == id)
}

/// A report's own case comes with it, or by hand: here of one that is not grave.
fn opened(house: &House) -> Write {
    let reporter = house.person(Role::Member);
    let body = json!({"text": "x", "kinds": ["harassment"]});
    let id = reporter.client.post("/api/v1/reports", &body).expect(201).word("/id");
    Write::new(&house.moderator, "POST", acts(&id), "case_started", move |house, _| {
        let there = house.moderator.post(&format!("/api/v1/desk/cases/{id}/opening"), &json!({})).status;
        together([
            ("it can be opened", there == 200),
            ("it is in the list", listed(house, &id, "open")),
            ("it is hers", listed(house, &id, "mine")),
        ])
    })
    .json(&json!({"act": "start"}))
}

fn noted(house: &House) -> Write {
    let id = case(house);
    let write = Write::new(&house.moderator, "POST", acts(&id), "case_note_added", move |house, _| {
        let notes = seen(house, &id)["notes"].as_array().unwrap().clone();
        assert!(notes.len() <= 1 && notes.iter().all(|note| note["text"] == "Called."), "once, and whole");
        notes.len() == 1
    });
    write.json(&json!({"act": "note", "text": "Called."}))
}

fn reminded(house: &House) -> Write {
    let id = case(house);
    let opened = seen(house, &id)["opened_at"].as_str().unwrap().to_owned();
    let today = opened.split('T').next().unwrap().to_owned();
    let write = Write::new(&house.moderator, "POST", acts(&id), "case_reminder_set", move |house, _| {
        together([
            ("the case says so", seen(house, &id)["reminder"].is_string()),
            ("it is on top", listed(house, &id, "due")),
        ])
    });
    write.json(&json!({"act": "remind", "day": today}))
}

/// A case that was handed over.
fn handed(house: &House) -> (Person, String) {
    let (partner, id) = (house.person(Role::Partner), case(house));
    let body = json!({"act": "hand_over", "text": partner.name});
    let _ = house.moderator.post(&acts(&id), &body).expect(204);
    (partner, id)
}

/// Whether the partner has it: on all pages alike.
fn is_handed(house: &House, partner: &Person, id: &str) -> bool {
    let opened = partner.client.post(&format!("/api/v1/inbox/{id}/opening"), &json!({})).status;
    together([
        ("the team sees it", seen(house, id)["partner"].is_string()),
        ("it is in the inbox", in_inbox(&partner.client, id)),
        ("it opens", opened == 200),
    ])
}

fn handed_over(house: &House) -> Write {
    let (partner, id) = (house.person(Role::Partner), case(house));
    let body = json!({"act": "hand_over", "text": partner.name});
    Write::new(&house.moderator, "POST", acts(&id), "case_handed_over", move |house, _| {
        is_handed(house, &partner, &id)
    })
    .json(&body)
}

fn handed_back(house: &House) -> Write {
    let (partner, id) = handed(house);
    let path = format!("/api/v1/inbox/{id}/acts");
    Write::new(&partner.client.clone(), "POST", path, "handed_case_returned", move |house, _| {
        let notes = seen(house, &id)["notes"].as_array().unwrap().len();
        together([
            ("it left the inbox", !is_handed(house, &partner, &id)),
            ("it is on top of the team's list", listed(house, &id, "due")),
            ("her words are there", notes == 1),
        ])
    })
    .json(&json!({"act": "hand_back", "text": "We are closed."}))
}

fn taken_back(house: &House) -> Write {
    let (partner, id) = handed(house);
    Write::new(&house.moderator, "POST", acts(&id), "case_taken_back", move |house, _| {
        !is_handed(house, &partner, &id)
    })
    .json(&json!({"act": "take_back"}))
}

fn closed(house: &House) -> Write {
    let id = case(house);
    Write::new(&house.moderator, "POST", acts(&id), "case_closed", move |house, _| {
        let path = format!("/api/v1/desk/reports/{id}/contact");
        let contact = house.moderator.post(&path, &json!({"reason": "call_back"})).status;
        together([
            ("it says how it ended", seen(house, &id)["outcome"] == "helped"),
            ("it is off the list", !listed(house, &id, "open")),
            ("the contact is erased", contact == 404),
        ])
    })
    .json(&json!({"act": "close", "outcome": "helped"}))
}
