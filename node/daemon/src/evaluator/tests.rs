//! Holders that answer, are slow, lie or refuse.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may stop at the first surprise"
)]
use std::collections::BTreeMap;

use futures::FutureExt;
use parasol_core::fair_share::Urgency;
use parasol_core::ids::MemberId;
use parasol_protocol::ceremony::Ceremony;
use parasol_protocol::ceremony::message::Exchange;
use parasol_protocol::charter::{Charter, EpochKey, Member};
use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::evaluation::{self, Blinding, Class, TagKey};
use parasol_protocol::identifier::{Identifier, IdentifierKind};
use parasol_protocol::ids::{CircleId, Hash};
use parasol_protocol::time::Timestamp;
use tokio::sync::Semaphore;

use super::*;
use crate::network::ASKING_MAX;

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

/// A key that so many made together, and their shares.
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

/// What the first asks the others after it did its own part.
fn round(key: &EpochKey, shares: &BTreeMap<OrganisationId, TagKey>) -> (Round, Blinding) {
    let phone = Identifier::from_canonical(IdentifierKind::Phone, "+33639984157").unwrap();
    let (blinding, elements) = evaluation::blind([&phone], &mut OsRng).unwrap();
    let ask = Ask { circle: CircleId::new([1; 16]), epoch: 2, class: Class::Check, elements };
    let others = shares.keys().filter(|id| **id != organisation(1));
    let others = others.map(|id| (*id, u16::from(id.as_bytes()[0]))).collect();
    let mut gathering = Gathering::new(&ask.elements, key).unwrap();
    let own = shares[&organisation(1)].evaluate(&ask.elements, &mut OsRng).unwrap();
    gathering.add(1, &own).unwrap();
    let holders = Holders { charter: 4, key: key.clone(), own: Some(1), others };
    (Round::new(&ask, holders, gathering), blinding)
}

/// What comes of a question of the first, what was heard of whom, and after how many milliseconds. It takes `t`; the others are
/// asked by chance or in their order.
async fn told(
    t: u16,
    manners: &[Manner],
    in_order: bool,
) -> (Answer, Blinding, Vec<(OrganisationId, Heard)>, u128) {
    let (key, shares) = made(u8::try_from(manners.len()).unwrap() + 1, t);
    let (mut round, blinding) = round(&key, &shares);
    if in_order {
        round.waiting.sort_by_key(|(_, share)| std::cmp::Reverse(*share));
    }
    let (crowd, begun) = (Crowd { shares, manners: manners.to_vec() }, Instant::now());
    let (answer, heard) = round.gather(&crowd, begun + Duration::from_secs(1)).await;
    (answer, blinding, heard, begun.elapsed().as_millis())
}

async fn asked(manners: [Manner; 4]) -> (Answer, Blinding, u128) {
    let (answer, blinding, heard, millis) = told(3, &manners, false).await;
    let lied = heard.iter().filter(|(_, heard)| *heard == Heard::Unproven);
    assert!(lied.clone().all(|(who, _)| matches!(manners[usize::from(who.as_bytes()[0]) - 2], Manner::Lies)));
    (answer, blinding, millis)
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
    let (answer, _, _, millis) = told(4, &manners, true).await;
    assert!(answer.is_ok() && millis < 500, "{millis}");
}

#[tokio::test(start_paused = true)]
async fn what_is_missing_is_said_and_when_the_time_is_over() {
    let (answer, _, millis) = asked([Manner::Silent; 4]).await;
    assert_eq!((answer.err(), millis), (Some(EvaluationFailure::BelowThreshold), 1_000));
    let one = [Manner::Answers, Manner::Lies, Manner::Lies, Manner::Lies];
    let (answer, _, millis) = asked(one).await;
    assert_eq!((answer.err(), millis), (Some(EvaluationFailure::BelowThreshold), 0), "nobody is left to ask");
    let (answer, _, _) = asked([Manner::UsedUp; 4]).await;
    assert_eq!(answer.err(), Some(EvaluationFailure::Quota));
}

