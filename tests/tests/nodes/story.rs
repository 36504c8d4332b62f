//! An alert published in France answers a check in Belgium, by the calls of the API's table.

use parasol_tests::{
    NUMBER, Node, PUBLIC_TEXT, Pair, Role, Tellers, from_abroad, publication, report, until_level,
};
use serde_json::{Value, json};

#[test]
fn an_alert_published_in_france_answers_a_check_in_belgium() {
    let pair = Pair::linked();
    let Pair { france, belgium } = &pair;
    let tellers = Tellers::at(france);

    let before = belgium.check(&from_abroad(NUMBER));
    assert_eq!((&before["level"], &before["complete"]), (&Value::Null, &Value::Bool(true)), "{before}");

    let report = tellers.reporter.post("/api/v1/reports", &report(NUMBER)).expect(201);
    assert_eq!(report.word("/status"), "waiting");
    assert!(report.word("/follow_code").len() >= 8, "{}", report.body);
    let id = report.word("/id");
    let queue = tellers.moderator.get("/api/v1/desk/reports?status=waiting").expect(200).json();
    assert_eq!(queue["reports"][0]["id"], id);
    let path = format!("/api/v1/desk/reports/{id}/publish");
    let published = tellers.moderator.post(&path, &publication()).expect(201);
    assert!(["done", "waiting"].contains(&published.word("/shared").as_str()), "{}", published.body);
    let alert = published.word("/alert_id");
    let followed = tellers.reporter.get(&format!("/api/v1/reports/{id}")).expect(200);
    assert_eq!(followed.word("/status"), "published");

    pair.until_in_sync();
    for pasted in [from_abroad(NUMBER).as_str(), NUMBER, "٠٠٣٣ ٦ ٣٩ ٩٨ ٤١ ٥٧", "+33 (0)6 39 98 41 57"]
    {
        let found = belgium.check(pasted);
        assert_eq!(found["level"], "very_dangerous", "{pasted}: {found}");
        assert_eq!((&found["complete"], &found["unanswered"]), (&json!(true), &json!([])), "{found}");
        let alerts = found["alerts"].as_array().unwrap();
        assert_eq!(alerts.len(), 1, "{found}");
        assert_eq!(alerts[0]["origin"], json!({"name": "Jasmine", "country": "FR"}));
        assert_eq!(alerts[0]["level"], "very_dangerous");
        assert_eq!(alerts[0]["kinds"], json!(["armed_robbery"]));
        assert_eq!(alerts[0]["month"].as_str().unwrap().len(), "2026-11".len());
        assert_eq!(alerts[0].get("text"), None, "the public text stays at home: {found}");
        let read: Vec<_> = std::iter::once(&found).chain(found["also"].as_array().unwrap()).collect();
        assert!(read.iter().any(|read| read["canonical"] == "+33639984157"), "{found}");
    }
    let at_home = france.check(NUMBER);
    assert_eq!((&at_home["kind"], &at_home["canonical"]), (&json!("phone"), &json!("+33639984157")));
    assert_eq!(at_home["alerts"][0]["id"], alert);
    assert_eq!(at_home["alerts"][0]["text"], PUBLIC_TEXT);
    let unknown = belgium.check("+33 6 39 98 00 01");
    assert_eq!((&unknown["level"], &unknown["complete"]), (&Value::Null, &json!(true)));

    tellers.recall(&alert);
    until_level(belgium, &from_abroad(NUMBER), None);
    assert_eq!(france.check(NUMBER)["level"], Value::Null);
    assert_eq!(
        tellers.reporter.get(&format!("/api/v1/reports/{id}")).expect(200).word("/status"),
        "recalled"
    );
    pair.until_converged();
}

#[test]
fn every_refusal_has_its_status_its_word_and_a_sentence() {
    let node = Node::new("Jasmine", "FR");
    let Tellers { reporter, moderator } = Tellers::at(&node);
    let refused = |answer: parasol_tests::Answer, status: u16, word: &str| {
        let answer = answer.expect(status);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(answer.problem(), word, "{}", answer.body);
        assert!(answer.word("/detail").ends_with('.'), "a sentence: {}", answer.body);
        answer
    };
    let file = |consent: Value| {
        let mut draft = report(NUMBER);
        draft["consent"] = consent;
        reporter.post("/api/v1/reports", &draft)
    };
    let publish = |id: &str, abroad: bool| {
        let body = json!({"level": "risky", "kinds": ["other"], "text": "", "abroad": abroad});
        moderator.post(&format!("/api/v1/desk/reports/{id}/publish"), &body)
    };

    let silent = file(json!({"alert": false, "partners": false, "abroad": false})).expect(201).word("/id");
    refused(publish(&silent, false), 409, "consent_missing");
    let here = file(json!({"alert": true, "partners": false, "abroad": false})).expect(201).word("/id");
    refused(publish(&here, true), 409, "consent_missing");
    let _ = publish(&here, false).expect(201);
    refused(publish(&here, false), 409, "wrong_state");
    assert_eq!(file(json!({"alert": false, "partners": false, "abroad": true})).status, 400);
    assert_eq!(reporter.post("/api/v1/reports", &json!({"consent": {}})).status, 400, "nothing at all");

    let check = |text: &str| reporter.post("/api/v1/check", &json!({"identifier": text}));
    let unreadable = refused(check("17"), 422, "identifier_unreadable");
    assert!(!unreadable.word("/hint").is_empty(), "{}", unreadable.body);
    let mut wrong = report("12");
    wrong["identifiers"][0]["value"] = json!("anonymous");
    let unreadable = refused(reporter.post("/api/v1/reports", &wrong), 422, "identifier_unreadable");
    assert!(!unreadable.word("/hint").is_empty(), "{}", unreadable.body);

    refused(node.visitor().post("/api/v1/check", &json!({"identifier": NUMBER})), 401, "not_signed_in");
    refused(node.visitor().with_token("x").get("/api/v1/desk/reports"), 401, "not_signed_in");
    let wrong = json!({"pseudonym": "lucie", "password": "not her password"});
    refused(node.visitor().post("/api/v1/session", &wrong), 401, "wrong_credentials");
    refused(reporter.get("/api/v1/desk/reports?status=waiting"), 403, "forbidden");
    refused(reporter.get(&format!("/api/v1/alerts/{}", "0".repeat(32))), 404, "not_found");
    refused(moderator.get(&format!("/api/v1/reports/{here}")), 404, "not_found");
    refused(reporter.get("/api/v1/nothing"), 404, "not_found");
    refused(reporter.post("/api/v1/check", &json!({})), 400, "bad_request");
    refused(
        reporter.post("/api/v1/check", &json!({"identifier": NUMBER, "kind": "fax"})),
        400,
        "bad_request",
    );
    let long = json!({"text": "x".repeat(9_000), "consent": {}});
    refused(reporter.post("/api/v1/reports", &long), 413, "too_long");
    refused(reporter.post("/api/v1/reports", &json!({"text": "x".repeat(1 << 20)})), 413, "too_large");
    refused(moderator.get("/api/v1/desk/reports?status=lost"), 400, "bad_request");
    refused(moderator.call("DELETE", "/api/v1/check"), 405, "method_not_allowed");
}

