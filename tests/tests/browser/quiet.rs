//! What a page must not tell to whoever holds the phone afterwards (USERS.md, "When it goes wrong", 1 and 3).

use parasol_tests::Client;
use serde_json::Value;

use crate::browser::{Browser, Setup};
use crate::demo::Demo;
use crate::words::{ENGLISH, FRENCH, Words};

const NUMBER: &str = "06 39 98 10 00";

#[test]
fn line_1_he_holds_her_unlocked_signed_in_phone() {
    let demo = Demo::start();
    let browser = Browser::open_at(&demo.france, Setup { language: FRENCH.language, scripts: true });
    browser.sign_in("member");
    assert_eq!(browser.path(), "/check", "after signing in comes the check");
    report(&browser);
    browser.check(NUMBER);
    assert_eq!(browser.heading(), FRENCH.very_dangerous);

    for page in ["/", "/check", "/search", "/report", "/my-reports"] {
        browser.open(page);
        for trace in
            [NUMBER, "639981000", FRENCH.very_dangerous, "Il a fermé la porte", "Lyon", "06 39 98 41 57"]
        {
            let shown = browser.text_of("main");
            // The page that checks explains the levels; that is no trace of a check.
            let shown = shown.split("Descriptif").next().unwrap_or_default();
            assert!(!shown.contains(trace), "{page} shows {trace}: {shown}");
        }
    }
    browser.open("/check");
    assert_eq!(browser.filled("#identifier"), "");
    browser.open("/my-reports");
    let rows = browser.text_of("tbody");
    for row in rows.lines() {
        assert!(row.contains("20") && !row.contains(':'), "the month, not the hour: {row}");
        assert!(row.contains(FRENCH.received) || row.contains(FRENCH.published), "{row}");
    }
    assert_eq!(browser.count("main a[href*='report/']"), 0, "no report opens from here");
}

#[test]
fn line_3_shared_device() {
    let demo = Demo::start();
    let browser = Browser::open_at(&demo.france, Setup { language: ENGLISH.language, scripts: true });
    let session = |browser: &Browser| {
        let cookies = browser.cookies();
        cookies.into_iter().find(|cookie| cookie["name"] == "session").unwrap_or_default()
    };

    browser.open("/sign-in");
    assert!(
        browser.is_ticked("[name=device][value=shared]"),
        "shared is what is meant unless she says otherwise"
    );
    browser.sign_in("member");
    let shared = session(&browser);
    assert_eq!(shared["session"], Value::Bool(true), "it ends with the browser");
    assert_eq!((&shared["httpOnly"], &shared["sameSite"]), (&Value::Bool(true), &"Strict".into()));

    for (page, fields) in [("/check", "#identifier"), ("/search", "#words"), ("/report", "[name=identifier]")]
    {
        browser.open(page);
        assert_eq!(browser.attribute(fields, "autocomplete").as_deref(), Some("off"), "{page}");
        assert_eq!(browser.count(&format!("{fields}:not([autocomplete=off])")), 0, "{page}");
    }
    browser.open("/sign-in");
    assert_eq!(browser.count("#username:not([autocomplete=off]), #password:not([autocomplete=off])"), 0);

    for text in [NUMBER, "06", "client7@example.org"] {
        browser.check(text);
        assert_eq!(browser.path(), "/check", "the address never says what was asked");
    }
    bland(&browser, &ENGLISH);

    let account = demo.france.account("member");
    browser.open("/sign-in");
    browser.fill("#username", &account.pseudonym);
    browser.fill("#password", &account.password);
    browser.press("[name=device][value=own]");
    browser.follow("main form button");
    assert_eq!(session(&browser)["session"], Value::Bool(false), "her own device remembers her");
}

/// Titles that a browser keeps in its history say nothing, and neither do icon and headers.
fn bland(browser: &Browser, words: &Words) {
    for page in ["/", "/check", "/search", "/report", "/my-reports", "/desk", "/nothing-here"] {
        browser.open(page);
        let title = browser.title().to_lowercase();
        assert!(title.ends_with("– notes"), "{title}");
        for telling in ["parasol", "jasmine", "alert", "danger", "report", "sex", "client"] {
            assert!(!title.contains(telling), "{page}: {title}");
        }
        assert_eq!(browser.attribute("html", "lang").as_deref(), Some(words.language));
        assert_eq!(browser.attribute("link[rel=icon]", "href").as_deref(), Some("/assets/icon.svg"));
    }
}

#[test]
fn every_answer_is_guarded_by_its_headers() {
    let demo = Demo::start();
    let visitor = Client::at(&demo.france.web);
    for path in ["/", "/sign-in", "/check", "/nothing-here", "/exit", "/api/v1/openapi.json", "/healthz"] {
        let answer = visitor.get(path);
        let header = |name: &str| answer.header(name).unwrap_or_default().to_owned();
        let policy = header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{path}: {policy}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
    }
}

fn report(browser: &Browser) {
    browser.open("/report");
    browser.fill("#text", "Il a fermé la porte à clé.");
    browser.fill("#town", "Lyon");
    browser.fill("#identifier-1", "06 39 98 41 57");
    browser.follow("button[value=check]");
    browser.follow("button[value=send]");
    assert_eq!(browser.count(".follow"), 1);
}
