//! Undoing, merging, correcting and deciding by two, on the desk's pages and through the API.

use axum::http::Method;
use parasol_core::rules::{DeskRules, Rules};
use serde_json::{Value, json};

use crate::pages::{first_link, report};
use crate::queue::{another, form, send};
use crate::site::{Browser, Seen, Site};

/// Opens the first report of the queue; its address, and the open page.
async fn open(desk: &mut Browser) -> (String, Seen) {
    let address = first_link(&desk.get("/desk").await, "/desk/report/");
    let closed = desk.get(&address).await;
    let opened = send(desk, &address, &form(&closed, &address)).await;
    (address, opened)
}

/// Presses *Publish* with this level; past the warnings, which other tests look at.
async fn publish(desk: &mut Browser, (address, opened): &(String, Seen), level: &str) -> Seen {
    let action = format!("{address}/publish");
    let mut fields = form(opened, &action);
    fields.retain(|(name, _)| name != "text");
    for (name, value) in [("level", level), ("text", "Says he is a client."), ("anyway", "yes")] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    send(desk, &action, &fields).await
}

async fn checked(browser: &mut Browser, number: &str) -> String {
    browser.get("/check").await;
    browser.post("/check", &[("identifier", number)]).await.read()
}

#[tokio::test]
async fn what_was_just_published_is_undone_by_one_button_that_says_what_it_does() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let opened = open(&mut desk).await;
    let done = publish(&mut desk, &opened, "risky").await;
    assert!(done.read().contains("Undo: recalls the alert and reopens the report"), "{}", done.read());
    let alert = first_link(&done, "/alert/");
    assert!(desk.get(&alert).await.read().contains("Undo: recalls the alert"));
    let undo = format!("{}/undo", opened.0);
    let undone = send(&mut desk, &undo, &form(&done, &undo)).await;
    assert!(undone.status == 200 && undone.read().contains("The report is open again"));
    assert!(
        checked(&mut site.signed_in("partner").await, "06 39 98 41 57").await.contains("No report known")
    );
    let again = open(&mut desk).await;
    let alert = first_link(&publish(&mut desk, &again, "risky").await, "/alert/");
    site.wait(600);
    assert!(!desk.get(&alert).await.read().contains("Undo: recalls"));
    let late = desk.post(&undo, &[]).await;
    assert!(
        late.status == 409 && late.read().contains("More than ten minutes have passed."),
        "{}",
        late.read()
    );
    let token = site.token("moderator").await;
    let path = format!("/api/v1{}/undo", opened.0.replace("/report/", "/reports/"));
    let late = site.call(Method::POST, &path, Some(&token), None).await;
    assert_eq!((late.status.as_u16(), &late.json()["type"]), (400, &json!("invalid")));
}

#[tokio::test]
async fn line_13_an_alert_masks_its_numbers_to_moderators_until_they_ask() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let opened = open(&mut desk).await;
    let alert = first_link(&publish(&mut desk, &opened, "risky").await, "/alert/");
    let masked = desk.get(&alert).await;
    assert!(!masked.read().contains("98 41 57") && masked.read().contains("Show them in full"));
    let action = format!("{alert}/identifiers");
    let shown = send(&mut desk, &action, &form(&masked, &action)).await;
    assert!(shown.status == 200 && shown.read().contains("+33 6 39 98 41 57"), "{}", shown.read());
    for list in ["/desk", "/desk?status=all", "/desk?status=published"] {
        assert!(!desk.get(list).await.read().contains("41 57"), "{list}");
    }
    let token = site.token("moderator").await;
    let path = format!("/api/v1/desk/alerts/{}/identifiers", alert.rsplit('/').next().unwrap());
    for n in 1..30 {
        let shown = site.call(Method::POST, &path, Some(&token), None).await;
        assert_eq!(shown.status, 200, "number {n} of today, with what one person may check");
        assert_eq!(shown.json()["identifiers"][0], "+33 6 39 98 41 57");
    }
    let over = site.call(Method::POST, &path, Some(&token), None).await;
    assert_eq!((over.status.as_u16(), &over.json()["type"]), (429, &json!("over_quota")), "{}", over.text);
    desk.get(&alert).await;
    assert_eq!(desk.post(&action, &[]).await.status, 429);
}

