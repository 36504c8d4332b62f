//! Tutorials 2 and 3 of the guide, step by step: with and without JavaScript, in French and in English.

use crate::browser::{Browser, Setup};
use crate::demo::Demo;
use crate::words::{ENGLISH, FRENCH};

const PASSWORD: &str = "une tortue sous la pluie";

/// What the guide calls fields, buttons and pages, and what else is looked for.
struct Labels {
    language: &'static str,
    sign_in: &'static str,
    account: &'static str,
    field: &'static str,
    on_its_way: &'static str,
    list: &'static str,
    confirm: &'static str,
    unconfirmed: &'static str,
    confirmed: &'static str,
}

const LABELS: [Labels; 2] = [
    Labels {
        language: ENGLISH.language,
        sign_in: "Sign in",
        account: "Managing my account",
        field: "Send a code to the person you want to sponsor",
        on_its_way: "The code is on its way",
        list: "See the list of people I sponsor",
        confirm: "Confirm",
        unconfirmed: "Your request has not been confirmed yet.",
        confirmed: "Confirmed",
    },
    Labels {
        language: FRENCH.language,
        sign_in: "Se connecter",
        account: "Gérer mon compte",
        field: "Envoyer un code à la personne que vous voulez parrainer",
        on_its_way: "Le code est en route",
        list: "Voir la liste des personnes que je parraine",
        confirm: "Confirmer",
        unconfirmed: "Votre demande n’a pas encore été confirmée.",
        confirmed: "Confirmé",
    },
];

/// One telling: who is who, in one language, with or without JavaScript.
struct Story {
    rosa: String,
    lola: String,
    address: String,
    newer: String,
    phone: String,
}

#[test]
fn tutorials_2_and_3_sponsor_somebody_and_manage_the_account() {
    let demo = Demo::start();
    let office = Browser::open_at(&demo.france, Setup { language: ENGLISH.language, scripts: false });
    office.sign_in("admin");
    office.open("/admin/messages");
    office.press("#read");
    office.follow("button[value=agree]");
    for (n, labels) in LABELS.iter().enumerate() {
        for scripts in [false, true] {
            let browser = Browser::open_at(&demo.france, Setup { language: labels.language, scripts });
            let who = format!("{}{}", labels.language, usize::from(scripts));
            let story = Story {
                rosa: format!("Rosa {who}"),
                lola: format!("Lola {who}"),
                address: format!("rosa-{who}@example.org"),
                newer: format!("newer-{who}@example.org"),
                phone: format!("06 39 98 55 {n}{}", usize::from(scripts)),
            };
            by_text_message(&demo, &browser, labels, &story);
            by_address(&browser, labels, &story);
            manage(&demo, &browser, labels, &story);
        }
    }
}

/// Tutorial 2, steps 3 and 4: a code by text message, with which Rosa completes her registration.
fn by_text_message(demo: &Demo, browser: &Browser, labels: &Labels, story: &Story) {
    browser.sign_in("partner");
    browser.follow("nav a[href='/sponsor']");
    assert_eq!(browser.text_of("label[for=phone]"), labels.field);
    // What is wrong is said at the field, and the word for oneself is not lost.
    browser.fill("#phone", "06 39");
    browser.fill("#label-send", "du bus");
    browser.follow("button[value=send]");
    browser.press("#error-summary a[href='#phone']");
    assert!(browser.is_in_view("#phone-error"));
    assert_eq!(browser.filled("#label-send"), "du bus");
    browser.fill("#phone", &story.phone);
    browser.follow("button[value=send]");
    assert_eq!(browser.heading(), labels.on_its_way);
    let tail = story.phone.replace(' ', "");
    let code = demo.code_handed_over(tail.trim_start_matches('0'));
    browser.follow("nav form button");
    register(browser, &story.rosa, &story.address, &code);
    sign_in(browser, &story.rosa);
    assert_eq!(browser.path(), "/check", "{}", browser.text());
    // Her own contact got a code too: once it came back, others can name her as their sponsor by it.
    browser.follow("main .note a[href='/account/contacts']");
    browser.fill("#code", &demo.code_handed_over(&story.address));
    browser.follow("button[value=confirm]");
    assert!(browser.text_of("dl.facts").contains(labels.confirmed), "{}", browser.text());
    browser.follow("nav form button");
}

