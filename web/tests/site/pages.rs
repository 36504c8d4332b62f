//! The story on pages: issue, publish, check, recall; and what no page shows.

use crate::site::{Browser, Seen, Site};

const NUMBER: &str = "06 39 98 41 57";

/// Sends a report with consent to an alert; its follow code is on the page that comes back.
pub(crate) async fn report(browser: &mut Browser, consents: &[&str]) -> Seen {
    browser.get("/report").await;
    let mut fields = vec![
        ("identifier", NUMBER),
        ("identifier", "AB-000-CD"),
        ("kinds", "rape_or_attempt"),
        ("text", "What only the team reads"),
        ("contact", "signal, after noon"),
        ("aliases", "Marc de Lyon\nMarco"),
        ("vehicle", "grey van"),
        ("happened_on", "2026-11-03"),
        ("perpetrator", "posing_as_client"),
    ];
    fields.extend(consents.iter().map(|consent| (*consent, "yes")));
    let seen = browser.post("/report", &fields).await;
    assert_eq!(seen.status, 201, "{}", seen.read());
    seen
}

pub(crate) fn first_link(seen: &Seen, prefix: &str) -> String {
    let rest =
        seen.text.split(&format!("href=\"{prefix}")).nth(1).unwrap_or_else(|| panic!("{}", seen.read()));
    format!("{prefix}{}", rest.split('"').next().unwrap())
}

/// Opens the first report of the desk and publishes it; the alert's address.
pub(crate) async fn publish(desk: &mut Browser, text: &str) -> String {
    let queue = desk.get("/desk").await;
    let address = first_link(&queue, "/desk/report/");
    desk.get(&address).await;
    let opened = desk.post(&address, &[]).await;
    assert!(
        opened.read().contains("What only the team reads") && opened.read().contains("+33 6 39 98 41 57")
    );
    assert!(
        opened.read().contains(">Marc de Lyon\nMarco</textarea>")
            && opened.text.contains("value=\"grey van\"")
    );
    let fields = [
        ("level", "very_dangerous"),
        ("kinds", "rape_or_attempt"),
        ("text", text),
        ("town", "Lyon"),
        ("aliases", "Marc de Lyon"),
        ("vehicle", "grey van"),
        ("description", ""),
    ];
    let published = desk.post(&format!("{address}/publish"), &fields).await;
    assert_eq!(published.status, 200, "{}", published.read());
    assert!(published.read().contains("Not shared abroad"));
    first_link(&published, "/alert/")
}

#[tokio::test]
async fn the_story() {
    let site = Site::open();
    let mut reporter = site.signed_in("member").await;
    let sent = report(&mut reporter, &["consent_alert"]).await;
    assert!(sent.text.contains("class=\"follow code\"") && !sent.text.contains("will not be published"));
    let mine = reporter.get("/my-reports").await;
    assert!(mine.read().contains("November 2026") && mine.read().contains("waiting to be read"));
    for secret in ["41 57", "Lyon", "van", "team reads", "noon"] {
        assert!(!mine.text.contains(secret), "my reports shows {secret}");
    }

    let mut desk = site.signed_in("moderator").await;
    let queue = desk.get("/desk").await;
    assert!(queue.read().contains("Rape or attempted rape") && !queue.read().contains("41 57"));
    let alert = publish(&mut desk, "Comes with a second man.").await;

    let mut other = site.signed_in("partner").await;
    for typed in [NUMBER, "0033 6 39 98 41 57", "+33639984157", "ab 000 cd"] {
        other.get("/check").await;
        let verdict = other.post("/check", &[("identifier", typed), ("kind", "any")]).await;
        let text = verdict.read();
        assert_eq!(verdict.status, 200, "{text}");
        assert!(
            text.contains("<h1>Very dangerous</h1>") && text.contains("Comes with a second man."),
            "{typed}"
        );
        assert!(text.contains("Last reported in November 2026. Numbers change hands and can be faked."));
        assert!(text.contains("Level 6 of 6"));
        for secret in ["What only the team reads", "signal, after noon", "grey van"] {
            assert!(!text.contains(secret), "the verdict shows {secret}");
        }
    }
    let page = other.get(&alert).await.read();
    assert!(page.contains("grey van") && !page.contains("41 57") && !page.contains("team reads"), "{page}");
    let found = other.post("/search", &[("words", "marc de")]).await.read();
    assert!(found.contains("One alert may match"), "{found}");

    recall_and_look(&site, &mut desk, &mut other, &alert).await;
    assert!(reporter.get("/my-reports").await.read().contains("Published, then taken back"));
}

