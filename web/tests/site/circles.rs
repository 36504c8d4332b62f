//! The pages of circles: an admin reads what a change means, answers with her password, and proposes.

use parasol_core::circles::{NoteEvidence, Proposal};
use parasol_protocol::agreement::{Ballot, Evidence, Told};
use parasol_protocol::charter::Vote;
use parasol_protocol::envelope;
use parasol_protocol::ids::Hash;

use crate::partner::{OPERATOR, Partner, status};
use crate::site::{PASSWORD, Site};

#[tokio::test]
async fn an_admin_reads_what_a_change_means_and_answers_with_her_password() {
    let site = Site::open();
    let mut partner = Partner::linked(&site);
    let (circle, change) = (partner.circle, partner.propose(&site, Proposal::ChecksPerDay(9_000)));
    let mut admin = site.signed_in("admin").await;
    let start = admin.get("/admin").await.read();
    assert!(start.contains("A change of a circle waits for your organisation’s yes or no."), "{start}");
    let page = format!("/admin/circle/{circle}");
    let seen = admin.get(&page).await.read();
    assert!(seen.contains("9000 instead of 5000") && seen.contains("Proposed by Lisbon"), "{seen}");
    let answer = format!("{page}/change/{change}");
    assert!(seen.contains(&answer));
    let seen = admin.get(&answer).await.read();
    assert!(seen.contains("may try more numbers a day") && seen.contains("A yes cannot be taken back"));
    let yes = |sure: &'static str, password: &'static str| {
        vec![("do", "confirm"), ("sure", sure), ("password", password)]
    };
    assert_eq!(admin.post(&answer, &yes("", PASSWORD)).await.status, 422, "the box is not ticked");
    let wrong = admin.post(&answer, &yes("yes", "not hers")).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.read().contains("href=\"#password\""));
    assert_eq!(admin.post(&answer, &[("password", PASSWORD)]).await.status, 422, "neither yes nor no");
    assert_eq!(status(&site, circle).motions[0].answer.name(), "nothing");
    let no = [("do", "refuse"), ("password", PASSWORD)];
    assert_eq!(admin.post(&answer, &no).await.status, 303);
    assert_eq!(status(&site, circle).motions[0].answer.name(), "refused");
    // A no may become a yes; a yes stays.
    let seen = admin.get(&answer).await.read();
    assert!(!seen.contains("value=\"refuse\""));
    let done = admin.post(&answer, &yes("yes", PASSWORD)).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, page.as_str()));
    assert_eq!(status(&site, circle).motions[0].answer.name(), "confirmed");
    assert_eq!(admin.get(&answer).await.status, 404);
    assert!(!admin.get("/admin").await.read().contains("waits for your organisation"));
}

#[tokio::test]
async fn of_a_member_of_which_nothing_is_held_the_page_says_what_to_do() {
    let site = Site::open();
    let partner = Partner::linked(&site);
    let mut admin = site.signed_in("admin").await;
    let page = format!("/admin/circle/{}", partner.circle);
    let seen = admin.get(&page).await.read();
    let said = "was silent for so long that what came from it was deleted. Call them; if they do not come back, propose to remove";
    assert!(seen.contains(said), "{seen}");
    let start = admin.get("/admin").await.read();
    assert!(start.contains("nothing of it is held here"), "{start}");
    let asked = admin.get(&format!("{page}/propose/remove")).await.read();
    assert!(
        asked.contains("Where it takes several members to look a number up, fewer are left for that"),
        "{asked}"
    );
}

#[tokio::test]
async fn a_moderator_sees_where_a_circle_stands_and_changes_nothing() {
    let site = Site::open();
    let mut partner = Partner::linked(&site);
    let (circle, change) = (partner.circle, partner.propose(&site, Proposal::ChecksPerDay(9_000)));
    let mut moderator = site.signed_in("moderator").await;
    let page = format!("/admin/circle/{circle}");
    let seen = moderator.get(&page).await.read();
    assert!(seen.contains("9000 instead of 5000") && seen.contains("Lisbon"), "{seen}");
    assert!(!seen.contains("/change/") && !seen.contains("/propose/"));
    let fields = [("do", "confirm"), ("sure", "yes"), ("password", PASSWORD)];
    let answer = format!("{page}/change/{change}");
    assert_eq!(moderator.get(&answer).await.status, 403);
    assert_eq!(moderator.post(&answer, &fields).await.status, 403);
    assert_eq!(moderator.post(&format!("{page}/propose/nothing"), &fields).await.status, 403);
    assert_eq!(moderator.post(&page, &[("do", "retry")]).await.status, 403);
}