#[tokio::test]
async fn an_alert_is_corrected_with_a_reason_and_its_history_stays() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    let [mut ines, mut vera] = [another(&site, "Ines").await, another(&site, "Vera").await];
    let opened = open(&mut ines).await;
    let alert = first_link(&publish(&mut ines, &opened, "risky").await, "/alert/");
    let action = format!("{alert}/correct");
    let page = vera.get(&action).await;
    let stale = form(&page, &action);
    let mut fields = stale.clone();
    assert!(fields.contains(&("text".into(), "Says he is a client.".into())), "{fields:?}");
    let silent = send(&mut vera, &action, &fields).await;
    assert!(silent.status == 422 && silent.read().contains("Say why, in a few words."), "{}", silent.read());
    fields.retain(|(name, _)| !["text", "why"].contains(&name.as_str()));
    fields.extend(
        [("text", "Drives a <lorry>."), ("why", "the plate was read wrongly"), ("leave_out", "1")]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    assert!(send(&mut vera, &action, &fields).await.read().contains("<h1>Corrected</h1>"));
    let late = send(&mut ines, &action, &stale).await;
    assert!(late.status == 409 && late.read().contains("Somebody else has corrected this alert meanwhile."));
    let shown = ines.get(&alert).await.read();
    for told in [
        "Drives a &#60;lorry&#62;.",
        "corrected by Vera",
        "the plate was read wrongly",
        "Says he is a client.",
    ] {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    let seen = site.signed_in("partner").await.get(&alert).await.read();
    assert!(seen.contains("lorry") && !seen.contains("Vera") && !seen.contains("Says he is a client."));
    assert!(checked(&mut site.signed_in("partner").await, "AB-000-CD").await.contains("No report known"));
    let token = site.token("Ines").await;
    let path = format!("/api/v1/desk/alerts/{}/history", alert.rsplit('/').next().unwrap());
    let history = site.call(Method::GET, &path, Some(&token), None).await;
    assert!(!history.text.contains("41 57"), "masked here too");
    assert_eq!(history.json()["versions"][0]["by"], "Vera");
}

#[tokio::test]
async fn a_correction_that_says_too_much_is_shown_once_more_before_it_is_published() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let opened = open(&mut desk).await;
    let alert = first_link(&publish(&mut desk, &opened, "risky").await, "/alert/");
    let action = format!("{alert}/correct");
    let mut fields = form(&desk.get(&action).await, &action);
    fields.retain(|(name, _)| !["text", "why"].contains(&name.as_str()));
    let typed = [("text", "Comes at 23 h <always>."), ("why", "the hour was missing")];
    fields.extend(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let again = send(&mut desk, &action, &fields).await;
    let read = again.read();
    for shown in ["Nothing was published.", "<b>23 h</b>", "23 h &#60;always&#62;.", "the hour was missing"] {
        assert!(read.contains(shown), "{shown}: {read}");
    }
    assert!(again.status == 200 && read.contains("Publish anyway"), "{read}");
    assert!(!desk.get(&alert).await.read().contains("Comes at"), "nothing was changed");
    let token = site.token("moderator").await;
    let path = format!("/api/v1/desk/alerts/{}/correct", alert.rsplit('/').next().unwrap());
    let body = json!({"version": 0, "level": "risky", "kinds": ["other"], "text": "At 23 h.", "why": "hour"});
    let warned = site.call(Method::POST, &path, Some(&token), Some(body)).await;
    assert_eq!((warned.status.as_u16(), &warned.json()["type"]), (422, &json!("warned")), "{}", warned.text);
    assert_eq!(warned.json()["warnings"][0]["kind"], "hour");
    fields.push(("anyway".into(), "yes".into()));
    assert!(send(&mut desk, &action, &fields).await.read().contains("<h1>Corrected</h1>"));
}

#[tokio::test]
async fn a_second_report_is_merged_from_the_page_and_its_reporter_is_told() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let opened = open(&mut desk).await;
    let alert = first_link(&publish(&mut desk, &opened, "risky").await, "/alert/");
    report(&mut site.signed_in("partner").await, &["consent_alert"]).await;
    let (address, opened) = open(&mut desk).await;
    let action = format!("{address}/merge");
    let wrong = desk.post(&action, &[("alert", "nowhere")]).await;
    assert!(
        wrong.status == 422 && wrong.read().contains("There is no alert of this id."),
        "{}",
        wrong.read()
    );
    let mut fields = form(&opened, &action);
    fields.retain(|(name, _)| name != "alert");
    fields.push(("alert".to_owned(), alert.clone()));
    let merged = send(&mut desk, &action, &fields).await;
    assert!(merged.read().contains("<h1>Merged</h1>"), "{}", merged.read());
    assert!(desk.get(&alert).await.read().contains("From 2 reports"));
    let mine = site.signed_in("partner").await.get("/my-reports").await.read();
    assert!(mine.contains("Added to an alert that exists"), "{mine}");
}

