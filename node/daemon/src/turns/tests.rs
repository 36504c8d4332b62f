//! Several members, one of them with a program.
#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test may stop at the first surprise"
)]

use std::time::Duration;

use futures::FutureExt;
use futures::future::join_all;
use tokio::time::sleep;

use super::*;

const CIRCLE: CircleId = CircleId::new([1; 16]);
/// How long holders take.
const TRIP: Duration = Duration::from_millis(150);
const BUDGET: Duration = Duration::from_secs(1);
const MALLORY: MemberId = MemberId::new([1; 16]);
const ROSA: MemberId = MemberId::new([2; 16]);
const LOLA: MemberId = MemberId::new([3; 16]);
const NADIA: MemberId = MemberId::new([4; 16]);
const YASMIN: MemberId = MemberId::new([5; 16]);

fn within(budget: Duration) -> Instant {
    Instant::now() + budget
}

/// A check whose holders take a trip; after how many milliseconds it was answered.
async fn check(turns: &Turns, member: MemberId, urgency: Urgency) -> Option<u128> {
    let begun = Instant::now();
    let _place = turns.take(CIRCLE, member, urgency, within(BUDGET)).await?;
    sleep(TRIP).await;
    Some(begun.elapsed().as_millis())
}

async fn checks(turns: &Turns, member: MemberId, urgency: Urgency, many: usize) -> Vec<Option<u128>> {
    join_all((0..many).map(|_| check(turns, member, urgency))).await
}

/// A place that must be free now.
fn place(turns: &Turns, member: MemberId, urgency: Urgency) -> Option<Place> {
    turns.take(CIRCLE, member, urgency, within(BUDGET)).now_or_never().flatten()
}

fn places(turns: &Turns, member: MemberId, urgency: Urgency) -> Vec<Place> {
    std::iter::from_fn(|| place(turns, member, urgency)).collect()
}

fn is_forgotten(turns: &Turns) -> bool {
    turns.lanes().is_empty()
}

#[tokio::test(start_paused = true)]
async fn thirty_of_one_are_no_more_than_one_of_another() {
    let turns = Turns::default();
    let (greedy, rosa, lola) = tokio::join!(
        checks(&turns, MALLORY, Urgency::Search, 30),
        check(&turns, ROSA, Urgency::Search),
        check(&turns, LOLA, Urgency::Call),
    );
    assert_eq!((rosa, lola), (Some(150), Some(150)), "neither waits for anybody");
    let answered: Vec<u128> = greedy.into_iter().flatten().collect();
    assert!((20..30).contains(&answered.len()), "{answered:?}");
    assert!(is_forgotten(&turns));
}

