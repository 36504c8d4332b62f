//! Signing in with a second step, one's reports opened with the password, and the site locked: with and without JavaScript,
//! in French and in English. USERS.md, "When it goes wrong", 1, 2, 3 and 14.

use crate::browser::{Browser, Setup};
use crate::checkers::{Rules, axe};
use crate::demo::Demo;
use crate::words::{ENGLISH, FRENCH};

/// A code of the authenticator that was told this key.
pub(crate) fn authenticator_code(key: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(key.replace(' ', "")).unwrap();
    let authenticator = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    authenticator.generate(now).to_string()
}

/// Nothing that axe-core would find on this page. It runs in the page itself, so only where scripts do.
#[track_caller]
fn readable(browser: &Browser, scripts: bool, page: &str) {
    if !scripts {
        return;
    }
    let found = axe(browser, Rules::All);
    assert!(found.is_empty(), "{page}: {found:?}");
}

#[test]
fn line_2_he_has_her_password_and_not_her_second_factor() {
    let demo = Demo::start();
    for (words, scripts) in [(&FRENCH, false), (&ENGLISH, true)] {
        let setup = Setup { language: words.language, scripts };
        let browser = Browser::open_at(if scripts { &demo.belgium } else { &demo.france }, setup);
        let site = if scripts { &demo.belgium } else { &demo.france };
        let account = site.account("member").clone();
        browser.sign_in("member");
        browser.open("/account/second-factor");
        assert_eq!(browser.count("button[value=begin]"), 0, "first the password again");
        readable(&browser, scripts, "second factor, closed");
        browser.fill("#password", &account.password);
        browser.follow("main form button");
        browser.follow("button[value=begin]");
        readable(&browser, scripts, "second factor, key");
        assert_eq!(browser.count(".qr svg"), 1);
        browser.fill("#code", &authenticator_code(&browser.text_of(".secret")));
        browser.follow("main form button");
        let codes = browser.text_of(".codes");
        let codes: Vec<&str> = codes.split_whitespace().filter(|code| code.len() == 13).collect();
        assert_eq!(codes.len(), 10, "{codes:?}");
        readable(&browser, scripts, "recovery codes");

        let other = Browser::open_at(site, setup);
        other.open("/sign-in");
        other.fill("#username", &account.pseudonym);
        other.fill("#password", &account.password);
        other.follow("main form button");
        assert_eq!(other.count("#code[autocomplete=off]"), 1, "{}", other.text());
        readable(&other, scripts, "second step");
        other.open("/check");
        assert_eq!(other.path(), "/sign-in?first", "the password alone opens nothing");
        other.open("/sign-in/code");
        other.fill("#code", "000000");
        other.follow("main form button");
        assert_eq!(other.count("#error-summary"), 1);
        other.fill("#code", &codes[0].to_lowercase());
        other.follow("main form button");
        assert_eq!(other.path(), "/check", "after the code comes the check");
        other.open("/account/sessions");
        readable(&other, scripts, "sessions");
        assert_eq!(other.count("main tbody tr"), 2);
        other.follow("main tbody button");
        browser.open("/check");
        assert_eq!(browser.path(), "/sign-in?first", "the other one was ended");
    }
}

#[test]
fn line_1_what_she_wrote_wants_her_password() {
    let demo = Demo::start();
    for (words, scripts) in [(&FRENCH, false), (&ENGLISH, true)] {
        let browser = Browser::open_at(&demo.france, Setup { language: words.language, scripts });
        // The partner of the demo has no other reports: those of one hour stand in no order.
        browser.sign_in("partner");
        browser.open("/report");
        browser.fill("#text", "Zébulon a fermé la porte à clé.");
        browser.follow("button[value=check]");
        browser.follow("button[value=send]");
        browser.open("/my-reports");
        assert!(!browser.text_of("main").contains("Zébulon"));
        browser.follow("main tbody a");
        assert!(!browser.text_of("main").contains("Zébulon"));
        assert_eq!(browser.count("#password[autocomplete=off]"), 1);
        readable(&browser, scripts, "my report, closed");
        browser.fill("#password", &demo.france.account("partner").password);
        browser.follow("main form button");
        assert!(browser.text_of("main").contains("Zébulon"), "{}", browser.text());
        assert!(browser.title().ends_with("– Notes"));
        readable(&browser, scripts, "my report, open");
        browser.follow("main form.note button");
        assert!(!browser.text_of("main").contains("Zébulon"), "closed before its time");
        browser.back();
        assert!(!browser.text_of("main").contains("Zébulon"), "Back shows nothing");
    }
}

#[test]
fn line_14_seizure_at_dawn() {
    let demo = Demo::start();
    let member = Browser::open_at(&demo.france, Setup { language: FRENCH.language, scripts: false });
    member.sign_in("member");
    let scripts = true;
    let browser = Browser::open_at(&demo.france, Setup { language: FRENCH.language, scripts });
    browser.sign_in("moderator");
    browser.open("/desk");
    browser.follow("main a[href='/lock']");
    readable(&browser, scripts, "lock");
    browser.follow("main form button");
    assert_eq!(browser.count("#error-summary"), 1, "it asks once");
    browser.press("#sure");
    browser.follow("main form button");
    assert!(browser.text().contains("est verrouillé"), "{}", browser.text());
}
