//! Organisations, and what goes between them.

use parasol_core::circles::{
    AcceptInvite, AgreementTask, AnswerAgreement, AnswerCeremony, AnswerQuestion, CeremonyTask, CircleStatus,
    ConfirmChange, ConfirmPeer, CreateCircle, CreateInvite, DriveAgreement, JoinAnswered, Proposal,
    ProposeChange, ReceiveJoin, ReceiveKnock, TakeAgreement, TakeCeremony, TakeReply,
};
use parasol_core::command::Command;
use parasol_core::confirmation::FinishCanary;
use parasol_core::refusal::Refusal;
use parasol_core::roles::Actor;
use parasol_protocol::agreement::Reply;
use parasol_protocol::ceremony::conversation;
use parasol_protocol::ceremony::message::Exchange;
use parasol_protocol::ceremony::repair::message::RepairExchange;
use parasol_protocol::circle::Question;
use parasol_protocol::evaluation::{Answer, Ask, EvaluationFailure};
use parasol_protocol::ids::{CircleId, Hash, OrganisationId};
use parasol_protocol::sync::Ledgers;

use crate::house::House;

const OPERATOR: Actor = Actor::Operator;

/// What somebody makes of what is said: by whom, to whom, and the frame.
pub(crate) type Hand<Frame> = Box<dyn FnMut(usize, usize, &mut Frame)>;

pub(crate) struct Organisations {
    pub(crate) houses: Vec<House>,
    pub(crate) circle: CircleId,
    /// Who cannot be reached now.
    pub(crate) away: Vec<usize>,
    /// Whether nodes let in only whom they are linked with, by the key that it has.
    pub(crate) gated: bool,
    /// Whether every node stops and starts again after everything that it does.
    pub(crate) restless: bool,
    /// Whatever is said in a ceremony goes through it.
    pub(crate) hand: Option<Hand<Exchange>>,
    /// Whatever is said in a repair goes through it.
    pub(crate) repair_hand: Option<Hand<RepairExchange>>,
    turns: usize,
    /// When somebody began a ballot last.
    driven: usize,
}

/// Where a node can be reached.
fn listens(i: usize) -> Vec<String> {
    vec![format!("/memory/{i}")]
}

impl Organisations {
    /// The first one has a circle, of which it is the only member.
    pub(crate) fn new(n: u64) -> Self {
        let mut houses: Vec<House> = (0..n).map(|seed| House::with_seed(seed + 70)).collect();
        let create = CreateCircle { actor: OPERATOR, name: "Circle".into(), one_key_opens_all: true };
        let circle = houses[0].run(create).unwrap();
        Self::of(houses, circle)
    }

    fn of(houses: Vec<House>, circle: CircleId) -> Self {
        let (away, hand, repair_hand) = (Vec::new(), None, None);
        Self { houses, circle, away, gated: false, restless: false, hand, repair_hand, turns: 4, driven: 0 }
    }

    /// The same world once more, in which something else may happen from now on.
    pub(crate) fn fork(&mut self, seed: u64) -> Self {
        let houses = self.houses.iter_mut().zip(seed..).map(|(house, seed)| house.twin(seed)).collect();
        Self { turns: self.turns, driven: self.driven, gated: self.gated, ..Self::of(houses, self.circle) }
    }

    /// `n` of them, all in the circle.
    pub(crate) fn linked(n: usize) -> Self {
        let mut all = Self::new(n as u64);
        (1..n).for_each(|newcomer| {
            all.invite(0, newcomer);
            all.settle_confirming();
        });
        let members: Vec<_> = (0..n).map(|i| all.is_in(i).then(|| all.members(i))).collect();
        assert!(
            members.iter().flatten().filter(|members| members.len() == n).count() == n,
            "{members:?} {:#?} {:?}",
            all.status(0),
            all.houses[n - 1].snapshot().questions()
        );
        all
    }

    pub(crate) fn id(&self, i: usize) -> OrganisationId {
        self.houses[i].node().identity().organisation
    }

    /// What `i` asks, over a link that its node key opened.
    pub(crate) fn asked(&self, i: usize, question: Question) -> AnswerQuestion {
        let key = self.houses[i].node().identity().node_key();
        AnswerQuestion { from: self.id(i), key, question, addresses: Vec::new() }
    }

