//! A member that says that it tags again, and looks numbers up.

use parasol_core::allowances::{Allowed, Metered, Reserve};
use parasol_core::circles::Proposal;
use parasol_core::limits::{ALLOWANCE_BLOCK, PEER_SWEEP};
use parasol_core::roles::Actor;
use parasol_protocol::evaluation::{Class, Element};
use parasol_protocol::time::DAY;

use super::{decide, sharing};
use crate::agreement::kit::Organisations;

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
