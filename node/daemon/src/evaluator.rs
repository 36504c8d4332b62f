//! Who gathers evaluations: this node's own share, and those of others where one is not enough.
//!
//! The same blinded elements go to as many holders as are missing, chosen at random; whoever is slow, refuses or lies is
//! replaced by another one while there is time. What is combined was verified share by share. Members' checks take turns
//! ([`crate::turns`]).

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use futures::future::{BoxFuture, join, join_all};
use futures::stream::{FuturesUnordered, StreamExt};
use parasol_core::fair_share::{Allotted, InTurn};
use parasol_core::holder_notes::Heard;
use parasol_core::holders::Holders;
use parasol_core::node::Node;
use parasol_protocol::evaluation::message::{Question, Reply};
use parasol_protocol::evaluation::{Answer, Ask, Evaluation, EvaluationFailure, Gathering, NotProven};
use parasol_protocol::ids::{CircleId, OrganisationId};
use rand_core::{OsRng, RngCore};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::clock;
use crate::turns::Turns;

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
    turns: Turns,
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
        Self { node, others: OnceLock::new(), turns: Turns::default(), took: Took::default() }
    }

    /// Shows it the way to the others, once.
    pub fn meet(&self, others: Arc<dyn Others>) {
        // The network starts once in a process; a second one would lead to the same holders.
        let _ = self.others.set(others);
    }

    /// Answers a member's check in the order of its asks, within the budget: the time in which it waits for its turn is of it.
    pub async fn evaluate(&self, allotted: Allotted, budget: Duration) -> InTurn {
        let deadline = Instant::now() + budget;
        let remembered = allotted.remembered().iter().copied();
        let circles: BTreeSet<CircleId> =
            allotted.asks().iter().map(|ask| ask.circle).chain(remembered).collect();
        let in_turn = circles.iter().map(|circle| self.in_turn(*circle, &allotted, deadline));
        let (mut answers, mut passed_over) = (Vec::new(), Vec::new());
        for (circle, answered) in circles.iter().zip(join_all(in_turn).await) {
            match answered {
                Some(answered) => answers.extend(answered),
                None => {
                    passed_over.push(*circle);
                    // So many wait that it did not come to be asked: it is no holder's fault.
                    let asks = allotted.asks().iter().enumerate().filter(|(_, ask)| ask.circle == *circle);
                    answers.extend(asks.map(|(at, _)| (at, Err(EvaluationFailure::Quota))));
                }
            }
        }
        answers.sort_by_key(|(at, _)| *at);
        InTurn { answers: answers.into_iter().map(|(_, answer)| answer).collect(), passed_over }
    }

    /// Answers what a check asks in one circle, under whichever keys, when it is her turn there; none where it was not in time. What is remembered takes a turn
    /// too, and as long as an evaluation.
    async fn in_turn(
        &self,
        circle: CircleId,
        allotted: &Allotted,
        deadline: Instant,
    ) -> Option<Vec<(usize, Answer)>> {
        let _place = self.turns.take(circle, allotted.member(), allotted.urgency(), deadline).await?;
        let lingering = async {
            if allotted.remembered().contains(&circle) {
                sleep_until(deadline.min(Instant::now() + self.took.any(&circle))).await;
            }
        };
        let asks = allotted.asks().iter().enumerate().filter(|(_, ask)| ask.circle == circle);
        let answering = asks.map(async |(at, ask)| (at, self.answer(ask.clone(), deadline).await));
        Some(join(join_all(answering), lingering).await.0)
    }

    /// Answers what the node asks for itself, in the order of the asks, within the budget. One thing at a time, so that it needs
    /// no turn.
    pub async fn evaluate_own(&self, asks: Vec<Ask>, budget: Duration) -> Vec<Answer> {
        let deadline = Instant::now() + budget;
        join_all(asks.into_iter().map(|ask| self.answer(ask, deadline))).await
    }

    /// Notes who refuses, whose proofs do not hold and who is silent: for the admins of both sides, and for sharing out what is
    /// left.
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
        let (mut asked, mut silent, mut heard) = (FuturesUnordered::new(), BTreeMap::new(), Vec::new());
        let mut refused = EvaluationFailure::Unreachable;
        let (mut wanted, mut hedge) = (self.gathering.missing(), Instant::now() + HEDGE);
        while self.gathering.missing() > 0 {
            while wanted > 0
                && let Some((holder, share)) = self.waiting.pop()
            {
                wanted -= 1;
                let reply = others.ask(holder, self.question.clone());
                silent.insert(holder, Instant::now());
                asked.push(async move { (holder, share, reply.await) });
            }
            if asked.is_empty() {
                break;
            }
            tokio::select! {
                biased;
                () = sleep_until(deadline) => break,
                Some((holder, share, reply)) = asked.next() => {
                    silent.remove(&holder);
                    let refusal = match &reply {
                        Some(Reply::Quota(class, until)) => Heard::Refused(*class, *until),
                        _ => Heard::Nothing,
                    };
                    let taken = match reply.map(Reply::evaluation) {
                        None => Err(EvaluationFailure::Unreachable),
                        Some(Err(failure)) => Err(failure),
                        Some(Ok(evaluation)) => self.add(holder, share, evaluation).await,
                    };
                    heard.push((holder, match taken {
                        Ok(()) => Heard::Evaluated(self.question.class),
                        Err(EvaluationFailure::Unproven) => Heard::Unproven,
                        Err(_) => refusal,
                    }));
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
        // Whoever was not given the time to answer is not silent.
        let late = silent.into_iter().filter(|(_, since)| since.elapsed() >= HEDGE);
        heard.extend(late.map(|(holder, _)| (holder, Heard::Nothing)));
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
mod tests;
