//! The pages of circles: an admin reads what a change means, answers with her password, and proposes.

use std::sync::mpsc;

use parasol_core::circles::{
    AcceptInvite, AgreementTask, AnswerAgreement, AnswerQuestion, CircleStatus, ConfirmPeer, CreateCircle,
    CreateInvite, JoinAnswered, NoteEvidence, Proposal, ProposeChange, ReceiveJoin, ReceiveKnock, SucceedKey,
    TakeReply,
};
use parasol_core::command::{Command, Job};
use parasol_core::identity::{Genesis, RecoveryKey};
use parasol_core::node::Node;
use parasol_core::roles::Actor;
use parasol_core::store::StoreKey;
use parasol_protocol::agreement::{Ballot, Evidence};
use parasol_protocol::charter::Vote;
use parasol_protocol::envelope;
use parasol_protocol::ids::{CircleId, Hash};
use parasol_protocol::time::Timestamp;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use crate::site::{PASSWORD, START, Site};

const OPERATOR: Actor = Actor::Operator;

/// A partner's node, in a circle with the site's.
struct Partner {
    node: Node,
    words: String,
    rng: ChaCha20Rng,
    circle: CircleId,
    _folder: tempfile::TempDir,
}

impl Partner {
    fn linked(site: &Site) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut rng = ChaCha20Rng::seed_from_u64(9);
        let genesis = Genesis {
            name: "Lisbon".to_owned(),
            legal_name: "Lisbon".to_owned(),
            country: "PT".parse().unwrap(),
            languages: vec!["pt".to_owned()],
            contact: "dpo@example.org".to_owned(),
        };
        let key = StoreKey::generate(&mut rng);
        let made = Node::create(&folder.path().join("node"), key, genesis, now(), &mut rng).unwrap();
        let name = "North Sea".to_owned();
        let circle = site.run(CreateCircle { actor: OPERATOR, name, one_key_opens_all: true });
        let words = made.recovery_words.to_string();
        let mut partner = Self { node: made.node, words, rng, circle, _folder: folder };
        partner.join(site);
        partner
    }

    fn run<C: Command>(&mut self, command: C) -> C::Outcome {
        let (tell, told) = mpsc::channel();
        let job = Job::new(command, move |outcome| tell.send(outcome).unwrap());
        self.node.execute(vec![job], now(), &mut self.rng);
        told.recv().unwrap().unwrap()
    }

    fn join(&mut self, site: &Site) {
        let (circle, expires) = (self.circle, now().plus(3_600));
        let (own, addresses) = (site.node().identity().organisation, Vec::new);
        let text = site.run(CreateInvite { actor: OPERATOR, circle, addresses: addresses(), expires });
        let words = self.run(AcceptInvite { actor: OPERATOR, text, addresses: addresses() }).words;
        let (from, me) = (self.node.identity().node_key(), self.node.identity().organisation);
        for task in self.node.read().unwrap().knocks().unwrap() {
            assert!(site.run(ReceiveKnock { from, knock: task.knock }));
            let reply = site.run(ReceiveJoin { from, circle, request: task.request });
            self.run(JoinAnswered { circle, inviter: task.inviter, reply });
        }
        site.run(ConfirmPeer { actor: OPERATOR, circle, words: words.clone() });
        self.run(ConfirmPeer { actor: OPERATOR, circle, words });
        for _ in 0..4 {
            for task in self.node.read().unwrap().questions().unwrap() {
                let ask = AnswerQuestion { from: me, question: task.question, addresses: addresses() };
                let reply = site.run(ask);
                self.run(TakeReply { from: own, circle, reply });
            }
        }
        assert_eq!(status(site, circle).members.len(), 2);
    }

    /// Proposes this, and brings it to the site.
    fn propose(&mut self, site: &Site, proposal: Proposal) -> Hash {
        let circle = self.circle;
        let hash = self.run(ProposeChange { actor: OPERATOR, circle, proposal });
        let from = self.node.identity().organisation;
        let tasks = self.node.read().unwrap().agreement_tasks().unwrap();
        for AgreementTask { question, .. } in tasks {
            site.run(AnswerAgreement { from, question });
        }
        hash
    }
}

fn now() -> Timestamp {
    Timestamp::new(START)
}

fn status(site: &Site, circle: CircleId) -> CircleStatus {
    site.node().read().unwrap().circle_status(&OPERATOR, &circle, now()).unwrap()
}

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
    ];
    for (what, value, said) in cases {
        // So many passwords in a row are counted as tries.
        site.wait(60);
        assert_eq!(admin.get(&address(what)).await.status, 200);
        let form = form(value);
        let fields: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let seen = admin.post(&address(what), &fields).await;
        assert_eq!(seen.status, 422, "{what}: {}", seen.read());
        assert!(seen.read().contains(said) && seen.read().contains("href=\"#value\""), "{what}");
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
    assert!(seen.contains("Days for which entries of a silent organisation are shown: 30 instead of 60."));
    assert!(seen.contains("Lisbon is removed. It keeps the key and what it has copied."), "{seen}");
    assert!(seen.contains("Your organisation has said yes."));
}

#[tokio::test]
async fn a_paper_that_names_a_new_key_is_proposed_by_its_text() {
    let site = Site::open();
    let mut partner = Partner::linked(&site);
    let recovery = RecoveryKey::from_words(&partner.words).unwrap();
    let told = partner.run(SucceedKey { actor: OPERATOR, recovery: Some(recovery), portrait: None });
    let mut admin = site.signed_in("admin").await;
    let address = format!("/admin/circle/{}/propose/key", partner.circle);
    assert!(admin.get(&address).await.read().contains("Call her first"));
    let text = told.text.unwrap();
    let fields = [("value", text.as_str()), ("password", PASSWORD)];
    assert_eq!(admin.post(&address, &fields).await.status, 303);
    let change = &status(&site, partner.circle).motions[0];
    assert_eq!((change.changes[0].word, change.answer.name()), ("node_key_vouched", "confirmed"));
    let seen = admin.get(&format!("/admin/circle/{}", partner.circle)).await.read();
    assert!(seen.contains("Lisbon has a new node key; its recovery key vouches for it."));
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
    site.run(NoteEvidence { actor: OPERATOR, circle, number: 3, evidence });
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
