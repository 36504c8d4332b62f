//! What the pages may ask of the process: the daemon's side of the web crate's port.

use std::sync::OnceLock;
use std::time::Duration;

use parasol_core::command::Job;
use parasol_core::fair_share::{Allotted, InTurn};
use parasol_core::lock::LockNode;
use parasol_core::members::{Credentials, NewPassword, PasswordHash, Verified};
use parasol_core::node::{Node, Snapshot};
use parasol_core::places::Gazetteer;
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor};
use parasol_core::store::StoreError;
use parasol_protocol::time::Timestamp;
use parasol_web::port::{BoxFuture, KeyLeft, Port};
use parasol_web::settings::Settings;
use rand_core::{OsRng, RngCore};
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use crate::clock;
use crate::data::DataDir;
use crate::evaluator::Evaluator;
use crate::messages::Outbox;
use crate::passwords::Passwords;
use crate::places;
use crate::writer::Queue;

/// The node, its writer, and the pools around them.
pub struct NodePort {
    node: Node,
    evaluator: Evaluator,
    queue: Queue,
    passwords: Passwords,
    settings: Settings,
    /// Where the settings say that partners reach this node.
    announced: Vec<String>,
    /// Where they reach it, once the network runs.
    listening: OnceLock<Vec<String>>,
    data: DataDir,
    locked: CancellationToken,
}

impl NodePort {
    /// Puts them together.
    #[must_use]
    pub fn new(node: Node, queue: Queue, passwords: Passwords, settings: Settings, data: DataDir) -> Self {
        Self {
            evaluator: Evaluator::new(node.clone()),
            node,
            queue,
            passwords,
            settings,
            announced: Vec::new(),
            listening: OnceLock::new(),
            data,
            locked: CancellationToken::new(),
        }
    }

    /// Says where the settings have partners reach this node.
    #[must_use]
    pub fn announcing(self, announced: Vec<String>) -> Self {
        Self { announced, ..self }
    }

    /// Says where partners reach this node, now that its network runs.
    pub fn listen_at(&self, addresses: Vec<String>) {
        // Nobody else sets it: a node has one network.
        let _ = self.listening.set(addresses);
    }

    /// Done when somebody has locked the node; the process must stop then.
    #[must_use]
    pub fn locked(&self) -> CancellationToken {
        self.locked.clone()
    }

    /// Who gathers evaluations.
    #[must_use]
    pub fn evaluator(&self) -> &Evaluator {
        &self.evaluator
    }

    /// The node itself, for what only this process may ask.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.node
    }
}

impl Port for NodePort {
    fn submit(&self, job: Job) {
        self.queue.submit(job);
    }

    fn read(&self) -> Result<Snapshot, StoreError> {
        self.node.read()
    }

    fn evaluate(&self, allotted: Allotted, budget: Duration) -> BoxFuture<'_, InTurn> {
        Box::pin(self.evaluator.evaluate(allotted, budget))
    }

    fn hash_password(&self, password: NewPassword) -> BoxFuture<'_, Result<PasswordHash, Refusal>> {
        let work = move || PasswordHash::hash(password, &mut OsRng);
        Box::pin(async { self.passwords.run(work).await? })
    }

    fn verify_password(
        &self,
        credentials: Credentials,
        password: Zeroizing<String>,
    ) -> BoxFuture<'_, Result<Verified, Refusal>> {
        Box::pin(async { self.passwords.run(move || credentials.verify(&password)).await? })
    }

    fn lock(&self, actor: Actor) -> BoxFuture<'_, Result<KeyLeft, Refusal>> {
        Box::pin(async move {
            self.node.read()?.allow(&actor, Action::Lock)?;
            let port: &dyn Port = self;
            match port.command(LockNode { actor }).await {
                // A full disk or a full queue is no reason to stay open; the sessions end when it is unlocked.
                Ok(_) | Err(Refusal::Storage | Refusal::Busy) => {}
                Err(other) => return Err(other),
            }
            let data = self.data.clone();
            let left = spawn_blocking(move || {
                Outbox::of(data.path()).clear_when_locked();
                data.lock()
            });
            let left = left.await.unwrap_or(KeyLeft::OnDisk);
            self.locked.cancel();
            Ok(left)
        })
    }

    fn has_passphrase(&self) -> bool {
        self.data.has_passphrase()
    }

    fn now(&self) -> Timestamp {
        clock::now()
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        OsRng.fill_bytes(bytes);
    }

    fn addresses(&self) -> Vec<String> {
        self.listening.get().unwrap_or(&self.announced).clone()
    }

    fn towns(&self) -> &Gazetteer {
        places::towns()
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }
}
