//! An invented organisation to try things in.

use std::path::Path;
use std::sync::mpsc;

use parasol_core::command::{Command, Event, Job};
use parasol_core::desk::{DeskList, DeskRow, Person, PublishReport, Published};
use parasol_core::identity::Genesis;
use parasol_core::ids::{AlertId, MemberId, ReportId};
use parasol_core::members::{CreateMember, PasswordHash};
use parasol_core::node::{Node, Snapshot};
use parasol_core::refusal::Refusal;
use parasol_core::reports::{Consent, IdentifierInput, ReportDraft, SubmitReport, Wording};
use parasol_core::roles::{Actor, Role};
use parasol_core::store::StoreKey;
use parasol_protocol::identifier::Regions;
use parasol_protocol::lists::{EventKind, Level};
use parasol_protocol::time::Timestamp;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "an invented password";

pub(crate) struct House {
    pub(crate) dir: TempDir,
    pub(crate) node: Option<Node>,
    pub(crate) now: Timestamp,
    pub(crate) rng: ChaCha20Rng,
    /// Of the recovery key.
    pub(crate) words: String,
    password: PasswordHash,
}

pub(crate) fn key() -> StoreKey {
    StoreKey::new([5; 32])
}

pub(crate) fn genesis() -> Genesis {
    Genesis {
        name: "Jasmine".into(),
        legal_name: "Association Jasmine".into(),
        country: "FR".parse().unwrap(),
        languages: vec!["fr".into(), "en".into()],
        contact: "privacy@jasmine.example.org".into(),
    }
}

pub(crate) fn regions() -> Regions {
    Regions::new("FR".parse().unwrap(), [])
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with_seed(1)
    }

    /// A house whose random numbers are others.
    pub(crate) fn with_seed(seed: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        // 2026-11-21 12:00 UTC.
        let now = Timestamp::new(1_795_262_400);
        let created = Node::create(dir.path(), key(), genesis(), now, &mut rng).unwrap();
        assert_eq!(created.recovery_words.split(' ').count(), 24);
        let password = PasswordHash::hash(PASSWORD, &mut rng).unwrap();
        let words = created.recovery_words.to_string();
        Self { dir, node: Some(created.node), now, rng, words, password }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn node(&self) -> &Node {
        self.node.as_ref().unwrap()
    }

    pub(crate) fn restart(&mut self) {
        self.node = None;
        self.node = Some(Node::open(self.dir.path(), key(), self.now, &mut self.rng).unwrap());
    }

    /// Somebody has copied everything, and runs it beside this node.
    pub(crate) fn twin(&mut self, seed: u64) -> Self {
        self.node = None;
        let dir = tempfile::tempdir().unwrap();
        for file in std::fs::read_dir(self.dir.path()).unwrap() {
            let file = file.unwrap();
            if file.file_type().unwrap().is_file() {
                std::fs::copy(file.path(), dir.path().join(file.file_name())).unwrap();
            }
        }
        self.node = Some(Node::open(self.dir.path(), key(), self.now, &mut self.rng).unwrap());
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let node = Some(Node::open(dir.path(), key(), self.now, &mut rng).unwrap());
        let words = self.words.clone();
        Self { dir, node, now: self.now, rng, words, password: self.password.clone() }
    }

    pub(crate) fn wait(&mut self, seconds: u64) {
        self.now = self.now.plus(seconds);
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.node().read().unwrap()
    }

    pub(crate) fn run<C: Command>(&mut self, command: C) -> Result<C::Outcome, Refusal> {
        self.run_with_events(command).0
    }

    pub(crate) fn run_with_events<C: Command>(
        &mut self,
        command: C,
    ) -> (Result<C::Outcome, Refusal>, Vec<Event>) {
        let (reply, answer) = mpsc::channel();
        let job = Job::new(command, move |outcome| reply.send(outcome).unwrap());
        let node = self.node().clone();
        let events = node.execute(vec![job], self.now, &mut self.rng);
        (answer.recv().unwrap(), events)
    }

    pub(crate) fn member(&mut self, pseudonym: &str, role: Role) -> Actor {
        let id = self.create(pseudonym, role).unwrap();
        Actor::Member(id, role)
    }

    pub(crate) fn create(&mut self, pseudonym: &str, role: Role) -> Result<MemberId, Refusal> {
        let password = self.password.clone();
        let actor = Actor::Operator;
        self.run(CreateMember { actor, pseudonym: pseudonym.into(), role, password, sponsor: None })
    }

    pub(crate) fn password(&self) -> PasswordHash {
        self.password.clone()
    }

    pub(crate) fn report(&mut self, actor: Actor, draft: ReportDraft) -> Result<ReportId, Refusal> {
        self.run(SubmitReport { actor, draft, regions: regions() }).map(|submitted| submitted.id)
    }

    /// The first page of a list of the desk.
    pub(crate) fn desk(&self, actor: &Actor, list: DeskList) -> Vec<DeskRow> {
        self.snapshot().desk(actor, list, None, self.now).unwrap().rows
    }

    pub(crate) fn publish(&mut self, actor: Actor, id: ReportId, abroad: bool) -> Result<Published, Refusal> {
        self.run(publishing(actor, id, abroad))
    }

    /// A published alert of this number.
    pub(crate) fn alert(&mut self, number: &str) -> AlertId {
        let names = [format!("reporter of {}", number.len()), format!("moderator of {}", number.len())];
        let [reporter, moderator] = names;
        let reporter = self.member(&reporter, Role::Member);
        let moderator = self.member(&moderator, Role::Moderator);
        let report = self.report(reporter, violent(number)).unwrap();
        self.publish(moderator, report, false).unwrap().alert
    }
}

/// What a moderator publishes of a report.
pub(crate) fn publishing(actor: Actor, id: ReportId, abroad: bool) -> PublishReport {
    PublishReport {
        actor,
        id,
        level: Level::VeryDangerous,
        kinds: vec![EventKind::RapeOrAttempt],
        text: "Says he is a doctor.".into(),
        town: None,
        person: Person {
            aliases: vec!["Docteur Léo".into()],
            vehicle: Some("grey van, dented door".into()),
            description: None,
        },
        abroad,
        talked: false,
        leave_out: Vec::new(),
        anyway: true,
    }
}

pub(crate) fn member_id(actor: &Actor) -> MemberId {
    match actor {
        Actor::Member(id, _) => *id,
        _ => unreachable!("only members have an id"),
    }
}

/// A report with one number and all three consents.
pub(crate) fn violent(number: &str) -> ReportDraft {
    ReportDraft {
        identifiers: vec![IdentifierInput { kind: None, value: number.into() }],
        kinds: vec![EventKind::RapeOrAttempt],
        aliases: vec!["Docteur Léo".into()],
        vehicle: Some("grey van, dented door".into()),
        text: Some("He locked the door.".into()),
        place: Some("12 rue Inventée, Lyon".into()),
        contact: Some("call on Tuesdays".into()),
        consent: Consent { alert: true, partners: false, abroad: true },
        consent_wording: Wording { version: 1, language: "fr".into() },
        ..ReportDraft::default()
    }
}
