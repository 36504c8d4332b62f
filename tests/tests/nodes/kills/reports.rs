//! Writes of reports, alerts, and requests about personal data.

use parasol_tests::{Client, Role, publication, report};
use serde_json::{Value, json};

use super::each::{House, Kind, Person, Write, together};

/// They.
pub(super) const KINDS: &[Kind] = &[
    reported,
    printed,
    cards_cancelled,
    reported_by_card,
    recalled,
    withdrawn,
    restricted,
    lifted,
    asked,
    answered,
    contested,
    contest_decided,
    held,
];

fn my_data(client: &Client) -> Value {
    client.get("/api/v1/my-data").expect(200).json()
}

/// Whether the desk has a report in its queue.
fn queued(house: &House, id: &str) -> bool {
    let queue = house.moderator.get("/api/v1/desk/reports").expect(200).json();
    queue["reports"].as_array().unwrap().iter().any(|row| row["id"] == id)
}

fn reported(house: &House) -> Write {
    let person = house.person(Role::Member);
    let body = report(&house.phone());
    let path = "/api/v1/reports";
    Write::new(&person.client.clone(), "POST", path, "report_submitted", move |house, told| {
        let data = my_data(&person.client);
        if let Some(told) = told {
            assert_eq!(data["reports"][0]["id"], told.word("/id").as_str());
            let code = json!({"code": told.word("/follow_code")});
            let followed = house.node.visitor().post("/api/v1/follow", &code).expect(200);
            assert_eq!(followed.word("/status"), "waiting", "the code that was told opens it");
        }
        let id = data["reports"][0]["id"].as_str().unwrap_or_default().to_owned();
        let done = together([
            ("it is on her list", data["reports"].as_array().unwrap().len() == 1),
            ("it counts", data["all_reports"] == 1),
            ("the desk has it", queued(house, &id)),
        ]);
        if done {
            // The desk's queue shows fifty.
            let path = format!("/api/v1/desk/reports/{id}/publish");
            let _ = house.moderator.post(&path, &publication()).expect(201);
        }
        done
    })
    .json(&body)
}

/// Sheets of somebody's cards that can be used.
fn sheets(client: &Client) -> usize {
    client.get("/api/v1/cards").expect(200).json()["sheets"].as_array().unwrap().len()
}

fn printed(house: &House) -> Write {
    let partner = house.person(Role::Partner);
    Write::new(&partner.client.clone(), "POST", "/api/v1/cards", "cards_printed", move |house, told| {
        if let Some(told) = told {
            for n in 0..2 {
                let code = json!({"code": told.word(&format!("/codes/{n}"))});
                let opened = house.node.visitor().post("/api/v1/follow", &code).expect(200);
                assert_eq!(opened.word("/kind"), "card", "each code that was told opens");
            }
        }
        sheets(&partner.client) == 1
    })
    .json(&json!({"cards": 2, "months": 1}))
}

/// A card: the partner, the sheet, the code.
fn card(house: &House) -> (Person, String, Value) {
    let partner = house.person(Role::Partner);
    let made = partner.client.post("/api/v1/cards", &json!({"cards": 1, "months": 1})).expect(201);
    let code = json!({"code": made.word("/codes/0")});
    (partner, made.word("/id"), code)
}

fn cards_cancelled(house: &House) -> Write {
    let (partner, sheet, code) = card(house);
    let path = format!("/api/v1/cards/{sheet}");
    Write::new(&partner.client.clone(), "DELETE", path, "cards_cancelled", move |house, _| {
        let opened = house.node.visitor().post("/api/v1/follow", &code).status;
        together([
            ("no card works", opened != 200),
            ("the sheet is off the list", sheets(&partner.client) == 0),
        ])
    })
}

fn reported_by_card(house: &House) -> Write {
    let (_, _, code) = card(house);
    let body = json!({"code": code["code"], "report": report(&house.phone())});
    let path = "/api/v1/follow/report";
    let waits = |house: &House| {
        let queue = house.moderator.get("/api/v1/desk/reports").expect(200).json();
        queue["reports"].as_array().unwrap().len()
    };
    let before = waits(house);
    Write::new(&house.node.visitor(), "POST", path, "report_submitted_by_card", move |house, _| {
        let opened = house.node.visitor().post("/api/v1/follow", &code).expect(200);
        let done = together([
            ("the code follows a report", opened.word("/kind") == "report"),
            ("the desk has it", waits(house) == before + 1),
        ]);
        if done {
            let _ = house.node.visitor().post("/api/v1/follow/withdraw", &code).expect(204);
        }
        done
    })
    .json(&body)
}

