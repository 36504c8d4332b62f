//! The event loop: one place that knows all connections, sessions and errands, and what is due next.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use libp2p::swarm::dial_opts::{DialOpts, PeerCondition};
use libp2p::swarm::{ConnectionId, DialError, SwarmEvent};
use libp2p::{PeerId, Swarm};
use parasol_core::circles::DriveAgreement;
use parasol_core::command::Event;
use parasol_protocol::circle::Question;
use parasol_protocol::ids::{NodeKey, OrganisationId};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::task::{self, JoinError, JoinSet};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::ballots::Ballots;
use super::errand::{Knocked, answer_knock, answer_question};
use super::errands::{About, ErrandKey, Errands, Message};
use super::evaluating::{self, EVALUATING_MAX, Holders, Wanted, answer_evaluation};
use super::gate::{Admission, Gate, Protocol, Standing, Stream, Visit};
use super::home::{Home, View};
use super::peer::{Peer, Slot};
use super::session::{self, CharterDiffers, Ended, Setting};
use super::status::Peers;
use super::transport::{node_key, peer_id};
use crate::clock;

/// How often the node is looked at although nothing was said: invites end with time.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// How long opening a stream may take on a connection that lives.
const OPENING: Duration = Duration::from_secs(5);
/// How long somebody unknown may stay.
const GUEST_STAY: Duration = Duration::from_secs(15);
/// Knocks that are looked at together.
const KNOCKS_MAX: usize = 2;
/// Questions of one peer that are answered together.
const VISITS_MAX: usize = 4;
/// A session that lasted this long was a success, however it ended.
const STEADY: Duration = Duration::from_secs(30);
/// How long the other side of a session waits, in quiet times of its own, before it gives the connection up.
const PATIENT: u32 = 2;
/// How long connections may take to be closed when the node stops.
const PARTING: Duration = Duration::from_secs(1);

/// What a finished task was for.
enum Work {
    Session(PeerId),
    Errand(ErrandKey),
    Question(PeerId),
    Evaluation(PeerId),
    Asking(PeerId),
    Knock(ConnectionId),
}

/// How it ended.
enum Done {
    Session(Ended),
    Knock(Knocked),
    Over,
}

pub(super) struct Driver {
    pub(super) swarm: Swarm<Gate>,
    pub(super) home: Home,
    pub(super) admission: Arc<Admission>,
    pub(super) shown: Arc<Peers>,
    pub(super) events: broadcast::Receiver<Event>,
    pub(super) quiet: Duration,
    pub(super) stop: CancellationToken,
    /// Where evaluations by others are asked for.
    pub(super) holders: Arc<Holders>,
    own: NodeKey,
    peers: BTreeMap<PeerId, Peer>,
    errands: Errands,
    ballots: Ballots,
    tasks: JoinSet<Done>,
    works: HashMap<task::Id, Work>,
    knocks: usize,
    /// What this node wants to have evaluated by others.
    wanted: mpsc::Receiver<Wanted>,
    /// Connections with somebody unknown, and until when they may stay.
    guests: HashMap<ConnectionId, Instant>,
    charters: (mpsc::Sender<CharterDiffers>, mpsc::Receiver<CharterDiffers>),
    looked: Instant,
}

impl Driver {
    pub(super) fn new(
        swarm: Swarm<Gate>,
        home: Home,
        admission: Arc<Admission>,
        events: broadcast::Receiver<Event>,
        quiet: Duration,
        stop: CancellationToken,
    ) -> Self {
        let own = home.node().identity().node_key();
        let (holders, wanted) = evaluating::channel();
        Self {
            swarm,
            home,
            admission,
            shown: Arc::default(),
            events,
            quiet,
            stop,
            holders: Arc::new(holders),
            own,
            peers: BTreeMap::new(),
            errands: Errands::default(),
            ballots: Ballots::default(),
            tasks: JoinSet::new(),
            works: HashMap::new(),
            knocks: 0,
            wanted,
            guests: HashMap::new(),
            charters: mpsc::channel(64),
            looked: Instant::now(),
        }
    }

