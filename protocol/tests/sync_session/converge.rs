//! Nodes converge whatever the order, the relay or the gap.

use crate::kit::{self, CIRCLE, organisation};
use crate::world::World;
use parasol_protocol::sync::Ledgers;
use parasol_protocol::sync::message::{GIVE_BUDGET, INLINE_BUDGET};
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};

#[test]
fn equal_nodes_are_done_after_one_hello_each() {
    let mut world = World::new(2, 1);
    world.connect(0, 1);
    world.publish(0, 5);
    world.publish(1, 7);
    world.run_until_quiet();
    world.assert_converged();
    world.cut_all();
    let before = world.sent.len();
    world.connect(0, 1);
    world.run_until_quiet();
    assert_eq!(world.words(before), ["hello", "hello"]);
}

#[test]
fn one_new_entry_is_one_offer_and_one_ack() {
    let mut world = World::new(2, 2);
    world.connect(0, 1);
    world.run_until_quiet();
    for _ in 0..3 {
        let before = world.sent.len();
        world.publish(0, 1);
        world.run_until_quiet();
        assert_eq!(world.words(before), ["offer", "ack"]);
        world.assert_converged();
    }
    let record = world.nodes[0].records.values().next().unwrap().len();
    let (_, offer) = &world.sent[world.sent.len() - 2];
    assert!(offer.len() <= 2 * record, "{} bytes for a record of {record}", offer.len());
}

#[test]
fn a_ledger_of_thousands_comes_in_few_messages() {
    let mut world = World::new(2, 3);
    let ids = world.publish(0, 3_000);
    world.nodes[0].recall(&ids[10..20]);
    let before = world.sent.len();
    world.connect(0, 1);
    world.run_until_quiet();
    world.assert_converged();
    let wants = world.words(before).iter().filter(|word| **word == "want").count();
    let records: usize = world.nodes[0].records.values().map(Vec::len).sum();
    let fewest = 1 + records.div_ceil(GIVE_BUDGET);
    assert!(wants <= fewest + 3, "{wants} questions where {fewest} would do");
    let bytes: usize = world.sent[before..].iter().map(|(_, frame)| frame.len()).sum();
    assert!(bytes * 10 <= records * 13, "{bytes} bytes for {records} bytes of records");
    assert!(world.nodes[0].volumes.len() > 2);
}

#[test]
fn a_recall_is_obeyed_by_a_node_that_was_away() {
    let mut world = World::new(2, 4);
    let link = world.connect(0, 1);
    let ids = world.publish(0, 20);
    world.run_until_quiet();
    assert_eq!(world.nodes[1].records.len(), 20);
    world.cut(link);
    world.recall(0, &ids[..5]);
    world.connect(0, 1);
    world.run_until_quiet();
    world.assert_converged();
    assert_eq!(world.nodes[1].records.len(), 15);
    let ack = &world.nodes[0].acks[&(organisation(1), organisation(2))];
    assert_eq!(ack.body().head, world.nodes[0].heads[&organisation(1)].hash());
}

#[test]
fn a_third_node_relays_entries_recalls_and_acks() {
    let mut world = World::new(3, 5);
    world.connect(0, 1);
    world.connect(1, 2);
    let ids = world.publish(0, 700);
    world.run_until_quiet();
    world.recall(0, &ids[..3]);
    world.run_until_quiet();
    world.assert_converged();
    assert_eq!(world.nodes[2].records.len(), 697);
    world.cut_all();
    world.connect(0, 1);
    world.run_until_quiet();
    assert!(world.nodes[0].acks.contains_key(&(organisation(1), organisation(3))), "the ack came back");
}

#[test]
fn a_relay_that_lacks_records_gives_them_when_it_has_them() {
    let mut world = World::new(3, 6);
    world.connect(0, 1);
    world.publish(0, 400);
    world.run_until_quiet();
    // The relay lost its records, as after an erasure that was cut short; batches and head are there.
    let lost = std::mem::take(&mut world.nodes[1].records);
    world.cut_all();
    world.connect(1, 2);
    world.run_until_quiet();
    assert_eq!(world.nodes[2].missing_everywhere(), 400);
    world.nodes[1].records = lost;
    world.changed(1, organisation(1));
    world.run_until_quiet();
    world.assert_converged();
}

#[test]
fn records_that_were_missing_at_a_cut_are_fetched_though_the_heads_are_equal() {
    let mut world = World::new(2, 7);
    world.connect(0, 1);
    world.publish(0, 300);
    world.run_until_quiet();
    world.cut_all();
    let kept = world.nodes[1].records.len() / 2;
    let lost: Vec<_> = world.nodes[1].records.keys().copied().skip(kept).collect();
    lost.iter().for_each(|hash| drop(world.nodes[1].records.remove(hash)));
    world.connect(0, 1);
    world.run_until_quiet();
    world.assert_converged();
}

