//! One conversation between two nodes about the ledgers of the circles that they share.
//!
//! Both say hello; whoever holds a newer head offers it; who lacks it wants batches, then records, and acks. Equal nodes
//! are done after one round trip. The session reads the store through [`Ledgers`] and asks for every change with
//! [`Effect::Apply`]; it goes on when [`Session::applied`] says how that went, so that nothing is acknowledged before it
//! is durable. It knows no clock and no socket.

use std::collections::{BTreeMap, BTreeSet};

use serde_bytes::ByteBuf;

use super::answer;
use super::fault::Fault;
use super::fetch::Fetch;
use super::heads::{contradict, known, members_heads};
use super::ledgers::{Delta, Evidence, Found, Ledgers};
use super::message::{Give, Greeting, Hello, Known, MAX_ACKS, MAX_CIRCLES, Message, Offer, VERSION, Want};
use crate::envelope::{self, Verified};
use crate::head::{Ack, Head, Listed};
use crate::ids::{CircleId, Hash, OrganisationId};
use crate::time::Timestamp;

/// What a session wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send this frame.
    Send(Vec<u8>),
    /// Keep this, durably; then, for [`Delta::Progress`] and [`Delta::Found`], call [`Session::applied`].
    Apply(Delta),
    /// The peer's charter of this circle has another number than ours.
    CharterDiffers(CircleId),
    /// The peer holds nothing of our own ledger in this circle that we do not hold too.
    Heard(CircleId),
    /// End the session; the peer did this.
    End(Fault),
}

/// How keeping a [`Delta`] went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// It is durable. When nothing is missing of the head any more, this is the ack to send.
    Kept {
        /// The ack's envelope.
        ack: Option<Vec<u8>>,
    },
    /// It was refused, and nothing was touched.
    Refused(Fault),
    /// This node could not keep it now, by no fault of the peer's; nothing was touched. Another session or a newer head
    /// will bring it.
    Later,
}

type Ledger = (CircleId, OrganisationId);

/// What the peer is known to hold of one ledger.
#[derive(Debug, Clone)]
struct Holding {
    /// The number of its newest head.
    seq: u64,
    /// What that head lists, once it is certain that we know.
    listed: Option<Vec<Listed>>,
    /// Its hash, as the peer said or as it was offered.
    known: Option<Hash>,
}

#[derive(Debug)]
enum Phase {
    Idle,
    /// Batches or records were asked for.
    Asked(Fetch),
    /// A step is being kept; afterwards, records are looked at when it was the last.
    Applying(Fetch, bool),
    /// The peer did something wrong; nothing is read any more.
    Ended,
}

/// One side of the conversation.
///
/// The circles in common and their charters are those of its beginning: after a charter changes, open another session.
#[derive(Debug)]
pub struct Session {
    me: OrganisationId,
    peer: OrganisationId,
    greeted: bool,
    common: BTreeMap<CircleId, u64>,
    /// Circles whose charter has another number at the peer: what it says of members that we do not know is no lie.
    skewed: BTreeSet<CircleId>,
    /// The numbers of the heads that our hello said we hold.
    told: BTreeMap<Ledger, u64>,
    holdings: BTreeMap<Ledger, Holding>,
    phase: Phase,
    /// The newest head of each ledger that is to be fetched after the one that is being fetched.
    waiting: BTreeMap<Ledger, Verified<Head>>,
    /// What the peer did not give in full; it may offer the same head again when it can.
    unmet: BTreeSet<Ledger>,
    /// What we could not give the peer; the head is offered again when it changes here.
    owed: BTreeSet<Ledger>,
    /// Circles in which the peer holds a head of ours that we do not know: we were rolled back.
    rolled_back: BTreeSet<CircleId>,
    /// The newest ack that came of each ledger from each member.
    acked: BTreeMap<(Ledger, OrganisationId), (u64, Timestamp)>,
    out: Vec<Effect>,
}