async fn recall_and_look(site: &Site, desk: &mut Browser, other: &mut Browser, alert: &str) {
    desk.get(&format!("{alert}/recall")).await;
    assert_eq!(desk.post(&format!("{alert}/recall"), &[]).await.status, 422, "a reason is needed");
    let recalled = desk.post(&format!("{alert}/recall"), &[("reason", "correction")]).await;
    assert!(recalled.read().contains("Taken back"));
    assert_eq!(other.get(alert).await.status, 404);
    assert_eq!(desk.get(alert).await.status, 200, "moderators still see it");
    let again = desk.post(&format!("{alert}/recall"), &[("reason", "other")]).await;
    assert_eq!(again.status, 409);
    site.wait(1);
    other.get("/check").await;
    let verdict = other.post("/check", &[("identifier", NUMBER)]).await.read();
    assert!(
        verdict.contains("<h1>No report known</h1>")
            && verdict.contains("does not mean that the person is safe")
    );
    assert!(verdict.contains("Numbers change hands and can be faked."));
}

#[tokio::test]
async fn nothing_asked_is_in_any_address_and_no_page_repeats_a_past_check() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    browser.get("/check").await;
    let verdict = browser.post("/check", &[("identifier", NUMBER)]).await;
    assert_eq!(verdict.header("location"), "");
    assert!(!verdict.text.contains("?identifier") && verdict.header("cache-control") == "no-store");
    for path in ["/", "/check", "/search", "/report", "/my-reports"] {
        assert!(!browser.get(path).await.read().contains("41 57"), "{path}");
    }
}

#[tokio::test]
async fn half_a_number_gets_help_and_stays_in_the_field() {
    let site = Site::open();
    let mut browser = site.signed_in("member").await;
    browser.get("/check").await;
    let seen = browser.post("/check", &[("identifier", "06 39"), ("kind", "phone")]).await;
    assert_eq!(seen.status, 422);
    assert!(seen.text.contains("value=\"06 39\"") && seen.text.contains("aria-invalid=\"true\""));
    assert!(seen.text.contains("<title>Please check: "));
    let hidden = browser.post("/check", &[("identifier", "Numéro masqué")]).await.read();
    assert!(hidden.contains("The caller hid the number") && !hidden.contains("No report known"), "{hidden}");
}

#[tokio::test]
async fn over_quota_is_not_checked_and_never_no_report_known() {
    let site = Site::open();
    site.allow_one_check();
    let mut browser = site.signed_in("member").await;
    browser.get("/check").await;
    assert_eq!(browser.post("/check", &[("identifier", NUMBER)]).await.status, 200);
    let seen = browser.post("/check", &[("identifier", NUMBER)]).await;
    assert_eq!(seen.status, 429);
    assert!(!seen.header("retry-after").is_empty());
    assert!(seen.read().contains("<h1>Not checked</h1>") && !seen.read().contains("No report known"));
    assert!(seen.read().contains("In danger: 112"), "what to do instead");
}

#[tokio::test]
async fn nobody_handles_a_report_of_her_own() {
    let site = Site::open();
    let mut desk = site.signed_in("moderator").await;
    report(&mut desk, &["consent_alert"]).await;
    let queue = desk.get("/desk").await;
    assert!(queue.read().contains("somebody else decides") && !queue.text.contains("href=\"/desk/report/"));
    let token = site.token("moderator").await;
    let rows = site.call(axum::http::Method::GET, "/api/v1/desk/reports", Some(&token), None).await.json();
    let row = &rows["reports"][0];
    assert_eq!(row["own"], true);
    let address = format!("/desk/report/{}", row["id"].as_str().unwrap());
    assert_eq!(desk.post(&address, &[]).await.status, 403);
}

#[tokio::test]
async fn without_consent_nothing_can_be_published() {
    let site = Site::open();
    let mut reporter = site.signed_in("member").await;
    let sent = report(&mut reporter, &[]).await;
    assert!(sent.read().contains("it will not be published"));
    let mut desk = site.signed_in("moderator").await;
    let address = first_link(&desk.get("/desk").await, "/desk/report/");
    desk.get(&address).await;
    let opened = desk.post(&address, &[]).await.read();
    assert!(opened.contains("It cannot be published") && !opened.contains("name=\"level\""));
    let fields = [("level", "risky"), ("kinds", "other"), ("text", "x")];
    assert_eq!(desk.post(&format!("{address}/publish"), &fields).await.status, 409);
    let rejected = desk.post(&format!("{address}/reject"), &[("reason", "no_consent")]).await;
    assert_eq!(rejected.status, 200);
    assert!(reporter.get("/my-reports").await.read().contains("Not published"));
}

