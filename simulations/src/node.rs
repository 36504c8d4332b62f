//! An organisation in the simulation: a core with its store, which can stop and start again.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use parasol_core::checks::Verdict;
use parasol_core::command::{Command, Event, Job};
use parasol_core::identity::Genesis;
use parasol_core::members::{CreateMember, PasswordHash};
use parasol_core::node::{Node, Snapshot};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use parasol_core::store::StoreKey;
use parasol_protocol::ids::OrganisationId;
use parasol_protocol::time::Timestamp;
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};

/// An organisation and its node.
pub struct SimNode {
    /// Its name.
    pub name: String,
    /// Its id.
    pub organisation: OrganisationId,
    /// A member.
    pub member: Actor,
    /// A moderator.
    pub moderator: Actor,
    dir: tempfile::TempDir,
    key: [u8; 32],
    node: Option<Node>,
    rng: ChaCha20Rng,
}

/// Where stores are kept: in memory where the system has such a place, since a simulation's crash is no power cut.
fn scratch() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}

impl SimNode {
    /// Founds an organisation with a member and a moderator.
    pub fn found(name: &str, country: &str, password: &PasswordHash, now: Timestamp, seed: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut key = [0; 32];
        rng.fill_bytes(&mut key);
        let dir = tempfile::tempdir_in(scratch()).expect("a scratch directory");
        let genesis = Genesis {
            name: name.to_owned(),
            legal_name: format!("{name} (simulated)"),
            country: country.parse().expect("a country"),
            languages: vec!["en".to_owned()],
            contact: "privacy@example.org".to_owned(),
        };
        let node =
            Node::create(&dir.path().join("data"), StoreKey::new(key), genesis, now, &mut rng).unwrap().node;
        let organisation = node.identity().organisation;
        let (name, node) = (name.to_owned(), Some(node));
        let mut founded =
            Self { name, organisation, member: Actor::System, moderator: Actor::System, dir, key, node, rng };
        founded.member = founded.create(Role::Member, password, now);
        founded.moderator = founded.create(Role::Moderator, password, now);
        founded
    }

    fn create(&mut self, role: Role, password: &PasswordHash, now: Timestamp) -> Actor {
        let (pseudonym, password) = (role.name().to_owned(), password.clone());
        let command = CreateMember { actor: Actor::Operator, pseudonym, role, password, sponsor: None };
        Actor::Member(self.run(command, now).0.unwrap(), role)
    }

    /// The core.
    pub fn core(&self) -> &Node {
        self.node.as_ref().expect("the node runs")
    }

    /// A snapshot.
    pub fn read(&self) -> Snapshot {
        self.core().read().unwrap()
    }

    /// Its randomness.
    pub fn rng(&mut self) -> &mut ChaCha20Rng {
        &mut self.rng
    }

    /// Runs one command.
    pub fn run<C: Command>(
        &mut self,
        command: C,
        now: Timestamp,
    ) -> (Result<C::Outcome, Refusal>, Vec<Event>) {
        let answer = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&answer);
        let job = Job::new(command, move |result| *slot.lock().unwrap() = Some(result));
        let core = self.core().clone();
        let events = core.execute(vec![job], now, &mut self.rng);
        let result = answer.lock().unwrap().take().expect("an answer");
        (result, events)
    }

    /// Erases what was removed.
    pub fn erase(&mut self) {
        let core = self.core().clone();
        while core.store().erase_dirty(64, &mut self.rng).unwrap() == 64 {}
    }

    /// Does everything that is due: heartbeats, then every publication that can be done now.
    pub fn work(&mut self, now: Timestamp) -> Vec<Event> {
        let mut events = self.run(parasol_core::ledger::KeepUp, now).1;
        let mut rng = self.rng.clone();
        loop {
            let snapshot = self.read();
            let Some((pending, asks)) = snapshot.next_publication(now, &mut rng).unwrap() else { break };
            let answers = asks.iter().map(|ask| snapshot.answer(ask, &mut rng)).collect();
            let (result, more) = self.run(parasol_core::publish::FinishPublication { pending, answers }, now);
            result.unwrap();
            events.extend(more);
        }
        self.rng = rng;
        events
    }

    /// Checks a text as the member would.
    pub fn check(&mut self, text: &str, now: Timestamp) -> Verdict {
        let snapshot = self.read();
        let member = self.member;
        let (pending, asks) = snapshot.begin_check(&member, text, None, now, &mut self.rng).unwrap();
        let answers: Vec<_> = asks.iter().map(|ask| snapshot.answer(ask, &mut self.rng)).collect();
        snapshot.finish_check(pending, &answers, now).unwrap()
    }

    /// Stops the process and starts it again from its data directory.
    pub fn restart(&mut self, now: Timestamp) {
        self.node = None;
        self.start(now);
    }

    fn start(&mut self, now: Timestamp) {
        let dir = self.dir.path().join("data");
        self.node = Some(Node::open(&dir, StoreKey::new(self.key), now, &mut self.rng).unwrap());
    }

    /// Copies the data directory of the stopped node aside.
    pub fn copy_aside(&mut self, now: Timestamp) {
        self.node = None;
        copy(&self.dir.path().join("data"), &self.dir.path().join("copy"));
        self.start(now);
    }

    /// Puts the copy in the place of the data directory: the node is rolled back.
    pub fn roll_back(&mut self, now: Timestamp) {
        self.node = None;
        std::fs::remove_dir_all(self.dir.path().join("data")).unwrap();
        copy(&self.dir.path().join("copy"), &self.dir.path().join("data"));
        self.start(now);
    }
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
