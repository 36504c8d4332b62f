//! Writes of accounts: passwords, contacts, sessions, roles, and their end.

use parasol_tests::{Client, Role};
use serde_json::{Value, json};

use super::each::{ANOTHER, House, Kind, Person, Write, together};
use crate::second_factor;

/// They.
pub(super) const KINDS: &[Kind] = &[
    created,
    handed_over,
    password,
    reset,
    contact,
    confirmation,
    second_factor,
    role,
    suspended,
    resumed,
    locked,
    unlocked,
    signed_in,
    signed_out,
    others_ended,
    ended_by_admin,
    deleted,
];

/// Whether a session is dead; anything else than alive or dead is a surprise.
#[track_caller]
fn dead(client: &Client) -> bool {
    let answer = client.get("/api/v1/account");
    assert!([200, 401].contains(&answer.status), "{} {}", answer.status, answer.body);
    answer.status == 401
}

fn open(person: &Person) {
    let _ = person.client.post("/api/v1/account/opening", &json!({"password": person.password})).expect(200);
}

fn created(house: &House) -> Write {
    let name = format!("colleague {}", house.count());
    let body = json!({"pseudonym": name, "role": "partner"});
    Write::new(&house.admin, "POST", "/api/v1/members", "member_created", move |house, told| {
        let found = house.admin.post("/api/v1/members/search", &json!({"name": name})).expect(200).json();
        if let Some(told) = told {
            assert!(
                house.sign_in(&name, &told.word("/password")).is_ok(),
                "the password that was told opens"
            );
            assert_eq!(house.member(&told.word("/id"))["member"]["role"], "partner");
        }
        found["total"] == 1
    })
    .json(&body)
}

fn handed_over(house: &House) -> Write {
    let Person { id, name, password, client } = house.person(Role::Partner);
    let path = format!("/api/v1/members/{id}/hand-over");
    Write::new(&house.admin, "POST", path, "account_handed_over", move |house, told| {
        if let Some(told) = told {
            assert!(
                house.sign_in(&name, &told.word("/password")).is_ok(),
                "the password that was told opens"
            );
        }
        let old = house.sign_in(&name, &password).is_err();
        together([("the old password opens no more", old), ("she is signed out", dead(&client))])
    })
}

fn password(house: &House) -> Write {
    let Person { name, password, client, .. } = house.person(Role::Member);
    let body = json!({"current": password, "password": ANOTHER});
    Write::new(&client.clone(), "POST", "/api/v1/account/password", "password_changed", move |house, _| {
        changed(house, &name, &password, &client)
    })
    .json(&body)
}

/// Whether the password is another, and nobody signed in with the old one any more.
fn changed(house: &House, name: &str, old: &str, client: &Client) -> bool {
    together([
        ("she is signed out", dead(client)),
        ("the old password opens no more", house.sign_in(name, old).is_err()),
        ("the new one opens", house.sign_in(name, ANOTHER).is_ok()),
    ])
}

fn reset(house: &House) -> Write {
    let Person { name, password, client, .. } = house.person(Role::Member);
    let helped = json!({"work_name": name});
    let code = house.moderator.post("/api/v1/desk/reset-code", &helped).expect(201).word("/code");
    let body = json!({"work_name": name, "code": code, "password": ANOTHER});
    Write::new(&house.node.visitor(), "POST", "/api/v1/password/reset", "password_reset", move |house, _| {
        changed(house, &name, &password, &client)
    })
    .json(&body)
}

fn account(client: &Client) -> Value {
    client.get("/api/v1/account").expect(200).json()
}

fn contact(house: &House) -> Write {
    let person = house.person(Role::Member);
    open(&person);
    let address = format!("contact{}@example.org", house.count());
    let body = json!({"place": 0, "contact": address});
    let path = "/api/v1/account/contacts";
    Write::new(&person.client.clone(), "POST", path, "contact_code_sent", move |house, _| {
        let waits = account(&person.client)["pending"] == 0;
        if waits {
            let code = house.until_sent(&address);
            let confirmed = json!({"code": code});
            let _ = person.client.post("/api/v1/account/contacts/confirmation", &confirmed).expect(204);
        } else {
            assert_eq!(house.sent(&address), None, "nothing was asked for");
        }
        waits
    })
    .json(&body)
}