impl Session {
    /// Begins a session with the organisation whose node key the link has; the effects hold our hello.
    pub fn open(me: OrganisationId, peer: OrganisationId, ledgers: &impl Ledgers) -> (Self, Vec<Effect>) {
        let common: BTreeMap<CircleId, u64> =
            ledgers.common_circles(&peer).into_iter().take(MAX_CIRCLES).collect();
        let mut told = BTreeMap::new();
        let mut circles = Vec::new();
        for (circle, charter) in &common {
            let heads: Vec<Known> = members_heads(circle, &peer, ledgers).values().map(known).collect();
            told.extend(heads.iter().map(|Known(publisher, seq, _)| ((*circle, *publisher), *seq)));
            let acks = told_acks(circle, &peer, ledgers);
            circles.push(Greeting { circle: *circle, charter: *charter, heads, acks });
        }
        let hello = Message::Hello(Hello { versions: vec![VERSION], organisation: me, circles });
        let session = Self {
            me,
            peer,
            greeted: false,
            common,
            skewed: BTreeSet::new(),
            told,
            holdings: BTreeMap::new(),
            phase: Phase::Idle,
            waiting: BTreeMap::new(),
            unmet: BTreeSet::new(),
            owed: BTreeSet::new(),
            rolled_back: BTreeSet::new(),
            acked: BTreeMap::new(),
            out: Vec::new(),
        };
        (session, vec![Effect::Send(hello.to_bytes())])
    }

    /// Takes one frame of the peer's.
    pub fn receive(&mut self, frame: &[u8], ledgers: &impl Ledgers) -> Vec<Effect> {
        if matches!(self.phase, Phase::Ended) {
            return Vec::new();
        }
        let result =
            Message::from_bytes(frame).map_err(|_| Fault::Malformed).and_then(|m| self.handle(m, ledgers));
        match result {
            Ok(()) => self.next_waiting(ledgers),
            Err(fault) => self.end(fault),
        }
        core::mem::take(&mut self.out)
    }

    /// Goes on after an [`Effect::Apply`] of a step or of records.
    pub fn applied(&mut self, applied: Applied, ledgers: &impl Ledgers) -> Vec<Effect> {
        if !matches!(self.phase, Phase::Applying(..)) {
            return Vec::new();
        }
        if let Phase::Applying(fetch, last) = core::mem::replace(&mut self.phase, Phase::Idle) {
            match applied {
                Applied::Refused(fault) => self.end(fault),
                Applied::Later => {}
                Applied::Kept { ack } => {
                    if let Some(ack) = ack {
                        self.note_holding(fetch.head());
                        self.send(Message::Ack(ByteBuf::from(ack)));
                    }
                    self.go_on(fetch, last, ledgers);
                }
            }
            self.next_waiting(ledgers);
        }
        core::mem::take(&mut self.out)
    }

    /// Tells the peer of a ledger that changed here, with its batches and records when they are few.
    pub fn changed(
        &mut self,
        circle: &CircleId,
        publisher: &OrganisationId,
        ledgers: &impl Ledgers,
    ) -> Vec<Effect> {
        let open = self.greeted && !matches!(self.phase, Phase::Ended);
        if open && self.common.contains_key(circle) && !self.is_withheld(circle, publisher) {
            let again = self.owed.remove(&(*circle, *publisher));
            if let Some(head) = members_heads(circle, &self.peer, ledgers).get(publisher) {
                if again {
                    self.offer_bare(head);
                } else {
                    self.offer(head, ledgers);
                }
            }
        }
        core::mem::take(&mut self.out)
    }

    /// A ledger of our own that was rolled back is not offered before the peer has given us what we lost.
    fn is_withheld(&self, circle: &CircleId, publisher: &OrganisationId) -> bool {
        *publisher == self.me && self.rolled_back.contains(circle)
    }

