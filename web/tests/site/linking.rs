//! The pages by which two organisations are linked: inviting, accepting, comparing six words.

use parasol_core::circles::{
    AcceptInvite, ConfirmPeer, CreateCircle, CreateInvite, JoinAnswered, RemovePeer, Unlinked,
};
use parasol_protocol::join::JoinReply;

use crate::partner::{OPERATOR, Partner, now, status};
use crate::site::{PASSWORD, Seen, Site};

/// What stands in the text of the page, from `parasol-invite:` on.
fn invitation(seen: &Seen) -> String {
    let text = seen.text.split("parasol-invite:").nth(1).unwrap().split('<').next().unwrap();
    format!("parasol-invite:{text}")
}

fn hidden(seen: &Seen, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    seen.text.split(field.as_str()).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_circle_is_made_by_who_has_read_what_one_key_means() {
    let site = Site::open();
    let mut admin = site.signed_in("admin").await;
    let start = admin.get("/admin").await.read();
    assert!(start.contains("in no circle yet") && start.contains("href=\"/admin/new-circle\""), "{start}");
    let asked = admin.get("/admin/new-circle").await.read();
    assert!(asked.contains("One stolen node lets its thief read all phone numbers of a country"));
    let form = |name, sure| vec![("value", name), ("sure", sure), ("password", PASSWORD)];
    let unread = admin.post("/admin/new-circle", &form("North Sea", "")).await;
    assert_eq!(unread.status, 422);
    assert!(unread.read().contains("href=\"#sure\"") && unread.read().contains("value=\"North Sea\""));
    let nameless = admin.post("/admin/new-circle", &form(" ", "yes")).await;
    assert_eq!(nameless.status, 422);
    assert!(nameless.read().contains("Type a name of 1 to 120 characters."));
    let made = admin.post("/admin/new-circle", &form("North Sea", "yes")).await;
    assert_eq!(made.status, 303);
    assert!(admin.get(made.header("location")).await.read().contains("<h1>North Sea</h1>"));
}

#[tokio::test]
async fn an_organisation_is_invited_by_a_text_that_is_shown_once_and_confirmed_by_six_words() {
    let site = Site::open();
    let name = "North Sea".to_owned();
    let circle = site.run(CreateCircle { actor: OPERATOR, name, one_key_opens_all: true });
    let mut admin = site.signed_in("admin").await;
    let address = format!("/admin/circle/{circle}/invite");
    let asked = admin.get(&address).await;
    assert!(asked.read().contains("Nobody else is asked.") && asked.read().contains("value=\"7\""));
    let form_id = hidden(&asked, "form_id");
    let form = |days, password| vec![("form_id", form_id.as_str()), ("value", days), ("password", password)];
    for days in ["0", "31", "soon"] {
        let seen = admin.post(&address, &form(days, PASSWORD)).await;
        assert_eq!(seen.status, 422, "{days}");
        assert!(seen.read().contains("Type a number of days from 1 to 30."));
    }
    assert_eq!(admin.post(&address, &form("7", "not hers")).await.status, 422);
    let made = admin.post(&address, &form("7", PASSWORD)).await;
    assert_eq!((made.status.as_u16(), made.header("cache-control")), (201, "no-store"));
    assert!(made.text.contains("<svg") && made.read().contains("until 28 November 2026"), "{}", made.read());
    let text = invitation(&made);
    let again = admin.post(&address, &form("7", PASSWORD)).await;
    assert_eq!(invitation(&again), text, "a second click makes no other");
    assert!(!admin.get(&address).await.text.contains("parasol-invite:AAA"), "it is shown once");

    let mut partner = Partner::alone();
    let words = partner.accept(&site, text);
    let start = admin.get("/admin").await.read();
    assert!(start.contains("An organisation is to be linked with yours, and waits for you."), "{start}");
    let link = format!("/admin/link/{circle}");
    assert!(start.contains(&format!("href=\"{link}\"")) && start.contains("Into the circle North Sea"));
    let asked = admin.get(&link).await.read();
    assert!(asked.contains(&words) && asked.contains("every member holds the whole key"), "{asked}");
    let form = |what, words, password| vec![("do", what), ("value", words), ("password", password)];
    let wrong = admin.post(&link, &form("confirm", "one two three four five six", PASSWORD)).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.read().contains("These are not the six words.") && wrong.read().contains("href=\"#value\"")
    );
    assert_eq!(admin.post(&link, &form("", &words, PASSWORD)).await.status, 422);
    assert_eq!(admin.post(&link, &form("confirm", &words, "not hers")).await.status, 422);
    let done = admin.post(&link, &form("confirm", &words.to_uppercase(), PASSWORD)).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, link.as_str()));
    let waits = admin.get(&link).await.read();
    assert!(waits.contains("Their admin has not yet.") && !waits.contains("value=\"confirm\""), "{waits}");
    partner.run(ConfirmPeer { actor: OPERATOR, circle, words });
    partner.finish(&site);
    let onward = admin.get(&link).await;
    assert_eq!(
        (onward.status.as_u16(), onward.header("location")),
        (303, &*format!("/admin/circle/{circle}"))
    );
}

