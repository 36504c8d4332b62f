//! The story by hand: reported in France, published by a moderator, read in Belgium, taken back, gone.

use parasol_tests::until;

use crate::browser::{Browser, Setup};
use crate::demo::Demo;
use crate::words::{ENGLISH, FRENCH, Words};

#[test]
fn the_story_by_hand_with_and_without_javascript_in_french_and_in_english() {
    let demo = Demo::start();
    let told = [(&FRENCH, false), (&ENGLISH, false), (&FRENCH, true), (&ENGLISH, true)];
    for (n, (words, scripts)) in told.into_iter().enumerate() {
        tell(&demo, words, scripts, &format!("06 39 98 77 0{n}"));
    }
}

fn tell(demo: &Demo, words: &Words, scripts: bool, number: &str) {
    let setup = Setup { language: words.language, scripts };
    let mut browser = Browser::open_at(&demo.france, setup);
    assert_eq!(runs_scripts(&browser), scripts);
    let pasted = format!("0033 {}", number.trim_start_matches('0'));

    // A member in France reports.
    browser.sign_in("member");
    browser.open("/report");
    browser.fill("#text", "Il a frappé quand j’ai demandé l’argent.");
    browser.fill("#identifier-1", number);
    browser.press("[name=kinds][value=assault_and_battery]");
    browser.press("[name=consent_alert]");
    browser.press("[name=consent_abroad]");
    browser.follow("button[value=check]");
    browser.follow("button[value=send]");
    assert!(!browser.text_of(".follow").is_empty());
    browser.open("/my-reports");
    assert!(browser.text().contains(words.received), "{}", browser.text());

    // A moderator classifies and publishes.
    browser.sign_in("moderator");
    browser.open("/desk");
    browser.follow("main tbody a");
    browser.follow("main form button");
    assert!(browser.text().contains("Il a frappé"), "{}", browser.text());
    browser.fill("#text", "Frappe quand on parle d’argent.");
    browser.press("[name=level][value=very_dangerous]");
    assert!(
        browser.is_ticked("[name=kinds][value=assault_and_battery]"),
        "what the reporter ticked is a proposal"
    );
    browser.press("[name=abroad]");
    browser.follow("form[action$=publish] .sides p.actions button");
    browser.follow("main a[href^='/alert/']");
    let alert = browser.path();
    until("the alert's page says that it is shared", || {
        browser.open(&alert);
        browser.text().contains(words.shared)
    });

    // A member in Belgium pastes the number as her phone shows it.
    browser.go_to(&demo.belgium);
    browser.sign_in("member");
    assert_eq!(browser.path(), "/check");
    until("a check abroad finds the alert", || {
        browser.check(&pasted);
        browser.heading() == words.very_dangerous
    });
    let verdict = browser.text();
    assert!(verdict.contains(words.reported_in_france), "{verdict}");
    assert!(verdict.contains(&demo.france.name), "{verdict}");
    assert!(!verdict.contains("Frappe"), "the public text stays in France: {verdict}");
    assert_eq!(browser.path(), "/check");

    // The moderator takes it back.
    browser.go_to(&demo.france);
    browser.sign_in("moderator");
    browser.open(&alert);
    browser.follow("main a[href$='/recall']");
    browser.press("[name=reason][value=correction]");
    browser.follow("main form button");
    assert_eq!(browser.heading(), words.taken_back);
    until("the alert's page says that it is recalled everywhere", || {
        browser.open(&alert);
        browser.text().contains(words.recalled_everywhere)
    });

    // It is gone.
    browser.go_to(&demo.belgium);
    browser.sign_in("member");
    browser.check(&pasted);
    assert_eq!(browser.heading(), words.none_known);
}

/// Whether this browser runs what a page brings along.
fn runs_scripts(browser: &Browser) -> bool {
    browser.devtools(
        "Page.navigate",
        serde_json::json!({"url": "data:text/html,<title>no</title><script>document.title='yes'</script>"}),
    );
    until("the page is loaded", || !browser.title().is_empty());
    browser.title() == "yes"
}
