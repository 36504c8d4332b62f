//! What the team and a reporter write to each other, taking a report back, and drafts, as pages and API show them.

use axum::http::Method;
use serde_json::{Value, json};

use crate::pages::first_link;
use crate::site::{Browser, PASSWORD, Seen, Site};

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split(before).nth(1).unwrap().split(after).next().unwrap()
}

/// Sends a report; its page, and its code.
async fn sent(browser: &mut Browser, more: &[(&str, &str)]) -> (String, String) {
    browser.get("/report").await;
    let mut fields = vec![("text", "raw words"), ("identifier", "06 39 98 41 57"), ("contact", "call me")];
    fields.extend(more);
    fields.extend([("consent_alert", "yes"), ("do", "send")]);
    let done = browser.post("/report", &fields).await;
    let code = between(&done.text, "class=\"follow code\" translate=\"no\">", "<").to_owned();
    let list = browser.get("/my-reports").await;
    (first_link(&list, "/my-reports/"), code)
}

async fn open(browser: &mut Browser, path: &str) -> Seen {
    browser.get(path).await;
    browser.post(path, &[("do", "open"), ("password", PASSWORD)]).await;
    browser.get(path).await
}

async fn followed(browser: &mut Browser, code: &str) -> Seen {
    browser.get("/follow").await;
    browser.post("/follow", &[("code", code), ("do", "open")]).await
}

/// The desk's page of the oldest report that waits.
async fn at_desk(desk: &mut Browser) -> String {
    first_link(&desk.get("/desk").await, "/desk/report/")
}

#[tokio::test]
async fn the_team_asks_and_she_answers_on_her_page() {
    let site = Site::open();
    let mut rosa = site.signed_in("member").await;
    let (path, code) = sent(&mut rosa, &[]).await;
    let mut desk = site.signed_in("moderator").await;
    let report = at_desk(&mut desk).await;
    desk.post(&report, &[]).await;
    let empty = desk.post(&format!("{report}/ask"), &[("post", " ")]).await;
    assert!(empty.status == 422 && empty.read().contains("Please write something first"), "{}", empty.read());
    let asked = desk.post(&format!("{report}/ask"), &[("post", "Which <colour> was it?")]).await;
    assert!(asked.status == 200 && asked.read().contains("It stands with her report"), "{}", asked.read());

    let closed = rosa.get(&path).await.read();
    assert!(closed.contains("The team has a question for you") && !closed.contains("colour"), "{closed}");
    let by_code = followed(&mut site.browser(), &code).await.read();
    assert!(by_code.contains("sign in and open this report") && !by_code.contains("colour"), "{by_code}");
    let opened = open(&mut rosa, &path).await;
    assert!(
        opened.text.contains("Which &#60;colour&#62; was it?") && opened.read().contains("It is decided by")
    );
    let sent = rosa.post(&path, &[("do", "write"), ("post", "It was grey.")]).await;
    assert_eq!(sent.status, 303);
    assert!(rosa.get(&path).await.read().contains("It was grey."));
    let raw = desk.post(&report, &[]).await.read();
    assert!(
        raw.contains("It was grey.") && raw.contains("The person who reported, 21 November 2026"),
        "{raw}"
    );
    assert!(rosa.get(&path).await.read().contains("Being read by the team"));
}

#[tokio::test]
async fn what_was_being_written_when_the_page_closed_is_not_lost() {
    let site = Site::open();
    let mut rosa = site.signed_in("member").await;
    let (path, _) = sent(&mut rosa, &[]).await;
    open(&mut rosa, &path).await;
    site.wait(301);
    let late = rosa.post(&path, &[("do", "write"), ("post", "a long answer")]).await;
    assert!(late.status == 403 && !late.text.contains(">a long answer"), "it is not read over her shoulder");
    assert!(late.text.contains("name=\"post\" value=\"a long answer\""), "{}", late.text);
    let fields = [("do", "open"), ("password", PASSWORD), ("post", "a long answer")];
    let back = rosa.post(&path, &fields).await;
    assert!(back.status == 200 && back.read().contains("a long answer"));
    assert_eq!(rosa.post(&path, &[("do", "write"), ("post", "a long answer")]).await.status, 303);
}

