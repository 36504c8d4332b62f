//! The report's form loses nothing, and every field is optional.

use crate::queue::form;
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
    assert!(!check.text.contains(" checked"), "no town is chosen for her");
    let (back, facts) = (check.text.find("empties the form"), check.text.find("class=\"facts\""));
    assert!(back.is_some() && back < facts && check.text.find("value=\"change\"") < facts);
    let mine = || async { site.signed_in("member").await.get("/my-reports").await.read() };
    assert!(mine().await.contains("You have not sent any report yet."));
    let change = browser.post("/report", &[&typed[..], &[("do", "change")]].concat()).await;
    assert!(change.text.contains("value=\"villeneuve\"") && change.text.contains("the dentist"));
    let open = browser.post("/report", &[&typed[..], &[("do", "send")]].concat()).await;
    assert_eq!(open.status, 422);
    assert!(
        open.text.contains("href=\"#town_id\"") && open.read().contains("Choose one, or “None of these”")
    );
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
    ("happened_on", "January 2027"),
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
        "value=\"January 2027\"",
        "value=\"harassment\" checked",
        "value=\"extortion\" checked",
        "value=\"racism\" checked",
        ">06 39 98 41 57</textarea>",
        ">not a number at all !!</textarea>",
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
    let wrong = browser.post("/report", &[&TYPED[..], &[("consent_abroad", "yes")]].concat()).await;
    assert_eq!(wrong.status, 422);
    all_there(&wrong.text);
    // Everything at once: in the summary, in the page's order, and beside its field.
    let links = ["href=\"#happened_on\"", "href=\"#identifier-2\"", "href=\"#consent_alert\""];
    let places: Vec<_> = links.iter().map(|link| wrong.text.find(link)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
    for error in ["happened_on-error", "identifier-2-error", "consent_alert-error"] {
        assert!(wrong.text.contains(&format!("id=\"{error}\"")), "{error}");
        assert!(
            wrong.text.contains(&format!("{error}\" aria-invalid"))
                || wrong.text.contains(&format!("aria-invalid=\"true\" aria-describedby=\"{error}")),
            "{error}"
        );
    }

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
async fn a_list_pasted_into_one_field_is_as_many_numbers() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    let empty = browser.get("/report").await.text;
    assert_eq!(empty.matches("name=\"identifier\"").count(), 1, "one field to begin with");
    let list = ("identifier", "06 39 98 41 57\r\n\r\n 06 39 98 41 5\r\nAB-000-CD");
    let wrong = browser.post("/report", &[list, ("do", "check")]).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text.contains("href=\"#identifier-2\"") && wrong.text.contains(">06 39 98 41 5</textarea>")
    );
    assert!(!wrong.text.contains("identifier-1-error") && wrong.text.contains(">AB-000-CD</textarea>"));
    let more = browser.post("/report", &[list, ("do", "more")]).await.text;
    assert!(more.contains("id=\"identifier-4\"") && more.contains("formaction=\"/report#identifier-5\""));

    let list = ("identifier", "06 39 98 41 57\r\nAB-000-CD");
    let other = [
        ("identifier", ""),
        ("identifier_kind", "email"),
        ("identifier", "x_marc"),
        ("identifier_kind", "handle"),
    ];
    let typed = [&[list, ("identifier_kind", "any")][..], &other, &[("do", "check")]].concat();
    let check = browser.post("/report", &typed).await;
    let read = check.read();
    for told in ["+33 6 39 98 41 57 (Phone", "AB-000-CD (", "x_marc ("] {
        assert!(read.replace('\u{a0}', " ").contains(told), "{told}: {read}");
    }
    // The kinds stay beside what they were chosen for.
    let mut sent = form(&check, "/report");
    sent.retain(|(name, _)| name.starts_with("identifier"));
    let pairs = [("06 39 98 41 57", "any"), ("AB-000-CD", "any"), ("x_marc", "handle")];
    let pairs = pairs.map(|(value, kind)| [("identifier", value), ("identifier_kind", kind)]).concat();
    let sent: Vec<_> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(sent, pairs);

    // Too many are told, and none is lost.
    let many: Vec<String> = (0..12).map(|n| format!("user_{n}")).collect();
    let seen = browser.post("/report", &[("identifier", many.join("\r\n").as_str())]).await;
    assert_eq!(seen.status, 422);
    assert_eq!(seen.text.matches("name=\"identifier\"").count(), 10);
    assert!(seen.text.contains(">user_9\nuser_10\nuser_11</textarea>"), "{}", seen.text);
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

#[tokio::test]
async fn what_is_no_date_is_kept_in_her_words() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    browser.get("/report").await;
    let typed = [("text", "x"), ("happened_on", "hier soir"), ("hour", "23h")];
    let check = browser.post("/report", &[&typed[..], &[("do", "check")]].concat()).await;
    assert_eq!(check.status, 200, "{}", check.read());
    assert!(check.read().contains("“hier soir” – no date can be read from it"), "{}", check.read());
    assert_eq!(browser.post("/report", &typed).await.status, 201);
    assert!(opened(&site).await.contains("hier soir; 23h"));

    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    browser.get("/report").await;
    let long = "one of the nights after the storm, I do not remember which, before the market";
    let typed = [("text", "He left."), ("happened_on", long), ("hour", "late")];
    assert_eq!(browser.post("/report", &typed).await.status, 201);
    let opened = opened(&site).await;
    assert!(
        opened.contains(&format!("When: {long}")) && opened.contains("He left.") && opened.contains("late")
    );
}

