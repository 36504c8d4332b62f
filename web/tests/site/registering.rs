//! Registering, contacts, forgotten passwords, as browsers and programs do them.

use axum::http::Method;
use parasol_core::members::{IssueCode, SendResetCodes, TendRequests};
use parasol_core::messages::{BeginSending, Channel, FinishSending, Message, Outcome, Text};
use parasol_core::roles::Actor;
use serde_json::{Value, json};

use crate::site::{Browser, PASSWORD, Seen, Site};

/// The password of whoever registers.
pub(crate) const NEW: &str = "une tortue sous la pluie";

impl Site {
    /// Hands over all messages that wait.
    pub(crate) fn post_messages(&self) -> Vec<Message> {
        let mut sent = Vec::new();
        for channel in [Channel::Mail, Channel::Sms] {
            while let Some(id) = self.node().read().unwrap().next_message(channel, self.now()).unwrap() {
                sent.push(self.run(BeginSending { id, route: "test".into() }));
                self.run(FinishSending { id, outcome: Outcome::Sent });
            }
        }
        sent
    }

    /// A sponsorship code.
    pub(crate) fn code(&self) -> String {
        self.run(IssueCode { actor: Actor::Operator, label: String::new() }).to_text()
    }
}

fn code_in(messages: &[Message]) -> String {
    let mut codes = messages.iter().rev().filter_map(|message| match &message.text {
        Text::ContactCode(code) | Text::ResetCode(code) => Some(code.to_text()),
        _ => None,
    });
    codes.next().unwrap()
}

fn filled<'a>(name: &'a str, sponsor: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("work_name", name),
        ("contact", "06 39 98 00 11"),
        ("sponsor", sponsor),
        ("password", NEW),
        ("password_again", NEW),
        ("terms", "1"),
        ("do", "send"),
    ]
}

pub(crate) async fn register(browser: &mut Browser, name: &str, sponsor: &str) -> Seen {
    browser.get("/register").await;
    browser.post("/register", &filled(name, sponsor)).await
}

pub(crate) async fn sign_in(browser: &mut Browser, name: &str, password: &str) -> Seen {
    browser.get("/sign-in").await;
    let fields = [("username", name), ("password", password), ("device", "own")];
    browser.post("/sign-in", &fields).await
}

#[tokio::test]
async fn tutorial_1_with_a_code() {
    let site = Site::open();
    let mut browser = site.browser();
    let home = browser.get("/").await;
    assert!(home.text.contains("href=\"/register\"") && home.read().contains("Create an account"));
    let page = browser.get("/register").await.read();
    let labels = [
        "Create an account",
        "To register, you must provide a sponsorship code or the email address of a registered sex worker or partner organisation",
        "Work name",
        "Your contact 1 (telephone or email)",
        "Email address or sponsorship code",
        "Password",
        "Confirm password",
        "Create my account",
    ];
    let places: Vec<usize> = labels
        .iter()
        .map(|label| page.rfind(&format!("{label}</label>")).or_else(|| page.find(label)))
        .map(|place| place.unwrap())
        .collect();
    assert!(
        places.windows(2).all(|pair| pair[0] < pair[1]) || page.contains("Work name <span"),
        "{places:?}"
    );
    for asked in ["name=\"name\"", "name=\"birth_date\"", "name=\"second_contact\"", "placeholder="] {
        assert!(!page.contains(asked), "{asked}");
    }
    assert!(page.contains("autocomplete=\"new-password\"") && page.contains("Why a sponsor?"));
    let code = site.code();
    let done = register(&mut browser, "Lola", &code.to_lowercase()).await;
    assert_eq!(done.status, 201, "{}", done.read());
    assert!(done.read().contains("Your account is ready") && done.read().contains(">Lola<"));
    assert_eq!(sign_in(&mut browser, "Lola", NEW).await.status, 303);
    assert_eq!(browser.get("/check").await.status, 200);
}