#[tokio::test(start_paused = true)]
async fn who_is_silent_is_noted_and_who_had_no_time_is_not() {
    let (_, _, heard, _) = told(3, &[Manner::Silent; 4], false).await;
    assert!(heard.len() == 4 && heard.iter().all(|(_, heard)| *heard == Heard::Nothing), "{heard:?}");
    let (_, _, heard, _) = told(3, &[Manner::Answers; 4], false).await;
    assert_eq!(
        heard.iter().map(|(_, heard)| *heard).collect::<Vec<_>>(),
        [Heard::Evaluated(Class::Check); 2]
    );
    // Whoever was asked beside those that answer in the end.
    let (answer, _, heard, millis) = told(3, &[Manner::Slow(310); 4], false).await;
    assert!(answer.is_ok() && millis == 310, "{millis}");
    assert!(heard.iter().all(|(_, heard)| matches!(heard, Heard::Evaluated(_))), "{heard:?}");
}

/// Holders that hear eight questions of a partner at a time, one after the other.
struct Narrow {
    shares: BTreeMap<OrganisationId, TagKey>,
    lines: BTreeMap<OrganisationId, Arc<Semaphore>>,
}

/// How long they take for each.
const TRIP: Duration = Duration::from_millis(190);

impl Others for Narrow {
    fn ask(&self, holder: OrganisationId, question: Question) -> BoxFuture<'static, Option<Reply>> {
        let reply = Reply::of(self.shares[&holder].evaluate(&question.elements, &mut OsRng));
        let line = self.lines[&holder].clone();
        async move {
            let _heard = line.acquire().await.ok()?;
            tokio::time::sleep(TRIP).await;
            Some(reply)
        }
        .boxed()
    }
}

/// A check of a member among holders of which it takes two; after how many milliseconds it was answered.
async fn answered(
    turns: Option<&Turns>,
    (key, holders): (&EpochKey, &Narrow),
    member: MemberId,
    urgency: Urgency,
) -> Option<u128> {
    let (begun, circle) = (Instant::now(), CircleId::new([1; 16]));
    let deadline = begun + Duration::from_secs(1);
    let _place = match turns {
        Some(turns) => Some(turns.take(circle, member, urgency, deadline).await?),
        None => None,
    };
    let (round, _) = round(key, &holders.shares);
    let (answer, _) = round.gather(holders, deadline).await;
    answer.is_ok().then(|| begun.elapsed().as_millis())
}

/// The figures stand in docs/threat-model.md.
#[tokio::test(start_paused = true)]
async fn one_member_with_a_program_keeps_nobody_elses_call_waiting() {
    let (key, shares) = made(3, 2);
    let lines = shares.keys().map(|id| (*id, Arc::new(Semaphore::new(ASKING_MAX)))).collect();
    let holders = Narrow { shares, lines };
    let (mallory, rosa) = (MemberId::new([1; 16]), MemberId::new([2; 16]));
    let mut calls = Vec::new();
    for turns in [Some(Turns::default()), None] {
        let turns = turns.as_ref();
        let greedy = join_all((0..200).map(|_| answered(turns, (&key, &holders), mallory, Urgency::Call)));
        let calling = async {
            sleep_until(Instant::now() + Duration::from_millis(1)).await;
            answered(turns, (&key, &holders), rosa, Urgency::Call).await
        };
        let (greedy, call) = join(greedy, calling).await;
        calls.push((call, greedy.iter().flatten().count()));
    }
    let [(in_turn, hers), (without, _)] = calls[..] else { unreachable!("two") };
    assert_eq!(in_turn, Some(TRIP.as_millis()), "one round trip, as if she were alone");
    assert_eq!(hers, 20, "four at a time, five times");
    assert_eq!(without, None, "without turns she is not answered at all");
}