/// A report of somebody: she, its id, its follow code, its number.
pub(super) struct Filed {
    pub(super) by: Person,
    pub(super) id: String,
    pub(super) code: Value,
    pub(super) number: String,
}

impl Filed {
    pub(super) fn new(house: &House) -> Self {
        let (by, number) = (house.person(Role::Member), house.phone());
        let filed = by.client.post("/api/v1/reports", &report(&number)).expect(201);
        Self { by, id: filed.word("/id"), code: json!({"code": filed.word("/follow_code")}), number }
    }

    /// The same, published; with the alert's id.
    pub(super) fn published(house: &House) -> (Self, String) {
        let filed = Self::new(house);
        let path = format!("/api/v1/desk/reports/{}/publish", filed.id);
        let alert = house.moderator.post(&path, &publication()).expect(201).word("/alert_id");
        (filed, alert)
    }

    pub(super) fn status(&self) -> String {
        self.by.client.get(&format!("/api/v1/reports/{}", self.id)).expect(200).word("/status")
    }

    fn is_restricted(&self) -> bool {
        my_data(&self.by.client)["reports"][0].get("restricted_at").is_some()
    }
}

fn recalled(house: &House) -> Write {
    let (filed, alert) = Filed::published(house);
    let path = format!("/api/v1/desk/alerts/{alert}/recall");
    Write::new(&house.moderator, "POST", path, "alert_recalled", move |house, _| {
        let state = house.moderator.get(&format!("/api/v1/alerts/{alert}")).expect(200).word("/state");
        together([
            ("the alert", state == "recalled"),
            ("its reporter is told", filed.status() == "recalled"),
            ("checks do not find it", !house.warned_of(&filed.number)),
        ])
    })
    .json(&json!({"reason": "correction"}))
}

fn withdrawn(house: &House) -> Write {
    let (filed, _) = Filed::published(house);
    let (code, path) = (filed.code.clone(), "/api/v1/follow/withdraw");
    Write::new(&house.node.visitor(), "POST", path, "report_withdrawn_by_code", move |house, _| {
        together([
            ("its reporter is told", filed.status() == "withdrawn"),
            ("checks do not find it", !house.warned_of(&filed.number)),
        ])
    })
    .json(&code)
}

fn restricted(house: &House) -> Write {
    let (filed, _) = Filed::published(house);
    let body = json!({"report": filed.id, "password": filed.by.password});
    let path = "/api/v1/my-data/restriction";
    Write::new(&filed.by.client.clone(), "POST", path, "reports_restricted", move |house, _| {
        together([
            ("it is not used", filed.is_restricted()),
            ("checks do not find it", !house.warned_of(&filed.number)),
        ])
    })
    .json(&body)
}

fn lifted(house: &House) -> Write {
    let (filed, _) = Filed::published(house);
    let body = json!({"report": filed.id, "password": filed.by.password});
    let _ = filed.by.client.post("/api/v1/my-data/restriction", &body).expect(200);
    let path = format!("/api/v1/desk/reports/{}/lift", filed.id);
    Write::new(&house.moderator, "POST", path, "restriction_lifted", move |house, _| {
        together([("it is used", !filed.is_restricted()), ("checks find it", house.warned_of(&filed.number))])
    })
    .json(&json!({"text": "We spoke about it."}))
}

/// Whether somebody's request waits for those who answer.
fn waits(house: &House, id: &str) -> bool {
    let waiting = house.admin.get("/api/v1/requests").expect(200).json();
    waiting["requests"].as_array().unwrap().iter().any(|row| row["id"] == id)
}

fn asked(house: &House) -> Write {
    let person = house.person(Role::Member);
    let path = "/api/v1/my-data/requests";
    Write::new(&person.client.clone(), "POST", path, "request_made", move |house, told| {
        let own = &my_data(&person.client)["requests"];
        let id = own[0]["id"].as_str().unwrap_or_default().to_owned();
        if let Some(told) = told {
            assert_eq!(told.word("/id"), id);
        }
        together([
            ("it is on her page", own.as_array().unwrap().len() == 1),
            ("those who answer see it", waits(house, &id)),
        ])
    })
    .json(&json!({"kind": "object", "text": "Please forget the old number."}))
}

