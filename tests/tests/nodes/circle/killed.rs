//! `kill -9` in the middle of every conversation of a circle: it goes on where it was.

use std::collections::BTreeSet;

use parasol_tests::{Circle, from_abroad, number};

fn published(node: usize) -> String {
    from_abroad(&number(620 + node))
}

/// Whenever something has changed somewhere, another node is killed and served again, until it holds everywhere. Returns in
/// which phases of the making of a key that was.
#[track_caller]
fn killing_until(
    circle: &mut Circle,
    what: &str,
    holds: impl Fn(&parasol_tests::Standing) -> bool,
) -> BTreeSet<String> {
    let (mut phases, mut seen, mut victim, mut kills) = (BTreeSet::new(), Vec::new(), 0, 0);
    for _ in 0..2_000 {
        let standings: Vec<_> = circle.running().into_iter().map(|node| circle.standing(node)).collect();
        if standings.iter().all(&holds) {
            assert!(kills > 0, "{what}: it was over before anybody was killed");
            return phases;
        }
        circle.running().into_iter().for_each(|node| circle.say_yes(node));
        let now: Vec<_> = standings.iter().map(|standing| standing.step()).collect();
        if now != seen && kills < 12 {
            phases.extend(standings.iter().filter_map(|standing| standing.phase().map(str::to_owned)));
            circle.kill_and_serve(victim);
            (victim, kills) = ((victim + 1) % circle.nodes.len(), kills + 1);
        }
        seen = now;
        std::thread::yield_now();
    }
    unreachable!("expected in time: {what}");
}

#[test]
fn whoever_is_killed_in_the_middle_of_anything_goes_on() {
    let mut circle = Circle::linked(3);
    circle.publish_everywhere(published);

    // A proposal, its votes, the making of the key, its activation.
    circle.nodes[0].cli(&["circle", "propose", "threshold", "2"]);
    let phases = killing_until(&mut circle, "the key serves", |standing| standing.serves(2));
    (0..3).for_each(|node| circle.assert_known(&published(node)));

    // An invite, its votes, the repair of a share.
    circle.invite(1);
    killing_until(&mut circle, "the newcomer has its share", |standing| {
        standing.members().len() == 4 && standing.serves(2)
    });
    circle.publish(3, &published(3));
    (0..4).for_each(|node| circle.assert_known(&published(node)));
    assert!(circle.running().len() == 4 && phases.iter().all(|phase| phase != "aborted"), "{phases:?}");
}

#[test]
fn a_key_waits_for_whoever_is_gone_and_others_go_on_without_it() {
    let mut circle = Circle::linked(4);
    circle.publish_everywhere(published);
    // The fourth has decided with them, and dies.
    circle.nodes[3].kill();
    circle.decide(0, &["threshold", "2"]);
    circle.until_all("the others wait for it", |standing| standing.phase() == Some("dealing"));
    circle.kill_and_serve(0);
    circle.assert_known(&published(0));
    assert!(circle.running().iter().all(|node| circle.standing(*node).phase() == Some("dealing")));
    circle.nodes[3].serve();
    circle.until_all("it is back, and the key is made", |standing| standing.serves(2));

    // One dies for good: it is removed, and nobody missed it.
    circle.nodes[1].kill();
    let gone = circle.nodes[1].name();
    circle.decide(0, &["remove", gone]);
    circle.until_all("it is removed", |standing| standing.members().len() == 3);
    for node in [0, 2, 3] {
        circle.assert_known(&published(node));
    }
}
