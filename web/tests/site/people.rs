//! Members and the sponsor tree, as an admin sees them.

use parasol_core::ids::MemberId;
use parasol_core::members::{CutLink, IssueCode, MemberSearch, Newcomer, RegisterWithCode};
use parasol_core::roles::{Actor, Role};

use crate::site::{PASSWORD, Site};

fn id_of(site: &Site, name: &str) -> MemberId {
    site.node().read().unwrap().member_named(&Actor::Operator, name).unwrap()
}

/// What the audit says happened to this member, newest first.
fn audited(site: &Site, id: &MemberId) -> Vec<String> {
    let lines = site.node().read().unwrap().audit(&Actor::Operator, None, 50).unwrap();
    let about = lines.into_iter().filter(|(_, line)| line.subject == Some(*id.as_bytes()));
    about.map(|(_, line)| line.what).collect()
}

/// Somebody whom `sponsor` brought, with a contact.
fn brought(site: &Site, sponsor: &str, name: &str) -> MemberId {
    let actor = Actor::Member(id_of(site, sponsor), Role::Member);
    let code = site.run(IssueCode { actor, label: "her word".into() });
    let address = parasol_core::members::Address::read("rosa@example.org", "FR".parse().unwrap()).unwrap();
    let mut newcomer = Newcomer::new(name, site.password());
    newcomer.contacts = vec![address];
    site.run(RegisterWithCode { code, newcomer }).member().unwrap()
}

#[tokio::test]
async fn members_are_found_by_a_part_of_their_name() {
    let site = Site::open();
    let mut admin = site.signed_in("admin").await;
    let all = admin.get("/admin/members").await;
    assert!(all.read().contains("5 members") && all.text.contains(">partner</bdi>"));
    let some = admin.post("/admin/members", &[("name", "MODER"), ("do", "search")]).await;
    assert!(some.read().contains("One member") && !some.text.contains(">partner</bdi>"));
    for wild in ["%", "<script>", "\u{202e}", "' OR 1=1", &"x".repeat(5_000)] {
        let none = admin.post("/admin/members", &[("name", wild), ("do", "search")]).await;
        assert!(
            none.status == 200 && none.read().contains("Nobody found.") && !none.text.contains("<script>")
        );
    }
}

