//! Who gathers evaluations: this node's own share, and those of others where one is not enough.
//!
//! The same blinded elements go to as many holders as are missing, chosen at random; whoever is slow, refuses or lies is
//! replaced by another one while there is time. What is combined was verified share by share.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use futures::future::{BoxFuture, join_all};
use futures::stream::{FuturesUnordered, StreamExt};
use parasol_core::holder_notes::Heard;
use parasol_core::holders::Holders;
use parasol_core::node::Node;
use parasol_protocol::evaluation::message::{Question, Reply};
use parasol_protocol::evaluation::{Answer, Ask, Evaluation, EvaluationFailure, Gathering, NotProven};
use parasol_protocol::ids::{CircleId, OrganisationId};
use rand_core::{OsRng, RngCore};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use crate::clock;

/// After how long others are asked beside those that have not answered yet, as many as are still missing.
const HEDGE: Duration = Duration::from_millis(300);

/// How many of the last evaluations of a circle are remembered by how long they took.
const TOOK_MAX: usize = 16;
/// Of how many circles.
const CIRCLES_MAX: usize = 64;

/// The way to the other holders.
pub trait Others: Send + Sync {
    /// Asks one of them once; none when there was no answer.
    fn ask(&self, holder: OrganisationId, question: Question) -> BoxFuture<'static, Option<Reply>>;
}

/// Answers asks.
pub struct Evaluator {
    node: Node,
    others: OnceLock<Arc<dyn Others>>,
    took: Took,
}

/// How long the last evaluations with others took, for each circle.
#[derive(Default)]
struct Took(Mutex<BTreeMap<CircleId, VecDeque<Duration>>>);

impl Took {
    fn note(&self, circle: CircleId, took: Duration) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= CIRCLES_MAX && !all.contains_key(&circle) {
            all.clear();
        }
        let last = all.entry(circle).or_default();
        if last.len() >= TOOK_MAX {
            last.pop_front();
        }
        last.push_back(took);
    }

    /// How long one of them took, whichever.
    fn any(&self, circle: &CircleId) -> Duration {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(last) = all.get(circle) else { return Duration::ZERO };
        let draw = usize::try_from(OsRng.next_u32()).unwrap_or(0).checked_rem(last.len());
        draw.and_then(|at| last.get(at).copied()).unwrap_or(Duration::ZERO)
    }
}

impl Evaluator {
    /// One that evaluates alone.
    #[must_use]
    pub fn new(node: Node) -> Self {
        Self { node, others: OnceLock::new(), took: Took::default() }
    }

    /// Shows it the way to the others, once.
    pub fn meet(&self, others: Arc<dyn Others>) {
        // The network starts once in a process; a second one would lead to the same holders.
        let _ = self.others.set(others);
    }

    /// Answers in the order of the asks, within the budget.
    pub async fn evaluate(&self, asks: Vec<Ask>, budget: Duration) -> Vec<Answer> {
        let deadline = Instant::now() + budget;
        join_all(asks.into_iter().map(|ask| self.answer(ask, deadline))).await
    }

    /// Takes as long as an evaluation in each of these circles, within the budget.
    pub async fn linger(&self, circles: Vec<CircleId>, budget: Duration) {
        let longest = circles.iter().map(|circle| self.took.any(circle)).max();
        sleep(longest.unwrap_or(Duration::ZERO).min(budget)).await;
    }

    /// Notes who refuses and whose proofs do not hold, for the admins of both sides.
    fn note(&self, circle: CircleId, heard: Vec<(OrganisationId, Heard)>) {
        match self.node.read() {
            Ok(snapshot) => {
                let now = clock::now();
                heard
                    .into_iter()
                    .for_each(|(holder, heard)| snapshot.note_holder(circle, holder, heard, now));
            }
            Err(error) => tracing::error!(%error, "what holders said cannot be noted"),
        }
    }

    async fn answer(&self, ask: Ask, deadline: Instant) -> Answer {
        let (node, circle, begun_at) = (self.node.clone(), ask.circle, Instant::now());
        // A proof costs a fifth of a millisecond an element: too long for a thread that serves everybody.
        let begun = timeout_at(deadline, spawn_blocking(move || begin(&node, &ask))).await;
        let round = begun.ok().and_then(Result::ok).unwrap_or(Err(EvaluationFailure::Unreachable))?;
        match self.others.get() {
            Some(others) if round.gathering.missing() > 0 => {
                let (answer, heard) = round.gather(others.as_ref(), deadline).await;
                self.note(circle, heard);
                if answer.is_ok() {
                    self.took.note(circle, begun_at.elapsed());
                }
                answer
            }
            _ => round.gathering.combine(),
        }
    }
}

