//! Headers, cookies, forms from elsewhere, and leaving.

use axum::body::Body;
use axum::http::{Method, header};

use crate::site::Site;

#[tokio::test]
async fn every_answer_is_guarded_and_pages_are_kept_by_nobody() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    for path in
        ["/", "/check", "/nothing", "/desk", "/exit", "/api/v1/nothing", "/assets/style.css", "/healthz"]
    {
        let seen = browser.get(path).await;
        let policy = seen.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(seen.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(seen.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(seen.header("strict-transport-security"), "", "{path}");
        let kept = if path.starts_with("/assets") { "public, max-age=86400" } else { "no-store" };
        assert_eq!(seen.header("cache-control"), kept, "{path}");
    }
}

#[tokio::test]
async fn over_https_cookies_are_secure_and_bound_to_the_host() {
    let site = Site::with(|settings| settings.https = true);
    let mut browser = site.browser();
    browser.sign_in("member", "own").await;
    assert!(browser.cookies.iter().any(|(name, _)| name == "__Host-session"));
    let seen = browser.get("/check").await;
    assert_eq!(seen.status, 200);
    assert_eq!(seen.header("strict-transport-security"), "max-age=31536000");
}

#[tokio::test]
async fn a_shared_device_forgets_when_the_browser_closes_or_after_15_idle_minutes() {
    let site = Site::open();
    let mut browser = site.browser();
    browser.get("/sign-in").await;
    let fields = [("username", "member"), ("password", crate::site::PASSWORD), ("device", "shared")];
    let seen = browser.post("/sign-in", &fields).await;
    let cookie = seen.headers.get_all(header::SET_COOKIE).iter().map(|line| line.to_str().unwrap());
    let cookie = cookie.filter(|line| line.starts_with("session=")).collect::<Vec<_>>().join("");
    assert!(cookie.contains("HttpOnly; SameSite=Strict") && !cookie.contains("Max-Age"), "{cookie}");
    assert_eq!(seen.header("location"), "/check", "after sign-in comes the check");
    for _ in 0..3 {
        site.wait(10 * 60);
        assert_eq!(browser.get("/check").await.status, 200, "in use");
    }
    site.wait(16 * 60);
    assert_eq!(browser.get("/check").await.status, 303, "idle");
}

#[tokio::test]
async fn a_form_from_elsewhere_or_with_a_wrong_token_does_nothing() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    let fields = [("identifier", "06 39 98 41 57")];
    assert_eq!(browser.post_as("/check", &fields, "wrong").await.status, 403);
    assert_eq!(browser.post_as("/check", &fields, "").await.status, 403);
    let stranger = site.signed_in("partner").await.csrf;
    assert_eq!(browser.post_as("/check", &fields, &stranger).await.status, 403, "another session's token");
    for (name, value) in [("origin", "https://elsewhere.example.org"), ("sec-fetch-site", "cross-site")] {
        let body = format!("csrf={}&identifier=0639984157", browser.csrf);
        let request = browser.request(Method::POST, "/check").header(name, value);
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        assert_eq!(site.send(request).await.status, 403, "{name}: {value}");
    }
    browser.get("/check").await;
    assert_eq!(browser.post("/check", &fields).await.status, 200);
}

#[tokio::test]
async fn signing_in_needs_the_pages_own_token_too() {
    let site = Site::open();
    let mut browser = site.browser();
    let fields = [("username", "member"), ("password", crate::site::PASSWORD)];
    assert_eq!(browser.post_as("/sign-in", &fields, "").await.status, 403);
    browser.get("/sign-in").await;
    assert_eq!(browser.post("/sign-in", &fields).await.status, 303);
}

#[tokio::test]
async fn leaving_works_by_itself() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    let before = browser.cookies.clone();
    let seen = browser.get("/exit").await;
    assert_eq!(seen.status, 303);
    assert_eq!(seen.header("location"), "https://www.example.org/weather");
    assert!(seen.header("clear-site-data").contains("\"cookies\""));
    assert!(browser.cookies.is_empty(), "{:?}", browser.cookies);
    // Even somebody who kept the cookie finds the session ended.
    browser.cookies = before;
    assert_eq!(browser.get("/check").await.status, 303);
    assert_eq!(site.browser().get("/exit").await.status, 303, "without a session too");
}

#[tokio::test]
async fn signing_out_needs_the_token_and_ends_the_session() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    let before = browser.cookies.clone();
    assert_eq!(browser.get("/sign-out").await.status, 405);
    assert_eq!(browser.post("/sign-out", &[]).await.status, 303);
    browser.cookies = before;
    assert_eq!(browser.get("/check").await.status, 303);
}

#[tokio::test]
async fn a_very_long_form_is_refused_in_words() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    let long = "x".repeat(300 * 1024);
    let seen = browser.post("/check", &[("identifier", &long)]).await;
    assert_eq!(seen.status, 413);
    assert!(seen.read().contains("That is too long"));
}
