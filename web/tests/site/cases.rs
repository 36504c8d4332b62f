//! Cases as moderators and partners work at them, in pages without JavaScript and by calls.

use axum::http::Method;
use parasol_core::members::CreateMember;
use parasol_core::roles::{Actor, Role};
use serde_json::json;

use crate::pages::first_link;
use crate::site::{Browser, Seen, Site};

/// A grave report that may be passed to a partner, with a safe way to reach its reporter.
async fn report(site: &Site, more: &[(&str, &str)]) {
    let mut reporter = site.signed_in("member").await;
    reporter.get("/report").await;
    let mut fields = vec![
        ("kinds", "rape_or_attempt"),
        ("text", "He locked the door."),
        ("identifier", "06 39 98 41 57"),
        ("contact", "signal, after noon"),
        ("reach_by", "messenger"),
        ("consent_alert", "yes"),
        ("consent_partners", "yes"),
    ];
    fields.extend(more);
    let sent = reporter.post("/report", &fields).await;
    assert_eq!(sent.status, 201, "{}", sent.read());
    let complaint = more.contains(&("complaint", "yes"));
    assert_eq!(sent.read().contains("Somebody of the team talks with you"), complaint, "{}", sent.read());
}

/// What is read, with spaces that break.
fn plain(seen: &Seen) -> String {
    seen.read().replace('\u{a0}', " ")
}

async fn another(site: &Site, name: &str, role: Role) -> Browser {
    let (actor, password) = (Actor::Operator, site.password());
    site.run(CreateMember { actor, pseudonym: name.into(), role, password, sponsor: None });
    site.signed_in(name).await
}

#[tokio::test]
async fn a_case_opens_by_itself_and_is_looked_after_to_its_end() {
    let site = Site::open();
    report(&site, &[("complaint", "yes")]).await;
    let mut desk = site.signed_in("moderator").await;
    assert!(desk.get("/desk").await.text.contains("href=\"/desk/cases\""));
    let list = desk.get("/desk/cases").await;
    assert!(list.read().contains("Wants help to complain") && list.read().contains("Nobody yet"));
    let address = first_link(&list, "/desk/case/");
    let closed = desk.get(&address).await;
    assert!(!closed.read().contains("Wants help"), "opening it leaves a line in the audit");
    let opened = desk.post(&address, &[("do", "open")]).await;
    assert!(opened.read().contains("Nothing goes to the police by itself"), "{}", opened.read());
    assert!(!opened.read().contains("after noon") && !opened.read().contains("He locked"));
    let shrugged = desk.post(&address, &[("do", "contact")]).await;
    assert_eq!(shrugged.status, 422);
    let shown = desk.post(&address, &[("do", "contact"), ("contact_reason", "call_back")]).await;
    assert!(shown.read().contains("signal, after noon"));

    let taken = desk.post(&address, &[("do", "take"), ("text", "Begun <note>.")]).await.read();
    assert!(taken.contains("It is yours.") && taken.contains("Begun &#60;note&#62;.</textarea>"), "{taken}");
    let noted = desk.post(&address, &[("do", "note"), ("text", "Called <b>; nobody.")]).await;
    assert!(noted.text.contains("&#60;b&#62;") || noted.text.contains("&lt;b&gt;"), "{}", noted.text);
    let empty = desk.post(&address, &[("do", "note"), ("text", " ")]).await;
    assert!(empty.status == 422 && empty.read().contains("Write something first."));
    let wrong = desk.post(&address, &[("do", "remind"), ("reminder", "soon")]).await;
    assert!(wrong.status == 422 && wrong.text.contains("value=\"soon\""), "what was typed is kept");
    let reminded = desk.post(&address, &[("do", "remind"), ("in_days", "3")]).await;
    assert!(reminded.read().contains("Reminder on 24 November 2026"), "{}", reminded.read());
    site.wait(4 * 86_400);
    let mut desk = site.signed_in("moderator").await;
    let due = desk.get("/desk/cases?show=due").await;
    assert!(due.read().contains("Reminder, due since 24 November 2026"));
    desk.post(&address, &[("do", "reminder_done")]).await;
    assert!(desk.get("/desk/cases?show=due").await.read().contains("No case here."));

    let how = desk.post(&address, &[("do", "close"), ("words", "kept words")]).await;
    assert!(how.status == 422 && how.text.contains("kept words"));
    let done = desk.post(&address, &[("do", "close"), ("outcome", "helped")]).await;
    assert!(done.read().contains("the contact is erased"), "{}", done.read());
    let gone = desk.post(&address, &[("do", "contact"), ("contact_reason", "call_back")]).await;
    assert_eq!(gone.status, 404);
    assert!(desk.get("/desk/cases?show=closed").await.read().contains("got what she wanted"));
    let late = desk.post(&address, &[("do", "note"), ("text", "late")]).await;
    assert_eq!(late.status, 409);
    desk.get(&address).await;
    assert!(desk.post(&address, &[("do", "reopen")]).await.read().contains("The case is open again."));
}