/// One question to the holders of one key.
struct Round {
    question: Question,
    gathering: Gathering,
    /// Who may still be asked.
    waiting: Vec<(OrganisationId, u16)>,
}

/// What this node does itself.
fn begin(node: &Node, ask: &Ask) -> Result<Round, EvaluationFailure> {
    let snapshot = node.read().map_err(|_| EvaluationFailure::NoKey)?;
    let (holders, gathering) = snapshot.gather(ask, &mut OsRng)?;
    Ok(Round::new(ask, holders, gathering))
}

impl Round {
    fn new(ask: &Ask, holders: Holders, gathering: Gathering) -> Self {
        let mut waiting = holders.others;
        waiting.sort_by_cached_key(|_| OsRng.next_u64());
        Self { question: Question::new(ask, holders.charter), gathering, waiting }
    }

    /// Asks others until it is enough, everybody was asked, or the time is over.
    async fn gather(
        mut self,
        others: &dyn Others,
        deadline: Instant,
    ) -> (Answer, Vec<(OrganisationId, Heard)>) {
        let (mut asked, mut heard) = (FuturesUnordered::new(), Vec::new());
        let mut refused = EvaluationFailure::Unreachable;
        let (mut wanted, mut hedge) = (self.gathering.missing(), Instant::now() + HEDGE);
        while self.gathering.missing() > 0 {
            while wanted > 0
                && let Some((holder, share)) = self.waiting.pop()
            {
                wanted -= 1;
                let reply = others.ask(holder, self.question.clone());
                asked.push(async move { (holder, share, reply.await) });
            }
            if asked.is_empty() {
                break;
            }
            tokio::select! {
                biased;
                () = sleep_until(deadline) => break,
                Some((holder, share, reply)) = asked.next() => {
                    let until = match &reply {
                        Some(Reply::Quota(class, until)) => Some(Heard::Refused(*class, *until)),
                        _ => None,
                    };
                    let taken = match reply.map(Reply::evaluation) {
                        None => Err(EvaluationFailure::Unreachable),
                        Some(Err(failure)) => Err(failure),
                        Some(Ok(evaluation)) => self.add(holder, share, evaluation).await,
                    };
                    let said = match taken {
                        Ok(()) => Some(Heard::Evaluated(self.question.class)),
                        Err(EvaluationFailure::Unproven) => Some(Heard::Unproven),
                        Err(_) => until,
                    };
                    heard.extend(said.map(|said| (holder, said)));
                    if let Err(failure) = taken {
                        refused = failure;
                        wanted += 1;
                    }
                }
                () = sleep_until(hedge), if !self.waiting.is_empty() => {
                    // All who were asked may be silent: one at a time would not be enough where many are needed.
                    wanted += self.gathering.missing();
                    hedge += HEDGE;
                }
            }
        }
        let some = self.gathering.holders().next().is_some();
        let answer = self.gathering.combine().map_err(|_| match refused {
            EvaluationFailure::Quota => EvaluationFailure::Quota,
            _ if some => EvaluationFailure::BelowThreshold,
            other => other,
        });
        (answer, heard)
    }

    /// Takes a holder's evaluation in, if its proof holds; it is looked at where it keeps nobody waiting.
    async fn add(
        &mut self,
        holder: OrganisationId,
        share: u16,
        evaluation: Evaluation,
    ) -> Result<(), EvaluationFailure> {
        let mut gathering = self.gathering.clone();
        let added = spawn_blocking(move || gathering.add(share, &evaluation).map(|()| gathering)).await;
        match added {
            Ok(Ok(gathering)) => self.gathering = gathering,
            Ok(Err(fault @ NotProven(_))) => {
                tracing::warn!(peer = %holder.short(), "{fault}");
                return Err(EvaluationFailure::Unproven);
            }
            Err(_) => return Err(EvaluationFailure::Unreachable),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "a test may stop at the first surprise"
    )]
    use std::collections::BTreeMap;

