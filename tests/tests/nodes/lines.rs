//! Lines of USERS, *When it goes wrong*, that need another country's node.

use parasol_tests::{Client, NUMBER, Pair, Role, Tellers, from_abroad, report, until, until_level};
use serde_json::{Value, json};

/// A verdict's page, as somebody reads it who asks in this language.
fn page(browser: &Client, language: &str, number: &str) -> String {
    let browser = browser.clone().with("Accept-Language", language);
    let token = browser.get("/check").expect(200).csrf();
    let page = browser.form("/check", &[("csrf", &token), ("identifier", number)]).expect(200);
    page.body.replace(['\u{2068}', '\u{2069}'], "").replace('\u{a0}', " ")
}

/// Reports with all there is to say, and publishes with all that may be said: the alert's id.
fn published(tellers: &Tellers, number: &str, more: &[&str]) -> String {
    let mut body = report(number);
    let identifiers = std::iter::once(&number).chain(more).map(|value| json!({"value": value}));
    body["identifiers"] = identifiers.collect();
    body["town"] = json!({"name": "Lyon"});
    body["place"] = json!("12 rue Inventée");
    body["happened_on"] = json!("2026-11-03");
    body["hour"] = json!("22:30");
    let id = tellers.reporter.post("/api/v1/reports", &body).expect(201).word("/id");
    let alert = json!({
        "level": "risky", "kinds": ["armed_robbery"], "text": "Says he is an electrician.", "town": "Lyon",
        "aliases": ["Marc"], "vehicle": "grey van", "description": "tall", "abroad": true, "anyway": true,
    });
    let path = format!("/api/v1/desk/reports/{id}/publish");
    tellers.moderator.post(&path, &alert).expect(201).word("/alert_id")
}

#[test]
fn line_5_and_17_abroad_country_and_month_are_told_and_that_numbers_change_hands() {
    let pair = Pair::linked();
    let tellers = Tellers::at(&pair.france);
    let number = from_abroad(NUMBER);
    published(&tellers, NUMBER, &[]);
    pair.until_in_sync();
    let found = until_level(&pair.belgium, &number, Some("risky"));
    let alert = &found["alerts"][0];
    assert_eq!(alert["origin"], json!({"name": "Jasmine", "country": "FR"}));
    assert_eq!(alert["month"], "2026-11");
    assert_eq!(found["last_reported"], "2026-11");
    assert_eq!(
        found["caution"], "Last reported in November 2026. Numbers change hands and can be faked.",
        "to programs too, where only another country knows of it"
    );
    let password = pair.belgium.enrol("emma", Role::Member);
    let browser = pair.belgium.browser_of("emma", &password);
    let pages = [
        ("en", "Last reported in November 2026. Numbers change hands and can be faked."),
        ("fr", "Dernier signalement : novembre 2026. Un numéro peut changer de main ou être usurpé."),
    ];
    for (language, words) in pages {
        let page = page(&browser, language, &number);
        assert!(page.contains(words), "{page}");
        for finer in ["Lyon", "Inventée", "22:30", "2026-11-03", "Marc", "grey van", "electrician", "lucie"]
        {
            assert!(!page.contains(finer) && !found.to_string().contains(finer), "{finer}: {page}");
        }
    }
    let nothing = page(&browser, "en", "+33 6 39 98 00 01");
    assert!(nothing.contains("Numbers change hands and can be faked."), "{nothing}");
}

#[test]
fn line_8_and_17_a_correction_and_a_number_that_changed_hands_reach_every_peer() {
    let pair = Pair::linked();
    let tellers = Tellers::at(&pair.france);
    let other = "06 39 98 41 58";
    let alert = published(&tellers, NUMBER, &[other]);
    pair.until_in_sync();
    for number in [NUMBER, other] {
        until_level(&pair.belgium, &from_abroad(number), Some("risky"));
    }
    let correct = json!({
        "version": 0, "level": "unpleasant", "kinds": ["harassment"], "text": "", "leave_out": [1],
        "why": "the second number was misread",
    });
    let _ = tellers.moderator.post(&format!("/api/v1/desk/alerts/{alert}/correct"), &correct).expect(200);
    until_level(&pair.belgium, &from_abroad(other), None);
    let found = until_level(&pair.belgium, &from_abroad(NUMBER), Some("unpleasant"));
    assert_eq!(found["alerts"].as_array().unwrap().len(), 1, "once: {found}");
    assert_eq!(found["alerts"][0]["kinds"], json!(["harassment"]));

    let gone = json!({"reason": "number_changed_hands"});
    let _ = tellers.moderator.post(&format!("/api/v1/desk/alerts/{alert}/recall"), &gone).expect(200);
    until_level(&pair.belgium, &from_abroad(NUMBER), None);
    until("nobody finds it any more", || pair.france.check(NUMBER)["level"] == Value::Null);
    pair.until_converged();
}
