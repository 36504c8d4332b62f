//! What stands beside a report at the desk, and reading a public text through before it is published.

use axum::http::Method;
use parasol_core::desk::{StopList, StopReason};
use parasol_core::members::{CreateMember, Suspend};
use parasol_core::roles::{Actor, Role};
use parasol_core::rules::Rules;
use serde_json::json;

use crate::pages::{first_link, report};
use crate::queue::{form, send};
use crate::site::{Browser, Site};

const OTHER: &str = "06 39 98 41 58";

async fn opened(desk: &mut Browser) -> (String, String) {
    let address = first_link(&desk.get("/desk").await, "/desk/report/");
    desk.get(&address).await;
    let page = desk.post(&address, &[]).await.read();
    (address, page)
}

#[tokio::test]
async fn what_may_be_the_same_person_stands_beside_without_saying_who_reported() {
    let site = Site::open();
    let mut reporter = site.signed_in("member").await;
    report(&mut reporter, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let (_, alone) = opened(&mut desk).await;
    assert!(alone.contains("No other report and no alert") && alone.contains("first report of this account"));
    report(&mut reporter, &["consent_alert"]).await;
    let (address, page) = opened(&mut desk).await;
    for shown in [
        "Surely the same person",
        "The same number, address, plate or handle:",
        "The same name: Marco",
        "Other reports of this account: one waiting.",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let beside = page.split("id=\"beside\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(!beside.contains(">member<") && !beside.contains("noon"), "{beside}");
    let other = beside.split("href=\"/desk/report/").nth(1).unwrap().split('?').next().unwrap();
    assert!(!address.ends_with(other));
    let fields = [("level", "dangerous"), ("kinds", "other"), ("text", "")];
    assert_eq!(desk.post(&format!("/desk/report/{other}/publish"), &fields).await.status, 200);
    let again = desk.post(&address, &[]).await.read();
    assert!(again.contains("Published as an alert") && again.contains("href=\"/alert/"), "{again}");
    assert!(again.contains("Other reports of this account: one published."), "{again}");
}

#[tokio::test]
async fn the_queue_tells_reports_apart_and_looking_at_one_beside_another_takes_nothing() {
    let site = Site::open();
    for _ in 0..2 {
        report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    }
    let mut lonely = site.signed_in("partner").await;
    lonely.get("/report").await;
    let fields = [("identifier", OTHER), ("kinds", "other"), ("town", "Lyon"), ("consent_alert", "yes")];
    let asked = lonely.post("/report", &fields).await;
    assert_eq!(asked.status, 201, "{}", asked.read());
    let mut ines = site.signed_in("moderator").await;
    let list = ines.get("/desk").await.read();
    assert_eq!(list.matches("may be a duplicate").count(), 2, "{list}");
    assert_eq!(list.matches("<bdi>Lyon</bdi>").count(), 1, "{list}");
    let token = site.token("moderator").await;
    let call = async |method, path: &str| site.call(method, path, Some(&token), None).await;
    let rows = call(Method::GET, "/api/v1/desk/reports?status=open").await.json();
    let told: Vec<_> = rows["reports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (&row["town"], &row["maybe_duplicate"]))
        .collect();
    assert_eq!(told.iter().filter(|told| **told == (&json!("Lyon"), &json!(false))).count(), 1);
    assert_eq!(told.iter().filter(|told| *told.1 == json!(true)).count(), 2);

    let (_, page) = opened(&mut ines).await;
    let link = first_link_in(&page, "/desk/report/");
    assert!(link.ends_with("?look=1"), "{link}");
    let closed = ines.get(&link).await;
    let look = form(&closed, link.strip_suffix("?look=1").unwrap());
    let seen = send(&mut ines, link.strip_suffix("?look=1").unwrap(), &look).await;
    let read = seen.read();
    assert!(read.contains("You are only looking at this report") && read.contains("I take it"), "{read}");
    assert_eq!(ines.get("/desk").await.read().matches(">you<").count(), 1, "she is at the first alone");
    let taken = ines.post(&format!("{}/take-over", link.strip_suffix("?look=1").unwrap()), &[]).await;
    assert!(taken.read().contains("You are at this report."), "{}", taken.read());
    // The same for programs.
    let other = rows["reports"].as_array().unwrap().iter().find(|row| row["town"] == "Lyon").unwrap();
    let opening = format!("/api/v1/desk/reports/{}/opening", other["id"].as_str().unwrap());
    let looked = call(Method::POST, &format!("{opening}?look=true")).await;
    assert_eq!((looked.status.as_u16(), looked.json().get("at_it")), (200, None), "{}", looked.text);
    assert_eq!(call(Method::POST, &opening).await.json()["at_it"]["you"], true);
    assert_eq!(call(Method::POST, &format!("{opening}?look=perhaps")).await.status, 400);
}

#[tokio::test]
async fn a_text_that_says_too_much_is_shown_once_before_it_is_published() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let (address, page) = opened(&mut desk).await;
    assert!(!page.contains("Read this once more"));
    let publish = format!("{address}/publish");
    let mut fields = vec![
        ("level", "dangerous"),
        ("kinds", "other"),
        ("text", "Came on Tuesday at 22:30 to <i>12 rue Inventée</i>. Call 06 39 98 00 12."),
        ("vehicle", "grey van"),
        ("identifier_shown", "0"),
        ("identifier_shown", "1"),
        ("identifier", "0"),
    ];
    let warned = desk.post(&publish, &fields).await;
    let read = warned.read();
    assert_eq!(warned.status, 200);
    for shown in
        ["Nothing was published.", "22:30", "says the hour", "Tuesday", "12 rue Inventée", "06 39 98 00 12"]
    {
        assert!(read.contains(shown), "{shown}: {read}");
    }
    assert!(
        read.contains("&#60;i&#62;12 rue") && !warned.text.contains("<i>12 rue"),
        "what was typed is text"
    );
    assert!(warned.text.contains("name=\"anyway\"") && warned.text.contains("value=\"dangerous\" checked"));
    assert!(
        warned.text.contains("name=\"identifier\" value=\"0\" checked")
            && !warned.text.contains("name=\"identifier\" value=\"1\" checked")
    );
    assert!(desk.get("/desk").await.text.contains(&address), "it waits still");
    // Changed, it is read again; as it is, it is published when she says so.
    fields.push(("anyway", "yes"));
    let published = desk.post(&publish, &fields).await.read();
    assert!(published.contains("<h1>Published</h1>"), "{published}");
    let alert = desk.get(&first_link_in(&published, "/alert/")).await.read();
    assert!(alert.contains("•• 57"), "{alert}");
    assert!(!alert.contains("•D"), "the plate was left out: {alert}");
}

fn first_link_in(text: &str, prefix: &str) -> String {
    let rest = text.split(&format!("href=\"{prefix}")).nth(1).unwrap();
    format!("{prefix}{}", rest.split('"').next().unwrap())
}

#[tokio::test]
async fn programs_are_shown_once_what_says_too_much_too() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let (address, _) = opened(&mut desk).await;
    let token = site.token("moderator").await;
    let path = format!("/api/v1/desk/reports/{}/publish", address.rsplit('/').next().unwrap());
    let text = "Came on Tuesday at 22:30.";
    let call = async |body| site.call(Method::POST, &path, Some(&token), Some(body)).await;
    let warned = call(json!({"level": "dangerous", "kinds": ["other"], "text": text})).await;
    let body = warned.json();
    assert_eq!((warned.status.as_u16(), body["type"].as_str()), (422, Some("warned")));
    let kinds: Vec<_> = body["warnings"].as_array().unwrap().iter().map(|each| &each["kind"]).collect();
    assert_eq!(kinds, ["day", "hour"]);
    assert_eq!(body["warnings"][1]["detail"], "says the hour");
    assert!(!warned.text.contains("22:30"), "a problem does not repeat what was sent");
    let anyway = call(json!({"level": "dangerous", "kinds": ["other"], "text": text, "anyway": true})).await;
    assert_eq!(anyway.status, 201, "{}", anyway.json());
}

#[tokio::test]
async fn what_must_not_be_published_is_marked_and_cannot_be() {
    let site = Site::open();
    let mut stopped = StopList::default();
    assert!(stopped.add(StopReason::Help, OTHER, "FR".parse().unwrap()));
    site.node().set_rules(Rules { stopped, ..Rules::default() });
    let mut reporter = site.signed_in("member").await;
    reporter.get("/report").await;
    let fields = [
        ("identifier", "06 39 98 41 57"),
        ("identifier", OTHER),
        ("kinds", "other"),
        ("consent_alert", "yes"),
    ];
    assert_eq!(reporter.post("/report", &fields).await.status, 201);
    let mut desk = site.signed_in("moderator").await;
    let (address, page) = opened(&mut desk).await;
    assert!(page.contains("a help line. It is not published."), "{page}");
    assert!(
        page.contains("name=\"identifier\" value=\"0\" checked")
            && !page.contains("name=\"identifier\" value=\"1\"")
    );
    let publish = format!("{address}/publish");
    let all = [("level", "dangerous"), ("kinds", "other"), ("text", "")];
    let refused = desk.post(&publish, &all).await;
    assert_eq!(refused.status, 422);
    assert!(refused.read().contains("cannot be published: untick it"), "{}", refused.read());
    let token = site.token("moderator").await;
    let id = address.rsplit('/').next().unwrap();
    let call = async |path: &str, body| {
        site.call(Method::POST, &format!("/api/v1/desk/reports/{id}/{path}"), Some(&token), Some(body)).await
    };
    let refused = call("publish", json!({"level": "dangerous", "kinds": ["other"]})).await;
    assert_eq!((refused.status.as_u16(), refused.json()["field"].as_str()), (400, Some("identifiers")));
    let read =
        call("proofread", json!({"text": "Call 06 39 98 41 57 at 10 pm", "leave_out": [0, 1]})).await.json();
    let kinds: Vec<_> =
        read["warnings"].as_array().unwrap().iter().map(|each| each["kind"].clone()).collect();
    assert_eq!(kinds, ["identifier", "hour"]);
    let published =
        call("publish", json!({"level": "dangerous", "kinds": ["other"], "leave_out": [1]})).await;
    assert_eq!(published.status, 201, "{}", published.json());
    let again = call("proofread", json!({"text": ""})).await;
    assert_eq!((again.status.as_u16(), again.json()["type"].as_str()), (409, Some("wrong_state")));
}

#[tokio::test]
async fn line_8_accounts_of_one_branch_and_a_suspended_one_are_flagged() {
    let site = Site::open();
    let create = |name: &str, sponsor| {
        let (actor, password) = (Actor::Operator, site.password());
        site.run(CreateMember { actor, pseudonym: name.into(), role: Role::Member, password, sponsor })
    };
    let rival = create("Rival", None);
    let friend = create("Friend", Some(rival));
    for name in ["Rival", "Friend"] {
        report(&mut site.signed_in(name).await, &["consent_alert"]).await;
    }
    let mut desk = site.signed_in("moderator").await;
    let (address, page) = opened(&mut desk).await;
    assert!(page.contains("2 accounts that were sponsored by one another"), "{page}");
    assert!(!page.contains("Rival") && !page.contains("Friend"));
    // Whichever of the two reports stands first.
    for member in [rival, friend] {
        site.run(Suspend { actor: Actor::Operator, member });
    }
    assert!(desk.post(&address, &[]).await.read().contains("came from is suspended."));
}

#[tokio::test]
async fn programs_read_the_report_and_what_stands_beside_it_as_the_page_shows_it() {
    let site = Site::open();
    let mut stopped = StopList::default();
    assert!(stopped.add(StopReason::Help, OTHER, "FR".parse().unwrap()));
    site.node().set_rules(Rules { stopped, ..Rules::default() });
    let mut reporter = site.signed_in("member").await;
    report(&mut reporter, &["consent_alert"]).await;
    reporter.get("/report").await;
    let fields = [
        ("identifier", "06 39 98 41 57"),
        ("identifier", OTHER),
        ("aliases", "Marco"),
        ("kinds", "other"),
        ("contact", "signal, after noon"),
        ("consent_alert", "yes"),
    ];
    assert_eq!(reporter.post("/report", &fields).await.status, 201);
    let token = site.token("moderator").await;
    let call = async |path: &str| site.call(Method::POST, path, Some(&token), None).await;
    let list = site.call(Method::GET, "/api/v1/desk/reports", Some(&token), None).await.json();
    let ids: Vec<_> = list["reports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect();
    let mut both = Vec::new();
    for id in &ids {
        let opened = call(&format!("/api/v1/desk/reports/{id}/opening")).await;
        assert_eq!(opened.status, 200, "{}", opened.text);
        assert!(!opened.text.contains("noon"), "how to reach her stands behind a reason");
        both.push(opened.json());
    }
    let second = both.iter().find(|each| each["details"]["identifiers"][1]["stopped"] == "help").unwrap();
    assert_eq!(second["at_it"]["you"], true, "whoever opens it is at it");
    assert_eq!(second["details"]["identifiers"][0]["shown"], "+33 6 39 98 41 57");
    assert_eq!(second["details"]["identifiers"][0].get("stopped"), None);
    let duplicate = &second["beside"]["duplicates"][0];
    assert_eq!((&duplicate["certain"], &duplicate["status"]), (&json!(true), &json!("waiting")));
    let why: Vec<_> = duplicate["why"].as_array().unwrap().iter().map(|same| &same["what"]).collect();
    assert_eq!(why, ["identifier", "name"]);
    assert_eq!(second["beside"]["record"]["waiting"], 1);
    // What the page says of the same report.
    let id = second["id"].as_str().unwrap();
    let mut desk = site.signed_in("moderator").await;
    desk.get("/desk").await;
    let page = desk.post(&format!("/desk/report/{id}"), &[]).await.read();
    for shown in
        ["Surely the same person", "The same name: Marco", "a help line. It is not published.", "one waiting"]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let other = duplicate["report_id"].as_str().unwrap();
    assert!(page.contains(&format!("/desk/report/{other}")));
    // It leaves a line each time.
    let lines = site.node().read().unwrap().audit(&Actor::Operator, None, 50).unwrap();
    let opened = lines.iter().filter(|(_, line)| line.what == "report_opened").count();
    assert_eq!(opened, 3);
    // Nobody opens her own.
    let own = json!({"identifiers": [{"kind": "phone", "value": "06 39 98 41 59"}], "text": "x"});
    let own = site.call(Method::POST, "/api/v1/reports", Some(&token), Some(own)).await.json();
    let refused = call(&format!("/api/v1/desk/reports/{}/opening", own["id"].as_str().unwrap())).await;
    assert_eq!((refused.status.as_u16(), refused.json()["type"].as_str()), (403, Some("forbidden")));
}

#[tokio::test]
async fn the_enter_key_in_a_field_publishes_nothing() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let address = first_link(&desk.get("/desk").await, "/desk/report/");
    desk.get(&address).await;
    let opened = desk.post(&address, &[]).await;
    let action = format!("{address}/publish");
    // A browser presses the first button of the form.
    let there = opened.text.split(&format!("action=\"{action}\"")).nth(1).unwrap();
    let first = there.split("<button").nth(1).unwrap().split('>').next().unwrap();
    assert!(first.contains("name=\"do\" value=\"check\""), "{first}");
    let mut fields = form(&opened, &action);
    fields.retain(|(name, _)| !["text", "vehicle"].contains(&name.as_str()));
    fields.extend(
        [("do", "check"), ("level", "dangerous"), ("vehicle", "white lorry"), ("text", "Came at 22:30.")]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let warned = send(&mut desk, &action, &fields).await;
    assert!(warned.status == 200 && warned.read().contains("says the hour"), "{}", warned.read());
    assert!(warned.text.contains("white lorry") && warned.text.contains("Came at 22:30."));
    fields.retain(|(name, _)| name != "text");
    fields.push(("text".to_owned(), "Comes with a second man.".to_owned()));
    let read = send(&mut desk, &action, &fields).await.read();
    assert!(
        read.contains("Nothing is published yet.") && read.contains("Comes with a second man."),
        "{read}"
    );
    assert!(desk.get("/desk").await.text.contains(&address), "it waits still");
}

#[tokio::test]
async fn what_is_shown_after_a_talk_says_which_box_is_missing_and_is_added_once_it_is_ticked() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let (address, _) = opened(&mut desk).await;
    let publish = [("level", "dangerous"), ("kinds", "other"), ("text", "")];
    let done = desk.post(&format!("{address}/publish"), &publish).await;
    let alert = first_link(&done, "/alert/");
    let mut reporter = site.signed_in("partner").await;
    reporter.get("/report").await;
    let fields = [
        ("identifier", "06 39 98 41 57"),
        ("kinds", "rape_or_attempt"),
        ("consent_alert", "yes"),
        ("showing", "after_talk"),
    ];
    assert_eq!(reporter.post("/report", &fields).await.status, 201);
    let address = first_link(&desk.get("/desk").await, "/desk/report/");
    desk.get(&address).await;
    let opened = desk.post(&address, &[]).await;
    assert_eq!(opened.text.matches("name=\"talked\"").count(), 1, "one box for every button");
    let missing = desk.post(&format!("{address}/publish"), &publish).await;
    assert_eq!(missing.status, 422);
    assert!(missing.text.contains("href=\"#talked\"") && missing.text.contains("id=\"talked\""));
    let action = format!("{address}/merge");
    let mut fields = form(&opened, &action);
    assert!(fields.iter().any(|(name, value)| name == "into" && alert.ends_with(value.as_str())));
    let missing = send(&mut desk, &action, &fields).await;
    assert_eq!(missing.status, 422, "{}", missing.read());
    assert!(missing.text.contains("href=\"#talked\""));
    fields.push(("talked".to_owned(), "yes".to_owned()));
    let merged = send(&mut desk, &action, &fields).await.read();
    assert!(merged.contains("<h1>Merged</h1>"), "{merged}");
}