/// The one report that waits, opened by a moderator.
async fn opened(site: &Site) -> String {
    let mut moderator = site.signed_in("moderator").await;
    let queue = moderator.get("/desk").await.text;
    let report = queue.split("/desk/report/").nth(1).and_then(|rest| rest.get(..32)).unwrap();
    let path = format!("/desk/report/{report}");
    moderator.get(&path).await;
    moderator.post(&path, &[]).await.read()
}

#[tokio::test]
async fn what_is_no_number_is_told_where_it_belongs() {
    for (language, typed, told) in [
        ("en", "3919", "name it in your text"),
        ("en", "jean dupont", "write it under “Names they use”"),
        ("en", "masqué", "say in your text that the number was hidden"),
        ("fr", "3919", "citez-le dans votre texte"),
        ("fr", "jean dupont", "écrivez-le dans « Noms utilisés »"),
        ("fr", "jd", "écrivez-la sans espaces"),
    ] {
        let site = Site::open();
        let mut browser = site.signed_in("member").await;
        browser.get("/report").await;
        browser.post("/language", &[("language", language)]).await;
        let seen = browser.post("/report", &[("identifier", typed)]).await;
        assert_eq!(seen.status, 422, "{typed}");
        assert!(seen.read().contains(told), "{typed}: {}", seen.read());
        for check in ["onglet", "own tab", "full phone number", "numéro complet", "ask the person to write"]
        {
            assert!(!seen.read().contains(check), "{typed}: {check}");
        }
    }
}

#[tokio::test]
async fn a_town_abroad_is_told_with_the_name_of_its_country() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    browser.get("/report").await;
    let typed = [("town", "Saint-Denis"), ("do", "check")];
    assert!(browser.post("/report", &typed).await.read().contains("Saint-Denis, Réunion"));
    browser.post("/language", &[("language", "fr")]).await;
    assert!(browser.post("/report", &typed).await.read().contains("Saint-Denis, La Réunion"));
    // None of these: her own words are kept.
    let sent = [("town", "Saint-Denis"), ("do", "send"), ("town_id", "")];
    assert_eq!(browser.post("/report", &sent).await.status, 201);
}

#[tokio::test]
async fn another_language_leaves_everything_typed_in_place() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    let empty = browser.get("/report").await.text;
    assert!(!empty.contains("action=\"/language\""), "it would leave the form");
    assert!(empty.find("value=\"language\"") < empty.find("name=\"text\""));
    let change = [("do", "language"), ("language", "fr")];
    let changed = browser.post("/report", &[&TYPED[..], &change].concat()).await;
    assert_eq!(changed.status, 200);
    all_there(&changed.text);
    assert!(changed.read().contains("Lancer une alerte"));
    assert!(browser.get("/check").await.text.contains("lang=\"fr\""), "it is remembered");
    let unknown =
        browser.post("/report", &[&TYPED[..], &[("do", "language"), ("language", "xx")]].concat()).await;
    all_there(&unknown.text);
}

#[tokio::test]
async fn who_is_in_danger_is_told_whom_to_call_and_not_to_wait() {
    let site = Site::with(|settings| {
        settings.emergency_numbers = vec!["17".to_owned(), "112".to_owned()];
        settings.team_phone = Some("+33 6 39 98 00 09".to_owned());
    });
    let mut browser = site.signed_in("member").await;
    browser.get("/report").await;
    for (step, status) in [("check", 200), ("send", 201)] {
        let seen = browser.post("/report", &[("text", "x"), ("urgent", "yes"), ("do", step)]).await;
        assert_eq!(seen.status, status);
        let text = seen.read();
        let main = text.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).unwrap();
        for told in ["do not wait for us", "17, 112", "00 09"] {
            assert!(main.contains(told), "{told}: {main}");
        }
        assert!(!main.contains("48 hours"));
        assert_eq!(main.contains("looks at it first"), step == "send");
    }
    let seen = browser.post("/report", &[("text", "y")]).await.read();
    assert!(seen.contains("within 48 hours") && !seen.contains("do not wait for us"));
}

#[tokio::test]
async fn a_number_of_another_country_and_a_doubtful_plate_are_asked_about() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    browser.get("/report").await;
    let typed = |number| [("identifier", number), ("do", "check")];
    let abroad = browser.post("/report", &typed("32 475 12 34 56")).await.read();
    assert!(abroad.contains("Is that right? A number from Belgium."), "{abroad}");
    let plate = browser.post("/report", &typed("O6 39 98 77 77")).await.read();
    assert!(plate.contains("a zero, not the letter O"), "{plate}");
    for sure in ["+32 475 12 34 56", "06 39 98 41 57", "AB-000-CD"] {
        assert!(!browser.post("/report", &typed(sure)).await.read().contains("Is that right?"), "{sure}");
    }
}
