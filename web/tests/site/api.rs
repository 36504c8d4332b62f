//! The JSON API as the table of the issue has it.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::site::{Seen, Site};

async fn post(site: &Site, token: &str, path: &str, body: Value) -> Seen {
    site.call(Method::POST, &format!("/api/v1{path}"), Some(token), Some(body)).await
}

async fn get(site: &Site, token: &str, path: &str) -> Seen {
    site.call(Method::GET, &format!("/api/v1{path}"), Some(token), None).await
}

fn sample() -> Value {
    json!({
        "identifiers": [{ "kind": "phone", "value": "06 39 98 41 57" }, { "value": "someone@example.org" }],
        "kinds": ["rape_or_attempt", "armed_robbery"],
        "perpetrator": "client",
        "motive": ["transphobia"],
        "aliases": ["Marc"],
        "vehicle": "grey van",
        "description": "tall",
        "text": "raw words",
        "place": "Lyon",
        "happened_on": "2026-11-03",
        "contact": "signal",
        "consent": { "alert": true, "partners": false, "abroad": false },
        "a_field_of_next_year": [1, 2, 3]
    })
}

#[tokio::test]
async fn a_session_begins_and_ends() {
    let site = Site::open();
    let body = json!({ "pseudonym": "member", "password": crate::site::PASSWORD });
    let seen = site.call(Method::POST, "/api/v1/session", None, Some(body)).await;
    assert_eq!(seen.status, 201);
    assert_eq!(seen.json()["role"], "member");
    assert_eq!(seen.json()["expires_at"], "2026-12-21T00:00:00Z");
    let token = seen.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(site.call(Method::DELETE, "/api/v1/session", Some(&token), None).await.status, 204);
    assert_eq!(site.call(Method::DELETE, "/api/v1/session", Some(&token), None).await.status, 401);
    let wrong = json!({ "pseudonym": "member", "password": "wrong" });
    let seen = site.call(Method::POST, "/api/v1/session", None, Some(wrong)).await;
    assert_eq!((seen.status.as_u16(), seen.json()["type"].as_str()), (401, Some("wrong_credentials")));
}

#[tokio::test]
async fn report_publish_check_recall() {
    let site = Site::open();
    let (member, desk) = (site.token("member").await, site.token("moderator").await);
    let taken = post(&site, &member, "/reports", sample()).await;
    assert_eq!(taken.status, 201, "{}", taken.text);
    let taken = taken.json();
    assert!(taken["status"] == "waiting" && taken["follow_code"].as_str().unwrap().len() > 10);
    let id = taken["id"].as_str().unwrap();
    let own = get(&site, &member, &format!("/reports/{id}")).await;
    assert_eq!(own.json()["status"], "waiting");
    assert!(!own.text.contains("raw words"));
    assert_eq!(get(&site, &desk, &format!("/reports/{id}")).await.status, 404, "its reporter only");

    let queue = get(&site, &desk, "/desk/reports?status=waiting").await.json();
    assert_eq!(queue["reports"][0]["id"], id);
    assert_eq!(queue["reports"][0]["severe"], true);
    let publish =
        json!({ "level": "dangerous", "kinds": ["rape_or_attempt"], "text": "public words", "abroad": true });
    let refused = post(&site, &desk, &format!("/desk/reports/{id}/publish"), publish).await;
    assert_eq!((refused.status.as_u16(), refused.json()["type"].as_str()), (409, Some("consent_missing")));
    let publish = json!({ "level": "dangerous", "kinds": ["rape_or_attempt"], "text": "public words", "abroad": false });
    let published = post(&site, &desk, &format!("/desk/reports/{id}/publish"), publish.clone()).await;
    assert_eq!((published.status.as_u16(), published.json()["shared"].as_str()), (201, Some("not_asked")));
    let again = post(&site, &desk, &format!("/desk/reports/{id}/publish"), publish).await;
    assert_eq!((again.status.as_u16(), again.json()["type"].as_str()), (409, Some("wrong_state")));
    let alert = published.json()["alert_id"].as_str().unwrap().to_owned();

    let verdict = post(&site, &member, "/check", json!({ "identifier": "0033 6 39 98 41 57" })).await.json();
    assert_eq!(verdict["canonical"], "+33639984157");
    assert_eq!(
        (&verdict["kind"], &verdict["level"], &verdict["complete"]),
        (&json!("phone"), &json!("dangerous"), &json!(true))
    );
    assert_eq!(verdict["unanswered"], json!([]));
    let found = &verdict["alerts"][0];
    assert_eq!(found["id"], alert.as_str());
    assert_eq!(found["origin"], json!({ "name": "Jasmine", "country": "FR" }));
    assert_eq!((&found["month"], &found["text"]), (&json!("2026-11"), &json!("public words")));
    assert!(verdict["also"].is_array());
    let shown = get(&site, &member, &format!("/alerts/{alert}")).await;
    assert!(shown.status == 200 && !shown.text.contains("41 57") && !shown.text.contains("raw words"));

    let recalled =
        post(&site, &desk, &format!("/desk/alerts/{alert}/recall"), json!({ "reason": "correction" })).await;
    assert_eq!((recalled.status.as_u16(), recalled.json()["status"].as_str()), (200, Some("recalled")));
    assert_eq!(get(&site, &member, &format!("/alerts/{alert}")).await.status, 404);
    let verdict = post(&site, &member, "/check", json!({ "identifier": "06 39 98 41 57", "kind": "phone" }))
        .await
        .json();
    assert_eq!((&verdict["level"], &verdict["alerts"]), (&Value::Null, &json!([])));
}

