//! Tutorial 9 of the guide, step by step: with and without JavaScript, in French and in English.

use std::fs;
use std::path::Path;

use parasol_tests::{Client, until_some};
use serde_json::{Value, json};

use crate::browser::{Browser, Setup};
use crate::demo::{Demo, Site};
use crate::words::{ENGLISH, FRENCH};

/// What the member writes, and what nobody reads who merely holds her phone.
const TESTIMONY: &str = "Zébulon a pris mon sac.";
const OBJECTION: &str = "Zoé, c’est moi.";
const ANSWER: &str = "C’est corrigé, Zoé.";

/// What the guide says, and calls links, buttons and pages.
struct Labels {
    language: &'static str,
    terms: &'static str,
    policy: &'static str,
    police: &'static str,
    officer: &'static str,
    held: &'static str,
    rights: [&'static str; 5],
    own: &'static str,
    account: &'static str,
    taken: &'static str,
    due: &'static str,
    not_used: &'static str,
    received: &'static str,
    deleted: &'static str,
}

const LABELS: [Labels; 2] = [
    Labels {
        language: ENGLISH.language,
        terms: "Terms and conditions",
        policy: "Personal data policy",
        police: "We do not send your information to the police.",
        officer: "You can contact our Data Protection Officer by email or by phone:",
        held: "held on a secure server by",
        rights: [
            "sent to you",
            "changed",
            "deleted",
            "no longer used",
            "until its accuracy has been confirmed",
        ],
        own: "My data",
        account: "Managing my account",
        taken: "My data on ",
        due: "answer by ",
        not_used: "not used since ",
        received: "Received, waiting to be read",
        deleted: "Your account is deleted",
    },
    Labels {
        language: FRENCH.language,
        terms: "Conditions générales",
        policy: "Politique de données personnelles",
        police: "Nous ne transmettons pas vos informations à la police.",
        officer: "Vous pouvez contacter notre délégué·e à la protection des données par e-mail ou par téléphone :",
        held: "sur un serveur sécurisé",
        rights: [
            "vous soient envoyées",
            "modifiées",
            "supprimées",
            "plus utilisées",
            "jusqu’à ce que leur exactitude soit confirmée",
        ],
        own: "Mes données",
        account: "Gérer mon compte",
        taken: "Mes données au ",
        due: "réponse au plus tard le ",
        not_used: "plus utilisé depuis le ",
        received: "Reçu, en attente de lecture",
        deleted: "Votre compte est supprimé",
    },
];

/// Somebody at the API.
struct Somebody(Client);

impl Somebody {
    #[track_caller]
    fn signed_in(site: &Site, role: &str) -> Self {
        let account = site.account(role);
        let body = json!({"pseudonym": account.pseudonym, "password": account.password});
        let client = Client::at(&site.web);
        let token = client.post("/api/v1/session", &body).expect(201).word("/token");
        Self(client.with_token(&token))
    }