    use futures::FutureExt;
    use parasol_protocol::ceremony::Ceremony;
    use parasol_protocol::ceremony::message::Exchange;
    use parasol_protocol::charter::{Charter, EpochKey, Member};
    use parasol_protocol::envelope::NodeSecret;
    use parasol_protocol::evaluation::{self, Blinding, Class, TagKey};
    use parasol_protocol::identifier::{Identifier, IdentifierKind};
    use parasol_protocol::ids::{CircleId, Hash};
    use parasol_protocol::time::Timestamp;

    use super::*;

    fn organisation(n: u8) -> OrganisationId {
        OrganisationId::new([n; 16])
    }

    fn charter(n: u8, t: u16) -> Charter {
        let secret = |n: u8| NodeSecret::from_seed(&[n; 32]).public();
        let member = |n: u8| Member {
            organisation: organisation(n),
            node_key: secret(n),
            recovery_key: secret(n + 100),
            country: "FR".parse().unwrap(),
            name: format!("Organisation {n}"),
            share: n.into(),
        };
        Charter {
            circle: CircleId::new([1; 16]),
            name: "Circle".into(),
            number: 4,
            prev: Some(Hash::new([3; 32])),
            members: (1..=n).map(member).collect(),
            t,
            epoch: 2,
            keys: vec![],
            former: Vec::new(),
            fresh_limit: Charter::FRESH_LIMIT,
            lease: Charter::LEASE,
            checks_per_day: Charter::CHECKS_PER_DAY,
        }
    }

    /// A key that `count` made together, and their shares.
    fn made(count: u8, t: u16) -> (EpochKey, BTreeMap<OrganisationId, TagKey>) {
        let (charter, secret) = (charter(count, t), |n: u8| NodeSecret::from_seed(&[n; 32]));
        let open = |n: u8| Ceremony::open(&charter, &organisation(n), 1, &secret(n), &mut OsRng).unwrap();
        let mut nodes: Vec<Ceremony> = (1..=count).map(open).collect();
        let mut new = true;
        while new {
            new = false;
            for (from, to) in (1..=count).flat_map(|from| (1..=count).map(move |to| (from, to))) {
                if from != to {
                    let said: Exchange = nodes[usize::from(from) - 1].exchange(&organisation(to));
                    let node = &mut nodes[usize::from(to) - 1];
                    new |= node.receive(&organisation(from), &said, &secret(to), &mut OsRng).changed;
                }
            }
        }
        let key = nodes[0].made().unwrap();
        let share = |n: u8| (organisation(n), nodes[usize::from(n) - 1].share_of(&key).unwrap());
        let shares = (1..=count).map(share).collect();
        (key, shares)
    }

    #[derive(Clone, Copy)]
    enum Manner {
        Answers,
        Slow(u64),
        Silent,
        Lies,
        UsedUp,
    }

    /// The holders beside the first, each with its manner.
    struct Crowd {
        shares: BTreeMap<OrganisationId, TagKey>,
        manners: Vec<Manner>,
    }

