//! What is told to reported people, contesting, contests at the desk, and what is kept longer.

use axum::http::Method;
use parasol_core::contests::SendContestCodes;
use parasol_core::messages::Text;
use serde_json::json;

use crate::pages::{publish, report};
use crate::site::{Browser, Seen, Site};

const LISTED: &str = "06 39 98 41 57";
const UNKNOWN: &str = "06 39 98 77 66";

impl Site {
    /// The contest's code that went out now.
    pub(crate) fn contest_code(&self) -> String {
        self.run(SendContestCodes);
        let codes = self.post_messages().into_iter().rev().filter_map(|message| match message.text {
            Text::ContestCode(code) => Some(code.to_text()),
            _ => None,
        });
        codes.take(1).collect()
    }
}

/// A page without what is another one each time: the token.
fn bare(seen: &Seen, browser: &Browser) -> (u16, String) {
    (seen.status.as_u16(), seen.text.replace(&browser.csrf, ""))
}

async fn listed() -> Site {
    let site = Site::open();
    let mut reporter = site.signed_in("member").await;
    report(&mut reporter, &["consent_alert"]).await;
    publish(&mut site.signed_in("moderator").await, "Says he is a doctor.").await;
    site
}

async fn contest(browser: &mut Browser, number: &str) -> Seen {
    browser.get("/contest").await;
    browser.post("/contest", &[("contact", number)]).await
}

async fn state(browser: &mut Browser, code: &str) -> Seen {
    browser.get("/contest/statement").await;
    let fields = [("code", code), ("claim", "not_right"), ("statement", "It was not me.")];
    browser.post("/contest/statement", &fields).await
}

/// The address of the first contest in the list.
fn first_contest(list: &Seen) -> String {
    let ids = list.text.split("href=\"/desk/contests/").filter_map(|rest| rest.split('"').next());
    format!("/desk/contests/{}", ids.filter(|id| id.len() == 32).take(1).collect::<String>())
}

#[tokio::test]
async fn line_6_the_public_answer_is_the_same_in_every_case() {
    let site = listed().await;
    let mut visitor = site.browser();
    let seen = contest(&mut visitor, LISTED).await;
    let first = bare(&seen, &visitor);
    assert_eq!(first.0, 200);
    assert!(seen.read().contains("If a code can be sent") && !seen.text.contains("41 57"), "{}", seen.read());
    let code = site.contest_code();
    assert!(!code.is_empty());
    // Nobody's; asked twice; a member's address would be the same row.
    for number in [UNKNOWN, LISTED, "someone@example.org", "+44 7700 900123"] {
        let seen = contest(&mut visitor, number).await;
        assert_eq!(bare(&seen, &visitor), first, "the same words, the same size");
    }
    let other = site.contest_code();
    let told = state(&mut visitor, &code).await;
    let done = bare(&told, &visitor);
    assert!(done.0 == 200 && told.read().contains("the same letter for everybody"), "{}", told.read());
    let told = state(&mut visitor, &other).await;
    assert_eq!(bare(&told, &visitor), done, "whether or not there is an alert");
    // Contested within the month.
    let seen = contest(&mut visitor, LISTED).await;
    assert_eq!(bare(&seen, &visitor), first);
    assert!(site.contest_code().is_empty());

    for (contact, n) in [(LISTED, 0), (UNKNOWN, 1), ("nobody@example.org", 2)] {
        let path = "/api/v1/contests/code";
        let answer = site.call(Method::POST, path, None, Some(json!({ "contact": contact }))).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (202, ""), "{n}");
    }
}

#[tokio::test]
async fn line_6_what_cannot_be_read_or_is_no_code_says_so_and_loses_nothing() {
    let site = Site::open();
    let mut visitor = site.browser();
    for typed in ["", "AB-000-CD", "17", "not a number"] {
        let seen = contest(&mut visitor, typed).await;
        assert_eq!(seen.status, 422, "{typed}");
    }
    let seen = state(&mut visitor, "7KQ2M-9XW4D-H").await;
    assert_eq!(seen.status, 422);
    assert!(seen.read().contains("It was not me.") && seen.read().contains("This code is not right"));
    let mut french = Browser { language: "fr", ..site.browser() };
    let page = french.get("/reported").await;
    assert!(
        page.read().contains("Si vous avez été signalé·e") && page.read().contains("CNIL"),
        "{}",
        page.read()
    );
    assert!(page.read().contains("5 ans au plus"), "{}", page.read());
    let foot = site.browser().get("/").await;
    assert!(foot.text.contains("href=\"/reported\""), "from the foot of every page");
}

