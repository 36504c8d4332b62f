//! An open report at the desk comes back with everything that was typed on it, whichever button was pressed.

use crate::pages::{first_link, report};
use crate::queue::{another, form, send};
use crate::site::{Browser, Seen, Site};

type Fields = Vec<(String, String)>;

async fn open(desk: &mut Browser) -> (String, Seen) {
    let address = first_link(&desk.get("/desk").await, "/desk/report/");
    let closed = desk.get(&address).await;
    let opened = send(desk, &address, &form(&closed, &address)).await;
    assert_eq!(opened.status, 200);
    (address, opened)
}

/// Everything that can be typed, ticked, unticked or chosen on the page, and is not what it began with.
const TYPED: &[(&str, &str)] = &[
    ("text", "Says he is a doctor.\n\nLimps."),
    ("town", "Lyon"),
    ("aliases", "Marco"),
    ("vehicle", "white van"),
    ("description", "tall"),
    ("level", "dangerous"),
    ("kinds", "harassment"),
    ("kinds", "other"),
    ("identifier", "1"),
    ("abroad", "yes"),
    ("alert", "/alert/nowhere"),
    ("reason", "other"),
    ("reject_text", "Thank you."),
    ("post", "Which colour was it?"),
    ("hold_reason", "A court asked."),
    ("months", "5"),
];

fn typed_over(opened: &Seen, address: &str) -> Fields {
    let mut fields = form(opened, &format!("{address}/publish"));
    for (name, value) in TYPED {
        assert!(
            fields.iter().all(|(known, old)| (known, old.as_str()) != (&(*name).to_owned(), *value))
                || *name == "identifier",
            "{name} is changed"
        );
    }
    fields.retain(|(known, _)| TYPED.iter().all(|(name, _)| known != name));
    fields.extend(TYPED.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    fields
}

/// The page as it came back has these fields and no others.
#[track_caller]
fn nothing_lost(seen: &Seen, address: &str, sent: &Fields, act: &str) {
    let (mut now, mut sent) = (form(seen, &format!("{address}/publish")), sent.clone());
    // Of the button that was pressed nothing is left; a contact that is shown needs no reason any more.
    for fields in [&mut now, &mut sent] {
        fields.retain(|(name, _)| !["do", "into", "contact_reason"].contains(&name.as_str()));
        fields.sort();
    }
    assert_eq!(now, sent, "{act}");
}

#[tokio::test]
async fn whatever_is_pressed_on_an_open_report_nothing_typed_is_lost() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert", "consent_abroad"]).await;
    let mut desk = site.signed_in("moderator").await;
    let (address, opened) = open(&mut desk).await;
    let typed = typed_over(&opened, &address);
    // Each act with what makes it come back to the page.
    for (act, change, status) in [
        ("contact#contact", ("contact_reason", ""), 422),
        ("contact#contact", ("contact_reason", "other"), 200),
        ("ask", ("post", " "), 422),
        ("reject", ("reason", ""), 422),
        ("merge", ("alert", "nowhere"), 422),
        ("hold", ("hold_reason", ""), 422),
        ("publish", ("level", ""), 422),
        ("publish", ("text", "Came at 22:30."), 200),
    ] {
        let action = format!("{address}/{act}");
        form(&opened, &action);
        let mut fields = typed.clone();
        fields.retain(|(name, _)| name != change.0);
        fields.push((change.0.to_owned(), change.1.to_owned()));
        let seen = send(&mut desk, action.split('#').next().unwrap(), &fields).await;
        assert_eq!(seen.status, status, "{act}: {}", seen.read());
        // A radio button that is not chosen sends nothing.
        fields.retain(|(name, value)| name != "level" || !value.is_empty());
        nothing_lost(&seen, &address, &fields, act);
        assert_eq!(
            seen.read().contains("signal, after noon"),
            change == ("contact_reason", "other"),
            "{act}"
        );
    }
}

#[tokio::test]
async fn kinds_that_were_all_unticked_stay_so() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let (address, opened) = open(&mut desk).await;
    let mut fields = form(&opened, &format!("{address}/contact#contact"));
    assert!(fields.contains(&("do".into(), "contact".into())), "the button says what it does: {fields:?}");
    let ticked = |fields: &Fields| fields.iter().filter(|(name, _)| name == "kinds").count();
    assert_eq!(ticked(&fields), 1);
    fields.retain(|(name, _)| name != "kinds");
    let seen = send(&mut desk, &format!("{address}/contact"), &fields).await;
    assert_eq!(ticked(&form(&seen, &format!("{address}/publish"))), 0);
}

#[tokio::test]
async fn nothing_typed_is_lost_when_somebody_else_is_at_it_and_one_takes_it_over() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert", "consent_abroad"]).await;
    let [mut ines, mut vera] = [another(&site, "Ines").await, another(&site, "Vera").await];
    let (address, _) = open(&mut ines).await;
    let (_, opened) = open(&mut vera).await;
    let typed = typed_over(&opened, &address);
    for (act, status) in [("publish", 409), ("reject", 409), ("put-back", 409), ("take-over", 200)] {
        let seen = send(&mut vera, &format!("{address}/{act}"), &typed).await;
        assert_eq!(seen.status, status, "{act}: {}", seen.read());
        nothing_lost(&seen, &address, &typed, act);
    }
    // Now the first one is told, and keeps hers.
    let seen = send(&mut ines, &format!("{address}/put-back"), &typed).await;
    assert_eq!(seen.status, 409);
    nothing_lost(&seen, &address, &typed, "put-back");
    // What cannot be published any more stays to be copied, also when another button is pressed then.
    let reject = [("reason", "other"), ("text", "")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(send(&mut vera, &format!("{address}/reject"), &reject).await.status, 200);
    let late = send(&mut ines, &format!("{address}/publish"), &typed).await;
    assert_eq!(late.status, 409);
    let held = form(&late, &format!("{address}/hold"));
    let text = "Says he is a doctor.\n\nLimps.\n\nThank you.";
    assert!(held.contains(&("kept".into(), text.into())), "{held:?}");
    let mut held = held;
    held.retain(|(name, _)| name != "hold_reason");
    let again = send(&mut ines, &format!("{address}/hold"), &held).await;
    assert!(
        again.status == 422 && again.read().contains("Limps.\n\nThank you.</textarea>"),
        "{}",
        again.read()
    );
}

#[tokio::test]
async fn the_page_refuses_what_another_site_sends() {
    let site = Site::open();
    report(&mut site.signed_in("member").await, &["consent_alert"]).await;
    let mut desk = site.signed_in("moderator").await;
    let (address, opened) = open(&mut desk).await;
    let main = opened.text.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
    assert_eq!(main.matches("name=\"csrf\"").count(), 1, "one token for every button");
    for act in ["publish", "contact", "take-over", "put-back", "merge", "reject", "ask", "hold"] {
        let seen = desk.post_as(&format!("{address}/{act}"), &[("text", "x")], "forged").await;
        assert_eq!(seen.status, 403, "{act}");
    }
}
