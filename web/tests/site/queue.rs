//! The desk's queue as moderators work at it: who is at what, two at once, and how few presses it takes.

use parasol_core::members::CreateMember;
use parasol_core::roles::{Actor, Role};

use crate::pages::{first_link, report};
use crate::site::{Browser, Seen, Site};

/// Another moderator than the one of the site.
pub(crate) async fn another(site: &Site, name: &str) -> Browser {
    let (actor, password) = (Actor::Operator, site.password());
    site.run(CreateMember { actor, pseudonym: name.into(), role: Role::Moderator, password, sponsor: None });
    site.signed_in(name).await
}

/// What somebody without JavaScript sends who presses the button that goes to this address, or the first one of the form that does:
/// what the page put into the form, and what the button says.
pub(crate) fn form(seen: &Seen, action: &str) -> Vec<(String, String)> {
    let start = seen.text.find(&format!("action=\"{action}\"")).unwrap_or_else(|| panic!("{}", seen.read()));
    let before = seen.text.get(..start).unwrap();
    let (form, tag) = (before.rfind("<form ").unwrap(), before.rfind('<').unwrap());
    let button = seen.text.get(tag..).filter(|rest| rest.starts_with("<button")).unwrap_or_default();
    let button = button.split('>').next().unwrap();
    assert!(!before.get(form..).unwrap().contains("</form>"), "{action} stands in a form");
    let form = seen.text.get(form..).unwrap().split("</form>").next().unwrap();
    let part = |tag: &str, name: &str| {
        let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
        rest.split('"').next().map(str::to_owned)
    };
    let mut fields = Vec::new();
    for tag in form.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let ticked =
            !tag.contains("type=\"radio\"") && !tag.contains("type=\"checkbox\"") || tag.contains(" checked");
        let name = part(tag, "name").filter(|name| ticked && name != "csrf");
        fields.extend(name.map(|name| (name, part(tag, "value").unwrap_or_default())));
    }
    for area in form.split("<textarea").skip(1) {
        let (tag, rest) = area.split_once('>').unwrap();
        fields.extend(part(tag, "name").map(|name| (name, rest.split('<').next().unwrap().to_owned())));
    }
    for select in form.split("<select").skip(1) {
        let (tag, rest) = select.split_once('>').unwrap();
        let options = rest.split("</select>").next().unwrap().split("<option").skip(1);
        let chosen = options.clone().find(|option| option.split('>').next().unwrap().contains(" selected"));
        let value = chosen.or_else(|| options.clone().next()).and_then(|option| part(option, "value"));
        fields.extend(part(tag, "name").map(|name| (name, value.unwrap_or_default())));
    }
    fields.extend(part(button, "name").map(|name| (name, part(button, "value").unwrap_or_default())));
    fields
}

/// Fills a field in: a press on it, whatever is typed then.
fn fill(fields: &mut Vec<(String, String)>, presses: &mut usize, name: &str, value: &str) {
    *presses += 1;
    fields.retain(|(known, _)| known != name);
    fields.push((name.to_owned(), value.to_owned()));
}

pub(crate) async fn send(browser: &mut Browser, path: &str, fields: &[(String, String)]) -> Seen {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(path, &fields).await
}

#[tokio::test]
async fn from_a_waiting_report_to_published_takes_twelve_presses_or_fewer() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert", "consent_abroad"]).await;
    let mut desk = site.signed_in("moderator").await;
    // Sign-in leads to the first page, from which the desk is one press.
    let mut presses = 1;
    let address = first_link(&desk.get("/desk").await, "/desk/report/");
    presses += 1;
    let closed = desk.get(&address).await;
    presses += 1;
    let opened = send(&mut desk, &address, &form(&closed, &address)).await;
    let action = format!("{address}/publish");
    let mut fields = form(&opened, &action);
    assert!(fields.contains(&("kinds".into(), "rape_or_attempt".into())), "as it was reported: {fields:?}");
    fill(&mut fields, &mut presses, "level", "dangerous");
    fill(&mut fields, &mut presses, "text", "Says he is a client.");
    presses += 1;
    fields.push(("abroad".into(), "yes".into()));
    presses += 1;
    let mut answer = send(&mut desk, &action, &fields).await;
    if answer.text.contains(&format!("action=\"{action}\"")) {
        // Warnings are shown once.
        presses += 1;
        let anyway = form(&answer, &action);
        answer = send(&mut desk, &action, &anyway).await;
    }
    assert!(answer.read().contains("<h1>Published</h1>"), "{}", answer.read());
    assert!(presses <= 12, "{presses} presses");
}