/// USERS, when it goes wrong, 1: he holds her unlocked, signed-in phone, or has found her code.
#[tokio::test]
async fn line_1_neither_phone_nor_code_shows_what_she_and_the_team_wrote() {
    let site = Site::open();
    let mut rosa = site.signed_in("member").await;
    let (path, code) = sent(&mut rosa, &[("by_code", "yes")]).await;
    let mut desk = site.signed_in("moderator").await;
    let report = at_desk(&mut desk).await;
    desk.post(&report, &[]).await;
    desk.post(&format!("{report}/ask"), &[("post", "May we call?")]).await;
    let mut found = site.browser();
    let seen = followed(&mut found, &code).await.read();
    assert!(seen.contains("May we call?"), "she chose to read it there: {seen}");
    let fields = [("code", &*code), ("do", "write"), ("post", "after ten, not before")];
    let told = found.post("/follow", &fields).await;
    assert!(told.status == 200 && told.read().contains("The team reads it"), "{}", told.read());
    let seen = followed(&mut found, &code).await.read();
    assert!(!seen.contains("after ten") && seen.contains("You answered."), "{seen}");
    let phone = rosa.get(&path).await.read();
    assert!(!phone.contains("after ten") && !phone.contains("May we call"), "{phone}");
    assert!(desk.post(&report, &[]).await.read().contains("after ten"));
    let long = "x".repeat(2_001);
    let refused = found.post("/follow", &[("code", &code), ("do", "write"), ("post", &long)]).await;
    assert!(refused.status == 422 && refused.text.contains(&long), "what she typed comes back");
}

/// USERS, when it goes wrong, 4: he makes her withdraw it.
#[tokio::test]
async fn line_4_she_was_not_free_and_the_bare_entry_is_put_back() {
    let site = Site::open();
    let mut rosa = site.signed_in("member").await;
    let (path, code) = sent(&mut rosa, &[]).await;
    let mut desk = site.signed_in("moderator").await;
    let report = at_desk(&mut desk).await;
    desk.post(&report, &[]).await;
    let fields = [("level", "risky"), ("kinds", "harassment"), ("text", "public words")];
    let published = desk.post(&format!("{report}/publish"), &fields).await;
    assert_eq!(published.status, 200, "{}", published.read());
    let alert = first_link(&published, "/alert/");
    open(&mut rosa, &path).await;
    let sure = rosa.post(&path, &[("do", "withdraw")]).await.read();
    assert!(sure.contains("Take this report back?") && sure.contains("after 72 hours"), "{sure}");
    let gone = rosa.post(&path, &[("do", "withdraw-now")]).await;
    assert!(gone.status == 200 && gone.read().contains("The report was taken back"), "{}", gone.read());
    let mut reader = site.signed_in("partner").await;
    assert_eq!(reader.get(&alert).await.status, 404, "hidden at once");
    let raw = desk.post(&report, &[]).await.read();
    assert!(!raw.contains("raw words") && !raw.contains("call me") && raw.contains("is deleted on"), "{raw}");
    assert_eq!(desk.post(&format!("{report}/entry-back"), &[]).await.status, 409, "not without her word");

    let page = rosa.get(&path).await;
    assert!(page.text.contains("<details><summary>Was this not what you wanted?"));
    let mut found = site.browser();
    followed(&mut found, &code).await;
    assert_eq!(found.post("/follow", &[("code", &code), ("do", "not-free")]).await.status, 200);
    let raw = desk.post(&report, &[]).await;
    assert!(raw.read().contains("only what she says from her account puts the entry back"), "{}", raw.read());
    assert!(!raw.text.contains("/entry-back"), "a code may have been found by somebody else");
    assert_eq!(desk.post(&format!("{report}/entry-back"), &[]).await.status, 409);
    let said = rosa.post(&path, &[("do", "not-free")]).await.read();
    assert!(said.contains("The team knows"), "{said}");
    let watched = open(&mut rosa, &path).await.read();
    assert!(!watched.contains("was not free"), "her own page never shows it: {watched}");

    let raw = desk.post(&report, &[]).await.read();
    assert!(raw.contains("says that she was not free"), "{raw}");
    let back = desk.post(&format!("{report}/entry-back"), &[]).await;
    assert!(back.status == 200 && back.read().contains("The bare entry is back"), "{}", back.read());
    let bare = reader.get(&alert).await;
    assert!(bare.status == 200 && !bare.read().contains("public words"), "{}", bare.read());

    let mut pages = vec![open(&mut rosa, &path).await, rosa.get("/my-reports").await];
    pages.push(followed(&mut found, &code).await);
    for page in pages.iter().map(Seen::read) {
        assert!(page.contains("Withdrawn") && !page.contains("Published"), "{page}");
    }
    let again = rosa.post(&path, &[("do", "withdraw-now")]).await.read();
    assert!(again.contains("It had already been taken back"), "{again}");
    assert_eq!(reader.get(&alert).await.status, 404, "hidden again");
    let list = desk.get("/desk?status=withdrawn").await;
    assert!(list.read().contains("nobody has looked yet") && list.text.contains(&report), "{}", list.read());
    assert_eq!(found.post("/follow", &[("code", &code), ("do", "not-free")]).await.status, 200);
    let list = desk.get("/desk?status=withdrawn").await.read();
    assert!(list.contains("Taken back, but not freely?"), "{list}");
}

