//! The lines of "When it goes wrong" that a router without a network can show, each by its number.

use axum::http::Method;
use parasol_core::alerts::ShowDue;
use parasol_core::members::{Address, ChangeContact, ConfirmContact, CreateMember};
use parasol_core::messages::Text;
use parasol_core::roles::{Actor, Role};
use serde_json::{Value, json};

use crate::pages::{first_link, report};
use crate::site::{Browser, PASSWORD, Seen, Site};

/// The stable words of the newest lines of the audit, newest first.
fn audit(site: &Site) -> Vec<String> {
    let lines = site.node().read().unwrap().audit(&parasol_core::roles::Actor::Operator, None, 50).unwrap();
    lines.into_iter().map(|(_, line)| line.what).collect()
}

#[tokio::test]
async fn line_11_a_moderator_reads_what_she_need_not() {
    let site = Site::open();
    let mut reporter = site.signed_in("member").await;
    report(&mut reporter, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let queue = desk.get("/desk").await;
    let id = queue.text.split("/desk/report/").nth(1).unwrap().split('"').next().unwrap().to_owned();

    let opened = desk.post(&format!("/desk/report/{id}"), &[]).await;
    assert_eq!(audit(&site).first().map(String::as_str), Some("report_opened"));
    assert!(opened.read().contains("What only the team reads") && !opened.read().contains("after noon"));

    let shrugged = desk.post(&format!("/desk/report/{id}/contact"), &[("contact_reason", "curious")]).await;
    assert_eq!(shrugged.status, 422);
    assert!(!shrugged.read().contains("after noon") && shrugged.read().contains("Say why you need"));

    let shown = desk.post(&format!("/desk/report/{id}/contact"), &[("contact_reason", "other")]).await;
    assert!(shown.read().contains("signal, after noon"), "{}", shown.read());
    assert!(audit(&site).contains(&"contact_opened_for_other".to_owned()));
    let again = desk.post(&format!("/desk/report/{id}"), &[]).await;
    assert!(!again.read().contains("after noon"), "it is not kept open");

    // A report of her own she neither opens nor decides about.
    let mut mine = site.signed_in("moderator").await;
    report(&mut mine, &["consent_alert"]).await;
    let token = site.token("moderator").await;
    let queue = site.call(Method::GET, "/api/v1/desk/reports", Some(&token), None).await.json();
    let own = queue["reports"].as_array().unwrap().iter().find(|row| row["own"] == true).unwrap();
    let own = own["id"].as_str().unwrap().to_owned();
    assert_eq!(mine.post(&format!("/desk/report/{own}"), &[]).await.status, 403);
    for (act, body) in [
        ("contact", json!({ "reason": "call_back" })),
        ("publish", json!({ "level": "risky", "kinds": ["other"], "text": "x" })),
    ] {
        let path = format!("/api/v1/desk/reports/{own}/{act}");
        let refused = site.call(Method::POST, &path, Some(&token), Some(body)).await;
        assert_eq!((refused.status.as_u16(), refused.json()["type"].clone()), (403, json!("forbidden")));
    }

    // She looks numbers up like everybody else: counted.
    site.allow_one_check();
    let body = || Some(json!({ "identifier": "06 39 98 41 57" }));
    assert_eq!(site.call(Method::POST, "/api/v1/check", Some(&token), body()).await.status, 200);
    assert_eq!(site.call(Method::POST, "/api/v1/check", Some(&token), body()).await.status, 429);
}

#[tokio::test]
async fn line_16_she_is_under_age_or_in_danger_now() {
    let site = Site::open();
    let mut reporter = site.signed_in("member").await;
    let form = reporter.get("/report").await.read();
    assert!(form.contains("112") && form.contains("+33 6 39 98 00 01"), "numbers stand on the page");
    let mut register = site.browser();
    let register = register.get("/register").await;
    assert_eq!(register.status, 200);
    for page in [form, register.read()] {
        let page = page.to_lowercase();
        assert!(!page.contains("birth") && !page.contains("how old"), "nobody asks for a birth date");
    }
    let grave = reporter.post("/report", &[("kinds", "rape_or_attempt"), ("text", "grave")]).await;
    assert_eq!(grave.status, 201);
    reporter.get("/report").await;
    let urgent = reporter.post("/report", &[("urgent", "yes"), ("kinds", "harassment")]).await;
    assert_eq!(urgent.status, 201, "{}", urgent.read());

    let token = site.token("moderator").await;
    let queue: Value = site.call(Method::GET, "/api/v1/desk/reports", Some(&token), None).await.json();
    assert_eq!(queue["reports"][0]["urgent"], true, "{queue}");
    assert_eq!(queue["reports"][1]["urgent"], false);
    let mut desk = site.signed_in("moderator").await;
    assert!(desk.get("/desk").await.read().contains("Under age or in danger now"));
    let bare = json!({ "urgent": true });
    let taken =
        site.call(Method::POST, "/api/v1/reports", Some(&site.token("partner").await), Some(bare)).await;
    assert_eq!(taken.status, 201, "nothing else need be said: {}", taken.text);
}

#[tokio::test]
async fn line_14_desk_sessions_end_after_thirty_idle_minutes_and_a_members_own_phone_does_not() {
    let site = Site::open();
    for (name, page) in [("moderator", "/desk"), ("admin", "/admin")] {
        let mut browser = site.signed_in(name).await;
        site.wait(29 * 60);
        assert_eq!(browser.get(page).await.status, 200, "{name}: in use");
        site.wait(29 * 60);
        assert_eq!(browser.get(page).await.status, 200, "{name}: it was used meanwhile");
        site.wait(30 * 60);
        assert_eq!(browser.get(page).await.status, 303, "{name}: idle for thirty minutes");
    }
    let mut member = site.signed_in("member").await;
    site.wait(31 * 60);
    assert_eq!(member.get("/check").await.status, 200, "her own phone stays signed in");
}

#[tokio::test]
async fn line_14_every_moderator_and_admin_has_the_lock_button_and_nobody_else() {
    let site = Site::open();
    for (name, page) in [("moderator", "/desk"), ("admin", "/admin")] {
        let seen = site.signed_in(name).await.get(page).await;
        assert!(seen.text.contains("href=\"/lock\""), "{name}");
    }
    for name in ["member", "partner"] {
        assert_eq!(site.signed_in(name).await.get("/lock").await.status, 403, "{name}");
    }
}

#[tokio::test]
async fn line_20_codes_are_read_aloud_or_printed_where_sms_are_off() {
    let site = Site::open();
    site.wait(31 * 86_400);
    let mut member = site.signed_in("member").await;
    let page = member.get("/sponsor").await;
    assert!(!page.text.contains("name=\"phone\""), "no telephone number is asked for");
    assert!(page.read().contains("Show the code instead, and read it aloud"), "{}", page.read());
    let shown = member.post("/sponsor", &[("label", "from the bus"), ("do", "show")]).await;
    let code = shown.text.split("class=\"follow code\"").nth(1).unwrap();
    let code = code.split('>').nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [5, 5, 1], "short, in three parts");
    let mut partner = site.signed_in("partner").await;
    partner.get("/cards").await;
    let fields = [("cards", "4"), ("months", "6"), ("language", "fr"), ("do", "print")];
    let sheet = partner.post("/cards", &fields).await;
    assert_eq!(sheet.text.matches("<b class=\"code\"").count(), 4, "{}", sheet.read());
}