fn confirmation(house: &House) -> Write {
    let person = house.person(Role::Member);
    open(&person);
    let address = format!("contact{}@example.org", house.count());
    let body = json!({"place": 0, "contact": address});
    let _ = person.client.post("/api/v1/account/contacts", &body).expect(202);
    let body = json!({"code": house.until_sent(&address)});
    let path = "/api/v1/account/contacts/confirmation";
    Write::new(&person.client.clone(), "POST", path, "contact_confirmed", move |_, _| {
        let own = account(&person.client);
        let shown = own["contacts"].as_array().unwrap();
        together([
            ("the contact counts", shown.len() == 1 && shown[0]["confirmed"] == true),
            ("no code is waited for", own.get("pending").is_none()),
        ])
    })
    .json(&body)
}

fn second_factor(house: &House) -> Write {
    let person = house.person(Role::Member);
    let elsewhere = house.node.sign_in(&person.name, &person.password);
    open(&person);
    let path = "/api/v1/account/second-factor";
    let _ = person.client.post(path, &json!({})).expect(204);
    let uri = person.client.get(path).expect(200).word("/pending");
    let body = json!({"code": second_factor::code(&uri, 0)});
    let path = "/api/v1/account/second-factor/code";
    Write::new(&person.client.clone(), "POST", path, "second_factor_set", move |house, told| {
        let view = person.client.get("/api/v1/account/second-factor").expect(200).json();
        if let Some(told) = told {
            let code = told.word("/recovery_codes/0");
            let body = json!({"pseudonym": person.name, "password": person.password, "code": code});
            let _ = house.node.visitor().post("/api/v1/session", &body).expect(201);
        }
        let asked = house.sign_in(&person.name, &person.password).err();
        together([
            ("it is on", view["active"] == true),
            ("it waits for no code", view.get("pending").is_none()),
            ("sign-in asks for a code", asked.as_deref() == Some("second_factor_needed")),
            ("the other session has ended", dead(&elsewhere)),
        ])
    })
    .json(&body)
}

fn role(house: &House) -> Write {
    let Person { id, client, .. } = house.person(Role::Moderator);
    let path = format!("/api/v1/members/{id}/role");
    Write::new(&house.admin, "POST", path, "role_changed", move |house, _| {
        together([
            ("she has it", house.member(&id)["member"]["role"] == "member"),
            ("her session has ended", dead(&client)),
        ])
    })
    .json(&json!({"role": "member"}))
}

/// Whether the account stands like this: a word, and what sign-in answers.
fn stands(house: &House, person: &Person, standing: &str, problem: &str) -> bool {
    let answered = house.sign_in(&person.name, &person.password).err();
    together([
        ("the word", house.member(&person.id)["member"]["standing"] == standing),
        ("she may not sign in", answered.as_deref() == Some(problem)),
        ("her session has ended", dead(&person.client)),
    ])
}

fn suspended(house: &House) -> Write {
    let person = house.person(Role::Member);
    let path = format!("/api/v1/members/{}/suspend", person.id);
    Write::new(&house.admin, "POST", path, "member_suspended", move |house, _| {
        stands(house, &person, "suspended", "suspended")
    })
}

fn resumed(house: &House) -> Write {
    let person = house.person(Role::Member);
    let path = format!("/api/v1/members/{}", person.id);
    let _ = house.admin.call("POST", &format!("{path}/suspend")).expect(204);
    Write::new(&house.admin, "POST", format!("{path}/resume"), "member_resumed", move |house, _| {
        assert!(dead(&person.client), "what was ended stays ended");
        together([
            ("the word", house.member(&person.id)["member"]["standing"] == "active"),
            ("she may sign in", house.sign_in(&person.name, &person.password).is_ok()),
        ])
    })
}