#[tokio::test]
async fn an_invitation_is_read_before_it_is_accepted() {
    let site = Site::open();
    let mut partner = Partner::alone();
    let name = "North Sea".to_owned();
    let circle = partner.run(CreateCircle { actor: OPERATOR, name, one_key_opens_all: true });
    partner.circle = circle;
    let mut invite = |seconds| {
        let expires = now().plus(seconds);
        partner.run(CreateInvite { actor: OPERATOR, circle, addresses: Vec::new(), expires })
    };
    let (old, text) = (invite(0), invite(3_600));
    let name = "Own".to_owned();
    let own = site.run(CreateCircle { actor: OPERATOR, name, one_key_opens_all: true });
    let (actor, expires) = (OPERATOR, now().plus(3_600));
    let own = site.run(CreateInvite { actor, circle: own, addresses: Vec::new(), expires });
    let mut admin = site.signed_in("admin").await;
    let path = "/admin/invitation";
    assert_eq!(admin.get(path).await.status, 200);
    let form = |what, text, password| vec![("do", what), ("value", text), ("password", password)];
    for (text, said) in [
        ("", "This is no whole invitation."),
        ("parasol-invite:AAAA", "This is no whole invitation."),
        (old.as_str(), "This invitation is too old."),
    ] {
        let seen = admin.post(path, &form("look", text, "")).await;
        assert_eq!(seen.status, 422);
        assert!(seen.read().contains(said) && seen.read().contains("href=\"#value\""), "{}", seen.read());
    }
    let seen = admin.post(path, &form("accept", &own, PASSWORD)).await;
    assert!(seen.status == 422 && seen.read().contains("This is your own invitation."), "{}", seen.read());
    let seen = admin.post(path, &form("look", &text, "")).await;
    assert_eq!(seen.status, 200);
    for said in ["Lisbon invites you", "Lisbon Lda", "Portugal", "North Sea", "dpo@example.org"] {
        assert!(seen.read().contains(said), "{said}");
    }
    assert!(site.node().read().unwrap().peers(&OPERATOR).unwrap().is_empty(), "nothing has happened");
    assert_eq!(admin.post(path, &form("accept", &text, "not hers")).await.status, 422);
    let done = admin.post(path, &form("accept", &text, PASSWORD)).await;
    let link = format!("/admin/link/{circle}");
    assert_eq!((done.status.as_u16(), done.header("location")), (303, link.as_str()));
    assert!(admin.get("/admin").await.read().contains("their node has not answered yet"));
    partner.hear_knock(&site);
    let words = partner.node.read().unwrap().peers(&OPERATOR).unwrap()[0].words.clone().unwrap();
    let asked = admin.get(&link).await.read();
    assert!(
        asked.contains(&words) && asked.contains("each of you holds the whole key. One stolen node"),
        "{asked}"
    );
    assert_eq!(admin.post(&link, &form("confirm", &words, PASSWORD)).await.status, 303);
    partner.run(ConfirmPeer { actor: OPERATOR, circle, words: words.clone() });
    partner.let_in(&site);
    assert_eq!(status(&site, circle).members.len(), 2);
    let seen = admin.post(path, &form("accept", &text, PASSWORD)).await.read();
    assert!(seen.contains("Your organisation is in this circle already."), "{seen}");
}