/// USERS, when it goes wrong, 15: what leaves the team leaves as she agreed, and never about police.
#[tokio::test]
async fn line_15_a_case_is_handed_over_after_a_page_that_says_what_will_be_seen() {
    let site = Site::open();
    report(&site, &[]).await;
    let mut desk = site.signed_in("moderator").await;
    let address = first_link(&desk.get("/desk/cases").await, "/desk/case/");
    let handed = address.replace("/desk/case/", "/inbox/");
    let mut other = another(&site, "other", Role::Partner).await;
    let mut partner = site.signed_in("partner").await;
    assert!(partner.get("/inbox").await.read().contains("Nothing here."));
    desk.get(&address).await;
    let asked = desk.post(&address, &[("do", "hand_over"), ("partner", "partner")]).await;
    assert!(asked.read().contains("Hand the case over?") && asked.read().contains("the safe way"));
    assert!(partner.get("/inbox").await.read().contains("Nothing here."), "nothing is handed over yet");
    let open = desk.post(&address, &[]).await;
    assert!(!open.text.contains("<datalist"), "a list with a name left out tells whom the report is about");
    let nobody = desk.post(&address, &[("do", "hand_over_sure"), ("partner", "nobody")]).await;
    assert!(nobody.status == 422 && nobody.text.contains("value=\"nobody\""));
    let sure = desk.post(&address, &[("do", "hand_over_sure"), ("partner", "partner")]).await;
    assert!(sure.read().contains("It is handed over."), "{}", sure.read());

    assert_eq!(first_link(&partner.get("/inbox").await, "/inbox/"), handed);
    partner.get(&handed).await;
    let opened = partner.post(&handed, &[("do", "open")]).await;
    assert!(opened.read().contains("He locked the door.") && !opened.read().contains("after noon"));
    assert!(!plain(&opened).contains("98 41 57"), "not whom she reported");
    assert!(opened.text.contains("value=\"call_back\"") && !opened.text.contains("value=\"pass_on\""));
    let on = partner.post(&handed, &[("do", "contact"), ("contact_reason", "pass_on")]).await;
    assert!(on.status == 422 && on.read().contains("Only the team passes a report on"), "{}", on.read());
    let shown = partner.post(&handed, &[("do", "contact"), ("contact_reason", "call_back")]).await;
    assert!(shown.read().contains("signal, after noon"));
    let sheet = partner.post(&handed, &[("do", "liaison")]).await;
    assert!(sheet.read().contains("Liaison sheet") && !sheet.read().contains("He locked"));
    other.get("/inbox").await;
    for what in ["open", "note", "contact", "liaison", "done"] {
        let fields = [("do", what), ("text", "x"), ("contact_reason", "other")];
        assert_eq!(other.post(&handed, &fields).await.status, 404, "{what}");
    }
    let back = partner.post(&handed, &[("do", "done"), ("text", "Went with her.")]).await;
    assert!(back.read().contains("Thank you"));
    assert_eq!(partner.post(&handed, &[("do", "open")]).await.status, 404);
    assert!(desk.get("/desk/cases?show=due").await.read().contains("Reminder, due since"));
    let case = desk.post(&address, &[]).await;
    assert!(case.read().contains("Went with her.") && case.read().contains("says that it is done"));

    // For the police: her yes, and two by name.
    let early = desk.post(&address, &[("do", "complaint")]).await;
    assert_eq!(early.status, 409);
    desk.post(&address, &[("do", "her_yes"), ("yes", "2026-11-21")]).await;
    desk.post(&address, &[("do", "confirm")]).await;
    assert_eq!(desk.post(&address, &[("do", "complaint")]).await.status, 409);
    let mut second = another(&site, "zoe", Role::Moderator).await;
    second.get(&address).await;
    let stood = second.post(&address, &[("do", "confirm")]).await;
    assert!(stood.read().contains("zoe stands for it."), "{}", stood.read());
    let printed = second.post(&address, &[("do", "complaint")]).await;
    assert!(plain(&printed).contains("98 41 57") && !printed.read().contains("after noon"));
    report(&site, &[("perpetrator", "police_or_military")]).await;
    let police = desk.get("/desk/cases").await;
    let newest = police.text.rsplit("/desk/case/").next().unwrap().split('"').next().unwrap().to_owned();
    let kept = desk.post(&format!("/desk/case/{newest}"), &[]).await;
    assert!(kept.text.contains("value=\"ask_back\"") && !kept.text.contains("value=\"pass_on\""));
    let raw = desk.post(&format!("/desk/report/{newest}"), &[]).await;
    assert!(raw.text.contains("value=\"ask_back\"") && !raw.text.contains("value=\"pass_on\""));
    assert!(kept.read().contains("never passed outside") && kept.read().contains("nothing of it is printed"));
}