/// The form of the first report at the desk, opened: its address.
async fn opened(desk: &mut Browser) -> String {
    let address = first_link(&desk.get("/desk").await, "/desk/report/");
    desk.get(&address).await;
    assert_eq!(desk.post(&address, &[]).await.status, 200);
    address
}

#[tokio::test]
async fn line_5_he_is_listed_and_works_out_by_whom() {
    let site = Site::open();
    let mut reporter = site.signed_in("member").await;
    let form = reporter.get("/report").await;
    assert!(form.read().contains("Could they guess that it was you?"), "{}", form.read());
    for (value, words) in [
        ("now", "Show it now"),
        ("in_a_week", "Show it in a week"),
        ("after_talk", "Show it after we have talked"),
    ] {
        assert!(form.text.contains(&format!("name=\"showing\" value=\"{value}\"")), "{value}");
        assert!(form.read().contains(words), "{words}");
    }
    let told = |showing: &'static str, number: &'static str| {
        vec![
            ("identifier", number),
            ("kinds", "harassment"),
            ("text", "He laughed at my umbrella with the yellow ducks"),
            ("town", "Lyon"),
            ("place", "12 rue Inventée"),
            ("happened_on", "2026-11-03"),
            ("hour", "22:30"),
            ("met", "by an advertisement"),
            ("consent_alert", "yes"),
            ("showing", showing),
        ]
    };
    let mut desk = site.signed_in("moderator").await;
    let mut alerts = Vec::new();
    for (showing, number) in
        [("now", "06 39 98 41 57"), ("in_a_week", "06 39 98 41 58"), ("after_talk", "06 39 98 41 59")]
    {
        reporter.get("/report").await;
        assert_eq!(reporter.post("/report", &told(showing, number)).await.status, 201);
        let address = opened(&mut desk).await;
        let publish = |text: &'static str| {
            vec![("level", "risky"), ("kinds", "harassment"), ("town", "Lyon"), ("text", text)]
        };
        // What only she can have told is seen before it is published.
        let warned =
            desk.post(&format!("{address}/publish"), &publish("Laughs at yellow ducks at 22:30")).await;
        assert!(warned.read().contains("Nothing was published.") && warned.read().contains("ducks"));
        let mut done = desk.post(&format!("{address}/publish"), &publish("Is rude on the telephone.")).await;
        if showing == "after_talk" {
            assert_eq!(done.status, 422, "nobody has talked with her: {}", done.read());
            let mut fields = publish("Is rude on the telephone.");
            fields.push(("talked", "yes"));
            done = desk.post(&format!("{address}/publish"), &fields).await;
        }
        assert!(done.read().contains("<h1>Published</h1>"), "{}", done.read());
        alerts.push(first_link(&done, "/alert/"));
    }
    let mut he = site.signed_in("partner").await;
    let shown: Vec<u16> = {
        let mut statuses = Vec::new();
        for alert in &alerts {
            statuses.push(he.get(alert).await.status.as_u16());
        }
        statuses
    };
    assert_eq!(shown, [200, 404, 200], "what she wants shown in a week is not there yet");
    let page = he.get(&alerts[0]).await.read();
    let page = page.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
    assert!(page.contains("November 2026") && page.contains("Lyon"), "month and town, at the finest: {page}");
    for finer in ["22:30", "3 November", "2026-11-03", "Inventée", "umbrella", "advertisement", ">member<"] {
        assert!(!page.contains(finer), "{finer}: {page}");
    }
    site.wait(8 * 86_400);
    site.run(ShowDue);
    let mut he = site.signed_in("partner").await;
    assert_eq!(he.get(&alerts[1]).await.status, 200);
}

