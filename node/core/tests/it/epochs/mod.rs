//! A circle changes its key: both serve, everybody files again, then the older one ends.

mod cycling;
mod kit;
mod put_back;

use parasol_core::alerts::{RecallAlert, RecallReason};
use parasol_core::circles::{ConfirmChange, EpochView, LeaveCircle, Proposal, ProposeChange};
use parasol_core::ledger::KeepUp;
use parasol_core::limits::FREE_FOR;
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use parasol_protocol::lists::Level;
use parasol_protocol::sync::Ledgers;

use crate::agreement::kit::Organisations;

const NUMBERS: [&str; 3] = ["+33639984151", "+33639984152", "+33639984153"];
const UNKNOWN: &str = "+33639984159";

/// Three organisations, each of which shares one alert, under one key that each holds whole.
fn sharing() -> Organisations {
    let mut all = Organisations::linked(3);
    for (i, number) in NUMBERS.iter().enumerate() {
        all.share(i, number);
    }
    all.sync_all();
    all
}

fn decide(all: &mut Organisations, proposal: Proposal) {
    let motion = all.propose(0, proposal);
    all.settle();
    all.confirm(1, motion);
    all.settle();
}

fn epochs(all: &Organisations, i: usize) -> Option<EpochView> {
    all.status(i).epochs
}

fn unfinished(all: &Organisations, i: usize) -> Vec<usize> {
    epochs(all, i).unwrap().unfinished.iter().map(|member| all.who(&member.organisation)).collect()
}

/// Everybody finds what everybody shares, and nothing else, and has asked everybody.
fn assert_found_everywhere(all: &mut Organisations, n: usize) {
    for i in 0..n {
        for number in NUMBERS.iter().take(n) {
            let verdict = all.check(i, number);
            assert_eq!(
                (verdict.level, verdict.complete),
                (Some(Level::VeryDangerous), true),
                "{i} {verdict:?}"
            );
            assert_eq!(verdict.alerts.len(), 1, "filed twice, shown once");
        }
        let verdict = all.check(i, UNKNOWN);
        assert_eq!((verdict.level, verdict.complete), (None, true), "{i} {verdict:?}");
    }
}

#[test]
fn a_key_follows_another_while_checks_answer_throughout() {
    let mut all = sharing();
    assert_found_everywhere(&mut all, 3);
    decide(&mut all, Proposal::Threshold(2));
    for i in 0..3 {
        let EpochView { old, new, own, .. } = epochs(&all, i).unwrap();
        let own = own.unwrap();
        assert_eq!((old, new, own.done, own.all, own.finished), (1, 2, 0, 1, false));
        assert_eq!(unfinished(&all, i).len(), 3);
    }
    assert_found_everywhere(&mut all, 3);
    for i in 0..3 {
        while all.file_again(i) {}
        assert_found_everywhere(&mut all, 3);
        all.sync_all();
        assert_found_everywhere(&mut all, 3);
        assert_eq!(unfinished(&all, 0).len(), 2 - i);
    }
    let asker = all.houses[0].member("asker", Role::Member);
    let house = &mut all.houses[0];
    let asked = house.snapshot().begin_check(&asker, UNKNOWN, None, house.now.plus(3_600), &mut house.rng);
    let epochs_asked: Vec<u64> = asked.unwrap().1.iter().map(|ask| ask.epoch).collect();
    assert_eq!(epochs_asked, [2], "nobody has entries any more that only the older key finds");
    decide(&mut all, Proposal::EndKey);
    for i in 0..3 {
        assert_eq!((epochs(&all, i), all.audited(i, "key_ended")), (None, 1));
        assert!(all.houses[i].snapshot().holders(&all.circle, 1).is_err());
    }
    all.sync_all();
    assert_found_everywhere(&mut all, 3);
    for i in 0..3 {
        all.run(i, KeepUp).unwrap();
        let snapshot = all.houses[i].snapshot();
        let heads = snapshot.ledgers().heads(&all.circle);
        let listed: Vec<_> = heads.iter().flat_map(|head| &head.body().volumes).collect();
        assert!(heads.len() == 3 && listed.len() == 3 && listed.iter().all(|listed| listed.0.epoch() == 2));
        let kept = all.houses[i].snapshot().volumes_held(&all.circle).unwrap();
        assert!(kept.len() == 3 && kept.iter().all(|name| name.key.epoch() == 2), "{kept:?}");
    }
    // A key that takes two to evaluate is of no use to one alone, once it has forgotten what was evaluated for it.
    all.away = vec![1, 2];
    all.houses[0].wait(3_600);
    let verdict = all.check(0, NUMBERS[1]);
    assert_eq!((verdict.level, verdict.complete, verdict.unanswered.len()), (None, false, 2));
}

