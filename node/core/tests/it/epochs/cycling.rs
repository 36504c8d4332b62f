//! A member that says that it tags again, and looks numbers up.

use parasol_core::allowances::{Allowed, Metered, Reserve};
use parasol_core::circles::Proposal;
use parasol_core::limits::{ALLOWANCE_BLOCK, PEER_SWEEP};
use parasol_core::roles::Actor;
use parasol_protocol::evaluation::{Class, Element};
use parasol_protocol::time::DAY;

use super::{decide, epochs, sharing};
use crate::agreement::kit::Organisations;
use crate::ceremony::made;
use crate::forging::{Forged, nothings};

/// What the second asks of the first: numbers that nobody asked for before.
struct Asker(u64);

impl Asker {
    fn asks(&mut self, all: &mut Organisations, class: Class, epoch: u64, n: u64) -> bool {
        let elements = (0..n).map(|_| {
            self.0 += 1;
            Element::new([self.0.to_be_bytes(); 4].concat().try_into().unwrap())
        });
        let asked =
            Metered { peer: all.id(1), circle: all.circle, epoch, class, elements: elements.collect() };
        let house = &mut all.houses[0];
        let at_once = house.snapshot().allows(&asked, house.now);
        at_once || house.run(Reserve { asked }).unwrap() == Allowed::Yes
    }

    /// How many it gets by asking under the older key and the newer one by turns.
    fn cycles(&mut self, all: &mut Organisations, times: u64) -> u64 {
        let mut got = 0;
        for _ in 0..times {
            // Nothing is reserved under the older key; what is left in memory counts under either.
            got += u64::from(self.asks(all, Class::Retag, 1, 1));
            for n in [32, 16, 8, 4, 2, 1] {
                got += if self.asks(all, Class::Retag, 2, n) { n } else { 0 };
            }
        }
        got
    }
}

#[test]
fn whoever_asks_under_one_key_and_the_other_by_turns_tags_its_entries_once() {
    let mut all = sharing();
    decide(&mut all, Proposal::Threshold(2));
    let mut asker = Asker(0);
    // One entry: this holder's part of it, twice, and a block.
    let all_there_is = 1 + ALLOWANCE_BLOCK;
    assert_eq!(asker.cycles(&mut all, 30), all_there_is);
    all.restart(0);
    all.houses[0].wait(DAY);
    assert_eq!(asker.cycles(&mut all, 30), 0, "neither on another day");
}

/// Twice a holder's part is allowed; what is more than its part counts as if it had been looked up.
#[test]
fn what_is_tagged_beyond_the_entries_that_there_are_is_noticed() {
    let mut all = sharing();
    for n in 0..40 {
        all.share(1, &format!("+336399842{n:02}"));
    }
    all.sync_all();
    decide(&mut all, Proposal::Threshold(2));
    let (mut asker, mut checks) = (Asker(0), 0);
    // Patiently, up to a few less than what is told.
    let bound = PEER_SWEEP / 2 - 10;
    while checks < bound {
        let n = (bound - checks).min(32);
        assert!(asker.asks(&mut all, Class::Check, 2, n));
        checks += n;
        all.houses[0].wait(DAY / 4);
    }
    let alarms = |all: &Organisations| all.houses[0].snapshot().peer_sweeps(&Actor::Operator).unwrap();
    let mut tagged = 0;
    while tagged < 41 / 2 {
        assert!(asker.asks(&mut all, Class::Retag, 2, 1));
        tagged += 1;
    }
    assert_eq!(alarms(&all), [], "as many as there are to tag");
    asker.cycles(&mut all, 5);
    let alarm = alarms(&all).remove(0);
    assert!(!alarm.within_an_hour && alarm.peer == all.id(1), "{alarm:?}");
}

/// What is filed and recalled again needs no tag; else an empty ledger would buy evaluations.
#[test]
fn what_was_recalled_is_not_tagged_again() {
    for recalled in [false, true] {
        let mut all = sharing();
        decide(&mut all, Proposal::Threshold(2));
        Forged::new(&all, 1, nothings(16, recalled), &[]).reach(&mut all, 0);
        assert_eq!(Asker(0).asks(&mut all, Class::Retag, 2, 1), !recalled);
    }
}

/// A ledger may be full of entries of nothing.
#[test]
fn whoever_has_very_many_entries_is_noticed_when_they_are_tagged_again() {
    let mut all = sharing();
    decide(&mut all, Proposal::Threshold(2));
    Forged::new(&all, 1, nothings(16, false), &[]).reach(&mut all, 0);
    let mut asker = Asker(0);
    let alarms = |all: &Organisations| all.houses[0].snapshot().peer_sweeps(&Actor::Operator).unwrap();
    // Half of what it may be told of without an alarm, its part of 2,000 entries and a block.
    let mut asks = |all: &mut Organisations, n| (0..n).all(|_| asker.asks(all, Class::Retag, 2, 32));
    assert!(asks(&mut all, 33) && alarms(&all).is_empty());
    assert!(asks(&mut all, 67), "nothing is refused because of an alarm");
    let alarm = alarms(&all).remove(0);
    assert!(!alarm.within_an_hour && alarm.evaluated >= PEER_SWEEP / 2, "{alarm:?}");
}

/// On the day on which the older key ends, there is nothing left to tag: nothing was used up either.
#[test]
fn nobody_used_up_what_there_was_to_tag_because_the_older_key_has_ended() {
    let mut all = sharing();
    decide(&mut all, Proposal::Threshold(2));
    let mut asker = Asker(0);
    assert!(asker.asks(&mut all, Class::Retag, 2, 1));
    for i in 0..3 {
        while all.file_again(i) {}
    }
    all.sync_all();
    decide(&mut all, Proposal::EndKey);
    assert_eq!(epochs(&all, 0), None);
    let retagged = |all: &Organisations| {
        let uses = all.houses[0].snapshot().peer_use(&Actor::Operator, &all.circle, all.houses[0].now);
        uses.unwrap().into_iter().find(|used| used.class == Class::Retag).unwrap()
    };
    assert!(retagged(&all).today > 0 && !retagged(&all).used_up, "or this shows nothing");
    while asker.asks(&mut all, Class::Retag, 2, 1) {}
    assert!(!retagged(&all).used_up);
    assert_eq!(all.audited(0, "peer_allowance_used"), 0);
}

/// While a key of two holders and one of three serve, what is granted by the one would be spent under the other.
#[test]
fn whoever_checks_under_two_keys_is_granted_what_the_one_that_opens_most_grants() {
    let mut all = made(5, 2);
    let three = |all: &mut Organisations, proposal| {
        let motion = all.propose(0, proposal);
        all.settle();
        [1, 2].into_iter().for_each(|i| all.confirm(i, motion));
        all.settle();
    };
    (0..5).for_each(|i| while all.file_again(i) {});
    all.sync_all();
    three(&mut all, Proposal::EndKey);
    three(&mut all, Proposal::Threshold(3));
    assert_eq!(epochs(&all, 0).map(|view| (view.old, view.new)), Some((2, 3)));
    let (mut asker, mut got) = (Asker(0), 0);
    for epoch in [3, 2, 3, 2] {
        // One block under the key of three, as much as there is under the one of two, and so on.
        let most = if got == 0 { 1 } else { 1_000 };
        got += (0..most).take_while(|_| asker.asks(&mut all, Class::Check, epoch, 1)).count();
    }
    // 2 * 200 * (2 - 1) / (5 - 1)
    assert_eq!(got, 100);
}