    #[track_caller]
    fn post(&self, path: &str, body: &Value, status: u16) -> Value {
        self.0.post(path, body).expect(status).json()
    }
}

#[test]
fn tutorial_9_how_does_jasmine_use_my_personal_data() {
    let demo = Demo::start();
    let admin = Somebody::signed_in(&demo.france, "admin");
    let moderator = Somebody::signed_in(&demo.france, "moderator");
    for labels in &LABELS {
        for scripts in [false, true] {
            let browser = Browser::open_at(&demo.france, Setup { language: labels.language, scripts });
            read_the_policy(&browser, labels);
            let name = format!("Zoé {} {scripts}", labels.language);
            let made = admin.post("/api/v1/members", &json!({"pseudonym": name, "role": "member"}), 201);
            let zoe = Zoe { browser: &browser, labels, name, password: made["password"].as_str().unwrap() };
            let code = zoe.report();
            zoe.have_it_sent();
            zoe.change();
            zoe.have_it_no_longer_used(&moderator);
            zoe.object(&admin);
            zoe.delete(&code);
        }
    }
}

/// Nobody has to sign in for it: two links at the bottom of the homepage.
fn read_the_policy(browser: &Browser, labels: &Labels) {
    browser.open("/");
    assert_eq!(browser.text_of("footer a[href='/terms']"), labels.terms);
    assert_eq!(browser.text_of("footer a[href='/privacy']"), labels.policy);
    assert!(browser.text_of("footer").contains(labels.police));
    browser.follow("footer a[href='/terms']");
    assert_eq!(browser.heading(), labels.terms);
    browser.back();
    browser.follow("footer a[href='/privacy']");
    assert_eq!(browser.heading(), labels.policy);
    let policy = browser.text_of("main");
    assert!(policy.contains(labels.police) && policy.contains(labels.officer), "{policy}");
    assert!(policy.contains("privacy@jasmine.example.org"), "by email: {policy}");
    assert!(policy.replace('\u{a0}', " ").contains("+33 6 39 98 00 02"), "by phone: {policy}");
    assert!(policy.contains(labels.held) && policy.contains("Association Jasmine"), "{policy}");
    for right in labels.rights {
        assert!(policy.contains(right), "{right}: {policy}");
    }
    assert_eq!(browser.text_of("html").matches("Invented").count(), 0, "every word can be read by everybody");
}

/// A member who uses her rights, one after the other.
struct Zoe<'a> {
    browser: &'a Browser,
    labels: &'a Labels,
    name: String,
    password: &'a str,
}