#[tokio::test]
async fn what_is_wrong_is_named_and_never_repeated() {
    let site = Site::open();
    let token = site.token("member").await;
    let mistakes = [
        ("/check", json!({}), 400, "bad_request", "identifier"),
        ("/check", json!({ "identifier": 639_984_157 }), 400, "bad_request", "identifier"),
        ("/check", json!({ "identifier": "x1y2z3", "kind": "sekret" }), 400, "bad_request", "kind"),
        ("/reports", json!({ "kinds": ["harassment", "sekret"] }), 400, "bad_request", "kinds[1]"),
        ("/reports", json!({ "text": "x", "happened_on": "sekret" }), 400, "bad_request", "happened_on"),
        (
            "/reports",
            json!({ "text": "x", "consent": { "alert": "sekret" } }),
            400,
            "bad_request",
            "consent.alert",
        ),
        ("/reports", json!({ "text": "x", "consent": { "abroad": true } }), 400, "invalid", "consent.abroad"),
        (
            "/reports",
            json!({ "identifiers": [{ "kind": "phone" }] }),
            400,
            "bad_request",
            "identifiers[0].value",
        ),
        ("/reports", json!({}), 400, "invalid", "report"),
        ("/reports", json!({ "vehicle": "sekret".repeat(100) }), 413, "too_long", "vehicle"),
    ];
    for (path, body, status, word, field) in mistakes {
        let seen = post(&site, &token, path, body).await;
        let problem = seen.json();
        assert_eq!((seen.status.as_u16(), problem["type"].as_str()), (status, Some(word)), "{}", seen.text);
        assert_eq!(problem["field"], field, "{}", seen.text);
        assert!(!seen.text.contains("sekret") && !seen.text.contains("639"), "{}", seen.text);
    }
}

#[tokio::test]
async fn an_unreadable_identifier_has_a_hint() {
    let site = Site::open();
    let token = site.token("member").await;
    let seen = post(&site, &token, "/check", json!({ "identifier": "12", "kind": "phone" })).await;
    assert_eq!((seen.status.as_u16(), seen.json()["type"].as_str()), (422, Some("identifier_unreadable")));
    assert!(seen.json()["hint"].is_string());
    let body =
        json!({ "identifiers": [{ "value": "06 39 98 41 57" }, { "kind": "email", "value": "nobody" }] });
    let seen = post(&site, &token, "/reports", body).await;
    assert_eq!((seen.status.as_u16(), &seen.json()["index"]), (422, &json!(1)));
    assert_eq!(seen.json()["hint"], "not_an_email");
}

#[tokio::test]
async fn over_quota_says_when_to_come_back() {
    let site = Site::open();
    site.allow_one_check();
    let token = site.token("member").await;
    let body = json!({ "identifier": "06 39 98 41 57" });
    assert_eq!(post(&site, &token, "/check", body.clone()).await.status, 200);
    let seen = post(&site, &token, "/check", body).await;
    assert_eq!((seen.status.as_u16(), seen.json()["type"].as_str()), (429, Some("over_quota")));
    assert!(seen.header("retry-after").parse::<u64>().unwrap() > 0);
}

#[tokio::test]
async fn details_are_in_the_readers_language() {
    let site = Site::open();
    let request = Request::post("/api/v1/check").header("accept-language", "fr").body(Body::empty()).unwrap();
    let seen = site.send(request).await;
    assert_eq!(seen.status, 401);
    assert_eq!(seen.json()["detail"], "Connectez-vous d’abord.");
    assert_eq!((seen.header("content-language"), seen.header("www-authenticate")), ("fr", "Bearer"));
}

#[tokio::test]
async fn what_is_no_json_is_refused_in_words() {
    let site = Site::open();
    let token = site.token("member").await;
    let send = async |kind: &'static str, body: Vec<u8>| {
        let request = Request::post("/api/v1/check").header("authorization", format!("Bearer {token}"));
        site.send(request.header("content-type", kind).body(Body::from(body)).unwrap()).await
    };
    assert_eq!(send("text/plain", b"{}".to_vec()).await.json()["type"], "bad_request");
    assert_eq!(send("application/json", b"{".to_vec()).await.status, 400);
    assert_eq!(send("application/json", b"[]".to_vec()).await.status, 400);
    assert_eq!(send("application/json", vec![0xff, 0xfe]).await.status, 400);
    let large = send("application/json", vec![b' '; 200 * 1024]).await;
    assert_eq!((large.status.as_u16(), large.json()["type"].as_str()), (413, Some("too_large")));
}

#[tokio::test]
async fn below_api_everything_is_a_problem() {
    let site = Site::open();
    for path in ["/api", "/api/", "/api/v2/check", "/api/v1/", "/api/v1/nothing/at/all"] {
        let seen = site.call(Method::GET, path, None, None).await;
        assert_eq!(
            (seen.status.as_u16(), seen.header("content-type")),
            (404, "application/problem+json"),
            "{path}"
        );
    }
    let seen = site.call(Method::PUT, "/api/v1/check", None, None).await;
    assert_eq!((seen.status.as_u16(), seen.json()["type"].as_str()), (405, Some("method_not_allowed")));
    assert_eq!(seen.header("allow"), "POST");
}
