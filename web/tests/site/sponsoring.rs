//! Sponsoring, cards, and following a report by its code.

use parasol_core::messages::{AgreeToSms, SMS_WORDING};
use parasol_core::roles::Actor;

use crate::site::{Browser, Seen, Site};

const MONTH: u64 = 30 * 86_400;

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split(before).nth(1).unwrap().split(after).next().unwrap()
}

fn code_on(page: &Seen) -> String {
    let code = between(&page.text, "class=\"follow code\" translate=\"no\">", "<").to_owned();
    assert_eq!(code.len(), 13, "{code}");
    code
}

fn field(page: &Seen, name: &str) -> String {
    between(&page.text, &format!("name=\"{name}\" value=\""), "\"").to_owned()
}

/// A site on which everybody's account is a month old.
async fn site() -> Site {
    let site = Site::open();
    site.wait(MONTH);
    site
}

async fn open(browser: &mut Browser, code: &str) -> Seen {
    browser.get("/follow").await;
    browser.post("/follow", &[("code", code), ("do", "open")]).await
}

#[tokio::test]
async fn a_code_is_shown_listed_and_cancelled() {
    let site = site().await;
    let mut browser = site.signed_in("member").await;
    let page = browser.get("/sponsor").await;
    assert!(page.read().contains("You can vouch for 5 more people this month."));
    assert!(page.read().contains("Text messages are not switched on here"));
    let fields = [("form_id", &*field(&page, "form_id")), ("label", "<b>tall\u{202e}</b>"), ("do", "show")];
    let shown = browser.post("/sponsor", &fields).await;
    assert_eq!(shown.status, 201);
    let code = code_on(&shown);
    let again = browser.post("/sponsor", &fields).await;
    assert_eq!(code_on(&again), code, "a second click shows the same code and costs no other");
    let list = browser.get("/sponsor").await;
    assert!(
        list.text.contains("&#60;b&#62;tall&#60;/b&#62;") && list.read().contains("4 more people"),
        "{}",
        list.text
    );
    assert!(!list.text.contains(&code));
    let id = field(&list, "id");
    let mut other = site.signed_in("partner").await;
    other.get("/sponsor").await;
    assert_eq!(other.post("/sponsor", &[("do", "cancel"), ("id", &id)]).await.status, 404, "not hers");
    let cancelled = browser.post("/sponsor", &[("do", "cancel"), ("id", &id)]).await;
    assert!(cancelled.status == 200 && cancelled.read().contains("Nobody yet."));
    assert!(cancelled.read().contains("4 more people"), "a cancelled code counts");
    assert_eq!(browser.post("/sponsor", &[("do", "cancel"), ("id", &id)]).await.status, 404);
}

#[tokio::test]
async fn line_10_five_codes_a_month_and_none_in_the_first_thirty_days() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    let page = browser.get("/sponsor").await;
    assert!(page.read().contains("Your account is new. You can vouch for somebody from 21 December 2026."));
    assert!(!page.text.contains("value=\"show\""));
    let forged = browser.post("/sponsor", &[("label", ""), ("do", "show")]).await;
    assert!(forged.status == 429 && forged.read().contains("21 December 2026"), "{}", forged.read());
    site.wait(MONTH);
    let mut browser = site.signed_in("member").await;
    browser.get("/sponsor").await;
    for _ in 0..5 {
        assert_eq!(browser.post("/sponsor", &[("label", ""), ("do", "show")]).await.status, 201);
    }
    let sixth = browser.post("/sponsor", &[("label", ""), ("do", "show")]).await;
    assert!(sixth.status == 429 && sixth.read().contains("again on 20 January 2027"), "{}", sixth.read());
}