#[tokio::test]
async fn line_7_a_contest_is_decided_at_the_desk_by_two() {
    let site = listed().await;
    let mut visitor = site.browser();
    contest(&mut visitor, LISTED).await;
    let code = site.contest_code();
    assert_eq!(state(&mut visitor, &code).await.status, 200);

    let mut desk = site.signed_in("moderator").await;
    let list = desk.get("/desk/contests").await;
    assert!(list.read().contains("•• •• •• 57") && !list.read().contains("39984157"), "masked in the list");
    let path = first_contest(&list);
    let closed = desk.get(&path).await;
    assert!(!closed.read().contains("It was not me."), "opening is a button");
    let opened = desk.post(&path, &[]).await;
    assert!(opened.read().contains("It was not me.") && opened.read().contains("+33639984157"));
    assert!(opened.read().contains("two moderators must decide the same"), "{}", opened.read());
    let alert =
        opened.text.split("name=\"alert\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let nothing = desk.post(&format!("{path}/decide"), &[("alert", alert.as_str())]).await;
    assert_eq!(nothing.status, 422);
    let fields = [("alert", alert.as_str()), ("decision", "recalled")];
    let proposed = desk.post(&format!("{path}/decide"), &fields).await;
    assert!(proposed.read().contains("Another moderator has to decide the same"), "{}", proposed.read());
    assert_eq!(desk.post(&format!("{path}/close"), &[]).await.status, 409);

    let mut second = site.second_moderator().await;
    second.get(&path).await;
    let seen = second.post(&path, &[]).await;
    assert!(seen.read().contains("Another moderator proposes"), "{}", seen.read());
    let done = second.post(&format!("{path}/decide"), &fields).await;
    assert!(done.read().contains("every partner deletes it"), "{}", done.read());
    assert_eq!(second.post(&format!("{path}/close"), &[]).await.status, 200);
    let over = second.get("/desk/contests/closed").await;
    assert!(over.read().contains("closed on"), "{}", over.read());
}

#[tokio::test]
async fn line_7_what_no_alert_names_is_closed_from_the_list() {
    let site = listed().await;
    let mut visitor = site.browser();
    for number in [UNKNOWN, "06 39 98 77 67", "06 39 98 77 68", LISTED] {
        contest(&mut visitor, number).await;
        let code = site.contest_code();
        assert_eq!(state(&mut visitor, &code).await.status, 200);
    }
    let mut desk = site.signed_in("moderator").await;
    let list = desk.get("/desk/contests").await;
    let rows: Vec<&str> = list.text.split("<tr>").skip(2).collect();
    assert!(rows[0].contains("1 alert names it") && !rows[0].contains("/desk/contests/close"), "{}", rows[0]);
    let id = |row: &str| {
        row.split("name=\"contest\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let ids: Vec<String> = rows[1..4].iter().map(|row| id(row)).collect();
    assert!(list.read().contains("Close the 3 on this page that no alert names"), "{}", list.read());
    let named = first_contest(&list);
    let one = desk.post("/desk/contests/close", &[("contest", ids[0].as_str())]).await;
    assert_eq!((one.status.as_u16(), one.header("location")), (303, "/desk/contests"));
    let left = desk.get("/desk/contests").await;
    assert!(!left.text.contains(&ids[0]) && left.read().contains("Close the 2"), "{}", left.read());
    // What an alert names by then stays, whoever asks for it.
    let named_id = named.trim_start_matches("/desk/contests/");
    let all = [ids[1].as_str(), ids[2].as_str(), named_id].map(|id| ("contest", id));
    assert_eq!(desk.post("/desk/contests/close", &all).await.status, 303);
    let left = desk.get("/desk/contests").await;
    assert_eq!(left.text.matches("<tr>").count(), 2, "{}", left.read());
    assert!(left.text.contains(&named) && !left.read().contains("Close it"), "{}", left.read());
    assert_eq!(desk.post("/desk/contests/close", &[("contest", "x")]).await.status, 404);
    let closed = desk.get("/desk/contests/closed").await;
    assert_eq!(closed.text.matches("<tr>").count(), 4);
    let token = site.token("moderator").await;
    let rows = site.call(Method::GET, "/api/v1/desk/contests", Some(&token), None).await.json();
    assert_eq!(
        (&rows["contests"][0]["alerts"], &rows["contests"][0]["may_close"]),
        (&json!(1), &json!(false))
    );
}

impl Site {
    async fn second_moderator(&self) -> Browser {
        let command = parasol_core::members::CreateMember {
            actor: parasol_core::roles::Actor::Operator,
            pseudonym: "second".to_owned(),
            role: parasol_core::roles::Role::Moderator,
            password: self.password(),
            sponsor: None,
        };
        self.run(command);
        self.signed_in("second").await
    }
}

#[tokio::test]
async fn line_7_what_was_not_corrected_or_is_decided_is_said_on_the_page() {
    let site = listed().await;
    let mut visitor = site.browser();
    contest(&mut visitor, LISTED).await;
    state(&mut visitor, &site.contest_code()).await;
    let mut desk = site.signed_in("moderator").await;
    let path = first_contest(&desk.get("/desk/contests").await);
    desk.get(&path).await;
    let opened = desk.post(&path, &[]).await;
    let named = opened.text.split("name=\"alert\" value=\"").nth(1).unwrap().split('"').next();
    let alert = named.unwrap().to_owned();
    let decide = format!("{path}/decide");
    let corrected = desk.post(&decide, &[("alert", &alert), ("decision", "corrected")]).await;
    assert_eq!(corrected.status, 422);
    assert!(corrected.read().contains("No correction was made since"), "{}", corrected.read());
    let stays = [("alert", alert.as_str()), ("decision", "stays")];
    desk.post(&decide, &stays).await;
    let mut second = site.second_moderator().await;
    second.get(&path).await;
    second.post(&path, &[]).await;
    second.post(&decide, &stays).await;
    desk.get(&path).await;
    let late = desk.post(&decide, &[("alert", &alert), ("decision", "recalled")]).await;
    assert_eq!(late.status, 409);
    assert!(late.read().contains("Somebody else has decided") && late.read().contains("Decided: It stays"));
    assert!(!late.text.contains("name=\"decision\""), "nothing is left to choose");
    let token = site.token("moderator").await;
    let call = format!("/api/v1{path}/decision");
    let body = json!({ "alert": alert, "decision": "recalled" });
    assert_eq!(site.call(Method::POST, &call, Some(&token), Some(body)).await.status, 409);
}

#[tokio::test]
async fn a_report_is_kept_longer_for_a_reason_and_to_an_end() {
    let site = Site::open();
    let mut reporter = site.signed_in("member").await;
    report(&mut reporter, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let queue = desk.get("/desk").await;
    let path = crate::pages::first_link(&queue, "/desk/report/");
    desk.get(&path).await;
    desk.post(&path, &[]).await;
    let empty = desk.post(&format!("{path}/hold"), &[("months", "6")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.read().contains("Write why it is needed."), "{}", empty.read());
    let fields = [("hold_reason", "A court asks for it."), ("months", "6")];
    let held = desk.post(&format!("{path}/hold"), &fields).await;
    assert!(held.status == 200 && held.read().contains("It is kept longer"), "{}", held.read());
    let list = desk.get("/desk/holds").await;
    assert!(
        list.read().contains("A court asks for it.") && list.read().contains("5 years after"),
        "{}",
        list.read()
    );
    desk.get(&path).await;
    let opened = desk.post(&path, &[]).await;
    assert!(opened.read().contains("A court asks for it."));
    assert_eq!(desk.post(&format!("{path}/hold/end"), &[]).await.status, 200);
    assert!(!desk.get("/desk/holds").await.read().contains("A court asks for it."));
    let token = site.token("moderator").await;
    let stands = site.call(Method::GET, "/api/v1/desk/holds", Some(&token), None).await.json();
    assert_eq!(
        (stands["clock_jumped"].clone(), stands["holds"].as_array().unwrap().len()),
        (json!(false), 0)
    );
}
