//! A node that was put back waits for its partners before it shares again: pages say so, and an admin ends it.

use parasol_core::circles::CircleView;
use parasol_core::restored::AfterRestore;

use crate::partner::{OPERATOR, Partner};
use crate::site::{PASSWORD, Site};

fn circle(site: &Site) -> CircleView {
    site.node().read().unwrap().circles(&OPERATOR).unwrap().remove(0)
}

#[tokio::test]
async fn whom_a_restored_node_waits_for_is_said_and_an_admin_ends_it() {
    let site = Site::open();
    let partner = Partner::linked(&site);
    let (page, address) =
        (format!("/admin/circle/{}", partner.circle), format!("/admin/circle/{}/resume", partner.circle));
    let mut admin = site.signed_in("admin").await;
    let seen = admin.get(&page).await.read();
    assert!(!seen.contains("/resume") && !seen.contains("Nothing new is shared"), "{seen}");
    assert_eq!(admin.get(&address).await.header("location"), page, "there is nobody to wait for");

    site.run(AfterRestore);
    let mut admin = site.signed_in("admin").await;
    let waits = "Nothing new is shared from here before it has heard from Lisbon.";
    for at in ["/admin", &page] {
        let seen = admin.get(at).await.read();
        assert!(seen.contains(waits) && seen.contains("an admin can end the waiting"), "{seen}");
    }
    assert!(admin.get(&page).await.read().contains(&format!("href=\"{address}\"")));
    let mut moderator = site.signed_in("moderator").await;
    let seen = moderator.get(&page).await.read();
    assert!(seen.contains(waits) && !seen.contains("/resume"), "{seen}");

    let asked = admin.get(&address).await.read();
    for said in ["Share again without waiting", "Lisbon", "Call them first."] {
        assert!(asked.contains(said), "{said}: {asked}");
    }
    assert_eq!(admin.post(&address, &[("password", "not hers")]).await.status, 422);
    assert_eq!(circle(&site).awaits, ["Lisbon"]);
    let form = [("password", PASSWORD)];
    let done = admin.post(&address, &form).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, page.as_str()));
    assert_eq!(circle(&site).awaits, [""; 0]);
    assert!(!admin.get(&page).await.read().contains("Nothing new is shared"));
    let again = admin.post(&address, &form).await;
    assert_eq!(again.status, 409);
    assert!(again.read().contains("This node waits for nobody in this circle."), "{}", again.read());
}