#[test]
fn the_older_key_does_not_end_while_somebodys_entries_would_be_lost() {
    let mut all = sharing();
    decide(&mut all, Proposal::Threshold(2));
    let circle = all.circle;
    let end = || ProposeChange { actor: Actor::Operator, circle, proposal: Proposal::EndKey };
    let refused = Refusal::WrongState { expected: "everybody_filed", found: "retagging" };
    assert_eq!(all.run(0, end()), Err(refused.clone()));
    while all.file_again(0) {}
    while all.file_again(1) {}
    all.sync_all();
    assert_eq!(unfinished(&all, 0), [2]);
    assert_eq!(all.run(0, end()), Err(refused.clone()));
    // One who does not know yet that the third is through cannot say yes either.
    while all.file_again(2) {}
    all.away = vec![1];
    all.sync_all();
    let charter = all.run(0, end()).unwrap();
    all.away.clear();
    all.settle();
    assert_eq!(all.run(1, ConfirmChange { actor: Actor::Operator, circle, charter }), Err(refused));
    all.sync_all();
    all.confirm(1, charter);
    all.settle();
    all.sync_all();
    assert_found_everywhere(&mut all, 3);
    assert_eq!(all.run(0, end()), Err(Refusal::Invalid { field: "change", reason: "one_key" }));
}

#[test]
fn a_publisher_silent_beyond_its_lease_does_not_keep_the_older_key() {
    let mut all = sharing();
    decide(&mut all, Proposal::Threshold(2));
    all.away = vec![2];
    all.houses.iter_mut().for_each(|house| house.wait(61 * 86_400));
    for i in 0..2 {
        while all.file_again(i) {}
    }
    all.sync_all();
    decide(&mut all, Proposal::EndKey);
    assert_eq!(epochs(&all, 0), None);
    // It comes back: what it had shared is shared under the key that stays.
    all.away.clear();
    all.settle();
    assert_eq!(epochs(&all, 2), None);
    all.file(2);
    all.sync_all();
    assert_found_everywhere(&mut all, 3);
}

#[test]
fn a_recall_reaches_both_filings_and_what_is_new_is_filed_under_the_newer_key() {
    let mut all = sharing();
    let recalled = all.share(0, "+33639984154");
    all.sync_all();
    decide(&mut all, Proposal::Threshold(2));
    while all.file_again(0) {}
    let newer = all.share(0, "+33639984155");
    all.sync_all();
    assert_eq!(all.check(1, "+33639984154").level, Some(Level::VeryDangerous));
    assert_eq!(all.check(1, "+33639984155").level, Some(Level::VeryDangerous));
    let moderator = all.houses[0].member("recalls", Role::Moderator);
    for alert in [recalled, newer] {
        all.run(0, RecallAlert { actor: moderator, alert, reason: RecallReason::Correction }).unwrap();
    }
    all.sync_all();
    for number in ["+33639984154", "+33639984155"] {
        let verdict = all.check(1, number);
        assert_eq!((verdict.level, verdict.complete), (None, true), "{verdict:?}");
    }
}

#[test]
fn filing_again_survives_every_stop_and_waits_for_holders() {
    let mut all = Organisations::linked(3);
    let numbers: Vec<String> = (10..60).map(|n| format!("+336399841{n}")).collect();
    for number in &numbers {
        all.share(0, number);
    }
    decide(&mut all, Proposal::Threshold(2));
    all.restless = true;
    assert!(all.file_again(0));
    let own = epochs(&all, 0).unwrap().own.unwrap();
    assert!(own.done > 0 && own.done < own.all && own.all == 50, "{own:?}");
    assert!(!all.file_again(0), "it was opened again, and has not seen the canary since");
    all.confirm_keys();
    all.away = vec![1, 2];
    assert!(all.file_again(0));
    assert!(!all.file_again(0), "it waits before it tries again");
    let waiting = epochs(&all, 0).unwrap().own.unwrap();
    assert_eq!((waiting.done, waiting.tries), (own.done, 1));
    all.away.clear();
    all.houses.iter_mut().for_each(|house| house.wait(60));
    all.confirm_keys();
    while all.file_again(0) {
        all.confirm_keys();
    }
    let own = epochs(&all, 0).unwrap().own.unwrap();
    assert_eq!((own.done, own.finished, own.tries), (50, true, 0));
    all.restless = false;
    all.sync_all();
    assert_eq!(all.check(1, &numbers[49]).level, Some(Level::VeryDangerous));
}

