//! A node as a holder of its circles' keys: whom it answers, how much, and what it makes of its own share.

use parasol_core::allowances::{Allowed, Metered, Reserve};
use parasol_core::refusal::Refusal;
use parasol_protocol::evaluation::message::{Question, Reply};
use parasol_protocol::evaluation::{self, Ask, Class, EvaluationFailure};
use parasol_protocol::identifier::{Identifier, IdentifierKind};
use parasol_protocol::ids::{CircleId, NodeKey};
use parasol_protocol::time::{DAY, Timestamp};

use crate::agreement::kit::Organisations;

fn ask(all: &mut Organisations, i: usize) -> (evaluation::Blinding, Ask) {
    let phone = Identifier::from_canonical(IdentifierKind::Phone, "+33639984157").unwrap();
    let (blinding, elements) = evaluation::blind([&phone], &mut all.houses[i].rng).unwrap();
    (blinding, Ask { circle: all.circle, epoch: 1, class: Class::Check, elements })
}

fn asked(all: &Organisations, holder: usize, by: &NodeKey, question: &Question) -> Result<Metered, Reply> {
    all.houses[holder].snapshot().asked_by(by, question).unwrap()
}

#[test]
fn with_one_share_that_opens_all_a_node_answers_itself_and_names_the_others() {
    let mut all = Organisations::linked(3);
    let (blinding, ask) = ask(&mut all, 1);
    let house = &mut all.houses[1];
    let combined = house.snapshot().answer(&ask, &mut house.rng).unwrap();
    assert_eq!(blinding.finish_combined(&combined).unwrap().len(), 1);
    let holders = all.houses[1].snapshot().holders(&all.circle, 1).unwrap();
    let mut others: Vec<_> = holders.others.iter().map(|(organisation, _)| *organisation).collect();
    let mut expected = vec![all.id(0), all.id(2)];
    others.sort_unstable();
    expected.sort_unstable();
    assert_eq!(others, expected);
    assert!(holders.own.is_some() && holders.key.t == 1 && holders.charter == 3);
    for (circle, epoch) in [(all.circle, 2), (CircleId::new([9; 16]), 1)] {
        let missing = all.houses[1].snapshot().holders(&circle, epoch);
        assert_eq!(missing.err(), Some(EvaluationFailure::NoKey));
    }
}

#[test]
fn a_holder_hears_members_of_its_charter_who_know_no_newer_one() {
    let mut all = Organisations::linked(3);
    let (_, ask) = ask(&mut all, 1);
    let charter = all.number(0);
    let member = all.houses[1].node().identity().node_key();
    let question = Question::new(&ask, charter);
    let metered = asked(&all, 0, &member, &question).unwrap();
    assert_eq!((metered.peer, metered.elements.len()), (all.id(1), 1));
    assert_eq!(asked(&all, 0, &NodeKey::new([7; 32]), &question).unwrap_err(), Reply::NotAMember);
    let newer = Question::new(&ask, charter + 1);
    assert_eq!(asked(&all, 0, &member, &newer).unwrap_err(), Reply::Behind(charter + 1));
    let later = Question { epoch: 2, ..question.clone() };
    assert_eq!(asked(&all, 0, &member, &later).unwrap_err(), Reply::NoKey);
    let elsewhere = Question { circle: CircleId::new([9; 16]), ..question };
    assert_eq!(asked(&all, 0, &member, &elsewhere).unwrap_err(), Reply::NotAMember);
}

/// Every member holds the whole key: whoever asks another all the same is up to something.
#[test]
fn where_one_share_opens_all_nobody_may_ask_anything_of_another() {
    let mut all = Organisations::linked(2);
    let (_, ask) = ask(&mut all, 1);
    let metered = |all: &Organisations| Metered {
        peer: all.id(1),
        circle: ask.circle,
        epoch: 1,
        class: Class::Check,
        elements: ask.elements.clone(),
    };
    let asked = metered(&all);
    let now = all.houses[0].now;
    assert!(!all.houses[0].snapshot().allows(&asked, now));
    let tomorrow = Timestamp::new((now.seconds() / DAY + 1) * DAY);
    assert_eq!(all.run(0, Reserve { asked: metered(&all) }), Ok(Allowed::Over(tomorrow)));
    let stranger = Metered { circle: CircleId::new([9; 16]), ..asked };
    assert_eq!(all.run(0, Reserve { asked: stranger }), Err(Refusal::NotFound));
}