#[tokio::test]
async fn why_it_is_not_published_is_told_in_kind_words() {
    let site = Site::open();
    let mut rosa = site.signed_in("member").await;
    let (path, code) = sent(&mut rosa, &[]).await;
    let mut desk = site.signed_in("moderator").await;
    let report = at_desk(&mut desk).await;
    desk.post(&report, &[]).await;
    let long = "x".repeat(2_001);
    let fields = [("reason", "not_enough"), ("reject_text", &*long)];
    let refused = desk.post(&format!("{report}/reject"), &fields).await;
    assert!(refused.status == 422 && refused.text.contains(&long), "{}", refused.read());
    let fields = [("reason", "not_enough"), ("reject_text", "Take care of yourself.")];
    assert_eq!(desk.post(&format!("{report}/reject"), &fields).await.status, 200);
    let closed = rosa.get(&path).await.read();
    assert!(closed.contains("Not published") && !closed.contains("recognise"), "{closed}");
    let opened = open(&mut rosa, &path).await.read();
    assert!(opened.contains("not enough in it for others to recognise"), "{opened}");
    assert!(opened.contains("Take care of yourself."));
    let by_code = followed(&mut site.browser(), &code).await.read();
    assert!(!by_code.contains("recognise"), "month and status: {by_code}");
}

#[tokio::test]
async fn what_she_began_is_kept_only_if_she_ticks_it_and_opens_with_her_password() {
    let site = Site::open();
    let mut rosa = site.signed_in("member").await;
    rosa.get("/report").await;
    let begun = [("text", "He had a <knife>"), ("town", "Lyon"), ("kinds", "armed_robbery"), ("do", "keep")];
    let refused = rosa.post("/report", &begun).await;
    assert!(refused.status == 422 && refused.text.contains("He had a &#60;knife&#62;"), "{}", refused.read());
    assert_eq!(rosa.get("/report/draft").await.status, 404, "nothing was kept");
    rosa.get("/report").await;
    let ticked: Vec<_> = begun.iter().copied().chain([("keep_draft", "yes")]).collect();
    let kept = rosa.post("/report", &ticked).await;
    assert!(kept.read().contains("kept until 21 December 2026"), "{}", kept.read());
    for path in ["/my-reports", "/report", "/report/draft"] {
        let seen = rosa.get(path).await.read();
        assert!(seen.contains("21 December 2026") && !seen.contains("knife"), "{path}: {seen}");
    }
    let mut desk = site.signed_in("moderator").await;
    assert!(!desk.get("/desk").await.text.contains("/desk/report/"), "the desk never sees it");

    rosa.get("/report/draft").await;
    assert_eq!(rosa.post("/report/draft", &[("do", "open"), ("password", "no")]).await.status, 422);
    assert_eq!(rosa.post("/report/draft", &[("do", "open"), ("password", PASSWORD)]).await.status, 303);
    let form = rosa.get("/report/draft").await;
    assert!(
        form.text.contains("He had a &#60;knife&#62;") && form.text.contains("name=\"draft\" value=\"yes\"")
    );
    let id = between(&form.text, "name=\"form_id\" value=\"", "\"").to_owned();
    let fields = [("text", "He had a knife"), ("draft", "yes"), ("form_id", &*id), ("do", "send")];
    assert_eq!(rosa.post("/report", &fields).await.status, 201);
    assert_eq!(rosa.get("/report/draft").await.status, 404, "sent: it is kept no more");

    rosa.get("/report").await;
    rosa.post("/report", &ticked).await;
    rosa.get("/report/draft").await;
    let gone = rosa.post("/report/draft", &[("do", "forget")]).await;
    assert!(gone.status == 200 && gone.read().contains("The draft is deleted"));
}

