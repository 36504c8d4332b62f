//! The one seam between the pages and the process they run in. The daemon implements it.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use futures::channel::oneshot;
use parasol_core::command::{Command, Job};
use parasol_core::fair_share::{Allotted, InTurn};
use parasol_core::members::{Credentials, NewPassword, PasswordHash, Verified};
use parasol_core::node::Snapshot;
use parasol_core::places::Gazetteer;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Actor;
use parasol_core::store::StoreError;
use parasol_protocol::time::Timestamp;
use zeroize::Zeroizing;

use crate::settings::Settings;

/// A future in a box: what an asynchronous method of a trait object returns.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What the pages need of the process around them.
pub trait Port: Send + Sync + 'static {
    /// Hands a job to the single writer. The queue is bounded: when it is full, the job is answered with
    /// [`Refusal::Busy`].
    fn submit(&self, job: Job);

    /// What the node knows now.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    fn read(&self) -> Result<Snapshot, StoreError>;

    /// Has the identifiers of a member's check evaluated in their circles when it is her turn, within `budget`; what is late is
    /// an answer that says so. What was evaluated a moment ago is not answered quicker.
    fn evaluate(&self, allotted: Allotted, budget: Duration) -> BoxFuture<'_, InTurn>;

    /// Judges and hashes a new password in the bounded pool for slow work.
    fn hash_password(&self, password: NewPassword) -> BoxFuture<'_, Result<PasswordHash, Refusal>>;

    /// Compares a password in the bounded pool for slow work.
    fn verify_password(
        &self,
        credentials: Credentials,
        password: Zeroizing<String>,
    ) -> BoxFuture<'_, Result<Verified, Refusal>>;

    /// Locks the node: everybody's sessions end, the key leaves the disk if a passphrase can bring it back, and the
    /// process stops serving once this was answered.
    fn lock(&self, actor: Actor) -> BoxFuture<'_, Result<KeyLeft, Refusal>>;

    /// Whether a passphrase opens the node, so that locking it closes it.
    fn has_passphrase(&self) -> bool;

    /// The time.
    fn now(&self) -> Timestamp;

    /// Fills `bytes` with randomness fit for secrets.
    fn fill_random(&self, bytes: &mut [u8]);

    /// Where a partner's node reaches this one: what an invitation says.
    fn addresses(&self) -> Vec<String>;

    /// The towns that somebody may mean.
    fn towns(&self) -> &Gazetteer;

    /// What the operator decided about the pages.
    fn settings(&self) -> &Settings;
}

/// Where a key that opens a locked node was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyLeft {
    /// Nowhere: the passphrase is needed.
    Nowhere,
    /// Where it was, because there is no passphrase that could bring it back.
    NoPassphrase,
    /// On the disk, because it could not be removed.
    OnDisk,
    /// In the credential that the system hands over at each start: it is not ours to remove.
    Credential,
}

impl dyn Port {
    /// Runs a command and waits until its outcome is durable.
    ///
    /// # Errors
    /// The command's own [`Refusal`]; [`Refusal::Busy`] when the writer did not take it or is stopping.
    pub async fn command<C: Command>(&self, command: C) -> Result<C::Outcome, Refusal> {
        let (reply, answer) = oneshot::channel();
        // Whoever asked may have gone away meanwhile: then nobody wants the answer.
        self.submit(Job::new(command, move |outcome| drop(reply.send(outcome))));
        answer.await.unwrap_or(Err(Refusal::Busy))
    }
}
