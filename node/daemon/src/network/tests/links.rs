//! Two nodes on loopback.

use super::stage::{House, link, soon};

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_link_and_hold_each_others_ledgers() {
    let (jasmine, brussels) = (House::new("Jasmine", "FR").await, House::new("Brussels", "BE").await);
    let circle = link(&jasmine, &brussels).await;
    for (house, other) in [(&jasmine, &brussels), (&brussels, &jasmine)] {
        let status = house.network().peers().of(&other.organisation());
        assert!(status.connected && status.last_contact.is_some());
        assert_eq!(status.last_fault, None);
        house.look(|snapshot| {
            assert!(snapshot.links().unwrap().iter().all(|link| link.member));
            assert!(snapshot.questions().unwrap().is_empty());
            assert!(House::holds_head_of(snapshot, &circle, other));
        });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_back_is_connected_again_although_its_address_is_new() {
    let (jasmine, mut brussels) = (House::new("Jasmine", "FR").await, House::new("Brussels", "BE").await);
    link(&jasmine, &brussels).await;
    brussels.fall_silent().await;
    let peers = jasmine.network().peers();
    let gone = peers.until(brussels.organisation(), |status| !status.connected);
    soon("Jasmine notices at once", gone).await;
    brussels.speak().await;
    jasmine.until_connected(&brussels).await;
    brussels.until_connected(&jasmine).await;
    let peers = brussels.network().peers();
    soon("a hello", peers.until(jasmine.organisation(), |status| status.last_contact.is_some())).await;
}
