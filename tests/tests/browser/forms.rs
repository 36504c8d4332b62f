//! Forms give back what was typed, and say what needs another look where one looks first.

use crate::browser::{Browser, Setup};
use crate::demo::Demo;
use crate::words::ENGLISH;

#[test]
fn a_form_keeps_what_was_typed_when_something_is_wrong() {
    let demo = Demo::start();
    for scripts in [false, true] {
        let browser = Browser::open_at(&demo.france, Setup { language: ENGLISH.language, scripts });
        sign_in_keeps_the_name(&browser);
        browser.sign_in("member");
        check_keeps_the_text(&browser);
        report_keeps_everything(&browser, scripts);
        report_survives_the_end_of_the_session(&browser);
    }
}

fn sign_in_keeps_the_name(browser: &Browser) {
    browser.open("/sign-in");
    browser.fill("#username", "lucie");
    browser.fill("#password", "not this one");
    browser.press("[name=device][value=own]");
    browser.follow("main form button");
    assert_eq!(browser.filled("#username"), "lucie");
    assert_eq!(browser.filled("#password"), "");
    assert!(browser.is_ticked("[name=device][value=own]"));
    complains_about(browser, "#username");
}

fn check_keeps_the_text(browser: &Browser) {
    browser.check("06 39 98 4");
    assert_eq!(browser.filled("#identifier"), "06 39 98 4");
    complains_about(browser, "#identifier");
}

fn report_keeps_everything(browser: &Browser, scripts: bool) {
    browser.open("/report");
    browser.follow("button[value=more]");
    browser.press("#add-what summary");
    browser.press("#add-whom summary");
    let typed = [
        ("#text", "First line.\nSecond line: <b>&amp;</b> “é”"),
        ("#town", "Lyon"),
        ("#place", "rue Inventée"),
        ("#happened_on", "2026-11"),
        ("#identifier-1", "06 39 98 41 57"),
        ("#identifier-2", "06 39 98 4"),
        ("#aliases", "Marc"),
        ("#vehicle", "white van"),
        ("#description", "Tall."),
        ("#contact", "In the morning."),
    ];
    let ticked =
        ["[name=kinds][value=armed_robbery]", "[name=motives][value=racism]", "[name=consent_partners]"];
    for (field, text) in typed {
        browser.fill(field, text);
    }
    for box_ in ticked {
        assert!(!browser.is_ticked(box_), "nothing is ticked for her");
        browser.press(box_);
    }
    browser.press("#perpetrator option[value=posing_as_client]");
    browser.follow("button[value=check]");
    if scripts {
        // Not ":focus": the list of the choice above may have taken the window's focus, and nothing matches then.
        assert_eq!(browser.run("return document.activeElement.id"), "error-summary");
    }
    for (field, text) in typed {
        assert_eq!(browser.filled(field), text, "{field}");
    }
    assert!(ticked.into_iter().all(|each| browser.is_ticked(each)));
    assert!(!browser.is_ticked("[name=consent_alert]") && !browser.is_ticked("[name=consent_abroad]"));
    assert_eq!(browser.filled("#perpetrator"), "posing_as_client");
    complains_about(browser, "#identifier-2");
}

/// Her session ends while she writes: nothing of it is lost.
fn report_survives_the_end_of_the_session(browser: &Browser) {
    browser.open("/report");
    browser.fill("#text", "It took me an hour to write this.");
    browser.devtools("Network.clearBrowserCookies", serde_json::json!({}));
    browser.follow("button[value=check]");
    assert_eq!(browser.filled("#text"), "It took me an hour to write this.");
    assert_eq!(browser.count("#error-summary"), 1);
}

/// The summary on top leads to the field, which says what is wrong.
fn complains_about(browser: &Browser, field: &str) {
    assert!(browser.title().starts_with("Please check: "), "{}", browser.title());
    browser.press(&format!("#error-summary a[href='{field}']"));
    assert_eq!(browser.attribute(field, "aria-invalid").as_deref(), Some("true"));
    assert!(browser.is_in_view(field));
}