/// Holders who did answer count the same elements once.
#[test]
fn what_came_to_nothing_is_asked_for_again_with_the_same_elements() {
    let mut all = Organisations::linked(3);
    let alert = all.share(0, NUMBERS[0]);
    all.share(0, NUMBERS[1]);
    decide(&mut all, Proposal::Threshold(2));
    let asked = |all: &mut Organisations| {
        let house = &mut all.houses[0];
        house.snapshot().next_retagging(house.now, &mut house.rng).unwrap().unwrap().1
    };
    all.away = vec![1, 2];
    assert!(all.file_again(0));
    all.houses[0].wait(60);
    let first = asked(&mut all);
    for _ in 0..10 {
        assert!(all.file_again(0));
        // However often it was tried, soon enough for those to know the elements who did answer.
        all.houses[0].wait(FREE_FOR / 2);
        assert_eq!(asked(&mut all), first);
    }
    // Something else is to be filed now.
    let actor = all.houses[0].member("recalls", Role::Moderator);
    all.run(0, RecallAlert { actor, alert, reason: RecallReason::Correction }).unwrap();
    let other = asked(&mut all);
    assert_eq!((first[0].elements.len(), other[0].elements.len()), (2, 1));
    assert!(!first[0].elements.contains(&other[0].elements[0]));
}

#[test]
fn whoever_leaves_or_is_removed_is_followed_by_another_key() {
    for removed in [false, true] {
        let mut all = sharing();
        let circle = all.circle;
        let third = all.id(2);
        if removed {
            decide(&mut all, Proposal::Remove(third));
        } else {
            all.run(2, LeaveCircle { actor: Actor::Operator, circle }).unwrap();
            all.settle();
            for i in 0..2 {
                let motion = all.motion(i);
                all.confirm(i, motion);
                all.settle();
                if all.status(0).members.len() == 2 {
                    break;
                }
            }
        }
        assert_eq!(all.members(0), [0, 1]);
        let view = epochs(&all, 0).unwrap();
        assert_eq!((view.old, view.new, all.status(0).gone_hold_shares), (1, 2, false));
        for i in 0..2 {
            while all.file_again(i) {}
        }
        all.sync_all();
        decide(&mut all, Proposal::EndKey);
        assert_eq!((all.status(0).gone_hold_shares, all.status(0).ceremony), (false, None));
        all.sync_all();
        assert_found_everywhere(&mut all, 2);
    }
}

#[test]
fn one_holder_fewer_than_there_are_members_must_be_enough() {
    let mut all = Organisations::linked(3);
    let all_of =
        ProposeChange { actor: Actor::Operator, circle: all.circle, proposal: Proposal::Threshold(3) };
    assert_eq!(all.run(0, all_of), Err(Refusal::Invalid { field: "change", reason: "threshold_all" }));
}

