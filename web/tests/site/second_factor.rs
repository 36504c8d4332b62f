//! The second step of signing in, on pages and in the API.

use axum::http::Method;
use parasol_core::rules::{Rules, SecondFactorRule};
use serde_json::{Value, json};

use crate::site::{Browser, PASSWORD, Seen, Site};

/// An authenticator that was told the key on the page.
struct Authenticator(totp_rs::Totp);

impl Authenticator {
    fn told(uri: &str) -> Self {
        let secret = uri.split("secret=").nth(1).unwrap().split('&').next().unwrap();
        let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
        Self(totp_rs::Builder::new().with_secret(secret).build().unwrap())
    }

    fn shows(&self, site: &Site) -> String {
        self.0.generate(site.seconds()).to_string()
    }
}

fn strict(site: &Site) {
    site.node().set_rules(Rules { second_factor: SecondFactorRule::Required, ..Rules::default() });
}

/// What the page's link for an authenticator on the same device says.
fn uri(page: &Seen) -> String {
    let from = page.text.find("otpauth://").unwrap();
    page.text[from..].split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
}

fn codes(page: &Seen) -> Vec<String> {
    page.text.split("<li><code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

async fn enrol(browser: &mut Browser) -> (Authenticator, Vec<String>) {
    browser.get("/account/second-factor").await;
    browser.post("/account/second-factor", &[("do", "begin")]).await;
    let page = browser.get("/account/second-factor").await;
    let authenticator = Authenticator::told(&uri(&page));
    let code = authenticator.shows(&browser.site);
    let done = browser.post("/account/second-factor", &[("do", "confirm"), ("code", &code)]).await;
    assert_eq!(done.status, 200, "{}", done.read());
    let codes = codes(&done);
    assert_eq!(codes.len(), 10);
    (authenticator, codes)
}

async fn type_password(browser: &mut Browser, name: &str) -> Seen {
    browser.get("/sign-in").await;
    let fields = [("username", name), ("password", PASSWORD), ("device", "own")];
    browser.post("/sign-in", &fields).await
}

#[tokio::test]
async fn the_team_sets_it_up_at_the_first_sign_in_and_can_do_nothing_before() {
    let site = Site::open();
    strict(&site);
    for (name, home) in [("moderator", "/desk"), ("admin", "/admin")] {
        let mut browser = site.browser();
        assert_eq!(type_password(&mut browser, name).await.status, 303);
        for page in ["/desk", "/check", "/admin", "/account/sessions", "/report"] {
            let seen = browser.get(page).await;
            let wanted = match seen.status.as_u16() {
                303 => seen.header("location") == "/account/second-factor",
                status => status == 403,
            };
            assert!(wanted, "{name} {page}: {}", seen.status);
        }
        assert_eq!(browser.get("/lock").await.status, 200, "at dawn anybody of the team locks");
        let nav = browser.get("/account/second-factor").await;
        assert!(!nav.text.contains("href=\"/desk\"") && nav.read().contains("Your role asks for it"));
        assert!(nav.text.contains("href=\"/exit\""));
        let wrong = browser.post("/account/second-factor", &[("do", "confirm"), ("code", "000000")]).await;
        assert_eq!(wrong.status, 422, "nothing was begun");
        let (authenticator, recovery) = enrol(&mut browser).await;
        assert_eq!(browser.get(home).await.status, 200);

        let mut next = site.browser();
        let asked = type_password(&mut next, name).await;
        assert_eq!(asked.status, 200);
        assert!(asked.read().contains("One more step"), "{}", asked.read());
        assert_eq!(next.get(home).await.header("location"), "/sign-in?first", "the half step opens nothing");
        next.get("/sign-in/code").await;
        let replayed = authenticator.shows(&site);
        let used = next.post("/sign-in/code", &[("code", &replayed)]).await;
        assert_eq!(used.status, 422, "the code that set it up");
        assert!(used.read().contains("was used already"));
        site.wait(30);
        let code = authenticator.shows(&site);
        let form = next.csrf.clone();
        let half = next.cookies.clone();
        assert_eq!(next.post("/sign-in/code", &[("code", &code)]).await.status, 303);
        assert_eq!(next.get(home).await.status, 200);

        let mut replay = site.browser();
        replay.cookies = half;
        let seen = replay.post_as("/sign-in/code", &[("code", &code)], &form).await;
        assert_eq!((seen.status.as_u16(), seen.header("location")), (303, "/sign-in?late"), "replayed");
        assert_eq!(replay.get(home).await.header("location"), "/sign-in?first");

        let mut lost = site.browser();
        type_password(&mut lost, name).await;
        assert_eq!(lost.post("/sign-in/code", &[("code", &recovery[0])]).await.status, 303);
        assert_eq!(lost.get(home).await.status, 200);
    }
}

#[tokio::test]
async fn a_member_may_and_her_password_is_asked_again_first() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    let page = browser.get("/account/second-factor").await;
    assert!(page.read().contains("type your password again") && !page.text.contains("value=\"begin\""));
    assert_eq!(browser.post("/account/second-factor", &[("do", "begin")]).await.status, 409);
    browser.get("/account/second-factor").await;
    let wrong = [("do", "open"), ("password", "not this one")];
    assert_eq!(browser.post("/account/second-factor", &wrong).await.status, 422);
    let right = [("do", "open"), ("password", PASSWORD)];
    assert_eq!(browser.post("/account/second-factor", &right).await.status, 303);
    let other = site.signed_in("member").await;
    let (authenticator, _) = enrol(&mut browser).await;
    let mut other = other;
    assert_eq!(other.get("/check").await.status, 303, "her other sessions ended");

    let mut next = site.browser();
    next.get("/sign-in").await;
    let fields = [
        ("username", "member"),
        ("password", PASSWORD),
        ("device", "shared"),
        ("identifier", "06 39 98 41 57"),
        ("kind", "phone"),
    ];
    let step = next.post("/sign-in", &fields).await;
    assert!(step.text.contains("value=\"06 39 98 41 57\""), "what she wanted to check comes along");
    site.wait(30);
    let code = authenticator.shows(&site);
    let fields = [("code", code.as_str()), ("identifier", "06 39 98 41 57"), ("kind", "phone")];
    let checked = next.post("/sign-in/code", &fields).await;
    assert_eq!(checked.status, 200);
    assert!(checked.text.contains("action=\"/check\"") && checked.text.contains("06 39 98 41 57"));

    let late = type_password(&mut site.browser(), "member").await;
    assert_eq!(late.status, 200);
    let mut late = site.browser();
    type_password(&mut late, "member").await;
    site.wait(300);
    let seen = late.post("/sign-in/code", &[("code", &authenticator.shows(&site))]).await;
    assert_eq!(seen.header("location"), "/sign-in?late");
    assert!(late.get("/sign-in?late").await.read().contains("took too long"));

    site.wait(30);
    browser.get("/account/second-factor").await;
    browser.post("/account/second-factor", &right).await;
    let off = browser.post("/account/second-factor", &[("do", "remove")]).await;
    assert!(off.read().contains("It is off"), "{}", off.read());
    assert_eq!(type_password(&mut site.browser(), "member").await.status, 303);
}

#[tokio::test]
async fn the_api_asks_for_a_code_and_takes_it() {
    let site = Site::open();
    strict(&site);
    let sign_in = |code: Option<String>| {
        let mut body = json!({ "pseudonym": "moderator", "password": PASSWORD });
        if let Some(code) = code {
            body["code"] = Value::String(code);
        }
        site.call(Method::POST, "/api/v1/session", None, Some(body))
    };
    let token = sign_in(None).await.json()["token"].as_str().unwrap().to_owned();
    let call = |method: Method, path: &str, body: Option<Value>| {
        let (path, token) = (format!("/api/v1{path}"), token.clone());
        let site = site.clone();
        async move { site.call(method, &path, Some(&token), body).await }
    };
    let refused = call(Method::GET, "/desk/reports", None).await;
    assert_eq!((refused.status.as_u16(), &refused.json()["type"]), (403, &json!("second_factor_missing")));
    assert_eq!(call(Method::GET, "/account/sessions", None).await.json()["type"], "second_factor_missing");
    assert_eq!(call(Method::POST, "/account/second-factor", None).await.status, 204);
    let view = call(Method::GET, "/account/second-factor", None).await.json();
    assert_eq!((&view["active"], &view["required"]), (&json!(false), &json!(true)));
    let authenticator = Authenticator::told(view["pending"].as_str().unwrap());
    let code = json!({ "code": authenticator.shows(&site) });
    let done = call(Method::POST, "/account/second-factor/code", Some(code)).await;
    let recovery = done.json()["recovery_codes"][0].as_str().unwrap().to_owned();
    assert_eq!(call(Method::GET, "/desk/reports", None).await.status, 200);

    let needed = sign_in(None).await;
    assert_eq!((needed.status.as_u16(), &needed.json()["type"]), (401, &json!("second_factor_needed")));
    let wrong = sign_in(Some("000000".to_owned())).await;
    assert_eq!((wrong.status.as_u16(), &wrong.json()["type"]), (401, &json!("wrong_second_factor")));
    site.wait(30);
    let code = authenticator.shows(&site);
    assert_eq!(sign_in(Some(code.clone())).await.status, 201);
    assert_eq!(sign_in(Some(code)).await.json()["type"], "wrong_second_factor", "replayed");
    assert_eq!(sign_in(Some(recovery)).await.status, 201);
    let body = json!({ "pseudonym": "moderator", "password": "not this one", "code": "000000" });
    let wrong = site.call(Method::POST, "/api/v1/session", None, Some(body)).await;
    assert_eq!(wrong.json()["type"], "wrong_credentials", "the password comes first");
}
