//! The node that the network serves: what it reads of it, and how it hands commands in.

use std::sync::Arc;

use parasol_core::circles::{AgreementTask, Carried, CeremonyTask};
use parasol_core::command::{Command, Job};
use parasol_core::ledger::LedgersView;
use parasol_core::network::{CircleTask, KnockTask, Link};
use parasol_core::node::{Node, Snapshot};
use parasol_core::refusal::Refusal;
use parasol_core::store::StoreError;
use parasol_protocol::ids::{CircleId, OrganisationId};
use parasol_protocol::sync::{Effect, Ledgers, Session};
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use crate::clock;
use crate::writer::Queue;

/// A handle to the node. Clones lead to the same one.
#[derive(Clone)]
pub(super) struct Home {
    node: Node,
    queue: Queue,
    /// Where peers find this node.
    addresses: Arc<[String]>,
}

/// The circles that are shared with a peer, each with the number of its charter.
pub(super) type Common = Vec<(CircleId, u64)>;

/// What the network has to know of what the node keeps.
#[derive(Debug, Default)]
pub(super) struct View {
    /// Who may pass, with what is shared.
    pub(super) links: Vec<(Link, Common)>,
    /// Whether somebody unknown may knock.
    pub(super) invites_open: bool,
    /// Knocks to be made.
    pub(super) knocks: Vec<KnockTask>,
    /// Questions to be asked.
    pub(super) questions: Vec<CircleTask>,
    /// Questions about the next charters.
    pub(super) agreements: Vec<AgreementTask>,
    /// What is to be said about keys that are being made.
    pub(super) ceremonies: Vec<CeremonyTask>,
    /// Circles in which a change has its consents.
    pub(super) carried: Vec<Carried>,
}

impl Home {
    pub(super) fn new(node: Node, queue: Queue, addresses: Vec<String>) -> Self {
        Self { node, queue, addresses: addresses.into() }
    }

    /// Where peers find this node, as it introduces itself.
    pub(super) fn addresses(&self) -> Vec<String> {
        self.addresses.to_vec()
    }

    pub(super) fn node(&self) -> &Node {
        &self.node
    }

    /// Has a command done. The command is handed in before the future is first waited for.
    pub(super) fn command<C: Command>(
        &self,
        command: C,
    ) -> impl Future<Output = Result<C::Outcome, Refusal>> + Send + 'static {
        let (reply, answer) = oneshot::channel();
        self.queue.submit(Job::new(command, move |result| {
            // Whoever asked may be gone; what was done is done.
            let _ = reply.send(result);
        }));
        async { answer.await.unwrap_or(Err(Refusal::Storage)) }
    }

    /// Looks at what the node keeps, away from the threads that serve everybody.
    pub(super) async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Snapshot) -> Result<T, StoreError> + Send + 'static,
    ) -> Option<T> {
        let node = self.node.clone();
        let looked = spawn_blocking(move || node.read().and_then(|snapshot| look(&snapshot))).await;
        let result = looked.ok()?;
        result.inspect_err(|error| tracing::error!(%error, "the network cannot read the store")).ok()
    }

    /// What the network has to know now; none when the store cannot be read.
    pub(super) async fn view(&self) -> Option<View> {
        self.look(|snapshot| {
            let ledgers = snapshot.ledgers();
            let shared = |link: Link| {
                let common = ledgers.common_circles(&link.organisation);
                (link, common)
            };
            Ok(View {
                links: snapshot.links()?.into_iter().map(shared).collect(),
                invites_open: snapshot.open_invites(clock::now())?,
                knocks: snapshot.knocks()?,
                questions: snapshot.questions()?,
                agreements: snapshot.agreement_tasks()?,
                ceremonies: snapshot.ceremony_tasks()?,
                carried: snapshot.carried_changes()?,
            })
        })
        .await
    }

    /// Begins a session with a peer.
    pub(super) async fn open_session(&self, peer: OrganisationId) -> Option<(Session, Vec<Effect>)> {
        let me = self.node.identity().organisation;
        self.look(move |snapshot| Ok(Session::open(me, peer, &snapshot.ledgers()))).await
    }

    /// Takes one step in a session.
    pub(super) async fn step(
        &self,
        mut session: Session,
        step: impl FnOnce(&mut Session, &LedgersView<'_>) -> Vec<Effect> + Send + 'static,
    ) -> Option<(Session, Vec<Effect>)> {
        self.look(move |snapshot| {
            let effects = step(&mut session, &snapshot.ledgers());
            Ok((session, effects))
        })
        .await
    }
}