#[test]
fn where_all_must_evaluate_one_that_is_gone_for_good_can_still_be_removed() {
    let mut all = Organisations::linked(4);
    let three = |all: &mut Organisations, proposal| {
        let motion = all.propose(0, proposal);
        all.settle();
        [1, 2].into_iter().for_each(|i| all.confirm(i, motion));
        all.settle();
    };
    three(&mut all, Proposal::Threshold(3));
    let gone = all.id(3);
    all.away = vec![3];
    three(&mut all, Proposal::Remove(gone));
    let t = |all: &Organisations| (all.status(0).threshold, all.status(0).members.len());
    assert_eq!(t(&all), (3, 3), "all three must evaluate");
    let told = |all: &Organisations| (all.status(0).all_must_evaluate, all.status(0).fewer_are_decided());
    assert_eq!((told(&all), epochs(&all, 0).is_some()), ((true, false), true), "while two keys serve, too");
    // Under both keys, and what is new under the newer one alone.
    all.share(1, NUMBERS[1]);
    all.sync_all();
    assert_eq!(all.check(0, NUMBERS[1]).level, Some(Level::VeryDangerous));
    // One more is gone for good: the two that are left decide, and one fewer than all is enough from then on.
    let gone = all.id(2);
    all.away = vec![2, 3];
    let motion = all.propose(0, Proposal::Remove(gone));
    all.settle();
    let view = all.status(1).motions.remove(0);
    let words: Vec<_> = view.changes.iter().map(|change| change.word).collect();
    assert!(words.contains(&"removed") && words.contains(&"threshold"), "{words:?}");
    assert_eq!((view.needs_all, view.needs_all_who_stay(), view.consents_needed), (true, true, 2));
    all.confirm(1, motion);
    all.settle();
    assert_eq!(t(&all), (1, 2));
    assert!(all.status(0).fewer_are_decided());
    assert!(all.status(1).ceremony.is_none(), "and the key is made");
    // Nobody finds any more what was filed under the key that all three had to use, and nobody says that there is nothing.
    assert!(!all.check(0, NUMBERS[1]).complete);
    all.file(1);
    while (0..2).any(|i| all.file_again(i)) {}
    assert!(!all.check(0, NUMBERS[1]).complete, "it has not heard of it yet");
    all.sync_all();
    let verdict = all.check(0, NUMBERS[1]);
    assert_eq!((verdict.level, verdict.complete), (Some(Level::VeryDangerous), true), "{verdict:?}");
}

#[test]
fn whoever_joins_or_is_removed_while_two_keys_serve_changes_nothing_about_what_is_found() {
    let mut all = Organisations::new(4);
    for newcomer in 1..3 {
        all.invite(0, newcomer);
        all.settle_confirming();
    }
    for (i, number) in NUMBERS.iter().enumerate() {
        all.share(i, number);
    }
    all.sync_all();
    decide(&mut all, Proposal::Threshold(2));
    while all.file_again(0) {}
    all.invite(0, 3);
    all.settle_confirming();
    all.settle();
    all.sync_all();
    assert_eq!(
        all.status(3).shares_missing,
        Vec::<u64>::new(),
        "one was handed to it, the other it was helped to"
    );
    for number in NUMBERS {
        let verdict = all.check(3, number);
        assert_eq!((verdict.level, verdict.complete), (Some(Level::VeryDangerous), true), "{verdict:?}");
    }
    // There is no third key before the first has ended.
    let gone = all.id(2);
    let removal = all.propose(0, Proposal::Remove(gone));
    all.settle();
    [1, 3].into_iter().for_each(|i| all.confirm(i, removal));
    all.settle();
    let view = epochs(&all, 3).unwrap();
    assert_eq!(
        (view.old, view.new, all.status(0).gone_hold_shares, all.status(0).ceremony),
        (1, 2, true, None)
    );
    [0, 1, 3].into_iter().for_each(|i| while all.file_again(i) {});
    all.sync_all();
    let end = all.propose(0, Proposal::EndKey);
    all.settle();
    all.confirm(3, end);
    all.settle();
    // With it a third was decided, of which whoever was removed has no share.
    let view = epochs(&all, 3).unwrap();
    assert_eq!((view.old, view.new, all.status(0).gone_hold_shares), (2, 3, false));
    [0, 1, 3].into_iter().for_each(|i| while all.file_again(i) {});
    all.sync_all();
    for number in &NUMBERS[..2] {
        let verdict = all.check(3, number);
        assert_eq!((verdict.level, verdict.complete), (Some(Level::VeryDangerous), true), "{verdict:?}");
    }
}