fn follow_code(person: &Person) -> Value {
    let filed = person.client.post("/api/v1/reports", &json!({"text": "x"})).expect(201);
    json!({"code": filed.word("/follow_code")})
}

fn locked(house: &House) -> Write {
    let person = house.person(Role::Member);
    let body = follow_code(&person);
    let visitor = house.node.visitor();
    Write::new(&visitor, "POST", "/api/v1/follow/lock", "account_locked", move |house, _| {
        stands(house, &person, "locked", "locked")
    })
    .json(&body)
}

fn unlocked(house: &House) -> Write {
    let person = house.person(Role::Member);
    let _ = house.node.visitor().post("/api/v1/follow/lock", &follow_code(&person)).expect(204);
    let body = json!({"work_name": person.name});
    let path = "/api/v1/desk/unlock";
    Write::new(&house.moderator, "POST", path, "account_unlocked", move |house, told| {
        if let Some(told) = told {
            let code = told.word("/code");
            let body = json!({"work_name": person.name, "code": code, "password": ANOTHER});
            let _ = house.node.visitor().post("/api/v1/password/reset", &body).expect(204);
        }
        assert!(dead(&person.client), "what was ended stays ended");
        let answered = house.sign_in(&person.name, &person.password).err();
        together([
            ("the word", house.member(&person.id)["member"]["standing"] == "active"),
            ("the password is no good any more", answered.as_deref() == Some("wrong_credentials")),
        ])
    })
    .json(&body)
}

/// How many sessions somebody has.
fn sessions(client: &Client) -> usize {
    let list = client.get("/api/v1/account/sessions").expect(200).json();
    list["sessions"].as_array().unwrap().len()
}

fn signed_in(house: &House) -> Write {
    let Person { name, password, client, .. } = house.person(Role::Member);
    let body = json!({"pseudonym": name, "password": password});
    Write::new(&house.node.visitor(), "POST", "/api/v1/session", "session_started", move |house, told| {
        if let Some(told) = told {
            let own = house.node.visitor().with_token(&told.word("/token"));
            assert!(!dead(&own), "the token that was told opens");
        }
        sessions(&client) == 2
    })
    .json(&body)
}

fn signed_out(house: &House) -> Write {
    let Person { client, .. } = house.person(Role::Member);
    Write::new(&client.clone(), "DELETE", "/api/v1/session", "session_ended", move |_, _| dead(&client))
}

fn others_ended(house: &House) -> Write {
    let Person { name, password, client, .. } = house.person(Role::Member);
    let others = [0, 1].map(|_| house.node.sign_in(&name, &password));
    let path = "/api/v1/account/sessions";
    Write::new(&client.clone(), "DELETE", path, "other_sessions_ended", move |_, _| {
        together([
            ("one has ended", dead(&others[0])),
            ("the other has ended", dead(&others[1])),
            ("one is left", sessions(&client) == 1),
        ])
    })
}

fn ended_by_admin(house: &House) -> Write {
    let Person { id, name, password, client } = house.person(Role::Member);
    let other = house.node.sign_in(&name, &password);
    let path = format!("/api/v1/members/{id}/sessions");
    Write::new(&house.admin, "DELETE", path, "sessions_ended", move |_, _| {
        together([("one has ended", dead(&client)), ("the other has ended", dead(&other))])
    })
}

fn deleted(house: &House) -> Write {
    let person = house.person(Role::Member);
    let code = follow_code(&person);
    let body = json!({"password": person.password, "reports": "remove"});
    let path = "/api/v1/my-data/deletion";
    Write::new(&person.client.clone(), "POST", path, "account_deleted", move |house, _| {
        let followed = house.node.visitor().post("/api/v1/follow", &code);
        together([
            ("nobody can sign in", house.sign_in(&person.name, &person.password).is_err()),
            ("the session is dead", dead(&person.client)),
            ("an admin does not find her", house.member(&person.id).is_null()),
            ("her report is gone", followed.status != 200 || followed.word("/status") == "withdrawn"),
        ])
    })
    .json(&body)
}