/// Tutorial 2, step 1, and tutorial 3, step 3: Lola gives Rosa's address, and Rosa confirms her.
fn by_address(browser: &Browser, labels: &Labels, story: &Story) {
    register(browser, &story.lola, "06 39 98 00 11", &story.address);
    let name = browser.text_of("p.follow:not(.code)");
    let number = browser.text_of("p.follow.code");
    sign_in(browser, &name);
    assert!(browser.text_of("#error-summary").contains(labels.unconfirmed), "{}", browser.text());
    sign_in(browser, &story.rosa);
    browser.follow("nav a[href='/sponsor']");
    assert_eq!(browser.text_of("#list > summary"), labels.list);
    assert!(browser.text_of("#list form h3").contains(&number), "{}", browser.text());
    assert!(!browser.text().contains(&story.lola), "a sponsor sees no name");
    let buttons = browser.text_of("#list form button[value=confirm]");
    assert!(buttons.starts_with(labels.confirm) && buttons.contains(&number), "says which: {buttons}");
    // Too long a word: told at this field, and kept in no other form.
    let long = "x".repeat(61);
    browser.fill("#list form input[name=label]", &long);
    browser.follow("button[value=confirm]");
    let field = browser.attribute("#error-summary a", "href").unwrap();
    browser.press("#error-summary a");
    assert!(browser.is_in_view(&field));
    assert_eq!((browser.filled(&field), browser.filled("#label")), (long, String::new()));
    browser.fill(&field, "la voisine");
    browser.follow("button[value=confirm]");
    browser.follow("main .actions a, main a[href='/sponsor']");
    browser.press("#list > summary");
    assert!(browser.text_of("#list").contains("la voisine"), "{}", browser.text());
    browser.follow("nav form button");
    sign_in(browser, &name);
    assert_eq!(browser.path(), "/check", "{}", browser.text());
    browser.follow("nav form button");
}

/// Tutorial 3: signing in, making a code, the list, and one's own contacts behind the icon at the top right.
fn manage(demo: &Demo, browser: &Browser, labels: &Labels, story: &Story) {
    browser.open("/");
    assert_eq!(browser.text_of("nav a[href='/sign-in']"), labels.sign_in);
    browser.follow("nav a[href='/sign-in']");
    sign_in(browser, &story.rosa);
    browser.follow("header a.me");
    assert_eq!(browser.heading(), labels.account);
    assert_eq!(browser.text_of("main a[href='/sponsor']"), labels.list);
    browser.follow("main a[href='/sponsor']");
    browser.fill("#label", "une collègue");
    browser.follow("button[value=show]");
    assert_eq!(browser.text_of("p.follow.code").len(), 13);
    browser.follow("main .actions a");
    browser.press("#list > summary");
    // What is only read aloud: of which code the button is.
    let named = browser.run("return document.querySelector('#list button[value=cancel]').textContent");
    assert!(named.as_str().is_some_and(|named| named.contains("une collègue")), "{named}");
    browser.follow("#list button[value=cancel]");
    browser.press("#list > summary");
    assert_eq!(browser.count("#list button[value=cancel]"), 0);

    browser.follow("header a.me");
    browser.follow("main a[href='/account/contacts']");
    assert!(!browser.text_of("main").contains(&story.address), "who holds her phone reads no address");
    browser.fill("#password", PASSWORD);
    browser.follow("button[value=open]");
    assert!(browser.text_of("main").contains(&story.address), "{}", browser.text());
    browser.fill("#contact-0", &story.newer);
    browser.follow("button[value=change]");
    browser.fill("#code", &demo.code_handed_over(&story.newer));
    browser.follow("button[value=confirm]");
    let facts = browser.text_of("dl.facts");
    assert!(facts.contains(&story.newer) && facts.contains(labels.confirmed), "{facts}");
    assert!(!facts.contains(&story.address));
    browser.follow("nav form button");
}

fn register(browser: &Browser, name: &str, contact: &str, sponsor: &str) {
    browser.open("/register");
    let typed = [
        ("#work_name", name),
        ("#contact", contact),
        ("#sponsor", sponsor),
        ("#password", PASSWORD),
        ("#password_again", PASSWORD),
    ];
    for (field, text) in typed {
        browser.fill(field, text);
    }
    browser.press("#terms");
    browser.follow("main form .actions button");
    assert_eq!(browser.count("#error-summary"), 0, "{}", browser.text());
}

fn sign_in(browser: &Browser, name: &str) {
    browser.open("/sign-in");
    browser.fill("#username", name);
    browser.fill("#password", PASSWORD);
    browser.follow("main form button");
}