#[tokio::test]
async fn line_20_a_code_goes_out_by_sms_only_when_an_admin_agreed() {
    let site = site().await;
    let mut browser = site.signed_in("member").await;
    browser.get("/sponsor").await;
    let forged = [("phone", "06 39 98 41 57"), ("label", ""), ("do", "send")];
    let off = browser.post("/sponsor", &forged).await;
    assert!(off.status == 422 && off.read().contains("not switched on"), "{}", off.read());
    site.run(AgreeToSms { actor: Actor::Operator, wording: SMS_WORDING });
    let page = browser.get("/sponsor").await;
    assert!(page.read().contains("Send a code to the person you want to sponsor"));
    for wrong in ["", "12", "somebody@example.org", "\u{202e}", "<script>"] {
        let seen = browser.post("/sponsor", &[("phone", wrong), ("do", "send")]).await;
        assert!(seen.status == 422 && seen.text.contains("href=\"#phone\""), "{wrong}");
        assert!(!seen.text.contains("<script>"));
    }
    let id = field(&browser.get("/sponsor").await, "form_id");
    let fields = [("form_id", &*id), ("phone", "06 39 98 41 57"), ("label", "x"), ("do", "send")];
    let sent = browser.post("/sponsor", &fields).await;
    assert!(sent.status == 200 && sent.read().contains("The code is on its way"));
    browser.post("/sponsor", &fields).await;
    let list = browser.get("/sponsor").await;
    assert_eq!(list.text.matches("value=\"cancel\"").count(), 1, "sent twice, it is one code");
    assert!(!list.text.contains("41 57") && !list.text.contains("639984157"));
}

#[tokio::test]
async fn a_code_that_was_shown_is_never_said_to_have_been_sent() {
    let site = site().await;
    site.run(AgreeToSms { actor: Actor::Operator, wording: SMS_WORDING });
    let mut browser = site.signed_in("member").await;
    let page = browser.get("/sponsor").await;
    let ids: Vec<&str> = page.text.split("name=\"form_id\" value=\"").skip(1).collect();
    let ids: Vec<&str> = ids.into_iter().map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(ids.len() == 2 && ids[0] != ids[1], "each form is another");
    let shown = browser.post("/sponsor", &[("form_id", ids[1]), ("label", "x"), ("do", "show")]).await;
    let code = code_on(&shown);
    // The browser's Back, and the other form.
    let fields = [("form_id", ids[0]), ("phone", "06 39 98 41 57"), ("do", "send")];
    assert!(browser.post("/sponsor", &fields).await.read().contains("The code is on its way"));
    assert_eq!(browser.get("/sponsor").await.text.matches("value=\"cancel\"").count(), 2);
    let fields = [("form_id", ids[1]), ("phone", "06 39 98 41 57"), ("do", "send")];
    assert_eq!(code_on(&browser.post("/sponsor", &fields).await), code, "it was shown, and is shown again");
}

#[tokio::test]
async fn what_is_wrong_is_said_at_the_field_that_was_sent() {
    let site = site().await;
    site.run(AgreeToSms { actor: Actor::Operator, wording: SMS_WORDING });
    let mut browser = site.signed_in("member").await;
    browser.get("/sponsor").await;
    let long = "x".repeat(61);
    for (what, field) in [("show", "label"), ("send", "label-send")] {
        let sent = [("label", &*long), ("phone", "06 39 98 41 57"), ("do", what)];
        let seen = browser.post("/sponsor", &sent).await;
        assert!(seen.text.contains(&format!("href=\"#{field}\"")), "{what}");
        assert!(seen.text.contains(&format!("id=\"{field}-error\"")), "{what}");
    }
}

#[tokio::test]
async fn line_2_an_account_is_locked_by_a_code_without_signing_in_after_a_question() {
    let site = Site::open();
    let mut member = site.signed_in("member").await;
    member.get("/report").await;
    let code = code_on(&member.post("/report", &[("text", "raw words"), ("do", "send")]).await);
    let mut stranger = site.browser();
    open(&mut stranger, &code).await;
    let asked = stranger.post("/follow", &[("code", &code), ("do", "lock")]).await;
    assert!(asked.read().contains("Lock this account?") && asked.text.contains("value=\"lock-now\""));
    assert_eq!(member.get("/account").await.status, 200, "a slip locks nobody out");
    let locked = stranger.post("/follow", &[("code", &code), ("do", "lock-now")]).await;
    assert!(locked.read().contains("it is locked now"), "{}", locked.read());
    assert_ne!(member.get("/account").await.status, 200);
}