#[tokio::test]
async fn whoever_opens_a_report_is_at_it_until_she_puts_it_back() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    let [mut ines, mut vera] = [another(&site, "Ines").await, another(&site, "Vera").await];
    let address = first_link(&ines.get("/desk").await, "/desk/report/");
    assert!(ines.get("/desk").await.read().contains("nobody"));
    ines.get(&address).await;
    assert!(ines.post(&address, &[]).await.read().contains("You are at this report."));
    site.wait(12 * 60);
    assert!(
        vera.get("/desk").await.read().contains("Ines") && ines.get("/desk").await.read().contains(">you<")
    );
    vera.get(&address).await;
    let read = vera.post(&address, &[]).await.read();
    assert!(read.contains("Ines has been at this report for 12 minutes."), "{read}");
    let typed = [("level", "risky"), ("kinds", "other"), ("text", "Has a <grey> van.")];
    let refused = vera.post(&format!("{address}/publish"), &typed).await;
    assert_eq!(refused.status, 409);
    let read = refused.read();
    assert!(
        read.contains("Take it over, or wait.") && read.contains("Has a &#60;grey&#62; van.</textarea>"),
        "{read}"
    );
    let refused = vera.post(&format!("{address}/reject"), &[("reason", "other")]).await;
    assert!(refused.status == 409 && refused.read().contains("Ines has been at this report"));
    assert_eq!(vera.post(&format!("{address}/put-back"), &[]).await.status, 409, "it is not hers");
    let taken = vera.post(&format!("{address}/take-over"), &[]).await;
    assert!(taken.status == 200 && taken.read().contains("You are at this report."));
    let told = ines.post(&format!("{address}/publish"), &typed).await;
    assert!(
        told.status == 409 && told.read().contains("Vera has been at this report for less than a minute")
    );
    assert_eq!(vera.post(&format!("{address}/put-back"), &[]).await.header("location"), "/desk");
    assert!(vera.get("/desk").await.read().contains("nobody"));
}

#[tokio::test]
async fn of_two_who_publish_at_once_one_wins_and_the_others_words_stay_on_her_page() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    let [mut ines, mut vera] = [another(&site, "Ines").await, another(&site, "Vera").await];
    let address = first_link(&ines.get("/desk").await, "/desk/report/");
    for browser in [&mut ines, &mut vera] {
        browser.get(&address).await;
        assert_eq!(browser.post(&address, &[]).await.status, 200);
    }
    let typed = |text| [("level", "risky"), ("kinds", "other"), ("text", text)];
    let publish = format!("{address}/publish");
    assert_eq!(ines.post(&publish, &typed("Words of the first.")).await.status, 200);
    let late = vera.post(&publish, &typed("Words of the <second>.")).await;
    let read = late.read();
    assert_eq!(late.status, 409);
    assert!(read.contains("Somebody else has decided about this report meanwhile."), "{read}");
    assert!(read.contains("Words of the &#60;second&#62;.</textarea>"), "{read}");
    assert!(!read.contains("Words of the first.") && !read.contains("{address}/publish\""), "{read}");
    let token = site.token("Ines").await;
    let call = |path: &'static str| site.call(axum::http::Method::GET, path, Some(&token), None);
    assert_eq!(
        call("/api/v1/desk/reports?status=published").await.json()["reports"].as_array().unwrap().len(),
        1
    );
    assert_eq!(call("/api/v1/desk/reports?status=open").await.json()["reports"].as_array().unwrap().len(), 0);
    assert_eq!(call("/api/v1/desk/reports?after=nowhere").await.status, 400);
    let body = Some(serde_json::json!({"level": "risky", "kinds": ["other"]}));
    let id = address.rsplit('/').next().unwrap();
    let path = format!("/api/v1/desk/reports/{id}/take-over");
    assert_eq!(
        site.call(axum::http::Method::POST, &path, Some(&token), body).await.json()["type"],
        "wrong_state"
    );
}

#[tokio::test]
async fn no_page_of_the_desk_lists_more_than_fifty_and_every_report_is_on_one() {
    let site = Site::open();
    for _ in 0..4 {
        let mut reporter = site.signed_in("member").await;
        for _ in 0..28 {
            report(&mut reporter, &["consent_alert"]).await;
        }
        site.wait(90_000);
    }
    let mut desk = site.signed_in("moderator").await;
    for tab in ["waiting", "all"] {
        let (mut path, mut listed) = (format!("/desk?status={tab}"), Vec::new());
        loop {
            let page = desk.get(&path).await;
            listed.push(page.text.matches("href=\"/desk/report/").count());
            let Some(next) = page.text.split("rel=\"next\" href=\"").nth(1) else { break };
            path = next.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        }
        assert_eq!(listed, [50, 50, 12], "{tab}");
    }
    let token = site.token("moderator").await;
    let rows = site.call(axum::http::Method::GET, "/api/v1/desk/reports", Some(&token), None).await.json();
    assert_eq!((rows["reports"].as_array().unwrap().len(), rows["next"].is_string()), (50, true));
    assert_eq!(desk.get("/desk?after=nowhere").await.status, 404);
}