#[tokio::test]
async fn what_is_proposed_is_asked_for_and_said_in_words() {
    let site = Site::open();
    let partner = Partner::linked(&site);
    let (circle, mut admin) = (partner.circle, site.signed_in("admin").await);
    let page = format!("/admin/circle/{circle}");
    let address = |what: &str| format!("{page}/propose/{what}");
    let lisbon = partner.node.identity().organisation.to_string();
    let form = |value: &str| vec![("value", value.to_owned()), ("password", PASSWORD.to_owned())];
    let cases = [
        ("lease", "60", "That is how it is already."),
        ("lease", "0", "This is below what a circle may set"),
        ("lease", "many", "Type a whole number."),
        ("fresh-limit", "", "Type a whole number."),
        ("checks", "12", "This is below what a circle may set"),
        ("remove", "", "Choose an organisation."),
        ("threshold", "2", "one that is away would stop every check"),
        ("threshold", "1", "That is how it is already."),
        ("end-old-key", "", "There is no older key that could end."),
        ("key", "parasol-succession:AAAA", "This is no whole text."),
        ("node-key", "12", "Choose an organisation."),
    ];
    for (what, value, said) in cases {
        // So many passwords in a row are counted as tries.
        site.wait(60);
        assert_eq!(admin.get(&address(what)).await.status, 200);
        let form = form(value);
        let fields: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let seen = admin.post(&address(what), &fields).await;
        assert_eq!(seen.status, 422, "{what}: {}", seen.read());
        let field = if what == "node-key" { "member" } else { "value" };
        assert!(seen.read().contains(said) && seen.read().contains(&format!("href=\"#{field}\"")), "{what}");
    }
    site.wait(600);
    assert_eq!(admin.get(&address("key/ceremony")).await.status, 404);
    assert_eq!(admin.get(&address("something")).await.status, 404);
    let wrong = [("value", "30"), ("password", "not hers")];
    assert_eq!(admin.post(&address("lease"), &wrong).await.status, 422);
    for (what, value) in [("lease", "30"), ("remove", lisbon.as_str())] {
        let fields = [("value", value), ("password", PASSWORD)];
        assert_eq!(admin.post(&address(what), &fields).await.status, 303);
    }
    let words: Vec<_> = status(&site, circle).motions.iter().map(|one| one.changes[0].word).collect();
    assert_eq!(words, ["lease", "removed"]);
    let third = [("value", "5"), ("password", PASSWORD)];
    let seen = admin.post(&address("fresh-limit"), &third).await.read();
    assert!(seen.contains("Two proposals of yours are open already."), "{seen}");
    let seen = admin.get(&page).await.read();
    let dead_end = "Of two, both must say yes: without the organisation that is to be removed";
    assert!(seen.contains(dead_end) && admin.get(&address("remove")).await.read().contains(dead_end));
    assert!(seen.contains("Days for which entries of a silent organisation are shown: 30 instead of 60."));
    assert!(seen.contains("Lisbon is removed. It keeps the key and what it has copied."), "{seen}");
    assert!(seen.contains("Your organisation has said yes."));
}

#[tokio::test]
async fn what_somebody_signed_twice_is_said_and_taken_note_of() {
    let site = Site::open();
    let partner = Partner::linked(&site);
    let (circle, identity) = (partner.circle, partner.node.identity());
    let ballot = u64::from(Ballot::new(1, 0).unwrap());
    let vote = |byte: u8| {
        let charter = Hash::new([byte; 32]);
        let vote = Vote { circle, number: 3, charter, organisation: identity.organisation, ballot };
        envelope::seal(vote, identity.secret()).bytes().to_vec()
    };
    let evidence = Evidence::TwoVotes(vote(1).into(), vote(2).into());
    let text = Told { circle, number: 3, evidence }.to_text();
    site.run(NoteEvidence { actor: OPERATOR, text });
    let mut admin = site.signed_in("admin").await;
    let page = format!("/admin/circle/{circle}");
    let seen = admin.get(&page).await.read();
    assert!(seen.contains("About charter 3, Lisbon voted in one round for two different changes."), "{seen}");
    assert!(seen.contains("Changes are stopped"));
    let lease = [("value", "30"), ("password", PASSWORD)];
    let stopped = admin.post(&format!("{page}/propose/lease"), &lease).await;
    assert_eq!(stopped.status, 409);
    assert!(stopped.read().contains("Changes are stopped until you have taken note"));
    let address = format!("{page}/evidence/3");
    assert!(admin.get(&address).await.read().contains("Speak with that organisation first."));
    let empty = [("value", " "), ("password", PASSWORD)];
    assert_eq!(admin.post(&address, &empty).await.status, 422);
    let note = [("value", "Their disk was <copied>."), ("password", PASSWORD)];
    assert_eq!(admin.post(&address, &note).await.status, 303);
    assert_eq!(admin.get(&address).await.status, 404);
    let seen = admin.get(&page).await.text;
    assert!(seen.contains("Their disk was &#60;copied&#62;.") || seen.contains("&lt;copied&gt;"), "{seen}");
    assert_eq!(admin.post(&format!("{page}/propose/lease"), &lease).await.status, 303);
}
