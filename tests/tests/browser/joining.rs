//! Tutorial 1 of the guide, step by step: with and without JavaScript, in French and in English.

use parasol_tests::Client;
use serde_json::json;

use crate::browser::{Browser, Setup};
use crate::demo::{Demo, Site};
use crate::words::{ENGLISH, FRENCH};

const PASSWORD: &str = "une tortue sous la pluie";

/// What the guide calls the fields and buttons, in its order.
struct Labels {
    language: &'static str,
    create: &'static str,
    fields: [(&'static str, &'static str); 5],
    submit: &'static str,
    ready: &'static str,
    sign_in: &'static str,
    forgot: &'static str,
}

const LABELS: [Labels; 2] = [
    Labels {
        language: ENGLISH.language,
        create: "Create an account",
        fields: [
            ("work_name", "Work name"),
            ("contact", "Your contact 1 (telephone or email)"),
            ("sponsor", "Email address or sponsorship code"),
            ("password", "Password"),
            ("password_again", "Confirm password"),
        ],
        submit: "Create my account",
        ready: "Your account is ready",
        sign_in: "I already have an account",
        forgot: "I forgot my password",
    },
    Labels {
        language: FRENCH.language,
        create: "Créer un compte",
        fields: [
            ("work_name", "Nom de travail"),
            ("contact", "Votre contact 1 (téléphone ou e-mail)"),
            ("sponsor", "Adresse e-mail ou code de parrainage"),
            ("password", "Mot de passe"),
            ("password_again", "Confirmer le mot de passe"),
        ],
        submit: "Créer mon compte",
        ready: "Votre compte est prêt",
        sign_in: "J’ai déjà un compte",
        forgot: "J’ai oublié mon mot de passe",
    },
];

/// A code, as a partner makes it.
fn code(site: &Site) -> String {
    let account = site.account("partner");
    let client = Client::at(&site.web);
    let body = json!({"pseudonym": account.pseudonym, "password": account.password});
    let token = client.post("/api/v1/session", &body).expect(201).word("/token");
    let made = client.with_token(&token).post("/api/v1/sponsorship/codes", &json!({"label": "tutorial"}));
    made.expect(201).word("/code")
}

#[test]
fn tutorial_1_create_a_user_account() {
    let demo = Demo::start();
    for labels in &LABELS {
        for scripts in [false, true] {
            let browser = Browser::open_at(&demo.france, Setup { language: labels.language, scripts });
            let name = format!("Lola {} {scripts}", labels.language);
            create(&browser, labels, &name, &code(&demo.france));
            wait_for_a_sponsor(&browser, &name);
        }
    }
}

fn create(browser: &Browser, labels: &Labels, name: &str, code: &str) {
    browser.open("/");
    assert_eq!(browser.text_of("nav a[href='/register']"), labels.create);
    browser.follow("nav a[href='/register']");
    assert_eq!(browser.heading(), labels.create);
    for (field, label) in labels.fields {
        assert!(browser.text_of(&format!("label[for={field}]")).starts_with(label), "{label}");
    }
    // The help opens without JavaScript.
    browser.press("details.help summary");
    // What is wrong is told on top, and nothing but the password is lost.
    browser.fill("#work_name", name);
    browser.fill("#contact", "06 39 98 00 11");
    browser.follow("main form .actions button");
    browser.press("#error-summary a[href='#sponsor']");
    assert_eq!(browser.filled("#work_name"), name);
    assert_eq!(browser.filled("#contact"), "06 39 98 00 11");
    browser.follow("button[value=passphrase]");
    assert_eq!(browser.text_of(".follow").split('-').count(), 5);
    browser.fill("#sponsor", code);
    browser.fill("#password", PASSWORD);
    browser.fill("#password_again", PASSWORD);
    browser.press("#terms");
    assert_eq!(browser.text_of("main form .actions button"), labels.submit);
    browser.follow("main form .actions button");
    assert_eq!(browser.heading(), labels.ready);
    browser.follow("main .actions a");
    assert_eq!(browser.heading(), labels.sign_in);
    assert_eq!(browser.text_of("main a[href='/forgot']"), labels.forgot);
    browser.fill("#username", name);
    browser.fill("#password", PASSWORD);
    browser.follow("main form button");
    assert_eq!(browser.path(), "/check");
    assert_eq!(browser.count("main .note a[href='/account/contacts']"), 1, "the code for her contact waits");
    browser.follow("a.me");
    assert_eq!(browser.path(), "/account");
    browser.follow("nav form button");
}

/// With an address the page says the same whoever's it is, and the right password is answered with the reason.
fn wait_for_a_sponsor(browser: &Browser, name: &str) {
    browser.open("/register");
    browser.fill("#work_name", name);
    browser.fill("#contact", "lola@example.org");
    browser.fill("#sponsor", "nobody@example.org");
    browser.fill("#password", PASSWORD);
    browser.fill("#password_again", PASSWORD);
    browser.press("#terms");
    browser.follow("main form .actions button");
    let given = browser.text_of("p.follow:not(.code)");
    assert!(given.starts_with(name) && given.len() == name.len() + 2, "{given}");
    assert_eq!(browser.text_of("p.follow.code").len(), 4);
    browser.follow("main .actions a");
    browser.fill("#username", &given);
    browser.fill("#password", PASSWORD);
    browser.follow("main form button");
    assert_eq!(browser.count("#error-summary"), 1, "{}", browser.text());
}