/// Thirty in an hour and ten more for the night; then nothing is checked, and it is said when it can be.
#[test]
fn checks_over_the_quota_are_refused_and_never_answered_with_nothing_known() {
    let node = Node::new("Jasmine", "FR");
    let member = node.somebody("lucie", Role::Member);
    let check = || member.post("/api/v1/check", &json!({"identifier": NUMBER}));
    // An hour may end in the middle: then there are 30 more.
    let last = (0..80).map(|_| check()).find(|answer| answer.status != 200).unwrap();
    assert_eq!((last.status, last.problem().as_str()), (429, "over_quota"));
    let wait: u64 = last.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=86_400).contains(&wait));
}

/// What a wrong password costs: the eleventh attempt in a quarter of an hour has to wait, the right one included.
#[test]
fn guessing_a_password_has_to_wait() {
    let node = Node::new("Jasmine", "FR");
    let password = node.enrol("lucie", Role::Member);
    let try_with = |password: &str| {
        node.visitor().post("/api/v1/session", &json!({"pseudonym": "lucie", "password": password}))
    };
    for _ in 0..10 {
        let _ = try_with("a guess of his").expect(401);
    }
    let refused = try_with(&password).expect(429);
    assert_eq!(refused.problem(), "over_quota");
    assert!(refused.header("retry-after").is_some());
}

/// Every field of the table, there and back.
#[test]
fn all_fields_of_a_report_and_of_an_alert() {
    let node = Node::new("Jasmine", "FR");
    let Tellers { reporter, moderator } = Tellers::at(&node);
    let full = json!({
        "identifiers": [
            {"value": NUMBER},
            {"kind": "email", "value": "Someone@Example.org"},
            {"kind": "plate", "value": "AA-000-BB"},
            {"kind": "handle", "value": "@some_one"},
        ],
        "kinds": ["threats_or_blackmail", "extortion"],
        "perpetrator": "posing_as_client",
        "motive": ["transphobia"],
        "aliases": ["Marc"],
        "vehicle": "camionnette blanche",
        "description": "grand, barbe",
        "text": "il menace de tout dire",
        "place": "Lille",
        "happened_on": "2026-11-02",
        "contact": "par l'équipe seulement",
        "consent": {"alert": true, "partners": false, "abroad": false},
    });
    let id = reporter.post("/api/v1/reports", &full).expect(201).word("/id");
    let body = json!({"level": "dangerous", "kinds": ["extortion"], "text": "Menace.", "anyway": true});
    let published = moderator.post(&format!("/api/v1/desk/reports/{id}/publish"), &body).expect(201);
    assert_eq!(published.word("/shared"), "not_asked");
    let alert = moderator.get(&format!("/api/v1/alerts/{}", published.word("/alert_id"))).expect(200).json();
    assert_eq!((&alert["level"], &alert["month"]), (&json!("dangerous"), &json!("2026-11")));
    assert_eq!(alert["identifiers"].as_array().unwrap().len(), 4);
    // What is said of the person is the moderator's choice, and this one chose nothing.
    assert_eq!((&alert["aliases"], &alert["vehicle"]), (&json!([]), &Value::Null));
    for pasted in ["someone@example.org", "aa 000 bb", "SOME_ONE"] {
        let found = node.check(pasted);
        assert_eq!(found["level"], "dangerous", "{pasted}: {found}");
    }
    let _ = reporter.call("DELETE", "/api/v1/session").expect(204);
    let _ = reporter.get(&format!("/api/v1/reports/{id}")).expect(401);
    let _ = node.visitor().get("/healthz").expect(200);
    let described = node.visitor().get("/api/v1/openapi.json").expect(200).json();
    assert!(described["paths"].as_object().unwrap().len() >= 7);
}