#[tokio::test]
async fn nothing_typed_is_lost_but_passwords_and_everything_wrong_is_told_at_once() {
    let site = Site::with(|settings| {
        settings.ask = parasol_web::settings::Ask { name: true, birth_date: true, second_contact: true };
    });
    let mut browser = site.browser();
    browser.get("/register").await;
    let fields = [
        ("work_name", "L\u{202e}<i>"),
        ("contact", "06 39"),
        ("second_contact", "nobody@"),
        ("name", "Léa \"L\""),
        ("birth_date", "1990"),
        ("sponsor", "7KQ2M"),
        ("password", "court"),
        ("password_again", "autre"),
    ];
    let seen = browser.post("/register", &fields).await;
    assert_eq!(seen.status, 422);
    for field in ["work_name", "contact", "second_contact", "sponsor", "password", "password_again", "terms"]
    {
        assert!(seen.text.contains(&format!("href=\"#{field}\"")), "{field}: {}", seen.read());
        assert!(seen.text.contains(&format!("id=\"{field}-error\"")), "{field}");
    }
    // Told in the order in which the fields stand.
    let links: Vec<&str> =
        seen.text.split("<li><a href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let places: Vec<usize> =
        links.iter().map(|field| seen.text.find(&format!("id=\"{field}\"")).unwrap()).collect();
    assert!(links.len() == 7 && places.is_sorted(), "{links:?}");
    for kept in ["value=\"06 39\"", "value=\"nobody@\"", "value=\"1990\"", "value=\"7KQ2M\""] {
        assert!(seen.text.contains(kept), "lost: {kept}");
    }
    assert!(seen.read().contains("value=\"Léa \"L\"\""));
    assert!(!seen.text.contains("court") && !seen.text.contains("autre") && !seen.text.contains("<i>"));

    let stale = browser.post_as("/register", &filled("Lola", "a@example.org"), "stale").await;
    assert_eq!(stale.status, 403);
    assert!(
        stale.text.contains("value=\"Lola\"") && stale.read().contains("Nothing is lost but the password")
    );

    let offered = browser.post("/register", &[("work_name", "Lola"), ("do", "passphrase")]).await;
    assert_eq!(offered.status, 200);
    let phrase = offered.text.split("id=\"passphrase\" translate=\"no\">").nth(1).unwrap();
    let phrase = phrase.split('<').next().unwrap().to_owned();
    assert_eq!(phrase.split('-').count(), 5, "{phrase}");
    let mut with_it = filled("Lola", "");
    let code = site.code();
    with_it[2].1 = &code;
    with_it[3].1 = &phrase;
    with_it[4].1 = &phrase;
    assert_eq!(browser.post("/register", &with_it).await.status, 201);
}

#[tokio::test]
async fn a_weak_password_is_refused_with_what_to_do() {
    let site = Site::open();
    let mut browser = site.browser();
    let code = site.code();
    for (password, help) in [
        ("motdepasse2024", "one that many people use"),
        ("qwertyuiop", "easy to guess"),
        ("melodina12", "Your name or contact stands in it"),
    ] {
        browser.get("/register").await;
        let mut fields = filled("Melodina", &code);
        (fields[3].1, fields[4].1) = (password, password);
        let seen = browser.post("/register", &fields).await;
        assert_eq!(seen.status, 422, "{password}");
        assert!(seen.text.contains("href=\"#password\"") || seen.read().contains(help), "{}", seen.read());
    }
    assert_eq!(register(&mut browser, "Melodina", &code).await.status, 201, "the code is still good");
}

#[tokio::test]
async fn taken_is_said_after_a_valid_code_and_wrong_codes_run_out() {
    let site = Site::open();
    let mut browser = site.browser();
    let taken = register(&mut browser, "member", &site.code()).await;
    assert_eq!(taken.status, 422);
    assert!(taken.read().contains("This work name is taken"));
    let (code, mut said) = (site.code(), Vec::new());
    for _ in 0..5 {
        let page = register(&mut browser, "member", &code).await.read();
        said.push(["still good", "one more try", "has ended"].map(|words| page.contains(words)));
    }
    assert_eq!(said[..3], [[true, false, false]; 3]);
    assert_eq!(
        said[3..],
        [[false, true, false], [false, false, true]],
        "no word says that it is good when it is not"
    );
    let wrong = register(&mut browser, "member", "00000-00000-0").await;
    assert!(!wrong.read().contains("is taken") && wrong.read().contains("this code is not valid"));
    let by_mail = register(&mut browser, "member", "nobody@example.org").await;
    assert_eq!(by_mail.status, 201, "{}", by_mail.read());
    let mut answers = Vec::new();
    for _ in 0..310 {
        answers.push(browser.post("/register", &filled("member", "00000-00000-0")).await.status.as_u16());
    }
    assert!(answers.starts_with(&[422; 200]) && answers.ends_with(&[429]), "{answers:?}");
}

/// What a visitor sees does not depend on whose address it is: the same words but for digits that are drawn.
#[tokio::test]
async fn a_visitor_does_not_learn_whether_a_sponsor_exists() {
    let site = Site::open();
    let mut rosa = site.browser();
    register(&mut rosa, "Rosa", &site.code()).await;
    sign_in(&mut rosa, "Rosa", NEW).await;
    confirm_contact(&site, &mut rosa, "rosa@example.org").await;
    let mut pages = Vec::new();
    for sponsor in ["rosa@example.org", "nobody@example.org"] {
        let mut browser = site.browser();
        let seen = register(&mut browser, "Lola", sponsor).await;
        assert_eq!(seen.status, 201);
        let plain: String =
            seen.read().replace(&browser.csrf, "").chars().filter(|c| !c.is_ascii_digit()).collect();
        pages.push(plain);
        assert!(site.post_messages().is_empty(), "no mail because of the request");
    }
    assert_eq!(pages[0], pages[1]);
    assert!(pages[0].contains("Your request number") && pages[0].contains("Lola"));
    site.run(TendRequests);
    let told = site.post_messages();
    assert_eq!(told.len(), 1);
    assert!(told[0].to.as_str() == "rosa@example.org" && told[0].text == Text::SponsorAsked);
}

/// Puts another first contact in place, with the code that is sent there.
async fn confirm_contact(site: &Site, browser: &mut Browser, address: &str) {
    browser.get("/account/contacts").await;
    let opened = browser.post("/account/contacts", &[("do", "open"), ("password", NEW)]).await;
    assert_eq!(opened.status, 200, "{}", opened.read());
    let fields = [("do", "change"), ("place", "0"), ("contact", address)];
    let sent = browser.post("/account/contacts", &fields).await;
    assert_eq!(sent.status, 200, "{}", sent.read());
    let code = code_in(&site.post_messages());
    let done = browser.post("/account/contacts", &[("do", "confirm"), ("code", &code)]).await;
    assert!(done.read().contains("This contact is confirmed"), "{}", done.read());
}

#[tokio::test]
async fn a_second_click_shows_the_same_answer_and_makes_no_second_account() {
    let site = Site::open();
    let mut browser = site.browser();
    let page = browser.get("/register").await;
    let id =
        page.text.split("name=\"form_id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let code = site.code();
    let mut fields = filled("Lola", &code);
    fields.push(("form_id", &id));
    assert_eq!(browser.post("/register", &fields).await.status, 201);
    let again = browser.post("/register", &fields).await;
    assert_eq!(again.status, 201);
    assert!(again.read().contains("Your account is ready"));
    let replayed = register(&mut browser, "Lola", &code).await;
    assert!(replayed.read().contains("this code is not valid"));
}

#[tokio::test]
async fn who_waits_is_told_so_after_the_right_password_only() {
    let site = Site::open();
    let mut browser = site.browser();
    let asked = register(&mut browser, "Lola", "nobody@example.org").await.read();
    let name = asked.split("translate=\"no\">Lola").nth(1).unwrap().split('<').next().unwrap();
    let name = format!("Lola{name}");
    let wrong = sign_in(&mut browser, &name, "not this one at all").await;
    assert_eq!(wrong.status, 422);
    let right = sign_in(&mut browser, &name, NEW).await;
    assert_eq!(right.status, 403);
    assert!(right.read().contains("Your request has not been confirmed yet."), "{}", right.read());
}

#[tokio::test]
async fn contacts_stay_closed_without_the_password() {
    let site = Site::open();
    let mut rosa = site.browser();
    let done = register(&mut rosa, "Rosa", &site.code()).await;
    assert!(done.read().contains("A code is on its way to your contact."), "{}", done.read());
    assert_eq!(site.post_messages().len(), 1, "the code for her contact");
    sign_in(&mut rosa, "Rosa", NEW).await;
    for page in ["/check", "/account"] {
        assert!(rosa.get(page).await.read().contains("We sent a code to your contact."), "{page}");
    }
    let closed = rosa.get("/account/contacts").await;
    assert!(closed.text.contains("name=\"code\""), "the page to type it");
    assert!(closed.read().contains("•• •• •• 11") && !closed.text.contains("39980011"));
    let forced = rosa
        .post("/account/contacts", &[("do", "change"), ("place", "0"), ("contact", "him@example.org")])
        .await;
    assert_eq!(forced.status, 422);
    assert!(site.post_messages().is_empty());
    assert_eq!(rosa.post("/account/contacts", &[("do", "open"), ("password", "wrong")]).await.status, 422);
    let open = rosa.post("/account/contacts", &[("do", "open"), ("password", NEW)]).await;
    assert!(open.text.contains("+33639980011"));
    for (place, contact) in
        [("0", "no address"), ("9", "him@example.org"), ("1", "him@example.org"), ("x", "")]
    {
        let fields = [("do", "change"), ("place", place), ("contact", contact)];
        let refused = rosa.post("/account/contacts", &fields).await;
        assert!([403, 422].contains(&refused.status.as_u16()), "{place} {contact}: {}", refused.status);
    }
    assert!(site.post_messages().is_empty());
    site.wait(301);
    let closed = rosa.get("/account/contacts").await;
    assert!(!closed.text.contains("39980011"), "closed again after five minutes");
    let over = rosa.post("/account/contacts", &[("do", "confirm"), ("code", "00000-00000-0")]).await;
    assert_eq!(over.status, 422, "a step out of order");
}

/// USERS, when it goes wrong, 2: after a reset every session ends, her reports stay closed, her contact is told.
#[tokio::test]
async fn line_2_he_has_her_password_or_her_sms() {
    let site = Site::open();
    let mut rosa = site.browser();
    register(&mut rosa, "Rosa", &site.code()).await;
    sign_in(&mut rosa, "Rosa", NEW).await;
    confirm_contact(&site, &mut rosa, "rosa@example.org").await;

    let mut visitor = site.browser();
    visitor.get("/forgot").await;
    let (known, unknown) = (
        visitor.post("/forgot", &[("username", "Rosa")]).await,
        visitor.post("/forgot", &[("username", "Nobo")]).await,
    );
    assert_eq!(
        (known.status, known.read().replace("Rosa", "")),
        (unknown.status, unknown.read().replace("Nobo", ""))
    );
    site.run(SendResetCodes);
    let code = code_in(&site.post_messages());
    let another = "quatre chats dans un panier";
    let fields = |name: &'static str, code: &str| {
        [
            ("username", name),
            ("code", code),
            ("password", another),
            ("password_again", another),
            ("do", "send"),
        ]
        .map(|(field, value)| (field, value.to_owned()))
    };
    for (name, code) in [("Rosa", "00000-00000-0"), ("Nobody", code.as_str()), ("Rosa", "\u{202e}<b>")] {
        let fields = fields(name, code);
        let fields: Vec<_> = fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
        let wrong = visitor.post("/reset", &fields).await;
        assert_eq!(wrong.status, 422, "{}", wrong.read());
        assert!(wrong.read().contains("Name or code is not right"));
    }
    let fields = fields("Rosa", &code);
    let fields: Vec<_> = fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
    let done = visitor.post("/reset", &fields).await;
    assert_eq!(done.status, 200, "{}", done.read());
    assert_eq!(rosa.get("/account").await.status, 303, "her session has ended");
    assert_eq!(site.post_messages()[0].text, Text::PasswordChanged);
    assert_eq!(sign_in(&mut rosa, "Rosa", another).await.status, 303);
    assert!(rosa.get("/account").await.read().contains("Your own reports open again in 72 hours"));
    assert_eq!(visitor.post("/reset", &fields).await.status, 422, "a code counts once");

    rosa.get("/account/password").await;
    let fields = [("do", "reset_by"), ("reset_by", "moderator"), ("current", another)];
    let chosen = rosa.post("/account/password", &fields).await;
    assert!(chosen.read().contains("Your choice is saved"));
    visitor.get("/forgot").await;
    visitor.post("/forgot", &[("username", "Rosa")]).await;
    site.run(SendResetCodes);
    assert!(site.post_messages().is_empty());
    let mut desk = site.signed_in("moderator").await;
    desk.get("/desk/reset").await;
    let made = desk.post("/desk/reset", &[("username", "Rosa"), ("do", "code")]).await;
    assert!(made.status == 200 && made.read().contains("Code for Rosa"), "{}", made.read());
    let above = desk.post("/desk/reset", &[("username", "admin"), ("do", "code")]).await;
    assert_eq!(above.status, 422);
}

#[tokio::test]
async fn line_2_after_a_reset_her_reports_stay_closed_for_72_hours() {
    let site = Site::open();
    let mut rosa = site.browser();
    register(&mut rosa, "Rosa", &site.code()).await;
    sign_in(&mut rosa, "Rosa", NEW).await;
    confirm_contact(&site, &mut rosa, "rosa@example.org").await;
    rosa.get("/report").await;
    assert_eq!(rosa.post("/report", &[("text", "He locked the door.")]).await.status, 201);
    let list = rosa.get("/my-reports").await;
    let id = list.text.split("href=\"/my-reports/").nth(1).unwrap().split('"').next().unwrap();
    let path = format!("/my-reports/{id}");

    // He reads her messages.
    let mut him = site.browser();
    him.get("/forgot").await;
    him.post("/forgot", &[("username", "Rosa")]).await;
    site.run(SendResetCodes);
    let code = code_in(&site.post_messages());
    let his = "quatre chats dans un panier";
    let fields =
        [("username", "Rosa"), ("code", &*code), ("password", his), ("password_again", his), ("do", "send")];
    assert_eq!(him.post("/reset", &fields).await.status, 200);
    sign_in(&mut him, "Rosa", his).await;
    for hours in [0, 71] {
        site.wait(hours * 3_600);
        sign_in(&mut him, "Rosa", his).await;
        him.get(&path).await;
        him.post(&path, &[("password", his), ("do", "open")]).await;
        assert!(!him.get(&path).await.read().contains("He locked the door"), "after {hours} hours");
        let taken = him.post("/my-data/export", &[("password", his), ("form", "json")]).await;
        assert!(taken.status == 409 && !taken.text.contains("He locked the door"));
        let hidden = him.post("/my-data/restrict", &[("report", id)]).await;
        assert_eq!(hidden.status, 422, "nor can he have it hidden from others");
    }
    site.wait(3_600);
    sign_in(&mut him, "Rosa", his).await;
    him.get(&path).await;
    him.post(&path, &[("password", his), ("do", "open")]).await;
    assert!(
        him.get(&path).await.read().contains("He locked the door"),
        "it was she, and three days are over"
    );
}

#[tokio::test]
async fn a_password_is_changed_with_the_one_before() {
    let site = Site::open();
    let mut member = site.signed_in("member").await;
    member.get("/account/password").await;
    let fields = |current: &'static str, new: &'static str| {
        [("do", "change"), ("current", current), ("password", new), ("password_again", new)]
    };
    assert_eq!(member.post("/account/password", &fields("not this", NEW)).await.status, 422);
    assert_eq!(member.post("/account/password", &fields(PASSWORD, "member2024")).await.status, 422);
    assert_eq!(member.post("/account/password", &fields(PASSWORD, NEW)).await.status, 200);
    assert_eq!(member.get("/check").await.status, 303);
    assert_eq!(sign_in(&mut member, "member", NEW).await.status, 303);
}

#[tokio::test]
async fn the_language_that_is_chosen_is_kept_for_messages() {
    let site = Site::open();
    let mut member = site.signed_in("member").await;
    member.get("/account").await;
    member.post("/language", &[("language", "fr"), ("back", "/account")]).await;
    let token = site.token("member").await;
    let account = site.call(Method::GET, "/api/v1/account", Some(&token), None).await.json();
    assert_eq!(account["language"], "fr");
}

async fn call(site: &Site, token: Option<&str>, path: &str, body: Value) -> Seen {
    site.call(Method::POST, &format!("/api/v1{path}"), token, Some(body)).await
}

#[tokio::test]
async fn the_api_registers_locks_and_resets() {
    let site = Site::open();
    let body = |name: &str, sponsor: &str| json!({"work_name": name, "contact": "lola@example.org", "sponsor": sponsor, "password": NEW, "terms": 1});
    let made = call(&site, None, "/registration", body("Lola", &site.code())).await;
    assert_eq!((made.status.as_u16(), made.json()["state"].as_str()), (201, Some("active")));
    let waiting = call(&site, None, "/registration", body("Lola", "nobody@example.org")).await.json();
    assert!(waiting["state"] == "waiting" && waiting["request_number"].as_str().unwrap().len() == 4);
    let weak = json!({"work_name": "Mina", "contact": "x@example.org", "sponsor": site.code(), "password": "12345678", "terms": 1});
    let weak = call(&site, None, "/registration", weak).await;
    assert_eq!((weak.status.as_u16(), weak.json()["field"].as_str()), (400, Some("password")));
    let unread = json!({"work_name": "Mina", "contact": "x@example.org", "sponsor": site.code(), "password": NEW, "terms": 0});
    assert_eq!(call(&site, None, "/registration", unread).await.json()["field"], "terms");

    for name in ["Lola", "Nobody"] {
        assert_eq!(call(&site, None, "/password/forgotten", json!({"work_name": name})).await.status, 202);
    }
    let session = call(&site, None, "/session", json!({"pseudonym": "Lola", "password": NEW})).await.json();
    let token = session["token"].as_str().unwrap();
    let account = site.call(Method::GET, "/api/v1/account", Some(token), None).await;
    assert!(account.text.contains("l…@example.org") && !account.text.contains("lola@"));
    let closed =
        call(&site, Some(token), "/account/contacts", json!({"place": 0, "contact": "x@example.org"})).await;
    assert_eq!(closed.json()["type"], "closed");
    let taken = call(&site, Some(token), "/reports", json!({"text": "x"})).await.json();
    let lock = json!({"code": taken["follow_code"]});
    assert_eq!(call(&site, None, "/follow/lock", lock).await.status, 204);
    let locked = call(&site, None, "/session", json!({"pseudonym": "Lola", "password": NEW})).await;
    assert_eq!((locked.status.as_u16(), locked.json()["type"].as_str()), (403, Some("locked")));
    let moderator = site.token("moderator").await;
    let helped = |path: &'static str| call(&site, Some(&moderator), path, json!({"work_name": "lola"}));
    assert_eq!(helped("/desk/reset-code").await.json()["type"], "wrong_state", "it is locked");
    let unlocked = helped("/desk/unlock").await;
    assert_eq!(unlocked.status, 201);
    let code = unlocked.json()["code"].as_str().unwrap().to_owned();
    let old = call(&site, None, "/session", json!({"pseudonym": "Lola", "password": NEW})).await;
    assert_eq!(old.json()["type"], "wrong_credentials");
    let reset = json!({"work_name": "Lola", "code": code, "password": "quatre chats dans un panier"});
    assert_eq!(call(&site, None, "/password/reset", reset.clone()).await.status, 204);
    assert_eq!(call(&site, None, "/password/reset", reset).await.json()["type"], "code_refused");
    assert_eq!(helped("/desk/unlock").await.json()["type"], "wrong_state");
}

/// What a browser does on `/sponsor`, a program does too.
#[tokio::test]
async fn the_api_takes_a_line_off_the_sponsors_list() {
    let site = Site::open();
    let partner = site.token("partner").await;
    let made =
        call(&site, Some(&partner), "/sponsorship/codes", json!({"label": "from the market"})).await.json();
    let body = json!({"work_name": "Lola", "contact": "lola@example.org", "sponsor": made["code"], "password": NEW, "terms": 1});
    assert_eq!(call(&site, None, "/registration", body).await.status, 201);
    let list = async || site.call(Method::GET, "/api/v1/sponsorship", Some(&partner), None).await.json();
    let lines = list().await;
    assert_eq!(lines["lines"][0]["state"], "sponsored");
    let path = format!("/api/v1/sponsorship/lines/{}", lines["lines"][0]["id"].as_str().unwrap());
    let take_off = async || site.call(Method::DELETE, &path, Some(&partner), None).await.status;
    assert_eq!(take_off().await, 204);
    assert_eq!(list().await["lines"], json!([]));
    assert_eq!(take_off().await, 404);
    let session = call(&site, None, "/session", json!({"pseudonym": "Lola", "password": NEW})).await;
    assert_eq!(session.status, 201, "she keeps her account");
}

/// She gets no answer in the metro and the program asks again: one code, one sheet.
#[tokio::test]
async fn a_call_that_is_sent_again_with_its_key_uses_no_quota() {
    let site = Site::open();
    let partner = site.token("partner").await;
    let left = async || {
        site.call(Method::GET, "/api/v1/sponsorship", Some(&partner), None).await.json()["left"].as_u64()
    };
    for (path, body) in [
        ("/sponsorship/codes", json!({"label": "from the market"})),
        ("/cards", json!({"cards": 3, "months": 1})),
    ] {
        let path = format!("/api/v1{path}");
        let ask = async |key: Option<&str>| {
            site.call_keyed(Method::POST, &path, Some(&partner), Some(body.clone()), key).await
        };
        assert_eq!(ask(Some("one")).await.status, 201, "{path}");
        let before = left().await;
        let again = ask(Some("one")).await;
        assert_eq!(
            (again.status.as_u16(), again.json()["type"].as_str()),
            (409, Some("done_already")),
            "{path}"
        );
        assert_eq!(left().await, before, "{path}");
        assert_eq!(ask(Some("two")).await.status, 201, "{path}: another key is another call");
        assert_eq!(ask(None).await.status, 201, "{path}");
        assert_eq!(ask(None).await.status, 201, "{path}");
        assert_eq!(ask(Some(&"k".repeat(201))).await.status, 400, "{path}");
    }
    let sheets = site.call(Method::GET, "/api/v1/cards", Some(&partner), None).await.json();
    assert_eq!(sheets["sheets"].as_array().unwrap().len(), 4);
}

/// Long, empty, wrong in kind and out of order: a refusal, and nothing of it comes back.
#[tokio::test]
async fn hostile_input_is_refused_on_every_field() {
    let site = Site::open();
    let mut browser = site.browser();
    let long = "é".repeat(5_000);
    for evil in
        [long.as_str(), "\u{0}\u{1b}[31m", "\u{202e}gpj.exe", "<script>alert(1)</script>", "'; --", "%00"]
    {
        for field in 0..5 {
            browser.get("/register").await;
            let code = site.code();
            let mut fields = filled("Lola", &code);
            fields[field].1 = evil;
            let seen = browser.post("/register", &fields).await;
            assert_eq!(seen.status, 422, "{field} {}", seen.status);
            assert!(!seen.text.contains("<script>alert"));
        }
        browser.get("/forgot").await;
        let forgot = browser.post("/forgot", &[("username", evil)]).await;
        assert_eq!(forgot.status, 200);
        assert!(!forgot.text.contains("<script>alert"));
    }
    for body in [json!({}), json!([]), json!({"work_name": 1}), json!({"work_name": "x", "terms": "1"})] {
        for path in ["/registration", "/password/forgotten", "/password/reset"] {
            let seen = call(&site, None, path, body.clone()).await;
            assert!(
                seen.status == 400 || (path == "/password/forgotten" && seen.status == 202),
                "{path} {body}"
            );
        }
    }
}