    pub(crate) fn who(&self, id: &OrganisationId) -> usize {
        (0..self.houses.len()).find(|i| self.id(*i) == *id).unwrap()
    }

    pub(crate) fn run<C: Command>(&mut self, i: usize, command: C) -> Result<C::Outcome, Refusal> {
        let outcome = self.houses[i].run(command);
        if self.restless {
            self.restart(i);
        }
        outcome
    }

    pub(crate) fn restart(&mut self, i: usize) {
        self.houses[i].restart();
    }

    pub(crate) fn status(&self, i: usize) -> CircleStatus {
        self.houses[i].snapshot().circle_status(&OPERATOR, &self.circle, self.houses[i].now).unwrap()
    }

    pub(crate) fn is_in(&self, i: usize) -> bool {
        self.houses[i].snapshot().circle_status(&OPERATOR, &self.circle, self.houses[i].now).is_ok()
    }

    pub(crate) fn number(&self, i: usize) -> u64 {
        self.status(i).charter
    }

    /// Who is in the circle, as `i` knows it.
    pub(crate) fn members(&self, i: usize) -> Vec<usize> {
        let mut members: Vec<usize> =
            self.status(i).members.iter().map(|member| self.who(&member.organisation)).collect();
        members.sort_unstable();
        members
    }

    /// The one motion that is open at `i`.
    pub(crate) fn motion(&self, i: usize) -> Hash {
        let status = self.status(i);
        let open: Vec<_> = status.motions.iter().filter(|motion| motion.phase != "set_aside").collect();
        assert_eq!(open.len(), 1, "{open:?}");
        open[0].charter
    }

    pub(crate) fn propose(&mut self, i: usize, proposal: Proposal) -> Hash {
        self.run(i, ProposeChange { actor: OPERATOR, circle: self.circle, proposal }).unwrap()
    }

    pub(crate) fn confirm(&mut self, i: usize, charter: Hash) {
        self.run(i, ConfirmChange { actor: OPERATOR, circle: self.circle, charter }).unwrap();
    }

    /// Up to both admins' comparing of the six words.
    pub(crate) fn invite(&mut self, inviter: usize, newcomer: usize) {
        let (circle, words) = (self.circle, self.knock(inviter, newcomer));
        for i in [inviter, newcomer] {
            self.run(i, ConfirmPeer { actor: OPERATOR, circle, words: words.clone() }).unwrap();
        }
    }

    /// Up to the six words, which the newcomer's admin reads.
    pub(crate) fn knock(&mut self, inviter: usize, newcomer: usize) -> String {
        let (circle, expires) = (self.circle, self.houses[inviter].now.plus(86_400));
        let invite = CreateInvite { actor: OPERATOR, circle, addresses: listens(inviter), expires };
        let text = self.run(inviter, invite).unwrap();
        let accept = AcceptInvite { actor: OPERATOR, text, addresses: listens(newcomer) };
        let words = self.run(newcomer, accept).unwrap().words;
        let from = self.houses[newcomer].node().identity().node_key();
        let knocks = self.houses[newcomer].snapshot().knocks().unwrap();
        for task in knocks {
            assert!(self.run(inviter, ReceiveKnock { from, knock: task.knock }).unwrap());
            let reply = self.run(inviter, ReceiveJoin { from, circle, request: task.request }).unwrap();
            self.run(newcomer, JoinAnswered { circle, inviter: task.inviter, reply }).unwrap();
        }
        words
    }

    /// Asks `to` what `from` has to ask it about an agreement; the last answer.
    pub(crate) fn ask(&mut self, from: usize, to: usize) -> Option<Reply> {
        let tasks = self.to_ask(from, to);
        tasks.into_iter().map(|task| self.exchange(from, task)).last()
    }

    /// What `from` has to ask `to` about an agreement.
    pub(crate) fn to_ask(&self, from: usize, to: usize) -> Vec<AgreementTask> {
        let tasks = self.houses[from].snapshot().agreement_tasks().unwrap().into_iter();
        tasks.filter(|task| task.to == self.id(to)).collect()
    }

    /// Has everybody admit one that a first member invited, up to the moment at which it is in: it has its share of no key that
    /// several hold yet.
    pub(crate) fn admit(&mut self, newcomer: usize) {
        self.invite(0, newcomer);
        self.settle();
        let motion = self.motion(1);
        (1..newcomer).for_each(|i| self.confirm(i, motion));
        for _ in 0..40 {
            if self.is_in(newcomer) {
                break;
            }
            self.turn();
        }
    }

