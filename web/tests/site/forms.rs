//! The report's form loses nothing, and every field is optional.

use crate::site::Site;

#[tokio::test]
async fn any_one_field_is_enough_and_none_is_too_few() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    browser.get("/report").await;
    let fields = [
        ("text", "x"),
        ("town", "Lyon"),
        ("place", "rue Inventée"),
        ("happened_on", "2026-11"),
        ("hour", "late"),
        ("met", "a website"),
        ("complaint", "yes"),
        ("kinds", "harassment"),
        ("motives", "racism"),
        ("identifier", "someone@example.org"),
        ("perpetrator", "client"),
        ("aliases", "Marc"),
        ("vehicle", "van"),
        ("description", "tall"),
        ("contact", "Signal"),
    ];
    for field in fields {
        let seen = browser.post("/report", &[field]).await;
        assert_eq!(seen.status, 201, "{field:?}: {}", seen.read());
        browser.get("/report").await;
    }
    let seen = browser.post("/report", &[("consent_alert", "yes")]).await;
    assert_eq!(seen.status, 422);
    assert!(seen.read().contains("Please fill in at least one field"));
}

#[tokio::test]
async fn no_consent_is_given_beforehand_and_who_reads_it_is_said_first() {
    let site = Site::open();
    let mut browser = site.signed_in("partner").await;
    let page = browser.get("/report").await.read();
    assert!(!page.contains(" checked"));
    let (next, form) = (page.find("What happens next").unwrap(), page.find("action=\"/report\"").unwrap());
    assert!(next < form);
    for label in ["Short form", "1. What happened", "2. The person", "3. You", "Check what I wrote"] {
        assert!(page.contains(label), "{label}");
    }
    assert!(page.contains("name=\"for_other\""), "partners report for others");
    assert!(!site.signed_in("member").await.get("/report").await.text.contains("name=\"for_other\""));
}

#[tokio::test]
async fn what_was_written_is_checked_before_it_is_sent() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    let id = form_id(&browser.get("/report").await.text);
    let typed = [
        ("form_id", id.as_str()),
        ("text", "He <b>shut</b> the door.\r\nTwice."),
        ("town", "villeneuve"),
        ("identifier", "0639984157"),
        ("contact", "06 39 98 41 58"),
        ("reach_by", "sms"),
        ("reach_say", "the dentist"),
        ("showing", "in_a_week"),
        ("consent_alert", "yes"),
    ];
    let check = browser.post("/report", &[&typed[..], &[("do", "check")]].concat()).await;
    let read = check.read();
    assert_eq!(check.status, 200);
    for told in [
        "Submit my alert!",
        "This is not a statement to the police. Nothing is sent to them.",
        "Nothing has been sent yet.",
        "Villeneuve (near Toulouse)",
        "Villeneuve (near Marseille)",
        "Say that you are: the dentist",
        "Show it in a week",
    ] {
        assert!(read.contains(told), "{told}: {read}");
    }
    assert!(read.contains("+33") && check.text.contains("He &#60;b&#62;shut"), "{}", check.text);
    let mine = || async { site.signed_in("member").await.get("/my-reports").await.read() };
    assert!(mine().await.contains("You have not sent any report yet."));
    let change = browser.post("/report", &[&typed[..], &[("do", "change")]].concat()).await;
    assert!(change.text.contains("value=\"villeneuve\"") && change.text.contains("the dentist"));
    let sent = browser.post("/report", &[&typed[..], &[("do", "send"), ("town_id", "2")]].concat()).await;
    assert_eq!(sent.status, 201);
    let queue = site.signed_in("moderator").await.get("/desk").await.text;
    let report = queue.split("/desk/report/").nth(1).and_then(|rest| rest.get(..32)).unwrap().to_owned();
    let mut moderator = site.signed_in("moderator").await;
    let path = format!("/desk/report/{report}");
    moderator.get(&path).await;
    let opened = moderator.post(&path, &[]).await.read();
    assert!(opened.contains("value=\"Villeneuve\"") && opened.contains("Show it in a week"), "{opened}");
    assert!(!opened.contains("the dentist"), "how to reach her stands behind a reason");
    let contact = [("contact_reason", "call_back")];
    let shown = moderator.post(&format!("{path}/contact"), &contact).await.read();
    assert!(shown.contains("Say that you are: the dentist") && shown.contains("Leave no message"), "{shown}");
}

#[tokio::test]
async fn a_town_that_nobody_knows_is_kept_as_it_was_written() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    browser.get("/report").await;
    let typed = [("town", "Atlantis"), ("place", "by the sea"), ("do", "check")];
    let read = browser.post("/report", &typed).await.read();
    assert!(read.contains("Atlantis; by the sea") && !read.contains("Which town is it?"), "{read}");
    let typed = [("town", "lyon 7e"), ("place", "by the river"), ("do", "check")];
    let read = browser.post("/report", &typed).await.read();
    assert!(read.contains(">Lyon<") && read.contains("lyon 7e; by the river"), "{read}");
    let nobody = [("contact", "Signal"), ("do", "check")];
    let read = browser.post("/report", &nobody).await.read();
    assert!(read.contains("Nobody contacts you") && read.contains("You did not agree to an alert"), "{read}");
}