    fn end(&mut self, fault: Fault) {
        self.phase = Phase::Ended;
        self.out.push(Effect::End(fault));
    }

    fn send(&mut self, message: Message) {
        self.out.push(Effect::Send(message.to_bytes()));
    }

    fn handle(&mut self, message: Message, ledgers: &impl Ledgers) -> Result<(), Fault> {
        match message {
            Message::Hello(hello) if !self.greeted => self.handle_hello(hello, ledgers),
            _ if !self.greeted => Err(Fault::Hello),
            Message::Hello(_) => Err(Fault::Hello),
            Message::Offer(offer) => self.handle_offer(&offer, ledgers),
            Message::Want(want) => self.handle_want(&want, ledgers),
            Message::Give(give) => self.handle_give(&give, ledgers),
            Message::Ack(ack) => self.handle_ack(&ack, ledgers),
        }
    }

    fn handle_hello(&mut self, hello: Hello, ledgers: &impl Ledgers) -> Result<(), Fault> {
        if hello.organisation != self.peer {
            return Err(Fault::Impersonation);
        }
        if !hello.versions.contains(&VERSION) {
            return Err(Fault::Version);
        }
        self.greeted = true;
        // A circle that only one of us names is not spoken about: the other may be behind in charters.
        self.common.retain(|circle, _| hello.circles.iter().any(|greeting| greeting.circle == *circle));
        for greeting in &hello.circles {
            let Some(charter) = self.common.get(&greeting.circle) else { continue };
            if *charter != greeting.charter {
                self.skewed.insert(greeting.circle);
                self.out.push(Effect::CharterDiffers(greeting.circle));
            }
            for ack in &greeting.acks {
                self.handle_ack(ack, ledgers)?;
            }
            self.compare(greeting, ledgers);
        }
        Ok(())
    }

    /// Offers what the peer lacks, and asks for a head of our own that we do not know.
    fn compare(&mut self, greeting: &Greeting, ledgers: &impl Ledgers) {
        let circle = greeting.circle;
        let heads = members_heads(&circle, &self.peer, ledgers);
        for Known(publisher, seq, hash) in &greeting.heads {
            if *publisher == self.me && !ledgers.is_own_head(&circle, *seq, hash) {
                self.rolled_back.insert(circle);
                // A head with a number as high as ours or higher is offered without being asked for.
                if heads.get(publisher).is_some_and(|head| head.body().seq > *seq) {
                    self.send(Message::Want(Want {
                        circle,
                        publisher: self.me,
                        volumes: vec![],
                        records: vec![],
                    }));
                }
            }
        }
        if !self.rolled_back.contains(&circle) {
            self.out.push(Effect::Heard(circle));
        }
        for Known(publisher, seq, hash) in &greeting.heads {
            let holding = Holding { seq: *seq, listed: None, known: Some(*hash) };
            self.holdings.insert((circle, *publisher), holding);
        }
        for (publisher, head) in heads {
            let known = greeting.heads.iter().find(|known| known.0 == publisher);
            let theirs = known.map_or(0, |known| known.1);
            if known.is_some_and(|known| known.1 == head.body().seq && known.2 == head.hash()) {
                self.note_holding(&head);
                // We may have been cut off before all its records came.
                if !ledgers.missing(&circle, &publisher, 1).is_empty() {
                    self.waiting.insert((circle, publisher), head);
                }
                continue;
            }
            if head.body().seq >= theirs && !self.is_withheld(&circle, &publisher) {
                self.offer(&head, ledgers);
            }
        }
    }

    fn note_holding(&mut self, head: &Verified<Head>) {
        let Head { circle, publisher, seq, .. } = *head.body();
        if self.holdings.get(&(circle, publisher)).is_none_or(|holding| holding.seq <= seq) {
            let listed = Some(head.body().volumes.clone());
            self.holdings.insert((circle, publisher), Holding { seq, listed, known: Some(head.hash()) });
        }
    }