#[tokio::test]
async fn a_member_is_added_with_a_password_shown_once() {
    let site = Site::open();
    let mut admin = site.signed_in("admin").await;
    admin.get("/admin/members").await;
    let fields = [("pseudonym", "Bus des femmes"), ("role", "partner"), ("do", "create")];
    let made = admin.post("/admin/members", &fields).await;
    assert_eq!(made.status, 201, "{}", made.read());
    let password = made.text.split("translate=\"no\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let body = serde_json::json!({ "pseudonym": "bus des femmes", "password": password });
    let seen = site.call(axum::http::Method::POST, "/api/v1/session", None, Some(body)).await;
    assert_eq!((seen.status.as_u16(), seen.json()["role"].as_str()), (201, Some("partner")), "{}", seen.text);
    let again = admin.post("/admin/members", &fields).await;
    assert!(again.status == 409 && again.read().contains("This work name is taken"));
    for wrong in ["", "x", "a\u{202e}b", "<b>", &"x".repeat(41)] {
        let seen =
            admin.post("/admin/members", &[("pseudonym", wrong), ("role", "member"), ("do", "create")]).await;
        assert_eq!(seen.status, 422, "{wrong}");
    }
}

#[tokio::test]
async fn line_12_contacts_stand_behind_a_reason_that_is_audited() {
    let site = Site::open();
    site.wait(30 * 86_400);
    let id = brought(&site, "member", "Rosa");
    let mut admin = site.signed_in("admin").await;
    let page = admin.get(&format!("/admin/members/{id}")).await;
    assert!(page.status == 200 && page.read().contains("one, hidden") && !page.text.contains("rosa@"));
    let path = format!("/admin/members/{id}");
    for reason in ["", "curiosity"] {
        let refused = admin.post(&path, &[("reason", reason), ("do", "contacts")]).await;
        assert!(refused.status == 422 && !refused.text.contains("rosa@"));
        assert!(
            refused.read().contains("Choose a reason first") && refused.text.contains("href=\"#reason\"")
        );
    }
    assert!(!audited(&site, &id).iter().any(|what| what.starts_with("contacts_shown")));
    let shown = admin.post(&path, &[("reason", "lost_access"), ("do", "contacts")]).await;
    assert!(shown.read().contains("rosa@example.org (not confirmed)"), "{}", shown.read());
    assert_eq!(audited(&site, &id).first().map(String::as_str), Some("contacts_shown_lost_access"));
    for path in ["/desk", "/check", "/search", "/my-reports", "/report"] {
        assert_eq!(admin.get(path).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn line_12_what_an_admin_does_is_looked_at_when_it_is_done() {
    let site = Site::open();
    let mut admin = site.signed_in("admin").await;
    let id = id_of(&site, "member");
    let path = format!("/admin/members/{id}");
    admin.get(&path).await;
    // Her role changes while her page is open.
    site.run(parasol_core::members::CreateMember {
        actor: Actor::Operator,
        pseudonym: "other admin".into(),
        role: Role::Admin,
        password: site.password(),
        sponsor: None,
    });
    site.run(parasol_core::members::SetRole {
        actor: Actor::Operator,
        member: id_of(&site, "admin"),
        role: Role::Member,
    });
    assert_eq!(admin.post(&path, &[("do", "suspend")]).await.status, 403);
    assert!(site.signed_in("member").await.get("/check").await.status == 200);
}

#[tokio::test]
async fn suspending_ends_sessions_and_puts_those_she_brought_up_for_review() {
    let site = Site::open();
    site.wait(30 * 86_400);
    let rosa = brought(&site, "member", "Rosa");
    let mut member = site.signed_in("member").await;
    let mut admin = site.signed_in("admin").await;
    let path = format!("/admin/members/{}", id_of(&site, "member"));
    admin.get(&path).await;
    let asked = admin.post(&path, &[("do", "suspend")]).await;
    assert!(asked.read().contains("Everybody is signed out of the account."), "{}", asked.read());
    assert!(admin.get(&path).await.read().contains("can be used"), "one press suspends nobody");
    let moderator = [("do", "role"), ("role", "moderator")];
    let asked = admin.post(&path, &moderator).await;
    assert!(asked.read().contains("A moderator reads reports"), "{}", asked.read());
    assert!(!admin.get(&path).await.text.contains("value=\"moderator\" selected"), "nor makes a moderator");
    let done = admin.post(&path, &[("do", "suspend-now")]).await;
    assert!(done.status == 200 && done.read().contains("suspended"));
    assert_eq!(member.get("/check").await.status, 303);
    let review = admin.post("/admin/members", &[("review", "yes"), ("do", "search")]).await;
    assert!(review.read().contains("One member") && review.text.contains(">Rosa</bdi>"));
    let page = admin.get(&format!("/admin/members/{rosa}")).await;
    assert!(page.read().contains("Nobody is excluded for that alone"));
    let kept = admin.post(&format!("/admin/members/{rosa}"), &[("do", "keep")]).await;
    assert!(kept.status == 200 && !kept.read().contains("Up for review"));
    assert_eq!(admin.post(&format!("/admin/members/{rosa}"), &[("do", "keep")]).await.status, 409);
    assert_eq!(admin.post(&path, &[("do", "resume")]).await.status, 200);
    let own = format!("/admin/members/{}", id_of(&site, "admin"));
    assert_eq!(admin.post(&own, &[("do", "suspend-now")]).await.status, 409, "the last admin stays");
    for forged in ["nothing", ""] {
        assert_eq!(admin.post(&path, &[("do", forged)]).await.status, 404);
    }
}

#[tokio::test]
async fn a_partner_account_is_handed_over() {
    let site = Site::open();
    let mut partner = site.signed_in("partner").await;
    let mut admin = site.signed_in("admin").await;
    let path = format!("/admin/members/{}", id_of(&site, "partner"));
    admin.get(&path).await;
    let made = admin.post(&path, &[("do", "hand-over")]).await;
    assert!(made.status == 201 && made.read().contains("Handed over"));
    assert_eq!(partner.get("/check").await.status, 303, "nobody is signed in any more");
    let body = serde_json::json!({ "pseudonym": "partner", "password": PASSWORD });
    let seen = site.call(axum::http::Method::POST, "/api/v1/session", None, Some(body)).await;
    assert_eq!(seen.status, 401);
    let member = format!("/admin/members/{}", id_of(&site, "member"));
    assert_eq!(admin.post(&member, &[("do", "hand-over")]).await.status, 409, "partner accounts only");
}

#[tokio::test]
async fn line_10_the_tree_shows_who_brought_whom() {
    let site = Site::open();
    site.wait(30 * 86_400);
    let rosa = brought(&site, "member", "Rosa");
    site.run(CutLink { actor: Actor::Member(rosa, Role::Member) });
    let mut admin = site.signed_in("admin").await;
    let tree = admin.get("/admin/tree").await;
    let read = tree.read();
    assert!(
        read.contains("class=\"d1\"") && read.contains("link cut") && !read.contains("her word"),
        "{read}"
    );
    assert!(!read.contains("rosa@"));
    let search = MemberSearch { name: "rosa".into(), ..MemberSearch::default() };
    assert_eq!(site.node().read().unwrap().find_members(&Actor::Operator, &search).unwrap().total, 1);
}
