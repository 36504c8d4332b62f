//! The own data, terms and policy, requests and the audit, as a browser and a program see them.

use axum::http::Method;
use serde_json::json;

use crate::pages::report;
use crate::registering::{NEW, register, sign_in};
use crate::site::{Browser, PASSWORD, Seen, Site};

/// A report of "member" that is an alert; its id.
async fn published(site: &Site) -> String {
    let mut reporter = site.signed_in("member").await;
    report(&mut reporter, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let queue = desk.get("/desk").await;
    let id = queue.text.split("/desk/report/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    desk.post(&format!("/desk/report/{id}"), &[]).await;
    let fields =
        [("level", "dangerous"), ("kinds", "threats_or_blackmail"), ("text", "Threatens afterwards.")];
    let seen = desk.post(&format!("/desk/report/{id}/publish"), &fields).await;
    assert_eq!(seen.status, 200, "{}", seen.read());
    id
}

async fn alerts(browser: &mut Browser) -> Seen {
    browser.get("/check").await;
    browser.post("/check", &[("identifier", "06 39 98 41 57")]).await
}

fn no_missing_text(seen: &Seen) {
    for prefix in ["my-data-", "privacy-", "terms-", "audit-", "requests-", "legal-", "foot-", "fate-"] {
        let leaked = seen.text.split('>').any(|part| part.starts_with(prefix));
        assert!(!leaked, "a text {prefix}… is missing");
    }
}

#[tokio::test]
async fn every_page_says_who_is_responsible_and_that_nothing_goes_to_the_police() {
    let site = Site::with(|settings| {
        settings.organisation.controller = "Association Jasmine".to_owned();
        settings.organisation.address = Some("1 rue Inventée, 75000 Paris".to_owned());
        settings.organisation.officer_email = Some("dpo@example.org".to_owned());
        settings.organisation.officer_phone = Some("+33 6 39 98 00 02".to_owned());
    });
    for (language, police, terms, policy) in [
        (
            "en",
            "We do not send your information to the police.",
            "Terms and conditions",
            "Personal data policy",
        ),
        (
            "fr",
            "Nous ne transmettons pas vos informations à la police.",
            "Conditions générales",
            "Politique de données personnelles",
        ),
    ] {
        let mut browser = site.browser();
        browser.language = language;
        for path in ["/", "/sign-in", "/terms", "/privacy", "/nothing"] {
            let seen = browser.get(path).await;
            for words in [
                police,
                terms,
                policy,
                "Association Jasmine",
                "1 rue Inventée, 75000 Paris",
                "dpo@example.org",
            ] {
                assert!(seen.read().contains(words), "{language} {path} lacks {words}");
            }
            no_missing_text(&seen);
        }
        assert!(browser.get("/terms").await.read().contains("Version 1"));
        assert!(browser.get("/privacy").await.read().contains("+33 6 39 98 00 02"));
    }
}

#[tokio::test]
async fn a_gap_in_the_settings_is_told_to_admins_and_never_shown_empty() {
    let site = Site::open();
    let mut admin = site.signed_in("admin").await;
    assert!(admin.get("/privacy").await.read().contains("the settings lack"));
    for name in ["member", "moderator"] {
        let seen = site.signed_in(name).await.get("/privacy").await;
        assert!(!seen.read().contains("the settings lack") && !seen.read().contains("Address:"));
        assert!(!seen.read().contains("Data Protection Officer by email"));
    }
}

#[tokio::test]
async fn what_is_kept_is_seen_and_taken_along_with_the_password() {
    let site = Site::open();
    published(&site).await;
    let mut rosa = site.signed_in("member").await;
    let seen = rosa.get("/my-data").await;
    assert_eq!(seen.status, 200);
    no_missing_text(&seen);
    assert!(seen.read().contains("November 2026") && !seen.read().contains("after noon"));
    let wrong = rosa.post("/my-data/export", &[("password", "wrong"), ("form", "json")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.read().contains("This is not your password") && !wrong.read().contains("after noon"));
    rosa.get("/my-data").await;
    let file = rosa.post("/my-data/export", &[("password", PASSWORD), ("form", "json")]).await;
    assert_eq!((file.status.as_u16(), file.header("content-type")), (200, "application/json"));
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert_eq!(file.json()["pseudonym"], "member");
    assert!(file.text.contains("after noon"), "{}", file.text);
    rosa.get("/my-data").await;
    let print = rosa.post("/my-data/export", &[("password", PASSWORD), ("form", "print")]).await;
    assert!(print.read().contains("after noon") && print.read().contains("My data on 21 November 2026"));
    let token = site.token("member").await;
    let body = Some(json!({ "password": "wrong" }));
    let refused = site.call(Method::POST, "/api/v1/my-data/export", Some(&token), body).await;
    assert_eq!(refused.status, 401);
    let body = Some(json!({ "password": PASSWORD }));
    let full = site.call(Method::POST, "/api/v1/my-data/export", Some(&token), body).await.json();
    assert_eq!(full["full_reports"][0]["says"]["contact"], "signal, after noon");
}

#[tokio::test]
async fn a_report_that_is_no_longer_used_is_hidden_until_a_moderator_lifts_it() {
    let site = Site::open();
    let id = published(&site).await;
    let mut other = site.signed_in("partner").await;
    let shown = alerts(&mut other).await;
    assert!(shown.read().contains("Threatens afterwards"), "{}", shown.read());
    let mut rosa = site.signed_in("member").await;
    rosa.get("/my-data").await;
    // Whoever holds her phone cannot hide what she warned of.
    let closed = rosa.get("/my-data/restrict").await;
    assert!(!closed.text.contains("name=\"report\"") && closed.text.contains("name=\"password\""));
    for report in ["all", &*id] {
        let refused = rosa.post("/my-data/restrict", &[("report", report)]).await;
        assert!(refused.status == 422 && refused.read().contains("type your password again first"));
    }
    let token = site.token("member").await;
    for body in [json!({}), json!({ "password": "wrong" })] {
        let refused = site.call(Method::POST, "/api/v1/my-data/restriction", Some(&token), Some(body)).await;
        assert!(matches!(refused.status.as_u16(), 400 | 401), "{}", refused.text);
    }
    assert!(alerts(&mut other).await.read().contains("Threatens afterwards"));
    rosa.get("/my-data/restrict").await;
    rosa.post("/my-data/restrict", &[("do", "open"), ("password", PASSWORD)]).await;
    let done = rosa.post("/my-data/restrict", &[("report", &id)]).await;
    assert!(done.read().contains("One report is not used from now on"), "{}", done.read());
    assert!(!alerts(&mut other).await.read().contains("Threatens afterwards"));
    let mine = rosa.get("/my-data/restrict").await;
    assert!(mine.read().contains("not used since 21 November 2026"));
    assert!(mine.read().contains("There is no report of yours that is in use"));
    assert!(rosa.get("/my-data").await.read().contains("answer by 19 December 2026"));

    let mut desk = site.signed_in("moderator").await;
    assert!(desk.get("/admin/requests").await.read().contains("19 December 2026"));
    assert!(desk.get("/desk?status=all").await.read().contains("not used since 21 November 2026"));
    let open = desk.post(&format!("/desk/report/{id}"), &[]).await;
    assert!(open.read().contains("Use it again"));
    let lifted = desk.post(&format!("/desk/report/{id}/lift"), &[("answer", "The number is his.")]).await;
    assert_eq!(lifted.status, 200, "{}", lifted.read());
    assert!(alerts(&mut other).await.read().contains("Threatens afterwards"));
    let mine = rosa.get("/my-data").await.read();
    assert!(mine.contains("used again") && !mine.contains("The number is his."), "{mine}");
    rosa.get("/my-data/ask").await;
    rosa.post("/my-data/ask", &[("do", "open"), ("password", PASSWORD)]).await;
    assert!(rosa.get("/my-data/ask").await.read().contains("The number is his."));
    let again = rosa.post("/my-data/restrict", &[("report", &id)]).await;
    assert!(again.status == 429 && again.read().contains("less than a day ago"), "{}", again.read());
}

#[tokio::test]
async fn line_1_he_holds_her_phone_what_she_asked_opens_with_her_password_for_five_minutes() {
    let site = Site::open();
    let mut rosa = site.browser();
    assert_eq!(register(&mut rosa, "Rosa", &site.code()).await.status, 201);
    sign_in(&mut rosa, "Rosa", NEW).await;
    rosa.get("/my-data/ask").await;
    rosa.post("/my-data/ask", &[("kind", "correct"), ("text", "Zébulon is not me.")]).await;
    for path in ["/my-data", "/my-data/ask"] {
        let closed = rosa.get(path).await.read();
        assert!(!closed.contains("Zébulon") && !closed.contains("639980011"), "{path}: {closed}");
    }
    assert!(rosa.get("/my-data").await.read().contains("•• •• •• 11"));
    let body = json!({ "pseudonym": "Rosa", "password": NEW });
    let token = site.call(Method::POST, "/api/v1/session", None, Some(body)).await.json()["token"].clone();
    let token = token.as_str().unwrap().to_owned();
    let told = site.call(Method::GET, "/api/v1/my-data", Some(&token), None).await;
    assert!(!told.text.contains("Zébulon") && !told.text.contains("639980011"), "{}", told.text);

    rosa.get("/my-data/ask").await;
    let wrong = rosa.post("/my-data/ask", &[("do", "open"), ("password", "wrong")]).await;
    assert!(wrong.status == 422 && !wrong.read().contains("Zébulon"));
    let opened = rosa.post("/my-data/ask", &[("do", "open"), ("password", NEW)]).await;
    assert_eq!((opened.status.as_u16(), opened.header("location")), (303, "/my-data/ask"));
    assert!(rosa.get("/my-data/ask").await.read().contains("Zébulon is not me."));
    assert!(rosa.get("/my-data").await.read().contains("639980011"));
    rosa.post("/my-data/ask", &[("do", "close")]).await;
    assert!(!rosa.get("/my-data/ask").await.read().contains("Zébulon"));
    rosa.post("/my-data/ask", &[("do", "open"), ("password", NEW)]).await;
    site.wait(5 * 60);
    assert!(!rosa.get("/my-data/ask").await.read().contains("Zébulon"), "five minutes are over");
}

#[tokio::test]
async fn long_lists_come_in_pages_that_plain_links_lead_through() {
    let site = Site::open();
    let mut rosa = site.signed_in("member").await;
    for n in 0..23_u64 {
        site.wait(3_600 * 24);
        rosa = site.signed_in("member").await;
        rosa.get("/report").await;
        let sent = rosa.post("/report", &[("text", &format!("Number {n}."))]).await;
        assert_eq!(sent.status, 201, "{}", sent.read());
    }
    rosa.get("/my-data/restrict").await;
    rosa.post("/my-data/restrict", &[("do", "open"), ("password", PASSWORD)]).await;
    let buttons = |seen: &Seen| seen.text.matches("No longer use this report").count();
    let first = rosa.get("/my-data/restrict").await;
    assert_eq!((buttons(&first), first.read().contains("Page 1 of 3")), (10, true));
    assert!(!first.text.contains("rel=\"prev\"") && first.text.contains("href=\"/my-data/restrict?page=2\""));
    let last = rosa.get("/my-data/restrict?page=3").await;
    assert_eq!((buttons(&last), last.text.contains("rel=\"next\"")), (3, false));
    assert!(last.text.contains("href=\"/my-data/restrict?page=2\""));
    // Reports may have gone since the link was drawn: then the last page there is.
    assert_eq!(buttons(&rosa.get("/my-data/restrict?page=99").await), 3);
    assert_eq!(rosa.get("/my-data/restrict?page=x").await.status, 404);
    for text in 0..5 {
        rosa.get("/my-data/ask").await;
        rosa.post("/my-data/ask", &[("kind", "object"), ("text", &text.to_string())]).await;
    }
    let overview = rosa.get("/my-data").await;
    assert_eq!(overview.text.matches("answer by").count(), 3, "the newest three");
    assert!(overview.read().contains("Read all 5 requests"));

    let mut admin = site.signed_in("admin").await;
    let newest = admin.get("/admin/audit").await;
    assert_eq!(newest.text.matches("<th scope=\"row\">").count(), 20);
    assert!(!newest.text.contains("rel=\"prev\""));
    let link = |seen: &Seen, rel: &str| {
        let rest = seen.text.split(&format!("rel=\"{rel}\" href=\"")).nth(1)?;
        rest.split('"').next().map(str::to_owned)
    };
    let older = admin.get(&link(&newest, "next").unwrap()).await;
    assert_eq!(link(&older, "prev").as_deref(), Some("/admin/audit"), "one page back is the newest");
    assert!(!older.read().contains("lines are whole"), "said where all of it was looked through");
    let oldest = admin.get(&link(&older, "next").unwrap()).await;
    let back = admin.get(&link(&oldest, "prev").unwrap()).await;
    assert_eq!(link(&back, "next"), link(&older, "next"), "there and back");
}

#[tokio::test]
async fn an_objection_is_answered_by_a_person_and_the_answer_stands_on_her_page() {
    let site = Site::open();
    let mut rosa = site.signed_in("member").await;
    rosa.get("/my-data").await;
    let empty = rosa.post("/my-data/ask", &[("kind", ""), ("text", "")]).await;
    assert_eq!(empty.status, 422);
    let kept = rosa.post("/my-data/ask", &[("kind", ""), ("text", "<b>No figures</b>")]).await;
    assert!(kept.read().contains("&#60;b&#62;No figures"), "nothing typed is lost, and nothing is markup");
    let sent = rosa.post("/my-data/ask", &[("kind", "object"), ("text", "Please no figures.")]).await;
    assert!(sent.read().contains("an answer by 19 December 2026"), "{}", sent.read());
    site.wait(29 * 86_400);
    let mut admin = site.signed_in("admin").await;
    let list = admin.get("/admin/requests").await;
    assert!(list.read().contains("overdue") && !list.read().contains("Please no figures"));
    let id = list.text.split("/admin/requests/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let path = format!("/admin/requests/{id}");
    assert!(!admin.get(&path).await.read().contains("Please no figures"), "opening is a button");
    let open = admin.post(&path, &[]).await;
    assert!(open.read().contains("Please no figures.") && open.read().contains("member"));
    let answer = format!("{path}/answer");
    assert_eq!(admin.post(&answer, &[("outcome", ""), ("text", "x")]).await.status, 422);
    let fields = [("outcome", "granted"), ("text", "You are left out from today.")];
    assert_eq!(admin.post(&answer, &fields).await.status, 200);
    rosa = site.signed_in("member").await;
    assert!(rosa.get("/my-data").await.read().contains("answered on"));
    rosa.post("/my-data/ask", &[("do", "open"), ("password", PASSWORD)]).await;
    let mine = rosa.get("/my-data/ask").await;
    assert!(mine.read().contains("You are left out from today."), "{}", mine.read());
}

#[tokio::test]
async fn who_deletes_her_account_is_gone_and_nobody_else_can_do_it_for_her() {
    let site = Site::open();
    let id = published(&site).await;
    let mut rosa = site.signed_in("member").await;
    let ask = rosa.get("/my-data/delete").await;
    no_missing_text(&ask);
    let path = "/my-data/delete";
    assert_eq!(rosa.post(path, &[("reports", ""), ("password", PASSWORD)]).await.status, 422);
    assert_eq!(rosa.post(path, &[("reports", "unlink"), ("password", "wrong")]).await.status, 422);
    let gone = rosa.post(path, &[("reports", "unlink"), ("password", PASSWORD)]).await;
    assert!(gone.read().contains("Your account is deleted"), "{}", gone.read());
    assert_eq!(rosa.get("/my-data").await.status, 303, "she is signed out");
    let body = json!({ "pseudonym": "member", "password": PASSWORD });
    let again = site.call(Method::POST, "/api/v1/session", None, Some(body)).await;
    assert_eq!((again.status.as_u16(), again.json()["type"].clone()), (401, json!("wrong_credentials")));
    let mut other = site.signed_in("partner").await;
    assert!(alerts(&mut other).await.read().contains("Threatens afterwards"), "her report stays");
    let mut desk = site.signed_in("moderator").await;
    let raw = desk.post(&format!("/desk/report/{id}"), &[]).await;
    assert_eq!(raw.status, 200);
    assert!(!raw.read().contains("Show the contact"), "her contact went with her: {}", raw.read());
    let mut admin = site.signed_in("admin").await;
    admin.get(path).await;
    let last = admin.post(path, &[("reports", "unlink"), ("password", PASSWORD)]).await;
    assert_eq!(last.status, 409, "the last admin stays");
}

#[tokio::test]
async fn the_audit_is_read_by_admins_and_its_summary_by_a_second_person() {
    let site = Site::open();
    published(&site).await;
    let mut admin = site.signed_in("admin").await;
    let lines = admin.get("/admin/audit").await;
    assert!(lines.read().contains("opened a report") && lines.read().contains("lines are whole"));
    assert!(!lines.read().contains("Threatens afterwards"));
    assert!(admin.get("/admin/audit?before=3").await.read().contains("made an account"));
    assert_eq!(admin.get("/admin/audit?before=x").await.status, 404);
    for name in ["admin", "moderator"] {
        let mut browser = site.signed_in(name).await;
        let page = browser.get("/admin/audit/summary").await;
        no_missing_text(&page);
        let text = page.read();
        let (reading, other) = (text.find("opened a report").unwrap(), text.find("signed in").unwrap());
        assert!(reading < other, "readings first");
        assert!(text.contains("moderator (") && text.contains("members and partners"));
        assert!(browser.get("/admin/audit/summary?month=2020-01").await.read().contains("Nothing was done"));
        assert_eq!(browser.get("/admin/audit/summary?month=tomorrow").await.status, 404);
        let token = site.token(name).await;
        let seen = site.call(Method::GET, "/api/v1/audit/summary?month=2026-11", Some(&token), None).await;
        assert_eq!(seen.json()["rows"][0]["what"], "report_opened");
    }
    let token = site.token("admin").await;
    let seen = site.call(Method::GET, "/api/v1/audit?before=2", Some(&token), None).await;
    assert_eq!(seen.json()["lines"].as_array().unwrap().len(), 2);
}