    /// Runs until told to stop, or until the writer is gone.
    pub(super) async fn run(mut self) {
        self.look().await;
        loop {
            let wake = self.tend();
            tokio::select! {
                biased;
                () = self.stop.cancelled() => break,
                event = self.events.recv() => match event {
                    Err(RecvError::Closed) => break,
                    Ok(Event::LinksChanged | Event::CircleChanged { .. }) | Err(RecvError::Lagged(_)) => self.look().await,
                    Ok(_) => {}
                },
                Some(differs) = self.charters.1.recv() => self.ask_for_charter(differs),
                Some(wanted) = self.wanted.recv() => self.ask_holder(wanted),
                Some(done) = self.tasks.join_next_with_id(), if !self.tasks.is_empty() => self.on_done(done),
                event = self.swarm.select_next_some() => self.on_swarm(event),
                () = sleep_until(wake) => {
                    if self.looked.elapsed() >= LOOK_EVERY {
                        self.look().await;
                    }
                }
            }
        }
        self.part().await;
    }

    /// Ends everything, so that peers see it at once and not after a time-out.
    async fn part(mut self) {
        self.tasks.shutdown().await;
        let connected: Vec<PeerId> = self.swarm.connected_peers().copied().collect();
        for peer in connected {
            // It may have gone in the meantime.
            let _ = self.swarm.disconnect_peer_id(peer);
        }
        let closing = async {
            while self.swarm.connected_peers().next().is_some() {
                self.swarm.select_next_some().await;
            }
        };
        let _ = timeout(PARTING, closing).await;
    }

    /// Looks at what the node keeps, and lets go of whoever is not linked any more.
    async fn look(&mut self) {
        self.looked = Instant::now();
        let Some(mut view) = self.home.view().await else { return };
        let links =
            view.links.iter().filter_map(|(link, common)| Some((peer_id(&link.node_key)?, link, common)));
        let links: Vec<_> = links.collect();
        let standing = |member| if member { Standing::Member } else { Standing::Linked };
        let known = links.iter().map(|(id, link, _)| (*id, standing(link.member))).collect();
        self.admission.set(known, view.invites_open);
        for (id, link, common) in &links {
            self.peers
                .entry(*id)
                .and_modify(|peer| peer.update(id, link, (*common).clone()))
                .or_insert_with(|| Peer::new(&self.own, id, link, (*common).clone()));
        }
        let ids: HashSet<PeerId> = links.iter().map(|(id, ..)| *id).collect();
        self.peers.retain(|id, peer| {
            let linked = ids.contains(id);
            if !linked {
                peer.end_session();
                // It may not be connected at all.
                let _ = self.swarm.disconnect_peer_id(*id);
            }
            linked
        });
        let peers = &self.peers;
        self.shown.keep(|organisation| peers.values().any(|peer| peer.organisation == *organisation));
        for (id, peer) in peers {
            self.shown.connected(peer.organisation, self.swarm.is_connected(id), clock::now());
        }
        self.errands.keep(|id| peers.contains_key(id));
        self.ballots.set(&std::mem::take(&mut view.carried));
        self.errands.set(self.wanted(view), self.peers.len());
    }

    /// What has to be asked, by whom it is asked.
    fn wanted(&self, view: View) -> BTreeMap<ErrandKey, Message> {
        let knocks = view.knocks.into_iter().filter_map(|task| {
            let key = (peer_id(&task.inviter)?, task.circle, About::Join);
            Some((key, Message::Knock(Box::new(task))))
        });
        let questions = view.questions.into_iter().filter_map(|task| {
            let about = match task.question {
                Question::Charter(..) => About::Charters,
                Question::Introduction(_, who) => About::Introduction(who),
                Question::Confirm(_) | Question::Vote(..) | Question::Consent(..) => About::Join,
            };
            let key = (self.peer_of(&task.to)?, task.question.circle(), about);
            Some((key, Message::Question(task.to, task.question)))
        });
        let agreements = view.agreements.into_iter().filter_map(|task| {
            let about = task.motion.map_or(About::Ballot, About::Motion);
            let key = (self.peer_of(&task.to)?, task.circle, about);
            Some((key, Message::Agreement(Box::new(task))))
        });
        let ceremonies = view.ceremonies.into_iter().filter_map(|task| {
            let about = task.repair.map_or(About::Ceremony, |(epoch, who)| About::Repair(epoch, who));
            let key = (self.peer_of(&task.to)?, task.circle, about);
            Some((key, Message::Ceremony(Box::new(task))))
        });
        knocks.chain(questions).chain(agreements).chain(ceremonies).collect()
    }

    fn peer_of(&self, organisation: &OrganisationId) -> Option<PeerId> {
        self.peers.iter().find(|(_, peer)| peer.organisation == *organisation).map(|(id, _)| *id)
    }

