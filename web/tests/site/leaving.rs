//! Leaving a circle.

use parasol_core::circles::CreateCircle;

use crate::partner::{OPERATOR, Partner};
use crate::site::{PASSWORD, Site};

#[tokio::test]
async fn who_leaves_reads_what_it_means_and_types_the_name_of_the_circle() {
    let site = Site::open();
    let circle = Partner::linked(&site).circle;
    let mut admin = site.signed_in("admin").await;
    let page = format!("/admin/circle/{circle}");
    let address = format!("{page}/leave");
    assert!(admin.get(&page).await.text.contains(&address));
    let asked = admin.get(&address).await.read();
    for said in ["Leave North Sea", "nobody's yes", "is deleted", "Only a new invitation leads back."] {
        assert!(asked.replace('’', "'").contains(said), "{said}");
    }
    let form = |name, password| vec![("value", name), ("password", password)];
    for name in ["", "South Sea"] {
        let seen = admin.post(&address, &form(name, PASSWORD)).await;
        assert_eq!(seen.status, 422);
        assert!(seen.read().contains("This is not the name of the circle. Nothing has happened."));
    }
    assert_eq!(admin.post(&address, &form("North Sea", "not hers")).await.status, 422);
    assert_eq!(admin.get(&page).await.status, 200);
    let left = admin.post(&address, &form(" north  sea", PASSWORD)).await;
    assert_eq!((left.status.as_u16(), left.header("location")), (303, "/admin?left"));
    let start = admin.get("/admin?left").await.read();
    assert!(start.contains("Your organisation has left the circle."), "{start}");
    assert!(!start.contains("North Sea") && start.contains("in no circle yet"));
    assert_eq!(admin.get(&page).await.status, 404);
    assert_eq!(admin.post(&address, &form("North Sea", PASSWORD)).await.status, 404);
}

#[tokio::test]
async fn a_moderator_can_neither_leave_nor_invite() {
    let site = Site::open();
    let name = "North Sea".to_owned();
    let circle = site.run(CreateCircle { actor: OPERATOR, name, one_key_opens_all: true });
    let mut moderator = site.signed_in("moderator").await;
    let page = format!("/admin/circle/{circle}");
    let seen = moderator.get(&page).await.read();
    assert!(!seen.contains("/leave\"") && !seen.contains("/invite\""), "{seen}");
    let fields = [("value", "North Sea"), ("password", PASSWORD)];
    for what in ["leave", "invite", "propose/key", "propose/node-key"] {
        let address = format!("{page}/{what}");
        assert_eq!(moderator.get(&address).await.status, 403, "{what}");
        assert_eq!(moderator.post(&address, &fields).await.status, 403, "{what}");
    }
    assert_eq!(moderator.get("/admin/own-key").await.status, 403);
}
