//! One conversation between two nodes about the ledgers of the circles that they share.
//!
//! Both say hello; whoever holds a newer head offers it; who lacks it wants batches, then records, and acks. Equal nodes
//! are done after one round trip. The session reads the store through [`Ledgers`] and asks for every change with
//! [`Effect::Apply`]; it goes on when [`Session::applied`] says how that went, so that nothing is acknowledged before it
//! is durable. It knows no clock and no socket.

use std::collections::BTreeMap;

use serde_bytes::ByteBuf;

use super::fault::Fault;
use super::fetch::Fetch;
use super::ledgers::{Delta, Evidence, Found, Ledgers, Progress};
use super::message::{
    After, GIVE_BUDGET, Give, Greeting, Hello, INLINE_BUDGET, Known, MAX_CIRCLES, Message, Offer, VERSION,
    Want,
};
use crate::envelope::{self, Verified};
use crate::head::{Ack, Head, Listed};
use crate::ids::{CircleId, Hash, OrganisationId};
use crate::volume::{Position, VolumeName};

/// What a session wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send this frame.
    Send(Vec<u8>),
    /// Keep this, durably, and call [`Session::applied`].
    Apply(Delta),
    /// The peer's charter of this circle has another number than ours.
    CharterDiffers(CircleId),
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
    /// This node could not keep it now, by no fault of the peer's.
    Later,
}

type Ledger = (CircleId, OrganisationId);

/// What the peer is known to hold of one ledger.
#[derive(Debug, Clone, Default)]
struct Holding {
    seq: u64,
    listed: Option<Vec<Listed>>,
}

#[derive(Debug)]
enum Phase {
    Idle,
    /// Batches or records were asked for.
    Asked(Fetch),
    /// A step is being kept; afterwards, records are looked at when it was the last.
    Applying(Fetch, bool),
}