#[tokio::test]
async fn the_language_is_the_browsers_until_another_is_chosen() {
    let site = Site::open();
    let mut browser = site.browser();
    browser.language = "fr-BE,fr;q=0.9,en;q=0.5";
    let seen = browser.get("/").await;
    assert!(seen.text.contains("<html lang=\"fr\" dir=\"ltr\">") && seen.header("content-language") == "fr");
    let seen = browser.post("/language", &[("language", "en"), ("back", "/sign-in")]).await;
    assert_eq!(seen.header("location"), "/sign-in");
    assert!(browser.get("/sign-in").await.text.contains("<html lang=\"en\""));
}

#[tokio::test]
async fn a_wrong_password_says_no_more_than_an_unknown_name() {
    let site = Site::open();
    let mut browser = site.browser();
    let mut texts = Vec::new();
    for (name, password) in [("member", "wrong wrong"), ("nobody here", "wrong wrong")] {
        browser.get("/sign-in").await;
        let seen = browser.post("/sign-in", &[("username", name), ("password", password)]).await;
        assert_eq!(seen.status, 422);
        assert!(!seen.text.contains(password));
        texts.push(seen.read().replace(name, ""));
    }
    assert_eq!(texts.first(), texts.last());
}

#[tokio::test]
async fn the_admin_page_tells_numbers_and_no_report() {
    let site = Site::open();
    let mut reporter = site.signed_in("member").await;
    report(&mut reporter, &["consent_alert"]).await;
    let mut admin = site.signed_in("admin").await;
    let page = admin.get("/admin").await.read();
    assert!(
        page.contains("<dt>Members</dt><dd>5</dd>")
            && page.contains("<dt>Waiting at the desk</dt><dd>1</dd>")
    );
    assert!(!page.contains("41 57") && !page.contains("Rape"));
}

#[tokio::test]
async fn a_check_after_the_session_ended_is_asked_again_after_signing_in() {
    let site = Site::open();
    let mut browser = site.browser();
    browser.sign_in("member", "shared").await;
    browser.get("/check").await;
    site.wait(16 * 60);
    let ended = browser.post("/check", &[("identifier", NUMBER), ("kind", "phone")]).await;
    assert_eq!((ended.status.as_u16(), ended.header("location")), (401, ""));
    assert!(ended.text.contains("action=\"/sign-in\"") && ended.text.contains(NUMBER));
    let kept = [("identifier", NUMBER), ("kind", "phone"), ("username", "member"), ("device", "own")];
    let wrong = browser.post("/sign-in", &kept).await;
    assert!(wrong.status == 422 && wrong.text.contains(NUMBER));
    let mut right = kept.to_vec();
    right.push(("password", crate::site::PASSWORD));
    let form = browser.post("/sign-in", &right).await;
    assert_eq!((form.status.as_u16(), form.header("location")), (200, ""));
    assert!(form.text.contains("action=\"/check\"") && form.text.contains("value=\"phone\" selected"));
    let verdict = browser.post("/check", &[("identifier", NUMBER), ("kind", "phone")]).await;
    assert_eq!(verdict.status, 200, "{}", verdict.read());
    assert!(verdict.read().contains("No report known"));
}

#[tokio::test]
async fn the_first_page_shows_only_what_opens() {
    let site = Site::open();
    for (name, open, shut) in [
        ("member", ["/check", "/report", "/my-reports"].as_slice(), ["/desk", "/admin"].as_slice()),
        ("admin", &["/admin"], &["/check", "/report", "/my-reports", "/desk"]),
    ] {
        let home = site.signed_in(name).await.get("/").await;
        let tiles = home.text.split("class=\"tiles\"").nth(1).unwrap().split("</ul>").next().unwrap();
        for address in open {
            assert!(tiles.contains(&format!("href=\"{address}\"")), "{name} {address}");
        }
        for address in shut {
            assert!(!tiles.contains(&format!("href=\"{address}\"")), "{name} {address}");
        }
    }
}

#[tokio::test]
async fn addresses_that_make_no_sense_lead_to_the_usual_page() {
    let site = Site::open();
    let mut desk = site.signed_in("moderator").await;
    for address in ["/alert/%FF", "/desk/report/%FF", "/desk?status=a&status=b", "/desk?status=%FF"] {
        let seen = desk.get(address).await;
        assert!(matches!(seen.status.as_u16(), 200 | 404), "{address}: {}", seen.status);
        assert!(seen.text.contains("href=\"/exit\""), "{address}");
    }
    let token = site.token("moderator").await;
    for (address, status) in [("/api/v1/alerts/%FF", 404), ("/api/v1/desk/reports?status=a&status=b", 400)] {
        let seen = site.call(axum::http::Method::GET, address, Some(&token), None).await;
        let got = (seen.status.as_u16(), seen.header("content-type"));
        assert_eq!(got, (status, "application/problem+json"), "{address}");
    }
}
