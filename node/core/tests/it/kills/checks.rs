//! An evaluation: who asks, who counts, who answers.

use parasol_core::allowances::{Allowed, Reserve};
use parasol_core::limits::{ALLOWANCE_BLOCKS, LEAST_A_DAY};
use parasol_protocol::evaluation::message::Question;
use parasol_protocol::evaluation::{self, Ask, Class, Gathering};
use parasol_protocol::identifier::{Identifier, IdentifierKind};

use super::{OPERATOR, kill};
use crate::agreement::kit::Organisations;
use crate::ceremony::{evaluated, made};

/// Elements that are reserved on the disk at a time.
const BLOCK: u64 = LEAST_A_DAY / ALLOWANCE_BLOCKS;

fn reserved(all: &Organisations, holder: usize, by: usize) -> u64 {
    let house = &all.houses[holder];
    let uses = house.snapshot().peer_use(&OPERATOR, &all.circle, house.now).unwrap();
    uses.iter().filter(|used| used.organisation == all.id(by)).map(|used| used.today).sum()
}

/// What is asked is counted before it is evaluated.
fn counted(all: &mut Organisations, holder: usize, by: usize, ask: &Ask) {
    let (key, question) = (all.houses[by].node().identity().node_key(), Question::new(ask, all.number(by)));
    let asked = all.houses[holder].snapshot().asked_by(&key, &question).unwrap().unwrap();
    if !all.houses[holder].snapshot().allows(&asked, all.houses[holder].now) {
        assert_eq!(all.run(holder, Reserve { asked }), Ok(Allowed::Yes));
    }
}

#[test]
fn a_holder_between_counting_evaluating_and_answering_and_whoever_asks() {
    let mut all = made(3, 2);
    let expected = evaluated(&mut all, 0, 2, &[1, 2]);
    let phone = Identifier::from_canonical(IdentifierKind::Phone, "+33639984157").unwrap();
    let (blinding, elements) = evaluation::blind([&phone], &mut all.houses[0].rng).unwrap();
    let ask = Ask { circle: all.circle, epoch: 2, class: Class::Check, elements };
    let evaluate = |all: &mut Organisations, holder: usize| {
        let house = &mut all.houses[holder];
        let snapshot = house.snapshot();
        let share = snapshot.holders(&ask.circle, ask.epoch).unwrap().own.unwrap();
        (share, snapshot.evaluate(&ask.circle, ask.epoch, &ask.elements, &mut house.rng).unwrap())
    };
    let before = reserved(&all, 1, 0);
    // Counted, and not evaluated; counted and evaluated, and not answered. The same elements are asked of it again.
    counted(&mut all, 1, 0, &ask);
    kill(&mut all, 1);
    counted(&mut all, 1, 0, &ask);
    let unheard = evaluate(&mut all, 1);
    kill(&mut all, 1);
    counted(&mut all, 1, 0, &ask);
    // A crash burns what is left of a block, and grants nothing.
    let burnt = reserved(&all, 1, 0) - before;
    assert!((2 * BLOCK..=3 * BLOCK).contains(&burnt), "{burnt}");
    // Meanwhile another holder answers; and the first one's answer is as good when it comes late.
    let key = all.houses[0].snapshot().holders(&all.circle, 2).unwrap().key;
    let mut gathering = Gathering::new(&ask.elements, &key).unwrap();
    counted(&mut all, 2, 0, &ask);
    for (share, evaluation) in [evaluate(&mut all, 2), unheard] {
        gathering.add(share, &evaluation).unwrap();
    }
    assert_eq!(blinding.finish_combined(&gathering.combine().unwrap()).unwrap(), expected);

    // Whoever asks is killed with the answers in its hands: it has noted nothing, and asks anew.
    let counts = |all: &Organisations| all.houses[0].snapshot().store().fingerprint().unwrap();
    let noted = counts(&all);
    kill(&mut all, 0);
    assert_eq!(counts(&all), noted);
    assert_eq!(evaluated(&mut all, 0, 2, &[0, 1]), expected);
}
