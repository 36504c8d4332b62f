//! Samples of the pages about registering, forgotten passwords and one's own account.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use askama::Template;

use super::account::Link;
use super::own_account::{ContactLine, Contacts, Hub, Notes, OwnPassword};
use super::register::{DeskReset, Forgot, Made, Register, RegisterDone, RegisterForm, Reset};
use super::tests::page;
use crate::language::Texts;
use crate::page::Problem;
use crate::settings::Ask;

fn wrong(t: Texts, fields: &[&str]) -> Vec<Problem> {
    fields
        .iter()
        .map(|field| Problem::new(*field, format!("<script>{}", t.get("register-error-code"))))
        .collect()
}

fn register(t: Texts, typed: bool) -> String {
    let fields = ["work_name", "name", "birth_date", "contact", "second_contact", "sponsor"];
    let problems = if typed {
        [wrong(t, &fields), wrong(t, &["password", "password_again", "terms"])].concat()
    } else {
        Vec::new()
    };
    let text = |sample: &str| if typed { format!("{sample}\"<script>") } else { String::new() };
    let form = RegisterForm {
        id: "id".to_owned(),
        work_name: text("Lola"),
        contact: text("06 39 98 00 11"),
        second_contact: text("lola@example.org"),
        sponsor: text("7KQ2M-9XW4D-H"),
        name: text("L."),
        birth_date: text("1990"),
        terms: typed,
        terms_version: 1,
        offered: typed.then(|| "tortue-sable-pluie-lampe-orange".to_owned()),
        ask: Ask { name: typed, birth_date: typed, second_contact: typed },
    };
    let page = page(t, "/register", "register-title").with_problems(&problems);
    Register { page, problems, form }.render().unwrap()
}

fn register_done(t: Texts, number: Option<&str>) -> String {
    let page = page(t, "/register", "register-title");
    let number = number.map(str::to_owned);
    RegisterDone { page, work_name: "Lola42".to_owned(), number }.render().unwrap()
}

fn reset(t: Texts, asked: bool) -> String {
    let problems = if asked { Vec::new() } else { wrong(t, &["code", "password", "username"]) };
    let page = page(t, "/reset", "reset-title").with_problems(&problems);
    let offered = asked.then(|| "tortue-sable-pluie-lampe-orange".to_owned());
    Reset { page, problems, asked, username: "Lola\"<script>".to_owned(), offered }.render().unwrap()
}

fn desk_reset(t: Texts, code: Option<&str>) -> String {
    let problems = if code.is_none() { wrong(t, &["username"]) } else { Vec::new() };
    let page = page(t, "/desk/reset", "desk-reset-title").with_problems(&problems);
    let made = code.map(|code| Made { code: code.to_owned(), unlocked: true });
    DeskReset { page, problems, username: "Lola <script>".to_owned(), made }.render().unwrap()
}

fn contacts(t: Texts, open: bool) -> String {
    let line = |place: u8, confirmed: bool| ContactLine {
        place,
        label: t.plain("contacts-label", [("n", (place + 1).to_string().into())]),
        shown: if open { "+33639980011".to_owned() } else { "•• •• •• 11".to_owned() },
        confirmed,
    };
    let problems = wrong(t, &[if open { "contact-1" } else { "password" }, "code"]);
    Contacts {
        page: page(t, "/account/contacts", "contacts-title").with_problems(&problems),
        problems,
        open,
        contacts: vec![line(0, true), line(1, false)],
        pending: Some("l…@example.org".to_owned()),
        done: open.then(|| t.get("contacts-sent")),
        typed: Some((1, "no number \"<script>".to_owned())),
        may_add: open.then_some(2),
    }
    .render()
    .unwrap()
}

fn password(t: Texts, by_moderator: bool) -> String {
    let problems = if by_moderator { Vec::new() } else { wrong(t, &["current", "current_too", "password"]) };
    let page = page(t, "/account/password", "own-password-title").with_problems(&problems);
    let done = by_moderator.then(|| t.get("reset-by-done"));
    let offered = by_moderator.then(|| "tortue-sable-pluie-lampe-orange".to_owned());
    OwnPassword { page, problems, offered, by_moderator, reachable: by_moderator, done }.render().unwrap()
}

fn hub(t: Texts) -> String {
    let link = Link { href: "/account/contacts".to_owned(), label: t.get("account-contacts") };
    Hub {
        notes: Notes {
            code_given: Some("2 November".to_owned()),
            codes_tried: Some("3 November".to_owned()),
            code_waits: true,
        },
        page: page(t, "/account", "account-title"),
        pseudonym: "Lola <script>".to_owned(),
        reachable: false,
        closed: Some(t.count("in-hours", 71)),
        links: vec![link],
    }
    .render()
    .unwrap()
}

/// Each with a name.
pub(super) fn pages(t: Texts) -> Vec<(&'static str, String)> {
    let problems = wrong(t, &["username"]);
    let page = page(t, "/forgot", "forgot-title").with_problems(&problems);
    let forgot = Forgot { page, problems, username: "Lola\"<script>".to_owned() };
    vec![
        ("register", register(t, false)),
        ("register_again", register(t, true)),
        ("register_done", register_done(t, None)),
        ("register_waiting", register_done(t, Some("0417"))),
        ("forgot", forgot.render().unwrap()),
        ("reset_asked", reset(t, true)),
        ("reset_wrong", reset(t, false)),
        ("desk_reset", desk_reset(t, None)),
        ("desk_reset_code", desk_reset(t, Some("7KQ2M-9XW4D-H"))),
        ("account", hub(t)),
        ("account_contacts", contacts(t, false)),
        ("account_contacts_open", contacts(t, true)),
        ("account_password", password(t, false)),
        ("account_password_moderator", password(t, true)),
    ]
}