    impl Others for Crowd {
        fn ask(&self, holder: OrganisationId, question: Question) -> BoxFuture<'static, Option<Reply>> {
            let evaluated = |key: &TagKey| Reply::of(key.evaluate(&question.elements, &mut OsRng));
            let right = evaluated(&self.shares[&holder]);
            let reply = match self.manners[usize::from(holder.as_bytes()[0]) - 2] {
                Manner::Answers => (0, Some(right)),
                Manner::Slow(millis) => (millis, Some(right)),
                Manner::Silent => (60_000, None),
                // What another holder would say is as wrong as anything.
                Manner::Lies => (0, Some(evaluated(&self.shares[&organisation(1)]))),
                Manner::UsedUp => (0, Some(Reply::Quota(Class::Check, Timestamp::new(1)))),
            };
            async move {
                tokio::time::sleep(Duration::from_millis(reply.0)).await;
                reply.1
            }
            .boxed()
        }
    }

    /// What comes of a question of the first of five, and after how many milliseconds.
    async fn asked(manners: [Manner; 4]) -> (Answer, Blinding, u128) {
        asked_of(3, &manners, false).await
    }

    /// What comes of a question of the first, of which it takes `t`; the others are asked by chance or in their order.
    async fn asked_of(t: u16, manners: &[Manner], in_order: bool) -> (Answer, Blinding, u128) {
        let count = u8::try_from(manners.len()).unwrap() + 1;
        let (key, shares) = made(count, t);
        let phone = Identifier::from_canonical(IdentifierKind::Phone, "+33639984157").unwrap();
        let (blinding, elements) = evaluation::blind([&phone], &mut OsRng).unwrap();
        let ask = Ask { circle: CircleId::new([1; 16]), epoch: 2, class: Class::Check, elements };
        let others = (2..=count).map(|n| (organisation(n), u16::from(n))).collect();
        let mut gathering = Gathering::new(&ask.elements, &key).unwrap();
        let own = shares[&organisation(1)].evaluate(&ask.elements, &mut OsRng).unwrap();
        gathering.add(1, &own).unwrap();
        let mut round = Round::new(&ask, Holders { charter: 4, key, own: Some(1), others }, gathering);
        if in_order {
            round.waiting.sort_by_key(|(_, share)| std::cmp::Reverse(*share));
        }
        let (crowd, begun) = (Crowd { shares, manners: manners.to_vec() }, Instant::now());
        let (answer, heard) = round.gather(&crowd, begun + Duration::from_secs(1)).await;
        let lied = heard.iter().filter(|(_, heard)| *heard == Heard::Unproven);
        assert!(
            lied.clone().all(|(who, _)| matches!(manners[usize::from(who.as_bytes()[0]) - 2], Manner::Lies))
        );
        (answer, blinding, begun.elapsed().as_millis())
    }

    #[tokio::test(start_paused = true)]
    async fn any_two_others_are_enough_at_once() {
        let (answer, blinding, millis) = asked([Manner::Answers; 4]).await;
        assert_eq!(blinding.finish_combined(&answer.unwrap()).unwrap().len(), 1);
        assert_eq!(millis, 0);
    }

    #[test]
    fn what_is_remembered_takes_as_long_as_what_was_asked_of_late() {
        let (took, circle) = (Took::default(), CircleId::new([1; 16]));
        assert_eq!(took.any(&circle), Duration::ZERO);
        (1..=100).for_each(|millis| took.note(circle, Duration::from_millis(millis)));
        assert!((0..100).all(|_| (85..=100).contains(&took.any(&circle).as_millis())));
        assert_eq!(took.any(&CircleId::new([2; 16])), Duration::ZERO, "each circle has holders of its own");
        (0..200).for_each(|n| took.note(CircleId::new([n; 16]), Duration::ZERO));
        assert!(took.0.lock().unwrap().len() <= CIRCLES_MAX);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_is_silent_is_replaced_after_a_while_and_who_lies_at_once() {
        let silent = [Manner::Silent, Manner::Answers, Manner::Silent, Manner::Answers];
        let (answer, _, millis) = asked(silent).await;
        assert!(answer.is_ok() && millis < 700, "{millis}");
        let liars = [Manner::Lies, Manner::Answers, Manner::Answers, Manner::Lies];
        let (answer, _, millis) = asked(liars).await;
        assert!(answer.is_ok() && millis < 10, "{millis}");
        let late = [Manner::Slow(300), Manner::Slow(300), Manner::Silent, Manner::Silent];
        let (answer, _, millis) = asked(late).await;
        assert!(answer.is_ok() && millis <= 1_000, "{millis}");
    }

    #[tokio::test(start_paused = true)]
    async fn as_many_silent_holders_as_are_asked_first_keep_nobody_waiting_for_each() {
        let manners = [[Manner::Silent; 3], [Manner::Slow(150); 3]].concat();
        let (answer, _, millis) = asked_of(4, &manners, true).await;
        assert!(answer.is_ok() && millis < 500, "{millis}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_missing_is_said_and_when_the_time_is_over() {
        let (answer, _, millis) = asked([Manner::Silent; 4]).await;
        assert_eq!((answer.err(), millis), (Some(EvaluationFailure::BelowThreshold), 1_000));
        let one = [Manner::Answers, Manner::Lies, Manner::Lies, Manner::Lies];
        let (answer, _, millis) = asked(one).await;
        assert_eq!(
            (answer.err(), millis),
            (Some(EvaluationFailure::BelowThreshold), 0),
            "nobody is left to ask"
        );
        let (answer, _, _) = asked([Manner::UsedUp; 4]).await;
        assert_eq!(answer.err(), Some(EvaluationFailure::Quota));
    }
}