#[tokio::test]
async fn a_link_with_somebody_else_is_stopped() {
    let site = Site::open();
    let (mut partner, name) = (Partner::alone(), "North Sea".to_owned());
    let circle = site.run(CreateCircle { actor: OPERATOR, name, one_key_opens_all: true });
    let (actor, expires) = (OPERATOR, now().plus(3_600));
    let text = site.run(CreateInvite { actor, circle, addresses: Vec::new(), expires });
    partner.accept(&site, text);
    let mut moderator = site.signed_in("moderator").await;
    let seen = moderator.get("/admin").await.read();
    assert!(seen.contains("Lisbon") && !seen.contains("/admin/link/"), "{seen}");
    let mut admin = site.signed_in("admin").await;
    let link = format!("/admin/link/{circle}");
    let stop = [("do", "stop"), ("password", PASSWORD)];
    let done = admin.post(&link, &stop).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/admin?stopped"));
    let seen = admin.get("/admin?stopped").await.read();
    assert!(seen.contains("The link was stopped.") && !seen.contains("Lisbon"), "{seen}");
    let onward = admin.get(&link).await;
    assert_eq!(onward.header("location"), format!("/admin/circle/{circle}"));
}

#[tokio::test]
async fn what_may_still_come_of_a_link_that_was_stopped_is_said() {
    let site = Site::open();
    let mut admin = site.signed_in("admin").await;
    for (unlinked, said) in [
        (Unlinked::Stopped, "The link was stopped."),
        (Unlinked::Handed, "may have been given the key: propose"),
        (
            Unlinked::SettingAside,
            "They are now asked to set it aside, which takes the yes of more than half.",
        ),
        (Unlinked::Consented, "the members can still make you one of them"),
        (Unlinked::StillProposed, "have another member propose that what is open be set aside"),
    ] {
        let seen = admin.get(&format!("/admin?{}", unlinked.name())).await.read();
        assert!(seen.contains(said), "{seen}");
    }
}

#[tokio::test]
async fn a_link_with_a_member_that_was_ended_here_is_taken_up_again() {
    let site = Site::open();
    let partner = Partner::linked(&site);
    let (circle, peer) = (partner.circle, partner.node.identity().organisation);
    let mut admin = site.signed_in("admin").await;
    let (page, address) = (format!("/admin/circle/{circle}"), format!("/admin/circle/{circle}/relink"));
    assert!(!admin.get(&page).await.read().contains("/relink"));
    assert_eq!(admin.get(&address).await.header("location"), page);
    site.run(RemovePeer { actor: OPERATOR, circle, peer });
    for at in ["/admin", &page] {
        let seen = admin.get(at).await.read();
        assert!(
            seen.contains("The link with Lisbon was ended here: it is not asked about changes"),
            "{seen}"
        );
    }
    assert!(admin.get(&page).await.read().contains(&format!("href=\"{address}\"")));
    let asked = admin.get(&address).await.read();
    assert!(asked.contains("Take a link up again") && asked.contains("Lisbon"), "{asked}");
    let peer = peer.to_string();
    let form = |peer, password| vec![("value", peer), ("password", password)];
    assert_eq!(admin.post(&address, &form("", PASSWORD)).await.status, 422);
    assert_eq!(admin.post(&address, &form(&peer, "not hers")).await.status, 422);
    let done = admin.post(&address, &form(&peer, PASSWORD)).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, page.as_str()));
    assert!(status(&site, circle).ended.is_empty());
    assert_eq!(admin.post(&address, &form(&peer, PASSWORD)).await.status, 409);
}

#[tokio::test]
async fn an_invitation_is_shown_while_it_is_open_and_its_end_to_whoever_holds_it() {
    let (site, mut partner) = (Site::open(), Partner::alone());
    let name = "North Sea".to_owned();
    let own = site.run(CreateCircle { actor: OPERATOR, name: name.clone(), one_key_opens_all: true });
    let mut admin = site.signed_in("admin").await;
    let page = format!("/admin/circle/{own}");
    assert!(!admin.get(&page).await.read().contains("An invitation is open"));
    let expires = now().plus(86_400);
    let invite = |circle| CreateInvite { actor: OPERATOR, circle, addresses: Vec::new(), expires };
    site.run(invite(own));
    assert!(admin.get(&page).await.read().contains("An invitation is open until 22 November 2026."));

    let circle = partner.run(CreateCircle { actor: OPERATOR, name, one_key_opens_all: true });
    let text = partner.run(invite(circle));
    site.run(AcceptInvite { actor: OPERATOR, text, addresses: Vec::new() });
    let inviter = partner.node.identity().node_key();
    site.run(JoinAnswered { circle, inviter, reply: JoinReply::Refused });
    for at in ["/admin".to_owned(), format!("/admin/link/{circle}")] {
        let seen = admin.get(&at).await.read();
        assert!(seen.contains("This invitation was used up or has ended. Ask for another one."), "{seen}");
        assert!(!seen.contains("has not answered yet") && !seen.contains("value=\"confirm\""), "{seen}");
    }
}
