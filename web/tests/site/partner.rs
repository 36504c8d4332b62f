//! A partner's node, in one process with the site's.

use std::sync::mpsc;

use parasol_core::circles::{
    AcceptInvite, AgreementTask, AnswerAgreement, AnswerQuestion, CircleStatus, ConfirmPeer, CreateCircle,
    CreateInvite, DriveAgreement, JoinAnswered, Proposal, ProposeChange, ReceiveJoin, ReceiveKnock,
    TakeAgreement, TakeReply,
};
use parasol_core::command::{Command, Job};
use parasol_core::identity::Genesis;
use parasol_core::node::Node;
use parasol_core::roles::Actor;
use parasol_core::store::StoreKey;
use parasol_protocol::ids::{CircleId, Hash};
use parasol_protocol::time::Timestamp;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use crate::site::{START, Site};

pub(crate) const OPERATOR: Actor = Actor::Operator;

/// A partner's node.
pub(crate) struct Partner {
    pub(crate) node: Node,
    pub(crate) words: String,
    /// The circle with the site's node.
    pub(crate) circle: CircleId,
    rng: ChaCha20Rng,
    _folder: tempfile::TempDir,
}

impl Partner {
    /// In no circle with the site's node yet.
    pub(crate) fn alone() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut rng = ChaCha20Rng::seed_from_u64(9);
        let genesis = Genesis {
            name: "Lisbon".to_owned(),
            legal_name: "Lisbon Lda".to_owned(),
            country: "PT".parse().unwrap(),
            languages: vec!["pt".to_owned()],
            contact: "dpo@example.org".to_owned(),
        };
        let key = StoreKey::generate(&mut rng);
        let made = Node::create(&folder.path().join("node"), key, genesis, now(), &mut rng).unwrap();
        let (words, circle) = (made.recovery_words.to_string(), CircleId::random(&mut rng));
        Self { node: made.node, words, rng, circle, _folder: folder }
    }

    /// In a circle that the site's node made.
    pub(crate) fn linked(site: &Site) -> Self {
        let mut partner = Self::alone();
        let name = "North Sea".to_owned();
        partner.circle = site.run(CreateCircle { actor: OPERATOR, name, one_key_opens_all: true });
        let (circle, expires) = (partner.circle, now().plus(3_600));
        let text = site.run(CreateInvite { actor: OPERATOR, circle, addresses: Vec::new(), expires });
        let words = partner.accept(site, text);
        site.run(ConfirmPeer { actor: OPERATOR, circle, words: words.clone() });
        partner.run(ConfirmPeer { actor: OPERATOR, circle, words });
        partner.finish(site);
        partner
    }

    pub(crate) fn run<C: Command>(&mut self, command: C) -> C::Outcome {
        let (tell, told) = mpsc::channel();
        let job = Job::new(command, move |outcome| tell.send(outcome).unwrap());
        self.node.execute(vec![job], now(), &mut self.rng);
        told.recv().unwrap().unwrap()
    }

    /// Accepts an invitation of the site's and knocks; the six words.
    pub(crate) fn accept(&mut self, site: &Site, text: String) -> String {
        let pending = self.run(AcceptInvite { actor: OPERATOR, text, addresses: Vec::new() });
        let (circle, from) = (pending.circle, self.node.identity().node_key());
        self.circle = circle;
        for task in self.node.read().unwrap().knocks().unwrap() {
            assert!(site.run(ReceiveKnock { from, knock: task.knock }));
            let reply = site.run(ReceiveJoin { from, circle, request: task.request });
            self.run(JoinAnswered { circle, inviter: task.inviter, reply });
        }
        pending.words
    }

    /// The site's node knocks at this one.
    pub(crate) fn hear_knock(&mut self, site: &Site) {
        let (circle, from) = (self.circle, site.node().identity().node_key());
        for task in site.node().read().unwrap().knocks().unwrap() {
            assert!(self.run(ReceiveKnock { from, knock: task.knock }));
            let reply = self.run(ReceiveJoin { from, circle, request: task.request });
            site.run(JoinAnswered { circle, inviter: task.inviter, reply });
        }
    }

    /// What follows by itself once both admins have confirmed: this node was invited.
    pub(crate) fn finish(&mut self, site: &Site) {
        let (circle, me, key) =
            (self.circle, self.node.identity().organisation, self.node.identity().node_key());
        let own = site.node().identity().organisation;
        for _ in 0..4 {
            for task in self.node.read().unwrap().questions().unwrap() {
                let ask =
                    AnswerQuestion { from: me, key, question: task.question.clone(), addresses: Vec::new() };
                let reply = site.run(ask);
                self.run(TakeReply { from: own, question: task.question, reply });
            }
        }
        assert_eq!(status(site, circle).members.len(), 2);
    }

    /// The same where the site's node was invited.
    pub(crate) fn let_in(&mut self, site: &Site) {
        let (circle, me) = (self.circle, self.node.identity().organisation);
        let (own, key) = (site.node().identity().organisation, site.node().identity().node_key());
        for _ in 0..4 {
            for task in site.node().read().unwrap().questions().unwrap() {
                let ask =
                    AnswerQuestion { from: own, key, question: task.question.clone(), addresses: Vec::new() };
                let reply = self.run(ask);
                site.run(TakeReply { from: me, question: task.question, reply });
            }
        }
        assert_eq!(status(site, circle).members.len(), 2);
    }

    /// Proposes this, and brings it to the site.
    pub(crate) fn propose(&mut self, site: &Site, proposal: Proposal) -> Hash {
        let circle = self.circle;
        let hash = self.run(ProposeChange { actor: OPERATOR, circle, proposal });
        let from = self.node.identity().organisation;
        let tasks = self.node.read().unwrap().agreement_tasks().unwrap();
        for AgreementTask { question, .. } in tasks {
            site.run(AnswerAgreement { from, question });
        }
        hash
    }

    /// The nodes decide what both admins want; the site's asks.
    pub(crate) fn decide(&mut self, site: &Site) {
        let (circle, me) = (self.circle, self.node.identity().organisation);
        let own = site.node().identity().organisation;
        site.run(DriveAgreement { circle });
        for _ in 0..6 {
            let tasks = site.node().read().unwrap().agreement_tasks().unwrap();
            for AgreementTask { question, number, .. } in tasks {
                let reply = self.run(AnswerAgreement { from: own, question });
                site.run(TakeAgreement { from: me, circle, number, reply });
            }
        }
    }
}

pub(crate) fn now() -> Timestamp {
    Timestamp::new(START)
}

pub(crate) fn status(site: &Site, circle: CircleId) -> CircleStatus {
    site.node().read().unwrap().circle_status(&OPERATOR, &circle, now()).unwrap()
}
