//! Every page in both languages, by day and by night, on a desk's screen and on an old phone: nothing that axe-core or the
//! Nu checker would find, nothing to scroll sideways; and a picture of each, to be looked at by people.
//!
//! The pictures are in `target/screenshots`.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::browser::{Browser, Setup};
use crate::checkers::{Rules, axe, nu, target};
use crate::demo::Demo;
use crate::words::{ENGLISH, FRENCH, Words};

/// Of a desk's screen, and of the smallest phones.
const WIDTHS: [u32; 2] = [1280, 320];

/// More checks than anybody has in an hour.
const TOO_MANY: usize = 120;

/// Fields in which nobody would see a whole phone number.
const NARROW_FIELDS: &str = "
    const fields = document.querySelectorAll('input[type=text], input[type=password], textarea');
    return [...fields].filter(each => each.getBoundingClientRect().width < 200).map(each => each.id)";

#[test]
fn every_page_is_readable_by_everybody_in_french() {
    walk_through(&FRENCH);
}

#[test]
fn every_page_is_readable_by_everybody_in_english() {
    walk_through(&ENGLISH);
}

fn walk_through(words: &'static Words) {
    let demo = Demo::start();
    let mut gallery = Gallery::new();
    let mut browser = Browser::open_at(&demo.france, Setup { language: words.language, scripts: true });
    let mut walk = Walk { browser: &mut browser, gallery: &mut gallery, demo: &demo, words };
    walk.nobody();
    walk.newcomer();
    walk.member();
    walk.partner();
    walk.moderator();
    walk.admin();
    walk.abroad();
    walk.second_step();
    walk.the_end();
    gallery.found.extend(nu(gallery.sources.path()));
    assert!(gallery.found.is_empty(), "{} findings\n{}", gallery.found.len(), gallery.found.join("\n"));
}

/// What was seen on the walk.
pub(crate) struct Gallery {
    pictures: PathBuf,
    sources: tempfile::TempDir,
    names: BTreeSet<String>,
    found: Vec<String>,
}

impl Gallery {
    fn new() -> Self {
        let pictures = target().join("screenshots");
        fs::create_dir_all(&pictures).unwrap();
        Self { pictures, sources: tempfile::tempdir().unwrap(), names: BTreeSet::new(), found: Vec::new() }
    }
}

/// One walk through all pages, in one language.
pub(crate) struct Walk<'a> {
    pub(crate) browser: &'a mut Browser,
    gallery: &'a mut Gallery,
    pub(crate) demo: &'a Demo,
    pub(crate) words: &'static Words,
}