async fn call(site: &Site, token: &str, method: Method, path: &str, body: Option<Value>) -> Seen {
    site.call(method, &format!("/api/v1{path}"), Some(token), body).await
}

#[tokio::test]
async fn programs_do_the_same() {
    let site = Site::open();
    let (rosa, moderator) = (site.token("member").await, site.token("moderator").await);
    let report = json!({ "text": "raw words", "consent": { "alert": true }, "by_code": true });
    let taken = call(&site, &rosa, Method::POST, "/reports", Some(report)).await.json();
    let (id, code) = (taken["id"].as_str().unwrap(), taken["follow_code"].clone());
    let ask = format!("/desk/reports/{id}/ask");
    let asked = call(&site, &moderator, Method::POST, &ask, Some(json!({ "text": "Which colour?" }))).await;
    assert_eq!(asked.status, 204, "{}", asked.text);
    let seen = site.call(Method::POST, "/api/v1/follow", None, Some(json!({ "code": code }))).await.json();
    assert_eq!(seen["thread"], json!([{ "by": "desk", "text": "Which colour?" }]));
    let body = json!({ "code": code, "text": "grey" });
    assert_eq!(site.call(Method::POST, "/api/v1/follow/posts", None, Some(body)).await.status, 204);

    let (own, posts) = (format!("/reports/{id}"), format!("/reports/{id}/posts"));
    let closed = call(&site, &rosa, Method::GET, &own, None).await.json();
    assert!(closed.get("thread").is_none() && closed["status"] == "waiting", "{closed}");
    let refused = call(&site, &rosa, Method::POST, &posts, Some(json!({ "text": "blue" }))).await;
    assert_eq!((refused.status.as_u16(), refused.json()["type"].clone()), (403, json!("closed")));
    let password = json!({ "password": PASSWORD });
    assert_eq!(call(&site, &rosa, Method::POST, "/account/opening", Some(password)).await.status, 200);
    assert_eq!(call(&site, &rosa, Method::POST, &posts, Some(json!({ "text": "blue" }))).await.status, 204);
    let opened = call(&site, &rosa, Method::GET, &own, None).await.json();
    assert_eq!(opened["thread"]["posts"].as_array().unwrap().len(), 3);
    assert_eq!(opened["thread"]["posts"][1]["text"], "grey");

    assert_eq!(call(&site, &rosa, Method::POST, &format!("{own}/withdraw"), None).await.status, 204);
    assert_eq!(call(&site, &rosa, Method::POST, &format!("{own}/withdraw"), None).await.status, 409);
    assert_eq!(call(&site, &rosa, Method::POST, &format!("{own}/not-free"), None).await.status, 204);
    let body = json!({ "code": code });
    assert_eq!(site.call(Method::POST, "/api/v1/follow/not-free", None, Some(body)).await.status, 204);
    let back = format!("/desk/reports/{id}/entry-back");
    assert_eq!(call(&site, &moderator, Method::POST, &back, None).await.status, 204);
    let reject = format!("/desk/reports/{id}/reject");
    let body = json!({ "reason": "not_enough", "text": "Thank you." });
    assert_eq!(call(&site, &moderator, Method::POST, &reject, Some(body)).await.status, 204);
    let told = call(&site, &rosa, Method::GET, &own, None).await.json();
    let told = (told["status"].clone(), told["reason"].clone());
    assert_eq!(told, (json!("withdrawn"), Value::Null), "on her side it stays what she was told");

    let fields = json!({ "fields": [{ "name": "text", "value": "begun" }] });
    let kept = call(&site, &rosa, Method::PUT, "/reports/draft", Some(fields)).await;
    assert_eq!((kept.status.as_u16(), kept.json()["ends_on"].clone()), (200, json!("2026-12-21")));
    let draft = call(&site, &rosa, Method::GET, "/reports/draft", None).await.json();
    assert_eq!(draft["fields"][0]["value"], "begun");
    assert_eq!(call(&site, &rosa, Method::DELETE, "/reports/draft", None).await.status, 204);
    assert_eq!(call(&site, &rosa, Method::GET, "/reports/draft", None).await.status, 404);
}
