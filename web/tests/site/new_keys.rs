//! A member has a new node key, and trying again to make a circle's key.

use parasol_core::circles::{ConfirmChange, Proposal, SucceedKey};
use parasol_core::identity::RecoveryKey;
use parasol_protocol::ids::NodeKey;

use crate::partner::{OPERATOR, Partner, status};
use crate::site::{PASSWORD, Site};

#[tokio::test]
async fn a_paper_that_names_a_new_key_is_read_and_then_proposed() {
    let site = Site::open();
    let mut partner = Partner::linked(&site);
    let recovery = RecoveryKey::from_words(&partner.words).unwrap();
    let told = partner.run(SucceedKey { actor: OPERATOR, recovery: Some(recovery), portrait: None });
    let mut admin = site.signed_in("admin").await;
    let address = format!("/admin/circle/{}/propose/key", partner.circle);
    assert!(admin.get(&address).await.read().contains("parasol-succession:"));
    let text = told.text.unwrap();
    let form = |what, sure, password| {
        vec![("do", what), ("value", text.as_str()), ("sure", sure), ("password", password)]
    };
    let seen = admin.post(&address, &form("look", "", "")).await;
    assert_eq!(seen.status, 200);
    for said in ["A new key for Lisbon", "North Sea", "Call her first", "with the recovery key of Lisbon"] {
        assert!(seen.read().contains(said), "{said}: {}", seen.read());
    }
    assert!(status(&site, partner.circle).motions.is_empty(), "nothing is proposed by reading");
    let seen = admin.post(&address, &form("propose", "", PASSWORD)).await;
    assert!(seen.status == 422 && seen.read().contains("Call her first, then tick the box."));
    let seen = admin.post(&address, &form("propose", "yes", "not hers")).await;
    assert!(seen.status == 422 && seen.read().contains("href=\"#password\""));
    assert!(status(&site, partner.circle).motions.is_empty());
    let done = admin.post(&address, &form("propose", "yes", PASSWORD)).await;
    assert_eq!(done.status, 303);
    let change = &status(&site, partner.circle).motions[0];
    assert_eq!((change.changes[0].word, change.answer.name()), ("node_key_vouched", "confirmed"));
    let seen = admin.get(&format!("/admin/circle/{}", partner.circle)).await.read();
    assert!(seen.contains("Lisbon has a new node key; its recovery key vouches for it."));
}

#[tokio::test]
async fn a_key_for_which_nothing_vouches_is_proposed_to_all() {
    let site = Site::open();
    let partner = Partner::linked(&site);
    let mut admin = site.signed_in("admin").await;
    let address = format!("/admin/circle/{}/propose/node-key", partner.circle);
    let asked = admin.get(&address).await.read();
    assert!(
        asked.contains("Nothing vouches for this key.") && asked.contains("All organisations must say yes")
    );
    let lisbon = partner.node.identity().organisation.to_string();
    let (held, new) = (partner.node.identity().node_key(), NodeKey::new([7; 32]));
    let spaced = format!(" {} {} ", &new.to_string()[..32].to_uppercase(), &new.to_string()[32..]);
    let form = |member: &str, key: &str, sure: &str| {
        [("member", member), ("value", key), ("sure", sure), ("password", PASSWORD)]
            .map(|(name, value)| (name, value.to_owned()))
    };
    let cases = [
        (form("", &spaced, "yes"), "Choose an organisation.", "member"),
        (form(&lisbon, "12", "yes"), "Type the whole key", "value"),
        (form(&lisbon, &spaced, ""), "Call her first, then tick the box.", "sure"),
        (form(&lisbon, &held.to_string(), "yes"), "This key is in the charter already.", "value"),
    ];
    for (form, said, field) in cases {
        let fields: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let seen = admin.post(&address, &fields).await;
        assert_eq!(seen.status, 422, "{said}");
        assert!(seen.read().contains(said) && seen.read().contains(&format!("href=\"#{field}\"")), "{said}");
    }
    let form = form(&lisbon, &spaced, "yes");
    let fields: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(admin.post(&address, &fields).await.status, 303);
    let change = &status(&site, partner.circle).motions[0];
    assert_eq!((change.changes[0].word, change.needs_all), ("node_key", true));
}

#[tokio::test]
async fn a_key_that_does_not_come_about_is_tried_again() {
    let site = Site::open();
    let mut partner = Partner::linked(&site);
    let (circle, mut admin) = (partner.circle, site.signed_in("admin").await);
    let page = format!("/admin/circle/{circle}");
    let retry = [("do", "retry")];
    let nothing = admin.post(&page, &retry).await;
    assert_eq!((nothing.status.as_u16(), nothing.header("location")), (303, page.as_str()));
    assert!(!admin.get(&page).await.text.contains("value=\"retry\""));
    let charter = partner.propose(&site, Proposal::NewEpoch);
    site.run(ConfirmChange { actor: OPERATOR, circle, charter });
    partner.decide(&site);
    let seen = admin.get(&page).await.read();
    assert!(seen.contains("All nodes are making a new key together."), "{seen}");
    assert!(
        seen.contains("No answer yet from Lisbon.") && seen.contains("trying again does not help"),
        "{seen}"
    );
    assert!(seen.contains("call them; if they do not come back, propose to remove"), "{seen}");
    assert!(!seen.contains("This is attempt"));
    let done = admin.post(&page, &retry).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, page.as_str()));
    assert!(admin.get(&page).await.read().contains("This is attempt 2."));
}