/// A charter travels faster than a ledger: whoever knows that the older key has ended, and has not what was filed again, says so.
#[test]
fn whoever_has_the_charter_and_not_yet_the_ledger_does_not_say_that_nothing_is_known() {
    let mut all = sharing();
    decide(&mut all, Proposal::Threshold(2));
    // The third hears of the decisions alone.
    let third = all.id(2);
    for i in 0..3 {
        while all.file_again(i) {}
    }
    all.away = vec![2];
    all.sync_all();
    all.away.clear();
    let verdict = all.check(2, NUMBERS[0]);
    assert_eq!((verdict.level, verdict.complete), (Some(Level::VeryDangerous), true), "the older key serves");
    let view = epochs(&all, 0).unwrap();
    assert_eq!(view.unfinished.iter().map(|member| member.organisation).collect::<Vec<_>>(), [third]);
    all.houses.iter_mut().for_each(|house| house.wait(61 * 86_400));
    [0, 1].into_iter().for_each(|i| all.run(i, KeepUp).unwrap());
    all.away = vec![2];
    all.sync_all();
    all.away.clear();
    decide(&mut all, Proposal::EndKey);
    assert_eq!(epochs(&all, 2), None);
    let verdict = all.check(2, NUMBERS[0]);
    assert_eq!((verdict.level, verdict.complete, verdict.unanswered.len()), (None, false, 2), "{verdict:?}");
    all.sync_all();
    [0, 1, 2].into_iter().for_each(|i| all.file(i));
    all.sync_all();
    assert_found_everywhere(&mut all, 3);
}

/// And the other way round: a ledger may be here before the charter whose key it is filed under.
#[test]
fn entries_under_a_key_that_is_not_known_here_are_missed() {
    let mut all = sharing();
    // The third as it was before the others decided anything: it hears their ledgers and not yet their charters.
    let mut behind = all.houses[2].twin(903);
    decide(&mut all, Proposal::Threshold(2));
    while all.file_again(0) {}
    let newer = "+33639984155";
    all.share(1, newer);
    behind.now = all.houses[2].now;
    all.houses[2] = behind;
    all.sync_all();
    assert_eq!((all.number(2) < all.number(0), epochs(&all, 2)), (true, None));
    let verdict = all.check(2, newer);
    assert_eq!((verdict.level, verdict.complete, verdict.unanswered.len()), (None, false, 2), "{verdict:?}");
    // What it can look up it does.
    let verdict = all.check(2, NUMBERS[0]);
    assert_eq!((verdict.level, verdict.complete), (Some(Level::VeryDangerous), false));
    all.settle();
    all.sync_all();
    let verdict = all.check(2, newer);
    assert_eq!((verdict.level, verdict.complete), (Some(Level::VeryDangerous), true), "{verdict:?}");
}

#[test]
fn a_publisher_gone_for_good_does_not_keep_the_older_key() {
    let mut all = sharing();
    decide(&mut all, Proposal::Threshold(2));
    all.away = vec![2];
    for days in [50, 50, 50] {
        for i in 0..2 {
            all.houses[i].wait(days * 86_400);
            while all.file_again(i) {}
            all.run(i, KeepUp).unwrap();
        }
        all.sync_all();
    }
    assert_eq!(all.audited(0, "ledger_dropped"), 1);
    assert_eq!(unfinished(&all, 0), Vec::<usize>::new());
    decide(&mut all, Proposal::EndKey);
    assert_eq!(epochs(&all, 0), None);
}

/// Two shares of one key would be worth two members.
#[test]
fn whoever_leaves_and_comes_back_gets_no_second_share_of_the_same_key() {
    let mut all = Organisations::linked(4);
    let motion = all.propose(0, Proposal::Threshold(2));
    all.settle();
    [1, 2].into_iter().for_each(|i| all.confirm(i, motion));
    all.settle();
    // Nobody files: the key stays.
    let circle = all.circle;
    all.run(3, LeaveCircle { actor: Actor::Operator, circle }).unwrap();
    all.settle();
    for i in 0..3 {
        let motion = all.status(i).motions.first().map(|motion| motion.charter);
        if let Some(motion) = motion.filter(|_| all.status(i).members.len() == 4) {
            all.confirm(i, motion);
            all.settle();
        }
    }
    assert_eq!(all.members(0), [0, 1, 2]);
    all.invite(0, 3);
    all.settle_confirming();
    all.settle();
    assert_eq!(all.members(3), [0, 1, 2, 3]);
    assert_eq!(all.status(3).shares_missing, [2]);
    all.houses.iter_mut().for_each(|house| house.wait(2 * 3_600));
    [0, 1, 2, 3].into_iter().for_each(|i| all.run(i, KeepUp).unwrap());
    all.settle();
    let status = all.status(3);
    assert_eq!(
        (status.shares_missing, status.waits_for_next_key, status.helpers_missing),
        (vec![2], true, vec![]),
        "and is told that nobody will help it"
    );
}