impl Zoe<'_> {
    fn sign_in(&self) {
        self.browser.open("/sign-in");
        self.browser.fill("#username", &self.name);
        self.browser.fill("#password", self.password);
        self.browser.follow("main form button");
    }

    /// Opens the page about her data by the link at the bottom of the page.
    fn open_my_data(&self) {
        self.browser.open("/");
        self.browser.follow("footer a[href='/my-data']");
        assert_eq!(self.browser.heading(), self.labels.own);
        for right in self.labels.rights {
            assert!(self.browser.text_of("main").contains(right), "{right}");
        }
    }

    /// Signs in and reports something; the code to follow it.
    fn report(&self) -> String {
        self.sign_in();
        self.browser.open("/report");
        self.browser.fill("#text", TESTIMONY);
        self.browser.follow("button[value=check]");
        self.browser.follow("button[value=send]");
        self.browser.text_of(".follow")
    }

    /// “You can ask for your data to be sent to you (your right to access)”.
    fn have_it_sent(&self) {
        let browser = self.browser;
        self.open_my_data();
        assert!(!browser.text_of("main").contains("Zébulon"), "not without the password");
        browser.follow("button[value=print]");
        browser.press("#error-summary a[href='#password']");
        browser.fill("#password", self.password);
        browser.follow("button[value=print]");
        assert!(browser.heading().starts_with(self.labels.taken), "{}", browser.heading());
        let printed = browser.text_of("main");
        assert!(printed.contains(TESTIMONY) && printed.contains(&self.name), "{printed}");
        assert_eq!(browser.path(), "/my-data/export", "nothing of it in the address");
        self.open_my_data();
        let folder = tempfile::tempdir().unwrap();
        browser.save_downloads_in(folder.path());
        browser.fill("#password", self.password);
        browser.press("button[value=json]");
        let file: Value = until_some("the file is saved", || saved(folder.path()));
        assert_eq!(file["full_reports"][0]["says"]["text"], TESTIMONY);
        assert_eq!(file["pseudonym"], self.name);
    }

    /// “… changed …”.
    fn change(&self) {
        self.open_my_data();
        assert_eq!(self.browser.text_of("main a[href='/account']"), self.labels.account);
        self.browser.follow("main a[href='/account']");
        assert_eq!(self.browser.heading(), self.labels.account);
    }

    /// “… or no longer used (they will be kept until their accuracy has been confirmed)”.
    fn have_it_no_longer_used(&self, moderator: &Somebody) {
        let browser = self.browser;
        self.open_my_data();
        browser.follow("main a[href='/my-data/restrict']");
        assert!(browser.text_of("main .plainlist").contains(self.labels.received));
        assert_eq!(browser.count("main .plainlist form button"), 0, "not without the password");
        browser.fill("#password", self.password);
        browser.follow("main form.card button");
        let report = browser.attribute("main .plainlist input[name=report]", "value").unwrap();
        browser.follow("main .plainlist form button");
        browser.follow("main a[href='/my-data']");
        let asked = browser.text_of("section.card");
        assert!(asked.contains(self.labels.due), "the day by which it is answered: {asked}");
        browser.open("/my-data/restrict");
        assert!(browser.text_of("main .plainlist").contains(self.labels.not_used), "{}", browser.text());
        assert_eq!(browser.count("main form button"), 0, "nothing is in use any more");
        let lift = format!("/api/v1/desk/reports/{report}/lift");
        let _ = moderator.post(&lift, &json!({"text": ANSWER}), 204);
        browser.open("/my-data/restrict");
        assert_eq!(browser.count("main .plainlist form button"), 1, "confirmed, and used again");
    }

    /// What she cannot change herself is put right by a person, whose answer opens with her password.
    fn object(&self, admin: &Somebody) {
        let browser = self.browser;
        // What her password has opened is closed first.
        browser.open("/my-data/ask");
        browser.follow("main form.note button");
        self.open_my_data();
        browser.follow("main a[href='/my-data/ask']");
        browser.fill("#text", OBJECTION);
        browser.follow("main form .button");
        browser.press("#error-summary a[href='#kind']");
        assert_eq!(browser.filled("#text"), OBJECTION, "nothing typed is lost");
        browser.press("[name=kind][value=correct]");
        browser.follow("main form .button");
        let open = admin.0.get("/api/v1/requests").expect(200).json();
        let id = open["requests"][0]["id"].as_str().unwrap().to_owned();
        let _ = admin.post(&format!("/api/v1/requests/{id}/opening"), &json!({}), 200);
        let answer = json!({"outcome": "granted", "text": ANSWER});
        let _ = admin.post(&format!("/api/v1/requests/{id}/answer"), &answer, 204);
        self.open_my_data();
        browser.follow("section.card a[href^='/my-data/ask']");
        let closed = browser.text_of("main");
        assert!(!closed.contains(OBJECTION) && !closed.contains(ANSWER), "{closed}");
        browser.fill("#password", self.password);
        browser.follow("main form.card button");
        let open = browser.text_of("main");
        assert!(open.contains(OBJECTION) && open.contains(ANSWER), "{open}");
    }

    /// “… deleted …”: she chooses that her report stays and goes on warning others.
    fn delete(&self, code: &str) {
        let browser = self.browser;
        self.open_my_data();
        browser.follow("main a[href='/my-data/delete']");
        browser.press("[name=reports][value=unlink]");
        browser.fill("#password", self.password);
        browser.follow("main form button");
        assert_eq!(browser.heading(), self.labels.deleted);
        self.sign_in();
        assert_eq!(browser.count("#error-summary"), 1, "nobody signs in with it any more");
        browser.open("/follow");
        browser.fill("#code", code);
        browser.follow("main form button");
        assert!(browser.text_of("main").contains(self.labels.received), "{}", browser.text());
    }
}

/// The file in a folder, once all of it is there.
fn saved(folder: &Path) -> Option<Value> {
    let mut files = fs::read_dir(folder).unwrap().filter_map(Result::ok);
    let file = files.find(|file| file.path().extension().is_some_and(|kind| kind == "json"))?;
    serde_json::from_str(&fs::read_to_string(file.path()).ok()?).ok()
}