    /// Asks one question about an agreement, and has the answer taken.
    pub(crate) fn exchange(&mut self, i: usize, task: AgreementTask) -> Reply {
        let (to, from) = (self.who(&task.to), self.id(i));
        let reply = self.run(to, AnswerAgreement { from, question: task.question }).unwrap();
        let AgreementTask { circle, number, .. } = task;
        self.run(i, TakeAgreement { from: task.to, circle, number, reply: reply.clone() }).unwrap();
        reply
    }

    /// Says to `to` what `i` has to say about a key, and has the answer taken.
    pub(crate) fn say(&mut self, i: usize, to: usize, task: CeremonyTask) -> conversation::Reply {
        let from = self.id(i);
        let CeremonyTask { to: believed, circle, number, repair, mut question } = task;
        match &mut question {
            conversation::Question::Ceremony(frame) => self.hand_ceremony(i, to, frame),
            conversation::Question::Repair(frame) => self.hand_repair(i, to, frame),
        }
        let mut reply = self.run(to, AnswerCeremony { from, question }).unwrap();
        match &mut reply {
            conversation::Reply::Ceremony(frame) => self.hand_ceremony(to, i, frame),
            conversation::Reply::Repair(frame) => self.hand_repair(to, i, frame),
            _ => {}
        }
        let from = believed;
        self.run(i, TakeCeremony { from, circle, number, repair, reply: reply.clone() }).unwrap();
        reply
    }

    /// What becomes of a frame on its way.
    pub(crate) fn hand_ceremony(&mut self, from: usize, to: usize, frame: &mut Exchange) {
        if let Some(hand) = &mut self.hand {
            hand(from, to, frame);
        }
    }

    fn hand_repair(&mut self, from: usize, to: usize, frame: &mut RepairExchange) {
        if let Some(hand) = &mut self.repair_hand {
            hand(from, to, frame);
        }
    }

    /// Whether two nodes can be connected: each is linked with the other under the key that it has.
    pub(crate) fn connects(&self, a: usize, b: usize) -> bool {
        let lets = |one: usize, other: usize| {
            let (id, key) = (self.id(other), self.houses[other].node().identity().node_key());
            let links = self.houses[one].snapshot().links().unwrap();
            links.iter().any(|link| (link.organisation, link.node_key) == (id, key))
        };
        !self.gated || (lets(a, b) && lets(b, a))
    }

    /// Asks what `i` has to ask as a newcomer, or about charters.
    pub(crate) fn ask_of_circles(&mut self, i: usize) {
        let questions = self.houses[i].snapshot().questions().unwrap();
        for task in questions {
            let to = self.who(&task.to);
            if self.away.contains(&to) || !self.connects(i, to) {
                continue;
            }
            let answer = AnswerQuestion { addresses: listens(to), ..self.asked(i, task.question.clone()) };
            let reply = self.run(to, answer).unwrap();
            self.run(i, TakeReply { from: task.to, question: task.question, reply }).unwrap();
        }
    }

    /// Asks whatever `i` has to ask of those who can be reached.
    fn ask_all(&mut self, i: usize) {
        self.ask_of_circles(i);
        let tasks = self.houses[i].snapshot().agreement_tasks().unwrap();
        for task in tasks {
            let to = self.who(&task.to);
            if !self.away.contains(&to) && self.connects(i, to) {
                self.exchange(i, task);
            }
        }
        let tasks = self.houses[i].snapshot().ceremony_tasks().unwrap();
        for task in tasks {
            let to = self.who(&task.to);
            if !self.away.contains(&to) && self.connects(i, to) {
                self.say(i, to, task);
            }
        }
    }

    /// Sessions begin with a hello, which names the number of the charter that each holds: whoever is behind asks.
    pub(crate) fn hello(&mut self, i: usize) {
        for other in self.present() {
            let both = other != i && self.is_in(i) && self.is_in(other) && self.connects(i, other);
            let common = |all: &Self, a: usize, b: usize| {
                all.houses[a]
                    .snapshot()
                    .ledgers()
                    .common_circles(&all.id(b))
                    .first()
                    .map(|(_, number)| *number)
            };
            let (own, theirs) = (common(self, i, other), common(self, other, i));
            if let (true, Some(own), Some(theirs)) = (both, own, theirs)
                && own < theirs
            {
                let question = Question::Charter(self.circle, own);
                let asked = self.asked(i, question.clone());
                let reply = self.run(other, asked).unwrap();
                let from = self.id(other);
                self.run(i, TakeReply { from, question, reply }).unwrap();
            }
        }
    }

