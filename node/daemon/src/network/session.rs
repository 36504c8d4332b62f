//! A sync session on a stream: frames in, frames out, and everything durable before it is acknowledged.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures::io::{AsyncReadExt, ReadHalf, WriteHalf};
use futures::{AsyncRead, AsyncWrite};
use parasol_core::command::Event;
use parasol_core::ledger::{ApplyDelta, Heard, LedgersView};
use parasol_protocol::ids::{CircleId, OrganisationId};
use parasol_protocol::sync::message::MAX_FRAME;
use parasol_protocol::sync::{Applied, Delta, Effect, Fault, Ledgers, Session};
use tokio::sync::broadcast::{
    self,
    error::{RecvError, TryRecvError},
};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::frame::{FrameError, FrameReader, FrameWriter};
use super::home::Home;
use super::status::Peers;
use crate::clock;

/// How long one frame may take, and how long the peer may take nothing of ours.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
/// When more than this waits to be sent, the peer is not listened to until it has taken some.
const BACKLOG_MAX: usize = 4 * 1_048_576;

/// A ledger: the circle, and whose it is.
type Ledger = (CircleId, OrganisationId);

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// The peer broke a rule.
    Fault(Fault),
    /// The stream ended or broke, or could not be had.
    Closed,
    /// The peer did not go on in time.
    Slow,
    /// Nothing came for so long that it is time for a new hello.
    Quiet,
    /// This node ended it.
    Stopped,
}

impl From<FrameError> for Ended {
    fn from(error: FrameError) -> Self {
        match error {
            FrameError::TooLong { .. } => Self::Fault(Fault::Malformed),
            FrameError::Slow => Self::Slow,
            FrameError::Lost(_) => Self::Closed,
        }
    }
}

/// The peer's charter of this circle has another number than ours.
#[derive(Debug, Clone, Copy)]
pub(super) struct CharterDiffers {
    pub(super) peer: OrganisationId,
    pub(super) circle: CircleId,
}

/// What a session needs besides its stream.
pub(super) struct Setting {
    pub(super) home: Home,
    pub(super) peer: OrganisationId,
    pub(super) events: broadcast::Receiver<Event>,
    pub(super) shown: Arc<Peers>,
    pub(super) charters: mpsc::Sender<CharterDiffers>,
    /// How long nothing may come.
    pub(super) quiet: Duration,
    pub(super) stop: CancellationToken,
}

/// Holds the whole conversation.
pub(super) async fn run<S: AsyncRead + AsyncWrite + Unpin + Send>(stream: S, setting: Setting) -> Ended {
    let Some((session, effects)) = setting.home.open_session(setting.peer).await else {
        return Ended::Closed;
    };
    let (from, to) = stream.split();
    let mut talk = Talk {
        session: Some(session),
        reader: FrameReader::new(from, MAX_FRAME, PATIENCE),
        writer: FrameWriter::new(to, PATIENCE),
        heard: Instant::now(),
        setting,
    };
    match talk.run(effects).await {
        Err(ended) => ended,
        Ok(never) => match never {},
    }
}