#[test]
fn all_nodes_converge_whatever_the_order_and_the_cuts() {
    for seed in 0..24 {
        let mut world = World::new(4, seed);
        let mut rng = ChaCha20Rng::seed_from_u64(1_000 + seed);
        let mut filed: Vec<Vec<_>> = vec![Vec::new(); 4];
        let mut below = |n: usize| usize::try_from(rng.next_u64() % u64::try_from(n).unwrap()).unwrap();
        let mut links = Vec::new();
        for _ in 0..60 {
            let node = below(4);
            match below(6) {
                0 => links.push(world.connect(node, (node + 1 + below(3)) % 4)),
                1 if !links.is_empty() => world.cut(links[below(links.len())]),
                2 => filed[node].extend(world.publish(node, u64::try_from(1 + below(120)).unwrap())),
                3 if !filed[node].is_empty() => {
                    let at = below(filed[node].len());
                    let id = filed[node].swap_remove(at);
                    world.recall(node, &[id]);
                }
                _ => {
                    for _ in 0..below(30) {
                        world.step();
                    }
                }
            }
            world.nodes[node].busy = usize::from(below(10) == 0);
        }
        world.nodes.iter_mut().for_each(|node| node.busy = 0);
        // A line, the longest way that news can go; opened twice, so that what a busy node dropped comes again.
        for _ in 0..2 {
            world.cut_all();
            for n in 0..3 {
                world.connect(n, n + 1);
            }
            world.run_until_quiet();
        }
        world.assert_converged();
        let full: usize = filed.iter().map(Vec::len).sum();
        assert_eq!(world.nodes[0].records.len(), full, "seed {seed}");
    }
}

#[test]
fn a_node_that_was_rolled_back_takes_its_own_ledger_back_and_goes_on() {
    let mut world = World::new(3, 8);
    world.connect(0, 1);
    world.connect(0, 2);
    let first = world.publish(0, 10);
    world.run_until_quiet();
    let backup = world.nodes[0].clone();
    world.recall(0, &first[..4]);
    world.publish(0, 3);
    world.run_until_quiet();
    let (newest, records) = (world.nodes[1].heads[&organisation(1)].clone(), world.nodes[1].records.len());
    world.cut_all();
    world.nodes[0] = backup;
    // It even signs before it learns.
    world.nodes[0].sign(vec![]);
    let forked = world.nodes[0].heads[&organisation(1)].hash();
    world.connect(0, 1);
    world.run_until_quiet();
    assert_eq!(world.faults, vec![]);
    assert_eq!(world.nodes[0].heads[&organisation(1)], newest);
    assert_eq!(world.nodes[0].records.len(), records, "the recalls are obeyed again");
    world.nodes[0].begin_again();
    world.nodes[0].sign(vec![forked, newest.hash()]);
    world.publish(0, 2);
    world.connect(0, 2);
    world.run_until_quiet();
    world.assert_converged();
    assert_eq!(world.nodes[2].records.len(), records + 2);
}

/// Nothing is published before everybody was heard: whoever comes second with what is lost is heard like the first.
#[test]
fn two_who_give_a_ledger_back_at_once_are_both_heard() {
    for (seed, signed_since) in (0..16).zip([0, 4].into_iter().cycle()) {
        let mut world = World::new(3, seed);
        world.connect(0, 1);
        world.connect(0, 2);
        world.publish(0, 10);
        world.run_until_quiet();
        let backup = world.nodes[0].clone();
        world.publish(0, 3);
        world.run_until_quiet();
        world.cut_all();
        world.nodes[0] = backup;
        // What it signs before it learns may have the higher numbers.
        for _ in 0..signed_since {
            world.nodes[0].sign(vec![]);
        }
        world.heard.clear();
        world.connect(0, 1);
        world.connect(0, 2);
        world.run_until_quiet();
        assert_eq!(world.faults, vec![], "{seed}");
        assert!(world.heard.contains(&(0, 1)) && world.heard.contains(&(0, 2)), "{seed}: {:?}", world.heard);
    }
}

#[test]
fn a_node_that_lost_everything_of_its_own_asks_for_it() {
    let mut world = World::new(2, 9);
    world.connect(0, 1);
    world.publish(0, 50);
    world.run_until_quiet();
    world.cut_all();
    world.nodes[0] = kit::Node::new(1, 2);
    world.connect(0, 1);
    world.run_until_quiet();
    world.assert_converged();
    assert_eq!(world.nodes[0].records.len(), 50);
}

#[test]
fn a_lower_head_of_our_own_that_we_do_not_know_is_asked_for() {
    let mut world = World::new(2, 10);
    world.connect(0, 1);
    world.publish(0, 5);
    let backup = world.nodes[0].clone();
    world.publish(0, 5);
    world.run_until_quiet();
    world.cut_all();
    world.nodes[0] = backup;
    world.nodes[0].begin_again();
    (0..4).for_each(|_| drop(world.nodes[0].sign(vec![])));
    let theirs = world.nodes[1].heads[&organisation(1)].clone();
    world.connect(0, 1);
    world.run_until_quiet();
    assert!(world.nodes[0].is_own_head(&CIRCLE, theirs.body().seq, &theirs.hash()));
    assert_eq!(world.nodes[0].records.len(), 10);
}

#[test]
fn while_it_fetches_a_node_takes_news_of_the_same_ledger() {
    // The publisher files more between its offer and the question: the giver then holds more than was asked for.
    for seed in 0..6 {
        let mut world = World::new(2, seed);
        world.publish(0, 500);
        world.connect(0, 1);
        for _ in 0..12 {
            world.step();
            world.step();
            world.publish(0, 30);
        }
        world.run_until_quiet();
        world.assert_converged();
    }
}

#[test]
fn a_small_frame_is_answered_within_bounds() {
    let mut world = World::new(3, 11);
    world.publish(0, 3_000);
    world.publish(2, 200);
    let before = world.sent.len();
    world.connect(0, 1);
    world.run_until_quiet();
    let largest = world.sent[before..].iter().map(|(_, frame)| frame.len()).max().unwrap();
    assert!(largest <= GIVE_BUDGET + GIVE_BUDGET / 8);
    let offers = world.sent[before..].iter().filter(|(_, frame)| frame.len() < 3 * INLINE_BUDGET).count();
    assert!(offers > 0);
}