const TYPED: [(&str, &str); 12] = [
    ("text", "first line\r\nsecond \"line\""),
    ("place", "Lyon"),
    ("happened_on", "last week"),
    ("kinds", "harassment"),
    ("kinds", "extortion"),
    ("motives", "racism"),
    ("identifier", "06 39 98 41 57"),
    ("identifier_kind", "phone"),
    ("identifier", "not a number at all !!"),
    ("identifier_kind", "email"),
    ("perpetrator", "client"),
    ("consent_partners", "yes"),
];

fn all_there(page: &str) {
    let page = page.replace("&#34;", "\"");
    for part in [
        "first line\nsecond \"line\"</textarea>",
        "value=\"Lyon\"",
        "value=\"last week\"",
        "value=\"harassment\" checked",
        "value=\"extortion\" checked",
        "value=\"racism\" checked",
        "value=\"06 39 98 41 57\"",
        "value=\"not a number at all !!\"",
        "value=\"client\" selected",
        "name=\"consent_partners\" value=\"yes\" checked",
    ] {
        assert!(page.contains(part), "lost: {part}\n{page}");
    }
}

#[tokio::test]
async fn nothing_typed_is_lost_whatever_is_wrong() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    browser.get("/report").await;
    let wrong_date = browser.post("/report", &TYPED).await;
    assert_eq!(wrong_date.status, 422);
    all_there(&wrong_date.text);
    assert!(wrong_date.text.contains("href=\"#happened_on\""));

    let mut readable = TYPED.to_vec();
    readable.retain(|(field, _)| *field != "happened_on");
    let unreadable = browser.post("/report", &readable).await;
    assert_eq!(unreadable.status, 422);
    assert!(
        unreadable.text.contains("href=\"#identifier-2\"") && unreadable.text.contains("identifier-2-error")
    );

    let mut more = TYPED.to_vec();
    more.push(("do", "more"));
    let more = browser.post("/report", &more).await;
    all_there(&more.text);
    assert!(more.text.contains("id=\"identifier-3\""));

    let stale = browser.post_as("/report", &TYPED, "stale").await;
    assert_eq!(stale.status, 403);
    all_there(&stale.text);

    browser.cookies.clear();
    let signed_out = browser.post("/report", &TYPED).await;
    assert_eq!(signed_out.status, 403);
    all_there(&signed_out.text);
    assert!(signed_out.read().contains("You were signed out meanwhile"));
}

#[tokio::test]
async fn abroad_needs_the_alert() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    browser.get("/report").await;
    let seen = browser.post("/report", &[("text", "x"), ("consent_abroad", "yes")]).await;
    assert_eq!(seen.status, 422);
    assert!(seen.text.contains("href=\"#consent_alert\""));
}

#[tokio::test]
async fn a_text_that_is_too_long_says_how_long_it_may_be() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    browser.get("/report").await;
    let seen = browser.post("/report", &[("vehicle", &"v".repeat(301))]).await;
    assert_eq!(seen.status, 422);
    assert!(seen.read().contains("Vehicle: 300 characters at most"), "{}", seen.read());
}

fn form_id(page: &str) -> String {
    page.split("name=\"form_id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn one_form_makes_one_report_however_often_it_is_sent() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    let id = form_id(&browser.get("/report").await.text);
    let wrong = browser.post("/report", &[("form_id", &id), ("happened_on", "2027-01")]).await;
    assert_eq!((wrong.status.as_u16(), form_id(&wrong.text)), (422, id.clone()));
    assert!(wrong.text.contains("href=\"#happened_on\""));
    let fields = [("form_id", id.as_str()), ("text", "x")];
    assert_eq!(browser.post("/report", &fields).await.status, 201);
    let again = browser.post("/report", &fields).await;
    assert_eq!(again.status, 200);
    assert!(again.read().contains("had already arrived"));
    let mine = browser.get("/my-reports").await.text;
    assert_eq!(mine.matches(">November 2026<").count(), 1);
    let next = form_id(&browser.get("/report").await.text);
    assert_eq!(browser.post("/report", &[("form_id", &next), ("text", "x")]).await.status, 201);
}

/// A browser would cut what is pasted without a word: the answer says so instead, and keeps it.
#[tokio::test]
async fn a_long_text_comes_back_whole() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    assert!(!browser.get("/report").await.text.contains("maxlength"));
    let text = "a".repeat(8_001);
    let seen = browser.post("/report", &[("text", &text)]).await;
    assert_eq!(seen.status, 422);
    assert!(seen.text.contains(&text) && seen.read().contains("8000 characters at most"));
    let many = "Marc\n".repeat(11);
    let seen = browser.post("/report", &[("aliases", &many)]).await;
    assert!(seen.read().contains("10 items at most"), "{}", seen.read());
}
