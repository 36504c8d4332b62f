//! The quick exit: on every page, by itself, and nothing to come back to.

use parasol_tests::Client;

use crate::browser::{Browser, Setup};
use crate::demo::{Demo, HARMLESS};
use crate::words::ENGLISH;

const SHIFT: &str = "\u{e008}";

#[test]
fn leaving_ends_the_session_and_back_shows_nothing() {
    let demo = Demo::start();
    without_a_browser(&demo);
    for scripts in [false, true] {
        let browser = Browser::open_at(&demo.france, Setup { language: ENGLISH.language, scripts });
        for page in ["/", "/sign-in", "/nothing-here"] {
            browser.open(page);
            assert_eq!(browser.attribute("header a.exit", "href").as_deref(), Some("/exit"), "{page}");
        }
        browser.sign_in("member");
        browser.check("06 39 98 10 00");
        assert_eq!(browser.heading(), ENGLISH.very_dangerous);
        browser.follow("a.exit");
        assert!(browser.text().contains(HARMLESS), "{}", browser.text());
        assert_eq!(browser.address(), demo.harmless);
        browser.back();
        nothing_to_see(&browser);
        browser.open("/my-reports");
        assert_eq!(browser.path(), "/sign-in?first");
    }
}

#[test]
fn three_times_shift_leaves_where_there_is_javascript() {
    let demo = Demo::start();
    let browser = Browser::open_at(&demo.france, Setup { language: ENGLISH.language, scripts: true });
    browser.sign_in("member");
    browser.open("/report");
    browser.press("#text");
    browser.keys(&["J", "e", SHIFT, "a", SHIFT, "b"]);
    assert_eq!(browser.path(), "/report", "capital letters are no wish to leave");
    browser.until_another_page(|| browser.keys(&[SHIFT, SHIFT, SHIFT]));
    assert_eq!(browser.address(), demo.harmless);
    browser.back();
    nothing_to_see(&browser);
}

/// Back from the harmless page leads to nothing that was there before.
fn nothing_to_see(browser: &Browser) {
    let text = browser.text();
    for gone in ["98\u{a0}10\u{a0}00", "98 10 00", ENGLISH.very_dangerous, "Short description", "My reports"]
    {
        assert!(!text.contains(gone), "{text}");
    }
    assert!(!browser.cookies().iter().any(|cookie| cookie["name"] == "session"));
}

/// The bare request: the answer itself ends the session and clears, whatever the browser does with it.
fn without_a_browser(demo: &Demo) {
    let member = demo.france.account("member");
    let visitor = Client::at(&demo.france.web);
    let form = visitor.get("/sign-in").expect(200);
    let visit = form.cookie("visit").unwrap();
    let (_, csrf) = form.body.split_once("name=\"csrf\" value=\"").unwrap();
    let csrf = csrf.split('"').next().unwrap();
    let fields = [("csrf", csrf), ("username", &member.pseudonym), ("password", &member.password)];
    let signed_in =
        visitor.clone().with("Cookie", &format!("visit={visit}")).form("/sign-in", &fields).expect(303);
    let session = signed_in.cookie("session").unwrap();
    let member = visitor.with("Cookie", &format!("session={session}"));
    assert!(
        member.get("/my-reports").expect(200).header("cache-control").is_some_and(|kept| kept == "no-store")
    );

    let left = member.get("/exit").expect(303);
    assert_eq!(left.header("location"), Some(demo.harmless.as_str()));
    assert_eq!(left.header("clear-site-data"), Some("\"cache\", \"cookies\", \"storage\""));
    assert_eq!(left.header("cache-control"), Some("no-store"));
    assert_eq!(member.get("/my-reports").status, 303, "the session has ended, not only its cookie");
    let _ = Client::at(&demo.france.web).get("/exit").expect(303);
}