/// USERS, when it goes wrong, 18: calling her back hurts her.
#[tokio::test]
async fn line_18_without_a_safe_way_the_case_says_that_nobody_calls() {
    let site = Site::open();
    let mut reporter = site.signed_in("member").await;
    reporter.get("/report").await;
    let fields = [("kinds", "harassment"), ("contact", "06 39 98 00 07"), ("text", "x")];
    assert_eq!(reporter.post("/report", &fields).await.status, 201);
    let mut desk = site.signed_in("moderator").await;
    let address = first_link(&desk.get("/desk/cases").await, "/desk/case/");
    desk.get(&address).await;
    let case = desk.post(&address, &[]).await;
    assert!(case.read().contains("She named no safe way: do not contact her."), "{}", case.read());
    let offered = |seen: &Seen| {
        let reasons = ["call_back", "ask_back", "pass_on", "other"];
        reasons.map(|reason| seen.text.contains(&format!("<option value=\"{reason}\"")))
    };
    assert_eq!(offered(&case), [false, false, false, true]);
    for reason in ["call_back", "pass_on"] {
        let kept = desk.post(&address, &[("do", "contact"), ("contact_reason", reason)]).await;
        assert_eq!(kept.status, 422);
        assert!(kept.read().contains("nobody contacts her") && !plain(&kept).contains("06 39 98 00 07"));
    }
    let path = address.replace("/desk/case/", "/desk/report/") + "/contact";
    desk.get(&path.replace("/contact", "")).await;
    assert_eq!(desk.post(&path, &[("contact_reason", "call_back")]).await.status, 422);
    let shown = desk.post(&address, &[("do", "contact"), ("contact_reason", "other")]).await;
    assert!(shown.read().contains("do not contact her") && plain(&shown).contains("06 39 98 00 07"));
}

#[tokio::test]
async fn programs_look_after_cases_too() {
    let site = Site::open();
    report(&site, &[]).await;
    let (desk, partner) = (site.token("moderator").await, site.token("partner").await);
    let list = site.call(Method::GET, "/api/v1/desk/cases?show=open", Some(&desk), None).await.json();
    let id = list["cases"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!((list["pages"].clone(), list["cases"][0]["why"][0].clone()), (json!(1), json!("severe")));
    let act = async |path: &str, token: &str, body: serde_json::Value| {
        site.call(Method::POST, &format!("/api/v1{path}"), Some(token), Some(body)).await
    };
    let acts = format!("/desk/cases/{id}/acts");
    assert_eq!(act(&acts, &desk, json!({"act": "take"})).await.status, 204);
    assert_eq!(act(&acts, &desk, json!({"act": "dance"})).await.status, 400);
    assert_eq!(act(&acts, &desk, json!({"act": "remind", "day": "2026-11-30"})).await.status, 204);
    assert_eq!(act(&acts, &desk, json!({"act": "hand_over", "text": "partner"})).await.status, 204);
    let opened = act(&format!("/desk/cases/{id}/opening"), &desk, json!({})).await.json();
    assert_eq!(
        (opened["reminder"].clone(), opened["partner"].clone()),
        (json!("2026-11-30"), json!("partner"))
    );
    let inbox = site.call(Method::GET, "/api/v1/inbox", Some(&partner), None).await.json();
    assert_eq!(inbox["cases"][0]["id"], json!(id));
    let contact = act(&format!("/inbox/{id}/contact"), &partner, json!({"reason": "call_back"})).await.json();
    assert_eq!(contact["reach"]["by"], json!(["messenger"]));
    let back = json!({"act": "hand_back", "text": "We are closed."});
    assert_eq!(act(&format!("/inbox/{id}/acts"), &partner, back).await.status, 204);
    assert_eq!(act(&format!("/inbox/{id}/opening"), &partner, json!({})).await.status, 404);
    assert_eq!(act(&acts, &desk, json!({"act": "close", "outcome": "withdrawn"})).await.status, 400);
    assert_eq!(act(&acts, &desk, json!({"act": "close", "outcome": "referred"})).await.status, 204);
    let shut = act(&acts, &desk, json!({"act": "take"})).await;
    assert_eq!((shut.status.as_u16(), shut.json()["type"].clone()), (409, json!("wrong_state")));
}