    /// Offers a head unless the peer is known to hold it; inline when it is known what is new in it and that is small.
    fn offer(&mut self, head: &Verified<Head>, ledgers: &impl Ledgers) {
        let Head { circle, publisher, seq, .. } = *head.body();
        // The hello named every head that the peer holds: of any other ledger it holds nothing.
        let nothing = Holding { seq: 0, listed: Some(Vec::new()), known: None };
        let holding = self.holdings.entry((circle, publisher)).or_insert(nothing);
        if holding.seq > seq || holding.known == Some(head.hash()) {
            return;
        }
        let inline = holding.listed.as_ref().and_then(|listed| answer::inline(head, listed, ledgers));
        let Some((batches, records)) = inline else { return self.offer_bare(head) };
        let listed = Some(head.body().volumes.clone());
        *holding = Holding { seq, listed, known: Some(head.hash()) };
        self.send(Message::Offer(Offer { head: ByteBuf::from(head.bytes()), batches, records }));
    }

    /// Offers a head alone; the peer asks for what it needs.
    fn offer_bare(&mut self, head: &Verified<Head>) {
        let Head { circle, publisher, seq, .. } = *head.body();
        let known = Some(head.hash());
        self.holdings.insert((circle, publisher), Holding { seq, listed: None, known });
        let head = ByteBuf::from(head.bytes());
        self.send(Message::Offer(Offer { head, batches: vec![], records: vec![] }));
    }

    fn handle_offer(&mut self, offer: &Offer, ledgers: &impl Ledgers) -> Result<(), Fault> {
        let Some(head) = self.verified_head(&offer.head, ledgers)? else { return Ok(()) };
        let Head { circle, publisher, seq, .. } = *head.body();
        self.note_holding(&head);
        let ledger = (circle, publisher);
        let held = ledgers.head(&circle, &publisher);
        let is_held = held.as_ref().is_some_and(|held| held.hash() == head.hash());
        let told = self.told.get(&ledger).copied().unwrap_or(0);
        // Where the peer gave less than was asked for, it may offer once more what we said we hold.
        let again = self.unmet.remove(&ledger);
        let is_replay = seq <= told && !again;
        if is_held && again {
            // It has by now what it could not give before.
        } else if publisher == self.me {
            if ledgers.is_own_head(&circle, seq, &head.hash()) {
                // Where it was awaited, another peer was faster to give it back.
                let awaited = self.caught_up(circle);
                return if is_replay && !awaited { Err(Fault::Replay) } else { Ok(()) };
            }
        } else if let Some(held) = held.as_ref().filter(|held| contradict(held, &head)) {
            let evidence = Evidence { held: held.clone(), other: head };
            self.out.push(Effect::Apply(Delta::Evidence(Box::new(evidence))));
            // Who relays it did nothing wrong, and there are other ledgers to talk about.
            return if publisher == self.peer { Err(Fault::TwoHeads) } else { Ok(()) };
        } else if is_replay {
            return Err(Fault::Replay);
        } else if held.is_some_and(|held| held.body().seq >= seq) {
            // Somebody else was faster.
            return Ok(());
        }
        if !matches!(self.phase, Phase::Idle) {
            if self.waiting.get(&ledger).is_none_or(|other| other.body().seq < seq) {
                self.waiting.insert(ledger, head);
            }
        } else if is_held || offer.batches.is_empty() {
            self.begin(head, ledgers);
        } else {
            let mut fetch = Fetch::new(head.clone(), ledgers);
            // What continues from somewhere else is passed over; a wrong answer to what is asked then is a fault.
            match fetch.take(&offer.batches).and_then(|()| fetch.take_along(&offer.records)) {
                Ok(()) => self.advance(fetch, ledgers),
                Err(_) => self.begin(head, ledgers),
            }
        }
        Ok(())
    }

