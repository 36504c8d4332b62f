//! The page and the calls about messages: states and ids, never to whom and never what.

use axum::http::Method;
use parasol_core::members::Address;
use parasol_core::messages::{BeginSending, Channel, Fault, FinishSending, Outcome, TryMessage};
use parasol_core::roles::Actor;
use serde_json::json;

use crate::site::Site;

const MAIL: &str = "lea@example.org";

/// A node with a message that may have gone out.
fn site() -> (Site, String) {
    let site = Site::with(|settings| settings.messages.sms = Some("Octopush".to_owned()));
    let to = Address::read(MAIL, "FR".parse().unwrap()).unwrap();
    site.run(TryMessage { actor: Actor::Operator, to, language: None });
    let id = site
        .node()
        .read()
        .unwrap()
        .next_message(Channel::Mail, parasol_protocol::time::Timestamp::new(u64::MAX));
    let id = id.unwrap().unwrap();
    site.run(BeginSending { id, route: "smtp".to_owned() });
    site.run(FinishSending { id, outcome: Outcome::Unknown(Fault::Stopped) });
    (site, id.to_string())
}

#[tokio::test]
async fn an_admin_sees_how_messages_stand_and_decides() {
    let (site, id) = site();
    let mut admin = site.signed_in("admin").await;
    let page = admin.get("/admin/messages").await;
    assert_eq!(page.status, 200);
    assert!(page.read().contains("not known whether it went out"), "{}", page.read());
    assert!(page.read().contains("No mail server is set."));
    assert!(!page.text.contains(MAIL) && !page.text.contains("test."), "never to whom, never what");
    let again = admin.post("/admin/messages", &[("act", "again"), ("id", &id)]).await;
    assert_eq!((again.status.as_u16(), again.header("location")), (303, "/admin/messages"));
    let page = admin.get("/admin/messages").await;
    assert!(page.read().contains("waiting, not tried yet") && page.read().contains("Try now"));
    let forgotten = admin.post("/admin/messages", &[("act", "forget"), ("id", &id)]).await;
    assert_eq!(forgotten.status, 303);
    assert!(admin.get("/admin/messages").await.read().contains("No message waits"));
    assert_eq!(admin.post("/admin/messages", &[("act", "again"), ("id", &id)]).await.status, 404);
    assert_eq!(admin.post("/admin/messages", &[("act", "again"), ("id", "<b>")]).await.status, 404);
}

/// USERS, "When it goes wrong", 20.
#[tokio::test]
async fn line_20_the_sms_company_learns_who_is_a_member_so_sms_are_off_until_an_admin_has_read_it() {
    let (site, _) = site();
    let mut admin = site.signed_in("admin").await;
    let page = admin.get("/admin/messages").await;
    assert!(page.read().contains("can conclude that it belongs to a sex worker"));
    assert!(page.read().contains("a code can be read aloud, shown on the screen or printed"));
    assert!(page.read().contains("Octopush is set up, but text messages are off"));
    let unread = admin.post("/admin/messages", &[("act", "agree")]).await;
    assert_eq!(unread.status, 422);
    assert!(unread.read().contains("Tick the box if you have read it and agree."));
    let agreed = admin.post("/admin/messages", &[("act", "agree"), ("read", "yes")]).await;
    assert_eq!(agreed.status, 303);
    assert!(admin.get("/admin/messages").await.read().contains("Text messages go out through Octopush."));
    assert_eq!(admin.post("/admin/messages", &[("act", "withdraw")]).await.status, 303);
    assert!(admin.get("/admin/messages").await.read().contains("text messages are off until"));
}

#[tokio::test]
async fn a_program_sees_and_decides_the_same() {
    let (site, id) = site();
    let token = site.token("admin").await;
    let seen = site.call(Method::GET, "/api/v1/messages", Some(&token), None).await;
    assert_eq!(seen.status, 200);
    assert!(!seen.text.contains(MAIL));
    let queue = seen.json();
    assert_eq!(queue["messages"][0]["state"], "uncertain");
    assert_eq!(queue["messages"][0]["fault"], "stopped");
    assert!(queue.get("sms_agreed").is_none() && queue["who_sees_what"][0].is_string());

    let sms = |body| site.call(Method::POST, "/api/v1/messages/sms", Some(&token), Some(body));
    let wording = queue["wording"].as_u64().unwrap();
    assert_eq!(sms(json!({"agreed_to_wording": wording + 1})).await.status, 400);
    assert_eq!(sms(json!({"agreed_to_wording": wording})).await.status, 204);
    let agreed = site.call(Method::GET, "/api/v1/messages", Some(&token), None).await;
    assert!(agreed.json()["sms_agreed"].is_string());
    assert_eq!(sms(json!({})).await.status, 204);

    let path = format!("/api/v1/messages/{id}");
    let again = site.call(Method::POST, &format!("{path}/retry"), Some(&token), None).await;
    assert_eq!(again.status, 204);
    assert_eq!(site.call(Method::DELETE, &path, Some(&token), None).await.status, 204);
    assert_eq!(site.call(Method::DELETE, &path, Some(&token), None).await.status, 404);
}
