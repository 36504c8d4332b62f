//! With a keyboard alone: from signing in to the verdict, and from the queue to an alert.

use crate::browser::{Browser, Setup};
use crate::demo::Demo;
use crate::words::ENGLISH;

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";
const DOWN: &str = "\u{e015}";

/// More stops than any page has.
const TOO_MANY: usize = 60;

#[test]
fn a_keyboard_alone_leads_from_sign_in_to_the_verdict() {
    let demo = Demo::start();
    for scripts in [true, false] {
        let browser = Browser::open_at(&demo.france, Setup { language: ENGLISH.language, scripts });
        let member = demo.france.account("member");

        browser.open("/");
        browser.keys(&[TAB]);
        assert_eq!(
            browser.attribute(":focus", "class").as_deref(),
            Some("skip"),
            "the first stop skips the rest"
        );
        assert!(browser.is_in_view(":focus"));
        tab_to(&browser, "nav a[href='/sign-in']");
        browser.until_another_page(|| browser.keys(&[ENTER]));
        assert_eq!(browser.path(), "/sign-in");

        tab_to(&browser, "#username");
        browser.keys(&[&member.pseudonym, TAB]);
        browser.keys(&[&member.password]);
        tab_to(&browser, "[name=device]");
        browser.keys(&[SPACE]);
        tab_to(&browser, "main form button");
        browser.until_another_page(|| browser.keys(&[ENTER]));
        assert_eq!(browser.path(), "/check", "after signing in comes the check");

        tab_to(&browser, "#identifier");
        browser.keys(&["06 39 98 10 00"]);
        tab_to(&browser, "main form button");
        browser.until_another_page(|| browser.keys(&[SPACE]));
        assert_eq!(browser.heading(), ENGLISH.very_dangerous);
        assert_eq!(browser.path(), "/check", "the address never says what was asked");
    }
}

#[test]
fn a_keyboard_alone_takes_a_report_from_the_queue_to_its_alert() {
    let demo = Demo::start();
    for scripts in [true, false] {
        let browser = Browser::open_at(&demo.france, Setup { language: ENGLISH.language, scripts });
        browser.sign_in("member");
        browser.open("/report");
        browser.fill("#text", "Told at night.");
        browser.fill("#identifier-1", if scripts { "06 39 98 55 01" } else { "06 39 98 55 02" });
        browser.press("[name=kinds][value=harassment]");
        browser.press("[name=consent_alert]");
        browser.follow("button[value=check]");
        browser.follow("button[value=send]");

        browser.sign_in("moderator");
        browser.open("/desk");
        tab_to(&browser, "main tbody a");
        browser.until_another_page(|| browser.keys(&[ENTER]));
        tab_to(&browser, "main form button");
        browser.until_another_page(|| browser.keys(&[ENTER]));
        tab_to(&browser, "#text");
        browser.keys(&["Calls all night."]);
        tab_to(&browser, "[name=level]");
        browser.keys(&[DOWN, DOWN]);
        assert!(browser.is_ticked("[name=level][value=risky]"), "arrows choose among the levels");
        tab_to(&browser, "form[action$='/publish'] .sides p.actions button");
        browser.until_another_page(|| browser.keys(&[ENTER]));
        tab_to(&browser, "main a[href^='/alert/']");
        browser.until_another_page(|| browser.keys(&[ENTER]));
        assert!(browser.text().contains("Calls all night."), "{}", browser.text());
    }
}

/// Presses Tab until this has the focus; every stop on the way can be seen.
fn tab_to(browser: &Browser, css: &str) {
    for _ in 0..TOO_MANY {
        browser.keys(&[TAB]);
        if browser.count(&format!("{css}:focus")) == 1 {
            let outline = browser.run("return getComputedStyle(document.activeElement).outlineStyle");
            assert_eq!(outline, "solid", "{css} shows that it has the focus");
            return;
        }
    }
    panic!("Tab never reaches {css} on {}", browser.title());
}
