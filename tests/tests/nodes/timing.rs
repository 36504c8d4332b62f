//! Nothing tells a visitor whether an account, a contact or a sponsor exists: not the answer, and not the time it takes.

use std::time::{Duration, Instant};

use parasol_tests::{Client, Node, Tellers, code_to, publication};
use serde_json::{Value, json};

const PASSWORD: &str = "une tortue sous la pluie";

/// Members whose names and addresses are somebody's; as many others are nobody's.
const KNOWN: usize = 6;

/// How far two samples of the same distribution may lie apart, in standard deviations of the rank sum: one run in a
/// hundred thousand lies further apart by chance.
const FAR: f64 = 4.5;

/// A node with some members who registered with an e-mail address.
fn node() -> Node {
    let node = Node::new("Jasmine", "FR");
    for n in 0..KNOWN {
        let code = node.cli(&["member", "code"]);
        let code = code.pointer("/code").and_then(Value::as_str).unwrap().to_owned();
        let answer = node.visitor().post(
            "/api/v1/registration",
            &json!({
                "work_name": format!("kavolt {n}"), "contact": format!("kavolt{n}@example.org"),
                "sponsor": code, "password": PASSWORD, "terms": 1,
            }),
        );
        let _ = answer.expect(201);
        // A sponsor is found by an address whose code came back.
        let member = node.sign_in(&format!("kavolt {n}"), PASSWORD);
        let confirmed = member.post(
            "/api/v1/account/contacts/confirmation",
            &json!({"code": code_to(&node, &format!("kavolt{n}@example.org"))}),
        );
        let _ = confirmed.expect(204);
    }
    node
}

/// Asks in turn about somebody and about nobody; how long each answer took. Both names are of one length and in no
/// dictionary, because judging a password by the name beside it takes as long as the name's letters make it.
fn in_turn(tries: usize, ask: impl Fn(&'static str, usize)) -> (Vec<Duration>, Vec<Duration>) {
    let timed = |who, n| {
        let began = Instant::now();
        ask(who, n);
        began.elapsed()
    };
    (0..tries)
        .map(|n| {
            if n % 2 == 0 {
                let known = timed("kavolt", n);
                (known, timed("tolvak", n))
            } else {
                // The other way round, so that neither always comes first.
                let unknown = timed("tolvak", n);
                (timed("kavolt", n), unknown)
            }
        })
        .unzip()
}

/// Mann and Whitney: whether one of two samples tends to be larger, in standard deviations.
fn apart(one: &[Duration], other: &[Duration]) -> f64 {
    let mut all: Vec<(Duration, bool)> = one.iter().map(|time| (*time, true)).collect();
    all.extend(other.iter().map(|time| (*time, false)));
    all.sort();
    let ranks: f64 =
        all.iter().zip(1_u32..).filter(|((_, first), _)| *first).map(|(_, rank)| f64::from(rank)).sum();
    let (n, m) = (one.len() as f64, other.len() as f64);
    let expected = n * (n + m + 1.0) / 2.0;
    (ranks - expected) / (n * m * (n + m + 1.0) / 12.0).sqrt()
}

fn the_same(what: &str, (known, unknown): (Vec<Duration>, Vec<Duration>)) {
    let distance = apart(&known, &unknown);
    assert!(distance.abs() < FAR, "{what}: {distance:.1} standard deviations apart");
}

fn post(client: &Client, path: &str, body: &Value, status: u16) -> String {
    client.post(path, body).expect(status).body
}

#[test]
fn a_thousand_forgotten_passwords_do_not_tell_who_is_a_member() {
    let node = node();
    let client = node.visitor();
    the_same(
        "forgotten",
        in_turn(500, |who, n| {
            let name = format!("{who} {}", n % KNOWN);
            assert_eq!(post(&client, "/api/v1/password/forgotten", &json!({"work_name": name}), 202), "");
        }),
    );
    // Ten tries for each name; the password is hashed before the code is looked at.
    the_same(
        "reset",
        in_turn(9 * KNOWN, |who, n| {
            let body = json!({"work_name": format!("{who} {}", n % KNOWN), "code": "00000-00000-0", "password": PASSWORD});
            let answer = client.post("/api/v1/password/reset", &body).expect(400);
            assert_eq!(answer.problem(), "code_refused");
        }),
    );
}

#[test]
fn asking_a_sponsor_does_not_tell_whether_she_exists() {
    let node = node();
    let client = node.visitor();
    // Nine requests to each address: the tenth is the last, whoever's it is.
    the_same(
        "registration",
        in_turn(9 * KNOWN, |who, n| {
            let body = json!({
                "work_name": format!("new {n}"), "contact": "06 39 98 00 11", "password": PASSWORD, "terms": 1,
                "sponsor": format!("{who}{}@example.org", n % KNOWN),
            });
            let answer = client.post("/api/v1/registration", &body).expect(201);
            assert_eq!(answer.word("/state"), "waiting");
        }),
    );
    // A contact that is somebody's already is taken like any other.
    the_same(
        "contact",
        in_turn(4 * KNOWN, |who, n| {
            let body = json!({
                "work_name": format!("other {n}"), "contact": format!("{who}{}@example.org", n % KNOWN),
                "password": PASSWORD, "terms": 1, "sponsor": format!("{who}.else{}@example.org", n),
            });
            let _ = client.post("/api/v1/registration", &body).expect(201);
        }),
    );
}

#[test]
fn line_6_asking_to_contest_does_not_tell_who_is_listed_or_whose_it_is() {
    let node = node();
    let Tellers { reporter, moderator } = Tellers::at(&node);
    let mut alert = publication();
    alert["abroad"] = json!(false);
    for n in 0..KNOWN {
        let identifiers = json!([{"kind": "email", "value": format!("kavolt.x{n}@example.org")}]);
        let report =
            json!({"identifiers": identifiers, "kinds": ["armed_robbery"], "consent": {"alert": true}});
        let id = reporter.post("/api/v1/reports", &report).expect(201).word("/id");
        let _ = moderator.post(&format!("/api/v1/desk/reports/{id}/publish"), &alert).expect(201);
    }
    let client = node.visitor();
    the_same(
        "contest",
        in_turn(400, |who, n| {
            // A listed address, then a member's; the other word's are nobody's.
            let kind = if (n / 2) % 2 == 0 { ".x" } else { "" };
            let contact = format!("{who}{kind}{}@example.org", n % KNOWN);
            assert_eq!(post(&client, "/api/v1/contests/code", &json!({"contact": contact}), 202), "");
        }),
    );
}