#[tokio::test]
async fn line_8_other_sex_workers_are_never_listed_and_the_reporter_is_told_so() {
    let site = Site::open();
    let mut reporter = site.signed_in("member").await;
    report(&mut reporter, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let address = opened(&mut desk).await;
    let page = desk.post(&address, &[]).await.read();
    assert!(page.contains("About another sex worker"), "{page}");
    let fields = [("reason", "about_a_sex_worker"), ("reject_text", "")];
    assert_eq!(desk.post(&format!("{address}/reject"), &fields).await.status, 200);
    let mine = first_link(&reporter.get("/my-reports").await, "/my-reports/");
    reporter.get(&mine).await;
    reporter.post(&mine, &[("password", PASSWORD), ("do", "open")]).await;
    let told = reporter.get(&mine).await.read();
    assert!(told.contains("Alerts are never made about other sex workers."), "{told}");
    assert!(site.browser().get("/terms").await.read().contains("Never report another sex worker"));
}

#[tokio::test]
async fn line_9_the_reported_number_is_a_members() {
    let site = Site::open();
    let (operator, password) = (Actor::Operator, site.password());
    let vera = CreateMember {
        actor: operator,
        pseudonym: "Vera".into(),
        role: Role::Member,
        password,
        sponsor: None,
    };
    let actor = Actor::Member(site.run(vera), Role::Member);
    let address = Address::read("06 39 98 41 57", "FR".parse().unwrap()).unwrap();
    site.run(ChangeContact { actor, place: 0, address });
    let code = site.post_messages().into_iter().find_map(|message| match message.text {
        Text::ContactCode(code) => Some(code),
        _ => None,
    });
    site.run(ConfirmContact { actor, code });
    let mut desk = site.signed_in("moderator").await;
    let mut answers = Vec::new();
    for number in ["06 39 98 41 57", "06 39 98 41 58"] {
        let mut reporter = site.signed_in("member").await;
        reporter.get("/report").await;
        let fields =
            [("identifier", number), ("kinds", "harassment"), ("consent_alert", "yes"), ("do", "check")];
        let check = reporter.post("/report", &fields).await;
        let sent = reporter.post("/report", &fields[..3]).await;
        assert_eq!(sent.status, 201, "{}", sent.read());
        let without = |seen: &Seen| {
            let code = seen.text.split("class=\"follow code\"").nth(1).unwrap_or_default();
            let code = code.split('>').nth(1).unwrap_or_default().split('<').next().unwrap_or_default();
            let text = seen.text.replace(&reporter.csrf, "").replace(number, "NUMBER");
            let text = text.replace(&number.replace(' ', "\u{a0}"), "NUMBER");
            (seen.status.as_u16(), if code.is_empty() { text } else { text.replace(code, "CODE") })
        };
        answers.push((check.status.as_u16(), without(&sent).0, without(&sent).1.len()));
    }
    assert_eq!(answers[0], answers[1], "the reporter sees the usual pages");
    // Only the desk sees it, and neither whose nor why.
    let queue = desk.get("/desk").await;
    let mut marked = 0;
    for link in queue.text.split("href=\"/desk/report/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let path = format!("/desk/report/{link}");
        desk.get(&path).await;
        let page = desk.post(&path, &[]).await.read();
        if !page.contains("protected, do not publish.") {
            continue;
        }
        marked += 1;
        assert!(!page.contains("name=\"identifier\" value=\"0\""), "it cannot be ticked");
        assert!(!page.contains("Vera"), "not whose: {page}");
        let all = [("level", "risky"), ("kinds", "harassment"), ("text", ""), ("anyway", "yes")];
        let refused = desk.post(&format!("{path}/publish"), &all).await;
        assert!(refused.status == 422 && refused.read().contains("is protected and cannot be published"));
        // Nor in the words.
        let words = [
            ("level", "risky"),
            ("kinds", "harassment"),
            ("text", "Calls from 06 39 98 41 57."),
            ("identifier_shown", "0"),
            ("anyway", "yes"),
        ];
        let refused = desk.post(&format!("{path}/publish"), &words).await;
        assert!(
            refused.status == 422 && refused.read().contains("in these words is protected"),
            "{}",
            refused.read()
        );
    }
    assert_eq!(marked, 1);
    let token = site.token("member").await;
    let body = json!({"identifier": "06 39 98 41 57"});
    let checked = site.call(Method::POST, "/api/v1/check", Some(&token), Some(body)).await.json();
    assert_eq!(checked["level"], Value::Null);
}

#[tokio::test]
async fn line_13_nobody_takes_everything_away() {
    let site = Site::open();
    // Whoever may take something away takes what is her own: there is no call and no page for the rest.
    let described = site.call(Method::GET, "/api/v1/openapi.json", None, None).await.json();
    let paths: Vec<&String> = described["paths"].as_object().unwrap().keys().collect();
    let exports: Vec<_> = paths.iter().filter(|path| path.contains("export")).collect();
    assert_eq!(exports, [&"/api/v1/my-data/export"]);
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    for name in ["moderator", "admin", "partner"] {
        let token = site.token(name).await;
        let body = json!({"password": PASSWORD});
        let copy = site.call(Method::POST, "/api/v1/my-data/export", Some(&token), Some(body)).await;
        assert_eq!(copy.status, 200, "{}", copy.text);
        assert!(
            !copy.text.contains("team reads") && !copy.text.contains("39984157"),
            "{name}: {}",
            copy.text
        );
    }
}

#[tokio::test]
async fn line_17_every_verdict_says_that_numbers_change_hands_and_can_be_faked() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let address = opened(&mut desk).await;
    let fields = [("level", "risky"), ("kinds", "other"), ("text", ""), ("anyway", "yes")];
    assert_eq!(desk.post(&format!("{address}/publish"), &fields).await.status, 200);
    let token = site.token("member").await;
    for (number, last, words) in [
        (
            "06 39 98 41 57",
            Some("2026-11"),
            "Last reported in November 2026. Numbers change hands and can be faked.",
        ),
        ("06 39 98 41 58", None, "Numbers change hands and can be faked."),
    ] {
        let mut member = site.signed_in("member").await;
        member.get("/check").await;
        let page = member.post("/check", &[("identifier", number)]).await.read();
        assert!(page.contains(words), "{page}");
        let body = json!({"identifier": number});
        let verdict = site.call(Method::POST, "/api/v1/check", Some(&token), Some(body)).await.json();
        assert_eq!((verdict["last_reported"].as_str(), verdict["caution"].as_str()), (last, Some(words)));
    }
}

#[tokio::test]
async fn line_18_the_contact_is_shown_with_the_way_that_is_safe() {
    let site = Site::open();
    let mut reporter = site.signed_in("member").await;
    reporter.get("/report").await;
    let fields = [
        ("kinds", "harassment"),
        ("contact", "06 39 98 00 07"),
        ("reach_by", "call"),
        ("reach_when", "Tuesdays after noon"),
        ("reach_who", "my sister may answer"),
        ("reach_say", "the dentist"),
        ("reach_message", "yes"),
    ];
    assert_eq!(reporter.post("/report", &fields).await.status, 201);
    let mut desk = site.signed_in("moderator").await;
    let address = opened(&mut desk).await;
    let shown = desk.post(&format!("{address}/contact"), &[("contact_reason", "call_back")]).await.read();
    for part in ["Tuesdays after noon", "my sister may answer", "the dentist", "message"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let closed = desk.post(&address, &[]).await.read();
    assert!(!closed.contains("the dentist"), "behind a reason, as the contact is");
}
