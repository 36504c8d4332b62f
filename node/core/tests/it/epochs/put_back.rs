//! A node is put back from a backup while its circle changes the key.

use parasol_core::alerts::{RecallAlert, RecallReason};
use parasol_core::circles::Proposal;
use parasol_core::ledger::Resume;
use parasol_core::restored::AfterRestore;
use parasol_core::roles::{Actor, Role};
use parasol_protocol::lists::Level;

use super::{NUMBERS, assert_found_everywhere, decide, epochs, sharing, unfinished};
use crate::agreement::kit::Organisations;
use crate::house::House;

fn put_back(all: &mut Organisations, i: usize, mut backup: House) {
    backup.now = all.houses[i].now;
    all.houses[i] = backup;
    all.run(i, AfterRestore).unwrap();
    all.settle();
    all.sync_all();
    all.settle();
}

/// Everybody files what is due, now and again, until nothing is.
fn file_everything(all: &mut Organisations) {
    for _ in 0..3 {
        // Whoever was put back has seen no canary since.
        all.confirm_keys();
        for i in 0..3 {
            while all.file_again(i) {}
            all.houses[i].wait(3_600);
            all.file(i);
        }
        all.sync_all();
    }
}

#[test]
fn what_was_filed_again_after_the_backup_is_filed_again_once_more() {
    let mut all = Organisations::linked(3);
    let numbers: Vec<String> = (10..50).map(|n| format!("+336399841{n}")).collect();
    for number in &numbers {
        all.share(0, number);
    }
    decide(&mut all, Proposal::Threshold(2));
    assert!(all.file_again(0));
    let backup = all.houses[0].twin(901);
    file_everything(&mut all);
    assert_eq!(unfinished(&all, 0), Vec::<usize>::new());
    put_back(&mut all, 0, backup);
    file_everything(&mut all);
    assert_eq!(unfinished(&all, 1), Vec::<usize>::new());
    for number in &numbers {
        let verdict = all.check(1, number);
        assert_eq!((verdict.level, verdict.alerts.len()), (Some(Level::VeryDangerous), 1));
        assert!(verdict.complete, "{verdict:?}");
    }
    decide(&mut all, Proposal::EndKey);
    all.sync_all();
    for number in &numbers {
        let verdict = all.check(1, number);
        assert_eq!((verdict.level, verdict.complete), (Some(Level::VeryDangerous), true));
    }
}

#[test]
fn a_backup_from_before_the_key_was_made_is_led_up_to_the_key_that_stays() {
    let mut all = sharing();
    let backup = all.houses[0].twin(902);
    decide(&mut all, Proposal::Threshold(2));
    file_everything(&mut all);
    decide(&mut all, Proposal::EndKey);
    all.sync_all();
    put_back(&mut all, 0, backup);
    assert_eq!(all.status(0).shares_missing, [2], "its share was lost with what came after the backup");
    assert_eq!(epochs(&all, 0), None);
    assert!(
        all.houses[0].snapshot().holders(&all.circle, 1).is_err(),
        "the older key is destroyed here, too"
    );
    file_everything(&mut all);
    assert_found_everywhere(&mut all, 3);
}

/// Nothing tells the node that its disk was put back: it goes on with what it finds, until it is shown a head of its own.
#[test]
fn what_another_life_filed_again_and_this_one_too_is_filed_again_once_more() {
    let mut all = Organisations::linked(3);
    let numbers: Vec<String> = (10..50).map(|n| format!("+336399841{n}")).collect();
    for number in &numbers {
        all.share(0, number);
    }
    decide(&mut all, Proposal::Threshold(2));
    assert!(all.file_again(0));
    let mut disk = all.houses[0].twin(904);
    file_everything(&mut all);
    assert_eq!(unfinished(&all, 1), Vec::<usize>::new());
    disk.now = all.houses[0].now;
    all.houses[0] = disk;
    all.confirm_keys();
    while all.file_again(0) {}
    assert!(epochs(&all, 0).unwrap().own.unwrap().finished);
    all.sync_all();
    assert_eq!(unfinished(&all, 1), [0], "what this life filed is in no ledger any more");
    file_everything(&mut all);
    assert_eq!(unfinished(&all, 1), Vec::<usize>::new());
    for number in &numbers {
        let verdict = all.check(1, number);
        assert_eq!((verdict.level, verdict.complete), (Some(Level::VeryDangerous), true), "{verdict:?}");
    }
}

/// A job that a backup holds files its entries under the same ids in both lives, in each in a volume of its own.
#[test]
fn what_two_lives_filed_is_found_and_recalled_everywhere() {
    let mut all = Organisations::linked(3);
    let (circle, number) = (all.circle, NUMBERS[0]);
    let alert = all.publish(0, number);
    let backup = all.houses[0].twin(905);
    // The second has it of the first life, the third of the other.
    all.away = vec![2];
    all.file(0);
    all.sync_all();
    all.away = vec![1];
    put_back(&mut all, 0, backup);
    all.run(0, Resume { actor: Actor::Operator, circle }).unwrap();
    all.file(0);
    all.sync_all();
    all.away.clear();
    all.sync_all();
    for i in 1..3 {
        let verdict = all.check(i, number);
        assert_eq!((verdict.level, verdict.complete), (Some(Level::VeryDangerous), true), "{i} {verdict:?}");
    }
    let actor = all.houses[0].member("recalls", Role::Moderator);
    all.run(0, RecallAlert { actor, alert, reason: RecallReason::Correction }).unwrap();
    all.sync_all();
    for i in 1..3 {
        let verdict = all.check(i, number);
        assert_eq!((verdict.level, verdict.complete), (None, true), "{i} {verdict:?}");
    }
}

#[test]
fn a_key_that_each_holds_whole_is_asked_for_by_whoever_was_put_back_to_a_time_before_it() {
    // The founder is older than all who could tell it what it lacks.
    for (members, who) in [(2, 0), (2, 1), (3, 0), (3, 1)] {
        let mut all = Organisations::linked(members);
        all.gated = true;
        for (i, number) in NUMBERS.iter().enumerate().take(members) {
            all.share(i, number);
        }
        all.sync_all();
        let backup = all.houses[who].twin(903);
        decide(&mut all, Proposal::NewEpoch);
        put_back(&mut all, who, backup);
        all.settle();
        let status = all.status(who);
        assert_eq!(all.number(who), all.number(members - 1), "{members}, {who}");
        assert!(status.shares_missing.is_empty() && !status.asks_for_key, "{members}, {who}");
        assert_eq!(all.audited(who, "key_activated"), 1, "{members}, {who}");
        for _ in 0..2 {
            all.confirm_keys();
            for i in 0..members {
                while all.file_again(i) {}
                all.file(i);
            }
            all.sync_all();
        }
        decide(&mut all, Proposal::EndKey);
        assert_eq!(epochs(&all, 0), None);
        all.sync_all();
        assert_found_everywhere(&mut all, members);
    }
}
