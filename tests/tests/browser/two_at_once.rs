//! Two moderators in two browsers press *Publish* on one report in the same moment: it is published once, and what the other typed
//! stands on her page. `nodes::two_at_once` has all the other pairs.

use std::sync::Barrier;
use std::thread;

use parasol_tests::Client;
use serde_json::json;

use crate::browser::{Browser, Setup};
use crate::demo::{Account, Demo};
use crate::words::ENGLISH;

const TYPED: [&str; 2] = ["Says he is an electrician.", "Comes with a grey van."];

/// Another moderator, made by the admin.
fn colleague(demo: &Demo) -> Account {
    let program = Client::at(&demo.france.web);
    let admin = demo.france.account("admin");
    let who = json!({"pseudonym": admin.pseudonym, "password": admin.password});
    let token = program.post("/api/v1/session", &who).expect(201).word("/token");
    let body = json!({"pseudonym": "ines", "role": "moderator"});
    let made = program.with_token(&token).post("/api/v1/members", &body).expect(201);
    Account { role: "moderator".into(), pseudonym: "ines".into(), password: made.word("/password") }
}

#[test]
fn two_moderators_in_two_browsers_publish_one_report_once() {
    let demo = Demo::start();
    let ines = colleague(&demo);
    for scripts in [false, true] {
        let setup = Setup { language: ENGLISH.language, scripts };
        let [first, second] = [(); 2].map(|()| Browser::open_at(&demo.france, setup));
        first.sign_in("member");
        first.open("/report");
        first.fill("#text", "Told at night.");
        first.fill("#identifier-1", if scripts { "06 39 98 77 01" } else { "06 39 98 77 02" });
        first.press("[name=kinds][value=harassment]");
        first.press("[name=consent_alert]");
        first.follow("button[value=check]");
        first.follow("button[value=send]");

        first.sign_in("moderator");
        second.sign_in_as(&ines);
        let both = [&first, &second];
        for (browser, typed) in both.into_iter().zip(TYPED) {
            browser.open("/desk");
            browser.follow("main tbody a");
            browser.follow("main form button");
            // Whoever came second takes it over, and the first one goes on typing.
            if browser.count("main button[formaction$='/take-over']") == 1 {
                browser.follow("main button[formaction$='/take-over']");
            }
            browser.fill("#text", typed);
            browser.press("[name=level][value=risky]");
        }
        let start = Barrier::new(2);
        thread::scope(|scope| {
            for browser in both {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    browser.follow("form[action$='/publish'] .sides p.actions button");
                });
            }
        });
        // What was taken over is the second one's; before or after she has published, the first one is told so in words.
        assert_eq!(second.heading(), "Published", "{}", second.text());
        let told = first.text();
        let words = ["has been at this report for", "Somebody else has decided about this report meanwhile."];
        assert!(words.iter().any(|words| told.contains(words)), "{told}");
        assert_eq!(first.filled("#text"), TYPED[0], "what she typed stands on her page");
        second.follow("main a[href^='/alert/']");
        assert!(second.text().contains(TYPED[1]) && !second.text().contains(TYPED[0]), "{}", second.text());
    }
}