#[tokio::test(start_paused = true)]
async fn each_has_a_turn_before_anybody_has_a_second() {
    let turns = Turns::default();
    let held: Vec<Place> =
        [ROSA, LOLA, NADIA].into_iter().flat_map(|member| places(&turns, member, Urgency::Search)).collect();
    assert!(place(&turns, MALLORY, Urgency::Search).is_none());
    let order = Mutex::new(Vec::new());
    let (all_turns, seen) = (&turns, &order);
    let wait = |member| async move {
        let _place = all_turns.take(CIRCLE, member, Urgency::Search, within(BUDGET)).await.unwrap();
        seen.lock().unwrap().push(member);
        sleep(TRIP).await;
    };
    let all = [MALLORY, MALLORY, MALLORY, MALLORY, ROSA, ROSA, LOLA].map(wait);
    let release = async {
        sleep(Duration::from_millis(1)).await;
        for place in held {
            drop(place);
            sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::join!(join_all(all), release);
    let order = order.into_inner().unwrap();
    assert_eq!(order.get(..3), Some(&[MALLORY, ROSA, LOLA][..]));
    assert_eq!(order.iter().rposition(|member| *member == ROSA), Some(4), "{}", order.len());
    assert!(is_forgotten(&turns));
}

#[tokio::test(start_paused = true)]
async fn a_call_goes_before_searches_and_finds_a_place_kept_for_it() {
    let turns = Turns::default();
    let held: Vec<Vec<Place>> =
        [MALLORY, ROSA, LOLA].map(|member| places(&turns, member, Urgency::Search)).into();
    let counts: Vec<usize> = held.iter().map(Vec::len).collect();
    assert_eq!(counts, [4, 1, 0], "searches leave two places");
    let call = place(&turns, NADIA, Urgency::Call).unwrap();
    let other = place(&turns, LOLA, Urgency::Call).unwrap();
    assert!(place(&turns, ROSA, Urgency::Call).is_none(), "all are taken");
    // Searches wait longer, and a call that comes later goes before them.
    let order = Mutex::new(Vec::new());
    let wait = |member, urgency, after: u64| {
        let (turns, order) = (&turns, &order);
        async move {
            sleep(Duration::from_millis(after)).await;
            let place = turns.take(CIRCLE, member, urgency, within(BUDGET)).await;
            order.lock().unwrap().push(urgency);
            drop(place);
        }
    };
    let release = async {
        sleep(Duration::from_millis(20)).await;
        drop(call);
        sleep(Duration::from_millis(10)).await;
        drop((other, held));
    };
    tokio::join!(
        wait(LOLA, Urgency::Search, 0),
        wait(NADIA, Urgency::Search, 0),
        wait(YASMIN, Urgency::Call, 10),
        release
    );
    assert_eq!(order.into_inner().unwrap().first(), Some(&Urgency::Call));
    assert!(is_forgotten(&turns));
}

/// Whoever says of everything that it rings has one call at a time; the rest are searches.
#[tokio::test(start_paused = true)]
async fn no_telephone_rings_thirty_times_at_once() {
    let turns = Turns::default();
    let greedy = [MALLORY, ROSA, LOLA].map(|member| checks(&turns, member, Urgency::Call, 60));
    let searching = async {
        sleep(Duration::from_millis(10)).await;
        check(&turns, NADIA, Urgency::Search).await
    };
    let (_, search) = tokio::join!(join_all(greedy), searching);
    assert!(search.is_some_and(|millis| millis <= 300), "{search:?}");
    assert!(is_forgotten(&turns));
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_too_long_or_goes_away_leaves_nothing_behind() {
    let turns = Turns::default();
    let held = places(&turns, ROSA, Urgency::Search);
    assert_eq!(held.len(), 4);
    let begun = Instant::now();
    assert!(turns.take(CIRCLE, ROSA, Urgency::Search, within(BUDGET)).await.is_none());
    assert_eq!(begun.elapsed(), BUDGET, "the time in which it waits is its own");
    {
        let lanes = turns.lanes();
        assert!(lanes.values().all(|lane| lane.searches.0.is_empty()), "nobody waits any more");
    }
    // Some go away while they wait, some while they are under way.
    let mut gone: Vec<_> = (0..10).map(|_| Box::pin(check(&turns, ROSA, Urgency::Search))).collect();
    for check in &mut gone {
        assert!(check.now_or_never().is_none());
    }
    drop(held);
    assert!(place(&turns, ROSA, Urgency::Search).is_none(), "those who waited have the places");
    drop(gone);
    assert!(is_forgotten(&turns));
    assert_eq!(places(&turns, ROSA, Urgency::Search).len(), 4);
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_are_bounded_for_each_and_for_all() {
    let turns = Turns::default();
    let _held = places(&turns, MALLORY, Urgency::Search);
    let wait = |member| turns.join(CIRCLE, member, Urgency::Search);
    let mut waiting: Vec<Waiting> = std::iter::from_fn(|| wait(MALLORY)).collect();
    assert_eq!(waiting.len(), WAITING_OF_ONE);
    let begun = Instant::now();
    assert_eq!(check(&turns, MALLORY, Urgency::Search).await, None);
    assert_eq!(begun.elapsed(), Duration::ZERO, "she is told at once");
    assert_eq!(check(&turns, ROSA, Urgency::Search).await, Some(150), "nobody else is");
    for n in 10..=255 {
        waiting.extend(std::iter::from_fn(|| wait(MemberId::new([n; 16]))));
    }
    let all = turns
        .lanes()
        .values()
        .map(|lane| lane.searches.0.iter().map(|(_, of)| of.len()).sum::<usize>())
        .sum::<usize>();
    assert_eq!(all, WAITING_MAX);
    assert_eq!(check(&turns, ROSA, Urgency::Search).await, None);
    assert_eq!(check(&turns, ROSA, Urgency::Call).await, Some(150), "a call finds its place");
}

#[tokio::test(start_paused = true)]
async fn a_circle_whose_holders_are_silent_holds_up_no_other() {
    let turns = Turns::default();
    let silent = CircleId::new([2; 16]);
    let stuck: Vec<_> = [MALLORY, ROSA, LOLA, NADIA]
        .into_iter()
        .flat_map(|member| {
            let turns = turns.clone();
            std::iter::from_fn(move || {
                turns.take(silent, member, Urgency::Call, within(BUDGET)).now_or_never().flatten()
            })
        })
        .collect();
    assert_eq!(stuck.len(), PLACES);
    assert_eq!(check(&turns, ROSA, Urgency::Search).await, Some(150));
}
