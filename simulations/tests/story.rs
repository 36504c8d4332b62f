//! The main job of Parasol, told a thousand times: an alert published in one country answers a check in another, is
//! recalled, and does not come back, whatever the network and the machines do meanwhile.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use parasol_core::members::PasswordHash;
use parasol_core::roles::Actor;
use parasol_protocol::ids::CircleId;
use parasol_protocol::lists::Level;
use parasol_simulations::story::{link, password, publish, recall};
use parasol_simulations::world::{CALM, STORM, Weather, World};

const NUMBER: &str = "06 39 98 41 57";
const ABROAD: &str = "0033 6 39 98 41 57";

fn known_abroad(world: &mut World) -> bool {
    let now = world.now;
    let verdict = world.brussels().check(ABROAD, now);
    assert!(verdict.level.is_none() || verdict.level == Some(Level::VeryDangerous));
    verdict.level.is_some()
}

fn in_sync(world: &mut World, circle: CircleId) -> bool {
    let [a, b] = &world.nodes;
    let (a, b) = (a.read(), b.read());
    let seqs = |snapshot: &parasol_core::node::Snapshot| {
        use parasol_protocol::sync::Ledgers;
        let mut heads: Vec<_> = snapshot
            .ledgers()
            .heads(&circle)
            .iter()
            .map(|head| (head.body().publisher, head.hash()))
            .collect();
        heads.sort();
        heads
    };
    seqs(&a).len() == 2 && seqs(&a) == seqs(&b)
}

fn story(seed: u64, weather: Weather, password: &PasswordHash) {
    let mut world = World::new(seed, weather, password);
    let circle = link(&mut world);
    let alert = publish(&mut world, NUMBER);
    world.run_until("the alert is known abroad", 4_000, |world| world.brussels_took() && known_abroad(world));
    let now = world.now;
    let verdict = world.brussels().check(ABROAD, now);
    assert_eq!((verdict.alerts[0].origin.name.as_str(), verdict.alerts[0].origin.own), ("Jasmine", false));
    recall(&mut world, alert);
    world.run_until("the recall is obeyed", 4_000, |world| world.brussels_took() && !known_abroad(world));
    for _ in 0..60 {
        world.step();
        assert!(!(world.brussels_took() && known_abroad(&mut world)), "a recalled entry came back");
    }
    world.calm();
    world.run_until("both hold the same", 2_000, |world| in_sync(world, circle));
    assert!(world.brussels().read().peers(&Actor::Operator).unwrap().iter().all(|peer| !peer.disputed));
}

#[test]
fn the_story_in_calm_weather() {
    story(0, CALM, &password());
}

#[test]
fn the_story_in_a_thousand_storms() {
    let seeds = std::env::var("PARASOL_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(1_000_u64);
    let password = password();
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let password = &password;
            scope.spawn(move || {
                for seed in (1..=seeds).filter(|seed| seed % threads == thread) {
                    let told = std::panic::catch_unwind(|| story(seed, STORM, password));
                    assert!(told.is_ok(), "the story failed with seed {seed}");
                }
            });
        }
    });
}

/// The first node is put back to an older copy of its data directory: nothing recalled comes back, what it no longer knows
/// is recalled, and it publishes again without an operator.
#[test]
fn a_rolled_back_node_takes_its_ledger_back() {
    let password = password();
    for seed in 1..=20 {
        let mut world = World::new(seed, CALM, &password);
        let circle = link(&mut world);
        let alert = publish(&mut world, NUMBER);
        world.run_until("the alert is known abroad", 4_000, known_abroad);
        let now = world.now;
        world.jasmine().copy_aside(now);
        world.connected = false;
        world.step();
        world.connected = true;
        recall(&mut world, alert);
        let lost = publish(&mut world, "06 39 98 41 58");
        world.run_until("the recall and the new alert arrive", 4_000, |world| {
            let now = world.now;
            !known_abroad(world) && world.brussels().check("0033 6 39 98 41 58", now).level.is_some()
        });
        world.connected = false;
        world.step();
        let now = world.now;
        world.jasmine().roll_back(now);
        assert!(world.jasmine().check(NUMBER, now).level.is_some(), "the copy is from before the recall");
        if seed % 2 == 0 {
            // It even goes on for a while by itself.
            publish(&mut world, "06 39 98 41 59");
            world.now = world.now.plus(120);
            let now = world.now;
            world.jasmine().work(now);
        }
        world.connected = true;
        world.run_until("it takes its ledger back", 4_000, |world| {
            let circles = world.jasmine().read().circles(&Actor::Operator).unwrap();
            circles[0].recovered.is_some() && in_sync(world, circle)
        });
        assert!(!known_abroad(&mut world), "a recalled entry came back abroad");
        let now = world.now;
        assert!(world.jasmine().check(NUMBER, now).level.is_none(), "a recalled alert came back at home");
        assert!(
            world.brussels().check("0033 6 39 98 41 58", now).level.is_none(),
            "{lost} is no longer known"
        );
        publish(&mut world, "06 39 98 41 60");
        world.run_until("it publishes again", 4_000, |world| {
            let now = world.now;
            world.brussels().check("0033 6 39 98 41 60", now).level.is_some()
        });
        if seed % 2 == 0 {
            let now = world.now;
            assert!(
                world.brussels().check("0033 6 39 98 41 59", now).level.is_some(),
                "what it filed alone is filed again"
            );
        }
    }
}