    /// A head signed by the member whose ledger it is; none if it is of somebody whom only the peer's charter may know.
    fn verified_head(&self, bytes: &[u8], ledgers: &impl Ledgers) -> Result<Option<Verified<Head>>, Fault> {
        let head: Verified<Head> = envelope::open(bytes).map_err(|_| Fault::Signature)?;
        let Head { circle, publisher, .. } = *head.body();
        if !self.common.contains_key(&circle) {
            return Err(Fault::Circle);
        }
        let key = ledgers.member_key(&circle, &publisher);
        let former =
            publisher == self.me && key.is_some() && ledgers.is_own_former_key(&circle, &head.signer());
        if key != Some(head.signer()) && !former {
            return if self.skewed.contains(&circle) { Ok(None) } else { Err(Fault::Signature) };
        }
        if former && !ledgers.takes_back(&circle) {
            return Ok(None);
        }
        if head.body().is_well_formed() { Ok(Some(head)) } else { Err(Fault::Head) }
    }

    /// Starts to fetch a head, or only the missing records of one that is held; passes over what is no longer news.
    fn begin(&mut self, head: Verified<Head>, ledgers: &impl Ledgers) {
        let Head { circle, publisher, seq, .. } = *head.body();
        let held = ledgers.head(&circle, &publisher);
        let is_held = held.as_ref().is_some_and(|held| held.hash() == head.hash());
        let is_news = if publisher == self.me {
            !ledgers.is_own_head(&circle, seq, &head.hash())
        } else {
            held.is_none_or(|held| held.body().seq < seq)
        };
        if is_held {
            self.go_on(Fetch::new(head, ledgers), true, ledgers);
        } else if is_news {
            self.advance(Fetch::new(head, ledgers), ledgers);
        } else if publisher == self.me {
            self.caught_up(circle);
        }
    }

    /// Hands over what is ready, else asks for more.
    fn advance(&mut self, mut fetch: Fetch, ledgers: &impl Ledgers) {
        let Head { circle, publisher, seq, .. } = *fetch.head().body();
        let newer = ledgers.head(&circle, &publisher).is_some_and(|held| held.body().seq >= seq);
        if newer && publisher != self.me {
            // Another session was faster.
            return;
        }
        if let Some(progress) = fetch.hand_over() {
            let last = progress.is_whole();
            self.out.push(Effect::Apply(Delta::Progress(Box::new(progress))));
            self.phase = Phase::Applying(fetch, last);
        } else if let Some(want) = fetch.want() {
            self.send(Message::Want(want));
            self.phase = Phase::Asked(fetch);
        }
    }

    /// After a step is kept: the rest of the batches, then missing records.
    fn go_on(&mut self, mut fetch: Fetch, last: bool, ledgers: &impl Ledgers) {
        if !last {
            return self.advance(fetch, ledgers);
        }
        let Head { circle, publisher, .. } = *fetch.head().body();
        if publisher == self.me {
            self.caught_up(circle);
        }
        if let Some(want) = fetch.want_records(ledgers) {
            self.send(Message::Want(want));
            self.phase = Phase::Asked(fetch);
        }
    }

    /// What we lost of our own ledger is here again, whoever gave it. Says whether this peer was to give it.
    fn caught_up(&mut self, circle: CircleId) -> bool {
        let awaited = self.rolled_back.remove(&circle);
        if awaited {
            self.out.push(Effect::Heard(circle));
        }
        awaited
    }

    /// When nothing is being fetched: the next head that waits for it.
    fn next_waiting(&mut self, ledgers: &impl Ledgers) {
        while matches!(self.phase, Phase::Idle) {
            let Some((_, head)) = self.waiting.pop_first() else { return };
            self.begin(head, ledgers);
        }
    }