    /// Starts whatever is due, and says when something will be.
    fn tend(&mut self) -> Instant {
        let mut wake = self.show_out_late_guests().unwrap_or(self.looked + LOOK_EVERY);
        wake = wake.min(self.looked + LOOK_EVERY);
        let mut wanted = HashSet::new();
        for (key, errand) in self.errands.iter_mut().filter(|(_, errand)| !errand.running) {
            if !errand.retry.is_due() {
                wake = wake.min(errand.retry.due());
            } else if !self.swarm.is_connected(&key.0) {
                wanted.insert(key.0);
            } else {
                errand.begin();
                let opening = self.swarm.behaviour_mut().open(key.0, errand.message.protocol());
                let saying = errand.message.clone().say(opening, self.home.clone());
                let task = self.tasks.spawn(async {
                    let _ = saying.await;
                    Done::Over
                });
                self.works.insert(task.id(), Work::Errand(*key));
            }
        }
        for circle in self.ballots.due() {
            let beginning = self.home.command(DriveAgreement { circle });
            self.tasks.spawn(async {
                // It says itself why none could be begun.
                let _ = beginning.await;
                Done::Over
            });
        }
        wake = wake.min(self.ballots.next().unwrap_or(wake));
        let ids: Vec<PeerId> = self.peers.keys().copied().collect();
        for id in ids {
            wake = wake.min(self.tend_peer(&id, wanted.contains(&id)).unwrap_or(wake));
        }
        wake
    }

    /// Dials the peer or opens a session with it, if that is due; else says when it will be.
    fn tend_peer(&mut self, id: &PeerId, wanted: bool) -> Option<Instant> {
        let connected = self.swarm.is_connected(id);
        let peer = self.peers.get_mut(id)?;
        // The end of a session says itself what comes next.
        let free = !connected && !peer.dialing && peer.session.is_none();
        let dial = free && !peer.addresses.is_empty() && (peer.member || wanted);
        let open = connected && peer.member && peer.opens && peer.session.is_none();
        if !dial && !open {
            return None;
        }
        if !peer.retry.is_due() {
            return Some(peer.retry.due());
        }
        if open {
            let opening = self.swarm.behaviour_mut().open(*id, Protocol::Sync);
            self.start_session(id, timeout(OPENING, opening));
            return None;
        }
        let dial = DialOpts::peer_id(*id)
            .addresses(peer.addresses.clone())
            .condition(PeerCondition::DisconnectedAndNotDialing)
            .build();
        peer.dialing = self.swarm.dial(dial).is_ok();
        if !peer.dialing {
            peer.retry.failed();
        }
        Some(peer.retry.due())
    }