    fn present(&self) -> Vec<usize> {
        (0..self.houses.len()).filter(|i| !self.away.contains(i)).collect()
    }

    /// One turn of everybody: all ask. Of those who want to begin a ballot one may, and the next one four turns later: a ballot
    /// takes two turns, and whoever is in a hurry only disturbs it.
    pub(crate) fn turn(&mut self) {
        self.turns += 1;
        for i in self.present() {
            self.ask_all(i);
            self.hello(i);
        }
        let eager: Vec<usize> = self.eager();
        let Some(i) = eager.get(self.turns / 4 % eager.len().max(1)).copied() else { return };
        if self.turns - self.driven < 4 {
            return;
        }
        self.driven = self.turns;
        let circle = self.circle;
        self.run(i, DriveAgreement { circle }).unwrap();
    }

    fn eager(&self) -> Vec<usize> {
        let eager = |i: &usize| {
            self.houses[*i].snapshot().carried_changes().unwrap().iter().any(|carried| !carried.asking)
        };
        self.present().into_iter().filter(eager).collect()
    }

    /// Everything that anybody can see.
    fn seen(&self) -> String {
        let one = |house: &House| {
            let snapshot = house.snapshot();
            let status = snapshot.circle_status(&OPERATOR, &self.circle, house.now).ok();
            let tasks = snapshot.ceremony_tasks().unwrap();
            format!("{status:?} {:?} {tasks:?}", snapshot.questions().unwrap())
        };
        self.houses.iter().map(one).collect()
    }

    /// Until nothing happens any more.
    pub(crate) fn settle(&mut self) {
        let rests = (0..40).any(|_| {
            let before = self.seen();
            self.turn();
            self.seen() == before && self.eager().is_empty()
        });
        assert!(rests, "it does not come to rest: {}", self.seen());
        self.confirm_keys();
    }

    /// Everybody who can asks for the canaries that are due, of whoever can be reached.
    pub(crate) fn confirm_keys(&mut self) {
        for i in self.present() {
            loop {
                let house = &mut self.houses[i];
                let due = house.snapshot().next_canary(house.now, &mut house.rng).unwrap();
                let Some((pending, ask)) = due else { break };
                let answer = self.gathered(i, &ask);
                let unanswered = answer.is_err();
                // One that stopped after it would have to ask again.
                self.houses[i].run(FinishCanary { pending, answer }).unwrap();
                if unanswered {
                    break;
                }
            }
        }
    }

    /// What `i` and those who can be reached make of a question of `i`.
    pub(crate) fn gathered(&mut self, i: usize, ask: &Ask) -> Answer {
        let house = &mut self.houses[i];
        let (holders, mut gathering) = house.snapshot().gather(ask, &mut house.rng)?;
        for (organisation, share) in holders.others {
            let other = self.who(&organisation);
            if self.away.contains(&other) || gathering.missing() == 0 {
                continue;
            }
            let house = &mut self.houses[other];
            let evaluated = house.snapshot().evaluate(&ask.circle, ask.epoch, &ask.elements, &mut house.rng);
            if let Ok(evaluation) = evaluated {
                gathering.add(share, &evaluation).map_err(|_| EvaluationFailure::Unproven)?;
            }
        }
        gathering.combine()
    }

    /// All admins confirm whatever is proposed.
    pub(crate) fn settle_confirming(&mut self) {
        self.settle();
        for i in self.present() {
            let motions = if self.is_in(i) { self.status(i).motions } else { Vec::new() };
            for motion in motions {
                if motion.phase == "admins" && motion.answer.name() == "nothing" {
                    self.confirm(i, motion.charter);
                }
            }
        }
        self.settle();
    }

    /// That the audit of `i` has this word, so often.
    pub(crate) fn audited(&self, i: usize, word: &str) -> usize {
        let lines = self.houses[i].snapshot().audit(&OPERATOR, None, 200).unwrap();
        lines.iter().filter(|(_, line)| line.what == word).count()
    }
}
