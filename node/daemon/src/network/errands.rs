//! What this node has to ask others, and when it asks again.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::Duration;

use libp2p::PeerId;
use parasol_core::circles::{
    AgreementTask, CeremonyTask, JoinAnswered, TakeAgreement, TakeCeremony, TakeReply,
};
use parasol_core::network::KnockTask;
use parasol_protocol::agreement;
use parasol_protocol::ceremony::conversation;
use parasol_protocol::circle::{Question, Reply};
use parasol_protocol::ids::{CircleId, Hash, OrganisationId};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::errand;
use super::gate::{Protocol, Stream};
use super::home::Home;
use super::retry::Retry;

/// Whom it goes to, about which circle, and about what.
pub(super) type ErrandKey = (PeerId, CircleId, About);

/// What an errand is about. Each has its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum About {
    /// A link that is being made.
    Join,
    /// Later charters, until the node needs to ask no more.
    Charters,
    /// A later charter, once.
    Charter,
    /// Where a fellow member listens.
    Introduction(OrganisationId),
    /// A proposed change.
    Motion(Hash),
    /// A ballot.
    Ballot,
    /// The making of a key.
    Ceremony,
    /// The share of the key of this epoch for this newcomer.
    Repair(u64, OrganisationId),
}

impl About {
    /// Whether members pass it on and it grows on its way.
    fn is_passed_on(self) -> bool {
        matches!(self, Self::Motion(_) | Self::Ceremony)
    }

    /// The longest time between two askings.
    fn longest(self) -> Duration {
        Duration::from_secs(match self {
            // Two admins who are on the phone with each other are waiting.
            Self::Join => 10,
            // Nodes are asked, which answer at once.
            Self::Charters | Self::Charter | Self::Ballot | Self::Ceremony | Self::Repair(..) => 30,
            // Admins are, who sleep; and an admin's yes is brought by her own node.
            Self::Introduction(_) | Self::Motion(_) => 300,
        })
    }
}

/// What everybody passes on, each with a little more, comes in as many steps as there are others: so long for each of them nothing
/// is said again, so that several steps go together. Else twenty nodes would say everything twenty times.
const TOGETHER: Duration = Duration::from_millis(50);

/// What is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Message {
    /// A joiner's first words.
    Knock(Box<KnockTask>),
    /// A question to this organisation.
    Question(OrganisationId, Question),
    /// A question about the next charter.
    Agreement(Box<AgreementTask>),
    /// Something about a key.
    Ceremony(Box<CeremonyTask>),
}

/// One thing to be asked until the node needs it no more.
#[derive(Debug)]
pub(super) struct Errand {
    pub(super) message: Message,
    pub(super) retry: Retry,
    pub(super) running: bool,
    /// When it was last said.
    said: Option<Instant>,
}

impl Message {
    /// On which protocol it is said.
    pub(super) fn protocol(&self) -> Protocol {
        match self {
            Self::Knock(_) => Protocol::Join,
            Self::Question(..) | Self::Agreement(_) | Self::Ceremony(_) => Protocol::Circle,
        }
    }