impl Walk<'_> {
    /// Looks at the page that the browser shows.
    pub(crate) fn look(&mut self, page: &str) {
        let name = format!("{page}-{}", self.words.language);
        assert!(self.gallery.names.insert(name.clone()), "{name} was looked at before");
        let (browser, gallery) = (&self.browser, &mut self.gallery);
        fs::write(gallery.sources.path().join(format!("{name}.html")), browser.source()).unwrap();
        for width in WIDTHS {
            browser.set_width(width);
            let wide = browser.run("return document.documentElement.scrollWidth").as_u64().unwrap();
            if wide > u64::from(width) {
                gallery.found.push(format!("{name} at {width}: {wide} wide"));
            }
            let narrow = browser.run(NARROW_FIELDS).as_array().cloned().unwrap();
            gallery
                .found
                .extend(narrow.iter().map(|field| format!("{name} at {width}: {field} is too narrow")));
            let seen = format!("{name}-{width}");
            gallery
                .found
                .extend(axe(browser, Rules::All).into_iter().map(|found| format!("{seen}: {found}")));
            browser.picture(width, &gallery.pictures.join(format!("{seen}.png")));
        }
        // At night only the colours are others.
        browser.set_dark(true);
        let seen = format!("{name}-dark");
        gallery
            .found
            .extend(axe(browser, Rules::Contrast).into_iter().map(|found| format!("{seen}: {found}")));
        browser.picture(WIDTHS[1], &gallery.pictures.join(format!("{seen}.png")));
        browser.set_dark(false);
        browser.set_width(WIDTHS[0]);
    }

    pub(crate) fn open(&mut self, path: &str, page: &str) {
        self.browser.open(path);
        self.look(page);
    }

    pub(crate) fn follow(&mut self, css: &str, page: &str) {
        self.browser.follow(css);
        self.look(page);
    }

    fn check(&mut self, text: &str, page: &str) {
        self.browser.check(text);
        self.look(page);
    }

    fn search(&mut self, text: &str, page: &str) {
        self.browser.open("/search");
        self.browser.fill("#words", text);
        self.follow("main form button", page);
    }

    fn nobody(&mut self) {
        self.open("/", "home");
        self.open("/sign-in", "sign-in");
        self.open("/check", "sign-in-first");
        self.browser.fill("#username", "lucie");
        self.browser.fill("#password", "not this one");
        self.follow("main form button", "sign-in-wrong");
        self.open("/nothing-here", "not-found");
        self.open("/register", "register");
        self.browser.press("details.help summary");
        self.browser.fill("#work_name", "x");
        self.follow("main form .actions button", "register-errors");
        self.follow("button[value=passphrase]", "register-passphrase");
        self.open("/forgot", "forgot");
        self.browser.fill("#username", "lucie");
        self.follow("main form button", "reset-asked");
        self.open("/reset", "reset");
        self.open("/terms", "terms");
        self.open("/privacy", "privacy");
        self.open("/follow", "follow");
        self.browser.fill("#code", "7KQ2M");
        self.follow("main form button", "follow-wrong");
    }

    fn member(&mut self) {
        self.browser.sign_in("member");
        self.browser.set_old_phone();
        assert!(self.browser.is_in_view("#identifier"), "nobody scrolls in the second before answering");
        self.look("check");
        self.check("06 39", "check-unreadable");
        self.check("masqué", "check-hidden");
        self.check("06 39 98 00 99", "verdict-none");
        self.check("06 39 98 10 00", "verdict-own");
        self.check("+44 7700 900100", "verdict-abroad");
        self.open("/search", "search");
        self.search("white van", "search-found");
        assert_ne!(self.browser.count("article"), 0, "the demo has something to find");
        self.search("hot-air balloon", "search-none");
        self.search("a", "search-short");
        self.open("/", "home-member");
        self.open("/report", "report");
        self.follow("button[value=check]", "report-empty");
        self.report("06 39 98 4");
        self.follow("button[value=check]", "report-errors");
        self.report("06 39 98 41 57");
        self.browser.press("[name=consent_alert]");
        self.browser.press("[name=consent_abroad]");
        self.browser.fill("#town", "Saint-Denis");
        self.follow("button[value=check]", "report-check");
        self.browser.press("[name=town_id]");
        self.follow("button[value=send]", "report-done");
        self.report("06 39 98 41 58");
        self.browser.follow("button[value=check]");
        self.follow("button[value=send]", "report-done-private");
        let code = self.browser.text_of("p.follow.code");
        self.open("/my-reports", "my-reports");
        self.follow("main tbody a", "my-report-closed");
        self.browser.fill("#password", "not this one");
        self.follow("main form.card button", "my-report-wrong");
        self.open("/account/sessions", "sessions");
        self.open("/account/second-factor", "second-factor");
        self.open("/desk", "forbidden");
        self.open("/sponsor", "sponsor");
        self.own_data();
        self.browser.follow("nav form button");
        self.look("signed-out");
        self.follow_a_code(&code);
    }

    fn follow_a_code(&mut self, code: &str) {
        self.browser.open("/follow");
        self.browser.fill("#code", code);
        self.follow("main form button", "followed");
        self.follow("button[value=withdraw]", "follow-withdraw");
        self.browser.follow("button[value=open]");
        self.follow("button[value=lock]", "follow-lock");
        self.browser.follow("button[value=open]");
        self.browser.follow("button[value=withdraw]");
        self.follow("button[value=withdraw-now]", "follow-withdrawn");
    }

    fn partner(&mut self) {
        self.browser.sign_in("partner");
        self.open("/report", "report-partner");
        self.open("/my-reports", "my-reports-none");
        self.open("/inbox", "inbox-none");
        self.browser.open("/sponsor");
        self.browser.fill("#label", "la voisine du bus");
        self.follow("button[value=show]", "sponsor-code");
        self.browser.open("/sponsor");
        self.browser.press("#list > summary");
        self.look("sponsor-list");
        self.open("/cards", "cards");
        self.browser.fill("#cards", "1000");
        self.follow("button[value=print]", "cards-errors");
        self.browser.fill("#cards", "4");
        self.follow("button[value=print]", "cards-sheet");
        let card = self.browser.text_of("b.code");
        self.open("/cards", "cards-sheets");
        self.browser.follow("nav form button");
        self.browser.open("/follow");
        self.browser.fill("#code", &card);
        self.follow("button[value=open]", "card-report");
        self.browser.fill("#text", "Il attend devant le bus.");
        self.follow("button[value=check]", "card-check");
        self.follow("button[value=send]", "card-done");
    }

    fn report(&mut self, number: &str) {
        self.browser.open("/report");
        self.browser.fill(
            "#text",
            "Il a fermé la porte à clé, puis il a pris mon sac.\nJe suis partie par l’escalier.",
        );
        self.browser.fill("#town", "Lyon");
        self.browser.press("[name=kinds][value=armed_robbery]");
        let address = "un.client.avec.une.adresse.bien.longue@example.org";
        self.browser.fill("#identifier-1", &format!("{number}\n{address}"));
        self.browser.fill("#contact", "06 39 98 00 01, le matin");
    }

    fn moderator(&mut self) {
        self.browser.sign_in("moderator");
        self.open("/lock", "lock");
        self.open("/desk/reset", "desk-reset");
        self.follow("button[value=code]", "desk-reset-errors");
        self.browser.fill("#username", &self.demo.france.account("partner").pseudonym.clone());
        self.follow("button[value=code]", "desk-reset-code");
        self.open("/desk", "desk");
        self.open("/desk?status=published", "desk-published");
        self.open("/desk?status=not_published", "desk-not-published");
        self.open("/desk/cases", "cases");
        self.follow("main tbody a", "case-closed");
        self.follow("main form button", "case");
        self.follow("button[value=note]", "case-errors");
        self.browser.fill("#text", "Rappeler le matin.");
        self.follow("button[value=note]", "case-noted");
        // The younger of the two reports may not be published.
        self.browser.open("/desk");
        self.browser.follow("main tbody tr:nth-child(2) a");
        self.look("desk-report");
        self.follow("main form button", "desk-report-private");
        self.browser.press("#reason option:nth-child(2)");
        self.follow("button[formaction$=reject]", "desk-rejected");
        self.browser.open("/desk");
        self.browser.follow("main tbody a");
        self.follow("main form button", "desk-report-open");
        self.follow("form[action$=publish] .sides p.actions button", "desk-publish-errors");
        self.browser.fill("#text", "Enferme et vole. Se présente comme électricien.");
        self.browser.fill("#town", "Lyon");
        self.browser.press("[name=level][value=very_dangerous]");
        self.browser.press("[name=abroad]");
        self.follow("form[action$=publish] .sides p.actions button", "desk-published-done");
        self.follow("main a[href^='/alert/']", "alert");
        let alert = self.browser.path();
        self.follow("main a[href$='/recall']", "recall");
        self.follow("main form button", "recall-no-reason");
        self.browser.press("[name=reason][value=correction]");
        self.follow("main form button", "recall-done");
        self.open(&alert, "alert-recalled");
    }

    fn admin(&mut self) {
        self.browser.sign_in("admin");
        self.look("admin");
        self.office();
        self.circles();
        self.open("/admin/messages", "messages");
        self.browser.press("#read");
        self.follow("button[value=agree]", "messages-on");
        self.browser.sign_in("partner");
        self.browser.open("/sponsor");
        self.browser.fill("#phone", "06 39");
        self.follow("button[value=send]", "sponsor-sms-errors");
        self.browser.fill("#phone", "06 39 98 00 12");
        self.follow("button[value=send]", "sponsor-sms-sent");
    }

    /// The partner's node, where a French number is not the first thing that is read.
    fn abroad(&mut self) {
        self.browser.go_to(&self.demo.belgium);
        self.browser.sign_in("member");
        self.check("06 39 98 10 00", "verdict-read-abroad");
        let used_up = (0..TOO_MANY).any(|_| {
            self.browser.check("06 39 98 00 99");
            self.browser.heading() != self.words.none_known
        });
        assert!(used_up, "more than {TOO_MANY} checks an hour");
        self.look("not-checked");
    }
}