    /// Makes this stream the peer's session; one that runs is ended.
    fn start_session(
        &mut self,
        id: &PeerId,
        stream: impl Future<
            Output = Result<Result<Stream, oneshot::error::RecvError>, tokio::time::error::Elapsed>,
        > + Send
        + 'static,
    ) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        peer.end_session();
        let stop = self.stop.child_token();
        let setting = Setting {
            home: self.home.clone(),
            peer: peer.organisation,
            events: self.events.resubscribe(),
            shown: self.shown.clone(),
            charters: self.charters.0.clone(),
            quiet: if peer.opens { self.quiet } else { self.quiet.saturating_mul(PATIENT) },
            stop: stop.clone(),
        };
        let task = self.tasks.spawn(async {
            Done::Session(match stream.await {
                Err(_) => Ended::Slow,
                Ok(Err(_)) => Ended::Closed,
                Ok(Ok(stream)) => session::run(stream, setting).await,
            })
        });
        peer.session =
            Some(Slot { task: task.id(), stop, begun: Instant::now(), common: peer.common.clone() });
        self.works.insert(task.id(), Work::Session(*id));
    }

    /// Asks another holder, if there is a connection with it: a check does not wait for one.
    fn ask_holder(&mut self, wanted: Wanted) {
        let peer = self.peers.iter_mut().find(|(_, peer)| peer.organisation == wanted.holder && peer.member);
        let Some((id, peer)) = peer.filter(|(id, _)| self.swarm.is_connected(id)) else { return };
        let id = *id;
        peer.asked.join(wanted);
        self.ask_next(&id);
    }

    /// Says what waits to be said to a holder, as much as may be under way.
    fn ask_next(&mut self, id: &PeerId) {
        while let Some(wanted) = self.peers.get_mut(id).and_then(|peer| peer.asked.next()) {
            let opening = self.swarm.behaviour_mut().open(*id, Protocol::Eval);
            let task = self.tasks.spawn(async {
                let _ = wanted.say(opening).await;
                Done::Over
            });
            self.works.insert(task.id(), Work::Asking(*id));
        }
    }

    fn ask_for_charter(&mut self, differs: CharterDiffers) {
        let peer = self.peers.iter().find(|(_, peer)| peer.organisation == differs.peer);
        let Some((id, peer)) = peer else { return };
        let held = peer.common.iter().find(|(circle, _)| *circle == differs.circle);
        if let Some(held) = held {
            self.errands.ask_for_charter(*id, peer.organisation, *held);
        }
    }

    /// Asks for later charters: whoever wants no session may know of one that does not name this node any more.
    fn ask_for_charters(&mut self, id: &PeerId) {
        let Some(peer) = self.peers.get(id).filter(|peer| peer.member) else { return };
        for held in &peer.common {
            self.errands.ask_for_charter(*id, peer.organisation, *held);
        }
    }

    fn on_swarm(&mut self, event: SwarmEvent<Visit>) {
        match event {
            SwarmEvent::Behaviour(visit) => self.on_visit(visit),
            SwarmEvent::ConnectionEstablished { peer_id, connection_id, .. } => {
                self.on_connected(peer_id, connection_id);
            }
            SwarmEvent::ConnectionClosed { peer_id, num_established: 0, .. } => {
                self.on_disconnected(&peer_id)
            }
            SwarmEvent::OutgoingConnectionError { peer_id: Some(peer_id), error, .. } => {
                self.on_unreachable(&peer_id, &error);
            }
            SwarmEvent::ListenerError { .. } | SwarmEvent::ListenerClosed { reason: Err(_), .. } => {
                tracing::warn!("a listen address failed; peers may not reach this node");
            }
            _ => {}
        }
    }

    fn on_connected(&mut self, id: PeerId, connection: ConnectionId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            self.guests.insert(connection, Instant::now() + GUEST_STAY);
            return;
        };
        peer.dialing = false;
        peer.retry.hasten();
        // A second connection may mean that the first one is dead and nobody has noticed yet: say hello on the new one.
        if let Some(slot) = peer.session.as_ref().filter(|_| peer.opens) {
            slot.stop.cancel();
        }
        self.shown.connected(peer.organisation, true, clock::now());
        tracing::info!(peer = %peer.organisation.short(), "connected");
        if !peer.opens {
            self.ask_for_charters(&id);
        }
    }

    fn on_disconnected(&mut self, id: &PeerId) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        self.shown.connected(peer.organisation, false, clock::now());
        tracing::info!(peer = %peer.organisation.short(), "disconnected");
        peer.asked.clear();
        if peer.member && peer.session.is_none() && peer.retry.is_due() {
            // The end of a session says itself what comes next; without one, the other side may not want us.
            peer.retry.failed();
        }
    }

    fn on_unreachable(&mut self, id: &PeerId, error: &DialError) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        peer.dialing = false;
        peer.retry.failed();
        let peer = peer.organisation.short();
        // What the error says in full names addresses.
        if matches!(error, DialError::WrongPeerId { .. }) {
            tracing::warn!(%peer, "another node answers at this peer's address; ask its admin where it is");
        } else {
            tracing::debug!(%peer, "unreachable");
        }
    }

    /// Somebody opened a stream. What may not be is dropped, and the stream with it.
    fn on_visit(&mut self, Visit { peer: id, connection, arrived }: Visit) {
        let stream = arrived.stream;
        if arrived.protocol == Protocol::Join {
            return self.on_knock(id, connection, stream);
        }
        let Some(peer) = self.peers.get_mut(&id) else { return };
        let allowance = match arrived.protocol {
            Protocol::Eval => &mut peer.evaluations,
            _ => &mut peer.allowance,
        };
        if !allowance.take() {
            tracing::warn!(peer = %peer.organisation.short(), "opens streams too often");
            return;
        }
        match arrived.protocol {
            Protocol::Sync if peer.member => self.start_session(&id, async { Ok(Ok(stream)) }),
            Protocol::Circle if peer.visits < VISITS_MAX => {
                let Some(key) = node_key(&id) else { return };
                peer.visits = peer.visits.saturating_add(1);
                let answering = answer_question(stream, (peer.organisation, key), self.home.clone());
                let task = self.tasks.spawn(async {
                    let _ = answering.await;
                    Done::Over
                });
                self.works.insert(task.id(), Work::Question(id));
            }
            Protocol::Eval if peer.member && peer.evaluating < EVALUATING_MAX => {
                let Some(key) = node_key(&id) else { return };
                peer.evaluating = peer.evaluating.saturating_add(1);
                let answering = answer_evaluation(stream, key, self.home.clone());
                let task = self.tasks.spawn(async {
                    let _ = answering.await;
                    Done::Over
                });
                self.works.insert(task.id(), Work::Evaluation(id));
            }
            _ => {}
        }
    }

    fn on_knock(&mut self, id: PeerId, connection: ConnectionId, stream: Stream) {
        let Some(key) = node_key(&id).filter(|_| self.may_knock(&id)) else {
            return;
        };
        self.knocks = self.knocks.saturating_add(1);
        let answering = answer_knock(stream, key, self.home.clone());
        let task = self.tasks.spawn(async { Done::Knock(answering.await) });
        self.works.insert(task.id(), Work::Knock(connection));
    }

    /// Strangers while an invite is open, and a joiner that may not have heard the answer to its introduction.
    fn may_knock(&self, id: &PeerId) -> bool {
        let expected = self.admission.invites_open() || self.admission.standing(id) == Some(Standing::Linked);
        expected && self.knocks < KNOCKS_MAX
    }

    fn on_done(&mut self, done: Result<(task::Id, Done), JoinError>) {
        // A task that panicked has said so itself; here it only ends.
        let (task, done) = match done {
            Ok(done) => done,
            Err(error) => (error.id(), Done::Over),
        };
        match self.works.remove(&task) {
            Some(Work::Session(id)) => {
                let ended = if let Done::Session(ended) = done { ended } else { Ended::Closed };
                self.on_session_ended(&id, task, ended);
            }
            Some(Work::Errand(key)) => self.errands.returned(&key),
            Some(Work::Question(id)) => {
                if let Some(peer) = self.peers.get_mut(&id) {
                    peer.visits = peer.visits.saturating_sub(1);
                }
            }
            Some(Work::Evaluation(id)) => {
                if let Some(peer) = self.peers.get_mut(&id) {
                    peer.evaluating = peer.evaluating.saturating_sub(1);
                }
            }
            Some(Work::Knock(connection)) => {
                self.knocks = self.knocks.saturating_sub(1);
                if matches!(done, Done::Knock(Knocked::Wrong)) {
                    tracing::warn!("somebody knocked without a valid invite");
                }
                self.show_out(connection);
            }
            Some(Work::Asking(id)) => {
                if let Some(peer) = self.peers.get_mut(&id) {
                    peer.asked.ended();
                }
                self.ask_next(&id);
            }
            None => {}
        }
    }

    /// Closes the connections of guests whose time is over, and says when the next one's will be.
    fn show_out_late_guests(&mut self) -> Option<Instant> {
        let now = Instant::now();
        let late: Vec<ConnectionId> = self
            .guests
            .iter()
            .filter(|(_, until)| **until <= now)
            .map(|(connection, _)| *connection)
            .collect();
        for connection in late {
            self.guests.remove(&connection);
            self.show_out(connection);
        }
        self.guests.values().min().copied()
    }

    /// Closes the connection of somebody who is still unknown.
    fn show_out(&mut self, connection: ConnectionId) {
        let who = self.swarm.behaviour().who(&connection);
        if who.is_some_and(|id| self.admission.standing(&id).is_none()) {
            self.swarm.close_connection(connection);
        }
    }

    fn on_session_ended(&mut self, id: &PeerId, task: task::Id, ended: Ended) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        let Some(slot) = peer.session.take_if(|slot| slot.task == task) else { return };
        let (mut disconnect, refused) = (false, ended == Ended::Closed);
        match ended {
            Ended::Fault(fault) => {
                tracing::warn!(peer = %peer.organisation.short(), fault = fault.word(), "{fault}; the session was ended");
                self.shown.fault(peer.organisation, fault, clock::now());
                peer.retry.broke_rules();
                disconnect = true;
            }
            Ended::Stopped => peer.retry.hasten(),
            // Whoever opens sessions says hello again; the other has waited long enough for that.
            Ended::Quiet if peer.opens => peer.retry.worked(),
            Ended::Quiet => disconnect = true,
            Ended::Slow | Ended::Closed => {
                if slot.begun.elapsed() < STEADY {
                    peer.retry.failed();
                } else {
                    peer.retry.worked();
                }
                disconnect = ended == Ended::Slow;
            }
        }
        if refused {
            self.ask_for_charters(id);
        }
        if disconnect {
            // It may be gone already.
            let _ = self.swarm.disconnect_peer_id(*id);
        }
    }
}
