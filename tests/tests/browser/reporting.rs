//! Tutorial 4 of the guide, step by step: a member reports, a moderator publishes, both see where it stands. With and
//! without JavaScript, in French and in English, on an old phone and on a desk; the pictures are in `target/screenshots`.

use std::cell::Cell;

use crate::browser::{Browser, Setup};
use crate::checkers::target;
use crate::demo::Demo;
use crate::words::{ENGLISH, FRENCH, Words};

/// An old phone, and a screen on a desk.
const WIDTHS: [u32; 2] = [320, 1280];

/// The most presses from the queue with a waiting report to its alert.
const PRESSES: usize = 12;

/// What the guide calls what is pressed and read.
struct Labels {
    words: &'static Words,
    exit: &'static str,
    issue: &'static str,
    form: &'static str,
    detail: &'static str,
    consent_alert: &'static str,
    consent_partner: &'static str,
    police: &'static str,
    submit: &'static str,
    within: &'static str,
    published: &'static str,
}

const LABELS: [Labels; 2] = [
    Labels {
        words: &ENGLISH,
        exit: "Quickly exit the website",
        issue: "Issue an alert",
        form: "Short form",
        detail: "Describe the attack in detail",
        consent_alert: "I give my consent for this report to be shared",
        consent_partner: "I give my consent for this report to be transferred",
        police: "This is not a statement to the police. Nothing is sent to them.",
        submit: "Submit my alert!",
        within: "within 48 hours",
        published: "Published",
    },
    Labels {
        words: &FRENCH,
        exit: "Quitter vite le site",
        issue: "Lancer une alerte",
        form: "Formulaire court",
        detail: "Décrivez l’agression en détail",
        consent_alert: "J’accepte que ce signalement soit partagé",
        consent_partner: "J’accepte que ce signalement soit transmis",
        police: "Ceci n’est pas une plainte. Rien n’est envoyé à la police.",
        submit: "Envoyer mon alerte",
        within: "sous 48 heures",
        published: "Publiée",
    },
];

#[test]
fn tutorial_4_reports_an_assailant_and_a_moderator_publishes_it() {
    let demo = Demo::start();
    let mut number = 0;
    for labels in &LABELS {
        for scripts in [false, true] {
            let width = WIDTHS[usize::from(scripts)];
            let setup = Setup { language: labels.words.language, scripts };
            let told = Telling { labels, browser: Browser::open_at(&demo.france, setup), scripts, width };
            told.browser.set_width(width);
            let phone = format!("06 39 98 66 0{number}");
            number += 1;
            told.she_reports(&phone);
            told.a_moderator_publishes(&phone);
            told.she_sees_where_it_stands();
        }
    }
}

/// One telling, in one language, with or without JavaScript.
struct Telling<'a> {
    labels: &'a Labels,
    browser: Browser,
    scripts: bool,
    width: u32,
}

impl Telling<'_> {
    fn she_reports(&self, phone: &str) {
        let Self { labels, browser, .. } = self;
        // 1 to 3: signed in, with the way out in sight, she opens "Issue an alert" from the homepage.
        browser.sign_in("member");
        browser.open("/");
        self.reads(labels.exit);
        self.reads(labels.issue);
        browser.follow("main a[href='/report']");

        // 4: the short form has three sections, none of them compulsory.
        assert_eq!(browser.heading(), labels.issue);
        for sentence in [labels.form, labels.detail, labels.consent_alert, labels.consent_partner] {
            self.reads(sentence);
        }
        assert_eq!(browser.count("main [required]"), 0, "nothing is compulsory");
        assert_eq!(browser.count("main details[open]"), 0, "more is offered, never unfolded for her");
        self.picture("report");
        browser.fill("#text", "Il a crié et m’a poussée contre le mur quand j’ai demandé l’argent.");
        browser.fill("#town", "Lyon");
        browser.press("[name=kinds][value=assault_and_battery]");
        browser.press("#add-what summary");
        browser.fill("#place", "Hôtel Inventé, rue du Parasol");
        browser.fill("#hour", "vers 23 h");
        browser.fill("#identifier-1", phone);
        browser.follow("button[value=more]");
        assert!(browser.is_in_view("#identifier-2"), "a further field is where she went on");
        assert_eq!(browser.filled("#hour"), "vers 23 h");
        browser.fill("#identifier-2", "client.inconnu@example.org");
        browser.fill("#aliases", "Marc B");
        browser.press("#add-whom summary");
        browser.fill("#description", "La quarantaine, voix grave.");
        browser.fill("#contact", "+33 6 39 98 00 77");
        browser.press("[name=reach_by][value=sms]");
        browser.press("[name=consent_alert]");
        self.picture("report-filled");

        // 5: she checks what she wrote, and submits it.
        browser.follow("button[value=check]");
        self.reads(labels.police);
        self.reads(labels.submit);
        self.reads("Lyon");
        self.picture("report-check");
        browser.follow("button[value=send]");
        self.reads(labels.within);
        self.picture("report-sent");
        browser.open("/my-reports");
        self.reads(labels.words.received);
    }

    fn a_moderator_publishes(&self, phone: &str) {
        let Self { labels, browser, .. } = self;
        browser.sign_in("moderator");
        browser.open("/desk");
        self.picture("desk");
        let hand = Hand { browser, presses: Cell::new(0) };
        hand.follow("main tbody a");
        if browser.count("main form[action$='/publish']") == 0 {
            hand.follow("main form button");
        }
        self.reads("m’a poussée");
        self.reads(&phone[9..]);
        self.picture("desk-report");
        browser.fill("#text", "Devient violent quand on parle d’argent.");
        hand.press("[name=level][value=dangerous]");
        hand.follow("form[action$='/publish'] button[name=do][value=publish], form[action$='/publish'] .sides p.actions button");
        assert!(browser.text().contains(labels.published), "{}", browser.text());
        self.picture("desk-published");
        let presses = hand.presses.get();
        assert!(presses <= PRESSES, "expected {PRESSES} presses at most, found {presses}");
    }

    fn she_sees_where_it_stands(&self) {
        let Self { labels, browser, .. } = self;
        browser.sign_in("member");
        browser.open("/my-reports");
        self.reads(labels.words.published);
        self.picture("my-reports");
    }

    #[track_caller]
    fn reads(&self, sentence: &str) {
        let text = self.browser.text();
        assert!(text.contains(sentence), "expected “{sentence}” on {}: {text}", self.browser.path());
    }

    /// A picture at the width at which it is told; nothing may stick out to the side.
    #[track_caller]
    fn picture(&self, page: &str) {
        let too_wide = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        assert_ne!(self.browser.run(too_wide), true, "{page} is wider than {}", self.width);
        let scripts = if self.scripts { "scripts" } else { "plain" };
        let name = format!("tutorial-4-{}-{scripts}-{page}.png", self.labels.words.language);
        let folder = target().join("screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        self.browser.picture(self.width, &folder.join(name));
        self.browser.set_width(self.width);
    }
}

/// A moderator's hand: how often it presses something.
struct Hand<'a> {
    browser: &'a Browser,
    presses: Cell<usize>,
}

impl Hand<'_> {
    #[track_caller]
    fn press(&self, css: &str) {
        self.presses.set(self.presses.get() + 1);
        self.browser.press(css);
    }

    #[track_caller]
    fn follow(&self, css: &str) {
        self.presses.set(self.presses.get() + 1);
        self.browser.follow(css);
    }
}