fn answered(house: &House) -> Write {
    let person = house.person(Role::Member);
    let body = json!({"kind": "object", "text": "Please forget the old number."});
    let id = person.client.post("/api/v1/my-data/requests", &body).expect(201).word("/id");
    let path = format!("/api/v1/requests/{id}/answer");
    Write::new(&house.admin, "POST", path, "request_answered", move |house, _| {
        let own = &my_data(&person.client)["requests"][0];
        together([
            ("the answer is on her page", own["outcome"] == "granted"),
            ("its time is too", own.get("answered_at").is_some()),
            ("it waits no more", !waits(house, &id)),
        ])
    })
    .json(&json!({"outcome": "granted", "text": "Done."}))
}

/// A number that somebody contests, and the code that went to the address beside it.
struct Contest {
    address: String,
    code: String,
}

impl Contest {
    /// Asks for a code. It lies in the outbox once the node has looked.
    fn new(house: &House, address: String) -> Self {
        let _ = house.node.visitor().post("/api/v1/contests/code", &json!({"contact": address})).expect(202);
        let code = house.until_sent(&address);
        Self { address, code }
    }

    fn body(&self) -> Value {
        json!({"code": self.code, "claim": "not_right", "statement": "It was not me."})
    }

    /// The desk's row of it.
    fn id(&self, house: &House) -> Option<String> {
        let (_, place) = self.address.split_once('@').unwrap();
        let list = house.moderator.get("/api/v1/desk/contests").expect(200).json();
        let mut rows = list["contests"].as_array().unwrap().iter();
        let row =
            rows.find(|row| row["from"].as_str().is_some_and(|from| from.ends_with(&format!("@{place}"))));
        row.map(|row| row["id"].as_str().unwrap().to_owned())
    }
}

/// An address that nobody else has, under a name of its own so that the masked list shows which.
fn address(house: &House) -> String {
    format!("kim@c{}.example.org", house.count())
}

fn contested(house: &House) -> Write {
    let contest = Contest::new(house, address(house));
    let (visitor, body) = (house.node.visitor(), contest.body());
    Write::new(&visitor, "POST", "/api/v1/contests", "contest_filed", move |house, _| {
        contest.id(house).is_some()
    })
    .json(&body)
}

fn contest_decided(house: &House) -> Write {
    let person = house.person(Role::Member);
    let listed = address(house);
    let report = json!({
        "identifiers": [{"kind": "email", "value": listed}], "kinds": ["harassment"], "consent": {"alert": true},
    });
    let id = person.client.post("/api/v1/reports", &report).expect(201).word("/id");
    let alert = json!({"level": "unpleasant", "kinds": ["harassment"], "text": "x"});
    let path = format!("/api/v1/desk/reports/{id}/publish");
    let alert = house.moderator.post(&path, &alert).expect(201).word("/alert_id");
    let contest = Contest::new(house, listed);
    let _ = house.node.visitor().post("/api/v1/contests", &contest.body()).expect(202);
    let of_desk = contest.id(house).unwrap();
    let path = format!("/api/v1/desk/contests/{of_desk}/decision");
    let body = json!({"alert": alert, "decision": "recalled"});
    Write::new(&house.moderator, "POST", path, "contest_decided", move |house, _| {
        let state = house.moderator.get(&format!("/api/v1/alerts/{alert}")).expect(200).word("/state");
        let opening = format!("/api/v1/desk/contests/{of_desk}/opening");
        let opened = house.moderator.post(&opening, &json!({})).expect(200).json();
        together([
            ("the alert", state == "recalled"),
            ("the contest", opened["may_close"] == true),
            ("it names nothing any more", opened["alerts"].as_array().unwrap().is_empty()),
        ])
    })
    .json(&body)
}

fn held(house: &House) -> Write {
    let filed = Filed::new(house);
    let path = format!("/api/v1/desk/reports/{}/hold", filed.id);
    Write::new(&house.moderator, "POST", path, "report_held", move |house, _| {
        let stands = house.moderator.get("/api/v1/desk/holds").expect(200).json();
        stands["holds"].as_array().unwrap().iter().any(|row| row["report"] == filed.id.as_str())
    })
    .json(&json!({"reason": "A court asks for it.", "months": 3}))
}