#[tokio::test]
async fn what_is_forged_or_missing_is_refused() {
    let site = site().await;
    let mut browser = site.signed_in("member").await;
    browser.get("/sponsor").await;
    let none = "0".repeat(32);
    for fields in [
        vec![("do", "nothing")],
        vec![("do", "cancel"), ("id", "../../etc")],
        vec![("do", "confirm"), ("who", &*none), ("label", "x")],
        vec![("do", "decline"), ("who", &*none)],
        vec![("do", "cut")],
    ] {
        assert_eq!(browser.post("/sponsor", &fields).await.status, 404, "{fields:?}");
    }
    let long = "x".repeat(61);
    let seen = browser.post("/sponsor", &[("label", &*long), ("do", "show")]).await;
    assert!(seen.status == 422 && seen.text.contains(&long) && seen.read().contains("60 characters at most"));
    assert_eq!(browser.post_as("/sponsor", &[("do", "show")], "forged").await.status, 403);
}

async fn print(browser: &mut Browser) -> Vec<String> {
    browser.get("/cards").await;
    let sheet =
        browser.post("/cards", &[("cards", "3"), ("months", "6"), ("language", "fr"), ("do", "print")]).await;
    assert_eq!(sheet.status, 201, "{}", sheet.read());
    let read = sheet.read();
    assert!(read.contains("Vous pouvez nous écrire ici") && read.contains("http://node.example.org/follow"));
    let card = between(&read, "<ul class=\"cards\"", "</ul>");
    for telling in ["sex", "sexe", "viol", "agress", "alert"] {
        assert!(!card.to_lowercase().contains(telling), "{telling}");
    }
    sheet
        .text
        .split("<b class=\"code\" translate=\"no\">")
        .skip(1)
        .map(|rest| rest[..13].to_owned())
        .collect()
}

#[tokio::test]
async fn a_card_opens_one_report_without_an_account() {
    let site = Site::open();
    let mut partner = site.signed_in("partner").await;
    let codes = print(&mut partner).await;
    assert_eq!(codes.len(), 3);
    let mut stranger = site.browser();
    let form = open(&mut stranger, &codes[0].to_lowercase().replace('-', " ")).await;
    assert!(
        form.status == 200 && form.text.contains("action=\"/follow\"") && !form.text.contains("for_other")
    );
    let empty = stranger.post("/follow", &[("code", &codes[0]), ("do", "send")]).await;
    assert_eq!(empty.status, 422, "nothing was filled in, and the card is not used up");
    let language = [("code", &*codes[0]), ("text", "raw words"), ("do", "language"), ("language", "fr")];
    let in_french = stranger.post("/follow", &language).await;
    assert!(
        in_french.text.contains(">raw words</textarea>") && in_french.read().contains("Lancer une alerte")
    );
    stranger.post("/language", &[("language", "en")]).await;
    let sent = [("code", &*codes[0]), ("text", "raw words"), ("consent_alert", "yes"), ("do", "send")];
    let stale = stranger.post_as("/follow", &sent, "another visit").await;
    assert!(stale.status == 403 && stale.text.contains("raw words"), "what was typed is kept");
    stranger.get("/follow").await;
    let done = stranger.post("/follow", &sent).await;
    assert!(done.status == 201 && done.text.contains(&codes[0]), "{}", done.read());
    let twice = stranger.post("/follow", &sent).await;
    assert!(twice.status == 200 && twice.read().contains("Where it stands"), "a second click sends nothing");
    let followed = open(&mut stranger, &codes[0]).await;
    assert!(followed.read().contains("November 2026") && !followed.text.contains("raw words"));
    assert!(!partner.get("/my-reports").await.read().contains("November"), "it is not the partner's own");
    let mut desk = site.signed_in("moderator").await;
    let queue = desk.get("/desk").await;
    let id = between(&queue.text, "/desk/report/", "\"").to_owned();
    desk.get(&format!("/desk/report/{id}")).await;
    let raw = desk.post(&format!("/desk/report/{id}"), &[]).await;
    assert!(raw.read().contains("It came through a card of the partner partner"), "{}", raw.read());
}