/// One side of the conversation.
#[derive(Debug)]
pub struct Session {
    me: OrganisationId,
    peer: OrganisationId,
    greeted: bool,
    common: BTreeMap<CircleId, u64>,
    /// The numbers of the heads that our hello said we hold.
    told: BTreeMap<Ledger, u64>,
    holdings: BTreeMap<Ledger, Holding>,
    phase: Phase,
    /// The newest head offered of each ledger while another was being fetched.
    waiting: BTreeMap<Ledger, Verified<Head>>,
    /// Circles in which the peer holds a head of ours that we do not know: we were rolled back.
    rolled_back: BTreeMap<CircleId, u64>,
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
            let heads: Vec<Known> = ledgers.heads(circle).iter().map(known).collect();
            told.extend(heads.iter().map(|Known(publisher, seq, _)| ((*circle, *publisher), *seq)));
            let acks = ledgers.acks(circle, &peer).into_iter().map(ByteBuf::from).collect();
            circles.push(Greeting { circle: *circle, charter: *charter, heads, acks });
        }
        let hello = Message::Hello(Hello { versions: vec![VERSION], organisation: me, circles });
        let session = Self {
            me,
            peer,
            greeted: false,
            common,
            told,
            holdings: BTreeMap::new(),
            phase: Phase::Idle,
            waiting: BTreeMap::new(),
            rolled_back: BTreeMap::new(),
            out: Vec::new(),
        };
        (session, vec![Effect::Send(hello.to_bytes())])
    }

    /// Takes one frame of the peer's.
    pub fn receive(&mut self, frame: &[u8], ledgers: &impl Ledgers) -> Vec<Effect> {
        let result =
            Message::from_bytes(frame).map_err(|_| Fault::Malformed).and_then(|m| self.handle(m, ledgers));
        if let Err(fault) = result {
            self.out.push(Effect::End(fault));
        }
        core::mem::take(&mut self.out)
    }

    /// Goes on after an [`Effect::Apply`] of a step or of records.
    pub fn applied(&mut self, applied: Applied, ledgers: &impl Ledgers) -> Vec<Effect> {
        let Phase::Applying(fetch, last) = core::mem::replace(&mut self.phase, Phase::Idle) else {
            return Vec::new();
        };
        match applied {
            Applied::Refused(fault) => self.out.push(Effect::End(fault)),
            Applied::Later => {}
            Applied::Kept { ack } => {
                if let Some(ack) = ack {
                    self.note_holding(fetch.head());
                    self.send(Message::Ack(ByteBuf::from(ack)));
                }
                self.go_on(fetch, last, ledgers);
            }
        }
        if matches!(self.phase, Phase::Idle) {
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
        let ours = *publisher == self.me && self.rolled_back.contains_key(circle);
        let told = self.greeted && self.common.contains_key(circle) && !ours;
        if let Some(head) = told.then(|| ledgers.head(circle, publisher)).flatten() {
            self.offer(&head, ledgers);
        }
        core::mem::take(&mut self.out)
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
        for greeting in &hello.circles {
            // A circle that we do not share is a mistake of theirs: they may be behind in charters. It is not answered.
            let Some(charter) = self.common.get(&greeting.circle) else { continue };
            if *charter != greeting.charter {
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
        for Known(publisher, seq, hash) in &greeting.heads {
            if *publisher == self.me && !ledgers.is_own_head(&circle, *seq, hash) {
                self.rolled_back.insert(circle, *seq);
                self.send(Message::Want(Want {
                    circle,
                    publisher: self.me,
                    volumes: vec![],
                    records: vec![],
                }));
            }
        }
        for head in ledgers.heads(&circle) {
            let publisher = head.body().publisher;
            let theirs = greeting.heads.iter().find(|known| known.0 == publisher);
            let same = theirs.is_some_and(|known| known.1 == head.body().seq && known.2 == head.hash());
            let theirs = theirs.map_or(0, |known| known.1);
            if same {
                self.note_holding(&head);
            } else {
                let listed = (theirs == 0).then(Vec::new);
                self.holdings.insert((circle, publisher), Holding { seq: theirs, listed });
                let ours = publisher == self.me && self.rolled_back.contains_key(&circle);
                if head.body().seq >= theirs && !ours {
                    self.offer(&head, ledgers);
                }
            }
        }
    }

    fn note_holding(&mut self, head: &Verified<Head>) {
        let Head { circle, publisher, seq, .. } = *head.body();
        let listed = Some(head.body().volumes.clone());
        self.holdings.insert((circle, publisher), Holding { seq, listed });
    }

    /// Offers a head unless the peer is known to hold it; inline when it is known what is new in it and that is small.
    fn offer(&mut self, head: &Verified<Head>, ledgers: &impl Ledgers) {
        let Head { circle, publisher, seq, .. } = *head.body();
        let holding = self.holdings.entry((circle, publisher)).or_default();
        if holding.seq > seq || (holding.seq == seq && holding.listed.is_some() && seq > 0) {
            return;
        }
        let inline = holding.listed.as_ref().and_then(|listed| inline(head, listed, ledgers));
        *holding = Holding { seq, listed: inline.as_ref().map(|_| head.body().volumes.clone()) };
        let (batches, records) = inline.unwrap_or_default();
        self.send(Message::Offer(Offer { head: ByteBuf::from(head.bytes()), batches, records }));
    }

    fn handle_offer(&mut self, offer: &Offer, ledgers: &impl Ledgers) -> Result<(), Fault> {
        let head = self.verified_head(&offer.head, ledgers)?;
        let Head { circle, publisher, seq, .. } = *head.body();
        let holding = self.holdings.entry((circle, publisher)).or_default();
        if holding.seq <= seq {
            *holding = Holding { seq, listed: Some(head.body().volumes.clone()) };
        }
        let held = ledgers.head(&circle, &publisher);
        let held_seq = held.as_ref().map_or(0, |held| held.body().seq);
        let told = self.told.get(&(circle, publisher)).copied().unwrap_or(0);
        if publisher == self.me {
            if ledgers.is_own_head(&circle, seq, &head.hash()) {
                return if seq <= told { Err(Fault::Replay) } else { Ok(()) };
            }
        } else if let Some(held) = held.filter(|held| contradict(held, &head)) {
            self.out.push(Effect::Apply(Delta::Evidence(Box::new(Evidence { held, other: head }))));
            return Err(Fault::TwoHeads);
        } else if seq <= told {
            return Err(Fault::Replay);
        } else if seq <= held_seq {
            // Somebody else was faster.
            return Ok(());
        }
        if !matches!(self.phase, Phase::Idle) {
            let newest = self.waiting.get(&(circle, publisher)).is_none_or(|other| other.body().seq < seq);
            if newest {
                self.waiting.insert((circle, publisher), head);
            }
            return Ok(());
        }
        self.begin(head, &offer.batches, &offer.records, ledgers)
    }

    fn verified_head(&self, bytes: &[u8], ledgers: &impl Ledgers) -> Result<Verified<Head>, Fault> {
        let head: Verified<Head> = envelope::open(bytes).map_err(|_| Fault::Signature)?;
        let Head { circle, publisher, .. } = *head.body();
        if !self.common.contains_key(&circle) {
            return Err(Fault::Circle);
        }
        if ledgers.member_key(&circle, &publisher) != Some(head.signer()) {
            return Err(Fault::Signature);
        }
        if head.body().is_well_formed() { Ok(head) } else { Err(Fault::Head) }
    }

    /// Starts to fetch a head, with what came inline if it continues what is held.
    fn begin(
        &mut self,
        head: Verified<Head>,
        batches: &[ByteBuf],
        records: &[ByteBuf],
        ledgers: &impl Ledgers,
    ) -> Result<(), Fault> {
        let mut fetch = Fetch::new(head.clone(), ledgers);
        if !batches.is_empty() && fetch.take(batches, records).is_err() {
            // It continues from somewhere else; ask for what is needed. A wrong answer to that is a fault.
            fetch = Fetch::new(head, ledgers);
        }
        self.advance(fetch);
        Ok(())
    }

    /// Hands over what is ready, else asks for more.
    fn advance(&mut self, mut fetch: Fetch) {
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
            self.advance(fetch);
        } else if let Some(want) = fetch.want_records(ledgers) {
            self.send(Message::Want(want));
            self.phase = Phase::Asked(fetch);
        }
    }

    fn next_waiting(&mut self, ledgers: &impl Ledgers) {
        while let Some((ledger, head)) = self.waiting.pop_first() {
            let held = ledgers.head(&ledger.0, &ledger.1).map_or(0, |held| held.body().seq);
            if head.body().seq > held || ledger.1 == self.me {
                self.advance(Fetch::new(head, ledgers));
                return;
            }
        }
    }

    fn handle_give(&mut self, give: &Give, ledgers: &impl Ledgers) -> Result<(), Fault> {
        let Phase::Asked(mut fetch) = core::mem::replace(&mut self.phase, Phase::Idle) else {
            return Err(Fault::Unasked);
        };
        let Head { circle, publisher, .. } = *fetch.head().body();
        if (give.circle, give.publisher) != (circle, publisher) {
            return Err(Fault::Unasked);
        }
        if fetch.wanted.is_empty() {
            if give.batches.is_empty() {
                // The giver no longer holds them; another session or a newer head will.
                self.next_waiting(ledgers);
                return Ok(());
            }
            fetch.take(&give.batches, &give.records)?;
            self.advance(fetch);
            return Ok(());
        }
        if !give.batches.is_empty() {
            return Err(Fault::Unasked);
        }
        let records = fetch.take_records(&give.records)?;
        if records.is_empty() {
            self.next_waiting(ledgers);
        } else {
            self.out.push(Effect::Apply(Delta::Found(Found { circle, publisher, records })));
            self.phase = Phase::Applying(fetch, true);
        }
        Ok(())
    }

    fn handle_want(&mut self, want: &Want, ledgers: &impl Ledgers) -> Result<(), Fault> {
        if !self.common.contains_key(&want.circle) {
            return Err(Fault::Circle);
        }
        let Some(head) = ledgers.head(&want.circle, &want.publisher) else {
            return Err(Fault::Unasked);
        };
        if want.volumes.is_empty() && want.records.is_empty() {
            let offer = Offer { head: ByteBuf::from(head.bytes()), batches: vec![], records: vec![] };
            self.send(Message::Offer(offer));
            return Ok(());
        }
        let mut budget = GIVE_BUDGET;
        let mut batches = Vec::new();
        for After(key, n) in &want.volumes {
            let name = VolumeName { circle: want.circle, publisher: want.publisher, key: *key };
            let end = head.body().position(key).map_or(0, |position| position.batches);
            collect(
                (n.saturating_add(1)..=end).map_while(|n| ledgers.batch(&name, n)),
                &mut budget,
                &mut batches,
            );
        }
        let mut records = Vec::new();
        let found = want.records.iter().filter_map(|hash| ledgers.record(&want.circle, hash));
        collect(found, &mut budget, &mut records);
        self.send(Message::Give(Give { circle: want.circle, publisher: want.publisher, batches, records }));
        Ok(())
    }

    fn handle_ack(&mut self, bytes: &[u8], ledgers: &impl Ledgers) -> Result<(), Fault> {
        let ack: Verified<Ack> = envelope::open(bytes).map_err(|_| Fault::Signature)?;
        let Ack { circle, publisher, from, seq, .. } = *ack.body();
        if !self.common.contains_key(&circle) {
            return Err(Fault::Circle);
        }
        if ledgers.member_key(&circle, &from) != Some(ack.signer()) {
            return Err(Fault::Signature);
        }
        let head = ledgers.head(&circle, &publisher).filter(|head| head.body().seq == seq);
        if let Some(head) = head.filter(|head| from == self.peer && head.hash() == ack.body().head) {
            self.note_holding(&head);
        }
        self.out.push(Effect::Apply(Delta::Ack(Box::new(ack))));
        Ok(())
    }
}

fn known(head: &Verified<Head>) -> Known {
    Known(head.body().publisher, head.body().seq, head.hash())
}

/// Whether two heads by one publisher cannot both be true.
fn contradict(held: &Verified<Head>, other: &Verified<Head>) -> bool {
    let (first, second) = (held.body(), other.body());
    let same_number = first.seq == second.seq && held.hash() != other.hash();
    let follows = first.seq.checked_add(1) == Some(second.seq);
    let breaks = follows && second.prev != Some(held.hash()) && !second.mends.contains(&held.hash());
    same_number || breaks
}

/// Takes bytes from `source` as long as the budget lasts.
fn collect(source: impl Iterator<Item = Vec<u8>>, budget: &mut usize, into: &mut Vec<ByteBuf>) {
    for bytes in source {
        match budget.checked_sub(bytes.len()) {
            Some(rest) => *budget = rest,
            None => return,
        }
        into.push(ByteBuf::from(bytes));
    }
}

type Inline = (Vec<ByteBuf>, Vec<ByteBuf>);

/// The batches after `listed`, and the records that they file, if they are few and all here.
fn inline(head: &Verified<Head>, listed: &[Listed], ledgers: &impl Ledgers) -> Option<Inline> {
    let Head { circle, publisher, .. } = *head.body();
    let mut budget = INLINE_BUDGET;
    let (mut batches, mut records) = (Vec::new(), Vec::new());
    for Listed(key, end, _) in &head.body().volumes {
        let name = VolumeName { circle, publisher, key: *key };
        let held = listed.iter().find(|l| l.0 == *key).map_or(Position::start(&name), Listed::position);
        for n in held.batches.saturating_add(1)..=*end {
            let bytes = ledgers.batch(&name, n)?;
            budget = budget.checked_sub(bytes.len())?;
            for hash in filed(&bytes) {
                if let Some(record) = ledgers.record(&circle, &hash) {
                    budget = budget.checked_sub(record.len())?;
                    records.push(ByteBuf::from(record));
                }
            }
            batches.push(ByteBuf::from(bytes));
        }
    }
    Some((batches, records))
}

/// The hashes that one of our own stored batches files.
fn filed(batch: &[u8]) -> Vec<Hash> {
    let ops = crate::codec::decode::<crate::volume::Batch>(batch).map(|batch| batch.2).unwrap_or_default();
    ops.into_iter().filter_map(|op| op.1).collect()
}

impl Progress {
    /// How many entries it files and recalls together.
    pub fn steps(&self) -> usize {
        self.extensions.iter().flat_map(|e| &e.batches).map(|b| b.ops().len()).sum()
    }
}