    /// Says it and has the answer kept. None when there was no answer.
    pub(super) async fn say(self, opening: oneshot::Receiver<Stream>, home: Home) -> Option<()> {
        let stream = opening.await.ok()?;
        let kept = match self {
            Self::Knock(task) => {
                let reply = errand::knock(stream, &task).await?;
                home.command(JoinAnswered { circle: task.circle, inviter: task.inviter, reply }).await
            }
            Self::Question(from, question) => {
                let reply = Reply::from_bytes(&errand::ask(stream, &question.to_bytes()).await?).ok()?;
                home.command(TakeReply { from, question, reply }).await
            }
            Self::Agreement(task) => {
                let AgreementTask { to: from, circle, number, question, .. } = *task;
                let reply = errand::ask(stream, &question.to_bytes()).await?;
                let reply = agreement::Reply::from_bytes(&reply).ok()?;
                home.command(TakeAgreement { from, circle, number, reply }).await
            }
            Self::Ceremony(task) => {
                let CeremonyTask { to: from, circle, number, repair, question } = *task;
                let reply = errand::ask(stream, &question.to_bytes()).await?;
                let reply = conversation::Reply::from_bytes(&reply).ok()?;
                home.command(TakeCeremony { from, circle, number, repair, reply }).await
            }
        };
        kept.ok()
    }
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Errands(BTreeMap<ErrandKey, Errand>);

impl Errands {
    /// Takes the list of what is to be asked now, in a network of so many others. What is new is due at once; what was there keeps
    /// its turn.
    pub(super) fn set(&mut self, wanted: BTreeMap<ErrandKey, Message>, others: usize) {
        let together = TOGETHER.saturating_mul(u32::try_from(others).unwrap_or(u32::MAX));
        self.0.retain(|key, _| key.2 == About::Charter || wanted.contains_key(key));
        for (key, message) in wanted {
            let about = key.2;
            match self.0.entry(key) {
                Entry::Vacant(empty) => {
                    empty.insert(Errand::new(message, about));
                }
                Entry::Occupied(mut held) if held.get().message != message => {
                    held.get_mut().change(message, about, together);
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
        let errand = || Errand::new(Message::Question(organisation, question), About::Charter);
        self.0.entry((peer, held.0, About::Charter)).or_insert_with(errand);
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
        if key.2 == About::Charter {
            self.0.remove(key);
        } else if let Some(errand) = self.0.get_mut(key) {
            errand.running = false;
            errand.retry.failed();
        }
    }
}

impl Errand {
    fn new(message: Message, about: About) -> Self {
        Self { message, retry: Retry::new(about.longest()), running: false, said: None }
    }

    /// There is something else to be said about the same.
    fn change(&mut self, message: Message, about: About, together: Duration) {
        self.message = message;
        self.retry = Retry::new(about.longest());
        if let Some(said) = self.said.filter(|_| about.is_passed_on()) {
            self.retry.not_before(said + together);
        }
    }

    /// It is said now.
    pub(super) fn begin(&mut self) {
        (self.running, self.said) = (true, Some(Instant::now()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OTHERS: usize = 19;

    /// What is to be said about it, as it has grown so far.
    fn wanted(key: ErrandKey, grown: u64) -> BTreeMap<ErrandKey, Message> {
        let question = Question::Charter(key.1, grown);
        BTreeMap::from([(key, Message::Question(OrganisationId::new([2; 16]), question))])
    }

    /// How long after it was said something more about it is due.
    fn wait(about: About) -> Duration {
        let key = (PeerId::random(), CircleId::new([1; 16]), about);
        let mut errands = Errands::default();
        errands.set(wanted(key, 1), OTHERS);
        let errand = |errands: &Errands| errands.0.get(&key).map(|errand| errand.retry.due());
        assert_eq!(errand(&errands), Some(Instant::now()), "what is new is due at once");
        errands.iter_mut().for_each(|(_, errand)| errand.begin());
        errands.returned(&key);
        errands.set(wanted(key, 2), OTHERS);
        let first = errand(&errands);
        errands.set(wanted(key, 3), OTHERS);
        assert_eq!(errand(&errands), first, "what comes meanwhile goes with it");
        first.map_or(Duration::MAX, |due| due - Instant::now())
    }

    #[tokio::test(start_paused = true)]
    async fn what_grows_on_its_way_is_said_in_few_steps_and_anything_else_at_once() {
        let together = Duration::from_millis(950);
        assert_eq!([About::Ceremony, About::Motion(Hash::new([3; 32]))].map(wait), [together; 2]);
        assert_eq!([About::Ballot, About::Join, About::Charters].map(wait), [Duration::ZERO; 3]);
    }
}