    fn handle_give(&mut self, give: &Give, ledgers: &impl Ledgers) -> Result<(), Fault> {
        let Phase::Asked(mut fetch) = core::mem::replace(&mut self.phase, Phase::Idle) else {
            return Err(Fault::Unasked);
        };
        let Head { circle, publisher, .. } = *fetch.head().body();
        let (asked, other) = match fetch.wants_records() {
            true => (&give.records, &give.batches),
            false => (&give.batches, &give.records),
        };
        if (give.circle, give.publisher) != (circle, publisher) || !other.is_empty() {
            return Err(Fault::Unasked);
        }
        if asked.len() < fetch.wanted() {
            // The giver may not hold the rest; it offers the head again when it does.
            self.unmet.insert((circle, publisher));
        }
        if asked.is_empty() {
            return Ok(());
        }
        if fetch.wants_records() {
            let records = fetch.take_records(asked)?;
            self.out.push(Effect::Apply(Delta::Found(Found { circle, publisher, records })));
            self.phase = Phase::Applying(fetch, true);
        } else {
            fetch.take(asked)?;
            self.advance(fetch, ledgers);
        }
        Ok(())
    }

    fn handle_want(&mut self, want: &Want, ledgers: &impl Ledgers) -> Result<(), Fault> {
        if !self.common.contains_key(&want.circle) {
            return Err(Fault::Circle);
        }
        if want.volumes.is_empty() && want.records.is_empty() {
            if let Some(head) = ledgers.head(&want.circle, &want.publisher) {
                self.owed.remove(&(want.circle, want.publisher));
                self.offer_bare(&head);
            }
            return Ok(());
        }
        let (give, lacking) = answer::give(want, ledgers);
        if lacking {
            self.owed.insert((want.circle, want.publisher));
        }
        self.send(Message::Give(give));
        Ok(())
    }

    fn handle_ack(&mut self, bytes: &[u8], ledgers: &impl Ledgers) -> Result<(), Fault> {
        let ack: Verified<Ack> = envelope::open(bytes).map_err(|_| Fault::Signature)?;
        let Ack { circle, publisher, from, seq, head, time } = *ack.body();
        if !self.common.contains_key(&circle) {
            return Err(Fault::Circle);
        }
        // What this node stated with a key that was replaced tells it how far it had come.
        let former = from == self.me && ledgers.is_own_former_key(&circle, &ack.signer());
        if ledgers.member_key(&circle, &from) != Some(ack.signer()) && !former {
            return if self.skewed.contains(&circle) { Ok(()) } else { Err(Fault::Signature) };
        }
        if former && !ledgers.takes_back(&circle) {
            return Ok(());
        }
        // What members state about each other's ledgers is for the two of them.
        let concerns = [publisher, from].contains(&self.me) || from == self.peer;
        let newest = self.acked.get(&((circle, publisher), from)).copied().unwrap_or_default();
        if !concerns || (seq, time) <= newest || ledgers.member_key(&circle, &publisher).is_none() {
            return Ok(());
        }
        self.acked.insert(((circle, publisher), from), (seq, time));
        let held = ledgers.head(&circle, &publisher).filter(|held| from == self.peer && held.hash() == head);
        if let Some(held) = held {
            self.note_holding(&held);
        }
        self.out.push(Effect::Apply(Delta::Ack(Box::new(ack))));
        Ok(())
    }
}

/// The acks that a hello brings. One that was signed with a key that was replaced since is shown to its author alone.
fn told_acks(circle: &CircleId, peer: &OrganisationId, ledgers: &impl Ledgers) -> Vec<ByteBuf> {
    let told = |bytes: &Vec<u8>| {
        let ack: Result<Verified<Ack>, _> = envelope::open(bytes);
        ack.is_ok_and(|ack| {
            let from = ack.body().from;
            from == *peer || ledgers.member_key(circle, &from) == Some(ack.signer())
        })
    };
    ledgers.acks(circle, peer).into_iter().filter(told).take(MAX_ACKS).map(ByteBuf::from).collect()
}