#[tokio::test]
async fn a_report_is_taken_back_by_its_code_after_a_question() {
    let site = Site::open();
    let mut member = site.signed_in("member").await;
    member.get("/report").await;
    let done = member.post("/report", &[("text", "raw words"), ("contact", "call me"), ("do", "send")]).await;
    let code = code_on(&done);
    let mut stranger = site.browser();
    let seen = open(&mut stranger, &code).await;
    assert!(seen.read().contains("Take the report back") && !seen.text.contains("raw words"));
    let asked = stranger.post("/follow", &[("code", &code), ("do", "withdraw")]).await;
    assert!(asked.read().contains("Take this report back?"));
    assert!(
        open(&mut stranger, &code).await.read().contains("Waiting")
            || open(&mut stranger, &code).await.status == 200
    );
    let gone = stranger.post("/follow", &[("code", &code), ("do", "withdraw-now")]).await;
    assert!(gone.status == 200 && gone.read().contains("The report was taken back"));
    let again = stranger.post("/follow", &[("code", &code), ("do", "withdraw-now")]).await;
    assert!(again.status == 200 && again.read().contains("already been taken back"));
    assert!(!open(&mut stranger, &code).await.text.contains("value=\"withdraw\""));
}

#[tokio::test]
async fn a_code_that_is_not_right_says_nothing_more() {
    let site = Site::open();
    let mut stranger = site.browser();
    for wrong in
        ["", "7KQ2M-9XW4D-H", "<script>alert(1)</script>", "' OR 1=1", "\u{202e}\u{0}", &"A".repeat(9_000)]
    {
        stranger.get("/follow").await;
        let seen = stranger.post("/follow", &[("code", wrong), ("do", "open")]).await;
        assert_eq!(seen.status, 422, "{wrong}");
        assert!(seen.read().contains("This code is not right") && !seen.text.contains("<script>alert"));
        assert!(seen.header("location").is_empty());
    }
    assert_eq!(stranger.post_as("/follow", &[("code", ""), ("do", "open")], "forged").await.status, 403);
}

/// The two pages that have their own words for who may not.
#[tokio::test]
async fn cards_are_for_partners_and_what_is_wrong_is_said() {
    let site = Site::open();
    let mut partner = site.signed_in("partner").await;
    for wrong in ["0", "51", "-1", "1e9", "", "<b>"] {
        partner.get("/cards").await;
        let seen = partner.post("/cards", &[("cards", wrong), ("months", "6"), ("do", "print")]).await;
        assert!(seen.status == 422 && seen.read().contains("from 1 to 50"), "{wrong}");
    }
    for _ in 0..4 {
        let seen = partner.post("/cards", &[("cards", "50"), ("months", "12"), ("do", "print")]).await;
        assert_eq!(seen.status, 201);
    }
    let full = partner.post("/cards", &[("cards", "1"), ("months", "12"), ("do", "print")]).await;
    assert!(full.status == 429 && full.read().contains("21 December 2026"), "{}", full.read());
    let list = partner.get("/cards").await;
    let sheet = field(&list, "sheet");
    let cancelled = partner.post("/cards", &[("sheet", &sheet), ("do", "cancel")]).await;
    assert_eq!(cancelled.status, 200);
    assert_eq!(partner.get("/cards").await.text.matches("value=\"cancel\"").count(), 3);
    assert_eq!(partner.post("/cards", &[("sheet", "x"), ("do", "cancel")]).await.status, 404);
}
