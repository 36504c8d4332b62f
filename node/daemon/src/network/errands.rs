//! What this node has to ask others, and when it asks again.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::Duration;

use libp2p::PeerId;
use parasol_core::circles::{JoinAnswered, TakeReply};
use parasol_core::network::KnockTask;
use parasol_protocol::circle::Question;
use parasol_protocol::ids::{CircleId, OrganisationId};
use tokio::sync::oneshot;

use super::errand;
use super::gate::Protocol;
use super::home::Home;
use super::retry::Retry;

/// The longest time between two askings: two admins who are on the phone with each other are waiting.
const LONGEST: Duration = Duration::from_secs(10);

/// Whom it goes to, about which circle, and whether it is about a later charter.
pub(super) type ErrandKey = (PeerId, CircleId, bool);

/// What is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Message {
    /// A joiner's first words.
    Knock(Box<KnockTask>),
    /// A question to this organisation.
    Question(OrganisationId, Question),
}

/// One thing to be asked until the node needs it no more.
#[derive(Debug)]
pub(super) struct Errand {
    pub(super) message: Message,
    pub(super) retry: Retry,
    pub(super) running: bool,
}

impl Message {
    /// On which protocol it is said.
    pub(super) fn protocol(&self) -> Protocol {
        match self {
            Self::Knock(_) => Protocol::Join,
            Self::Question(..) => Protocol::Circle,
        }
    }

    /// Says it and has the answer kept. None when there was no answer.
    pub(super) async fn say(self, opening: oneshot::Receiver<libp2p::Stream>, home: Home) -> Option<()> {
        let stream = opening.await.ok()?;
        let kept = match self {
            Self::Knock(task) => {
                let reply = errand::knock(stream, &task).await?;
                home.command(JoinAnswered { circle: task.circle, inviter: task.inviter, reply }).await
            }
            Self::Question(from, question) => {
                let reply = errand::ask(stream, &question).await?;
                home.command(TakeReply { from, circle: question.circle(), reply }).await
            }
        };
        kept.ok()
    }
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Errands(BTreeMap<ErrandKey, Errand>);

impl Errands {
    /// Takes the list of what is to be asked now. What is new is due at once; what was there keeps its turn.
    pub(super) fn set(&mut self, wanted: BTreeMap<ErrandKey, Message>) {
        self.0.retain(|key, _| key.2 || wanted.contains_key(key));
        for (key, message) in wanted {
            match self.0.entry(key) {
                Entry::Vacant(empty) => {
                    empty.insert(Errand::new(message));
                }
                Entry::Occupied(mut held) if held.get().message != message => {
                    held.get_mut().message = message;
                    held.get_mut().retry = Retry::new(LONGEST);
                }
                Entry::Occupied(_) => {}
            }
        }
    }

    /// Asks once for a later charter; another hello will say if that was not enough.
    pub(super) fn ask_for_charter(
        &mut self,
        peer: PeerId,
        organisation: OrganisationId,
        held: (CircleId, u64),
    ) {
        let question = Question::Charter(held.0, held.1);
        let errand = || Errand::new(Message::Question(organisation, question));
        self.0.entry((peer, held.0, true)).or_insert_with(errand);
    }

    /// Forgets what would go to somebody who is not linked any more.
    pub(super) fn keep(&mut self, linked: impl Fn(&PeerId) -> bool) {
        self.0.retain(|key, _| linked(&key.0));
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&ErrandKey, &mut Errand)> {
        self.0.iter_mut()
    }

    /// One has come back. It stays on the list, to be repeated, until the node takes it off.
    pub(super) fn returned(&mut self, key: &ErrandKey) {
        if key.2 {
            self.0.remove(key);
        } else if let Some(errand) = self.0.get_mut(key) {
            errand.running = false;
            errand.retry.failed();
        }
    }
}

impl Errand {
    fn new(message: Message) -> Self {
        Self { message, retry: Retry::new(LONGEST), running: false }
    }
}