struct Talk<S> {
    setting: Setting,
    /// Gone when the store could not be read; the conversation ends then.
    session: Option<Session>,
    reader: FrameReader<ReadHalf<S>>,
    writer: FrameWriter<WriteHalf<S>>,
    heard: Instant,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Talk<S> {
    async fn run(&mut self, effects: Vec<Effect>) -> Result<std::convert::Infallible, Ended> {
        self.perform(effects).await?;
        loop {
            let listening = self.writer.queued() < BACKLOG_MAX;
            let effects = tokio::select! {
                biased;
                () = self.setting.stop.cancelled() => return Err(Ended::Stopped),
                // What changes while something is on its way is told together afterwards.
                event = self.setting.events.recv(), if self.writer.is_idle() => self.react(event).await?,
                sent = self.writer.advance(), if !self.writer.is_idle() => {
                    sent?;
                    Vec::new()
                }
                frame = self.reader.next(), if listening => {
                    let frame = frame?.ok_or(Ended::Closed)?;
                    self.heard = Instant::now();
                    self.setting.shown.contact(self.setting.peer, clock::now());
                    self.step(move |session, ledgers| session.receive(&frame, ledgers)).await?
                }
                () = sleep_until(self.heard + self.setting.quiet) => return Err(Ended::Quiet),
            };
            self.perform(effects).await?;
        }
    }

    async fn step(
        &mut self,
        step: impl FnOnce(&mut Session, &LedgersView<'_>) -> Vec<Effect> + Send + 'static,
    ) -> Result<Vec<Effect>, Ended> {
        let session = self.session.take().ok_or(Ended::Closed)?;
        let (session, effects) = self.setting.home.step(session, step).await.ok_or(Ended::Closed)?;
        self.session = Some(session);
        Ok(effects)
    }

    /// Tells the peer of what changed here: this, and whatever else has changed by now.
    async fn react(&mut self, first: Result<Event, RecvError>) -> Result<Vec<Effect>, Ended> {
        let mut changed = BTreeSet::new();
        let mut event = first;
        loop {
            match event {
                Ok(Event::LedgerChanged { circle, publisher }) => drop(changed.insert((circle, publisher))),
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => {
                    let peer = self.setting.peer;
                    return self
                        .step(move |session, ledgers| everything_changed(session, &peer, ledgers))
                        .await;
                }
                Err(RecvError::Closed) => return Err(Ended::Stopped),
            }
            event = match self.setting.events.try_recv() {
                Ok(event) => Ok(event),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Lagged(missed)) => Err(RecvError::Lagged(missed)),
                Err(TryRecvError::Closed) => Err(RecvError::Closed),
            };
        }
        if changed.is_empty() {
            return Ok(Vec::new());
        }
        self.step(move |session, ledgers| {
            let tell = |(circle, publisher): &Ledger| session.changed(circle, publisher, ledgers);
            changed.iter().flat_map(tell).collect()
        })
        .await
    }

    /// Does what the session wants, in its order. Nothing is sent before what it depends on is durable.
    async fn perform(&mut self, effects: Vec<Effect>) -> Result<(), Ended> {
        let mut effects = VecDeque::from(effects);
        // Acks do not depend on each other: they are handed in at once and become durable together.
        let mut acks = Vec::new();
        let mut end = Ok(());
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Send(frame) => self.writer.push(&frame),
                Effect::Apply(delta @ Delta::Ack(_)) => acks.push(self.apply(delta)),
                Effect::Apply(delta @ Delta::Evidence(_)) => refuse_fault(self.apply(delta).await)?,
                Effect::Apply(delta) => {
                    let applied = self.apply(delta).await;
                    if applied == Applied::Later {
                        // Another hello, a little later, begins where this stopped.
                        return Err(Ended::Closed);
                    }
                    effects.extend(self.step(move |session, l| session.applied(applied, l)).await?);
                }
                Effect::CharterDiffers(circle) => self.ask_for_charter(circle),
                Effect::Heard(circle) => self.heard(circle).await,
                Effect::End(fault) => {
                    end = Err(Ended::Fault(fault));
                    break;
                }
            }
        }
        for ack in acks {
            refuse_fault(ack.await)?;
        }
        end
    }

    fn apply(&self, delta: Delta) -> impl Future<Output = Applied> + Send + 'static {
        let kept = self.setting.home.command(ApplyDelta { from: self.setting.peer, delta });
        // Being busy, or a store that fails, is no fault of the peer's.
        async { kept.await.unwrap_or(Applied::Later) }
    }

    /// Only a node that was put back from a backup waits for this.
    async fn heard(&self, circle: CircleId) {
        let heard = Heard { from: self.setting.peer, circle };
        if let Err(refusal) = self.setting.home.command(heard).await {
            tracing::warn!(%refusal, "a peer was heard and it could not be noted; the next hello says it again");
        }
    }

    fn ask_for_charter(&self, circle: CircleId) {
        // When the list is full, the next hello says it again.
        let _ = self.setting.charters.try_send(CharterDiffers { peer: self.setting.peer, circle });
    }
}

fn refuse_fault(applied: Applied) -> Result<(), Ended> {
    match applied {
        Applied::Refused(fault) => Err(Ended::Fault(fault)),
        Applied::Kept { .. } | Applied::Later => Ok(()),
    }
}

/// After more events than could be followed, every ledger may have changed.
fn everything_changed(session: &mut Session, peer: &OrganisationId, ledgers: &impl Ledgers) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (circle, _) in ledgers.common_circles(peer) {
        for head in ledgers.heads(&circle) {
            effects.extend(session.changed(&circle, &head.body().publisher, ledgers));
        }
    }
    effects
}
