//! The lines of "When it goes wrong" that a router without a network can show, each by its number.

use axum::http::Method;
use serde_json::{Value, json};

use crate::pages::report;
use crate::site::Site;

/// The stable words of the newest lines of the audit, newest first.
fn audit(site: &Site) -> Vec<String> {
    let lines = site.node().read().unwrap().audit(&parasol_core::roles::Actor::Operator, None, 50).unwrap();
    lines.into_iter().map(|(_, line)| line.what).collect()
}

#[tokio::test]
async fn line_11_a_moderator_reads_what_she_need_not() {
    let site = Site::open();
    let mut reporter = site.signed_in("member").await;
    report(&mut reporter, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let queue = desk.get("/desk").await;
    let id = queue.text.split("/desk/report/").nth(1).unwrap().split('"').next().unwrap().to_owned();

    let opened = desk.post(&format!("/desk/report/{id}"), &[]).await;
    assert_eq!(audit(&site).first().map(String::as_str), Some("report_opened"));
    assert!(opened.read().contains("What only the team reads") && !opened.read().contains("after noon"));

    let shrugged = desk.post(&format!("/desk/report/{id}/contact"), &[("contact_reason", "curious")]).await;
    assert_eq!(shrugged.status, 422);
    assert!(!shrugged.read().contains("after noon") && shrugged.read().contains("Say why you need"));

    let shown = desk.post(&format!("/desk/report/{id}/contact"), &[("contact_reason", "other")]).await;
    assert!(shown.read().contains("signal, after noon"), "{}", shown.read());
    assert!(audit(&site).contains(&"contact_opened_for_other".to_owned()));
    let again = desk.post(&format!("/desk/report/{id}"), &[]).await;
    assert!(!again.read().contains("after noon"), "it is not kept open");

    // A report of her own she neither opens nor decides about.
    let mut mine = site.signed_in("moderator").await;
    report(&mut mine, &["consent_alert"]).await;
    let token = site.token("moderator").await;
    let queue = site.call(Method::GET, "/api/v1/desk/reports", Some(&token), None).await.json();
    let own = queue["reports"].as_array().unwrap().iter().find(|row| row["own"] == true).unwrap();
    let own = own["id"].as_str().unwrap().to_owned();
    assert_eq!(mine.post(&format!("/desk/report/{own}"), &[]).await.status, 403);
    for (act, body) in [
        ("contact", json!({ "reason": "call_back" })),
        ("publish", json!({ "level": "risky", "kinds": ["other"], "text": "x" })),
    ] {
        let path = format!("/api/v1/desk/reports/{own}/{act}");
        let refused = site.call(Method::POST, &path, Some(&token), Some(body)).await;
        assert_eq!((refused.status.as_u16(), refused.json()["type"].clone()), (403, json!("forbidden")));
    }

    // She looks numbers up like everybody else: counted.
    site.allow_one_check();
    let body = || Some(json!({ "identifier": "06 39 98 41 57" }));
    assert_eq!(site.call(Method::POST, "/api/v1/check", Some(&token), body()).await.status, 200);
    assert_eq!(site.call(Method::POST, "/api/v1/check", Some(&token), body()).await.status, 429);
}

#[tokio::test]
async fn line_16_she_is_under_age_or_in_danger_now() {
    let site = Site::open();
    let mut reporter = site.signed_in("member").await;
    let form = reporter.get("/report").await.read();
    assert!(form.contains("112") && form.contains("+33 6 39 98 00 01"), "numbers stand on the page");
    let mut register = site.browser();
    let register = register.get("/register").await;
    assert_eq!(register.status, 200);
    for page in [form, register.read()] {
        let page = page.to_lowercase();
        assert!(!page.contains("birth") && !page.contains("how old"), "nobody asks for a birth date");
    }
    let grave = reporter.post("/report", &[("kinds", "rape_or_attempt"), ("text", "grave")]).await;
    assert_eq!(grave.status, 201);
    reporter.get("/report").await;
    let urgent = reporter.post("/report", &[("urgent", "yes"), ("kinds", "harassment")]).await;
    assert_eq!(urgent.status, 201, "{}", urgent.read());

    let token = site.token("moderator").await;
    let queue: Value = site.call(Method::GET, "/api/v1/desk/reports", Some(&token), None).await.json();
    assert_eq!(queue["reports"][0]["urgent"], true, "{queue}");
    assert_eq!(queue["reports"][1]["urgent"], false);
    let mut desk = site.signed_in("moderator").await;
    assert!(desk.get("/desk").await.read().contains("Under age or in danger now"));
    let bare = json!({ "urgent": true });
    let taken =
        site.call(Method::POST, "/api/v1/reports", Some(&site.token("partner").await), Some(bare)).await;
    assert_eq!(taken.status, 201, "nothing else need be said: {}", taken.text);
}

#[tokio::test]
async fn line_14_desk_sessions_end_after_thirty_idle_minutes_and_a_members_own_phone_does_not() {
    let site = Site::open();
    for (name, page) in [("moderator", "/desk"), ("admin", "/admin")] {
        let mut browser = site.signed_in(name).await;
        site.wait(29 * 60);
        assert_eq!(browser.get(page).await.status, 200, "{name}: in use");
        site.wait(29 * 60);
        assert_eq!(browser.get(page).await.status, 200, "{name}: it was used meanwhile");
        site.wait(30 * 60);
        assert_eq!(browser.get(page).await.status, 303, "{name}: idle for thirty minutes");
    }
    let mut member = site.signed_in("member").await;
    site.wait(31 * 60);
    assert_eq!(member.get("/check").await.status, 200, "her own phone stays signed in");
}

#[tokio::test]
async fn line_14_every_moderator_and_admin_has_the_lock_button_and_nobody_else() {
    let site = Site::open();
    for (name, page) in [("moderator", "/desk"), ("admin", "/admin")] {
        let seen = site.signed_in(name).await.get(page).await;
        assert!(seen.text.contains("href=\"/lock\""), "{name}");
    }
    for name in ["member", "partner"] {
        assert_eq!(site.signed_in(name).await.get("/lock").await.status, 403, "{name}");
    }
}

#[tokio::test]
async fn line_20_codes_are_read_aloud_or_printed_where_sms_are_off() {
    let site = Site::open();
    site.wait(31 * 86_400);
    let mut member = site.signed_in("member").await;
    let page = member.get("/sponsor").await;
    assert!(!page.text.contains("name=\"phone\""), "no telephone number is asked for");
    assert!(page.read().contains("Show the code instead, and read it aloud"), "{}", page.read());
    let shown = member.post("/sponsor", &[("label", "from the bus"), ("do", "show")]).await;
    let code = shown.text.split("class=\"follow code\"").nth(1).unwrap();
    let code = code.split('>').nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [5, 5, 1], "short, in three parts");
    let mut partner = site.signed_in("partner").await;
    partner.get("/cards").await;
    let fields = [("cards", "4"), ("months", "6"), ("language", "fr"), ("do", "print")];
    let sheet = partner.post("/cards", &fields).await;
    assert_eq!(sheet.text.matches("<b class=\"code\"").count(), 4, "{}", sheet.read());
}
