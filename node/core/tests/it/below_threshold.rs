//! A node whose circle has too few holders for hours: what it asks in vain costs it nothing of what it may ask later.

use parasol_core::allowances::{Allowed, Reserve};
use parasol_core::confirmation::{CanaryState, FinishCanary};
use parasol_core::peer_sweeps::WatchPeers;
use parasol_core::publish::{FinishPublication, SharingState};
use parasol_core::roles::{Actor, Role};
use parasol_protocol::evaluation::message::Question;
use parasol_protocol::evaluation::{Answer, Ask, EvaluationFailure};
use parasol_protocol::time::DAY;

use crate::agreement::kit::Organisations;
use crate::ceremony::made;

/// How often the node's worker looks here, in seconds.
const LOOK: u64 = 180;
const HOURS: u64 = 12;

/// What `i` and those who can be reached make of its question, each of them counting it as the network has it counted.
fn counted(all: &mut Organisations, i: usize, ask: &Ask) -> Answer {
    let house = &mut all.houses[i];
    let (holders, mut gathering) = house.snapshot().gather(ask, &mut house.rng)?;
    let (question, from) = (Question::new(ask, holders.charter), house.node().identity().node_key());
    let mut refused = false;
    for (organisation, share) in holders.others {
        let other = all.who(&organisation);
        if all.away.contains(&other) || gathering.missing() == 0 {
            continue;
        }
        let house = &mut all.houses[other];
        let asked = house.snapshot().asked_by(&from, &question).unwrap().unwrap();
        if !house.snapshot().allows(&asked, house.now) && house.run(Reserve { asked }) != Ok(Allowed::Yes) {
            refused = true;
            continue;
        }
        let evaluated = house.snapshot().evaluate(&ask.circle, ask.epoch, &ask.elements, &mut house.rng)?;
        gathering.add(share, &evaluated).map_err(|_| EvaluationFailure::Unproven)?;
    }
    gathering.combine().map_err(|failure| if refused { EvaluationFailure::Quota } else { failure })
}

/// What the worker of `i` does when it looks for what is due.
fn look(all: &mut Organisations, i: usize) {
    while let Some((pending, ask)) = {
        let house = &mut all.houses[i];
        house.snapshot().next_canary(house.now, &mut house.rng).unwrap()
    } {
        let answer = counted(all, i, &ask);
        all.run(i, FinishCanary { pending, answer }).unwrap();
    }
    while let Some((pending, asks)) = {
        let house = &mut all.houses[i];
        house.snapshot().next_publication(house.now, &mut house.rng).unwrap()
    } {
        let answers: Vec<Answer> = asks.iter().map(|ask| counted(all, i, ask)).collect();
        let answered = answers.iter().all(Result::is_ok);
        all.run(i, FinishPublication { pending, answers }).unwrap();
        if !answered {
            break;
        }
    }
}

/// Looks again and again for so long.
fn work(all: &mut Organisations, i: usize, seconds: u64) {
    for _ in 0..seconds / LOOK {
        all.houses.iter_mut().for_each(|house| house.wait(LOOK));
        look(all, i);
    }
}

/// How much of the day that `i` has at `holder` is reserved, under whatever class.
fn reserved(all: &Organisations, holder: usize, i: usize) -> u64 {
    let house = &all.houses[holder];
    let uses = house.snapshot().peer_use(&Actor::Operator, &all.circle, house.now).unwrap();
    let mut of = uses.iter().filter(|used| used.organisation == all.id(i));
    assert!(of.all(|used| !used.used_up), "{uses:?}");
    uses.iter().filter(|used| used.organisation == all.id(i)).map(|used| used.today).sum()
}

/// The hourly canary was asked anew each minute, and each alert that waited anew at each try: the day was used up within hours.
#[test]
fn holders_that_still_answer_below_the_threshold_count_what_comes_to_nothing_once() {
    let mut all = made(5, 3);
    let alerts: Vec<_> = (10..18).map(|n| all.publish(0, &format!("+336399842{n}"))).collect();
    // From midnight on, so that it is all of one day.
    all.houses.iter_mut().for_each(|house| house.wait(DAY - house.now.seconds() % DAY));
    all.away = vec![2, 3, 4];
    for _ in 0..HOURS {
        work(&mut all, 0, 3_600);
        all.run(1, WatchPeers).unwrap();
    }
    let shared = |all: &Organisations| {
        let state = |alert| all.houses[0].snapshot().sharing(alert).unwrap().remove(0).state;
        alerts.iter().filter(|alert| matches!(state(alert), SharingState::Shared { .. })).count()
    };
    assert_eq!(shared(&all), 0);
    let costs = reserved(&all, 1, 0);
    assert!(costs < 100, "{costs}");
    assert_eq!(all.houses[1].snapshot().peer_sweeps(&Actor::Operator).unwrap(), []);
    assert_eq!(all.audited(1, "peer_allowance_used"), 0);

    all.away = vec![3, 4];
    let member = all.houses[0].member("Rosa", Role::Member);
    let house = &mut all.houses[0];
    let begun = house.snapshot().begin_check(&member, "06 39 98 41 57", None, house.now, &mut house.rng);
    let (_, asks) = begun.unwrap();
    assert!(!asks.is_empty() && asks.iter().all(|ask| counted(&mut all, 0, ask).is_ok()));
    work(&mut all, 0, 900);
    assert_eq!(shared(&all), alerts.len());
    let (house, epoch) = (&all.houses[0], 2);
    let states = house.snapshot().key_states(&all.circle).unwrap();
    let canary = states.iter().find(|state| state.epoch == epoch).unwrap().canary;
    assert!(matches!(canary, CanaryState::Holds(at) if house.now.since(at) < 900), "{canary:?}");
}