#[tokio::test]
async fn while_a_proposal_waits_who_decides_otherwise_is_told_in_words() {
    let site = Site::open();
    let desk = DeskRules { second_for_very_dangerous: true, ..DeskRules::default() };
    site.node().set_rules(Rules { desk, ..Rules::default() });
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    let [mut ines, mut vera] = [another(&site, "Ines").await, another(&site, "Vera").await];
    let before = open(&mut vera).await;
    let _ = send(&mut vera, &format!("{}/put-back", before.0), &[]).await;
    let opened = open(&mut ines).await;
    assert_eq!(publish(&mut ines, &opened, "very_dangerous").await.status, 200);
    // Her page is from before.
    let told = "Ines has proposed something else about this (";
    let late = publish(&mut vera, &before, "risky").await;
    assert_eq!(late.status, 409);
    let read = late.read();
    assert!(read.contains(told) && read.contains("Confirm it or send it back first"), "{read}");
    assert!(read.contains("Says he is a client.</textarea>"), "what she typed stays: {read}");
    let fields = [("reason", "not_credible"), ("reject_text", "We could not believe it.")];
    let late = vera.post(&format!("{}/reject", before.0), &fields).await;
    assert!(late.status == 409 && late.read().contains(told), "{}", late.read());
    assert!(late.read().contains("We could not believe it."), "{}", late.read());
    let token = site.token("Vera").await;
    let id = before.0.trim_start_matches("/desk/report/");
    let publication = json!({ "level": "risky", "kinds": ["other"], "text": "x", "anyway": true });
    for (act, body) in [
        ("publish", publication),
        ("reject", json!({ "reason": "not_credible", "text": "We could not believe it." })),
    ] {
        let path = format!("/api/v1/desk/reports/{id}/{act}");
        let refused = site.call(Method::POST, &path, Some(&token), Some(body)).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["type"]), (409, &json!("proposal_waits")));
        let detail = refused.json()["detail"].as_str().unwrap().replace(['\u{2068}', '\u{2069}'], "");
        assert!(detail.contains(told), "{detail}");
    }
    assert!(
        checked(&mut site.signed_in("partner").await, "06 39 98 41 57").await.contains("No report known")
    );
}

#[tokio::test]
async fn where_two_decide_the_second_reads_and_confirms_or_sends_back() {
    let site = Site::open();
    let desk = DeskRules { second_for_very_dangerous: true, ..DeskRules::default() };
    site.node().set_rules(Rules { desk, ..Rules::default() });
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    let [mut ines, mut vera] = [another(&site, "Ines").await, another(&site, "Vera").await];
    let opened = open(&mut ines).await;
    let proposed = publish(&mut ines, &opened, "very_dangerous").await;
    assert!(proposed.read().contains("Very dangerous needs two people."), "{}", proposed.read());
    assert!(ines.get("/desk").await.read().contains("yours: somebody else confirms it"));
    let (address, seen) = open(&mut vera).await;
    assert!(seen.read().contains("Ines proposes this") && seen.read().contains("Says he is a client."));
    let back = format!("{address}/send-back");
    let mut fields = form(&seen, &back);
    fields.retain(|(name, _)| name != "why");
    fields.push(("why".to_owned(), "too near to her words".to_owned()));
    assert!(send(&mut vera, &back, &fields).await.read().contains("<h1>Sent back</h1>"));
    let (_, again) = open(&mut vera).await;
    assert!(again.read().contains("too near to her words"), "{}", again.read());
    let prefilled = form(&again, &format!("{address}/publish"));
    assert!(prefilled.contains(&("text".into(), "Says he is a client.".into())), "{prefilled:?}");
    let proposed = publish(&mut vera, &(address.clone(), again), "very_dangerous").await;
    assert!(proposed.read().contains("<h1>Proposed</h1>"));
    let (_, seen) = open(&mut ines).await;
    let confirm = format!("{address}/confirm");
    let done = send(&mut ines, &confirm, &form(&seen, &confirm)).await;
    assert!(done.read().contains("<h1>Published</h1>"), "{}", done.read());
    let alert = first_link(&done, "/alert/");
    ines.get(&format!("{alert}/recall")).await;
    let recall = ines.post(&format!("{alert}/recall"), &[("reason", "number_changed_hands")]).await;
    assert!(recall.read().contains("<h1>Proposed</h1>"), "{}", recall.read());
    // The other one confirms it through the API.
    let token = site.token("Vera").await;
    let call = |method, path: String, body: Option<Value>| {
        let token = token.clone();
        let site = site.clone();
        async move { site.call(method, &path, Some(&token), body).await }
    };
    let list = call(Method::GET, "/api/v1/desk/proposals".into(), None).await.json();
    assert_eq!(
        (&list["proposals"][0]["what"], &list["proposals"][0]["yours"]),
        (&json!("recall"), &json!(false))
    );
    let path =
        format!("/api/v1/desk/reports/{}/proposal", list["proposals"][0]["report_id"].as_str().unwrap());
    let proposal = call(Method::GET, path.clone(), None).await.json();
    assert_eq!(proposal["reason"], "number_changed_hands");
    let body = json!({ "proposal": proposal["proposal"] });
    assert_eq!(call(Method::POST, format!("{path}/confirm"), Some(body.clone())).await.status, 200);
    assert_eq!(call(Method::POST, format!("{path}/confirm"), Some(body)).await.json()["type"], "wrong_state");
    let mut partner = site.signed_in("partner").await;
    assert!(checked(&mut partner, "06 39 98 41 57").await.contains("No report known"));
}
