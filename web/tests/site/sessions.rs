//! Sessions seen and ended, own reports opened, alarms settled, and the site locked.

use axum::http::Method;
use parasol_core::quota::CheckLimits;
use parasol_core::rules::Rules;
use serde_json::json;

use crate::site::{PASSWORD, Site};

/// The values of a button's hidden field, in the page's order.
fn values<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let before = format!("name=\"{name}\" value=\"");
    page.split(before.as_str()).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[tokio::test]
async fn sessions_are_listed_without_devices_and_ended() {
    let site = Site::open();
    let token = site.token("member").await;
    let mut browser = site.signed_in("member").await;
    let mut other = site.signed_in("member").await;
    let mut stranger = site.signed_in("partner").await;
    let page = browser.get("/account/sessions").await;
    let read = page.read();
    assert!(read.contains("21 November 2026") && read.contains("(this one)"), "{read}");
    let ids = values(&page.text, "session");
    assert_eq!(ids.len(), 2, "all but this one: {ids:?}");
    let theirs = stranger.get("/account/sessions").await;
    assert!(values(&theirs.text, "session").is_empty());
    let forged = stranger.post("/account/sessions", &[("session", ids[0])]).await;
    assert_eq!(forged.status, 200, "somebody else's is as if it had ended");
    for id in ["", "x", "0123", &"f".repeat(10_000)] {
        stranger.get("/").await;
        assert_eq!(stranger.post("/account/sessions", &[("session", id)]).await.status, 404);
    }
    browser.get("/account/sessions").await;
    for id in &ids {
        assert_eq!(browser.post("/account/sessions", &[("session", id)]).await.status, 200);
    }
    assert_eq!(other.get("/check").await.status, 303);
    let ended = site.call(Method::GET, "/api/v1/account/sessions", Some(&token), None).await;
    assert_eq!(ended.status, 401);
    assert_eq!(stranger.get("/check").await.status, 200);
    let mut again = site.signed_in("member").await;
    browser.get("/account/sessions").await;
    let only = browser.post("/account/sessions", &[("do", "others")]).await;
    assert!(only.read().contains("Only this one is left"), "{}", only.read());
    assert_eq!(again.get("/check").await.status, 303);
}

#[tokio::test]
async fn the_api_lists_and_ends_sessions() {
    let site = Site::open();
    let (token, other) = (site.token("member").await, site.token("member").await);
    let list = site.call(Method::GET, "/api/v1/account/sessions", Some(&token), None).await.json();
    let lines = list["sessions"].as_array().unwrap();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["kind"], &lines[0]["since"]), (&json!("token"), &json!("2026-11-21")));
    let theirs = lines.iter().find(|line| line["current"] == false).unwrap()["id"].as_str().unwrap();
    let path = format!("/api/v1/account/sessions/{theirs}");
    let partner = site.token("partner").await;
    assert_eq!(site.call(Method::DELETE, &path, Some(&partner), None).await.status, 404);
    assert_eq!(site.call(Method::DELETE, &path, Some(&token), None).await.status, 204);
    assert_eq!(site.call(Method::GET, "/api/v1/account/sessions", Some(&other), None).await.status, 401);
}

/// USERS, when it goes wrong, 1: he holds her unlocked, signed-in phone.
#[tokio::test]
async fn line_1_what_she_wrote_opens_after_her_password_for_five_minutes() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    browser.get("/report").await;
    let fields =
        [("text", "He locked\r\nthe door."), ("identifier", "06 39 98 41 57"), ("contact", "Signal")];
    assert_eq!(browser.post("/report", &fields).await.status, 201);
    let list = browser.get("/my-reports").await;
    let path = list.text.split("href=\"/my-reports/").nth(1).unwrap().split('"').next().unwrap();
    let path = format!("/my-reports/{path}");
    let hidden = |read: &str| !["locked", "06 39", "Signal"].iter().any(|part| read.contains(part));
    let closed = browser.get(&path).await;
    assert!(hidden(&closed.read()) && closed.read().contains("November 2026"), "{}", closed.read());
    let wrong = browser.post(&path, &[("do", "open"), ("password", "not this one")]).await;
    assert_eq!(wrong.status, 422);
    assert!(hidden(&wrong.read()) && !wrong.text.contains("not this one"));
    assert_eq!(browser.post(&path, &[("do", "open"), ("password", PASSWORD)]).await.status, 303);
    let open = browser.get(&path).await;
    assert!(!hidden(&open.read()) && open.read().contains("the door."), "{}", open.read());
    assert_eq!(open.header("cache-control"), "no-store");
    assert!(hidden(&browser.get("/my-reports").await.read()), "the list never shows more");
    let mut second = site.signed_in("member").await;
    assert!(hidden(&second.get(&path).await.read()), "in this session alone");
    site.wait(300);
    assert!(hidden(&browser.get(&path).await.read()), "it closes by itself");
    browser.post(&path, &[("do", "open"), ("password", PASSWORD)]).await;
    browser.get(&path).await;
    browser.post(&path, &[("do", "close")]).await;
    assert!(hidden(&browser.get(&path).await.read()));
    let mut partner = site.signed_in("partner").await;
    assert_eq!(partner.get(&path).await.status, 404);
    assert_eq!(partner.post(&path, &[("do", "open"), ("password", PASSWORD)]).await.status, 404);
    for _ in 0..5 {
        browser.get(&path).await;
        browser.post(&path, &[("do", "open"), ("password", "not this one")]).await;
    }
    let slow = browser.post(&path, &[("do", "open"), ("password", PASSWORD)]).await;
    assert_eq!(slow.status, 429);
    assert_eq!(browser.get("/check").await.status, 200, "she stays signed in");
}

