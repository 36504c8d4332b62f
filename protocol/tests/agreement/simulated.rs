//! Many worlds, each from its seed. `AGREEMENT_SEEDS` asks for more of them.

use parasol_protocol::agreement::Electorate;
use parasol_protocol::charter::Charter;

use super::kit::{charter, join, next, remove};
use super::world::{Forgets, Weather, World};

fn seeds(count: u64) -> impl Iterator<Item = u64> {
    let more = std::env::var("AGREEMENT_SEEDS").ok().and_then(|text| text.parse().ok());
    0..more.unwrap_or(count)
}

/// Three proposers, each with a motion of its own; every admin confirms some of them, some time.
fn contested(seed: u64, weather: Weather) -> (World, u8) {
    let members = 3 + u8::try_from(seed % 3).unwrap();
    let mut world = World::new(seed, Electorate::new(&charter(members)), members + 1, weather);
    let changes: [&dyn Fn(&mut Charter); 3] =
        [&|charter| charter.lease /= 2, &|charter| join(charter, members + 1), &|charter| {
            remove(charter, members)
        }];
    for (by, change) in (1..).zip(changes) {
        let charter = next(&world.electorate, change);
        let mut confirm = Vec::new();
        let newcomer = charter.members.len() > usize::from(members);
        for n in 1..=members + u8::from(newcomer) {
            if world.chance(100) < 85 {
                confirm.push((n, world.chance(150)));
            }
        }
        world.propose(by, charter, confirm);
    }
    (world, members)
}

#[test]
fn never_two_certificates_for_one_number() {
    let mut outcomes = [0_u32; 2];
    for seed in seeds(250) {
        let (mut world, _) = contested(seed, Weather::STORM);
        world.run(400);
        world.weather = Weather::CALM;
        world.run(1_000);
        assert!(world.certified.len() <= 1, "seed {seed}: {:?}", world.certified);
        assert!(!world.is_contradicted(), "seed {seed}");
        outcomes[world.certified.len()] += 1;
    }
    // A world in which nothing is ever decided would prove nothing.
    assert!(outcomes[1] > outcomes[0], "{outcomes:?}");
}

#[test]
fn halves_of_a_circle_that_hardly_hear_each_other_never_decide_twice() {
    let mut outcomes = [0_u32; 2];
    for seed in seeds(100) {
        let weather = Weather { loss: 25, twice: 30, crash: 2, ..Weather::STORM };
        let members = 4 + u8::try_from(seed % 2).unwrap();
        let mut world = World::new(seed, Electorate::new(&charter(members)), members, weather);
        for by in 1..=members {
            let charter = next(&world.electorate, |charter| charter.lease /= 1 + u64::from(by));
            world.propose(by, charter, (1..=members).map(|n| (n, 0)));
        }
        world.confirm_everything();
        for _ in 0..3 {
            world.halves = world.chance(1 << members);
            world.run(world.now + 90);
        }
        world.weather = Weather::CALM;
        world.run(600);
        assert!(world.certified.len() <= 1, "seed {seed}: {:?}", world.certified);
        assert!(!world.is_contradicted(), "seed {seed}");
        outcomes[world.certified.len()] += 1;
    }
    assert!(outcomes[1] > outcomes[0], "{outcomes:?}");
}

#[test]
fn a_promise_that_was_not_durable_is_found_out() {
    let found = (0..2_000).any(|seed| {
        let weather = Weather { forgets: Forgets::Votes, crash: 20, ..Weather::STORM };
        let mut world = World::new(seed, Electorate::new(&charter(3)), 3, weather);
        for by in 1..=3 {
            let charter = next(&world.electorate, |charter| charter.lease /= 1 + u64::from(by));
            world.propose(by, charter, (1..=3).map(|n| (n, 0)));
        }
        world.run(300);
        world.certified.len() > 1
    });
    assert!(found, "the simulation is made to see that");
}

#[test]
fn a_majority_that_is_up_and_agrees_decides_whatever_happened_before() {
    for seed in seeds(150) {
        let members = 3 + u8::try_from(seed % 3).unwrap();
        let mut world = World::new(seed, Electorate::new(&charter(members)), members + 1, Weather::STORM);
        let up = members / 2 + 1;
        // A newcomer whom all but the last member want; then those who stay want the last one out. It never comes back.
        let joined = next(&world.electorate, |charter| join(charter, members + 1));
        world.propose(1, joined, (1..members).chain([members + 1]).map(|n| (n, 0)));
        let tightened = next(&world.electorate, |charter| charter.lease /= 2);
        world.propose(2, tightened, (1..members).filter(|n| n % 2 == 0).map(|n| (n, 20)));
        let removed = next(&world.electorate, |charter| remove(charter, members));
        let removed = world.propose(up, removed, (1..=up).map(|n| (n, 100)));
        world.run(150);
        (up + 1..=members).for_each(|n| world.down(n, u64::MAX));
        world.weather = Weather::CALM;
        world.run(20_000);
        let outcome: Vec<_> = (1..=up).map(|n| world.decided(n)).collect();
        assert!(outcome.iter().all(Option::is_some), "seed {seed}: {outcome:?}");
        assert_eq!(world.certified.len(), 1, "seed {seed}");
        let possible = world.certified.contains(&removed) || members > 3;
        assert!(possible, "seed {seed}: with three, nothing else had its consents");
    }
}

#[test]
fn of_two_who_leave_and_remove_each_other_never_both_decide() {
    let mut outcomes = [0_u32; 2];
    for seed in seeds(300) {
        let mut world = World::new(seed, Electorate::new(&charter(2)), 3, Weather::STORM);
        let joined = next(&world.electorate, |charter| join(charter, 3));
        world.propose(1, joined, (1..=3).map(|n| (n, 0)));
        let mut removals = Vec::new();
        for n in [1, 2] {
            // Who stays wants the other one out, who leaves has no say any more.
            let removed = next(&world.electorate, |charter| remove(charter, 3 - n));
            removals.push(world.propose(n, removed, [(n, 0)]));
        }
        for (n, tell) in [(1 + seed % 2, 2 - seed % 2), (2 - seed % 2, 1 + seed % 2)] {
            let until = world.now + world.chance(120);
            world.run(until);
            let (n, tell) = (u8::try_from(n).unwrap(), u8::try_from(tell).unwrap());
            world.leave(n, tell, &removals[usize::from(tell) - 1]);
        }
        world.run(world.now + 200);
        assert!(world.certified.len() <= 1, "seed {seed}: {:?}", world.certified);
        assert!(!world.is_contradicted(), "seed {seed}");
        outcomes[world.certified.len()] += 1;
    }
    assert!(outcomes[1] > 0, "{outcomes:?}");
}