#[tokio::test]
async fn the_api_shows_an_own_report_while_it_is_open() {
    let site = Site::open();
    let token = site.token("member").await;
    let report = json!({ "text": "He locked the door.", "identifiers": [{ "value": "06 39 98 41 57" }] });
    let taken = site.call(Method::POST, "/api/v1/reports", Some(&token), Some(report)).await.json();
    let path = format!("/api/v1/reports/{}", taken["id"].as_str().unwrap());
    let look = || site.call(Method::GET, &path, Some(&token), None);
    assert!(look().await.json().get("details").is_none());
    let open = |password: &str| {
        let body = json!({ "password": password });
        site.call(Method::POST, "/api/v1/account/opening", Some(&token), Some(body))
    };
    assert_eq!(open("not this one").await.json()["type"], "wrong_credentials");
    assert_eq!(open(PASSWORD).await.status, 200);
    assert_eq!(look().await.json()["details"]["text"], "He locked the door.");
    let other = site.token("member").await;
    assert!(site.call(Method::GET, &path, Some(&other), None).await.json().get("details").is_none());
    assert_eq!(site.call(Method::DELETE, "/api/v1/account/opening", Some(&token), None).await.status, 204);
    assert!(look().await.json().get("details").is_none());
}

/// Ten wrong tries from anywhere used to close a name for everybody.
#[tokio::test]
async fn nobody_is_kept_out_of_her_own_browser() {
    let site = Site::open();
    let mut mine = site.signed_in("member").await;
    site.wait(13 * 3_600);
    assert_eq!(mine.get("/check").await.header("location"), "/sign-in?first");
    let mut attacker = site.browser();
    attacker.get("/sign-in").await;
    let mut refused = 0;
    for _ in 0..15 {
        let wrong = [("username", "member"), ("password", "guess"), ("device", "own")];
        refused += usize::from(attacker.post("/sign-in", &wrong).await.status == 429);
    }
    assert_eq!(refused, 5);
    let mut elsewhere = site.browser();
    elsewhere.get("/sign-in").await;
    let right = [("username", "member"), ("password", PASSWORD), ("device", "own")];
    let seen = elsewhere.post("/sign-in", &right).await;
    assert_eq!((seen.status.as_u16(), seen.header("retry-after")), (429, "30"));
    mine.get("/sign-in").await;
    assert_eq!(mine.post("/sign-in", &right).await.status, 303);
    assert_eq!(mine.get("/check").await.status, 200);
}

#[tokio::test]
async fn an_admin_sees_who_checks_too_much_and_settles_it() {
    let site = Site::open();
    let checks = CheckLimits { per_hour: 200, per_day: 200, reserve: 0 };
    site.node().set_rules(Rules { checks, ..Rules::default() });
    let mut browser = site.signed_in("member").await;
    for n in 0..50 {
        browser.get("/check").await;
        let number = format!("06 39 98 41 {n:02}");
        assert_eq!(browser.post("/check", &[("identifier", &number)]).await.status, 200);
    }
    assert!(!site.signed_in("moderator").await.get("/admin").await.read().contains("Unusual"));
    let mut admin = site.signed_in("admin").await;
    let page = admin.get("/admin").await;
    let read = page.read();
    assert!(read.contains("48 checks, 48 of them found nothing"), "{read}");
    assert!(!read.contains("06 39") && !read.contains("639"), "never which");
    let (day, member) = (values(&page.text, "day")[0], values(&page.text, "member")[0]);
    let settled = admin.post("/admin/sweeps", &[("day", day), ("member", member)]).await;
    assert_eq!(settled.header("location"), "/admin");
    assert!(admin.get("/admin").await.read().contains("Nothing unusual"));
}

/// USERS, when it goes wrong, 14: seizure at dawn.
#[tokio::test]
async fn line_14_a_moderator_locks_the_site_from_the_desk() {
    let site = Site::open();
    let mut member = site.signed_in("member").await;
    let mut moderator = site.signed_in("moderator").await;
    assert!(moderator.get("/desk").await.text.contains("href=\"/lock\""), "one press from the desk");
    let ask = moderator.get("/lock").await;
    assert!(ask.read().contains("No passphrase has been set"));
    assert_eq!(moderator.post("/lock", &[]).await.status, 422);
    assert_eq!(member.get("/check").await.status, 200, "nothing happened yet");
    moderator.get("/lock").await;
    let done = moderator.post("/lock", &[("sure", "yes")]).await;
    assert_eq!(done.status, 200);
    assert!(done.read().contains("The site is locked"));
    assert_eq!(member.get("/check").await.status, 303);
    assert_eq!(moderator.get("/desk").await.status, 303);
    let mut again = site.browser();
    again.get("/sign-in").await;
    let fields = [("username", "member"), ("password", PASSWORD), ("device", "own")];
    assert_eq!(again.post("/sign-in", &fields).await.status, 503);
}
